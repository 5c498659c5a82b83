/**
 * From virtual time to places along the axis and back, with quiet stretches folded to short breaks: the only such
 * way there is. Without folds it is a plain scale. Pure.
 */
import { lengthOf, type Span } from './viewport.ts';

/** Pixels of a break. */
export const BREAK = 30;
/** Below so many pixels for a virtual ms breaks shrink with all else. */
const FINE = 0.25;

/** Stretches of virtual time that are folded: in order, apart from each other. */
export class Folds {
  static readonly NONE = new Folds([]);

  readonly spans: readonly Span[];
  /** Virtual ms that are folded before each of them, and in all. */
  readonly #gone: Float64Array;

  constructor(spans: readonly Span[]) {
    this.spans = spans;
    this.#gone = new Float64Array(spans.length + 1);
    for (const [i, span] of spans.entries()) this.#gone[i + 1] = (this.#gone[i] ?? 0) + lengthOf(span);
  }

  /** Virtual ms that are folded in all. */
  get folded(): number {
    return this.goneBefore(this.spans.length);
  }
  goneBefore(place: number): number {
    return this.#gone[place] ?? 0;
  }

  /** How many begin at or before a tick. */
  until(tick: number): number {
    return this.#count((span) => span.from <= tick);
  }

  /** The one that a tick lies within; at its ends it does not. */
  at(tick: number): Span | undefined {
    const span = this.spans[this.until(tick) - 1];
    return span !== undefined && span.from < tick && tick < span.to ? span : undefined;
  }

  /** The next one on the way from a tick, not one that it lies within. */
  next(tick: number, step: 1 | -1): Span | undefined {
    if (step < 0) return this.spans[this.#count((span) => span.to <= tick) - 1];
    return this.spans[this.#count((span) => span.from < tick)];
  }

  /** Those that a part of time touches. */
  within({ from, to }: Span): readonly Span[] {
    const first = this.#count((span) => span.to <= from);
    return this.spans.slice(first, Math.max(first, this.#count((span) => span.from < to)));
  }

  /** What is left of a part of time. */
  between(span: Span): readonly Span[] {
    const parts: Span[] = [];
    let from = span.from;
    for (const fold of this.within(span)) {
      if (from <= fold.from) parts.push({ from, to: fold.from });
      from = fold.to;
    }
    if (from <= span.to) parts.push({ from, to: span.to });
    return parts;
  }

  #count(isBefore: (span: Span) => boolean): number {
    let [low, high] = [0, this.spans.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isBefore(this.spans[middle] as Span)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/**
 * Where ticks are at a pace. A place is measured in virtual ms, too, so that without folds it is the tick
 * itself; a break is as long as its pixels.
 */
export class Ruler {
  readonly folds: Folds;
  /** Pixels for a virtual ms where nothing is folded. */
  readonly pace: number;
  /** Places that a break takes, and pixels. */
  readonly gap: number;
  readonly breadth: number;
  readonly #left: number;
  /** The piece of the line that was asked for last: most ticks are asked for in order. */
  #from = Number.POSITIVE_INFINITY;
  #to = Number.NEGATIVE_INFINITY;
  #place = 0;
  #slope = 1;

  constructor(folds: Folds, pace: number, left = 0) {
    this.folds = folds;
    this.pace = pace;
    this.gap = gapAt(pace);
    this.breadth = this.gap * pace;
    this.#left = left === 0 ? 0 : this.place(left);
  }

  /** So that a part of time fills a width. */
  static over(folds: Folds, span: Span, width: number): Ruler {
    const pixels = Math.max(1, width);
    let [plain, breaks] = [lengthOf(span), 0];
    for (const fold of folds.within(span)) {
      const hidden = Math.min(span.to, fold.to) - Math.max(span.from, fold.from);
      plain -= hidden;
      breaks += hidden / lengthOf(fold);
    }
    // Breaks keep their pixels, unless that leaves too few for the rest.
    const fine = (pixels - BREAK * breaks) / Math.max(1e-6, plain);
    const pace = FINE <= fine ? fine : pixels / Math.max(1e-6, plain + (BREAK / FINE) * breaks);
    return new Ruler(folds, pace, span.from);
  }

  place(tick: number): number {
    if (!(this.#from <= tick && tick < this.#to)) this.#turnTo(tick);
    return this.#place + (tick - this.#from) * this.#slope;
  }

  #turnTo(tick: number): void {
    const { folds, gap } = this;
    const i = folds.until(tick) - 1;
    const fold = folds.spans[i];
    const next = folds.spans[i + 1]?.from ?? Number.POSITIVE_INFINITY;
    if (fold === undefined) {
      [this.#from, this.#to, this.#place, this.#slope] = [0, next, 0, 1];
      // Before the first fold a tick is its place; zero keeps that exact, negative ticks too.
      return;
    }
    if (tick < fold.to) {
      const start = fold.from - folds.goneBefore(i) + i * gap;
      [this.#from, this.#to, this.#place, this.#slope] = [fold.from, fold.to, start, gap / lengthOf(fold)];
      return;
    }
    const start = fold.to - folds.goneBefore(i + 1) + (i + 1) * gap;
    [this.#from, this.#to, this.#place, this.#slope] = [fold.to, next, start, 1];
  }

  tick(place: number): number {
    const { folds, gap } = this;
    const { spans } = folds;
    const start = (i: number): number => (spans[i]?.from ?? 0) - folds.goneBefore(i) + i * gap;
    let [low, high] = [0, spans.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (start(middle) <= place) low = middle + 1;
      else high = middle;
    }
    const fold = spans[low - 1];
    if (fold === undefined) return place;
    const inside = place - start(low - 1);
    return inside < gap ? fold.from + (inside / gap) * lengthOf(fold) : fold.to + inside - gap;
  }

  /** Pixels to the right of where it begins. */
  x(tick: number): number {
    return (this.place(tick) - this.#left) * this.pace;
  }
  at(x: number): number {
    return this.tick(this.#left + x / this.pace);
  }

  /** A part of time as places, and back. */
  along({ from, to }: Span): Span {
    return { from: this.place(from), to: this.place(to) };
  }
  back({ from, to }: Span): Span {
    return { from: this.tick(from), to: this.tick(to) };
  }
}

const gapAt = (pace: number): number => BREAK / Math.max(FINE, pace);
