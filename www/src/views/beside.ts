/** A mistake of the museum beside the same story without it: two clusters, one clock. Fetched when it is asked for. */
import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { Pair, corrected } from '../pair.ts';
import { breachText } from '../breach.ts';
import { loadCore, type EventView } from '../engine.ts';
import { Feed } from '../feed.ts';
import type { ClusterView } from '../frame.ts';
import { fetchScenario } from '../gallery.ts';
import { isTextKey, timeText, translator, type Language, type Say, type Translate } from '../i18n.ts';
import { beside as english } from '../i18n/en/beside.ts';
import { storyId } from '../museum.ts';
import { narrate } from '../narrate.ts';
import { Playback, speedText, type Moment } from '../playback.ts';
import { storyOf } from '../story.ts';
import { wholeCore } from '../rest.ts';
import { dialogStyles } from '../styles/dialog.ts';
import { besideStyles } from '../styles/beside.ts';
import { shared } from '../styles/shared.ts';
import { OwnTexts } from './own-texts.ts';
import { KvraftRing } from './ring.ts';
import { signal } from './signals.ts';

type Key = keyof typeof english;

const texts = new OwnTexts(english, async () => (await import('../i18n/zh-cn/beside.ts')).beside);

const SIDES = ['broken', 'correct'] as const;
type Side = (typeof SIDES)[number];

/** Real ms of a frame for running ahead; and between two looks at what is read. */
const SPENT = 8;
const REFRESH = 125;
const SPEEDS = [1 / 100, 1 / 50, 1 / 20, 1 / 10, 1 / 4, 1, 4] as const;

export interface BesideWish {
  readonly bug: string;
  readonly name: string;
  readonly t: Translate;
  readonly language: Language;
}

/** Shows a bug beside the correct cluster. Throws a `LabError` if its story cannot be had. */
export async function showBeside(root: ParentNode & Node, { bug, name, t, language }: BesideWish): Promise<void> {
  const [core, json] = await Promise.all([
    loadCore(true),
    fetchScenario(storyId(bug)),
    texts.speak(language),
    wholeCore(),
  ]);
  const broken = core.play(json);
  const story = storyOf(broken);
  const view = new KvraftBeside(new Pair(broken, core.play(corrected(json)), story?.until ?? 0));
  Object.assign(view, { name, t, language });
  view.speed = SPEEDS.filter((speed) => speed <= (story?.pace ?? 0)).at(-1) ?? SPEEDS[0];
  root.append(view);
  await view.updateComplete;
  view.show();
}

export class KvraftBeside extends LitElement {
  static override properties = {
    t: { attribute: false },
    language: { attribute: false },
    name: { attribute: false },
    ready: { state: true },
    version: { state: true },
  };
  static override styles = [shared, dialogStyles, besideStyles];

  declare t: Translate;
  declare language: Language;
  /** What the bug is called. */
  declare name: string;
  /** Both have been run to their end and compared. */
  declare ready: boolean;
  declare version: number;

