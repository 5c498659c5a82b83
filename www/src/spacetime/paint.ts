/** The space-time diagram as strokes and words; onto a canvas, or into a file. */
import { paintAxis, paintGrid } from './axis.ts';
import { COLUMN, eachMessage, endOf, inSight, sumsOf, type Detail, type Range } from './detail.ts';
import { CROWD, heights, tickAt, xOf, type Plot } from './geometry.ts';
import { termColor, type Palette } from './palette.ts';
import { paintFolds } from './paint-folds.ts';
import { paintFound } from './paint-found.ts';
import type { Pen, Stroke } from './pen.ts';
import {
  BARS,
  BIG_CIRCLE,
  CIRCLE,
  CROSS,
  DIAMOND,
  DOWNWARD,
  PLAY,
  SHEET,
  SMALL_CROSS,
  SMALL_SQUARE,
  SQUARE,
  STAR,
} from './signs.ts';
import { GRANTED, KIND, MESSAGE, type Store, type Stretch } from './store.ts';
import type { Span } from './viewport.ts';
import type { Found } from '../views/signals.ts';

/** Everything a picture is made of. */
export interface Picture {
  readonly store: Store;
  readonly plot: Plot;
  readonly palette: Palette;
  /** Ticks at which a judge objected. */
  readonly violations: readonly number[];
  readonly words: Words;
  /** What was searched for. */
  readonly found?: Found | undefined;
  /** Quiet stretches that somebody unfolded. */
  readonly opened?: readonly Span[];
}

/** What is written in it, in the reader's language. */
export interface Words {
  readonly crowd: string;
  readonly cut: string;
  readonly healed: string;
  readonly violation: string;
}

export const partyText = (party: number, words: Words): string =>
  party === CROWD ? words.crowd : party < 0 ? `C${-party}` : `S${party}`;

/** What each lane does: its role as a shape, its term as hue and number. */
export function paintLanes(pen: Pen, picture: Picture, until: number): void {
  const { store, plot } = picture;
  for (const { party, y } of plot.lanes) {
    const stretches = party === CROWD ? [] : store.stretches(party);
    let drawn = Number.NEGATIVE_INFINITY;
    for (let i = firstIn(stretches, plot.span.from); i < stretches.length; i++) {
      const stretch = stretches[i] as Stretch;
      if (plot.span.to < stretch.tick) break;
      const end = stretches[i + 1]?.tick ?? until;
      const x1 = Math.max(plot.left, xOf(plot, stretch.tick));
      const x2 = Math.min(plot.right, xOf(plot, end));
      // Of those that share a pixel one is drawn.
      if (x2 <= x1 || (x2 - x1 < 0.5 && x1 < drawn + 1)) continue;
      drawn = x1;
      paintStretch(pen, picture, stretch, x1, x2, y, stretches[i - 1]?.term !== stretch.term);
    }
  }
}

