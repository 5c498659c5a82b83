/** What is seldom open, fetched when it is: scenarios and sharing. */
import { LitElement, html, nothing, type TemplateResult } from 'lit';
import type { LabError, TraceFormat } from '../engine.ts';
import { fetchGallery, type GalleryEntry } from '../gallery.ts';
import {
  grouped,
  isTextKey,
  translator,
  type Language,
  type Translate,
} from '../i18n.ts';
import { textIn, type Story } from '../story.ts';
import { shared } from '../styles/shared.ts';
import { sheetStyles } from '../styles/sheets.ts';
import type { KvraftShareMore, ShareMoreActions } from './share-more.ts';
import { troubleText, type Trouble } from './trouble.ts';

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

export interface StoryActions {
  /** Each resolves to what was wrong, or to nothing. */
  readonly openId: (id: string) => Promise<LabError | undefined>;
  readonly openText: (text: string, name: string) => Promise<LabError | undefined>;
  readonly restart: () => void;
  readonly leave: () => void;
}

export class KvraftStories extends Sheet {
  static override properties = {
    t: { attribute: false },
    language: { attribute: false },
    story: { attribute: false },
    act: { attribute: false },
    gallery: { state: true },
    trouble: { state: true },
  };

  declare language: Language;
  declare story: Story | undefined;
  declare act: StoryActions;
  declare gallery: readonly GalleryEntry[] | undefined;
  declare trouble: Trouble | undefined;

  constructor() {
    super();
    this.language = 'en';
    this.gallery = undefined;
    this.trouble = undefined;
  }

  protected override opened(): void {
    if (this.gallery !== undefined) return;
    void fetchGallery().then((gallery) => (this.gallery = gallery));
  }

  override render(): TemplateResult {
    const { t, story } = this;
    return html`
      <h2>${t('story.label')}</h2>
      ${story === undefined ? nothing : this.#current(story)} ${this.#list()}
      <section>
        <h3>${t('story.own')}</h3>
        <div class="row">
          <input
            id="file"
            class="hidden-text"
            type="file"
            accept=".json,application/json"
            tabindex="-1"
            aria-hidden="true"
            @change=${this.#chosen}
          />
          <button data-testid="open-file" @click=${() => this.#file?.click()}>
            ${t('story.open-file')}
          </button>
          <span class="muted">${t('story.drop')}</span>
        </div>
        <label for="paste">${t('story.paste')}</label>
        <textarea id="paste" rows="3" spellcheck="false" data-testid="paste"></textarea>
        <button data-testid="open-pasted" @click=${this.#pasted}>${t('story.open')}</button>
        <div role="alert">
          ${this.trouble === undefined ? nothing : troubleText(this.trouble, this.language, t)}
        </div>
      </section>
    `;
  }

