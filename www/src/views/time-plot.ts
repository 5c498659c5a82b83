/**
 * A picture of events along time on a canvas: moving and zooming in it, the moment as a line, export.
 * The space-time diagram and the history draw on it. Nothing is drawn that is not in sight.
 */
import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { download } from '../download.ts';
import type { Engine, MarkView } from '../engine.ts';
import { EMPTY_VIEW, type ClusterView } from '../frame.ts';
import { timeText, translator, type Language, type Translate } from '../i18n.ts';
import { Folding } from '../spacetime/folding.ts';
import { Ruler } from '../spacetime/folds.ts';
import type { Plot } from '../spacetime/geometry.ts';
import { foldAt, lengthText, paintFoldFocus } from '../spacetime/paint-folds.ts';
import { readPalette, type Palette } from '../spacetime/palette.ts';
import { CanvasPen, SvgPen, type Pen } from '../spacetime/pen.ts';
import { sayIn, type Say } from '../spacetime/texts.ts';
import { SPAN_MIN, lengthOf, paged, panned, showing, within, zoomed, type Span } from '../spacetime/viewport.ts';
import { signal, stayAt } from './signals.ts';

/** What the page shows at a frame. */
export interface Look {
  readonly engine: Engine | undefined;
  readonly view: ClusterView;
  /** Virtual time, with the part of a tick that has gone. */
  readonly now: number;
  /** Up to where the branch has been seen. */
  readonly end: number;
  readonly playing: boolean;
  readonly speed: number;
  /** Changes with every run and every jump in time. */
  readonly journey: number;
  readonly marks: readonly MarkView[];
  readonly seed: string;
  /** What is played, in the reader's language; empty for a run of one's own. */
  readonly story: string;
}

const NOTHING: Look = {
  engine: undefined,
  view: EMPTY_VIEW,
  now: 0,
  end: 0,
  playing: false,
  speed: 0,
  journey: 0,
  marks: [],
  seed: '',
  story: '',
};

/** A sign of the legend: how it is drawn around a point, and what it means. */
export interface Sign {
  readonly draw: (pen: Pen, x: number, y: number, palette: Palette) => void;
  readonly means: string;
}

/** Pixels that a pointer may move in a click. */
const CLICK = 5;
/** Time is not folded nearer than so many virtual ms to the end of what has been seen. */
const BEHIND = 300;
/** Parts of time that differ by less, in virtual ms, are one: rounding moves nothing. */
const SAME = 1e-3;
/** An exported picture: a slide of 16:9, and its pixels. */
const SLIDE = { width: 1280, height: 720, scale: 2 };

/** A line that is broken: two arrows, and between them a torn edge. */
const FOLD_SIGN = 'M1 8h3.5M3 6l2 2l-2 2M15 8h-3.5M13 6l-2 2l2 2M8 1.5l-1.2 2.2l2.4 2.2l-2.4 2.2l2.4 2.2l-2.4 2.2l1.2 2.2';

export abstract class TimePlot extends LitElement {
  static override properties = {
    t: { attribute: false },
    language: { attribute: false },
    theme: { attribute: false },
    wide: { attribute: false },
    modest: { attribute: false },
    following: { state: true },
    sheet: { state: true },
    says: { state: true },
    vacant: { state: true },
    folded: { state: true },
    pointed: { state: true },
  };

  declare t: Translate;
  declare language: Language;
  declare theme: string;
  /** Whether it takes the place of the cluster, too. */
  declare wide: boolean;
  /** It stands in a text that is scrolled: the wheel zooms with Ctrl, or once it has the focus. */
  declare modest: boolean;
  declare following: boolean;
  declare sheet: 'legend' | 'export' | 'lanes' | undefined;
  /** What a screen reader is told: what has the focus, what was exported. */
  declare says: string;
  declare vacant: boolean;
  /** Quiet stretches are folded. */
  declare folded: boolean;
  /** The break, or the handle of what was one, that is pointed at or has the focus. */
  declare pointed: { readonly span: Span; readonly folded: boolean; readonly x: number; readonly y: number } | undefined;

