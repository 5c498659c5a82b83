/** Going back in time and between futures. The core does it; here stands what the page shows of it. */
import type { Engine, EventView, MarkView } from './engine.ts';
import { markFrom } from './timeline.ts';

/** What one may want to see next, and the events that are it. */
export const TURNS = {
  election: ['election-started', 'became-leader'],
  commit: ['committed'],
  crash: ['crashed', 'restarted', 'paused', 'resumed'],
  message: ['delivered', 'dropped'],
} as const;
export type Turn = keyof typeof TURNS | 'violation';

/** Events are looked through in portions of so many. */
const PORTION = 512;
/** So far beyond what was seen time runs on, looking for something: virtual ms, and real ones. */
const AHEAD = 10_000;
const PATIENCE = 250;

/** Whom travelling moves: the run that is shown. */
export interface Traveller {
  readonly engine: Engine | undefined;
  readonly playback: { pause(): void; play(): void; readonly playing: boolean; invalidate(): void };
  /** Calls the core so that its failure is shown; then everything is read anew. */
  moved(go: (engine: Engine) => void): void;
}

export class Travel {
  /** What is worth finding again in this branch. */
  marks: readonly MarkView[] = [];
  /** The tick up to which this branch has been seen. */
  end = 0;
  /** Acting here begins another branch. */
  inPast = false;
  branch = 0;
  branches = 1;
  /** While a hand is on the scrubber only what moves is read. */
  dragging = false;

  readonly #who: Traveller;
  #wanted: number | undefined;
  #resume = false;

  constructor(who: Traveller) {
    this.#who = who;
  }

  /** Another run. */
  forget(): void {
    this.marks = [];
    this.#wanted = undefined;
    this.dragging = false;
    this.branch = 0;
    this.branches = 1;
  }

  /** Once per frame: first the seek that waits, then how time stands. */
  read(engine: Engine): void {
    if (this.#wanted !== undefined) {
      const tick = this.#wanted;
      this.#wanted = undefined;
      this.#who.moved(() => engine.seek(tick));
    }
    this.end = engine.end();
    this.inPast = engine.inPast();
    const branch = engine.branch();
    if (branch !== this.branch) {
      this.branch = branch;
      this.branches = engine.branches().length;
      this.marks = [];
    }
  }

  /** What costs more than a number, a few times a second. */
  readMarks(engine: Engine): void {
    const fresh = engine.marks(this.marks.length);
    if (0 < fresh.length) this.marks = [...this.marks, ...fresh];
  }

  /** The frame to come shows this tick. Of several wishes in a frame the last one counts. */
  seek(tick: number): void {
    this.#wanted = Math.max(0, Math.min(this.end, Math.round(tick)));
    this.#who.playback.invalidate();
  }

  /** A hand takes the scrubber: time stands until it lets go. */
  take(): void {
    if (this.dragging) return;
    this.dragging = true;
    this.#resume = this.#who.playback.playing;
    this.#who.playback.pause();
  }

