/** What is seldom open, fetched when it is: sharing, and what all sheets have in common. */
import { LitElement, html, type TemplateResult } from 'lit';
import { download } from '../download.ts';
import type { TraceFormat } from '../engine.ts';
import {
  grouped,
  translator,
  withTexts,
  type Language,
  type Say,
  type Translate,
} from '../i18n.ts';
import { sharing } from '../i18n/en/sharing.ts';
import { shared } from '../styles/shared.ts';
import { sheetStyles } from '../styles/sheets.ts';
import type { KvraftShareMore, ShareMoreActions } from './share-more.ts';
import { copyText } from './copying.ts';

const texts = withTexts(sharing);

/** A popover that closes itself when its work is done. */
export abstract class Sheet extends LitElement {
  static override styles = [shared, sheetStyles];

  declare t: Translate;

  constructor() {
    super();
    this.t = translator('en');
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // It may have been opened before it was fetched.
    if (this.matches(':popover-open')) this.opened();
    this.addEventListener('beforetoggle', (event) => {
      if ((event as ToggleEvent).newState === 'open') this.opened();
    });
  }

  /** It opens: what it shows is read. */
  protected opened(): void {}

  close(): void {
    this.hidePopover();
  }
}

export interface ShareActions {
  readonly link: () => string;
  readonly file: () => string;
  readonly trace: (format: TraceFormat) => Iterable<string>;
  /** For course notes and lecture halls. */
  readonly more: ShareMoreActions;
}

export class KvraftShare extends Sheet {
  static override properties = {
    t: { attribute: false },
    language: { attribute: false },
    act: { attribute: false },
    link: { state: true },
    said: { state: true },
    tracing: { state: true },
  };

  declare language: Language;
  declare act: ShareActions;
  declare link: string;
  declare said: string;
  /** A trace is being written. */
  declare tracing: boolean;

  constructor() {
    super();
    this.language = 'en';
    this.link = '';
    this.said = '';
    this.tracing = false;
  }

  /** The session as it is now. */
  protected override opened(): void {
    this.link = '';
    this.said = '';
    void import('./share-more.ts').then(() => {
      this.renderRoot.querySelector<KvraftShareMore>('kvraft-share-more')?.renew();
    });
  }

  protected override willUpdate(): void {
    if (this.link === '') this.link = this.act.link();
  }

  get #say(): Say<typeof sharing> {
    return texts(this.t);
  }

  override render(): TemplateResult {
    const { t } = this;
    return html`
      <h2>${t('share.label')}</h2>
      <p class="muted">${this.#say('share.note')}</p>
      <div class="row">
        <input
          readonly
          aria-label=${this.#say('share.link')}
          data-testid="link"
          .value=${this.link}
          @focus=${(event: Event) => (event.target as HTMLInputElement).select()}
        />
        <button class="primary" data-testid="copy-link" @click=${() => void this.#copy()}>
          ${this.#say('share.copy')}
        </button>
      </div>
      <div class="row">
        <button data-testid="download" @click=${this.#download}>${this.#say('share.download')}</button>
      </div>
      <p class="muted">${this.#say('share.trace-note')}</p>
      <div class="row">
        ${TRACES.map(
          (format) =>
            html`<button
              data-testid=${`download-${format}`}
              ?disabled=${this.tracing}
              @click=${() => void this.#trace(format)}
            >
              ${this.#say(`share.${format}`)}
            </button>`,
        )}
        <span class="said" role="status" data-testid="share-said">${this.said}</span>
      </div>
      <kvraft-share-more .language=${this.language} .act=${this.act.more}></kvraft-share-more>
    `;
  }

  async #copy(): Promise<void> {
    const copied = await copyText(this.link);
    if (!copied) this.renderRoot.querySelector('input')?.select();
    const count = this.link.length;
    this.said = copied ? this.#say('share.copied', { count, shown: grouped(count) }) : this.#say('share.by-hand');
  }

  #download(): void {
    this.#save([this.act.file()], 'application/json', FILE);
  }

  /** Part by part, so that the page goes on meanwhile. */
  async #trace(format: TraceFormat): Promise<void> {
    this.tracing = true;
    this.said = this.#say('share.writing');
    try {
      const parts: string[] = [];
      for (const part of this.act.trace(format)) {
        parts.push(part);
        await new Promise((resolve) => setTimeout(resolve));
      }
      this.#save(parts, 'text/plain', TRACE_FILES[format]);
    } finally {
      this.tracing = false;
    }
  }

  #save(parts: string[], type: string, name: string): void {
    download(new Blob(parts, { type }), name);
    this.said = this.#say('share.downloaded', { name });
  }
}

const FILE = 'kvraft-session.json';
const TRACES: readonly TraceFormat[] = ['etcd', 'shiviz'];
const TRACE_FILES = {
  etcd: 'kvraft-trace.jsonl',
  shiviz: 'kvraft-shiviz.log',
} as const satisfies Record<TraceFormat, string>;

customElements.define('kvraft-share', KvraftShare);
