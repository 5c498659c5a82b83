/** Where a menu opens: beside what it belongs to, and over as little else as can be. Pure. */
import type { Box, Point, Size } from './geometry.ts';

/** What had better stay in sight: how dear each of its pixels is. */
export type Sight = readonly [box: Box, worth: number];

/** From the edges of the room. */
const EDGE = 8;
/** A pixel farther away is as bad as so many covered; in a narrow window there is no place near that covers nothing. */
const FAR = 240;
const FAR_NARROW = 40;
const NARROW = 640;
/** And one farther from the middle. */
const ASIDE = 6;

/** Inside of `room`; a menu that is larger begins at its top and its left. */
export function beside(own: Box, { width, height }: Size, room: Box, sights: readonly Sight[]): Point {
  const inside = (at: number, size: number, least: number, most: number): number =>
    Math.max(least + EDGE, Math.min(at, most - size - EDGE));
  const middle = (own.left + own.right - width) / 2;
  const level = (own.top + own.bottom - height) / 2;
  const far = room.right - room.left < NARROW ? FAR_NARROW : FAR;
  let best: Point = { x: room.left + EDGE, y: room.top + EDGE };
  let least = Infinity;
  // Level with it, above and below, and at the ends of the room.
  for (const top of [own.top, own.bottom - height, own.bottom, own.top - height, room.bottom, room.top]) {
    for (const left of [own.right, own.left - width, own.left, own.right - width, middle]) {
      const x = inside(left, width, room.left, room.right);
      const y = inside(top, height, room.top, room.bottom);
      let cost = ASIDE * (Math.abs(x - middle) + Math.abs(y - level));
      for (const [box, worth] of [[own, 9] as const, ...sights]) {
        const wide = Math.min(x + width, box.right) - Math.max(x, box.left);
        const high = Math.min(y + height, box.bottom) - Math.max(y, box.top);
        if (0 < wide && 0 < high) cost += worth * wide * high;
        else if (box === own) cost -= far * (Math.min(0, wide) + Math.min(0, high));
      }
      if (cost < least) [least, best] = [cost, { x, y }];
    }
  }
  return best;
}

/** The room for a menu of this size: below `top`, where the page's own controls end, unless only the whole window holds it. */
export function roomFor({ height }: Size, window: Size, top: number): Box {
  const free = Math.max(0, top);
  const fits = height + 2 * EDGE <= window.height - free;
  return { left: 0, right: window.width, top: fits ? free : 0, bottom: window.height };
}
