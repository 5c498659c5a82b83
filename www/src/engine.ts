/**
 * The one module that knows the wasm. It loads the core when first asked for, wraps a session, and
 * turns whatever goes wrong into a `LabError`.
 */
import type {
  BranchView,
  Chronicle,
  AttemptView,
  Challenge,
  ChallengeView,
  ClientView,
  DifferenceView,
  EventView,
  ExpectationView,
  History,
  JudgeView,
  LabErrorFacts,
  LogsView,
  MarkView,
  OperationView,
  Outcome,
  ScenarioView,
  ServerView,
  Session,
  ToldView,
  ViolationView,
} from '../../wasm/pkg/kvraft_wasm.js';
import type { ExplorationView, FindingView, Shrinker, ShrinkView } from '../../wasm/pkg/tools/kvraft_tools.js';
import type { Params } from './i18n/message.ts';
import type { Told } from './i18n/teller.ts';
import { decodeFrame, type ClusterView } from './frame.ts';
import { fetchRest, haveRest } from './rest.ts';
import { REQUEST_TIMEOUT, fileOf, type Settings } from './settings.ts';

export type {
  AttemptView,
  BranchView,
  ChallengeView,
  ClientView,
  DifferenceView,
  EventView,
  ExpectationView,
  ExplorationView,
  FindingView,
  JudgeView,
  LogsView,
  MarkView,
  OperationView,
  Outcome,
  ScenarioView,
  ServerView,
  ShrinkView,
  ToldView,
  ViolationView,
};

/** The life of an entry, read piece by piece; see `Life` in wasm/src/life.rs. */
export interface EntryLife {
  /** Reads on for about so many events; whether there is more now. */
  read(events: number): boolean;
  /** What is known of it from position `since` on, flat. */
  moments(since: number): Float64Array;
  free(): void;
}

/** A line of a scenario that could not be done. */
export interface Trouble {
  readonly tick: number;
  /** Where it stands: `steps[3].do[0]`. */
  readonly place: string;
  readonly why: LabError;
}

export interface MessageStory {
  /** What let it be sent, oldest first. */
  readonly cause: readonly EventView[];
  /** Its arrival or loss, if that has been seen, and what followed at once. */
  readonly effects: readonly EventView[];
}

/** In which other tools read a run: etcd-io/raft's trace validation, and ShiViz. */
export type TraceFormat = 'etcd' | 'shiviz';

/** What a run needs to begin. The seed is a string, for numbers end at 2^53. */
export interface StartOptions {
  readonly servers: number;
  readonly clients: number;
  readonly seed: string;
  /** What differs from the paper's plain form; nothing, if absent. */
  readonly settings?: Settings;
}

export type Facts = Told['facts'];

/** A mistake of the person at the keyboard, told by the core with the place and a way out. */
export class LabError extends Error implements Told {
  override readonly name = 'LabError';
  readonly code: string;
  readonly facts: Facts;
  /** 1-based column in the line that was typed. */
  readonly column: number | undefined;
  /** Where in a scenario file: `steps[3].do[1]`. */
  readonly path: string | undefined;

  constructor(told: Pick<Told, 'code'> & Partial<Told>, message: string, column?: number, path?: string) {
    super(message);
    this.code = told.code;
    this.facts = told.facts ?? {};
    this.column = column;
    this.path = path;
  }

  /** The nearest word that would do. */
  get suggestion(): string | undefined {
    return this.#fact('suggestion');
  }

  /** What could have been typed. */
  get usage(): string | undefined {
    return this.#fact('usage');
  }

  #fact(name: string): string | undefined {
    const fact = this.facts[name];
    return typeof fact === 'string' ? fact : undefined;
  }
}

/**
 * A mistake that the page itself notices: an English sentence with a `{name}` for each fact. It is no text of a
 * catalog: errors of the core, too, come with such a sentence, and other languages tell them by code and facts.
 */
export function mistake(code: string, sentence: string, facts: Facts & Params = {}, column?: number): LabError {
  const text = sentence.replace(/\{(\w+)\}/g, (whole, name: string) => String(facts[name] ?? whole));
  return new LabError({ code, facts }, text, column);
}

/** Reads an error thrown by the core; anything else becomes code `internal`. */
export function toLabError(error: unknown): LabError {
  if (error instanceof LabError) return error;
  const { message, code, facts, column, path } = Object(error) as Partial<LabErrorFacts>;
  const sentence = message ?? String(error);
  if (typeof code !== 'string') {
    return new LabError({ code: 'internal', facts: { reason: sentence } }, sentence);
  }
  return new LabError({ code, facts: facts ?? {} }, sentence, column, path);
}

