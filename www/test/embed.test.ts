import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { expect, test } from 'vitest';

import { KvraftLab } from '../src/embed/element.ts';
import { heightOf } from '../src/embed/measure.ts';
import { codeOf, kindOf, say, tell } from '../src/embed/trouble.ts';
import { ATTRIBUTES, VIEWS, readWishes, sourceOf } from '../src/embed/wishes.ts';
import { embed as en } from '../src/i18n/en/embed.ts';

const wish = (attributes: Readonly<Record<string, string>>): ReturnType<typeof readWishes> =>
  readWishes((name) => attributes[name] ?? null, undefined, (text) => /^\d+(px|rem|%)$/.test(text));

test('without attributes the defaults are meant, and nothing is wrong', () => {
  const { wishes, problems } = wish({});
  expect(problems).toEqual([]);
  expect(wishes).toMatchObject({ source: { kind: 'own' }, servers: 5, view: ['ring', 'log'], controls: 'full' });
  expect(wishes).toMatchObject({ autoplay: false, theme: 'auto', loading: 'lazy', session: '' });
  expect([wishes.seed, wishes.speed, wishes.at, wishes.until, wishes.height]).toEqual(Array(5).fill(undefined));
});

test('a scenario is a name, an address or a link, by its look', () => {
  expect(sourceOf('figure-8')).toEqual({ kind: 'name', name: 'figure-8' });
  expect(sourceOf('bugs/vote-twice')).toEqual({ kind: 'name', name: 'bugs/vote-twice' });
  expect(sourceOf('cases/mine.json')).toEqual({ kind: 'url', url: 'cases/mine.json' });
  expect(sourceOf('https://a.b/c')).toEqual({ kind: 'url', url: 'https://a.b/c' });
  expect(sourceOf('https://a.b/c?lang=en#r=AbC&at=9')).toEqual({ kind: 'link', link: 'AbC&at=9' });
  expect(sourceOf(' #r= ')).toEqual({ kind: 'link', link: '' });
  // No name and no address: a name that nobody has.
  expect(sourceOf('Figure 8!')).toEqual({ kind: 'name', name: 'Figure 8!' });
});

test('views stand in the order in which they are named', () => {
  expect(wish({ view: 'log, RING  spacetime' }).wishes.view).toEqual(['log', 'ring', 'spacetime']);
  expect(wish({ view: 'ring ring' }).wishes.view).toEqual(['ring']);
});

test.each([
  ['seed', '-1', undefined],
  ['seed', '18446744073709551616', undefined],
  ['servers', '10', 5],
  ['servers', 'five', 5],
  ['controls', 'some', 'full'],
  ['speed', 'fast', undefined],
  ['at', '3600001', undefined],
  ['at', '-5', undefined],
  ['until', '1e3', undefined],
  ['theme', 'black', 'auto'],
  ['height', 'tall', undefined],
  ['height', '-3px', undefined],
  ['loading', 'soon', 'lazy'],
] as const)('%s="%s" is told, and the default taken', (name, value, fallback) => {
  const { wishes, problems } = wish({ [name]: value });
  expect(problems).toEqual([{ name, value, expected: `expected.${name}` }]);
  expect(wishes[name]).toBe(fallback);
});

test('of views only the words that are none are told', () => {
  const { wishes, problems } = wish({ view: 'ring logs console' });
  expect(wishes.view).toEqual(['ring', 'console']);
  expect(problems).toEqual([{ name: 'view', value: 'logs', expected: 'expected.view' }]);
  expect(wish({ view: 'nothing' }).wishes.view).toEqual(['ring', 'log']);
});

test('a height may be pixels without a unit', () => {
  expect(wish({ height: '420' }).wishes.height).toBe('420px');
  expect(wish({ height: '24rem' }).wishes.height).toBe('24rem');
});

test('more to show takes more room, and beside each other less', () => {
  for (const view of VIEWS) {
    expect(heightOf([view], 'full', 'narrow')).toBeGreaterThan(heightOf([view], 'none', 'narrow'));
  }
  expect(heightOf(['ring', 'log'], 'none', 'wide')).toBe(heightOf(['ring'], 'none', 'wide'));
  expect(heightOf(['ring', 'log'], 'none', 'narrow')).toBeGreaterThan(heightOf(['ring'], 'none', 'narrow'));
});

test('every attribute is told what it may be', () => {
  for (const name of ATTRIBUTES) expect(Object.keys(en)).toContain(`expected.${name}`);
});

test('every failure is told with what to do, in both languages', () => {
  const codes = ['wasm-off', 'wasm-blocked', 'parts', 'load', 'stopped', 'session-taken', 'scenario-missing'];
  codes.push('scenario-unreachable', 'other-version', 'link-damaged', 'link-bad-character', 'not-json', 'unknown-key');
  for (const language of ['en', 'zh-CN'] as const) {
    for (const code of codes) {
      const told = tell({ code, message: 'because', name: 'x' }, language);
      expect(told.headline.length, code).toBeGreaterThan(6);
      expect(told.advice.length, code).toBeGreaterThan(8);
      expect(told.headline).not.toContain('{');
    }
  }
  expect(tell({ code: 'unknown-key', message: 'what', name: 'x', path: 'steps[3]' }, 'en').detail).toBe('steps[3]: what');
  expect(tell({ code: 'scenario-missing', message: '', name: 'fig', perhaps: ['figure-7'] }, 'zh-CN').advice).toBe(
    '是否应为：figure-7',
  );
});

