import { readFileSync } from 'node:fs';

import { beforeAll, describe, expect, test } from 'vitest';

import { Session, initSync } from '../../wasm/pkg/kvraft_wasm.js';
import { Engine } from '../src/engine.ts';
import { axisOf } from '../src/spacetime/axis.ts';
import { CallStore } from '../src/spacetime/calls.ts';
import { detailOf, eachMessage, inSight, sumsOf } from '../src/spacetime/detail.ts';
import { Folding } from '../src/spacetime/folding.ts';
import { BREAK, Folds, Ruler } from '../src/spacetime/folds.ts';
import { plotOf, tickAt, xOf } from '../src/spacetime/geometry.ts';
import { foldAt, handlesOf, lengthText } from '../src/spacetime/paint-folds.ts';
import { paintAll } from '../src/spacetime/paint.ts';
import type { Palette } from '../src/spacetime/palette.ts';
import { SvgPen } from '../src/spacetime/pen.ts';
import { BESIDE, LEAST, Quiet, isQuiet } from '../src/spacetime/quiet.ts';
import { historyOf, sourceOf } from '../src/spacetime/source.ts';
import { GRANTED, KIND, MESSAGE, RECORD, Store } from '../src/spacetime/store.ts';
import { lengthOf, type Span } from '../src/spacetime/viewport.ts';

beforeAll(() => {
  const wasm = new URL('../../wasm/pkg/kvraft_wasm_bg.wasm', import.meta.url);
  initSync({ module: readFileSync(wasm) });
});

/** The same numbers in each run. */
function dice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function foldsBy(roll: (below: number) => number, count: number): Folds {
  const spans: Span[] = [];
  let tick = roll(300);
  for (let i = 0; i < count; i++) {
    const from = tick + 2 * BESIDE + roll(2000);
    tick = from + LEAST + roll(30_000);
    spans.push({ from, to: tick });
  }
  return new Folds(spans);
}

/** Thirty seconds: two elections, a crash, a few calls, and much between them. */
function calm(): Engine {
  const engine = new Engine(new Session({ servers: 5, clients: 2, seed: '42', request_timeout: 8000 }));
  engine.advance(6000, Infinity);
  engine.run('put x 1');
  engine.advance(5000, Infinity);
  engine.run('crash leader');
  engine.advance(7000, Infinity);
  engine.run('c2 append x 2');
  engine.advance(100, Infinity);
  engine.run('partition 1 2 | 3 4 5');
  engine.advance(3000, Infinity);
  engine.run('heal');
  engine.advance(9000, Infinity);
  return engine;
}

function filled(engine: Engine): Store {
  const [store, source] = [new Store(), sourceOf(engine)];
  while (store.isBehind(source)) store.follow(source, 1e9, Infinity);
  return store;
}

const CAST = { servers: 5, clients: 2 };
const WHOLE = { from: 0, to: 30_100 };
const quietOf = (store: Store, others: readonly number[] = []): readonly Span[] => store.quiet.stretches(0, 30_100, others);

