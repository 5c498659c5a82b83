/**
 * A run and everything said about it: the engine, time, the console's transcript, the event feed.
 * No DOM; the page shows what is here and calls what is here.
 */
import { parsePageCommand } from './commands.ts';
import { Bookmarks, type Bookmark } from './bookmarks.ts';
import { readLink, writeLink } from './link.ts';
import {
  LabError,
  mistake,
  loadCore,
  toLabError,
  type Core,
  type Engine,
  type Outcome,
  type StartOptions,
} from './engine.ts';
import { Feed } from './feed.ts';
import { EMPTY_VIEW, leaderOf, type ClusterView } from './frame.ts';
import { timeText, translator, type Translate } from './i18n.ts';
import { CLIENTS_MAX, SERVERS_MAX, TICK_MAX, type Language } from './options.ts';
import { Playback, SPEED_DEFAULT, speedText, type Moment } from './playback.ts';
import { wholeCore } from './rest.ts';
import { bugsOf, patienceOf, settingsOf, trimmed, withSettings, type Settings } from './settings.ts';
import type { KeptRun } from './storage.ts';
import { storyOf, withSeed, type Story } from './story.ts';
import { lossAfter, patienceAfter } from './timeline.ts';
import { quotedOffer, Transcript } from './transcript.ts';
import { Travel } from './travel.ts';

export type LoadState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'ready' }
  /** It could not be fetched, or it stopped while running. */
  | { readonly kind: 'failed'; readonly stage: 'load' | 'run'; readonly detail: string };

/** Where a run came from: options, or a file, which may have come by its name or in a link. */
export type Origin =
  | { readonly kind: 'options' }
  | {
      readonly kind: 'file';
      readonly json: string;
      /** Its name among the scenarios, lessons or challenges of the page. */
      readonly id?: string | undefined;
      /** Where that name is one. */
      readonly place?: Place;
      /** The link it was read from. */
      readonly link?: string | undefined;
      /** It runs with another seed than its own. */
      readonly reseeded?: boolean;
    };

/** Where a file of the page comes from. */
export type Place = 'scenario' | 'lesson' | 'challenge';

/** What an address, or an element, asks for. */
export interface Wanted {
  readonly link?: string | undefined;
  /** A scenario file, and its name among those of the page. */
  readonly file?: string | undefined;
  readonly id?: string | undefined;
  readonly settings?: Settings;
  readonly seed?: string | undefined;
  readonly servers: number;
  readonly clients: number;
}

/** What came of a line: what the core did, or a mistake; nothing, if it was one of the page's own. */
export type Said = Outcome | LabError | undefined;

/** A run to come back to, as it was left. */
interface Kept {
  readonly engine: Engine;
  readonly origin: Origin;
  readonly settings: Settings;
  readonly bookmarks: readonly Bookmark[];
}

/** Real ms that time may run without a pause for the page. */
const PORTION = 8;
/** Stands for any seed that the core may draw. */
const SEED_UNTIL_LOADED = '1';

export class Lab {
  readonly playback = new Playback();
  readonly transcript = new Transcript();
  feed = new Feed();
  load: LoadState = { kind: 'loading' };
  engine: Engine | undefined;
  view: ClusterView = EMPTY_VIEW;
  /** Per cent of the messages on all links that are lost, as last told. */
  loss = 0;
  t: Translate = translator('en');
  language: Language = 'en';
  readonly travel = new Travel(this);
  readonly bookmarks = new Bookmarks();
  origin: Origin = { kind: 'options' };
  /** The speed that nobody chose: a story may set another. None if the person did. */
  ownSpeed: number | undefined = SPEED_DEFAULT;
  /** What is told of the scenario that runs. */
  story: Story | undefined;

  /** Throws what speaks against a line. */
  guard: ((line: string) => void) | undefined;
  /** The tick at which time stops, if it shall. */
  halted: number | undefined;
  #then: (() => void) | undefined;

  /** A tick at which playing stops once, besides the end of a story. */
  until: number | undefined;
  /** Something was done in this run that its origin does not tell of. */
  touched = false;
  /** How much was done by hand. */
  acted = 0;
  /** Counts jumps in time and new runs: what was read before one says nothing after it. */
  journey = 0;

  /** Called once per frame, after the view was read. */
  onframe: (moment: Moment) => void = () => {};
  /** Called when anything but the frame changes: loading, a new run, the transcript. */
  onchange: () => void = () => {};

