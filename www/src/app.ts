import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { ClusterView } from './frame.ts';
import { embeddingOf, pageAddress } from './address.ts';
import { LabError, loadTools, toLabError, type Engine } from './engine.ts';
import { fetchScenario } from './gallery.ts';
import { openGuide, type Guide } from './guide.ts';
import {
  loadLanguage,
  preferredLanguage,
  timeText,
  translator,
  type TextKey,
  type Translate,
} from './i18n.ts';
import { followViews, lookOf, timeKeys } from './hands.ts';
import { NOTHING_TRIED, invitations, triedAfter } from './invitations.ts';
import { onPageKey, type KeyActions } from './keys.ts';
import { Lab } from './lab.ts';
import { fetchNotation, type Level } from './narrate.ts';
import { readLink, writeLink } from './link.ts';
import { bugName, fetchExhibits, type Exhibit } from './museum.ts';
import {
  choicesFor,
  linkIn,
  parseSeed,
  readOptions,
  writeOptions,
  type Language,
  type OptionProblem,
  type PageOptions,
  type Theme,
} from './options.ts';
import { paintAway } from './painting.ts';
import type { Moment } from './playback.ts';
import { Presenter, partsOf } from './presenter.ts';
import {
  forgetAll,
  isReload,
  keepRun,
  recalledLanguage,
  recalledLevel,
  recalledRun,
  recalledTheme,
  reflect,
  remember,
} from './storage.ts';
import { PRESETS, withBugs } from './settings.ts';
import { readPasted, textIn } from './story.ts';
import { appStyles } from './styles/app.ts';
import { pastStyles } from './styles/past.ts';
import { printStyles } from './styles/print.ts';
import { shared } from './styles/shared.ts';
import { stageStyles } from './styles/stages.ts';
import { tokens } from './styles/tokens.ts';
import { LateFields } from './type-ahead.ts';
import { clusterPanel, type ClusterActions, type ClusterState } from './views/cluster.ts';
import type { ChallengeActions } from './views/challenge.ts';
import type { ExploreActions, KvraftExplorer } from './views/explorer.ts';
import {
  brokenBar,
  noteBar,
  FIND,
  noticeBar,
  pageHeader,
  storyBar,
  type HeaderActions,
} from './views/header.ts';
import type { KvraftHelp } from './views/help.ts';
import type { JudgeActions } from './views/judges.ts';
import type { LearnActions } from './views/learn.ts';
import type { ReadLogs } from './views/logs.ts';
import type { KvraftPalette, PaletteHost } from './views/palette.ts';
import type { MuseumActions } from './views/museum.ts';
import { ringKey } from './views/ring-key.ts';
import './views/narrator.ts';
import './views/ring.ts';
import './views/scrubber.ts';
import type { SettingsActions } from './views/settings.ts';
import type { StatisticsActions } from './views/statistics.ts';
import type { FuturesActions } from './views/futures.ts';
import type { ShareActions } from './views/sheets.ts';
import type { KvraftSearch, SearchHost } from './views/search.ts';
import { onSignal, type Found, type Selection } from './views/signals.ts';
import type { StoryActions } from './views/stories.ts';
import { isStage, loadStage, stageBar, type Stage } from './views/stages.ts';
import { tabBar, type Tab } from './views/tabs.ts';
import type { TimePlot } from './views/time-plot.ts';
import './views/transport.ts';
import type { Trouble } from './views/trouble.ts';

/**
 * The whole page. Everything is reachable through the element, nothing through globals:
 *
 * - `ready`: resolves when the first run has begun (or loading has failed: see `loadState`)
 * - `run(line)`: one line of the action language, as if typed into the console
 * - `time`: the virtual time in ms · `playing`, `play()`, `pause()`, `step()`
 * - `seek(ms)`, `stepBack()`, `undo()`: back in time · `end`: how far it has been seen · `branch`
 * - `openScenario(text)`: plays a file, or what a link carries; resolves to what was wrong with it
 * - `view`: the cluster as last drawn · `seed`: the seed of this run · `hash`: the trace so far
 * - `frameTimes`: main-thread ms of the latest frames
 *
 * It fires `kvraft-language` and `kvraft-theme` (detail: the choice) so that the document around it
 * can follow.
 */
export class KvraftApp extends LitElement {
  static override properties = {
    language: { state: true },
    theme: { reflect: true },
    tab: { reflect: true },
    stage: { reflect: true },
    wide: { reflect: true, type: Boolean },
    problems: { state: true },
    trouble: { state: true },
    dropping: { state: true },
    selection: { state: true },
    settings: { state: true },
    allEvents: { state: true },
    searching: { state: true },
    found: { state: true },
    exhibits: { state: true },
    note: { state: true },
    guide: { state: true },
    guided: { reflect: true },
    inspecting: { reflect: true, type: Boolean },
    names: { state: true },
    furnished: { state: true },
  };
  static override styles = [shared, tokens, pastStyles, appStyles, stageStyles, printStyles];

  declare language: Language;
  declare theme: Theme;
  declare tab: Tab;
  /** What stands beside the cluster, and whether in its place, too. */
  declare stage: Stage;
  declare wide: boolean;
  declare problems: readonly OptionProblem[];
  /** Why a scenario could not be opened. */
  declare trouble: Trouble | undefined;
  /** A file is held over the page. */
  declare dropping: boolean;
  declare selection: Selection | undefined;
  declare settings: boolean;
  declare allEvents: boolean;
  /** The events are searched, and what was found. */
  declare searching: boolean;
  declare found: Found | null;
  /** What the bugs are called; fetched when a run has one. */
  declare exhibits: ReadonlyMap<string, Exhibit>;
  /** Something small that is good to know. */
  declare note: TextKey | undefined;
  /** The lesson or challenge beside the cluster, and its kind. */
  declare guide: Guide | undefined;
  declare guided: Guide['kind'] | undefined;
  /** Something is chosen: beside a lesson there is room for the logs or for that. */
  declare inspecting: boolean;
  /** What each message is, is written beside it. */
  declare names: boolean;
  /** What stands around the cluster is there. */
  declare furnished: boolean;

