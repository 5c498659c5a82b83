/**
 * What went wrong, or what a judge found, in another language than English: the sentence by its code, filled with the
 * facts that come with it. Fetched with that language.
 */

/** What an error or a breach tells, besides its English sentence. */
export interface Told {
  /** Stable kebab-case word, e.g. `no-such-server`. */
  readonly code: string;
  /**
   * What its sentence names: numbers, names, what was typed. A list has stable words for a part of the
   * sentence, such as a reason; any of them would do.
   */
  readonly facts: Readonly<Record<string, string | readonly string[]>>;
  /** Where in a line, from 1. */
  readonly column?: number | undefined;
  /** Where in a scenario file. */
  readonly path?: string | undefined;
}

/** The texts of a language; `{name}` takes the fact of that name. */
export interface ErrorTexts {
  /** By code. Of several, the first that names nothing unknown: some errors say more than others of their code. */
  readonly sentences: Readonly<Record<string, string | readonly string[]>>;
  /** By word. */
  readonly words: Readonly<Record<string, string>>;
  /** Between names that are known, and between words of which any would do. */
  readonly comma: string;
  readonly or: string;
  /** Where in a line of a file, with the `{column}`: there is no caret below it. */
  readonly inLine: string;
}

/** The sentence of a code; undefined for one that this language has no words for. */
export type Tell = (told: Told) => string | undefined;

/** Facts that are several names, with commas between. */
const NAMES: readonly string[] = ['known', 'allowed', 'voters', 'holders'];

export function teller({ sentences, words, comma, or, inLine }: ErrorTexts): Tell {
  const sentence = (code: string, told: Told): string | undefined => {
    const texts = Object.hasOwn(sentences, code) ? (sentences[code] ?? []) : [];
    return [texts].flat().reduce<string | undefined>((found, text) => found ?? filled(text, told), undefined);
  };
  /** A reason may be another error's sentence. */
  const word = (code: string, told: Told): string =>
    (Object.hasOwn(words, code) ? filled(words[code] ?? '', told) : sentence(code, told)) ?? code;
  const value = (name: string, told: Told): string | undefined => {
    const fact = Object.hasOwn(told.facts, name) ? told.facts[name] : undefined;
    if (typeof fact === 'string') return NAMES.includes(name) ? fact.replaceAll(', ', comma) : fact;
    return fact?.map((code) => word(code, told)).reduce((all, one) => beside(all + or, one));
  };
  /** Undefined if it names what is not told. */
  const filled = (text: string, told: Told): string | undefined => {
    let all = '';
    for (const [i, part] of text.split(/\{([a-z]+)\}/).entries()) {
      const piece = i % 2 === 0 ? part : value(part, told);
      if (piece === undefined) return undefined;
      all = beside(all, piece);
    }
    return all;
  };
  return (told) => {
    const { code, column, path } = told;
    const text = sentence(code, told);
    if (text === undefined || column === undefined || path === undefined) return text;
    return text + inLine.replace('{column}', String(column));
  };
}

/** Chinese and Latin letters have a space between them. */
function beside(one: string, other: string): string {
  const mixed =
    (/\p{Script=Han}$/u.test(one) && /^[-\w"<>[]/.test(other)) || (/[\w">/\]]$/.test(one) && /^\p{Script=Han}/u.test(other));
  return mixed ? `${one} ${other}` : one + other;
}
