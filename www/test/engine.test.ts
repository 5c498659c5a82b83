import { readFileSync } from 'node:fs';

import { beforeAll, expect, test } from 'vitest';

import { Session, initSync, quote } from '../../wasm/pkg/kvraft_wasm.js';
import { Engine } from '../src/engine.ts';
import { leaderOf } from '../src/frame.ts';
import { isTextKey, translator } from '../src/i18n.ts';
import { narrate } from '../src/narrate.ts';
import { stakesText } from '../src/stakes.ts';

// The contract with the core, checked against the core itself.

beforeAll(() => {
  const wasm = new URL('../../wasm/pkg/kvraft_wasm_bg.wasm', import.meta.url);
  initSync({ module: readFileSync(wasm) });
});

const begin = (seed = '42'): Engine =>
  new Engine(new Session({ servers: 5, clients: 2, seed, request_timeout: 8000 }));

/** A run with a bit of everything. */
function eventful(): Engine {
  const engine = begin();
  engine.advance(600, Infinity);
  engine.run('put x 1');
  engine.advance(300, Infinity);
  engine.run('crash leader');
  engine.advance(600, Infinity);
  engine.run('append x 2');
  engine.run('partition 1 2 | 3 4 5');
  engine.run('loss 20');
  engine.advance(2000, Infinity);
  engine.run('heal');
  engine.run('loss 0');
  engine.advance(3000, Infinity);
  return engine;
}

/** Every fault there is. */
function faulty(): Engine {
  const engine = begin();
  engine.advance(600, Infinity);
  const lines = [
    ...['cut c1 2', 'cut 2 c1', 'mend c1 2', 'mend 2 c1', 'cut 1 2', 'mend 1 2', 'all detach 1'],
    ...['delay 5 90 tail', 'reorder 20', 'order fifo on 1 c2', 'bandwidth 90 on 1 2', 'late 5'],
    ...['disk 1 30', 'disk 1 60 on 2', 'lie 1 on', 'disorder 2 on', 'full 3 on', 'clock 4 90'],
    ...['all work 5 60 keys 2', 'c2 patience 300', 'all retry 90', 'c1 rest', 'append x 1'],
    ...['bridge 1 2 3 | 3 4 5', 'oneway 1 2 > 3 4 5', 'heal', 'crash 1', 'restart 1'],
    ...['full 3 off', 'restart 3', 'disorder 2 off', 'lie 2 on', 'lie 2 off', 'calm'],
  ];
  for (const line of lines) {
    engine.run(line);
    engine.advance(200, Infinity);
  }
  const message = engine.view().messages[0];
  for (const deed of ['hold', 'copy', 'release', 'drop']) engine.run(`${deed} m${message?.id}`);
  return engine;
}

test('a message that is held stays where it is until it is released', () => {
  const engine = begin();
  while (engine.view().messages.length === 0) engine.step();
  const id = engine.view().messages[0]?.id;
  const held = () => engine.view().messages.find((message) => message.id === id);
  const place = () => engine.view().now - (held()?.sent ?? 0);
  engine.run(`hold m${id}`);
  const before = place();
  engine.advance(500, Infinity);
  expect([held()?.held, place()]).toEqual([true, before]);
  engine.run(`release m${id}`);
  expect([held()?.held, place()]).toEqual([false, before]);
  engine.advance(100, Infinity);
  expect(held()).toBeUndefined();
});

/** A leader, entries, all of them in snapshots, a follower that missed them, a handover, new members. */
function compacted(): Engine {
  const engine = begin();
  engine.advance(600, Infinity);
  const leader = leaderOf(engine.view())?.id ?? 1;
  const last = leader === 5 ? 4 : 5;
  engine.run(`crash ${last}`);
  for (let i = 0; i < 8; i++) engine.run(`put k${i} ${i}`);
  engine.advance(1500, Infinity);
  for (const id of [1, 2, 3, 4, 5]) if (id !== last) engine.run(`compact ${id}`);
  engine.run(`restart ${last}`);
  engine.advance(1500, Infinity);
  const other = [1, 2, 3].find((id) => id !== leaderOf(engine.view())?.id) ?? 1;
  engine.run(`transfer ${other}`);
  engine.advance(1500, Infinity);
  engine.run('get k1 via index');
  engine.advance(500, Infinity);
  const voters = [1, 2, 3, 4, 5].filter((id) => id !== last);
  engine.run(`members ${voters.join(' ')} learners ${last}`);
  engine.advance(1500, Infinity);
  return engine;
}

