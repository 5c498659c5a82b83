/**
 * What a figure shows once it is near the window: a run, its views, and the hands that reach into it. All of
 * this is fetched when it is first needed, once for all figures of a page.
 */
import { html, nothing, render, type TemplateResult } from 'lit';

import { addressOf, scenarioAddress } from '../address.ts';
import { loadCore, mistake, toLabError, type Engine } from '../engine.ts';
import { readScenariosFrom } from '../gallery.ts';
import { followViews, lookOf, timeKeys } from '../hands.ts';
import { loadLanguage, timeText, translator, type Language, type Translate } from '../i18n.ts';
import { NOTHING_TRIED, invitations, triedAfter } from '../invitations.ts';
import { isTyping, onPageKey, type KeyActions } from '../keys.ts';
import { Lab } from '../lab.ts';
import { readLink } from '../link.ts';
import { fetchNotation } from '../narrate.ts';
import { SPEED_DEFAULT, type Moment } from '../playback.ts';
import { Presenter, partsOf } from '../presenter.ts';
import { keepRun, recalledRun } from '../storage.ts';
import { textIn } from '../story.ts';
import { embedStyles } from '../styles/embed.ts';
import { pastStyles } from '../styles/past.ts';
import { shared } from '../styles/shared.ts';
import { tokens } from '../styles/tokens.ts';
import { tryBar } from '../views/cluster.ts';
import { KvraftRing } from '../views/ring.ts';
import type { KvraftSpacetime } from '../views/spacetime.ts';
import { loadStage } from '../views/stages.ts';
import type { Selection } from '../views/signals.ts';
import type { TimePlot } from '../views/time-plot.ts';
import '../views/console.ts';
import '../views/inspector.ts';
import '../views/logs.ts';
import '../views/narrator.ts';
import '../views/scrubber.ts';
import '../views/transport.ts';
import { answerTo, outcomeOf, stateOf, traceOf, verdictOf, violationOf } from './answers.ts';
import type {
  KvraftEvent,
  KvraftExport,
  KvraftOutcome,
  KvraftResult,
  KvraftState,
  KvraftVerdict,
  KvraftView,
} from './api.ts';
import { beside, inRows, isSmall, rowsOf } from './measure.ts';
import { failureOf, readScenario, readSource, type ScenarioParts } from './sources.ts';
import { say, type Failure } from './trouble.ts';
import type { Nonsense, Wishes } from './wishes.ts';

/** What the figure is made of, besides its scripts. */
export interface FaceParts extends ScenarioParts {
  /** The page that "open in KVRaft Lab" opens, if one is known. */
  readonly page: string | undefined;
  /** The core, if it is not fetched from beside the script. */
  readonly core?: () => Promise<WebAssembly.Module>;
}

export interface FacePlace {
  readonly host: HTMLElement;
  readonly root: HTMLElement;
  readonly mount: HTMLElement;
  readonly parts: FaceParts;
  readonly page: () => string;
  /** The run has stopped for good. */
  readonly fail: (failure: Failure) => void;
}

/** Clients of a run of one's own. */
const CLIENTS = 2;
/** Events told in one frame. */
const TOLD = 256;
/** So much is in sight in a picture that is exported without being shown: virtual ms. */
const PICTURE = 3000;

export class Face {
  readonly #place: FacePlace;
  /** Its own, so that nothing that listens there outlives it. */
  readonly #mount = document.createElement('div');
  readonly #lab = new Lab();
  readonly #presenter: Presenter;
  readonly #calm = matchMedia('(prefers-reduced-motion: reduce)');
  readonly #listening = new AbortController();
  #wishes: Wishes | undefined;
  #problems: readonly Nonsense[] = [];
  #language: Language = 'en';
  #scheme: 'light' | 'dark' = 'light';
  #selection: Selection | undefined;
  #tried = NOTHING_TRIED;
  #running = false;
  /** It would play if it were seen. */
  #eager = false;
  #seen = true;
  #rendering = false;
  #announced = '';
  #shownTime = -1;
  #shownPlaying = false;
  /** The journey in which events are told, and up to which one. */
  #journey = -1;
  #events = 0;
  #objections = new Set<string>();

