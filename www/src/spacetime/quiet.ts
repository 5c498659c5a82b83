/**
 * Where nothing happens but what is routine: heartbeats, the answers that agree to them, and heartbeats lost to
 * a server that is down or behind a cut. All else is news, a heartbeat lost by chance too. Pure.
 */
import { CROWD } from './geometry.ts';
import { GRANTED, KIND, MESSAGE } from './kinds.ts';
import type { Store } from './store.ts';
import type { Span } from './viewport.ts';

/** Virtual ms that stay beside what happens, before it and after it: its causes and effects. */
export const BESIDE = 100;
/** What is shorter, in virtual ms, is not worth a break. */
export const LEAST = 400;

/** Events between the arrival of a message and the answer to it. */
const ANSWERED = 24;

const sendingOf = (store: Store, ended: number): number => store.sending(store.message[ended] ?? 0);

/** Whether the message sent at an index is a heartbeat, or the answer to one. */
export function isRoutine(store: Store, sent: number): boolean {
  const what = (store.more[sent] ?? 0) % GRANTED;
  if (what === MESSAGE.appendEntries) return store.index[sent] === 0;
  if (what !== MESSAGE.appendResponse) return false;
  for (let i = sent - 1; Math.max(0, sent - ANSWERED) <= i && store.tick[i] === store.tick[sent]; i--) {
    if (store.kind[i] !== KIND.delivered || store.lane[i] !== store.lane[sent]) continue;
    const asked = sendingOf(store, i);
    return 0 <= asked && (store.more[asked] ?? 0) % GRANTED === MESSAGE.appendEntries && store.index[asked] === 0;
  }
  return false;
}

/** Whether a party's lane is not shown. */
export function isHidden({ hidden }: Store, party: number): boolean {
  return hidden.has(party) || (party < 0 && hidden.has(CROWD));
}

/** Why a message was dropped: a cut is in its way, or the receiver is down. */
const CUT = 1;
const DOWN = 2;

/** Whether an event is routine, or on lanes that nobody sees. */
export function isQuiet(store: Store, at: number): boolean {
  const kind = store.kind[at] ?? 0;
  const lane = store.lane[at] ?? 0;
  const isWay = kind === KIND.sent || kind === KIND.delivered || kind === KIND.dropped;
  if (0 < store.hidden.size && lane !== 0) {
    if (isHidden(store, lane) || (isWay && isHidden(store, store.peer[at] ?? 0))) return true;
  }
  if (!isWay) return false;
  const why = store.more[at];
  if (kind === KIND.dropped && why !== CUT && why !== DOWN) return false;
  const sent = kind === KIND.sent ? at : sendingOf(store, at);
  if (sent < 0 || !isRoutine(store, sent)) return false;
  const what = store.more[sent] ?? 0;
  // A follower that does not agree is news.
  return what % GRANTED !== MESSAGE.appendResponse || GRANTED <= what;
}

/** From one thing that happened to the next, if what is left between them is long enough to be folded. */
export const isGap = (from: number, to: number): boolean => LEAST + 2 * BESIDE <= to - from;

/** The gaps between what happens; they grow with what is noted. */
export class Quiet {
  readonly #gaps: Span[] = [];
  /** When something happened last; nothing is known before anything did. */
  #last: number | undefined;

  clear(): void {
    this.#gaps.length = 0;
    this.#last = undefined;
  }

  /** Something happens at a tick, not before what was noted last. */
  note(tick: number): void {
    const last = this.#last;
    if (last !== undefined && isGap(last, tick)) this.#gaps.push({ from: last, to: tick });
    this.#last = tick;
  }

  /** Forgets what was noted after a tick at which something happened. */
  cut(tick: number): void {
    while (tick < (this.#gaps.at(-1)?.to ?? Number.NEGATIVE_INFINITY)) this.#gaps.pop();
    this.#last = tick;
  }

  /** What can be folded, as `foldable` has it. */
  stretches(from: number, until: number, others: readonly number[]): readonly Span[] {
    return this.#last === undefined ? [] : foldable(this.#gaps, this.#last, from, until, others);
  }
}

/**
 * What can be folded between what happens, from a tick to another up to which all is known. After `last` nothing
 * has happened so far; `others` are moments, in any order, that must be seen, too. In order, apart from each other.
 */
export function foldable(gaps: readonly Span[], last: number, from: number, until: number, others: readonly number[]): readonly Span[] {
  const found: Span[] = [];
  const noted = [...others].sort((a, b) => a - b);
  let next = 0;
  const add = (start: number, end: number): void => {
    const span = { from: Math.max(from, start + BESIDE), to: Math.min(until, end) };
    if (LEAST <= span.to - span.from) found.push(span);
  };
  const split = (gap: Span, after: number): void => {
    let start = gap.from;
    while (next < noted.length && (noted[next] ?? 0) <= start) next += 1;
    for (; next < noted.length && (noted[next] ?? 0) < gap.to; next++) {
      const tick = noted[next] ?? 0;
      add(start, tick - BESIDE);
      start = tick;
    }
    add(start, gap.to - after);
  };
  for (const gap of gaps) split(gap, BESIDE);
  if (last < until) split({ from: last, to: until }, 0);
  return found;
}
