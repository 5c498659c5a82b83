/**
 * `<kvraft-lab>`: what is promised to those who embed it. These types are shipped as they stand here;
 * names are only added between major versions. Times are virtual milliseconds ("ms") since a run's
 * beginning, unless said otherwise.
 */

/** Which parts of a run are shown, in the order of the attribute. */
export type KvraftView = 'ring' | 'log' | 'spacetime' | 'history' | 'inspector' | 'console';
/** `full`: a reader can act; `playback`: only walk through time; `none`: a figure. */
export type KvraftControls = 'full' | 'playback' | 'none';
export type KvraftTheme = 'auto' | 'light' | 'dark';
export type KvraftLoading = 'lazy' | 'eager';

/** A server as it is at a moment. */
export interface KvraftServer {
  /** From 1. */
  readonly id: number;
  readonly role: 'follower' | 'candidate' | 'leader';
  readonly status: 'up' | 'crashed' | 'paused';
  readonly term: number;
  /** Indexes of its log, from 1; 0 is none. */
  readonly lastIndex: number;
  readonly commitIndex: number;
  readonly lastApplied: number;
}

/** A client as it is at a moment. */
export interface KvraftClient {
  /** From 1. */
  readonly id: number;
  /** It has asked and not been answered. */
  readonly waiting: boolean;
}

/** A moment of a run; frozen, and never changed later. */
export interface KvraftState {
  readonly time: number;
  /** The tick up to which this run has been seen. */
  readonly end: number;
  readonly playing: boolean;
  /** The seed of the run: an unsigned 64-bit integer, decimal. */
  readonly seed: string;
  /** The name of the scenario that is played; empty for a run of one's own. */
  readonly scenario: string;
  /** The running server that leads the highest term; none if nobody does. */
  readonly leader: number | undefined;
  /** The highest term of any server. */
  readonly term: number;
  readonly servers: readonly KvraftServer[];
  readonly clients: readonly KvraftClient[];
  /** Messages under way. */
  readonly messages: number;
  /** Events so far. */
  readonly events: number;
  /** Objections of judges so far. */
  readonly violations: number;
  /** Of the trace so far, 16 hexadecimal digits: equal runs have equal ones, everywhere. */
  readonly hash: string;
}

/** What a client was answered. */
export interface KvraftResult {
  readonly client: number;
  /** The client's number for the request. */
  readonly number: number;
  /** `OK`, a value, `ErrNoKey`, `ErrTimeout`, … */
  readonly result: string;
  /** False: the client gave up, and does not know whether it has happened. */
  readonly known: boolean;
  /** From the call to the answer. */
  readonly took: number;
  /** How often it was sent. */
  readonly attempts: number;
}

/** What came of an action. */
export type KvraftOutcome =
  /** Done; the line in its plain form. */
  | { readonly kind: 'done'; readonly line: string }
  /** A request was handed to a client. */
  | { readonly kind: 'submitted'; readonly client: number; readonly number: number };

export interface KvraftViolation {
  /** The judge's name, such as `election-safety`. */
  readonly judge: string;
  readonly time: number;
  /** One English sentence with all facts. */
  readonly text: string;
  /** A stable word for the sentence, such as `two-leaders`, to tell it in another language. */
  readonly code: string;
  /** What the sentence names, by name: `{ second: 'S3', term: '2', first: 'S1' }`. A list has words for nobody. */
  readonly facts: Readonly<Record<string, string | readonly string[]>>;
}

/** What the judges say of the run up to now. */
export interface KvraftVerdict {
  /** Nobody objects, and no expectation of the scenario has failed. */
  readonly ok: boolean;
  readonly judges: readonly {
    readonly judge: string;
    readonly checks: number;
    readonly violations: number;
  }[];
  readonly violations: readonly KvraftViolation[];
  /** What the scenario expects, in its order: `open` until it is decided. */
  readonly expectations: readonly { readonly verdict: 'open' | 'met' | 'failed' }[];
}

/** Something that happened in the run. */
export interface KvraftEvent {
  /** Position in the run, from 0. */
  readonly sequence: number;
  readonly time: number;
  /** A stable word: `sent`, `delivered`, `became-leader`, `committed`, `crashed`, … */
  readonly kind: string;
  readonly server: number | undefined;
  readonly client: number | undefined;
  readonly term: number | undefined;
  readonly index: number | undefined;
  /** The whole event in the trace's words (English). */
  readonly text: string;
}

