/** What the search of events has found, in the space-time diagram: behind its signs, so that they stay legible. */
import type { Range } from './detail.ts';
import { heights, xOf } from './geometry.ts';
import type { Picture } from './paint.ts';
import type { Palette } from './palette.ts';
import type { Pen } from './pen.ts';

/** A disc of radius 12. */
const DISC = 'M-12 0a12 12 0 1 0 24 0a12 12 0 1 0 -24 0';
/** Of those nearer to each other on one lane one is drawn. */
const APART = 6;

/** Marks what is found and in sight; on a lane of its own, or above all of them if it is everybody's. */
export function paintFound(pen: Pen, { store, plot, palette, found }: Picture, ranges: readonly Range[]): void {
  if (found === undefined) return;
  const { positions, current } = found;
  const high = heights(plot);
  const last = new Map<number, number>();
  const place = (position: number): { x: number; y: number; lane: number } | undefined => {
    const at = position - store.first;
    const lane = store.lane[at] ?? 0;
    const y = lane === 0 ? plot.top - 8 : high(lane);
    return y === undefined ? undefined : { x: xOf(plot, store.tick[at] ?? 0), y, lane };
  };
  // In a break, too: there is something in it that one looks for.
  const end = store.first + (ranges.at(-1)?.to ?? 0);
  for (let i = firstFrom(positions, store.first + (ranges[0]?.from ?? 0)); i < positions.length; i++) {
    const position = positions[i] ?? end;
    if (end <= position) break;
    const spot = place(position);
    if (spot === undefined || spot.x < (last.get(spot.lane) ?? Number.NEGATIVE_INFINITY) + APART) continue;
    last.set(spot.lane, spot.x);
    paintHit(pen, palette, spot.x, spot.y, false);
  }
  const held = current !== undefined && store.first <= current && current < store.end;
  const spot = held ? place(current) : undefined;
  if (spot !== undefined) paintHit(pen, palette, spot.x, spot.y, true);
}

export function paintHit(pen: Pen, { colors }: Palette, x: number, y: number, isCurrent: boolean): void {
  pen.shape(DISC, x, y, colors.tint, { color: colors.ink, width: isCurrent ? 2.25 : 1 });
}

/** The first place of a position that is not before another. */
export function firstFrom(positions: readonly number[], from: number): number {
  let [low, high] = [0, positions.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((positions[middle] ?? 0) < from) low = middle + 1;
    else high = middle;
  }
  return low;
}
