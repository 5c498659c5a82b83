/**
 * The address bar: `?seed=…&servers=…&clients=…&lang=…&theme=…&speed=…`, and settings of the run such
 * as `preset=lab`, `bugs=vote-twice` or `network.loss=10`. Read strictly: a value that makes no sense is
 * reported and the default takes its place, so a mistyped link still works.
 */
import type { StartOptions } from './engine.ts';
import type { Origin } from './lab.ts';
import { SPEED_DEFAULT, SPEED_MAX, SPEED_MIN } from './playback.ts';
import { PRESETS, SETTING_NAMES, settingParameters, settingsIn, type Settings } from './settings.ts';

export type Language = 'en' | 'zh-CN';
export type Theme = 'auto' | 'light' | 'dark';

export const SEED_MAX = 18_446_744_073_709_551_615n;
export const SERVERS_MAX = 9;
export const CLIENTS_MAX = 50;
/** An hour: time up to there passes before it opens. */
export const TICK_MAX = 3_600_000;

export interface PageOptions {
  /** None: the page draws one. */
  readonly seed: string | undefined;
  readonly servers: number;
  readonly clients: number;
  readonly speed: number;
  /** None: what the person chose before, or the browser's language. */
  readonly lang: Language | undefined;
  readonly theme: Theme | undefined;
  /** The scenario that is played, by its name among those of the page. */
  readonly scenario: string | undefined;
  /** The lesson or the challenge that is opened. */
  readonly lesson: string | undefined;
  readonly challenge: string | undefined;
  /** The moment at which it opens, in virtual ms, standing still. */
  readonly at: number | undefined;
  /** As they stand there: the core checks them. */
  readonly settings: Settings;
}

/** A parameter that was not understood. `expected` is a key of the texts. */
export interface OptionProblem {
  readonly name: string;
  readonly value: string;
  readonly expected:
    | 'expected.seed'
    | 'expected.servers'
    | 'expected.clients'
    | 'expected.speed'
    | 'expected.lang'
    | 'expected.theme'
    | 'expected.scenario'
    | 'expected.lesson'
    | 'expected.challenge'
    | 'expected.at'
    | 'expected.preset'
    | 'expected.known'
    | 'expected.once';
}

/** What the page itself understands, besides settings. */
export const OWN = ['seed', 'servers', 'clients', 'lang', 'theme', 'speed', 'scenario', 'at', 'lesson', 'challenge'];
const KNOWN = [...OWN, ...SETTING_NAMES];

export function readOptions(search: string): {
  readonly options: PageOptions;
  readonly problems: readonly OptionProblem[];
} {
  const problems: OptionProblem[] = [];
  const query = new URLSearchParams(search);
  for (const name of new Set(query.keys())) {
    if (!KNOWN.includes(name)) problems.push({ name, value: '', expected: 'expected.known' });
    else if (1 < query.getAll(name).length) {
      problems.push({ name, value: query.getAll(name).join(', '), expected: 'expected.once' });
    }
  }
  /** The parsed value, or the default together with a complaint. */
  const read = <T>(
    name: string,
    fallback: T,
    parse: (text: string) => T | undefined,
    expected: OptionProblem['expected'],
  ): T => {
    const text = query.get(name);
    if (text === null) return fallback;
    const value = parse(text);
    if (value !== undefined) return value;
    problems.push({ name, value: text, expected });
    return fallback;
  };
  const options: PageOptions = {
    seed: read('seed', undefined as string | undefined, parseSeed, 'expected.seed'),
    servers: read('servers', 5, parseServers, 'expected.servers'),
    clients: read('clients', 2, integer(0, CLIENTS_MAX), 'expected.clients'),
    speed: read('speed', SPEED_DEFAULT, parseSpeed, 'expected.speed'),
    lang: read('lang', undefined as Language | undefined, parseLanguage, 'expected.lang'),
    theme: read('theme', undefined as Theme | undefined, parseTheme, 'expected.theme'),
    scenario: read('scenario', undefined as string | undefined, parseName, 'expected.scenario'),
    lesson: read('lesson', undefined as string | undefined, parseId, 'expected.lesson'),
    challenge: read('challenge', undefined as string | undefined, parseId, 'expected.challenge'),
    at: read('at', undefined as number | undefined, parseTick, 'expected.at'),
    settings: {},
  };
  read('preset', undefined as string | undefined, parsePreset, 'expected.preset');
  if (problems.some(({ expected }) => expected === 'expected.preset')) query.delete('preset');
  return { options: { ...options, settings: settingsIn(query) }, problems };
}