  #core: Core | undefined;
  /** The run before this one, if something was done in it. */
  #kept: Kept | undefined;
  /** How many actions made up a deed, by the tick and the last of them. */
  readonly #deeds = new Map<string, number>();
  #settings: Settings = {};
  #start: StartOptions = { servers: 5, clients: 2, seed: SEED_UNTIL_LOADED };

  constructor() {
    this.playback.onframe = (moment) => this.#frame(moment);
  }

  get start(): StartOptions {
    return this.#start;
  }

  quote(word: string): string {
    return this.#core?.quote(word) ?? word;
  }

  /**
   * Loads the core, all of it if there is a `first` run to begin, and starts a plain one if that does not. Never
   * rejects: failure is a state to be shown.
   */
  async open(
    options: Pick<StartOptions, 'servers' | 'clients'>,
    seed: string | undefined,
    first?: () => Promise<boolean>,
  ): Promise<void> {
    this.load = { kind: 'loading' };
    this.onchange();
    try {
      this.#core = await loadCore(first !== undefined);
      if (first !== undefined) await wholeCore();
      const begun = (await first?.()) ?? false;
      this.load = { kind: 'ready' };
      if (begun) this.onchange();
      else this.restart({ ...options, seed: seed ?? this.#core.randomSeed() });
    } catch (error) {
      this.fail('load', error);
    }
  }

  /** Something without which nothing goes on could not be fetched, or stopped. */
  fail(stage: 'load' | 'run', error: unknown): void {
    this.load = { kind: 'failed', stage, detail: toLabError(error).message };
    this.onchange();
  }

  /** A new run from its beginning. Without a seed, the same one again. */
  restart(change: Partial<StartOptions>): void {
    if (this.#core === undefined) return;
    const { origin } = this;
    const { servers, seed } = change;
    if (origin.kind === 'file' && servers === undefined) {
      const file = seed === undefined ? origin : reseeded(origin, seed);
      const engine = this.#core.play(file.json);
      const link = file.id === undefined ? engine.scriptLink() : undefined;
      this.#begin(engine, seed === undefined ? file : { ...file, link });
      return;
    }
    // A story's settings end with it; a number of members must fit the servers.
    const { members, ...others } = origin.kind === 'file' ? {} : this.#settings;
    const kept = members === undefined || servers !== undefined ? others : this.#settings;
    this.#run({ ...this.#start, settings: kept, ...change });
  }

  /**
   * Starts anew with the same seed under other settings; a scenario is played under them. Throws a
   * `LabError` that names the setting; the run then goes on as it was.
   */
  configure(settings: Settings, size: Partial<StartOptions> = {}): void {
    if (this.#core === undefined) return;
    const { origin } = this;
    if (origin.kind === 'options') {
      this.#run({ ...this.#start, ...size, settings: trimmed(settings) });
      return;
    }
    const json = withSettings(origin.json, settings);
    const engine = this.#core.play(json);
    this.#begin(engine, { kind: 'file', json, link: engine.scriptLink() });
  }

  #run(options: StartOptions): void {
    const engine = this.#core?.start(options);
    if (engine !== undefined) this.#begin(engine, { kind: 'options' }, options.settings);
  }

  /** The run as a scenario file: as it came while nothing was done in it, with its narration. */
  file(): string {
    return (this.touched ? undefined : this.engine?.script()) ?? this.engine?.export() ?? '';
  }

  /** What the run is set to, besides its size and seed. */
  get settings(): Settings {
    return this.#settings;
  }

  /** The bugs that its servers have. */
  get bugs(): readonly string[] {
    return bugsOf(this.#settings);
  }

  /** Plays a scenario file. Throws a `LabError` for one that is none; the run then goes on as it was. */
  playFile(json: string, id?: string, place: Place = 'scenario'): void {
    if (this.#core !== undefined) this.#begin(this.#core.play(json), { kind: 'file', json, id, place });
  }

  /** The lesson or challenge that the run belongs to, if it does. */
  get guide(): { readonly place: Place; readonly id: string } | undefined {
    const { origin } = this;
    if (origin.kind !== 'file' || origin.id === undefined) return undefined;
    const { place = 'scenario', id } = origin;
    return place === 'scenario' ? undefined : { place, id };
  }

  /** Reads a challenge. */
  challenge(json: string): ReturnType<Core['challenge']> {
    if (this.#core === undefined) throw mistake('load', 'The core is not there yet.');
    return this.#core.challenge(json);
  }

  /** Lets time stop at a tick, or where the engine was told to stop, and tells when it has. */
  halt(tick: number | undefined, then?: () => void): void {
    this.halted = tick;
    this.#then = then;
  }

  /** Time stands where it should. */
  arrive(): void {
    this.playback.pause();
    const then = this.#then;
    this.#then = undefined;
    then?.();
  }

  /** Does again what a link carries. Says whether all of it could be read; a run that cannot throws. */
  playLink(text: string): boolean {
    const { run, bookmarks, damaged } = readLink(text);
    const engine = this.#core?.openLink(run);
    if (engine === undefined) return true;
    this.#begin(engine, { kind: 'file', json: engine.script() ?? '', link: run });
    this.bookmarks.adopt(bookmarks);
    return !damaged;
  }

  /** The run as a link carries it, with its bookmarks. */
  link(): string {
    return writeLink(this.engine?.link() ?? '', this.bookmarks.list);
  }

  /** What a link carries, as a scenario file. */
  scriptOf(link: string): string {
    const engine = this.#core?.openLink(link);
    const script = engine?.script() ?? '';
    engine?.free();
    return script;
  }

  /** Where the run is now, to come back to; nothing if there is none. */
  moment(): Omit<KeptRun, 'address' | 'playing'> | undefined {
    const { engine } = this;
    if (engine === undefined) return undefined;
    const { eventCount } = engine.view();
    return { link: engine.link(), tick: engine.now(), events: eventCount, hash: engine.hash() };
  }

  /** Goes to where a run was left: this one, or with what was done in it. False if there is no such place. */
  resume(kept: Omit<KeptRun, 'address' | 'playing'>): boolean {
    if (this.engine === undefined || this.#core === undefined) return false;
    if (!reached(this.engine, kept)) {
      const { origin } = this;
      const engine = linked(this.#core, kept);
      if (engine === undefined) {
        this.restart({});
        return false;
      }
      const json = engine.script() ?? '';
      const file: Origin = { kind: 'file', json, link: kept.link };
      this.#begin(engine, origin.kind === 'options' ? origin : file, this.#settings);
    }
    // What was done in it stands in the link, and not in the options.
    if (this.origin.kind === 'options') this.touched = this.engine.recording() !== '';
    this.#arrived(this.engine, new Feed(true));
    this.playback.moved();
    this.onchange();
    return true;
  }

  /**
   * Starts what was asked for: what a link carries, a file, or a run under settings. Throws a `LabError`
   * for what cannot be read; the run then goes on as it was. Says whether all of a link could be read.
   */
  present({ link, file, id, settings = {}, seed, servers, clients }: Wanted): boolean {
    if (link !== undefined) return this.playLink(link);
    if (file === undefined) {
      this.#run({ servers, clients, seed: seed ?? this.randomSeed(), settings: trimmed(settings) });
      return true;
    }
    this.playFile(file, id);
    if (0 < Object.keys(settings).length) this.configure({ ...this.settings, ...settings });
    if (seed !== undefined) this.restart({ seed });
    return true;
  }

  /** Leaves the scenario for a run of one's own. */
  leaveStory(): void {
    const { servers, clients } = this.#start;
    this.restart({
      servers: Math.min(SERVERS_MAX, servers),
      clients: Math.min(CLIENTS_MAX, clients),
    });
  }

  #begin(engine: Engine, origin: Origin, settings: Settings = {}): void {
    const kept = this.#lay();
    this.#take(engine, origin, settings);
    if (kept) this.transcript.add({ kind: 'info', text: this.t('console.kept') });
    this.#arrived(engine, new Feed());
    this.onchange();
  }

  /** The run makes way. One in which something was done is kept, to come back to: says whether it was. */
  #lay(): boolean {
    const { engine, origin } = this;
    if (engine === undefined) return false;
    if (!this.touched || this.guide !== undefined) {
      engine.free();
      return false;
    }
    this.#kept?.engine.free();
    this.#kept = { engine, origin, settings: this.#settings, bookmarks: this.bookmarks.list };
    return true;
  }

  /** Back to the run that another took the place of; false if there is none. */
  #resumeKept(): boolean {
    const kept = this.#kept;
    if (kept === undefined || this.guide !== undefined) return false;
    this.#kept = undefined;
    this.#lay();
    const { engine, origin, settings, bookmarks } = kept;
    this.#take(engine, origin, settings);
    this.touched = true;
    this.bookmarks.adopt(bookmarks);
    this.playback.pause();
    this.#arrived(engine, new Feed(true));
    this.playback.moved();
    this.onchange();
    return true;
  }

  #take(engine: Engine, origin: Origin, settings: Settings): void {
    this.engine = engine;
    this.origin = origin;
    this.touched = false;
    this.#deeds.clear();
    this.halt(undefined);
    if (this.guide?.place !== 'challenge') this.guard = undefined;
    this.story = origin.kind === 'file' ? storyOf(engine) : undefined;
    this.#settings = origin.kind === 'file' ? settingsOf(origin.json) : settings;
    this.#start = { servers: engine.servers(), clients: engine.clients(), seed: engine.seed() };
    this.#setPace(this.story?.pace ?? SPEED_DEFAULT);
    this.travel.forget();
    const run = origin.kind === 'file' ? origin.json : settings;
    this.bookmarks.open(JSON.stringify([this.#start, run]));
    this.transcript.abandon();
    this.playback.attach({
      advance: (ticks, milliseconds) =>
        this.#watched(() => this.#advance(engine, ticks, milliseconds)) ?? ticks,
      step: () => this.#watched(() => engine.step()) ?? false,
      retreat: (ticks) => this.#watched(() => this.#retreat(engine, ticks)) ?? false,
    });
  }

  /** Unless somebody has chosen another. */
  #setPace(speed: number): void {
    if (this.playback.speed !== this.ownSpeed) return;
    this.ownSpeed = speed;
    this.playback.speed = speed;
  }

  /** The end of a story is a place to stop at; whoever plays on goes beyond it. */
  #advance(engine: Engine, ticks: number, milliseconds: number): number {
    const now = engine.now();
    const ends = [this.until ?? this.story?.until ?? 0, this.halted ?? 0].filter((end) => now < end);
    const left = Math.min(...ends) - now;
    const wanted = Math.min(ticks, left);
    const passed = engine.advance(wanted, milliseconds);
    const isThere = engine.hasStopped() || (wanted === left && passed === left);
    if (!isThere) return passed;
    this.arrive();
    return ticks;
  }

  #retreat(engine: Engine, ticks: number): boolean {
    const tick = engine.now() - ticks;
    engine.seek(Math.max(0, tick));
    this.#arrived(engine, new Feed(true));
    return 0 < tick;
  }

  /** Everything is read anew: the moment is another one. */
  #arrived(engine: Engine, feed: Feed): void {
    this.feed = feed;
    this.loss = lossAfter(engine.recording());
    this.#clientKeys.clear();
    this.view = engine.view();
    this.journey += 1;
  }

  /**
   * Goes to a tick, seen before or not, in portions of a few real ms so that the page goes on. Time must
   * not run meanwhile; where it does, or another run begins, it ends.
   */
  async reach(tick: number): Promise<void> {
    const { engine } = this;
    if (engine === undefined) return;
    this.playback.pause();
    if (tick <= engine.end()) {
      this.moved(() => engine.seek(tick));
      return;
    }
    while (this.engine === engine && engine.now() < tick && !this.playback.playing) {
      this.moved(() => engine.advance(tick - engine.now(), PORTION));
      if (engine.now() < tick) await new Promise((resolve) => setTimeout(resolve));
    }
  }

  /** Moves through time; see `Travel`. */
  moved(go: (engine: Engine) => void): void {
    const { engine } = this;
    if (engine === undefined) return;
    this.#watched(() => {
      const branch = engine.branch();
      go(engine);
      if (engine.branch() !== branch) this.transcript.abandon(engine.now());
      this.#arrived(engine, new Feed(true));
    });
    this.playback.moved();
  }

  /** A core that stops must not stop the page: it says so and offers to begin again. */
  #watched<T>(call: () => T): T | undefined {
    try {
      return call();
    } catch (error) {
      reportError(error);
      this.playback.pause();
      this.engine = undefined;
      this.fail('run', error);
      return undefined;
    }
  }

