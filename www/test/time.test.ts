import { readFileSync } from 'node:fs';

import { beforeAll, expect, test } from 'vitest';

import { Session, initSync } from '../../wasm/pkg/kvraft_wasm.js';
import { Bookmarks } from '../src/bookmarks.ts';
import { readLink, writeLink } from '../src/link.ts';
import { conditionText, expectationText } from '../src/conditions.ts';
import { Engine, toLabError, type MarkView } from '../src/engine.ts';
import { loadLanguage, translator } from '../src/i18n.ts';
import { choicesFor, linkIn, writeOptions } from '../src/options.ts';
import { patienceOf } from '../src/settings.ts';
import { readPasted, storyOf, textIn, withSeed } from '../src/story.ts';
import { lengthFor, lossAfter, markFrom, patienceAfter, reignsOf, signsOf } from '../src/timeline.ts';
import { Travel } from '../src/travel.ts';

beforeAll(async () => {
  const wasm = new URL('../../wasm/pkg/kvraft_wasm_bg.wasm', import.meta.url);
  initSync({ module: readFileSync(wasm) });
  await loadLanguage('zh-CN');
});

const begin = (): Engine => new Engine(new Session({ servers: 5, clients: 2, seed: '42' }));
const t = translator('en');

test('the line of time grows in steps, and is as long as a story', () => {
  expect(lengthFor(0, undefined)).toBe(2000);
  expect(lengthFor(2001, undefined)).toBe(5000);
  expect(lengthFor(100, 8000)).toBe(8000);
  expect(lengthFor(8001, 8000)).toBe(10_000);
  expect(lengthFor(3_600_001, undefined)).toBe(7_200_000);
});

const mark = (kind: string, tick: number, facts: Partial<MarkView> = {}): MarkView =>
  ({ kind, tick, event: tick, ...facts }) as MarkView;

test('each term reigns until the next one; what cannot be told apart is one', () => {
  const marks = [mark('leader', 200, { term: 1 }), mark('leader', 1000, { term: 3 })];
  expect(reignsOf(marks, 1500, 2000)).toEqual([
    { from: 0.1, to: 0.5, term: 1, hue: 0 },
    { from: 0.5, to: 0.75, term: 3, hue: 2 },
  ]);
  const crowd = Array.from({ length: 1000 }, (_, i) => mark('leader', i, { term: i + 1 }));
  expect(reignsOf(crowd, 1000, 100_000).length).toBeLessThan(5);
});

const drawn = (marks: readonly MarkView[], length: number, room: number) =>
  signsOf(marks, length, room).map((spot) => spot.map((sign) => [sign.kind, Number(sign.at.toFixed(4)), sign.marks.length]));

test('signs of one tick stand beside each other, and none is nearer to another than it is wide', () => {
  expect(drawn([mark('leader', 200), mark('cut', 500)], 2000, 50)).toEqual([[['cut', 0.25, 1]]]);
  const crash = [mark('crashed', 1000, { server: 1 }), mark('crashed', 1000, { server: 2 })];
  expect(drawn([...crash, mark('cut', 1000), mark('violation', 1000)], 2000, 50)).toEqual([
    [
      ['crashed', 0.49, 2],
      ['cut', 0.51, 1],
    ],
    // It stands on the line itself.
    [['violation', 0.5, 1]],
  ]);
  // At the ends of the line, too, all of them are on it.
  expect(drawn([mark('crashed', 0), mark('cut', 0)], 2000, 50)).toEqual([[['crashed', 0, 1], ['cut', 0.02, 1]]]);
  expect(drawn([mark('crashed', 2000), mark('cut', 2000)], 2000, 50)).toEqual([[['crashed', 0.98, 1], ['cut', 1, 1]]]);
  for (const room of [5, 18, 45, 110]) {
    const kinds = ['crashed', 'restarted', 'cut', 'healed'];
    const many = Array.from({ length: 400 }, (_, i) => mark(kinds[(i * 7 + (i >> 3)) % 4]!, (i * i) % 60_001)).sort((a, b) => a.tick - b.tick);
    const signs = signsOf(many, 60_000, room).flat();
    for (const [i, { at }] of signs.slice(1).entries()) expect(at - signs[i]!.at).toBeGreaterThan(0.999 / room);
    // Each mark is behind one of them.
    const ticks = signs.flatMap(({ marks }) => marks.map(({ tick }) => tick)).sort((a, b) => a - b);
    expect(ticks).toEqual(many.map(({ tick }) => tick));
  }
});

