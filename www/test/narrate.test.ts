import { expect, test } from 'vitest';

import type { EventView, ViolationView } from '../src/engine.ts';
import { Feed, QUIET, type EventSource } from '../src/feed.ts';
import type { ClusterView } from '../src/frame.ts';
import { loadLanguage, translator } from '../src/i18n.ts';
import { fetchNotation, narrate } from '../src/narrate.ts';
import { ruleText } from '../src/rules.ts';
import { aCluster, aServer } from './views.ts';

const t = translator('en');
const nothing = { leads: false, command: undefined, result: undefined };

function anEvent(kind: string, facts: Partial<EventView> = {}): EventView {
  return {
    sequence: 0,
    tick: 0,
    kind,
    server: undefined,
    client: undefined,
    peer: undefined,
    term: undefined,
    index: undefined,
    reason: undefined,
    text: `raw ${kind}`,
    ...facts,
  } as EventView;
}

test('a sentence says who and what, and knows its rule', () => {
  const told = narrate(anEvent('became-leader', { server: 3, term: 2 }), nothing, t);
  expect(told.text).toBe('S3 has the votes of a majority: it leads term 2.');
  expect(ruleText(told.why!, t)).toContain('paper §5.2');
});

test('the reason chooses the sentence', () => {
  const refused = (reason: string | undefined) =>
    narrate(anEvent('vote-refused', { server: 1, peer: 2, term: 3, reason }), nothing, t).text;
  expect(refused('log-behind')).toContain('log is behind its own');
  expect(refused('something-new')).toBe('S1 refuses S2 its vote in term 3.');
});

test('a commit is news at the leader and an echo elsewhere', () => {
  const event = anEvent('committed', { server: 1, index: 4 });
  expect(narrate(event, { ...nothing, leads: true }, t).weight).toBe(3);
  expect(narrate(event, nothing, t)).toMatchObject({
    weight: 1,
    text: 'S1 learns that entries up to 4 are committed.',
  });
});

test('a rule may be that of the reason', () => {
  const why = (reason: string) =>
    narrate(anEvent('vote-refused', { server: 1, peer: 2, reason }), nothing, t).why;
  expect(ruleText(why('leader-alive')!, t)).toContain('Dissertation §4.2.3');
  expect(ruleText(why('log-behind')!, t)).toContain('paper §5.4.1');
});

test('members are told by name, and a joint membership as what it is', () => {
  const entered = (members: string, leads: boolean) =>
    narrate(
      anEvent('membership-entered', {
        server: 1,
        index: 5,
        text: `S1 enters membership ${members} at 5`,
      }),
      { ...nothing, leads },
      t,
    );
  expect(entered('S1 S2 learners S3', true)).toMatchObject({
    text: 'S1 goes by other members from entry 5 on: S1 S2 learners S3.',
    weight: 4,
  });
  expect(entered('S1 S2 S3 → S1 S2', false)).toMatchObject({
    text: 'S1 goes by both memberships from entry 5 on: S1 S2 S3 → S1 S2. Each needs its own majority.',
    weight: 1,
  });
});

test('an event of an unknown kind keeps its own words', () => {
  expect(narrate(anEvent('eclipse'), nothing, t)).toEqual({
    text: 'raw eclipse',
    why: undefined,
    weight: 2,
  });
});

