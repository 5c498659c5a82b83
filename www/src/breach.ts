/** What a judge found, told in any language: the core says it by a code and facts, and in English. Pure. */
import { breachTold, type Translate } from './i18n.ts';
import type { Told } from './i18n/teller.ts';

/** A sentence of a judge, or of who explores. */
export interface Found {
  /** In English. */
  readonly text: string;
  /** Of its form. A panic has none. */
  readonly code?: string | undefined;
  readonly facts: Told['facts'];
}

/** The facts that are servers and clients, or several. */
const WHO: readonly string[] = ['server', 'leader', 'first', 'second', 'candidate', 'client', 'voters', 'holders'];

/** The sentence in the reader's language; of a form that is not known there, the core's own. */
export function breachText({ text, code, facts }: Found, t: Translate): string {
  return (code === undefined ? undefined : breachTold({ code, facts }, t)) ?? text;
}

/** The servers and clients that are named, each once. */
export function namedIn(facts: Told['facts']): readonly string[] {
  const names = Object.entries(facts).flatMap(([name, fact]) =>
    WHO.includes(name) && typeof fact === 'string' ? fact.split(', ') : [],
  );
  return [...new Set(names)];
}
