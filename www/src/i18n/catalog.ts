/** The texts of a language, said by Lingui. */
import { setupI18n, type Messages } from '@lingui/core';

import type { Compiled, Params, Part, Say, Texts, Value } from './message.ts';

/** Texts of one language. */
export interface Catalog<English extends Texts> {
  readonly say: Say<English>;
  /** Takes in more, which were fetched later. */
  add(texts: Texts): void;
}

export function catalog<English extends Texts>(language: string, texts: Texts<keyof English & string>): Catalog<English> {
  let forms: Intl.PluralRules | undefined;
  const formOf = (count: Value | undefined): string => (forms ??= new Intl.PluralRules(language)).select(Number(count));
  const i18n = setupI18n({ locale: language, messages: { [language]: { ...texts } as Messages } });
  const say = (key: string, params: Params = {}): string => {
    const text = i18n.messages[key] as Compiled;
    // Lingui takes strings for texts that nobody has compiled.
    return typeof text === 'string' ? text : i18n._(key, values(text, params, formOf));
  };
  return { say: say as Say<English>, add: (more) => i18n.load(language, more as Messages) };
}

/**
 * What Lingui is to fill in. It would leave out what is missing, which stays visible here, and would read `\u0041`
 * in what somebody typed as the letter that it stands for in a message.
 */
function values(text: readonly Part[], params: Params, formOf: (count: Value | undefined) => string): Record<string, Value> {
  const all: Record<string, Value> = {};
  for (const name of namesIn(text)) {
    if (name.startsWith('#')) {
      all[name] = formOf(params[name.slice(1)]);
      continue;
    }
    const value = params[name] ?? `{${name}}`;
    all[name] = typeof value === 'string' ? value.replaceAll('\\', '\\u005c') : value;
  }
  return all;
}

const known = new Map<readonly Part[], readonly string[]>();

function namesIn(text: readonly Part[]): readonly string[] {
  let names = known.get(text);
  if (names === undefined) known.set(text, (names = [...new Set(allNamesIn(text))]));
  return names;
}

function allNamesIn(text: Compiled): readonly string[] {
  if (typeof text === 'string') return [];
  return text.flatMap((part) => {
    if (typeof part === 'string') return [];
    const [name, , cases = {}] = part;
    return [name, ...Object.values(cases).flatMap(allNamesIn)];
  });
}
