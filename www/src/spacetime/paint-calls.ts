/** The clients' history as strokes and words: a lane for each client, a bar for each call. */
import { paintAxis, paintGrid } from './axis.ts';
import type { MarkView } from '../engine.ts';
import { OUTCOME, READ, type CallStore, type Contradiction } from './calls.ts';
import { xOf, type Plot } from './geometry.ts';
import { paintFaults } from './paint-faults.ts';
import { paintFolds } from './paint-folds.ts';
import type { Palette } from './palette.ts';
import type { Pen, Stroke } from './pen.ts';
import type { Span } from './viewport.ts';

export interface HistoryPicture {
  readonly store: CallStore;
  readonly plot: Plot;
  readonly palette: Palette;
  /** Only this key is shown in full; none shows all. */
  readonly key: number | undefined;
  readonly contradiction: Contradiction | undefined;
  /** The calls in sight, and when each takes effect (-1 not known). */
  readonly from: number;
  readonly to: number;
  readonly points: Float64Array;
  /** Crashes, cuts, elections: what befell the cluster meanwhile. */
  readonly marks: readonly MarkView[];
  /** What a call says of itself; empty when there are too many to be read. */
  readonly text: (at: number) => string;
  /** Quiet stretches that somebody unfolded. */
  readonly opened?: readonly Span[];
}

/** A point of a sign. */
export const DOT = 'M-3.5 0a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0 -7 0';
/** More points than this are not joined. */
const JOINED = 400;
/** About the width of a letter. */
const LETTER = 6.3;
/** Rows nearer to each other have no words. */
const TEXT_PITCH = 44;

export function barHeight(plot: Plot): number {
  return Math.max(4, Math.min(22, Math.round(plot.pitch * 0.4)));
}

export function paintHistory(pen: Pen, picture: HistoryPicture): void {
  const { plot, palette } = picture;
  const { colors } = palette;
  paintGrid(pen, plot, colors);
  pen.clip(plot.left - 6, 0, plot.right - plot.left + 12, plot.bottom);
  paintFolds(pen, plot, colors, picture.opened);
  paintFaults(pen, plot, palette, picture.marks);
  for (const lane of plot.lanes) paintRow(pen, picture, -lane.party, lane.y);
  paintPoints(pen, picture);
  pen.unclip();
  paintEdges(pen, picture);
}

function paintRow(pen: Pen, picture: HistoryPicture, client: number, y: number): void {
  const { store, plot, palette, key, contradiction } = picture;
  const row = store.row(client);
  let place = store.placeAt(client, plot.span.from);
  if (0 < place) place -= 1;
  const high = barHeight(plot);
  /** Bars too narrow to be told apart become one. */
  let [start, end] = [Number.NaN, Number.NaN];
  const flush = (): void => {
    if (!Number.isNaN(start)) {
      pen.rect(start, y - high / 4, Math.max(1, end - start), high / 2, palette.colors.faint);
    }
    [start, end] = [Number.NaN, Number.NaN];
  };
  const culprits: number[] = [];
  for (; place < row.length; place++) {
    const at = row[place] ?? 0;
    const call = store.call[at] ?? 0;
    if (plot.span.to < call) break;
    if (contradiction?.culprits.includes(at) === true) {
      culprits.push(at);
      continue;
    }
    if (key !== undefined && store.key[at] !== key) continue;
    const x1 = Math.max(plot.left - 4, xOf(plot, call));
    const x2 = Math.min(plot.right + 4, xOf(plot, Math.min(plot.span.to + 1e6, store.endOf(at))));
    if (x2 < plot.left) continue;
    if (3 <= x2 - x1) {
      flush();
      paintBar(pen, picture, at, x1, limit(picture, row[place + 1], x1, x2), y);
      paintText(pen, picture, at, x1, roomUntil(picture, row[place + 1]), y);
    } else if (x1 - end < 2) end = x2;
    else {
      flush();
      [start, end] = [x1, x2];
    }
  }
  flush();
  for (const at of culprits) {
    const x1 = Math.max(plot.left - 4, xOf(plot, store.call[at] ?? 0));
    const x2 = Math.min(plot.right + 4, xOf(plot, Math.min(1e12, store.endOf(at))));
    if (x2 < plot.left) continue;
    paintBar(pen, picture, at, x1, Math.max(x1 + 5, x2), y);
    paintText(pen, picture, at, x1, roomUntil(picture, row[row.indexOf(at) + 1]), y);
  }
}

/** Where the words of the next call begin. */
function roomUntil({ store, plot }: HistoryPicture, next: number | undefined): number {
  return next === undefined ? plot.right : Math.min(plot.right, xOf(plot, store.call[next] ?? 0));
}

/** A call without an end reaches to the edge, or under the next one of its client. */
function limit({ store, plot }: HistoryPicture, next: number | undefined, x1: number, x2: number): number {
  if (next === undefined) return x2;
  return Math.max(x1 + 3, Math.min(x2, xOf(plot, store.call[next] ?? 0) - 2));
}

