/** What outlives the page: preferences and the address. Where they are forbidden, it does not. */
import { linkIn, type Language, type Theme } from './options.ts';

const PREFIX = 'kvraft-lab.';

export function remember(key: string, value: string): void {
  try {
    localStorage.setItem(PREFIX + key, value);
  } catch {
    // Private windows and sandboxed frames refuse; the page works without.
  }
}

function recall(key: string): string | undefined {
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
