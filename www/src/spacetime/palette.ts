/** The page's colours as a canvas and a file need them: resolved, as `#rrggbb`. */
import { plainColor } from '../plain-color.ts';
import { HUES, hueOf } from '../styles/tokens.ts';

const NAMES = ['paper', 'surface', 'ink', 'muted', 'faint', 'line', 'hair', 'tint', 'broken', 'on-term'] as const;

export type ColorName = (typeof NAMES)[number];

export interface Palette {
  readonly colors: Readonly<Record<ColorName, string>>;
  readonly terms: readonly string[];
  /** Changes with the theme. */
  readonly key: string;
}

/** The hue of a term; of none, the neutral one. */
export function termColor(palette: Palette, term: number): string {
  return palette.terms[hueOf(term)] ?? palette.colors.faint;
}

/** Reads the tokens in force at `host`. Custom properties stay as written; `color` is resolved. */
export function readPalette(host: ParentNode, known: Palette | undefined): Palette {
  const probe = host.querySelector<HTMLElement>('.probe');
  if (probe === null) return known ?? NONE;
  const style = getComputedStyle(probe);
  const read = (name: string): string => {
    probe.style.color = `var(--${name})`;
    return style.color;
  };
  const key = `${read('surface')} ${read('ink')}`;
  if (known?.key === key) return known;
  const hex = (name: string): string => plainColor(read(name));
  const colors = Object.fromEntries(NAMES.map((name) => [name, hex(name)]));
  const terms = Array.from({ length: HUES }, (_, i) => hex(`term-${i}`));
  return { colors: colors as Record<ColorName, string>, terms, key };
}

const GREY = '#808080';
const NONE: Palette = {
  colors: Object.fromEntries(NAMES.map((name) => [name, GREY])) as Record<ColorName, string>,
  terms: [],
  key: '',
};
