import { readFileSync } from 'node:fs';

import { beforeAll, expect, test } from 'vitest';

import { Session, initSync } from '../../wasm/pkg/kvraft_wasm.js';
import { Engine } from '../src/engine.ts';
import { CallStore, OUTCOME, RULING, contradictionOf } from '../src/spacetime/calls.ts';
import { rowsOf } from '../src/spacetime/geometry.ts';
import { paintHistory } from '../src/spacetime/paint-calls.ts';
import type { Palette } from '../src/spacetime/palette.ts';
import { SvgPen } from '../src/spacetime/pen.ts';
import { historyOf } from '../src/spacetime/source.ts';

beforeAll(() => {
  const wasm = new URL('../../wasm/pkg/kvraft_wasm_bg.wasm', import.meta.url);
  initSync({ module: readFileSync(wasm) });
});

const begin = (): Engine =>
  new Engine(new Session({ servers: 5, clients: 3, seed: '42', request_timeout: 8000 }));
const read = (id: string): Engine => {
  const file = new URL(`../public/scenarios/${id}.json`, import.meta.url);
  return new Engine(Session.play(readFileSync(file, 'utf8')));
};

test('calls are followed as they come and return, and stay when one goes back', () => {
  const engine = begin();
  const source = historyOf(engine);
  const store = new CallStore();
  expect(store.follow(source)).toBe(false);
  for (const line of ['all work 5 60 keys 3', 'c3 put x 1']) engine.run(line);
  for (let i = 0; i < 40; i++) {
    engine.advance(100, Infinity);
    store.follow(source);
  }
  const whole = new CallStore();
  whole.follow(historyOf(engine));
  expect(store.count).toBe(whole.count);
  expect(store.count).toBeGreaterThan(50);
  for (const column of ['client', 'number', 'what', 'key', 'call', 'returned', 'outcome'] as const) {
    expect([...store[column].subarray(0, store.count)]).toEqual([...whole[column].subarray(0, whole.count)]);
  }
  for (const client of [1, 2, 3]) expect(store.row(client)).toEqual(whole.row(client));
  // What is told in words is the same.
  for (const [at, operation] of source.operations(0, store.count).entries()) {
    expect([operation.client, operation.number, operation.call]).toEqual([store.client[at], store.number[at], store.call[at]]);
    expect(operation.outcome === 'pending').toBe(store.outcome[at] === OUTCOME.open);
  }
  engine.seek(500);
  expect(store.follow(source)).toBe(false);
  const past = new CallStore();
  past.follow(historyOf(engine));
  expect(past.count).toBe(store.count);
  // Another future has other calls.
  engine.run('crash leader');
  engine.advance(300, Infinity);
  expect(store.follow(source)).toBe(true);
  expect(store.count).toBeLessThan(whole.count);
  for (const client of [1, 2, 3]) expect(store.row(client).every((at) => at < store.count)).toBe(true);
  engine.free();
});

test('each call takes effect between its beginning and its end', () => {
  const engine = begin();
  const source = historyOf(engine);
  engine.run('all work 0 20 keys 4');
  engine.advance(4000, Infinity);
  const store = new CallStore();
  store.follow(source);
  while (0 < source.judge(5, 0));
  expect([...source.rulings()].every((ruling) => ruling === RULING.linearizable)).toBe(true);
  expect(source.keys().length).toBe(source.rulings().length);
  const points = source.points(0, store.count);
  for (let at = 0; at < store.count; at++) {
    if (store.outcome[at] !== OUTCOME.done) continue;
    expect(points[at]).toBeGreaterThanOrEqual(store.call[at] ?? 0);
    expect(points[at]).toBeLessThanOrEqual(store.returned[at] ?? 0);
  }
  // Nothing has changed: nothing is judged again.
  expect(source.judge(5, 0)).toBe(0);
  engine.free();
});

test('a stale read is named with what it contradicts, and what it could have seen', () => {
  const engine = read('stale-read');
  engine.advance(12_000, Infinity);
  const source = historyOf(engine);
  const store = new CallStore();
  store.follow(source);
  while (0 < source.judge(5, 0));
  expect([...source.rulings()]).toEqual([RULING.illegal]);
  const found = contradictionOf(0, source.culprits(0));
  expect(found?.minimal).toBe(true);
  const said = found?.culprits.map((at) => source.operations(at, at + 1)[0]?.command);
  expect(said).toEqual(['put x old', 'put x new', 'get x via index']);
  expect(found?.stuck).toBe(found?.culprits.at(-1));
  expect(source.couldHaveSeen(0, 2)).toContain('new');
  expect(contradictionOf(0, new Float64Array())).toBeUndefined();
  engine.free();
});

test('what is in sight is found, also calls without an end', () => {
  const store = new CallStore();
  const rows = [
    [1, 1, 1, 0, 0, 10, 1],
    [2, 1, 0, 0, 5, 500, 2],
    [1, 2, 0, 0, 20, 30, 1],
    [1, 3, 1, 0, 400, -1, 0],
    [2, 2, 1, 0, 600, 610, 1],
  ];
  store.follow({ follow: () => 0, count: () => rows.length, calls: () => Float64Array.from(rows.flat()) });
  expect(store.inSight(100, 300)).toEqual([1, 3]);
  expect(store.inSight(450, 700)).toEqual([1, 5]);
  expect(store.endOf(1)).toBe(Infinity);
  expect(store.endOf(2)).toBe(30);
  expect(store.placeAt(1, 25)).toBe(1);
});

test('the picture has words and bars, and few of them however many calls there are', () => {
  const colors = { paper: '#111111', surface: '#ffffff', ink: '#000000', muted: '#555555', faint: '#888888', line: '#dddddd', hair: '#eeeeee', tint: '#eeeedd', broken: '#cc2200', 'on-term': '#ffffff' };
  const palette: Palette = { colors, terms: [], key: '' };
  const engine = read('stale-read');
  engine.advance(12_000, Infinity);
  engine.run('all work 0 0');
  engine.advance(240_000, Infinity);
  const source = historyOf(engine);
  const store = new CallStore();
  store.follow(source);
  while (0 < source.judge(5, 0));
  const picture = (to: number): string => {
    const plot = rowsOf(3, 1280, 600, { from: 0, to });
    const [first, last] = store.inSight(0, to);
    const pen = new SvgPen();
    const texts = source.operations(first, Math.min(last, first + 50));
    paintHistory(pen, {
      ...{ store, plot, palette, key: undefined, from: first, to: last },
      contradiction: contradictionOf(0, source.culprits(0)),
      points: source.points(first, last),
      marks: engine.marks(0),
      text: (at) => texts[at - first]?.command ?? '',
    });
    return pen.file(1280, 600, 'title', 'about');
  };
  const near = picture(10_000);
  for (const words of ['>C1</text>', '>put x old</text>', colors.broken]) expect(near).toContain(words);
  // Who led while that happened.
  expect(near).toContain(`>S${engine.marks(0).find(({ kind }) => kind === 'leader')?.server}</text>`);
  expect(near).not.toContain('NaN');
  expect(store.count).toBeGreaterThan(2000);
  expect(picture(252_000).length).toBeLessThan(300_000);
  engine.free();
});
