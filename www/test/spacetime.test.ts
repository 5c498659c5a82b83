import { readFileSync } from 'node:fs';

import { beforeAll, describe, expect, test } from 'vitest';

import { Session, initSync } from '../../wasm/pkg/kvraft_wasm.js';
import { Engine } from '../src/engine.ts';
import { axisOf } from '../src/spacetime/axis.ts';
import { NEVER, coneOf, lanesOf, relation } from '../src/spacetime/causality.ts';
import { MOST, detailOf, eachMessage, endOf, inSight, isLeftOut, isRoutine, sumsOf } from '../src/spacetime/detail.ts';
import { Folds } from '../src/spacetime/folds.ts';
import { CROWD, distanceTo, heights, laneAt, plotOf, tickAt, xOf } from '../src/spacetime/geometry.ts';
import { paintAll } from '../src/spacetime/paint.ts';
import { paintFound } from '../src/spacetime/paint-found.ts';
import type { Palette } from '../src/spacetime/palette.ts';
import { SvgPen, type Pen } from '../src/spacetime/pen.ts';
import { sourceOf } from '../src/spacetime/source.ts';
import { GRANTED, KIND, KINDS, MESSAGE, PARTIES, RECORD, Store, type Source } from '../src/spacetime/store.ts';
import { sayIn } from '../src/spacetime/texts.ts';
import { paged, panned, showing, tickText, within, zoomed } from '../src/spacetime/viewport.ts';

beforeAll(() => {
  const wasm = new URL('../../wasm/pkg/kvraft_wasm_bg.wasm', import.meta.url);
  initSync({ module: readFileSync(wasm) });
});

const begin = (): Engine =>
  new Engine(new Session({ servers: 5, clients: 2, seed: '42', request_timeout: 8000 }));

function eventful(): Engine {
  const engine = begin();
  engine.advance(600, Infinity);
  engine.run('put x 1');
  engine.advance(300, Infinity);
  for (const line of ['crash leader', 'loss 20', 'duplicate 20']) engine.run(line);
  engine.advance(2000, Infinity);
  for (const line of ['pause 2', 'partition 1 2 | 3 4 5', 'all work 0 20']) engine.run(line);
  engine.advance(2000, Infinity);
  for (const line of ['heal', 'resume 2', 'restart leader'].slice(0, 2)) engine.run(line);
  engine.advance(1500, Infinity);
  return engine;
}

function filled(engine: Engine, store = new Store()): Store {
  const source = sourceOf(engine);
  while (store.isBehind(source)) store.follow(source, 1e9, Infinity);
  return store;
}

/** Events by hand: tick, kind, lane, peer, message, and term, index, more. */
type Row = readonly [number, keyof typeof KIND, number, number?, number?, number?, number?, number?];
const words = (rows: readonly Row[]): Float64Array =>
  Float64Array.from(
    rows.flatMap(([tick, kind, ...rest]) => {
      const numbers = [tick, KIND[kind], ...rest.map((each) => each ?? 0)] as number[];
      return [...numbers, ...Array<number>(RECORD).fill(0)].slice(0, RECORD);
    }),
  );
function storeOf(rows: readonly Row[]): Store {
  const store = new Store();
  store.append(words(rows));
  return store;
}
const fake = (all: readonly Row[]): Source => ({
  turn: () => Infinity,
  end: () => all.length,
  before: () => 0,
  read: (from, limit) => words(all.slice(from, from + limit)),
});

