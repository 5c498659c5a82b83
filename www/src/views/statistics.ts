/** The run in figures: a sheet of tables, counted while it is open, to be copied as text or as CSV. */
import { css, html, nothing, type TemplateResult } from 'lit';
import type { Engine } from '../engine.ts';
import type { ClusterView } from '../frame.ts';
import { grouped, timeText } from '../i18n.ts';
import { statistics as english } from '../i18n/en/statistics.ts';
import { sourceOf, type OwnedSource } from '../spacetime/source.ts';
import { Counter } from '../statistics.ts';
import { csvOf, tablesOf, textOf, type SayStatistics, type Table, type Value } from '../statistics-report.ts';
import { longSheetStyles } from '../styles/sheets.ts';
import { copyText } from './copying.ts';
import { OwnTexts, readIn } from './own-texts.ts';
import { Sheet } from './sheets.ts';

export interface StatisticsActions {
  readonly engine: () => Engine | undefined;
  readonly view: () => ClusterView;
}

const texts = new OwnTexts(english, async () => (await import('../i18n/zh-cn/statistics.ts')).statistics);

/** Real ms of counting at a time, and between two looks at a run that goes on. */
const SPENT = 8;
const REST = 400;
/** More reigns than this are in what is copied only. */
const REIGNS = 12;

export class KvraftStatistics extends readIn(texts, Sheet) {
  static override properties = {
    t: { attribute: false },
    language: { attribute: false },
    act: { attribute: false },
    span: { state: true },
    said: { state: true },
    text: { state: true },
    version: { state: true },
  };
  static override styles = [
    ...Sheet.styles,
    longSheetStyles,
    css`
      :host {
        width: min(42.5rem, calc(100vw - 1rem));
      }
      .top .row {
        margin-top: 0;
      }
      .row label {
        display: inline-flex;
        align-items: center;
        gap: 0.375rem;
        min-height: var(--target);
        padding-inline-end: var(--gap-2);
        cursor: pointer;
      }
      .row input {
        flex: none;
        margin: 0;
      }
      .gap {
        flex: 1;
      }
      .lists {
        columns: 2;
        column-gap: var(--gap-5);
        margin-block: var(--gap-3) var(--gap-4);
      }
      section {
        display: block;
        justify-items: normal;
        break-inside: avoid;
        margin: 0 0 var(--gap-4);
        padding: 0;
        border: 0;
      }
      h3 {
        font-size: var(--size-2);
        font-weight: 650;
        color: var(--ink);
      }
      section p {
        padding-bottom: var(--gap-1);
        font-size: var(--size-1);
      }
      .wide {
        overflow-x: auto;
      }
      th {
        font-weight: 400;
        vertical-align: bottom;
      }
      :is(th, td) {
        padding: 2px 0 2px var(--gap-3);
        border-top: 1px solid var(--hair);
      }
      thead :is(th, td) {
        border-top: 0;
      }
      :is(th, td):first-child {
        padding-inline-start: 0;
      }
      tbody th {
        color: var(--ink);
        font-size: inherit;
      }
      td,
      thead th {
        text-align: end;
        white-space: nowrap;
      }
      .sum :is(th, td) {
        font-weight: 650;
      }
      td.bar {
        width: 50%;
      }
      td svg {
        display: block;
        width: 100%;
        height: 0.625rem;
        fill: var(--muted);
      }
      @media (max-width: 999px) {
        .lists {
          columns: 1;
        }
        .top {
          position: static;
        }
        .top .row {
          gap: 0 var(--gap-2);
        }
        :is(th, td) {
          padding-inline-start: var(--gap-2);
        }
        thead th {
          white-space: normal;
        }
      }
    `,
  ];

  declare act: StatisticsActions;
  /** Up to the moment that is shown, or all that was seen. */
  declare span: 'moment' | 'all';
  declare said: string;
  /** What could not be copied, to be copied by hand. */
  declare text: string;
  declare version: number;

