/** What the numbers of a message mean. Pure; the ring, the inspector and the tooltip all ask here. */
import type { ClusterView, MessageInFlight, Party } from './frame.ts';
import { grouped, type TextKey, type Translate } from './i18n.ts';

/** How a message is drawn: form says kind, fill says request or reply, sign says yes or no. */
export type Glyph =
  | { readonly kind: 'vote-request'; readonly pre: boolean }
  | { readonly kind: 'vote-reply'; readonly yes: boolean; readonly pre: boolean }
  | { readonly kind: 'heartbeat' }
  | { readonly kind: 'echo' }
  | { readonly kind: 'entries'; readonly count: number }
  | { readonly kind: 'ack'; readonly yes: boolean }
  | { readonly kind: 'client-request' }
  | { readonly kind: 'client-reply'; readonly yes: boolean }
  | { readonly kind: 'stand-now' }
  | { readonly kind: 'snapshot' }
  | { readonly kind: 'snapshot-ack' }
  | { readonly kind: 'read' }
  | { readonly kind: 'read-reply' };

export function glyphOf(message: MessageInFlight, view: ClusterView): Glyph {
  switch (message.kind) {
    case 'request-vote':
    case 'pre-vote-request':
      return { kind: 'vote-request', pre: message.kind === 'pre-vote-request' };
    case 'vote-response':
    case 'pre-vote-response':
      return {
        kind: 'vote-reply',
        yes: message.a === 1,
        pre: message.kind === 'pre-vote-response',
      };
    case 'append-entries':
      return message.a === 0 ? { kind: 'heartbeat' } : { kind: 'entries', count: message.a };
    case 'append-response': {
      if (message.a === 0) return { kind: 'ack', yes: false };
      // An acknowledgement that may move the commit index is news; the others are echoes.
      const leader = view.servers[message.to - 1];
      const news = leader !== undefined && leader.commitIndex < message.b;
      return news ? { kind: 'ack', yes: true } : { kind: 'echo' };
    }
    case 'client-request':
      return { kind: 'client-request' };
    case 'client-reply':
      return { kind: 'client-reply', yes: message.b === 1 };
    case 'timeout-now':
      return { kind: 'stand-now' };
    case 'install-snapshot':
      return { kind: 'snapshot' };
    case 'snapshot-response':
      return { kind: 'snapshot-ack' };
    case 'read-index':
      return { kind: 'read' };
    case 'read-response':
      return { kind: 'read-reply' };
    case 'other':
      return { kind: 'echo' };
    default:
      return message.kind satisfies never;
  }
}

export function partyName(party: Party): string {
  return party < 0 ? `C${-party}` : `S${party}`;
}

export function messageName(message: MessageInFlight): TextKey {
  const heartbeat = message.kind === 'append-entries' && message.a === 0;
  return heartbeat ? 'message.heartbeat' : `message.${message.kind}`;
}

/** The fields besides sender, receiver and times, as [label, value]. */
export function fieldsOf(
  message: MessageInFlight,
  t: Translate,
): readonly (readonly [string, string])[] {
  const yesNo = (key: 'field.granted' | 'field.accepted' | 'field.ok', yes: boolean) =>
    [t(key), t(`${key}.${yes ? 'yes' : 'no'}`)] as const;
  const term = [t('field.term'), String(message.term)] as const;
  switch (message.kind) {
    case 'request-vote':
    case 'pre-vote-request':
      return [
        term,
        [t('field.last-index'), String(message.a)],
        [t('field.last-term'), String(message.b)],
      ];
    case 'vote-response':
    case 'pre-vote-response':
      return [term, yesNo('field.granted', message.a === 1)];
    case 'append-entries':
      return [term, [t('field.entries'), String(message.a)], [t('field.prev'), String(message.b)]];
    case 'append-response':
      return [
        term,
        yesNo('field.accepted', message.a === 1),
        [t(message.a === 1 ? 'field.match' : 'field.conflict'), String(message.b)],
      ];
    case 'client-request':
      return [[t('field.number'), String(message.a)]];
    case 'client-reply':
      return [[t('field.number'), String(message.a)], yesNo('field.ok', message.b === 1)];
    case 'install-snapshot':
      return [
        term,
        [t('field.covers'), String(message.b)],
        [t('field.offset'), grouped(message.a)],
      ];
    case 'snapshot-response':
      return [
        term,
        [t('field.covers'), String(message.b)],
        [t('field.next-offset'), grouped(message.a)],
      ];
    case 'read-index':
      return [term, [t('field.read'), String(message.a)]];
    case 'read-response':
      return [term, [t('field.read'), String(message.a)], [t('field.index'), String(message.b)]];
    case 'timeout-now':
    case 'other':
      return [term];
    default:
      return message.kind satisfies never;
  }
}

/** One line for tooltips and lists: `AppendEntries S1 → S3 · term 2 · entries 1 · after index 4`. */
export function describe(message: MessageInFlight, t: Translate): string {
  const way = `${t(messageName(message))} ${partyName(message.from)} → ${partyName(message.to)}`;
  return [way, ...fieldsOf(message, t).map(([label, value]) => `${label} ${value}`)].join(' · ');
}