describe('from time to places and back', () => {
  test('places grow with time, each is the way back from itself, and breaks have their pixels', () => {
    const roll = dice(7);
    let rounds = 0;
    for (let round = 0; round < 200; round++) {
      const folds = foldsBy(roll, roll(12));
      const from = roll(40_000);
      const span = { from, to: from + 20 + roll(200_000) };
      const width = 200 + roll(2000);
      // Nobody sees the inside of a break only.
      if (folds.between(span).reduce((sum, part) => sum + lengthOf(part), 0) < 1) continue;
      rounds += 1;
      const ruler = Ruler.over(folds, span, width);
      expect(ruler.x(span.from)).toBeCloseTo(0, 4);
      expect(ruler.x(span.to)).toBeCloseTo(width, 4);
      let last = Number.NEGATIVE_INFINITY;
      let [grows, farthest] = [true, 0];
      for (let i = 0; i <= 300; i++) {
        const tick = span.from + (lengthOf(span) * i) / 300;
        const x = ruler.x(tick);
        grows &&= last < x;
        last = x;
        const back = ruler.at(x);
        // In pixels, and outside of breaks in time, too.
        farthest = Math.max(farthest, Math.abs(ruler.x(back) - x), folds.at(tick) === undefined ? Math.abs(back - tick) : 0);
      }
      expect([round, grows]).toEqual([round, true]);
      expect(farthest).toBeLessThan(1e-3);
      for (const fold of folds.within(span)) {
        expect(ruler.x(fold.to) - ruler.x(fold.from)).toBeCloseTo(ruler.breadth, 5);
        expect(ruler.breadth).toBeLessThanOrEqual(BREAK + 1e-9);
        // A break is shorter than what it stands for.
        expect(ruler.gap).toBeLessThan(lengthOf(fold));
      }
    }
    expect(rounds).toBeGreaterThan(100);
  });

  test('what is folded adds up: the axis is shorter by that, and longer by the breaks', () => {
    const roll = dice(11);
    for (let round = 0; round < 100; round++) {
      const folds = foldsBy(roll, 1 + roll(20));
      const end = (folds.spans.at(-1)?.to ?? 0) + 500;
      const ruler = new Ruler(folds, 0.05 + roll(100) / 20);
      const plain = folds.spans.reduce((sum, span) => sum + lengthOf(span), 0);
      expect(folds.folded).toBe(plain);
      expect(ruler.place(end) - ruler.place(0)).toBeCloseTo(end - plain + folds.spans.length * ruler.gap, 4);
      const parts = folds.between({ from: 0, to: end });
      expect(parts.reduce((sum, part) => sum + lengthOf(part), 0) + plain).toBe(end);
    }
  });

  test('without folds a place is the tick itself, to the bit', () => {
    const ruler = Ruler.over(Folds.NONE, { from: 123.25, to: 1123.25 }, 500);
    for (const tick of [-7.3, 0, 123.25, 999.999, 1e9 + 0.1]) {
      expect(ruler.place(tick)).toBe(tick);
      expect(ruler.tick(tick)).toBe(tick);
    }
    expect(ruler.x(623.25)).toBe(250);
  });

  test('in one piece of the line, or asked for from far apart, places are the same', () => {
    const roll = dice(3);
    const folds = foldsBy(roll, 9);
    const walked = new Ruler(folds, 0.7);
    for (let i = 0; i < 500; i++) {
      const tick = roll(200_000);
      expect(walked.place(tick)).toBe(new Ruler(folds, 0.7).place(tick));
    }
  });

  test('the breaks on the way, and those in sight', () => {
    const [a, b] = [{ from: 100, to: 600 }, { from: 1000, to: 2000 }];
    const folds = new Folds([a, b]);
    expect([folds.next(0, 1), folds.next(100, 1), folds.next(300, 1), folds.next(1001, 1)]).toEqual([a, a, b, undefined]);
    expect([folds.next(2500, -1), folds.next(2000, -1), folds.next(1500, -1), folds.next(599, -1)]).toEqual([b, b, a, undefined]);
    expect([folds.at(100), folds.at(101), folds.at(599), folds.at(600)]).toEqual([undefined, a, a, undefined]);
    expect(folds.within({ from: 600, to: 1000 })).toEqual([]);
    expect(folds.within({ from: 599, to: 1001 })).toEqual([a, b]);
    expect(folds.between({ from: 300, to: 1500 })).toEqual([{ from: 600, to: 1000 }]);
  });
});

