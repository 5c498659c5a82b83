/** A challenge that is being attempted: what may be done, how far it has come, and what the judge says. No DOM. */
import { mistake, type AttemptView, type ChallengeView, type Core, type Engine } from '../engine.ts';
import type { Lab } from '../lab.ts';
import { fetchChallenge } from './list.ts';
import { isSolved, keepSolved } from './progress.ts';

export class ChallengeSession {
  readonly kind = 'challenge';
  readonly id: string;
  readonly view: ChallengeView;
  /** How many goals are reached. */
  reached = 0;
  /** Which of what must not be has come true, by position. */
  spoiled: number | undefined;
  /** How many actions were done. */
  moves = 0;
  /** What the core says to the whole attempt, once all goals seem to be reached. */
  attempt: AttemptView | undefined;
  /** How many hints were asked for. */
  hints = 0;
  solvedBefore = false;
  onchange: () => void = () => {};

  readonly #lab: Lab;
  readonly #core: ReturnType<Core['challenge']>;
  /** What the start does by itself. */
  readonly #own: number;
  #looked = '';
  #closed = false;
  #engine: Engine | undefined;

  constructor(lab: Lab, core: ReturnType<Core['challenge']>) {
    this.#lab = lab;
    this.#core = core;
    this.view = core.view();
    this.id = this.view.id;
    const { steps = [] } = JSON.parse(this.view.scenario) as {
      readonly steps?: readonly { readonly do?: string | readonly string[] }[];
    };
    this.#own = steps.flatMap((step) => step.do ?? []).length;
  }

  isOwn(engine: Engine | undefined): boolean {
    return this.#engine === engine;
  }

  begin(): void {
    this.#lab.playFile(this.view.scenario, this.id, 'challenge');
    this.#engine = this.#lab.engine;
    this.solvedBefore = isSolved(this.id);
    this.#lab.guard = this.#guard;
    this.follow();
  }

  /** The run began anew. */
  follow(): void {
    this.#looked = '';
    this.attempt = undefined;
    this.look();
    this.onchange();
  }

  readonly #guard = (line: string): void => {
    if (!this.#core.allows(line)) {
      throw mistake('not-allowed', 'The challenge does not allow this.');
    }
    const { moves } = this.view;
    const done = Math.max(0, this.#count());
    if (moves !== undefined && moves <= done) {
      throw mistake('no-moves-left', 'The challenge allows no more actions.');
    }
  };

  #count(): number {
    const lines = this.#lab.engine?.recording().split('\n').length ?? 1;
    return lines - 1 - this.#own;
  }

  /** Looks how far it has come, if anything has happened. */
  look(): void {
    const { engine, view } = this.#lab;
    if (engine === undefined) return;
    const now = `${view.eventCount} ${engine.branch()} ${this.#lab.journey}`;
    if (now === this.#looked) return;
    this.#looked = now;
    const before = `${this.reached} ${this.spoiled} ${this.moves}`;
    this.reached = Math.min(engine.told().length, this.view.goals.length);
    const failed = engine.expectations().findIndex(({ verdict }) => verdict === 'failed');
    this.spoiled = failed < 0 ? undefined : failed;
    this.moves = Math.max(0, this.#count());
    if (this.reached < this.view.goals.length) this.attempt = undefined;
    else this.attempt ??= this.#judged();
    if (this.attempt?.verdict === 'solved') keepSolved(this.id);
    if (before !== `${this.reached} ${this.spoiled} ${this.moves}`) this.onchange();
  }

  #judged(): AttemptView | undefined {
    const recording = this.#lab.engine?.export();
    return recording === undefined ? undefined : this.#core.judge(recording);
  }

  hint(): void {
    this.hints = Math.min(this.hints + 1, this.view.hints.length);
    this.onchange();
  }

  again(): void {
    this.begin();
    this.#lab.playback.play();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    if (this.#lab.guard === this.#guard) this.#lab.guard = undefined;
    this.#core.free();
  }
}

/** Fetches a challenge and begins it. */
export async function openChallenge(lab: Lab, id: string): Promise<ChallengeSession> {
  const core = lab.challenge(await fetchChallenge(id));
  const session = new ChallengeSession(lab, core);
  session.begin();
  return session;
}
