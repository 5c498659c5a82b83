/** What a judge found, in another language than English: the core says it in English, in one of a few forms. Pure. */
import { breaches as english } from './en/breaches.ts';
import { joined, partsOf, type Texts } from './message.ts';

type Key = keyof typeof english;

/** The sentence in that language; undefined for one of a form that is not known. */
export type TellBreach = (sentence: string) => string | undefined;

export function breachTeller(texts: Texts<Key>): TellBreach {
  const forms = (Object.keys(english) as Key[]).filter((key) => key !== 'breach.nobody').map(formOf);
  const said = (value: string): string => (value === english['breach.nobody'] ? texts['breach.nobody'] : value);
  return (sentence) => {
    for (const { key, pattern, facts } of forms) {
      const match = pattern.exec(sentence);
      if (match === null) continue;
      return joined(texts[key], Object.fromEntries(facts.map((fact, i) => [fact, said(match[i + 1] ?? '')])));
    }
    return undefined;
  };
}

interface Form {
  readonly key: Key;
  readonly pattern: RegExp;
  readonly facts: readonly string[];
}

function formOf(key: Key): Form {
  const parts = partsOf(english[key]);
  const facts = parts.flatMap((part) => (typeof part === 'string' ? [] : [part[0]]));
  const words = parts.map((part) => (typeof part === 'string' ? part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&') : '(.+?)'));
  return { key, facts, pattern: new RegExp(`^${words.join('')}$`) };
}
