import { expect, test } from 'vitest';

import { decodeFrame, leaderOf } from '../src/frame.ts';
import { translator } from '../src/i18n.ts';
import { describe, glyphOf } from '../src/messages.ts';

const header = (servers: number, clients: number, messages: number, cuts: number): number[] => [
  1234,
  servers,
  clients,
  messages,
  cuts,
  77,
  1240,
  9,
  3,
  1,
];
const server = (id: number, role = 0, status = 0, term = 1): number[] => [
  id,
  role,
  status,
  term,
  2,
  3,
  4,
  5,
  6,
  1200,
  1300,
  0b101,
  5,
  1,
  8,
  2,
  0b111,
  0b1000,
  50,
  0b101,
];

test('an empty cluster is read from its header alone', () => {
  const view = decodeFrame(new Float64Array(header(0, 0, 0, 0)));
  expect(view).toMatchObject({
    now: 1234,
    eventCount: 77,
    nextDue: 1240,
    logsVersion: 9,
    clientVersion: 3,
    violations: 1,
    servers: [],
    clients: [],
    messages: [],
    cuts: [],
  });
});

test('every word of a record has its name', () => {
  const view = decodeFrame(
    new Float64Array([
      ...header(1, 1, 1, 1),
      ...server(1, 2, 2, 7),
      ...[1, 1, 4, 12, 900, 3],
      ...[55, 3, 2, 1, 7, 1230, 1250, 1, 0, 6, 1, 1],
      ...[1, 2],
    ]),
  );
  expect(view.servers).toEqual([
    {
      id: 1,
      role: 'leader',
      status: 'paused',
      term: 7,
      votedFor: 2,
      leader: 3,
      commitIndex: 4,
      lastApplied: 5,
      lastIndex: 6,
      timerFrom: 1200,
      timerDue: 1300,
      votes: 0b101,
      durableIndex: 5,
      pendingWrites: 1,
      storeKeys: 8,
      waiting: 2,
      asksFirst: false,
      voters: 0b111,
      learners: 0b1000,
      clock: 50,
      disk: { lies: true, disorder: false, full: true },
    },
  ]);
  expect(view.clients).toEqual([
    { id: 1, waiting: true, target: 4, number: 12, since: 900, attempts: 3 },
  ]);
  expect(view.messages).toEqual([
    {
      id: 55,
      kind: 'append-response',
      from: 2,
      to: 1,
      term: 7,
      sent: 1230,
      due: 1250,
      lost: true,
      a: 0,
      b: 6,
      duplicate: true,
      held: true,
    },
  ]);
  expect(view.cuts).toEqual([{ from: 1, to: 2 }]);
});

test('messages of every kind are read, and of one that is not known', () => {
  const kinds = Array.from({ length: 14 }, (_, kind) => [
    kind + 1,
    kind,
    1,
    2,
    3,
    0,
    9,
    0,
    4,
    5,
    0,
    0,
  ]);
  const view = decodeFrame(new Float64Array([...header(0, 0, 14, 0), ...kinds.flat()]));
  expect(view.messages.slice(6).map((message) => message.kind)).toEqual([
    'timeout-now',
    'install-snapshot',
    'snapshot-response',
    'read-index',
    'read-response',
    'pre-vote-request',
    'pre-vote-response',
    'other',
  ]);
  const t = translator('en');
  expect(describe(view.messages[7]!, t)).toBe(
    'InstallSnapshot S1 → S2 · term 3 · covers up to 5 · from byte 4',
  );
  for (const message of view.messages) {
    expect(describe(message, t)).not.toMatch(/undefined|NaN|[{}]/);
    expect(glyphOf(message, view).kind).toBeTruthy();
  }
});

test('a frame whose length contradicts its header is refused', () => {
  expect(() => decodeFrame(new Float64Array(header(1, 0, 0, 0)))).toThrow(RangeError);
  expect(() => decodeFrame(new Float64Array([...header(0, 0, 0, 0), 1]))).toThrow(/promises 10/);
});

test('of two that believe to lead, the newer term leads; a crashed one never does', () => {
  const view = decodeFrame(
    new Float64Array([
      ...header(3, 0, 0, 0),
      ...server(1, 2, 0, 3),
      ...server(2, 2, 0, 4),
      ...server(3, 2, 1, 9),
    ]),
  );
  expect(leaderOf(view)?.id).toBe(2);
});
