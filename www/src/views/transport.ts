/** Time in the person's hands: play, step both ways, jump, begin anew, speed; and the virtual clock. */
import { LitElement, html, nothing, svg, type TemplateResult } from 'lit';
import type { TextKey } from '../i18n.ts';
import { timeText, translator, type Translate } from '../i18n.ts';
import { positionOf, speedAt, speedText } from '../playback.ts';
import { transportStyles } from '../styles/transport.ts';
import { shared } from '../styles/shared.ts';
import { signal } from './signals.ts';

const PLAY = svg`<path d="M4 2.5v11l9 -5.5z"></path>`;
const PAUSE = svg`<path d="M4 3h3v10h-3zM9 3h3v10h-3z"></path>`;
const STEP = svg`<path d="M3 3v10l7 -5zM11 3h2v10h-2z"></path>`;
const NEXT = svg`<path d="M2 3.5v9l5 -4.5zM7.5 3.5v9l5 -4.5zM13 3h1.6v10H13z"></path>`;
const RESET = svg`<path d="M8 3a5 5 0 1 1 -4.9 6h1.7a3.4 3.4 0 1 0 3.2 -4.4v2.2l-3.6 -3 3.6 -3z"></path>`;

export class KvraftTransport extends LitElement {
  static override properties = {
    t: { attribute: false },
    playing: { attribute: false },
    backwards: { attribute: false },
    speed: { attribute: false },
    late: { attribute: false },
    disabled: { attribute: false },
    simple: { type: Boolean, reflect: true },
  };
  static override styles = [shared, transportStyles];

  declare t: Translate;
  declare playing: boolean;
  declare backwards: boolean;
  declare speed: number;
  declare late: boolean;
  declare disabled: boolean;
  /** Play, step and begin anew are enough. */
  declare simple: boolean;

  #clock: HTMLElement | null = null;
  #shown = '';

  constructor() {
    super();
    this.t = translator('en');
    this.playing = false;
    this.backwards = false;
    this.speed = 1;
    this.late = false;
    this.disabled = true;
    this.simple = false;
  }

  /** Only the digits, and only when they change. */
  paint(now: number): void {
    const text = timeText(now);
    if (this.#clock === null || text === this.#shown) return;
    this.#shown = text;
    this.#clock.textContent = text;
  }

  override render(): TemplateResult {
    const { t, playing, disabled } = this;
    const label = t(playing ? 'transport.pause' : 'transport.play');
    return html`
      <div class="buttons">
        ${this.#button('reset', 'transport.reset', RESET, () => signal(this, 'lab-reset', null))}
        ${this.#button('earlier', 'transport.earlier', NEXT, () => signal(this, 'lab-jump', { way: -1 }), true)}
        ${this.#button('rewind', 'transport.rewind', this.backwards ? PAUSE : PLAY, () => signal(this, 'lab-rewind', null), true)}
        ${this.#button('back', 'transport.back', STEP, () => signal(this, 'lab-step-back', null), true)}
        <button
          class="primary play"
          ?disabled=${disabled}
          data-testid="play"
          aria-label=${label}
          @click=${() => signal(this, 'lab-play', { playing: !playing })}
        >
          <svg viewBox="0 0 16 16" aria-hidden="true">${playing ? PAUSE : PLAY}</svg>
          <span class="label">${label}</span>
        </button>
        ${this.#button('step', 'transport.step', STEP, () => signal(this, 'lab-step', null))}
        ${this.#button('later', 'transport.later', NEXT, () => signal(this, 'lab-jump', { way: 1 }))}
      </div>
      <span class="clock-place">
        <span
          class="clock"
          role="timer"
          aria-live="off"
          aria-label=${t('transport.clock')}
          data-testid="clock"
        ></span>
        ${this.late ? html`<span class="late">${t('transport.late')}</span>` : nothing}
      </span>
      <slot></slot>
      <label class="speed">
        <span class="label">${t('transport.speed')}</span>
        <input
          type="range"
          min="0"
          max="1"
          step="0.01"
          data-testid="speed"
          .value=${positionOf(this.speed).toFixed(3)}
          aria-valuetext=${speedText(this.speed)}
          @input=${this.#slide}
        />
        <output>${speedText(this.speed)}</output>
      </label>
    `;
  }

  #button(
    name: string,
    label: TextKey,
    drawing: TemplateResult<2>,
    press: () => void,
    mirrored = false,
  ): TemplateResult {
    const text = this.t(label);
    return html`<button
      class=${mirrored ? `${name} mirrored` : name}
      ?disabled=${this.disabled}
      data-testid=${name}
      aria-label=${text}
      title=${text}
      @click=${press}
    >
      <svg viewBox="0 0 16 16" aria-hidden="true">${drawing}</svg>
    </button>`;
  }

  protected override firstUpdated(): void {
    this.#clock = this.renderRoot.querySelector('.clock');
    this.#shown = '';
    this.paint(0);
  }

  #slide(event: Event): void {
    const position = Number((event.target as HTMLInputElement).value);
    signal(this, 'lab-speed', { speed: Number(speedAt(position).toPrecision(2)) });
  }
}

customElements.define('kvraft-transport', KvraftTransport);
