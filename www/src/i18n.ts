/** Texts in the reader's language: typed keys, `{name}` filled in, nothing else. */
import { en, type TextKey } from './i18n/en.ts';
import { parseLanguage, type Language } from './options.ts';
import { fill, type Params } from './i18n/fill.ts';
import type { Tell, Told } from './i18n/teller.ts';

export { fill };
export type { Language, Params, TextKey };

export type Translate = (key: TextKey, params?: Params) => string;

type Texts = Readonly<Record<TextKey, string>>;

/** English is part of the page; what few readers need is fetched when one does. */
const loaded = new Map<Language, Texts>([['en', en]]);

/** English errors tell themselves. */
const tellers = new Map<Language, Tell>();

/** Makes a language ready. It stays English when its texts cannot be fetched. */
export async function loadLanguage(language: Language): Promise<void> {
  if (loaded.has(language)) return;
  try {
    const { zhCN, tell } = await import('./i18n/zh-cn.ts');
    loaded.set('zh-CN', zhCN);
    tellers.set('zh-CN', tell);
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

/** A virtual time: `1 234 ms`, with thin spaces so that long times stay legible. */
export function timeText(ticks: number): string {
  return `${grouped(ticks)} ms`;
}

export function grouped(value: number): string {
  return String(Math.floor(value)).replace(/\B(?=(\d{3})+$)/g, '\u202f');
}
