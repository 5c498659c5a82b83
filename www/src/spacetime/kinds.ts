/** What the core's numbers for events and messages mean; the columns stand in wasm/src/chronicle.rs. */

/** Kinds of events by their numbers, named as in `EventView.kind`. */
export const KINDS = [
  'other',
  'sent',
  'delivered',
  'dropped',
  'duplicated',
  'held',
  'released',
  'election-started',
  'became-leader',
  'stepped-down',
  'vote-granted',
  'vote-refused',
  'pre-vote-started',
  'appended',
  'truncated',
  'append-refused',
  'committed',
  'applied',
  'persisted',
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
  'tuned',
  'called',
  'returned',
  'gave-up',
  'compacted',
  'snapshot-installed',
  'restored',
  'membership-entered',
  'quorum-lost',
  'writes-lost',
  'disk-full',
] as const;

export type Kind = (typeof KINDS)[number];

/** The number of each kind. */
export const KIND = Object.fromEntries(KINDS.map((kind, i) => [kind, i])) as Readonly<
  Record<Kind, number>
>;

/** Kinds of messages, as in a frame. */
export const MESSAGE = {
  requestVote: 0,
  voteResponse: 1,
  appendEntries: 2,
  appendResponse: 3,
  request: 4,
  reply: 5,
  timeoutNow: 6,
  installSnapshot: 7,
  snapshotResponse: 8,
  readIndex: 9,
  readResponse: 10,
  preVoteRequest: 11,
  preVoteResponse: 12,
} as const;

/** A response that grants or accepts has its kind plus this. */
export const GRANTED = 100;
