/**
 * How often what is read is refreshed. A refresh lays text out, and where there is much to do its frame comes late:
 * there it is asked for less often, so that late frames stay a small part of all. Pure.
 */

/** So many frames to one that is late: fewer than one in twenty are. */
const FRAMES = 25;
/** A frame is late that takes so many times as long as most do. */
const LATE = 1.5;
/** Real ms after which a refresh comes in any case. */
const LONGEST = 1000;
/** So many frames tell how long most take. */
const ENOUGH = 5;

export class Pace {
  #frame: number | undefined;
  #begun = Number.NEGATIVE_INFINITY;
  /** The frames since then, in real ms. */
  #spans: number[] = [];
  /** How long most took before that, and how many were late. */
  #usual = 0;
  #late = 0;

  /** Whether the frame at a real time is to refresh, `least` ms after the last one that did at the earliest. */
  isDue(realTime: number, least: number): boolean {
    if (this.#frame !== undefined) this.#spans.push(realTime - this.#frame);
    this.#frame = realTime;
    const waited = realTime - this.#begun;
    if (waited < least) return false;
    const usual = this.#most();
    // In so long the late ones are few enough.
    if (waited < Math.min(LONGEST, this.#belated(usual) * FRAMES * usual)) return false;
    this.begin(realTime);
    return true;
  }

  /** Whether frames come late as it is: what else could be refreshed had better wait for the rest. */
  get strained(): boolean {
    return 0 < this.#late;
  }

  /** A refresh that was not waited for. */
  begin(realTime: number): void {
    this.#frame = realTime;
    this.#begun = realTime;
    this.#usual = this.#most();
    this.#late = this.#belated(this.#usual);
    this.#spans = [];
  }

  #belated(usual: number): number {
    return this.#spans.filter((span) => LATE * usual < span).length;
  }

  #most(): number {
    const sorted = [...this.#spans].sort((one, other) => one - other);
    return sorted.length < ENOUGH ? this.#usual || (sorted[0] ?? 0) : (sorted[sorted.length >> 1] ?? 0);
  }
}
