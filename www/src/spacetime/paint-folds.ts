/** Quiet stretches that are folded, as breaks across all lanes; and those unfolded, with a handle to fold them again. */
import { timeText } from '../i18n.ts';
import { xOf, type Plot } from './geometry.ts';
import type { Palette } from './palette.ts';
import type { Pen } from './pen.ts';
import { lengthOf, type Span } from './viewport.ts';

type Colors = Palette['colors'];

/** A torn edge: so many pixels of it are one shape, with this many to either side. */
const TILE = 96;
const TEETH = 12;
const DEEP = 2.5;
const torn = (side: 1 | -1): string => {
  let d = '';
  for (let y = 0; y < TILE; y += TEETH) d += `l${side * DEEP} ${TEETH / 2}l${-side * DEEP} ${TEETH / 2}`;
  return d;
};
const EDGE = `M0 0${torn(1)}`;
/** A break narrower than this has one edge. */
const NARROW = 12;
/** And narrower than this it is a hair: there may be hundreds of them. */
const TINY = 5;
/** About the width of a letter, and what is left free between two words. */
const LETTER = 5.9;
const AIR = 6;
/** Two heads of arrows that point at each other. */
const TOGETHER = 'M-6 -3.5L-2.5 0L-6 3.5M6 -3.5L2.5 0L6 3.5';

/** How far above the axis the words stand, and above the lanes handles do: signs of faults are there, but none is quiet. */
const FLOOR = 7;
const ROOF = 16;

/** What is told of a stretch: how long it is. */
export const lengthText = (span: Span): string => timeText(Math.round(lengthOf(span)));

const widthOf = (words: string): number => words.length * LETTER;

/** Behind the messages: one that is on its way across a break is seen across it. */
export function paintFolds(pen: Pen, plot: Plot, colors: Colors, opened: readonly Span[] = []): void {
  const { folds, breadth } = plot.ruler;
  let free = plot.left - AIR;
  for (const fold of folds.within(plot.span)) {
    const x = xOf(plot, fold.from);
    paintBreak(pen, plot, colors, x, breadth);
    const words = lengthText(fold);
    const half = widthOf(words) / 2;
    const middle = Math.max(plot.left + half, Math.min(plot.right - half, x + breadth / 2));
    // Words too near each other would be none.
    if (middle - half < free) continue;
    free = middle + half + AIR;
    pen.text(words, middle, plot.bottom - FLOOR, { color: colors.muted, size: 11, weight: 600, anchor: 'middle', halo: colors.surface });
  }
  for (const handle of handlesOf(plot, opened)) paintHandle(pen, plot, colors, handle);
}

function paintBreak(pen: Pen, plot: Plot, colors: Colors, x: number, breadth: number): void {
  const top = plot.top - 6;
  if (breadth < TINY) {
    pen.rect(x, top, Math.max(1, breadth), plot.bottom - top, colors.faint, 0.5);
    return;
  }
  pen.rect(x, top, breadth, plot.bottom - top, colors.surface);
  pen.rect(x, top, breadth, plot.bottom - top, colors.hair, 0.65);
  const edges = breadth < NARROW ? [x + breadth / 2] : [x, x + breadth];
  const stroke = { color: colors.faint, width: 1.25 };
  // It is clipped below.
  for (const edge of edges) for (let y = top; y < plot.bottom; y += TILE) pen.shape(EDGE, edge, y, undefined, stroke);
}

/** Where an unfolded stretch can be folded again. */
export interface Handle {
  readonly span: Span;
  /** What of the stretch is in sight, and where the words are. */
  readonly from: number;
  readonly to: number;
  readonly x: number;
  readonly half: number;
  readonly words: string;
}

export function handlesOf(plot: Plot, opened: readonly Span[]): readonly Handle[] {
  const handles: Handle[] = [];
  for (const span of opened) {
    const from = Math.max(plot.left, xOf(plot, span.from));
    const to = Math.min(plot.right, xOf(plot, span.to));
    const full = lengthText(span);
    const words = widthOf(full) + 26 < to - from ? full : '';
    const half = (widthOf(words) + 22) / 2;
    if (to - from < 16) continue;
    handles.push({ span, from, to, x: (from + to) / 2, half, words });
  }
  return handles;
}

function paintHandle(pen: Pen, plot: Plot, colors: Colors, { from, to, x, half, words }: Handle): void {
  const y = plot.top - ROOF;
  const stroke = { color: colors.faint, width: 1.25 };
  if (half < (to - from) / 2) {
    pen.line(from, y, x - half - 2, y, stroke);
    pen.line(x + half + 2, y, to, y, stroke);
    pen.line(from, y - 3, from, y + 3, stroke);
    pen.line(to, y - 3, to, y + 3, stroke);
  }
  const sign = words === '' ? x : x - half + 9;
  pen.shape(TOGETHER, sign, y, undefined, { color: colors.muted, width: 1.5 });
  if (words === '') return;
  pen.text(words, x - half + 20, y + 4, { color: colors.muted, size: 11, weight: 600, halo: colors.surface });
}

/** A ring around a break that has the focus, or is pointed at. */
export function paintFoldFocus(pen: Pen, plot: Plot, { colors }: Palette, fold: Span): void {
  const [x1, x2] = [xOf(plot, fold.from) - 3, xOf(plot, fold.to) + 3];
  const [top, bottom] = [plot.top - 8, plot.bottom - 1];
  const stroke = { color: colors.ink, width: 2 };
  pen.line(x1, top, x2, top, stroke);
  pen.line(x1, bottom, x2, bottom, stroke);
  pen.line(x1, top, x1, bottom, stroke);
  pen.line(x2, top, x2, bottom, stroke);
}

/** The least width of a break that can be hit by a hand. */
const HAND = 16;

/** What is at a point: a break, or the handle of a stretch that was one. */
export function foldAt(plot: Plot, opened: readonly Span[], x: number, y: number): { readonly span: Span; readonly folded: boolean } | undefined {
  if (y < plot.top - 4) {
    const handle = handlesOf(plot, opened).find((each) => Math.abs(x - each.x) <= Math.max(HAND, each.half));
    if (handle !== undefined) return { span: handle.span, folded: false };
  }
  if (x < plot.left || plot.right < x) return undefined;
  const { breadth } = plot.ruler;
  const reach = Math.max(breadth, HAND) / 2;
  let [best, least] = [undefined as Span | undefined, reach];
  for (const span of plot.ruler.folds.within(plot.span)) {
    const away = Math.abs(x - xOf(plot, span.from) - breadth / 2);
    if (away <= least) [best, least] = [span, away];
  }
  return best === undefined ? undefined : { span: best, folded: true };
}
