import { LitElement, html, type PropertyValues, type TemplateResult } from 'lit';
import type { ClusterView } from './frame.ts';
import { loadLanguage, preferredLanguage, translator } from './i18n.ts';
import { invitations } from './invitations.ts';
import { onPageKey, type KeyActions } from './keys.ts';
import { Lab } from './lab.ts';
import {
  parseSeed,
  readOptions,
  writeOptions,
  type Language,
  type OptionProblem,
  type Theme,
} from './options.ts';
import { Presenter, type FindPart } from './presenter.ts';
import { recalledLanguage, recalledTheme, reflect, remember } from './storage.ts';
import { appStyles } from './styles/app.ts';
import { shared } from './styles/shared.ts';
import { tokens } from './styles/tokens.ts';
import { clusterPanel, type ClusterActions, type ClusterState } from './views/cluster.ts';
import { KvraftConsole } from './views/console.ts';
import { noticeBar, pageHeader, type HeaderActions } from './views/header.ts';
import type { KvraftHelp } from './views/help.ts';
import type { ReadLogs } from './views/logs.ts';
import { KvraftRing } from './views/ring.ts';
import { onSignal, type Selection } from './views/signals.ts';
import { tabBar, type Tab } from './views/tabs.ts';

/**
 * The whole page. Everything is reachable through the element, nothing through globals:
 *
 * - `ready`: resolves when the first run has begun (or loading has failed: see `loadState`)
 * - `run(line)`: one line of the action language, as if typed into the console
 * - `time`: the virtual time in ms · `playing`, `play()`, `pause()`, `step()`
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
    problems: { state: true },
    selection: { state: true },
    settings: { state: true },
    allEvents: { state: true },
  };
  static override styles = [shared, tokens, appStyles];

  declare language: Language;
  declare theme: Theme;
  declare tab: Tab;
  declare problems: readonly OptionProblem[];
  declare selection: Selection | undefined;
  declare settings: boolean;
  declare allEvents: boolean;

  readonly ready: Promise<void>;

  readonly #lab = new Lab();
  readonly #part: FindPart = (type, name) => {
    const found = this.renderRoot.querySelector(name);
    return found instanceof type ? found : null;
  };
  readonly #presenter = new Presenter(this.#lab, this.#part, (text) => {
    const place = this.renderRoot.querySelector('[data-testid=announcer]');
    if (place !== null) place.textContent = text;
  });
  readonly #calm = matchMedia('(prefers-reduced-motion: reduce)');
  #began: () => void = () => {};
  #puts = 0;
  #resume = false;
  readonly #texts: Promise<void>;
  #readable = false;

  constructor() {
    super();
    const { options, problems } = readOptions(location.search);
    this.language = options.lang ?? recalledLanguage() ?? preferredLanguage(navigator.languages);
    this.theme = options.theme ?? recalledTheme() ?? 'auto';
    this.tab = 'cluster';
    this.problems = problems;
    this.selection = undefined;
    this.settings = false;
    this.allEvents = false;
    this.ready = new Promise((resolve) => (this.#began = resolve));
    this.#texts = loadLanguage(this.language).then(() => {
      this.#readable = true;
    });
    this.#lab.playback.speed = options.speed;
    this.#lab.playback.onchange = () => this.requestUpdate();
    this.#lab.onchange = () => this.requestUpdate();
    this.#lab.onframe = (moment) => this.#presenter.show(moment);
    this.#presenter.onchange = () => this.requestUpdate();
    this.#listen();
    void this.#open(options.servers, options.clients, options.seed);
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
  run(line: string): void {
    this.#lab.run(line);
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

  override connectedCallback(): void {
    super.connectedCallback();
    this.ownerDocument.addEventListener('keydown', this.#onKey);
    this.ownerDocument.addEventListener('visibilitychange', this.#onVisibility);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.ownerDocument.removeEventListener('keydown', this.#onKey);
    this.ownerDocument.removeEventListener('visibilitychange', this.#onVisibility);
    this.#lab.playback.pause();
  }

  async #open(servers: number, clients: number, seed: string | undefined): Promise<void> {
    await this.#lab.open({ servers, clients }, seed);
    // Who asked for less motion decides when things move.
    if (this.#lab.load.kind === 'ready' && !this.#calm.matches) this.#lab.playback.play();
    this.#began();
  }

  #listen(): void {
    const { playback } = this.#lab;
    onSignal(this, 'lab-run', ({ line }) => this.#lab.run(line));
    onSignal(this, 'lab-select', ({ selection }) => {
      this.selection = selection;
      playback.invalidate();
    });
    onSignal(this, 'lab-play', ({ playing }) => (playing ? playback.play() : playback.pause()));
    onSignal(this, 'lab-step', () => playback.step());
    onSignal(this, 'lab-reset', () => this.#restart({}));
    onSignal(this, 'lab-speed', ({ speed }) => (playback.speed = speed));
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
    return html`
      ${pageHeader({ ...lab.start, language: this.language, theme: this.theme, settings: this.settings }, this.#header, t)}
      ${noticeBar(this.problems, () => (this.problems = []), t)}
      <kvraft-narrator
        role="region"
        aria-label=${t('narrator.label')}
        .t=${t}
        .told=${this.#presenter.told()}
      ></kvraft-narrator>
      <div class="hidden-text" role="status" data-testid="announcer"></div>
      ${tabBar(this.tab, (tab) => (this.tab = tab), t)}
      <main>
        <div class="columns">
          <section class="panel cluster" aria-label=${t('ring.label')} id="cluster">
            <h2 class="heading">${t('ring.label')}</h2>
            ${clusterPanel(this.#clusterState(), this.#clusterActions, t)}
          </section>
          <section class="panel logs" aria-label=${t('logs.label')} id="logs">
            <h2 class="heading">${t('logs.label')}</h2>
            <kvraft-logs .t=${t} .read=${this.#readLogs}></kvraft-logs>
          </section>
          <section class="panel inspect" aria-label=${t('inspect.label')} id="inspect">
            <h2 class="heading">${t('inspect.label')}</h2>
            <kvraft-inspector
              class="scroll"
              tabindex="0"
              role="group"
              aria-label=${t('inspect.label')}
              .t=${t}
            ></kvraft-inspector>
          </section>
        </div>
        <section class="panel transport" aria-label=${t('transport.label')}>
          <kvraft-transport
            .t=${t}
            .playing=${lab.playback.playing}
            .speed=${lab.playback.speed}
            .late=${lab.playback.late}
            .disabled=${lab.load.kind !== 'ready'}
          ></kvraft-transport>
        </section>
        <div class="bottom">
          <section class="panel console" aria-label=${t('console.label')}>
            <kvraft-console
              .t=${t}
              .language=${this.language}
              .entries=${lab.transcript.entries}
              .complete=${this.#complete}
            ></kvraft-console>
          </section>
          <div class="sides" id="events">
            <section class="panel side events" aria-label=${t('events.label')}>
              <h2 class="heading">
                ${t('events.label')}
                <label class="all" title=${t('events.all.label')}>
                  <input
                    type="checkbox"
                    .checked=${this.allEvents}
                    @change=${this.#toggleAll}
                  />${t('events.all')}
                </label>
              </h2>
              <kvraft-events .t=${t}></kvraft-events>
            </section>
            <section class="panel side judges" aria-label=${t('judges.label')}>
              <h2 class="heading">${t('judges.label')}</h2>
              <kvraft-judges .t=${t}></kvraft-judges>
            </section>
          </div>
        </div>
      </main>
      <kvraft-help .t=${t}></kvraft-help>
    `;
  }

  #clusterState(): ClusterState {
    const { load, view, loss } = this.#lab;
    return {
      load,
      selection: this.selection,
      requests: this.#presenter.requests,
      invitations: invitations(view, { puts: this.#puts, loss }),
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
  };

  readonly #readLogs: ReadLogs = (from, to) => this.#lab.engine?.logs(from, to);

  readonly #clusterActions: ClusterActions = {
    accept: (line) => {
      if (line.startsWith('put ')) this.#puts += 1;
      this.#lab.run(line);
    },
    retry: () => void this.#retry(),
  };

  async #retry(): Promise<void> {
    const { start } = this.#lab;
    const { options } = readOptions(location.search);
    await this.#open(start.servers, start.clients, options.seed);
  }

  protected override updated(changed: PropertyValues<this>): void {
    const { playback, start, load } = this.#lab;
    if (changed.has('language')) {
      this.dispatchEvent(
        new CustomEvent('kvraft-language', { detail: this.language, bubbles: true }),
      );
    }
    if (changed.has('theme')) {
      this.dispatchEvent(new CustomEvent('kvraft-theme', { detail: this.theme, bubbles: true }));
    }
    const ring = this.#part(KvraftRing, 'kvraft-ring');
    if (ring !== null) {
      ring.still = !playback.playing;
      ring.calm = this.#calm.matches;
    }
    if (load.kind === 'ready') {
      const { language: lang, theme } = this;
      reflect(writeOptions(location.search, { ...start, lang, theme }));
      playback.invalidate();
    }
  }

  #toggleAll(event: Event): void {
    this.allEvents = (event.target as HTMLInputElement).checked;
    this.#presenter.allEvents = this.allEvents;
    this.#presenter.showEvents();
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

  async #switchLanguage(): Promise<void> {
    const next = this.language === 'en' ? 'zh-CN' : 'en';
    await loadLanguage(next);
    this.language = next;
    remember('lang', next);
    await this.updateComplete;
    this.#presenter.showEvents();
  }

  #switchTheme(): void {
    const order: readonly Theme[] = ['auto', 'light', 'dark'];
    this.theme = order[(order.indexOf(this.theme) + 1) % order.length] ?? 'auto';
    remember('theme', this.theme);
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    if (!this.#helpOpen()) onPageKey(event, this, this.#keyActions);
  };

  readonly #keyActions: KeyActions = {
    toggle: () => (this.playing ? this.pause() : this.play()),
    step: () => this.step(),
    nextMessage: (step) => this.#part(KvraftRing, 'kvraft-ring')?.nextMessage(step),
    console: () => this.#part(KvraftConsole, 'kvraft-console')?.focus(),
    help: () => void this.#showHelp(),
    deselect: () => {
      this.selection = undefined;
      this.#lab.playback.invalidate();
    },
  };

  /** Nobody watches a hidden page; it goes on where it was when it is seen again. */
  readonly #onVisibility = (): void => {
    const { playback } = this.#lab;
    if (this.ownerDocument.hidden) {
      this.#resume = playback.playing;
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
    return this.renderRoot.querySelector<KvraftHelp>('kvraft-help')?.open ?? false;
  }
}

customElements.define('kvraft-app', KvraftApp);
