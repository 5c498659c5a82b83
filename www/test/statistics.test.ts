import { readFileSync } from 'node:fs';

import { beforeAll, expect, test } from 'vitest';

import { Session, initSync } from '../../wasm/pkg/kvraft_wasm.js';
import { Engine } from '../src/engine.ts';
import { translator } from '../src/i18n.ts';
import { catalog } from '../src/i18n/catalog.ts';
import { statistics as en } from '../src/i18n/en/statistics.ts';
import { sourceOf } from '../src/spacetime/source.ts';
import { KIND, RECORD } from '../src/spacetime/store.ts';
import { Counter, Tally, histogramOf, percentile, spreadOf, underWay, type Statistics } from '../src/statistics.ts';
import { csvOf, tablesOf, textOf, type SayStatistics } from '../src/statistics-report.ts';

const say: SayStatistics = catalog<typeof en>('en', en).say;

/** Events by hand: tick, kind, lane, peer, message, and term, index, more. */
type Row = readonly [number, keyof typeof KIND, number, number?, number?, number?, number?, number?];
function tallied(rows: readonly Row[]): Tally {
  const tally = new Tally();
  const words = rows.flatMap(([tick, kind, ...rest]) => {
    const numbers = [tick, KIND[kind], ...rest.map((each) => each ?? 0)] as number[];
    return [...numbers, ...Array<number>(RECORD).fill(0)].slice(0, RECORD);
  });
  tally.add(Float64Array.from(words));
  return tally;
}

const REQUEST_VOTE = 0;
const APPEND = 2;
const REQUEST = 4;

/**
 * Three servers. S1 leads term 1 from 20 on and is cut off; S2 leads term 2 from 100 on, while S1 still
 * believes to lead until 150, and crashes at 180. The clock stops at 200.
 */
const RUN: readonly Row[] = [
  [10, 'election-started', 1, 0, 0, 1],
  [10, 'sent', 1, 2, 1, 1, 0, REQUEST_VOTE],
  [10, 'sent', 1, 3, 2, 1, 0, REQUEST_VOTE],
  [15, 'delivered', 2, 1, 1],
  [15, 'vote-granted', 2, 1, 0, 1],
  [16, 'dropped', 1, 3, 2, 0, 0, 0],
  [20, 'became-leader', 1, 0, 0, 1],
  [20, 'appended', 1, 0, 0, 1, 1],
  [20, 'sent', 1, 2, 3, 1, 1, APPEND],
  [20, 'duplicated', 0, 0, 3, 0, 4],
  [24, 'delivered', 2, 1, 3],
  [24, 'appended', 2, 0, 0, 1, 1],
  [25, 'delivered', 2, 1, 4],
  [30, 'committed', 1, 0, 0, 0, 1],
  [30, 'applied', 1, 0, 0, 1, 1],
  [33, 'committed', 2, 0, 0, 0, 1],
  [33, 'applied', 2, 0, 0, 1, 1],
  [40, 'called', -1, 0, 0, 0, 1],
  [40, 'sent', -1, 1, 5, 0, 1, REQUEST],
  [45, 'delivered', 1, -1, 5],
  // What the deposed leader proposes at the same index must not be taken for what is committed there.
  [45, 'appended', 1, 0, 0, 1, 2],
  [46, 'partitioned', 0],
  [50, 'sent', 1, 2, 6, 1, 0, APPEND],
  [50, 'dropped', 1, 2, 6, 0, 0, 1],
  [90, 'election-started', 2, 0, 0, 2],
  [100, 'became-leader', 2, 0, 0, 2],
  [100, 'appended', 2, 0, 0, 2, 3],
  [120, 'sent', -1, 2, 7, 0, 1, REQUEST],
  [125, 'delivered', 2, -1, 7],
  [140, 'committed', 2, 0, 0, 0, 3],
  [140, 'applied', 2, 0, 0, 2, 2],
  [140, 'applied', 2, 0, 0, 2, 3],
  [150, 'stepped-down', 1, 0, 0, 2, 0, 1],
  [150, 'truncated', 1, 0, 0, 0, 2],
  [155, 'returned', -1, 0, 0, 0, 1],
  [160, 'called', -2, 0, 0, 0, 1],
  [160, 'sent', -2, 2, 8, 0, 1, REQUEST],
  [180, 'crashed', 2],
  [190, 'election-started', 3, 0, 0, 3],
];

