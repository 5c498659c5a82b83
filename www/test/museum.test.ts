import { readFileSync } from 'node:fs';

import { beforeAll, expect, test } from 'vitest';

import { exhibitFiles } from '../scripts/exhibits.mjs';
import { Session, initSync } from '../../wasm/pkg/kvraft_wasm.js';
import { isTextKey } from '../src/i18n.ts';
import { museum as en } from '../src/i18n/en/museum.ts';
import { museum as zhCN } from '../src/i18n/zh-cn/museum.ts';
import { GROUPS, bugName, isFound, type Exhibit } from '../src/museum.ts';

beforeAll(() => {
  const wasm = new URL('../../wasm/pkg/kvraft_wasm_bg.wasm', import.meta.url);
  initSync({ module: readFileSync(wasm) });
});

/** The core's own list: bugs, and the judge that each names. */
function catalogue(): ReadonlyMap<string, string> {
  const source = readFileSync(new URL('../../core/src/raft/bug.rs', import.meta.url), 'utf8');
  const inside = /^bugs! \{$(.*?)^\}$/ms.exec(source)?.[1] ?? '';
  const bugs = new Map<string, string>();
  for (const [, doc = '', id = ''] of inside.matchAll(/((?: +\/\/\/.*\n)+) +\w+ = "([a-z-]+)",/g)) {
    bugs.set(id, /Judge:[\s/]*`([a-z-]+)`/.exec(doc)?.[1] ?? '');
  }
  return bugs;
}

const list = JSON.parse(exhibitFiles().get('index.json') ?? '[]') as readonly Exhibit[];

test('every bug of the core stands in one group, and no other does', () => {
  const shown = Object.values(GROUPS).flat();
  expect(catalogue().size).toBeGreaterThan(50);
  expect([...shown].sort()).toEqual([...catalogue().keys()].sort());
});

test('every bug has a sentence, a name, a story and a source in both languages', () => {
  const exhibits = new Map(list.map((each) => [each.id, each]));
  expect([...exhibits.keys()].sort()).toEqual([...catalogue().keys()].sort());
  for (const bug of Object.values(GROUPS).flat()) {
    const exhibit = exhibits.get(bug);
    for (const [language, texts] of [['en', en], ['zh-CN', zhCN]] as const) {
      expect(texts[`bug.${bug}`], bug).toMatch(/[.。]$/);
      expect(bugName(bug, exhibits, language), bug).not.toBe(bug);
      expect(exhibit?.caption[language], bug).toMatch(/[.。]$/);
    }
    expect(exhibit?.source, bug).not.toBe('');
  }
});

test('every bug names the judge that the core does, and the page knows it', () => {
  const judges = catalogue();
  for (const { id, judge } of list) {
    expect([id, judge]).toEqual([id, judges.get(id)]);
    expect(isTextKey(`judge.${judge}`), judge).toBe(true);
  }
});

test('the table of the museum has a row for every bug, with its judge', () => {
  const table = readFileSync(new URL('../../tests/scenarios/README.md', import.meta.url), 'utf8');
  const rows = [...table.matchAll(/^\| .*?`([a-z-]+)` \|.*\| `([a-z-]+)` \| [>\d][^|]*\|$/gm)];
  const told = rows.map(([, bug, judge]) => [bug, judge]).sort();
  expect(told).toEqual([...catalogue()].sort());
});

test('a story plays, and its judge objects', () => {
  const session = Session.play(exhibitFiles().get('vote-twice.json') ?? '');
  session.seek(2000);
  const judges = session.violations().map(({ judge }: { readonly judge: string }) => judge);
  expect(judges).toContain('one-vote');
  session.free();
});

test('words are looked for anywhere, in any order', () => {
  const told = ['A second vote', 'tikv#1610'];
  expect(isFound('', told)).toBe(true);
  expect(isFound('  VOTE tikv', told)).toBe(true);
  expect(isFound('vote etcd', told)).toBe(false);
});