test('marks are found on either side of now', () => {
  const marks = [mark('leader', 200), mark('crashed', 500), mark('cut', 500)];
  expect(markFrom(marks, 200, 1)?.tick).toBe(500);
  expect(markFrom(marks, 500, 1)).toBeUndefined();
  expect(markFrom(marks, 500, -1)?.tick).toBe(200);
  expect(markFrom(marks, 200, -1)).toBeUndefined();
});

test('how much is lost is read from what was done', () => {
  expect(lossAfter('')).toBe(0);
  expect(lossAfter('1 loss 20\n5 loss 5 on 1 2\n9 put loss 3\n')).toBe(20);
  expect(lossAfter('1 loss 20\n5 calm\n')).toBe(0);
});

test('back and forth again is the same, and acting in the past begins a branch', () => {
  const engine = begin();
  engine.advance(800, Infinity);
  engine.run('crash leader');
  engine.advance(700, Infinity);
  const hash = engine.hash();
  engine.seek(300);
  expect(engine.now()).toBe(300);
  expect(engine.inPast()).toBe(true);
  engine.seek(1500);
  expect([engine.hash(), engine.inPast()]).toEqual([hash, false]);
  expect(engine.undo()).toMatch(/^crash \d$/);
  expect(engine.view().servers.every((server) => server.status === 'up')).toBe(true);
  engine.run('put x 1');
  expect(engine.branch()).toBe(1);
  expect(engine.undo()).toBe('put x 1');
  expect(engine.undo()).toBeUndefined();
  const difference = engine.compare(0, 1);
  expect([difference?.one?.kind, difference?.other?.kind]).toEqual(['crashed', 'called']);
  expect(engine.nameBranch(1, 'no crash')).toBe(true);
  expect(engine.branches().map((branch) => branch.name)).toEqual([undefined, 'no crash']);
  engine.switchBranch(0);
  engine.seek(1500);
  expect(engine.hash()).toBe(hash);
});

test('of several wishes in one frame the last one is travelled to', () => {
  const engine = begin();
  engine.advance(1000, Infinity);
  let journeys = 0;
  const travel = new Travel({
    engine,
    playback: { pause: () => {}, play: () => {}, playing: false, invalidate: () => {} },
    moved: (go) => {
      journeys += 1;
      go(engine);
    },
  });
  travel.read(engine);
  for (const tick of [100, 200, 300, 9999, -5, 400]) travel.seek(tick);
  travel.read(engine);
  expect([journeys, engine.now(), travel.inPast]).toEqual([1, 400, true]);
  travel.jump(-1);
  expect(engine.now()).toBeLessThan(400);
  travel.toEnd();
  expect(engine.now()).toBe(1000);
});

