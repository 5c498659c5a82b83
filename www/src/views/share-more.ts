/** Sharing beyond a link: codes for course notes, and a QR code for the lecture hall. Fetched when it is shown. */
import { LitElement, css, html, nothing, svg, type TemplateResult } from 'lit';
import { download } from '../download.ts';
import { frameCode, markdownCode, tagCode, type Embedding } from '../embed-codes.ts';
import { canFilm, film } from '../film.ts';
import { grouped, timeText, type Say } from '../i18n.ts';
import { share as english } from '../i18n/en/share.ts';
import { groundOf, paint, standing, type Drawing } from '../picture.ts';
import { shared } from '../styles/shared.ts';
import { sheetStyles } from '../styles/sheets.ts';
import { OwnTexts, readIn } from './own-texts.ts';
import { copyText } from './copying.ts';

export interface ShareMoreActions {
  readonly now: () => number;
  /** How this run is embedded, at the moment shown or from its beginning. */
  readonly embedding: (atMoment: boolean) => Embedding;
  readonly file: () => string;
  /** The cluster as it is drawn now, and what is told of it. */
  readonly drawing: () => Drawing | undefined;
  readonly told: () => string;
  readonly play: () => void;
}

const FORMS = ['tag', 'frame', 'markdown', 'json'] as const;
type Form = (typeof FORMS)[number];

/** Bytes in the largest QR code, with the least correction. */
const QR_MOST = 2953;
/** The longest film, in seconds. */
const FILM_MOST = 60;
/** Modules of white around it: readers need them. */
const QUIET = 4;

const texts = new OwnTexts(english, async () => (await import('../i18n/zh-cn/share.ts')).share);

export class KvraftShareMore extends readIn(texts, LitElement) {
  static override properties = {
    language: { attribute: false },
    act: { attribute: false },
    form: { state: true },
    atMoment: { state: true },
    qr: { state: true },
    seconds: { state: true },
    left: { state: true },
    saved: { state: true },
    said: { state: true },
  };
  static override styles = [
    shared,
    sheetStyles,
    css`
      :host {
        display: block;
        width: auto;
        padding: 0;
        border: 0;
        background: none;
        box-shadow: none;
        overflow: visible;
      }
      fieldset {
        display: flex;
        flex-wrap: wrap;
        gap: 4px;
        margin: 0;
        padding: 0;
        border: 0;
      }
      legend {
        position: absolute;
        width: 1px;
        height: 1px;
        overflow: hidden;
        clip-path: inset(50%);
      }
      .forms label {
        display: inline-flex;
        align-items: center;
        gap: 0.375rem;
        min-height: var(--target);
        padding: 0 0.625rem;
        border: 1px solid var(--line);
        border-radius: var(--round-2);
        cursor: pointer;
      }
      .forms label:has(:checked) {
        border-color: var(--ink);
        background: var(--sunken);
        font-weight: 600;
      }
      .forms input,
      .at [type='checkbox'] {
        margin: 0;
      }
      .at {
        display: inline-flex;
        align-items: center;
        gap: 0.375rem;
        min-height: var(--target);
        cursor: pointer;
      }
      .seconds {
        width: 4.5rem;
      }
      textarea {
        font-size: var(--size-1);
        white-space: pre-wrap;
        overflow-wrap: anywhere;
      }
      .code {
        display: block;
        width: 12.5rem;
        padding: 0;
        border-radius: var(--round-2);
        background: #fff;
        overflow: hidden;
      }
      .code svg,
      dialog svg {
        display: block;
        width: 100%;
        height: auto;
        fill: #000;
        shape-rendering: crispEdges;
      }
      dialog {
        width: min(96vmin, 100vw);
        max-width: none;
        max-height: none;
        padding: 0;
        border: 0;
        background: #fff;
      }
      dialog::backdrop {
        background: #fff;
      }
      dialog p {
        padding: 0 1rem 0.75rem;
        color: #000;
        font-size: clamp(0.75rem, 1.6vmin, 1.25rem);
        text-align: center;
        overflow-wrap: anywhere;
      }
      dialog button {
        position: fixed;
        inset: 0.75rem 0.75rem auto auto;
        border-color: #0003;
        background: #fff;
        color: #000;
      }
    `,
  ];

