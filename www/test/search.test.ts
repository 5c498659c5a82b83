import { readFileSync } from 'node:fs';

import { beforeAll, expect, test } from 'vitest';

import { Session, initSync } from '../../wasm/pkg/kvraft_wasm.js';
import { Engine, type EventView } from '../src/engine.ts';
import { Finder, type Telling } from '../src/finder.ts';
import { translator } from '../src/i18n.ts';
import { EVENT_KINDS, hitFrom, isMeant, isMistake, isShownBy, marksIn, readQuery, type Query } from '../src/search.ts';

const cast = { servers: 5, clients: 2 };

function query(typed: string): Query {
  const read = readQuery(typed, cast);
  if (read === undefined || isMistake(read)) throw new Error(`no query: ${typed}`);
  return read;
}

function event(text: string, facts: Partial<EventView> = {}): EventView {
  const none = { server: undefined, client: undefined, peer: undefined, term: undefined, index: undefined, reason: undefined };
  return { sequence: 0, tick: 0, kind: 'sent', ...none, text, ...facts };
}

test.each([
  ['', undefined],
  ['  ', undefined],
  ['"two words', { kind: 'quote' }],
  ['S9', { kind: 'no-server', word: 'S9', count: 5 }],
  ['s0', { kind: 'no-server', word: 'S0', count: 5 }],
  ['C3', { kind: 'no-client', word: 'C3', count: 2 }],
  ['kind:crashd', { kind: 'no-kind', word: 'crashd', nearest: 'crashed' }],
  ['kind:', { kind: 'no-kind', word: '', nearest: 'cut' }],
  ['term:two', { kind: 'no-number', word: 'term:two' }],
])('%j is no query, and says why', (typed, read) => {
  expect(readQuery(typed, cast)).toEqual(read);
});

test.each([
  ['crash', true],
  ['CRASHES s4', true],
  ['"S4 crashes"', true],
  ['"crashes S4"', false],
  ['S4', true],
  ['S5', false],
  ['kind:crash', true],
  ['kind：crashed', true],
  ['kind:restarted', false],
  ['“S4 crashes”', true],
  ['crash(', false],
  ['term:2', false],
])('%j in “S4 crashes”', (typed, meant) => {
  expect(isMeant(query(typed), event('S4 crashes', { kind: 'crashed', server: 4 }), 'S4 crashes.')).toBe(meant);
});

test('a name is never a part of another, and a fact is the whole of it', () => {
  const sent = event('S4 → C12 Reply #1 (m120)', { server: 4, client: 12, term: 12 });
  expect(isMeant(query('m12'), sent, '')).toBe(false);
  expect(isMeant(query('m120'), sent, '')).toBe(true);
  expect(isMeant(query('C1'), sent, '')).toBe(false);
  expect(isMeant(query('term:1'), sent, '')).toBe(false);
  expect(isMeant(query('term:12'), sent, '')).toBe(true);
  expect(isMeant(query('S3'), event('', { server: 1, peer: 3 }), '')).toBe(true);
});

test('marks stand in order, none over another, between Chinese characters, too', () => {
  expect(marksIn(query('ele lect S2'), 'S2 elected by S2')).toEqual([[0, 2], [3, 8], [14, 16]]);
  expect(marksIn(query('S4'), '给S4投票，S41')).toEqual([[1, 3]]);
  expect(marksIn(query('kind:sent'), 'sent')).toEqual([]);
  expect(isShownBy(query('m4'), 'A message is lost.')).toBe(false);
});

test('Enter goes on from the moment, and from hit to hit, around', () => {
  const at = [10, 20, 30];
  expect(hitFrom(at, undefined, 0, 1)).toBe(0);
  expect(hitFrom(at, undefined, 15, 1)).toBe(1);
  expect(hitFrom(at, undefined, 15, -1)).toBe(0);
  expect(hitFrom(at, undefined, 99, 1)).toBe(0);
  expect(hitFrom(at, undefined, 5, -1)).toBe(2);
  expect(hitFrom(at, 2, 31, 1)).toBe(0);
  expect(hitFrom(at, 0, 11, -1)).toBe(2);
  expect(hitFrom([], undefined, 5, 1)).toBeUndefined();
});

