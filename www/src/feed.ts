/** The stream of events, read in portions: what the list shows and what the narrator tells. */
import type { EventView, ViolationView } from './engine.ts';
import { leaderOf, type ClusterView } from './frame.ts';
import { weightOf, type Context, type Weight } from './narrate.ts';

/** An event with the facts around it at the time, so that it can be told again in another language. */
export interface Happening {
  readonly event: EventView;
  readonly context: Context;
  readonly weight: number;
}

/** What a feed reads from. */
export interface EventSource {
  /** Those of the latest events that are remembered. */
  latest(since: number, limit: number): readonly EventView[];
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

/** At top speed more happens than anybody reads: only the latest of a portion are fetched. */
const PORTION = 400;
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
  /** Everything, and what is worth telling; newest first. */
  all: readonly Happening[] = [];
  notable: readonly Happening[] = [];
  /** What the narrator says. */
  told: Happening | undefined;
  /** What weighs less is not told. */
  least: Weight = 2;

  #next = 0;
  #toldAt = Number.NEGATIVE_INFINITY;
  #waiting: Happening | undefined;
  #arriving: boolean;
  /** Who leads while nothing stands in the way, and when that was seen. */
  #calm: { readonly leader: number; readonly tick: number } | undefined;

  constructor(arriving = false) {
    this.#arriving = arriving;
  }

  /** Reads what is new. Returns whether there was anything. */
  read(source: EventSource, view: ClusterView): boolean {
    const leader = leaderOf(view)?.id;
    const calm = leader !== undefined && view.cuts.length === 0;
    this.#calm = calm ? { leader, tick: view.now } : undefined;
    if (view.eventCount === this.#next) return false;
    const tell = (event: EventView): Happening => happening(event, source, view);
    let since = Math.max(this.#next, view.eventCount - PORTION);
    let fresh = eventsOf(source, since, view.eventCount).map(tell);
    // In a quiet time the latest turns may lie further back.
    for (let i = 0; this.#arriving && i < LOOKS_BACK && 0 < since && isQuiet(fresh); i++) {
      const before = Math.max(0, since - PORTION);
      fresh = [...source.events(before, since).map(tell), ...fresh];
      since = before;
    }
    this.#next = view.eventCount;
    if (fresh.length === 0) return false;
    const newest = [...fresh].reverse();
    this.all = [...newest.slice(0, KEPT), ...this.all].slice(0, KEPT);
    const notable = newest.filter((each) => 1 < each.weight);
    if (0 < notable.length) this.notable = [...notable, ...this.notable].slice(0, KEPT);
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

  /** A violation is no event of the run, and is told before everything else. */
  alarm(sequence: number, found: ViolationView): void {
    const { tick, text } = found;
    const event = { ...NO_FACTS, sequence, tick, text, kind: 'violation' };
    const context = { leads: false, command: undefined, result: undefined, found };
    const happening: Happening = { event, context, weight: weightOf(event) };
    this.#waiting = happening;
    this.notable = [happening, ...this.notable];
  }

  /** Chooses what to tell at a real time. Returns whether it changed. */
  tell(realTime: number, playing: boolean): boolean {
    const next = this.#waiting;
    if (next === undefined) return playing && this.#rest(realTime);
    const before = this.told?.weight ?? 0;
    const dwell = next.weight < before ? DWELL : next.weight === before ? DWELL_EQUAL : 0;
    const early = realTime - this.#toldAt < dwell && !DEEDS.includes(next.event.kind);
    if (playing && early) return false;
    this.told = next;
    this.#toldAt = realTime;
    this.#waiting = undefined;
    return true;
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

function isQuiet(events: readonly Happening[]): boolean {
  return events.filter((each) => 1 < each.weight).length < NOTABLE;
}

/** What was forgotten, or never read because one came from another time, is looked up. */
function eventsOf(source: EventSource, from: number, to: number): readonly EventView[] {
  const latest = source.latest(from, to - from);
  return latest.length < to - from ? source.events(from, to) : latest;
}

function happening(event: EventView, source: EventSource, view: ClusterView): Happening {
  const leads = view.servers[(event.server ?? 0) - 1]?.role === 'leader';
  const operation = operationOf(event, source);
  const weight = weightOf(event, leads);
  return {
    event,
    weight,
    context: { leads, command: operation?.command, result: operation?.result },
  };
}

/** The client operation that an event begins or ends; its `index` is the request's number. */
function operationOf(event: EventView, source: EventSource) {
  if (event.client == null) return undefined;
  if (event.kind !== 'called' && event.kind !== 'returned') return undefined;
  return source.client(event.client).history.find((each) => each.number === event.index);
}
