/** Figures as tables in the reader's words; the same ones are shown, and copied as text or as CSV. Pure. */
import { MESSAGE_KINDS } from './frame.ts';
import type { Say, Translate } from './i18n.ts';
import type { statistics as english } from './i18n/en/statistics.ts';
import { LOSSES, underWay, type Kind, type Spread, type Statistics, type Traffic } from './statistics.ts';

export type StatisticsKey = keyof typeof english;
export type SayStatistics = Say<typeof english>;

/** A figure; none where there is nothing to measure, a word where a figure would say less. */
export type Value = number | string | undefined;

export interface Table {
  readonly id: string;
  readonly title: string;
  readonly notes: readonly string[];
  /** What the columns tell. */
  readonly head: readonly string[];
  readonly rows: readonly { readonly name: string; readonly values: readonly Value[] }[];
  /** The values are drawn as bars, too. */
  readonly bars?: boolean;
}

const KINDS: readonly Kind[] = MESSAGE_KINDS.flatMap((kind) => (kind === 'append-entries' ? [kind, 'heartbeat' as const] : [kind]));

/** All that there is something to say of. */
export function tablesOf(sum: Statistics, say: SayStatistics, t: Translate): readonly Table[] {
  return [electionTable(sum, say), leaderTable(sum, say), kindTable(sum, say, t), partyTable(sum, say), lossTable(sum, say), commitTable(sum, say), callTable(sum, say), histogramTable(sum, say)].filter(
    ({ rows }) => 0 < rows.length,
  );
}

/** Named figures, one below the other; those that need not be told if they are 0 come second. */
function list(say: SayStatistics, always: readonly (readonly [StatisticsKey, Value])[], others: readonly (readonly [StatisticsKey, Value])[] = []): Table['rows'] {
  const told = [...always, ...others.filter(([, value]) => value !== 0 && value !== undefined)];
  return told.map(([key, value]) => ({ name: say(key), values: [value] }));
}

const spread = ({ median, p95, most }: Spread): readonly (readonly [StatisticsKey, Value])[] => [
  ['median', median],
  ['p95', p95],
  ['most', most],
];

function electionTable(sum: Statistics, say: SayStatistics): Table {
  const rows = list(
    say,
    [
      ['elections.begun', sum.elections],
      ['elections.won', sum.reigns.length],
      ['elections.term', sum.term],
      ['elections.leaderless', sum.leaderless],
    ],
    [
      ['elections.pre-votes', sum.preVotes],
      ['elections.crashes', sum.crashes],
      ['elections.restarts', sum.restarts],
      ['elections.pauses', sum.pauses],
      ['elections.cuts', sum.cuts],
    ],
  );
  return { id: 'elections', title: say('elections'), notes: [], head: [say('count')], rows };
}

function leaderTable({ reigns, until }: Statistics, say: SayStatistics): Table {
  return {
    id: 'leaders',
    title: say('leaders'),
    notes: [say('leaders.note')],
    head: [say('leaders.from'), say('leaders.to'), say('leaders.length')],
    rows: reigns.map(({ server, term, from, to }) => ({
      name: say('leaders.of', { s: `S${server}`, term }),
      values: [from, to ?? say('leaders.still'), (to ?? until) - from],
    })),
  };
}

function kindTable({ byKind, snapshotBytes }: Statistics, say: SayStatistics, t: Translate): Table {
  const present = KINDS.flatMap((kind) => {
    const traffic = byKind.get(kind);
    return traffic === undefined ? [] : [{ kind, traffic }];
  });
  const all = sumOf(present.map(({ traffic }) => traffic));
  const values = (traffic: Traffic): readonly Value[] => [traffic.sent, traffic.arrived, traffic.lost, underWay(traffic)];
  const rows = present.map(({ kind, traffic }) => ({ name: t(`message.${kind}`), values: values(traffic) }));
  return {
    id: 'messages',
    title: say('messages'),
    notes: [
      ...(0 < all.copies ? [say('messages.copies', { count: all.copies })] : []),
      ...(0 < snapshotBytes ? [say('messages.bytes', { count: snapshotBytes })] : []),
    ],
    head: [say('messages.sent'), say('messages.arrived'), say('messages.lost'), say('messages.under-way')],
    rows: rows.length < 2 ? rows : [...rows, { name: say('messages.all'), values: values(all) }],
  };
}