  declare act: ShareMoreActions;
  declare form: Form;
  /** It opens at the moment shown, not at the beginning. */
  declare atMoment: boolean;
  /** The QR code's modules, or why there is none. */
  declare qr: readonly (readonly boolean[])[] | string | undefined;
  /** How long a film shall be, and what is left of the one that is being made. */
  declare seconds: number;
  declare left: number | undefined;
  declare saved: string;
  declare said: string;

  #filming = new AbortController();

  constructor() {
    super();
    this.seconds = 10;
    this.left = undefined;
    this.saved = '';
    this.language = 'en';
    this.form = 'tag';
    this.atMoment = true;
    this.qr = undefined;
    this.said = '';
  }

  /** The run is another one, or has gone on. */
  renew(): void {
    this.qr = undefined;
    this.said = '';
    this.requestUpdate();
  }

  override render(): TemplateResult {
    const say = this.#say;
    return html`
      <section aria-label=${say('embed')}>
        <h3>${say('embed')}</h3>
        <p class="muted">${say('embed.note')}</p>
        <fieldset class="forms">
          <legend>${say('form')}</legend>
          ${FORMS.map(
            (form) => html`<label
              ><input
                type="radio"
                name="form"
                data-testid=${`form-${form}`}
                .checked=${this.form === form}
                @change=${() => this.#choose(form)}
              />${say(`form.${form}`)}</label
            >`,
          )}
        </fieldset>
        <label class="at"
          ><input
            type="checkbox"
            data-testid="at-moment"
            .checked=${this.atMoment}
            ?disabled=${this.form === 'json'}
            @change=${this.#toggle}
          />${say('at', { time: timeText(this.act.now()) })}</label
        >
        <textarea
          readonly
          rows="5"
          spellcheck="false"
          aria-label=${say('code')}
          data-testid="code"
          .value=${this.#code()}
          @focus=${(event: Event) => (event.target as HTMLTextAreaElement).select()}
        ></textarea>
        <div class="row">
          <button data-testid="copy-code" @click=${() => void this.#copy()}>${say('copy')}</button>
          <span class="said" role="status" data-testid="code-said">${this.said}</span>
        </div>
      </section>
      <section aria-label=${say('picture')}>
        <h3>${say('picture')}</h3>
        <p class="muted">${say('picture.note')} ${canFilm() ? say('film.note') : say('film.none')}</p>
        <div class="row">
          <button data-testid="picture-svg" @click=${() => void this.#picture('svg')}>${say('picture.svg')}</button>
          <button data-testid="picture-png" @click=${() => void this.#picture('png')}>${say('picture.png')}</button>
          ${canFilm() ? this.#film() : nothing}
        </div>
        <span class="said" role="status" data-testid="picture-said">${this.saved}</span>
      </section>
      <section aria-label=${say('qr')}>
        <h3>${say('qr')}</h3>
        <p class="muted">${say('qr.note')}</p>
        ${this.#qr()}
      </section>
    `;
  }

  #film(): TemplateResult {
    const say = this.#say;
    const { left } = this;
    if (left !== undefined) {
      return html`<button data-testid="film-stop" @click=${() => this.#filming.abort()}>
        ${say('film.stop', { left })}
      </button>`;
    }
    return html`<button data-testid="film" @click=${() => void this.#record()}>${say('film')}</button>
      <label class="at"
        ><input
          type="number"
          class="seconds"
          min="1"
          max=${FILM_MOST}
          data-testid="film-seconds"
          .value=${String(this.seconds)}
          @change=${this.#setSeconds}
        />${say('film.seconds')}</label
      >`;
  }