/** The core, loaded: it starts sessions. */
export interface Core {
  start(options: StartOptions): Engine;
  /** A run that plays a scenario file. Throws a `LabError` that names the place in it. */
  play(json: string): Engine;
  /** A run that does again what a link carries. */
  openLink(link: string): Engine;
  /** A fresh seed, decimal. */
  randomSeed(): string;
  /** Quotes a word for the action language, if it needs it. */
  quote(word: string): string;
  /** Reads a challenge. Throws a `LabError` that names the place in it. */
  challenge(json: string): Pick<Challenge, 'view' | 'allows' | 'judge' | 'free'>;
}

/** What is fetched when somebody asks for it: a core of its own, built for speed. */
export interface Tools {
  /** Runs seeds from `first` on, at most `count`, within `milliseconds`; at least one. */
  explore(first: string, count: number, milliseconds: number): ExplorationView;
  /** A link to the run of a seed that was explored. */
  linkOfSeed(seed: string): string;
  /** Makes a scenario in which a judge objects smaller. */
  shrinker(json: string): Pick<Shrinker, 'advance' | 'story'>;
}

/**
 * Loads the core, once; as `compile` has it, if it is not fetched from beside its glue. Where it comes in two halves,
 * the other one is fetched beside the first if the core is wanted `whole`; see rest.ts. Rejects with code `load` when the
 * browser cannot fetch or run it.
 */
export const loadCore = /* @__PURE__ */ once(async (whole: boolean, compile?: () => Promise<WebAssembly.Module>): Promise<Core> => {
  const wasm = await import('../../wasm/pkg/kvraft_wasm.js');
  if (whole) fetchRest();
  await (compile === undefined ? wasm.default() : wasm.default({ module_or_path: await compile() }));
  return {
    start: ({ settings = {}, ...options }) =>
      guard(() => {
        // It refuses sizes that the page cannot show, whatever the settings.
        const plain = new wasm.Session({ ...options, request_timeout: REQUEST_TIMEOUT });
        if (Object.keys(settings).length === 0) return new Engine(plain);
        plain.free();
        return new Engine(wasm.Session.play(fileOf({ ...options, settings })));
      }),
    play: (json) => wholly(() => new Engine(wasm.Session.play(json))),
    openLink: (link) => wholly(() => new Engine(wasm.Session.open_link(link))),
    randomSeed: () => wasm.random_seed(),
    quote: (word) => wasm.quote(word),
    challenge: (json) => wholly(() => new wasm.Challenge(json)),
  };
});

/** Loads the tools, once; from `module`, if somebody has compiled it. Rejects as `loadCore` does. */
export const loadTools = /* @__PURE__ */ once(async (module?: WebAssembly.Module): Promise<Tools> => {
  const wasm = await import('../../wasm/pkg/tools/kvraft_tools.js');
  await (module === undefined ? wasm.default() : wasm.default({ module_or_path: module }));
  return {
    explore: (...slice) => guard(() => wasm.explore(...slice)),
    linkOfSeed: (seed) => guard(() => wasm.link_of_seed(seed)),
    shrinker: (json) => guard(() => new wasm.Shrinker(json)),
  };
});

function once<A extends unknown[], T>(load: (...given: A) => Promise<T>): (...given: A) => Promise<T> {
  let loading: Promise<T> | undefined;
  return (...given) => {
    loading ??= load(...given).catch((error: unknown) => {
      // A later attempt may succeed: the network comes back, the next try starts afresh.
      loading = undefined;
      throw new LabError({ code: 'load' }, error instanceof Error ? error.message : String(error));
    });
    return loading;
  };
}

function guard<T>(call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw toLabError(error);
  }
}