test('messages are told with both their ends; to experts as the trace has them', async () => {
  await loadLanguage('zh-CN');
  const zh = translator('zh-CN');
  const told = (kind: string, facts: Partial<EventView>): readonly string[] => {
    const event = anEvent(kind, facts);
    return [narrate(event, nothing, t).text, narrate(event, nothing, zh).text, narrate(event, nothing, zh, 'expert').text];
  };
  const sent = { server: 4, peer: 5, reason: 'append-entries', text: 'S4 → S5 AppendEntries t1 prev=1@1 entries=1 (m9)' };
  expect(told('sent', sent)).toEqual(['S4 sends AppendEntries to S5 (m9).', 'S4 向 S5 发送 AppendEntries（m9）。', sent.text]);
  const arrives = { server: 4, client: 1, text: 'S4 receives m7 from C1' };
  expect(told('delivered', arrives)).toEqual(['S4 receives m7 from C1.', 'S4 收到 C1 的 m7。', arrives.text]);
  const answered = { client: 2, peer: 3, text: 'C2 receives m8 from S3' };
  expect(told('delivered', answered)[0]).toBe('C2 receives m8 from S3.');
  for (const reason of ['lost', 'cut', 'down', 'full', 'hand']) {
    const [english, chinese] = told('dropped', { server: 1, peer: 2, reason, text: `m3 from S1 to S2 ${reason}` });
    expect(english).toMatch(/^m3 is |^m3 finds /);
    expect(chinese).toMatch(/^m3 .*。$/);
  }
  expect(told('duplicated', { text: 'm3 duplicated as m4' })[0]).toBe('m3 is copied on the way, as m4.');
  expect(narrate(anEvent('dropped', { reason: 'eaten', text: 'm3 is eaten' }), nothing, zh).text).toBe('m3 is eaten');
});

function source(events: readonly EventView[]): EventSource {
  const numbered = events.map((event, sequence) => ({ ...event, sequence }));
  return {
    latestExcept: (kinds, since, limit) =>
      numbered.filter(({ kind, sequence }) => since <= sequence && !kinds.includes(kind)).slice(-limit),
    events: (from, to) => numbered.slice(from, to),
    client: () => ({ history: [{ number: 7, command: 'put x 1', result: 'OK' }] }),
  };
}

test('the feed knows what a client asked and got', () => {
  const feed = new Feed();
  const events = [
    anEvent('called', { client: 1, index: 7 }),
    anEvent('returned', { client: 1, index: 7 }),
  ];
  feed.read(source(events), aCluster(3, { eventCount: 2 }));
  expect(feed.notable.map(({ event, context }) => narrate(event, context, t).text)).toEqual([
    'C1 has its answer to put x 1: OK.',
    'C1 asks for put x 1.',
  ]);
});

test('a lesser event waits for the sentence before it, a deed does not', () => {
  const feed = new Feed();
  const view = (eventCount: number) =>
    aCluster(3, { eventCount, servers: [aServer(1, { role: 'leader' })] });
  const events = [
    anEvent('became-leader', { server: 1, term: 1 }),
    anEvent('committed', { server: 1, index: 1 }),
    anEvent('crashed', { server: 1 }),
  ];
  feed.read(source(events.slice(0, 1)), view(1));
  expect(feed.tell(0, true)).toBe(true);
  feed.read(source(events.slice(0, 2)), view(2));
  expect(feed.tell(500, true)).toBe(false);
  expect(feed.tell(2000, true)).toBe(true);
  expect(feed.told?.event.kind).toBe('committed');
  feed.read(source(events.slice(0, 3)), view(3));
  expect(feed.tell(2001, true)).toBe(true);
});

test('who only looks on learns what keeps moving, while nothing stands in the way', () => {
  const servers = [aServer(1, { role: 'leader' })];
  const lookOn = (change: Partial<ClusterView>, least: 1 | 2 = 2): string | undefined => {
    const feed = new Feed();
    feed.least = least;
    feed.read(source([anEvent('became-leader', { server: 1 })]), aCluster(3, { eventCount: 1, servers, ...change }));
    expect(feed.tell(0, true)).toBe(true);
    expect(feed.tell(QUIET - 1, true)).toBe(false);
    expect(feed.tell(QUIET, false)).toBe(false);
    feed.tell(QUIET, true);
    // Once is enough.
    expect(feed.tell(9 * QUIET, true)).toBe(false);
    return feed.told?.event.kind;
  };
  expect(lookOn({})).toBe('quiet');
  expect(lookOn({}, 1)).toBe('became-leader');
  expect(lookOn({ servers: [aServer(1)] })).toBe('became-leader');
  expect(lookOn({ cuts: [{ from: 1, to: 2 }] })).toBe('became-leader');
});

