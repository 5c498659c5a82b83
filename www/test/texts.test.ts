import { readFileSync, readdirSync } from 'node:fs';

import { parseAst } from 'rolldown/parseAst';
import ts from 'typescript';
import { expect, test, vi } from 'vitest';

import { catalogs, compile } from '../scripts/catalogs.mjs';
import { grouped, preferredLanguage, timeText, translator } from '../src/i18n.ts';
import { catalog } from '../src/i18n/catalog.ts';
import { en } from '../src/i18n/en.ts';
import { why } from '../src/i18n/en/why.ts';
import { partsOf, type Compiled, type Params, type Say, type Texts } from '../src/i18n/message.ts';
import { zhCN } from '../src/i18n/zh-cn.ts';
import { ruleText } from '../src/rules.ts';

const FOLDER = new URL('../src/i18n/', import.meta.url);
const FILES = readdirSync(new URL('en/', FOLDER));

type Module = Readonly<Record<string, unknown>>;
const textsIn = (module: Module): Texts =>
  Object.assign({}, ...Object.values(module).filter((value) => typeof value === 'object')) as Texts;

/** A catalog as the page has it. */
const read = async (path: string): Promise<Texts> => textsIn((await import(new URL(path, FOLDER).pathname)) as Module);

/** The same as it is written, by another way than the page's. */
async function written(path: string): Promise<Texts> {
  const options = { compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext } };
  const { outputText } = ts.transpileModule(readFileSync(new URL(path, FOLDER), 'utf8'), options);
  return textsIn((await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(outputText)}`)) as Module);
}

/** What is filled into a text with a count, and what chooses plurals there. */
function namesIn(text: Compiled): { readonly shown: readonly string[]; readonly counted: readonly string[] } {
  const parts = typeof text === 'string' ? [] : text.filter((part) => typeof part !== 'string');
  const all = parts.map(([name, kind, cases]) => {
    if (kind === undefined) return { shown: [name], counted: [] };
    const inside = namesIn(cases?.['other'] ?? []);
    expect(name).toMatch(/^#\w/);
    return { ...inside, counted: [name.slice(1), ...inside.counted] };
  });
  const every = (which: 'shown' | 'counted'): readonly string[] => all.flatMap((each) => each[which]).sort();
  return { shown: every('shown'), counted: every('counted') };
}

test('there is no catalog in one language only', () => {
  expect(FILES.length).toBeGreaterThan(20);
  expect(readdirSync(new URL('zh-cn/', FOLDER)).filter((name) => name !== 'errors.ts' && name !== 'breaches.ts')).toEqual(FILES);
});

test.each(FILES)('%s: both languages have the same keys, and fill in the same facts', async (file) => {
  const [english, chinese] = [await read(`en/${file}`), await read(`zh-cn/${file}`)];
  expect(Object.keys(chinese).sort()).toEqual(Object.keys(english).sort());
  for (const [key, text] of Object.entries(english)) {
    const [ours, theirs] = [namesIn(partsOf(text)), namesIn(partsOf(chinese[key] ?? ''))];
    expect([key, theirs.shown]).toEqual([key, ours.shown]);
    // Chinese has one form for every number, and may do without.
    expect([key, theirs.counted.filter((name) => !ours.counted.includes(name))]).toEqual([key, []]);
  }
});

test.each(FILES)('%s: every text is a message, and says what is written', async (file) => {
  for (const folder of ['en', 'zh-cn'] as const) {
    const [texts, sources] = [await read(`${folder}/${file}`), await written(`${folder}/${file}`)];
    const { say } = catalog<Texts>(folder, texts);
    expect(Object.keys(texts)).toEqual(Object.keys(sources));
    for (const [key, source] of Object.entries(sources)) {
      const compiled = compile(source) as Compiled;
      expect([key, texts[key]]).toEqual([key, compiled]);
      const { shown, counted } = namesIn(compiled);
      const params: Params = Object.fromEntries([...shown, ...counted].map((name, i) => [name, i + 2]));
      expect([key, say(key, params)]).toEqual([key, fill(manyOf(source), params)]);
    }
  }
});

/** What a message comes to that has nothing but names. */
const fill = (text: string, params: Params): string =>
  text.replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole));

/** A message with what its plurals say of many in their places. */
function manyOf(source: string): string {
  return source.replace(/\{\w+, plural, one \{(?:[^{}]|\{\w+\})*\} other \{((?:[^{}]|\{\w+\})*)\}\}/g, '$1');
}

test('no two catalogs of the page have the same key, and Chinese has them all', async () => {
  const keysOf = async (imports: RegExp): Promise<readonly string[]> => {
    const paths = [...readFileSync(new URL('en.ts', FOLDER), 'utf8').matchAll(imports)].map(([, path]) => path ?? '');
    return (await Promise.all(paths.map(async (path) => Object.keys(await read(path))))).flat();
  };
  const first = await keysOf(/^import \{.*'\.\/(en\/.*)'/gm);
  const later = await keysOf(/^import type \{.*'\.\/(en\/.*)'/gm);
  expect(later.length).toBeGreaterThan(200);
  expect([...first].sort()).toEqual(Object.keys(en).sort());
  expect([...first, ...later].sort()).toEqual(Object.keys(zhCN).sort());
});

test('whatever the narrator can say has a rule, and no rule is never told', () => {
  const kinds = (keys: readonly string[], what: string): readonly string[] =>
    [...new Set(keys.filter((key) => key.startsWith(what)).map((key) => key.split('.')[1] ?? ''))].sort();
  expect(kinds(Object.keys(why), 'why.')).toEqual([...kinds(Object.keys(en), 'say.'), 'start'].sort());
  for (const kind of kinds(Object.keys(why), 'why.')) expect(ruleText(kind, translator('en'))).toMatch(/[.…]$/);
});

/** What the build does with a catalog. */
function built(code: string, id = '/www/src/i18n/en/page.ts'): { readonly code: string } | null {
  const plugin = catalogs() as unknown as { transform(this: object, code: string, id: string): { readonly code: string } | null };
  const context = {
    parse: parseAst,
    error: (message: string) => {
      throw new Error(message);
    },
  };
  return plugin.transform.call(context, code, id);
}

test('what has placeholders is compiled where it stands', () => {
  expect(built("export const page = { 'a.b': 'x', c: 'term {term}', d: 'y' } as const;")?.code).toBe(
    'export const page = { \'a.b\': \'x\', c: ["term ",["term"]], d: \'y\' } as const;',
  );
  expect(built("export const errors = { a: '{' };", '/www/src/i18n/zh-cn/errors.ts')).toBeNull();
  expect(built("export const other = { a: '{' };", '/www/src/menu.ts')).toBeNull();
});

test.each([
  ['an open brace', '{term'],
  ['a number sign', '{count, plural, one {# key} other {# keys}}'],
  ['another form', '{count, plural, =0 {none} one {a key} other {keys}}'],
  ['a missing form', '{count, plural, one {a key}}'],
  ['an offset', '{count, plural, offset:1 one {a key} other {keys}}'],
  ['a choice by words', '{role, select, leader {x} other {y}}'],
  ['a number by itself', '{count, number}'],
  ['a quoted brace', "'{term}' {term}"],
  ['a quoted quote', "it''s"],
])('a text with %s fails the build, by file and key', (_what, text) => {
  const file = '/www/src/i18n/en/page.ts';
  expect(() => built(`export const page = { 'ring.term': ${JSON.stringify(text)} };`)).toThrow(
    new RegExp(`^${file}: the text of 'ring\\.term' is no message of ours: `),
  );
});

test('facts are filled in, missing ones left visible', () => {
  const t = translator('en');
  expect(t('ring.term', { term: 3 })).toBe('term 3');
  expect(t('ring.votes', { have: 0, majority: 3 })).toBe('votes 0 of 3');
  // @ts-expect-error: it wants a term
  expect(t('ring.term', {})).toBe('term {term}');
  // @ts-expect-error: it wants something
  expect(t('ring.term')).toBe('term {term}');
  // @ts-expect-error: it wants nothing
  expect(t('tagline', { term: 3 })).toContain('store');
  const some: 'ring.term' | 'tagline' = Math.random() < 2 ? 'ring.term' : 'tagline';
  expect(t(some as 'ring.term' | 'tagline', { term: 4 })).toBe('term 4');
});

test('what somebody typed stays as it is typed', () => {
  const t = translator('en');
  for (const line of ['put \\u0041 \\x41', 'put "\\\\" {line}', "put '{x}' #", 'put a {count, plural, other {b}}']) {
    expect(t('console.done', { line })).toBe(`✓ ${line}`);
  }
});

test('English has one and many', () => {
  const t = translator('en');
  const keys = (count: number): string => t('ring.keys', { count });
  expect([0, 1, 2, 21].map(keys)).toEqual(['0', '1', '2', '21'].map((n) => `${n} key${n === '1' ? '' : 's'} in its store`));
  expect(t('console.ok', { result: 'OK', ms: 1, attempts: 1 })).toBe('✓ OK · 1 ms · 1 attempt');
  expect(t('console.ok', { result: 'OK', ms: 1, attempts: 2 })).toBe('✓ OK · 1 ms · 2 attempts');
  expect(t('inspect.snapshot.size', { last: 1, count: 1, bytes: 1 })).toBe('entry 1, 1 byte');
  expect(t('inspect.snapshot.size', { last: 2, count: 1234, bytes: grouped(1234) })).toBe('entries 1–2, 1\u202f234 bytes');
});

test('to have one and many, no formatter of numbers is made: a browser takes long over its first', () => {
  const formatter = vi.spyOn(Intl, 'NumberFormat');
  const texts = { keys: '{count, plural, one {a key} other {{count} keys}}' } as const;
  for (const language of ['en', 'zh-CN'] as const) {
    const { say } = catalog<typeof texts>(language, { keys: compile(texts.keys) as string });
    expect(say('keys', { count: 1 })).toBe(language === 'en' ? 'a key' : '1 keys');
  }
  expect(formatter).not.toHaveBeenCalled();
  formatter.mockRestore();
});

test('what chooses need not be what is shown', () => {
  const texts = { keys: '{count, plural, one {{shown} key of {s}} other {{shown} keys of {s}}}, {shown}' } as const;
  const { say } = catalog<typeof texts>('en', { keys: compile(texts.keys) as string });
  const said = (count: number): string => say('keys', { count, shown: timeText(count), s: 'S1' });
  expect([0, 1, 2, 21, 1000].map(said)).toEqual([
    '0 ms keys of S1, 0 ms',
    '1 ms key of S1, 1 ms',
    '2 ms keys of S1, 2 ms',
    '21 ms keys of S1, 21 ms',
    '1\u202f000 ms keys of S1, 1\u202f000 ms',
  ]);
  // @ts-expect-error: what chooses is a number
  say('keys', { count: '1', shown: 1, s: 'S1' });
});

test('more texts may come later', () => {
  const first = catalog<{ a: string }>('en', { a: 'a' });
  const say = first.say as Say<{ a: string; b: string }>;
  first.add({ a: 'a', b: 'b' });
  expect([say('a'), say('b'), first.say === say]).toEqual(['a', 'b', true]);
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