test('turns are found on either side, and ahead of what was seen', () => {
  const engine = begin();
  const travel = new Travel({
    engine,
    playback: { pause: () => {}, play: () => {}, playing: false, invalidate: () => {} },
    moved: (go) => go(engine),
  });
  /** What has happened in this tick. */
  const here = (): readonly string[] => {
    const { eventCount, now } = engine.view();
    const events = engine.events(Math.max(0, eventCount - 50), eventCount);
    return events.filter(({ tick }) => tick === now).map(({ kind }) => kind);
  };
  // Nothing has been seen yet: time runs on until somebody stands.
  expect(travel.turn('election', 1)).toBe(true);
  expect(here()).toContain('election-started');
  const stood = engine.now();
  expect(travel.turn('commit', 1)).toBe(true);
  expect(here()).toContain('committed');
  const committed = engine.now();
  expect(travel.turn('message', 1)).toBe(true);
  expect(here().some((kind) => kind === 'delivered' || kind === 'dropped')).toBe(true);
  const back: number[] = [];
  while (travel.turn('election', -1)) back.push(engine.now());
  expect(back.at(-1)).toBe(stood);
  expect(back[0]).toBeLessThan(committed);
  expect(back).toEqual([...back].sort((a, b) => b - a));
  const { eventCount } = engine.view();
  expect(travel.turn('violation', 1)).toBe(false);
  expect(travel.turn('violation', -1)).toBe(false);
  expect(engine.view().eventCount).toBe(eventCount);
  // At the end of what was seen the next mark is looked for, too.
  engine.seek(engine.end());
  engine.run('crash leader');
  travel.read(engine);
  travel.readMarks(engine);
  const end = engine.now();
  travel.jump(1);
  expect(engine.now()).toBeGreaterThan(end);
  expect(here()).toContain('became-leader');
});

test('bookmarks are by time, and there again for the same run only', () => {
  let text: string | null = null;
  const shelf = { read: () => text, write: (now: string) => void (text = now) };
  const bookmarks = new Bookmarks(shelf);
  bookmarks.open('seed 42');
  bookmarks.add(900, 'split vote');
  bookmarks.add(100, 'start');
  bookmarks.add(900, 'split vote!');
  expect(bookmarks.list).toEqual([
    { tick: 100, name: 'start' },
    { tick: 900, name: 'split vote!' },
  ]);
  expect(bookmarks.remove(5)).toBeUndefined();
  expect(bookmarks.remove(100)?.name).toBe('start');
  const reloaded = new Bookmarks(shelf);
  reloaded.open('seed 42');
  expect(reloaded.list.map(({ tick }) => tick)).toEqual([900]);
  reloaded.open('seed 43');
  expect(reloaded.list).toEqual([]);
  for (const broken of ['{', 'null', '{"run":"r","list":[{"tick":-1,"name":"x"},{"tick":1}]}']) {
    text = broken;
    const others = new Bookmarks(shelf);
    others.open('r');
    expect(others.list).toEqual([]);
  }
});

test.each(['a' + '😀'.repeat(70), '\ud83d', 'a\ude00b'])('a name never ends within a letter, and travels: %s', (name) => {
  const shelf = { read: () => null, write: () => undefined };
  const bookmarks = new Bookmarks(shelf);
  bookmarks.open('seed 42');
  bookmarks.add(100, name);
  const [kept] = bookmarks.list;
  expect([...(kept?.name ?? '')].length).toBeLessThanOrEqual(60);
  const link = readLink(writeLink('RUN', bookmarks.list));
  expect(link.bookmarks).toEqual(bookmarks.list);
  expect(link.damaged).toBe(false);
});

const FILE = {
  format: 1,
  id: 'sample',
  title: { en: 'A sample', 'zh-CN': '示例' },
  caption: { en: 'Once.' },
  servers: 3,
  steps: [{ when: { leader: 'any' }, say: { en: 'It leads.' }, do: 'put x 1' }],
  expect: [
    { by: 2000, that: { leader: 'any' } },
    { never: { violation: 'election-safety' } },
    { end: { all: [{ committed: 2, on: 2 }, { not: { up: 'S1' } }] } },
    { at: 6000, that: { any: [{ store: 'x', value: null, server: 2 }, { sent: 'TimeoutNow', to: 'S1' }] } },
    { always: { returned: 1, number: 1, answer: 'OK' } },
  ],
  until: 3000,
};

