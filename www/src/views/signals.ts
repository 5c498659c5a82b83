/** What the views tell the page: events that bubble through shadow roots, with typed details. */
import type { MessageInFlight } from '../frame.ts';
import type { Level } from '../narrate.ts';

/** What the inspector shows; nothing selected means the leader. */
export type Selection =
  | { readonly kind: 'server'; readonly id: number }
  | { readonly kind: 'client'; readonly id: number }
  | { readonly kind: 'message'; readonly message: MessageInFlight }
  /** Without a term: what stands at the index, by the best knowledge. */
  | { readonly kind: 'entry'; readonly index: number; readonly term?: number };

/** Events that were searched for and found, by their positions in the run, in order of time. */
export interface Found {
  readonly positions: readonly number[];
  readonly current: number | undefined;
}

export interface Signals {
  /** A line for the console, as if typed; and others that belong to the same deed. */
  'lab-run': { readonly line: string; readonly then?: readonly string[] };
  'lab-select': { readonly selection: Selection | undefined };
  'lab-play': { readonly playing: boolean };
  'lab-rewind': null;
  'lab-step': null;
  'lab-step-back': null;
  /** To the next mark on the scrubber, or the one before. */
  'lab-jump': { readonly way: 1 | -1 };
  /** A hand on the scrubber: it takes hold, it goes to a tick, it lets go. */
  'lab-hold': { readonly holds: boolean };
  /** Messages arrive soon: time waits while one chooses what to do with one. */
  'lab-wait': { readonly waits: boolean };
  'lab-seek': { readonly tick: number };
  /** To just after an event, by its position in the run. */
  'lab-event': { readonly event: number };
  /** What is searched for: positions of events in the run, and the one gone to; null: nothing is. */
  'lab-found': Found | null;
  /** To just before an event, while the message was still on its way; that message is selected. */
  'lab-message': { readonly event: number; readonly message: number };
  /** The plot takes the place of the cluster, or gives it back. */
  'lab-widen': null;
  'lab-futures': null;
  'lab-reset': null;
  'lab-speed': { readonly speed: number };
  'lab-seed': { readonly seed: string | undefined };
  'lab-help': null;
  /** To whom the narrator is to speak. */
  'lab-level': { readonly level: Level };
}

export function signal<K extends keyof Signals>(
  from: EventTarget,
  name: K,
  detail: Signals[K],
): void {
  from.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
}

/** Goes to a tick, and stays there. */
export function stayAt(from: EventTarget, tick: number): void {
  signal(from, 'lab-play', { playing: false });
  signal(from, 'lab-seek', { tick });
}

/** Listens to one signal with its detail typed. */
export function onSignal<K extends keyof Signals>(
  target: EventTarget,
  name: K,
  handle: (detail: Signals[K]) => void,
): void {
  target.addEventListener(name, (event) => handle((event as CustomEvent<Signals[K]>).detail));
}
