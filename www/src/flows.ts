/**
 * Traffic as flows: where time runs so fast that a message lives for a frame or two, drawing each would be
 * noise. How many are seen on a link at once, averaged over frames, is how much flows on it (Little's law:
 * rate times delay). Pure.
 */
import type { ClusterView, Party } from './frame.ts';

/** From this speed on, in virtual ms per real ms, a message of some 20 ms is seen for less than three frames. */
export const FLOWS_FROM = 0.6;

/** Real ms in which what is no longer seen fades to a third. */
const MEMORY = 450;
/** Less than this on average is nothing. */
const LEAST = 0.02;

/** What flows in one direction of a link. */
export interface Flow {
  readonly from: Party;
  readonly to: Party;
  /** Messages under way at once, on average. */
  readonly amount: number;
  /** The part of them that carries something: entries, votes, requests; heartbeats and echoes do not. */
  readonly weighty: number;
  /** Of those, the part that will be lost. */
  readonly lost: number;
  /** The highest term seen on it, 0 between clients and servers. */
  readonly term: number;
}

interface Sum {
  amount: number;
  weighty: number;
  lost: number;
  term: number;
}

export class Flows {
  readonly #sums = new Map<string, Sum & { readonly from: Party; readonly to: Party }>();
  #at: number | undefined;

  clear(): void {
    this.#sums.clear();
    this.#at = undefined;
  }

  /** Takes note of what is under way at a real time. */
  see(view: ClusterView, realTime: number): void {
    const passed = Math.max(0, realTime - (this.#at ?? realTime - MEMORY));
    this.#at = realTime;
    const keep = Math.exp(-passed / MEMORY);
    const fresh = 1 - keep;
    for (const sum of this.#sums.values()) {
      sum.amount *= keep;
      sum.weighty *= keep;
      sum.lost *= keep;
    }
    for (const message of view.messages) {
      if (message.held) continue;
      const { from, to } = message;
      const key = `${from} ${to}`;
      const sum = this.#sums.get(key) ?? { from, to, amount: 0, weighty: 0, lost: 0, term: 0 };
      sum.amount += fresh;
      const idle =
        (message.kind === 'append-entries' && message.a === 0) || message.kind === 'append-response';
      if (!idle) sum.weighty += fresh;
      if (message.lost) sum.lost += fresh;
      sum.term = from < 0 || to < 0 ? 0 : Math.max(sum.term, message.term);
      this.#sums.set(key, sum);
    }
    for (const [key, { amount }] of this.#sums) if (amount < LEAST) this.#sums.delete(key);
  }

  /** All that flows now, in a stable order. */
  get all(): readonly Flow[] {
    return [...this.#sums.values()].map((sum) => ({
      ...sum,
      weighty: sum.weighty / sum.amount,
      lost: sum.lost / sum.amount,
    }));
  }
}

/** Width of a flow in pixels: twice as wide for four times as much. */
export function widthOf({ amount }: Flow): number {
  return Math.max(1.25, Math.min(9, 3 * Math.sqrt(amount)));
}
