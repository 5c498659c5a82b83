import { expect, test } from 'vitest';

import { LabError } from '../src/engine.ts';
import {
  errorText,
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
  expect(errorText(error, 'crash 9', 'en')).toBe('There is no server 9.');
  expect(errorText(error, 'crash 9', 'zh-CN')).toBe('没有服务器“9”。');
  expect(errorText(new LabError('brand-new', 'Something new.'), '', 'zh-CN')).toBe(
    'Something new.',
  );
});

test('columns count characters, not code units', () => {
  expect(wordAt('put 😀 x', 7)).toBe('x');
  expect(wordAt('put x', 40)).toBe('');
});

test('long times are grouped', () => {
  expect(timeText(1234567)).toBe('1\u202f234\u202f567 ms');
  expect(timeText(999)).toBe('999 ms');
});
