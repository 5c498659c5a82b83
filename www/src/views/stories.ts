/** The scenarios: a list in groups, to search through, each with a strip of its run. Fetched when it first opens. */
import { css, html, nothing, svg, type TemplateResult } from 'lit';
import type { LabError } from '../engine.ts';
import { fetchGallery, fetchStrips, type GalleryEntry, type Strip } from '../gallery.ts';
import type { Say } from '../i18n.ts';
import { gallery as english } from '../i18n/en/gallery.ts';
import { isFound } from '../museum.ts';
import { textIn, type Story } from '../story.ts';
import { hueOf } from '../styles/tokens.ts';
import { OwnTexts, readIn } from './own-texts.ts';
import { Sheet } from './sheets.ts';
import { troubleText, type Trouble } from './trouble.ts';
import { addressOfNamed, copyButton, copyText } from './copying.ts';
import { longSheetStyles } from '../styles/sheets.ts';

export interface StoryActions {
  /** Each resolves to what was wrong, or to nothing. */
  readonly openId: (id: string) => Promise<LabError | undefined>;
  readonly openText: (text: string, name: string) => Promise<LabError | undefined>;
  readonly restart: () => void;
  readonly leave: () => void;
}

const own = new OwnTexts(english, () => import('../i18n/zh-cn/gallery.ts').then(({ gallery }) => gallery));

export class KvraftStories extends readIn(own, Sheet) {
  static override styles = [
    ...Sheet.styles,
    longSheetStyles,
    css`
      :host {
        width: min(42.5rem, calc(100vw - 1rem));
      }
      section {
        justify-items: stretch;
        border: 0;
        gap: 0;
        margin-top: 0;
      }
      li {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        align-items: center;
        margin-inline: -0.75rem;
        border-radius: var(--round-2);
        content-visibility: auto;
        contain-intrinsic-size: auto 4.75rem;
      }
      li > button.plain {
        display: grid;
        grid-template-columns: 7.5rem minmax(0, 1fr);
        gap: 0 0.875rem;
        align-items: center;
        justify-content: stretch;
        padding: 0.4375rem 0.75rem;
      }
      li > button.copy {
        display: inline-flex;
        width: var(--target);
        padding: 0;
        justify-content: center;
        color: var(--muted);
      }
      .name {
        display: block;
        font-weight: 600;
      }
      .about {
        display: -webkit-box;
        -webkit-box-orient: vertical;
        -webkit-line-clamp: 2;
        overflow: hidden;
        color: var(--muted);
        font-size: var(--size-1);
        font-weight: 400;
        line-height: 1.4;
      }
      .strip {
        width: 7.5rem;
        height: 3rem;
        border: 1px solid var(--hair);
        border-radius: var(--round-2);
        background: var(--surface);
      }
      .strip rect {
        fill: var(--hue);
        opacity: 0.34;
      }
      .strip .leads {
        opacity: 1;
      }
      .strip .stands {
        opacity: 0.7;
      }
      .strip .frozen {
        opacity: 0.15;
      }
      .strip .objects {
        stroke: var(--broken);
        stroke-width: 1.5;
        stroke-dasharray: 3 2;
      }
      .own {
        display: grid;
        gap: var(--gap-2);
        justify-items: start;
        border-top: 1px solid var(--line);
        margin-top: var(--gap-3);
        padding-top: var(--gap-3);
      }
      .current {
        display: grid;
        gap: var(--gap-2);
        padding-bottom: var(--gap-2);
      }
      .legend {
        padding-top: var(--gap-2);
        font-size: var(--size-1);
      }
      @media (max-width: 599px) {
        li > button.plain {
          grid-template-columns: 5.25rem minmax(0, 1fr);
        }
        .strip {
          width: 5.25rem;
          height: 2.75rem;
        }
      }
    `,
  ];
  static override properties = {
    t: { attribute: false },
    language: { attribute: false },
    story: { attribute: false },
    act: { attribute: false },
    gallery: { state: true },
    strips: { state: true },
    typed: { state: true },
    said: { state: true },
    trouble: { state: true },
  };

  declare story: Story | undefined;
  declare act: StoryActions;
  declare gallery: readonly GalleryEntry[] | undefined;
  declare strips: ReadonlyMap<string, Strip>;
  declare typed: string;
  declare said: string;
  declare trouble: Trouble | undefined;

  constructor() {
    super();
    this.language = 'en';
    this.gallery = undefined;
    this.strips = new Map();
    this.typed = '';
    this.said = '';
    this.trouble = undefined;
  }

  protected override opened(): void {
    this.said = '';
    if (this.gallery !== undefined) return;
    void fetchGallery().then((gallery) => (this.gallery = gallery));
    void fetchStrips().then((strips) => (this.strips = strips));
  }