  protected look: Look = NOTHING;
  protected span: Span = { from: 0, to: 0 };
  protected readonly folding = new Folding();
  /** What is known of quiet stretches has changed otherwise than by going on. */
  protected unsettled = false;
  /** The break that has the focus. */
  protected focusedFold: Span | undefined;
  protected palette: Palette | undefined;
  protected width = 0;
  protected height = 0;
  protected ratio = 1;
  /** Pixels of the screen's style for one of the picture's: 1, unless letters are larger than usual. */
  protected scale = 1;
  /** What is painted once must be painted again. */
  protected stale = true;

  #ruler: { readonly span: Span; readonly width: number; readonly ruler: Ruler } | undefined;
  #handle: number | undefined;
  #journey = -1;
  #engine: Engine | undefined;
  readonly #pointers = new Map<number, { x: number; y: number }>();
  #start: { x: number; y: number; moved: boolean } | undefined;
  readonly #observer = new ResizeObserver(() => this.#measure());
  readonly #scheme = matchMedia('(prefers-color-scheme: dark)');
  readonly #repaint = (): void => this.restyle();

  constructor() {
    super();
    this.t = translator('en');
    this.language = 'en';
    this.theme = 'auto';
    this.wide = false;
    this.modest = false;
    this.following = true;
    this.sheet = undefined;
    this.says = '';
    this.vacant = true;
    this.folded = false;
    this.pointed = undefined;
  }

  protected get say(): Say {
    return sayIn(this.language);
  }

  // What each view does in its own way.

  /** Another run: forget the one before. */
  protected abstract begin(engine: Engine | undefined): void;
  /** Reads what is new. Returns whether what is painted is out of date. */
  protected abstract read(look: Look): boolean;
  /** From the first moment that can be shown to the last one. */
  protected abstract bounds(): Span;
  /** What can be folded, as far as all is known up to a tick; in order, apart from each other. */
  protected abstract quiet(until: number): readonly Span[];
  protected abstract plot(): Plot;
  /** What is told of stretches that are folded. */
  protected abstract quietText(): string;
  protected abstract paintBase(pen: Pen, on: CanvasRenderingContext2D): void;
  /** Adds what has happened since to what is painted. */
  protected abstract paintNext(pen: Pen): void;
  /** What changes with each frame: what is under the pointer, what is under way. */
  protected abstract paintOver(pen: Pen): void;
  protected abstract left(): number;
  protected abstract right(): number;
  protected abstract hover(x: number, y: number): void;
  protected abstract leave(): void;
  protected abstract press(x: number, y: number): void;
  protected abstract key(event: KeyboardEvent): boolean;
  /** The moment of what has the focus, else the one that is shown. */
  protected abstract focusTick(): number;
  protected abstract tip(): TemplateResult | typeof nothing;
  protected abstract extraTools(): TemplateResult | typeof nothing;
  protected abstract label(): string;
  protected abstract hint(): string;
  protected abstract emptyText(): string;
  protected abstract signs(): readonly Sign[];
  /** Those that an exported picture needs. */
  protected slideSigns(): readonly Sign[] {
    return this.signs();
  }
  /** Paints what is in sight into a box of an exported picture. */
  protected abstract paintFile(pen: Pen, box: { top: number; width: number; height: number }): void;
  protected abstract fileName(): string;
  protected abstract about(): string;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#scheme.addEventListener('change', this.#repaint);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#scheme.removeEventListener('change', this.#repaint);
    this.#observer.disconnect();
    if (this.#handle !== undefined) cancelAnimationFrame(this.#handle);
    this.#handle = undefined;
    this.begin(undefined);
    this.#engine = undefined;
  }

  /** Once per frame while it is shown. */
  show(look: Look): void {
    this.look = look;
    if (look.engine !== this.#engine) {
      this.#engine = look.engine;
      this.begin(look.engine);
      this.span = { from: 0, to: 0 };
      this.folding.forget();
      this.unfocus();
      this.following = true;
      this.stale = true;
    }
    if (look.journey !== this.#journey) {
      this.#journey = look.journey;
      this.following = true;
      this.unsettled = true;
    }
    this.#draw();
  }

