/** A lesson as it is gone through: which part, what was answered, and what the run said to it. No DOM. */
import { mistake, type Engine } from '../engine.ts';
import type { Course, Lesson } from './lesson.ts';

/** What was predicted, and which answers the run made true. */
export interface Given {
  readonly chosen: number;
  readonly right: readonly number[];
}

/** Enough to come back to. */
export interface Progress {
  readonly seed: string;
  /** How many blocks are done. */
  readonly done: number;
  /** What was predicted, by block. */
  readonly chosen: Readonly<Record<number, number>>;
  /** Whether it was once gone through to its end. */
  readonly finished: boolean;
}

export const NO_PROGRESS: Omit<Progress, 'seed'> = { done: 0, chosen: {}, finished: false };

/** The scenario of a lesson with a seed of one's own, if it has none. */
export function scenarioOf(lesson: Lesson, seed: string): string {
  if (lesson.seeded) return lesson.setup;
  return JSON.stringify({ ...(JSON.parse(lesson.setup) as object), seed });
}

/** Lets a run go through a block at once. Says whether its moment was reached. */
export function runThrough(engine: Engine, course: Course): boolean {
  for (const line of course.lines) engine.run(line);
  if (course.until !== undefined) {
    engine.stopWhen(course.until);
    engine.advance(course.within, Infinity);
    const reached = engine.hasStopped();
    engine.stopWhen(undefined);
    if (!reached) return false;
  }
  engine.advance(course.wait, Infinity);
  return true;
}

/** Which answers are true now. */
export function rightAnswers(engine: Engine, answers: readonly { readonly when: string }[]): readonly number[] {
  return answers.flatMap(({ when }, at) => (engine.holds(when) ? [at] : []));
}

/**
 * Does the first `done` blocks of a lesson again, in a run that has just begun, and judges what was chosen in
 * them. Throws a `LabError` with code `moment-missed` if a moment does not come.
 */
export function redo(
  engine: Engine,
  lesson: Lesson,
  done: number,
  chosen: Readonly<Record<number, number>>,
): ReadonlyMap<number, Given> {
  const given = new Map<number, Given>();
  for (const [at, { block }] of lesson.parts.slice(0, done).entries()) {
    if (block === undefined) break;
    if (!runThrough(engine, block.course)) {
      throw mistake('moment-missed', 'The moment of line {line} does not come.', { line: String(block.line) });
    }
    if (block.kind === 'ask') {
      given.set(at, { chosen: chosen[at] ?? -1, right: rightAnswers(engine, block.answers) });
    }
  }
  return given;
}
