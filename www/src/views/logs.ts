/**
 * The logs, side by side: a row per index, a column per server, so that equal entries stand in one
 * line and a gap or a conflict is seen at once. Only the rows in sight exist, and only their entries
 * are asked for: a log of a million entries costs what one of fifty does.
 */
import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { LogsView, OperationView, ServerView } from '../engine.ts';
import {
  changesMembers,
  entryAt,
  fateOf,
  lookOf,
  rowOf,
  type EntryRef,
  type EntryView,
  type LogView,
  type Look,
  type Row,
} from '../entry.ts';
import { EMPTY_VIEW, type ClusterView } from '../frame.ts';
import { translator, type Translate } from '../i18n.ts';
import { extentOf, renamed, rowAt, topOf, type Named, type Scroll } from '../rows.ts';
import { HEAD, ROW, logsStyles } from '../styles/logs.ts';
import { shared } from '../styles/shared.ts';
import { hueOf } from '../styles/tokens.ts';
import { entryCard } from './entry-card.ts';
import { signal, type Selection } from './signals.ts';

/** Rows drawn beyond the edges, so that scrolling does not show holes. */
const SPARE = 12;
/** The same along with the newest: who leaves them has the others a frame later. */
const SPARE_FOLLOWING = 4;
/** So many columns fit beside each other. */
const FITTING = 9;
const NO_LOGS: LogsView = { from: 1, to: 0, servers: [] };

/** The logs from `from` to `to`, or nothing before a run has begun. */
export type ReadLogs = (from: number, to: number) => LogsView | undefined;
/** A client's call, if it is among its latest. */
export type ReadCall = (client: number, number: number) => OperationView | undefined;

/** A place in the table: an index, and the log it is looked at in; 0 is the command's column. */
interface Cell {
  readonly index: number;
  readonly server: number;
}

export class KvraftLogs extends LitElement {
  static override properties = {
    t: { attribute: false },
    read: { attribute: false },
    view: { attribute: false },
    leader: { attribute: false },
    journey: { attribute: false },
    selection: { attribute: false },
    following: { state: true },
    cursor: { state: true },
    pointed: { state: true },
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
  declare selection: Selection | undefined;
  /** The newest entries stay in sight. */
  declare following: boolean;
  /** Where the keyboard is. */
  declare cursor: Cell | undefined;
  /** Where the pointer is. */
  declare pointed: Cell | undefined;

  readCall: ReadCall = () => undefined;

  /** The view before this one: what differs is tinted. */
  #before: ClusterView = EMPTY_VIEW;
  /** Rows before this one have left every log and stand in one row together. */
  #above = 0;
  #last = 0;
  #logs: LogsView = NO_LOGS;
  #rows: Named = new Map();
  /** Of what is scrolled. To ask for it in the midst of a frame would lay out the page once more. */
  #height = 600;
  /** It went along with the newest when it was last drawn; the first time the observer sees to it. */
  #followed = true;
  /** Once the page is laid out: to ask or to scroll is cheap then, and costs another layout at any other time. */
  readonly #observer = new ResizeObserver(() => {
    const box = this.#box;
    if (box === null) return;
    if (this.following) box.scrollTop = box.scrollHeight;
    if (box.clientHeight === this.#height) return;
    this.#height = box.clientHeight;
    this.requestUpdate();
  });

  constructor() {
    super();
    this.t = translator('en');
    this.read = () => undefined;
    this.view = EMPTY_VIEW;
    this.journey = 0;
    this.following = true;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.#observe();
  }

  protected override firstUpdated(): void {
    this.#observe();
  }

