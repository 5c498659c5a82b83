/** What is typed to find events, and whether an event is what was meant. Pure. */
import type { EventView } from './engine.ts';

/** One word of what was typed. All of them must fit. */
type Wanted =
  /** Letters, anywhere in the sentence or in the trace, in capitals or not. */
  | { readonly kind: 'word'; readonly pattern: RegExp }
  /** `S3`, `C1`, `m12`: never a part of another name. */
  | { readonly kind: 'name'; readonly party: 'server' | 'client' | 'message'; readonly id: number; readonly pattern: RegExp }
  /** `kind:crashed`, `term:2`, `index:7`. */
  | { readonly kind: 'fact'; readonly fact: 'kind' | 'term' | 'index'; readonly value: string };

export interface Query {
  readonly wanted: readonly Wanted[];
}

/** Why what was typed means nothing: what, and what would do instead. */
export type Mistake =
  | { readonly kind: 'quote' }
  | { readonly kind: 'no-server' | 'no-client'; readonly word: string; readonly count: number }
  | { readonly kind: 'no-kind'; readonly word: string; readonly nearest: string }
  | { readonly kind: 'no-number'; readonly word: string };

/** What there is to be found in a run. */
export interface Cast {
  readonly servers: number;
  readonly clients: number;
}

/** The kinds of events, as `EventView.kind` has them. */
export const EVENT_KINDS = [
  ...['sent', 'duplicated', 'delivered', 'dropped', 'held', 'released'],
  ...['election-started', 'vote-granted', 'vote-refused', 'became-leader', 'stepped-down', 'quorum-lost'],
  ...['pre-vote-started', 'pre-vote-granted', 'pre-vote-refused', 'transfer-started', 'transfer-abandoned'],
  ...['appended', 'truncated', 'append-refused', 'committed', 'ignored', 'applied', 'skipped'],
  ...['membership-entered', 'change-abandoned', 'compacted', 'snapshot-installed', 'restored'],
  ...['persisted', 'written', 'disk-full', 'writes-lost', 'crashed', 'restarted', 'paused', 'resumed'],
  ...['cut', 'mended', 'partitioned', 'bridged', 'cut-one-way', 'healed', 'calmed', 'tuned'],
  ...['called', 'returned', 'gave-up'],
] as const;

/** Reads what was typed: words, `"words with spaces"`, names and facts. Nothing typed is no query. */
export function readQuery(typed: string, cast: Cast): Query | Mistake | undefined {
  const wanted: Wanted[] = [];
  // A colon of a Chinese keyboard is one, too; and so are its quotes.
  const text = typed.replaceAll('：', ':').replaceAll(/[“”]/g, '"');
  for (const [whole, quoted, closing] of text.matchAll(/"([^"]*)("?)|[^\s"]+/g)) {
    if (quoted !== undefined) {
      if (closing === '') return { kind: 'quote' };
      if (quoted !== '') wanted.push({ kind: 'word', pattern: patternOf(quoted) });
      continue;
    }
    const one = readWord(whole, cast);
    if ('word' in one) return one;
    wanted.push(one);
  }
  return wanted.length === 0 ? undefined : { wanted };
}

export const isMistake = (read: Query | Mistake): read is Mistake => 'kind' in read;

