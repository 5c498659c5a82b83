/**
 * Lamport's happened-before, for one event: on each lane, up to which event the past reaches and from
 * which one on the future. What is in neither is concurrent. Pure.
 */
import { KIND, PARTIES, type Store } from './store.ts';

export interface Cone {
  /** The event, as an index into the store's columns. */
  readonly at: number;
  /** By party plus `PARTIES`: the last event that may have influenced it, -1 none. */
  readonly past: Int32Array;
  /** The first event that it may have influenced; `NEVER` none. */
  readonly future: Int32Array;
  /** By which deliveries the past reaches that far, and the future begins: -1 none. */
  readonly pastBy: Int32Array;
  readonly futureBy: Int32Array;
}

export const NEVER = 0x7fffffff;

const place = (party: number): number => party + PARTIES;

/**
 * Goes over the events before and after once, and stops where nothing more can come to light: when every
 * lane's past reaches beyond, or its future begins before. `most` bounds the work either way.
 */
export function coneOf(store: Store, at: number, most = Number.POSITIVE_INFINITY): Cone {
  const past = new Int32Array(2 * PARTIES).fill(-1);
  const future = new Int32Array(2 * PARTIES).fill(NEVER);
  const pastBy = new Int32Array(2 * PARTIES).fill(-1);
  const futureBy = new Int32Array(2 * PARTIES).fill(-1);
  const { kind, lane, message } = store;
  const home = lane[at] ?? 0;
  if (home === 0) return { at, past, future, pastBy, futureBy };
  past[place(home)] = at;
  future[place(home)] = at;
  const lanes = lanesOf(store);

  const stop = Math.max(0, at - most);
  for (let i = at; stop <= i; i--) {
    if (kind[i] !== KIND.delivered || (past[place(lane[i] ?? 0)] ?? -1) < i) continue;
    const sent = store.sending(message[i] ?? 0);
    if (sent < 0) continue;
    const from = place(lane[sent] ?? 0);
    if ((past[from] ?? -1) < sent) {
      past[from] = sent;
      pastBy[from] = i;
    }
    // Messages delivered before were sent before that.
    if (lanes.every((each) => i <= (past[place(each)] ?? -1))) break;
  }

  const end = Math.min(store.count, at + 1 + most);
  for (let i = at + 1; i < end; i++) {
    if (kind[i] !== KIND.delivered || (future[place(lane[i] ?? 0)] ?? NEVER) < i) continue;
    // By its delivery, for a copy of a message is delivered, too.
    const sent = store.sending(message[i] ?? 0);
    if (sent < 0 || sent < (future[place(lane[sent] ?? 0)] ?? NEVER)) continue;
    future[place(lane[i] ?? 0)] = i;
    futureBy[place(lane[i] ?? 0)] = i;
    if (lanes.every((each) => (future[place(each)] ?? NEVER) <= i)) break;
  }
  return { at, past, future, pastBy, futureBy };
}

/** Where an event stands to the one in the middle of a cone. */
export function relation(cone: Cone, lane: number, at: number): 'past' | 'future' | 'concurrent' {
  if (at <= (cone.past[place(lane)] ?? -1)) return 'past';
  return (cone.future[place(lane)] ?? NEVER) <= at ? 'future' : 'concurrent';
}

/** All lanes on which anything happened. */
export function lanesOf(store: Store): readonly number[] {
  const lanes: number[] = [];
  for (let lane = -PARTIES + 1; lane < PARTIES; lane++) {
    if (lane !== 0 && 0 < store.stretches(lane).length) lanes.push(lane);
  }
  return lanes;
}
