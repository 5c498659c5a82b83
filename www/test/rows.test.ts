import { expect, test } from 'vitest';

import { TALLEST, extentOf, renamed, rowAt, topOf, type Named } from '../src/rows.ts';

const at = (rows: number, top: number, height = 560, row = 28) => ({ rows, row, height, top });

test('a short table exists as a whole', () => {
  expect(extentOf(at(5, 0), 12)).toEqual({ start: 0, end: 5, above: 0, below: 0 });
  expect(extentOf(at(0, 0), 12)).toEqual({ start: 0, end: 0, above: 0, below: 0 });
});

test('of a long one, what is in sight and what is spare', () => {
  const extent = extentOf(at(100_000, 28_000), 12);
  expect(extent).toEqual({
    start: 988,
    end: 1032,
    above: 988 * 28,
    below: (100_000 - 1032) * 28,
  });
});

test('however long the table and wherever one is, as many rows exist, and the height stays', () => {
  for (const rows of [100, 100_000, 285_714, 285_715, 1_000_000, 50_000_000]) {
    const tall = Math.min(rows * 28, TALLEST);
    for (const share of [0, 1e-6, 0.0001, 0.3, 0.5, 0.99999, 1]) {
      const top = share * (tall - 560);
      const { start, end, above, below } = extentOf(at(rows, top), 12);
      expect(end - start).toBeLessThanOrEqual(46);
      expect(above + (end - start) * 28 + below).toBeCloseTo(tall, 3);
      // What is seen is there: from the upper edge of the opening to the lower one.
      const first = rowAt(at(rows, top));
      expect(start).toBeLessThanOrEqual(first + 1e-6);
      expect(Math.min(rows, first + 20)).toBeLessThanOrEqual(end + 1e-6);
      // And it stands where one looks; where the way is shortened, within a row of it at the very top.
      const off = Math.abs(above + (first - start) * 28 - top);
      expect(off).toBeLessThan(rows * 28 <= TALLEST || 13 * 28 < top ? 0.001 : 28);
    }
  }
});

test('scrolled to a row, that row is the first in sight', () => {
  for (const rows of [1000, 100_000, 5_000_000]) {
    for (const row of [0, 1, 17, Math.floor(rows / 2), rows - 21]) {
      const scroll = at(rows, 0);
      expect(rowAt({ ...scroll, top: topOf(row, scroll) })).toBeCloseTo(row, 3);
    }
    // The last ones cannot be the first: then the end is in sight.
    expect(rowAt({ ...at(rows, 0), top: topOf(rows - 1, at(rows, 0)) })).toBeCloseTo(rows - 20, 3);
  }
});

test('beyond its end, as while the table becomes shorter, the end is shown', () => {
  expect(extentOf(at(100, 1e9), 12)).toEqual({ start: 68, end: 100, above: 68 * 28, below: 0 });
});

test('a row keeps its name, and one that comes in takes that of the row nearest to the edge it left', () => {
  const from = (first: number, count: number): readonly number[] => Array.from({ length: count }, (_, i) => first + i);
  const names = (rows: Named): readonly number[] => [...rows.values()];
  const first = renamed(new Map(), from(1, 5));
  expect(names(first)).toEqual([0, 1, 2, 3, 4]);
  // To the foot: from the head, one after another, each behind the last.
  const down = renamed(first, from(3, 5));
  expect([...down]).toEqual([[3, 2], [4, 3], [5, 4], [6, 1], [7, 0]]);
  expect([...renamed(down, from(1, 5))]).toEqual([...first]);
  // Another number of rows is no reason for other names.
  expect(names(renamed(down, from(4, 6)))).toEqual([3, 4, 1, 0, 2, 5]);
  expect(names(renamed(down, from(4, 3)))).toEqual([3, 4, 1]);
  // None stays, none moves: fewer, as many, more.
  expect(names(renamed(down, from(20, 3)))).toEqual([2, 3, 4]);
  expect(names(renamed(down, from(20, 5)))).toEqual([2, 3, 4, 1, 0]);
  expect(names(renamed(down, from(20, 6)))).toEqual([2, 3, 4, 1, 0, 5]);
  // Newest first, not all are rows in a row.
  const newest = renamed(new Map(), [9, 7, 4, 3]);
  expect([...renamed(newest, [20, 11, 9, 7])]).toEqual([[20, 3], [11, 2], [9, 0], [7, 1]]);
});

test('wherever one goes, names are unique, and rows that stay keep theirs', () => {
  let rows: Named = new Map();
  let first = 1;
  let seed = 7;
  const below = (end: number): number => (seed = (seed * 48_271) % 2_147_483_647) % end;
  for (let i = 0; i < 2000; i++) {
    first = Math.max(1, first + below(41) - 20);
    const now = Array.from({ length: 20 + below(10) }, (_, at) => first + at);
    const next = renamed(rows, now);
    expect([...next.keys()]).toEqual(now);
    expect(new Set(next.values()).size).toBe(next.size);
    for (const [row, name] of rows) if (next.has(row)) expect(next.get(row)).toBe(name);
    rows = next;
  }
});
