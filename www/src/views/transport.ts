/** Time in the person's hands: play, pause, step, reset, speed; and the virtual clock. */
import { LitElement, html, nothing, svg, type TemplateResult } from 'lit';
import { timeText, translator, type Translate } from '../i18n.ts';
import { positionOf, speedAt, speedText } from '../playback.ts';
import { transportStyles } from '../styles/transport.ts';
import { shared } from '../styles/shared.ts';
import { signal } from './signals.ts';

const PLAY = svg`<path d="M4 2.5v11l9 -5.5z"></path>`;
const PAUSE = svg`<path d="M4 3h3v10h-3zM9 3h3v10h-3z"></path>`;
const STEP = svg`<path d="M3 3v10l7 -5zM11 3h2v10h-2z"></path>`;
const RESET = svg`<path d="M8 3a5 5 0 1 1 -4.9 6h1.7a3.4 3.4 0 1 0 3.2 -4.4v2.2l-3.6 -3 3.6 -3z"></path>`;

export class KvraftTransport extends LitElement {
  static override properties = {
    t: { attribute: false },
    playing: { attribute: false },
    speed: { attribute: false },
    late: { attribute: false },
    disabled: { attribute: false },
  };
  static override styles = [shared, transportStyles];

  declare t: Translate;
  declare playing: boolean;
  declare speed: number;
  declare late: boolean;
  declare disabled: boolean;

  #clock: HTMLElement | null = null;
  #shown = '';

  constructor() {
    super();
    this.t = translator('en');
    this.playing = false;
    this.speed = 1;
    this.late = false;
    this.disabled = true;
  }

  /** Once per frame: only the digits, and only when they change. */
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
      <button
        ?disabled=${disabled}
        data-testid="step"
        aria-label=${t('transport.step')}
        @click=${() => signal(this, 'lab-step', null)}
      >
        <svg viewBox="0 0 16 16" aria-hidden="true">${STEP}</svg
        ><span class="label">${t('transport.step')}</span>
      </button>
      <button
        ?disabled=${disabled}
        data-testid="reset"
        aria-label=${t('transport.reset')}
        @click=${() => signal(this, 'lab-reset', null)}
      >
        <svg viewBox="0 0 16 16" aria-hidden="true">${RESET}</svg
        ><span class="label">${t('transport.reset')}</span>
      </button>
      <span
        class="clock"
        role="timer"
        aria-live="off"
        aria-label=${t('transport.clock')}
        data-testid="clock"
      ></span>
      ${this.late ? html`<span class="late">${t('transport.late')}</span>` : nothing}
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
