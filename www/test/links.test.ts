import { readFileSync, readdirSync } from 'node:fs';

import { beforeAll, expect, test } from 'vitest';

import { Session, initSync } from '../../wasm/pkg/kvraft_wasm.js';
import { Engine } from '../src/engine.ts';
import { hashFor, linkIn } from '../src/options.ts';

// Links that were written once open for ever, here as natively (tests/tests/links.rs).

const folder = new URL('../../tests/links/', import.meta.url);
const corpus = readdirSync(folder).map((name) => {
  const [link = '', ...meaning] = readFileSync(new URL(name, folder), 'utf8').split('\n');
  return [name, link, meaning.join('\n')] as const;
});

beforeAll(() => {
  initSync({ module: readFileSync(new URL('../../wasm/pkg/kvraft_wasm_bg.wasm', import.meta.url)) });
});

test.each(corpus)('%s opens what it means, in an address with or without a moment', (_, link, meaning) => {
  for (const hash of [hashFor(link), hashFor(link, 1200)]) {
    const engine = new Engine(Session.open_link(linkIn(hash)?.link ?? ''));
    expect(JSON.parse(engine.script() ?? '')).toEqual(JSON.parse(meaning));
    engine.free();
  }
});