test('a policy that forbids the core is known by what browsers say of it', () => {
  const chromium =
    "WebAssembly.instantiateStreaming(): Compiling or instantiating WebAssembly module violates the following Content Security policy directive because neither 'wasm-eval' nor 'unsafe-eval' is an allowed source";
  const firefox = 'call to WebAssembly.instantiateStreaming() blocked by CSP';
  const webkit = "Refused to create a WebAssembly object because 'unsafe-eval' or 'wasm-unsafe-eval' is not an allowed source";
  for (const message of [chromium, firefox, webkit]) expect(codeOf('load', message)).toBe('wasm-blocked');
  expect(codeOf('load', 'Failed to fetch')).toBe('load');
  expect(kindOf('link-other-version')).toBe('other-version');
  expect(say('en', 'failed.session-taken', { name: 'a' })).toContain('“a”');
});

// The package.

const from = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const manifest = JSON.parse(readFileSync(from('../package/custom-elements.json'), 'utf8')) as Manifest;
const readme = readFileSync(from('../package/README.md'), 'utf8');
const api = readFileSync(from('../src/embed/api.ts'), 'utf8');

interface Named {
  readonly name: string;
  readonly kind?: string;
  readonly fieldName?: string;
}
interface Manifest {
  readonly modules: readonly {
    readonly declarations: readonly {
      readonly tagName: string;
      readonly attributes: readonly Named[];
      readonly members: readonly Named[];
      readonly events: readonly Named[];
      readonly slots: readonly Named[];
      readonly cssParts: readonly Named[];
      readonly cssProperties: readonly Named[];
    }[];
  }[];
}

const names = (list: readonly Named[]): readonly string[] => list.map(({ name }) => name).sort();
const declared = manifest.modules[0]?.declarations[0];

/** All sources of the element, in one text. */
const sources = [
  ...readdirSync(from('../src/embed')).map((name) => from(`../src/embed/${name}`)),
  ...['embed.ts', 'embed-shell.ts', 'tokens.ts'].map((name) => from(`../src/styles/${name}`)),
]
  .map((file) => readFileSync(file, 'utf8'))
  .join('\n');

test('the manifest tells of the attributes and members that the class has, and of no others', () => {
  expect(names(declared?.attributes ?? [])).toEqual([...KvraftLab.observedAttributes].sort());
  const members = Object.getOwnPropertyNames(KvraftLab.prototype).filter(
    (name) => !/Callback$|^constructor$/.test(name),
  );
  const fields = (declared?.attributes ?? []).flatMap(({ fieldName }) => fieldName ?? []);
  expect([...names(declared?.members ?? []), ...fields].sort()).toEqual(members.sort());
});

test('the types tell of the same members and events', () => {
  const body = /export interface KvraftApi \{([\s\S]*?)\n\}/.exec(api)?.[1] ?? '';
  const told = [...body.matchAll(/^ {2}(?:readonly )?(\w+)[:(?]/gm)].map(([, name]) => name);
  const fields = (declared?.attributes ?? []).flatMap(({ fieldName }) => fieldName ?? []);
  expect(told.sort()).toEqual([...names(declared?.members ?? []), ...fields].sort());
  const events = [...api.matchAll(/^ {2}'(kvraft-\w+)': CustomEvent/gm)].map(([, name]) => name);
  expect(names(declared?.events ?? [])).toEqual(events.sort());
  for (const event of events) expect(sources).toContain(`'${event}'`);
});

test('parts and properties are those that there are', () => {
  const parts = new Set([...sources.matchAll(/part=["']?(\w+)["']?/g)].map(([, name]) => name));
  for (const [, one, other] of sources.matchAll(/setAttribute\('part', (?:[^')]*\? )?'(\w+)'(?: : '(\w+)')?\)/g)) {
    for (const part of [one, other]) if (part !== undefined) parts.add(part);
  }
  for (const view of VIEWS) parts.add(view);
  expect(names(declared?.cssParts ?? [])).toEqual([...parts].sort());
  const properties = new Set([...sources.matchAll(/var\(\s*(--kvraft-[\w-]+)/g)].map(([, name]) => name));
  expect(names(declared?.cssProperties ?? [])).toEqual([...properties].sort());
});

test('the package’s README names every attribute, method, event and part', () => {
  for (const list of [declared?.attributes, declared?.events, declared?.cssParts]) {
    for (const { name } of list ?? []) expect(readme).toContain(`\`${name}\``.replace('`figure`', '`::part(figure)`'));
  }
  for (const { name, kind } of declared?.members ?? []) if (kind === 'method') expect(readme).toMatch(new RegExp(`\`${name}[\`(]`));
});
