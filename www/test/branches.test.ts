import { expect, test } from 'vitest';
import { compared, longestOf, treeOf } from '../src/branches.ts';
import type { BranchView } from '../src/engine.ts';
import { readLink, writeLink } from '../src/link.ts';
import { linkIn } from '../src/options.ts';
import { readPasted } from '../src/story.ts';

function aBranch(id: number, start: number, end: number, origin?: number): BranchView {
  const facts = { id, start, end, events: 0, hash: '', actions: 0 };
  return origin === undefined ? facts : { ...facts, origin };
}

const branches = [
  aBranch(0, 0, 1000),
  aBranch(1, 200, 400, 0),
  aBranch(2, 600, 2000, 0),
  aBranch(3, 300, 300, 1),
];

test('futures stand below the one that they left, the last to leave first', () => {
  const tree = treeOf(branches);
  expect(tree.map(({ branch }) => branch.id)).toEqual([0, 2, 1, 3]);
  expect(tree.map(({ row, origin }) => [row, origin])).toEqual([
    [0, undefined],
    [1, 0],
    [2, 0],
    [3, 2],
  ]);
  expect(tree.map(({ from, to }) => [from, to])).toEqual([
    [0, 0.5],
    [0.3, 1],
    [0.1, 0.2],
    [0.15, 0.15],
  ]);
  expect(longestOf(branches)).toBe(2000);
  expect(longestOf([])).toBe(1);
});

test('no stem crosses a line', () => {
  // Any tree: each leaves an earlier one at some time, and lives for a while.
  let state = 7;
  const dice = (n: number): number => (state = (state * 48271) % 2147483647) % n;
  for (let round = 0; round < 200; round++) {
    const all: BranchView[] = [aBranch(0, 0, 100)];
    while (all.length < 8) {
      const origin = all[dice(all.length)]!;
      const start = origin.start + dice(Math.max(1, origin.end - origin.start + 1));
      all.push(aBranch(all.length, start, start + dice(100), origin.id));
    }
    const tree = treeOf(all);
    for (const { from, row, origin } of tree) {
      if (origin === undefined) continue;
      for (const between of tree) {
        if (between.row <= origin || row <= between.row) continue;
        expect(between.from < from && from <= between.to, JSON.stringify(all)).toBe(false);
      }
    }
  }
});

test('of those that are compared, the latest two', () => {
  expect(compared([0, 1], 2)).toEqual([1, 2]);
  expect(compared([0, 1], 0)).toEqual([1]);
  expect(compared([], 3)).toEqual([3]);
});

test('bookmarks travel behind the run, and links without any stay what they were', () => {
  const marks = [
    { tick: 0, name: 'start' },
    { tick: 1200, name: 'a, b: 50 % & more #1' },
    { tick: 3400, name: '分裂' },
  ];
  const link = writeLink('AbC-_9', marks);
  expect(link).toMatch(/^AbC-_9&b=[\w:%,.~!*'()-]+$/);
  expect(readLink(link)).toEqual({ run: 'AbC-_9', at: undefined, bookmarks: marks, damaged: false });
  expect(linkIn(`#r=${link}`)).toBe(link);
  expect(readPasted(`see https://x.org/lab/?lang=en#r=${link}`)).toEqual({ kind: 'link', text: link });
  expect(readPasted(link)).toEqual({ kind: 'link', text: link });
  expect(writeLink('AbC', [])).toBe('AbC');
  expect(writeLink('AbC', [], 1200)).toBe('AbC&at=1200');
  expect(readLink(writeLink('AbC', marks, 1200))).toEqual({
    run: 'AbC',
    at: 1200,
    bookmarks: marks,
    damaged: false,
  });
  expect(readLink('AbC')).toEqual({ run: 'AbC', at: undefined, bookmarks: [], damaged: false });
});

test.each([
  ['AbC&b=', []],
  ['AbC&b', []],
  ['AbC&b=x:y', []],
  ['AbC&b=12', []],
  ['AbC&b=12:%E5%8', []],
  ['AbC&b=-3:x,5:there', [{ tick: 5, name: 'there' }]],
  ['AbC&z=1', []],
  // A moment that makes no sense is none; the link still opens.
  ['AbC&at=soon', []],
  ['AbC&at=99999999', []],
  ['AbC&b=99999999999999999999:x', []],
])('what cannot be read behind a run is left out, and told: %s', (text, bookmarks) => {
  expect(readLink(text)).toEqual({ run: 'AbC', at: undefined, bookmarks, damaged: true });
});

test('a link carries no more bookmarks than a run has', () => {
  const many = Array.from({ length: 50 }, (_, i) => `${i}:${'x'.repeat(99)}`).join(',');
  const { bookmarks, damaged } = readLink(`AbC&b=${many}`);
  expect(damaged).toBe(true);
  expect(bookmarks).toHaveLength(40);
  expect(bookmarks[0]?.name).toHaveLength(60);
});
