/** What a figure takes over from the text around it: its language, and whether it is dark. */
import { parseLanguage, type Language } from '../options.ts';
import type { KvraftTheme } from './api.ts';

/** The nearest `lang`; of a page that has none, what the reader prefers. */
export function languageOf(host: Element): Language {
  for (const at of ancestors(host, true)) {
    const lang = at.getAttribute('lang') ?? '';
    if (lang !== '') return parseLanguage(lang) ?? 'en';
  }
  for (const tag of navigator.languages) {
    const language = parseLanguage(tag);
    if (language !== undefined) return language;
  }
  return 'en';
}

/**
 * Whether the text around is light on dark. Pages turn dark in many ways, few say so by `color-scheme`:
 * the colour of the text they cannot hide.
 */
export function schemeOf(host: Element, theme: KvraftTheme): 'light' | 'dark' {
  if (theme !== 'auto') return theme;
  const parts = /^rgba?\(([\d.]+)[, ]+([\d.]+)[, ]+([\d.]+)/.exec(getComputedStyle(host).color);
  if (parts === null) return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  const [red = 0, green = 0, blue = 0] = parts.slice(1).map(Number);
  return 128 < 0.299 * red + 0.587 * green + 0.114 * blue ? 'dark' : 'light';
}

/** From the element outwards, out of shadow roots, too. */
export function* ancestors(host: Element, itself = false): Generator<Element> {
  let at: Node | null = itself ? host : outwards(host);
  for (; at !== null; at = outwards(at)) if (at instanceof Element) yield at;
}

function outwards(node: Node): Node | null {
  return node instanceof ShadowRoot ? node.host : node.parentNode;
}