describe('what is quiet', () => {
  test('nothing that is not routine lies in what is folded, nor near to it', () => {
    const engine = calm();
    const store = filled(engine);
    const spans = quietOf(store);
    expect(spans).toHaveLength(4);
    let folded = 0;
    const wrong: number[] = [];
    for (const [i, span] of spans.entries()) {
      expect(lengthOf(span)).toBeGreaterThanOrEqual(LEAST);
      expect((spans[i - 1]?.to ?? 0) + 2 * BESIDE).toBeLessThanOrEqual(span.from + (i === 0 ? 2 * BESIDE : 0));
      folded += lengthOf(span);
    }
    expect(folded).toBeGreaterThan(20_000);
    for (let at = 0; at < store.count; at++) {
      const tick = store.tick[at] ?? 0;
      const near = spans.find((span) => span.from - BESIDE < tick && tick < span.to + BESIDE);
      if (near === undefined) continue;
      const sent = store.kind[at] === KIND.sent ? at : store.sending(store.message[at] ?? 0);
      const what = store.more[sent] ?? 0;
      const isBeat = what === MESSAGE.appendEntries && store.index[sent] === 0;
      const isYes = what === MESSAGE.appendResponse + GRANTED;
      const isExpected = store.kind[at] !== KIND.dropped || store.more[at] === 1 || store.more[at] === 2;
      if (!(isBeat || isYes) || !isExpected) wrong.push(at);
    }
    expect(wrong).toEqual([]);
    // And what is long and quiet is folded: no gap is left out.
    const news = [0];
    for (let at = 0; at < store.count; at++) if (!isQuiet(store, at)) news.push(store.tick[at] ?? 0);
    const gaps = news.filter((tick, i) => 0 < i && LEAST + 2 * BESIDE <= tick - (news[i - 1] ?? 0)).length;
    expect(spans.length).toBe(gaps + 1);
    engine.free();
  });

  test('a heartbeat lost by chance is news, one behind a cut is not', () => {
    const lossy = calm();
    const before = lossy.view().now;
    lossy.run('loss 10');
    lossy.advance(8000, Infinity);
    const store = filled(lossy);
    const last = store.quiet.stretches(0, before + 8000, []).filter((span) => before + 500 < span.to);
    for (const span of last) {
      for (let at = store.indexAt(span.from); at < store.indexAt(span.to); at++) {
        if (store.kind[at] === KIND.dropped) expect([1, 2]).toContain(store.more[at]);
      }
    }
    expect(last.reduce((sum, span) => sum + Math.min(lengthOf(span), span.to - before), 0)).toBeLessThan(4000);
    lossy.free();
  });

  test('it grows with the run, is cut with it, and is what reading all at once finds', () => {
    const engine = new Engine(new Session({ servers: 5, clients: 2, seed: '5' }));
    const [store, source] = [new Store(), sourceOf(engine)];
    const roll = dice(19);
    const follow = (): void => {
      while (store.isBehind(source)) store.follow(source, 1e9, Infinity);
      store.follow(source, 1e9, Infinity);
      const now = engine.view().now;
      expect(store.quiet.stretches(0, now, [])).toEqual(filled(engine).quiet.stretches(0, now, []));
    };
    for (let i = 0; i < 30; i++) {
      engine.advance(200 + roll(4000), Infinity);
      follow();
      if (i % 3 === 1) {
        engine.seek(roll(engine.view().now));
        engine.run(i % 2 === 0 ? 'put x 1' : 'crash leader');
        follow();
      }
    }
    source.free();
    engine.free();
  });

  test('what happens on lanes that are not shown does not keep time unfolded', () => {
    const engine = calm();
    const store = filled(engine);
    const all = quietOf(store).reduce((sum, span) => sum + lengthOf(span), 0);
    store.hidden = new Set([1, 2]);
    const some = quietOf(store).reduce((sum, span) => sum + lengthOf(span), 0);
    expect(some).toBeGreaterThan(all);
    store.hidden = new Set();
    expect(quietOf(store).reduce((sum, span) => sum + lengthOf(span), 0)).toBe(all);
    engine.free();
  });

  test('a moment that no event tells is seen', () => {
    const quiet = new Quiet();
    for (const tick of [0, 5000]) quiet.note(tick);
    expect(quiet.stretches(0, 9000, [])).toEqual([{ from: 100, to: 4900 }, { from: 5100, to: 9000 }]);
    expect(quiet.stretches(0, 5450, [2000, 5000, 150])).toEqual([{ from: 250, to: 1900 }, { from: 2100, to: 4900 }]);
    expect(quiet.stretches(300, 5000, [])).toEqual([{ from: 300, to: 4900 }]);
  });

  test('a history is quiet while no call is under way', () => {
    const engine = calm();
    engine.run('all work 0 300');
    engine.advance(2000, Infinity);
    engine.run('all rest');
    engine.advance(4000, Infinity);
    const [store, source] = [new CallStore(), historyOf(engine)];
    store.follow(source);
    while (0 < source.judge(50, 0));
    const marks = engine.marks(0).map(({ tick }) => tick);
    const spans = store.quiet(engine.view().now, marks);
    expect(spans.length).toBeGreaterThan(3);
    for (const span of spans) {
      for (const tick of marks) expect(tick <= span.from - BESIDE || span.to + BESIDE <= tick).toBe(true);
      const within = Array.from({ length: store.count }, (_, at) => at).filter(
        (at) => span.from < store.endOf(at) && (store.call[at] ?? 0) < span.to,
      );
      expect(within).toEqual([]);
      expect(source.points(0, store.count).filter((point) => span.from < point && point < span.to)).toHaveLength(0);
    }
    // An open call keeps all after it.
    const open = new CallStore();
    const rows = [[1, 1, 1, 0, 10, 20, 1], [1, 2, 1, 0, 5000, -1, 0], [2, 1, 1, 0, 9000, 9010, 1]];
    open.follow({ follow: () => 0, count: () => rows.length, calls: () => Float64Array.from(rows.flat()) });
    expect(open.quiet(20_000, [])).toEqual([{ from: 120, to: 4900 }]);
    engine.free();
  });
});