  release(): void {
    if (!this.dragging) return;
    this.dragging = false;
    if (this.#resume) this.#who.playback.play();
    this.#who.playback.invalidate();
  }

  stepBack(): void {
    this.#who.playback.pause();
    this.#who.moved((engine) => engine.stepBack());
  }

  /** To the next mark or the one before; beyond the last, to the end, and before the first, to the start. */
  jump(way: 1 | -1): void {
    this.#who.playback.pause();
    this.#who.moved((engine) => {
      this.readMarks(engine);
      const mark = markFrom(this.marks, engine.now(), way);
      if (mark !== undefined) engine.seekEvent(mark.event + 1);
      else if (way < 0) engine.seek(0);
      else if (engine.now() < engine.end()) engine.seek(engine.end());
      else {
        const known = this.marks.length;
        this.#runAhead(engine, () => 0 < engine.marks(known).length);
        this.readMarks(engine);
        const next = this.marks[known];
        if (next !== undefined) engine.seekEvent(next.event + 1);
      }
    });
  }

  /**
   * To the next turn of a kind, or the one before. Beyond what has been seen time runs on until there
   * is one, within bounds. Says whether there was one.
   */
  turn(turn: Turn, way: 1 | -1): boolean {
    let found: number | undefined;
    this.#who.playback.pause();
    this.#who.moved((engine) => {
      const here = engine.view().eventCount;
      const places = turn === 'violation' ? this.#violations(engine) : undefined;
      const kinds: readonly string[] = turn === 'violation' ? [] : TURNS[turn];
      if (0 < way) {
        found = places === undefined ? this.#next(engine, here, kinds) : places.find((at) => here <= at);
        if (found !== undefined) engine.seekEvent(found + 1);
        return;
      }
      // What belongs together happens at once: one may land where one was, and looks on before that.
      for (let to = here - 1; ; to = found) {
        found =
          places === undefined ? before(engine, to, kinds) : places.filter((at) => at < to).at(-1);
        engine.seekEvent(found === undefined ? here : found + 1);
        if (found === undefined || engine.view().eventCount < here) return;
      }
    });
    return found !== undefined;
  }

  #violations(engine: Engine): readonly number[] {
    this.readMarks(engine);
    return this.marks.filter(({ kind }) => kind === 'violation').map(({ event }) => event);
  }

  #next(engine: Engine, here: number, kinds: readonly string[]): number | undefined {
    const isOne = (event: EventView): boolean => kinds.includes(event.kind);
    let from = here;
    for (;;) {
      const events = engine.events(from, from + PORTION);
      const found = events.find(isOne);
      if (found !== undefined) return found.sequence;
      if (events.length === 0) break;
      from += events.length;
    }
    const now = engine.now();
    engine.seek(engine.end());
    let found: number | undefined;
    this.#runAhead(engine, () => {
      // What has just happened is remembered: to read it costs little.
      const events = engine.latest(from, PORTION);
      from = (events.at(-1)?.sequence ?? from - 1) + 1;
      found = events.find(isOne)?.sequence;
      return found !== undefined;
    });
    // In vain: one is where one was.
    if (found === undefined) engine.seek(now);
    return found;
  }

  #runAhead(engine: Engine, isThere: () => boolean): void {
    const limit = engine.now() + AHEAD;
    const patience = performance.now() + PATIENCE;
    while (engine.now() < limit && performance.now() < patience && engine.step()) {
      if (isThere()) return;
    }
  }

  /** To the furthest moment of this branch. */
  toEnd(): void {
    this.#who.moved((engine) => engine.seek(engine.end()));
  }

  /** To right after a judge's finding. */
  toFinding(property: string, tick: number): void {
    this.#who.playback.pause();
    this.#who.moved((engine) => {
      this.readMarks(engine);
      const mark = this.marks.find((each) => each.property === property && each.tick === tick);
      if (mark === undefined) engine.seek(tick);
      else engine.seekEvent(mark.event + 1);
    });
  }

  toEvent(event: number): void {
    this.#who.playback.pause();
    this.#who.moved((engine) => engine.seekEvent(event));
  }

  switchTo(branch: number): void {
    this.#who.moved((engine) => engine.switchBranch(branch));
  }

  /** Goes to just before the last deed; returns it as a line. */
  undo(): string | undefined {
    let line: string | undefined;
    this.#who.playback.pause();
    this.#who.moved((engine) => {
      line = engine.undo();
    });
    return line;
  }
}

function before(engine: Engine, here: number, kinds: readonly string[]): number | undefined {
  for (let to = here; 0 < to; to -= PORTION) {
    const events = engine.events(Math.max(0, to - PORTION), to);
    const found = events.filter((event) => kinds.includes(event.kind)).at(-1);
    if (found !== undefined) return found.sequence;
  }
  return undefined;
}