  readonly #setSeconds = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    const wanted = Math.round(input.valueAsNumber);
    if (Number.isFinite(wanted)) this.seconds = Math.max(1, Math.min(FILM_MOST, wanted));
    input.value = String(this.seconds);
  };

  async #picture(form: 'svg' | 'png'): Promise<void> {
    await this.#made(async () => {
      const drawing = this.act.drawing();
      if (drawing === undefined) return undefined;
      if (form === 'svg') {
        return [new Blob([standing(drawing, groundOf(drawing[0]))], { type: 'image/svg+xml' }), form];
      }
      const canvas = document.createElement('canvas');
      await paint(canvas, drawing, this.act.told());
      const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
      return blob === null ? undefined : [blob, form];
    });
  }

  async #record(): Promise<void> {
    this.#filming = new AbortController();
    this.left = this.seconds;
    // Time that stands makes a dull film.
    this.act.play();
    await this.#made(async () => {
      const { blob, ending } = await film(
        async (canvas) => {
          const drawing = this.act.drawing();
          if (drawing !== undefined) await paint(canvas, drawing, this.act.told());
        },
        this.seconds,
        (left) => (this.left = left),
        this.#filming.signal,
      );
      return [blob, ending];
    });
    this.left = undefined;
  }

  /** Saves what is made, and says so; or why not. */
  async #made(make: () => Promise<readonly [Blob, string] | undefined>): Promise<void> {
    this.saved = '';
    try {
      const made = await make();
      if (made === undefined) return;
      const name = `kvraft-cluster.${made[1]}`;
      download(made[0], name);
      this.saved = this.#say('saved', { name });
    } catch (error) {
      this.saved = this.#say('film.failed', { reason: error instanceof Error ? error.message : String(error) });
    }
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#filming.abort();
  }

  #qr(): TemplateResult {
    const say = this.#say;
    const { qr } = this;
    if (qr === undefined) {
      return html`<button data-testid="qr" @click=${() => void this.#draw()}>${say('qr')}</button>`;
    }
    if (typeof qr === 'string') return html`<p role="alert" data-testid="qr-trouble">${qr}</p>`;
    const picture = pictureOf(qr, say('qr.label'));
    return html`<button
        class="code"
        aria-label=${say('qr.enlarge')}
        title=${say('qr.enlarge')}
        data-testid="qr-code"
        @click=${() => this.#dialog?.showModal()}
      >
        ${picture}
      </button>
      <dialog aria-label=${say('qr.label')} data-testid="qr-dialog">
        ${picture}
        <p>${this.#address()}</p>
        <button autofocus @click=${() => this.#dialog?.close()}>${say('qr.close')}</button>
      </dialog>`;
  }

  get #dialog(): HTMLDialogElement | null {
    return this.renderRoot.querySelector('dialog');
  }

  get #say(): Say<typeof english> {
    return texts.say;
  }

  #address(): string {
    return this.act.embedding(this.atMoment).address;
  }

  #code(): string {
    const embedding = this.act.embedding(this.atMoment);
    switch (this.form) {
      case 'tag':
        return tagCode(embedding);
      case 'frame':
        return frameCode(embedding);
      case 'markdown':
        return markdownCode(embedding);
      case 'json':
        return this.act.file();
      default:
        return this.form satisfies never;
    }
  }

  #choose(form: Form): void {
    this.form = form;
    this.said = '';
  }

  #toggle(event: Event): void {
    this.atMoment = (event.target as HTMLInputElement).checked;
    this.qr = undefined;
    this.said = '';
  }

  async #copy(): Promise<void> {
    const code = this.#code();
    const copied = await copyText(code);
    if (!copied) this.renderRoot.querySelector('textarea')?.select();
    this.said = copied ? this.#say('copied', { count: code.length, shown: grouped(code.length) }) : this.#say('by-hand');
  }

  async #draw(): Promise<void> {
    const address = this.#address();
    if (QR_MOST < address.length) {
      this.qr = this.#say('qr.too-long', { count: address.length, shown: grouped(address.length), most: grouped(QR_MOST) });
      return;
    }
    try {
      const { default: encode } = await import('qr');
      this.qr = encode(address, 'raw', { ecc: 'low', border: QUIET });
    } catch (error) {
      this.qr = this.#say('qr.failed', { reason: error instanceof Error ? error.message : String(error) });
      return;
    }
    await this.updateComplete;
    this.renderRoot.querySelector('.code')?.scrollIntoView({ block: 'nearest' });
  }
}

function pictureOf(modules: readonly (readonly boolean[])[], label: string): TemplateResult {
  const size = modules.length;
  const path = modules
    .flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : '')))
    .join('');
  return html`<svg viewBox="0 0 ${size} ${size}" role="img" aria-label=${label}>${svg`<path d=${path}></path>`}</svg>`;
}

customElements.define('kvraft-share-more', KvraftShareMore);
