/** A lesson that is being taken: it lets the run go from moment to moment, and knows what was predicted. No DOM. */
import type { Engine } from '../engine.ts';
import type { Lab } from '../lab.ts';
import { readLesson, type Block, type Course, type Lesson } from './lesson.ts';
import { fetchLesson, lessonFile } from './list.ts';
import { redo, rightAnswers, scenarioOf, type Given, type Progress } from './player.ts';
import { keepLesson, recalledLesson } from './progress.ts';
import type { Language } from '../options.ts';

/** `reading`: the run waits for the reader. `running`: the reader waits for the run. */
export type Phase = 'reading' | 'running' | 'missed';

export class LessonSession {
  readonly kind = 'lesson';
  readonly id: string;
  lesson: Lesson;
  /** How many blocks are done. */
  done = 0;
  phase: Phase = 'reading';
  /** What was predicted, by block; `right` comes with the moment. */
  given = new Map<number, Given>();
  chosen: Record<number, number> = {};
  finished = false;
  /** Called when anything of this changes. */
  onchange: () => void = () => {};

  readonly #lab: Lab;
  #seed: string;
  /** The run that it has begun itself. */
  #engine: Engine | undefined;
  /** The run at the end of the last block: whoever played with it comes back to that. */
  #hash = '';

  constructor(lab: Lab, id: string, lesson: Lesson, seed: string) {
    this.#lab = lab;
    this.id = id;
    this.lesson = lesson;
    this.#seed = seed;
  }

  isOwn(engine: Engine | undefined): boolean {
    return this.#engine === engine;
  }

  get block(): Block | undefined {
    return this.lesson.parts[this.done]?.block;
  }

  /** Begins, or goes on where somebody was. */
  begin(progress?: Progress): void {
    this.finished = progress?.finished === true;
    // Who was at the end begins again.
    const there = progress !== undefined && progress.done < this.lesson.parts.length - 1;
    if (there) {
      this.#seed = progress.seed;
      this.chosen = { ...progress.chosen };
      this.done = progress.done;
    }
    this.#restore();
  }

  /** From the first word, in another run. */
  again(): void {
    this.#seed = this.#lab.randomSeed();
    this.#reset();
    this.#restore();
    this.#save();
  }

  /** Somebody began the run anew: the lesson begins with it. */
  follow(): void {
    const seed = this.#lab.start.seed;
    this.#seed = seed;
    this.#reset();
    this.#lab.playback.pause();
    this.#engine = this.#lab.engine;
    this.#hash = this.#lab.engine?.hash() ?? '';
    this.onchange();
  }

  #reset(): void {
    this.done = 0;
    this.chosen = {};
    this.given = new Map();
    this.phase = 'reading';
    this.#lab.halt(undefined);
  }

  /** The run as it is at the end of what is done. */
  #restore(): void {
    const lab = this.#lab;
    lab.halt(undefined);
    lab.playFile(scenarioOf(this.lesson, this.#seed), this.id, 'lesson');
    lab.playback.pause();
    lab.moved((engine) => {
      try {
        this.given = new Map(redo(engine, this.lesson, this.done, this.chosen));
      } catch {
        // Kept by another version of the lesson: from the start, then.
        this.#reset();
      }
    });
    this.phase = 'reading';
    this.#engine = lab.engine;
    this.#hash = lab.engine?.hash() ?? '';
    this.onchange();
  }

  /** Predicts, and lets the run decide. */
  choose(answer: number): void {
    if (this.phase !== 'reading' || this.block?.kind !== 'ask') return;
    this.chosen[this.done] = answer;
    this.go();
  }

  /** Lets the run go to the next moment. */
  go(): void {
    const { block } = this;
    if (block === undefined || this.phase !== 'reading') return;
    if (this.#lab.engine?.hash() !== this.#hash) this.#restore();
    this.phase = 'running';
    if (block.kind !== 'try') for (const line of block.course.lines) this.#lab.run(line);
    this.#wait(block.course, block.kind === 'try');
    this.onchange();
  }

  /** Does what a `try` asks for, for who wants it done. */
  show(): void {
    const { block } = this;
    if (block?.kind !== 'try') return;
    if (this.phase === 'reading') this.go();
    for (const line of block.course.lines) this.#lab.run(line);
    this.#lab.playback.play();
  }

  /** Lets time run until the moment is there. */
  #wait(course: Course, patient: boolean): void {
    const lab = this.#lab;
    const { until } = course;
    if (until === undefined) return this.#linger(course);
    lab.engine?.stopWhen(until);
    lab.halt(patient ? undefined : lab.view.now + course.within, () => {
      if (lab.engine?.hasStopped() === true) this.#linger(course);
      else this.#missed();
    });
    if (lab.engine?.hasStopped() === true) this.#linger(course);
    else lab.playback.play();
  }

  /** And the while after it. */
  #linger({ wait }: Course): void {
    const lab = this.#lab;
    lab.engine?.stopWhen(undefined);
    if (wait === 0) return this.#arrived();
    lab.halt((lab.engine?.now() ?? 0) + wait, () => this.#arrived());
    lab.playback.play();
  }

  #missed(): void {
    this.#lab.engine?.stopWhen(undefined);
    this.#lab.halt(undefined);
    this.phase = 'missed';
    this.onchange();
  }

  /** The run took another way, for somebody played with it: back to the last moment. */
  retry(): void {
    this.#restore();
  }

  #arrived(): void {
    const lab = this.#lab;
    lab.halt(undefined);
    lab.playback.pause();
    const { block, engine } = { block: this.block, engine: lab.engine };
    if (block?.kind === 'ask' && engine !== undefined) {
      const right = rightAnswers(engine, block.answers);
      this.given.set(this.done, { chosen: this.chosen[this.done] ?? -1, right });
    }
    this.done += 1;
    this.phase = 'reading';
    this.#hash = engine?.hash() ?? '';
    if (this.block === undefined) this.finished = true;
    this.#save();
    this.onchange();
  }

  /** Does not wait for the moment: goes there. */
  skip(): void {
    const { block } = this;
    if (this.phase !== 'running' || block === undefined || block.kind === 'try') return;
    const lab = this.#lab;
    const end = lab.halted;
    lab.playback.pause();
    lab.moved((engine) => engine.advance(Math.max(0, (end ?? engine.now()) - engine.now()), Infinity));
    lab.arrive();
  }

  /** The same lesson in another language. */
  async speak(language: Language): Promise<void> {
    this.lesson = readLesson(await fetchLesson(this.id, language), lessonFile(this.id, language));
    this.onchange();
  }

  close(): void {
    this.#lab.engine?.stopWhen(undefined);
    this.#lab.halt(undefined);
  }

  #save(): void {
    const { done, chosen, finished } = this;
    keepLesson(this.id, { seed: this.#seed, done, chosen, finished });
  }
}

/** Fetches a lesson, and begins it or goes on with it. */
export async function openLesson(lab: Lab, id: string, language: Language): Promise<LessonSession> {
  const lesson = readLesson(await fetchLesson(id, language), lessonFile(id, language));
  const kept = recalledLesson(id);
  const session = new LessonSession(lab, id, lesson, kept?.seed ?? lab.randomSeed());
  session.begin(kept);
  return session;
}