test('a scenario tells its story', () => {
  const engine = new Engine(Session.play(JSON.stringify(FILE)));
  const story = storyOf(engine)!;
  expect(textIn(story.title, 'zh-CN')).toBe('示例');
  expect(textIn(story.caption, 'zh-CN')).toBe('Once.');
  expect(story.pace).toBe(0.05);
  const slow = JSON.stringify({ ...FILE, network: { delay: [150, 200] } });
  expect(storyOf(new Engine(Session.play(slow)))?.pace).toBe(0.58);
  engine.advance(3000, Infinity);
  expect(engine.told().map(({ say }) => say.get('en'))).toEqual(['It leads.']);
  expect(engine.expectations().map(({ verdict }) => verdict)[0]).toBe('met');
  expect(story.expect.map((each) => expectationText(each, t))).toEqual([
    'By 2\u202f000 ms: a server leads',
    'Never: Election Safety is broken',
    'In the end: entry 2 is known committed on 2 or more and not: S1 runs',
    'At 6\u202f000 ms: x is nothing on S2 or TimeoutNow ? → S1 is sent',
    'Always: C1 #1 has the answer OK',
  ]);
  for (const each of story.expect) {
    expect(expectationText(each, translator('zh-CN'))).not.toMatch(/undefined|[{}]/);
  }
  expect(conditionText({ eclipse: true }, t)).toBe('{"eclipse":true}');
  const link = engine.link();
  const again = new Engine(Session.open_link(link));
  again.advance(3000, Infinity);
  expect(again.hash()).toBe(engine.hash());
  expect(storyOf(begin())).toBeUndefined();
});

test('a mistake in a scenario has its place', () => {
  const wrong = JSON.stringify({ ...FILE, steps: [{ at: 5, doo: 'put x 1' }] });
  try {
    Session.play(wrong);
    expect.unreachable();
  } catch (caught) {
    const error = toLabError(caught);
    expect(error).toMatchObject({ code: 'unknown-key', path: 'steps[0]', suggestion: 'do' });
  }
});

test('what is pasted is a file, a link, or an address with one', () => {
  expect(readPasted(' {"format":1} ')).toEqual({ kind: 'file', text: '{"format":1}' });
  for (const none of ['hello', 'null', 'see https://example.org/', 'Term 3 started']) {
    expect(() => readPasted(none)).toThrow(/neither a scenario file.* nor a link/);
  }
  expect(readPasted('AbC-_9\n')).toEqual({ kind: 'link', text: 'AbC-_9' });
  expect(readPasted('http://x/y/?lang=en#r=AbC')).toEqual({ kind: 'link', text: 'AbC' });
  expect(linkIn('#r=AbC')).toBe('AbC');
  expect(linkIn('#top')).toBeUndefined();
  expect(JSON.parse(withSeed('{"format":1,"seed":3}', '7'))).toEqual({ format: 1, seed: '7' });
});

test('the address names a scenario, and its seed only when it is another', () => {
  const start = { servers: 3, clients: 1, seed: '7' };
  const file = { kind: 'file', json: '{}', id: 'figure-8' } as const;
  expect(writeOptions('?lang=en', choicesFor(file, start))).toBe('?scenario=figure-8&lang=en');
  const reseeded = choicesFor({ ...file, reseeded: true }, start);
  expect(writeOptions('', reseeded)).toBe('?scenario=figure-8&seed=7');
  expect(writeOptions('', choicesFor({ kind: 'file', json: '{}' }, start))).toBe('');
  expect(writeOptions('', choicesFor({ kind: 'options' }, start))).toBe(
    '?seed=7&servers=3&clients=1',
  );
});

test('how long a client keeps trying is what it was told last', () => {
  const recording = '0 seed 42\n10 c1 patience 500\n20 all patience 900\n30 c2 patience forever\n40 c11 patience 7\n';
  expect([1, 2, 3, 11].map((client) => patienceAfter(recording, client, 8000))).toEqual([900, undefined, 900, 7]);
  expect(patienceAfter('', 1, 8000)).toBe(8000);
  expect(patienceAfter('', 1, undefined)).toBeUndefined();
  expect([patienceOf({}), patienceOf({ 'clerk.give_up_after': 300 }), patienceOf({ 'clerk.give_up_after': null })]).toEqual([
    8000,
    300,
    undefined,
  ]);
});
