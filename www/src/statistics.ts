/**
 * A run in figures: who led and how long, what became of messages, how long commits and requests took. Counted
 * from the events as the core's chronicle has them (wasm/src/chronicle.rs). Pure.
 */
import { MESSAGE_KINDS } from './frame.ts';
import { GRANTED, KIND, MESSAGE, RECORD } from './spacetime/store.ts';

/** Somebody led, as it believed. */
export interface Reign {
  readonly server: number;
  readonly term: number;
  /** Ticks; without an end it leads still. */
  readonly from: number;
  to: number | undefined;
}

/** What became of messages. What is neither arrived nor lost is on its way. */
export interface Traffic {
  sent: number;
  /** Made by the network. */
  copies: number;
  arrived: number;
  lost: number;
}

/** Why messages were lost, in the order of the chronicle's numbers. */
export const LOSSES = ['lost', 'cut', 'down', 'full', 'hand'] as const;

/** `message.…` of the page's texts; a heartbeat is an AppendEntries that carries nothing. */
export type Kind = (typeof MESSAGE_KINDS)[number] | 'heartbeat';

/** How many there were, and how long they took, in ms of virtual time; nearest-rank percentiles. */
export interface Spread {
  readonly count: number;
  readonly median: number | undefined;
  readonly p95: number | undefined;
  readonly most: number | undefined;
}

export interface Statistics {
  /** The tick up to which it is counted. */
  readonly until: number;
  readonly events: number;
  readonly elections: number;
  readonly preVotes: number;
  readonly reigns: readonly Reign[];
  /** The highest term anybody stood or voted in. */
  readonly term: number;
  /** Ticks in which nobody led. */
  readonly leaderless: number;
  readonly crashes: number;
  readonly restarts: number;
  readonly pauses: number;
  readonly cuts: number;
  readonly byKind: ReadonlyMap<Kind, Readonly<Traffic>>;
  /** Sent by it, arrived at it, lost on the way from it; clients are negative. */
  readonly byParty: ReadonlyMap<number, Readonly<Traffic>>;
  readonly losses: readonly number[];
  readonly snapshotBytes: number;
  /** Entries that were committed, each once. */
  readonly committed: number;
  /** From a leader's append to the first server that knows it committed. */
  readonly commits: Spread;
  readonly truncations: number;
  readonly calls: number;
  readonly answered: number;
  readonly gaveUp: number;
  readonly retries: number;
  /** From a call to its answer. */
  readonly requests: Spread;
  readonly histogram: readonly Bucket[];
}

/** Calls that took from so many ms to less than so many; the last one has no end. */
export interface Bucket {
  readonly from: number;
  readonly to: number | undefined;
  readonly count: number;
}

const BOUNDS = [0, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000] as const;

/** The smallest value that so large a share of all do not exceed. */
export function percentile(sorted: ArrayLike<number>, share: number): number | undefined {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = Float64Array.from(values).sort();
  return { count: sorted.length, median: percentile(sorted, 0.5), p95: percentile(sorted, 0.95), most: sorted.at(-1) };
}

/** Buckets from the first that has a call to the last one. */
export function histogramOf(values: readonly number[]): readonly Bucket[] {
  const buckets = BOUNDS.map((from, i) => {
    const to = BOUNDS[i + 1];
    return { from, to, count: values.filter((value) => from <= value && (to === undefined || value < to)).length };
  });
  const first = buckets.findIndex(({ count }) => 0 < count);
  const last = buckets.reduce((latest, { count }, i) => (0 < count ? i : latest), -1);
  return first < 0 ? [] : buckets.slice(first, last + 1);
}

interface Call {
  readonly tick: number;
  tries: number;
}

/** Counts events, in their order. */
export class Tally {
  /** How many it has counted. */
  events = 0;

  #elections = 0;
  #preVotes = 0;
  #term = 0;
  #crashes = 0;
  #restarts = 0;
  #pauses = 0;
  #cuts = 0;
  #truncations = 0;
  #snapshotBytes = 0;
  readonly #reigns: Reign[] = [];
  /** The reign of each server that leads. */
  readonly #leads = new Map<number, Reign>();
  readonly #byKind = new Map<Kind, Traffic>();
  readonly #byParty = new Map<number, Traffic>();
  readonly #losses = LOSSES.map(() => 0);
  /** Messages on their way: their kind and their sender. */
  readonly #underWay = new Map<number, readonly [Kind, number]>();
  /** The last index of each log, as far as it is known. */
  readonly #last = new Map<number, number>();
  /** When a leader appended an entry, by index and term. */
  readonly #proposed = new Map<number, Map<number, number>>();
  /** When an index was first known committed; until it is known which entry that is. */
  readonly #committed = new Map<number, number>();
  #highest = 0;
  #commits = 0;
  readonly #commitTimes: number[] = [];
  readonly #calls = new Map<number, Call>();
  #called = 0;
  #gaveUp = 0;
  #retries = 0;
  readonly #requestTimes: number[] = [];

