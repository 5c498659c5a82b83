import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { isSolved, keepLesson, keepSolved, recalledLesson } from '../src/learn/progress.ts';
import { KEPT_LENGTH_MAX, forgetAll, keepRun, recalledRun, type KeptRun } from '../src/storage.ts';

const run: KeptRun = {
  address: '?seed=42',
  link: 'abc',
  tick: 500,
  events: 900,
  hash: '0011223344556677',
  playing: true,
};
let kept: Map<string, string>;

beforeEach(() => {
  kept = new Map();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  });
});
afterEach(() => vi.unstubAllGlobals());

test('a run is there for the page that left it, once', () => {
  keepRun(run);
  expect(recalledRun('?seed=42')).toEqual(run);
  expect(recalledRun('?seed=42')).toBeUndefined();
  keepRun(run);
  expect(recalledRun('?seed=7')).toBeUndefined();
});

test('what is kept is bounded, and what is too much takes the place of nothing', () => {
  keepRun(run);
  keepRun({ ...run, link: 'x'.repeat(KEPT_LENGTH_MAX) });
  expect(kept.size).toBe(0);
  keepRun({ ...run, events: 1e9 });
  expect(kept.size).toBe(0);
});

test.each([
  '{',
  'null',
  '[]',
  JSON.stringify({ ...run, tick: -1 }),
  JSON.stringify({ ...run, events: 1e12 }),
  JSON.stringify({ ...run, link: 7 }),
  JSON.stringify({ ...run, playing: 'yes' }),
])('%s is no run, and is dropped', (text) => {
  kept.set('kvraft-lab.run', text);
  expect(recalledRun('?seed=42')).toBe('corrupt');
  expect(kept.size).toBe(0);
});

test('all is forgotten', () => {
  keepRun(run);
  kept.set('kvraft-lab.lang', 'en');
  kept.set('other', 'stays');
  forgetAll();
  expect([...kept.keys()]).toEqual(['other']);
});

test('what was learnt is kept, forgotten with the rest, and never believed blindly', () => {
  const progress = { seed: '7', done: 2, chosen: { 1: 0 }, finished: false };
  expect(recalledLesson('elections')).toBeUndefined();
  keepLesson('elections', progress);
  keepLesson('reads', { ...progress, finished: true });
  keepSolved('figure-8');
  expect(recalledLesson('elections')).toEqual(progress);
  expect([isSolved('figure-8'), isSolved('two-leaders')]).toEqual([true, false]);
  for (const bad of ['{', '[]', '{"elections":7}', '{"elections":{"seed":"x","done":1,"chosen":{},"finished":true}}']) {
    kept.set('kvraft-lab.lessons', bad);
    expect(recalledLesson('elections')).toBeUndefined();
  }
  keepLesson('elections', progress);
  forgetAll();
  expect([...kept.keys()]).toEqual([]);
});

test('where nothing may be kept, nothing fails', () => {
  vi.stubGlobal('localStorage', undefined);
  keepRun(run);
  expect(recalledRun('?seed=42')).toBeUndefined();
  forgetAll();
});
