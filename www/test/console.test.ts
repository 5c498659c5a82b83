import { expect, test } from 'vitest';

import { pageWords, parsePageCommand } from '../src/commands.ts';
import { LabError, toLabError, type ClientView } from '../src/engine.ts';
import { NOTHING_TRIED, invitations, triedAfter } from '../src/invitations.ts';
import { menuItems, teachingPartition } from '../src/menu.ts';
import { excerpt, quotedOffer, Transcript } from '../src/transcript.ts';
import { aCluster, aServer } from './views.ts';

const failure = (call: () => unknown): LabError => {
  try {
    call();
  } catch (error) {
    return toLabError(error);
  }
  throw new Error('it did not fail');
};

test('the page knows its own commands and leaves the rest to the core', () => {
  expect(parsePageCommand('  HELP ')).toEqual({ kind: 'help' });
  expect(parsePageCommand('help  partition ')).toEqual({ kind: 'help', about: 'partition' });
  expect(parsePageCommand('speed 1/4')).toEqual({ kind: 'speed', speed: 0.25 });
  expect(parsePageCommand('seed 007')).toEqual({ kind: 'seed', seed: '7' });
  expect(parsePageCommand('put x 1')).toBeUndefined();
  expect(parsePageCommand('')).toBeUndefined();
});

test.each([
  ['seed', 'missing-argument', 5],
  ['seed -1', 'bad-seed', 6],
  ['seed 99999999999999999999', 'bad-seed', 6],
  ['speed 😀', 'bad-speed', 7],
  ['play now', 'extra-argument', 6],
  ['seed 1 2', 'extra-argument', 8],
])('%s is a mistake with a code and a place', (line, code, column) => {
  expect(failure(() => parsePageCommand(line))).toMatchObject({ code, column });
});

test('errors of the core keep their code, place and way out', () => {
  const thrown = Object.assign(new Error('No.'), {
    name: 'LabError',
    code: 'bad-escape',
    column: 3,
    facts: { suggestion: 'put', expected: ['key'] },
  });
  expect(toLabError(thrown)).toMatchObject({
    code: 'bad-escape',
    column: 3,
    suggestion: 'put',
    facts: { expected: ['key'] },
    message: 'No.',
  });
  expect(toLabError('oops')).toMatchObject({ code: 'internal', message: 'oops' });
});

const client = (facts: Partial<ClientView>): ClientView =>
  ({
    id: 1,
    target: 1,
    request: undefined,
    number: 1,
    since: 0,
    attempts: 1,
    queued: 0,
    history: [],
    ...facts,
  }) as ClientView;

test('a request waits in the transcript until its client has the reply', () => {
  const transcript = new Transcript();
  transcript.add({
    kind: 'request',
    client: 1,
    number: 1,
    call: 100,
    note: undefined,
    until: undefined,
    reply: undefined,
  });
  expect(transcript.settle(client({ request: 'put x 1', attempts: 3 }))).toBe(false);
  expect(transcript.waiting).toBe(true);
  const done = {
    client: 1,
    number: 1,
    command: 'put x 1',
    call: 100,
    returned: 143,
    result: 'OK',
    outcome: 'done' as const,
  };
  expect(transcript.settle(client({ history: [done] }))).toBe(true);
  expect(transcript.entries[0]).toMatchObject({
    reply: { result: 'OK', took: 43, attempts: 3, known: true },
  });
  expect(transcript.waiting).toBe(false);
});

test('a reset abandons what was waiting and keeps what was answered', () => {
  const transcript = new Transcript();
  transcript.add({ kind: 'input', line: 'put x 1' });
  transcript.add({
    kind: 'request',
    client: 1,
    number: 1,
    call: 0,
    note: undefined,
    until: undefined,
    reply: undefined,
  });
  transcript.abandon();
  expect(transcript.entries.map((entry) => entry.kind)).toEqual(['input']);
});

test('a megabyte is shown in part', () => {
  const { text, cut } = excerpt('x'.repeat(1_000_000));
  expect(text.length).toBeLessThan(200);
  expect(cut).toBe(1_000_000);
});

test('a value with spaces is offered in quotes', () => {
  const quote = (word: string): string => JSON.stringify(word);
  expect(quotedOffer('put x hello world', 'extra-argument', quote)).toBe('put x "hello world"');
  expect(quotedOffer('c2 append x "hello world', 'unclosed-quote', quote)).toBe(
    'c2 append x "hello world"',
  );
  expect(quotedOffer('crash 1 2', 'extra-argument', quote)).toBeUndefined();
  expect(quotedOffer('put x', 'missing-argument', quote)).toBeUndefined();
});

test('the menu offers what makes sense for a server as it is', () => {
  const lines = (facts: Parameters<typeof aServer>[1]): readonly string[] =>
    menuItems(
      aCluster(3, { servers: [aServer(1, facts), aServer(2), aServer(3)] }),
      1,
      'main',
    ).flatMap((item) => (item.kind === 'action' ? [item.line] : []));
  expect(lines({})).toEqual(['crash 1', 'pause 1', 'timeout 1', 'isolate 1']);
  expect(lines({ role: 'leader' })).not.toContain('timeout 1');
  expect(lines({ status: 'crashed' })).toEqual(['restart 1', 'isolate 1']);
  expect(lines({ status: 'paused' })).toContain('resume 1');
  expect(lines({ lastApplied: 1 })).toContain('compact 1');
  expect(lines({ lastApplied: 1, status: 'crashed' })).not.toContain('compact 1');
});

test('leadership can be handed to who runs and does not lead, while somebody leads', () => {
  const lines = (id: number, facts: Parameters<typeof aServer>[1]) =>
    menuItems(
      aCluster(3, { servers: [aServer(1, facts), aServer(2), aServer(3)] }),
      id,
      'main',
    ).flatMap((item) => (item.kind === 'action' ? [item.line] : []));
  expect(lines(2, { role: 'leader' })).toContain('transfer 2');
  expect(lines(1, { role: 'leader' })).not.toContain('transfer 1');
  expect(lines(2, {})).not.toContain('transfer 2');
});

test('the invitations lead back from where they led', () => {
  const lines = (facts: Parameters<typeof aCluster>[1], tried = NOTHING_TRIED, loss = 0) =>
    invitations(aCluster(3, facts), tried, loss).map((each) => each.line);
  expect(lines({})).toEqual(['crash leader', 'put x 1', 'partition 1 | 2 3', 'loss 20']);
  const put = triedAfter(NOTHING_TRIED, 'put x 1');
  expect(lines({ cuts: [{ from: 1, to: 2 }] }, put, 20)).toEqual(['crash leader', 'get x', 'heal', 'loss 0']);
  expect(lines({}, triedAfter(triedAfter(put, 'crash leader'), 'get x'))[1]).toBe('put x 2');
  expect(lines({ servers: [aServer(1), aServer(2, { status: 'crashed' })] })[0]).toBe('restart 2');
});

test.each([
  ['sp', ['speed']],
  ['loss 10 ', []],
  ['put x s', []],
  ['get ', []],
])('after %j may stand %j', (line, words) => {
  const typed = line.split(' ').at(-1) ?? '';
  expect(pageWords(line).filter((word) => word.startsWith(typed) && word !== '')).toEqual(words);
});

test('the teaching partition puts the leader into a minority', () => {
  expect(teachingPartition(aCluster(5), 5)).toBe('partition 5 1 | 2 3 4');
  expect(teachingPartition(aCluster(3), undefined)).toBe('partition 1 | 2 3');
});
