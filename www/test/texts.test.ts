import { readFileSync, readdirSync } from 'node:fs';

import { expect, test } from 'vitest';

import { preferredLanguage, timeText, translator } from '../src/i18n.ts';
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

test('long times are grouped', () => {
  expect(timeText(1234567)).toBe('1\u202f234\u202f567 ms');
  expect(timeText(999)).toBe('999 ms');
});

test('a unit is written one way: a Chinese reader meets ms, as in commands and on axes, and no 毫秒 beside it', () => {
  const files = ['src/i18n', 'public/scenarios', 'public/lessons', 'public/challenges'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((each) => each.isFile())
      .map((each) => `${each.parentPath}/${each.name}`),
  );
  expect(files.length).toBeGreaterThan(80);
  expect(files.filter((file) => readFileSync(file, 'utf8').includes('毫秒'))).toEqual([]);
});
