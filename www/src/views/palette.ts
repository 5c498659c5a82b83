/** Everything one can do, to search through: a field and a list, after ARIA's combobox pattern. */
import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import {
  deedsFor,
  findDeeds,
  recentDeeds,
  typedDeeds,
  type Circumstances,
  type Deed,
  type Group,
  type Material,
  type SheetName,
  type Voice,
} from '../deeds.ts';
import { fetchGallery } from '../gallery.ts';
import {
  catalog,
  loadLanguage,
  translator,
  type Language,
  type Translate,
} from '../i18n.ts';
import { palette as english } from '../i18n/en/palette.ts';
import { settings as englishSettings } from '../i18n/en/settings.ts';
import { palette as chinese } from '../i18n/zh-cn/palette.ts';
import { settings as chineseSettings } from '../i18n/zh-cn/settings.ts';
import { fetchExhibits } from '../museum.ts';
import type { Theme } from '../options.ts';
import { wholeCore } from '../rest.ts';
import { PRESETS, SETTINGS, type Preset } from '../settings.ts';
import { recalledDeeds, remember } from '../storage.ts';
import type { Ahead, Typed } from '../type-ahead.ts';
import type { Turn } from '../travel.ts';
import { dialogStyles } from '../styles/dialog.ts';
import { paletteStyles } from '../styles/palette.ts';
import { shared } from '../styles/shared.ts';
import { COMMANDS, referenceIn } from './command-list.ts';
import type { Complete } from './console.ts';
import { signal } from './signals.ts';
import type { Tab } from './tabs.ts';

/** What the page lends its hands for. */
export interface PaletteHost {
  readonly read: () => Circumstances;
  readonly complete: Complete;
  readonly sheet: (name: SheetName, field: string | undefined) => void;
  readonly turn: (turn: Turn, way: 1 | -1) => void;
  readonly forget: (tick: number) => void;
  readonly view: (tab: Tab) => void;
  readonly story: (id: string) => void;
  readonly bugs: (bugs: readonly string[]) => void;
  readonly preset: (preset: Preset) => void;
  readonly theme: (theme: Theme) => void;
  readonly language: (language: Language) => void;
  readonly servers: (count: number) => void;
  readonly newSeed: () => void;
  readonly console: () => void;
  readonly search: () => void;
  readonly help: () => void;
  readonly names: () => void;
  readonly level: () => void;
}

/** How many are remembered as done lately, and shown before anything is typed. */
const REMEMBERED = 12;
const LATELY = 5;
/** Of a group, before anything is typed: what is not shown is found. */
const OF_GROUP = 8;
const PAGE = 8;

const NOTHING_TYPED: Typed = { text: '', entered: false, left: false };
const NOTHING: Pick<Material, 'stories' | 'exhibits'> = { stories: [], exhibits: new Map() };

export class KvraftPalette extends LitElement {
  static override properties = {
    t: { attribute: false },
    language: { attribute: false },
    host: { attribute: false },
    typed: { state: true },
    at: { state: true },
    deeds: { state: true },
  };
  static override styles = [shared, dialogStyles, paletteStyles];

  declare t: Translate;
  declare language: Language;
  declare host: PaletteHost;
  declare typed: string;
  /** The entry that Enter would choose. */
  declare at: number;
  declare deeds: readonly Deed[];

  #circumstances: Circumstances | undefined;
  #fetched = NOTHING;
  #recent = recalledDeeds();
  #words: readonly string[] = [];

  constructor() {
    super();
    this.t = translator('en');
    this.language = 'en';
    this.typed = '';
    this.at = 0;
    this.deeds = [];
  }

  get open(): boolean {
    return this.#dialog?.open ?? false;
  }

