/** The axis of time, and lines up from it: both views have them. */
import { xOf, type Plot } from './geometry.ts';
import type { Folds } from './folds.ts';
import type { Palette } from './palette.ts';
import type { Pen } from './pen.ts';
import { lengthOf, tickText, type Span } from './viewport.ts';

type Colors = Palette['colors'];

/** Pixels between two numbers. */
const APART = 92;
/** About the half of a letter's width. */
const HALF_LETTER = 3.4;

export interface Axis {
  readonly step: number;
  readonly ticks: readonly number[];
  /** Short marks between them. */
  readonly minor: readonly number[];
}

/** Round numbers, so many virtual ms from each other at least, in all of a part of time that is not folded. */
export function axisOf(span: Span, folds: Folds, least: number): Axis {
  const step = niceStep(least);
  const parts = folds.between(span);
  const minor = step / (String(step)[0] === '2' ? 4 : 5);
  return {
    step,
    ticks: parts.flatMap((part) => numbersIn(part, step, least / 4)),
    minor: parts.flatMap((part) => multiples(part, minor)),
  };
}

/** Between two breaks at least one number says when it is, if there is room: a less round one, if need be. */
function numbersIn(part: Span, step: number, room: number): readonly number[] {
  for (const finer of room <= lengthOf(part) ? [step, step / 2, step / 5, step / 10] : [step]) {
    const all = Number.isInteger(finer) ? multiples(part, finer) : [];
    if (all.length === 0) continue;
    const middle = all[all.length >> 1];
    return finer === step || middle === undefined ? all : [middle];
  }
  return [];
}

function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, least)));
  const factor = [1, 2, 5, 10].find((each) => least <= each * power * (1 + 1e-9)) ?? 10;
  return factor * power;
}

function multiples(span: Span, step: number): readonly number[] {
  const first = Math.ceil(span.from / step);
  const last = Math.floor(span.to / step);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => (first + i) * step);
}

const axisAlong = ({ span, ruler }: Plot): Axis => axisOf(span, ruler.folds, APART / ruler.pace);

/** Lines of the grid, and a hair for each lane. */
export function paintGrid(pen: Pen, plot: Plot, colors: Colors): void {
  for (const tick of axisAlong(plot).ticks) {
    const x = Math.round(xOf(plot, tick)) + 0.5;
    pen.line(x, plot.top - 6, x, plot.bottom, { color: colors.hair, width: 1 });
  }
  for (const { y } of plot.lanes) {
    pen.line(plot.left, y, plot.right, y, { color: colors.line, width: 1 });
  }
}

export function paintAxis(pen: Pen, plot: Plot, colors: Colors): void {
  const y = plot.bottom;
  pen.line(plot.left, y + 0.5, plot.right, y + 0.5, { color: colors.faint, width: 1 });
  const axis = axisAlong(plot);
  paintGaps(pen, plot, colors);
  let free = Number.NEGATIVE_INFINITY;
  for (const tick of axis.minor) {
    const x = Math.round(xOf(plot, tick)) + 0.5;
    pen.line(x, y, x, y + 3, { color: colors.faint, width: 1 });
  }
  for (const tick of axis.ticks) {
    const x = Math.round(xOf(plot, tick)) + 0.5;
    const text = tickText(tick, stepOf(tick, axis.step));
    const reach = text.length * HALF_LETTER;
    const at = Math.max(plot.left + reach - 8, Math.min(plot.right - reach, x));
    pen.line(x, y, x, y + 6, { color: colors.muted, width: 1 });
    // Beside a break numbers may be near each other.
    if (at - reach < free) continue;
    free = at + reach + 6;
    pen.text(text, at, y + 19, { color: colors.muted, size: 11, anchor: 'middle' });
  }
}

/** A less round number is written as finely as it needs. */
function stepOf(tick: number, step: number): number {
  return tick % step === 0 ? step : [step / 2, step / 5, step / 10].find((finer) => tick % finer === 0) ?? 1;
}

/** The axis is broken where time is folded. */
function paintGaps(pen: Pen, plot: Plot, colors: Colors): void {
  const y = plot.bottom;
  const { folds, breadth } = plot.ruler;
  for (const fold of folds.within(plot.span)) {
    const x = xOf(plot, fold.from);
    const [from, to] = [Math.max(plot.left, x), Math.min(plot.right, x + breadth)];
    if (breadth < 3) continue;
    pen.rect(from, y - 1, to - from, 3, colors.surface);
    for (const edge of breadth < 8 ? [x + breadth / 2] : [x, x + breadth]) {
      if (edge < plot.left || plot.right < edge) continue;
      pen.line(edge - 2.5, y + 5, edge + 2.5, y - 4, { color: colors.muted, width: 1.25 });
    }
  }
}
