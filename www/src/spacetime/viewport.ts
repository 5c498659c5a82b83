/** The part of time in sight: zooming, panning, following. Along a ruler it is a part of its places. Pure. */
import { timeText } from '../i18n.ts';

/** From one virtual ms to another. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Nobody needs to see less than this many ms at once. */
export const SPAN_MIN = 20;

export const lengthOf = (span: Span): number => span.to - span.from;

/** The nearest span of the same length, if it fits, within the bounds. */
export function within(span: Span, bounds: Span): Span {
  const most = Math.max(SPAN_MIN, lengthOf(bounds));
  const length = Math.min(most, Math.max(SPAN_MIN, lengthOf(span)));
  const from = Math.max(bounds.from, Math.min(span.from, bounds.from + most - length));
  return { from, to: from + length };
}

/** Shows `factor` times as much (less than 1: zooms in), with the tick `anchor` where it is. */
export function zoomed(span: Span, factor: number, anchor: number, bounds: Span): Span {
  const most = Math.max(SPAN_MIN, lengthOf(bounds));
  const length = Math.min(most, Math.max(SPAN_MIN, lengthOf(span) * factor));
  const part = (anchor - span.from) / lengthOf(span);
  const from = anchor - part * length;
  return within({ from, to: from + length }, bounds);
}

export function panned(span: Span, ticks: number, bounds: Span): Span {
  return within({ from: span.from + ticks, to: span.to + ticks }, bounds);
}

/** The span moved so that a tick is in sight, with some room around it; the same one if it is already. */
export function showing(span: Span, tick: number, bounds: Span): Span {
  const room = lengthOf(span) * 0.08;
  if (span.from + room <= tick && tick <= span.to - room) return span;
  const from = tick - lengthOf(span) * (tick < span.from + room ? 0.3 : 0.7);
  return within({ from, to: from + lengthOf(span) }, bounds);
}

/**
 * Follows the moment in pages, as a plotter does: what is in sight stands still until the moment reaches
 * its end. Pages that would fly by grow instead. `pace` is virtual ms per real ms.
 */
export function paged(span: Span, now: number, pace: number, bounds: Span): Span {
  const length = lengthOf(span);
  if (span.from <= now && now <= span.to - length * 0.04) return span;
  const calm = Math.max(length, pace * PAGE);
  const from = now - calm * 0.25;
  return within({ from, to: from + calm }, bounds);
}

/** A page takes at least so many real ms. */
const PAGE = 2500;

/** `1 200 ms` on a fine axis, `3.5 s` on a coarse one, `2:05` min beyond an hour's tenth. */
export function tickText(tick: number, step: number): string {
  if (step < 500) return timeText(Math.round(tick));
  const seconds = tick / 1000;
  if (step < 10_000) return `${seconds.toFixed(step < 1000 ? 1 : 0)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')} min`;
}
