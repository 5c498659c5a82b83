import { readFileSync } from 'node:fs';

import { beforeAll, expect, test } from 'vitest';

import { Session, initSync } from '../../wasm/pkg/kvraft_wasm.js';
import { expectationText } from '../src/conditions.ts';
import { Engine } from '../src/engine.ts';
import { Feed } from '../src/feed.ts';
import type { GalleryEntry } from '../src/gallery.ts';
import { translator } from '../src/i18n.ts';
import { gallery as texts } from '../src/i18n/en/gallery.ts';
import { storyOf } from '../src/story.ts';
import { strips } from '../scripts/strips.mjs';

const folder = new URL('../public/scenarios/', import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, folder), 'utf8');
const gallery = JSON.parse(read('index.json')) as readonly GalleryEntry[];

beforeAll(() => {
  const wasm = new URL('../../wasm/pkg/kvraft_wasm_bg.wasm', import.meta.url);
  initSync({ module: readFileSync(wasm) });
});

test('every group of the gallery has its name', () => {
  expect(gallery.filter(({ group }) => !Object.hasOwn(texts, `story.group.${group}`))).toEqual([]);
});

test('the strips show every story: its servers, who leads, and where a judge objects', async () => {
  const all = await strips();
  expect(Object.keys(all)).toEqual(gallery.map(({ id }) => id));
  for (const [id, { caption, source, lanes, broken }] of Object.entries(all)) {
    const file = JSON.parse(read(`${id}.json`)) as { servers?: number; bugs?: readonly string[] };
    expect([id, caption['en'], source]).not.toContain('');
    expect([id, lanes.length]).toEqual([id, file.servers ?? 5]);
    const widths = lanes.map((lane) => lane.reduce((sum, [count = 0]) => sum + count, 0));
    expect([id, new Set(widths).size]).toEqual([id, 1]);
    const leads = lanes.some((lane) => lane.some(([, , kind]) => kind === 3));
    expect([id, leads]).toEqual([id, true]);
    if (file.bugs !== undefined) expect([id, broken]).not.toEqual([id, null]);
  }
});

test.each(gallery.map(({ id }) => id))('%s: every view of it can be read', (id) => {
  const engine = new Engine(Session.play(read(`${id}.json`)));
  const story = storyOf(engine)!;
  const t = translator('en');
  for (const each of story.expect) expect(expectationText(each, t)).not.toMatch(/undefined|[{}]/);
  const look = (): void => {
    const view = engine.view();
    engine.logs(0, 0);
    for (const server of view.servers) engine.inspect(server.id);
    for (const client of view.clients) engine.client(client.id);
    new Feed(true).read(engine, view);
    engine.told();
    engine.judges();
  };
  look();
  engine.seek((story.until ?? 5000) / 2);
  look();
  engine.seek(story.until ?? 5000);
  look();
  expect(engine.expectations().filter(({ verdict }) => verdict === 'failed')).toEqual([]);
  expect(engine.troubles()).toEqual([]);
});
