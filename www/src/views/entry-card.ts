/** An entry in a few lines: what it is, who asked for it, and what became of it. */
import { html, nothing, type TemplateResult } from 'lit';
import type { OperationView } from '../engine.ts';
import { changesMembers, type EntryRef, type EntryView, type Fate } from '../entry.ts';
import { timeText, type Translate } from '../i18n.ts';
import { hueOf } from '../styles/tokens.ts';

export function entryCard(
  { index, term }: EntryRef,
  fate: Fate,
  call: OperationView | undefined,
  t: Translate,
): TemplateResult {
  const { entry } = fate;
  return html`<div class="card" data-testid="entry-card" data-hue=${hueOf(term)}>
    <p>
      <b>${index}</b> <span class="term">${t('ring.term', { term })}</span>
      <span class="mono">${entry.text}</span>
      <span class="muted origin">${originOf(entry, t)}</span>
    </p>
    <p class=${fate.state === 'broken' ? 'alarm' : 'muted'}>
      ${fateText(fate, t)} ${call === undefined ? nothing : callText(call, fate.state === 'doomed', t)}
    </p>
  </div>`;
}

/** Who asked for it. */
export function originOf(entry: EntryView, t: Translate): string {
  const { client, number } = entry;
  if (0 < client) return t('entry.asked', { client, number });
  if (entry.text === 'no-op') return t('entry.noop');
  return t(changesMembers(entry) ? 'entry.members' : 'entry.given');
}

export function fateText(fate: Fate, t: Translate): string {
  const rivals = fate.rivals.map(({ term, servers }) =>
    t('entry.rival', { term, servers: names(servers) }),
  );
  const gone = fate.gone.length === 0 ? [] : [t('entry.gone', { servers: names(fate.gone) })];
  const [rival] = fate.rivals;
  switch (fate.state) {
    case 'broken':
      return [t('entry.broken'), ...rivals].join(' ');
    case 'doomed':
      return t('entry.doomed', { term: rival?.term ?? 0 });
    case 'committed': {
      const unaware = fate.copies.filter((id) => !fate.known.includes(id));
      const told =
        unaware.length === 0
          ? t('entry.committed.all')
          : t('entry.committed.unaware', { servers: names(unaware) });
      return [told, ...rivals, ...gone].join(' ');
    }
    case 'pending':
      return [pendingText(fate, t), ...rivals, ...gone].join(' ');
    default:
      return fate.state satisfies never;
  }
}

function pendingText({ copies, durable }: Fate, t: Translate): string {
  const facts = { copies: names(copies), durable: names(durable) };
  if (durable.length === 0) return t('entry.pending.nodisk', facts);
  return t(durable.length < copies.length ? 'entry.pending.disk' : 'entry.pending', facts);
}

/** What the client has of it; a request that an entry to be overwritten carried was asked once more. */
function callText(call: OperationView, again: boolean, t: Translate): string {
  if (call.returned == null) return t('entry.waiting');
  if (call.outcome === 'unknown') return t('entry.given-up');
  const facts = { result: call.result, time: timeText(call.returned - call.call) };
  return t(again ? 'entry.answered-again' : 'entry.answered', facts);
}

function names(servers: readonly number[]): string {
  return servers.map((id) => `S${id}`).join(' ');
}
