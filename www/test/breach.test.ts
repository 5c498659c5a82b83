import { readFileSync } from 'node:fs';

import { beforeAll, describe, expect, test } from 'vitest';

import { exhibitFiles } from '../scripts/exhibits.mjs';
import { Session, initSync, type ViolationView } from '../../wasm/pkg/kvraft_wasm.js';
import { breachText, namedIn, type Found } from '../src/breach.ts';
import { loadLanguage, translator } from '../src/i18n.ts';
import { breaches } from '../src/i18n/zh-cn/breaches.ts';
import { errors } from '../src/i18n/zh-cn/errors.ts';

beforeAll(async () => {
  const wasm = new URL('../../wasm/pkg/kvraft_wasm_bg.wasm', import.meta.url);
  initSync({ module: readFileSync(wasm) });
  await loadLanguage('zh-CN');
});

type Breach = Required<Found> & { readonly code: string };

/** One breach of each form, as the core says it: a test of the core keeps them (tests/tests/breaches.rs). */
const CORE = JSON.parse(readFileSync(new URL('../../tests/breaches.json', import.meta.url), 'utf8')) as readonly Breach[];

const namesIn = (text: string): readonly string[] => [...new Set([...text.matchAll(/\{([a-z]+)\}/g)].map(([, name = '']) => name))];

test('every breach has its text, and no other', () => {
  expect(Object.keys(breaches).sort()).toEqual([...new Set(CORE.map(({ code }) => code))].sort());
});

describe.each(CORE.map((breach) => [breach.code, breach] as const))('%s', (code, breach) => {
  const { facts, text } = breach;

  test('names the facts of the core, all of them', () => {
    // A reason is a sentence with facts of its own.
    const reasons = Object.values(facts).flatMap((fact) => (typeof fact === 'string' ? [] : fact));
    const texts = [breaches[code], ...reasons.map((reason) => errors.sentences[reason] ?? '')];
    expect([...namesIn(texts.join(' '))].sort()).toEqual(Object.keys(facts).sort());
  });

  test('is told in both languages', () => {
    expect(breachText(breach, translator('en'))).toBe(text);
    const chinese = breachText(breach, translator('zh-CN'));
    expect(chinese).toMatch(/\p{Script=Han}.*。$/u);
    expect(chinese).not.toMatch(/\{|undefined/);
    for (const fact of Object.values(facts)) {
      const [word = ''] = typeof fact === 'string' ? [] : fact;
      const told = typeof fact === 'string' ? fact.replaceAll(', ', '、') : (errors.words[word] ?? '没有运行。');
      expect(chinese).toContain(told);
    }
  });

  test('says who is named', () => {
    const named = text.replace(/ members .*/, '').match(/\b[SC]\d+\b/g) ?? [];
    expect(namedIn(facts)).toEqual([...new Set(named)]);
  });
});

test('whatever a judge finds in the museum is told in both languages', () => {
  const [en, zh] = [translator('en'), translator('zh-CN')];
  let told = 0;
  for (const [name, json] of exhibitFiles()) {
    if (name === 'index.json') continue;
    const session = Session.play(json);
    session.seek((JSON.parse(json) as { readonly until: number }).until);
    for (const found of session.violations() as readonly ViolationView[]) {
      expect(breachText(found, en)).toBe(found.text);
      const chinese = breachText(found, zh);
      expect(chinese).not.toBe(found.text);
      expect(chinese).not.toMatch(/[a-z]{4}|\{/);
      told += 1;
    }
    session.free();
  }
  expect(told).toBeGreaterThan(57);
});

test('what has another code, another fact or none stays as it is', () => {
  const zh = translator('zh-CN');
  const text = 'Something new.';
  expect(breachText({ text, code: 'brand-new', facts: {} }, zh)).toBe(text);
  expect(breachText({ text, code: 'two-leaders', facts: { term: '2' } }, zh)).toBe(text);
  expect(breachText({ text, facts: {} }, zh)).toBe(text);
});

test('nobody is nobody in any language, and several are a list', () => {
  const told = (voters: string | readonly string[]): string =>
    breachText({ text: '', code: 'elected-by-too-few', facts: { leader: 'S1', term: '2', voters } }, translator('zh-CN'));
  expect(told(['nobody'])).toBe('S1 凭无人的选票领导任期 2：不是多数。');
  expect(told('S1, S3')).toBe('S1 凭 S1、S3 的选票领导任期 2：不是多数。');
});

test('a key that is called like a server is none', () => {
  expect(namedIn({ key: 'S1' })).toEqual([]);
});
