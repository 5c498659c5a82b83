/** The judges: the properties that must hold, watched at every step, and the trace's fingerprint. */
import { LitElement, html, nothing, svg, type TemplateResult } from 'lit';
import type { JudgeView, ViolationView } from '../engine.ts';
import { grouped, isTextKey, timeText, translator, type Translate } from '../i18n.ts';
import { judgesStyles } from '../styles/judges.ts';
import { shared } from '../styles/shared.ts';

const TICK = svg`<path d="M3 8.5L6.5 12L13 4.5" fill="none" stroke="currentColor" stroke-width="2.2" stroke-linecap="round" stroke-linejoin="round"></path>`;
const BROKEN = svg`<path d="M4 4L12 12M12 4L4 12" fill="none" stroke="currentColor" stroke-width="2.6" stroke-linecap="round"></path>`;

export class KvraftJudges extends LitElement {
  static override properties = {
    t: { attribute: false },
    judges: { attribute: false },
    violations: { attribute: false },
    hash: { attribute: false },
  };
  static override styles = [shared, judgesStyles];

  declare t: Translate;
  declare judges: readonly JudgeView[];
  declare violations: readonly ViolationView[];
  declare hash: string;

  constructor() {
    super();
    this.t = translator('en');
    this.judges = [];
    this.violations = [];
    this.hash = '';
  }

  override render(): TemplateResult {
    const { t } = this;
    const worst = this.violations[0];
    return html`
      <ul data-testid="judges">
        ${this.judges.map((judge) => this.#judge(judge))}
      </ul>
      ${
        worst === undefined
          ? nothing
          : html`<p class="violation" data-testid="violation" role="alert">
              ${timeText(worst.tick)}: ${worst.text}
            </p>`
      }
      <p class="hash">
        <span class="muted">${t('judges.hash')}</span>
        <span class="mono" data-testid="hash">${this.hash}</span>
        <small>${t('judges.hash.note')}</small>
      </p>
    `;
  }

  #judge(judge: JudgeView): TemplateResult {
    const { t } = this;
    const key = `judge.${judge.id}`;
    const note = `${key}.note`;
    const name = isTextKey(key) ? t(key) : judge.id;
    const broken = 0 < judge.violations;
    const checks = t('judges.checks', { count: grouped(judge.checks) });
    const title = `${isTextKey(note) ? t(note) : ''} ${checks}`;
    return html`<li
      class=${broken ? 'broken' : ''}
      title=${title}
      data-judge=${judge.id}
      data-broken=${broken}
    >
      <svg viewBox="0 0 16 16" aria-hidden="true">${broken ? BROKEN : TICK}</svg>
      <span>${name}</span>
      <span class="hidden-text">${broken ? t('judges.broken') : checks}</span>
    </li>`;
  }
}

customElements.define('kvraft-judges', KvraftJudges);
