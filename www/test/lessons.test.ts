import { readFileSync, readdirSync } from 'node:fs';

import { beforeAll, describe, expect, test } from 'vitest';

import { Session, initSync } from '../../wasm/pkg/kvraft_wasm.js';
import { Engine } from '../src/engine.ts';
import { LessonError, readLesson, type Lesson } from '../src/learn/lesson.ts';
import type { LessonEntry } from '../src/learn/list.ts';
import { redo, rightAnswers, runThrough, scenarioOf } from '../src/learn/player.ts';

const folder = new URL('../public/lessons/', import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, folder), 'utf8');
const index = JSON.parse(read('index.json')) as readonly LessonEntry[];
const LANGUAGES = ['en', 'zh-cn'] as const;
const SEEDS = ['1', '2', '3', '42', '1000', '123456789'];

const lesson = (id: string, language: (typeof LANGUAGES)[number]): Lesson => {
  const name = `${language}/${id}.md`;
  return readLesson(read(name), name);
};

beforeAll(() => {
  const wasm = new URL('../../wasm/pkg/kvraft_wasm_bg.wasm', import.meta.url);
  initSync({ module: readFileSync(wasm) });
});

test('the list names every lesson in both languages, by its title', () => {
  expect(index.length).toBeGreaterThanOrEqual(8);
  for (const language of LANGUAGES) {
    const files = readdirSync(new URL(`${language}/`, folder)).map((name) => name.replace(/\.md$/, ''));
    expect(files.sort()).toEqual(index.map(({ id }) => id).sort());
    const tag = language === 'en' ? 'en' : 'zh-CN';
    for (const { id, title, about } of index) {
      expect(lesson(id, language).title).toBe(title[tag]);
      expect(about[tag]).not.toBe('');
    }
  }
});

describe.each(index.map(({ id }) => id))('%s', (id) => {
  test('both languages tell of the same run', () => {
    const [en, zh] = LANGUAGES.map((language) => lesson(id, language)) as [Lesson, Lesson];
    const bare = ({ setup, parts }: Lesson): unknown => [
      setup,
      parts.map(({ text, block }) => [
        text.length,
        block?.kind,
        block?.course,
        block?.kind === 'ask' ? block.answers.map(({ when }) => when) : [],
      ]),
    ];
    expect(bare(zh)).toEqual(bare(en));
    for (const [at, { text, block }] of zh.parts.entries()) {
      const shown = (token: { readonly raw: string }): string => token.raw;
      if (text.length > 0) expect(text.map(shown).join('')).toMatch(/[\u4e00-\u9fff]/);
      expect(en.parts[at]?.text.map(shown).join('')).not.toMatch(/[\u4e00-\u9fff]/);
      if (block?.kind === 'ask') expect(block.question).toMatch(/[\u4e00-\u9fff]/);
    }
  });

  test.each(LANGUAGES)('%s: every moment comes, and the run makes one answer true', (language) => {
    const it = lesson(id, language);
    const asked = it.parts.filter(({ block }) => block?.kind === 'ask').length;
    expect(asked).toBeGreaterThanOrEqual(2);
    for (const seed of it.seeded ? ['1'] : SEEDS) {
      const engine = new Engine(Session.play(scenarioOf(it, seed)));
      for (const { block } of it.parts) {
        if (block === undefined) break;
        const place = `${language}/${id}.md:${block.line}, seed ${seed}`;
        if (block.kind === 'try') {
          // There is something left to do.
          expect([place, engine.holds(block.course.until ?? '')]).toEqual([place, false]);
        }
        expect([place, runThrough(engine, block.course)]).toEqual([place, true]);
        if (block.kind === 'ask') {
          expect([place, rightAnswers(engine, block.answers).length]).toEqual([place, 1]);
        }
      }
      engine.free();
    }
  });
});

test('a lesson is done again as it was', () => {
  const it = lesson('elections', 'en');
  const play = (): readonly [Engine, ReadonlyMap<number, unknown>] => {
    const engine = new Engine(Session.play(scenarioOf(it, '7')));
    return [engine, redo(engine, it, 4, { 0: 2, 1: 1 })];
  };
  const [[one, given], [other, again]] = [play(), play()];
  expect(again).toEqual(given);
  expect(other.hash()).toBe(one.hash());
  expect([...given.keys()]).toEqual([0, 1, 3]);
});

test('which answer is right hangs on the run, not on the lesson', () => {
  const it = lesson('elections', 'en');
  const leaders = SEEDS.map((seed) => {
    const engine = new Engine(Session.play(scenarioOf(it, seed)));
    return redo(engine, it, 1, {}).get(0)?.right[0];
  });
  expect(new Set(leaders).size).toBeGreaterThan(1);
});

const GOOD = [
  '# Title',
  '',
  '```setup',
  '{ "servers": 1, "clients": 1 }',
  '```',
  '',
  'Text.',
  '',
  '```ask',
  '? Who?',
  '- S1',
  '  if { "leader": "S1" }',
  '- Nobody',
  '  if { "not": { "leader": "any" } }',
  'until { "term": 1 }',
  '```',
  '',
  'End.',
].join('\n');

test('a good lesson is read', () => {
  const { title, setup, seeded, parts } = readLesson(GOOD, 'good.md');
  expect([title, JSON.parse(setup), seeded]).toEqual(['Title', { format: 1, servers: 1, clients: 1 }, false]);
  expect(parts.map(({ block }) => block?.line)).toEqual([9, undefined]);
});

test.each([
  ['# Title', 'Title', 1, 'begins with its title'],
  ['Text.', '# Another', 7, 'a title already'],
  ['Text.', 'Some <b>text</b>.', 7, 'no HTML'],
  ['```ask', '```asks', 9, 'no block `asks`'],
  ['"servers": 1', '"servers": 1,,', 4, 'not JSON'],
  ['```setup', '```run', 3, '`setup` comes before'],
  ['? Who?', '', 16, 'needs a question'],
  ['- Nobody', '', 14, '`if` is unknown'],
  ['  if { "leader": "S1" }', '', 13, 'needs its `if`'],
  ['{ "term": 1 }', '{ term: 1 }', 15, 'not JSON'],
  ['{ "term": 1 }', '[1]', 15, 'an object'],
  ['until { "term": 1 }', 'wait soon', 15, 'number of ms'],
  ['until { "term": 1 }', 'do put x 1', 16, 'an `until` or a `wait`'],
  ['until { "term": 1 }', 'until { "term": 1 }\nuntil { "term": 2 }', 16, 'twice'],
  ['until', 'till', 15, '`till` is unknown'],
  ['until { "term": 1 }', 'do', 15, 'must follow'],
  ['\nEnd.', '', 17, 'without a word'],
])('%s → %s: line %i is told', (from, to, line, what) => {
  expect(GOOD).toContain(from);
  const read = (): unknown => readLesson(GOOD.replace(from, to), 'bad.md');
  expect(read).toThrow(LessonError);
  expect(read).toThrow(what);
  expect(read).toThrow(new RegExp(`^bad\\.md:${line}: `));
});

test.each([
  ['{ "servers": 0 }', 'servers'],
  ['{ "server": 1 }', 'servers'],
])('what the core does not accept, it says: %s', (setup, place) => {
  const it = readLesson(GOOD.replace('{ "servers": 1, "clients": 1 }', setup), 'bad.md');
  expect(() => Session.play(it.setup)).toThrow(place);
});
