/** What stands beside the cluster to be followed: a lesson or a challenge. Each is fetched when it is opened. */
import type { Lab } from './lab.ts';
import type { ChallengeSession } from './learn/challenge-session.ts';
import type { LessonSession } from './learn/lesson-session.ts';
import type { Language } from './options.ts';

export type Guide = LessonSession | ChallengeSession;

/** Opens one, with the element that shows it. Throws a `LabError` when there is none of that name. */
export async function openGuide(
  lab: Lab,
  place: Guide['kind'],
  id: string,
  language: Language,
): Promise<Guide> {
  if (place === 'lesson') {
    const [{ openLesson }] = await Promise.all([
      import('./learn/lesson-session.ts'),
      import('./views/lesson.ts'),
    ]);
    return openLesson(lab, id, language);
  }
  const [{ openChallenge }] = await Promise.all([
    import('./learn/challenge-session.ts'),
    import('./views/challenge.ts'),
  ]);
  return openChallenge(lab, id);
}