/** What `export` can write. */
export type KvraftExport =
  /** The run as a scenario file. */
  | 'json'
  /** An address that opens the run at this moment. */
  | 'link'
  /** The space-time diagram as a slide of 1280 × 720. */
  | 'svg'
  /** All actions so far, `TICK ACTION` in each line. */
  | 'actions'
  /** JSON Lines in the vocabulary of etcd-io/raft's trace validation. */
  | 'etcd'
  /** A log with vector clocks for ShiViz. */
  | 'shiviz';

/** Why something does not work; `code` is stable, `text` what the reader is told, in their language. */
export interface KvraftErrorDetail {
  /** `scenario-missing`, `other-version`, `link-damaged`, `attribute`, `wasm-blocked`, … */
  readonly code: string;
  /** The reason in English. */
  readonly message: string;
  readonly text: string;
  /** For code `attribute`: which one. */
  readonly attribute: string | undefined;
  /** Nothing runs because of it. */
  readonly fatal: boolean;
}

export interface KvraftEventMap {
  /** A run has begun, and is shown. */
  'kvraft-ready': CustomEvent<KvraftState>;
  /** Once for each event; of more than 256 in a frame, for the latest. Not for jumps in time. */
  'kvraft-event': CustomEvent<KvraftEvent>;
  'kvraft-violation': CustomEvent<KvraftViolation>;
  /** The moment that is shown has changed: at most once in a frame. */
  'kvraft-time': CustomEvent<{ readonly time: number; readonly playing: boolean }>;
  'kvraft-error': CustomEvent<KvraftErrorDetail>;
}

/** The attributes, and what a page can ask of a figure. All events bubble and are composed. */
export interface KvraftApi {
  /**
   * What is played: the name of a scenario that comes with the element, the URL of a JSON file, or a link
   * (`#r=…`). A `<script type="application/json">` child goes before it. Empty: a run of one's own.
   */
  scenario: string;
  /** An unsigned 64-bit integer, decimal. Empty: the scenario's own, or any. */
  seed: string;
  /** 1 to 9, for a run of one's own. */
  servers: number;
  /** Names separated by spaces. */
  view: string;
  controls: KvraftControls;
  /** Plays when it is seen; not for readers who asked for less motion. */
  autoplay: boolean;
  /** Virtual ms per real ms, 0.01 to 100. Empty: one at which messages can be followed. */
  speed: string;
  /** The moment at which it opens. */
  at: number;
  /** The moment at which playing stops; 0 is none. */
  until: number;
  theme: KvraftTheme;
  /** Of the figure without its caption: a number of pixels, or any CSS length. Empty: by what is shown. */
  height: string;
  loading: KvraftLoading;
  /** Under this name the reader's run outlives a reload; unique in a page. Empty: it does not. */
  session: string;
  /** The page that "open in KVRaft Lab" opens. `none`: no such link. */
  page: string;

  /** Resolves when a run has begun; rejects if none can. Another one stands here after each new run. */
  readonly ready: Promise<void>;
  /** The moment shown; 0 before a run has begun. */
  readonly time: number;
  readonly playing: boolean;
  /** The run as it is now; undefined before one has begun. */
  readonly state: KvraftState | undefined;

  // Each of these loads the figure, if it is not loaded, and waits for it.

  /** Lets time run while the figure is seen. */
  play(): Promise<void>;
  pause(): Promise<void>;
  /** Goes on by `n` events, or back if negative, and stands still. */
  step(n?: number): Promise<void>;
  /** Goes to a moment, 0 to 3600000, seen before or not, and stands still. */
  seek(time: number): Promise<void>;
  /** The same run from its beginning. */
  reset(): Promise<void>;
  /** Does one line of the action language, such as `crash leader`. Rejects with a reason. */
  act(action: string): Promise<KvraftOutcome>;
  /**
   * Hands a command such as `put x 1` or `c2 get x` to a client; resolves with what it is answered. While
   * time stands still, it passes at once up to the answer.
   */
  submit(command: string): Promise<KvraftResult>;
  /** What the judges say. */
  check(): Promise<KvraftVerdict>;
  export(kind: KvraftExport): Promise<string>;
}

export interface KvraftLabElement extends HTMLElement, KvraftApi {
  addEventListener<K extends keyof KvraftEventMap>(
    type: K,
    listener: (this: KvraftLabElement, event: KvraftEventMap[K]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener<K extends keyof HTMLElementEventMap>(
    type: K,
    listener: (this: KvraftLabElement, event: HTMLElementEventMap[K]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
}

/** The element's class; in Node, an empty one. */
export declare const KvraftLab: {
  new (): KvraftLabElement;
  readonly prototype: KvraftLabElement;
};

declare global {
  interface HTMLElementTagNameMap {
    'kvraft-lab': KvraftLabElement;
  }
}
