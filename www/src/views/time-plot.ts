/**
 * A picture of events along time on a canvas: moving and zooming in it, the moment as a line, export.
 * The space-time diagram and the history draw on it. Nothing is drawn that is not in sight.
 */
import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { download } from '../download.ts';
import type { Engine, MarkView } from '../engine.ts';
import { EMPTY_VIEW, type ClusterView } from '../frame.ts';
import { timeText, translator, type Language, type Translate } from '../i18n.ts';
import { readPalette, type Palette } from '../spacetime/palette.ts';
import { CanvasPen, SvgPen, type Pen } from '../spacetime/pen.ts';
import { sayIn, type Say } from '../spacetime/texts.ts';
import { lengthOf, paged, panned, showing, within, zoomed, type Span } from '../spacetime/viewport.ts';
import { signal } from './signals.ts';

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
/** An exported picture: a slide of 16:9, and its pixels. */
const SLIDE = { width: 1280, height: 720, scale: 2 };

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

  protected look: Look = NOTHING;
  protected span: Span = { from: 0, to: 0 };
  protected palette: Palette | undefined;
  protected width = 0;
  protected height = 0;
  protected ratio = 1;
  /** Pixels of the screen's style for one of the picture's: 1, unless letters are larger than usual. */
  protected scale = 1;
  /** What is painted once must be painted again. */
  protected stale = true;

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
      this.following = true;
      this.stale = true;
    }
    if (look.journey !== this.#journey) {
      this.#journey = look.journey;
      this.following = true;
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
    const bounds = this.bounds();
    const { now, playing, speed } = this.look;
    if (lengthOf(this.span) === 0) {
      this.span = within(this.firstSpan(now), bounds);
    }
    this.span = within(this.span, bounds);
    if (!this.following) return;
    this.span = playing
      ? paged(this.span, now, 1000 <= lengthOf(this.span) || speed < 1 ? speed : 0, bounds)
      : showing(this.span, now, bounds);
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
    this.paintOver(new CanvasPen(on));
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
    const { from, to } = this.span;
    return this.left() + ((tick - from) / Math.max(1, to - from)) * (this.right() - this.left());
  }

  protected tickOf(x: number): number {
    const part = (x - this.left()) / Math.max(1, this.right() - this.left());
    return this.span.from + part * lengthOf(this.span);
  }

  // Moving.

  protected move(span: Span): void {
    this.span = span;
    const { now } = this.look;
    this.following = span.from <= now && now <= span.to;
    this.stale = true;
    this.refresh();
  }

  zoom(factor: number, x = (this.left() + this.right()) / 2): void {
    this.move(zoomed(this.span, factor, this.tickOf(x), this.bounds()));
  }

  pan(part: number): void {
    this.move(panned(this.span, part * lengthOf(this.span), this.bounds()));
  }

  all(): void {
    this.move(this.bounds());
  }

  follow(): void {
    this.following = true;
    this.stale = true;
    this.refresh();
  }

  /** Moves so that a tick is in sight, without going there. */
  protected reveal(tick: number): void {
    const span = showing(this.span, tick, this.bounds());
    if (span !== this.span) this.move(span);
  }

  protected goEvent(event: number): void {
    signal(this, 'lab-event', { event });
  }

  protected goTick(tick: number): void {
    signal(this, 'lab-play', { playing: false });
    signal(this, 'lab-seek', { tick: Math.max(0, Math.round(tick)) });
  }

  override render(): TemplateResult {
    const { say } = this;
    return html`
      <div class="tools" role="toolbar" aria-label=${this.label()}>
        ${this.extraTools()}
        <span class="gap"></span>
        <span class="pair"><button class="plain" @click=${() => this.zoom(1.6)} aria-label=${say('st.out')} title=${say('st.out')} data-testid="zoom-out">−</button>
        <button class="plain" @click=${() => this.zoom(1 / 1.6)} aria-label=${say('st.in')} title=${say('st.in')} data-testid="zoom-in">+</button></span>
        <button class="plain" @click=${() => this.all()} title=${say('st.all.label')} data-testid="zoom-all">${say('st.all')}</button>
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
        @pointerleave=${() => this.leave()}
        @keydown=${this.#keydown}
        @blur=${() => this.leave()}
      >
        <canvas class="base" aria-hidden="true"></canvas>
        <div class="future" hidden></div>
        <canvas class="over" aria-hidden="true"></canvas>
        <div class="cursor" aria-hidden="true" hidden><span></span></div>
        ${this.vacant ? html`<p class="empty">${this.emptyText()}</p>` : nothing}
        ${this.tip()}
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
      if (event.pointerType !== 'touch') this.hover(at.x, at.y);
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
    this.press(start.x, start.y);
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
      case 'Escape':
        if (this.sheet === undefined) return false;
        this.sheet = undefined;
        return true;
      default:
        return false;
    }
  }
}
