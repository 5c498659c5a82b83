/** How much is drawn of what is in sight: lines while they can be told apart, sums beyond. Pure. */
import { heights, xOf, type Plot } from './geometry.ts';
import { isHidden, isRoutine } from './quiet.ts';
import { KIND, type Store } from './store.ts';
import type { Span } from './viewport.ts';

export { isHidden, isRoutine };

/**
 * `full`: lines with arrows and signs. `lines`: strokes. `thin`: lines of one pixel that add up where they
 * cross. `sums`: for each lane and column, how much came and went, and how much was lost.
 */
export type Detail = 'full' | 'lines' | 'thin' | 'sums';

/** So many messages at most are drawn in each way. */
export const MOST = { full: 130, lines: 420, thin: 5000 } as const;

/** Indexes of the events in sight. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** What is in sight, in order; what is folded is not. */
export function inSight(store: Store, plot: Plot): readonly Range[] {
  return rangesOf(store, plot, plot.span);
}

export function rangesOf(store: Store, { ruler }: Plot, span: Span): readonly Range[] {
  return ruler.folds.between(span).map((part) => ({ from: store.indexAt(part.from), to: store.indexAt(part.to + 1) }));
}

export function detailOf(store: Store, ranges: readonly Range[]): Detail {
  let events = 0;
  for (const { from, to } of ranges) events += to - from;
  // A message is two events: its sending and its end.
  if (2.5 * MOST.thin * 4 < events) return 'sums';
  let messages = 0;
  for (const { from, to } of ranges) {
    for (let i = from; i < to; i++) if (isEnd(store.kind[i] ?? 0) && !isLeftOut(store, sendingOf(store, i))) messages += 1;
  }
  if (messages <= MOST.full) return 'full';
  if (messages <= MOST.lines) return 'lines';
  return messages <= MOST.thin ? 'thin' : 'sums';
}

export const isEnd = (kind: number): boolean => kind === KIND.delivered || kind === KIND.dropped;

const sendingOf = (store: Store, ended: number): number => store.sending(store.message[ended] ?? 0);

/** Whether a message is not drawn, for somebody wants to see the others. */
export function isLeftOut(store: Store, sent: number): boolean {
  if (sent < 0) return false;
  if (isHidden(store, store.lane[sent] ?? 0) || isHidden(store, store.peer[sent] ?? 0)) return true;
  return store.plain && isRoutine(store, sent);
}

/** Events before what is in sight in which messages are looked for that cross all of it. */
const LOOK_BACK = 3000;

/** A message on its way between two lanes: indexes of its sending and its end. */
export type Way = (message: number, sent: number, ended: number) => void;

/** Calls `draw` for each message that has ended and is in sight for a part of its way. */
export function eachMessage(store: Store, ranges: readonly Range[], draw: Way): void {
  for (const [place, { from, to }] of ranges.entries()) {
    // Those that end where nothing is in sight: here, or before the next part of it.
    const next = ranges[place + 1]?.from ?? Number.POSITIVE_INFINITY;
    for (let i = place === 0 ? Math.max(0, from - LOOK_BACK) : from; i < to; i++) {
      if (store.kind[i] !== KIND.sent) continue;
      const message = store.message[i] ?? 0;
      const ended = store.ending(message);
      if (to <= ended && ended < next && !isLeftOut(store, i)) draw(message, i, ended);
    }
  }
  for (const { from, to } of ranges) {
    for (let i = from; i < to; i++) {
      if (!isEnd(store.kind[i] ?? 0)) continue;
      const message = store.message[i] ?? 0;
      const sent = store.sending(message);
      if (0 <= sent && !isLeftOut(store, sent)) draw(message, sent, i);
    }
  }
}

/** Where a message's line ends: at the receiver, or, lost on the way, half way at the moment of its loss. */
export function endOf(
  store: Store,
  plot: Plot,
  high: (party: number) => number | undefined,
  sent: number,
  ended: number,
): { readonly x: number; readonly y: number } | undefined {
  const y1 = high(store.lane[sent] ?? 0);
  const y2 = high(store.peer[sent] ?? 0);
  if (y1 === undefined || y2 === undefined) return undefined;
  const x = xOf(plot, store.tick[ended] ?? 0);
  if (store.kind[ended] === KIND.delivered) return { x, y: y2 };
  return { x, y: store.more[ended] === DOWN ? y2 : (y1 + y2) / 2 };
}

/** Dropped because the receiver is down: it got there. */
const DOWN = 2;

/** Sums by lane and column. */
export interface Sums {
  readonly columns: number;
  /** By lane (its place in the plot) times columns: messages sent and received, and lost. */
  readonly traffic: Uint32Array;
  readonly lost: Uint32Array;
  readonly most: number;
}

/** Pixels of a column. */
export const COLUMN = 2;

export function sumsOf(store: Store, plot: Plot, ranges: readonly Range[]): Sums {
  const columns = Math.max(1, Math.ceil((plot.right - plot.left) / COLUMN));
  const traffic = new Uint32Array(plot.lanes.length * columns);
  const lost = new Uint32Array(plot.lanes.length * columns);
  const places = lanePlaces(plot);
  const { ruler } = plot;
  let most = 0;
  const { kind, lane, peer, tick } = store;
  for (const { from, to } of ranges) {
    for (let i = from; i < to; i++) {
      const what = kind[i] ?? 0;
      if (what !== KIND.sent && what !== KIND.delivered && what !== KIND.dropped) continue;
      const column = Math.min(columns - 1, Math.max(0, ruler.x(tick[i] ?? 0) / COLUMN)) | 0;
      // What is lost is missed where it was to arrive.
      const [party, other] = what === KIND.dropped ? [peer[i] ?? 0, lane[i] ?? 0] : [lane[i] ?? 0, peer[i] ?? 0];
      const place = (places[party + PLACES] ?? -1) * columns + column;
      // What goes to a lane that is not shown, or comes from it, is not either.
      if (place < 0 || isHidden(store, other)) continue;
      if (what === KIND.dropped) lost[place] = (lost[place] ?? 0) + 1;
      else {
        const sum = (traffic[place] ?? 0) + 1;
        traffic[place] = sum;
        if (most < sum) most = sum;
      }
    }
  }
  return { columns, traffic, lost, most };
}

const PLACES = 128;

/** The place of each party's lane in the plot, by party plus `PLACES`. */
function lanePlaces(plot: Plot): Int16Array {
  const places = new Int16Array(2 * PLACES).fill(-1);
  const high = heights(plot);
  for (let party = -PLACES + 1; party < PLACES; party++) {
    const y = high(party);
    if (y !== undefined) places[party + PLACES] = plot.lanes.findIndex((lane) => lane.y === y);
  }
  return places;
}
