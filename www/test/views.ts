/** Small clusters for tests: only what a test cares about is named. */
import { EMPTY_VIEW } from '../src/frame.ts';
import type { ClientNode, ClusterView, MessageInFlight, ServerNode } from '../src/frame.ts';

export function aServer(id: number, facts: Partial<ServerNode> = {}): ServerNode {
  return {
    id,
    role: 'follower',
    status: 'up',
    term: 1,
    votedFor: 0,
    leader: 0,
    commitIndex: 0,
    lastApplied: 0,
    lastIndex: 0,
    timerFrom: 0,
    timerDue: 100,
    votes: 0,
    durableIndex: 0,
    pendingWrites: 0,
    storeKeys: 0,
    waiting: 0,
    asksFirst: false,
    voters: 0b11111,
    learners: 0,
    clock: 100,
    disk: { lies: false, disorder: false, full: false },
    ...facts,
  };
}

export function aClient(id: number, facts: Partial<ClientNode> = {}): ClientNode {
  return { id, waiting: false, target: 1, number: 0, since: 0, attempts: 0, ...facts };
}

export function aMessage(facts: Partial<MessageInFlight> = {}): MessageInFlight {
  return {
    id: 1,
    kind: 'append-entries',
    from: 1,
    to: 2,
    term: 1,
    sent: 0,
    due: 20,
    lost: false,
    a: 0,
    b: 0,
    duplicate: false,
    held: false,
    ...facts,
  };
}

export function aCluster(servers: number, facts: Partial<ClusterView> = {}): ClusterView {
  const all = Array.from({ length: servers }, (_, i) => aServer(i + 1));
  return { ...EMPTY_VIEW, servers: all, ...facts };
}

/** Cuts in both directions between every two servers of different groups. */
export function partition(...groups: readonly (readonly number[])[]): ClusterView['cuts'] {
  return groups.flatMap((side, i) =>
    groups.flatMap((other, j) =>
      i === j ? [] : side.flatMap((from) => other.map((to) => ({ from, to }))),
    ),
  );
}
