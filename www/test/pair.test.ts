import { readFileSync } from 'node:fs';

import { beforeAll, describe, expect, test } from 'vitest';

import { exhibitFiles } from '../scripts/exhibits.mjs';
import { Session, initSync } from '../../wasm/pkg/kvraft_wasm.js';
import { Pair, corrected } from '../src/pair.ts';
import { Engine } from '../src/engine.ts';
import { GROUPS } from '../src/museum.ts';

beforeAll(() => {
  initSync({ module: readFileSync(new URL('../../wasm/pkg/kvraft_wasm_bg.wasm', import.meta.url)) });
});

/** What snapshots lack or logs keep, events do not tell: the judges look into the servers. */
const INSIDE: readonly string[] = [
  'snapshot-keeps-tail',
  'snapshot-cuts-tail',
  'sessions-not-in-snapshot',
  'configuration-not-in-snapshot',
  'outlived-configuration',
];

const files = exhibitFiles();
const play = (json: string): Engine => new Engine(Session.play(json));

function pairOf(bug: string): Pair {
  const json = files.get(`${bug}.json`) ?? '';
  const broken = play(json);
  const until = broken.scenario()?.until ?? 0;
  const pair = new Pair(broken, play(corrected(json)), until);
  while (pair.prepare(1000));
  return pair;
}

describe.each(Object.values(GROUPS).flat())('%s', (bug) => {
  test('bites, beside the correct one it does not, and one sees where they part', () => {
    const pair = pairOf(bug);
    expect(pair.broken.violations().length).toBeGreaterThan(0);
    expect(pair.correct.violations()).toEqual([]);
    const { parting, violation } = pair;
    // What is objected to is a consequence of where they part, or of what no event tells.
    const isTold = parting !== undefined && parting.tick <= (violation?.tick ?? -1);
    expect(isTold).toBe(!INSIDE.includes(bug));
    pair.free();
  });
});

test('up to where they part they are the same, and there they are not', () => {
  const pair = pairOf('vote-twice');
  const tick = pair.parting?.tick ?? 0;
  const told = (): readonly (readonly string[])[] => pair.runs.map((run) => run.events(0, run.view().eventCount).map(({ text }) => text));
  pair.seek(tick - 1);
  expect(pair.differs).toBe(false);
  expect(told()[0]).toEqual(told()[1]);
  pair.seek(tick);
  expect(pair.differs).toBe(true);
  expect(told()[0]).not.toEqual(told()[1]);
  pair.free();
});

test('both go in step, forth and back, and not beyond the end', () => {
  const pair = pairOf('vote-twice');
  pair.seek(0);
  const ticks = [pair.now];
  while (ticks.length < 6 && pair.step(1)) ticks.push(pair.now);
  expect(ticks).toEqual([...new Set(ticks)].sort((a, b) => a - b));
  for (const run of pair.runs) expect(run.now()).toBe(pair.now);
  for (const tick of ticks.slice(0, -1).reverse()) {
    expect(pair.step(-1)).toBe(true);
    expect(pair.now).toBe(tick);
  }
  pair.seek(1e9);
  expect(pair.now).toBe(pair.until);
  pair.free();
});

test('it keeps to its time', () => {
  const json = files.get('vote-twice.json') ?? '';
  const pair = new Pair(play(json), play(corrected(json)), 2000);
  let now = 0;
  let rounds = 0;
  while (pair.prepare(0, () => now++)) rounds += 1;
  expect(rounds).toBeGreaterThan(0);
  expect(pair.progress).toBe(1);
  pair.free();
});
