/** Everything about one thing: a server, a client, an entry, or a message. */
import { LitElement, html, nothing, type TemplateResult } from 'lit';
import type { ClientView, ServerView, MessageStory } from '../engine.ts';
import type { MessageInFlight, Party } from '../frame.ts';
import { grouped, isTextKey, timeText, translator, type Translate } from '../i18n.ts';
import { messageItems } from '../menu.ts';
import { describe, fieldsOf, messageName, partyName } from '../messages.ts';
import { inspectorStyles } from '../styles/inspector.ts';
import { shared } from '../styles/shared.ts';
import { hueOf } from '../styles/tokens.ts';
import { entryPage, link, tickLink, type EntrySubject } from './entry-life.ts';
import { messageFields, messageStory } from './message-story.ts';
import { signal } from './signals.ts';

/** What is shown, with all its facts. */
export type Subject =
  | { readonly kind: 'none' }
  | { readonly kind: 'server'; readonly server: ServerView; readonly chosen: boolean }
  | { readonly kind: 'client'; readonly client: ClientView }
  | EntrySubject
  | {
      readonly kind: 'message';
      readonly message: MessageInFlight;
      readonly underWay: boolean;
      /** What it says, as [name, value]. */
      readonly fields: readonly (readonly [string, string])[];
      readonly story: MessageStory | undefined;
    };

/** Virtual ms during which a changed value stays tinted. */
const FRESH = 60;

/** A value is compared as text; what is shown may be a link. */
type Row = readonly [label: string, value: string | TemplateResult, shown?: TemplateResult | string];

export class KvraftInspector extends LitElement {
  static override properties = {
    t: { attribute: false },
    subject: { attribute: false },
    flight: { attribute: false },
    now: { attribute: false },
  };
  static override styles = [shared, inspectorStyles];

  declare t: Translate;
  declare subject: Subject;
  /** The messages in flight: the ring's animation, as text. */
  declare flight: readonly MessageInFlight[];
  declare now: number;

  /** Changes with every run and every jump in time: nothing counts as changed by it. */
  journey = 0;
  #shown = '';
  #values = new Map<string, { value: string; tick: number }>();

  constructor() {
    super();
    this.t = translator('en');
    this.subject = { kind: 'none' };
    this.flight = [];
    this.now = 0;
  }

  override render(): TemplateResult {
    const { subject, t } = this;
    switch (subject.kind) {
      case 'none':
        return html`<p class="auto">${t('inspect.auto.none')}</p>
          ${this.#flight()}`;
      case 'server':
        this.#remember(`S${subject.server.id}`);
        return this.#server(subject.server, subject.chosen);
      case 'client':
        this.#remember(`C${subject.client.id}`);
        return this.#client(subject.client);
      case 'message':
        this.#remember('message');
        return this.#message(subject);
      case 'entry':
        this.#remember('entry');
        return html`${entryPage(subject, this.#followButton(), t)} ${this.#flight()}`;
      default:
        return subject satisfies never;
    }
  }

  /** Another subject, or another time: nothing counts as changed. */
  #remember(subject: string): void {
    const name = `${this.journey} ${subject}`;
    if (name === this.#shown) return;
    this.#shown = name;
    this.#values.clear();
  }

  /** Whether a value changed a moment ago. */
  #changed(label: string, value: string): boolean {
    const before = this.#values.get(label);
    if (before === undefined || this.now < before.tick) {
      this.#values.set(label, { value, tick: -FRESH });
      return false;
    }
    if (before.value !== value) this.#values.set(label, { value, tick: this.now });
    return this.now - (this.#values.get(label)?.tick ?? 0) < FRESH;
  }

