/** What a scenario expects, in words: the statements of its file, in the reader's language. Pure. */
import { isTextKey, timeText, type Translate } from './i18n.ts';
import type { Expectation } from './story.ts';

type Facts = Readonly<Record<string, unknown>>;

const DEADLINES = ['at', 'by', 'always', 'never', 'end'] as const;

/** `by 2 000 ms: some server leads`. */
export function expectationText(expectation: Expectation, t: Translate): string {
  const when = DEADLINES.find((key) => key in expectation);
  if (when === undefined) return JSON.stringify(expectation);
  const timed = when === 'at' || when === 'by';
  const that = conditionText((timed ? expectation['that'] : expectation[when]) as Facts, t);
  const time = timed ? timeText(Number(expectation[when])) : '';
  return t(`expect.${when}`, { time, that });
}

/** A statement about a run. One that is not known stands as it is in the file. */
export function conditionText(it: Facts, t: Translate): string {
  const word = (key: string): string => String(it[key] ?? '');
  const given = (key: string): boolean => it[key] !== undefined && it[key] !== null;
  const list = (key: string): readonly string[] =>
    (it[key] as readonly Facts[]).map((each) => conditionText(each, t));
  if (given('all')) return list('all').join(t('that.and'));
  if (given('any')) return list('any').join(t('that.or'));
  if (given('not')) return t('that.not', { that: conditionText(it['not'] as Facts, t) });
  if (given('leader')) {
    const server = word('leader') === 'any' ? t('that.some-server') : word('leader');
    return given('term')
      ? t('that.leads-term', { server, term: word('term') })
      : t('that.leads', { server });
  }
  if (given('role')) {
    const key = `role.${word('role') === 'pre-candidate' ? 'asks-first' : word('role')}`;
    return t('that.role', { server: word('server'), role: isTextKey(key) ? t(key) : word('role') });
  }
  if (given('roles')) {
    const key = `role.${word('roles') === 'pre-candidate' ? 'asks-first' : word('roles')}`;
    return t('that.roles', { on: Number(it['on'] ?? 1), role: isTextKey(key) ? t(key) : word('roles') });
  }
  if (given('held')) {
    const facts = { index: word('held'), on: Number(it['on'] ?? 1), term: word('term') };
    return t(given('term') ? 'that.held-term' : 'that.held', facts);
  }
  if (given('compacted')) {
    return t('that.compacted', { index: word('compacted'), on: Number(it['on'] ?? 1) });
  }
  if (given('members')) {
    const members = (it['members'] as readonly unknown[]).join(t('list.comma'));
    return t('that.members', { members, on: Number(it['on'] ?? 1) });
  }
  if (given('waiting')) {
    return t('that.waiting', { client: word('waiting'), time: timeText(Number(it['for'])) });
  }
  if (given('truncated')) {
    const server = word('truncated') === 'any' ? t('that.some-server') : word('truncated');
    return t('that.truncated', { server });
  }
  if (given('store')) {
    const value = given('value') ? word('value') : t('that.nothing');
    const server = given('server') ? word('server') : t('that.all-servers');
    return t('that.store', { key: word('store'), value, server });
  }
  if (given('log')) {
    const terms = (it['log'] as readonly number[]).join(' ');
    return t('that.log', { server: word('server'), terms: terms === '' ? '–' : terms });
  }
  if (given('returned')) return returnedText(it, t);
  if (given('violation')) {
    const key = `judge.${word('violation')}`;
    return t(isTextKey(key) ? 'that.violation' : 'that.any-violation', {
      property: isTextKey(key) ? t(key) : '',
    });
  }
  for (const kind of ['sent', 'delivered', 'lost'] as const) {
    if (!given(kind)) continue;
    const ends = [word('from'), word('to')].map((end) => (end === '' ? '?' : end)).join(' → ');
    const message = kind === 'sent' ? `${word(kind)} ` : '';
    return t(`that.${kind}`, { message: ends === '? → ?' ? message : `${message}${ends}` });
  }
  for (const kind of ['committed', 'applied'] as const) {
    if (given(kind)) return t(`that.${kind}`, { index: word(kind), on: word('on') });
  }
  if (given('up')) return t('that.up', { server: word('up') });
  if (given('down')) return t('that.down', { server: word('down') });
  if (given('term')) return t('that.term', { term: word('term') });
  if (given('converged')) return t('that.converged');
  if (given('linearizable')) {
    return t(it['linearizable'] === true ? 'that.linearizable' : 'that.not-linearizable');
  }
  return JSON.stringify(it);
}

function returnedText(it: Facts, t: Translate): string {
  const client = String(it['returned']);
  const number = it['number'] == null ? '' : ` #${String(it['number'])}`;
  return it['answer'] == null
    ? t('that.returned', { client: `${client}${number}` })
    : t('that.returned.answer', { client: `${client}${number}`, answer: String(it['answer']) });
}
