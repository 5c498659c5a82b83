/**
 * What the inspector shows of the thing selected: read from the core when something has changed, and in
 * portions where it takes going along the run once more.
 */
import type { EntryLife, Engine, ServerView, MessageStory } from './engine.ts';
import { fateOf, rowOf } from './entry.ts';
import { leaderOf, type ClusterView, type MessageInFlight } from './frame.ts';
import { decodeMoments, isOver, stationsOf, type LifeMoment } from './life.ts';
import type { Subject } from './views/inspector.ts';
import type { Selection } from './views/signals.ts';

/** Real ms in a refresh for reading an entry's life; events read at a time. */
const BUDGET = 8;
const PIECE = 500;

interface Reading {
  readonly key: string;
  readonly life: EntryLife | undefined;
  moments: readonly LifeMoment[];
  complete: boolean;
}

interface Telling {
  readonly key: string;
  fields: readonly (readonly [string, string])[];
  story: MessageStory | undefined;
  underWay: boolean;
}

export class Inspection {
  #reading: Reading | undefined;
  #telling: Telling | undefined;
  #now: () => number;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Whether there is more to read of what is selected, though time stands. */
  get unfinished(): boolean {
    return this.#reading !== undefined && !this.#reading.complete;
  }

  /** `journey` counts jumps in time and new runs: what was read before one says nothing after it. */
  read(
    selection: Selection | undefined,
    view: ClusterView,
    engine: Engine | undefined,
    journey: number,
  ): Subject {
    if (selection?.kind !== 'entry') this.#forget();
    if (selection?.kind !== 'message') this.#telling = undefined;
    if (engine === undefined) return { kind: 'none' };
    switch (selection?.kind) {
      case 'message':
        return this.#message(selection.message, view, engine, journey);
      case 'entry':
        return this.#entry(selection, view, engine, journey);
      case 'client':
        if (view.clients.length < selection.id) break;
        return { kind: 'client', client: engine.client(selection.id) };
      case 'server':
        if (view.servers.length < selection.id) break;
        return { kind: 'server', server: inspect(engine, view, selection.id), chosen: true };
      case undefined:
        break;
      default:
        return selection satisfies never;
    }
    const leader = leaderOf(view);
    return leader === undefined
      ? { kind: 'none' }
      : { kind: 'server', server: inspect(engine, view, leader.id), chosen: false };
  }

  #message(
    selected: MessageInFlight,
    view: ClusterView,
    engine: Engine,
    journey: number,
  ): Subject {
    const now = view.messages.find((message) => message.id === selected.id);
    const message = now ?? selected;
    const underWay = now !== undefined;
    const key = `${selected.id} ${journey}`;
    let telling = this.#telling;
    if (telling?.key !== key) telling = { key, fields: [], story: undefined, underWay: !underWay };
    if (telling.underWay !== underWay) {
      // Both change only with its arrival.
      if (underWay) telling.fields = engine.fields(selected.id);
      telling.story = engine.story(selected.id, message.sent);
      telling.underWay = underWay;
    }
    this.#telling = telling;
    return { kind: 'message', message, underWay, fields: telling.fields, story: telling.story };
  }

  #entry(
    { index, term }: Selection & { readonly kind: 'entry' },
    view: ClusterView,
    engine: Engine,
    journey: number,
  ): Subject {
    const logs = engine.logs(index, index);
    const row = rowOf(logs, index);
    const ref = { index, term: term ?? row.best?.term ?? 0 };
    const fate = fateOf(logs, row, ref.term);
    const { client, number } = fate?.entry ?? { client: 0, number: 0 };
    const call =
      client === 0
        ? undefined
        : engine.client(client).history.find((each) => each.number === number);
    const reading = this.#live(ref, view, engine, journey);
    const last = view.servers.reduce((most, server) => Math.max(most, server.lastIndex), 0);
    return {
      kind: 'entry',
      ref,
      fate,
      call,
      last,
      leader: leaderOf(view),
      stations: stationsOf(reading.moments, view.servers.length),
      moments: reading.moments,
      complete: reading.complete,
      reachable: reading.life !== undefined,
    };
  }

  #live(
    { index, term }: { readonly index: number; readonly term: number },
    view: ClusterView,
    engine: Engine,
    journey: number,
  ): Reading {
    const key = `${index} ${term} ${journey}`;
    if (this.#reading?.key !== key) {
      this.#forget();
      this.#reading = { key, life: engine.life(index, term), moments: [], complete: false };
    }
    const reading = this.#reading;
    if (reading === undefined) throw new Error('it was just made');
    const stations = stationsOf(reading.moments, view.servers.length);
    const works = (server: number): boolean => view.servers[server - 1]?.status === 'up';
    if (reading.life === undefined || (0 < reading.moments.length && isOver(stations, works))) {
      reading.complete = true;
      return reading;
    }
    const end = this.#now() + BUDGET;
    let more = true;
    while (more && this.#now() < end) more = reading.life.read(PIECE);
    reading.moments = [...reading.moments, ...decodeMoments(reading.life.moments(reading.moments.length))];
    reading.complete = !more;
    return reading;
  }

  #forget(): void {
    this.#reading?.life?.free();
    this.#reading = undefined;
  }
}

/** Timers as the ring draws them: a server's own idea of its timer is as old as its last event. */
function inspect(engine: Engine, view: ClusterView, id: number): ServerView {
  const due = view.servers[id - 1]?.timerDue ?? -1;
  return { ...engine.inspect(id), timer: due < 0 ? undefined : Math.max(0, due - view.now) };
}
