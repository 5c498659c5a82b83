/**
 * The logs, side by side: a row per index, a column per server, so that equal entries stand in one
 * line and a gap or a conflict is seen at once. Only the rows in sight exist.
 */
import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { LogsView, ServerView } from '../engine.ts';
import { EMPTY_VIEW, type ClusterView } from '../frame.ts';
import { translator, type Translate } from '../i18n.ts';
import { ROW, logsStyles } from '../styles/logs.ts';
import { shared } from '../styles/shared.ts';
import { hueOf } from '../styles/tokens.ts';

type LogView = LogsView['servers'][number];

/** Rows drawn beyond the edges, so that scrolling does not show holes. */
const SPARE = 12;

/** The logs from `from` to `to`, or nothing before a run has begun. */
export type ReadLogs = (from: number, to: number) => LogsView | undefined;

export class KvraftLogs extends LitElement {
  static override properties = {
    t: { attribute: false },
    read: { attribute: false },
    view: { attribute: false },
    leader: { attribute: false },
    journey: { attribute: false },
  };
  static override styles = [shared, logsStyles];

  declare t: Translate;
  declare read: ReadLogs;
  /** The cluster when a log, a commit index or an applied index last changed. */
  declare view: ClusterView;
  /** The leader's view of the others, for the marks. */
  declare leader: ServerView | undefined;
  /** Changes with every run and every jump in time: nothing is compared with what was before. */
  declare journey: number;

  #following = true;
  /** The view before this one: what differs is tinted. */
  #before: ClusterView = EMPTY_VIEW;

  constructor() {
    super();
    this.t = translator('en');
    this.read = () => undefined;
    this.view = EMPTY_VIEW;
    this.journey = 0;
  }

