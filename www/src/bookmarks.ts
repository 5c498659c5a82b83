/** Moments that a person named, kept with the session: they outlive a reload, not the window. Pure but for the store. */

export interface Bookmark {
  readonly tick: number;
  readonly name: string;
}

/** Where they are kept; a page in a sandbox has none. */
export interface Shelf {
  read(): string | null;
  write(text: string): void;
}

/** More than fit on the scrubber help nobody. */
export const BOOKMARKS_MOST = 40;
export const NAME_MOST = 60;

export class Bookmarks {
  /** By time. */
  list: readonly Bookmark[] = [];

  readonly #shelf: Shelf;
  #run = '';

  constructor(shelf: Shelf = sessionShelf) {
    this.#shelf = shelf;
  }

  /** Another run: `run` says which; its bookmarks are there again if they are the ones kept. */
  open(run: string): void {
    if (run === this.#run) return;
    this.#run = run;
    this.list = kept(this.#shelf.read(), run);
  }

  /** Those that came with a run, if nobody has set any of one's own in it. */
  adopt(list: readonly Bookmark[]): void {
    if (this.list.length === 0) for (const { tick, name } of list) this.add(tick, name);
  }

  /** Of two at one moment the later one counts; without a name it is `Bookmark 3`-like, as told. */
  add(tick: number, name: string): void {
    const others = this.list.filter((each) => each.tick !== tick);
    // Half of a letter cannot stand in a link.
    const whole = [...name].slice(0, NAME_MOST).join('').replace(/\p{Surrogate}/gu, '\ufffd');
    const added = [...others, { tick, name: whole }];
    this.#set(added.sort((a, b) => a.tick - b.tick).slice(-BOOKMARKS_MOST));
  }

  /** Removes the one at this moment; returns it, or nothing if there is none. */
  remove(tick: number): Bookmark | undefined {
    const found = this.list.find((each) => each.tick === tick);
    this.#set(this.list.filter((each) => each !== found));
    return found;
  }

  #set(list: readonly Bookmark[]): void {
    this.list = list;
    this.#shelf.write(JSON.stringify({ run: this.#run, list }));
  }
}

function kept(text: string | null, run: string): readonly Bookmark[] {
  try {
    const stored: unknown = JSON.parse(text ?? 'null');
    if (typeof stored !== 'object' || stored === null) return [];
    const { run: of, list } = stored as Readonly<Record<string, unknown>>;
    return of === run && Array.isArray(list) ? list.filter(isBookmark) : [];
  } catch {
    return [];
  }
}

function isBookmark(value: unknown): value is Bookmark {
  if (typeof value !== 'object' || value === null) return false;
  const { tick, name } = value as Readonly<Record<string, unknown>>;
  return Number.isSafeInteger(tick) && 0 <= Number(tick) && typeof name === 'string' && !/\p{Surrogate}/u.test(name);
}

const KEY = 'kvraft-lab.bookmarks';

const sessionShelf: Shelf = {
  read() {
    try {
      return sessionStorage.getItem(KEY);
    } catch {
      return null;
    }
  },
  write(text) {
    try {
      sessionStorage.setItem(KEY, text);
    } catch {
      // Sandboxed frames refuse; they last as long as the page then.
    }
  },
};
