import { readFileSync } from 'node:fs';

import { beforeAll, expect, test } from 'vitest';

import { exhibitFiles } from '../scripts/exhibits.mjs';
import { Session, initSync } from '../../wasm/pkg/kvraft_wasm.js';
import { breachText, namedIn } from '../src/breach.ts';
import { loadLanguage, translator } from '../src/i18n.ts';
import { breaches } from '../src/i18n/en/breaches.ts';
import { partsOf } from '../src/i18n/message.ts';

beforeAll(async () => {
  const wasm = new URL('../../wasm/pkg/kvraft_wasm_bg.wasm', import.meta.url);
  initSync({ module: readFileSync(wasm) });
  await loadLanguage('zh-CN');
});

/** The forms of the core's sentences, with all facts alike. */
function formsOfCore(): readonly string[] {
  const source = ['breach', 'breach_text']
    .map((file) => readFileSync(new URL(`../../core/src/check/${file}.rs`, import.meta.url), 'utf8'))
    .join('\n');
  const strings = [...source.matchAll(/write!\(\s*f,\s*"((?:[^"\\]|\\.)*)"/g)].map(([, text]) => text ?? '');
  const state = 'term {}, committed {}, applied {}';
  return strings
    .map((text) => text.replace(/\{[^}]*\}/g, '{}'))
    .map((text) => text.replace('went back from {} to {}', `went back from ${state} to ${state}`))
    .filter((text) => text.endsWith('.'));
}

test('the forms are those of the core, word for word', () => {
  const ours = Object.entries(breaches)
    .filter(([key]) => key.startsWith('breach.') && key !== 'breach.nobody')
    .map(([, template]) => partsOf(template).map((part) => (typeof part === 'string' ? part : '{}')).join(''));
  expect(ours.length).toBeGreaterThan(30);
  expect([...ours].sort()).toEqual([...formsOfCore()].sort());
});

test('whatever a judge finds in the museum is told in both languages', () => {
  const [en, zh] = [translator('en'), translator('zh-CN')];
  let told = 0;
  for (const [name, json] of exhibitFiles()) {
    if (name === 'index.json') continue;
    const session = Session.play(json);
    session.seek((JSON.parse(json) as { readonly until: number }).until);
    for (const { text } of session.violations() as readonly { readonly text: string }[]) {
      expect(breachText(text, en)).toBe(text);
      const chinese = breachText(text, zh);
      expect(chinese).not.toBe(text);
      expect(chinese).not.toMatch(/[a-z]{4}|\{/);
      expect(namedIn(chinese).filter((each) => !namedIn(text).includes(each))).toEqual([]);
      told += 1;
    }
    session.free();
  }
  expect(told).toBeGreaterThan(57);
});

test('a sentence of another form stays as it is', () => {
  expect(breachText('Something new.', translator('zh-CN'))).toBe('Something new.');
});

test('nobody is nobody in any language', () => {
  const text = 'S1 leads term 2 with the votes of nobody: no majority.';
  expect(breachText(text, translator('zh-CN'))).toBe('S1 凭 无人 的选票领导任期 2：不是多数。');
});
