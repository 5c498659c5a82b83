/** What there is to learn: lists beside the page, and one file for each lesson and challenge. */
import { mistake } from '../engine.ts';
import { get } from '../gallery.ts';
import type { Language } from '../options.ts';

export interface LessonEntry {
  readonly id: string;
  readonly title: Readonly<Record<string, string>>;
  /** What it is about, in a line. */
  readonly about: Readonly<Record<string, string>>;
}

export interface ChallengeEntry {
  readonly id: string;
  readonly level: number;
  readonly title: Readonly<Record<string, string>>;
}

export const fetchLessons = (): Promise<readonly LessonEntry[]> => list('lessons/index.json');
export const fetchChallenges = (): Promise<readonly ChallengeEntry[]> => list('challenges/index.json');

/** Where a lesson's text is. */
export function lessonFile(id: string, language: Language): string {
  return `lessons/${language.toLowerCase()}/${id}.md`;
}

export async function fetchLesson(id: string, language: Language): Promise<string> {
  const text = await file(lessonFile(id, language));
  if (text !== undefined) return text;
  throw mistake('lesson-missing', 'There is no lesson “{id}” here.', { id });
}

export async function fetchChallenge(id: string): Promise<string> {
  const text = await file(`challenges/${id}.json`);
  if (text !== undefined) return text;
  throw mistake('challenge-missing', 'There is no challenge “{id}” here.', { id });
}

/** The entries of a list; empty when there is none. */
async function list<T extends { readonly id: string }>(name: string): Promise<readonly T[]> {
  try {
    const found: unknown = JSON.parse((await file(name)) ?? '[]');
    return Array.isArray(found) ? (found as T[]).filter((each) => typeof each?.id === 'string') : [];
  } catch {
    return [];
  }
}

function file(name: string): Promise<string | undefined> {
  return get(new URL(name, document.baseURI));
}
