/** The judges: the properties that must hold, watched at every step, and the trace's fingerprint. */
import { LitElement, html, nothing, svg, type TemplateResult } from 'lit';
import { breachText, namedIn } from '../breach.ts';
import type { ExpectationView, JudgeView, Trouble, ViolationView } from '../engine.ts';
import { type Language, errorText, grouped, isTextKey, timeText, translator, type Translate } from '../i18n.ts';
import type { Expectation } from '../story.ts';
import { judgesStyles } from '../styles/judges.ts';
import { shared } from '../styles/shared.ts';

const TICK = svg`<path d="M3 8.5L6.5 12L13 4.5" fill="none" stroke="currentColor" stroke-width="2.2" stroke-linecap="round" stroke-linejoin="round"></path>`;
const OPEN = svg`<circle cx="8" cy="8" r="4" fill="none" stroke="currentColor" stroke-width="1.6"></circle>`;
const BROKEN = svg`<path d="M4 4L12 12M12 4L4 12" fill="none" stroke="currentColor" stroke-width="2.6" stroke-linecap="round"></path>`;

/** The judges by what they watch, in this order. Those of no group would be among the servers'. */
const GROUPS = [
  {
    id: 'raft',
    judges: [
      'election-safety',
      'leader-append-only',
      'log-matching',
      'leader-completeness',
      'state-machine-safety',
    ],
  },
  { id: 'clients', judges: ['linearizability', 'exactly-once', 'fresh-reads', 'session-table'] },
  { id: 'servers', judges: [] },
  {
    id: 'progress',
    judges: ['leader-elected', 'quiet-terms', 'followers-catch-up', 'requests-finish'],
  },
] as const;
type Group = (typeof GROUPS)[number]['id'];

/** What can be done about what a judge found. */
export interface JudgeActions {
  readonly go: (found: ViolationView) => void;
  readonly shrink: () => void;
  readonly share: () => void;
}

/** The group of a judge. */
export function groupOf(judge: string): Group {
  const group = GROUPS.find(({ judges }) => judges.some((each) => each === judge));
  return group?.id ?? 'servers';
}

/** Why findings matter; fetched with the first one. */
let stakes: typeof import('../stakes.ts') | undefined;
/** What expectations say; fetched with the first one. */
let conditions: typeof import('../conditions.ts') | undefined;

export class KvraftJudges extends LitElement {
  static override properties = {
    t: { attribute: false },
    judges: { attribute: false },
    violations: { attribute: false },
    hash: { attribute: false },
    expect: { attribute: false },
    verdicts: { attribute: false },
    troubles: { attribute: false },
    language: { attribute: false },
    act: { attribute: false },
    open: { state: true },
  };
  static override styles = [shared, judgesStyles];

  declare t: Translate;
  declare judges: readonly JudgeView[];
  declare violations: readonly ViolationView[];
  declare hash: string;
  /** What a scenario expects, how that has turned out, and what of it could not be done. */
  declare expect: readonly Expectation[];
  declare verdicts: readonly ExpectationView[];
  declare troubles: readonly Trouble[];
  declare language: Language;
  declare act: JudgeActions;
  /** The judge whose meaning is shown. */
  declare open: string | undefined;

  constructor() {
    super();
    this.t = translator('en');
    this.judges = [];
    this.violations = [];
    this.hash = '';
    this.expect = [];
    this.verdicts = [];
    this.troubles = [];
    this.language = 'en';
  }

  protected override willUpdate(): void {
    // More to tell than that all hold: on a phone it takes more of the room.
    this.toggleAttribute('telling', 0 < this.violations.length + this.expect.length);
    if (stakes === undefined && 0 < this.violations.length) {
      void import('../stakes.ts').then((there) => this.#have(() => (stakes = there)), () => undefined);
    }
    if (conditions === undefined && 0 < this.expect.length) {
      void import('../conditions.ts').then((there) => this.#have(() => (conditions = there)), () => undefined);
    }
  }

  #have(take: () => void): void {
    take();
    this.requestUpdate();
  }

  override render(): TemplateResult {
    const { t } = this;
    // Before the core is here there is nothing to be told that would not move once it is.
    if (this.judges.length === 0) return html`<div data-testid="judges"></div>`;
    return html`
      ${this.#finding()}
      <div data-testid="judges">${GROUPS.map(({ id }) => this.#group(id))}</div>
      ${this.#meaning()}
      ${this.#expectations()}
      <p class="hash">
        <span class="muted">${t('judges.hash')}</span>
        <span class="mono" data-testid="hash">${this.hash}</span>
        <small>${t('judges.hash.note')}</small>
      </p>
    `;
  }

  /** The first finding of the judge pressed, or of all: what, where, why it matters, and what to do. */
  #finding(): TemplateResult | typeof nothing {
    const { t, violations, act } = this;
    const found = violations.find(({ judge }) => judge === this.open) ?? violations[0];
    if (found === undefined) return nothing;
    const count = this.judges.find(({ id }) => id === found.judge)?.violations ?? 1;
    return html`<section class="finding" data-testid="finding" aria-label=${this.#name(found.judge)}>
      <h3>${this.#name(found.judge)}</h3>
      <p class="violation" data-testid="violation" role="alert">${breachText(found, t)}</p>
      <div class="deeds">
        <button data-testid="finding-go" @click=${() => act.go(found)}>${t('judges.go')}</button>
        <button data-testid="finding-shrink" @click=${act.shrink}>${t('judges.shrink')}</button>
        <button data-testid="finding-share" @click=${act.share}>${t('judges.share')}</button>
      </div>
      <dl>
        <div>
          <dt>${t('judges.where')}</dt>
          <dd>${[timeText(found.tick), ...namedIn(found.facts)].join(' · ')}</dd>
        </div>
        <div>
          <dt>${t('judges.why')}</dt>
          <dd>${stakes?.stakesText(found.judge, t)}</dd>
        </div>
      </dl>
      ${count < 2 ? nothing : html`<small>${t('judges.more', { count: grouped(count) })}</small>`}
    </section>`;
  }

