import { expect, test } from 'vitest';

import { fateOf, lookOf, rowOf, type LogView } from '../src/entry.ts';

/** A log from the terms of its entries; what it knows is told apart. */
function aLog(server: number, terms: readonly number[], facts: Partial<LogView> = {}): LogView {
  const last = terms.length + (facts.first_index ?? 1) - 1;
  return {
    server,
    first_index: 1,
    last_index: last,
    commit_index: 0,
    last_applied: 0,
    durable_index: last,
    entries: terms.map((term) => ({ term, text: `put x ${term}`, client: 1, number: term })),
    ...facts,
  };
}

const logs = (...servers: LogView[]) => ({ from: 1, to: 9, servers });

test('an entry is settled as soon as one server knows it', () => {
  const all = logs(
    aLog(1, [1, 1], { commit_index: 2, last_applied: 1 }),
    aLog(2, [1, 1], { commit_index: 1, last_applied: 1, durable_index: 1 }),
    aLog(3, [1]),
  );
  const row = rowOf(all, 2);
  expect(row.settled?.term).toBe(1);
  expect(row.splits).toBe(false);
  expect(all.servers.map((log, i) => row.entries[i] && lookOf(row, log, row.entries[i]))).toEqual([
    'known',
    'unaware',
    undefined,
  ]);
  expect(fateOf(all, row, 1)).toMatchObject({
    state: 'committed',
    copies: [1, 2],
    durable: [1],
    known: [1],
    applied: [],
  });
});

test('what contradicts a settled entry will be overwritten, whatever its term', () => {
  // Figure 8: the entry of the higher term is the one that loses.
  const all = logs(aLog(1, [1, 2], { commit_index: 2 }), aLog(2, [1, 2]), aLog(3, [1, 3]));
  const row = rowOf(all, 2);
  expect(row).toMatchObject({ splits: true, broken: false, best: { term: 2 } });
  expect(fateOf(all, row, 3)).toMatchObject({
    state: 'doomed',
    rivals: [{ term: 2, servers: [1, 2] }],
  });
  const lost = row.entries[2];
  expect(lost && lookOf(row, all.servers[2]!, lost)).toBe('doomed');
});

test('while nothing is settled nobody is doomed', () => {
  const all = logs(aLog(1, [2]), aLog(2, [3]));
  const row = rowOf(all, 1);
  expect(row).toMatchObject({ splits: true, settled: undefined, best: { term: 3 } });
  expect(fateOf(all, row, 2)?.state).toBe('pending');
  expect(fateOf(all, row, 4)).toBeUndefined();
});

test('two settled entries at one index are told, not hidden', () => {
  const all = logs(aLog(1, [2], { commit_index: 1 }), aLog(2, [3], { commit_index: 1 }));
  expect(rowOf(all, 1).broken).toBe(true);
  expect(fateOf(all, rowOf(all, 1), 2)?.state).toBe('broken');
});

test('logs that begin later are read at the right place', () => {
  const all = {
    from: 3,
    to: 5,
    servers: [
      aLog(1, [4, 4], { first_index: 4, commit_index: 4, last_applied: 4, last_index: 5 }),
      aLog(2, [2, 4, 4]),
    ],
  };
  expect(rowOf(all, 3).entries.map((entry) => entry?.term)).toEqual([undefined, 2]);
  expect(rowOf(all, 4).entries.map((entry) => entry?.term)).toEqual([4, 4]);
  expect(fateOf(all, rowOf(all, 3), 2)).toMatchObject({ state: 'pending', gone: [1] });
});
