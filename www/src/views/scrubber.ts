/** Time as a place: everything seen of this future, with its terms, crashes, cuts and violations. */
import { LitElement, html, nothing, svg, type TemplateResult } from 'lit';
import type { Bookmark } from '../bookmarks.ts';
import type { MarkView } from '../engine.ts';
import { timeText, translator, type Translate } from '../i18n.ts';
import { scrubberStyles } from '../styles/scrubber.ts';
import { shared } from '../styles/shared.ts';
import { lengthFor, reignsOf, signsOf, type Sign, type SignKind, type Spot } from '../timeline.ts';
import { signal } from './signals.ts';
import { Sized } from './sized.ts';

/** Drawn around a point below the line. A cut is a link that is severed, healed one that is whole again. */
const SIGNS: Readonly<Record<SignKind, string>> = {
  crashed: 'M-3.5 -3.5L3.5 3.5M3.5 -3.5L-3.5 3.5',
  restarted: 'M-3 0a3 3 0 1 0 6 0a3 3 0 1 0 -6 0',
  cut: 'M-7 0H-3.5M3.5 0H7M-2 4.5L2 -4.5',
  healed: 'M-7 0H7',
  violation: 'M0 -6L6 0L0 6L-6 0Z',
};

/** What stands on the line grows with the letters: its unit is a 40th of the height. */
const HIGH = 40;
const UNITS = `0 0 ${HIGH} ${HIGH}`;
/** What a sign takes of the line, in these units. */
const SIGN_WIDTH = 15;
/** A hand that presses a sign is not quite still: so many pixels do not yet move the thumb. */
const SLACK = 5;

/** Narrower reigns go without their number. */
const ROOM_FOR_TERM = 0.022;
const SECOND = 1000;

export class KvraftScrubber extends LitElement {
  static override properties = {
    t: { attribute: false },
    marks: { attribute: false },
    bookmarks: { attribute: false },
    end: { attribute: false },
    until: { attribute: false },
    disabled: { attribute: false },
    tip: { state: true },
    room: { state: true },
  };
  static override styles = [shared, scrubberStyles];

  declare t: Translate;
  declare marks: readonly MarkView[];
  declare bookmarks: readonly Bookmark[];
  /** The tick up to which time has been seen. */
  declare end: number;
  /** When the story that is played is over. */
  declare until: number | undefined;
  declare disabled: boolean;
  /** The tick under the pointer. */
  declare tip: number | undefined;
  /** How many signs fit beside each other. */
  declare room: number;

  #now = 0;
  #seen = 0;
  #drawn = { now: -1, end: -1 };
  #holds = false;
  /** Where a sign was pressed, until the pointer leaves it. */
  #pressed: number | undefined;

  constructor() {
    super();
    this.t = translator('en');
    this.marks = [];
    this.bookmarks = [];
    this.end = 0;
    this.until = undefined;
    this.disabled = true;
    this.room = 1;
    new Sized(this, () => this.#measure());
  }

  #measure(): void {
    const { clientWidth, clientHeight } = this;
    if (clientHeight === 0) return;
    this.room = Math.max(1, Math.floor((clientWidth * HIGH) / (clientHeight * SIGN_WIDTH)));
  }

  get #spots(): readonly Spot[] {
    return signsOf(this.marks, this.#length, this.room);
  }

  /** Once per frame: the thumb, and how far time has been seen. */
  paint(now: number, end: number, playing: boolean): void {
    this.#now = now;
    this.#seen = end;
    const length = this.#length;
    if (lengthFor(end, this.until) !== length) this.end = end;
    if (now === this.#drawn.now && end === this.#drawn.end) return;
    this.#drawn = { now, end };
    this.#at('.thumb', now);
    this.#line('.lived', 0, end);
    this.#line('.gone', 0, now);
    this.#line('.reign:last-child', undefined, end);
    const whole = (tick: number): number => (playing ? Math.floor(tick / SECOND) * SECOND : tick);
    this.#tell(whole(now), whole(end));
  }

  get #length(): number {
    return lengthFor(this.end, this.until);
  }

  #at(name: string, tick: number): void {
    put(this.renderRoot.querySelector(name), 'x', this.#percent(tick));
  }