  readonly ready: Promise<void>;

  readonly #lab = new Lab();
  readonly #part = partsOf(() => this.renderRoot);
  readonly #presenter = new Presenter(this.#lab, this.#part, (text) => {
    const place = this.renderRoot.querySelector('[data-testid=announcer]');
    if (place !== null) place.textContent = text;
  });
  /** Fields whose code is fetched when they are asked for. */
  readonly #fields = new LateFields(() => this.shadowRoot);
  readonly #calm = matchMedia('(prefers-reduced-motion: reduce)');
  /** Ends all listening outside of the element. */
  #connected = new AbortController();
  #began: () => void = () => {};
  #tried = NOTHING_TRIED;
  /** The run that the guide was last seen with. */
  #guided: Engine | undefined;
  /** The run over which the menu was last seen. */
  #unfolded: Engine | undefined;
  /** The bugs whose names were last asked for. */
  #named = '';
  #resume = false;
  /** Whether the run is kept for a reload. */
  #keeps = true;
  readonly #texts: Promise<void>;
  #readable = false;

  constructor() {
    super();
    const { options, problems } = readOptions(location.search);
    this.language = options.lang ?? recalledLanguage() ?? preferredLanguage(navigator.languages);
    this.theme = options.theme ?? recalledTheme() ?? 'auto';
    this.tab = 'cluster';
    this.stage = 'logs';
    this.wide = false;
    this.problems = problems;
    this.trouble = undefined;
    this.dropping = false;
    this.selection = undefined;
    this.settings = false;
    this.allEvents = false;
    this.searching = false;
    this.found = null;
    this.exhibits = new Map();
    this.note = undefined;
    this.guide = undefined;
    this.guided = undefined;
    this.inspecting = false;
    this.names = false;
    this.furnished = false;
    this.ready = new Promise((resolve) => (this.#began = resolve));
    this.#texts = loadLanguage(this.language).then(() => {
      this.#readable = true;
    });
    this.#presenter.level = recalledLevel();
    if (this.#presenter.level === 'expert') void fetchNotation().then(() => this.#speakTo(this.#presenter.level));
    this.#lab.playback.speed = options.speed;
    if (new URLSearchParams(location.search).has('speed')) this.#lab.ownSpeed = undefined;
    this.#lab.playback.onchange = () => this.requestUpdate();
    this.#lab.onchange = () => this.requestUpdate();
    this.#lab.onframe = (moment) => {
      this.#presenter.show(moment);
      if (this.guide?.kind === 'challenge') this.guide.look();
      this.#showPlot(moment);
    };
    this.#presenter.onchange = () => this.requestUpdate();
    this.#listen();
    void this.#open(options);
  }

  get time(): number {
    return this.#lab.engine?.now() ?? 0;
  }
  get playing(): boolean {
    return this.#lab.playback.playing;
  }
  get view(): ClusterView {
    return this.#lab.view;
  }
  get seed(): string {
    return this.#lab.start.seed;
  }
  get hash(): string {
    return this.#lab.engine?.hash() ?? '';
  }
  get loadState(): 'loading' | 'ready' | 'failed' {
    return this.#lab.load.kind;
  }
  get frameTimes(): readonly number[] {
    return this.#lab.playback.frameTimes;
  }
  get end(): number {
    return this.#lab.engine?.end() ?? 0;
  }
  get branch(): number {
    return this.#lab.engine?.branch() ?? 0;
  }
  run(line: string): void {
    void this.#lab.run(line);
  }
  play(): void {
    this.#lab.playback.play();
  }
  pause(): void {
    this.#lab.playback.pause();
  }
  step(): boolean {
    return this.#lab.playback.step();
  }
  seek(tick: number): void {
    this.#lab.moved((engine) => engine.seek(tick));
  }
  stepBack(): void {
    this.#lab.travel.stepBack();
  }
  undo(): void {
    this.#lab.undo();
  }
  openScenario(text: string, name = '', tell = true): Promise<LabError | undefined> {
    const open = (): void => {
      const pasted = readPasted(text);
      if (pasted.kind === 'link') this.#playLink(pasted.text);
      else this.#lab.playFile(pasted.text);
    };
    return this.#try(name, open, tell);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#connected = new AbortController();
    const { signal } = this.#connected;
    const page = this.ownerDocument;
    page.addEventListener('keydown', this.#onKey, { signal });
    page.addEventListener('pointerdown', this.#onPointer, { signal });
    page.addEventListener('visibilitychange', this.#onVisibility, { signal });
    window.addEventListener('hashchange', this.#onHash, { signal });
    window.addEventListener('pagehide', this.#keep, { signal });
    window.addEventListener('beforeprint', this.#onPrint, { signal });
    page.addEventListener('dragover', this.#onDrag, { signal });
    page.addEventListener('dragleave', this.#onDrag, { signal });
    page.addEventListener('drop', this.#onDrop, { signal });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#connected.abort();
    this.#lab.playback.pause();
  }

  async #open(options: PageOptions): Promise<void> {
    const { servers, clients, seed, scenario, settings, lesson, challenge } = options;
    const isSet = 0 < Object.keys(settings).length;
    const link = linkIn(location.hash);
    const at = (link === undefined ? undefined : readLink(link).at) ?? options.at;
    // The file comes while the core does.
    const fetched =
      scenario === undefined || link !== undefined
        ? undefined
        : fetchScenario(scenario).catch((error: unknown) => toLabError(error));
    const begin = async (): Promise<boolean> => {
      const file = await fetched;
      const place = lesson === undefined ? 'challenge' : 'lesson';
      const guide = lesson ?? challenge;
      if (link === undefined && guide !== undefined) {
        return (await this.#openGuide(place, guide, true)) === undefined;
      }
      if (link === undefined && file === undefined && !isSet) return false;
      const name = link !== undefined ? LINK : (scenario ?? location.search);
      const lab = this.#lab;
      const error = await this.#try(name, () => {
        if (file instanceof LabError) throw file;
        const choice = { link, file, id: scenario, settings, seed, servers, clients };
        if (!lab.present(choice)) this.note = 'note.link-damaged';
      });
      return error === undefined;
    };
    const guided = lesson !== undefined || challenge !== undefined;
    const kept = isReload() && !guided ? recalledRun(location.search + location.hash) : undefined;
    const plain = !guided && kept === undefined && link === undefined && fetched === undefined && !isSet;
    await this.#lab.open({ servers, clients }, seed, plain ? undefined : begin);
    const furnished = this.#furnish();
    const ready = this.#lab.load.kind === 'ready';
    const back = ready && typeof kept === 'object' && this.#lab.resume(kept);
    if (kept !== undefined && !back) this.note = 'note.not-restored';
    if (!back && at !== undefined) await this.#lab.reach(at);
    // Who asked for less motion, for a moment, or had stopped, decides when things move.
    const still =
      this.#calm.matches ||
      (back ? !kept.playing : at !== undefined) ||
      this.guide?.kind === 'lesson';
    if (still) this.#lab.playback.pause();
    else if (ready) this.#lab.playback.play();
    await furnished;
    this.#began();
  }

  /** Sets up what stands around the cluster, once that is drawn: it is what one came for. */
  async #furnish(): Promise<void> {
    await drawn();
    try {
      await import('./views/panels.ts');
    } catch (error) {
      this.#lab.fail('load', error);
      return;
    }
    this.furnished = true;
    await this.updateComplete;
    this.#lab.playback.invalidate();
  }

  /** Opens something; a mistake in it is told, here or by who asked, and the run goes on as it was. */
  async #try(
    name: string,
    open: () => void | Promise<void>,
    tell = true,
  ): Promise<LabError | undefined> {
    try {
      await open();
    } catch (caught) {
      const error = toLabError(caught);
      if (tell) this.trouble = { name, error };
      return error;
    }
    this.trouble = undefined;
    this.selection = undefined;
    if (!this.#calm.matches && this.#lab.guide?.place !== 'lesson') this.#lab.playback.play();
    return undefined;
  }

  /** Opens a lesson or a challenge beside the cluster. */
  async #openGuide(place: Guide['kind'], id: string, tell: boolean): Promise<LabError | undefined> {
    return this.#try(
      id,
      async () => {
        const guide = await openGuide(this.#lab, place, id, this.language);
        this.guide?.close();
        this.guide = guide;
        this.#guided = this.#lab.engine;
        this.tab = 'cluster';
      },
      tell,
    );
  }

  /** A guide goes with its run: one begun anew begins it anew, another one ends it. */
  #followGuide(): void {
    const { guide } = this;
    if (guide === undefined) return;
    const { place, id } = this.#lab.guide ?? {};
    if (place !== guide.kind || id !== guide.id) {
      guide.close();
      this.guide = undefined;
    } else if (this.#lab.engine !== this.#guided) {
      this.#guided = this.#lab.engine;
      if (guide.isOwn(this.#lab.engine)) return;
      guide.follow();
    }
  }

  #playLink(text: string): void {
    if (!this.#lab.playLink(text)) this.note = 'note.link-damaged';
  }

  #listen(): void {
    followViews(this, this.#lab, {
      select: (selection) => (this.selection = selection),
      restart: () => this.#restart({}),
      widen: () => (this.wide = !this.wide),
      level: (level) => this.#speakTo(level),
    });
    onSignal(this, 'lab-found', (found) => (this.found = found));
  }

  #speakTo(level: Level): void {
    this.#presenter.level = level;
    remember('level', level);
    const speak = (): void => {
      this.#presenter.showEvents();
      this.requestUpdate();
    };
    speak();
    if (level === 'expert') void fetchNotation().then(speak);
  }

  #restart(change: { readonly seed?: string; readonly servers?: number }): void {
    this.#lab.restart(change);
    this.selection = undefined;
  }

  /** Nothing is shown before the texts are there: no flash of another language. */
  protected override async scheduleUpdate(): Promise<void> {
    if (!this.#readable) await this.#texts;
    super.scheduleUpdate();
  }

  override render(): TemplateResult {
    const lab = this.#lab;
    this.#presenter.selection = this.selection;
    const t = translator(this.language);
    lab.t = t;
    lab.language = this.language;
    return html`
      ${pageHeader({ ...lab.start, language: this.language, theme: this.theme, settings: this.settings }, this.#header, t)}
      <div class="strips">
        ${noticeBar(this.problems, this.trouble, this.#dismiss, this.language, t)}
        ${this.guide !== undefined ? nothing : storyBar(lab.story, () => this.#restart({}), this.language, t)}
        ${noteBar(this.note, () => (this.note = undefined), t)}
        ${brokenBar(lab.bugs.map((bug) => bugName(bug, this.exhibits, this.language)), () => void this.#museum.breakOn([]), t)}
      </div>
      <kvraft-narrator
        role="region"
        aria-label=${t('narrator.label')}
        .t=${t}
        .told=${this.#presenter.told()}
        .level=${this.#presenter.level}
      ></kvraft-narrator>
      <div class="hidden-text" role="status" data-testid="announcer"></div>
      ${tabBar(this.tab, (tab) => this.#choose(tab), t)}
      <main>
        ${this.#guidePanel(t)}
        <div class="columns">
          <section class="panel cluster" aria-label=${t('ring.label')} id="cluster">
            <h2 class="heading">
              <span class="title">${t('ring.label')}</span>
              ${ringKey(t)}
              <button
                class="plain names"
                data-testid="names"
                aria-pressed=${this.names}
                title=${t('ring.labels.label')}
                @click=${() => this.#keyActions.names()}
              >
                ${t('ring.labels')}
              </button>
            </h2>
            ${this.#past(t)}
            ${clusterPanel(this.#clusterState(), this.#clusterActions, t)}
          </section>
          <section class="panel logs" aria-label=${t('logs.label')} id="logs">
            <h2 class="hidden-text">${t('logs.label')}</h2>
            ${this.stage === 'logs' ? stageBar('logs', (stage) => this.#choose(stage), t) : nothing}
            ${this.furnished ? html`<kvraft-logs .t=${t} .read=${this.#readLogs} .selection=${this.selection}></kvraft-logs>` : nothing}
          </section>
          ${this.#plot(t)}
          <section class="panel inspect" aria-label=${t('inspect.label')} id="inspect">
            <h2 class="heading">${t('inspect.label')}</h2>
            ${
              this.furnished
                ? html`<kvraft-inspector class="scroll more" tabindex="0" role="group" aria-label=${t('inspect.label')} .t=${t}></kvraft-inspector>`
                : nothing
            }
          </section>
        </div>
        <p class="figure-caption" data-testid="figure-caption">
          ${this.#presenter.told().text} <span>${this.#figure(t)}</span>
        </p>
        <section class="panel transport" aria-label=${t('transport.label')}>
          <kvraft-transport
            .t=${t}
            .playing=${lab.playback.playing}
            .backwards=${lab.playback.backwards}
            .speed=${lab.playback.speed}
            .late=${lab.playback.late}
            .disabled=${lab.load.kind !== 'ready'}
          >
            <kvraft-scrubber
              .t=${t}
              .bookmarks=${lab.bookmarks.list}
              .disabled=${lab.load.kind !== 'ready'}
            ></kvraft-scrubber>
            <button
              class="plain"
              popovertarget="futures"
              data-testid="futures-button"
              aria-label=${t('futures.button', { count: lab.travel.branches })}
              title=${t('futures.label')}
              ?hidden=${lab.travel.branches < 2}
            >
              <svg viewBox="0 0 16 16" class="lines" aria-hidden="true"><path d=${FORK}></path></svg
              >${lab.travel.branches}
            </button>
          </kvraft-transport>
        </section>
        <div class="bottom">
          <section class="panel console" aria-label=${t('console.label')}>
            ${
              this.furnished
                ? html`<kvraft-console .t=${t} .language=${this.language} .entries=${lab.transcript.entries} .complete=${this.#complete}></kvraft-console>`
                : nothing
            }
          </section>
          <div class="sides" id="events">
            <section class="panel side events" aria-label=${t('events.label')}>
              <h2 class="heading">
                ${t('events.label')}
                <button
                  class="plain find"
                  data-testid="search-events"
                  aria-pressed=${this.searching}
                  aria-label=${t('events.search')}
                  title=${`${t('events.search')} (S)`}
                  @click=${() => void this.#search(!this.searching)}
                >
                  <svg viewBox="0 0 16 16" aria-hidden="true"><path d=${FIND}></path></svg>
                </button>
                <button
                  class="plain find"
                  data-testid="statistics"
                  popovertarget="statistics"
                  aria-label=${t('events.statistics')}
                  title=${t('events.statistics')}
                >
                  <svg viewBox="0 0 16 16" aria-hidden="true"><path d="M2 14V9h3v5zM6.5 14V2h3v12zM11 14V6h3v8z"></path></svg>
                </button>
                <label class="all" title=${t('events.all.label')}>
                  <input
                    type="checkbox"
                    .checked=${this.allEvents}
                    @change=${(event: Event) => this.#showAll((event.target as HTMLInputElement).checked)}
                  />${t('events.all')}
                </label>
              </h2>
              ${
                this.searching
                  ? html`<kvraft-search .t=${t} .language=${this.language} .level=${this.#presenter.level} .all=${this.allEvents} .host=${this.#searched}></kvraft-search>`
                  : nothing
              }
              ${this.furnished ? html`<kvraft-events .t=${t}></kvraft-events>` : nothing}
            </section>
            <section class="panel side judges" aria-label=${t('judges.label')}>
              <h2 class="heading">${t('judges.label')}</h2>
              ${this.furnished ? html`<kvraft-judges class="more" .t=${t} .language=${this.language} .act=${this.#judge}></kvraft-judges>` : nothing}
            </section>
          </div>
        </div>
      </main>
      <kvraft-help .t=${t}></kvraft-help>
      <kvraft-palette .t=${t} .language=${this.language} .host=${this.#hands}></kvraft-palette>
      <kvraft-stories
        id="stories"
        popover
        role="dialog"
        aria-label=${t('story.label')}
        .t=${t}
        .language=${this.language}
        .story=${lab.story}
        .act=${this.#stories}
        @beforetoggle=${this.#onSheet}
      ></kvraft-stories>
      <kvraft-learn
        id="learn"
        popover
        role="dialog"
        aria-label=${t('learn.label')}
        .t=${t}
        .language=${this.language}
        .current=${this.guide?.id}
        .act=${this.#learn}
        @beforetoggle=${this.#onSheet}
      ></kvraft-learn>
      <kvraft-share
        id="share"
        popover
        role="dialog"
        aria-label=${t('share.label')}
        .t=${t}
        .language=${this.language}
        .act=${this.#share}
        @beforetoggle=${this.#onSheet}
      ></kvraft-share>
      <kvraft-statistics
        id="statistics"
        popover
        role="dialog"
        aria-label=${t('events.statistics')}
        .t=${t}
        .language=${this.language}
        .act=${this.#counted}
        @beforetoggle=${this.#onSheet}
      ></kvraft-statistics>
      <kvraft-futures
        id="futures"
        popover
        role="dialog"
        aria-label=${t('futures.label')}
        .t=${t}
        .act=${this.#futures}
        .version=${`${lab.travel.branch} ${lab.travel.branches}`}
        @beforetoggle=${this.#onSheet}
      ></kvraft-futures>
      <kvraft-settings
        id="settings"
        popover
        role="dialog"
        aria-label=${t('settings.label')}
        .t=${t}
        .language=${this.language}
        .settings=${lab.settings}
        .size=${lab.start}
        .seed=${lab.start.seed}
        .story=${lab.origin.kind === 'file'}
        .act=${this.#configure}
        @beforetoggle=${this.#onSheet}
      ></kvraft-settings>
      <kvraft-museum
        id="museum"
        popover
        role="dialog"
        aria-label=${t('museum.label')}
        .t=${t}
        .language=${this.language}
        .bugs=${lab.bugs}
        .act=${this.#museum}
        @beforetoggle=${this.#onSheet}
      ></kvraft-museum>
      <kvraft-explorer
        id="explorer"
        popover
        role="dialog"
        aria-label=${t('explore.label')}
        .t=${t}
        .language=${this.language}
        .act=${this.#explore}
        @beforetoggle=${this.#onSheet}
      ></kvraft-explorer>
      ${this.dropping ? html`<div class="drop" aria-hidden="true">${t('story.drop-here')}</div>` : nothing}
    `;
  }

  #guidePanel(t: Translate): TemplateResult | typeof nothing {
    const { guide, language } = this;
    if (guide === undefined) return nothing;
    return html`<section class="panel guide" aria-label=${t(`guide.${guide.kind}`)} id="guide">
      ${
        guide.kind === 'lesson'
          ? html`<kvraft-lesson .language=${language} .session=${guide} .act=${this.#guideActions}></kvraft-lesson>`
          : html`<kvraft-challenge .language=${language} .session=${guide} .story=${this.#lab.story} .act=${this.#guideActions}></kvraft-challenge>`
      }
    </section>`;
  }

  readonly #learn: LearnActions = {
    open: (place, id) => this.#openGuide(place, id, false),
  };

  readonly #guideActions: ChallengeActions = {
    close: () => this.#stories.leave(),
    lesson: (id) => void this.#openGuide('lesson', id, true),
    list: () => this.renderRoot.querySelector<HTMLElement>('#learn')?.showPopover(),
    link: () => this.#share.link(),
    file: () => this.#share.file(),
  };

  /** The title of what is played; empty for a run of one's own. */
  #title(): string {
    const { story } = this.#lab;
    return story === undefined ? '' : textIn(story.title, this.language);
  }

  /** What a printed figure shows: enough to see it again. */
  #figure(t: Translate): string {
    const { start, view } = this.#lab;
    const facts = [this.#title(), t('title'), `${t('header.seed')} ${start.seed}`, timeText(view.now)];
    return facts.filter((fact) => fact !== '').join(' · ');
  }

  /** Paper shows one moment: the caption must be of the same one. */
  readonly #onPrint = (): void => {
    this.pause();
    this.requestUpdate();
    this.performUpdate();
    this.#part('kvraft-ring')?.rest();
  };

  /** In the past: what that means, and the way back. */
  #past(t: Translate): TemplateResult | typeof nothing {
    const { travel, playback } = this.#lab;
    if (!travel.inPast || travel.dragging) return nothing;
    const back = (): void => travel.toEnd();
    return html`<p class="past" role="status" data-testid="past">
      <span>${t(playback.playing ? 'past.playing' : 'past.note')}</span>
      <button data-testid="to-now" @click=${back}>${t('past.back')}</button>
    </p>`;
  }

  #choose(tab: Tab): void {
    this.tab = tab;
    if (!isStage(tab)) return;
    this.stage = tab;
    void loadStage(tab).then(() => this.#lab.playback.invalidate());
    // The bar that was used is another one now.
    const again = `.stages [data-stage=${tab}]`;
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>(again)?.focus());
  }

  /** The space-time diagram or the history, once it is asked for. */
  #plot(t: Translate): TemplateResult | typeof nothing {
    const { stage, language, theme, wide } = this;
    if (stage === 'logs') return nothing;
    const label = t(`tab.${stage}`);
    return html`<section class="panel plot" aria-label=${label} id=${stage}>
      <h2 class="hidden-text">${label}</h2>
      ${stageBar(stage, (next) => this.#choose(next), t)}
      ${
        stage === 'space-time'
          ? html`<kvraft-spacetime .t=${t} .language=${language} .theme=${theme} .wide=${wide} .found=${this.found}></kvraft-spacetime>`
          : html`<kvraft-history .t=${t} .language=${language} .theme=${theme} .wide=${wide}></kvraft-history>`
      }
    </section>`;
  }

  #showPlot(moment: Moment): void {
    if (this.stage === 'logs') return;
    const plot = this.renderRoot.querySelector<TimePlot>('kvraft-spacetime, kvraft-history');
    // It may be on its way still.
    plot?.show?.(lookOf(this.#lab, moment));
  }

  readonly #dismiss = (): void => {
    this.problems = [];
    this.trouble = undefined;
  };

  readonly #stories: StoryActions = {
    openId: (id) =>
      this.#try(id, async () => this.#lab.playFile(await fetchScenario(id), id), false),
    openText: (text, name) => this.openScenario(text, name, false),
    restart: () => this.#restart({}),
    leave: () => {
      this.#lab.leaveStory();
      this.selection = undefined;
    },
  };

  readonly #share: ShareActions = {
    link: () => `${location.origin}${location.pathname}#r=${this.#lab.link()}`,
    file: () => this.#lab.engine?.export() ?? '',
    trace: (format) => this.#lab.engine?.trace(format) ?? [],
    more: {
      now: () => this.#lab.view.now,
      embedding: (atMoment) => embeddingOf(this.#lab, pageAddress(), this.stage, atMoment),
      file: () => this.#lab.file(),
      drawing: () => this.#part('kvraft-ring')?.drawing,
      told: () => `${timeText(this.#lab.view.now)} · ${this.#presenter.told().text}`,
      play: () => this.#lab.playback.play(),
    },
  };

  readonly #explore: ExploreActions = {
    openSeed: (seed, tick) =>
      this.#try(
        seed,
        async () => {
          const tools = await loadTools();
          this.#lab.playLink(tools.linkOfSeed(seed));
          if (0 < tick) this.#lab.moved((engine) => engine.seek(tick));
        },
        false,
      ),
    openText: (text, name) => this.openScenario(text, name, false),
    scenarioOf: async (seed) => this.#lab.scriptOf((await loadTools()).linkOfSeed(seed)),
    failing: () => (0 < this.#lab.view.violations ? this.#lab.engine?.export() : undefined),
  };

  readonly #museum: MuseumActions = {
    breakOn: (bugs) =>
      this.#try('', () => this.#lab.configure(withBugs(this.#lab.settings, bugs)), false),
    openId: (id) => this.#stories.openId(id),
    beside: async (bug, name) => {
      try {
        const { showBeside } = await import('./views/beside.ts');
        await showBeside(this.renderRoot, { bug, name, t: this.#lab.t, language: this.language });
        return undefined;
      } catch (error) {
        return toLabError(error);
      }
    },
  };

  readonly #judge: JudgeActions = {
    go: ({ judge, tick }) => this.#lab.travel.toFinding(judge, tick),
    shrink: () => void this.#shrinkSession(),
    share: () => this.renderRoot.querySelector<HTMLElement>('#share')?.showPopover(),
  };

  async #shrinkSession(): Promise<void> {
    await import('./views/explorer.ts');
    const sheet = this.renderRoot.querySelector<KvraftExplorer>('kvraft-explorer');
    sheet?.showPopover();
    sheet?.shrinkSession();
  }

  readonly #configure: SettingsActions = {
    apply: (settings, { servers, clients }) =>
      this.#try('', () => this.#lab.configure(settings, { servers, clients }), false),
    forget: () => {
      this.#keeps = false;
      forgetAll();
    },
  };

  /** The names of the run's bugs are fetched once for each set of them; until then, ids must do. */
  protected override willUpdate(): void {
    this.#followGuide();
    this.guided = this.guide?.kind;
    this.inspecting = this.selection !== undefined;
    this.#foldMenu();
    const bugs = this.#lab.bugs.join(' ');
    if (bugs === this.#named) return;
    this.#named = bugs;
    if (bugs !== '') void fetchExhibits().then((exhibits) => (this.exhibits = exhibits));
  }

  /** A press beside the menu folds it; sheets that were opened from it are not beside it. */
  readonly #onPointer = (event: Event): void => {
    if (!this.settings) return;
    const on = event.composedPath().filter((each) => each instanceof Element);
    this.settings = on.some((each) => each.matches('.settings, .toggle-settings, [popover]'));
  };

  /** On a phone the menu lies over what was opened from it. */
  #foldMenu(): void {
    if (this.#lab.engine === this.#unfolded) return;
    this.#unfolded = this.#lab.engine;
    if (!this.settings) return;
    const menu = this.renderRoot.querySelector<HTMLElement>('.toggle-settings');
    if (this.shadowRoot?.activeElement?.closest('.settings') != null) menu?.focus();
    this.settings = false;
  }

  readonly #futures: FuturesActions = {
    read: () => this.#lab.engine?.branches() ?? [],
    current: () => this.#lab.engine?.branch() ?? 0,
    now: () => this.time,
    switchTo: (id) => this.#lab.travel.switchTo(id),
    name: (id, name) => this.#lab.engine?.nameBranch(id, name),
    compare: (one, other) => this.#lab.engine?.compare(one, other),
    go: (branch, event) => {
      this.#lab.travel.switchTo(branch);
      this.#lab.travel.toEvent(event);
    },
  };

  /** A sheet is fetched when it first opens, and stands by its button. */
  readonly #onSheet = (event: Event): void => {
    const sheet = event.currentTarget as HTMLElement;
    if ((event as ToggleEvent).newState !== 'open') return;
    void (SHEETS[sheet.id] ?? (() => import('./views/sheets.ts')))();
    const button = this.renderRoot.querySelector(`[popovertarget=${sheet.id}]`);
    if (button === null) return;
    placeBeside(sheet, button.getBoundingClientRect());
  };

  readonly #onHash = (): void => {
    const link = linkIn(location.hash);
    if (link === undefined) return;
    const open = async (): Promise<void> => {
      const error = await this.#try(LINK, () => this.#playLink(link));
      const { at } = readLink(link);
      if (error === undefined && at !== undefined) await this.#lab.reach(at);
    };
    void open();
  };

  readonly #onDrag = (event: DragEvent): void => {
    if (event.dataTransfer?.types.includes('Files') !== true) return;
    event.preventDefault();
    // Leaving for another element of the page is not leaving the page.
    this.dropping = event.type === 'dragover' || event.relatedTarget !== null;
  };

  readonly #onDrop = (event: DragEvent): void => {
    this.dropping = false;
    const file = event.dataTransfer?.files[0];
    if (file === undefined) return;
    event.preventDefault();
    void file.text().then((text) => this.openScenario(text, file.name));
  };

  #clusterState(): ClusterState {
    const { load, view, loss } = this.#lab;
    return {
      load,
      selection: this.selection,
      requests: this.#presenter.requests,
      names: this.names,
      invitations: invitations(view, this.#tried, loss),
    };
  }

  readonly #complete = (line: string, cursor: number): readonly string[] =>
    this.#lab.engine?.complete(line, cursor) ?? [];

  readonly #header: HeaderActions = {
    toggleSettings: () => (this.settings = !this.settings),
    seedTyped: (event) => this.#seedTyped(event),
    newSeed: () => {
      this.#lab.newSeed();
      this.selection = undefined;
    },
    servers: (servers) => this.#restart({ servers }),
    language: () => void this.#switchLanguage(),
    theme: () => this.#switchTheme(),
    help: () => void this.#showHelp(),
    palette: () => void this.#showPalette(),
  };

  readonly #readLogs: ReadLogs = (from, to) => this.#lab.engine?.logs(from, to);

  readonly #clusterActions: ClusterActions = {
    accept: (line) => {
      this.#tried = triedAfter(this.#tried, line);
      this.#lab.run(line);
    },
    retry: () => void this.#retry(),
    paintAway,
  };

  async #retry(): Promise<void> {
    const { servers, clients } = this.#lab.start;
    const { options } = readOptions(location.search);
    await this.#open({ ...options, servers, clients });
  }

  protected override updated(changed: PropertyValues<this>): void {
    const { playback, start, load, origin } = this.#lab;
    if (changed.has('language')) {
      this.dispatchEvent(
        new CustomEvent('kvraft-language', { detail: this.language, bubbles: true }),
      );
    }
    if (changed.has('theme')) {
      this.dispatchEvent(new CustomEvent('kvraft-theme', { detail: this.theme, bubbles: true }));
    }
    const ring = this.#part('kvraft-ring');
    if (ring !== null) {
      ring.still = !playback.playing;
      ring.calm = this.#calm.matches;
    }
    if (load.kind === 'ready') {
      const { language: lang, theme } = this;
      const carried = origin.kind === 'file' ? origin.link : undefined;
      const link = carried && writeLink(carried, this.#lab.bookmarks.list);
      const query = writeOptions(location.search, { ...choicesFor(origin, start, this.#lab.settings), lang, theme });
      reflect(query, link);
      playback.invalidate();
    }
  }

  /** Opens or closes the search of events; it is fetched when it first opens. */
  async #search(opens = true): Promise<void> {
    this.searching = opens;
    if (!opens) {
      await this.updateComplete;
      this.renderRoot.querySelector<HTMLElement>('.find')?.focus();
      return;
    }
    if (this.tab !== 'events') this.tab = 'events';
    await this.#fields.open('kvraft-search', this.#lab.t('events.search'), async (ahead) => {
      await import('./views/search.ts');
      await this.updateComplete;
      const search = this.renderRoot.querySelector<KvraftSearch>('kvraft-search');
      await search?.updateComplete;
      search?.focus(ahead);
    });
  }

  readonly #searched: SearchHost = {
    engine: () => this.#lab.engine,
    cast: () => this.#lab.start,
    here: () => this.#lab.view.eventCount,
    showAll: () => this.#showAll(true),
    close: () => void this.#search(false),
  };

  readonly #counted: StatisticsActions = {
    engine: () => this.#lab.engine,
    view: () => this.#lab.view,
  };

  #showAll(all: boolean): void {
    this.allEvents = all;
    this.#presenter.allEvents = all;
  }

  #seedTyped(event: Event): void {
    const input = event.target as HTMLInputElement;
    const seed = parseSeed(input.value);
    if (seed === undefined) {
      this.problems = [{ name: 'seed', value: input.value, expected: 'expected.seed' }];
      input.value = this.#lab.start.seed;
    } else {
      this.problems = [];
      this.#restart({ seed });
    }
  }

  async #switchLanguage(
    next: Language = this.language === 'en' ? 'zh-CN' : 'en',
  ): Promise<void> {
    await loadLanguage(next);
    this.language = next;
    remember('lang', next);
    await this.updateComplete;
    this.#presenter.showEvents();
  }

  #switchTheme(theme = nextTheme(this.theme)): void {
    this.theme = theme;
    remember('theme', this.theme);
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    if (!this.#helpOpen()) onPageKey(event, this, this.#keyActions);
  };

  readonly #keyActions: KeyActions = {
    ...timeKeys(this.#lab),
    bookmark: () => void this.#lab.run('bookmark'),
    nextMessage: (step) => this.#part('kvraft-ring')?.nextMessage(step),
    search: () => void this.#search(),
    console: () => this.#part('kvraft-console')?.focus(),
    help: () => void this.#showHelp(),
    palette: () => void this.#showPalette(),
    names: () => {
      this.names = !this.names;
      this.#lab.playback.invalidate();
    },
    deselect: () => {
      this.selection = undefined;
      this.#lab.playback.invalidate();
    },
  };

  /** A page that is left may be loaded again. */
  readonly #keep = (): void => {
    const moment = this.#keeps && this.guide === undefined ? this.#lab.moment() : undefined;
    if (moment === undefined) return;
    const playing = this.playing || (this.ownerDocument.hidden && this.#resume);
    keepRun({ ...moment, address: location.search + location.hash, playing });
  };

  /** Nobody watches a hidden page; it goes on where it was when it is seen again. */
  readonly #onVisibility = (): void => {
    const { playback } = this.#lab;
    if (this.ownerDocument.hidden) {
      this.#resume = playback.playing;
      this.#keep();
      playback.pause();
    } else if (this.#resume) playback.play();
  };

  /** The help sheet is fetched when somebody asks for it. */
  async #showHelp(): Promise<void> {
    await import('./views/help.ts');
    const help = this.renderRoot.querySelector<KvraftHelp>('kvraft-help');
    await help?.updateComplete;
    help?.show();
  }

  #helpOpen(): boolean {
    const sheets = this.renderRoot.querySelectorAll<KvraftHelp | KvraftPalette>(
      'kvraft-help, kvraft-palette',
    );
    return [...sheets].some((each) => each.open);
  }

  /** So is the palette. */
  async #showPalette(): Promise<void> {
    await this.#fields.open('kvraft-palette', this.#lab.t('palette.label'), async (ahead) => {
      await import('./views/palette.ts');
      const palette = this.renderRoot.querySelector<KvraftPalette>('kvraft-palette');
      await palette?.updateComplete;
      await palette?.show(ahead);
    });
  }

  readonly #hands: PaletteHost = {
    read: () => ({
      view: this.#lab.view,
      playing: this.playing,
      branches: this.#lab.travel.branches,
      bookmarks: this.#lab.bookmarks.list,
      bugs: this.#lab.bugs,
      language: this.language,
    }),
    complete: this.#complete,
    turn: (turn, way) => this.#keyActions.turn(turn, way),
    forget: (tick) => {
      this.#lab.bookmarks.remove(tick);
      this.requestUpdate();
    },
    sheet: (name, field) => void this.#openSheet(name, field),
    view: (tab) => this.#choose(tab),
    story: (id) => void this.#try(id, async () => this.#lab.playFile(await fetchScenario(id), id)),
    bugs: (bugs) => void this.#museum.breakOn(bugs),
    preset: (preset) => {
      const { bugs } = this.#lab;
      void this.#try(preset, () => this.#lab.configure(withBugs(PRESETS[preset], bugs)));
    },
    theme: (theme) => this.#switchTheme(theme),
    language: (language) => void this.#switchLanguage(language),
    servers: (servers) => this.#restart({ servers }),
    newSeed: () => this.#header.newSeed(),
    search: () => void this.#search(),
    console: () => this.#part('kvraft-console')?.focus(),
    help: () => void this.#showHelp(),
    names: () => this.#keyActions.names(),
    level: () => this.#speakTo(this.#presenter.level === 'expert' ? 'newcomer' : 'expert'),
  };

  async #openSheet(name: string, field: string | undefined): Promise<void> {
    const sheet = this.renderRoot.querySelector<LitElement>(`#${name}`);
    sheet?.showPopover();
    if (sheet === null || field === undefined) return;
    await SHEETS[name]?.();
    await sheet.updateComplete;
    sheet.renderRoot.querySelector<HTMLElement>(`#${CSS.escape(field)}`)?.focus();
  }
}

function nextTheme(theme: Theme): Theme {
  const order: readonly Theme[] = ['auto', 'light', 'dark'];
  return order[(order.indexOf(theme) + 1) % order.length] ?? 'auto';
}

/** Where sheets are that are large enough to come by themselves. */
const SHEETS: Readonly<Record<string, () => Promise<unknown>>> = {
  explorer: () => import('./views/explorer.ts'),
  futures: () => import('./views/futures.ts'),
  museum: () => import('./views/museum.ts'),
  settings: () => import('./views/settings.ts'),
  statistics: () => import('./views/statistics.ts'),
  learn: () => import('./views/learn.ts'),
  stories: () => import('./views/stories.ts'),
};
/** Sheets with more to read in a line than the others. */
const WIDE: readonly string[] = ['museum', 'settings', 'statistics', 'learn', 'stories'];
/** What a link is called where a file would have its name. */
const LINK = '#r=…';
const FORK = 'M3.5 14V2.5M3.5 10.5c0 -4 8 -1.5 8 -8M8.7 5L11.5 2.2L14.3 5';
/** Between a sheet and its button, and the edge of the window. */
const AIR = 8;
/** Height in rem that a sheet has beside its button, or it does not stand there. */
const ENOUGH = 24;
/** Real ms after which nobody waits for a frame any more. */
const UNSEEN = 200;

/** After the next frame is drawn; soon, where none is, as in a hidden tab. */
function drawn(): Promise<void> {
  return new Promise((resolve) => {
    const unseen = setTimeout(resolve, UNSEEN);
    requestAnimationFrame(() => {
      clearTimeout(unseen);
      setTimeout(resolve);
    });
  });
}

/** Below a button of the upper half of the window, above one of the lower half, if there is room; inside it in any case. */
function placeBeside(sheet: HTMLElement, button: DOMRect): void {
  const { innerWidth, innerHeight } = window;
  const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
  const width = Math.min((WIDE.includes(sheet.id) ? 42.5 : 26.25) * rem, innerWidth - 2 * AIR);
  const left = Math.max(AIR, Math.min(button.left, innerWidth - width - AIR));
  const below = button.top < innerHeight / 2;
  const { style } = sheet;
  const beside = (below ? button.bottom : innerHeight - button.top) + AIR;
  // In a low window it takes what there is; its button may have been scrolled out of sight.
  const from = AIR < beside && ENOUGH * rem < innerHeight - beside ? beside : AIR;
  style.margin = '0';
  style.inset = below ? `${from}px auto auto ${left}px` : `auto auto ${from}px ${left}px`;
  style.maxHeight = `${innerHeight - from - AIR}px`;
}

customElements.define('kvraft-app', KvraftApp);
