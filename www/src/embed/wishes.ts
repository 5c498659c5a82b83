/** The attributes of `<kvraft-lab>`, read: what makes no sense is told, and the default takes its place. Pure. */
import { parseName, parseSeed, parseServers, parseSpeed, parseTheme, parseTick } from '../options.ts';
import type { KvraftControls, KvraftTheme, KvraftView } from './api.ts';

export const VIEWS: readonly KvraftView[] = ['ring', 'log', 'spacetime', 'history', 'inspector', 'console'];
const CONTROLS: readonly KvraftControls[] = ['full', 'playback', 'none'];

/** Where a run comes from. */
export type Source =
  | { readonly kind: 'own' }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'link'; readonly link: string }
  | { readonly kind: 'inline'; readonly json: string };

export interface Wishes {
  readonly source: Source;
  readonly seed: string | undefined;
  readonly servers: number;
  /** Each once, at least one. */
  readonly view: readonly KvraftView[];
  readonly controls: KvraftControls;
  readonly autoplay: boolean;
  readonly speed: number | undefined;
  readonly at: number | undefined;
  readonly until: number | undefined;
  readonly theme: KvraftTheme;
  /** A CSS length; none: by what is shown. */
  readonly height: string | undefined;
  readonly loading: 'lazy' | 'eager';
  readonly session: string;
}

export const ATTRIBUTES = [
  'scenario',
  'seed',
  'servers',
  'view',
  'controls',
  'autoplay',
  'speed',
  'at',
  'until',
  'lang',
  'theme',
  'height',
  'loading',
  'session',
  'page',
] as const;
export type AttributeName = (typeof ATTRIBUTES)[number];

/** With another value of these, another run begins. */
export const RUN_ATTRIBUTES: readonly string[] = ['scenario', 'seed', 'servers', 'session'];

/** An attribute that was not understood; `expected` names a text of the element. */
export interface Nonsense {
  readonly name: AttributeName;
  readonly value: string;
  readonly expected: `expected.${AttributeName}`;
}

/**
 * Reads the attributes through `get`. `inline` is a scenario that stands inside the element;
 * `isLength` says what the browser takes for a height.
 */
export function readWishes(
  get: (name: string) => string | null,
  inline?: string,
  isLength: (text: string) => boolean = () => true,
): { readonly wishes: Wishes; readonly problems: readonly Nonsense[] } {
  const problems: Nonsense[] = [];
  const read = <T>(name: AttributeName, fallback: T, parse: (text: string) => T | undefined): T => {
    const text = get(name)?.trim() ?? '';
    if (text === '') return fallback;
    const value = parse(text);
    if (value !== undefined) return value;
    problems.push({ name, value: text, expected: `expected.${name}` });
    return fallback;
  };
  const view = read('view', DEFAULT_VIEW, parseView);
  const wishes: Wishes = {
    source: inline === undefined ? sourceOf(get('scenario') ?? '') : { kind: 'inline', json: inline },
    seed: read('seed', undefined as string | undefined, parseSeed),
    servers: read('servers', 5, parseServers),
    view: view.views,
    controls: read('controls', 'full', wordOf(CONTROLS)),
    autoplay: get('autoplay') !== null && get('autoplay') !== 'false',
    speed: read('speed', undefined as number | undefined, parseSpeed),
    at: read('at', undefined as number | undefined, parseTick),
    until: read('until', undefined as number | undefined, parseTick),
    theme: read('theme', 'auto', parseTheme),
    height: read('height', undefined as string | undefined, lengthOf(isLength)),
    loading: read('loading', 'lazy', wordOf(['lazy', 'eager'] as const)),
    session: get('session')?.trim() ?? '',
  };
  if (view.unknown !== '') problems.push({ name: 'view', value: view.unknown, expected: 'expected.view' });
  return { wishes, problems };
}

interface Views {
  readonly views: readonly KvraftView[];
  /** Words that are none. */
  readonly unknown: string;
}

const DEFAULT_VIEW: Views = { views: ['ring', 'log'], unknown: '' };

/** Words separated by spaces or commas; those that are none are told, the others shown. */
function parseView(text: string): Views {
  const words = text.toLowerCase().split(/[\s,]+/).filter((word) => word !== '');
  const views = VIEWS.filter((view) => words.includes(view));
  views.sort((a, b) => words.indexOf(a) - words.indexOf(b));
  const unknown = words.filter((word) => !VIEWS.some((view) => view === word)).join(' ');
  return { views: views.length === 0 ? DEFAULT_VIEW.views : views, unknown };
}

function wordOf<T extends string>(words: readonly T[]): (text: string) => T | undefined {
  return (text) => words.find((word) => word === text);
}

/** `420` is pixels. */
function lengthOf(isLength: (text: string) => boolean): (text: string) => string | undefined {
  return (text) => {
    if (/^\d{1,5}$/.test(text)) return `${text}px`;
    return !text.startsWith('-') && isLength(text) ? text : undefined;
  };
}

/** A name, an address, or a link, by its look. */
export function sourceOf(scenario: string): Source {
  const text = scenario.trim();
  if (text === '') return { kind: 'own' };
  const link = /#r=(\S*)/.exec(text)?.[1];
  if (link !== undefined) return { kind: 'link', link };
  // What is no name and no address either is a name that nobody has.
  return parseName(text) === undefined && /[./:]/.test(text)
    ? { kind: 'url', url: text }
    : { kind: 'name', name: text };
}
