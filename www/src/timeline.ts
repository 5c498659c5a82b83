/** Time as a line: how far it reaches, what stands on it, where one goes from here. Pure. */
import type { MarkView } from './engine.ts';
import { hueOf } from './styles/tokens.ts';

const SECOND = 1000;
/** The scrubber's lengths: it grows in steps, so that marks do not creep while time passes. */
const LENGTHS = [2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600].map((s) => s * SECOND);

/** How long the scrubber is for a run seen up to `end` whose story is over at `until`. */
export function lengthFor(end: number, until: number | undefined): number {
  const least = Math.max(end, until ?? 0);
  if (least === until) return least;
  const hour = LENGTHS.at(-1) ?? SECOND;
  return LENGTHS.find((length) => least <= length) ?? Math.ceil(least / hour) * hour;
}

/** A stretch of time in which one term was led, as parts of the whole. */
export interface Reign {
  readonly from: number;
  readonly to: number;
  readonly term: number;
  readonly hue: number;
}

export function reignsOf(
  marks: readonly MarkView[],
  end: number,
  length: number,
): readonly Reign[] {
  const leaders = marks.filter((mark) => mark.kind === 'leader');
  const reigns: Reign[] = [];
  for (const [i, mark] of leaders.entries()) {
    const to = (leaders[i + 1]?.tick ?? end) / length;
    const from = mark.tick / length;
    const term = mark.term ?? 0;
    const before = reigns.at(-1);
    const crowded = before !== undefined && from - before.from < FINEST;
    // More than can be told apart: the later one stands for all.
    if (crowded) reigns.pop();
    reigns.push({ from: crowded ? before.from : from, to, term, hue: hueOf(term) });
  }
  return reigns;
}

/** What can be told apart of two reigns, as a part of the whole. */
const FINEST = 1 / 300;

const KINDS = ['crashed', 'restarted', 'cut', 'healed', 'violation'] as const;
export type SignKind = (typeof KINDS)[number];

/** A sign on the line, for one mark of its kind or for several that are too near to each other to have their own. */
export interface Sign {
  readonly kind: SignKind;
  /** Where it is drawn, as a part of the whole. */
  readonly at: number;
  /** What it stands for, in order. */
  readonly marks: readonly MarkView[];
}

/** Signs beside each other around one place of the line; what happened at one tick is together. */
export type Spot = readonly Sign[];

/** Signs that have yet to find their places: those of marks from one part of the line to another, by kind. */
interface Crowd {
  readonly from: number;
  readonly to: number;
  readonly signs: ReadonlyMap<SignKind, readonly MarkView[]>;
}

/**
 * What is drawn on the line besides the terms. `room` is how many signs fit beside each other: no two of them
 * are nearer than that. Violations stand on the line itself, above the others, in spots of their own.
 */
export function signsOf(marks: readonly MarkView[], length: number, room: number): readonly Spot[] {
  const isHigh = ({ kind }: MarkView): boolean => kind === 'violation';
  const low = marks.filter((mark) => !isHigh(mark));
  return [low, marks.filter(isHigh)].flatMap((lane) => crowdsOf(lane, length, room).map((crowd) => spread(crowd, room)));
}

function crowdsOf(marks: readonly MarkView[], length: number, room: number): readonly Crowd[] {
  const crowds: Crowd[] = [];
  for (const mark of marks) {
    const { kind, tick } = mark;
    if (!isSign(kind)) continue;
    const at = tick / length;
    let last: Crowd = { from: at, to: at, signs: new Map([[kind, [mark]]]) };
    let before = crowds.at(-1);
    while (before !== undefined && collide(before, last, room)) {
      last = together(before, last);
      crowds.pop();
      before = crowds.at(-1);
    }
    crowds.push(last);
  }
  return crowds;
}

/** Around which its signs stand: so that none is beyond the ends of the line. */
function middleOf({ from, to, signs }: Crowd, room: number): number {
  const half = (signs.size - 1) / 2 / room;
  return Math.max(half, Math.min(1 - half, (from + to) / 2));
}

function collide(one: Crowd, other: Crowd, room: number): boolean {
  return room * (middleOf(other, room) - middleOf(one, room)) < (one.signs.size + other.signs.size) / 2;
}

function together(one: Crowd, other: Crowd): Crowd {
  const signs = new Map(one.signs);
  for (const [kind, marks] of other.signs) signs.set(kind, [...(signs.get(kind) ?? []), ...marks]);
  return { from: one.from, to: other.to, signs };
}

/** Beside each other, in the order in which they first occurred. */
function spread(crowd: Crowd, room: number): Spot {
  const first = middleOf(crowd, room) - (crowd.signs.size - 1) / 2 / room;
  return [...crowd.signs].map(([kind, marks], i) => ({ kind, marks, at: first + i / room }));
}

function isSign(kind: string): kind is SignKind {
  return KINDS.some((each) => each === kind);
}

/** The next mark later than `now`, or the last one before it. */
export function markFrom(
  marks: readonly MarkView[],
  now: number,
  way: 1 | -1,
): MarkView | undefined {
  if (0 < way) return marks.find((mark) => now < mark.tick);
  return marks.filter((mark) => mark.tick < now).at(-1);
}

/**
 * How long a client keeps trying, in virtual ms, after what was done: see `recording`. Undefined means for ever;
 * `usual` is what it was set to at the start.
 */
export function patienceAfter(
  recording: string,
  client: number,
  usual: number | undefined,
): number | undefined {
  let patience = usual;
  for (const [, deed = ''] of recording.matchAll(/^\d+ (.*)$/gm)) {
    const [, who, ms] = /^(c\d+|all) patience (\d+|forever)$/.exec(deed) ?? [];
    if (who === 'all' || who === `c${client}`) patience = ms === 'forever' ? undefined : Number(ms);
  }
  return patience;
}

/** Per cent of the messages on all links that are lost, after what was done; see `recording`. */
export function lossAfter(recording: string): number {
  let loss = 0;
  for (const [, deed = ''] of recording.matchAll(/^\d+ (.*)$/gm)) {
    if (deed === 'calm') loss = 0;
    else loss = Number(/^loss ([\d.]+)$/.exec(deed)?.[1] ?? loss);
  }
  return loss;
}