function paintBar(pen: Pen, picture: HistoryPicture, at: number, x1: number, x2: number, y: number): void {
  const { store, plot, palette, contradiction } = picture;
  const { colors } = palette;
  const high = barHeight(plot);
  const top = y - high / 2;
  const width = x2 - x1;
  const guilty = contradiction?.culprits.includes(at) === true;
  const edge = guilty ? colors.broken : colors.muted;
  const reads = store.what[at] === READ;
  const open = store.outcome[at] !== OUTCOME.done;
  const stroke: Stroke = {
    color: edge,
    width: guilty ? 2.5 : 1.25,
    ...(open ? { dash: [4, 3] } : {}),
  };
  pen.rect(x1, top, width, high, reads || open ? colors.surface : colors.muted);
  if (guilty && !reads && !open) pen.rect(x1, top, width, high, colors.broken);
  pen.line(x1, top, x1, top + high, { color: edge, width: guilty ? 2.5 : 1.5 });
  pen.line(x1, top, x2, top, stroke);
  pen.line(x1, top + high, x2, top + high, stroke);
  if (!open) pen.line(x2, top, x2, top + high, { color: edge, width: guilty ? 2.5 : 1.5 });
  if (contradiction?.stuck === at) {
    pen.line(x2, top - 6, x2, top + high + 6, { color: colors.broken, width: 2.5 });
  }
}

/** What a call says, above its bar, as far as there is room until the next one. */
function paintText(pen: Pen, picture: HistoryPicture, at: number, x1: number, room: number, y: number): void {
  const { plot, palette, contradiction } = picture;
  const { colors } = palette;
  const words = picture.text(at);
  const left = Math.max(plot.left + 2, x1);
  const letters = Math.floor((room - left - 6) / LETTER);
  if (words === '' || plot.pitch < TEXT_PITCH || letters < Math.min(7, words.length)) return;
  const guilty = contradiction?.culprits.includes(at) === true;
  const shown = words.length <= letters ? words : `${words.slice(0, letters - 1)}…`;
  pen.text(shown, left, y - barHeight(plot) / 2 - 7, {
    color: guilty ? colors.broken : colors.ink,
    size: 11.5,
    weight: guilty ? 650 : 450,
    halo: colors.surface,
  });
}

/** When each call takes effect; joined in their order where one can follow it. */
function paintPoints(pen: Pen, picture: HistoryPicture): void {
  const { store, plot, palette, points, from, to, key } = picture;
  const { colors } = palette;
  const high = new Map(plot.lanes.map((lane) => [-lane.party, lane.y]));
  const half = barHeight(plot) / 2;
  const seen: { x: number; y: number; at: number; tick: number }[] = [];
  for (let at = from; at < to; at++) {
    const tick = points[at - from] ?? -1;
    if (tick < 0 || (key !== undefined && store.key[at] !== key)) continue;
    const [x, y] = [xOf(plot, tick), high.get(store.client[at] ?? 0)];
    if (y !== undefined) seen.push({ x, y, at, tick });
  }
  const room = (plot.right - plot.left) / Math.max(1, seen.length);
  if (room < 3) return;
  seen.sort((a, b) => a.tick - b.tick || a.at - b.at);
  if (key !== undefined && seen.length < JOINED) {
    for (const [i, { x, y }] of seen.entries()) {
      const before = seen[i - 1];
      if (before === undefined) continue;
      pen.line(before.x, before.y, x, y, { color: colors.ink, width: 1, alpha: 0.35 });
    }
  }
  for (const { x, y } of seen) {
    pen.line(x, y - half - 3, x, y + half + 3, { color: colors.surface, width: 4.5 });
    pen.line(x, y - half - 3, x, y + half + 3, { color: colors.ink, width: 1.75 });
    if (8 < room) {
      pen.shape(DOT, x, y, colors.ink, { color: colors.surface, width: 1.5 });
    }
  }
}

/** Names and the axis. */
function paintEdges(pen: Pen, { plot, palette: { colors } }: HistoryPicture): void {
  pen.rect(0, plot.top - 20, plot.left - 6, plot.bottom - plot.top + 20, colors.surface);
  const size = plot.pitch < 24 ? 10 : 13;
  for (const { party, y } of plot.lanes) {
    if (plot.pitch < 11 && party % 5 !== 0) continue;
    const style = { color: colors.ink, size, weight: 650, anchor: 'end' as const };
    pen.text(`C${-party}`, plot.left - 9, y + size * 0.36, style);
  }
  paintAxis(pen, plot, colors);
}

/** A ring around what has the focus. */
export function paintFocus(pen: Pen, { store, plot, palette }: HistoryPicture, at: number): void {
  const y = plot.lanes.find((lane) => -lane.party === store.client[at])?.y;
  if (y === undefined) return;
  const high = barHeight(plot);
  const x1 = Math.max(plot.left - 4, xOf(plot, store.call[at] ?? 0)) - 3;
  const x2 = Math.max(x1 + 8, Math.min(plot.right + 4, xOf(plot, Math.min(1e12, store.endOf(at)))) + 3);
  const stroke = { color: palette.colors.ink, width: 2 };
  pen.line(x1, y - high / 2 - 4, x2, y - high / 2 - 4, stroke);
  pen.line(x1, y + high / 2 + 4, x2, y + high / 2 + 4, stroke);
  pen.line(x1, y - high / 2 - 4, x1, y + high / 2 + 4, stroke);
  pen.line(x2, y - high / 2 - 4, x2, y + high / 2 + 4, stroke);
}

