/**
 * How often what is read is refreshed. A refresh lays text out, and on a slow machine its frame comes late: there
 * it is asked for less often, so that late frames stay a small part of all. Pure.
 */

/** A refresh waits for so many times the longest frame that followed the one before: one in twenty may be late. */
const PATIENCE = 8;
/** Real ms after which it comes in any case. */
const LONGEST = 600;

export class Pace {
  #frame: number | undefined;
  #begun = Number.NEGATIVE_INFINITY;
  /** The longest frame since then. */
  #slowest = 0;

  /** Whether the frame at a real time is to refresh, `least` ms after the last one that did at the earliest. */
  isDue(realTime: number, least: number): boolean {
    this.#slowest = Math.max(this.#slowest, realTime - (this.#frame ?? realTime));
    this.#frame = realTime;
    const wait = Math.max(least, Math.min(LONGEST, PATIENCE * this.#slowest));
    if (realTime - this.#begun < wait) return false;
    this.begin(realTime);
    return true;
  }

  /** A refresh that was not waited for. */
  begin(realTime: number): void {
    this.#frame = realTime;
    this.#begun = realTime;
    this.#slowest = 0;
  }
}
