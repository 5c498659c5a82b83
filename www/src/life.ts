/** The life of an entry: who held it when, on disk when, told when, applied when. Pure. */

/** What may befall an entry at a server, by its number in `Life.moments`. */
export const TURNS = ['held', 'durable', 'known', 'applied', 'compacted', 'lost'] as const;
export type Turn = (typeof TURNS)[number];

/** Numbers for a moment; what each means stands in wasm/src/life.rs. */
const MOMENT = 5;

export interface LifeMoment {
  readonly tick: number;
  /** The position in the run of the event with which its step began. */
  readonly event: number;
  readonly server: number;
  readonly turn: Turn;
  /** The message that brought it, 0 none. */
  readonly message: number;
}

export function decodeMoments(words: Float64Array): readonly LifeMoment[] {
  const at = (i: number): number => words[i] ?? Number.NaN;
  return Array.from({ length: Math.floor(words.length / MOMENT) }, (_, i) => ({
    tick: at(i * MOMENT),
    event: at(i * MOMENT + 1),
    server: at(i * MOMENT + 2),
    turn: TURNS[at(i * MOMENT + 3)] ?? 'held',
    message: at(i * MOMENT + 4),
  }));
}

/** How far an entry has come at a server: the moment of each turn, as it stands now. */
export interface Station {
  readonly server: number;
  readonly held: LifeMoment | undefined;
  readonly durable: LifeMoment | undefined;
  readonly known: LifeMoment | undefined;
  readonly applied: LifeMoment | undefined;
  /** It left the log, and did not come back. */
  readonly end: LifeMoment | undefined;
}

/** One station for each server, by id. A crash takes back what a server only knew, and it learns it again. */
export function stationsOf(moments: readonly LifeMoment[], servers: number): readonly Station[] {
  return Array.from({ length: servers }, (_, i) => {
    const own = moments.filter((each) => each.server === i + 1);
    const left = lastAt(own, (each) => each.turn === 'lost' || each.turn === 'compacted');
    const came = lastAt(own, (each) => each.turn === 'held');
    // What was before it was lost says nothing of the entry that came again; its snapshot keeps all.
    const since = own[left]?.turn === 'lost' && left < came ? own.slice(came) : own;
    const first = (turn: Turn): LifeMoment | undefined => since.find((each) => each.turn === turn);
    return {
      server: i + 1,
      held: first('held'),
      durable: first('durable'),
      known: first('known'),
      applied: first('applied'),
      end: came < left ? own[left] : undefined,
    };
  });
}

/** The position of the last of its kind, -1 none. */
function lastAt(moments: readonly LifeMoment[], is: (moment: LifeMoment) => boolean): number {
  return moments.reduce((last, each, i) => (is(each) ? i : last), -1);
}

/** The moment at which a leader took it into its log. */
export function proposal(moments: readonly LifeMoment[]): LifeMoment | undefined {
  return moments[0];
}

/** Nothing more can befall it at a server that works. */
export function isOver(stations: readonly Station[], works: (server: number) => boolean): boolean {
  return stations.every(
    ({ server, applied, end }) => !works(server) || applied !== undefined || end !== undefined,
  );
}
