/**
 * What a link carries: the run, as the core writes it, and behind it what only the page knows,
 * `#r=RUN&at=1200&b=1200:first%20leader,3400:lost`: the moment that it shows, and bookmarks, each a tick and
 * a name. Pure.
 */
import { parseTick } from './options.ts';
import { BOOKMARKS_MOST, NAME_MOST, type Bookmark } from './bookmarks.ts';

export interface Link {
  /** For the core. */
  readonly run: string;
  /** The tick to open it at. */
  readonly at: number | undefined;
  readonly bookmarks: readonly Bookmark[];
  /** Something behind the run could not be read; the run does not suffer from it. */
  readonly damaged: boolean;
}

const MOMENT = 'at';
const BOOKMARKS = 'b';

/** What stands behind `#r=`. */
export function readLink(text: string): Link {
  const [run = '', ...parameters] = text.split('&');
  const bookmarks: Bookmark[] = [];
  let at: number | undefined;
  let damaged = false;
  for (const parameter of parameters) {
    const [name, value] = halves(parameter, '=');
    if (name === MOMENT && value !== undefined) {
      at = parseTick(value);
      damaged ||= at === undefined;
      continue;
    }
    // Of a later version, perhaps; the run is whole.
    if (name !== BOOKMARKS || value === undefined) {
      damaged = true;
      continue;
    }
    for (const each of value.split(',')) {
      const bookmark = readBookmark(each);
      if (bookmark === undefined || BOOKMARKS_MOST <= bookmarks.length) damaged = true;
      else bookmarks.push(bookmark);
    }
  }
  return { run, at, bookmarks, damaged };
}

/** A link to a run, at a moment, with bookmarks; without these it is what it always was. */
export function writeLink(run: string, bookmarks: readonly Bookmark[], at?: number): string {
  const moment = at === undefined ? '' : `&${MOMENT}=${at}`;
  if (bookmarks.length === 0) return run + moment;
  const list = bookmarks.map(({ tick, name }) => `${tick}:${encodeURIComponent(name)}`);
  return `${run}${moment}&${BOOKMARKS}=${list.join(',')}`;
}

function readBookmark(text: string): Bookmark | undefined {
  const [tick, name] = halves(text, ':');
  if (!/^\d{1,15}$/.test(tick) || name === undefined) return undefined;
  try {
    return { tick: Number(tick), name: [...decodeURIComponent(name)].slice(0, NAME_MOST).join('') };
  } catch {
    return undefined; // half an escape
  }
}

function halves(text: string, separator: string): readonly [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}