describe('what the core writes', () => {
  test('is what it tells event by event', () => {
    const engine = eventful();
    const store = filled(engine);
    const events = engine.events(0, Infinity);
    expect(store.count).toBe(events.length);
    const seen = new Set<string>();
    for (const [i, event] of events.entries()) {
      expect(store.tick[i]).toBe(event.tick);
      const kind = KINDS[store.kind[i] ?? 0] ?? '';
      seen.add(kind);
      if (kind === 'other') continue;
      expect(kind).toBe(event.kind === 'skipped' ? 'applied' : event.kind);
      const lane = store.lane[i] ?? 0;
      if (lane !== 0 && kind !== 'applied') expect(Math.abs(lane)).toBe(lane < 0 ? event.client : event.server);
      if (kind === 'became-leader' || kind === 'vote-granted') expect(store.term[i]).toBe(event.term);
      if (kind === 'committed' || kind === 'called') expect(store.index[i]).toBe(event.index);
    }
    for (const kind of ['sent', 'delivered', 'dropped', 'duplicated', 'committed', 'crashed', 'paused'] as const) {
      expect([...seen]).toContain(kind);
    }
    engine.free();
  });

  test('is the same from the past, in pieces, and remembered', () => {
    const engine = eventful();
    const whole = filled(engine);
    engine.seek(700);
    const past = filled(engine);
    expect(past.count).toBe(whole.count);
    for (const column of ['tick', 'kind', 'lane', 'peer', 'message', 'term', 'index', 'more'] as const) {
      expect([...past[column].subarray(0, past.count)]).toEqual([...whole[column].subarray(0, whole.count)]);
    }
    engine.free();
  });

  test('another future keeps what is shared, and replaces the rest', () => {
    const engine = eventful();
    const source = sourceOf(engine);
    const store = filled(engine);
    while (store.isBehind(source)) store.follow(source, 1e9, Infinity);
    source.turn();
    engine.seek(1000);
    engine.run('crash 1');
    engine.advance(500, Infinity);
    store.follow(source, 1e9, Infinity);
    const fresh = filled(engine);
    expect(store.count).toBe(fresh.count);
    expect([...store.kind.subarray(0, store.count)]).toEqual([...fresh.kind.subarray(0, fresh.count)]);
    for (const lane of lanesOf(fresh)) expect(store.stretches(lane)).toEqual(fresh.stretches(lane));
    for (let id = fresh.firstMessage; id < fresh.firstMessage + fresh.messages; id++) {
      expect([store.sending(id), store.ending(id)]).toEqual([fresh.sending(id), fresh.ending(id)]);
    }
    engine.free();
  });

  test('the lanes at the end are as the servers are', () => {
    const engine = eventful();
    const store = filled(engine);
    for (const server of engine.view().servers) {
      const last = store.stretches(server.id).at(-1);
      const doing = server.status === 'up' ? server.role : server.status;
      expect([server.id, last?.doing, last?.term]).toEqual([server.id, doing, server.term]);
    }
    engine.free();
  });
});

describe('the store', () => {
  const many: readonly Row[] = Array.from({ length: 9000 }, (_, i): Row =>
    i % 2 === 0 ? [i, 'sent', 1, 2, i / 2 + 1, 1, 0, 2] : [i, 'delivered', 2, 1, (i + 1) / 2],
  );

  test('forgets the oldest, but nothing that is looked at', () => {
    const store = new Store(4096);
    const source = fake(many);
    store.follow(source, 1e9, Infinity);
    expect(store.end).toBe(9000);
    expect(store.count).toBeLessThanOrEqual(4096);
    expect(store.first).toBe(9000 - store.count);
    const at = store.count - 1;
    expect(store.sending(store.message[at] ?? 0)).toBe(at - 1);
    expect(store.ending(store.message[at] ?? 0)).toBe(at);
    // Somebody looks at the beginning: reading stops instead.
    const held = new Store(4096);
    held.follow({ ...source, end: () => 3000 }, 1e9, Infinity);
    held.follow(source, 1e9, 10);
    expect(held.first).toBe(0);
    expect(held.isBehind(source)).toBe(true);
    held.reachTail(source);
    held.follow(source, 1e9, Infinity);
    expect(held.end).toBe(9000);
    // And what was forgotten is read again, as far as there is room.
    held.reachBack({ ...source, before: () => 500 }, 800);
    held.follow(source, 1e9, 700);
    expect(held.first).toBe(500);
    expect(held.count).toBeGreaterThan(3000);
    expect(held.tick[0]).toBe(500);
  });

  test('reads within its time, and goes on at the next frame', () => {
    let clock = 0;
    const store = new Store();
    expect(store.follow(fake(many), 0, Infinity, () => clock++)).toBe(true);
    const first = store.count;
    expect(first).toBeGreaterThan(0);
    expect(first).toBeLessThan(9000);
    store.follow(fake(many), 0, Infinity, () => clock++);
    expect(store.count).toBeGreaterThan(first);
  });

  test('a copy leaves with its original', () => {
    const store = storeOf([
      [0, 'sent', 1, 2, 1, 1, 0, 2],
      [0, 'duplicated', 0, 0, 1, 0, 2],
      [5, 'delivered', 2, 1, 1],
      [9, 'delivered', 2, 1, 2],
    ]);
    expect([store.sending(2), store.ending(2), store.ending(1)]).toEqual([0, 3, 2]);
  });

  test('a term is taken from what a server says, never from a pre-vote', () => {
    const store = storeOf([
      [0, 'sent', 1, 2, 1, 3, 0, 11],
      [1, 'sent', 1, 2, 2, 2, 0, 3 + GRANTED],
      [2, 'sent', 1, 2, 3, 4, 0, 2],
      [3, 'stepped-down', 1, 0, 0, 5, 0, 1],
      [4, 'crashed', 1],
    ]);
    expect(store.stretches(1)).toEqual([
      { tick: 1, term: 2, doing: 'follower' },
      { tick: 2, term: 4, doing: 'leader' },
      { tick: 3, term: 5, doing: 'follower' },
      { tick: 4, term: 5, doing: 'crashed' },
    ]);
  });
});

