import { readFileSync } from 'node:fs';

import { beforeAll, expect, test } from 'vitest';

import { Session, initSync } from '../../wasm/pkg/kvraft_wasm.js';
import { Engine, type EventView } from '../src/engine.ts';
import { Feed } from '../src/feed.ts';
import { weightOf } from '../src/narrate.ts';

beforeAll(() => {
  initSync({ module: readFileSync(new URL('../../wasm/pkg/kvraft_wasm_bg.wasm', import.meta.url)) });
});

const busy = (): Engine => {
  const engine = new Engine(new Session({ servers: 5, clients: 2, seed: '7' }));
  engine.run('all work 0 40 keys 3');
  return engine;
};

const sequences = (events: readonly EventView[]): readonly number[] => events.map(({ sequence }) => sequence);

test('the latest without some kinds are those of all, and what is forgotten is not guessed', () => {
  const engine = busy();
  engine.advance(3000, Infinity);
  const end = engine.view().eventCount;
  const all = engine.events(0, end);
  expect(new Set(all.map(({ kind }) => kind)).size).toBeGreaterThan(10);
  for (const kinds of [[], ['sent', 'delivered'], ['committed', 'no such kind']]) {
    for (const since of [0, 17, end - 40]) {
      const wanted = all.slice(since).filter(({ kind }) => !kinds.includes(kind));
      expect(engine.latestExcept(kinds, since, 1e6)).toEqual(wanted);
      expect(engine.latestExcept(kinds, since, 25)).toEqual(wanted.slice(-25));
    }
  }
  engine.seek(1000);
  engine.advance(60_000, Infinity);
  const now = engine.view().eventCount;
  // Of so many, the first are no longer remembered.
  expect(engine.latestExcept([], 0, 100)).toBeUndefined();
  engine.advance(500, Infinity);
  expect(engine.latestExcept([], now, 1e6)).toEqual(engine.events(now, engine.view().eventCount));
});

test('however time runs, the list has the last of what is worth telling', () => {
  const engine = busy();
  const feed = new Feed();
  // Whether it leads who commits is known only to who was there.
  const isSure = ({ kind }: EventView): boolean => kind !== 'committed';
  for (const ticks of [1, 40, 400, 5, 900, 2000]) {
    engine.advance(ticks, Infinity);
    const view = engine.view();
    feed.read(engine, view);
    const told = feed.notable.map(({ event }) => event).filter(isSure);
    const all = engine.events(0, view.eventCount).filter((event) => 1 < weightOf(event) && isSure(event));
    expect(told.length).toBeGreaterThanOrEqual(Math.min(all.length, 40));
    expect(sequences([...told].reverse())).toEqual(sequences(all.slice(-told.length)));
  }
  expect(feed.notable).toHaveLength(120);
  // More than is fetched: no gap, but fewer lines.
  engine.advance(30_000, Infinity);
  feed.read(engine, engine.view());
  const first = feed.notable.at(-1)?.event.sequence ?? 0;
  expect(engine.view().eventCount - first).toBeLessThan(4000);
});