test('at top speed only the latest of what happened is fetched, and what nobody is told not at all', () => {
  const feed = new Feed();
  const asked: unknown[] = [];
  const source: EventSource = {
    latestExcept: (kinds, since, limit) => (asked.push([since, limit, kinds.includes('sent'), kinds.includes('appended')]), []),
    events: () => [],
    client: () => ({ history: [] }),
  };
  const read = (eventCount: number): boolean => feed.read(source, aCluster(3, { eventCount }));
  expect(read(100_000)).toBe(false);
  feed.least = 1;
  read(200_000);
  feed.detailed = true;
  read(300_000);
  read(300_100);
  expect(asked).toEqual([
    [96_000, 400, true, true],
    [196_000, 400, true, false],
    [296_000, 400, false, false],
    [300_000, 400, false, false],
  ]);
});

test('who wants messages too sees those of before as well', () => {
  const feed = new Feed();
  const events = ['sent', 'became-leader', 'delivered', 'sent'].map((kind) => anEvent(kind));
  const read = (eventCount: number): boolean =>
    feed.read(source(events.slice(0, eventCount)), aCluster(3, { eventCount }));
  const kinds = (): readonly string[] => feed.lines.map(({ event }) => event.kind);
  expect(read(3)).toBe(true);
  expect(kinds()).toEqual(['became-leader']);
  feed.detailed = true;
  expect(read(3)).toBe(true);
  expect(kinds()).toEqual(['delivered', 'became-leader', 'sent']);
  expect(read(3)).toBe(false);
  expect(read(4)).toBe(true);
  expect(kinds()).toEqual(['sent', 'delivered', 'became-leader', 'sent']);
  feed.detailed = false;
  expect(read(4)).toBe(true);
  expect(kinds()).toEqual(['became-leader']);
});

test('calls of a client are looked up once, however many begin and end', () => {
  const events = [1, 2, 3].map((index) => anEvent('called', { client: 1, index }));
  let asked = 0;
  const counting: EventSource = { ...source(events), client: () => ((asked += 1), { history: [] }) };
  new Feed().read(counting, aCluster(3, { eventCount: 3 }));
  expect(asked).toBe(1);
});

test('a violation is told before everything else', () => {
  const feed = new Feed();
  feed.read(source([anEvent('became-leader', { server: 1 })]), aCluster(3, { eventCount: 1 }));
  const text = 'S3 became leader of term 2, which S1 already led.';
  const facts = { second: 'S3', term: '2', first: 'S1' };
  expect(feed.object([{ judge: 'election-safety', tick: 5, text, code: 'two-leaders', facts }])).toBe(true);
  expect(feed.tell(0, true)).toBe(true);
  const told = narrate(feed.told!.event, feed.told!.context, t);
  expect(told).toMatchObject({
    weight: 5,
    text: `A property is broken: ${text}`,
  });
});