  #server(server: ServerView, chosen: boolean): TemplateResult {
    const { t } = this;
    const none = t('inspect.none');
    const name = (id: number | null | undefined): string => (id == null ? none : `S${id}`);
    return html`
      <div class="title" data-hue=${hueOf(server.current_term)}>
        S${server.id}
        <span class="role"
          >${t(server.status === 'up' ? `role.${server.role}` : `status.${server.status}`)}</span
        >
        <span class="term">${t('ring.term', { term: server.current_term })}</span>
        ${chosen ? this.#followButton() : nothing}
      </div>
      ${chosen ? nothing : html`<p class="auto">${t('inspect.auto')}</p>`}
      <div class="pair">
        ${this.#facts(t('inspect.durable'), t('inspect.durable.note'), [
          ['currentTerm', String(server.current_term)],
          ['votedFor', name(server.voted_for)],
          [
            t('inspect.log'),
            server.last_index < server.first_index
              ? t('inspect.log.none')
              : t('inspect.log.range', { first: server.first_index, last: server.last_index }),
          ],
          [t('inspect.disk'), String(server.disk.last_index)],
          [
            t('inspect.snapshot'),
            server.snapshot == null
              ? none
              : t('inspect.snapshot.size', {
                  last: server.snapshot[0],
                  count: server.snapshot[2],
                  bytes: grouped(server.snapshot[2]),
                }),
          ],
        ])}
        ${this.#facts(t('inspect.volatile'), t('inspect.volatile.note'), [
          ['commitIndex', String(server.commit_index), entryLink(server.commit_index)],
          ['lastApplied', String(server.last_applied), entryLink(server.last_applied)],
          [
            t('role.leader'),
            name(server.leader),
            server.leader == null ? none : partyLink(server.leader),
          ],
          server.role === 'candidate'
            ? [t('inspect.votes'), server.votes.map((id) => `S${id}`).join(' ')]
            : [
                t('inspect.timer'),
                server.timer == null ? none : t('inspect.timer.value', { ms: server.timer }),
              ],
        ])}
      </div>
      ${this.#disk(server)}
      ${server.peers.length === 0 ? nothing : this.#peers(server)} ${this.#store(server)}
      ${this.#sessions(server)}
      ${
        server.waiting.length === 0
          ? nothing
          : html`<section>
              <h3>${t('inspect.waiting')}</h3>
              ${server.waiting.map(
                ({ client, number, index, term }) =>
                  html`<p class="note">
                    ${link({ kind: 'client', id: client }, t('entry.asked', { client, number }))} →
                    ${link({ kind: 'entry', index, term }, t('life.entry.term', { index, term }))}
                  </p>`,
              )}
            </section>`
      }
      ${this.#flight()}
    `;
  }

  #followButton(): TemplateResult {
    const follow = (): void => signal(this, 'lab-select', { selection: undefined });
    return html`<button class="plain" @click=${follow}>${this.t('inspect.follow')}</button>`;
  }

  #facts(title: string, note: string | undefined, rows: readonly Row[]): TemplateResult {
    return html`<section>
      <h3>${title} ${note === undefined ? nothing : html`<small>${note}</small>`}</h3>
      <dl>
        ${rows.map(([label, value, shown]) => {
          // The timer ticks all the time: its changes are no news.
          const quiet = typeof value !== 'string' || label === this.t('inspect.timer');
          const changed = !quiet && this.#changed(`${title} ${label}`, value);
          return html`<div class=${changed ? 'changed' : ''}>
            <dt>${label}</dt>
            <dd>${shown ?? value}</dd>
          </div>`;
        })}
      </dl>
    </section>`;
  }

  /** What waits to be written, in order, and what a liar only says it has written. It keeps its place when idle. */
  #disk(server: ServerView): TemplateResult {
    const { t } = this;
    const { queue, pending_writes: pending, claimed } = server.disk;
    return html`<section data-testid="disk-queue">
      <h3>${t('inspect.disk.queue')} <small>${t('inspect.disk.queue.note')}</small></h3>
      ${pending === 0 ? html`<p class="note">${t('inspect.disk.empty')}</p>` : nothing}
      ${queue.map(([kind, first, last, due]) => {
        const what = [
          t(last === 0 ? 'inspect.disk.term' : 'inspect.disk.vote', { term: first, server: last }),
          t(first === last ? 'inspect.disk.entry' : 'inspect.disk.log', { first, last }),
          t('inspect.disk.snapshot', { last: first, count: last, bytes: grouped(last) }),
        ][kind];
        const when = due === 0 ? t('inspect.disk.waits') : t('inspect.disk.due', { time: timeText(due) });
        return html`<p class="note"><b>${what}</b> ${when}</p>`;
      })}
      ${
        queue.length < pending
          ? html`<p class="note">${t('inspect.disk.more', { count: pending - queue.length })}</p>`
          : nothing
      }
      ${claimed === 0 ? nothing : html`<p>${t('inspect.disk.claimed', { count: claimed })}</p>`}
    </section>`;
  }

  #peers(server: ServerView): TemplateResult {
    const { t } = this;
    return html`<section>
      <h3>${t('inspect.peers')}</h3>
      <table class="peers">
        <thead>
          <tr>
            <th scope="col">${t('inspect.server')}</th>
            <th scope="col" class="number">${t('inspect.next')}</th>
            <th scope="col" class="number">${t('inspect.match')}</th>
            <th scope="col">${t('inspect.mode')}</th>
          </tr>
        </thead>
        <tbody>
          ${server.peers.map((peer) => {
            const key = `peer ${peer.server}`;
            const changed = this.#changed(key, `${peer.next_index} ${peer.match_index}`);
            return html`<tr class=${changed ? 'changed' : ''}>
              <td>${partyLink(peer.server)}</td>
              <td class="number">${peer.next_index}</td>
              <td class="number">${entryLink(peer.match_index)}</td>
              <td>${this.#mode(peer.state)}</td>
            </tr>`;
          })}
        </tbody>
      </table>
    </section>`;
  }

  #mode(state: string): string {
    const key = `inspect.mode.${state}`;
    return isTextKey(key) ? this.t(key) : state;
  }

  #store(server: ServerView): TemplateResult {
    const { t } = this;
    return html`<section>
      <h3>
        ${t('inspect.store')}
        ${
          server.store.length < server.store_keys
            ? html`<small
                >${t('inspect.store.part', {
                  shown: server.store.length,
                  count: server.store_keys,
                  all: grouped(server.store_keys),
                })}</small
              >`
            : nothing
        }
      </h3>
      ${
        server.store.length === 0
          ? html`<p class="note">${t('inspect.store.empty')}</p>`
          : html`<table data-testid="store">
              <thead>
                <tr>
                  <th scope="col">${t('inspect.key')}</th>
                  <th scope="col">${t('inspect.value')}</th>
                </tr>
              </thead>
              <tbody>
                ${server.store.map(
                  (pair) =>
                    html`<tr class=${this.#changed(`key ${pair.key}`, pair.value) ? 'changed' : ''}>
                      <td class="mono">${pair.key}</td>
                      <td class="mono">${pair.value}</td>
                    </tr>`,
                )}
              </tbody>
            </table>`
      }
    </section>`;
  }

  #sessions(server: ServerView): TemplateResult {
    const { t } = this;
    return html`<section>
      <h3>${t('inspect.sessions')} <small>${t('inspect.sessions.note')}</small></h3>
      ${
        server.sessions.length === 0
          ? html`<p class="note">${t('inspect.sessions.empty')}</p>`
          : html`<table>
              <thead>
                <tr>
                  <th scope="col">${t('inspect.client')}</th>
                  <th scope="col" class="number">${t('inspect.number')}</th>
                  <th scope="col">${t('inspect.result')}</th>
                </tr>
              </thead>
              <tbody>
                ${server.sessions.map(
                  (each) =>
                    html`<tr
                      class=${this.#changed(`session ${each.client}`, String(each.number)) ? 'changed' : ''}
                    >
                      <td>${partyLink(-each.client)}</td>
                      <td class="number">${each.number}</td>
                      <td class="mono">${each.result}</td>
                    </tr>`,
                )}
              </tbody>
            </table>`
      }
    </section>`;
  }

  #client(client: ClientView): TemplateResult {
    const { t } = this;
    const rows: readonly Row[] = [
      [t('inspect.target'), `S${client.target}`, partyLink(client.target)],
      [t('inspect.request'), client.request ?? t('inspect.none')],
      ...(client.request == null
        ? []
        : ([
            [t('inspect.number'), String(client.number)],
            [t('inspect.since'), timeText(client.since), tickLink(client.since, t)],
            [t('inspect.attempts'), String(client.attempts)],
          ] as const)),
      [t('inspect.queued'), String(client.queued)],
    ];
    return html`
      <div class="title">
        C${client.id} <span class="role">${t('ring.client')}</span>${this.#followButton()}
      </div>
      ${this.#facts(t('inspect.client'), undefined, rows)}
      <section>
        <h3>${t('inspect.history')}</h3>
        ${
          client.history.length === 0
            ? html`<p class="note">${t('inspect.history.empty')}</p>`
            : html`<table>
                <thead>
                  <tr>
                    <th scope="col" class="number">#</th>
                    <th scope="col">${t('inspect.command')}</th>
                    <th scope="col">${t('inspect.result')}</th>
                    <th scope="col" class="number">${t('inspect.called')}</th>
                    <th scope="col" class="number">${t('inspect.took')}</th>
                  </tr>
                </thead>
                <tbody>
                  ${[...client.history].reverse().map(
                    (each) =>
                      html`<tr>
                        <td class="number">${each.number}</td>
                        <td class="mono">${each.command}</td>
                        <td class="mono">${each.outcome === 'pending' ? '…' : each.result}</td>
                        <td class="number">${tickLink(each.call, t)}</td>
                        <td class="number">
                          ${each.returned == null ? '' : timeText(each.returned - each.call)}
                        </td>
                      </tr>`,
                  )}
                </tbody>
              </table>`
        }
      </section>
      ${this.#flight()}
    `;
  }

  #message({ message, underWay, fields, story }: Subject & { kind: 'message' }): TemplateResult {
    const { t } = this;
    const due = t(message.lost ? 'inspect.dies' : 'inspect.due');
    const about = message.held
      ? t('inspect.held')
      : message.duplicate
        ? t('inspect.duplicate')
        : undefined;
    return html`
      <div class="title" data-hue=${hueOf(message.term)}>
        ${t(messageName(message))}
        <span class="role">${partyName(message.from)} → ${partyName(message.to)}</span>
        ${this.#followButton()}
      </div>
      ${this.#facts(`m${message.id}`, about, [
        [t('inspect.from'), partyLink(message.from)],
        [t('inspect.to'), partyLink(message.to)],
        // Once it has arrived, what the ring knew of it is left.
        ...(fields.length === 0 ? fieldsOf(message, t) : []),
        [t('inspect.sent'), timeText(message.sent)],
        [due, timeText(message.due)],
      ])}
      ${
        underWay
          ? this.#deeds(message)
          : html`<p class="note">${t(message.lost ? 'inspect.was-lost' : 'inspect.arrived')}</p>`
      }
      ${messageFields(fields, t)} ${messageStory(story, message.id, t)} ${this.#flight()}
    `;
  }

  /** What can be done to it, for those who came here by keyboard. */
  #deeds(message: MessageInFlight): TemplateResult {
    return html`<div class="deeds">
      ${messageItems(message).map((item) =>
        item.kind === 'action'
          ? html`<button data-line=${item.line} @click=${() => signal(this, 'lab-run', { line: item.line })}>
              ${this.t(item.label)}
            </button>`
          : nothing,
      )}
    </div>`;
  }

  #flight(): TemplateResult | typeof nothing {
    if (this.flight.length === 0) return nothing;
    return html`<section class="flight">
      <h3>${this.t('inspect.flight')} <small>${this.flight.length}</small></h3>
      ${this.flight.slice(0, 20).map((message) => {
        const choose = (): void =>
          signal(this, 'lab-select', { selection: { kind: 'message', message } });
        return html`<button class="plain" @click=${choose}>${describe(message, this.t)}</button>`;
      })}
    </section>`;
  }
}

/** Selects a server or client. */
function partyLink(party: Party): TemplateResult {
  const selection =
    party < 0 ? ({ kind: 'client', id: -party } as const) : ({ kind: 'server', id: party } as const);
  return link(selection, partyName(party));
}

/** Selects what stands at an index, if anything does. */
function entryLink(index: number): TemplateResult | string {
  return index < 1 ? String(index) : link({ kind: 'entry', index }, String(index));
}

customElements.define('kvraft-inspector', KvraftInspector);
