import { readFileSync } from 'node:fs';

import { beforeAll, expect, test } from 'vitest';

import { Session, initSync } from '../../wasm/pkg/kvraft_wasm.js';
import { pageWords } from '../src/commands.ts';
import { conditionText } from '../src/conditions.ts';
import { Engine, LabError, toLabError } from '../src/engine.ts';
import { translator } from '../src/i18n.ts';
import { conditionIn } from '../src/until.ts';

beforeAll(() => {
  const wasm = new URL('../../wasm/pkg/kvraft_wasm_bg.wasm', import.meta.url);
  initSync({ module: readFileSync(wasm) });
});

test.each([
  ['until leader', { leader: 'any' }, 'a server leads'],
  [' UNTIL  Leader s3 term 2', { leader: 'S3', term: 2 }, 'S3 leads term 2'],
  ['until no leader', { not: { leader: 'any' } }, 'not: a server leads'],
  ['until term 4', { term: 4 }, 'term 4 is reached'],
  ['until committed 7 on 3', { committed: 7, on: 3 }, 'entry 7 is known committed on 3 or more'],
  ['until held 7', { held: 7 }, 'entry 7 is held by 1 or more'],
  ['until truncated', { truncated: 'any' }, 'a server removes entries'],
  ['until violation', { violation: 'any' }, 'a property is broken'],
  ['until violation one-vote', { violation: 'one-vote' }, 'One Vote is broken'],
  ['until converged', { converged: true }, 'all servers agree'],
  ['until {"sent":"RequestVote"}', { sent: 'RequestVote' }, undefined],
] as const)('%s', (line, condition, told) => {
  const found = conditionIn(line);
  expect(JSON.parse(found)).toEqual(condition);
  if (told !== undefined) expect(conditionText(condition, translator('en'))).toBe(told);
  // The core knows it.
  const engine = new Engine(new Session({ servers: 5, clients: 2, seed: '42' }));
  expect(() => engine.stopWhen(found)).not.toThrow();
});

test.each([
  ['until', 'missing-argument', 6],
  ['until moon', 'unexpected-word', 7],
  ['until term', 'missing-argument', 11],
  ['until term x', 'not-a-number', 12],
  ['until leader 3 4', 'extra-argument', 16],
  ['until committed 7 on', 'missing-argument', 21],
])('%s is a mistake with a code and a place', (line, code, column) => {
  let error: unknown;
  try {
    conditionIn(line);
  } catch (caught) {
    error = caught;
  }
  expect(error).toBeInstanceOf(LabError);
  expect(error).toMatchObject({ code, column, usage: expect.stringContaining('until leader') as string });
});

test('what the core does not know it refuses', () => {
  const engine = new Engine(new Session({ servers: 5, clients: 2, seed: '42' }));
  for (const line of ['until leader 9', 'until violation moon', 'until {"leader":7}', 'until {oops']) {
    expect(() => engine.stopWhen(conditionIn(line)), line).toThrow(LabError);
  }
  expect(toLabError(new Error('x')).code).toBe('internal');
});

test('its words are completed', () => {
  expect(pageWords('until co')).toContain('committed');
  expect(pageWords('until leader ')).toEqual([]);
});
