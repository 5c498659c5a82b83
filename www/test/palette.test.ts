import { readFileSync } from 'node:fs';

import { beforeAll, expect, test } from 'vitest';

import { Session, initSync } from '../../wasm/pkg/kvraft_wasm.js';
import { parsePageCommand } from '../src/commands.ts';
import {
  deedsFor,
  findDeeds,
  recentDeeds,
  typedDeeds,
  type Circumstances,
  type Deed,
  type Material,
  type Voice,
} from '../src/deeds.ts';
import { Engine, LabError } from '../src/engine.ts';
import { bestFit, fit } from '../src/fuzzy.ts';
import { loadLanguage, translator } from '../src/i18n.ts';
import { catalog } from '../src/i18n/catalog.ts';
import { palette as english } from '../src/i18n/en/palette.ts';
import { palette as chinese } from '../src/i18n/zh-cn/palette.ts';
import { COMMANDS, referenceIn } from '../src/views/command-list.ts';

beforeAll(async () => {
  const wasm = new URL('../../wasm/pkg/kvraft_wasm_bg.wasm', import.meta.url);
  initSync({ module: readFileSync(wasm) });
  await loadLanguage('zh-CN');
});

const MATERIAL: Material = {
  stories: [{ id: 'split-vote', group: 'elections', title: { en: 'A split vote', 'zh-CN': '选票被瓜分' } }],
  exhibits: new Map([
    [
      'vote-twice',
      {
        id: 'vote-twice',
        title: { en: 'Votes twice', 'zh-CN': '投两次票' },
        caption: {},
        source: '§5.2',
        judge: 'one-vote',
      },
    ],
  ]),
  settings: [['network.loss', ['Loss', '丢失率']]],
  presets: [['production', ['Production', '生产']]],
  commands: COMMANDS.map(([syntax, meaning]) => [syntax, [referenceIn(translator('en'))(meaning)]]),
};
const voice = (language: 'en' | 'zh-CN'): Voice => {
  const texts = language === 'en' ? english : chinese;
  return { t: translator(language), say: catalog<typeof english>(language, texts).say };
};

/** A cluster with a leader, a client that waits, and messages on their way. */
function anEngine(): Engine {
  const engine = new Engine(new Session({ servers: 5, clients: 2, seed: '42' }));
  engine.advance(800, Infinity);
  engine.run('c1 put x 1');
  engine.advance(3, Infinity);
  return engine;
}

function all(language: 'en' | 'zh-CN' = 'en', facts: Partial<Circumstances> = {}): readonly Deed[] {
  const view = anEngine().view();
  const now = { view, playing: true, branches: 2, bookmarks: [{ tick: 7, name: 'here' }], bugs: [], language, ...facts };
  return deedsFor(now, MATERIAL, voice(language), voice(language === 'en' ? 'zh-CN' : 'en'));
}

test('words fit in any order, shortened, and with letters left out', () => {
  expect(fit('crash', 'Crash the leader')).toBeGreaterThan(fit('cra', 'Crash the leader'));
  expect(fit('cra', 'Crash the leader')).toBeGreaterThan(fit('crsh', 'Crash the leader'));
  expect(fit('leader crash', 'Crash the leader')).toBeGreaterThan(0);
  expect(fit('crash moon', 'Crash the leader')).toBe(0);
  expect(fit('领导 崩溃', '让领导者崩溃')).toBeGreaterThan(0);
  expect(fit('崩领', '让领导者崩溃')).toBe(0);
  expect(bestFit('lose', ['Lose', 'drop m1'])).toBeGreaterThan(bestFit('lose', ['drop m1', 'Lose']));
  expect(fit('s', 'anything')).toBe(0);
  expect(fit('', 'anything')).toBe(1);
});

test.each([
  ['crash leader', 'crash leader'],
  ['s3 freeze', 'pause 3'],
  ['pause 3', 'pause 3'],
  ['heal', 'heal'],
  ['stop', 'stop'],
  ['崩溃 S2', 'crash 2'],
  ['split vote', 'story split-vote'],
  ['瓜分', 'story split-vote'],
  ['votes twice break', 'bug vote-twice true'],
  ['export', 'sheet share'],
  ['dark', 'theme dark'],
  ['深色', 'theme dark'],
  ['中文', 'language zh-CN'],
  ['speed 1/4', 'speed 1/4'],
  ['space-time', 'view space-time'],
  ['network.loss', 'sheet settings network.loss'],
  ['production', 'preset production'],
  ['cut 2 3', 'cut 2 3'],
  ['message names', 'page names'],
  ['expert', 'page level'],
  ['amid', 'crash leader after 1'],
  ['judge objects', 'until violation'],
])('%s finds %s', (typed, id) => {
  const [first] = findDeeds(typed, all(), []);
  expect(first?.id).toBe(id);
});