/** The same of what a first visit does without: were it to fail half done, the run would be lost. */
function wholly<T>(call: () => T): T {
  return guard(() => {
    haveRest();
    return call();
  });
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
  /** Lets time stop at the moment at which a condition, as JSON, is true; none: it passes as it is asked to. */
  stopWhen(condition: string | undefined): void {
    guard(() => this.#session.stop_when(condition));
  }
  hasStopped(): boolean {
    return this.#session.has_stopped();
  }
  /** Whether a condition, as JSON, is true now. */
  holds(condition: string): boolean {
    return guard(() => this.#session.holds(condition));
  }
  /** Does one line of the action language, now. Throws `LabError`. */
  run(line: string): Outcome {
    return wholly(() => this.#session.run(line));
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
  /** Every field of a message under way, as [name, value]; none once it has arrived. */
  fields(message: number): readonly (readonly [string, string])[] {
    const flat = this.#session.fields(message);
    return Array.from({ length: flat.length / 2 }, (_, i) => [flat[2 * i] ?? '', flat[2 * i + 1] ?? '']);
  }
  /** What the message that left at a tick came from and led to; undefined where the past is out of reach. */
  story(message: number, sent: number): MessageStory | undefined {
    const events = this.#session.story(message, sent);
    if (events === undefined) return undefined;
    const own = new RegExp(`\\bm${message}\\b`);
    const end = events.findIndex(
      ({ kind, text }) => (kind === 'delivered' || kind === 'dropped') && own.test(text),
    );
    const causes = end < 0 ? events.length : end;
    return { cause: events.slice(0, causes), effects: events.slice(causes) };
  }
  /** What became of an entry; undefined where the past is out of reach. */
  life(index: number, term: number): EntryLife | undefined {
    const session = this.#session;
    const life = session.life(index, term);
    if (life === undefined) return undefined;
    return {
      read: (events) => life.read(session, events),
      moments: (since) => life.moments(since),
      free: () => life.free(),
    };
  }
  client(id: number): ClientView {
    return guard(() => this.#session.client(id));
  }
  /** The events from position `from` up to before `to`, wherever in time one is. */
  events(from: number, to: number): readonly EventView[] {
    return this.#session.events_between(from, to);
  }
  /** The remembered events from position `since` on. */
  latest(since: number, limit: number): readonly EventView[] {
    return this.#session.events(since, limit);
  }
  /** The latest from position `since` on, without those of some kinds; undefined where they are not remembered. */
  latestExcept(kinds: readonly string[], since: number, limit: number): readonly EventView[] | undefined {
    return this.#session.latest_except(kinds.join(' '), since, limit);
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
  /** Nothing, if that cannot be known without a network: what is typed is judged when it is sent. */
  complete(line: string, cursor: number): readonly string[] {
    try {
      haveRest();
    } catch {
      return [];
    }
    return this.#session.complete(line, cursor);
  }
  servers(): number {
    return this.#session.servers();
  }
  clients(): number {
    return this.#session.clients();
  }
  seed(): string {
    return this.#session.seed();
  }
  /** All actions up to this moment, `TICK ACTION` in each line. */
  recording(): string {
    return this.#session.recording();
  }

  /** Goes to the end of a tick. */
  seek(tick: number): void {
    this.#session.seek(tick);
  }
  /** Goes to where so many events have happened. */
  seekEvent(events: number): void {
    this.#session.seek_event(events);
  }
  stepBack(): boolean {
    return this.#session.step_back();
  }
  /** Goes to just before the last deed of a person, and says which it was. */
  undo(): string | undefined {
    return this.#session.undo();
  }
  inPast(): boolean {
    return this.#session.in_past();
  }
  /** The tick up to which the branch has been seen. */
  end(): number {
    return this.#session.end();
  }
  branches(): readonly BranchView[] {
    return this.#session.branches();
  }
  branch(): number {
    return this.#session.branch();
  }
  switchBranch(id: number): boolean {
    return this.#session.switch_branch(id);
  }
  nameBranch(id: number, name: string): boolean {
    return this.#session.name_branch(id, name);
  }
  /** Where two branches begin to differ. */
  compare(one: number, other: number): DifferenceView | undefined {
    return guard(() => this.#session.compare(one, other));
  }
  marks(since: number): readonly MarkView[] {
    return this.#session.marks(since);
  }

  scenario(): ScenarioView | undefined {
    return this.#session.scenario();
  }
  /** The scenario played, as a file. */
  script(): string | undefined {
    return this.#session.script();
  }
  /** The same in short. */
  scriptLink(): string | undefined {
    return this.#session.script_link();
  }
  told(): readonly ToldView[] {
    return this.#session.told();
  }
  expectations(): readonly ExpectationView[] {
    return this.#session.expectations();
  }
  /** The lines of the scenario that could not be done, and why. */
  troubles(): readonly Trouble[] {
    return this.#session.troubles().map(({ tick, place, why }) => ({ tick, place, why: toLabError(why) }));
  }
  /** This run as a scenario file. */
  export(): string {
    return this.#session.export();
  }
  /** The run up to now for the tools of others, in parts: it may be long. */
  *trace(format: TraceFormat): Generator<string> {
    const trace = this.#session.trace(format);
    try {
      for (let part = trace.part(); part !== undefined; part = trace.part()) yield part;
    } finally {
      trace.free();
    }
  }
  /** The same in short. */
  link(): string {
    return this.#session.link();
  }
  /** Reads the events of the branch in flat pieces, of the session that it is given. */
  chronicle(): readonly [Chronicle, Session] {
    return [this.#session.chronicle(), this.#session];
  }
  /** The clients' calls, and how they are judged. */
  history(): readonly [History, Session] {
    return [this.#session.history(), this.#session];
  }
  free(): void {
    this.#session.free();
  }
}
