/** What was learnt so far. It stays in this browser, and says nothing about who learns. */
import { recall, remember } from '../storage.ts';
import type { Progress } from './player.ts';

const LESSONS = 'lessons';
const CHALLENGES = 'challenges';

type Kept = Readonly<Record<string, unknown>>;

function kept(key: string): Kept {
  try {
    const value: unknown = JSON.parse(recall(key) ?? '{}');
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Kept) : {};
  } catch {
    return {};
  }
}

function isProgress(value: unknown): value is Progress {
  if (typeof value !== 'object' || value === null) return false;
  const { seed, done, chosen, finished } = value as Kept;
  return (
    typeof seed === 'string' &&
    /^\d{1,20}$/.test(seed) &&
    Number.isSafeInteger(done) &&
    0 <= (done as number) &&
    typeof chosen === 'object' &&
    chosen !== null &&
    Object.values(chosen).every((each) => Number.isSafeInteger(each)) &&
    typeof finished === 'boolean'
  );
}

export function recalledLesson(id: string): Progress | undefined {
  const found = kept(LESSONS)[id];
  return isProgress(found) ? found : undefined;
}

export function keepLesson(id: string, progress: Progress): void {
  remember(LESSONS, JSON.stringify({ ...kept(LESSONS), [id]: progress }));
}

/** Whether a challenge was solved, once. */
export function isSolved(id: string): boolean {
  return kept(CHALLENGES)[id] === true;
}

export function keepSolved(id: string): void {
  if (!isSolved(id)) remember(CHALLENGES, JSON.stringify({ ...kept(CHALLENGES), [id]: true }));
}
