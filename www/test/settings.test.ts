import { readFileSync } from 'node:fs';

import { beforeAll, expect, test } from 'vitest';

import { Session, initSync } from '../../wasm/pkg/kvraft_wasm.js';
import { toLabError, type LabError } from '../src/engine.ts';
import { readOptions, writeOptions } from '../src/options.ts';
import {
  PRESETS,
  SETTINGS,
  fileOf,
  presetOf,
  readValue,
  settingsOf,
  valueText,
  withBugs,
  withSettings,
  type Setting,
  type Settings,
  type Value,
} from '../src/settings.ts';

beforeAll(() => {
  const wasm = new URL('../../wasm/pkg/kvraft_wasm_bg.wasm', import.meta.url);
  initSync({ module: readFileSync(wasm) });
});

const start = { servers: 31, clients: 2, seed: '7' };

/** What the core says of a file, if it refuses it. */
function refusal(json: string): LabError | undefined {
  try {
    Session.play(json).free();
    return undefined;
  } catch (error) {
    return toLabError(error);
  }
}

const refused = (settings: Settings): LabError | undefined => refusal(fileOf({ ...start, settings }));

/** Values at the ends of what a setting takes, and beyond. */
function ends({ kind, limits, words = [] }: Setting): { good: Value[]; bad: Value[] } {
  const [low, high] = limits ?? [0, 0];
  switch (kind) {
    case 'switch':
      return { good: [true, false], bad: [1, 'yes'] };
    case 'word':
      return { good: [...words], bad: ['some'] };
    case 'range':
      return { good: [[low, high], [low, low]], bad: [[low, high + 1], [high, low], 'x'] };
    case 'percent':
      return { good: [low, high, 2.5], bad: [high + 1, 0.25, 'x'] };
    default:
      return {
        good: [low, high, ...(kind === 'count-or-none' ? [null] : [])],
        bad: [high + 1, 1.5, 'x', ...(low === 0 ? [] : [low - 1])],
      };
  }
}

test.each(SETTINGS.map((setting) => [setting.key, setting] as const))(
  '%s takes what is said of it, and nothing else',
  (key, setting) => {
    const { good, bad } = ends(setting);
    for (const value of [...good, setting.usual]) {
      expect([value, refused({ [key]: value })?.message]).toEqual([value, undefined]);
    }
    for (const value of bad) {
      // The core names the field.
      expect([value, refused({ [key]: value })?.path]).toEqual([value, key]);
    }
  },
);

test('what is as usual is what the core takes when nothing is said', () => {
  const usual = Object.fromEntries(SETTINGS.map(({ key, usual }) => [key, usual]));
  const scripts = [fileOf({ ...start, settings: usual }), fileOf({ ...start, settings: {} })];
  const [one, other] = scripts.map((json) => {
    const session = Session.play(json);
    const script = session.script();
    session.free();
    return script;
  });
  expect(one).toBe(other);
});

