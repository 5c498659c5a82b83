/** One plain sentence about what just happened, and on request the rule behind it. */
import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { translator, type Translate } from '../i18n.ts';
import type { Level } from '../narrate.ts';
import { shared } from '../styles/shared.ts';
import { signal } from './signals.ts';

export interface Told {
  readonly text: string;
  /** The name of the rule behind it: see src/rules.ts. */
  readonly why: string | undefined;
  /** A violation, and only that, takes the reserved colour. */
  readonly alarm: boolean;
}

/** They come when somebody asks. */
let rules: typeof import('../rules.ts') | undefined;

export class KvraftNarrator extends LitElement {
  static override properties = {
    t: { attribute: false },
    told: { attribute: false },
    story: { attribute: false },
    level: { attribute: false },
    open: { state: true },
  };
  static override styles = [
    shared,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        align-items: start;
        gap: 2px var(--gap-4);
      }
      .ask {
        display: flex;
      }
      .said {
        font-size: var(--size-5);
        line-height: 1.35;
        font-weight: 500;
        letter-spacing: -0.005em;
        text-wrap: pretty;
        min-height: 1.35em;
      }
      /* On the line of the buttons beside it. */
      :not(.two) > .said {
        --above: calc((2rem - 1.35em) / 2);
        padding-top: var(--above);
      }
      .two .said {
        min-height: 1.35em;
      }
      .two .said + .said {
        font-size: var(--size-3);
        font-weight: 400;
        color: var(--muted);
      }
      .two .alarm.alarm {
        color: var(--broken);
      }
      .alarm {
        color: var(--broken);
        font-weight: 650;
      }
      .why {
        grid-column: 1 / -1;
        max-width: 100ch;
        color: var(--muted);
        font-size: var(--size-3);
        line-height: 1.5;
      }
      @media print {
        .ask {
          display: none;
        }
      }
      /* Whole sentences in one line, or two that are kept free: nothing below jumps. */
      @container (max-width: 1287px) {
        .said {
          font-size: var(--size-4);
        }
      }
      @container (max-width: 1187px) {
        :not(.two) > .said {
          min-height: calc(2.7em + var(--above));
        }
      }
      @container (max-width: 967px) {
        .said {
          font-size: calc(var(--size-2) * 1.08);
        }
        :not(.two) > .said {
          --above: 0px;
        }
        .why {
          font-size: var(--size-2);
        }
      }
      @container (max-width: 463px) {
        /* Here every line counts: it comes with the reason. */
        .ask:not(.open) .level {
          display: none;
        }
        .ask.open {
          flex-direction: column-reverse;
        }
        .ask button {
          padding: 0 8px;
        }
        .two .said + .said {
          overflow: hidden;
          font-size: var(--size-2);
          text-overflow: ellipsis;
          white-space: nowrap;
        }
        :not(.two) > .said {
          min-height: 4.05em;
        }
      }
    `,
  ];

  declare t: Translate;
  declare told: Told;
  /** What the narrator of a scenario says; the latest event then stands below it. */
  declare story: string;
  /** To whom it speaks. */
  declare level: Level;
  declare open: boolean;

  constructor() {
    super();
    this.t = translator('en');
    this.told = { text: '', why: undefined, alarm: false };
    this.story = '';
    this.level = 'newcomer';
    this.open = false;
  }

  override render(): TemplateResult {
    const { t, told } = this;
    const { why } = told;
    return html`
      <div class=${this.story === '' ? '' : 'two'}>
        ${this.story === '' ? nothing : html`<p class="said" data-testid="told">${this.story}</p>`}
        <p class="said ${told.alarm ? 'alarm' : ''}" data-testid="narrator">${told.text}</p>
      </div>
      <div class="ask ${this.open ? 'open' : ''}">
        <button
          class="plain level"
          aria-pressed=${this.level === 'expert'}
          title=${t('narrator.expert.label')}
          data-testid="level"
          @click=${this.#switchLevel}
        >
          ${t('narrator.expert')}
        </button>
        <button
          class="plain"
          aria-expanded=${this.open}
          aria-controls="why"
          ?disabled=${why === undefined}
          @click=${this.#ask}
        >
          ${t('narrator.why')}
        </button>
      </div>
      <p id="why" class="why" ?hidden=${!this.open || why === undefined}>
        ${why === undefined ? nothing : rules?.ruleText(why, t)}
      </p>
    `;
  }

  readonly #ask = async (): Promise<void> => {
    this.open = !this.open;
    rules ??= await import('../rules.ts').catch(() => undefined);
    this.requestUpdate();
  };

  readonly #switchLevel = (): void =>
    signal(this, 'lab-level', { level: this.level === 'expert' ? 'newcomer' : 'expert' });
}

customElements.define('kvraft-narrator', KvraftNarrator);
