/** What scenarios expect and time may run to, in words: statements of a file, in the reader’s language; fetched with the first. Pure. */
import { isTextKey, timeText, withTexts, type Translate } from './i18n.ts';
import { conditions } from './i18n/en/conditions.ts';
import type { Expectation } from './story.ts';

const sayer = withTexts(conditions);

type Facts = Readonly<Record<string, unknown>>;

const DEADLINES = ['at', 'by', 'always', 'never', 'end'] as const;

/** `by 2 000 ms: some server leads`. */
export function expectationText(expectation: Expectation, t: Translate): string {
  const say = sayer(t);
  const when = DEADLINES.find((key) => key in expectation);
  if (when === undefined) return JSON.stringify(expectation);
  const timed = when === 'at' || when === 'by';
  const that = conditionText((timed ? expectation['that'] : expectation[when]) as Facts, t);
  const time = timed ? timeText(Number(expectation[when])) : '';
  return say(`expect.${when}`, { time, that });
}

/** A statement about a run. One that is not known stands as it is in the file. */
export function conditionText(it: Facts, t: Translate): string {
  const say = sayer(t);
  const word = (key: string): string => String(it[key] ?? '');
  const given = (key: string): boolean => it[key] !== undefined && it[key] !== null;
  const list = (key: string): readonly string[] =>
    (it[key] as readonly Facts[]).map((each) => conditionText(each, t));
  if (given('all')) return list('all').join(say('that.and'));
  if (given('any')) return list('any').join(say('that.or'));
  if (given('not')) return say('that.not', { that: conditionText(it['not'] as Facts, t) });
  if (given('leader')) {
    const server = word('leader') === 'any' ? say('that.some-server') : word('leader');
    return given('term')
      ? say('that.leads-term', { server, term: word('term') })
      : say('that.leads', { server });
  }
  if (given('role')) {
    const key = `role.${word('role') === 'pre-candidate' ? 'asks-first' : word('role')}`;
    return say('that.role', { server: word('server'), role: isTextKey(key) ? t(key) : word('role') });
  }
  if (given('roles')) {
    const key = `role.${word('roles') === 'pre-candidate' ? 'asks-first' : word('roles')}`;
    return say('that.roles', { on: Number(it['on'] ?? 1), role: isTextKey(key) ? t(key) : word('roles') });
  }
  if (given('held')) {
    const facts = { index: word('held'), on: Number(it['on'] ?? 1), term: word('term') };
    return say(given('term') ? 'that.held-term' : 'that.held', facts);
  }
  if (given('compacted')) {
    return say('that.compacted', { index: word('compacted'), on: Number(it['on'] ?? 1) });
  }
  if (given('members')) {
    const members = (it['members'] as readonly unknown[]).join(t('list.comma'));
    return say('that.members', { members, on: Number(it['on'] ?? 1) });
  }
  if (given('waiting')) {
    return say('that.waiting', { client: word('waiting'), time: timeText(Number(it['for'])) });
  }
  if (given('truncated')) {
    const server = word('truncated') === 'any' ? say('that.some-server') : word('truncated');
    return say('that.truncated', { server });
  }
  if (given('store')) {
    const value = given('value') ? word('value') : say('that.nothing');
    const server = given('server') ? word('server') : say('that.all-servers');
    return say('that.store', { key: word('store'), value, server });
  }
  if (given('log')) {
    const terms = (it['log'] as readonly number[]).join(' ');
    return say('that.log', { server: word('server'), terms: terms === '' ? '–' : terms });
  }
  if (given('returned')) return returnedText(it, t);
  if (given('violation')) {
    const key = `judge.${word('violation')}`;
    return say(isTextKey(key) ? 'that.violation' : 'that.any-violation', {
      property: isTextKey(key) ? t(key) : '',
    });
  }
  for (const kind of ['sent', 'delivered', 'lost'] as const) {
    if (!given(kind)) continue;
    const ends = [word('from'), word('to')].map((end) => (end === '' ? '?' : end)).join(' → ');
    const message = kind === 'sent' ? `${word(kind)} ` : '';
    return say(`that.${kind}`, { message: ends === '? → ?' ? message : `${message}${ends}` });
  }
  for (const kind of ['committed', 'applied'] as const) {
    if (given(kind)) return say(`that.${kind}`, { index: word(kind), on: word('on') });
  }
  if (given('up')) return say('that.up', { server: word('up') });
  if (given('down')) return say('that.down', { server: word('down') });
  if (given('term')) return say('that.term', { term: word('term') });
  if (given('converged')) return say('that.converged');
  if (given('linearizable')) {
    return say(it['linearizable'] === true ? 'that.linearizable' : 'that.not-linearizable');
  }
  return JSON.stringify(it);
}

function returnedText(it: Facts, t: Translate): string {
  const say = sayer(t);
  const client = String(it['returned']);
  const number = it['number'] == null ? '' : ` #${String(it['number'])}`;
  return it['answer'] == null
    ? say('that.returned', { client: `${client}${number}` })
    : say('that.returned.answer', { client: `${client}${number}`, answer: String(it['answer']) });
}
