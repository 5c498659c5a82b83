/** Searching the events of a run: a field, and what was found in its place of the list; Enter goes through it. */
import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { Engine } from '../engine.ts';
import { Finder, MOST_HITS, type Hit } from '../finder.ts';
import { grouped, translator, type Say, type Translate } from '../i18n.ts';
import { search as english } from '../i18n/en/search.ts';
import type { Level } from '../narrate.ts';
import { hitFrom, isMistake, isShownBy, marksIn, readQuery, type Cast, type Mistake, type Query } from '../search.ts';
import { eventRowStyles } from '../styles/event-rows.ts';
import { searchStyles } from '../styles/search.ts';
import { shared } from '../styles/shared.ts';
import type { Ahead } from '../type-ahead.ts';
import { OwnTexts, readIn } from './own-texts.ts';
import { signal } from './signals.ts';

/** What the page lends to it. */
export interface SearchHost {
  readonly engine: () => Engine | undefined;
  readonly cast: () => Cast;
  /** How many events have happened at the moment that is shown. */
  readonly here: () => number;
  /** Messages and details, too. */
  readonly showAll: () => void;
  readonly close: () => void;
}


const texts = new OwnTexts(english, async () => (await import('../i18n/zh-cn/search.ts')).search);

/** Rows on either side of the hit one is at. */
const AROUND = 60;
/** Real ms for looking, at a time; and between two looks at a run that goes on. */
const SPENT = 6;
const REST = 250;
/** Real ms without a letter after which what was typed is meant. */
const PAUSE = 120;

const UP = 'M3.5 10L8 5.5L12.5 10';
const DOWN = 'M3.5 6L8 10.5L12.5 6';
const CROSS = 'M4 4l8 8M12 4l-8 8';

export class KvraftSearch extends readIn(texts, LitElement) {
  static override properties = {
    t: { attribute: false },
    language: { attribute: false },
    level: { attribute: false },
    all: { attribute: false },
    host: { attribute: false },
    active: { type: Boolean, reflect: true },
    at: { state: true },
    version: { state: true },
    says: { state: true },
  };
  static override styles = [shared, eventRowStyles, searchStyles];

  declare t: Translate;
  declare level: Level;
  declare all: boolean;
  declare host: SearchHost;
  /** Something is typed: what was found stands in the place of the list. */
  declare active: boolean;
  /** The hit one has gone to, by its place. */
  declare at: number | undefined;
  declare version: number;
  /** What a screen reader is told. */
  declare says: string;

