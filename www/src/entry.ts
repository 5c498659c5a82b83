/** What became of an entry, read off the logs side by side. Pure. */
import type { LogsView } from './engine.ts';

export type LogView = LogsView['servers'][number];
export type EntryView = LogView['entries'][number];

/** Names an entry: an index may hold entries of several terms, in different logs. */
export interface EntryRef {
  readonly index: number;
  readonly term: number;
}

/** What all logs say of an index. */
export interface Row {
  readonly index: number;
  /** The entry of each log, by position; undefined where it has none, or no longer. */
  readonly entries: readonly (EntryView | undefined)[];
  /** The entry that stays: known somewhere to be committed. */
  readonly settled: EntryView | undefined;
  /** What to show where only one may be shown: the settled one, else that of the highest term. */
  readonly best: EntryView | undefined;
  /** Two logs hold different entries here. */
  readonly splits: boolean;
  /** Two different entries are committed here: Raft is broken. */
  readonly broken: boolean;
}

/** How an entry stands in one log. */
export type Look =
  /** In this log, and settled nowhere. */
  | 'pending'
  /** Settled, but this server has not heard of it. */
  | 'unaware'
  /** Settled, this server knows, and has yet to apply it. */
  | 'known'
  | 'applied'
  /** Another entry is settled here: this one will be overwritten. */
  | 'doomed';

export interface Fate {
  readonly entry: EntryView;
  /** Settled somewhere; or doomed; or neither yet. */
  readonly state: 'committed' | 'pending' | 'doomed' | 'broken';
  /** Servers that hold it, hold it on disk, know that it is committed, have applied it. */
  readonly copies: readonly number[];
  readonly durable: readonly number[];
  readonly known: readonly number[];
  readonly applied: readonly number[];
  /** Servers in whose snapshot the index has gone. */
  readonly gone: readonly number[];
  /** Other entries at this index. */
  readonly rivals: readonly { readonly term: number; readonly servers: readonly number[] }[];
}

/** The entry of a log at an index, out of a window that begins at `from`. */
export function entryAt(log: LogView, index: number, from: number): EntryView | undefined {
  return log.entries[index - Math.max(from, log.first_index)];
}

export function rowOf(logs: LogsView, index: number): Row {
  const entries = logs.servers.map((log) => entryAt(log, index, logs.from));
  let settled: EntryView | undefined;
  let best: EntryView | undefined;
  let [splits, broken] = [false, false];
  for (const [i, entry] of entries.entries()) {
    if (entry === undefined) continue;
    if (best !== undefined && best.term !== entry.term) splits = true;
    if (best === undefined || best.term < entry.term) best = entry;
    if (index <= (logs.servers[i]?.commit_index ?? 0)) {
      if (settled !== undefined && settled.term !== entry.term) broken = true;
      settled ??= entry;
    }
  }
  return { index, entries, settled, best: settled ?? best, splits, broken };
}

export function lookOf(row: Row, log: LogView, entry: EntryView): Look {
  if (row.index <= log.last_applied) return 'applied';
  if (row.index <= log.commit_index) return 'known';
  if (row.settled === undefined) return 'pending';
  return row.settled.term === entry.term ? 'unaware' : 'doomed';
}

/** What became of the entry of a term at a row; undefined when no log has it. */
export function fateOf(logs: LogsView, row: Row, term: number): Fate | undefined {
  const { index } = row;
  const entry = row.entries.find((each) => each?.term === term);
  if (entry === undefined) return undefined;
  const holders = logs.servers.filter((_, i) => row.entries[i]?.term === term);
  const where = (is: (log: LogView) => boolean): readonly number[] =>
    holders.filter(is).map((log) => log.server);
  const rivals = new Map<number, number[]>();
  for (const [i, other] of row.entries.entries()) {
    const server = logs.servers[i]?.server;
    if (other === undefined || other.term === term || server === undefined) continue;
    rivals.set(other.term, [...(rivals.get(other.term) ?? []), server]);
  }
  const known = where((log) => index <= log.commit_index);
  return {
    entry,
    state: row.broken
      ? 'broken'
      : row.settled === undefined
        ? 'pending'
        : row.settled.term === term
          ? 'committed'
          : 'doomed',
    copies: where(() => true),
    durable: where((log) => index <= log.durable_index),
    known,
    applied: where((log) => index <= log.last_applied),
    gone: logs.servers.filter((log) => index < log.first_index).map((log) => log.server),
    rivals: [...rivals].map(([at, servers]) => ({ term: at, servers })),
  };
}

/** No client asks for these: the leader writes them when members come and go. */
export function changesMembers(entry: EntryView): boolean {
  return entry.client === 0 && entry.text.startsWith('members ');
}