/** A decimal unsigned 64-bit integer, without leading zeros so that equal seeds look equal. */
export function parseSeed(text: string): string | undefined {
  const trimmed = text.trim();
  if (!/^\d{1,20}$/.test(trimmed)) return undefined;
  const value = BigInt(trimmed);
  return value <= SEED_MAX ? value.toString() : undefined;
}

function integer(low: number, high: number): (text: string) => number | undefined {
  return (text) => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    return low <= value && value <= high ? value : undefined;
  };
}

export const parseServers = integer(1, SERVERS_MAX);
/** A moment, in virtual ms. */
export const parseTick = integer(0, TICK_MAX);

/** `0.05`, `1/20`, and either with `×` or `x` behind. */
export function parseSpeed(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(?:\/(\d+(?:\.\d+)?))?[×x]?$/.exec(text.trim());
  if (match === null) return undefined;
  const value = Number(match[1]) / Number(match[2] ?? 1);
  return SPEED_MIN <= value && value <= SPEED_MAX ? value : undefined;
}

export function parseLanguage(text: string): Language | undefined {
  if (/^en(-|$)/i.test(text)) return 'en';
  return /^zh(-|$)/i.test(text) ? 'zh-CN' : undefined;
}

/** A scenario of the page, or of the museum. */
export function parseName(text: string): string | undefined {
  return /^(bugs\/)?[a-z0-9][a-z0-9-]{0,63}$/.test(text) ? text : undefined;
}

function parsePreset(text: string): string | undefined {
  return Object.hasOwn(PRESETS, text) ? text : undefined;
}

function parseId(text: string): string | undefined {
  return /^[a-z0-9][a-z0-9-]{0,63}$/.test(text) ? text : undefined;
}

export function parseTheme(text: string): Theme | undefined {
  return text === 'auto' || text === 'light' || text === 'dark' ? text : undefined;
}

/** What the page shows now; language and light are written only where the address names them. */
export interface RunChoices {
  /** Undefined where the address cannot or need not name it: a file brings its own. */
  readonly seed: string | undefined;
  readonly scenario?: string | undefined;
  readonly lesson?: string | undefined;
  readonly challenge?: string | undefined;
  readonly servers: number;
  readonly clients: number;
  readonly settings?: Settings;
  readonly lang?: Language;
  readonly theme?: Theme;
}

/** What the address opens, if not a run of its own: see `link.ts`. */
export function linkIn(hash: string): string | undefined {
  return /^#r=(.*)$/.exec(hash)?.[1];
}

/** The choices that an address needs for a run that came from somewhere. */
export function choicesFor(
  origin: Origin,
  start: StartOptions,
  settings: Settings = {},
): RunChoices {
  if (origin.kind === 'options') return { ...start, settings };
  const { id, place = 'scenario', reseeded } = origin;
  // A lesson keeps its seed by itself, a challenge has one.
  const seed = id !== undefined && place === 'scenario' && reseeded === true ? start.seed : undefined;
  return { seed, [place]: id, servers: 5, clients: 2 };
}

/** The query that starts this very run again, with what was already asked for kept. */
export function writeOptions(search: string, run: RunChoices): string {
  const { options } = readOptions(search);
  const query = new URLSearchParams();
  if (run.scenario !== undefined) query.set('scenario', run.scenario);
  if (run.lesson !== undefined) query.set('lesson', run.lesson);
  if (run.challenge !== undefined) query.set('challenge', run.challenge);
  if (run.seed !== undefined) query.set('seed', run.seed);
  if (run.servers !== 5) query.set('servers', String(run.servers));
  if (run.clients !== 2) query.set('clients', String(run.clients));
  for (const [name, value] of settingParameters(run.settings ?? {})) query.set(name, value);
  if (options.speed !== SPEED_DEFAULT) query.set('speed', String(options.speed));
  if (options.lang !== undefined) query.set('lang', run.lang ?? options.lang);
  if (options.theme !== undefined) query.set('theme', run.theme ?? options.theme);
  // Commas and slashes mean nothing in a query: plain, they can be read.
  const text = query.toString().replaceAll('%2C', ',').replaceAll('%2F', '/');
  return text === '' ? '' : `?${text}`;
}
