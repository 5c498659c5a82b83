/**
 * A hand on the cluster, by Pointer Events: a stroke, a server that is carried, a long press. It says
 * what was meant; what becomes of it is the ring's.
 */
import type { Point } from '../geometry.ts';
import type { Target } from '../reach.ts';

/** What is under way. */
export type Gesture =
  | { readonly kind: 'stroke'; readonly path: readonly Point[] }
  | { readonly kind: 'carry'; readonly server: number; readonly at: Point };

export interface HandHost {
  /** What there is at a place; a finger has a longer reach than a pointer. */
  readonly targetAt: (event: MouseEvent, finger: boolean) => Target | undefined;
  /** A place in the picture. */
  readonly at: (event: MouseEvent) => Point;
  /** A gesture begins, goes on, or (undefined) ends. */
  readonly show: (gesture: Gesture | undefined) => void;
  readonly finish: (gesture: Gesture) => void;
  /** A long press, or the other mouse button. */
  readonly open: (target: Target, at: Point) => void;
  /** A finger is on something that would fly away: time waits. */
  readonly wait: (waits: boolean) => void;
}

/** So far a hand may slip before it means to move something, in pixels. */
const HESITATION = 10;
/** After so many ms a press is a long one. */
const LONG = 450;
/** Points of a stroke are at least so many pixels apart. */
const GRAIN = 4;

interface Press {
  readonly from: Point;
  readonly target: Target | undefined;
  readonly timer: number | undefined;
  readonly waits: boolean;
}

export class Hand {
  /** The last press was by a finger. */
  finger = false;
  /** What ends is no click: it was a gesture, or a long press. Another press makes it untrue. */
  spent = false;

  readonly #host: HandHost;
  #press: Press | undefined;
  #gesture: Gesture | undefined;
  #listening = new AbortController();

  constructor(host: HandHost) {
    this.#host = host;
  }

  down(event: PointerEvent): void {
    // Two fingers zoom.
    if (!event.isPrimary) return this.cancel();
    this.cancel();
    this.finger = event.pointerType === 'touch';
    if (event.button !== 0) return;
    const target = this.#host.targetAt(event, this.finger);
    const from = this.#host.at(event);
    const waits = this.finger && target?.kind === 'message';
    if (waits) this.#host.wait(true);
    const timer =
      this.finger && target !== undefined
        ? window.setTimeout(() => this.#long(target, from), LONG)
        : undefined;
    this.#press = { from, target, timer, waits };
  }

  move(event: PointerEvent): void {
    const press = this.#press;
    if (press === undefined || event.buttons === 0) return;
    const at = this.#host.at(event);
    if (this.#gesture === undefined) {
      if (Math.hypot(at.x - press.from.x, at.y - press.from.y) < HESITATION) return;
      // A client has one place, and nothing to be carried to.
      if (press.target?.kind === 'client') return;
      this.#begin(event, press);
    }
    const gesture = this.#gesture;
    if (gesture?.kind === 'carry') this.#gesture = { ...gesture, at };
    else if (gesture !== undefined) this.#gesture = { kind: 'stroke', path: extended(gesture.path, at) };
    this.#host.show(this.#gesture);
  }

  up(): void {
    const gesture = this.#gesture;
    this.#settle();
    if (gesture === undefined) return;
    this.spent = true;
    this.#host.show(undefined);
    this.#host.finish(gesture);
  }

  /** Nothing was meant. */
  cancel(): void {
    const was = this.#gesture;
    this.#settle();
    if (was !== undefined) this.#host.show(undefined);
  }

  /** The other button, or the menu key; a finger's long press has a clock of its own, for not all browsers tell of it. */
  context(event: MouseEvent): void {
    event.preventDefault();
    if (this.finger) return;
    const target = this.#host.targetAt(event, false);
    if (target !== undefined) this.#host.open(target, this.#host.at(event));
  }

  #begin(event: PointerEvent, { from, target, timer }: Press): void {
    clearTimeout(timer);
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    const escape = (key: KeyboardEvent): void => {
      if (key.key !== 'Escape') return;
      key.preventDefault();
      key.stopPropagation();
      this.cancel();
      this.spent = true;
    };
    document.addEventListener('keydown', escape, { signal, capture: true });
    this.#gesture =
      target?.kind === 'server'
        ? { kind: 'carry', server: target.id, at: from }
        : { kind: 'stroke', path: [from] };
  }

  #long(target: Target, at: Point): void {
    this.spent = true;
    this.#settle();
    this.#host.open(target, at);
  }

  #settle(): void {
    clearTimeout(this.#press?.timer);
    if (this.#press?.waits === true) this.#host.wait(false);
    this.#press = undefined;
    this.#gesture = undefined;
    this.#listening.abort();
  }
}

/** The last point is where the hand is; those before it are no closer together than they need be. */
function extended(path: readonly Point[], at: Point): readonly Point[] {
  const before = path.at(-2);
  const near = before !== undefined && Math.hypot(at.x - before.x, at.y - before.y) < GRAIN;
  return [...(near ? path.slice(0, -1) : path), at];
}