  /** Counts events as the chronicle writes them. */
  add(words: Float64Array): void {
    for (let o = 0; o + RECORD <= words.length; o += RECORD) {
      const word = (column: number): number => words[o + column] ?? 0;
      this.#one(word(0), word(1), word(2), word(4), word(5), word(6), word(7));
      this.events += 1;
    }
  }

  #one(tick: number, kind: number, lane: number, message: number, term: number, index: number, more: number): void {
    switch (kind) {
      case KIND.sent:
        this.#sent(lane, message, index, more % GRANTED);
        break;
      case KIND.duplicated: {
        const original = this.#underWay.get(message);
        if (original === undefined) break;
        this.#underWay.set(index, original);
        this.#kind(original[0]).copies += 1;
        this.#party(original[1]).copies += 1;
        break;
      }
      case KIND.delivered:
        this.#ended(message, 'arrived', lane);
        break;
      case KIND.dropped:
        this.#losses[more] = (this.#losses[more] ?? 0) + 1;
        this.#ended(message, 'lost', lane);
        break;
      case KIND['election-started']:
        this.#elections += 1;
        this.#term = Math.max(this.#term, term);
        break;
      case KIND['pre-vote-started']:
        this.#preVotes += 1;
        break;
      case KIND['vote-granted']:
        this.#term = Math.max(this.#term, term);
        break;
      case KIND['became-leader']: {
        this.#abdicate(lane, tick);
        const reign = { server: lane, term, from: tick, to: undefined };
        this.#reigns.push(reign);
        this.#leads.set(lane, reign);
        this.#term = Math.max(this.#term, term);
        break;
      }
      case KIND['stepped-down']:
        this.#abdicate(lane, tick);
        break;
      case KIND.crashed:
        this.#crashes += 1;
        this.#abdicate(lane, tick);
        this.#last.delete(lane);
        break;
      case KIND.restarted:
        this.#restarts += 1;
        break;
      case KIND.paused:
        this.#pauses += 1;
        break;
      case KIND.cut:
      case KIND.partitioned:
      case KIND.bridged:
      case KIND['cut-one-way']:
        this.#cuts += 1;
        break;
      case KIND.appended:
        this.#appended(tick, lane, term, index);
        break;
      case KIND.truncated:
        this.#truncations += 1;
        this.#last.set(lane, index - 1);
        break;
      case KIND.committed:
        for (let i = this.#highest + 1; i <= index; i++) this.#committed.set(i, tick);
        this.#commits += Math.max(0, index - this.#highest);
        this.#highest = Math.max(this.#highest, index);
        break;
      case KIND.applied:
        this.#applied(term, index);
        break;
      case KIND.called:
        this.#called += 1;
        this.#calls.set(lane, { tick, tries: 0 });
        break;
      case KIND.returned:
      case KIND['gave-up']: {
        const call = this.#calls.get(lane);
        this.#calls.delete(lane);
        if (kind === KIND['gave-up']) this.#gaveUp += 1;
        else if (call !== undefined) this.#requestTimes.push(tick - call.tick);
        break;
      }
      default:
    }
  }

  #kind(kind: Kind): Traffic {
    return entry(this.#byKind, kind);
  }
  #party(party: number): Traffic {
    return entry(this.#byParty, party);
  }

