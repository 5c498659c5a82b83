/**
 * Which rows of a long table exist: those in sight and a few around them, between two spacers. Pure.
 * Browsers draw nothing beyond some ten million pixels, so a table higher than `TALLEST` scrolls by
 * its share of the way instead of pixel by pixel.
 */

/** Height in pixels beyond which a scroll bar stands for more than there is to draw. */
export const TALLEST = 8_000_000;

/** What is scrolled: rows of equal height, seen through an opening. Lengths in pixels. */
export interface Scroll {
  readonly rows: number;
  readonly row: number;
  /** Height of the opening. */
  readonly height: number;
  /** How far it is scrolled down. */
  readonly top: number;
}

/** The rows from `start` up to before `end` exist; spacers stand for the others. */
export interface Extent {
  readonly start: number;
  readonly end: number;
  /** Heights of the spacers above and below, in pixels. */
  readonly above: number;
  readonly below: number;
}

/** Rows that exist, in their order, with names that go along with them. */
export type Named = ReadonlyMap<number, number>;

/**
 * The next rows. Who stays keeps its name; one that comes in takes over from one that left, nearest to the edge
 * first: so each is a row moved from one end to the other, whichever way the rows go. Where none stays, each takes
 * over where it stands, and none is moved.
 */
export function renamed(before: Named, rows: readonly number[]): Named {
  const now = new Set(rows);
  const left = [...before].filter(([row]) => !now.has(row)).map(([, name]) => name);
  if (left.length === before.size) left.reverse();
  let unused = Math.max(-1, ...before.values()) + 1;
  return new Map(rows.map((row) => [row, before.get(row) ?? left.pop() ?? unused++]));
}

/** What exists when `spare` rows more than fit are kept on either side. */
export function extentOf(scroll: Scroll, spare: number): Extent {
  const { rows, row, height } = scroll;
  const tall = tallness(scroll);
  const top = Math.max(0, Math.min(scroll.top, tall - height));
  const first = top * pace(scroll);
  // Where the way is shortened, near its ends there is less room than spare rows would take.
  const start = Math.max(0, Math.floor(first) - spare, Math.floor(first - top / row + 1e-6));
  const above = Math.max(0, top - (first - start) * row);
  const end = Math.max(
    start,
    Math.min(rows, Math.ceil(first + height / row) + spare, start + Math.floor((tall - above) / row + 1e-6)),
  );
  return { start, end, above, below: Math.max(0, tall - above - (end - start) * row) };
}

/** How far to scroll so that a row, counted from 0, is the first in sight, or as near to it as can be. */
export function topOf(at: number, scroll: Scroll): number {
  const last = Math.max(0, scroll.rows - scroll.height / scroll.row);
  return Math.min(Math.max(0, at), last) / pace(scroll);
}

/** The row that stands at the upper edge, with the part of it that is out of sight. */
export function rowAt(scroll: Scroll): number {
  return scroll.top * pace(scroll);
}

/** Height of the whole table. */
function tallness({ rows, row }: Scroll): number {
  return Math.min(rows * row, TALLEST);
}

/** Rows that pass in a pixel of scrolling. */
function pace(scroll: Scroll): number {
  const { rows, row, height } = scroll;
  if (rows * row <= TALLEST) return 1 / row;
  return (rows - height / row) / (TALLEST - height);
}
