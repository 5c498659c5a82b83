/**
 * The flat picture of a moment. The core writes it as one array of numbers (a tenth of the cost of
 * objects, at sixty frames a second); this module reads it once into named, read-only facts.
 *
 *   header 10 | servers n × 20 | clients c × 6 | messages m × 12 | cuts k × 2
 */

/** A server (1, 2, …) or a client (-1, -2, …): the two ends of a message. */
export type Party = number;

export const HEADER = 10;
export const SERVER = 20;
export const CLIENT = 6;
export const MESSAGE = 12;
export const CUT = 2;

export type Role = 'follower' | 'candidate' | 'leader';
export type Health = 'up' | 'crashed' | 'paused';
/** By the core's numbers: in frames, and in the chronicle. */
export const MESSAGE_KINDS = [
  'request-vote',
  'vote-response',
  'append-entries',
  'append-response',
  'client-request',
  'client-reply',
  'timeout-now',
  'install-snapshot',
  'snapshot-response',
  'read-index',
  'read-response',
  'pre-vote-request',
  'pre-vote-response',
] as const;
export type MessageKind =
  | (typeof MESSAGE_KINDS)[number]
  /** One that this page does not know yet. */
  | 'other';

/** A candidate that asks for pre-votes is one, too, but has not begun a term. */
const ROLES: readonly Role[] = ['follower', 'candidate', 'leader', 'candidate'];
const ASKS_FIRST = 3;
const HEALTHS: readonly Health[] = ['up', 'crashed', 'paused'];

/** One server as the ring shows it. Ids count from 1; 0 means none. */
export interface ServerNode {
  readonly id: number;
  readonly role: Role;
  readonly status: Health;
  readonly term: number;
  readonly votedFor: number;
  readonly leader: number;
  readonly commitIndex: number;
  readonly lastApplied: number;
  readonly lastIndex: number;
  /** The timer runs from one tick to the other; `timerDue` is -1 when none runs. */
  readonly timerFrom: number;
  readonly timerDue: number;
  /** Bit i-1 is set when server i granted its vote. */
  readonly votes: number;
  readonly durableIndex: number;
  readonly pendingWrites: number;
  readonly storeKeys: number;
  readonly waiting: number;
  /** A candidate that asks whether it would win, before it begins a term (PreVote). */
  readonly asksFirst: boolean;
  /** Who votes and who learns, by the newest membership it has: bit i-1 is server i. */
  readonly voters: number;
  readonly learners: number;
  /** Its clock in percent of true time. */
  readonly clock: number;
  readonly disk: DiskFaults;
}

export interface DiskFaults {
  readonly lies: boolean;
  readonly disorder: boolean;
  readonly full: boolean;
}

/** One client as the ring shows it. */
export interface ClientNode {
  readonly id: number;
  readonly waiting: boolean;
  readonly target: number;
  readonly number: number;
  readonly since: number;
  readonly attempts: number;
}

/** A message in flight. `a` and `b` mean what `kind` says; see `describe` in messages.ts. */
export interface MessageInFlight {
  readonly id: number;
  readonly kind: MessageKind;
  readonly from: Party;
  readonly to: Party;
  readonly term: number;
  readonly sent: number;
  readonly due: number;
  /** Dies half way, at `due`. */
  readonly lost: boolean;
  readonly a: number;
  readonly b: number;
  readonly duplicate: boolean;
  /** Stopped by hand: it stays where it is. */
  readonly held: boolean;
}

/** A directed cut: nothing sent by `from` reaches `to`. */
export interface Cut {
  readonly from: Party;
  readonly to: Party;
}

/** The cluster at one moment. */
export interface ClusterView {
  readonly now: number;
  readonly servers: readonly ServerNode[];
  readonly clients: readonly ClientNode[];
  readonly messages: readonly MessageInFlight[];
  readonly cuts: readonly Cut[];
  readonly eventCount: number;
  /** Tick of the next scheduled event, -1 when nothing is scheduled. */
  readonly nextDue: number;
  /** Changes whenever any log, commit index or applied index does. */
  readonly logsVersion: number;
  readonly clientVersion: number;
  readonly violations: number;
}

