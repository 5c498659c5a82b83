import { readFileSync } from 'node:fs';

import { expect, test } from 'vitest';

import { LabError } from '../src/engine.ts';
import { ERROR_CODES, culprit } from '../src/errors.ts';
import {
  boundText,
  errorText,
  expectedText,
  loadLanguage,
  preferredLanguage,
  timeText,
  translator,
  wordAt,
} from '../src/i18n.ts';
import { en } from '../src/i18n/en.ts';
import { zhCN } from '../src/i18n/zh-cn.ts';

const placeholders = (text: string): readonly string[] =>
  [...text.matchAll(/\{\w+\}/g)].map(String).sort();

test('both languages have the same keys, and fill in the same facts', () => {
  expect(Object.keys(zhCN).sort()).toEqual(Object.keys(en).sort());
  for (const [key, text] of Object.entries(en)) {
    expect([key, placeholders(zhCN[key as keyof typeof en])]).toEqual([key, placeholders(text)]);
  }
});

test('facts are filled in, unknown ones left visible', () => {
  const t = translator('en');
  expect(t('ring.term', { term: 3 })).toBe('term 3');
  expect(t('ring.term', {})).toBe('term {term}');
});

test('the first language that we speak is chosen', () => {
  expect(preferredLanguage(['fr-FR', 'zh-Hans-CN', 'en'])).toBe('zh-CN');
  expect(preferredLanguage(['fr'])).toBe('en');
});

test('a mistake is told in the language of the page, with the word at fault', async () => {
  await loadLanguage('zh-CN');
  const error = new LabError('no-such-server', 'There is no server 9.', 7);
  expect(errorText(error, 'crash 9', 'en', undefined)).toBe('There is no server 9.');
  expect(errorText(error, 'crash 9', 'zh-CN', undefined)).toBe('没有服务器 9。');
  expect(errorText(new LabError('brand-new', 'Something new.'), '', 'zh-CN', undefined)).toBe(
    'Something new.',
  );
  const crashed = new LabError('already-crashed', 'S2 has already crashed.');
  expect(errorText(crashed, 'crash 2', 'zh-CN', 'S2')).toBe('S2 已经崩溃。');
  const leads = new LabError('is-leader', 'S4 leads; a leader has no election timer.');
  expect(errorText(leads, 'timeout leader', 'zh-CN', 'leader')).toBe(
    '领导者 是领导者，没有选举计时器。',
  );
});

test('what was expected is told in the language of the page, a usage as it is typed', () => {
  const t = translator('zh-CN');
  expect(expectedText('a server; write 3, S3 or leader', t)).toBe('服务器：3、S3 或 leader');
  expect(expectedText('put KEY VALUE', t)).toBe('put KEY VALUE');
});

test('every code of the core is known here, and every code has its text in both languages', () => {
  const codes = ['sim/action_error.rs', 'console/error.rs'].flatMap((file) => {
    const source = readFileSync(new URL(`../../core/src/${file}`, import.meta.url), 'utf8');
    return [...source.matchAll(/Self::[^\n]*=> "([a-z-]+)",/g)].map(([, code]) => code);
  });
  expect(codes.length).toBeGreaterThan(25);
  expect(codes.filter((code) => !ERROR_CODES.some((known) => known === code))).toEqual([]);
  for (const code of ERROR_CODES) {
    expect(Object.keys(en)).toContain(`error.${code}`);
    expect(Object.keys(zhCN)).toContain(`error.${code}`);
  }
});

test('every thing that the core may expect in a line has its words in both languages', () => {
  const source = readFileSync(new URL('../../core/src/console/reader.rs', import.meta.url), 'utf8');
  const things = [...source.matchAll(/"((?:an?|one|the) [^"{]+|on or off|any or fifo|log, index[^"]*)"/g)];
  expect(things.length).toBeGreaterThan(20);
  for (const [, thing = ''] of things) {
    const key = `expected.${thing.split(';')[0]?.replaceAll(' ', '-')}`;
    expect(Object.keys(en)).toContain(key);
    expect(zhCN[key as keyof typeof zhCN]).not.toBe(en[key as keyof typeof en]);
  }
});

test.each([
  ['Expected a whole number from 1 to 31, found 99.', '应在 1 到 31 之间。'],
  ['The delay cannot go from 30 to 10: the smaller goes first.', ''],
  ['Expected [least, greatest], both whole numbers up to 60000, the smaller first, found "x".', '应为两个整数，较小的在前，至多 60000。'],
  ['An election timeout of 0 would leave no time for anything else.', ''],
])('%s has bounds to be told', async (message, told) => {
  await loadLanguage('zh-CN');
  expect(boundText(message, translator('zh-CN'))).toBe(told);
});

test.each([
  ['The loss cannot be more than 100 %.', 'loss 101', '101', '101 超出范围。至多 100%。'],
  ['The latency cannot be 99999; at most 60000.', 'delay 5 99999', '99999', '99999 超出范围。至多 60000。'],
  ['The clock cannot be 0; at least 1.', 'clock 3 0', '0', '0 超出范围。至少 1。'],
])('a bound is told in every language: %s', async (message, line, about, told) => {
  await loadLanguage('zh-CN');
  const error = new LabError('out-of-range', message);
  expect(errorText(error, line, 'zh-CN', about)).toBe(told);
  expect(errorText(error, line, 'en', about)).toBe(message);
});

const five = { servers: 5, clients: 2 };

test.each([
  ['crash 2', 'already-crashed', 'S2'],
  ['c2 put x 1 @9', 'no-such-server', 'S9'],
  ['partition 1 2 | 7', 'no-such-server', 'S7'],
  ['delay 1 2 on 3 8', 'no-such-server', 'S8'],
  ['put 7 8 @6', 'no-such-server', 'S6'],
  ['members 1 2 learners 6', 'no-such-server', 'S6'],
  ['partition 1 2 | s2 3', 'repeated-server', 'S2'],
  ['cut 3 3', 'same-server', 'S3'],
  ['loss 5 on 4 4', 'same-server', 'S4'],
  ['transfer S3 # hand over', 'leads-already', 'S3'],
  ['timeout leader', 'is-leader', 'leader'],
  ['heartbeat S2', 'not-leading', 'S2'],
  ['c2 again @1', 'not-calling', 'C2'],
  ['C7 get x', 'no-such-client', 'C7'],
  ['put x 1', 'queue-full', 'C1'],
  ['delay 30 10', 'reversed-range', '30–10'],
  ['loss 200 on 1 2', 'out-of-range', '200'],
  ['delay 5 99999', 'out-of-range', '99999'],
  ['put "crash 2" 1', 'key-too-long', undefined],
  ['all detach 9', 'no-such-server', 'S9'],
  ['restart 3', 'disk-full', 'S3'],
  ['hold m12', 'already-held', 'm12'],
  ['cut c1 c2', 'no-link', 'C1 → C2'],
  ['reorder 10 on 7 1', 'no-such-server', 'S7'],
  ['clock 3 5000', 'out-of-range', '5000'],
])('%s: %s is about %s', (line, code, about) => {
  expect(culprit(line, code, five)).toBe(about);
});

test('columns count characters, not code units', () => {
  expect(wordAt('put 😀 x', 7)).toBe('x');
  expect(wordAt('put x', 40)).toBe('');
});

test('long times are grouped', () => {
  expect(timeText(1234567)).toBe('1\u202f234\u202f567 ms');
  expect(timeText(999)).toBe('999 ms');
});