  #current(story: Story): TemplateResult {
    const { t, act, language } = this;
    const leave = (): void => {
      this.close();
      act.leave();
    };
    const restart = (): void => {
      this.close();
      act.restart();
    };
    return html`<section class="current">
      <strong>${textIn(story.title, language) || t('story.unnamed')}</strong>
      <p>${textIn(story.caption, language)} <span class="muted">${story.source}</span></p>
      <div class="row">
        <button data-testid="story-restart" @click=${restart}>${t('story.restart')}</button>
        <button data-testid="story-leave" @click=${leave}>${t('story.leave')}</button>
      </div>
    </section>`;
  }

  #list(): TemplateResult | typeof nothing {
    const { t, gallery } = this;
    if (gallery === undefined) return html`<p class="muted">${t('story.loading')}</p>`;
    const groups = [...new Set(gallery.map((each) => each.group))];
    return html`${groups.map((group) => {
      const entries = gallery.filter((each) => each.group === group);
      return html`<section>
        <h3>${groupName(group, t)}</h3>
        <ul data-testid="gallery">
          ${entries.map(({ id, title }) => {
            const name = title[this.language] ?? title['en'] ?? id;
            return html`<li>
              <button
                class="plain"
                data-story=${id}
                aria-current=${this.story?.id === id ? 'true' : nothing}
                @click=${() => void this.#try(this.act.openId(id), name)}
              >
                ${name}
              </button>
            </li>`;
          })}
        </ul>
      </section>`;
    })}`;
  }

  get #file(): HTMLInputElement | null {
    return this.renderRoot.querySelector('#file');
  }

  async #chosen(): Promise<void> {
    const file = this.#file?.files?.[0];
    if (file === undefined) return;
    const text = await file.text();
    if (this.#file !== null) this.#file.value = '';
    await this.#try(this.act.openText(text, file.name), file.name);
  }

  #pasted(): void {
    const field = this.renderRoot.querySelector<HTMLTextAreaElement>('#paste');
    if (field === null || field.value.trim() === '') {
      field?.focus();
      return;
    }
    const name = this.t('story.pasted');
    void this.#try(this.act.openText(field.value, name), name).then((opened) => {
      if (opened) field.value = '';
    });
  }

  async #try(opening: Promise<LabError | undefined>, name: string): Promise<boolean> {
    const error = await opening;
    this.trouble = error === undefined ? undefined : { name, error };
    if (error === undefined) this.close();
    return error === undefined;
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

  override render(): TemplateResult {
    const { t } = this;
    return html`
      <h2>${t('share.label')}</h2>
      <p class="muted">${t('share.note')}</p>
      <div class="row">
        <input
          readonly
          aria-label=${t('share.link')}
          data-testid="link"
          .value=${this.link}
          @focus=${(event: Event) => (event.target as HTMLInputElement).select()}
        />
        <button class="primary" data-testid="copy-link" @click=${() => void this.#copy()}>
          ${t('share.copy')}
        </button>
      </div>
      <div class="row">
        <button data-testid="download" @click=${this.#download}>${t('share.download')}</button>
      </div>
      <p class="muted">${t('share.trace-note')}</p>
      <div class="row">
        ${TRACES.map(
          (format) =>
            html`<button
              data-testid=${`download-${format}`}
              ?disabled=${this.tracing}
              @click=${() => void this.#trace(format)}
            >
              ${t(`share.${format}`)}
            </button>`,
        )}
        <span class="said" role="status" data-testid="share-said">${this.said}</span>
      </div>
      <kvraft-share-more .language=${this.language} .act=${this.act.more}></kvraft-share-more>
    `;
  }

  async #copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(this.link);
      this.said = this.t('share.copied', { count: grouped(this.link.length) });
    } catch {
      // No permission, or no secure context: by hand, then.
      this.renderRoot.querySelector('input')?.select();
      this.said = this.t('share.by-hand');
    }
  }

  #download(): void {
    this.#save([this.act.file()], 'application/json', FILE);
  }

  /** Part by part, so that the page goes on meanwhile. */
  async #trace(format: TraceFormat): Promise<void> {
    this.tracing = true;
    this.said = this.t('share.writing');
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
    const url = URL.createObjectURL(new Blob(parts, { type }));
    const anchor = Object.assign(document.createElement('a'), { href: url, download: name });
    anchor.click();
    setTimeout(() => URL.revokeObjectURL(url), 1000);
    this.said = this.t('share.downloaded', { name });
  }
}

const FILE = 'kvraft-session.json';
const TRACES: readonly TraceFormat[] = ['etcd', 'shiviz'];
const TRACE_FILES = {
  etcd: 'kvraft-trace.jsonl',
  shiviz: 'kvraft-shiviz.log',
} as const satisfies Record<TraceFormat, string>;

/** A group that this page does not know keeps its word. */
function groupName(group: string, t: Translate): string {
  const key = `story.group.${group}`;
  return isTextKey(key) ? t(key) : group;
}

customElements.define('kvraft-stories', KvraftStories);
customElements.define('kvraft-share', KvraftShare);
