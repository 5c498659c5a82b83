/** What happened lately, newest first; a line leads to its moment. */
import { LitElement, css, html, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Happening } from '../feed.ts';
import { grouped, translator, type Translate } from '../i18n.ts';
import { renamed, type Named } from '../rows.ts';
import { eventRowStyles } from '../styles/event-rows.ts';
import { shared } from '../styles/shared.ts';
import { signal, stayAt } from './signals.ts';
import { Sized } from './sized.ts';

/** The least height of a line, in pixels: no more lines fit than that. Those out of sight come with scrolling. */
const LINE = 18;
/** So many are there beyond the edge all the same: one can begin to scroll. */
const SPARE = 4;

export class KvraftEvents extends LitElement {
  static override properties = {
    t: { attribute: false },
    happenings: { attribute: false },
    tell: { attribute: false },
    newest: { state: true },
    fitting: { state: true },
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
      .scroll {
        flex: 1;
        min-height: 0;
        position: relative;
      }
      ol {
        list-style: none;
        padding: 2px var(--gap-4) var(--gap-2);
      }
      /* Lines grow upwards from a fixed foot, and all of them are moved down by their height: a new one lays out no
         other. Who reads further down has the browser keep them where they are. */
      .newest > ol {
        position: absolute;
        inset-inline: 0;
        inset-block-end: 100%;
        transform: translateY(100%);
      }
      li {
        display: grid;
        grid-template-columns: 5.4em minmax(0, 1fr);
        gap: 0.625rem;
        padding: 2.5px 0;
        color: var(--muted);
        cursor: pointer;
      }
      /* All are there, ten in sight. */
      .scroll:not(.newest) li {
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
      button {
        all: unset;
        /* As high as its line, which is enough for a finger. */
        display: inline-block;
        margin-block: -2.5px;
        padding-block: 2.5px;
        border-radius: var(--round-1);
        text-decoration: underline dotted transparent;
        text-underline-offset: 3px;
      }
      li:hover button {
        text-decoration-color: currentcolor;
      }
      p {
        padding: var(--gap-1) var(--gap-4);
      }
    `,
  ];

  declare t: Translate;
  /** Newest first. */
  declare happenings: readonly Happening[];
  declare tell: (happening: Happening) => string;
  /** The newest line is in sight. */
  declare newest: boolean;
  /** So many lines fit, or fewer. */
  declare fitting: number;

  #lines: Named = new Map();
  #pressed: Happening | undefined;

  constructor() {
    super();
    this.t = translator('en');
    this.happenings = [];
    this.tell = ({ event }) => event.text;
    this.newest = true;
    this.fitting = 12;
    new Sized(this, ({ height }) => {
      if (0 < height) this.fitting = Math.ceil(height / LINE);
    });
  }

  override render(): TemplateResult {
    if (this.happenings.length === 0) return html`<p class="muted">${this.t('events.empty')}</p>`;
    const lines = this.newest ? this.happenings.slice(0, this.fitting + SPARE) : this.happenings;
    this.#lines = renamed(this.#lines, lines.map(({ event }) => event.sequence));
    return html`<div
      class="scroll more ${this.newest ? 'newest' : ''}"
      role="group"
      tabindex="0"
      aria-label=${this.t('events.lines')}
      data-testid="events"
      @scroll=${this.#scrolled}
      @keydown=${this.#keydown}
    >
      <ol @pointerdown=${this.#held} @click=${this.#clicked}>
        ${repeat(
          lines,
          // Lines that stay are left alone. Where time flies most are new: to fill one in costs less than to make it.
          ({ event }) => this.#lines.get(event.sequence),
          (happening) => {
            const { event, weight } = happening;
            return html`<li
              class=${4 < weight ? 'alarm' : 2 < weight ? 'turn' : ''}
              data-kind=${event.kind}
            >
              <time><button class="go" tabindex="-1">${grouped(event.tick)} ms</button></time><span>${this.tell(happening)}</span>
            </li>`;
          },
        )}
      </ol>
    </div>`;
  }

  #scrolled(event: Event): void {
    this.newest = (event.target as HTMLElement).scrollTop <= 0;
  }

  /** While time runs a line may be elsewhere, or another, before the finger is lifted. */
  #held(event: Event): void {
    this.#pressed = this.#meantBy(event);
  }

  /** Goes to a line's moment. What is after it has not happened then: it is the first. */
  #clicked(event: MouseEvent): void {
    const byKey = event.detail === 0;
    const meant = byKey ? this.#meantBy(event) : this.#pressed;
    // Who marks words to copy them does not mean to go; who presses Enter does, whatever is marked.
    if (meant === undefined || (!byKey && String(getSelection()) !== '')) return;
    const { sequence, tick } = meant.event;
    // What a judge finds is no event.
    if (sequence < 0) stayAt(this, tick);
    else signal(this, 'lab-event', { event: sequence });
    this.renderRoot.querySelector('.scroll')?.scrollTo({ top: 0 });
  }

  #meantBy(event: Event): Happening | undefined {
    const line = (event.target as Element).closest('li');
    return line === null ? undefined : this.happenings[this.#buttons().findIndex((each) => line.contains(each))];
  }

  /** One stop for Tab; the arrows go from line to line, Enter presses. */
  #keydown(event: KeyboardEvent): void {
    const way = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (way === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const buttons = this.#buttons();
    const at = buttons.findIndex((each) => each.matches(':focus'));
    buttons[Math.max(0, at + way)]?.focus();
    event.preventDefault();
    event.stopPropagation();
  }

  #buttons(): readonly HTMLButtonElement[] {
    return [...this.renderRoot.querySelectorAll('button')];
  }
}

customElements.define('kvraft-events', KvraftEvents);