  override render(): TemplateResult {
    const { t, story, gallery } = this;
    const say = own.say;
    const shown = (gallery ?? []).filter((each) => this.#isShown(each));
    const facts = { count: shown.length, all: gallery?.length ?? 0 };
    return html`
      <h2>${t('story.label')}</h2>
      ${story === undefined ? nothing : this.#current(story)}
      <div class="top">
        <div class="row">
          <input
            type="search"
            aria-label=${say('search')}
            placeholder=${say('search.hint')}
            autocomplete="off"
            spellcheck="false"
            data-testid="story-search"
            .value=${this.typed}
            @input=${(event: Event) => (this.typed = (event.target as HTMLInputElement).value)}
          />
          <span class="muted" role="status" data-testid="story-found"
            >${gallery === undefined ? '' : say(shown.length === 0 ? 'found.none' : 'found', facts)}</span
          >
        </div>
        <p class="said" role="status" data-testid="story-said">${this.said}</p>
      </div>
      ${gallery === undefined ? html`<p class="muted">${say('story.loading')}</p>` : this.#list(shown)}
      ${this.strips.size === 0 ? nothing : html`<p class="muted legend">${say('legend')}</p>`}
      <section class="own">
        <h3>${say('story.own')}</h3>
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
            ${say('story.open-file')}
          </button>
          <span class="muted">${say('story.drop')}</span>
        </div>
        <label for="paste">${say('story.paste')}</label>
        <textarea id="paste" rows="3" spellcheck="false" data-testid="paste"></textarea>
        <button data-testid="open-pasted" @click=${this.#pasted}>${say('story.open')}</button>
        <div role="alert">
          ${this.trouble === undefined ? nothing : troubleText(this.trouble, this.language, t)}
        </div>
      </section>
    `;
  }

  #isShown({ id, group, title }: GalleryEntry): boolean {
    const strip = this.strips.get(id);
    const texts = [...Object.values(title), ...Object.values(strip?.caption ?? {})];
    return isFound(this.typed, [id, groupName(group, own.say), strip?.source ?? '', ...texts]);
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
        <button data-testid="story-leave" @click=${leave}>${own.say('story.leave')}</button>
      </div>
    </section>`;
  }

  #list(shown: readonly GalleryEntry[]): TemplateResult {
    const groups = [...new Set(shown.map((each) => each.group))];
    return html`${groups.map(
      (group) =>
        html`<section>
          <h3>${groupName(group, own.say)}</h3>
          <ul data-testid="gallery">
            ${shown.filter((each) => each.group === group).map((each) => this.#entry(each))}
          </ul>
        </section>`,
    )}`;
  }

  #entry({ id, title }: GalleryEntry): TemplateResult {
    const { language } = this;
    const name = title[language] ?? title['en'] ?? id;
    const strip = this.strips.get(id);
    const about = strip?.caption[language] ?? strip?.caption['en'];
    const copy = own.say('copy', { name });
    return html`<li>
      <button
        class="plain"
        data-story=${id}
        aria-current=${this.story?.id === id ? 'true' : nothing}
        @click=${() => void this.#try(this.act.openId(id), name)}
      >
        ${strip === undefined ? html`<span class="strip"></span>` : drawn(strip, own.say('broken'))}
        <span>
          <span class="name">${name}</span>
          ${about === undefined ? nothing : html`<span class="about">${about}</span>`}
        </span>
      </button>
      ${copyButton(copy, () => void this.#copy(id))}
    </li>`;
  }

  async #copy(id: string): Promise<void> {
    const address = addressOfNamed('scenario', id);
    // What could not be copied can be, by hand, from here.
    this.said = (await copyText(address)) ? own.say('copied', { address }) : address;
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
    const name = own.say('story.pasted');
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

function groupName(group: string, say: Say<typeof english>): string {
  const key = `story.group.${group}`;
  return Object.hasOwn(english, key) ? say(key as keyof typeof english) : group;
}

/** By what a server does: how tall its line is, of the height of its lane. */
const TALL = [0, 0.3, 0.6, 1, 0.3];
const LOOKS = ['', '', 'stands', 'leads', 'frozen'];

/** A run in 96 columns, a lane for each server. */
function drawn({ lanes, broken }: Strip, objects: string): TemplateResult {
  const all = lanes[0]?.reduce((sum, [count]) => sum + count, 0) ?? 1;
  const tall = 40 / lanes.length;
  const rows = lanes.map((pieces, at) => {
    let x = 0;
    return pieces.map(([count, term, kind]) => {
      const from = x;
      x += count;
      const height = Math.min(tall - 1.5, 7) * (TALL[kind] ?? 0);
      if (height === 0) return nothing;
      return svg`<rect data-hue=${hueOf(term)} class=${LOOKS[kind] ?? ''} x=${from} y=${(4 + (at + 0.5) * tall - height / 2).toFixed(1)} width=${count} height=${height.toFixed(1)}></rect>`;
    });
  });
  const line =
    broken === null
      ? nothing
      : svg`<line class="objects" x1=${broken * all} x2=${broken * all} y1="2" y2="46"><title>${objects}</title></line>`;
  return html`<svg class="strip" viewBox="-3 0 ${all + 6} 48" preserveAspectRatio="none" aria-hidden="true">${rows}${line}</svg>`;
}

customElements.define('kvraft-stories', KvraftStories);