  #line(name: string, from: number | undefined, to: number): void {
    const line = this.renderRoot.querySelector(name);
    if (from !== undefined) put(line, 'x1', this.#percent(from));
    put(line, 'x2', this.#percent(to));
  }

  /** To a third of a pixel: what is finer is work for every frame, and nothing to be seen. */
  #percent(tick: number): string {
    return `${(Math.round(2000 * Math.min(1, tick / this.#length)) / 20).toFixed(2)}%`;
  }

  /** For assistive technology, where the thumb is, in words. */
  #tell(now: number, end: number): void {
    const slider = this.renderRoot.querySelector('[role=slider]');
    if (slider === null) return;
    const key = now < end ? 'time.value.past' : 'time.value';
    put(slider, 'aria-valuemax', String(end));
    put(slider, 'aria-valuenow', String(now));
    put(slider, 'aria-valuetext', this.t(key, { now: timeText(now), end: timeText(end) }));
  }

  override render(): TemplateResult {
    const { t, marks } = this;
    const length = this.#length;
    const reigns = reignsOf(marks, this.#seen, length);
    const percent = (part: number): string => `${(100 * part).toFixed(3)}%`;
    return html`
      <div
        class="line"
        role="slider"
        tabindex=${this.disabled ? -1 : 0}
        aria-label=${t('time.label')}
        aria-valuemin="0"
        aria-valuemax="0"
        aria-valuenow="0"
        aria-disabled=${this.disabled}
        data-testid="scrubber"
        @keydown=${this.#keydown}
        @pointerdown=${this.#down}
        @pointermove=${this.#move}
        @pointerup=${this.#up}
        @pointercancel=${this.#up}
        @pointerleave=${() => (this.tip = undefined)}
      >
        <svg aria-hidden="true">
          <line class="to-come" x1="0%" x2="100%" y1="60%" y2="60%"></line>
          <line class="lived" x1="0%" x2="0%" y1="60%" y2="60%"></line>
          <g>
            ${reigns.map(
              ({ from, to, hue }) => svg`<line class="reign" data-hue=${hue}
                x1=${percent(from)} x2=${percent(to)} y1="60%" y2="60%"></line>`,
            )}
          </g>
          ${reigns.map(({ from, to, term, hue }, i) =>
            to - from < ROOM_FOR_TERM && i < reigns.length - 1
              ? nothing
              : svg`<svg class="at" viewBox=${UNITS} preserveAspectRatio="xMinYMid" x=${percent(from)} data-hue=${hue}
                  ><text class="term" x="1" y="17">${term}</text></svg>`,
          )}
          ${this.#spots.flat().map(
            ({ at, kind, marks: those }) => svg`<svg class="at" viewBox=${UNITS} preserveAspectRatio="xMinYMid" x=${percent(at)}
              data-sign=${kind} data-ticks=${those.map(({ tick }) => tick).join(' ')}
              ><rect class="hit" x=${-SIGN_WIDTH / 2} y=${kind === 'violation' ? 16 : 27} width=${SIGN_WIDTH} height=${kind === 'violation' ? 16 : 13}></rect
              ><path class=${kind} transform="translate(0 ${kind === 'violation' ? 24 : 33})" d=${SIGNS[kind]}></path></svg>`,
          )}
          ${this.bookmarks.map(
            ({ tick, name }) => svg`<svg class="at" viewBox=${UNITS} preserveAspectRatio="xMinYMid" x=${percent(Math.min(1, tick / length))} data-bookmark=${tick}
              ><title>${name}</title><path class="bookmark" d="M0 22V4h9l-2.5 3.5L9 11H0"></path></svg>`,
          )}
          <line class="gone" x1="0%" x2="0%" y1="60%" y2="60%"></line>
          <svg class="at thumb" viewBox=${UNITS} preserveAspectRatio="xMinYMid" x="0%"><circle cy="24" r="7"></circle></svg>
        </svg>
        ${
          this.tip === undefined
            ? nothing
            : html`<span class="tip" aria-hidden="true">${this.#tipLines(this.tip).map((line) => html`<span>${line}</span>`)}</span>`
        }
      </div>
    `;
  }

  protected override updated(): void {
    this.#drawn = { now: -1, end: -1 };
    this.paint(this.#now, this.#seen, false);
    const tip = this.renderRoot.querySelector<HTMLElement>('.tip');
    if (tip === null || this.tip === undefined) return;
    const left = (this.clientWidth * this.tip) / this.#length - tip.offsetWidth / 2;
    const right = this.clientWidth - tip.offsetWidth;
    tip.style.transform = `translateX(${Math.max(0, Math.min(left, right)).toFixed(0)}px)`;
  }

  /** The time under the pointer, and what somebody called it, and what its signs mean. */
  #tipLines(tick: number): readonly string[] {
    const at = tick / this.#length;
    const near = 1 / this.room / 2;
    const isNear = (place: number): boolean => Math.abs(place - at) <= near;
    const named = this.bookmarks.filter((each) => isNear(each.tick / this.#length));
    const spots = this.#spots.filter((spot) => spot.some((sign) => isNear(sign.at)));
    const lines = [
      ...named.map(({ name, tick: its }) => [name, timeText(its)].join(' · ')),
      ...spots.flat().map((sign) => this.#meaning(sign)),
    ];
    return lines.length === 0 ? [timeText(tick)] : lines;
  }

  /** What happened, to whom, and when. */
  #meaning({ kind, marks }: Sign): string {
    const servers = [...new Set(marks.flatMap(({ server }) => (server === undefined ? [] : [`S${server}`])))];
    const who = kind === 'violation' || servers.length === 0 ? '' : ` ${servers.join(', ')}`;
    const often = marks.length === Math.max(1, servers.length) ? '' : ` × ${marks.length}`;
    const [first, last] = [marks[0]?.tick ?? 0, marks.at(-1)?.tick ?? 0];
    const when = first === last ? timeText(first) : `${timeText(first)} – ${timeText(last)}`;
    return `${this.t(`mark.${kind}`)}${who}${often} · ${when}`;
  }

  /** The tick that a press on a sign means: of several the next one after now. */
  #signAt(event: PointerEvent): number | undefined {
    const sign = (event.target as Element).closest<SVGElement>('[data-ticks]');
    const ticks = (sign?.dataset['ticks'] ?? '').split(' ').filter((each) => each !== '').map(Number);
    return ticks.find((tick) => this.#now < tick) ?? ticks[0];
  }

  #tickAt(event: PointerEvent): number {
    const box = this.getBoundingClientRect();
    const part = (event.clientX - box.left) / Math.max(1, box.width);
    return Math.round(Math.max(0, Math.min(1, part)) * this.#length);
  }

  #down(event: PointerEvent): void {
    if (this.disabled || event.button !== 0) return;
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
    this.#holds = true;
    signal(this, 'lab-hold', { holds: true });
    const sign = this.#signAt(event);
    this.#pressed = sign === undefined ? undefined : event.clientX;
    signal(this, 'lab-seek', { tick: sign ?? this.#tickAt(event) });
  }

  #move(event: PointerEvent): void {
    const tick = this.#tickAt(event);
    if (this.#pressed !== undefined && SLACK < Math.abs(event.clientX - this.#pressed)) this.#pressed = undefined;
    if (this.#holds && this.#pressed === undefined) signal(this, 'lab-seek', { tick });
    this.tip = event.pointerType === 'touch' && !this.#holds ? undefined : tick;
  }

  #up(event: PointerEvent): void {
    if (!this.#holds) return;
    this.#holds = false;
    this.#pressed = undefined;
    if (event.pointerType === 'touch') this.tip = undefined;
    signal(this, 'lab-hold', { holds: false });
  }

  #keydown(event: KeyboardEvent): void {
    if (this.disabled || event.ctrlKey || event.metaKey || event.altKey) return;
    const go = (tick: number): void => signal(this, 'lab-seek', { tick });
    switch (event.key) {
      case 'ArrowLeft':
      case 'ArrowDown':
        signal(this, 'lab-step-back', null);
        break;
      case 'ArrowRight':
      case 'ArrowUp':
        signal(this, 'lab-step', null);
        break;
      case 'PageDown':
        go(this.#now - SECOND);
        break;
      case 'PageUp':
        go(this.#now + SECOND);
        break;
      case 'Home':
        go(0);
        break;
      case 'End':
        go(Number.MAX_SAFE_INTEGER);
        break;
      default:
        return;
    }
    event.preventDefault();
    event.stopPropagation();
  }
}

/** An attribute that stays what it is would still make the browser look. */
function put(element: Element | null, name: string, value: string): void {
  if (element !== null && element.getAttribute(name) !== value) element.setAttribute(name, value);
}

customElements.define('kvraft-scrubber', KvraftScrubber);