  constructor(place: FacePlace) {
    this.#place = place;
    const { host, root } = place;
    const lab = this.#lab;
    const mount = this.#mount;
    mount.className = 'mount';
    place.mount.append(mount);
    const shadow = host.shadowRoot;
    const sheets = [shared, tokens, pastStyles, embedStyles].flatMap(({ styleSheet }) => styleSheet ?? []);
    if (shadow !== null) {
      const others = shadow.adoptedStyleSheets.filter((sheet) => !sheets.includes(sheet));
      shadow.adoptedStyleSheets = [...sheets, ...others];
    }
    readScenariosFrom((name) => readScenario(place.parts, name));
    this.#presenter = new Presenter(
      lab,
      partsOf(() => mount),
      (text) => {
        this.#announced = text;
        this.#update();
      },
    );
    this.#presenter.onchange = () => this.#update();
    lab.onchange = () => this.#changed();
    lab.playback.onchange = () => this.#update();
    lab.onframe = (moment) => this.#frame(moment);
    followViews(mount, lab, {
      select: (selection) => {
        this.#selection = selection;
        this.#update();
      },
      restart: () => void this.reset(),
      level: (level) => {
        const speak = (): void => {
          this.#update();
          lab.playback.invalidate();
        };
        this.#presenter.level = level;
        speak();
        if (level === 'expert') void fetchNotation().then(speak);
      },
    });
    const { signal } = this.#listening;
    root.addEventListener('keydown', (event) => this.#key(event), { signal });
    for (const type of ['keyup', 'keypress'] as const) {
      root.addEventListener(type, (event) => isTyping(event) && event.stopPropagation(), { signal });
    }
    window.addEventListener('beforeprint', () => this.#print(), { signal });
    window.addEventListener('pagehide', () => this.#keep(), { signal });
  }

  // A run begins.

  /** Begins the run that is wished for; resolves to what is in the way of it. */
  async open(
    wishes: Wishes,
    language: Language,
    scheme: 'light' | 'dark',
    problems: readonly Nonsense[],
  ): Promise<Failure | undefined> {
    const lab = this.#lab;
    this.#keep();
    this.#running = false;
    lab.playback.pause();
    this.#wishes = wishes;
    this.#problems = problems;
    this.#language = language;
    this.#scheme = scheme;
    this.#selection = undefined;
    this.#tried = NOTHING_TRIED;
    const { source, servers, seed } = wishes;
    let failure: Failure | undefined;
    const begin = async (): Promise<boolean> => {
      try {
        await Promise.all([loadLanguage(language), ...wishes.view.map(loadView)]);
        lab.language = language;
        lab.t = translator(language);
        this.#restoreSpeed(wishes.speed);
        lab.present({ ...(await readSource(source)), seed, servers, clients: CLIENTS });
      } catch (error) {
        failure = await failureOf(error, source);
      }
      return true;
    };
    // The core and the scenario come at the same time, and the core is told of only if it cannot come.
    const { core } = this.#place.parts;
    try {
      if (core !== undefined) await loadCore(true, core);
    } catch (error) {
      const { code, message } = toLabError(error);
      return { code, message, name: '' };
    }
    await lab.open({ servers, clients: CLIENTS }, seed, begin);
    if (lab.load.kind === 'failed') return { code: 'load', message: lab.load.detail, name: '' };
    if (failure !== undefined) return failure;
    lab.until = wishes.until;
    const kept = wishes.session === '' ? undefined : recalledRun(signatureOf(wishes), keyOf(wishes));
    const back = typeof kept === 'object' && lab.resume(kept);
    const at = wishes.at ?? (source.kind === 'link' ? readLink(source.link).at : undefined);
    if (!back && at !== undefined) await lab.reach(at);
    this.#running = true;
    this.#eager = wishes.autoplay && !this.#calm.matches;
    this.#objections = new Set();
    this.#shownTime = -1;
    this.#render();
    lab.playback.invalidate();
    return undefined;
  }

  /** Nothing is shown: something else stands in its place. */
  clear(): void {
    this.#running = false;
    this.#lab.playback.pause();
    render(nothing, this.#mount);
  }

  /** The run goes, and what listens. */
  free(): void {
    this.#keep();
    this.clear();
    this.#listening.abort();
    this.#lab.onchange = () => {};
    this.#lab.close();
    this.#mount.remove();
  }

  // What may change while it runs.

  show(wishes: Wishes, language: Language, scheme: 'light' | 'dark'): void {
    this.#wishes = wishes;
    this.#scheme = scheme;
    const ready = Promise.all([loadLanguage(language), ...wishes.view.map(loadView)]);
    void ready.then(() => {
      this.#language = language;
      this.#lab.language = language;
      this.#lab.t = translator(language);
      this.#update();
      this.#lab.playback.invalidate();
    });
  }

  complain(problems: readonly Nonsense[]): void {
    this.#problems = problems;
    this.#update();
  }

  setSpeed(speed: number | undefined): void {
    this.#restoreSpeed(speed ?? this.#lab.story?.pace);
  }

  setUntil(until: number | undefined): void {
    this.#lab.until = until;
    this.#lab.playback.invalidate();
  }

  #restoreSpeed(speed: number | undefined): void {
    const { playback } = this.#lab;
    this.#lab.ownSpeed = speed === undefined ? SPEED_DEFAULT : undefined;
    playback.speed = speed ?? SPEED_DEFAULT;
  }

  /** It is in sight: time runs, if it is to. */
  resume(): void {
    this.#seen = true;
    if (this.#running && this.#eager) this.#lab.playback.play();
    this.#eager = false;
  }

  /** Nobody sees it: time stands, and goes on when it is seen again. */
  suspend(): void {
    this.#seen = false;
    const { playback } = this.#lab;
    if (!playback.playing) return;
    this.#eager = true;
    playback.pause();
  }

  // What a page may ask for.

  get time(): number {
    return this.#lab.view.now;
  }
  get playing(): boolean {
    return this.#lab.playback.playing;
  }

  state(): KvraftState | undefined {
    return stateOf(this.#lab);
  }

  play(): void {
    if (this.#seen) this.#lab.playback.play();
    else this.#eager = true;
  }

  pause(): void {
    this.#eager = false;
    this.#lab.playback.pause();
  }

  step(n: number): void {
    this.pause();
    const lab = this.#lab;
    const times = Number.isFinite(n) ? Math.min(STEPS, Math.abs(Math.trunc(n))) : 0;
    lab.moved((engine) => {
      for (let i = 0; i < times; i++) if (!(n < 0 ? engine.stepBack() : engine.step())) break;
    });
  }

  async seek(time: number): Promise<void> {
    this.pause();
    const tick = Number.isFinite(time) ? Math.round(time) : 0;
    await this.#lab.reach(Math.max(0, Math.min(SEEK_MAX, tick)));
    this.#update();
  }

  reset(): void {
    this.#selection = undefined;
    this.#lab.restart({});
    this.#lab.until = this.#wishes?.until;
    this.#update();
  }

  act(line: string): KvraftOutcome {
    return outcomeOf(this.#lab, line);
  }

  submit(command: string): Promise<KvraftResult> {
    return answerTo(this.#lab, command);
  }

  check(): KvraftVerdict {
    return verdictOf(this.#engine(), this.#lab.story !== undefined);
  }

  async export(kind: KvraftExport): Promise<string> {
    const engine = this.#engine();
    switch (kind) {
      case 'json':
        return engine.export();
      case 'link':
        return this.#address() ?? scenarioAddress(this.#lab);
      case 'svg':
        return this.#svg();
      case 'actions':
        return engine.recording();
      case 'etcd':
      case 'shiviz':
        return traceOf(engine, kind);
      default:
        kind satisfies never;
        throw mistake('no-such-export', '“{found}” is none of json, link, svg, actions, etcd, shiviz.', { found: String(kind) });
    }
  }

  #engine(): Engine {
    const { engine } = this.#lab;
    if (engine === undefined) throw mistake('no-run', 'Nothing runs here.');
    return engine;
  }

  // Frames.

  #frame(moment: Moment): void {
    if (!this.#running) return;
    this.#presenter.show(moment);
    const look = lookOf(this.#lab, moment);
    for (const plot of this.#mount.querySelectorAll<TimePlot>('kvraft-spacetime, kvraft-history')) {
      plot.show?.(look);
    }
    this.#tellTime(moment.playing);
    this.#tellEvents();
    this.#tellViolations();
  }

  #tellTime(playing: boolean): void {
    const { now } = this.#lab.view;
    if (now === this.#shownTime && playing === this.#shownPlaying) return;
    this.#shownTime = now;
    this.#shownPlaying = playing;
    this.#fire('kvraft-time', Object.freeze({ time: now, playing }));
  }

  #tellEvents(): void {
    const { engine, view, journey } = this.#lab;
    if (engine === undefined) return;
    if (journey !== this.#journey) {
      this.#journey = journey;
      this.#events = view.eventCount;
      return;
    }
    if (view.eventCount <= this.#events) return;
    const since = Math.max(this.#events, view.eventCount - TOLD);
    this.#events = view.eventCount;
    for (const { sequence, tick, kind, server, client, term, index, text } of engine.latest(since, TOLD)) {
      const event: KvraftEvent = { sequence, time: tick, kind, server, client, term, index, text };
      this.#fire('kvraft-event', Object.freeze(event));
    }
  }

  #tellViolations(): void {
    const { engine, view } = this.#lab;
    if (engine === undefined || view.violations === 0) return;
    if (view.violations <= this.#objections.size) return;
    for (const violation of engine.violations().map(violationOf)) {
      const key = `${violation.judge} ${violation.time} ${violation.text}`;
      if (this.#objections.has(key)) continue;
      this.#objections.add(key);
      this.#fire('kvraft-violation', violation);
    }
  }

  #fire(name: string, detail: unknown): void {
    this.#place.host.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }

  #changed(): void {
    const { load } = this.#lab;
    if (this.#running && load.kind === 'failed') {
      this.#running = false;
      // Not while it is being used.
      queueMicrotask(() => this.#place.fail({ code: 'stopped', message: load.detail, name: '' }));
      return;
    }
    this.#update();
  }

  // Rendering.

  #update(): void {
    if (this.#rendering || !this.#running) return;
    this.#rendering = true;
    queueMicrotask(() => {
      this.#rendering = false;
      if (this.#running) this.#render();
    });
  }

  #render(): void {
    const wishes = this.#wishes;
    if (wishes === undefined) return;
    const mount = this.#mount;
    this.#presenter.selection = this.#selection;
    render(this.#template(wishes, this.#lab.t), mount, { host: this });
    const views = mount.querySelector<HTMLElement>('.views');
    for (const width of ['narrow', 'wide'] as const) {
      const rows = rowsOf(wishes.view, width).map((row) => `minmax(${LEAST}px, ${row}fr)`);
      views?.style.setProperty(`--rows-${width}`, rows.join(' '));
    }
    const ring = mount.querySelector('kvraft-ring');
    if (ring instanceof KvraftRing) {
      ring.still = !this.playing;
      ring.calm = this.#calm.matches;
    }
    this.#lab.playback.invalidate();
  }

  #template({ view, controls }: Wishes, t: Translate): TemplateResult {
    const language = this.#language;
    return html`
      <div class="face" data-controls=${controls}>
        <div class="head" part="head">
          <strong class="title" part="title" data-testid="title">${this.#title()}</strong>
          ${this.#link()}
        </div>
        ${this.#problems.length === 0 ? nothing : this.#notice()} ${this.#broken(t)}
        <div class="says" part="narrator">
          <kvraft-narrator
            role="group"
            aria-label=${t('narrator.label')}
            .t=${t}
            .told=${this.#presenter.told()}
            .level=${this.#presenter.level}
          ></kvraft-narrator>
        </div>
        <div class="hidden-text" role="status">${this.#announced}</div>
        <div class="views" part="stage">
          ${inRows(view).map((each) => this.#panel(each, view, t, language))} ${this.#past(t)}
          ${controls === 'none' ? this.#stop(language) : nothing}
        </div>
        ${controls === 'full' && view.includes('ring') ? this.#tries(t) : nothing}
        ${controls === 'none' ? nothing : this.#bar(controls === 'playback', t)}
        <p class="moment" aria-hidden="true">${this.#moment(t)}</p>
      </div>
    `;
  }

  #title(): string {
    const { story } = this.#lab;
    const title = story === undefined ? '' : textIn(story.title, this.#language);
    return title === '' ? say(this.#language, 'run') : title;
  }

  /** On paper: enough to see it again. */
  #moment(t: Translate): string {
    const { start, view } = this.#lab;
    return [t('title'), `${t('header.seed')} ${start.seed}`, timeText(view.now)].join(' · ');
  }

  #address(): string | undefined {
    const page = this.#place.page();
    if (page === '' || page === 'none') return undefined;
    const absolute = new URL(page, this.#place.host.ownerDocument.baseURI).href;
    return addressOf(this.#lab, absolute, this.#language);
  }

  /** It opens what is shown: the address is made when it is asked for. */
  #link(): TemplateResult | typeof nothing {
    const page = this.#place.page();
    if (page === '' || page === 'none') return nothing;
    const aim = (event: Event): void => {
      const address = this.#address();
      if (address !== undefined) (event.currentTarget as HTMLAnchorElement).href = address;
    };
    return html`<a
      part="link"
      class="open"
      target="_blank"
      rel="noopener"
      href=${page}
      @pointerdown=${aim}
      @focus=${aim}
      @click=${aim}
      data-testid="open"
      ><span>${say(this.#language, 'open')}</span
      ><svg viewBox="0 0 16 16" aria-hidden="true"><path d="M6 3.5h6.5V10M12.5 3.5L4 12"></path></svg
    ></a>`;
  }

  #notice(): TemplateResult {
    const language = this.#language;
    return html`<div class="notice" role="alert" data-testid="notice" part="message">
      ${this.#problems.map(({ name, value, expected }) => {
        const shown = 40 < value.length ? `${value.slice(0, 39)}…` : value;
        return html`<p>
          ${say(language, 'attribute', { name, value: shown, expected: say(language, expected) })}
        </p>`;
      })}
      <p>${say(language, 'attribute.default')}</p>
    </div>`;
  }

  /** Nobody must take a broken cluster for a correct one. */
  #broken(t: Translate): TemplateResult | typeof nothing {
    const { bugs } = this.#lab;
    if (bugs.length === 0) return nothing;
    return html`<p class="broken" data-testid="broken">
      ${t('broken.label', { bugs: bugs.join(t('list.comma')) })}
    </p>`;
  }

  #panel(view: KvraftView, all: readonly KvraftView[], t: Translate, language: Language): TemplateResult {
    const lab = this.#lab;
    const other = beside(all);
    const half = other !== undefined && (view === other || view === all.find(isSmall));
    const panel = (label: string, content: TemplateResult): TemplateResult =>
      html`<div class="panel ${view} ${half ? 'half' : ''}" part=${view} role="group" aria-label=${label}>${content}</div>`;
    switch (view) {
      case 'ring':
        return panel(
          t('ring.label'),
          html`<kvraft-ring
            .t=${t}
            .selection=${this.#selection}
            .requests=${this.#presenter.requests}
            .acts=${this.#wishes?.controls === 'full'}
          ></kvraft-ring>`,
        );
      case 'log':
        return panel(
          t('logs.label'),
          html`<kvraft-logs
            .t=${t}
            .read=${this.#readLogs}
            .selection=${this.#selection}
          ></kvraft-logs>`,
        );
      case 'inspector':
        return panel(
          t('inspect.label'),
          html`<kvraft-inspector
            class="scroll"
            tabindex="0"
            role="group"
            aria-label=${t('inspect.label')}
            .t=${t}
          ></kvraft-inspector>`,
        );
      case 'spacetime':
        return panel(
          t('tab.space-time'),
          html`<kvraft-spacetime
            .t=${t}
            .language=${language}
            .theme=${this.#scheme}
            .modest=${true}
          ></kvraft-spacetime>`,
        );
      case 'history':
        return panel(
          t('tab.history'),
          html`<kvraft-history
            .t=${t}
            .language=${language}
            .theme=${this.#scheme}
            .modest=${true}
          ></kvraft-history>`,
        );
      case 'console':
        return panel(
          t('console.label'),
          html`<kvraft-console
            .t=${t}
            .language=${language}
            .entries=${lab.transcript.entries}
            .complete=${this.#complete}
          ></kvraft-console>`,
        );
      default:
        return view satisfies never;
    }
  }

  readonly #readLogs = (from: number, to: number) => this.#lab.engine?.logs(from, to);
  readonly #complete = (line: string, cursor: number): readonly string[] =>
    this.#lab.engine?.complete(line, cursor) ?? [];

  #tries(t: Translate): TemplateResult {
    const { view, loss } = this.#lab;
    const accept = (line: string): void => {
      this.#tried = triedAfter(this.#tried, line);
      void this.#lab.run(line);
    };
    return tryBar(invitations(view, this.#tried, loss), accept, t);
  }

  #past(t: Translate): TemplateResult | typeof nothing {
    const { travel, playback } = this.#lab;
    if (!travel.inPast || travel.dragging || this.#wishes?.controls !== 'full') return nothing;
    return html`<p class="past" role="status">
      <span>${t(playback.playing ? 'past.playing' : 'past.note')}</span>
      <button @click=${() => travel.toEnd()}>${t('past.back')}</button>
    </p>`;
  }

  #bar(simple: boolean, t: Translate): TemplateResult {
    const lab = this.#lab;
    return html`<div class="bar" part="controls">
      <kvraft-transport
        .t=${t}
        .simple=${simple}
        .playing=${lab.playback.playing}
        .backwards=${lab.playback.backwards}
        .speed=${lab.playback.speed}
        .late=${lab.playback.late}
        .disabled=${false}
      >
        <kvraft-scrubber .t=${t} .bookmarks=${lab.bookmarks.list} .disabled=${false}></kvraft-scrubber>
      </kvraft-transport>
    </div>`;
  }

  /** A figure without controls that moves can be stopped all the same. */
  #stop(language: Language): TemplateResult {
    const { playing } = this;
    const label = say(language, playing ? 'pause' : 'play');
    const toggle = (): void => (playing ? this.pause() : this.play());
    return html`<button class="stop" aria-label=${label} title=${label} data-testid="play" @click=${toggle}>
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <path d=${playing ? 'M4 3h3v10h-3zM9 3h3v10h-3z' : 'M4 2.5v11l9 -5.5z'}></path>
      </svg>
    </button>`;
  }

  // Hands.

  readonly #keys: KeyActions = {
    ...timeKeys(this.#lab),
    nextMessage: (step) => {
      const ring = this.#mount.querySelector('kvraft-ring');
      if (ring instanceof KvraftRing) ring.nextMessage(step);
    },
    names: () => {
      const ring = this.#mount.querySelector('kvraft-ring');
      if (!(ring instanceof KvraftRing)) return;
      ring.names = !ring.names;
      this.#lab.playback.invalidate();
    },
    deselect: () => {
      this.#selection = undefined;
      this.#update();
    },
  };

  /** What is typed here is nothing to the page around, which may have keys of its own. */
  #key(event: KeyboardEvent): void {
    if (isTyping(event)) event.stopPropagation();
    if (this.#running) onPageKey(event, this.#place.host, this.#keys);
  }

  #print(): void {
    if (!this.#running) return;
    this.#lab.playback.pause();
    this.#render();
  }

  /** For a return to this page. */
  #keep(): void {
    const wishes = this.#wishes;
    if (!this.#running || wishes === undefined || wishes.session === '') return;
    const moment = this.#lab.moment();
    if (moment === undefined) return;
    keepRun({ ...moment, address: signatureOf(wishes), playing: false }, keyOf(wishes));
  }

  /** The diagram that is shown; if there is none, one that is made for it and goes. */
  async #svg(): Promise<string> {
    const shown = this.#mount.querySelector<KvraftSpacetime>('kvraft-spacetime');
    if (shown !== null) return shown.svg();
    await loadStage('space-time');
    const plot = document.createElement('kvraft-spacetime') as KvraftSpacetime;
    const stage = document.createElement('div');
    stage.className = 'offstage';
    plot.t = this.#lab.t;
    plot.language = this.#language;
    plot.theme = this.#scheme;
    stage.append(plot);
    this.#place.root.append(stage);
    try {
      await plot.updateComplete;
      plot.show(lookOf(this.#lab, { fraction: 0, realTime: 0, playing: false }));
      if (this.#engine().end() <= PICTURE) {
        plot.all();
        plot.show(lookOf(this.#lab, { fraction: 0, realTime: 0, playing: false }));
      }
      return plot.svg();
    } finally {
      stage.remove();
    }
  }
}

/** Less than this shows nothing: px. */
const LEAST = 120;
/** Steps that are done at once at most, and the last moment that one can go to. */
const STEPS = 100_000;
const SEEK_MAX = 3_600_000;

async function loadView(view: KvraftView): Promise<void> {
  if (view === 'spacetime') await loadStage('space-time');
  if (view === 'history') await loadStage('history');
}

/** A run is come back to if the same is asked for. */
function signatureOf({ source, seed, servers }: Wishes): string {
  return JSON.stringify([source, seed ?? '', servers]);
}

function keyOf({ session }: Wishes): string {
  return `run.${location.pathname}#${session}`;
}
