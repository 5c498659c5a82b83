/** The clients' calls in columns, read from the core as they come and return. Pure. */

import { foldable, isGap } from './quiet.ts';
import type { Span } from './viewport.ts';

/** Numbers for a call as the core writes it; the columns stand in wasm/src/history.rs. */
export const CALL = 7;

export const OUTCOME = { open: 0, done: 1, unknown: 2 } as const;
export const READ = 0;
/** What was found for a key. */
export const RULING = { open: 0, linearizable: 1, illegal: 2, unknown: 3 } as const;

/** What the store reads from. */
export interface CallSource {
  /** The first call that may have changed since. */
  follow(): number;
  count(): number;
  calls(from: number, to: number): Float64Array;
}

/** A key's operations that cannot be ordered. */
export interface Contradiction {
  readonly key: number;
  /** At its return there is no order any more. */
  readonly stuck: number;
  readonly minimal: boolean;
  readonly culprits: readonly number[];
}

/** Reads the core's numbers; nothing if the key can be ordered. */
export function contradictionOf(key: number, words: Float64Array): Contradiction | undefined {
  const [stuck, minimal, ...culprits] = words;
  if (stuck === undefined) return undefined;
  return { key, stuck, minimal: minimal === 1, culprits };
}

export class CallStore {
  count = 0;
  /** Changes whenever any call does. */
  version = 0;
  client = new Int32Array(256);
  number = new Int32Array(256);
  what = new Uint8Array(256);
  key = new Int32Array(256);
  call = new Float64Array(256);
  returned = new Float64Array(256);
  outcome = new Uint8Array(256);
  /** Of each client, its calls, oldest first. */
  readonly #rows = new Map<number, number[]>();
  /** By call: when it and all before it are over. Between two such moments no call is under way. */
  #over = new Float64Array(256);
  readonly #gaps: (Span & { readonly at: number })[] = [];

  /** Reads what has changed. Returns whether anything has. */
  follow(source: CallSource): boolean {
    const from = source.follow();
    const count = source.count();
    if (from === count && count === this.count) return false;
    const words = source.calls(from, count);
    if (count < this.count || from === 0) this.#rows.clear();
    this.#makeRoom(count);
    for (let at = from, o = 0; at < count; at++, o += CALL) {
      const client = words[o] ?? 0;
      this.client[at] = client;
      this.number[at] = words[o + 1] ?? 0;
      this.what[at] = words[o + 2] ?? 0;
      this.key[at] = words[o + 3] ?? 0;
      this.call[at] = words[o + 4] ?? 0;
      this.returned[at] = words[o + 5] ?? -1;
      this.outcome[at] = words[o + 6] ?? 0;
      const row = this.#rows.get(client) ?? [];
      if (row.length === 0) this.#rows.set(client, row);
      if ((row.at(-1) ?? -1) < at) row.push(at);
    }
    this.#noteGaps(from, count);
    this.count = count;
    this.version += 1;
    return true;
  }

  clear(): void {
    this.count = 0;
    this.#rows.clear();
    this.#gaps.length = 0;
    this.version += 1;
  }

  #noteGaps(from: number, count: number): void {
    while (from <= (this.#gaps.at(-1)?.at ?? -1)) this.#gaps.pop();
    for (let at = from; at < count; at++) {
      const call = this.call[at] ?? 0;
      const over = at === 0 ? 0 : (this.#over[at - 1] ?? 0);
      if (isGap(over, call)) this.#gaps.push({ at, from: over, to: call });
      const end = this.outcome[at] === OUTCOME.open ? Number.POSITIVE_INFINITY : (this.returned[at] ?? 0);
      this.#over[at] = Math.max(over, end);
    }
  }

  /** When no call is under way, as far as all is known up to a tick; `others` are moments that must be seen. */
  quiet(until: number, others: readonly number[]): readonly Span[] {
    const last = this.count === 0 ? 0 : (this.#over[this.count - 1] ?? 0);
    return foldable(this.#gaps, last, 0, until, others);
  }

  row(client: number): readonly number[] {
    return this.#rows.get(client) ?? [];
  }

  /** The place in a client's row of its last call at or before a tick, 0 if there is none. */
  placeAt(client: number, tick: number): number {
    const row = this.row(client);
    let [low, high] = [0, row.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.call[row[middle] ?? 0] ?? 0) <= tick) low = middle + 1;
      else high = middle;
    }
    return Math.max(0, low - 1);
  }

  /** When a call is over: one whose outcome is unknown may take effect at any time. */
  endOf(at: number): number {
    return this.outcome[at] === OUTCOME.done ? (this.returned[at] ?? 0) : Number.POSITIVE_INFINITY;
  }

  /** The calls in sight, in the order of their calls: from the first of them to after the last. */
  inSight(from: number, to: number): readonly [number, number] {
    let [first, last] = [this.count, 0];
    for (const [client, row] of this.#rows) {
      let place = this.placeAt(client, from);
      // The one before may have no end.
      if (0 < place && this.outcome[row[place - 1] ?? 0] !== OUTCOME.done) place -= 1;
      const at = row[place] ?? this.count;
      if ((this.call[at] ?? 0) <= to) first = Math.min(first, at);
      const end = row[this.placeAt(client, to)] ?? 0;
      last = Math.max(last, end + 1);
    }
    return [Math.min(first, last), Math.min(this.count, last)];
  }

  #makeRoom(count: number): void {
    if (count <= this.call.length) return;
    const size = Math.max(count, 2 * this.call.length);
    const grown = <T extends { set(from: never): void }>(to: T, from: T): T => {
      to.set(from as never);
      return to;
    };
    this.client = grown(new Int32Array(size), this.client);
    this.number = grown(new Int32Array(size), this.number);
    this.what = grown(new Uint8Array(size), this.what);
    this.key = grown(new Int32Array(size), this.key);
    this.call = grown(new Float64Array(size), this.call);
    this.returned = grown(new Float64Array(size), this.returned);
    this.outcome = grown(new Uint8Array(size), this.outcome);
    this.#over = grown(new Float64Array(size), this.#over);
  }
}
