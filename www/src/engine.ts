/**
 * The one module that knows the wasm. It loads the core when first asked for, wraps a session, and
 * turns whatever goes wrong into a `LabError`.
 */
import type {
  ClientView,
  EventView,
  JudgeView,
  LogsView,
  OperationView,
  Outcome,
  ServerView,
  Session,
  ViolationView,
} from '../../wasm/pkg/kvraft_wasm.js';
import { decodeFrame, type ClusterView } from './frame.ts';

export type {
  ClientView,
  EventView,
  JudgeView,
  LogsView,
  OperationView,
  Outcome,
  ServerView,
  ViolationView,
};

/** How long a person's request keeps trying, in virtual ms, before `ErrTimeout`. */
export const REQUEST_TIMEOUT = 8000;

/** What a run needs to begin. The seed is a string, for numbers end at 2^53. */
export interface StartOptions {
  readonly servers: number;
  readonly clients: number;
  readonly seed: string;
}

/** A mistake of the person at the keyboard, told by the core with the place and a way out. */
export class LabError extends Error {
  override readonly name = 'LabError';
  /** Stable kebab-case word, e.g. `no-such-server`. */
  readonly code: string;
  /** 1-based column in the line that was typed. */
  readonly column: number | undefined;
  readonly expected: string | undefined;
  readonly suggestion: string | undefined;

  constructor(
    code: string,
    message: string,
    column?: number,
    expected?: string,
    suggestion?: string,
  ) {
    super(message);
    this.code = code;
    this.column = column;
    this.expected = expected;
    this.suggestion = suggestion;
  }
}

/** Reads an error thrown by the core; anything else becomes code `internal`. */
export function toLabError(error: unknown): LabError {
  if (error instanceof LabError) return error;
  if (!(error instanceof Error)) return new LabError('internal', String(error));
  const told = error as Error & Readonly<Record<string, unknown>>;
  const text = (key: string): string | undefined => {
    const value = told[key];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const column = typeof told['column'] === 'number' ? told['column'] : undefined;
  const code = text('code') ?? 'internal';
  return new LabError(code, error.message, column, text('expected'), text('suggestion'));
}

/** The core, loaded: it starts sessions. */
export interface Core {
  start(options: StartOptions): Engine;
  /** A fresh seed, decimal. */
  randomSeed(): string;
  /** Quotes a word for the action language, if it needs it. */
  quote(word: string): string;
}

let loading: Promise<Core> | undefined;

/** Loads the core, once. Rejects with code `load` when the browser cannot fetch or run it. */
export function loadCore(): Promise<Core> {
  loading ??= load();
  return loading;
}

async function load(): Promise<Core> {
  try {
    const wasm = await import('../../wasm/pkg/kvraft_wasm.js');
    await wasm.default();
    return {
      start: (options) =>
        guard(() => new Engine(new wasm.Session({ ...options, request_timeout: REQUEST_TIMEOUT }))),
      randomSeed: () => wasm.random_seed(),
      quote: (word) => wasm.quote(word),
    };
  } catch (error) {
    // A later attempt may succeed: the network comes back, the next try starts afresh.
    loading = undefined;
    throw new LabError('load', error instanceof Error ? error.message : String(error));
  }
}

function guard<T>(call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw toLabError(error);
  }
}

/** One run: a thin, typed cover over the core's session. */
export class Engine {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  now(): number {
    return this.#session.now();
  }
  /** Lets at most `ticks` pass, within `milliseconds` of real time; returns the ticks passed. */
  advance(ticks: number, milliseconds: number): number {
    return this.#session.advance_within(ticks, milliseconds);
  }
  step(): boolean {
    return this.#session.step();
  }
  /** Does one line of the action language, now. Throws `LabError`. */
  run(line: string): Outcome {
    return guard(() => this.#session.run(line));
  }
  view(): ClusterView {
    return decodeFrame(this.#session.frame());
  }
  inspect(server: number): ServerView {
    return guard(() => this.#session.inspect(server));
  }
  logs(from: number, to: number): LogsView {
    return this.#session.logs(from, to);
  }
  client(id: number): ClientView {
    return guard(() => this.#session.client(id));
  }
  events(since: number, limit: number): readonly EventView[] {
    return this.#session.events(since, limit);
  }
  judges(): readonly JudgeView[] {
    return this.#session.judges();
  }
  violations(): readonly ViolationView[] {
    return this.#session.violations();
  }
  hash(): string {
    return this.#session.hash();
  }
  complete(line: string, cursor: number): readonly string[] {
    return this.#session.complete(line, cursor);
  }
  free(): void {
    this.#session.free();
  }
}
