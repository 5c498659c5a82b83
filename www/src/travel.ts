/** Going back in time and between futures. The core does it; here stands what the page shows of it. */
import type { Engine, MarkView } from './engine.ts';
import { markFrom } from './timeline.ts';

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
      else engine.seek(way < 0 ? 0 : engine.end());
    });
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