test('both languages name the same deeds, and each finds those of the other', () => {
  const [here, there] = [all('en'), all('zh-CN')];
  const ids = (deeds: readonly Deed[]): readonly string[] =>
    deeds.map(({ id }) => id).filter((id) => !id.startsWith('language'));
  expect(ids(here)).toEqual(ids(there));
  expect(findDeeds('freeze s3', there, [])[0]?.id).toBe('pause 3');
  for (const { text } of here) expect(text).not.toMatch(/\{\w+\}/);
  for (const { text } of there) expect(text).not.toMatch(/\{\w+\}/);
});

test('every entry is there once, and every line is one that the page or the core takes', () => {
  const deeds = all();
  const ids = deeds.map(({ id, group }) => `${group} ${id}`);
  expect(new Set(ids).size).toBe(ids.length);
  const lines = deeds.flatMap(({ doing }) => (doing.kind === 'run' ? [doing.line] : []));
  expect(lines.length).toBeGreaterThan(80);
  for (const line of lines) {
    if (parsePageCommand(line) !== undefined) continue;
    // On its own each can be done now: nothing is offered only to be refused.
    expect(() => anEngine().run(line), line).not.toThrow(LabError);
  }
  for (const { doing } of deeds) {
    if (doing.kind !== 'run' || doing.then === undefined) continue;
    // All of one entry can be done, one after the other.
    const engine = anEngine();
    for (const line of [doing.line, ...doing.then]) expect(() => engine.run(line), line).not.toThrow(LabError);
  }
});

test('what was done lately comes first among equals, and alone before anything is typed', () => {
  const deeds = all();
  const [first] = findDeeds('crash', deeds, ['crash 4']);
  expect(first?.id).toBe('crash 4');
  expect(recentDeeds(deeds, ['crash 4', 'gone', 'heal']).map(({ id }) => id)).toEqual(['crash 4', 'heal']);
});

test('times, speeds, seeds and lines are understood as typed', () => {
  const lines = (typed: string): readonly string[] =>
    typedDeeds(typed, ['put', 'crash'], voice('en')).map(({ id }) => id);
  expect(lines('1500')).toEqual(['goto 1500', 'seed 1500']);
  expect(lines('1500 ms')).toEqual(['goto 1500']);
  expect(lines('1/20')).toEqual(['speed 0.05']);
  expect(lines('put y 3')).toEqual(['put y 3']);
  expect(lines('c2 put y 3')).toEqual(['c2 put y 3']);
  expect(lines('goto 12')).toEqual(['goto 12']);
  expect(lines('moon')).toEqual([]);
  expect(lines(' ')).toEqual([]);
});

test('a split vote can be provoked: all stand at once, and nobody wins', () => {
  const deed = findDeeds('all timers at once', all(), [])[0];
  if (deed?.doing.kind !== 'run') throw new Error('it is nothing to run');
  const lines = [deed.doing.line, ...(deed.doing.then ?? [])];
  expect(lines).toHaveLength(4);
  const engine = anEngine();
  for (const line of lines) engine.run(line);
  const candidates = engine.view().servers.filter(({ role }) => role === 'candidate');
  expect(candidates.map(({ term }) => term)).toEqual([2, 2, 2, 2]);
  // Nobody has four friends: no election of this term is won.
  engine.advance(60, Infinity);
  expect(engine.view().servers.some(({ role, term }) => role === 'leader' && term === 2)).toBe(false);
});

test('examples to be finished begin with a command', () => {
  const fills = all().flatMap(({ doing }) => (doing.kind === 'fill' ? [doing.line] : []));
  expect(fills).toContain('put ');
  expect(fills).toContain('partition 1 2 | 3 4 5');
  const words = [...anEngine().complete('', 0), 'help', 'play', 'stop', 'step', 'rewind', 'bookmark', 'speed', 'back', 'undo', 'goto', 'until', 'now', 'reset', 'seed', 'clear'];
  for (const line of fills) {
    const [first = ''] = line.split(' ');
    expect(/^(c\d|all)$/.test(first) || words.includes(first), line).toBe(true);
  }
});