  #name(id: string): string {
    const key = `judge.${id}`;
    return isTextKey(key) ? this.t(key) : id;
  }

  #expectations(): TemplateResult | typeof nothing {
    const { t, expect, troubles } = this;
    if (expect.length === 0 && troubles.length === 0) return nothing;
    return html`<section>
      <h3 class="heading">${t('expect.label')}</h3>
      <ul class="expect" data-testid="expectations">
        ${expect.map((each, i) => {
          const verdict = this.verdicts[i];
          const state = verdict?.verdict ?? 'open';
          const decided =
            verdict?.decided === undefined
              ? t('expect.open')
              : t(state === 'met' ? 'expect.met' : 'expect.failed', {
                  time: timeText(verdict.decided),
                });
          return html`<li data-verdict=${state}>
            <svg viewBox="0 0 16 16" aria-hidden="true">
              ${state === 'met' ? TICK : state === 'failed' ? BROKEN : OPEN}
            </svg>
            <span>${conditions?.expectationText(each, t)} <small>${decided}</small></span>
          </li>`;
        })}
        ${troubles.map(
          ({ tick, place, why }) =>
            html`<li data-verdict="trouble">
              <svg viewBox="0 0 16 16" aria-hidden="true">${OPEN}</svg>
              <span>${t('expect.trouble', { time: timeText(tick), place })} ${errorText(why, this.language)}</span>
            </li>`,
        )}
      </ul>
    </section>`;
  }

  /** What is broken is seen without being asked for; else the properties of Raft and of the clients are. */
  #group(id: Group): TemplateResult {
    const judges = this.judges.filter((judge) => groupOf(judge.id) === id);
    const broken = judges.filter((judge) => 0 < judge.violations).length;
    const open = id === 'raft' || id === 'clients' || 0 < broken;
    const count =
      broken === 0
        ? this.t('judges.hold', { count: judges.length })
        : this.t('judges.fail', { count: broken, all: judges.length });
    return html`<details ?open=${open} data-group=${id}>
      <summary>
        <span class="heading">${this.t(`judges.group.${id}`)}</span>
        <small class=${0 < broken ? 'broken' : ''}>${count}</small>
      </summary>
      <ul>
        ${judges.map((judge) => this.#judge(judge))}
      </ul>
    </details>`;
  }

  #judge(judge: JudgeView): TemplateResult {
    const { t } = this;
    const name = this.#name(judge.id);
    const broken = 0 < judge.violations;
    const checks = t('judges.checks', { count: grouped(judge.checks) });
    const open = this.open === judge.id;
    return html`<li class=${broken ? 'broken' : ''} data-judge=${judge.id} data-broken=${broken}>
      <button
        class="plain"
        title=${`${this.#note(judge.id)} ${checks}`}
        aria-expanded=${open}
        aria-controls="meaning"
        @click=${() => (this.open = open ? undefined : judge.id)}
      >
        <svg viewBox="0 0 16 16" aria-hidden="true">${broken ? BROKEN : TICK}</svg>
        <span>${name}</span>
        <small class="checks" aria-hidden="true">${compact(judge.checks)}</small>
        ${broken ? html`<span class="hidden-text">${t('judges.broken')}</span>` : nothing}
      </button>
    </li>`;
  }

  #note(id: string): string {
    const key = `judge.${id}.note`;
    return isTextKey(key) ? this.t(key) : '';
  }

  /** What the judge pressed watches, and how often it has looked. */
  #meaning(): TemplateResult {
    const judge = this.judges.find((each) => each.id === this.open);
    return html`<p
      id="meaning"
      class="meaning"
      data-testid="meaning"
      ?hidden=${judge === undefined}
    >
      ${
        judge === undefined
          ? nothing
          : html`${this.#note(judge.id)}
              <small>${this.t('judges.checks', { count: grouped(judge.checks) })}</small>`
      }
    </p>`;
  }
}

/** A count that grows all the time, in two digits: it says how much without flickering. */
function compact(count: number): string {
  if (count < 100) return String(count);
  const units = ['', 'k', 'M', 'G'];
  const power = Math.min(units.length - 1, Math.floor((String(count).length - 1) / 3));
  return `${Number((count / 1000 ** power).toPrecision(2))}${units[power]}`;
}

customElements.define('kvraft-judges', KvraftJudges);