function sumOf(traffics: readonly Traffic[]): Traffic {
  const all = { sent: 0, copies: 0, arrived: 0, lost: 0 };
  for (const { sent, copies, arrived, lost } of traffics) {
    all.sent += sent;
    all.copies += copies;
    all.arrived += arrived;
    all.lost += lost;
  }
  return all;
}

function partyTable({ byParty }: Statistics, say: SayStatistics): Table {
  // Servers first, then clients, each by number.
  const parties = [...byParty].sort(([one], [other]) => Number(one < 0) - Number(other < 0) || Math.abs(one) - Math.abs(other));
  return {
    id: 'parties',
    title: say('parties'),
    notes: [],
    head: [say('parties.sent'), say('parties.arrived'), say('parties.lost')],
    rows: parties.map(([party, { sent, arrived, lost }]) => ({ name: party < 0 ? `C${-party}` : `S${party}`, values: [sent, arrived, lost] })),
  };
}

function lossTable({ losses }: Statistics, say: SayStatistics): Table {
  const rows = LOSSES.flatMap((reason, i) => {
    const count = losses[i] ?? 0;
    return count === 0 ? [] : [{ name: say(`losses.${reason}`), values: [count] }];
  });
  return { id: 'losses', title: say('losses'), notes: [], head: [say('count')], rows };
}

function commitTable(sum: Statistics, say: SayStatistics): Table {
  const { committed, commits, truncations } = sum;
  const rows = committed === 0 && truncations === 0 ? [] : list(say, [['commits.entries', committed], ['commits.measured', commits.count], ...spread(commits)], [['commits.truncations', truncations]]);
  return { id: 'commits', title: say('commits'), notes: [say('commits.note')], head: [say('count')], rows };
}

function callTable(sum: Statistics, say: SayStatistics): Table {
  const { calls, answered, gaveUp, retries, requests } = sum;
  const open = calls - answered - gaveUp;
  const rows = calls === 0 ? [] : list(say, [['requests.calls', calls], ['requests.answered', answered], ['requests.under-way', open], ['requests.retries', retries], ...spread(requests)], [['requests.gave-up', gaveUp]]);
  return { id: 'requests', title: say('requests'), notes: [say('requests.note')], head: [say('count')], rows };
}

function histogramTable({ histogram }: Statistics, say: SayStatistics): Table {
  const rows = histogram.map(({ from, to, count }) => ({
    name: to === undefined ? say('histogram.from', { from }) : say('histogram.between', { from, to }),
    values: [count],
  }));
  return { id: 'histogram', title: say('histogram'), notes: [], head: [say('count')], rows, bars: true };
}

/** As plain text, in columns. */
export function textOf(title: string, about: string, tables: readonly Table[]): string {
  const parts = tables.map(({ title: name, notes, head, rows }) => {
    const lines = [['', ...head], ...rows.map((row) => [row.name, ...row.values.map((value) => String(value ?? '–'))])];
    const widths = lines[0]?.map((_, column) => Math.max(...lines.map((line) => wideness(line[column] ?? '')))) ?? [];
    const set = lines.map((line) =>
      line
        .map((cell, column) => {
          const space = ' '.repeat(Math.max(0, (widths[column] ?? 0) - wideness(cell)));
          return column === 0 ? cell + space : space + cell;
        })
        .join('  ')
        .trimEnd(),
    );
    return [name, ...notes, ...set].join('\n');
  });
  return `${[`${title}\n${about}`, ...parts].join('\n\n')}\n`;
}

/** Chinese characters take the place of two letters. */
function wideness(text: string): number {
  let width = 0;
  for (const letter of text) width += /[\u1100-\u115f\u2e80-\uffe6]/.test(letter) ? 2 : 1;
  return width;
}

/** One figure in a row, so that a spreadsheet can filter and pivot them. */
export function csvOf(tables: readonly Table[], say: SayStatistics): string {
  const quoted = (cell: Value): string => {
    const text = String(cell ?? '');
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const lines = tables.flatMap(({ title, head, rows }) =>
    rows.flatMap(({ name, values }) => values.map((value, i) => [title, name, head[i] ?? '', value])),
  );
  const names = [say('csv.section'), say('csv.of'), say('csv.what'), say('csv.value')];
  return `${[names, ...lines].map((line) => line.map(quoted).join(',')).join('\r\n')}\r\n`;
}
