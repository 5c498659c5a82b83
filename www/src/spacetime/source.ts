/** What these views read from a run. */
import type { Engine } from '../engine.ts';
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