  #engine: Engine | undefined;
  #source: OwnedSource | undefined;
  #counter = new Counter();
  #complete = false;
  #until = 0;
  #to = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.language = 'en';
    this.span = 'moment';
    this.said = '';
    this.text = '';
    this.version = 0;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.addEventListener('toggle', (event) => {
      if ((event as ToggleEvent).newState === 'closed') this.#rest();
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#rest();
  }

  protected override opened(): void {
    this.said = '';
    this.text = '';
    // What it is given comes with its first update.
    void this.updateComplete.then(() => this.#count());
  }

  /** Nothing is held of a run that nobody looks at. */
  #rest(): void {
    clearTimeout(this.#timer);
    this.#source?.free();
    this.#source = undefined;
    this.#engine = undefined;
    this.#counter = new Counter();
    this.#complete = false;
  }

  #count(): void {
    clearTimeout(this.#timer);
    const engine = this.act.engine();
    if (engine !== this.#engine) {
      this.#rest();
      this.#engine = engine;
      this.#source = engine === undefined ? undefined : sourceOf(engine);
    }
    const source = this.#source;
    if (engine !== undefined && source !== undefined) {
      const { eventCount, now } = this.act.view();
      const { events } = this.#counter;
      [this.#to, this.#until] = this.span === 'moment' ? [eventCount, now] : [source.end(), engine.end()];
      this.#complete = this.#counter.follow(source, this.#to, SPENT);
      if (events !== this.#counter.events || this.#complete) this.version += 1;
    }
    this.#timer = setTimeout(() => this.#count(), this.#complete ? REST : 0);
  }

  get #say(): SayStatistics {
    return texts.say;
  }

  #tables(): readonly Table[] {
    return tablesOf(this.#counter.sum(this.#until), this.#say, this.t);
  }

  #about(): string {
    const count = this.#counter.events;
    return this.#say('counted', { count, events: grouped(count), time: timeText(this.#until) });
  }

  override render(): TemplateResult {
    const counted = this.#complete && 0 < this.#counter.events;
    const percent = Math.floor((100 * this.#counter.events) / Math.max(1, this.#to));
    const span = (name: 'moment' | 'all'): TemplateResult => html`<label
      ><input
        type="radio"
        name="span"
        data-testid=${`statistics-${name}`}
        .checked=${this.span === name}
        @change=${() => this.#choose(name)}
      />${this.#say(`span.${name}`)}</label
    >`;
    return html`
      <h2>${this.#say('label')}</h2>
      <div class="top">
        <div class="row" role="radiogroup" aria-label=${this.#say('label')}>${span('moment')}${span('all')}</div>
        <div class="row">
          <span class="muted" data-testid="statistics-about">
            ${counted ? this.#about() : this.#complete ? this.#say('empty') : this.#say('counting', { percent })}
          </span>
          <span class="gap"></span>
          <button data-testid="statistics-text" ?disabled=${!counted} @click=${() => void this.#copy('text')}>${this.#say('copy.text')}</button>
          <button data-testid="statistics-csv" ?disabled=${!counted} @click=${() => void this.#copy('csv')}>${this.#say('copy.csv')}</button>
          <span class="said" role="status" data-testid="statistics-said">${this.said}</span>
        </div>
        ${this.text === '' ? nothing : html`<textarea readonly rows="6" aria-label=${this.#say('label')} data-testid="statistics-by-hand" .value=${this.text}></textarea>`}
      </div>
      ${counted ? this.#all(this.#tables()) : nothing}
    `;
  }

  /** Single figures first, beside each other; then what has several columns. */
  #all(tables: readonly Table[]): TemplateResult {
    const isList = ({ head }: Table): boolean => head.length === 1;
    return html`<div class="lists">${tables.filter(isList).map((table) => this.#table(table))}</div>
      ${tables.filter((table) => !isList(table)).map((table) => this.#table(table))}`;
  }

  #table(table: Table): TemplateResult {
    const { id, title, notes, head, bars } = table;
    const isList = head.length === 1;
    const left = id === 'leaders' ? Math.max(0, table.rows.length - REIGNS) : 0;
    const rows = table.rows.slice(left);
    const most = Math.max(1, ...rows.map(({ values }) => Number(values[0])));
    return html`<section data-table=${id}>
      <h3>${title}</h3>
      ${notes.map((note) => html`<p class="muted">${note}</p>`)}
      ${left === 0 ? nothing : html`<p class="muted">${this.#say('leaders.earlier', { count: left })}</p>`}
      <div class="wide">
        <table aria-label=${title}>
          <thead class=${isList ? 'hidden-text' : ''}>
            <tr>
              <td></td>
              ${bars === true ? html`<td></td>` : nothing}
              ${head.map((name) => html`<th scope="col">${name}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${rows.map(
              ({ name, values }, i) => html`<tr class=${id === 'messages' && 1 < rows.length && i === rows.length - 1 ? 'sum' : ''}>
                <th scope="row">${name}</th>
                ${bars === true ? barOf(Number(values[0]) / most) : nothing}
                ${values.map((value) => html`<td>${shown(value)}</td>`)}
              </tr>`,
            )}
          </tbody>
        </table>
      </div>
    </section>`;
  }

  #choose(span: 'moment' | 'all'): void {
    this.span = span;
    this.#count();
  }

  async #copy(as: 'text' | 'csv'): Promise<void> {
    const tables = this.#tables();
    const text = as === 'csv' ? csvOf(tables, this.#say) : textOf(this.#say('label'), this.#about(), tables);
    const copied = await copyText(text);
    this.text = copied ? '' : text;
    this.said = this.#say(copied ? 'copied' : 'by-hand');
    if (copied) return;
    await this.updateComplete;
    this.renderRoot.querySelector('textarea')?.select();
  }
}

function shown(value: Value): string {
  return typeof value === 'number' ? grouped(value) : (value ?? '–');
}

function barOf(share: number): TemplateResult {
  return html`<td class="bar" aria-hidden="true">
    <svg viewBox="0 0 100 10" preserveAspectRatio="none"><rect width=${(100 * share).toFixed(1)} height="10"></rect></svg>
  </td>`;
}

customElements.define('kvraft-statistics', KvraftStatistics);