describe('causality', () => {
  /** 1 tells 2, which tells 3; 3 did something of its own before, and 1 after. */
  const chain = storeOf([
    [0, 'election-started', 3],
    [1, 'sent', 1, 2, 1, 1, 0, 2],
    [2, 'committed', 3],
    [5, 'delivered', 2, 1, 1],
    [6, 'sent', 2, 3, 2, 1, 0, 3],
    [7, 'committed', 1],
    [9, 'delivered', 3, 2, 2],
    [10, 'committed', 3],
  ]);

  test('past, future and neither', () => {
    const cone = coneOf(chain, 3);
    const stands = (at: number) => relation(cone, chain.lane[at] ?? 0, at);
    expect([0, 1, 2, 3].map(stands)).toEqual(['concurrent', 'past', 'concurrent', 'past']);
    expect([4, 5, 6, 7].map(stands)).toEqual(['future', 'concurrent', 'future', 'future']);
  });

  test('agrees with the plain definition, on a real run', () => {
    const store = filled(eventful());
    const n = Math.min(store.count, 1500);
    for (const at of [40, 333, 700, 1111]) {
      const lane = store.lane[at] ?? 0;
      if (lane === 0) continue;
      const after = new Set<number>([at]);
      const before = new Set<number>([at]);
      const causes = (i: number): readonly number[] => {
        const found: number[] = [];
        for (let j = i - 1; 0 <= j; j--) {
          if (store.lane[j] !== store.lane[i]) continue;
          found.push(j);
          break;
        }
        const sent = store.kind[i] === KIND.delivered ? store.sending(store.message[i] ?? 0) : -1;
        return 0 <= sent ? [...found, sent] : found;
      };
      for (let i = at + 1; i < n; i++) if (causes(i).some((each) => after.has(each))) after.add(i);
      for (let i = at; 0 <= i; i--) if (before.has(i)) for (const each of causes(i)) before.add(each);
      const cone = coneOf(store, at);
      for (let i = 0; i < n; i++) {
        const party = store.lane[i] ?? 0;
        if (party === 0 || i === at) continue;
        const expected = before.has(i) ? 'past' : after.has(i) ? 'future' : 'concurrent';
        expect([i, relation(cone, party, i)]).toEqual([i, expected]);
      }
    }
  });

  test('its work is bounded', () => {
    const cone = coneOf(chain, 3, 1);
    expect(cone.past[1 + PARTIES]).toBe(1);
    expect(cone.future[3 + PARTIES]).toBe(NEVER);
  });
});

