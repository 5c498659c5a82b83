/** A story with a mistake in it beside the same story without: one seed, one set of faults, one clock. No DOM. */
import type { Engine, EventView, ViolationView } from './engine.ts';

/** The same scenario with every rule as it should be. */
export function corrected(json: string): string {
  const { bugs: _, ...file } = JSON.parse(json) as Readonly<Record<string, unknown>>;
  return JSON.stringify(file);
}

/** Where two runs begin to differ: the first event that is not the same; none where one of them has no more. */
export interface Parting {
  readonly tick: number;
  readonly broken: EventView | undefined;
  readonly correct: EventView | undefined;
}

/** Events compared at a time. */
const PORTION = 256;

type Run = Pick<
  Engine,
  'now' | 'end' | 'advance' | 'seek' | 'step' | 'stepBack' | 'events' | 'latestExcept' | 'view' | 'violations' | 'client' | 'free'
>;

/** Two runs that go together. */
export class Pair {
  readonly broken: Run;
  readonly correct: Run;
  /** The tick at which the story is over. */
  readonly until: number;
  /** Once both were run: where they part, and who objects first to the broken one. */
  parting: Parting | undefined;
  violation: ViolationView | undefined;

  #compared = 0;
  #same = true;

  constructor(broken: Run, correct: Run, until: number) {
    this.broken = broken;
    this.correct = correct;
    this.until = until;
  }

  get runs(): readonly [Run, Run] {
    return [this.broken, this.correct];
  }

  get now(): number {
    return Math.max(this.broken.now(), this.correct.now());
  }

  /** How far both have been seen, as a part of the whole. */
  get progress(): number {
    return this.until === 0 ? 1 : Math.min(...this.runs.map((run) => run.end() / this.until));
  }

  /** Runs both to the end and compares them, for about so many real ms at a time. Returns whether there is more to do. */
  prepare(milliseconds: number, now = () => performance.now()): boolean {
    const deadline = now() + milliseconds;
    for (const run of this.runs) {
      while (run.now() < this.until) {
        // Where nothing ever happens any more, time does not pass either.
        if (run.advance(this.until - run.now(), Math.max(1, deadline - now())) === 0) break;
        if (deadline <= now()) return true;
      }
    }
    while (this.#same && this.parting === undefined) {
      const [ours, theirs] = this.runs.map((run) => run.events(this.#compared, this.#compared + PORTION));
      this.#compare(ours ?? [], theirs ?? []);
      if (deadline <= now()) return true;
    }
    [this.violation] = this.broken.violations();
    return false;
  }

  #compare(broken: readonly EventView[], correct: readonly EventView[]): void {
    const most = Math.max(broken.length, correct.length);
    this.#same = 0 < most;
    for (let i = 0; i < most; i++) {
      const [one, other] = [broken[i], correct[i]];
      if (one !== undefined && other !== undefined && one.tick === other.tick && one.text === other.text) continue;
      const ticks = [one, other].flatMap((event) => (event === undefined ? [] : [event.tick]));
      this.parting = { tick: Math.min(...ticks), broken: one, correct: other };
      return;
    }
    this.#compared += most;
  }

  /** Both go to the end of a tick. */
  seek(tick: number): void {
    const to = Math.max(0, Math.min(this.until, Math.round(tick)));
    for (const run of this.runs) run.seek(to);
  }

  /** To the next tick at which anything happens in either, or to the one before. Says whether there is one. */
  step(way: 1 | -1): boolean {
    const { now } = this;
    const ticks = this.runs.flatMap((run) => {
      const moved = way < 0 ? run.stepBack() : run.now() < this.until && run.step();
      const tick = run.now();
      run.seek(now);
      return moved && tick !== now ? [tick] : [];
    });
    if (ticks.length === 0) return false;
    this.seek(way < 0 ? Math.max(...ticks) : Math.min(...ticks));
    return true;
  }

  /** Whether it can be told by now that they differ. */
  get differs(): boolean {
    const ticks = [this.parting, this.violation].flatMap((each) => (each === undefined ? [] : [each.tick]));
    return ticks.some((tick) => tick <= this.now);
  }

  free(): void {
    for (const run of this.runs) run.free();
  }
}