describe('what is folded at a moment', () => {
  const [a, b, c] = [{ from: 100, to: 900 }, { from: 2000, to: 3000 }, { from: 5000, to: 6000 }];

  test('all of it, none of it, and all but what was unfolded', () => {
    const folding = new Folding();
    expect(folding.settle([a, b])).toBe(false);
    folding.turn(true);
    expect(folding.settle([a, b])).toBe(true);
    expect(folding.settle([a, b])).toBe(false);
    folding.open(a);
    expect(folding.settle([a, b])).toBe(true);
    expect([folding.folds.spans, folding.opened]).toEqual([[b], [a]]);
    // It has become longer meanwhile, and is still the one that was unfolded.
    folding.open(b);
    folding.settle([a, { ...b, to: 3500 }]);
    expect(folding.opened).toEqual([a, { from: 2000, to: 3500 }]);
    folding.close(a);
    folding.settle([a, b]);
    expect(folding.folds.spans).toEqual([a]);
    folding.turn(true);
    folding.settle([a, b]);
    expect([folding.folds.spans, folding.opened]).toEqual([[a, b], []]);
    folding.turn(false);
    expect([folding.settle([a, b]), folding.folds.spans]).toEqual([true, []]);
  });

  test('where somebody looks all stays as it is', () => {
    const folding = new Folding();
    folding.turn(true);
    folding.settle([a]);
    expect(folding.settle([a, b, c], 2500)).toBe(true);
    expect(folding.folds.spans).toEqual([a, c]);
    expect(folding.settle([{ ...a, to: 1000 }, b, c], 2500)).toBe(false);
    expect(folding.settle([a, b, c])).toBe(true);
    expect(folding.folds.spans).toEqual([a, b, c]);
  });
});