  override render(): TemplateResult {
    const { t } = this;
    // One row beyond the end, where nextIndex points when a follower has everything.
    const last = this.view.servers.reduce((most, server) => Math.max(most, server.lastIndex), 0);
    const ends = this.read(Math.max(1, last), Math.max(1, last))?.servers ?? [];
    // What no log holds any more is one row, whose index is the last of them.
    const gone = ends.length === 0 ? 0 : Math.min(...ends.map((log) => log.first_index)) - 1;
    const above = Math.max(0, gone - 1);
    const rows = last + 1 - above;
    const [top, bottom] = this.#window(rows);
    const [from, to] = [top + above, Math.min(bottom, rows) + above];
    const servers = this.read(from, Math.max(from, Math.min(to, last)))?.servers ?? [];
    const entries = servers.flatMap((log) => log.entries);
    const peers = new Map(this.leader?.peers.map((peer) => [peer.server, peer]));
    return html`
      <div
        class="scroll"
        tabindex="0"
        role="group"
        aria-label=${t('logs.label')}
        @scroll=${this.#scrolled}
      >
        <table class=${6 < servers.length ? 'dense' : ''}>
          <caption class="hidden-text">
            ${t('logs.label')}
          </caption>
          <thead>
            <tr>
              <th class="index" scope="col">${t('logs.index')}</th>
              ${servers.map(
                (log) =>
                  html`<th scope="col" class=${log.server === this.leader?.id ? 'leads' : ''}>
                    S${log.server}${log.server === this.leader?.id ? '★' : ''}
                  </th>`,
              )}
              <th class="command" scope="col">${t('logs.command')}</th>
            </tr>
          </thead>
          <tbody>
            ${spacer((top - 1) * ROW, servers.length)}
            ${Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => {
              const index = from + i;
              if (0 < gone && index === gone) return this.#goneRow(gone, servers.length);
              return html`<tr data-index=${index}>
                ${index <= last ? html`<th scope="row">${index}</th>` : html`<td></td>`}
                ${servers.map((log) =>
                  index < log.first_index
                    ? this.#stub(log, index, Math.max(from, gone + 1), to)
                    : this.#cell(log, index, from, peers.get(log.server)),
                )}
                ${commandCell(servers, index, from)}
              </tr>`;
            })}
            ${spacer((rows + above - to) * ROW, servers.length)}
          </tbody>
        </table>
        ${last === 0 ? html`<p class="empty muted">${t('logs.empty')}</p>` : nothing}
      </div>
      ${
        this.#following
          ? nothing
          : html`<button class="tail" @click=${this.#toTail}>↓ ${t('logs.tail')}</button>`
      }
      <footer aria-hidden="true">
        <span><i class="solid"></i>${t('logs.committed')}</span>
        <span><i></i>${t('logs.uncommitted')}</span>
        <span><i class="dashed"></i>${t('logs.volatile')}</span>
        <span><i class="dot"></i>${t('logs.match')}</span>
        <span>▸ ${t('logs.next')}</span>
        ${
          servers.some((log) => 1 < log.first_index)
            ? html`<span><i class="hatched"></i>${t('logs.snapshot')}</span>`
            : nothing
        }
        ${
          entries.some(changesMembers)
            ? html`<span><i class="round"></i>${t('logs.members')}</span>`
            : nothing
        }
      </footer>
    `;
  }

  #window(rows: number): readonly [number, number] {
    const box = this.renderRoot.querySelector<HTMLElement>('.scroll');
    const height = box?.clientHeight ?? 600;
    const inSight = Math.ceil(height / ROW);
    const first = this.#following ? rows - inSight : Math.floor((box?.scrollTop ?? 0) / ROW);
    return [Math.max(1, first - SPARE), Math.max(1, first + inSight + SPARE)];
  }

  /** Stands for all entries that have left every log. */
  #goneRow(gone: number, servers: number): TemplateResult {
    const text = this.t('logs.snapshot.row', { first: 1, last: gone });
    return html`<tr class="gone" data-index=${gone}>
      <td colspan=${servers + 2}>
        <span class="stub" data-testid="compacted"><b>${text}</b></span>
      </td>
    </tr>`;
  }

  /** One cell for the entries that have left a log, as far as they are in sight. */
  #stub(log: LogView, index: number, from: number, to: number): TemplateResult | typeof nothing {
    if (index !== from) return nothing;
    const last = log.first_index - 1;
    return html`<td class="gone" rowspan=${Math.min(last, to) - from + 1}>
      <span class="stub" aria-hidden="true" data-testid="compacted"><b>…${last}</b></span>
      <span class="hidden-text">${this.t('logs.cell.snapshot', { server: log.server, last })}</span>
    </td>`;
  }

  #cell(
    log: LogView,
    index: number,
    from: number,
    peer: ServerView['peers'][number] | undefined,
  ): TemplateResult {
    const { t } = this;
    const entry = log.entries[index - Math.max(from, log.first_index)];
    const match = peer !== undefined && peer.match_index === index && 0 < index;
    const next = peer !== undefined && peer.next_index === index;
    const words: string[] = [];
    let cell: TemplateResult | typeof nothing = nothing;
    if (entry !== undefined) {
      const committed = index <= log.commit_index;
      const durable = index <= log.durable_index;
      const before = this.#before.servers[log.server - 1];
      const fresh =
        before !== undefined &&
        (before.lastIndex < index || (before.commitIndex < index && committed));
      words.push(
        t(committed ? 'logs.cell.committed' : 'logs.cell.uncommitted', { term: entry.term }),
      );
      if (!durable) words.push(t('logs.cell.volatile'));
      if (changesMembers(entry)) words.push(t('logs.cell.members'));
      const round = changesMembers(entry) ? 'round' : '';
      const look = `cell ${round} ${committed ? '' : 'hollow'} ${durable ? '' : 'dashed'} ${fresh ? 'fresh' : ''}`;
      cell = html`<span class=${look} data-hue=${hueOf(entry.term)} aria-hidden="true"
        >${entry.term}</span
      >`;
    }
    if (match) words.push(t('logs.cell.match'));
    if (next) words.push(t('logs.cell.next'));
    return html`<td>
      ${cell} ${match ? html`<span class="match"></span>` : nothing}
      ${next ? html`<span class="next" aria-hidden="true">▸</span>` : nothing}
      ${words.length === 0 ? nothing : html`<span class="hidden-text">${words.join(', ')}</span>`}
    </td>`;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('view');
    if (before === undefined) return;
    this.#before = changed.has('journey') ? EMPTY_VIEW : before;
  }

  protected override updated(): void {
    if (this.#following) this.#toTail();
  }

  #toTail(): void {
    const box = this.renderRoot.querySelector<HTMLElement>('.scroll');
    if (box === null) return;
    if (!this.#following) {
      this.#following = true;
      this.requestUpdate();
    }
    box.scrollTop = box.scrollHeight;
  }

  #scrolled(event: Event): void {
    const box = event.target as HTMLElement;
    const following = box.scrollHeight - box.clientHeight - box.scrollTop < ROW;
    if (following && this.#following) return;
    this.#following = following;
    this.requestUpdate();
  }
}

/** No client asks for these: the leader writes them when members come and go. */
function changesMembers(entry: LogView['entries'][number]): boolean {
  return entry.client === 0 && entry.text.startsWith('members ');
}

/** What stands at an index: the leader-most opinion, that of the highest term. */
function commandCell(servers: readonly LogView[], index: number, from: number): TemplateResult {
  let best: LogView['entries'][number] | undefined;
  let committed = false;
  for (const log of servers) {
    const entry = log.entries[index - Math.max(from, log.first_index)];
    if (entry === undefined) continue;
    const sure = index <= log.commit_index;
    if (
      best === undefined ||
      (sure && !committed) ||
      (sure === committed && best.term < entry.term)
    ) {
      best = entry;
      committed = sure;
    }
  }
  const asked = best !== undefined && 0 < best.client ? ` · C${best.client} #${best.number}` : '';
  const title = best === undefined ? nothing : `${best.text}${asked}`;
  return html`<td class="command ${committed ? '' : 'pending'}" title=${title}>
    ${best?.text ?? nothing}
  </td>`;
}

/** Stands for the rows out of sight. */
function spacer(height: number, servers: number): TemplateResult | typeof nothing {
  if (height <= 0) return nothing;
  return html`<tr aria-hidden="true">
    <td height=${height} colspan=${servers + 2}></td>
  </tr>`;
}

customElements.define('kvraft-logs', KvraftLogs);