export const EMPTY_VIEW: ClusterView = {
  now: 0,
  servers: [],
  clients: [],
  messages: [],
  cuts: [],
  eventCount: 0,
  nextDue: -1,
  logsVersion: 0,
  clientVersion: 0,
  violations: 0,
};

/** Reads a frame. Throws a RangeError when its length contradicts its header. */
export function decodeFrame(words: Float64Array): ClusterView {
  const at = (index: number): number => words[index] ?? Number.NaN;
  const servers = at(1);
  const clients = at(2);
  const messages = at(3);
  const cuts = at(4);
  const expected = HEADER + servers * SERVER + clients * CLIENT + messages * MESSAGE + cuts * CUT;
  if (words.length !== expected) {
    throw new RangeError(`a frame of ${words.length} words; its header promises ${expected}`);
  }
  let base = HEADER;
  /** Reads `count` records of `width` words each, one after the other. */
  const records = <T>(count: number, width: number, read: (o: number) => T): readonly T[] => {
    const list: T[] = [];
    for (let i = 0; i < count; i++, base += width) list.push(read(base));
    return list;
  };
  return {
    now: at(0),
    eventCount: at(5),
    nextDue: at(6),
    logsVersion: at(7),
    clientVersion: at(8),
    violations: at(9),
    servers: records(servers, SERVER, (o) => ({
      id: at(o),
      role: ROLES[at(o + 1)] ?? 'follower',
      status: HEALTHS[at(o + 2)] ?? 'up',
      term: at(o + 3),
      votedFor: at(o + 4),
      leader: at(o + 5),
      commitIndex: at(o + 6),
      lastApplied: at(o + 7),
      lastIndex: at(o + 8),
      timerFrom: at(o + 9),
      timerDue: at(o + 10),
      votes: at(o + 11),
      durableIndex: at(o + 12),
      pendingWrites: at(o + 13),
      storeKeys: at(o + 14),
      waiting: at(o + 15),
      asksFirst: at(o + 1) === ASKS_FIRST,
      voters: at(o + 16),
      learners: at(o + 17),
      clock: at(o + 18),
      disk: faultsOf(at(o + 19)),
    })),
    clients: records(clients, CLIENT, (o) => ({
      id: at(o),
      waiting: at(o + 1) === 1,
      target: at(o + 2),
      number: at(o + 3),
      since: at(o + 4),
      attempts: at(o + 5),
    })),
    messages: records(messages, MESSAGE, (o) => ({
      id: at(o),
      kind: MESSAGE_KINDS[at(o + 1)] ?? 'other',
      from: at(o + 2),
      to: at(o + 3),
      term: at(o + 4),
      sent: at(o + 5),
      due: at(o + 6),
      lost: at(o + 7) === 1,
      a: at(o + 8),
      b: at(o + 9),
      duplicate: at(o + 10) === 1,
      held: at(o + 11) === 1,
    })),
    cuts: records(cuts, CUT, (o) => ({ from: at(o), to: at(o + 1) })),
  };
}

function faultsOf(bits: number): DiskFaults {
  return { lies: (bits & 1) !== 0, disorder: (bits & 2) !== 0, full: (bits & 4) !== 0 };
}

/** What a server is by the leader's membership; while nobody leads, by its own. */
export function standingOf(server: ServerNode, leader: ServerNode | undefined): Standing {
  const { voters, learners } = leader ?? server;
  if (hasBit(voters, server.id)) return 'voter';
  return hasBit(learners, server.id) ? 'learner' : 'outside';
}

export type Standing = 'voter' | 'learner' | 'outside';

/** Whether a set of servers, as bits, has this one. */
export function hasBit(bits: number, id: number): boolean {
  return ((bits >>> (id - 1)) & 1) === 1;
}

/** The server that leads: of several that believe so, the one with the highest term. */
export function leaderOf(view: ClusterView): ServerNode | undefined {
  let leader: ServerNode | undefined;
  for (const server of view.servers) {
    if (server.role !== 'leader' || server.status !== 'up') continue;
    if (leader === undefined || leader.term < server.term) leader = server;
  }
  return leader;
}