test('snapshots, handovers and changes of members happen, are seen and can be told', () => {
  const engine = compacted();
  const kinds = new Set(engine.events(0, 20_000).map((event) => event.kind));
  for (const kind of [
    'compacted',
    'snapshot-installed',
    'restored',
    'transfer-started',
    'membership-entered',
  ]) {
    expect([...kinds]).toContain(kind);
  }
  const logs = engine.logs(0, 0);
  expect(Math.min(...logs.servers.map((log) => log.first_index))).toBeGreaterThan(8);
  expect(logs.servers[0]?.entries.some((entry) => entry.text.startsWith('members '))).toBe(true);
});

test('a frame tells the same as the inspector', () => {
  const engine = eventful();
  const view = engine.view();
  expect(view.now).toBe(engine.now());
  for (const node of view.servers) {
    const server = engine.inspect(node.id);
    expect(node).toMatchObject({
      role: server.role,
      status: server.status,
      term: server.current_term,
      votedFor: server.voted_for ?? 0,
      leader: server.leader ?? 0,
      commitIndex: server.commit_index,
      lastApplied: server.last_applied,
      lastIndex: server.last_index,
      durableIndex: server.disk.last_index,
      pendingWrites: server.disk.pending_writes,
      storeKeys: server.store.length,
      waiting: server.waiting.length,
    });
  }
  for (const node of view.clients) {
    const client = engine.client(node.id);
    expect(node.waiting).toBe(client.request !== undefined);
  }
});

test('messages in flight lie in the present and know both ends', () => {
  const engine = begin();
  for (let i = 0; i < 400; i++) {
    engine.step();
    const { now, messages } = engine.view();
    for (const message of messages) {
      expect(message.sent).toBeLessThanOrEqual(now);
      expect(message.due).toBeGreaterThanOrEqual(now);
      expect(message.from).not.toBe(0);
      expect(message.to).not.toBe(message.from);
    }
  }
});

test.each([
  ['eventful', eventful],
  ['compacted', compacted],
  ['faulty', faulty],
])('everything that an %s run reports can be told, without gaps', (_name, run) => {
  const engine = run();
  const t = translator('en');
  const traffic = ['sent', 'delivered', 'dropped', 'duplicated'];
  for (const event of engine.events(0, 20_000)) {
    const known = isTextKey(`say.${event.kind}`) || traffic.includes(event.kind);
    expect([event.kind, known]).toEqual([event.kind, true]);
    const { text } = narrate(event, { leads: true, command: 'get x', result: 'OK' }, t);
    expect(text).not.toMatch(/[{}]|undefined|S\?|C\?/);
  }
});

test('every judge has a name, and a reason', () => {
  for (const judge of begin().judges()) {
    expect(isTextKey(`judge.${judge.id}`)).toBe(true);
    expect(isTextKey(`judge.${judge.id}.note`)).toBe(true);
    expect([judge.id, stakesText(judge.id, translator('en'))]).toEqual([judge.id, expect.stringMatching(/\.$/)]);
  }
});

test('the same seed and actions give the same trace', () => {
  expect(eventful().hash()).toBe(eventful().hash());
  const after = (seed: string): string => {
    const engine = begin(seed);
    engine.advance(500, Infinity);
    return engine.hash();
  };
  expect(after('1')).not.toBe(after('2'));
});

test('quoting makes any word safe for the action language', () => {
  const engine = begin();
  for (const word of ['plain', 'two words', 'a "quote"', '😀', 'back\\slash', '']) {
    if (word === '') continue;
    expect(engine.run(`put ${quote(word)} ${quote(word)}`).kind).toBe('submitted');
  }
});
