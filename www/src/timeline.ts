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

/** What can be told apart, as a part of the whole: two reigns, two signs of one kind. */
const FINEST = 1 / 300;
const SIGN_WIDTH = 1 / 110;

export interface Sign {
  readonly at: number;
  readonly kind: 'crashed' | 'restarted' | 'cut' | 'healed' | 'violation';
}

/** What is drawn on the line besides the terms, thinned out to what can be told apart. */
export function signsOf(marks: readonly MarkView[], length: number): readonly Sign[] {
  const last = new Map<string, number>();
  return marks.flatMap(({ tick, kind }): readonly Sign[] => {
    if (!isSign(kind)) return [];
    const at = tick / length;
    const before = last.get(kind);
    if (before !== undefined && at - before < SIGN_WIDTH) return [];
    last.set(kind, at);
    return [{ at, kind }];
  });
}

function isSign(kind: string): kind is Sign['kind'] {
  return ['crashed', 'restarted', 'cut', 'healed', 'violation'].includes(kind);
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