  readonly pair: Pair;
  readonly #playback = new Playback();
  readonly #calm = matchMedia('(prefers-reduced-motion: reduce)');
  #feeds: readonly [Feed, Feed] = [new Feed(), new Feed()];
  #journey = 0;
  #refreshed = Number.NEGATIVE_INFINITY;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(pair: Pair) {
    super();
    this.pair = pair;
    this.t = translator('en');
    this.language = 'en';
    this.name = '';
    this.ready = false;
    this.version = 0;
    const playback = this.#playback;
    playback.onframe = (moment) => this.#frame(moment);
    playback.onchange = () => this.requestUpdate();
    playback.attach({
      advance: (ticks) => {
        const to = Math.min(pair.until, pair.now + ticks);
        pair.seek(to);
        if (to === pair.until) playback.pause();
        return ticks;
      },
      step: () => pair.step(1),
    });
  }

  set speed(speed: number) {
    this.#playback.speed = speed;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
    this.#playback.stop();
    this.#playback.attach(undefined);
    this.#playback.stop();
    this.pair.free();
  }

  show(): void {
    // The run of the page waits.
    signal(this, 'lab-wait', { waits: true });
    this.renderRoot.querySelector('dialog')?.showModal();
    this.#prepare();
  }

  #prepare(): void {
    if (this.pair.prepare(SPENT)) {
      this.version += 1;
      this.#timer = setTimeout(() => this.#prepare());
      return;
    }
    this.ready = true;
    this.#go(0);
    void this.updateComplete.then(() => {
      if (!this.#calm.matches) this.#playback.play();
      this.renderRoot.querySelector<HTMLElement>('.play')?.focus();
    });
  }

  #closed(): void {
    signal(this, 'lab-wait', { waits: false });
    this.remove();
  }

  get #say(): Say<typeof english> {
    return texts.say;
  }

  /** To a tick, and from there on. */
  #go(tick: number): void {
    this.pair.seek(tick);
    this.#arrived();
  }

  #arrived(): void {
    this.#journey += 1;
    this.#feeds = [new Feed(true), new Feed(true)];
    this.#refreshed = Number.NEGATIVE_INFINITY;
    this.#playback.moved();
  }

  #step(way: 1 | -1): void {
    this.#playback.pause();
    this.pair.step(way);
    this.#arrived();
  }

  #toggle(): void {
    const playback = this.#playback;
    if (playback.playing) playback.pause();
    else {
      if (this.pair.until <= this.pair.now) this.#go(0);
      playback.play();
    }
  }

  #frame({ fraction, realTime, playing }: Moment): void {
    if (!this.ready) return;
    const { pair } = this;
    const due = !playing || REFRESH <= realTime - this.#refreshed;
    if (due) this.#refreshed = realTime;
    for (const [i, run] of pair.runs.entries()) {
      const ring = this.renderRoot.querySelector(`kvraft-ring.${SIDES[i]}`);
      const view = run.view();
      if (ring instanceof KvraftRing) {
        ring.still = !playing;
        ring.calm = this.#calm.matches;
        ring.arrive(this.#journey);
        if (due) ring.requests = requestsOf(run, view);
        ring.paint(view, view.now + (pair.now < pair.until ? fraction : 0), playing ? this.#playback.speed : 0, realTime, due);
      }
      if (!due) continue;
      const feed = this.#feeds[i];
      feed?.read(run, view);
      feed?.tell(realTime, playing);
    }
    if (due) this.version += 1;
  }

  #keydown(event: KeyboardEvent): void {
    // The page behind has keys of its own.
    if (event.key !== 'Escape') event.stopPropagation();
    if (event.ctrlKey || event.metaKey || event.altKey || !this.ready) return;
    const on = event.composedPath()[0];
    if (on instanceof Element && on.matches('select, input')) return;
    switch (event.key) {
      case ' ':
        if (on instanceof Element && on.matches('button')) return;
        this.#toggle();
        break;
      case 'k':
        this.#toggle();
        break;
      case '.':
        this.#step(1);
        break;
      case ',':
        this.#step(-1);
        break;
      default:
        return;
    }
    event.preventDefault();
  }

  override render(): TemplateResult {
    const { pair, ready } = this;
    return html`<dialog
      aria-labelledby="title"
      data-testid="beside"
      @keydown=${this.#keydown}
      @close=${this.#closed}
    >
      <div class="top">
        <div>
          <h2 id="title">${this.#say('label', { name: this.name })}</h2>
          <p class="muted">${this.#say('note')}</p>
        </div>
        <button data-testid="beside-close" @click=${() => this.renderRoot.querySelector('dialog')?.close()}>${this.#say('close')}</button>
      </div>
      ${
        ready
          ? html`<div class="pair">${SIDES.map((side, i) => this.#side(side, i))}</div>
              ${this.#facts()} ${this.#bar()}`
          : html`<p class="preparing muted" role="status">${this.#say('preparing', { percent: Math.floor(100 * pair.progress) })}</p>`
      }
    </dialog>`;
  }

  #side(side: Side, i: number): TemplateResult {
    const { t } = this;
    const told = this.#feeds[i]?.told;
    const run = this.pair.runs[i];
    const violation = run !== undefined && 0 < run.view().violations ? run.violations()[0] : undefined;
    const verdict = violation === undefined ? this.#say('verdict.well') : this.#say('verdict.broken', { judge: this.#judge(violation.judge) });
    return html`<section aria-label=${this.#say(side)} data-side=${side}>
      <div class="head">
        <h3>${this.#say(side)}</h3>
        <span class="verdict ${violation === undefined ? '' : 'broken'}" data-testid=${`verdict-${side}`}>${verdict}</span>
      </div>
      <kvraft-ring class=${side} .t=${t} .acts=${false}></kvraft-ring>
      <p class="told" data-testid=${`told-${side}`}>${told === undefined ? this.#say('begun') : narrate(told.event, told.context, t).text}</p>
    </section>`;
  }

  #judge(id: string): string {
    const key = `judge.${id}`;
    return isTextKey(key) ? this.t(key) : id;
  }

  /** Where they part, and what is objected to; each a way to its moment. */
  #facts(): TemplateResult {
    const { parting, violation } = this.pair;
    const go = (tick: number, key: Key, name: string): TemplateResult => html`<button
      data-testid=${name}
      aria-label=${this.#say(key)}
      title=${this.#say(key)}
      @click=${() => {
        this.#playback.pause();
        this.#go(tick);
      }}
    >
      ${this.#say('go')}
    </button>`;
    return html`<div class="facts" tabindex="0" role="group" aria-label=${this.#say(this.pair.differs ? 'differs' : 'same')} data-testid="beside-facts">
      <div>
        ${
          parting === undefined
            ? html`<strong>${this.#say(violation === undefined ? 'parting.never' : 'parting.inside')}</strong>`
            : html`<strong>${this.#say('parting', { time: timeText(parting.tick) })}</strong>
                <p><b>${this.#say('parting.broken')}</b> ${this.#told(parting.broken)}</p>
                <p><b>${this.#say('parting.correct')}</b> ${this.#told(parting.correct)}</p>
                ${go(parting.tick, 'go.parting', 'go-parting')}`
        }
      </div>
      ${
        violation === undefined
          ? nothing
          : html`<div>
              <strong class="broken">${this.#say('violation', { time: timeText(violation.tick), judge: this.#judge(violation.judge) })}</strong>
              <p>${breachText(violation, this.t)}</p>
              ${go(violation.tick, 'go.violation', 'go-violation')}
            </div>`
      }
    </div>`;
  }

  #told(event: EventView | undefined): string {
    if (event === undefined) return this.#say('parting.nothing');
    // They may part in a field of the same message.
    if (event.kind === 'sent') return event.text;
    return narrate(event, { leads: false, command: undefined, result: undefined }, this.t).text;
  }

  #bar(): TemplateResult {
    const { pair } = this;
    const { playing, speed } = this.#playback;
    const button = (name: string, key: Key, path: string, act: () => void, kind = ''): TemplateResult => html`<button
      class=${kind}
      data-testid=${name}
      aria-label=${this.#say(key)}
      title=${this.#say(key)}
      @click=${act}
    >
      <svg viewBox="0 0 16 16" aria-hidden="true"><path d=${path}></path></svg>
    </button>`;
    return html`<div class="bar" role="group" aria-label=${this.#say('time')}>
      ${button('beside-start', 'start', START, () => this.#go(0), 'start')}
      ${button('beside-back', 'back', BACK, () => this.#step(-1))}
      ${button('beside-play', playing ? 'pause' : 'play', playing ? PAUSE : PLAY, () => this.#toggle(), 'primary play')}
      ${button('beside-step', 'step', STEP, () => this.#step(1))}
      <output data-testid="beside-time">${timeText(pair.now)}</output>
      <input
        type="range"
        min="0"
        max=${pair.until}
        .value=${String(pair.now)}
        aria-label=${this.#say('time')}
        aria-valuetext=${timeText(pair.now)}
        data-testid="beside-range"
        @input=${(event: Event) => {
          this.#playback.pause();
          this.#go(Number((event.target as HTMLInputElement).value));
        }}
      />
      <select
        aria-label=${this.#say('speed')}
        data-testid="beside-speed"
        @change=${(event: Event) => (this.#playback.speed = Number((event.target as HTMLSelectElement).value))}
      >
        ${SPEEDS.map((each) => html`<option value=${each} ?selected=${each === speed}>${speedText(each)}</option>`)}
      </select>
      <span class="hidden-text" role="status" data-testid="beside-says">${this.#say(pair.differs ? 'differs' : 'same')}</span>
    </div>`;
  }
}

/** What each client has asked for. */
function requestsOf(run: Pair['broken'], view: ClusterView): ReadonlyMap<number, string> {
  const waiting = view.clients.filter(({ waiting: waits }) => waits);
  return new Map(waiting.flatMap(({ id }) => {
    const { request } = run.client(id);
    return request == null ? [] : [[id, request] as const];
  }));
}

const START = 'M3 3h1.8v10H3zM13 3v10L5.5 8z';
const BACK = 'M9.5 3v10L3 8zM11 3h2v10h-2z';
const STEP = 'M6.5 3v10L13 8zM3 3h2v10H3z';
const PLAY = 'M4 2.5v11l9.5 -5.5z';
const PAUSE = 'M4 3h3v10H4zM9 3h3v10H9z';

customElements.define('kvraft-beside', KvraftBeside);
