/** The futures of a run: a small tree of where they part, to go to, to name, and to compare two of. */
import { html, nothing, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import { compared, longestOf, treeOf, type Twig } from '../branches.ts';
import type { BranchView, DifferenceView, EventView } from '../engine.ts';
import { grouped, timeText, withTexts, type Say } from '../i18n.ts';
import { futures } from '../i18n/en/futures.ts';
import { narrate } from '../narrate.ts';
import { futuresStyles } from '../styles/futures.ts';
import { Sheet } from './sheets.ts';

export interface FuturesActions {
  readonly read: () => readonly BranchView[];
  readonly current: () => number;
  readonly now: () => number;
  readonly switchTo: (id: number) => void;
  readonly name: (id: number, name: string) => void;
  readonly compare: (one: number, other: number) => DifferenceView | undefined;
  /** To just before an event of a future. */
  readonly go: (branch: number, event: number) => void;
}

const texts = withTexts(futures);

/** Pixels: what a finger needs. The style sheet gives rows the same height. */
const ROW = 44;
/** Above the first row stand the times. */
const TOP = 18;
/** How often it looks how far time has gone, in ms. */
const LOOK = 500;

export class KvraftFutures extends Sheet {
  static override styles = [...Sheet.styles, futuresStyles];
  static override properties = {
    t: { attribute: false },
    act: { attribute: false },
    /** Changes when there is something new to read. */
    version: { attribute: false },
    pair: { state: true },
  };

  declare act: FuturesActions;
  declare version: string;
  /** Those that are compared, up to two; undefined until somebody chose. */
  declare pair: readonly number[] | undefined;

  #looking: number | undefined;

  constructor() {
    super();
    this.version = '';
    this.pair = undefined;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.addEventListener('toggle', (event) => {
      if ((event as ToggleEvent).newState === 'closed') clearInterval(this.#looking);
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#looking);
  }

  protected override opened(): void {
    clearInterval(this.#looking);
    this.#looking = window.setInterval(() => this.requestUpdate(), LOOK);
    this.requestUpdate();
  }

  get #say(): Say<typeof futures> {
    return texts(this.t);
  }

  override render(): TemplateResult {
    const { t } = this;
    const branches = this.act.read();
    const current = this.act.current();
    const twigs = treeOf(branches);
    const pair = this.#pair(branches, current);
    const [one, other] = pair;
    const difference =
      one === undefined || other === undefined ? undefined : this.act.compare(one, other);
    return html`
      <h2>${t('futures.label')}</h2>
      <p class="muted">${this.#say('futures.note')}</p>
      <div class="tree">
        ${this.#graph(twigs, branches, current, pair, difference)}
        <ul data-testid="futures">
          ${twigs.map(({ branch }) => this.#row(branch, branches, current, pair))}
        </ul>
      </div>
      ${branches.length < 2 ? nothing : this.#comparison(branches, pair, difference)}
    `;
  }

  /** Until somebody has chosen: this one, and the one that it left. */
  #pair(branches: readonly BranchView[], current: number): readonly number[] {
    const known = this.pair?.filter((id) => id < branches.length);
    if (known !== undefined && this.pair?.length === known.length) return known;
    const other = branches[current]?.origin ?? branches.find((each) => each.id !== current)?.id;
    return other === undefined ? [current] : [other, current];
  }

  #name(branch: BranchView): string {
    return branch.name ?? this.#say('futures.name', { number: branch.id + 1 });
  }

  /** What the rows say in words, as a picture. */
  #graph(
    twigs: readonly Twig[],
    branches: readonly BranchView[],
    current: number,
    pair: readonly number[],
    difference: DifferenceView | undefined,
  ): TemplateResult {
    const longest = longestOf(branches);
    const now = this.act.now() / longest;
    const differs = difference?.other ?? difference?.one;
    const at = (share: number): string => `${(100 * Math.max(0, Math.min(1, share))).toFixed(2)}%`;
    const y = (row: number): number => TOP + ROW * row + ROW / 2;
    const mark = ({ branch, row }: Twig): SVGTemplateResult | typeof nothing =>
      differs === undefined || !pair.includes(branch.id)
        ? nothing
        : svg`<line class="differs" x1=${at(differs.tick / longest)} x2=${at(differs.tick / longest)}
            y1=${y(row) - 7} y2=${y(row) + 7}></line>`;
    return html`<svg class="graph" height=${TOP + ROW * twigs.length} aria-hidden="true">
      <text class="edge" x="100%" y="11" text-anchor="end">${timeText(longest)}</text>
      ${twigs.map((twig) => {
        const { branch, row, origin, from, to } = twig;
        const here = branch.id === current;
        return svg`<g class="twig ${here ? 'here' : ''}" data-twig=${branch.id}
          @click=${() => this.#switch(branch.id)}>
          <rect class="press" x="0" width="100%" y=${y(row) - ROW / 2} height=${ROW}></rect>
          ${
            origin === undefined
              ? svg`<text class="edge" x="0" y="11">0</text>`
              : svg`<line class="stem" x1=${at(from)} x2=${at(from)} y1=${y(origin)} y2=${y(row)}></line>
                  <circle class="fork" cx=${at(from)} cy=${y(origin)} r="3"></circle>
                  <text class=${from < 0.6 ? 'start' : 'start end'} x=${at(from)} y=${y(row) - 7}
                    dx=${from < 0.6 ? 5 : -5}>${timeText(branch.start)}</text>`
          }
          <line class="span" x1=${at(from)} x2=${at(to)} y1=${y(row)} y2=${y(row)}></line>
          <circle class="tip" cx=${at(to)} cy=${y(row)} r="3.5"></circle>
          ${mark(twig)}
          ${here ? svg`<circle class="now" cx=${at(now)} cy=${y(row)} r="6"></circle>` : nothing}
        </g>`;
      })}
    </svg>`;
  }

  #row(
    branch: BranchView,
    branches: readonly BranchView[],
    current: number,
    pair: readonly number[],
  ): TemplateResult {
    const here = branch.id === current;
    const name = this.#name(branch);
    const facts =
      branch.origin === undefined
        ? this.#say('futures.first', { end: timeText(branch.end) })
        : this.#say('futures.left', {
            origin: this.#name(branches[branch.origin] ?? branch),
            start: timeText(branch.start),
            end: timeText(branch.end),
          });
    const rename = (event: Event): void => {
      this.act.name(branch.id, (event.target as HTMLInputElement).value.trim());
      this.requestUpdate();
    };
    const chosen = pair.includes(branch.id);
    return html`<li
      class=${here ? 'here' : ''}
      data-branch=${branch.id}
      title=${facts}
      aria-current=${here ? 'true' : nothing}
    >
      <input
        aria-label=${`${this.#say('futures.rename', { name })}. ${facts}`}
        maxlength="40"
        placeholder=${this.#say('futures.name', { number: branch.id + 1 })}
        .value=${branch.name ?? ''}
        @change=${rename}
      />
      <button
        class="plain choose"
        data-testid="compare"
        aria-pressed=${chosen}
        aria-label=${this.#say('futures.choose', { name })}
        title=${this.#say('futures.choose', { name })}
        ?hidden=${branches.length < 2}
        @click=${() => (this.pair = compared(pair, branch.id))}
      >
        ≠
      </button>
      <button
        data-testid="go"
        ?disabled=${here}
        aria-label=${`${this.#say(here ? 'futures.here' : 'futures.go')}: ${name}`}
        @click=${() => this.#switch(branch.id)}
      >
        ${this.#say(here ? 'futures.here' : 'futures.go')}
      </button>
    </li>`;
  }

  #switch(id: number): void {
    this.act.switchTo(id);
    this.requestUpdate();
  }

  #comparison(
    branches: readonly BranchView[],
    pair: readonly number[],
    difference: DifferenceView | undefined,
  ): TemplateResult {
    const [one, other] = pair;
    return html`<section>
      <h3>${this.#say('futures.compare')}</h3>
      <div data-testid="difference">
        ${
          one === undefined || other === undefined
            ? html`<p class="muted">${this.#say('futures.choose-two')}</p>`
            : difference === undefined
              ? html`<p class="muted">${this.#say('futures.same')}</p>`
              : html`
                  <p>${this.#say('futures.differ', { event: grouped(difference.event + 1) })}</p>
                  <dl>
                    ${this.#side(branches[one], difference.one)}
                    ${this.#side(branches[other], difference.other)}
                  </dl>
                  <button data-testid="go-there" @click=${() => this.#go(other, difference.event)}>
                    ${this.#say('futures.go-there')}
                  </button>
                `
        }
      </div>
    </section>`;
  }

  #side(branch: BranchView | undefined, event: EventView | undefined): TemplateResult {
    const { t } = this;
    const context = { leads: true, command: undefined, result: undefined };
    const text =
      event === undefined
        ? this.#say('futures.not-so-far')
        : `${timeText(event.tick)}: ${narrate(event, context, t).text}`;
    return html`<div>
      <dt>${branch === undefined ? '' : this.#name(branch)}</dt>
      <dd>${text}</dd>
    </div>`;
  }

  #go(branch: number, event: number): void {
    this.close();
    this.act.go(branch, event);
  }
}

customElements.define('kvraft-futures', KvraftFutures);
