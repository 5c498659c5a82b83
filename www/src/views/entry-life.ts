/** The inspector's page of an entry: what it is, why it stands as it does, and its life at each server. */
import { html, nothing, type TemplateResult } from 'lit';
import type { OperationView } from '../engine.ts';
import type { EntryRef, Fate } from '../entry.ts';
import type { ServerNode } from '../frame.ts';
import { timeText, type TextKey, type Translate } from '../i18n.ts';
import { proposal, type LifeMoment, type Station } from '../life.ts';
import { hueOf } from '../styles/tokens.ts';
import { fateText, originOf } from './entry-card.ts';
import { signal, stayAt, type Selection } from './signals.ts';

export interface EntrySubject {
  readonly kind: 'entry';
  readonly ref: EntryRef;
  /** Undefined once it stands in no log any more. */
  readonly fate: Fate | undefined;
  /** The call it answers, if that is among its client's latest. */
  readonly call: OperationView | undefined;
  /** The index of the last entry there is. */
  readonly last: number;
  readonly leader: ServerNode | undefined;
  readonly stations: readonly Station[];
  readonly moments: readonly LifeMoment[];
  /** All up to this moment has been read. */
  readonly complete: boolean;
  /** The past from which it comes can be reached. */
  readonly reachable: boolean;
}

const COLUMNS: readonly (readonly ['held' | 'durable' | 'known' | 'applied', TextKey])[] = [
  ['held', 'life.held'],
  ['durable', 'life.durable'],
  ['known', 'life.known'],
  ['applied', 'life.applied'],
];

export function entryPage(subject: EntrySubject, follow: TemplateResult, t: Translate): TemplateResult {
  const { ref, fate, last } = subject;
  const other = (index: number, sign: string, label: TextKey): TemplateResult =>
    link({ kind: 'entry', index }, sign, t(label, { index }), index < 1 || last < index);
  return html`
    <div class="title" data-hue=${hueOf(ref.term)}>
      ${t('life.entry', { index: ref.index })}
      <span class="term">${t('ring.term', { term: ref.term })}</span>
      <span class="pager">
        ${other(ref.index - 1, '‹', 'life.before')}${other(ref.index + 1, '›', 'life.after')}
      </span>
      ${follow}
    </div>
    <p class="text mono" data-testid="entry-text">${fate?.entry.text ?? t('life.gone')}</p>
    ${fate === undefined ? nothing : html`<p class="note">${origin(fate, t)}</p>`}
    ${
      fate === undefined
        ? nothing
        : html`<p class=${fate.state === 'broken' ? 'alarm' : ''} data-testid="entry-fate">
            ${fateText(fate, t)} ${whyNot(subject, t)}
          </p>`
    }
    ${life(subject, t)} ${answer(subject, t)}
  `;
}

function origin(fate: Fate, t: Translate): TemplateResult | string {
  const { client } = fate.entry;
  return client === 0
    ? originOf(fate.entry, t)
    : link({ kind: 'client', id: client }, originOf(fate.entry, t));
}

/** Why it is not committed, from what its leader knows. */
function whyNot({ ref, fate, leader }: EntrySubject, t: Translate): string {
  if (fate?.state !== 'pending') return '';
  if (leader === undefined) return t('why-not.no-leader');
  if (!fate.copies.includes(leader.id)) return t('why-not.elsewhere', { leader: `S${leader.id}` });
  if (ref.term < leader.term) return t('why-not.old-term', { term: leader.term });
  return t('why-not.majority', { leader: `S${leader.id}` });
}

function life(subject: EntrySubject, t: Translate): TemplateResult {
  const { stations, moments, complete, reachable } = subject;
  const first = proposal(moments);
  if (!reachable) return html`<p class="note">${t('life.unreachable')}</p>`;
  if (first === undefined) {
    return html`<p class="note">${t(complete ? 'life.none' : 'life.reading')}</p>`;
  }
  return html`<section>
    <h3>${t('life.label')} <small>${t('life.note')}</small></h3>
    <p class="note">
      ${t('life.proposed', { server: `S${first.server}` })} ${moment(first, timeText(first.tick), t)}
    </p>
    <table class="life" data-testid="life">
      <thead>
        <tr>
          <th scope="col">${t('inspect.server')}</th>
          ${COLUMNS.map(([, label]) => html`<th scope="col" class="number">${t(label)}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${stations.map((station) => {
          const { server, end } = station;
          return html`<tr>
            <th scope="row">${link({ kind: 'server', id: server }, `S${server}`)}</th>
            ${COLUMNS.map(([turn, label]) => {
              const at = station[turn];
              return html`<td class="number">
                ${
                  at === undefined
                    ? html`<span class="muted">–</span>`
                    : moment(at, since(first, at), t, `S${server}, ${t(label)}`)
                }
              </td>`;
            })}
          </tr>
          ${
            end === undefined
              ? nothing
              : html`<tr>
                  <td></td>
                  <td colspan="4" class="note">
                    ${t(end.turn === 'lost' ? 'life.lost' : 'life.compacted')}
                    ${moment(end, since(first, end), t)}
                  </td>
                </tr>`
          }`;
        })}
      </tbody>
    </table>
    ${complete ? nothing : html`<p class="note">${t('life.reading')}</p>`}
  </section>`;
}

function answer({ call }: EntrySubject, t: Translate): TemplateResult | typeof nothing {
  if (call === undefined) return nothing;
  const { returned } = call;
  const words =
    returned == null
      ? t('entry.waiting')
      : call.outcome === 'unknown'
        ? t('entry.given-up')
        : t('entry.answered', { result: call.result, time: timeText(returned - call.call) });
  return html`<section>
    <h3>${t('life.client')}</h3>
    <p>
      ${t('life.called')} ${tickLink(call.call, t)} ${words}
      ${returned == null ? nothing : tickLink(returned, t)}
    </p>
  </section>`;
}

function since(first: LifeMoment, at: LifeMoment): string {
  return at === first ? timeText(at.tick) : `+${at.tick - first.tick}`;
}

/** Goes to just after a moment. */
function moment(at: LifeMoment, text: string, t: Translate, what?: string): TemplateResult {
  const go = (event: Event): void =>
    signal(event.currentTarget as EventTarget, 'lab-event', { event: at.event });
  const time = timeText(at.tick);
  const label = [what, text, t('life.go', { time })].filter((each) => each !== undefined).join(', ');
  return html`<button class="go" aria-label=${label} title=${t('life.go', { time })} @click=${go}>${text}</button>`;
}

/** Goes to a tick. */
export function tickLink(tick: number, t: Translate): TemplateResult {
  const go = (event: Event): void => stayAt(event.currentTarget as EventTarget, tick);
  const time = timeText(tick);
  return html`<button class="go" title=${t('life.go', { time })} @click=${go}>${time}</button>`;
}

/** Selects something else. */
export function link(
  selection: Selection,
  text: string,
  label?: string,
  disabled = false,
): TemplateResult {
  const select = (event: Event): void =>
    signal(event.currentTarget as EventTarget, 'lab-select', { selection });
  return html`<button
    class="go"
    aria-label=${label ?? nothing}
    title=${label ?? nothing}
    ?disabled=${disabled}
    @click=${select}
  >
    ${text}
  </button>`;
}