  #sent(from: number, message: number, carried: number, kind: number): void {
    const beats = kind === MESSAGE.appendEntries && carried === 0;
    const name: Kind = beats ? 'heartbeat' : (MESSAGE_KINDS[kind] ?? 'request-vote');
    this.#kind(name).sent += 1;
    this.#party(from).sent += 1;
    this.#underWay.set(message, [name, from]);
    if (kind === MESSAGE.installSnapshot) this.#snapshotBytes += carried;
    if (kind !== MESSAGE.request) return;
    const call = this.#calls.get(from);
    if (call === undefined) return;
    if (0 < call.tries) this.#retries += 1;
    call.tries += 1;
  }

  #ended(message: number, how: 'arrived' | 'lost', lane: number): void {
    const way = this.#underWay.get(message);
    if (way === undefined) return;
    this.#underWay.delete(message);
    this.#kind(way[0])[how] += 1;
    this.#party(how === 'arrived' ? lane : way[1])[how] += 1;
  }

  #abdicate(server: number, tick: number): void {
    const reign = this.#leads.get(server);
    if (reign === undefined) return;
    reign.to = tick;
    this.#leads.delete(server);
  }

  /** What a leader appends it proposes; what others append they were told. */
  #appended(tick: number, server: number, term: number, index: number): void {
    const known = this.#last.get(server) ?? index - 1;
    this.#last.set(server, index);
    if (this.#leads.get(server)?.term !== term) return;
    for (let i = Math.min(known + 1, index); i <= index; i++) {
      const terms = this.#proposed.get(i) ?? new Map<number, number>();
      if (!terms.has(term)) terms.set(term, tick);
      this.#proposed.set(i, terms);
    }
  }

  /** What is applied tells which entry was committed. */
  #applied(term: number, index: number): void {
    const committed = this.#committed.get(index);
    if (committed === undefined) return;
    const proposed = this.#proposed.get(index)?.get(term);
    this.#committed.delete(index);
    this.#proposed.delete(index);
    if (proposed !== undefined) this.#commitTimes.push(committed - proposed);
  }

  /** All of it, up to a tick. */
  sum(until: number): Statistics {
    return {
      until,
      events: this.events,
      elections: this.#elections,
      preVotes: this.#preVotes,
      reigns: this.#reigns,
      term: this.#term,
      leaderless: leaderless(this.#reigns, until),
      crashes: this.#crashes,
      restarts: this.#restarts,
      pauses: this.#pauses,
      cuts: this.#cuts,
      byKind: this.#byKind,
      byParty: this.#byParty,
      losses: this.#losses,
      snapshotBytes: this.#snapshotBytes,
      committed: this.#commits,
      commits: spreadOf(this.#commitTimes),
      truncations: this.#truncations,
      calls: this.#called,
      answered: this.#requestTimes.length,
      gaveUp: this.#gaveUp,
      retries: this.#retries,
      requests: spreadOf(this.#requestTimes),
      histogram: histogramOf(this.#requestTimes),
    };
  }
}

function entry<K>(table: Map<K, Traffic>, key: K): Traffic {
  let traffic = table.get(key);
  if (traffic === undefined) {
    traffic = { sent: 0, copies: 0, arrived: 0, lost: 0 };
    table.set(key, traffic);
  }
  return traffic;
}

/** Two may lead at once, in different terms: only what none of them covers is without a leader. */
function leaderless(reigns: readonly Reign[], until: number): number {
  let covered = 0;
  let end = 0;
  for (const { from, to = until } of reigns) {
    covered += Math.max(0, to - Math.max(from, end));
    end = Math.max(end, to);
  }
  return Math.max(0, until - covered);
}

/** On its way at this moment. */
export const underWay = ({ sent, copies, arrived, lost }: Traffic): number => sent + copies - arrived - lost;

/** What a tally reads from; see `Source` of the space-time diagram. */
export interface StatisticsSource {
  turn(): number;
  end(): number;
  read(from: number, limit: number): Float64Array;
}

/** Events read at a time. */
const PORTION = 2048;

/** Keeps a tally of a future up to a moment of it; going back begins anew. */
export class Counter {
  #tally = new Tally();

  /** Counts on, for about so many real ms, up to event `to`. Returns whether all of it is counted. */
  follow(source: StatisticsSource, to: number, milliseconds: number, now = () => performance.now()): boolean {
    const deadline = now() + milliseconds;
    if (Math.min(source.turn(), to) < this.#tally.events) this.#tally = new Tally();
    while (this.#tally.events < to) {
      const words = source.read(this.#tally.events, Math.min(PORTION, to - this.#tally.events));
      // Where the past is out of reach there is nothing to count.
      if (words.length === 0) return true;
      this.#tally.add(words);
      if (deadline <= now()) break;
    }
    return to <= this.#tally.events;
  }

  get events(): number {
    return this.#tally.events;
  }

  sum(until: number): Statistics {
    return this.#tally.sum(until);
  }
}