  /** Asks for a frame of its own: while time stands nobody else does. */
  protected refresh(): void {
    this.#handle ??= requestAnimationFrame(() => {
      this.#handle = undefined;
      this.#draw();
    });
  }

  protected restyle(): void {
    this.stale = true;
    this.refresh();
  }

  #measure(): void {
    const stage = this.renderRoot.querySelector('.stage');
    if (stage === null) return;
    const { clientWidth, clientHeight } = stage;
    const letters = parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
    const scale = Math.max(1, letters || 1);
    const [width, height] = [clientWidth / scale, clientHeight / scale];
    const ratio = Math.min(2, window.devicePixelRatio || 1);
    this.ratio = ratio * scale;
    if (width === this.width && height === this.height) return;
    [this.scale, this.width, this.height] = [scale, width, height];
    for (const canvas of this.renderRoot.querySelectorAll<HTMLCanvasElement>('.stage > canvas')) {
      canvas.width = Math.max(1, Math.round(clientWidth * ratio));
      canvas.height = Math.max(1, Math.round(clientHeight * ratio));
    }
    this.restyle();
  }

  #draw(): void {
    if (this.look.engine === undefined || this.width === 0 || this.height === 0) return;
    if (this.read(this.look)) this.stale = true;
    const before = this.span;
    this.#aim();
    if (before.from !== this.span.from || before.to !== this.span.to) this.stale = true;
    const palette = this.stale ? readPalette(this.renderRoot, this.palette) : this.palette;
    if (palette !== this.palette) this.stale = true;
    this.palette = palette;
    this.#paint();
    this.#over();
    this.#place();
  }

  /** Chooses what is in sight. */
  #aim(): void {
    const { now, playing, speed } = this.look;
    if (lengthOf(this.span) === 0) {
      this.folding.settle(this.#quiet());
      const first = this.firstSpan(now);
      const length = lengthOf(first);
      this.span = this.#around(now, (now - first.from) / length, length, this.bounds());
    }
    if (this.unsettled) this.#refold(now);
    this.span = this.#along(within);
    if (!this.following) return;
    const follows = (span: Span, bounds: Span, ruler: Ruler): Span =>
      playing
        ? paged(span, ruler.place(now), 1000 <= lengthOf(span) || speed < 1 ? speed : 0, bounds)
        : showing(span, ruler.place(now), bounds);
    const next = this.#along(follows);
    if (next === this.span) return;
    // The page is turned: now what lies behind can be folded, and nothing else jumps.
    if (this.#refold(now)) this.span = this.#along(follows);
    else this.span = next;
  }

  // Along the axis: quiet stretches that are folded count as the breaks that stand for them.

  /** From time to pixels, right of where it begins. */
  protected get ruler(): Ruler {
    const width = this.right() - this.left();
    const { span, folding } = this;
    if (this.#ruler?.span !== span || this.#ruler.width !== width || this.#ruler.ruler.folds !== folding.folds) {
      this.#ruler = { span, width, ruler: Ruler.over(folding.folds, span, width) };
    }
    return this.#ruler.ruler;
  }

  /** How much is in sight, breaks as long as they are drawn. */
  protected reach(): number {
    return lengthOf(this.ruler.along(this.span));
  }

  /** What is left free after the last moment, in virtual ms: a small part of what is in sight, or of all there is. */
  protected room(from: number, end: number): number {
    return Math.max(60, Math.min(this.reach(), lengthOf(this.ruler.along({ from, to: end }))) * 0.04);
  }

  /** Another part of time, chosen by its places on the ruler; the same one if it is as good as that. */
  #along(choose: (span: Span, bounds: Span, ruler: Ruler) => Span): Span {
    const { ruler, span } = this;
    const next = ruler.back(choose(ruler.along(span), ruler.along(this.bounds()), ruler));
    const isSame = Math.abs(next.from - span.from) < SAME && Math.abs(next.to - span.to) < SAME;
    return isSame ? span : next;
  }

  /** A part of time of so many places with a tick at a share of its width. */
  #around(tick: number, part: number, length: number, bounds: Span): Span {
    const ruler = new Ruler(this.folding.folds, (this.right() - this.left()) / length);
    const from = ruler.place(tick) - part * length;
    return ruler.back(within({ from, to: from + length }, ruler.along(bounds)));
  }

  /** All that is quiet, up to some time before the end. */
  #quiet(): readonly Span[] {
    return this.folding.on ? this.quiet(Math.max(this.look.end, this.look.now) - BEHIND) : [];
  }

  /** Folds what is quiet; the tick that is looked at stays where it is. Returns whether anything moved. */
  #refold(anchor: number): boolean {
    const { ruler, span } = this;
    if (lengthOf(span) === 0) return this.folding.settle(this.#quiet());
    const bounds = this.bounds();
    const length = this.reach();
    const held = span.from <= anchor && anchor <= span.to ? anchor : ruler.at((this.right() - this.left()) / 2);
    const part = (ruler.place(held) - ruler.place(span.from)) / length;
    const opened = this.folding.opened.length;
    this.unsettled = false;
    const moved = this.folding.settle(this.#quiet());
    if (moved) {
      const focused = this.focusedFold?.from;
      this.unfocus();
      this.focusedFold = this.folding.folds.spans.find((fold) => fold.from === focused);
      this.span = this.#around(held, part, length, bounds);
    }
    if (moved || opened !== this.folding.opened.length) this.stale = true;
    return moved;
  }

  /** Whether quiet stretches are folded. */
  fold(on: boolean): void {
    this.folded = on;
    this.folding.turn(on);
    this.unfocus();
    this.#refold(this.look.now);
    const { spans, folded } = this.folding.folds;
    const facts = { count: spans.length, time: timeText(Math.round(folded)) };
    this.says = on ? this.say(spans.length === 0 ? 'st.fold.none' : 'st.fold.on', facts) : this.say('st.fold.off');
    this.restyle();
  }

  /** Unfolds one stretch, or folds it again. */
  protected turnFold(span: Span, isFolded: boolean): void {
    const { folding } = this;
    if (isFolded) folding.open(span);
    else folding.close(span);
    this.unfocus();
    // It stays where its beginning is, or where it was if that is not in sight.
    const inSight = Math.max(span.from, Math.min(span.to, this.tickOf(this.left() + 40)));
    this.#refold(isFolded ? span.from : inSight);
    this.says = this.say(isFolded ? 'st.fold.opened' : 'st.fold.closed', { time: lengthText(span) });
    const { now } = this.look;
    this.following &&= this.span.from <= now && now <= this.span.to;
    this.restyle();
  }

  /** The next break on the way from a tick, if it comes before another. */
  protected foldBefore(from: number, to: number | undefined, step: 1 | -1): Span | undefined {
    const fold = this.folding.folds.next(from, step);
    if (fold === undefined || to === undefined) return fold;
    return (0 < step ? fold.to <= to : to <= fold.from) ? fold : undefined;
  }

  /** The focus goes to a break. */
  protected focusFold(span: Span): void {
    this.leave();
    this.focusedFold = span;
    this.reveal(span.from);
    const plot = this.plot();
    this.pointed = { span, folded: true, x: this.xAt(span.from) + plot.ruler.breadth / 2, y: plot.top };
    this.says = `${this.#foldText(span, true)}. ${this.say('st.fold.enter')}`;
    this.refresh();
  }

  protected unfocus(): void {
    this.focusedFold = undefined;
    this.pointed = undefined;
  }

  #foldText(span: Span, isFolded: boolean): string {
    const facts = { time: lengthText(span), from: timeText(Math.round(span.from)), to: timeText(Math.round(span.to)) };
    return this.say(isFolded ? 'st.fold.break' : 'st.fold.open', { ...facts, what: this.quietText() });
  }

  /** What is pointed at, if it is a break or a handle. */
  #point(x: number, y: number): boolean {
    const found = this.folding.on ? foldAt(this.plot(), this.folding.opened, x, y) : undefined;
    this.renderRoot.querySelector('.stage')?.classList.toggle('turns', found !== undefined);
    if (found === undefined) {
      if (this.pointed === undefined) return false;
      this.pointed = undefined;
      this.refresh();
      return false;
    }
    if (this.pointed?.span.from === found.span.from && this.pointed.folded === found.folded) return true;
    this.leave();
    this.focusedFold = undefined;
    this.pointed = { ...found, x: found.folded ? this.xAt(found.span.from) + this.ruler.breadth / 2 : x, y: this.plot().top };
    this.refresh();
    return true;
  }

  /** What is shown first: about one pixel for a virtual ms, so that messages slant. */
  protected firstSpan(now: number): Span {
    const length = Math.max(200, this.right() - this.left());
    return { from: now - 0.75 * length, to: now + 0.25 * length };
  }

  #paint(): void {
    const canvas = this.renderRoot.querySelector<HTMLCanvasElement>('canvas.base');
    const on = canvas?.getContext('2d');
    if (on == null) return;
    on.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    if (!this.stale) {
      this.paintNext(new CanvasPen(on));
      return;
    }
    on.clearRect(0, 0, this.width, this.height);
    this.paintBase(new CanvasPen(on), on);
    this.stale = false;
  }

  #over(): void {
    const canvas = this.renderRoot.querySelector<HTMLCanvasElement>('canvas.over');
    const on = canvas?.getContext('2d');
    if (on == null) return;
    on.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    on.clearRect(0, 0, this.width, this.height);
    const pen = new CanvasPen(on);
    this.paintOver(pen);
    const ringed = this.pointed?.folded === true ? this.pointed.span : this.focusedFold;
    if (ringed === undefined || this.palette === undefined) return;
    const plot = this.plot();
    pen.clip(plot.left - 6, 0, plot.right - plot.left + 12, plot.bottom);
    paintFoldFocus(pen, plot, this.palette, ringed);
    pen.unclip();
  }

  /** The moment, and the veil over what is later. */
  #place(): void {
    const cursor = this.renderRoot.querySelector<HTMLElement>('.cursor');
    const future = this.renderRoot.querySelector<HTMLElement>('.future');
    if (cursor === null || future === null) return;
    const { now, end } = this.look;
    const x = this.xAt(now);
    const inside = this.left() - 1 <= x && x <= this.right() + 1;
    cursor.hidden = !inside;
    cursor.style.transform = `translateX(${(x * this.scale).toFixed(1)}px)`;
    const text = timeText(now);
    const label = cursor.firstElementChild as HTMLElement;
    if (label.textContent !== text) label.textContent = text;
    const reach = 4 * text.length;
    const shift = Math.max(reach - x, Math.min(0, this.width - reach - x));
    label.style.setProperty('--shift', `${(shift * this.scale).toFixed(0)}px`);
    const veiled = Math.floor(now) < end && x < this.right();
    future.hidden = !veiled;
    if (veiled) future.style.transform = `translateX(${(this.scale * Math.max(this.left(), x)).toFixed(1)}px)`;
  }

  /** Puts a note beside a point of the picture, `gap` above it or, where there is no room, below. */
  protected placeTip(tip: HTMLElement, x: number, y: number, gap: number, below = gap): void {
    const { scale } = this;
    const [wide, high] = [tip.offsetWidth, tip.offsetHeight];
    const left = Math.max(4, Math.min(this.width * scale - wide - 4, x * scale - wide / 2));
    const above = (y - gap) * scale - high;
    const top = above < 2 ? (y + below) * scale : above;
    tip.style.transform = `translate(${left.toFixed(0)}px, ${top.toFixed(0)}px)`;
  }

  protected xAt(tick: number): number {
    return this.left() + this.ruler.x(tick);
  }

  protected tickOf(x: number): number {
    return this.ruler.at(x - this.left());
  }

  // Moving.

  protected move(span: Span): void {
    this.pointed = undefined;
    this.span = span;
    const { now } = this.look;
    this.following = span.from <= now && now <= span.to;
    this.stale = true;
    this.refresh();
  }

  zoom(factor: number, x = (this.left() + this.right()) / 2): void {
    const width = this.right() - this.left();
    const [held, part, reach, bounds] = [this.tickOf(x), (x - this.left()) / width, this.reach(), this.bounds()];
    const length = Math.max(SPAN_MIN, reach * factor);
    this.folding.settle(this.#quiet());
    // Breaks keep their pixels, so that they have other places from here on.
    const ruler = new Ruler(this.folding.folds, width / length);
    const anchor = ruler.place(held);
    const from = anchor - part * reach;
    this.move(ruler.back(zoomed({ from, to: from + reach }, factor, anchor, ruler.along(bounds))));
  }

  pan(part: number): void {
    // What is in sight stays as it is.
    this.folding.settle(this.#quiet(), this.span.to);
    this.move(this.#along((span, bounds) => panned(span, part * lengthOf(span), bounds)));
  }

  all(): void {
    this.folding.settle(this.#quiet());
    // What is left free is a part of all that is in sight.
    this.span = this.bounds();
    this.move(this.bounds());
  }

  follow(): void {
    this.following = true;
    this.stale = true;
    this.refresh();
  }

  /** Moves so that a tick is in sight, without going there. */
  protected reveal(tick: number): void {
    const span = this.#along((places, bounds, ruler) => showing(places, ruler.place(tick), bounds));
    if (span !== this.span) this.move(span);
  }

  protected goEvent(event: number): void {
    signal(this, 'lab-event', { event });
  }

  protected goTick(tick: number): void {
    stayAt(this, Math.max(0, Math.round(tick)));
  }

  override render(): TemplateResult {
    const { say } = this;
    return html`
      <div class="tools" role="toolbar" aria-label=${this.label()}>
        ${this.extraTools()}
        <button class="plain fold" aria-pressed=${this.folded} aria-label=${say('st.fold')} title=${say('st.fold.label', { what: this.quietText() })} @click=${() => this.fold(!this.folded)} data-testid="fold">
          <svg viewBox="0 0 16 16" aria-hidden="true"><path d=${FOLD_SIGN}></path></svg>
        </button>
        <span class="gap"></span>
        <span class="pair"><button class="plain" @click=${() => this.zoom(1.6)} aria-label=${say('st.out')} title=${say('st.out')} data-testid="zoom-out">−</button>
        <button class="plain" @click=${() => this.zoom(1 / 1.6)} aria-label=${say('st.in')} title=${say('st.in')} data-testid="zoom-in">+</button></span>
        <button class="plain all" @click=${() => this.all()} title=${say('st.all.label')} data-testid="zoom-all">${say('st.all')}</button>
        <button class="plain" aria-pressed=${this.following} @click=${() => (this.following ? (this.following = false) : this.follow())} title=${say('st.follow.label')} data-testid="follow">${say('st.follow')}</button>
        <button class="plain" aria-expanded=${this.sheet === 'legend'} @click=${() => this.toggle('legend')} title=${say('st.legend.label')} data-testid="legend-button">${say('st.legend')}</button>
        <button class="plain" aria-expanded=${this.sheet === 'export'} @click=${() => this.toggle('export')} title=${say('st.export.label')} data-testid="export-button">${say('st.export')}</button>
 ${this.modest ? nothing : html`<button class="plain widen" aria-pressed=${this.wide} aria-label=${say('st.wide')} title=${say(this.wide ? 'st.narrow' : 'st.wide')} @click=${() => signal(this, 'lab-widen', null)} data-testid="widen">
          <svg viewBox="0 0 16 16" class="lines" aria-hidden="true"><path d=${this.wide ? 'M1 8h5M4 5l3 3l-3 3M15 8h-5M12 5l-3 3l3 3' : 'M6 8H1M4 5L1 8l3 3M10 8h5M12 5l3 3l-3 3'}></path></svg>
        </button>`}
      </div>
      <div class="field"><div
        class="stage"
        role="application"
        tabindex="0"
        aria-label=${this.label()}
        aria-describedby="hint"
        data-testid="plot"
        @wheel=${this.#wheel}
        @pointerdown=${this.#down}
        @pointermove=${this.#moved}
        @pointerup=${this.#up}
        @pointercancel=${this.#up}
        @pointerleave=${this.#left}
        @keydown=${this.#keydown}
        @blur=${this.#left}
      >
        <canvas class="base" aria-hidden="true"></canvas>
        <div class="future" hidden></div>
        <canvas class="over" aria-hidden="true"></canvas>
        <div class="cursor" aria-hidden="true" hidden><span></span></div>
        ${this.vacant ? html`<p class="empty">${this.emptyText()}</p>` : nothing}
        ${this.pointed === undefined ? this.tip() : this.#foldTip(this.pointed)}
      </div>
      ${this.sheet === 'legend' ? this.#legend() : nothing}
      ${this.sheet === 'export' ? this.#exportMenu() : nothing}
      ${this.sheet === 'lanes' ? this.lanesSheet() : nothing}
      </div>
      <p class="hidden-text" id="hint">${this.hint()}</p>
      <p class="hidden-text" role="status" data-testid="plot-says">${this.says}</p>
      <span class="probe"></span>
    `;
  }

  #foldTip({ span, folded }: { readonly span: Span; readonly folded: boolean }): TemplateResult {
    return html`<div class="tip" aria-hidden="true" data-testid="plot-tip">
      ${this.#foldText(span, folded)}<small>${this.say(folded ? 'st.fold.enter' : 'st.fold.again')}</small>
    </div>`;
  }

  #legend(): TemplateResult {
    return html`<div class="sheet legend" role="group" tabindex="0" aria-label=${this.say('st.legend.label')} data-testid="legend">
      <ul>
        ${this.signs().map(({ means }) => html`<li><canvas width="84" height="40"></canvas>${means}</li>`)}
      </ul>
    </div>`;
  }

  #exportMenu(): TemplateResult {
    const { say } = this;
    return html`<div class="sheet" role="group" aria-label=${say('st.export.label')}>
      <button @click=${() => this.#export('svg')} data-testid="export-svg">${say('st.export.svg')}</button>
      <button @click=${() => void this.#export('png')} data-testid="export-png">${say('st.export.png')}</button>
    </div>`;
  }

  /** Which lanes are shown, where one may choose. */
  protected lanesSheet(): TemplateResult | typeof nothing {
    return nothing;
  }

  protected toggle(sheet: 'legend' | 'export' | 'lanes'): void {
    this.sheet = this.sheet === sheet ? undefined : sheet;
  }

  protected override firstUpdated(): void {
    const stage = this.renderRoot.querySelector('.stage');
    if (stage !== null) this.#observer.observe(stage);
    this.#measure();
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has('theme') || changed.has('language')) this.restyle();
    if (changed.has('wide')) this.#measure();
    const tip = this.pointed === undefined ? null : this.renderRoot.querySelector<HTMLElement>('.tip');
    if (tip !== null && this.pointed !== undefined) this.placeTip(tip, this.pointed.x, this.pointed.y, 8, 8);
    const { palette } = this;
    if (this.sheet !== 'legend' || palette === undefined) return;
    const signs = this.signs();
    for (const [i, canvas] of this.renderRoot.querySelectorAll<HTMLCanvasElement>('.legend canvas').entries()) {
      const on = canvas.getContext('2d');
      if (on === null) continue;
      on.setTransform(2, 0, 0, 2, 0, 0);
      on.clearRect(0, 0, 42, 20);
      signs[i]?.draw(new CanvasPen(on), 21, 10, palette);
    }
  }

  // Export.

  /** The slide: title, what is in sight, legend. */
  protected slide(pen: Pen): void {
    const { palette, say, look } = this;
    if (palette === undefined) return;
    const { colors } = palette;
    const { width, height } = SLIDE;
    pen.rect(0, 0, width, height, colors.surface);
    const title = look.story === '' ? `${this.label()} · ${this.t('header.seed')} ${look.seed}` : look.story;
    pen.text(title, 40, 50, { color: colors.ink, size: 24, weight: 700 });
    const part = say('st.title.part', {
      from: timeText(this.span.from),
      to: timeText(this.span.to),
      now: timeText(look.now),
    });
    pen.text(`${part} · ${say('st.title')}`, 40, 76, { color: colors.muted, size: 14 });
    const signs = this.slideSigns();
    const columns = 4;
    const rows = Math.ceil(signs.length / columns);
    const foot = height - 18 - rows * 23;
    this.paintFile(pen, { top: 84, width, height: foot - 14 });
    for (const [i, sign] of signs.entries()) {
      const x = 40 + Math.floor(i / rows) * ((width - 80) / columns);
      const y = foot + (i % rows) * 23 + 8;
      sign.draw(pen, x + 16, y, palette);
      pen.text(sign.means, x + 42, y + 4, { color: colors.muted, size: 12 });
    }
  }

  /** The picture as an SVG file. */
  svg(): string {
    const pen = new SvgPen();
    this.slide(pen);
    return pen.file(SLIDE.width, SLIDE.height, this.label(), this.about());
  }

  async #export(kind: 'svg' | 'png'): Promise<void> {
    this.sheet = undefined;
    const file = `${this.fileName()}.${kind}`;
    const blob = kind === 'svg' ? new Blob([this.svg()], { type: 'image/svg+xml' }) : await this.#png();
    if (blob === null) return;
    download(blob, file);
    this.says = this.say('st.exported', { file });
  }

  #png(): Promise<Blob | null> {
    const canvas = document.createElement('canvas');
    canvas.width = SLIDE.width * SLIDE.scale;
    canvas.height = SLIDE.height * SLIDE.scale;
    const on = canvas.getContext('2d');
    if (on === null) return Promise.resolve(null);
    on.scale(SLIDE.scale, SLIDE.scale);
    this.slide(new CanvasPen(on));
    return new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
  }

  // Hands.

  #wheel(event: WheelEvent): void {
    const meant = event.ctrlKey || event.metaKey || this.renderRoot.querySelector('.stage:focus') !== null;
    if (this.modest && !meant) return;
    event.preventDefault();
    const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
    const [dx, dy] = [event.deltaX * unit, event.deltaY * unit];
    if (event.shiftKey || Math.abs(dy) < Math.abs(dx)) {
      this.pan((event.shiftKey && dx === 0 ? dy : dx) / Math.max(1, this.right() - this.left()));
    } else this.zoom(Math.exp(Math.max(-60, Math.min(60, dy)) * 0.0045), this.#at(event).x);
  }

  #at(event: MouseEvent): { x: number; y: number } {
    const box = this.renderRoot.querySelector('.stage')?.getBoundingClientRect();
    return {
      x: (event.clientX - (box?.left ?? 0)) / this.scale,
      y: (event.clientY - (box?.top ?? 0)) / this.scale,
    };
  }

  #down(event: PointerEvent): void {
    if (event.button !== 0) return;
    const at = this.#at(event);
    this.#pointers.set(event.pointerId, at);
    this.#start = { ...at, moved: this.#pointers.size !== 1 };
  }

  #moved(event: PointerEvent): void {
    const at = this.#at(event);
    const held = this.#pointers.get(event.pointerId);
    if (held === undefined) {
      if (event.pointerType !== 'touch' && !this.#point(at.x, at.y)) this.hover(at.x, at.y);
      return;
    }
    const start = this.#start;
    if (start === undefined) return;
    if (!start.moved && Math.hypot(at.x - start.x, at.y - start.y) < CLICK) return;
    const stage = event.currentTarget as HTMLElement;
    if (!start.moved) {
      start.moved = true;
      stage.setPointerCapture(event.pointerId);
      stage.classList.add('dragged');
      this.leave();
    }
    const others = [...this.#pointers].filter(([id]) => id !== event.pointerId).map(([, each]) => each);
    this.#pointers.set(event.pointerId, at);
    const width = Math.max(1, this.right() - this.left());
    const [other] = others;
    if (other === undefined) {
      this.pan((held.x - at.x) / width);
      return;
    }
    const [before, after] = [Math.abs(held.x - other.x), Math.abs(at.x - other.x)];
    this.zoom(Math.max(8, before) / Math.max(8, after), (at.x + other.x) / 2);
    this.pan((held.x - at.x) / 2 / width);
  }

  #up(event: PointerEvent): void {
    if (!this.#pointers.delete(event.pointerId)) return;
    (event.currentTarget as HTMLElement).classList.remove('dragged');
    const start = this.#start;
    if (0 < this.#pointers.size) return;
    this.#start = undefined;
    if (start === undefined || start.moved || event.type === 'pointercancel') return;
    this.sheet = undefined;
    const found = this.folding.on ? foldAt(this.plot(), this.folding.opened, start.x, start.y) : undefined;
    if (found === undefined) this.press(start.x, start.y);
    else this.turnFold(found.span, found.folded);
  }

  #left(): void {
    this.leave();
    if (this.pointed === undefined) return;
    this.unfocus();
    this.refresh();
  }

  #keydown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (!this.#ownKey(event.key) && !this.key(event)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  #ownKey(key: string): boolean {
    switch (key) {
      case '+':
      case '=':
        this.zoom(1 / 1.6);
        return true;
      case '-':
        this.zoom(1.6);
        return true;
      case 'PageDown':
        this.pan(0.8);
        return true;
      case 'PageUp':
        this.pan(-0.8);
        return true;
      case 'f':
        this.follow();
        return true;
      case 'q':
        this.fold(!this.folded);
        return true;
      case 'Q': {
        const span = this.folding.opened.find((each) => each.from <= this.focusTick() && this.focusTick() <= each.to);
        if (span !== undefined) this.turnFold(span, false);
        return true;
      }
      case 'Enter':
        if (this.focusedFold === undefined) return false;
        this.turnFold(this.focusedFold, true);
        return true;
      case 'Escape':
        if (this.sheet === undefined && this.focusedFold !== undefined) {
          this.unfocus();
          this.refresh();
          return true;
        }
        if (this.sheet === undefined) return false;
        this.sheet = undefined;
        return true;
      default:
        return false;
    }
  }
}