test('a small run, counted by hand', () => {
  const sum = tallied(RUN).sum(200);
  const expected: Partial<Statistics> = {
    until: 200,
    events: RUN.length,
    elections: 3,
    preVotes: 0,
    term: 3,
    reigns: [
      { server: 1, term: 1, from: 20, to: 150 },
      { server: 2, term: 2, from: 100, to: 180 },
    ],
    // 0 to 20, and 180 to 200: who leads at the same time counts once.
    leaderless: 40,
    crashes: 1,
    restarts: 0,
    cuts: 1,
    truncations: 1,
    losses: [1, 1, 0, 0, 0],
    committed: 3,
    calls: 2,
    answered: 1,
    gaveUp: 0,
    retries: 1,
  };
  expect(sum).toMatchObject(expected);
  // Entry 1 took 30 - 20; 2 and 3, proposed by S2 at 100, took 40. S1's own entry 2 was never committed.
  expect(sum.commits).toEqual({ count: 3, median: 40, p95: 40, most: 40 });
  expect(sum.requests).toEqual({ count: 1, median: 115, p95: 115, most: 115 });
  expect(sum.histogram).toEqual([{ from: 100, to: 200, count: 1 }]);
  expect(sum.byKind.get('request-vote')).toEqual({ sent: 2, copies: 0, arrived: 1, lost: 1 });
  expect(sum.byKind.get('append-entries')).toEqual({ sent: 1, copies: 1, arrived: 2, lost: 0 });
  expect(sum.byKind.get('heartbeat')).toEqual({ sent: 1, copies: 0, arrived: 0, lost: 1 });
  const requests = sum.byKind.get('client-request');
  expect(requests).toEqual({ sent: 3, copies: 0, arrived: 2, lost: 0 });
  expect(requests === undefined ? -1 : underWay(requests)).toBe(1);
  expect(sum.byParty.get(1)).toEqual({ sent: 4, copies: 1, arrived: 1, lost: 2 });
  expect(sum.byParty.get(2)).toEqual({ sent: 0, copies: 0, arrived: 4, lost: 0 });
  expect(sum.byParty.get(-1)).toEqual({ sent: 2, copies: 0, arrived: 0, lost: 0 });
});

test('who leads still has led until this moment', () => {
  const sum = tallied(RUN.slice(0, 20)).sum(45);
  expect(sum.reigns).toEqual([{ server: 1, term: 1, from: 20, to: undefined }]);
  expect(sum.leaderless).toBe(20);
  const leaders = tablesOf(sum, say, translator('en')).find(({ id }) => id === 'leaders');
  expect(leaders?.rows).toEqual([{ name: 'S1, term 1', values: [20, 'still', 25] }]);
});

test('percentiles are by the nearest rank, and nothing has none', () => {
  expect(percentile([1, 2, 3, 4], 0.5)).toBe(2);
  expect(percentile([1, 2, 3, 4], 0.95)).toBe(4);
  expect(percentile([], 0.5)).toBeUndefined();
  expect(spreadOf(Array.from({ length: 100 }, (_, i) => 100 - i))).toEqual({ count: 100, median: 50, p95: 95, most: 100 });
  expect(spreadOf([])).toEqual({ count: 0, median: undefined, p95: undefined, most: undefined });
});

test('buckets lie close to each other, from the first to the last that is not empty', () => {
  expect(histogramOf([10, 19, 60, 7000])).toEqual([
    { from: 10, to: 20, count: 2 },
    { from: 20, to: 50, count: 0 },
    { from: 50, to: 100, count: 1 },
    { from: 100, to: 200, count: 0 },
    { from: 200, to: 500, count: 0 },
    { from: 500, to: 1000, count: 0 },
    { from: 1000, to: 2000, count: 0 },
    { from: 2000, to: 5000, count: 0 },
    { from: 5000, to: undefined, count: 1 },
  ]);
  expect(histogramOf([])).toEqual([]);
});

