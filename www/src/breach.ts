/** What a judge found, told in any language: the core says it in English. Pure. */
import { breachTold, type Translate } from './i18n.ts';

/** The sentence in the reader's language; of a form that is not known, the core's own. */
export function breachText(sentence: string, t: Translate): string {
  return breachTold(sentence, t) ?? sentence;
}

/** The servers and clients that a sentence names, each once. */
export function namedIn(sentence: string): readonly string[] {
  return [...new Set(sentence.match(/\b[SC]\d+\b/g) ?? [])];
}
