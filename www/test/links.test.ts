import { readFileSync, readdirSync } from 'node:fs';

import { beforeAll, expect, test } from 'vitest';

import { Session, initSync } from '../../wasm/pkg/kvraft_wasm.js';
import { Engine } from '../src/engine.ts';
import { readLink, writeLink } from '../src/link.ts';
import { linkIn } from '../src/options.ts';

// Links that were written once open for ever, here as natively (tests/tests/links.rs).

const folder = new URL('../../tests/links/', import.meta.url);
const corpus = readdirSync(folder).map((name) => {
  const [link = '', ...meaning] = readFileSync(new URL(name, folder), 'utf8').split('\n');
  return [name, link, meaning.join('\n')] as const;
});

beforeAll(() => {
  initSync({ module: readFileSync(new URL('../../wasm/pkg/kvraft_wasm_bg.wasm', import.meta.url)) });
});

test.each(corpus)('%s opens what it means, with or without a moment behind it', (_, link, meaning) => {
  for (const text of [link, writeLink(link, [{ tick: 5, name: 'here' }], 1200)]) {
    const { run } = readLink(linkIn(`#r=${text}`) ?? '');
    const engine = new Engine(Session.open_link(run));
    expect(JSON.parse(engine.script() ?? '')).toEqual(JSON.parse(meaning));
    engine.free();
  }
});
