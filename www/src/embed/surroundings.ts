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
  const [red = 0, green = 0, blue = 0] = channelsOf(getComputedStyle(host).color);
  return 128 < 0.299 * red + 0.587 * green + 0.114 * blue ? 'dark' : 'light';
}

/** Red, green and blue, 0 to 255, of a computed colour; colours beyond sRGB are asked of a canvas, once each. */
function channelsOf(color: string): readonly number[] {
  const plain = /^rgba?\(([\d.]+)[, ]+([\d.]+)[, ]+([\d.]+)/.exec(color);
  if (plain !== null) return plain.slice(1).map(Number);
  const known = channels.get(color);
  if (known !== undefined) return known;
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 1;
  const on = canvas.getContext('2d');
  if (on === null) return [];
  on.fillStyle = color;
  on.fillRect(0, 0, 1, 1);
  const read = [...on.getImageData(0, 0, 1, 1).data];
  channels.set(color, read);
  return read;
}

const channels = new Map<string, readonly number[]>();

/** From the element outwards, out of shadow roots, too. */
export function* ancestors(host: Element, itself = false): Generator<Element> {
  let at: Node | null = itself ? host : outwards(host);
  for (; at !== null; at = outwards(at)) if (at instanceof Element) yield at;
}

function outwards(node: Node): Node | null {
  return node instanceof ShadowRoot ? node.host : node.parentNode;
}