test('a judge is in the list once, where it first objected, and stays there', () => {
  const found = (judge: string, tick: number): ViolationView => ({ judge, tick, text: `${judge} ${tick}`, code: 'x', facts: {} });
  const feed = new Feed();
  const ticks = [10, 20, 20, 30, 40];
  const events = ticks.map((tick, sequence) => anEvent('became-leader', { tick, sequence }));
  const read = (eventCount: number): boolean =>
    feed.read(source(events.slice(0, eventCount)), aCluster(3, { eventCount }));
  const lines = (): readonly string[] =>
    feed.lines.map(({ event }) => (event.kind === 'violation' ? event.text : String(event.tick)));
  read(4);
  const first = [found('one-vote', 20)];
  expect(feed.object(first)).toBe(true);
  expect(feed.object(first)).toBe(false);
  expect(lines()).toEqual(['30', 'one-vote 20', '20', '20', '10']);
  feed.tell(0, true);
  expect(feed.told?.event.text).toBe('one-vote 20');
  // The same once more is counted elsewhere; the next judge is told, too.
  expect(feed.object([...first, found('one-vote', 30)])).toBe(false);
  const later = [...first, found('one-vote', 30), found('election-safety', 30), found('log-matching', 31)];
  expect(feed.object(later)).toBe(true);
  read(5);
  expect(lines()).toEqual(['40', 'log-matching 31', 'election-safety 30', '30', 'one-vote 20', '20', '20', '10']);
  // Of several at once, one after the other.
  expect(feed.tell(5000, true)).toBe(true);
  expect(feed.told?.event.text).toBe('election-safety 30');
  expect(feed.tell(5100, true)).toBe(false);
  expect(feed.tell(6000, true)).toBe(true);
  expect(feed.told?.event.text).toBe('log-matching 31');
  // Among messages, too.
  feed.detailed = true;
  read(5);
  expect(lines()).toContain('one-vote 20');
  expect(new Set(feed.lines.map(({ event }) => event.sequence)).size).toBe(feed.lines.length);
  // Where time stands, the last.
  const there = new Feed(true);
  there.object(later);
  expect(there.tell(0, false)).toBe(true);
  expect(there.told?.event.text).toBe('log-matching 31');
  // Back before it, nobody objects.
  expect(feed.object([])).toBe(true);
  expect(lines()).not.toContain('one-vote 20');
});

test('who arrives from another time is told the last turn, and sees what was before', () => {
  const feed = new Feed(true);
  const events = [
    anEvent('became-leader', { server: 1, term: 1 }),
    anEvent('crashed', { server: 1 }),
    anEvent('restarted', { server: 1 }),
    anEvent('vote-granted', { server: 2, peer: 3, term: 2 }),
  ];
  // Nothing of it is remembered: it is looked up.
  const forgetful: EventSource = { ...source(events), latestExcept: () => undefined };
  feed.read(forgetful, aCluster(3, { eventCount: 4 }));
  expect(feed.notable).toHaveLength(4);
  expect(feed.tell(0, false)).toBe(true);
  expect(feed.told?.event.kind).toBe('restarted');
});

test('an expert hears notation, with the reason, and of what has none a sentence', async () => {
  const told = (kind: string, facts: Partial<EventView>) =>
    narrate(anEvent(kind, facts), nothing, t, 'expert').text;
  // The words for it are fetched; until then sentences do.
  expect(told('vote-granted', { server: 1, peer: 2, term: 3 })).toBe('S1 votes for S2 in term 3.');
  await fetchNotation();
  expect(told('vote-granted', { server: 1, peer: 2, term: 3 })).toBe('S1: votedFor = S2, term 3');
  expect(told('vote-refused', { server: 1, peer: 2, term: 3, reason: 'log-behind' })).toBe(
    'S1: no vote for S2, term 3 (log behind)',
  );
  expect(told('vote-refused', { server: 1, peer: 2, term: 3, reason: 'brand-new' })).toContain('(see why)');
  expect(told('held', { text: 'm7 is held' })).toBe('Message m7 is stopped on its way.');
  expect(told('called', { client: 1 })).toBe('C1 has a request.');
});

test('an expert is told of steps that a newcomer is spared', () => {
  const source: EventSource = {
    latestExcept: () => [anEvent('appended', { server: 1, index: 4 })],
    events: () => [],
    client: () => ({ history: [] }),
  };
  const view = aCluster(3, { eventCount: 1 });
  const feed = new Feed();
  feed.read(source, view);
  expect(feed.tell(0, true)).toBe(false);
  const expert = new Feed();
  expert.least = 1;
  expert.read(source, view);
  expect(expert.tell(0, true)).toBe(true);
});