/** The last stretch that begins at or before a tick. */
export function firstIn(stretches: readonly Stretch[], tick: number): number {
  let [low, high] = [0, stretches.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((stretches[middle]?.tick ?? 0) <= tick) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}

function paintStretch(
  pen: Pen,
  { palette, plot }: Picture,
  { doing, term }: Stretch,
  x1: number,
  x2: number,
  y: number,
  isNew: boolean,
): void {
  const { colors } = palette;
  const color = termColor(palette, term);
  const width = x2 - x1;
  const tall = 30 <= plot.pitch;
  switch (doing) {
    case 'leader': {
      const high = tall ? 14 : 9;
      pen.rect(x1, y - high / 2, width, high, color);
      // Where it begins, a star of its own says so.
      const begins = plot.left < x1;
      if (tall && (begins ? 46 : 40) < width) {
        if (!begins) pen.shape(STAR, x1 + 10, y, colors['on-term']);
        const style = { color: colors['on-term'], size: 11, weight: 700 };
        pen.text(String(term), x1 + (begins ? 14 : 19), y + 4, style);
      }
      return;
    }
    case 'candidate': {
      const stroke: Stroke = { color, width: 1.5, dash: [3, 3] };
      pen.rect(x1, y - 4, width, 8, colors.surface);
      pen.line(x1, y - 4, x2, y - 4, stroke);
      pen.line(x1, y + 4, x2, y + 4, stroke);
      if (plot.left < x1) return;
      break;
    }
    case 'crashed':
      pen.rect(x1, y - 1, width, 2, colors.surface);
      pen.line(x1 + 2, y, x2, y, { color: colors.faint, width: 1.5, dash: [1, 6] });
      return;
    case 'paused':
      pen.line(x1, y - 2, x2, y - 2, { color, width: 1.25, dash: [6, 5] });
      pen.line(x1, y + 2, x2, y + 2, { color, width: 1.25, dash: [6, 5] });
      break;
    case 'busy':
      pen.rect(x1, y - 3, width, 6, colors.muted);
      return;
    case 'idle':
      return;
    case 'follower':
      pen.rect(x1, y - 1.5, width, 3, color);
      break;
    default:
      doing satisfies never;
  }
  if (tall && 18 < width && 0 < term && (isNew || x1 <= plot.left)) {
    const style = { color, size: 11, weight: 650, halo: colors.surface };
    pen.text(String(term), x1 + 3, y - 7, style);
  }
}

/** Messages as lines, in as much detail as there is room for. Returns how many. */
export function paintLines(pen: Pen, picture: Picture, ranges: readonly Range[], detail: Detail): number {
  const high = heights(picture.plot);
  let lines = 0;
  eachMessage(picture.store, ranges, (_message, sent, ended) => {
    paintMessage(pen, picture, high, sent, ended, detail === 'full');
    lines += 1;
  });
  return lines;
}

export function paintMessage(
  pen: Pen,
  { store, plot, palette }: Picture,
  high: (party: number) => number | undefined,
  sent: number,
  ended: number,
  full: boolean,
): void {
  const y1 = high(store.lane[sent] ?? 0);
  const end = endOf(store, plot, high, sent, ended);
  if (y1 === undefined || end === undefined) return;
  const x1 = xOf(plot, store.tick[sent] ?? 0);
  const stroke = strokeOf(store, palette, sent);
  const lost = store.kind[ended] === KIND.dropped;
  pen.line(x1, y1, end.x, end.y, lost ? { ...stroke, dash: [2, 4] } : stroke);
  if (lost) {
    pen.shape(SMALL_CROSS, end.x, end.y, undefined, { color: palette.colors.ink, width: 1.75 });
    return;
  }
  if (!full) return;
  // The tip stands outside of the band that a leader's lane is.
  const part = 1 - Math.min(0.4, ARROW_AIR / Math.max(1, Math.abs(end.y - y1)));
  paintArrow(pen, x1, y1, x1 + (end.x - x1) * part, y1 + (end.y - y1) * part, stroke);
  if (GLYPH_ROOM < Math.hypot(end.x - x1, end.y - y1)) {
    paintGlyph(pen, palette, store, sent, x1 + (end.x - x1) * 0.36, y1 + (end.y - y1) * 0.36);
  }
}

const GLYPH_ROOM = 34;
const ARROW_AIR = 8;

/** Hue is the term; clients' messages have none. What carries something is thick. */
export function strokeOf(store: Store, palette: Palette, sent: number): Stroke {
  const kind = (store.more[sent] ?? 0) % GRANTED;
  const term = store.term[sent] ?? 0;
  const color = term <= 0 ? palette.colors.muted : termColor(palette, term);
  const heavy =
    kind === MESSAGE.requestVote ||
    kind === MESSAGE.installSnapshot ||
    kind === MESSAGE.timeoutNow ||
    kind === MESSAGE.request ||
    (kind === MESSAGE.appendEntries && 0 < (store.index[sent] ?? 0));
  return heavy ? { color, width: 1.6 } : { color, width: 1, alpha: 0.62 };
}

function paintArrow(pen: Pen, x1: number, y1: number, x2: number, y2: number, stroke: Stroke): void {
  const angle = Math.atan2(y2 - y1, x2 - x1);
  const solid = { ...stroke, alpha: 1, width: 1.25 };
  for (const side of [-0.42, 0.42]) {
    pen.line(x2, y2, x2 - 6.5 * Math.cos(angle + side), y2 - 6.5 * Math.sin(angle + side), solid);
  }
}

/** The shapes of the ring: circles are votes, squares entries, diamonds clients, sheets snapshots. */
function paintGlyph(
  pen: Pen,
  palette: Palette,
  store: Store,
  sent: number,
  x: number,
  y: number,
): void {
  const { colors } = palette;
  const more = store.more[sent] ?? 0;
  const color = strokeOf(store, palette, sent).color;
  const words = (text: string, fill: string): void =>
    pen.text(text, x, y + 3.75, { color: fill, size: 10.5, weight: 700, anchor: 'middle' });
  const open: Stroke = { color, width: 1.25 };
  switch (more % GRANTED) {
    case MESSAGE.requestVote:
    case MESSAGE.preVoteRequest:
      pen.shape(BIG_CIRCLE, x, y, color);
      words('?', colors['on-term']);
      return;
    case MESSAGE.voteResponse:
    case MESSAGE.preVoteResponse:
      pen.shape(BIG_CIRCLE, x, y, colors.surface, open);
      words(GRANTED <= more ? '+' : '−', color);
      return;
    case MESSAGE.appendEntries: {
      const count = store.index[sent] ?? 0;
      if (count === 0) return;
      pen.shape(SQUARE, x, y, color);
      words(count < 100 ? String(count) : '…', colors['on-term']);
      return;
    }
    case MESSAGE.appendResponse:
      if (GRANTED <= more) return;
      pen.shape(SQUARE, x, y, colors.surface, open);
      words('−', color);
      return;
    case MESSAGE.request:
      pen.shape(DIAMOND, x, y, colors.ink);
      return;
    case MESSAGE.reply:
      pen.shape(DIAMOND, x, y, colors.surface, { color: colors.ink, width: 1.25 });
      return;
    case MESSAGE.timeoutNow:
      pen.shape(BIG_CIRCLE, x, y, color);
      words('!', colors['on-term']);
      return;
    case MESSAGE.installSnapshot:
      pen.shape(SHEET, x, y, colors.surface, open);
      return;
    default:
  }
}

/** For each lane, above what came and went, below what was lost. */
export function paintSums(pen: Pen, picture: Picture, ranges: readonly Range[]): void {
  const { store, plot, palette } = picture;
  const { columns, traffic, lost, most } = sumsOf(store, plot, ranges);
  const room = Math.min(26, plot.pitch * 0.42);
  const height = (sum: number): number =>
    sum === 0 ? 0 : Math.max(1, Math.round(room * Math.sqrt(sum / Math.max(1, most))));
  for (const [place, { party, y }] of plot.lanes.entries()) {
    const at = (sums: Uint32Array, column: number) => sums[place * columns + column] ?? 0;
    const hue = hues(picture, party);
    // Neighbours of one height are one bar.
    for (let column = 0; column < columns; ) {
      const tall = height(at(traffic, column));
      const color = tall === 0 ? '' : hue(plot.left + column * COLUMN);
      const start = column;
      do column += 1;
      while (
        column < columns &&
        height(at(traffic, column)) === tall &&
        (tall === 0 || hue(plot.left + column * COLUMN) === color)
      );
      if (0 < tall) {
        const [x, width] = [plot.left + start * COLUMN, (column - start) * COLUMN];
        pen.rect(x, y - tall, width, tall, color, 0.55);
      }
    }
    for (let column = 0; column < columns; column++) {
      const tall = height(at(lost, column));
      if (0 < tall) pen.rect(plot.left + column * COLUMN, y + 3, COLUMN, tall, palette.colors.ink);
    }
  }
}

/** The hue of a lane from left to right; ask with growing `x`. */
function hues({ store, plot, palette }: Picture, party: number): (x: number) => string {
  const stretches = party === CROWD ? [] : store.stretches(party);
  let i = firstIn(stretches, plot.span.from);
  return (x) => {
    const tick = tickAt(plot, x);
    while (i + 1 < stretches.length && (stretches[i + 1]?.tick ?? 0) <= tick) i += 1;
    const term = stretches[i]?.term ?? 0;
    return term <= 0 ? palette.colors.faint : termColor(palette, term);
  };
}

/** Signs nearer to each other than this, of one kind on one lane, are one. */
const APART = 7;

/** What stands out: elections, crashes, commits, walls, violations. */
export function paintMarks(pen: Pen, picture: Picture, ranges: readonly Range[], detail: Detail): void {
  const { store, plot } = picture;
  const high = heights(plot);
  const last = new Map<number, number>();
  let flag = Number.NEGATIVE_INFINITY;
  for (const { from, to } of ranges) {
    for (let i = from; i < to; i++) {
      const kind = store.kind[i] ?? 0;
      if (!MARKED[kind]) continue;
      const lane = store.lane[i] ?? 0;
      const x = xOf(plot, store.tick[i] ?? 0);
      if (WALLS.has(kind)) {
        const label = flag + FLAG_ROOM < x;
        if (label) flag = x;
        paintWall(pen, picture, kind, x, label);
        continue;
      }
      const y = high(lane);
      if (y === undefined) continue;
      const key = kind * 256 + lane + 128;
      if (x < (last.get(key) ?? Number.NEGATIVE_INFINITY) + (kind === KIND.committed ? COMMITS_APART : APART)) continue;
      last.set(key, x);
      paintMark(pen, picture, i, x, y, detail);
    }
  }
  paintViolations(pen, picture);
}

const MARKED: readonly boolean[] = (() => {
  const marked: boolean[] = [];
  for (const kind of [
    'election-started',
    'became-leader',
    'stepped-down',
    'truncated',
    'committed',
    'crashed',
    'restarted',
    'paused',
    'resumed',
    'cut',
    'mended',
    'partitioned',
    'bridged',
    'cut-one-way',
    'healed',
    'calmed',
    'gave-up',
    'snapshot-installed',
    'disk-full',
  ] as const) {
    marked[KIND[kind]] = true;
  }
  return marked;
})();

/** Whether an event stands out. */
export const isMarked = (kind: number): boolean => MARKED[kind] === true;

const WALLS = new Set<number>([
  KIND.cut,
  KIND.mended,
  KIND.partitioned,
  KIND.bridged,
  KIND['cut-one-way'],
  KIND.healed,
  KIND.calmed,
]);
const FLAG_ROOM = 66;
const COMMITS_APART = 5;
const COMMIT_ROOM = 30;

function paintMark(
  pen: Pen,
  { store, plot, palette }: Picture,
  at: number,
  x: number,
  y: number,
  detail: Detail,
): void {
  const { colors } = palette;
  const term = store.term[at] ?? 0;
  const color = termColor(palette, term);
  const ink: Stroke = { color: colors.ink, width: 2 };
  const tall = 30 <= plot.pitch;
  switch (store.kind[at]) {
    case KIND['election-started']:
      pen.shape(CIRCLE, x, y, colors.surface, { color, width: 1.75, dash: [2.5, 2.5] });
      if (detail !== 'sums' && tall) label(pen, String(term), x, y - 9, color, colors.surface);
      return;
    case KIND['became-leader']:
      pen.shape(BIG_CIRCLE, x, y, color, { color: colors.surface, width: 1.5 });
      pen.shape(STAR, x, y, colors['on-term']);
      return;
    case KIND['stepped-down']:
      pen.shape(DOWNWARD, x, y, colors.surface, { color, width: 1.5 });
      return;
    case KIND.committed: {
      if (detail === 'sums') return;
      const below = y + (tall ? 13 : 8);
      pen.line(x, y + 2, x, below - 2, { color: colors.ink, width: 1 });
      pen.shape(SMALL_SQUARE, x, below, colors.ink);
      const room = nextCommit(store, at, plot) - x;
      if (tall && detail === 'full' && COMMIT_ROOM < room) {
        pen.text(String(store.index[at] ?? 0), x + 6, below + 4, {
          color: colors.ink,
          size: 11,
          weight: 600,
          halo: colors.surface,
        });
      }
      return;
    }
    case KIND.truncated:
      pen.shape(SMALL_SQUARE, x, y + (tall ? 13 : 8), colors.surface, { color: colors.ink, width: 1.25 });
      pen.shape(SMALL_CROSS, x, y + (tall ? 13 : 8), undefined, { color: colors.ink, width: 1.25 });
      return;
    case KIND.crashed:
    case KIND['disk-full']:
      pen.shape(CROSS, x, y, undefined, { color: colors.surface, width: 5.5 });
      pen.shape(CROSS, x, y, undefined, { ...ink, width: 2.5 });
      return;
    case KIND.restarted:
      pen.shape(CIRCLE, x, y, colors.surface, ink);
      return;
    case KIND.paused:
      pen.shape(CIRCLE, x, y, colors.surface);
      pen.shape(BARS, x, y, undefined, ink);
      return;
    case KIND.resumed:
      pen.shape(PLAY, x, y, colors.surface, { ...ink, width: 1.5 });
      return;
    case KIND['snapshot-installed']:
      pen.shape(SHEET, x, y, colors.surface, { ...ink, width: 1.25 });
      return;
    case KIND['gave-up']:
      pen.shape(SMALL_CROSS, x, y, undefined, { color: colors.surface, width: 4.5 });
      pen.shape(SMALL_CROSS, x, y, undefined, ink);
      return;
    default:
  }
}

/** Where the next commit on the same lane stands, as far as it would be in the way. */
function nextCommit(store: Store, at: number, plot: Plot): number {
  for (let i = at + 1; i < store.count && i < at + 400; i++) {
    const x = xOf(plot, store.tick[i] ?? 0);
    if (store.kind[i] === KIND.committed && store.lane[i] === store.lane[at]) return x;
  }
  return Number.POSITIVE_INFINITY;
}

function label(pen: Pen, words: string, x: number, y: number, color: string, halo: string): void {
  pen.text(words, x, y, { color, size: 11, weight: 700, anchor: 'middle', halo });
}

function paintWall(
  pen: Pen,
  { plot, palette: { colors }, words }: Picture,
  kind: number,
  x: number,
  named: boolean,
): void {
  const heals = kind === KIND.healed || kind === KIND.mended || kind === KIND.calmed;
  const stroke: Stroke = heals
    ? { color: colors.faint, width: 1.25, dash: [2, 4] }
    : { color: colors.ink, width: 2, dash: [9, 3] };
  pen.line(x, plot.top - 8, x, plot.bottom - 4, stroke);
  if (!named) return;
  const text = heals ? words.healed : words.cut;
  pen.text(text, x + 4, plot.top - 11, {
    color: heals ? colors.muted : colors.ink,
    size: 11,
    weight: heals ? 400 : 600,
    halo: colors.surface,
  });
}

function paintViolations(pen: Pen, { plot, violations, palette: { colors }, words }: Picture): void {
  let last = Number.NEGATIVE_INFINITY;
  for (const tick of violations) {
    if (tick < plot.span.from || plot.span.to < tick) continue;
    const x = xOf(plot, tick);
    if (x < last + APART) continue;
    pen.line(x, plot.top - 8, x, plot.bottom - 4, { color: colors.broken, width: 1.75 });
    pen.shape(DIAMOND, x, plot.top - 14, colors.broken);
    if (last + FLAG_ROOM < x) {
      const style = { color: colors.broken, size: 11, weight: 650, halo: colors.surface };
      pen.text(words.violation, x + 10, plot.top - 10, style);
    }
    last = x;
  }
}

/** What lies over the ends of all lines: names, the axis. */
export function paintFrame(pen: Pen, { plot, palette: { colors }, words }: Picture): void {
  pen.rect(0, plot.top - 20, plot.left - 6, plot.bottom - plot.top + 20, colors.surface);
  const size = plot.pitch < 24 ? 11 : 13;
  for (const { party, y } of plot.lanes) {
    const style = { color: colors.ink, size, weight: 650, anchor: 'end' as const };
    pen.text(partyText(party, words), plot.left - 9, y + size * 0.36, style);
  }
  paintAxis(pen, plot, colors);
}

/** All of it, for a file. `most` is how many lines it may have. */
export function paintAll(pen: Pen, picture: Picture, detail: Detail, until: number): void {
  const { plot } = picture;
  const ranges = inSight(picture.store, plot);
  paintGrid(pen, plot, picture.palette.colors);
  pen.clip(plot.left - 6, 0, plot.right - plot.left + 12, plot.bottom);
  if (detail === 'sums') paintSums(pen, picture, ranges);
  paintFound(pen, picture, ranges);
  paintLanes(pen, picture, until);
  paintFolds(pen, plot, picture.palette.colors, picture.opened);
  if (detail !== 'sums') paintLines(pen, picture, ranges, detail);
  paintMarks(pen, picture, ranges, detail);
  pen.unclip();
  paintFrame(pen, picture);
}