  newSeed(): void {
    if (this.#core !== undefined) this.restart({ seed: this.randomSeed() });
  }

  /** A seed that nobody has chosen. */
  randomSeed(): string {
    return this.#core?.randomSeed() ?? SEED_UNTIL_LOADED;
  }

  /** Does one line, as typed into the console: echoed, done, answered. */
  run(line: string): Said {
    const { transcript } = this;
    transcript.add({ kind: 'input', line });
    try {
      const command = parsePageCommand(line);
      if (command === undefined) return this.#act(line);
      this.#page(command);
      return undefined;
    } catch (caught) {
      const error = toLabError(caught);
      const offer = quotedOffer(line, error.code, (word) => this.quote(word));
      transcript.add({ kind: 'error', line, error, offer });
      return error;
    } finally {
      this.playback.invalidate();
      this.onchange();
    }
  }

  /** Does the lines of one deed; its undoing is one, too. */
  perform(lines: readonly string[]): void {
    const done = lines.flatMap((line) => {
      const said = this.run(line);
      return said !== undefined && !(said instanceof LabError) && said.kind === 'done' ? [said.line] : [];
    });
    const last = done.at(-1);
    if (1 < done.length && last !== undefined) this.#deeds.set(`${this.view.now} ${last}`, done.length);
  }

  #act(line: string): Outcome | undefined {
    const { engine, transcript, t } = this;
    if (engine === undefined) {
      transcript.add({ kind: 'info', text: t('console.not-ready') });
      return undefined;
    }
    const branch = engine.branch();
    this.guard?.(line);
    const outcome = engine.run(line);
    this.touched = true;
    this.acted++;
    this.view = engine.view();
    if (engine.branch() !== branch) {
      transcript.abandon(this.view.now);
      const left = timeText(engine.now());
      transcript.add({ kind: 'info', text: t('console.branch', { time: left }) });
    }
    if (outcome.kind === 'done') {
      this.loss = Number(/^loss ([\d.]+)$/.exec(outcome.line)?.[1] ?? this.loss);
      transcript.add({ kind: 'done', line: outcome.line });
      return outcome;
    }
    const note =
      leaderOf(this.view) === undefined
        ? 'no-leader'
        : this.playback.playing
          ? undefined
          : 'paused';
    const { client, number } = outcome;
    const patience = patienceAfter(engine.recording(), client, patienceOf(this.#settings));
    transcript.add({
      kind: 'request',
      client,
      number,
      call: this.view.now,
      note,
      until: patience === undefined ? undefined : this.view.now + patience,
      reply: undefined,
    });
    return outcome;
  }

  /** Goes to just before the last deed, and says so. */
  undo(): void {
    let line = this.travel.undo();
    if (line === undefined && this.#resumeKept()) {
      this.transcript.add({ kind: 'info', text: this.t('console.before', { time: timeText(this.view.now) }) });
      this.onchange();
      return;
    }
    const lines = this.#deeds.get(`${this.view.now} ${line}`) ?? 1;
    for (let rest = lines - 1; 0 < rest && line !== undefined; rest--) line = this.travel.undo();
    const time = timeText(this.view.now);
    const text = line === undefined ? this.t('console.no-undo') : this.t('console.undone', { line, time });
    this.transcript.add({ kind: 'info', text });
    this.onchange();
  }

  #page(command: NonNullable<ReturnType<typeof parsePageCommand>>): void {
    const { transcript, playback, t } = this;
    const say = (text: string): void => transcript.add({ kind: 'info', text });
    switch (command.kind) {
      case 'help':
        transcript.add(command);
        break;
      case 'play':
        playback.play();
        say(t('console.playing'));
        break;
      case 'stop':
        playback.pause();
        say(t('console.stopped'));
        break;
      case 'step': {
        const moved = playback.step();
        const time = timeText(this.engine?.now() ?? 0);
        say(moved ? t('console.stepped', { time }) : t('console.nothing'));
        break;
      }
      case 'back':
        this.travel.stepBack();
        say(t('console.at', { time: timeText(this.view.now) }));
        break;
      case 'rewind':
        playback.play(true);
        say(t('console.rewinding'));
        break;
      case 'bookmark': {
        const { now } = this.view;
        const name = command.name === '' ? timeText(now) : command.name;
        this.bookmarks.add(now, name);
        say(t('console.bookmarked', { name, time: timeText(now) }));
        break;
      }
      case 'undo':
        this.undo();
        break;
      case 'now':
        this.travel.toEnd();
        say(t('console.at', { time: timeText(this.view.now) }));
        break;
      case 'goto':
        this.#goto(command, say);
        break;
      case 'until':
        void this.#until(command.line);
        break;
      case 'clear':
        transcript.clear();
        break;
      case 'reset':
        this.restart({});
        say(t('console.reset', { seed: this.#start.seed }));
        break;
      case 'seed':
        this.restart({ seed: command.seed });
        say(t('console.reset', { seed: this.#start.seed }));
        break;
      case 'speed':
        playback.speed = command.speed;
        say(t('console.speed', { speed: speedText(command.speed) }));
        break;
      default:
        command satisfies never;
    }
  }

  /** To a tick that has been seen, or on to one that has not. */
  #goto({ tick, column }: { readonly tick: number; readonly column: number }, say: (text: string) => void): void {
    const end = this.engine?.end() ?? 0;
    if (end + TICK_MAX < tick) {
      const sentence = 'That is more than an hour beyond what has been seen: {end} ms.';
      throw mistake('bad-time', sentence, { end: String(end), usage: `goto ${end + TICK_MAX}` }, column);
    }
    const { playback, engine } = this;
    playback.pause();
    const there = (): void => {
      say(this.t('console.at', { time: timeText(this.view.now) }));
      this.onchange();
    };
    if (tick <= end) {
      this.moved(() => engine?.seek(tick));
      there();
    } else void this.reach(tick).then(() => this.engine === engine && there());
  }

  async #until(line: string): Promise<void> {
    try {
      const { conditionIn, runUntil } = await import('./until.ts');
      runUntil(this, conditionIn(line));
    } catch (caught) {
      this.transcript.add({ kind: 'error', line, error: toLabError(caught), offer: undefined });
    } finally {
      this.onchange();
    }
  }

  /** Gives the engine back; the page is gone. */
  close(): void {
    this.playback.stop();
    this.playback.attach(undefined);
    this.playback.stop();
    this.engine?.free();
    this.engine = undefined;
    this.#kept?.engine.free();
    this.#kept = undefined;
  }

  #frame(moment: Moment): void {
    if (this.engine === undefined) return;
    const { engine } = this;
    this.#watched(() => {
      this.travel.read(engine);
      this.view = engine.view();
      if (this.transcript.waiting) this.#settle();
      this.onframe(moment);
    });
  }

  /** Looks for replies, only with those clients that owe one. */
  #settle(): void {
    const owing = new Set<number>();
    for (const entry of this.transcript.entries) {
      if (entry.kind === 'request' && entry.reply === undefined) owing.add(entry.client);
    }
    let changed = false;
    for (const id of owing) {
      if (this.engine === undefined || !this.#clientChanged(id)) continue;
      changed = this.transcript.settle(this.engine.client(id)) || changed;
    }
    if (changed) this.onchange();
  }

  readonly #clientKeys = new Map<number, string>();

  /** A client's facts cross as objects: ask again only when its numbers in the frame changed. */
  #clientChanged(id: number): boolean {
    const node = this.view.clients[id - 1];
    const key = `${node?.number} ${node?.waiting} ${node?.attempts} ${this.view.clientVersion}`;
    if (this.#clientKeys.get(id) === key) return false;
    this.#clientKeys.set(id, key);
    return true;
  }
}

/** Goes to a moment; says whether the run there is the one that was left. */
function reached(engine: Engine, { tick, events, hash }: Pick<KeptRun, 'tick' | 'events' | 'hash'>): boolean {
  engine.seek(tick);
  engine.seekEvent(events);
  return engine.hash() === hash;
}

/** The run of a link, at the moment at which it was left. */
function linked(core: Core, kept: Omit<KeptRun, 'address' | 'playing'>): Engine | undefined {
  try {
    const engine = core.openLink(kept.link);
    if (reached(engine, kept)) return engine;
    engine.free();
  } catch {
    // Damaged, or of another version: there is no way back.
  }
  return undefined;
}

function reseeded(origin: Origin & { readonly kind: 'file' }, seed: string): typeof origin {
  return { ...origin, json: withSeed(origin.json, seed), link: undefined, reseeded: true };
}