function readWord(word: string, { servers, clients }: Cast): Wanted | Exclude<Mistake, { kind: 'quote' }> {
  const [, letter = '', digits] = /^([scm])(\d+)$/i.exec(word) ?? [];
  if (digits !== undefined) {
    const id = Number(digits);
    const name = `${letter === 'M' || letter === 'm' ? 'm' : letter.toUpperCase()}${id}`;
    const pattern = new RegExp(`(?<![a-z0-9])${name}(?![0-9])`, 'gi');
    const party = name.startsWith('S') ? 'server' : name.startsWith('C') ? 'client' : 'message';
    if (party === 'server' && (id < 1 || servers < id)) return { kind: 'no-server', word: name, count: servers };
    if (party === 'client' && (id < 1 || clients < id)) return { kind: 'no-client', word: name, count: clients };
    return { kind: 'name', party, id, pattern };
  }
  const [, fact, value = ''] = /^(kind|term|index):(.*)$/i.exec(word) ?? [];
  if (fact === undefined) return { kind: 'word', pattern: patternOf(word) };
  if (fact.toLowerCase() === 'kind') {
    const kind = value.toLowerCase();
    // `kind:crash` is meant well.
    if (EVENT_KINDS.some((each) => kind !== '' && each.startsWith(kind))) return { kind: 'fact', fact: 'kind', value: kind };
    return { kind: 'no-kind', word: value, nearest: nearestTo(kind) };
  }
  if (!/^\d+$/.test(value)) return { kind: 'no-number', word };
  return { kind: 'fact', fact: fact.toLowerCase() as 'term' | 'index', value: String(Number(value)) };
}

function patternOf(word: string): RegExp {
  return new RegExp(word.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&'), 'giu');
}

/** The kind that differs in the fewest letters. */
function nearestTo(word: string): string {
  let best: string = EVENT_KINDS[0];
  let least = Number.POSITIVE_INFINITY;
  for (const kind of EVENT_KINDS) {
    const away = distance(word, kind);
    if (away < least) [best, least] = [kind, away];
  }
  return best;
}

function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, i) => i);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      const change = (row[j - 1] ?? 0) + (one[i - 1] === other[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

/** Whether an event is meant. `sentence` is how it is told to the reader. */
export function isMeant({ wanted }: Query, event: EventView, sentence: string): boolean {
  return wanted.every((each) => {
    switch (each.kind) {
      case 'word':
        return occurs(each.pattern, sentence) || occurs(each.pattern, event.text) || occurs(each.pattern, event.kind);
      case 'name':
        if (each.party === 'server' && (event.server === each.id || event.peer === each.id)) return true;
        if (each.party === 'client' && event.client === each.id) return true;
        return occurs(each.pattern, event.text);
      case 'fact':
        if (each.fact === 'kind') return event.kind.startsWith(each.value);
        return String(event[each.fact] ?? '') === each.value;
      default:
        return each satisfies never;
    }
  });
}

function occurs(pattern: RegExp, text: string): boolean {
  const found = pattern.test(text);
  // It would go on from where it was.
  pattern.lastIndex = 0;
  return found;
}

/** Where in a text there is what was looked for: from, to; in order, none over another. */
export function marksIn({ wanted }: Query, text: string): readonly (readonly [number, number])[] {
  const found = wanted.flatMap((each) =>
    each.kind === 'fact' ? [] : [...text.matchAll(each.pattern)].map((hit): [number, number] => [hit.index, hit.index + hit[0].length]),
  );
  found.sort((a, b) => a[0] - b[0] || b[1] - a[1]);
  const marks: [number, number][] = [];
  for (const [from, to] of found) {
    const last = marks.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to);
    else marks.push([from, to]);
  }
  return marks;
}

/** Whether the sentence alone shows why the event is meant; else the trace is shown with it. */
export function isShownBy({ wanted }: Query, sentence: string): boolean {
  return wanted.every((each) => each.kind === 'fact' || occurs(each.pattern, sentence));
}

/**
 * The hit to go to, by its place among those found in order of time: the next one, or the one before;
 * beyond the last comes the first again. Without one that is shown it counts from the moment: `here` is how many
 * events have happened.
 */
export function hitFrom(positions: readonly number[], at: number | undefined, here: number, way: 1 | -1): number | undefined {
  const count = positions.length;
  if (count === 0) return undefined;
  if (at !== undefined && at < count) return (at + way + count) % count;
  // The event that has just happened is where one is.
  const next = positions.findIndex((position) => here <= position);
  if (0 < way) return next < 0 ? 0 : next;
  const before = next < 0 ? count - 1 : next - 1;
  return before < 0 ? count - 1 : before;
}
