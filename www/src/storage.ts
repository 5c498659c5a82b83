/**
 * What outlives the page: preferences, the address, and the last run. Where that is forbidden, it does
 * not. Nothing here says who somebody is, and nothing leaves the browser.
 */
import type { Level } from './narrate.ts';
import { linkIn, type Language, type Theme } from './options.ts';

const PREFIX = 'kvraft-lab.';

export function remember(key: string, value: string): void {
  try {
    localStorage.setItem(PREFIX + key, value);
  } catch {
    // Private windows and sandboxed frames refuse; the page works without.
  }
}

export function recall(key: string): string | undefined {
  try {
    return localStorage.getItem(PREFIX + key) ?? undefined;
  } catch {
    return undefined;
  }
}

export function recalledLanguage(): Language | undefined {
  const chosen = recall('lang');
  return chosen === 'en' || chosen === 'zh-CN' ? chosen : undefined;
}

export function recalledTheme(): Theme | undefined {
  const chosen = recall('theme');
  return chosen === 'light' || chosen === 'dark' || chosen === 'auto' ? chosen : undefined;
}

export function recalledLevel(): Level {
  return recall('level') === 'expert' ? 'expert' : 'newcomer';
}

/** Where a run was left: enough to come back to this very moment. */
export interface KeptRun {
  /** Query and hash of the page that left it. */
  readonly address: string;
  /** The run in short. */
  readonly link: string;
  readonly tick: number;
  readonly events: number;
  /** The trace there, by which one sees that it is the same run. */
  readonly hash: string;
  readonly playing: boolean;
}

/** Characters of a run that is kept; a longer one is not. */
export const KEPT_LENGTH_MAX = 64_000;
/** Events to be done again before one is back; who has seen more begins anew. */
const KEPT_EVENTS_MAX = 3_000_000;
const RUN = 'run';

/** Keeps a run, or none if it is too long. */
export function keepRun(run: KeptRun, key = RUN): void {
  const text = JSON.stringify(run);
  const fits = text.length <= KEPT_LENGTH_MAX && run.events <= KEPT_EVENTS_MAX;
  if (fits) remember(key, text);
  else forget(key);
}

/** The run that a page at this address left; `corrupt` if what is there is none. It is read once. */
export function recalledRun(address: string, key = RUN): KeptRun | 'corrupt' | undefined {
  const text = recall(key);
  if (text === undefined) return undefined;
  forget(key);
  try {
    const run: unknown = JSON.parse(text);
    if (!isKeptRun(run)) return 'corrupt';
    return run.address === address ? run : undefined;
  } catch {
    return 'corrupt';
  }
}

function isKeptRun(value: unknown): value is KeptRun {
  if (typeof value !== 'object' || value === null) return false;
  const { address, link, hash, tick, events, playing } = value as Readonly<Record<string, unknown>>;
  const isCount = (each: unknown): boolean => Number.isSafeInteger(each) && 0 <= (each as number);
  return (
    [address, link, hash].every((each) => typeof each === 'string') &&
    [tick, events].every(isCount) &&
    (events as number) <= KEPT_EVENTS_MAX &&
    typeof playing === 'boolean'
  );
}

/** Everything that was kept. */
export function forgetAll(): void {
  for (const key of ['lang', 'theme', 'level', 'deeds', 'lessons', 'challenges', RUN]) forget(key);
}

function forget(key: string): void {
  try {
    localStorage.removeItem(PREFIX + key);
  } catch {
    // What could not be kept need not be forgotten.
  }
}

/** Whether the page was loaded again, not opened: only then goes on what was left. */
export function isReload(): boolean {
  const [entry] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  return entry?.type === 'reload' || entry?.type === 'back_forward';
}

/** What was done lately through the palette: names of deeds, never what was typed. */
export function recalledDeeds(): readonly string[] {
  return (recall('deeds') ?? '').split('\n').filter((id) => id !== '');
}

/** The address always reproduces the run; one that came in a link keeps it there. */
export function reflect(query: string, link: string | undefined): void {
  const kept = linkIn(location.hash) === undefined ? location.hash : '';
  const hash = link === undefined ? kept : `#r=${link}`;
  if (query === location.search && hash === location.hash) return;
  try {
    history.replaceState(history.state, '', `${location.pathname}${query}${hash}`);
  } catch {
    // Sandboxed frames forbid it; nothing depends on it.
  }
}
