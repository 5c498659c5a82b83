/** What the console shows: lines typed, replies, mistakes. Data, so that it can be tested. */
import type { ClientView, LabError } from './engine.ts';

export type Entry = { readonly id: number } & (
  | { readonly kind: 'input'; readonly line: string }
  | { readonly kind: 'done'; readonly line: string }
  | { readonly kind: 'info'; readonly text: string }
  | {
      readonly kind: 'error';
      readonly line: string;
      readonly error: LabError;
      readonly offer: string | undefined;
    }
  | { readonly kind: 'help'; readonly about?: string }
  | Request
);

/** A request handed to a client, and its reply once there is one. */
export interface Request {
  readonly kind: 'request';
  readonly client: number;
  readonly number: number;
  readonly call: number;
  /** Nobody led when it was asked, or time stood still: said while it waits. */
  readonly note: 'no-leader' | 'paused' | undefined;
  /** The tick at which its client gives up; none if it never does. */
  readonly until: number | undefined;
  readonly reply: Reply | undefined;
}

export interface Reply {
  readonly result: string;
  readonly took: number;
  readonly attempts: number;
  /** False: it gave up, and may or may not have happened. */
  readonly known: boolean;
}

type New<T> = T extends unknown ? Omit<T, 'id'> : never;

/** Lines kept; older ones scroll out for good. */
const KEPT = 500;

export class Transcript {
  #entries: readonly Entry[] = [];
  #next = 1;
  readonly #attempts = new Map<string, number>();

  get entries(): readonly Entry[] {
    return this.#entries;
  }

  get waiting(): boolean {
    return this.#entries.some((entry) => entry.kind === 'request' && entry.reply === undefined);
  }

  add(entry: New<Entry>): void {
    this.#entries = [...this.#entries, { ...entry, id: this.#next++ } as Entry].slice(-KEPT);
  }

  clear(): void {
    this.#entries = [];
  }

  /** Another time: what is not asked before `now` will not be answered, or perhaps another than it. */
  abandon(now = 0): void {
    this.#entries = this.#entries.filter(
      (e) => e.kind !== 'request' || e.reply !== undefined || e.call < now,
    );
    this.#attempts.clear();
  }

  /** Fills in the replies that a client has received. */
  settle(client: ClientView): boolean {
    // The attempts are told only while a request is under way, so note them as they grow.
    if (client.request != null)
      this.#attempts.set(`${client.id} ${client.number}`, client.attempts);
    let changed = false;
    this.#entries = this.#entries.map((entry) => {
      if (entry.kind !== 'request' || entry.reply !== undefined || entry.client !== client.id)
        return entry;
      const operation = client.history.find((each) => each.number === entry.number);
      if (operation === undefined || operation.outcome === 'pending') return entry;
      changed = true;
      const reply: Reply = {
        result: operation.result,
        took: (operation.returned ?? operation.call) - operation.call,
        attempts: this.#attempts.get(`${client.id} ${entry.number}`) ?? 1,
        known: operation.outcome === 'done',
      };
      return { ...entry, reply };
    });
    return changed;
  }
}

/** Long input is shown in part: the rest is only counted. */
export function excerpt(
  text: string,
  length = 160,
): { readonly text: string; readonly cut: number } {
  if (text.length <= length) return { text, cut: 0 };
  return { text: [...text.slice(0, length)].join(''), cut: text.length };
}

/**
 * A line that would have worked, for somebody who typed a value with spaces or a stray quote:
 * `put x hello world` becomes `put x "hello world"`.
 */
export function quotedOffer(
  line: string,
  code: string,
  quote: (word: string) => string,
): string | undefined {
  if (code !== 'extra-argument' && code !== 'unclosed-quote' && code !== 'bad-escape')
    return undefined;
  const match = /^\s*((?:c\d+\s+)?(?:put|append))\s+(\S+)\s+(.+?)\s*$/is.exec(line);
  const [, command, key, value] = match ?? [];
  if (command === undefined || key === undefined || value === undefined) return undefined;
  if (200 < value.length || key.includes('"')) return undefined;
  return `${command} ${key} ${quote(value.replace(/^"|"$/g, ''))}`;
}
