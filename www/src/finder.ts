/** Looks through all events of a future for what is meant, in portions, and goes on as the run grows. */
import type { Engine, EventView } from './engine.ts';
import type { Translate } from './i18n.ts';
import { narrate, weightOf, type Context, type Level } from './narrate.ts';
import { isMeant, type Query } from './search.ts';

export interface Hit {
  /** Its position in the run. */
  readonly event: number;
  readonly tick: number;
  readonly kind: string;
  readonly weight: number;
  /** How it is told, and the trace's own line. */
  readonly sentence: string;
  readonly trace: string;
}

/** In whose words it is told, and how much. */
export interface Telling {
  readonly t: Translate;
  readonly level: Level;
  /** Messages and details, too. */
  readonly all: boolean;
}

/** More hits than anybody goes through: then more words are needed. */
export const MOST_HITS = 20_000;
/** Events read at a time: some ms. */
const PORTION = 250;

type Source = Pick<Engine, 'latest' | 'events' | 'branch' | 'branches'>;

export class Finder {
  /** In order of time. */
  readonly hits: Hit[] = [];
  /** So many more fit among messages and details that are not looked for. */
  others = 0;

  readonly #source: Source;
  readonly #query: Query;
  readonly #telling: Telling;
  readonly #branch: number;
  /** Who leads, as they believe. */
  readonly #leads = new Set<number>();
  /** What the clients called and has not returned, by client and number. */
  readonly #calls = new Map<string, string>();
  #next = 0;

  constructor(source: Source, query: Query, telling: Telling) {
    this.#source = source;
    this.#query = query;
    this.#telling = telling;
    this.#branch = source.branch();
  }

  /** Whether one is in the future that it looks through. */
  isOf(source: Source): boolean {
    return source === this.#source && source.branch() === this.#branch;
  }

  /** The positions of the hits in the run. */
  get positions(): readonly number[] {
    return this.hits.map(({ event }) => event);
  }

  /** How many events the future has; how many of them have been looked at. */
  get end(): number {
    return this.#source.branches()[this.#branch]?.events ?? 0;
  }
  get seen(): number {
    return this.#next;
  }
  get isFull(): boolean {
    return MOST_HITS <= this.hits.length;
  }

  /** Looks on for about so many real ms. Returns whether there is more to look at. */
  look(milliseconds: number, now = () => performance.now()): boolean {
    const deadline = now() + milliseconds;
    const { end } = this;
    while (this.#next < end && !this.isFull) {
      const to = Math.min(end, this.#next + PORTION);
      const events = this.#read(this.#next, to);
      for (const event of events) this.#judge(event);
      // Where the past is out of reach there is nothing to read.
      this.#next = to;
      if (deadline <= now()) break;
    }
    return this.#next < end && !this.isFull;
  }

  #read(from: number, to: number): readonly EventView[] {
    const latest = this.#source.latest(from, to - from);
    return latest.length === to - from && latest[0]?.sequence === from ? latest : this.#source.events(from, to);
  }

  #judge(event: EventView): void {
    const { t, level, all } = this.#telling;
    const server = event.server ?? 0;
    if (event.kind === 'became-leader') this.#leads.add(server);
    else if (event.kind === 'stepped-down' || event.kind === 'crashed') this.#leads.delete(server);
    const leads = this.#leads.has(server);
    const weight = weightOf(event, leads);
    const sentence = narrate(event, this.#contextOf(event, leads), t, level).text;
    if (!isMeant(this.#query, event, sentence)) return;
    if (!all && weight < 2) {
      this.others += 1;
      return;
    }
    const { sequence, tick, kind, text: trace } = event;
    this.hits.push({ event: sequence, tick, kind, weight, sentence, trace });
  }

  /** The trace tells what was called, and what came of it. */
  #contextOf({ kind, text, client, index }: EventView, leads: boolean): Context {
    const call = `${client} ${index}`;
    const told = /^C\d+ (?:calls|returns) #\d+ (.*)$/.exec(text)?.[1];
    if (kind === 'called') {
      if (told !== undefined) this.#calls.set(call, told);
      return { leads, command: told, result: undefined };
    }
    if (kind !== 'returned') return { leads, command: undefined, result: undefined };
    const command = this.#calls.get(call);
    this.#calls.delete(call);
    return { leads, command, result: told };
  }
}
