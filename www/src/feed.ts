/** The stream of events, read in portions: what the list shows and what the narrator tells. */
import type { EventView, ViolationView } from './engine.ts';
import { leaderOf, type ClusterView } from './frame.ts';
import { kindsBelow, weightOf, type Context, type Weight } from './narrate.ts';

/** An event with the facts around it at the time, so that it can be told again in another language. */
export interface Happening {
  readonly event: EventView;
  readonly context: Context;
  readonly weight: number;
}

/** What a feed reads from. */
export interface EventSource {
  /** The latest from a position on, without those of some kinds; undefined where they are not remembered. */
  latestExcept(kinds: readonly string[], since: number, limit: number): readonly EventView[] | undefined;
  /** Any, from one position up to before another. */
  events(from: number, to: number): readonly EventView[];
  client(id: number): {
    readonly history: readonly {
      readonly number: number;
      readonly command: string;
      readonly result: string;
    }[];
  };
}

/** At top speed more happens than anybody reads: only the latest are fetched, out of so many. */
const PORTION = 400;
const LOOKED_AT = 10 * PORTION;
/** Who arrives in a quiet time gets so many portions more, for so many notable events. */
const LOOKS_BACK = 5;
const NOTABLE = 12;
/** Lines kept for the list. */
const KEPT = 120;
/** A sentence stays this long, in real ms, before a lesser one, and this long before its equal. */
export const DWELL = 2000;
export const DWELL_EQUAL = 900;
/** After so long without anything to tell, in real ms, what goes on meanwhile is told. */
export const QUIET = 6000;
/** What a person did is told at once: the page must not seem deaf. */
const DEEDS: readonly string[] = [
  'crashed',
  'restarted',
  'paused',
  'resumed',
  'cut',
  'mended',
  'partitioned',
  'bridged',
  'cut-one-way',
  'healed',
  'calmed',
  'held',
  'released',
  'tuned',
  'compacted',
  'transfer-started',
];

export class Feed {
  /** What is worth telling; newest first. */
  notable: readonly Happening[] = [];
  /** What the narrator says. */
  told: Happening | undefined;
  /** What weighs less is not told. */
  least: Weight = 2;
  /** Whether messages and details are wanted, too, from the next reading on. */
  detailed = false;

  /** Everything, newest first; nothing unless it is wanted. */
  #all: readonly Happening[] | undefined;
  /** Each judge's first objection; newest first. */
  #alarms: readonly Happening[] = [];
  /** Those that the narrator has not told yet; oldest first. */
  #untold: readonly Happening[] = [];
  #next = 0;
  #toldAt = Number.NEGATIVE_INFINITY;
  #waiting: Happening | undefined;
  #arriving: boolean;
  /** Who leads while nothing stands in the way, and when that was seen. */
  #calm: { readonly leader: number; readonly tick: number } | undefined;

  constructor(arriving = false) {
    this.#arriving = arriving;
  }

  /** What the list shows: newest first, each judge's first objection where it was noticed. */
  get lines(): readonly Happening[] {
    const events = this.#all ?? this.notable;
    return this.#alarms.length === 0 ? events : merged(this.#alarms, events);
  }

