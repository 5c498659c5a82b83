/**
 * The events of a branch, a hundred thousand and more of them, in columns: what the space-time diagram
 * draws from. It is read from the core in pieces, grows with the run and forgets the oldest. Pure.
 */

import { GRANTED, KIND, MESSAGE } from './kinds.ts';
import { Quiet, isQuiet } from './quiet.ts';

export { GRANTED, KIND, KINDS, MESSAGE, type Kind } from './kinds.ts';

/** Numbers for an event as the core writes it; the columns stand in wasm/src/chronicle.rs. */
export const RECORD = 8;

/** Servers are 1, 2, …, clients -1, -2, …; tables by party have this many places to either side. */
export const PARTIES = 64;

/** What a lane is doing over some time. */
export type Doing =
  | 'follower'
  | 'candidate'
  | 'leader'
  | 'crashed'
  | 'paused'
  /** A client without a call under way, and with one. */
  | 'idle'
  | 'busy';

export interface Stretch {
  readonly tick: number;
  readonly term: number;
  readonly doing: Doing;
}

/** Where the store reads from: the core's chronicle of the branch one is on. */
export interface Source {
  /** Turns to the branch one is on; up to which position what was read before holds there. */
  turn(): number;
  /** How many events the branch has. */
  end(): number;
  /** The position of an event not after a tick, from which reading is cheap. */
  before(tick: number): number;
  read(from: number, limit: number): Float64Array;
}

/** So many events are kept at most. */
export const CAPACITY = 262_144;
/** Events read at a time, so that a budget of time can be kept. */
const PIECE = 1024;

export class Store {
  /** The position in the run of the first event held. */
  first = 0;
  count = 0;
  /** Changes whenever anything but the end does. */
  version = 0;
  tick = new Float64Array(4096);
  kind = new Uint8Array(4096);
  /** Where it happened, and the other party. */
  lane = new Int8Array(4096);
  peer = new Int8Array(4096);
  message = new Int32Array(4096);
  term = new Int32Array(4096);
  index = new Int32Array(4096);
  more = new Uint8Array(4096);
  /** Heartbeats and the answers to them are not drawn. */
  plain = false;
  #hidden: ReadonlySet<number> = new Set();
  /** Where nothing happens but what is routine, on the lanes that are shown. */
  readonly quiet = new Quiet();

  /** Messages by their ids from `firstMessage` on: positions of their sending and of their end, -1 none. */
  firstMessage = 0;
  messages = 0;
  sentAt = new Int32Array(2048);
  endedAt = new Int32Array(2048);

  readonly #stretches = new Map<number, Stretch[]>();
  readonly #capacity: number;
  /** Somebody chose where it begins. */
  #chosen = false;

  constructor(capacity = CAPACITY) {
    this.#capacity = capacity;
  }

  /** Parties whose lanes are not shown; `CROWD` stands for all clients. Their messages are not drawn. */
  get hidden(): ReadonlySet<number> {
    return this.#hidden;
  }
  set hidden(parties: ReadonlySet<number>) {
    this.#hidden = parties;
    this.quiet.clear();
    for (let at = 0; at < this.count; at++) this.#noteQuiet(at);
  }

  /** The position after the last event held. */
  get end(): number {
    return this.first + this.count;
  }
  get firstTick(): number {
    return 0 < this.count && 0 < this.first ? (this.tick[0] ?? 0) : 0;
  }
  get lastTick(): number {
    return this.count === 0 ? 0 : (this.tick[this.count - 1] ?? 0);
  }

  /** What a lane does over time, oldest first. */
  stretches(lane: number): readonly Stretch[] {
    return this.#stretches.get(lane) ?? [];
  }

  clear(first = 0): void {
    this.first = first;
    this.count = 0;
    this.messages = 0;
    this.firstMessage = 0;
    this.#stretches.clear();
    this.quiet.clear();
    this.#chosen = false;
    this.version += 1;
  }