  get #dialog(): HTMLDialogElement | null {
    return this.renderRoot?.querySelector('dialog') ?? null;
  }

  get #input(): HTMLInputElement | null {
    return this.renderRoot.querySelector('input');
  }

  /**
   * Opens at once; what has to be fetched joins when it is there. `ahead` tells what was typed while the palette
   * itself was fetched.
   */
  async show(ahead?: Ahead): Promise<void> {
    if (this.open) return;
    this.#circumstances = this.host.read();
    void this.#learn();
    this.typed = '';
    this.at = 0;
    this.#gather();
    // What can be done depends on the moment: it must not pass meanwhile.
    signal(this, 'lab-wait', { waits: true });
    await this.updateComplete;
    const { text, entered, left } = ahead?.() ?? NOTHING_TYPED;
    if (left) {
      signal(this, 'lab-wait', { waits: false });
      return;
    }
    this.typed = text;
    if (this.#input !== null) this.#input.value = text;
    this.#dialog?.showModal();
    const deed = this.#shown()[0];
    if (entered && deed !== undefined) this.#choose(deed);
    if (0 < this.#fetched.stories.length) return;
    const [stories, exhibits] = await Promise.all([
      fetchGallery(),
      fetchExhibits(),
      loadLanguage('zh-CN'),
    ]);
    this.#fetched = { stories, exhibits };
    this.#gather();
  }

  /** What lines begin with is known once the core is whole. */
  async #learn(): Promise<void> {
    await wholeCore().catch(() => undefined); // what needs it says so
    this.#words = this.host.complete('', 0);
    this.requestUpdate();
  }

  #gather(): void {
    if (this.#circumstances === undefined) return;
    const { language } = this;
    const other: Language = language === 'en' ? 'zh-CN' : 'en';
    const named = (one: keyof typeof englishSettings): readonly string[] =>
      language === 'en'
        ? [englishSettings[one], chineseSettings[one]]
        : [chineseSettings[one], englishSettings[one]];
    const material: Material = {
      ...this.#fetched,
      settings: SETTINGS.map(({ key }) => [key, named(key as keyof typeof englishSettings)]),
      presets: (Object.keys(PRESETS) as Preset[]).map((each) => [each, named(`preset.${each}`)]),
      commands: COMMANDS.map(([syntax, meaning]) => [
        syntax,
        [language, other].map((each) => referenceIn(translator(each))(meaning)),
      ]),
    };
    const chosen = this.#shown()[this.at]?.id;
    this.deeds = deedsFor(this.#circumstances, material, voiceOf(language), voiceOf(other));
    // What has just been fetched must not slip under the finger.
    if (0 < this.at) this.at = Math.max(0, this.#shown().findIndex(({ id }) => id === chosen));
  }

  get #say(): Voice['say'] {
    return voiceOf(this.language).say;
  }

  /** What is shown, in order. */
  #shown(): readonly Deed[] {
    const { typed, deeds } = this;
    if (typed.trim() === '') {
      const left = new Map<Group, number>();
      const first = deeds.filter(({ group }) => {
        const count = left.get(group) ?? 0;
        left.set(group, count + 1);
        return count < OF_GROUP;
      });
      return [...recentDeeds(deeds, this.#recent).slice(0, LATELY), ...first];
    }
    const found = findDeeds(typed, deeds, this.#recent);
    // What has an entry of its own is not said twice.
    const asTyped = typedDeeds(typed, this.#words, voiceOf(this.language)).filter(
      ({ id }) => !found.some((each) => each.id === id),
    );
    // One word may be the beginning of a name: then the name is meant.
    const several = /\s\S/.test(typed.trim()) || /^\d/.test(typed.trim());
    // `mend vote-twice` is no line but a bug; of two lines the typed one is meant.
    const kind = found[0]?.doing.kind ?? 'run';
    const isLine = several && (kind === 'run' || kind === 'fill');
    return isLine ? [...asTyped, ...found] : [...found, ...asTyped];
  }

  override render(): TemplateResult {
    const { t, typed } = this;
    const shown = this.#shown();
    const at = Math.min(this.at, shown.length - 1);
    return html`<dialog
      aria-label=${t('palette.label')}
      data-testid="palette"
      @click=${(event: Event) => {
        if (event.target === event.currentTarget) this.#dialog?.close();
      }}
      @close=${() => signal(this, 'lab-wait', { waits: false })}
    >
      <div class="field">
        <input
          role="combobox"
          aria-expanded="true"
          aria-controls="list"
          aria-autocomplete="list"
          aria-label=${t('palette.label')}
          aria-activedescendant=${0 <= at ? `deed-${at}` : nothing}
          placeholder=${this.#say('find')}
          autocomplete="off"
          autocapitalize="off"
          autocorrect="off"
          spellcheck="false"
          enterkeyhint="go"
          data-testid="palette-input"
          @input=${this.#typing}
          @keydown=${(event: KeyboardEvent) => this.#keydown(event, shown, at)}
        />
        <button class="plain" data-testid="palette-close" @click=${() => this.#dialog?.close()}>
          ${this.#say('close')}
        </button>
      </div>
      <div
        class="scroll"
        role="listbox"
        id="list"
        aria-label=${t('palette.label')}
        data-testid="palette-list"
      >
        ${typed.trim() === '' ? this.#grouped(shown, at) : shown.map((deed, i) => this.#option(deed, i, at, true))}
      </div>
      ${shown.length === 0 ? html`<p class="none">${this.#say('none')}</p>` : nothing}
      <div class="hidden-text" role="status">
        ${typed === '' ? nothing : this.#say('found', { count: shown.length })}
      </div>
    </dialog>`;
  }

  #grouped(shown: readonly Deed[], at: number): readonly TemplateResult[] {
    const groups = [...new Set(shown.map(({ group }) => group))];
    let from = 0;
    return groups.map((group) => {
      const deeds = shown.filter((each) => each.group === group);
      const first = from;
      from += deeds.length;
      return html`<div role="group" aria-label=${this.#say(group)}>
        <div class="name heading" aria-hidden="true">${this.#say(group)}</div>
        ${deeds.map((deed, i) => this.#option(deed, first + i, at, false))}
      </div>`;
    });
  }

  #option(deed: Deed, i: number, at: number, tellGroup: boolean): TemplateResult {
    const { doing, text, keys, group } = deed;
    const line = 'line' in doing && doing.kind === 'run' ? doing.line : undefined;
    return html`<div
      role="option"
      id=${`deed-${i}`}
      aria-selected=${i === at}
      data-deed=${deed.id}
      @click=${() => this.#choose(deed)}
      @pointermove=${() => {
        if (this.at !== i) this.at = i;
      }}
    >
      <span class="text">${text}</span>
      ${line === undefined ? nothing : html`<span class="line">${line}</span>`}
      ${tellGroup ? html`<span class="where">${this.#say(group)}</span>` : nothing}
      ${keys?.map((key) => html`<kbd>${key}</kbd>`)}
    </div>`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (!changed.has('at') && !changed.has('typed')) return;
    const chosen = this.renderRoot.querySelector('[aria-selected=true]');
    chosen?.scrollIntoView({ block: 'nearest' });
  }

  #typing(event: Event): void {
    this.typed = (event.target as HTMLInputElement).value;
    this.at = 0;
  }

  #keydown(event: KeyboardEvent, shown: readonly Deed[], at: number): void {
    // Enter may only end the writing of a Chinese word.
    if (event.isComposing) return;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
      event.preventDefault();
      this.#dialog?.close();
      return;
    }
    const count = Math.max(1, shown.length);
    switch (event.key) {
      case 'ArrowDown':
        this.at = (at + 1) % count;
        break;
      case 'ArrowUp':
        this.at = (at - 1 + count) % count;
        break;
      case 'PageDown':
        this.at = Math.min(count - 1, at + PAGE);
        break;
      case 'PageUp':
        this.at = Math.max(0, at - PAGE);
        break;
      case 'Enter': {
        const deed = shown[at];
        if (deed !== undefined) this.#choose(deed);
        break;
      }
      default:
        return;
    }
    event.preventDefault();
  }

  #choose({ id, group, doing }: Deed): void {
    if (doing.kind === 'fill') {
      const input = this.#input;
      if (input !== null) {
        input.value = doing.line;
        input.focus();
      }
      this.typed = doing.line;
      this.at = 0;
      return;
    }
    // What was typed is the person's own: only names of deeds are kept.
    if (group !== 'group.typed' && group !== 'group.messages') {
      this.#recent = [id, ...this.#recent.filter((each) => each !== id)].slice(0, REMEMBERED);
      remember('deeds', this.#recent.join('\n'));
    }
    // Closing gives the focus back and lets time go on, but only tells so in its own time.
    const dialog = this.#dialog;
    dialog?.addEventListener('close', () => this.#do(doing), { once: true });
    dialog?.close();
  }

  #do(doing: Deed['doing']): void {
    const { host } = this;
    switch (doing.kind) {
      case 'run':
        signal(this, 'lab-run', doing);
        break;
      case 'jump':
        signal(this, 'lab-jump', { way: doing.way });
        break;
      case 'turn':
        host.turn(doing.turn, doing.way);
        break;
      case 'forget':
        host.forget(doing.tick);
        break;
      case 'view':
        host.view(doing.tab);
        break;
      case 'sheet':
        host.sheet(doing.sheet, doing.field);
        break;
      case 'story':
        host.story(doing.id);
        break;
      case 'bug': {
        const others = host.read().bugs.filter((bug) => bug !== doing.id);
        host.bugs(doing.on ? [...others, doing.id] : others);
        break;
      }
      case 'preset':
        host.preset(doing.preset);
        break;
      case 'theme':
        host.theme(doing.theme);
        break;
      case 'language':
        host.language(doing.language);
        break;
      case 'servers':
        host.servers(doing.count);
        break;
      case 'page':
        if (doing.what === 'new-seed') host.newSeed();
        else if (doing.what === 'console') host.console();
        else if (doing.what === 'search') host.search();
        else if (doing.what === 'help') host.help();
        else if (doing.what === 'names') host.names();
        else if (doing.what === 'level') host.level();
        else window.print();
        break;
      case 'fill':
        break;
      default:
        doing satisfies never;
    }
  }
}

const inEnglish = catalog<typeof english>('en', english);
const inChinese = catalog<typeof english>('zh-CN', chinese);

function voiceOf(language: Language): Voice {
  return { t: translator(language), say: (language === 'en' ? inEnglish : inChinese).say };
}

customElements.define('kvraft-palette', KvraftPalette);