beforeAll(() => {
  initSync({ module: readFileSync(new URL('../../wasm/pkg/kvraft_wasm_bg.wasm', import.meta.url)) });
});

/** A put, a crash of the leader, an election; 3 s. */
function eventful(): Engine {
  const engine = new Engine(new Session({ servers: 5, clients: 2, seed: '42', request_timeout: 8000 }));
  engine.advance(400, Infinity);
  engine.run('put x 1');
  engine.advance(400, Infinity);
  engine.run('crash leader');
  engine.advance(2200, Infinity);
  return engine;
}

const telling: Telling = { t: translator('en'), level: 'newcomer', all: false };

function find(engine: Engine, typed: string, how: Partial<Telling> = {}): Finder {
  const finder = new Finder(engine, query(typed), { ...telling, ...how });
  while (finder.look(1000));
  return finder;
}

test('what is found is what the core tells, everywhere in the future, wherever one is in it', () => {
  const engine = eventful();
  const all = engine.events(0, 1e9);
  const crashes = all.filter(({ kind }) => kind === 'crashed').map(({ sequence }) => sequence);
  expect(crashes).toHaveLength(1);
  expect(find(engine, 'kind:crashed').positions).toEqual(crashes);
  engine.seek(100);
  expect(find(engine, 'kind:crashed').positions).toEqual(crashes);
  const elected = all.filter(({ kind }) => kind === 'became-leader');
  expect(find(engine, 'kind:became-leader').hits.map(({ tick }) => tick)).toEqual(elected.map(({ tick }) => tick));
  // The command is in the sentence, though the event itself does not carry it.
  expect(find(engine, '"put x 1" kind:called').hits.map(({ sentence }) => sentence)).toEqual([expect.stringContaining('put x 1')]);
  // Nor does the answer carry what was asked.
  expect(find(engine, 'kind:returned').hits.map(({ sentence }) => sentence)).toEqual(['C1 has its answer to put x 1: OK.']);
});

test('messages and details are counted apart until they are asked for', () => {
  const engine = eventful();
  const sent = engine.events(0, 1e9).filter(({ kind, text }) => kind === 'sent' && text.includes('RequestVote '));
  const few = find(engine, '"RequestVote t" kind:sent');
  expect(few.hits).toEqual([]);
  expect(few.others).toBe(sent.length);
  expect(find(engine, '"RequestVote t" kind:sent', { all: true }).hits).toHaveLength(sent.length);
});

test('it goes on as the run does, and another future is another search', () => {
  const engine = eventful();
  const finder = find(engine, 'kind:restarted');
  expect(finder.hits).toEqual([]);
  engine.run('restart 4');
  engine.advance(10, Infinity);
  while (finder.look(1000));
  expect(finder.hits.map(({ trace }) => trace)).toEqual(['S4 restarts']);
  engine.seek(500);
  engine.run('crash 1');
  expect(finder.isOf(engine)).toBe(false);
  expect(find(engine, 'kind:crashed').hits.map(({ trace }) => trace)).toEqual(['S1 crashes']);
});

test('it keeps to its time', () => {
  const engine = eventful();
  const finder = new Finder(engine, query('S1'), telling);
  let now = 0;
  expect(finder.look(1, () => now++)).toBe(true);
  expect(finder.seen).toBeLessThan(finder.end);
});

test('every kind that the core names can be searched for', () => {
  const source = readFileSync(new URL('../../wasm/src/event.rs', import.meta.url), 'utf8');
  const tuples = [...source.matchAll(/\(\s*"([a-z-]+)", (?:None|Some)/g)];
  const plain = [...source.slice(source.indexOf('fn kind_of('), source.indexOf('fn describe_raft(')).matchAll(/=> "([a-z-]+)",/g)];
  const kinds = [...tuples, ...plain].map(([, kind]) => kind).filter((kind) => kind !== 'raft');
  expect(kinds.length).toBeGreaterThan(40);
  expect(kinds.filter((kind) => !EVENT_KINDS.some((known) => known === kind))).toEqual([]);
});