  /**
   * Reads what is new, within `milliseconds`. What has been seen longest is forgotten, but nothing from
   * tick `keep` on. Returns whether anything changed.
   */
  follow(source: Source, milliseconds: number, keep: number, now = () => performance.now()): boolean {
    const deadline = now() + milliseconds;
    const shared = source.turn();
    const end = source.end();
    const before = this.version + this.end;
    if (shared < this.end) this.#cut(shared);
    if (this.count === 0 && !this.#chosen && this.first < end - this.#capacity) {
      this.clear(Math.max(0, end - this.#capacity / 2));
    }
    while (this.end < end) {
      const room = this.#capacity - this.count;
      if (room < PIECE && !this.#forget(keep)) break;
      const words = source.read(this.end, Math.min(PIECE, end - this.end));
      if (words.length === 0) break;
      this.append(words);
      if (deadline <= now()) break;
    }
    return before !== this.version + this.end;
  }

  /** Whether the branch goes on beyond what is held. */
  isBehind(source: Source): boolean {
    return this.end < source.end();
  }

  /** Begins anew so that a tick before the first one is held. */
  reachBack(source: Source, tick: number): void {
    this.clear(source.before(tick));
    this.#chosen = true;
  }

  /** Begins anew at the tail, if that is far away. */
  reachTail(source: Source): void {
    const end = source.end();
    if (this.#capacity < end - this.end) this.clear(Math.max(0, end - this.#capacity / 2));
  }

  append(words: Float64Array): void {
    const fresh = words.length / RECORD;
    this.#makeRoom(this.count + fresh);
    for (let i = 0, o = 0; i < fresh; i++, o += RECORD) {
      const at = this.count;
      const kind = words[o + 1] ?? 0;
      const lane = words[o + 2] ?? 0;
      const message = words[o + 4] ?? 0;
      this.tick[at] = words[o] ?? 0;
      this.kind[at] = kind;
      this.lane[at] = lane;
      this.peer[at] = words[o + 3] ?? 0;
      this.message[at] = message;
      this.term[at] = words[o + 5] ?? 0;
      this.index[at] = words[o + 6] ?? 0;
      this.more[at] = words[o + 7] ?? 0;
      this.count += 1;
      if (0 < message) this.#noteMessage(at, kind, message);
      if (lane !== 0) this.#noteLane(at, kind, lane);
      this.#noteQuiet(at);
    }
  }

  /** The first event held is as good as any other: what was before it is not known. */
  #noteQuiet(at: number): void {
    const tick = this.tick[at] ?? 0;
    if (at === 0) this.quiet.note(this.first === 0 ? 0 : tick);
    if (!isQuiet(this, at)) this.quiet.note(tick);
  }

  /** The first event at or after a tick, as an index into the columns. */
  indexAt(tick: number): number {
    let [low, high] = [0, this.count];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.tick[middle] ?? 0) < tick) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The column index of a message's sending, -1 if it is not held; and of its end, -1 under way. */
  sending(message: number): number {
    return this.#place(this.sentAt, message);
  }
  ending(message: number): number {
    return this.#place(this.endedAt, message);
  }

  #place(table: Int32Array, message: number): number {
    const at = message - this.firstMessage;
    if (at < 0 || this.messages <= at) return -1;
    return Math.max(-1, (table[at] ?? -1) - this.first);
  }

  #noteMessage(at: number, kind: number, message: number): void {
    const position = this.first + at;
    if (kind === KIND.sent) {
      const place = this.#messagePlace(message);
      this.sentAt[place] = position;
      this.endedAt[place] = -1;
    } else if (kind === KIND.duplicated) {
      const original = this.#place(this.sentAt, message);
      const place = this.#messagePlace(this.index[at] ?? 0);
      // A copy has left where, and when, its original did.
      this.sentAt[place] = original < 0 ? -1 : original + this.first;
      this.endedAt[place] = -1;
    } else if (kind === KIND.delivered || kind === KIND.dropped) {
      const place = message - this.firstMessage;
      if (0 <= place && place < this.messages) this.endedAt[place] = position;
    }
  }

