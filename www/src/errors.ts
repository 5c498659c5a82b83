/** Mistakes: every code there is, and what in a line a mistake of meaning is about. Pure. */

/** All codes of the core's language and actions, and those of the page itself. */
export const ERROR_CODES = [
  'empty-line',
  'unknown-command',
  'missing-argument',
  'extra-argument',
  'not-a-number',
  'unexpected-word',
  'no-leader',
  'unclosed-quote',
  'stray-quote',
  'bad-escape',
  'no-such-server',
  'no-such-client',
  'already-crashed',
  'not-crashed',
  'already-paused',
  'not-paused',
  'not-running',
  'is-leader',
  'leads-already',
  'not-leading',
  'not-calling',
  'change-refused',
  'same-server',
  'no-link',
  'no-bridge',
  'repeated-server',
  'empty-group',
  'out-of-range',
  'reversed-range',
  'key-empty',
  'key-too-long',
  'value-too-long',
  'queue-full',
  'bad-shares',
  'disk-full',
  'no-such-message',
  'not-on-its-way',
  'already-held',
  'not-held',
  'not-allowed',
  'no-moves-left',
  'lesson-missing',
  'challenge-missing',
  'bad-options',
  'bad-servers',
  'bad-clients',
  'bad-seed',
  'bad-speed',
  'bad-time',
  'not-a-run',
  'load',
  'internal',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** How many there are of each, to tell who in a line does not exist. */
export interface Population {
  readonly servers: number;
  readonly clients: number;
}

/**
 * Whom or what a mistake without a place is about, read from the line as it was typed: `S3`, `C2`,
 * `30–10`; nothing if the line does not say it.
 */
export function culprit(line: string, code: string, there: Population): string | undefined {
  const words = wordsOf(line);
  const caller = /^c\d+$/i.test(words[0] ?? '') ? (words[0] ?? '').toUpperCase() : undefined;
  const named = caller !== undefined || words[0]?.toLowerCase() === 'all';
  const rest = named ? words.slice(1) : words;
  const [verb = '', ...all] = rest;
  const servers = serversOf(verb.toLowerCase(), all);
  switch (code) {
    case 'no-such-client':
    case 'queue-full':
    case 'not-calling':
      return caller ?? 'C1';
    case 'no-such-server':
      return servers.find((server) => !exists(server, there.servers));
    case 'repeated-server':
      return servers.find((server, i) => servers.indexOf(server) < i);
    case 'already-crashed':
    case 'not-crashed':
    case 'already-paused':
    case 'not-paused':
    case 'not-running':
    case 'is-leader':
    case 'leads-already':
    case 'not-leading':
    case 'same-server':
    case 'disk-full':
      return servers[0];
    case 'no-such-message':
    case 'not-on-its-way':
    case 'already-held':
    case 'not-held':
      return all[0]?.toLowerCase();
    case 'no-link':
      return all.slice(-2).join(' → ').toUpperCase() || undefined;
    case 'reversed-range':
      return numbersOf(all).slice(0, 2).join('–') || undefined;
    case 'out-of-range':
      // A clock's first number is its server's.
      return numbersOf(verb.toLowerCase() === 'clock' ? all.slice(1) : all).reduce<string | undefined>(
        (most, each) => (most !== undefined && Number(each) <= Number(most) ? most : each),
        undefined,
      );
    default:
      return undefined;
  }
}

/** The words of a line without its comment; words in quotes name nobody. */
function wordsOf(line: string): readonly string[] {
  return line
    .replace(/"(?:[^"\\]|\\.)*"?/g, ' "" ')
    .replace(/(^|\s)#.*$/s, '')
    .replaceAll('|', ' ')
    .split(/\s+/)
    .filter((word) => word !== '');
}

const TUNES: readonly string[] = [
  'delay',
  'loss',
  'duplicate',
  'late',
  'reorder',
  'order',
  'bandwidth',
  'disk',
];

/** The servers named where the verb expects servers, as `S3`; `leader` stays a word. */
function serversOf(verb: string, words: readonly string[]): readonly string[] {
  const tunes = TUNES.includes(verb);
  const asks = ['put', 'append', 'get', 'delete', 'cas'].includes(verb);
  const named = asks
    ? words.filter((word) => word.startsWith('@')).map((word) => word.slice(1))
    : tunes
      ? words.slice(words.indexOf('on') + 1 || words.length)
      : words;
  return named.flatMap((word) => {
    if (/^leader$/i.test(word)) return ['leader'];
    const digits = /^s?(\d+)$/i.exec(word)?.[1];
    return digits === undefined ? [] : [`S${Number(digits)}`];
  });
}

function numbersOf(words: readonly string[]): readonly string[] {
  const end = words.indexOf('on');
  return words
    .slice(0, end < 0 ? words.length : end)
    .filter((word) => /^\d+(\.\d+)?%?$/.test(word));
}

function exists(server: string, count: number): boolean {
  const id = Number(server.slice(1));
  return server === 'leader' || (1 <= id && id <= count);
}
