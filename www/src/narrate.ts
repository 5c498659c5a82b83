/** From an event to one plain sentence, and to the rule behind it. Pure. */
import { breachText } from './breach.ts';
import type { EventView, ViolationView } from './engine.ts';
import { isTextKey, type Params, type TextKey, type Translate } from './i18n.ts';

/** How much an event deserves to be told: 0 traffic, 1 detail, 2 step, 3 turn, 4 event, 5 alarm. */
export type Weight = 0 | 1 | 2 | 3 | 4 | 5;

export interface Sentence {
  readonly text: string;
  /** The name of the rule behind it: see rules.ts. */
  readonly why: string | undefined;
  readonly weight: Weight;
}

const WEIGHTS: Readonly<Record<string, Weight>> = {
  sent: 0,
  duplicated: 0,
  delivered: 0,
  dropped: 0,
  'election-started': 3,
  'became-leader': 4,
  'stepped-down': 3,
  'pre-vote-started': 3,
  'pre-vote-granted': 2,
  'pre-vote-refused': 2,
  'transfer-started': 4,
  'transfer-abandoned': 4,
  'quorum-lost': 4,
  'membership-entered': 4,
  'change-abandoned': 4,
  compacted: 3,
  'snapshot-installed': 4,
  restored: 2,
  'vote-granted': 2,
  'vote-refused': 2,
  appended: 1,
  truncated: 3,
  'append-refused': 2,
  committed: 3,
  ignored: 1,
  applied: 1,
  skipped: 3,
  persisted: 1,
  crashed: 4,
  restarted: 4,
  paused: 4,
  resumed: 4,
  cut: 4,
  mended: 4,
  partitioned: 4,
  bridged: 4,
  'cut-one-way': 4,
  healed: 4,
  calmed: 4,
  held: 4,
  released: 4,
  written: 1,
  'disk-full': 4,
  'writes-lost': 4,
  tuned: 4,
  called: 3,
  returned: 3,
  'gave-up': 4,
  quiet: 2,
  violation: 5,
};

/** What followers only hear of a moment after the leader did it: news there, an echo elsewhere. */
const ECHOED: readonly string[] = ['committed', 'membership-entered'];

/** How much it deserves to be told; of a kind that is not known, as much as a step. */
export function weightOf(event: EventView, leads = true): Weight {
  if (!leads && ECHOED.includes(event.kind)) return 1;
  return WEIGHTS[event.kind] ?? 2;
}

/** The kinds that never deserve as much. */
export function kindsBelow(least: Weight): readonly string[] {
  return Object.keys(WEIGHTS).filter((kind) => (WEIGHTS[kind] ?? 2) < least);
}

/** Facts that the event itself does not carry. */
export interface Context {
  /** Whether the server leads: a commit is news at the leader, an echo elsewhere. */
  readonly leads: boolean;
  readonly command: string | undefined;
  readonly result: string | undefined;
  /** What a judge found: no event of the run, but told as one. */
  readonly found?: ViolationView;
}

/** To whom the narrator speaks: whole sentences about turns, or every step in notation. */
export type Level = 'newcomer' | 'expert';

let notation: typeof import('./notation.ts') | undefined;

/** Fetches the words for experts; until they are there, experts are told in sentences. */
export async function fetchNotation(): Promise<void> {
  notation ??= await import('./notation.ts').catch(() => undefined);
}

export function narrate(
  event: EventView,
  context: Context,
  t: Translate,
  level: Level = 'newcomer',
): Sentence {
  const isTraffic = WEIGHTS[event.kind] === 0;
  const key = isTraffic ? trafficOf(event) : sayingOf(event, context);
  const told = isTraffic ? ends(event, t) : facts(event, context, t);
  const terse = level === 'expert' ? (isTraffic ? event.text : terseOf(event, context, told, t)) : undefined;
  return {
    text: terse ?? (key === undefined ? event.text : t(key, told)),
    // Whatever can be said has a rule.
    why: isTextKey(`say.${event.kind}`) ? `${event.kind}.${event.reason ?? ''}` : undefined,
    weight: weightOf(event, context.leads),
  };
}

/** The notation for this event, if its facts are known. */
function terseOf(event: EventView, { command, result }: Context, told: Params, t: Translate): string | undefined {
  if (event.kind === 'called' && command === undefined) return undefined;
  if (event.kind === 'returned' && result === undefined) return undefined;
  // What a client's links are cut from has words of its own.
  if (event.reason === 'request' || event.reason === 'reply') return undefined;
  return notation?.notationOf(event.kind, event.reason, told, t);
}

/** The most particular saying there is for this event. */
function sayingOf(event: EventView, context: Context): TextKey | undefined {
  const plain = `say.${event.kind}`;
  const variants = [
    event.kind === 'committed' && !context.leads ? 'follower' : undefined,
    event.kind === 'membership-entered' && event.text.includes(' → ') ? 'joint' : undefined,
    event.kind === 'called' && context.command === undefined ? 'plain' : undefined,
    event.kind === 'returned' && context.result === undefined ? 'plain' : undefined,
    event.reason ?? undefined,
  ];
  for (const variant of variants) {
    const key = `${plain}.${variant ?? ''}`;
    if (isTextKey(key)) return key;
  }
  return isTextKey(plain) ? plain : undefined;
}

function trafficOf({ kind, reason }: EventView): TextKey | undefined {
  const key = kind === 'dropped' ? `story.dropped.${reason}` : `story.${kind}`;
  return isTextKey(key) ? key : undefined;
}

/** Kinds of messages that events and frames name differently. */
const NAMES: Readonly<Record<string, string>> = {
  'request-vote-response': 'vote-response',
  'request-pre-vote': 'pre-vote-request',
  'request-pre-vote-response': 'pre-vote-response',
  'append-entries-response': 'append-response',
  'install-snapshot-response': 'snapshot-response',
  'read-index-response': 'read-response',
  request: 'client-request',
  reply: 'client-reply',
};

/** Traffic is told with both its ends. */
function ends({ kind, text, reason, server: own, client, peer }: EventView, t: Translate): Params {
  const who = (id: number | null | undefined): string => (id == null ? `C${client}` : `S${id}`);
  const [from, to] = kind === 'delivered' ? [who(peer), who(own)] : [who(own), who(peer)];
  const [message = 'm?', copy = 'm?'] = text.match(/\bm\d+\b/g) ?? [];
  const name = `message.${NAMES[reason ?? ''] ?? reason}`;
  return { from, to, message, copy, what: isTextKey(name) ? t(name) : (reason ?? '') };
}

function facts(event: EventView, context: Context, t: Translate): Params {
  return {
    s: server(event.server),
    p: server(event.peer),
    c: event.client == null ? 'C?' : `C${event.client}`,
    term: event.term ?? '?',
    index: event.index ?? '?',
    command: context.command ?? '',
    result: context.result ?? '',
    // The only events with more than two parties: their texts list the sides, the members.
    sides: event.text.replace(/^.* into /, ''),
    members: event.text.replace(/^.* membership (.*) at \d+$/, '$1'),
    heard: /only from (.*) to /.exec(event.text)?.[1] ?? '',
    unheard: /only from .* to (.*)$/.exec(event.text)?.[1] ?? '',
    message: /^m\d+/.exec(event.text)?.[0] ?? 'm?',
    // What was done, as it would be typed.
    line: event.text.replace(/^set: /, ''),
    text: context.found === undefined ? event.text : breachText(context.found, t),
  };
}

function server(id: number | null | undefined): string {
  return id == null ? 'S?' : `S${id}`;
}
