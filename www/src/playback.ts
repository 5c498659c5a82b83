/**
 * Time. The only module that knows animation frames: it turns real milliseconds into virtual ones,
 * and gives the core a budget of them. When it cannot keep up, virtual time slows; frames do not.
 */

/** What playback drives. */
export interface Timeline {
  /** Lets at most `ticks` pass, within `milliseconds` of real time; returns the ticks passed. */
  advance(ticks: number, milliseconds: number): number;
  step(): boolean;
  /** Goes `ticks` back; says whether there is anything before that. */
  retreat?(ticks: number): boolean;
}

/** The browser's clock and frames, replaceable in tests. */
export interface Clock {
  now(): number;
  request(callback: (time: number) => void): number;
  cancel(handle: number): void;
}

export const browserClock: Clock = {
  now: () => performance.now(),
  request: (callback) => requestAnimationFrame(callback),
  cancel: (handle) => cancelAnimationFrame(handle),
};

/** Virtual ms per real ms. */
export const SPEED_MIN = 0.01;
export const SPEED_MAX = 100;
/** Messages take 10 to 30 virtual ms: at this speed half a second on the screen. */
export const SPEED_DEFAULT = 1 / 20;

/** Milliseconds of a frame that the simulation may use. */
const BUDGET = 4;
/** After a long gap (a background tab, a debugger) the lost time is not made up. */
const LONGEST_GAP = 100;
/** Half as many late frames in a row are told to the person. */
const LATE = 30;
/** Frame costs remembered for `frameTimes`. */
const REMEMBERED = 240;

/** What one frame shows. */
export interface Moment {
  /** Part of the next tick already gone, 0 to 1: it makes slow motion smooth. */
  readonly fraction: number;
  /** Real time of the frame, for whatever must not happen too often. */
  readonly realTime: number;
  readonly playing: boolean;
}

export class Playback {
  /** Called once per frame, after time has advanced. */
  onframe: (moment: Moment) => void = () => {};
  /** Called when playing, speed or being late changes. */
  onchange: () => void = () => {};
  /** True while the core cannot keep up with the speed asked for. */
  late = false;

  readonly #clock: Clock;
  readonly #costs: number[] = [];
  #timeline: Timeline | undefined;
  #playing = false;
  #backwards = false;
  #speed = SPEED_DEFAULT;
  #fraction = 0;
  #last: number | undefined;
  #handle: number | undefined;
  /** Counts up with late frames and down with others, so that one slow frame is not called late. */
  #lateness = 0;

  constructor(clock: Clock = browserClock) {
    this.#clock = clock;
  }

  get playing(): boolean {
    return this.#playing;
  }
  get backwards(): boolean {
    return this.#playing && this.#backwards;
  }
  get speed(): number {
    return this.#speed;
  }
  set speed(value: number) {
    this.#speed = Math.min(SPEED_MAX, Math.max(SPEED_MIN, value));
    this.onchange();
  }
  /** Main-thread milliseconds of the latest frames, oldest first. */
  get frameTimes(): readonly number[] {
    return this.#costs;
  }

  attach(timeline: Timeline | undefined): void {
    this.#timeline = timeline;
    this.#fraction = 0;
    this.invalidate();
  }

  /** Lets time run, in either direction. */
  play(backwards = false): void {
    if (this.#playing && this.#backwards === backwards) return;
    this.#playing = true;
    this.#backwards = backwards;
    this.late = false;
    this.#last = undefined;
    this.invalidate();
    this.onchange();
  }

  pause(): void {
    if (!this.#playing) return;
    this.#playing = false;
    this.late = false;
    this.onchange();
    this.invalidate();
  }

  /** Pauses, then goes to the next moment at which something happens. */
  step(): boolean {
    this.pause();
    this.#fraction = 0;
    const moved = this.#timeline?.step() ?? false;
    this.invalidate();
    return moved;
  }

  /** Asks for one frame, playing or not: something changed. */
  invalidate(): void {
    this.#handle ??= this.#clock.request((time) => this.#frame(time));
  }

  /** Time was moved by others: the part of a tick already gone belongs to where it was. */
  moved(): void {
    this.#fraction = 0;
    this.#last = undefined;
    this.invalidate();
  }

  stop(): void {
    if (this.#handle !== undefined) this.#clock.cancel(this.#handle);
    this.#handle = undefined;
    this.#playing = false;
  }

  #frame(time: number): void {
    this.#handle = undefined;
    const start = this.#clock.now();
    if (this.#playing) this.#advance(time);
    this.onframe({ fraction: this.#fraction, realTime: time, playing: this.#playing });
    this.#costs.push(this.#clock.now() - start);
    if (REMEMBERED < this.#costs.length) this.#costs.shift();
    if (this.#playing) this.invalidate();
  }

  #retreat(span: number): void {
    const left = this.#fraction - span;
    const ticks = Math.max(0, Math.ceil(-left));
    this.#fraction = left + ticks;
    if (ticks === 0 || (this.#timeline?.retreat?.(ticks) ?? false)) return;
    // The beginning: there is nothing before it.
    this.#fraction = 0;
    this.pause();
  }

  #advance(time: number): void {
    const elapsed = Math.min(LONGEST_GAP, Math.max(0, time - (this.#last ?? time)));
    this.#last = time;
    if (this.#backwards) {
      this.#retreat(elapsed * this.#speed);
      return;
    }
    const wanted = this.#fraction + elapsed * this.#speed;
    const ticks = Math.floor(wanted);
    const late = 0 < ticks && (this.#timeline?.advance(ticks, BUDGET) ?? ticks) < ticks;
    // What could not be done in time is dropped, not owed: debts would only make it worse.
    this.#fraction = late ? 0 : wanted - Math.floor(wanted);
    this.#lateness = Math.max(0, Math.min(LATE, this.#lateness + (late ? 2 : -1)));
    const reported = this.late ? 0 < this.#lateness : this.#lateness === LATE;
    if (reported !== this.late) {
      this.late = reported;
      this.onchange();
    }
  }
}

/** The slider is logarithmic: 0 is 1/100×, 1 is 100×. */
export function speedAt(position: number): number {
  return SPEED_MIN * (SPEED_MAX / SPEED_MIN) ** position;
}

export function positionOf(speed: number): number {
  return Math.log(speed / SPEED_MIN) / Math.log(SPEED_MAX / SPEED_MIN);
}

/** `1/20×` below one, `2.5×` from one on. */
export function speedText(speed: number): string {
  if (speed < 0.95) return `1/${Number((1 / speed).toPrecision(2))}×`;
  return `${Number(speed.toPrecision(2))}×`;
}