describe('the part of time in sight', () => {
  const bounds = { from: 0, to: 10_000 };

  test('zooms around a moment, and stays within bounds', () => {
    const span = zoomed({ from: 1000, to: 2000 }, 0.5, 1250, bounds);
    expect(span).toEqual({ from: 1125, to: 1625 });
    expect(zoomed(span, 1e9, 1250, bounds)).toEqual(bounds);
    const closest = zoomed(span, 1e-9, 1250, bounds);
    expect(closest.to - closest.from).toBe(20);
    expect(panned({ from: 100, to: 600 }, -900, bounds)).toEqual({ from: 0, to: 500 });
    expect(within({ from: 9900, to: 10_400 }, bounds)).toEqual({ from: 9500, to: 10_000 });
  });

  test('follows the moment page by page, and flies no faster than can be read', () => {
    const page = { from: 1000, to: 2000 };
    expect(paged(page, 1900, 0.05, bounds)).toBe(page);
    expect(paged(page, 1990, 0.05, bounds)).toEqual({ from: 1740, to: 2740 });
    const fast = paged(page, 1990, 2, bounds);
    expect(fast.to - fast.from).toBe(5000);
    expect(showing(page, 1500, bounds)).toBe(page);
    expect(showing(page, 5000, bounds)).toEqual({ from: 4300, to: 5300 });
  });

  test('the axis has round numbers, apart from each other, with units', () => {
    for (const length of [20, 130, 999, 7000, 123_456, 7_200_000]) {
      const span = { from: 17, to: 17 + length };
      const { step, ticks } = axisOf(span, Folds.NONE, length / 10);
      expect((step / length) * 900).toBeGreaterThanOrEqual(length < 100 ? 40 : 89);
      expect(ticks.length).toBeLessThanOrEqual(22);
      for (const tick of ticks) expect(tick % step).toBe(0);
    }
    expect(tickText(1200, 100)).toBe('1\u202f200 ms');
    expect(tickText(3500, 500)).toBe('3.5 s');
    expect(tickText(125_000, 60_000)).toBe('2:05 min');
  });
});

describe('geometry', () => {
  const plot = plotOf({ servers: 5, clients: 2 }, 900, 450, { from: 100, to: 1100 });

  test('lanes do not touch, and stay inside', () => {
    const ys = plot.lanes.map((lane) => lane.y);
    expect(plot.lanes.map((lane) => lane.party)).toEqual([1, 2, 3, 4, 5, -1, -2]);
    for (const [i, y] of ys.entries()) {
      expect(y).toBeGreaterThan(plot.top);
      expect(y).toBeLessThan(plot.bottom);
      if (0 < i) expect(y - (ys[i - 1] ?? 0)).toBeGreaterThan(30);
    }
    expect(laneAt(plot, (ys[2] ?? 0) + 5)?.party).toBe(3);
    expect(laneAt(plot, ((ys[2] ?? 0) + (ys[3] ?? 0)) / 2)).toBeUndefined();
  });

  test('many clients share a lane', () => {
    const crowded = plotOf({ servers: 9, clients: 50 }, 390, 300, { from: 0, to: 1 });
    expect(crowded.lanes.map((lane) => lane.party)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, CROWD]);
    expect(heights(crowded)(-33)).toBe(crowded.lanes.at(-1)?.y);
  });

  test('places and moments are each other', () => {
    for (const tick of [100, 555, 1100]) expect(tickAt(plot, xOf(plot, tick))).toBeCloseTo(tick);
    expect(distanceTo({ x1: 0, y1: 0, x2: 10, y2: 0 }, 5, 3)).toBe(3);
    expect(distanceTo({ x1: 0, y1: 0, x2: 10, y2: 0 }, 13, 4)).toBe(5);
  });
});

