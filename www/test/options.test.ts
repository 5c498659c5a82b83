import { expect, test } from 'vitest';

import { parseLanguage, parseSeed, parseSpeed, readOptions, writeOptions } from '../src/options.ts';

test('an empty address means the defaults and no complaint', () => {
  const { options, problems } = readOptions('');
  expect(options).toMatchObject({ servers: 5, clients: 2, speed: 0.05 });
  expect(options.seed).toBeUndefined();
  expect(problems).toEqual([]);
});

test('a full address is read', () => {
  const { options, problems } = readOptions(
    '?seed=18446744073709551615&servers=7&clients=0&lang=zh-CN&theme=dark&speed=1/4',
  );
  expect(problems).toEqual([]);
  expect(options).toEqual({
    seed: '18446744073709551615',
    servers: 7,
    clients: 0,
    speed: 0.25,
    lang: 'zh-CN',
    theme: 'dark',
    settings: {},
  });
});

test.each([
  ['seed=-1', 'expected.seed'],
  ['seed=1e5', 'expected.seed'],
  ['seed=18446744073709551616', 'expected.seed'],
  ['seed=', 'expected.seed'],
  ['servers=0', 'expected.servers'],
  ['servers=10', 'expected.servers'],
  ['servers=5.5', 'expected.servers'],
  ['clients=51', 'expected.clients'],
  ['lang=fr', 'expected.lang'],
  ['theme=blue', 'expected.theme'],
  ['speed=0', 'expected.speed'],
  ['speed=1/0', 'expected.speed'],
  ['speed=fast', 'expected.speed'],
  ['preset=labb', 'expected.preset'],
  ['at=-5', 'expected.at'],
  ['scenario=https://x.org/', 'expected.scenario'],
  ['sevrers=5', 'expected.known'],
  ['seed=1&seed=2', 'expected.once'],
])('%s is reported, and the page starts all the same', (query, expected) => {
  const { options, problems } = readOptions(`?${query}`);
  expect(problems.map((problem) => problem.expected)).toContain(expected);
  expect(options.servers).toBe(5);
});

test('a malformed escape does no harm', () => {
  expect(() => readOptions('?seed=%E0%A4%A')).not.toThrow();
});

test('the address written starts the same run', () => {
  const run = { seed: '42', servers: 7, clients: 3 };
  const { options, problems } = readOptions(
    writeOptions('?lang=zh&theme=dark&speed=1/4&bogus=1', run),
  );
  expect(problems).toEqual([]);
  expect(options).toMatchObject({ ...run, lang: 'zh-CN', theme: 'dark', speed: 0.25 });
});

test('seeds, speeds and languages have one spelling each', () => {
  expect(parseSeed(' 007 ')).toBe('7');
  expect(parseSpeed('1/20×')).toBe(0.05);
  expect(parseLanguage('zh-TW')).toBe('zh-CN');
  expect(parseLanguage('EN')).toBe('en');
});
