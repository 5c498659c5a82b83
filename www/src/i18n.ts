/** Texts in the reader's language: typed keys, `{name}` filled in, nothing else. */
import { en, type TextKey } from './i18n/en.ts';
import { parseLanguage, type Language } from './options.ts';
import type { LabError } from './engine.ts';

export type { Language, TextKey };

export type Params = Readonly<Record<string, string | number>>;
export type Translate = (key: TextKey, params?: Params) => string;

type Texts = Readonly<Record<TextKey, string>>;

/** English is part of the page; what few readers need is fetched when one does. */
const loaded = new Map<Language, Texts>([['en', en]]);

/** Makes a language ready. It stays English when its texts cannot be fetched. */
export async function loadLanguage(language: Language): Promise<void> {
  if (loaded.has(language)) return;
  try {
    const { zhCN } = await import('./i18n/zh-cn.ts');
    loaded.set('zh-CN', zhCN);
  } catch {
    // A page in the wrong language is better than none.
  }
}

const translators = new Map<Texts, Translate>();

/** The same one each time: a view draws itself anew when it is given another. */
export function translator(language: Language): Translate {
  const texts = loaded.get(language) ?? en;
  let translate = translators.get(texts);
  if (translate === undefined) {
    translate = (key, params) => fill(texts[key], params);
    translators.set(texts, translate);
  }
  return translate;
}

/** Fills in `{name}`; a name without a value stays visible. */
export function fill(template: string, params: Params | undefined): string {
  if (params === undefined) return template;
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole));
}

/** Whether `key` names a text: events and errors bring words that this page may not know yet. */
export function isTextKey(key: string): key is TextKey {
  return Object.hasOwn(en, key);
}

/** The first language that we speak among those the browser asks for. */
export function preferredLanguage(languages: readonly string[]): Language {
  for (const tag of languages) {
    const language = parseLanguage(tag);
    if (language !== undefined) return language;
  }
  return 'en';
}

/**
 * What to tell about a mistake. The core's own sentence has all the facts, in English; other
 * languages say it by code, with the word at fault: the one at the place, or whom the line is about.
 */
export function errorText(
  error: LabError,
  line: string,
  language: Language,
  about: string | undefined,
): string {
  const t = translator(language);
  const key = [`error.${error.code}`, `file.${error.code}`].find(isTextKey);
  const word = wordAt(line, error.column) || (about === 'leader' ? t('role.leader') : about);
  const sentence =
    language === 'en' && error.message !== ''
      ? error.message
      : key !== undefined
        ? `${t(key, { word: word ?? '?', message: error.message })}${boundText(error.message, t)}`
        : error.message;
  return sentence === '' ? t('error.internal', { message: error.code }) : sentence;
}

/** The bounds that a sentence of the core tells, if it does: `…; at most 60000.`, `… from 1 to 31, …` */
export function boundText(message: string, t: Translate): string {
  const [, which, bound] = /; at (most|least) (\d+)\.$/.exec(message) ?? [];
  if (bound !== undefined) return t(which === 'most' ? 'error.at-most' : 'error.at-least', { bound });
  const [, least, greatest] = /\bfrom (\d+) to (\d+)\b/.exec(message) ?? [];
  // The other way round they are no bounds, but the mistake.
  if (Number(least) <= Number(greatest)) return t('error.between', { least: least ?? '', greatest: greatest ?? '' });
  const [, most] = /^Expected \[least, greatest\].* up to (\d+)\b/.exec(message) ?? [];
  if (most !== undefined) return t('error.range', { most });
  return /more than 100 %\.$/.test(message) ? t('error.at-most', { bound: '100%' }) : '';
}

/** What was expected, in the reader's language; what is typed, such as a usage, stays as it is. */
export function expectedText(expected: string, t: Translate): string {
  const key = `expected.${expected.split(';')[0]?.replaceAll(' ', '-')}`;
  return isTextKey(key) ? t(key) : expected;
}

/** The word that starts at a 1-based column, counted in characters. */
export function wordAt(line: string, column: number | undefined): string {
  if (column === undefined) return '';
  const rest = [...line].slice(column - 1).join('');
  const word = /^("[^"]*"?|\S+)/.exec(rest)?.[0] ?? '';
  return 24 < word.length ? `${word.slice(0, 24)}…` : word;
}

/** A virtual time: `1 234 ms`, with thin spaces so that long times stay legible. */
export function timeText(ticks: number): string {
  return `${grouped(ticks)} ms`;
}

export function grouped(value: number): string {
  return String(Math.floor(value)).replace(/\B(?=(\d{3})+$)/g, '\u202f');
}
