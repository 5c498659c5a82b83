/** Texts in the reader's language: typed keys, and what each is filled with, typed as well. */
import { en, type TextKey } from './i18n/en.ts';
import { parseLanguage, type Language } from './options.ts';
import { catalog, type Catalog } from './i18n/catalog.ts';
import type { Filling, Params, Say, Texts } from './i18n/message.ts';
import type { Tell, Told } from './i18n/teller.ts';

export { catalog };
export type { Filling, Language, Params, Say, TextKey };

export type EnglishTexts = typeof en;
export type Translate = Say<EnglishTexts>;

/** English is part of the page; what few readers need is fetched when one does. */
const english: Catalog<EnglishTexts> = catalog<EnglishTexts>('en', en);
const loaded = new Map<Language, Catalog<EnglishTexts>>([['en', english]]);

/** English errors tell themselves, and so does what judges find. */
const tellers = new Map<Language, Tell>();
const tellersOfBreaches = new Map<Translate, Tell>();

/** Makes a language ready. It stays English when its texts cannot be fetched. */
export async function loadLanguage(language: Language): Promise<void> {
  if (loaded.has(language)) return;
  try {
    const { zhCN, tell, tellBreach } = await import('./i18n/zh-cn.ts');
    const chinese = catalog<EnglishTexts>('zh-CN', zhCN);
    loaded.set('zh-CN', chinese);
    tellers.set('zh-CN', tell);
    tellersOfBreaches.set(chinese.say, tellBreach);
  } catch {
    // A page in the wrong language is better than none.
  }
}

/** The same one each time: a view draws itself anew when it is given another. */
export function translator(language: Language): Translate {
  return (loaded.get(language) ?? english).say;
}

/**
 * Texts that come with what is fetched later: the English ones, for another language is fetched whole. Who has
 * them can say them.
 */
export function withTexts<Later extends Texts>(texts: Later): (t: Translate) => Say<Later> {
  english.add(texts);
  return (t) => t as unknown as Say<Later>;
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

/** What went wrong, in the reader's language, without where in a file. */
export function errorText(error: Told & { readonly message: string }, language: Language): string {
  const { message, path } = error;
  const isPlaced = path !== undefined && message.startsWith(`${path}: `);
  return tellers.get(language)?.(error) ?? (isPlaced ? message.slice(path.length + 2) : message);
}

/** What a judge found, in the language of `t`; undefined where the core's sentence stays as it is. */
export function breachTold(told: Told, t: Translate): string | undefined {
  return tellersOfBreaches.get(t)?.(told);
}

/** A virtual time: `1 234 ms`, with thin spaces so that long times stay legible. */
export function timeText(ticks: number): string {
  return `${grouped(ticks)} ms`;
}

export function grouped(value: number): string {
  return String(Math.floor(value)).replace(/\B(?=(\d{3})+$)/g, '\u202f');
}
