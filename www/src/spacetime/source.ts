/** What these views read from a run. */
import type { Engine, OperationView } from '../engine.ts';
import type { CallSource } from './calls.ts';
import type { Source } from './store.ts';

export interface OwnedSource extends Source {
  free(): void;
}

export function sourceOf(engine: Engine): OwnedSource {
  const [chronicle, session] = engine.chronicle();
  return {
    turn: () => chronicle.turn(session),
    end: () => chronicle.end(session),
    before: (tick) => chronicle.before(session, tick),
    read: (from, limit) => chronicle.read(session, from, limit),
    free: () => chronicle.free(),
  };
}

export interface OwnedHistory extends CallSource {
  operations(from: number, to: number): readonly OperationView[];
  /** Judges what has changed, within milliseconds; see `History.judge` in the core's binding. */
  judge(milliseconds: number, part: number): number;
  points(from: number, to: number): Float64Array;
  keys(): readonly string[];
  rulings(): Uint8Array;
  culprits(key: number): Float64Array;
  couldHaveSeen(key: number, culprit: number): readonly string[];
  free(): void;
}

export function historyOf(engine: Engine): OwnedHistory {
  const [history, session] = engine.history();
  return {
    follow: () => history.follow(session),
    count: () => history.count(),
    calls: (from, to) => history.calls(from, to),
    operations: (from, to) => history.operations(from, to),
    judge: (milliseconds, part) => history.judge(milliseconds, part),
    points: (from, to) => history.points(from, to),
    keys: () => history.keys(),
    rulings: () => history.rulings(),
    culprits: (key) => history.culprits(key),
    couldHaveSeen: (key, culprit) => history.could_have_seen(key, culprit),
    free: () => history.free(),
  };
}