  /** Reads what is new. Returns whether there was anything for the list or the narrator. */
  read(source: EventSource, view: ClusterView): boolean {
    const leader = leaderOf(view)?.id;
    const calm = leader !== undefined && view.cuts.length === 0;
    this.#calm = calm ? { leader, tick: view.now } : undefined;
    const tell = teller(source, view);
    const turned = this.detailed !== (this.#all !== undefined);
    if (turned) this.#all = this.detailed ? newestOf(source, this.#next).map(tell) : undefined;
    if (view.eventCount === this.#next) return turned;
    let since = Math.max(this.#next, view.eventCount - PORTION);
    const latest = this.#arriving ? undefined : this.#latest(source, view.eventCount);
    let fresh = (latest ?? source.events(since, view.eventCount)).map(tell);
    // In a quiet time the latest turns may lie further back.
    for (let i = 0; this.#arriving && i < LOOKS_BACK && 0 < since && isQuiet(fresh); i++) {
      const before = Math.max(0, since - PORTION);
      fresh = [...source.events(before, since).map(tell), ...fresh];
      since = before;
    }
    // Where not all was fetched, what was before is no longer what stands before it.
    const isCut = PORTION <= fresh.length || this.#next < view.eventCount - LOOKED_AT;
    this.#next = view.eventCount;
    if (fresh.length === 0) return turned;
    const newest = [...fresh].reverse();
    if (this.#all !== undefined) this.#all = [...newest, ...(isCut ? [] : this.#all)].slice(0, KEPT);
    const notable = newest.filter((each) => 1 < each.weight);
    if (0 < notable.length) this.notable = [...notable, ...(isCut ? [] : this.notable)].slice(0, KEPT);
    // Of those that wait to be told the weightiest wins; of equals the latest.
    for (const each of fresh) {
      if (this.least <= each.weight && (this.#waiting?.weight ?? 0) <= each.weight) {
        this.#waiting = each;
      }
    }
    // Who arrives from another time is told the last turn before this moment.
    if (this.#arriving) this.#waiting = notable.find((each) => 2 < each.weight) ?? notable[0];
    this.#arriving = false;
    return true;
  }

  /**
   * What the judges found so far, oldest first. It is no event of the run: a judge's first objection is told before
   * everything else, and the others are counted where the judges are. Returns whether another judge objects.
   */
  object(violations: readonly ViolationView[]): boolean {
    const firsts = violations.filter(({ judge }, at) => violations.findIndex((each) => each.judge === judge) === at);
    const before = this.#alarms.length;
    if (firsts.length === before) return false;
    const alarms = firsts.map(alarm);
    this.#untold = before < firsts.length ? [...this.#untold, ...alarms.slice(before)] : [];
    this.#alarms = alarms.reverse();
    return true;
  }

  /** Chooses what to tell at a real time. Returns whether it changed. */
  tell(realTime: number, playing: boolean): boolean {
    // One judge after the other; who stands there sees the last.
    const objection = this.#untold.at(playing ? 0 : -1);
    const next = objection ?? this.#waiting;
    if (next === undefined) return playing && this.#rest(realTime);
    const before = this.told?.weight ?? 0;
    const dwell = next.weight < before ? DWELL : next.weight === before ? DWELL_EQUAL : 0;
    const early = realTime - this.#toldAt < dwell && !DEEDS.includes(next.event.kind);
    if (playing && early) return false;
    this.told = next;
    this.#toldAt = realTime;
    this.#waiting = undefined;
    if (objection !== undefined) this.#untold = playing ? this.#untold.slice(1) : [];
    return true;
  }

  /** What is new and wanted; undefined where it was forgotten, or one came from another time. */
  #latest(source: EventSource, end: number): readonly EventView[] | undefined {
    const kinds = this.detailed ? [] : kindsBelow(this.least);
    return source.latestExcept(kinds, Math.max(this.#next, end - LOOKED_AT), PORTION);
  }

  /** A newcomer who only looks on learns what it is that keeps moving. */
  #rest(realTime: number): boolean {
    const { told } = this;
    if (told === undefined || this.#calm === undefined || this.least < 2 || 4 < told.weight) return false;
    if (told.event.kind === 'quiet' || realTime - this.#toldAt < QUIET) return false;
    const { leader, tick } = this.#calm;
    const event = { ...NO_FACTS, sequence: -1, tick, text: '', kind: 'quiet', server: leader };
    const context = { leads: true, command: undefined, result: undefined };
    this.told = { event, context, weight: weightOf(event) };
    this.#toldAt = realTime;
    return true;
  }
}

const NO_FACTS = {
  server: undefined,
  client: undefined,
  peer: undefined,
  term: undefined,
  index: undefined,
  reason: undefined,
};

/** The `at`-th to be noticed. Events count from 0 on. */
function alarm(found: ViolationView, at: number): Happening {
  const { tick, text } = found;
  const event = { ...NO_FACTS, sequence: -1 - at, tick, text, kind: 'violation' };
  return { event, context: { leads: false, command: undefined, result: undefined, found }, weight: weightOf(event) };
}

/** Both are newest first; what is noticed at a moment comes after all that happens at it. */
function merged(alarms: readonly Happening[], events: readonly Happening[]): readonly Happening[] {
  const lines: Happening[] = [];
  let next = 0;
  for (const each of events) {
    for (let found = alarms[next]; found !== undefined && each.event.tick <= found.event.tick; found = alarms[next]) {
      lines.push(found);
      next += 1;
    }
    lines.push(each);
  }
  return [...lines, ...alarms.slice(next)];
}

function isQuiet(events: readonly Happening[]): boolean {
  return events.filter((each) => 1 < each.weight).length < NOTABLE;
}

/** The last ones before a position. */
function newestOf(source: EventSource, to: number): readonly EventView[] {
  return [...source.events(Math.max(0, to - KEPT), to)].reverse();
}

/** Adds to events what is around them. What a client called is looked up once. */
function teller(source: EventSource, view: ClusterView): (event: EventView) => Happening {
  const histories = new Map<number, ReturnType<EventSource['client']>['history']>();
  const historyOf = (client: number) => {
    const history = histories.get(client) ?? source.client(client).history;
    histories.set(client, history);
    return history;
  };
  return (event) => {
    const { kind, client, server, index } = event;
    const leads = view.servers[(server ?? 0) - 1]?.role === 'leader';
    // The call that it begins or ends: its `index` is the request's number.
    const isCall = client != null && (kind === 'called' || kind === 'returned');
    const call = isCall ? historyOf(client).find(({ number }) => number === index) : undefined;
    const context = { leads, command: call?.command, result: call?.result };
    return { event, weight: weightOf(event, leads), context };
  };
}