describe('the picture', () => {
  const colors = { paper: '#111111', surface: '#ffffff', ink: '#000000', muted: '#555555', faint: '#888888', line: '#dddddd', hair: '#eeeeee', tint: '#eeeedd', broken: '#cc2200', 'on-term': '#ffffff' };
  const palette: Palette = { colors, terms: ['#0000aa', '#00aa00'], key: '' };
  const words = { crowd: '', cut: 'cut', healed: 'healed', violation: '' };

  test('what happens stands nearer together, in its order, and nothing else is lost', () => {
    const engine = calm();
    const store = filled(engine);
    const folds = new Folds(quietOf(store));
    const [plain, folded] = [plotOf(CAST, 900, 450, WHOLE), plotOf(CAST, 900, 450, WHOLE, 0, folds)];
    const crash = [...store.kind].indexOf(KIND.crashed);
    expect(store.tick[crash]).toBe(11_000);
    const drawn = (plot: typeof plain): ReadonlySet<number> => {
      const seen = new Set<number>();
      let twice = false;
      eachMessage(store, inSight(store, plot), (message) => {
        twice ||= seen.has(message);
        seen.add(message);
      });
      expect(twice).toBe(false);
      return seen;
    };
    const [all, some] = [drawn(plain), drawn(folded)];
    expect(some.size * 3).toBeLessThan(all.size);
    // What is left out is routine, and has its end in a break.
    const missing = [...all].filter((message) => !some.has(message));
    expect(missing.every((message) => isQuiet(store, store.sending(message)) && isQuiet(store, store.ending(message)))).toBe(true);
    expect(missing.every((message) => folds.at(store.tick[store.ending(message)] ?? 0) !== undefined)).toBe(true);
    // There is room for more detail.
    const details = ['full', 'lines', 'thin', 'sums'];
    const detail = (plot: typeof plain): number => details.indexOf(detailOf(store, inSight(store, plot)));
    expect(detail(folded)).toBeLessThanOrEqual(detail(plain));
    expect(tickAt(folded, xOf(folded, 11_000))).toBeCloseTo(11_000, 3);
    const sums = sumsOf(store, folded, inSight(store, folded));
    expect(sums.most).toBeGreaterThan(0);
    engine.free();
  });

  test('a message that is on its way across a break is a line across it', () => {
    const rows = [
      [0, KIND.sent, -1, 1, 1, 0, 0, MESSAGE.request],
      [4000, KIND.delivered, 1, -1, 1, 0, 0, 0],
    ];
    const store = new Store();
    store.append(Float64Array.from(rows.flatMap((row) => [...row, ...Array<number>(RECORD).fill(0)].slice(0, RECORD))));
    const folds = new Folds(store.quiet.stretches(0, 4300, []));
    expect(folds.spans).toEqual([{ from: 100, to: 3900 }]);
    const plot = plotOf({ servers: 1, clients: 1 }, 900, 450, { from: -50, to: 4200 }, 0, folds);
    const ways: (readonly [number, number])[] = [];
    eachMessage(store, inSight(store, plot), (_message, sent, ended) => ways.push([xOf(plot, store.tick[sent] ?? 0), xOf(plot, store.tick[ended] ?? 0)]));
    expect(ways).toHaveLength(1);
    const [from, to] = ways[0] ?? [0, 0];
    expect(from).toBeLessThan(xOf(plot, 100) - 20);
    expect(to).toBeGreaterThan(xOf(plot, 3900) + 20);
  });

  test('an exported file has each break with how long it is, and is of bounded size', () => {
    const engine = calm();
    const store = filled(engine);
    const spans = quietOf(store);
    const plot = plotOf(CAST, 1280, 600, WHOLE, 0, new Folds(spans));
    const pen = new SvgPen();
    paintAll(pen, { store, plot, palette, violations: [], words, opened: [] }, detailOf(store, inSight(store, plot)), 30_100);
    const file = pen.file(1280, 720, 'title', 'about');
    for (const span of spans) expect(file).toContain(`>${lengthText(span)}</text>`);
    expect(file).not.toContain('NaN');
    expect(file.length).toBeLessThan(400_000);
    engine.free();
  });

  test('a break is hit where it is drawn, a stretch that was unfolded at its handle', () => {
    const [fold, open] = [{ from: 1000, to: 9000 }, { from: 9500, to: 10_000 }];
    const plot = plotOf(CAST, 900, 450, { from: 500, to: 10_500 }, 0, new Folds([fold]));
    const middle = xOf(plot, fold.from) + plot.ruler.breadth / 2;
    expect(foldAt(plot, [open], middle, 200)).toEqual({ span: fold, folded: true });
    expect(foldAt(plot, [open], middle + BREAK, 200)).toBeUndefined();
    const [handle] = handlesOf(plot, [open]);
    expect(foldAt(plot, [open], handle?.x ?? 0, 10)).toEqual({ span: open, folded: false });
    expect(foldAt(plot, [open], handle?.x ?? 0, 200)).toBeUndefined();
  });

  test('numbers of the axis stand outside of breaks, and between two breaks there is one', () => {
    const roll = dice(23);
    for (let round = 0; round < 100; round++) {
      const folds = foldsBy(roll, 8);
      const span = { from: 0, to: (folds.spans.at(-1)?.to ?? 0) + 400 };
      const least = 100 + roll(400);
      const { ticks } = axisOf(span, folds, least);
      for (const tick of ticks) expect(folds.at(tick)).toBeUndefined();
      for (const part of folds.between(span)) if (least / 4 <= lengthOf(part)) expect(ticks.some((tick) => part.from <= tick && tick <= part.to)).toBe(true);
    }
  });
});

test('among a hundred thousand folds each place is found', () => {
  const folds = new Folds(Array.from({ length: 100_000 }, (_, i) => ({ from: i * 1000, to: i * 1000 + 500 })));
  const ruler = new Ruler(folds, 0.5);
  const roll = dice(1);
  let farthest = 0;
  for (let i = 0; i < 50_000; i++) {
    const tick = roll(100_000_000);
    farthest = Math.max(farthest, Math.abs(ruler.tick(ruler.place(tick)) - tick));
  }
  expect(farthest).toBeLessThan(1e-3);
  expect(ruler.place(100_000_000)).toBeCloseTo(100_000 * (500 + ruler.gap), 2);
});