  #typed = '';
  /** Somebody is to write in what is not there yet. */
  #awaited = false;
  #ahead: Ahead | undefined;
  #read: Query | Mistake | undefined;
  #finder: Finder | undefined;
  #looking = false;
  /** How many events had happened where the last jump led. */
  #arrived = -1;
  /** A search that has come to its end is told once. */
  #untold = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.t = translator('en');
    this.language = 'en';
    this.level = 'newcomer';
    this.all = false;
    this.active = false;
    this.at = undefined;
    this.version = 0;
    this.says = '';
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
    this.#finder = undefined;
    this.#show();
  }

  /** `ahead` tells what was typed while the search itself was fetched. */
  override focus(ahead?: FocusOptions | Ahead): void {
    if (typeof ahead === 'function') this.#ahead = ahead;
    const input = this.renderRoot.querySelector('input');
    this.#awaited = input === null;
    if (input === null) return;
    const typed = this.#ahead?.();
    this.#ahead = undefined;
    if (typed?.left === true) {
      this.host.close();
      return;
    }
    input.focus();
    input.select();
    if (typed === undefined || typed.text === '') return;
    // As if it were typed now: what comes next is put after it.
    input.setRangeText(typed.text, 0, input.value.length, 'end');
    input.dispatchEvent(new Event('input'));
    if (typed.entered) input.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter' }));
  }

  get hits(): readonly Hit[] {
    return this.#finder?.hits ?? [];
  }

  get #say(): Say<typeof english> {
    return texts.say;
  }

  #typing(event: Event): void {
    this.#typed = (event.target as HTMLInputElement).value;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#begin(), PAUSE);
  }

  /** Looks from the first event on. */
  #begin(): void {
    clearTimeout(this.#timer);
    const engine = this.host.engine();
    this.#read = readQuery(this.#typed, this.host.cast());
    this.at = undefined;
    this.says = '';
    this.#untold = true;
    this.#finder = undefined;
    this.active = this.#typed.trim() !== '';
    const { t, level, all } = this;
    if (engine !== undefined && this.#read !== undefined && !isMistake(this.#read)) {
      this.#finder = new Finder(engine, this.#read, { t, level, all });
      this.#look();
    } else this.#show();
    this.version += 1;
  }

  #look(): void {
    clearTimeout(this.#timer);
    const finder = this.#finder;
    const engine = this.host.engine();
    if (finder === undefined) return;
    if (engine === undefined || !finder.isOf(engine)) {
      this.#begin();
      return;
    }
    const before = finder.hits.length + finder.others;
    const was = this.#looking;
    this.#looking = finder.look(SPENT);
    const changed = before !== finder.hits.length + finder.others;
    if (changed || was !== this.#looking || this.#looking) this.version += 1;
    if (changed || this.#untold) this.#show();
    if (!this.#looking && this.#untold) {
      this.#untold = false;
      this.says = this.#sum();
    }
    if (!finder.isFull) this.#timer = setTimeout(() => this.#look(), this.#looking ? 0 : REST);
  }

  /** Tells the page what is found, for the diagram. */
  #show(): void {
    const positions = this.#finder?.positions;
    const current = this.at === undefined ? undefined : positions?.[this.at];
    signal(this, 'lab-found', positions === undefined ? null : { positions, current });
  }

  #go(way: 1 | -1): void {
    const finder = this.#finder;
    if (finder === undefined) return;
    const here = this.host.here();
    // Who has moved since goes on from there.
    const next = hitFrom(finder.positions, here === this.#arrived ? this.at : undefined, here, way);
    if (next !== undefined) this.#goTo(next);
  }

  #goTo(at: number): void {
    const hit = this.hits[at];
    if (hit === undefined) return;
    this.at = at;
    signal(this, 'lab-event', { event: hit.event });
    // What happens together is gone to together.
    this.#arrived = this.host.here();
    this.says = this.#say('went', { at: grouped(at + 1), count: grouped(this.hits.length), text: hit.sentence });
    this.#show();
  }

  #keydown(event: KeyboardEvent): void {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    switch (event.key) {
      case 'Enter':
        // What was typed just now is meant at once.
        if (this.#finder === undefined) this.#begin();
        this.#go(event.shiftKey ? -1 : 1);
        break;
      case 'ArrowDown':
        this.#go(1);
        break;
      case 'ArrowUp':
        this.#go(-1);
        break;
      case 'Escape':
        this.#escape();
        break;
      default:
        return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  #escape(): void {
    const input = this.renderRoot.querySelector('input');
    if (this.#typed === '' || input === null) {
      this.host.close();
      return;
    }
    input.value = '';
    this.#typed = '';
    this.#begin();
    input.focus();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    // Sentences are other ones: what is found may be, too.
    const told = changed.has('t') || changed.has('level') || changed.has('all');
    if (told && this.#finder !== undefined) this.#begin();
  }

  override render(): TemplateResult {
    const { hits } = this;
    const mistake = this.#mistake();
    const button = (name: string, label: string, path: string, act: () => void, off = false): TemplateResult =>
      html`<button class="plain" data-testid=${name} aria-label=${label} title=${label} ?disabled=${off} @click=${act}>
        <svg viewBox="0 0 16 16" class="lines" aria-hidden="true"><path d=${path}></path></svg>
      </button>`;
    return html`<div class="field" role="search" @keydown=${this.#keydown}>
        <input
          type="text"
          enterkeyhint="next"
          autocomplete="off"
          autocapitalize="off"
          autocorrect="off"
          spellcheck="false"
          placeholder=${this.#say('placeholder')}
          aria-label=${this.#say('label')}
          aria-describedby="hint"
          aria-invalid=${mistake !== undefined}
          data-testid="search-input"
          @input=${this.#typing}
        />
        <span class="count" data-testid="search-count">${this.#count()}</span>
        ${button('search-before', this.#say('before'), UP, () => this.#go(-1), hits.length === 0)}
        ${button('search-next', this.#say('next'), DOWN, () => this.#go(1), hits.length === 0)}
        ${button('search-close', this.#say('close'), CROSS, () => this.host.close())}
      </div>
      <p class="hidden-text" id="hint">${this.#say('hint')}</p>
      <p class="hidden-text" role="status" data-testid="search-says">${mistake ?? this.says}</p>
      ${this.active ? (mistake === undefined ? this.#results() : html`<p data-testid="search-mistake">${mistake}</p>`) : nothing}`;
  }

  #mistake(): string | undefined {
    const read = this.#read;
    if (read === undefined || !isMistake(read)) return undefined;
    if (read.kind === 'no-client' && read.count === 0) return this.#say('no-client.none', { word: read.word });
    const { kind, ...facts } = read;
    return this.#say(kind, facts);
  }

  /** `12 of 340`, beside the field. */
  #count(): string {
    const finder = this.#finder;
    if (finder === undefined || !this.active) return '';
    const { hits } = this;
    if (this.at !== undefined && 0 < hits.length) {
      return this.#say('at', { at: grouped(this.at + 1), count: grouped(hits.length) });
    }
    if (this.#looking) return this.#say('looking', { percent: Math.floor((100 * finder.seen) / Math.max(1, finder.end)) });
    return hits.length === 0 ? '' : this.#sum();
  }

  #sum(): string {
    const count = this.hits.length;
    const others = this.#finder?.others ?? 0;
    if (count === 0) return 0 < others ? this.#say('none.others', { count: grouped(others) }) : this.#say('none');
    if (MOST_HITS <= count) return this.#say('found.many', { count: grouped(count) });
    return this.#say('found', { count: grouped(count) });
  }

  #results(): TemplateResult | typeof nothing {
    const finder = this.#finder;
    if (finder === undefined) return nothing;
    const { hits } = this;
    if (hits.length === 0) {
      if (this.#looking) return nothing;
      return html`<p class="muted" data-testid="search-none">
        ${this.#sum()}${0 < finder.others ? html`<button data-testid="search-all" @click=${() => this.host.showAll()}>${this.#say('all')}</button>` : nothing}
      </p>`;
    }
    const at = this.at ?? 0;
    const from = Math.max(0, Math.min(at - AROUND, hits.length - 2 * AROUND));
    const to = Math.min(hits.length, from + 2 * AROUND);
    const more = (key: 'earlier' | 'later', count: number): TemplateResult | typeof nothing =>
      count === 0 ? nothing : html`<li class="more">${this.#say(key, { count: grouped(count) })}</li>`;
    return html`<ol class="scroll" tabindex="0" aria-label=${this.#say('hits')} data-testid="hits" @keydown=${this.#keydown}>
      ${more('earlier', from)}
      ${hits.slice(from, to).map((hit, i) => this.#row(hit, from + i))}
      ${more('later', hits.length - to)}
    </ol>`;
  }

  #row({ tick, kind, weight, sentence, trace }: Hit, at: number): TemplateResult {
    const query = this.#read;
    const isQuery = query !== undefined && !isMistake(query);
    const shown = !isQuery || sentence === trace || isShownBy(query, sentence);
    return html`<li
      class=${2 < weight ? 'turn' : ''}
      data-kind=${kind}
      aria-current=${at === this.at ? 'true' : nothing}
      @click=${() => this.#goTo(at)}
    >
      <time>${grouped(tick)} ms</time>
      <span>${this.#marked(sentence)}${shown ? nothing : html`<small>${this.#marked(trace)}</small>`}</span>
    </li>`;
  }

  #marked(text: string): readonly (string | TemplateResult)[] {
    const query = this.#read;
    if (query === undefined || isMistake(query)) return [text];
    const parts: (string | TemplateResult)[] = [];
    let end = 0;
    for (const [from, to] of marksIn(query, text)) {
      parts.push(text.slice(end, from), html`<mark>${text.slice(from, to)}</mark>`);
      end = to;
    }
    return [...parts, text.slice(end)];
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (this.#awaited) this.focus();
    if (changed.has('at')) this.renderRoot.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' });
  }
}

customElements.define('kvraft-search', KvraftSearch);