test('as text it stands in columns, as CSV each figure has a row', () => {
  const tables = tablesOf(tallied(RUN).sum(200), say, translator('en'));
  const text = textOf('Statistics', 'Counted.', tables);
  expect(text.startsWith('Statistics\nCounted.\n\nElections and faults\n')).toBe(true);
  expect(text).toContain('RequestVote        2        1     1          0\n');
  expect(text).toContain('All                7        5     2          1\n');
  const rows = csvOf(tables, say).split('\r\n');
  expect(rows[0]).toBe('section,of,what,value');
  expect(rows).toContain('Who led,"S1, term 1","led, ms",130');
  expect(rows).toContain('Messages by kind,Heartbeat,lost,1');
  expect(rows.every((row) => row === '' || (row.match(/(?:[^",]|"[^"]*")+|(?<=,)(?=,|$)/g) ?? []).length === 4)).toBe(true);
});

beforeAll(() => {
  initSync({ module: readFileSync(new URL('../../wasm/pkg/kvraft_wasm_bg.wasm', import.meta.url)) });
});

function eventful(): Engine {
  const engine = new Engine(new Session({ servers: 5, clients: 2, seed: '42', request_timeout: 8000 }));
  engine.advance(600, Infinity);
  engine.run('all work 0 20');
  engine.run('loss 10');
  engine.run('duplicate 10');
  engine.advance(3000, Infinity);
  for (const line of ['crash leader', 'loss 0', 'all rest']) engine.run(line);
  engine.advance(3000, Infinity);
  return engine;
}

test('it agrees with what the core tells of the same run, wherever one is in it', () => {
  const engine = eventful();
  const source = sourceOf(engine);
  const counter = new Counter();
  expect(counter.follow(source, source.end(), 1e9)).toBe(true);
  const sum = counter.sum(engine.end());
  const events = engine.events(0, 1e9);
  const count = (kind: string, text = ''): number => events.filter((each) => each.kind === kind && each.text.includes(text)).length;
  expect(sum.events).toBe(events.length);
  expect(sum.elections).toBe(count('election-started'));
  expect(sum.reigns.map(({ server, from }) => [server, from])).toEqual(
    events.filter(({ kind }) => kind === 'became-leader').map(({ server, tick }) => [server, tick]),
  );
  const traffic = [...sum.byKind.values()];
  const total = (what: 'sent' | 'arrived' | 'lost' | 'copies'): number => traffic.reduce((all, each) => all + each[what], 0);
  expect([total('sent'), total('arrived'), total('lost'), total('copies')]).toEqual(['sent', 'delivered', 'dropped', 'duplicated'].map((kind) => count(kind)));
  expect(total('copies')).toBeGreaterThan(0);
  expect(sum.byKind.get('heartbeat')?.sent).toBe(events.filter(({ text }) => / AppendEntries .*entries=0 /.test(text)).length);
  expect(traffic.reduce((all, each) => all + underWay(each), 0)).toBe(engine.view().messages.length);
  // Each entry is committed once, each is measured, and the calls are those of the history.
  const highest = Math.max(...events.filter(({ kind }) => kind === 'committed').map(({ index }) => index ?? 0));
  expect(sum.committed).toBe(highest);
  expect(sum.commits.count).toBe(highest);
  const history = [1, 2].flatMap((client) => engine.client(client).history);
  expect(sum.calls).toBeGreaterThan(10);
  expect(count('called')).toBe(sum.calls);
  const longest = Math.max(...events.filter(({ kind }) => kind === 'returned').map((event) => event.tick - calledAt(event, events)));
  expect(sum.requests.most).toBe(longest);
  expect(history.length).toBeGreaterThan(0);
  // Up to a moment of the past it is what had happened then, and forward again it is all.
  engine.seek(300);
  const here = engine.view().eventCount;
  expect(counter.follow(source, here, 1e9)).toBe(true);
  expect(counter.sum(300).events).toBe(here);
  expect(counter.sum(300).calls).toBe(0);
  counter.follow(source, source.end(), 1e9);
  expect(counter.sum(engine.end())).toEqual(sum);
  source.free();
  engine.free();
});

function calledAt(returned: { readonly client?: number | undefined; readonly sequence: number }, events: readonly { readonly kind: string; readonly client?: number | undefined; readonly sequence: number; readonly tick: number }[]): number {
  const calls = events.filter(({ kind, client, sequence }) => kind === 'called' && client === returned.client && sequence < returned.sequence);
  return calls.at(-1)?.tick ?? NaN;
}

test('another future is counted from where it parts, or anew', () => {
  const engine = eventful();
  const source = sourceOf(engine);
  const counter = new Counter();
  counter.follow(source, source.end(), 1e9);
  engine.seek(500);
  engine.run('crash 1');
  engine.advance(100, Infinity);
  counter.follow(source, source.end(), 1e9);
  const fresh = new Counter();
  const own = sourceOf(engine);
  fresh.follow(own, own.end(), 1e9);
  expect(counter.sum(600)).toEqual(fresh.sum(600));
  expect(fresh.sum(600).crashes).toBe(1);
  source.free();
  own.free();
  engine.free();
});

test('it keeps to its time, and goes on where it was', () => {
  const engine = eventful();
  const source = sourceOf(engine);
  const counter = new Counter();
  let now = 0;
  expect(counter.follow(source, source.end(), 0, () => now++)).toBe(false);
  expect(counter.events).toBeLessThan(source.end());
  while (!counter.follow(source, source.end(), 0, () => now++));
  expect(counter.events).toBe(source.end());
  source.free();
  engine.free();
});
