/** Preferences that outlive the page. Storage may be forbidden or full; then they just do not. */

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
