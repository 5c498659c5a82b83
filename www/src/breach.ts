/** What a judge found, told in any language: the core says it in English, in one of a few forms. Pure. */
import { isTextKey, type TextKey, type Translate } from './i18n.ts';
import { breaches } from './i18n/en/breaches.ts';
import { partsOf } from './i18n/message.ts';

interface Form {
  readonly key: TextKey;
  readonly pattern: RegExp;
  readonly facts: readonly string[];
}

let forms: readonly Form[] | undefined;

/** The sentence in the reader's language; of a form that is not known, the core's own. */
export function breachText(sentence: string, t: Translate): string {
  forms ??= Object.entries(breaches).flatMap(([key, template]) => formOf(key, template));
  for (const { key, pattern, facts } of forms) {
    const match = pattern.exec(sentence);
    if (match === null) continue;
    const values = facts.map((fact, i) => {
      const value = match[i + 1] ?? '';
      return [fact, value === breaches['breach.nobody'] ? t('breach.nobody') : value] as const;
    });
    return t(key, Object.fromEntries(values));
  }
  return sentence;
}

/** The servers and clients that a sentence names, each once. */
export function namedIn(sentence: string): readonly string[] {
  return [...new Set(sentence.match(/\b[SC]\d+\b/g) ?? [])];
}

function formOf(key: string, template: string): readonly Form[] {
  if (!key.startsWith('breach.') || key === 'breach.nobody' || !isTextKey(key)) return [];
  const parts = partsOf(template);
  const facts = parts.flatMap((part) => (typeof part === 'string' ? [] : [part[0]]));
  const words = parts.map((part) => (typeof part === 'string' ? part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&') : '(.+?)'));
  return [{ key, facts, pattern: new RegExp(`^${words.join('')}$`) }];
}