  /** The opening, and what is seen through it. */
  #observe(): void {
    for (const each of this.renderRoot.querySelectorAll('.scroll, table')) this.#observer.observe(each);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer.disconnect();
  }

  /** Shows an entry in the middle of the view, and lets the keyboard go on from there. */
  goTo(index: number): void {
    const at = Math.max(1, Math.min(index, this.#last));
    this.cursor = { index: at, server: this.cursor?.server ?? 0 };
    const box = this.#box;
    if (box === null) return;
    const scroll = this.#scroll();
    this.following = false;
    box.scrollTop = topOf(at - this.#above - 1 - scroll.height / ROW / 2, scroll);
  }

  override render(): TemplateResult {
    const { t } = this;
    const last = this.view.servers.reduce((most, server) => Math.max(most, server.lastIndex), 0);
    const ends = this.read(Math.max(1, last), Math.max(1, last))?.servers ?? [];
    // What no log holds any more is one row, whose index is the last of them.
    const gone = ends.length === 0 ? 0 : Math.min(...ends.map((log) => log.first_index)) - 1;
    this.#last = last;
    this.#shift(Math.max(0, gone - 1));
    const extent = extentOf(this.#scroll(), this.following ? SPARE_FOLLOWING : SPARE);
    const [from, to] = [extent.start + this.#above + 1, extent.end + this.#above];
    this.#logs = this.read(from, Math.max(from, Math.min(to, last))) ?? NO_LOGS;
    const { servers } = this.#logs;
    const rows = Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i);
    this.#rows = renamed(this.#rows, rows);
    const peers = new Map(this.leader?.peers.map((peer) => [peer.server, peer]));
    return html`
      ${this.#tools()}
      <div class="scroll" @scroll=${this.#scrolled}>
        <table
          class=${servers.length <= 6 ? '' : servers.length <= FITTING ? 'dense' : 'dense wide'}
          role="grid"
          tabindex="0"
          aria-label=${t('logs.label')}
          aria-readonly="true"
          aria-rowcount=${last + 1}
          aria-activedescendant=${
            this.cursor === undefined || this.cursor.index < from || to < this.cursor.index
              ? nothing
              : nameOf(this.cursor)
          }
          @keydown=${this.#keydown}
          @focusin=${this.#focused}
          @click=${this.#clicked}
          @pointerover=${this.#over}
          @pointerleave=${() => (this.pointed = undefined)}
        >
          <thead>
            <tr aria-rowindex="1">
              <th class="index" scope="col">${t('logs.index')}</th>
              ${servers.map(
                (log) =>
                  html`<th scope="col" class=${log.server === this.leader?.id ? 'leads' : ''}>
                    S${log.server}
                  </th>`,
              )}
              <th class="command" scope="col">${t('logs.command')}</th>
            </tr>
          </thead>
          <tbody>
            ${spacer(extent.above, servers.length)}
            ${repeat(
              rows,
              // A row goes along with its entry: of those that stay little is to be drawn anew. One that leaves at
              // the top comes in again at the foot: to fill it in costs a third of making another.
              (index) => this.#rows.get(index),
              (index) =>
                0 < gone && index === gone
                  ? this.#goneRow(gone, servers.length)
                  : this.#row(index, Math.max(from, gone + 1), to, peers),
            )}
            ${spacer(extent.below, servers.length)}
          </tbody>
        </table>
        ${last === 0 ? html`<p class="empty muted">${t('logs.empty')}</p>` : nothing}
      </div>
      <footer data-testid="log-footer">${this.#card() ?? this.#legend()}</footer>
    `;
  }

  /** To an index, or along with the newest. */
  #tools(): TemplateResult {
    const { t } = this;
    return html`<div class="tools">
      <form novalidate @submit=${this.#jump}>
        <input
          name="index"
          placeholder=${t('logs.jump')}
          inputmode="numeric"
          autocomplete="off"
          data-testid="log-jump"
          aria-label=${t('logs.jump.label')}
          title=${t('logs.jump.range', { first: Math.min(1, this.#last), last: this.#last })}
          @input=${(event: Event) => (event.target as HTMLInputElement).setCustomValidity('')}
        />
      </form>
      <button
        class="plain follow"
        data-testid="log-follow"
        aria-pressed=${this.following}
        aria-label=${t('logs.follow.label')}
        title=${t('logs.follow.label')}
        @click=${() => (this.following = !this.following)}
      >
        <svg viewBox="0 0 16 16" aria-hidden="true"><path d=${TAIL}></path></svg>
        <span>${t('logs.follow')}</span>
      </button>
    </div>`;
  }

  #row(
    index: number,
    from: number,
    to: number,
    peers: ReadonlyMap<number, ServerView['peers'][number]>,
  ): TemplateResult {
    const { t } = this;
    const { servers } = this.#logs;
    const row = rowOf(this.#logs, index);
    const differs = row.broken ? 'broken' : row.splits ? 'splits' : '';
    return html`<tr
      data-index=${index}
      aria-rowindex=${index + 1}
      class="${differs} ${this.#shown?.index === index ? 'shown' : ''}"
    >
      ${
        index <= this.#last
          ? html`<th scope="row">
              ${
                differs === ''
                  ? nothing
                  : html`<span class="differs" title=${t(`logs.row.${differs}`)}>≠</span
                      ><span class="hidden-text">${t(`logs.row.${differs}`)}</span>`
              }${index}
            </th>`
          : html`<td></td>`
      }
      ${servers.map((log, i) =>
        index < log.first_index
          ? this.#stub(log, index, from, to)
          : this.#cell(log, row, row.entries[i], peers.get(log.server)),
      )}
      ${this.#command(row)}
    </tr>`;
  }

  /** Stands for all entries that have left every log. */
  #goneRow(gone: number, servers: number): TemplateResult {
    const text = this.t('logs.snapshot.row', { first: 1, last: gone });
    return html`<tr class="gone" data-index=${gone} aria-rowindex=${gone + 1}>
      <td colspan=${servers + 2} id=${nameOf({ index: gone, server: 0 })}>
        <span class="stub" data-testid="compacted"><b>${text}</b></span>
      </td>
    </tr>`;
  }

  /** One cell for the entries that have left a log, as far as they are in sight. */
  #stub(log: LogView, index: number, from: number, to: number): TemplateResult | typeof nothing {
    if (index !== from) return nothing;
    const last = log.first_index - 1;
    return html`<td
      class="gone"
      rowspan=${Math.min(last, to) - from + 1}
      aria-label=${this.t('logs.cell.snapshot', { server: log.server, last })}
    >
      <span class="stub" data-testid="compacted"><b>…${last}</b></span>
    </td>`;
  }

  #cell(
    log: LogView,
    row: Row,
    entry: EntryView | undefined,
    peer: ServerView['peers'][number] | undefined,
  ): TemplateResult {
    const { t } = this;
    const { index } = row;
    const { server } = log;
    const at = { index, server };
    const words: string[] = [];
    const marks: string[] = [];
    let cell: TemplateResult | typeof nothing = nothing;
    if (entry !== undefined) {
      const look = lookOf(row, log, entry);
      const durable = index <= log.durable_index;
      words.push(t('ring.term', { term: entry.term }), wordOf(look, t));
      if (!durable) words.push(t('logs.cell.volatile'));
      if (changesMembers(entry)) words.push(t('logs.cell.members'));
      const looks = [
        'cell',
        look,
        durable ? '' : 'dashed',
        changesMembers(entry) ? 'round' : '',
        this.#isFresh(log, index) ? 'fresh' : '',
        this.#isSelected(index, entry.term) ? 'selected' : '',
      ];
      cell = html`<span class=${looks.join(' ')} data-hue=${hueOf(entry.term)}>${entry.term}</span>`;
    }
    if (peer?.match_index === index) {
      marks.push('match');
      words.push(t('logs.cell.match'));
    }
    if (peer?.next_index === index) {
      marks.push('next');
      words.push(t('logs.cell.next'));
    }
    if (this.cursor?.index === index && this.cursor.server === server) marks.push('cursor');
    const label =
      words.length === 0
        ? t('logs.cell.none', { server })
        : t('logs.cell.at', { server, words: words.join(', ') });
    return html`<td class=${marks.join(' ')} id=${nameOf(at)} data-log=${server} aria-label=${label}>${cell}</td>`;
  }

  #isSelected(index: number, term: number): boolean {
    const { selection } = this;
    if (selection?.kind !== 'entry' || selection.index !== index) return false;
    return selection.term === undefined || selection.term === term;
  }

  #isFresh(log: LogView, index: number): boolean {
    const before = this.#before.servers[log.server - 1];
    if (before === undefined) return false;
    return (
      before.lastIndex < index || (before.commitIndex < index && index <= log.commit_index)
    );
  }

  /** What stands at an index: what is settled, else what the highest term says. */
  #command({ index, best, settled }: Row): TemplateResult {
    const at = { index, server: 0 };
    const cursor = this.cursor?.index === index && this.cursor.server === 0 ? 'cursor' : '';
    const pending = settled === undefined ? 'pending' : '';
    return html`<td class="command ${pending} ${cursor}" id=${nameOf(at)}>${best?.text ?? nothing}</td>`;
  }

  /** What is told of below: where the pointer is, else where the keyboard is. */
  get #shown(): Cell | undefined {
    return this.pointed ?? this.cursor;
  }

  #card(): TemplateResult | undefined {
    const shown = this.#shown;
    const ref = shown === undefined ? undefined : this.#entryAt(shown);
    if (ref === undefined) return undefined;
    const fate = fateOf(this.#logs, rowOf(this.#logs, ref.index), ref.term);
    if (fate === undefined) return undefined;
    const { client, number } = fate.entry;
    const call = client === 0 ? undefined : this.readCall(client, number);
    return entryCard(ref, fate, call, this.t);
  }

  /** The entry at a place: that of the log, or the row's where a log has none. */
  #entryAt({ index, server }: Cell): EntryRef | undefined {
    const log = this.#logs.servers.find((each) => each.server === server);
    const own = log === undefined ? undefined : entryAt(log, index, this.#logs.from);
    const entry = own ?? rowOf(this.#logs, index).best;
    return entry === undefined ? undefined : { index, term: entry.term };
  }

  #legend(): TemplateResult {
    const { t } = this;
    const { servers } = this.#logs;
    const seen = new Set<string>();
    for (const log of servers) {
      if (1 < log.first_index) seen.add('snapshot');
      if (log.last_applied < log.commit_index) seen.add('known');
      if (log.entries.some(changesMembers)) seen.add('members');
    }
    const sign = (look: string, key: Parameters<Translate>[0]): TemplateResult =>
      html`<span><i class=${look}></i>${t(key)}</span>`;
    return html`<div class="legend" aria-hidden="true">
      ${sign('applied', 'logs.applied')}
      ${seen.has('known') ? sign('known', 'logs.known') : nothing}
      ${sign('unaware', 'logs.unaware')} ${sign('', 'logs.uncommitted')}
      ${sign('dashed', 'logs.volatile')} ${sign('dot', 'logs.match')}
      <span>▸ ${t('logs.next')}</span>
      ${seen.has('snapshot') ? sign('hatched', 'logs.snapshot') : nothing}
      ${seen.has('members') ? sign('round', 'logs.members') : nothing}
    </div>`;
  }

  /** An entry chosen elsewhere comes into sight. */
  #showSelected(): void {
    const { selection } = this;
    if (selection?.kind !== 'entry' || this.cursor?.index === selection.index) return;
    const from = this.#logs.from;
    if (from + SPARE < selection.index && selection.index < from + this.#logs.to - SPARE) return;
    this.goTo(selection.index);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('view');
    if (changed.has('journey')) this.pointed = undefined;
    if (before === undefined) return;
    this.#before = changed.has('journey') ? EMPTY_VIEW : before;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('selection')) this.#showSelected();
    // Columns of many servers go off to the side rather than become unreadable.
    const table = this.renderRoot.querySelector<HTMLElement>('table');
    const columns = this.view.servers.length;
    const least = columns <= FITTING ? '' : `${180 + columns * 32}px`;
    if (table !== null && table.style.minWidth !== least) table.style.minWidth = least;
    const box = this.#box;
    // Later on the observer sees to it.
    if (box !== null && this.following && !this.#followed) box.scrollTop = box.scrollHeight;
    this.#followed = this.following;
  }

  get #box(): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>('.scroll');
  }

  /** One row beyond the end, where nextIndex points when a follower has everything. */
  #scroll(): Scroll {
    const box = this.#box;
    const rows = this.#last + 1 - this.#above;
    const height = Math.max(ROW, this.#height - HEAD);
    const top = this.following ? Number.POSITIVE_INFINITY : (box?.scrollTop ?? 0);
    return { rows, row: ROW, height, top };
  }

  /** Rows have left at the top: who reads further down keeps the same entries before the eyes. */
  #shift(above: number): void {
    if (above === this.#above) return;
    const before = this.#scroll();
    const seen = rowAt(before) + this.#above;
    this.#above = above;
    const box = this.#box;
    if (box !== null && !this.following) box.scrollTop = topOf(seen - above, this.#scroll());
  }

  #scrolled(event: Event): void {
    const box = event.target as HTMLElement;
    const atEnd = box.scrollHeight - box.clientHeight - box.scrollTop < ROW;
    if (atEnd && this.following) return;
    this.following = atEnd;
    this.requestUpdate();
  }

  #jump(event: Event): void {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const input = form.elements.namedItem('index') as HTMLInputElement;
    const typed = input.value.trim();
    if (typed === '') return;
    if (!/^\d+$/.test(typed) || this.#last === 0) {
      // The browser says it beside the field, in its own way and in our words.
      input.setCustomValidity(input.title);
      input.reportValidity();
      return;
    }
    this.goTo(Number(typed));
    input.value = String(this.cursor?.index ?? '');
    this.renderRoot.querySelector<HTMLElement>('table')?.focus();
  }

  #cellOf(event: Event): Cell | undefined {
    const target = event.target as Element;
    const index = Number(target.closest<HTMLElement>('tr')?.dataset['index'] ?? 'NaN');
    if (!(index <= this.#last)) return undefined;
    return { index, server: Number(target.closest<HTMLElement>('td')?.dataset['log'] ?? 0) };
  }

  #over(event: PointerEvent): void {
    // A finger does not hover: it taps.
    if (event.pointerType !== 'touch') this.pointed = this.#cellOf(event);
  }

  #clicked(event: Event): void {
    const cell = this.#cellOf(event);
    if (cell === undefined) return;
    this.cursor = cell;
    this.#select(cell);
  }

  #select(cell: Cell): void {
    const entry = this.#entryAt(cell);
    if (entry !== undefined) signal(this, 'lab-select', { selection: { kind: 'entry', ...entry } });
  }

  /** Who comes by keyboard begins at the newest entry in sight. */
  #focused(): void {
    if (this.cursor !== undefined || this.#last === 0) return;
    const scroll = this.#scroll();
    const bottom = this.following ? this.#last : this.#above + rowAt(scroll) + scroll.height / ROW;
    this.cursor = { index: Math.max(1, Math.min(this.#last, Math.floor(bottom))), server: 0 };
  }

  #keydown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || this.cursor === undefined) return;
    const { index, server } = this.cursor;
    const page = Math.max(1, Math.floor(this.#scroll().height / ROW) - 1);
    const columns = this.view.servers.length + 1;
    // The command stands at the right end.
    const column = server === 0 ? columns : server;
    switch (event.key) {
      case 'ArrowUp':
        this.#move(index - 1, server);
        break;
      case 'ArrowDown':
        this.#move(index + 1, server);
        break;
      case 'PageUp':
        this.#move(index - page, server);
        break;
      case 'PageDown':
        this.#move(index + page, server);
        break;
      case 'Home':
        this.#move(this.#above + 1, server);
        break;
      case 'End':
        this.following = true;
        this.cursor = { index: this.#last, server };
        break;
      case 'ArrowLeft':
        this.#move(index, Math.max(1, column - 1) % columns);
        break;
      case 'ArrowRight':
        this.#move(index, Math.min(columns, column + 1) % columns);
        break;
      case 'Enter':
      case ' ':
        this.#select(this.cursor);
        event.stopPropagation();
        break;
      case 'Escape':
        // Only the mark goes; what Escape means for the page it still means.
        this.cursor = undefined;
        return;
      default:
        return;
    }
    event.preventDefault();
  }

  /** Puts the mark somewhere, and that place into sight. */
  #move(to: number, server: number): void {
    const index = Math.max(this.#above + 1, Math.min(this.#last, to));
    this.cursor = { index, server };
    const box = this.#box;
    if (box === null) return;
    const scroll = { ...this.#scroll(), top: box.scrollTop };
    const row = index - this.#above - 1;
    const first = rowAt(scroll);
    const fits = scroll.height / ROW;
    if (first <= row && row + 1 <= first + fits) return;
    this.following = false;
    box.scrollTop = topOf(row < first ? row : row + 1 - fits, scroll);
  }
}

const TAIL = 'M7 1h2v8.2l2.6-2.6L13 8l-5 5-5-5 1.4-1.4L7 9.2zM3 14h10v1.6H3z';

/** A name for a place, by which the table tells assistive technology where the mark is. */
function nameOf({ index, server }: Cell): string {
  return `e${index}-${server}`;
}

function wordOf(look: Look, t: Translate): string {
  return look === 'pending' ? t('logs.uncommitted') : t(`logs.cell.${look}`);
}

/** Stands for the rows out of sight. */
function spacer(height: number, servers: number): TemplateResult | typeof nothing {
  // A row is at least as high as a row: what is left by rounding must not make one.
  if (height < 1) return nothing;
  return html`<tr aria-hidden="true">
    <td height=${Math.round(height)} colspan=${servers + 2}></td>
  </tr>`;
}

customElements.define('kvraft-logs', KvraftLogs);
