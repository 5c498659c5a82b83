/** Where things stand in the space-time diagram: lanes down the page, time to the right. Pure. */
import { Folds, Ruler } from './folds.ts';
import type { Span } from './viewport.ts';

/** More clients than this share one lane. */
export const CLIENT_LANES = 6;

export interface Lane {
  /** The party: a server is positive, a client negative; all clients together are `CROWD`. */
  readonly party: number;
  readonly y: number;
}

/** The lane that many clients share. */
export const CROWD = -1000;

export interface Plot {
  readonly width: number;
  readonly height: number;
  /** Where time begins and ends. */
  readonly left: number;
  readonly right: number;
  /** Between the marks on top and the axis below. */
  readonly top: number;
  readonly bottom: number;
  readonly lanes: readonly Lane[];
  readonly pitch: number;
  readonly span: Span;
  /** From time to places. */
  readonly ruler: Ruler;
}

/** Room for names on the left, marks on top, the axis below. */
const GUTTER = 40;
const MARGIN = 10;
const ROOF = 30;
const FLOOR = 26;
const PITCH_MAX = 96;

export interface Cast {
  readonly servers: number;
  readonly clients: number;
  /** Parties whose lanes are not shown. */
  readonly hidden?: ReadonlySet<number>;
}

/** The lanes of a cluster in a box; `roof` is room to be left free above. */
export function plotOf(cast: Cast, width: number, height: number, span: Span, roof = 0, folds = Folds.NONE): Plot {
  const shown = partiesOf(cast).filter((party) => cast.hidden?.has(party) !== true);
  return plotted(shown, width, height, span, roof, folds);
}

/** A lane for each client, however many. */
export function rowsOf(clients: number, width: number, height: number, span: Span, roof = 0, folds = Folds.NONE): Plot {
  const parties = Array.from({ length: clients }, (_, i) => -(i + 1));
  return plotted(parties, width, height, span, roof, folds);
}

/** Where time begins and ends in a box. */
export const sidesOf = (width: number): readonly [number, number] => [GUTTER, width - MARGIN];

function plotted(parties: readonly number[], width: number, height: number, span: Span, roof: number, folds: Folds): Plot {
  const [left, right] = sidesOf(width);
  const top = roof + ROOF;
  const bottom = Math.max(top + 40, height - FLOOR);
  const pitch = Math.min(PITCH_MAX, (bottom - top) / Math.max(1, parties.length));
  const first = top + (bottom - top - pitch * parties.length) / 2 + pitch / 2;
  const lanes = parties.map((party, i): Lane => ({ party, y: Math.round(first + i * pitch) }));
  const ruler = Ruler.over(folds, span, right - left);
  return { width, height, left, right, top, bottom, lanes, pitch, span, ruler };
}

/** Whose lanes there are, from the top; hidden ones, too. */
export function partiesOf({ servers, clients }: Cast): readonly number[] {
  const own = Array.from({ length: servers }, (_, i) => i + 1);
  if (CLIENT_LANES < clients) return [...own, CROWD];
  return [...own, ...Array.from({ length: clients }, (_, i) => -(i + 1))];
}

export function xOf(plot: Plot, tick: number): number {
  return plot.left + plot.ruler.x(tick);
}

export function tickAt(plot: Plot, x: number): number {
  return plot.ruler.at(x - plot.left);
}

/** A lane's height on the page, by party; none for one that is not there. */
export function heights(plot: Plot): (party: number) => number | undefined {
  const byParty = new Map(plot.lanes.map((lane) => [lane.party, lane.y]));
  const crowd = byParty.get(CROWD);
  return (party) => byParty.get(party) ?? (party < 0 ? crowd : undefined);
}

/** The lane nearest to a height, if it is near enough to be meant. */
export function laneAt(plot: Plot, y: number): Lane | undefined {
  const near = plot.lanes.find((lane) => Math.abs(lane.y - y) <= Math.min(16, plot.pitch / 2));
  return near;
}

export interface Line {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

/** How far a point is from a line between two others. */
export function distanceTo({ x1, y1, x2, y2 }: Line, x: number, y: number): number {
  const [dx, dy] = [x2 - x1, y2 - y1];
  const square = dx * dx + dy * dy;
  const along = square === 0 ? 0 : Math.max(0, Math.min(1, ((x - x1) * dx + (y - y1) * dy) / square));
  return Math.hypot(x - x1 - along * dx, y - y1 - along * dy);
}