test('the schema of the core has no setting that is missing here', () => {
  const source = (name: string): string =>
    readFileSync(new URL(`../../core/src/scenario/json/${name}.rs`, import.meta.url), 'utf8');
  const names = (text: string, pattern: RegExp): string[] =>
    [...text.matchAll(pattern)].map(([, name]) => name ?? '');
  const part = (name: string, record: string): string[] => {
    const inside = new RegExp(`static ${record}: Shape =\\s*Shape::Record\\(&\\[(.*?)\\]\\);`, 's');
    const text = inside.exec(source('format'))?.[1] ?? '';
    return names(text, /field\(\s*"(\w+)"/g).map((key) => `${name}.${key}`);
  };
  const known = [
    ...names(source('shape'), /Setting::new\(\s*"(\w+)"/g).map((key) => `config.${key}`),
    ...part('service', 'SERVICE'),
    ...part('clerk', 'CLERK'),
    ...part('network', 'NETWORK'),
    ...part('disks', 'DISKS'),
    'members',
  ];
  expect(SETTINGS.map(({ key }) => key).sort()).toEqual(known.sort());
});

test('a run with settings that are all as usual is the plain run', () => {
  const plain = new Session({ ...start, servers: 5, request_timeout: 8000 });
  const played = Session.play(fileOf({ ...start, servers: 5, settings: {} }));
  for (const session of [plain, played]) {
    session.run('put x 1');
    session.advance(3000, Infinity);
  }
  expect(played.hash()).toBe(plain.hash());
});

test('production is what the core calls so', () => {
  const session = Session.play(fileOf({ ...start, settings: PRESETS.production }));
  const script = JSON.parse(session.script() ?? '{}') as Readonly<Record<string, unknown>>;
  session.free();
  expect(script['preset']).toBe('production');
  expect(script['config']).toBeUndefined();
  expect(settingsOf(JSON.stringify(script))).toEqual(PRESETS.production);
});

test('presets are recognised, with and without bugs', () => {
  expect(presetOf({})).toBe('paper');
  expect(presetOf(PRESETS.lab)).toBe('lab');
  expect(presetOf(withBugs(PRESETS.lab, ['vote-twice']))).toBe('lab');
  expect(presetOf({ 'network.loss': 10 })).toBeUndefined();
  for (const preset of Object.values(PRESETS)) expect(refused(preset)).toBeUndefined();
});

test.each<[string, Settings]>([
  ['?bugs=vote-twice,no-noop', { bugs: ['vote-twice', 'no-noop'] }],
  ['?preset=production', PRESETS.production],
  ['?preset=lab&bugs=no-noop', { ...PRESETS.lab, bugs: ['no-noop'] }],
  ['?config.pre_vote=on&network.delay=5-30&service.max_raft_state=900', {
    'config.pre_vote': true,
    'network.delay': [5, 30],
    'service.max_raft_state': 900,
  }],
  ['?network.spread=tail&network.loss=2.5&clerk.give_up_after=none', {
    'network.spread': 'tail',
    'network.loss': 2.5,
    'clerk.give_up_after': null,
  }],
])('%s is read, and written again', (query, settings) => {
  const { options, problems } = readOptions(query);
  expect(problems).toEqual([]);
  expect(options.settings).toEqual(settings);
  const run = { seed: undefined, servers: 5, clients: 2, settings };
  expect(readOptions(writeOptions('', run)).options.settings).toEqual(settings);
});

test('what makes no sense stays as it is typed, for the core to say so', () => {
  expect(readValue('config.batch_max', 'many')).toBe('many');
  expect(readValue('network.delay', '5-')).toBe('5-');
  expect(refused(readOptions('?bugs=vote-twise').options.settings)?.suggestion).toBe('vote-twice');
  const { options, problems } = readOptions('?preset=produktion&network.loss=5');
  expect(problems).toEqual([{ name: 'preset', value: 'produktion', expected: 'expected.preset' }]);
  expect(options.settings).toEqual({ 'network.loss': 5 });
});

test.each(SETTINGS.map((setting) => [setting.key, setting] as const))(
  '%s: a value reads as it is shown',
  (key, setting) => {
    for (const value of ends(setting).good) expect(readValue(key, valueText(value))).toEqual(value);
  },
);

test('a scenario keeps its story under other settings, and nothing of its own', () => {
  const json = JSON.stringify({
    format: 1,
    title: 'T',
    preset: 'production',
    config: { batch_max: 3 },
    network: { delay: 10, loss: 5 },
    bugs: ['no-noop'],
    steps: [{ do: 'crash leader' }],
  });
  expect(settingsOf(json)).toMatchObject({ 'config.batch_max': 3, 'config.pre_vote': true, 'network.loss': 5 });
  const changed = withSettings(json, { 'config.coalesce': true });
  expect(settingsOf(changed)).toEqual({ 'config.coalesce': true });
  expect(JSON.parse(changed)).toMatchObject({ title: 'T', steps: [{ do: 'crash leader' }] });
});
