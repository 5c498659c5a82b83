/** What happened lately, newest first. */
import { LitElement, css, html, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { grouped, translator, type Translate } from '../i18n.ts';
import { eventRowStyles } from '../styles/event-rows.ts';
import { shared } from '../styles/shared.ts';

export interface EventLine {
  readonly sequence: number;
  readonly tick: number;
  readonly text: string;
  readonly kind: string;
  /** Turns and alarms stand out. */
  readonly weight: number;
}

export class KvraftEvents extends LitElement {
  static override properties = {
    t: { attribute: false },
    lines: { attribute: false },
    all: { attribute: false },
  };
  static override styles = [
    shared,
    eventRowStyles,
    css`
      :host {
        display: flex;
        flex-direction: column;
        min-height: 0;
      }
      ol {
        flex: 1;
        min-height: 0;
        list-style: none;
        padding: 2px var(--gap-4) var(--gap-2);
      }
      li {
        display: grid;
        grid-template-columns: 5.4em minmax(0, 1fr);
        gap: 0.625rem;
        padding: 2px 0;
        color: var(--muted);
        /* Hundreds are there, ten in sight. */
        content-visibility: auto;
        contain-intrinsic-block-size: auto 1.45em;
      }
      li.turn {
        color: var(--ink);
      }
      li.alarm {
        color: var(--broken);
        font-weight: 650;
      }
      p {
        padding: var(--gap-1) var(--gap-4);
      }
    `,
  ];

  declare t: Translate;
  declare lines: readonly EventLine[];
  declare all: boolean;

  constructor() {
    super();
    this.t = translator('en');
    this.lines = [];
    this.all = false;
  }

  override render(): TemplateResult {
    if (this.lines.length === 0) return html`<p class="muted">${this.t('events.empty')}</p>`;
    return html`<ol
      class="scroll more"
      tabindex="0"
      aria-label=${this.t('events.label')}
      data-testid="events"
    >
      ${repeat(
        this.lines,
        (line) => line.sequence,
        (line) =>
          html`<li
            class=${4 < line.weight ? 'alarm' : 2 < line.weight ? 'turn' : ''}
            data-kind=${line.kind}
          >
            <time>${grouped(line.tick)} ms</time><span>${line.text}</span>
          </li>`,
      )}
    </ol>`;
  }
}

customElements.define('kvraft-events', KvraftEvents);