describe('detail', () => {
  test('fewer things are drawn than fit', () => {
    const plot = (to: number) => plotOf({ servers: 5, clients: 2 }, 900, 450, { from: 0, to });
    const engine = begin();
    for (const line of ['c1 work 0 0', 'c2 work 0 0']) engine.run(line);
    engine.advance(30_000, Infinity);
    const store = filled(engine);
    const spans = [250, 450, 3000, 30_000];
    const details = spans.map((to) => detailOf(store, inSight(store, plot(to))));
    expect(details).toEqual(['full', 'lines', 'thin', 'sums']);
    for (const to of spans) {
      const range = inSight(store, plot(to));
      let count = 0;
      eachMessage(store, range, () => (count += 1));
      const detail = detailOf(store, range);
      // Those that cross an edge come on top.
      if (detail !== 'sums') expect(count).toBeLessThanOrEqual(MOST[detail] + 40);
    }
    engine.free();
  });

  test('heartbeats and the answers to them can be left out, and nothing else', () => {
    const engine = begin();
    engine.advance(700, Infinity);
    engine.run('put x 1');
    engine.advance(500, Infinity);
    engine.run('crash leader');
    engine.advance(800, Infinity);
    const store = filled(engine);
    const plot = plotOf({ servers: 5, clients: 2 }, 900, 450, { from: 0, to: 2000 });
    const range = inSight(store, plot);
    const drawn = (): number[] => {
      const seen: number[] = [];
      eachMessage(store, range, (_message, sent) => seen.push(sent));
      return seen;
    };
    const all = drawn();
    store.plain = true;
    const rest = drawn();
    const what = (sent: number): number => (store.more[sent] ?? 0) % GRANTED;
    const without = all.filter((sent) => !rest.includes(sent));
    expect(rest.length * 3).toBeLessThan(all.length);
    // What is left out carries nothing; every vote, request, entry and answer to an entry stays.
    expect(without.every((sent) => isRoutine(store, sent))).toBe(true);
    expect(without.filter((sent) => what(sent) === MESSAGE.appendEntries).every((sent) => store.index[sent] === 0)).toBe(true);
    for (const kind of [MESSAGE.requestVote, MESSAGE.voteResponse, MESSAGE.request, MESSAGE.reply]) {
      const [before, after] = [all, rest].map((list) => list.filter((sent) => what(sent) === kind).length);
      expect(after).toBe(before);
      expect(after).toBeGreaterThan(0);
    }
    const carrying = rest.filter((sent) => what(sent) === MESSAGE.appendEntries).length;
    const answers = rest.filter((sent) => what(sent) === MESSAGE.appendResponse).length;
    expect(carrying).toBeGreaterThan(0);
    expect(answers).toBeGreaterThan(0);
    expect(answers).toBeLessThanOrEqual(carrying);
    engine.free();
  });

  test('a lane that is not shown takes its messages with it, and leaves room to the others', () => {
    const engine = eventful();
    const store = filled(engine);
    const cast = { servers: 5, clients: 2 };
    const span = { from: 0, to: store.lastTick + 1 };
    const hidden = new Set([2, -1]);
    const whole = plotOf(cast, 900, 450, span);
    const plot = plotOf({ ...cast, hidden }, 900, 450, span);
    expect(plot.lanes.map(({ party }) => party)).toEqual([1, 3, 4, 5, -2]);
    expect(plot.pitch).toBeGreaterThan(whole.pitch);
    expect(heights(plot)(2)).toBeUndefined();
    const range = inSight(store, plot);
    const ends = (): (readonly [number, number])[] => {
      const seen: (readonly [number, number])[] = [];
      eachMessage(store, range, (_message, sent) => seen.push([store.lane[sent] ?? 0, store.peer[sent] ?? 0]));
      return seen;
    };
    const touches = ([from, to]: readonly [number, number]): boolean => hidden.has(from) || hidden.has(to);
    const all = ends();
    expect(all.some(touches)).toBe(true);
    store.hidden = hidden;
    expect(ends()).toEqual(all.filter((each) => !touches(each)));
    // In sums, too: what came from there, and what was lost on the way there.
    const { traffic } = sumsOf(store, plot, range);
    let sum = 0;
    for (let i = 0; i < store.count; i++) {
      const kind = store.kind[i] ?? 0;
      if ((kind === KIND.sent || kind === KIND.delivered) && !touches([store.lane[i] ?? 0, store.peer[i] ?? 0])) sum += 1;
    }
    expect(traffic.reduce((one, other) => one + other, 0)).toBe(sum);
    engine.free();
  });

  test('many clients are hidden as one', () => {
    const cast = { servers: 3, clients: 20 };
    const span = { from: 0, to: 10 };
    expect(plotOf({ ...cast, hidden: new Set([CROWD]) }, 900, 450, span).lanes.map(({ party }) => party)).toEqual([1, 2, 3]);
    const store = storeOf([
      [0, 'sent', -7, 1, 1, 0, 0, 4],
      [5, 'delivered', 1, -7, 1],
    ]);
    store.hidden = new Set([CROWD]);
    expect(isLeftOut(store, 0)).toBe(true);
  });

  test('what was searched for is marked once for each place, the one gone to above all', () => {
    const store = storeOf([
      [10, 'crashed', 1],
      [10, 'crashed', 1],
      [20, 'partitioned', 0],
      [30, 'crashed', 2],
      [90, 'crashed', 3],
    ]);
    const plot = plotOf({ servers: 3, clients: 0, hidden: new Set([2]) }, 900, 450, { from: 0, to: 50 });
    const drawn: (readonly [number, number, number | undefined])[] = [];
    const none = (): void => {};
    const pen: Pen = { line: none, rect: none, text: none, clip: none, unclip: none, shape: (_d: string, x: number, y: number, _fill: string | undefined, stroke?: { width: number }) => void drawn.push([x, y, stroke?.width]) };
    const words = { crowd: '', cut: '', healed: '', violation: '' };
    const colors = { tint: '#eeeedd', ink: '#000000' } as Palette['colors'];
    const picture = { store, plot, palette: { colors, terms: [], key: '' }, words, violations: [] };
    const found = { positions: [0, 1, 2, 3, 4], current: 1 };
    paintFound(pen, { ...picture, found }, inSight(store, plot));
    const [y, x] = [heights(plot)(1) ?? 0, (tick: number): number => xOf(plot, tick)];
    expect(drawn).toEqual([[x(10), y, 1], [x(20), plot.top - 8, 1], [x(10), y, 2.25]]);
    drawn.length = 0;
    paintFound(pen, picture, inSight(store, plot));
    expect(drawn).toEqual([]);
  });

  test('every message in sight is drawn once, also one that crosses all of it', () => {
    const store = storeOf([
      [0, 'sent', 1, 2, 1, 1, 0, 2],
      [1, 'sent', 1, 3, 2, 1, 0, 2],
      [50, 'committed', 1],
      [60, 'delivered', 2, 1, 1],
      [90, 'delivered', 3, 1, 2],
    ]);
    const seen: number[] = [];
    const plot = plotOf({ servers: 3, clients: 0 }, 900, 450, { from: 40, to: 70 });
    eachMessage(store, inSight(store, plot), (message) => seen.push(message));
    expect(seen.sort()).toEqual([1, 2]);
  });

  test('what is lost ends half way, what finds nobody at the lane', () => {
    const store = storeOf([
      [0, 'sent', 1, 3, 1, 1, 0, 2],
      [9, 'dropped', 1, 3, 1, 0, 0, 0],
      [0, 'sent', 1, 3, 2, 1, 0, 2],
      [9, 'dropped', 1, 3, 2, 0, 0, 2],
    ]);
    const plot = plotOf({ servers: 3, clients: 0 }, 900, 450, { from: 0, to: 10 });
    const high = heights(plot);
    const middle = ((high(1) ?? 0) + (high(3) ?? 0)) / 2;
    expect(endOf(store, plot, high, 0, 1)?.y).toBe(middle);
    expect(endOf(store, plot, high, 2, 3)?.y).toBe(high(3));
  });

  test('sums leave nothing out', () => {
    const engine = eventful();
    const store = filled(engine);
    const plot = plotOf({ servers: 5, clients: 2 }, 300, 300, { from: 0, to: store.lastTick + 1 });
    const { traffic, lost, most } = sumsOf(store, plot, inSight(store, plot));
    const total = (sums: Uint32Array): number => sums.reduce((sum, each) => sum + each, 0);
    const kinds = [...store.kind.subarray(0, store.count)];
    const count = (...wanted: number[]): number => kinds.filter((kind) => wanted.includes(kind)).length;
    expect(total(traffic)).toBe(count(KIND.sent, KIND.delivered));
    expect(total(lost)).toBe(count(KIND.dropped));
    expect(most).toBe(Math.max(...traffic));
    engine.free();
  });
});