  /** Messages are numbered in the order in which they come to be. */
  #messagePlace(message: number): number {
    if (this.messages === 0) this.firstMessage = message;
    const place = message - this.firstMessage;
    if (this.sentAt.length <= place) {
      this.sentAt = grown(this.sentAt, place + 1);
      this.endedAt = grown(this.endedAt, place + 1);
    }
    for (let skipped = this.messages; skipped < place; skipped++) {
      this.sentAt[skipped] = -1;
      this.endedAt[skipped] = -1;
    }
    this.messages = Math.max(this.messages, place + 1);
    return place;
  }

  /** What an event says of what its lane does. A server's term is the one that its messages carry. */
  #noteLane(at: number, kind: number, lane: number): void {
    const stretches = this.#stretches.get(lane) ?? [];
    const last = stretches.at(-1);
    const next = nextStretch(last, kind, this.more[at] ?? 0, this.term[at] ?? 0, lane);
    if (next === undefined) return;
    if (last?.doing === next.doing && last.term === next.term) return;
    if (stretches.length === 0) this.#stretches.set(lane, stretches);
    const tick = this.tick[at] ?? 0;
    stretches.push({ tick, ...next });
  }

  /** Drops everything from a position on. */
  #cut(position: number): void {
    const count = Math.max(0, position - this.first);
    if (count === 0) {
      this.clear(Math.max(0, position));
      return;
    }
    this.count = count;
    const tick = this.tick[count] ?? 0;
    for (const [lane, stretches] of this.#stretches) {
      this.#stretches.set(lane, stretches.filter((each) => each.tick < tick));
    }
    while (0 < this.messages && position <= (this.sentAt[this.messages - 1] ?? -1)) this.messages -= 1;
    for (let i = 0; i < this.messages; i++) {
      if (position <= (this.endedAt[i] ?? -1)) this.endedAt[i] = -1;
    }
    let last = count - 1;
    while (0 < last && isQuiet(this, last)) last -= 1;
    this.quiet.cut(last === 0 && this.first === 0 && isQuiet(this, 0) ? 0 : (this.tick[last] ?? 0));
    // What happened earlier in the tick of the cut is told again, in case it began a stretch.
    for (let at = this.indexAt(tick); at < count; at++) {
      const lane = this.lane[at] ?? 0;
      if (lane !== 0) this.#noteLane(at, this.kind[at] ?? 0, lane);
    }
    this.version += 1;
  }

  /** Forgets the oldest quarter, if that is all before tick `keep`. */
  #forget(keep: number): boolean {
    const gone = Math.floor(this.count / 4);
    if (gone === 0 || keep < (this.tick[gone] ?? 0)) return false;
    for (const column of this.#columns()) column.copyWithin(0, gone, this.count);
    this.first += gone;
    this.count -= gone;
    let old = 0;
    while (old < this.messages && (this.sentAt[old] ?? -1) < this.first) old += 1;
    this.sentAt.copyWithin(0, old, this.messages);
    this.endedAt.copyWithin(0, old, this.messages);
    this.firstMessage += old;
    this.messages -= old;
    const tick = this.tick[0] ?? 0;
    for (const [lane, stretches] of this.#stretches) {
      const later = stretches.findIndex((each) => tick < each.tick);
      const kept = later < 0 ? stretches.slice(-1) : stretches.slice(Math.max(0, later - 1));
      this.#stretches.set(lane, kept);
    }
    this.version += 1;
    return true;
  }

  #columns() {
    const { tick, kind, lane, peer, message, term, index, more } = this;
    return [tick, kind, lane, peer, message, term, index, more];
  }

  #makeRoom(count: number): void {
    if (count <= this.tick.length) return;
    this.tick = grown(this.tick, count);
    this.kind = grown(this.kind, count);
    this.lane = grown(this.lane, count);
    this.peer = grown(this.peer, count);
    this.message = grown(this.message, count);
    this.term = grown(this.term, count);
    this.index = grown(this.index, count);
    this.more = grown(this.more, count);
  }
}

type Column = Float64Array<ArrayBuffer> | Int32Array<ArrayBuffer> | Uint8Array<ArrayBuffer> | Int8Array<ArrayBuffer>;

function grown<T extends Column>(column: T, least: number): T {
  const make = column.constructor as new (length: number) => T;
  const bigger = new make(Math.max(least, 2 * column.length));
  bigger.set(column as never);
  return bigger;
}

type Change = Omit<Stretch, 'tick'> | undefined;

function nextStretch(
  last: Stretch | undefined,
  kind: number,
  more: number,
  term: number,
  lane: number,
): Change {
  const known = last?.term ?? 0;
  if (lane < 0) {
    if (kind === KIND.called) return { doing: 'busy', term: 0 };
    if (kind === KIND.returned || kind === KIND['gave-up']) return { doing: 'idle', term: 0 };
    return last === undefined ? { doing: 'idle', term: 0 } : undefined;
  }
  switch (kind) {
    case KIND['election-started']:
      return { doing: 'candidate', term };
    case KIND['pre-vote-started']:
      return { doing: 'candidate', term: known };
    case KIND['became-leader']:
      return { doing: 'leader', term };
    case KIND['stepped-down']:
      return { doing: 'follower', term };
    case KIND['vote-granted']:
      return last?.doing === 'follower' ? { doing: 'follower', term } : undefined;
    case KIND.crashed:
      return { doing: 'crashed', term: known };
    case KIND.restarted:
    case KIND.resumed:
      return { doing: 'follower', term: known };
    case KIND.paused:
      return { doing: 'paused', term: known };
    case KIND.sent:
      return afterSending(last, more % GRANTED, term);
    default:
      return undefined;
  }
}

/** Every message of Raft carries its sender's term, except the two of a pre-vote; only leaders send entries. */
function afterSending(last: Stretch | undefined, message: number, term: number): Change {
  if (term <= 0 || MESSAGE.preVoteRequest <= message) return undefined;
  if (message === MESSAGE.appendEntries || message === MESSAGE.installSnapshot) {
    return { doing: 'leader', term };
  }
  if (last !== undefined && term <= last.term) return undefined;
  return { doing: last?.doing === 'candidate' ? 'candidate' : 'follower', term };
}