describe('files', () => {
  const colors = { paper: '#111111', surface: '#ffffff', ink: '#000000', muted: '#555555', faint: '#888888', line: '#dddddd', hair: '#eeeeee', tint: '#eeeedd', broken: '#cc2200', 'on-term': '#ffffff' };
  const palette: Palette = { colors, terms: ['#0000aa', '#00aa00'], key: '' };
  const text = { crowd: 'Clients', cut: 'cut <&"', healed: 'healed', violation: 'broken' };

  test('an SVG has text and shapes of what is in sight, and is of bounded size', () => {
    const engine = eventful();
    const store = filled(engine);
    for (const to of [300, 5000]) {
      const plot = plotOf({ servers: 5, clients: 2 }, 1280, 600, { from: 0, to });
      const pen = new SvgPen();
      paintAll(pen, { store, plot, palette, violations: [50], words: text }, detailOf(store, inSight(store, plot)), to);
      const file = pen.file(1280, 720, 'A "title" & more', 'about');
      expect(file).toContain('>S5</text>');
      expect(file).toContain('A &quot;title&quot; &amp; more');
      expect(file).not.toContain('NaN');
      expect(file.length).toBeLessThan(400_000);
      expect(file.split('<g ').length).toBe(file.split('</g>').length);
    }
    engine.free();
  });
});

test('the views speak the language of the page', () => {
  expect(sayIn('zh-CN')('st.label')).toBe('时空图');
});
