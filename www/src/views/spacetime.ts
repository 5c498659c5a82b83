/** The space-time diagram: a lane for each server and client, messages as slanted lines. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Engine, EventView } from '../engine.ts';
import { timeText, type TextKey } from '../i18n.ts';
import { partyName } from '../messages.ts';
import { narrate } from '../narrate.ts';
import { NEVER, coneOf, lanesOf, type Cone } from '../spacetime/causality.ts';
import { MOST, detailOf, eachMessage, endOf, inSight, isEnd, isHidden, isLeftOut, rangesOf, type Detail, type Range } from '../spacetime/detail.ts';
import { CROWD, distanceTo, heights, laneAt, partiesOf, plotOf, xOf, type Cast, type Plot } from '../spacetime/geometry.ts';
import { paintGrid } from '../spacetime/axis.ts';
import {
  firstIn,
  isMarked,
  paintAll,
  paintFrame,
  paintLanes,
  paintLines,
  paintMarks,
  paintMessage,
  paintSums,
  partyText,
  strokeOf,
  type Picture,
  type Words,
} from '../spacetime/paint.ts';
import { paintFolds } from '../spacetime/paint-folds.ts';
import { paintFound } from '../spacetime/paint-found.ts';
import { termColor } from '../spacetime/palette.ts';
import type { Pen } from '../spacetime/pen.ts';
import { spacetimeSigns } from '../spacetime/legend.ts';
import { sourceOf, type OwnedSource } from '../spacetime/source.ts';
import { GRANTED, KIND, PARTIES, Store } from '../spacetime/store.ts';
import { ThinLines, wordOf } from '../spacetime/thin.ts';
import type { Span } from '../spacetime/viewport.ts';
import { plotStyles } from '../styles/spacetime.ts';
import { shared } from '../styles/shared.ts';
import { TimePlot, type Look, type Sign } from './time-plot.ts';
import { signal, type Found } from './signals.ts';

/** Milliseconds of a frame for reading what is new. */
const READING = 2;
/** So many events make new sums while time runs. */
const NEW_SUMS = 1500;
/** How near the pointer must be to an event or a line, in pixels. */
const NEAR = 9;
const NEAR_LINE = 5;
/** A pointer rests so many ms before an event is told that must be looked up. */
const REST = 70;

const MESSAGE_NAMES: readonly TextKey[] = [
  'message.request-vote',
  'message.vote-response',
  'message.append-entries',
  'message.append-response',
  'message.client-request',
  'message.client-reply',
  'message.timeout-now',
  'message.install-snapshot',
  'message.snapshot-response',
  'message.read-index',
  'message.read-response',
  'message.pre-vote-request',
  'message.pre-vote-response',
];

export class KvraftSpacetime extends TimePlot {
  static override properties = {
    ...TimePlot.properties,
    found: { attribute: false },
    told: { state: true },
    older: { state: true },
    without: { state: true },
  };
  static override styles = [shared, plotStyles];

  /** What is under the pointer or has the focus, in words. */
  declare told: { readonly text: string; readonly time: string; x: number; y: number } | undefined;

  /** What is searched for in the events. */
  declare found: Found | null;
  /** Parties whose lanes are not shown. */
  declare without: ReadonlySet<number>;
  /** There is a past that is not held. */
  declare older: boolean;

  readonly store = new Store();
  #source: OwnedSource | undefined;
  /** Up to which tick lanes are painted, up to which event all else is; how many messages are. */
  #painted = 0;
  #paintedEnd = 0;
  #lines = 0;
  #stretches = 0;
  #detail: Detail = 'full';
  #thin: ThinLines | undefined;
  #scratch: HTMLCanvasElement | undefined;
  /** The event that has the focus, by its position in the run; and the one under the pointer. */
  #focused: number | undefined;
  #hovered: number | undefined;
  #cone: { readonly event: number; readonly count: number; readonly cone: Cone } | undefined;
  #rest: ReturnType<typeof setTimeout> | undefined;
  /** More was to be read than there was time for. */
  #reading = false;

  constructor() {
    super();
    this.older = false;
    this.found = null;
    this.without = new Set();
  }

  protected begin(engine: Engine | undefined): void {
    this.#source?.free();
    this.#source = engine === undefined ? undefined : sourceOf(engine);
    this.store.clear();
    this.#focused = undefined;
    this.#unhover();
  }

  protected read(look: Look): boolean {
    const source = this.#source;
    if (source === undefined) return false;
    const { store } = this;
    const version = store.version;
    if (this.following) store.reachTail(source);
    const keep = this.following ? Number.POSITIVE_INFINITY : this.span.from;
    const changed = store.follow(source, READING, keep);
    // More is to be read than a frame has time for.
    if (store.isBehind(source) && changed && !look.playing) this.refresh();
    this.vacant = store.count === 0;
    this.older = 0 < store.first;
    // Where nobody sees it grow, what is quiet is folded at once.
    this.unsettled ||= version !== store.version || (this.#reading && !look.playing);
    this.#reading = store.isBehind(source);
    if (version !== store.version) {
      this.#cone = undefined;
      return true;
    }
    const news = store.end - this.#paintedEnd;
    if (this.#detail === 'sums') return NEW_SUMS < news;
    // What lanes do has changed, or there are more lines than are drawn in this way.
    return this.#stretches !== stretchesOf(store) || MOST[this.#detail] * 1.25 < this.#lines;
  }

  protected bounds(): Span {
    const { store, look } = this;
    const from = store.firstTick;
    const end = Math.max(store.lastTick, look.end, look.now);
    return { from, to: Math.max(from + 400, end + this.room(from, end)) };
  }

  protected quiet(until: number): readonly Span[] {
    const { store, look } = this;
    const source = this.#source;
    const known = source === undefined || store.isBehind(source) ? Math.min(until, store.lastTick) : until;
    const others = look.marks.filter(({ kind }) => kind === 'violation').map(({ tick }) => tick);
    return store.quiet.stretches(store.firstTick, known, others);
  }

  protected quietText(): string {
    return this.say('st.fold.quiet');
  }

  #cast(): Cast {
    const { view } = this.look;
    return { servers: view.servers.length, clients: view.clients.length, hidden: this.without };
  }

  protected plot(): Plot {
    return plotOf(this.#cast(), this.width, this.height, this.span, 0, this.folding.folds);
  }

  protected left(): number {
    return 40;
  }
  protected right(): number {
    return this.width - 10;
  }

  #picture(plot = this.plot()): Picture | undefined {
    const { palette, store, look } = this;
    if (palette === undefined) return undefined;
    const objections = look.marks.filter((mark) => mark.kind === 'violation');
    const violations = objections.map((mark) => mark.tick);
    const { opened } = this.folding;
    return { store, plot, palette, words: this.#words(), violations, found: this.found ?? undefined, opened };
  }

  #words(): Words {
    const { say } = this;
    return { crowd: say('st.crowd'), cut: say('st.cut'), healed: say('st.healed'), violation: say('st.violation') };
  }

  protected paintBase(pen: Pen, on: CanvasRenderingContext2D): void {
    const picture = this.#picture();
    if (picture === undefined) return;
    const { plot, store } = picture;
    const ranges = inSight(store, plot);
    const detail = detailOf(store, ranges);
    this.#detail = detail;
    this.#painted = Math.max(0, Math.min(this.look.end, store.lastTick));
    this.#paintedEnd = store.end;
    this.#stretches = stretchesOf(store);
    this.#lines = 0;
    paintGrid(pen, plot, picture.palette.colors);
    pen.clip(plot.left - 6, 0, plot.right - plot.left + 12, plot.bottom);
    if (detail === 'sums') paintSums(pen, picture, ranges);
    paintFound(pen, picture, ranges);
    paintLanes(pen, picture, Math.max(this.#painted, Math.min(this.look.now, this.look.end)));
    paintFolds(pen, plot, picture.palette.colors, picture.opened);
    if (detail === 'thin') this.#paintThin(on, picture, ranges);
    else if (detail !== 'sums') this.#lines = paintLines(pen, picture, ranges, detail);
    paintMarks(pen, picture, ranges, detail);
    pen.unclip();
    paintFrame(pen, picture);
  }

  #paintThin(on: CanvasRenderingContext2D, picture: Picture, ranges: readonly Range[]): void {
    const { plot, store, palette } = picture;
    const { ratio } = this;
    const [width, height] = [Math.ceil((plot.right - plot.left) * ratio), Math.ceil(plot.bottom * ratio)];
    if (this.#thin?.image.width !== width || this.#thin.image.height !== height) {
      this.#thin = new ThinLines(width, height);
      this.#scratch = document.createElement('canvas');
      this.#scratch.width = width;
      this.#scratch.height = height;
    }
    const thin = this.#thin;
    thin.clear();
    const high = heights(plot);
    const words = new Map<string, number>();
    eachMessage(store, ranges, (_message, sent, ended) => {
      const y1 = high(store.lane[sent] ?? 0);
      const end = endOf(store, plot, high, sent, ended);
      if (y1 === undefined || end === undefined) return;
      const { color } = strokeOf(store, palette, sent);
      const word = words.get(color) ?? wordOf(color);
      words.set(color, word);
      const x1 = (xOf(plot, store.tick[sent] ?? 0) - plot.left) * ratio;
      thin.draw({ x1, y1: y1 * ratio, x2: (end.x - plot.left) * ratio, y2: end.y * ratio }, word);
    });
    const scratch = this.#scratch;
    scratch?.getContext('2d')?.putImageData(thin.image, 0, 0);
    if (scratch !== undefined) on.drawImage(scratch, plot.left, 0, width / ratio, height / ratio);
  }

  protected paintOver(pen: Pen): void {
    const picture = this.#picture();
    if (picture === undefined) return;
    const { plot } = picture;
    pen.clip(plot.left - 6, 0, plot.right - plot.left + 12, plot.bottom);
    this.#paintUnderWay(pen, picture);
    const event = this.#hovered ?? this.#focused;
    if (event !== undefined) this.#paintCone(pen, picture, event - this.store.first);
    pen.unclip();
  }

  protected paintNext(pen: Pen): void {
    const { store, look } = this;
    const now = Math.min(look.now, Math.max(look.end, look.view.now) + 1);
    const from = Math.max(0, this.#paintedEnd - store.first);
    const live = this.#painted < now && look.end <= Math.floor(look.now);
    if (!live && store.count <= from) return;
    const picture = this.#picture();
    if (picture === undefined) return;
    const { plot } = picture;
    pen.clip(plot.left - 6, 0, plot.right - plot.left + 12, plot.bottom);
    if (live) {
      this.#paintOn(pen, picture, this.#painted, now);
      this.#painted = now;
    }
    if (from < store.count && this.#detail !== 'sums') {
      const high = heights(plot);
      const full = this.#detail === 'full';
      for (let i = from; i < store.count; i++) {
        if (!isEnd(store.kind[i] ?? 0)) continue;
        const sent = store.sending(store.message[i] ?? 0);
        if (sent < 0 || isLeftOut(store, sent)) continue;
        paintMessage(pen, picture, high, sent, i, full);
        this.#lines += 1;
      }
      paintMarks(pen, picture, [{ from, to: store.count }], this.#detail);
      this.#paintedEnd = store.end;
    }
    pen.unclip();
  }

  /** Lanes go on as they are. */
  #paintOn(pen: Pen, { plot, palette, store }: Picture, from: number, to: number): void {
    const x1 = Math.max(plot.left, xOf(plot, from));
    const x2 = Math.min(plot.right, xOf(plot, to));
    if (x2 <= x1) return;
    for (const { party, y } of plot.lanes) {
      if (party === CROWD) continue;
      const stretches = store.stretches(party);
      if (party < 0) {
        for (let i = firstIn(stretches, from); i < stretches.length; i++) {
          const begin = Math.max(x1, xOf(plot, stretches[i]?.tick ?? 0));
          const end = Math.min(x2, xOf(plot, stretches[i + 1]?.tick ?? to));
          if (stretches[i]?.doing !== 'busy' || end <= begin) continue;
          pen.rect(begin, y - 3, end - begin, 6, palette.colors.muted);
        }
        continue;
      }
      const last = stretches.at(-1);
      if (last === undefined || last.doing === 'crashed') continue;
      const color = last.term <= 0 ? palette.colors.faint : termColor(palette, last.term);
      if (last.doing === 'candidate' || last.doing === 'paused') {
        const away = last.doing === 'candidate' ? 4 : 2;
        const stroke = { color, width: 1.5, alpha: 0.6 };
        pen.line(x1, y - away, x2, y - away, stroke);
        pen.line(x1, y + away, x2, y + away, stroke);
        continue;
      }
      const tall = last.doing === 'leader' ? (30 <= plot.pitch ? 14 : 9) : 3;
      pen.rect(x1, y - tall / 2, x2 - x1, tall, color);
    }
  }

  #paintUnderWay(pen: Pen, picture: Picture): void {
    if (this.#detail === 'sums' || this.#detail === 'thin') return;
    const { store, look } = this;
    const { plot, palette } = picture;
    const high = heights(plot);
    for (const message of look.view.messages) {
      const sent = store.sending(message.id);
      // What is known of its end was painted: the moment is in the past.
      if (sent < 0 || 0 <= store.ending(message.id) || isLeftOut(store, sent)) continue;
      const [y1, y2] = [high(message.from), high(message.to)];
      if (y1 === undefined || y2 === undefined) continue;
      // In a break nothing is told apart.
      const fold = plot.ruler.folds.at(message.sent);
      if (fold !== undefined && look.now < fold.to) continue;
      const part = Math.max(0, Math.min(1, (look.now - message.sent) / Math.max(1, message.due - message.sent)));
      const x1 = xOf(plot, message.sent);
      const x2 = xOf(plot, message.sent + part * (message.due - message.sent));
      const along = message.lost ? part / 2 : part;
      pen.line(x1, y1, x2, y1 + (y2 - y1) * along, strokeOf(store, palette, sent));
    }
  }

  /** Veils what is concurrent with an event; what carries its causes and effects stands out. */
  #paintCone(pen: Pen, picture: Picture, at: number): void {
    const { store } = this;
    const { plot, palette } = picture;
    if (at < 0 || store.count <= at) return;
    const cone = this.#coneAt(at);
    const lane = store.lane[at] ?? 0;
    const high = heights(plot);
    const x = xOf(plot, store.tick[at] ?? 0);
    const { colors } = palette;
    if (lane !== 0) {
      for (const { party, y } of plot.lanes) {
        if (party === CROWD) continue;
        const past = cone.past[party + PARTIES] ?? -1;
        const future = cone.future[party + PARTIES] ?? NEVER;
        const x1 = past < 0 ? plot.left - 6 : xOf(plot, store.tick[past] ?? 0);
        const x2 = NEVER === future ? plot.right + 6 : xOf(plot, store.tick[future] ?? 0);
        const [from, to] = [Math.max(plot.left - 6, x1), Math.min(plot.right + 6, x2)];
        if (from < to) pen.rect(from, y - plot.pitch / 2, to - from, plot.pitch, colors.surface, 0.78);
      }
      // The latest causes on other lanes, and the first effects.
      for (const by of [...cone.pastBy, ...cone.futureBy]) {
        const sent = by < 0 ? -1 : store.sending(store.message[by] ?? 0);
        const [y1, y2] = [high(store.lane[sent] ?? 0), high(store.lane[by] ?? 0)];
        if (sent < 0 || y1 === undefined || y2 === undefined) continue;
        const x1 = xOf(plot, store.tick[sent] ?? 0);
        const x2 = xOf(plot, store.tick[by] ?? 0);
        pen.line(x1, y1, x2, y2, { color: colors.surface, width: 6 });
        pen.line(x1, y1, x2, y2, { color: colors.ink, width: 2.5, ...(by <= at ? {} : { dash: [7, 5] }) });
      }
    }
    const y = high(lane) ?? plot.top - 8;
    const ring = 'M-9 0a9 9 0 1 0 18 0a9 9 0 1 0 -18 0';
    pen.shape(ring, x, y, undefined, { color: colors.surface, width: 5 });
    pen.shape(ring, x, y, undefined, { color: colors.ink, width: 2.25 });
  }

  #coneAt(at: number): Cone {
    const event = at + this.store.first;
    const known = this.#cone;
    // The future grows with the run.
    if (known?.event === event && known.count === this.store.count) return known.cone;
    const cone = coneOf(this.store, at);
    this.#cone = { event, count: this.store.count, cone };
    return cone;
  }

  // What is under the pointer.

  #pick(x: number, y: number): number | undefined {
    const { store } = this;
    const plot = this.plot();
    const lane = laneAt(plot, y);
    let best: number | undefined;
    let least = Number.POSITIVE_INFINITY;
    const near = rangesOf(store, plot, { from: this.tickOf(x - NEAR), to: this.tickOf(x + NEAR) });
    for (const i of near.flatMap(({ from, to }) => Array.from({ length: Math.max(0, to - from) }, (_, at) => from + at))) {
      const party = store.lane[i] ?? 0;
      const kind = store.kind[i] ?? 0;
      const wall = party === 0 && isMarked(kind) && y < plot.top;
      const here = party !== 0 && lane !== undefined && (lane.party === party || (lane.party === CROWD && party < 0));
      if (!wall && !here) continue;
      if (kind === KIND.other || kind === KIND.persisted || kind === KIND.applied) continue;
      // What stands out is meant before what does not.
      const away = Math.abs(xOf(plot, store.tick[i] ?? 0) - x) / NEAR + (isMarked(kind) ? 0 : 0.6);
      if (away < least) [best, least] = [i, away];
    }
    if (best !== undefined || this.#detail === 'sums' || this.#detail === 'thin') return best;
    return this.#pickLine(x, y, plot);
  }

  #pickLine(x: number, y: number, plot: Plot): number | undefined {
    const { store } = this;
    const high = heights(plot);
    let best: number | undefined;
    let least = NEAR_LINE;
    eachMessage(store, inSight(store, plot), (_message, sent, ended) => {
      const y1 = high(store.lane[sent] ?? 0);
      const end = endOf(store, plot, high, sent, ended);
      if (y1 === undefined || end === undefined) return;
      const x1 = xOf(plot, store.tick[sent] ?? 0);
      const away = distanceTo({ x1, y1, x2: end.x, y2: end.y }, x, y);
      if (least <= away) return;
      least = away;
      // The nearer end is the moment that is meant.
      best = Math.abs(x - x1) < Math.abs(x - end.x) ? sent : ended;
    });
    return best;
  }

  protected hover(x: number, y: number): void {
    const at = this.#pick(x, y);
    const event = at === undefined ? undefined : at + this.store.first;
    if (event === this.#hovered) return;
    this.#unhover();
    this.#hovered = event;
    this.refresh();
    if (at !== undefined) this.#rest = setTimeout(() => this.#tell(at), REST);
  }

  protected leave(): void {
    if (this.#hovered === undefined && this.told === undefined) return;
    this.#unhover();
    this.refresh();
  }

  #unhover(): void {
    clearTimeout(this.#rest);
    this.#hovered = undefined;
    this.told = undefined;
  }

  #tell(at: number): void {
    const { store } = this;
    if (store.count <= at) return;
    const plot = this.plot();
    const tick = store.tick[at] ?? 0;
    this.told = {
      text: this.#textOf(at),
      time: timeText(tick),
      x: xOf(plot, tick),
      y: heights(plot)(store.lane[at] ?? 0) ?? plot.top,
    };
  }

  #textOf(at: number): string {
    const { store, say, t } = this;
    const kind = store.kind[at] ?? 0;
    const [lane, peer] = [store.lane[at] ?? 0, store.peer[at] ?? 0];
    const sent = kind === KIND.sent ? at : store.sending(store.message[at] ?? 0);
    const isWay = kind === KIND.sent || kind === KIND.delivered || kind === KIND.dropped;
    if (isWay && 0 <= sent) {
      const more = store.more[sent] ?? 0;
      const plain = more % GRANTED;
      const count = store.index[sent] ?? 0;
      const name = plain === 2 && count === 0 ? 'message.heartbeat' : (MESSAGE_NAMES[plain] ?? 'message.other');
      const term = store.term[sent] ?? 0;
      const carried = plain === 2 && 0 < count ? ` (${count})` : GRANTED <= more && plain < 4 ? ' +' : '';
      const what = `${t(name)}${carried}${0 < term ? `, ${t('ring.term', { term })}` : ''}`;
      const [from, to] = kind === KIND.delivered ? [peer, lane] : [lane, peer];
      const key =
        kind === KIND.sent ? 'st.event.sent' : kind === KIND.delivered ? 'st.event.delivered' : 'st.event.dropped';
      return say(key, { from: partyName(from), to: partyName(to), what });
    }
    const event = this.#lookUp(at + store.first);
    if (event === undefined) return '';
    const leads = lane <= 0 ? false : store.stretches(lane)[firstIn(store.stretches(lane), store.tick[at] ?? 0)]?.doing === 'leader';
    return narrate(event, { leads, command: undefined, result: undefined }, t).text;
  }

  #lookUp(position: number): EventView | undefined {
    const { engine } = this.look;
    const latest = engine?.latest(position, 1)[0];
    return latest?.sequence === position ? latest : engine?.events(position, position + 1)[0];
  }

  protected press(x: number, y: number): void {
    const plot = this.plot();
    const at = this.#pick(x, y);
    if (at === undefined || x < plot.left - NEAR) {
      if (x < plot.left) {
        this.toggle('lanes');
        return;
      }
      this.#focused = undefined;
      this.goTick(Math.min(this.look.end, this.tickOf(x)));
      return;
    }
    this.#go(at);
  }

  #go(at: number): void {
    const { store } = this;
    const lane = store.lane[at] ?? 0;
    this.#focused = at + store.first;
    const selection = lane === 0 ? undefined : ({ kind: 0 < lane ? 'server' : 'client', id: Math.abs(lane) } as const);
    if (selection !== undefined) signal(this, 'lab-select', { selection });
    this.goEvent(at + store.first);
  }

  // Keys: from event to event of a lane, and from lane to lane.

  protected key(event: KeyboardEvent): boolean {
    switch (event.key) {
      case 'ArrowRight':
      case 'ArrowLeft':
        this.#focusNext(event.key === 'ArrowRight' ? 1 : -1, event.shiftKey);
        return true;
      case 'ArrowUp':
      case 'ArrowDown':
        this.#focusLane(event.key === 'ArrowDown' ? 1 : -1);
        return true;
      case 'Enter': {
        const at = this.#focusedAt();
        if (at !== undefined) this.#go(at);
        return at !== undefined;
      }
      case 'h': {
        const at = this.#focusedAt();
        const lane = at === undefined ? 0 : (this.store.lane[at] ?? 0);
        if (lane !== 0) this.#hide(this.#laneOf(lane), true);
        return true;
      }
      case 'H':
        this.#showOnly(() => true);
        return true;
      case 'Home':
      case 'End':
        this.#focusEnd(event.key === 'Home');
        return true;
      case 'Escape':
        if (this.#focused === undefined) return false;
        this.#focused = undefined;
        this.#unhover();
        this.refresh();
        return true;
      default:
        return false;
    }
  }

  protected focusTick(): number {
    const at = this.#focusedAt();
    return at === undefined ? this.look.now : (this.store.tick[at] ?? 0);
  }

  #focusedAt(): number | undefined {
    const at = (this.#focused ?? -1) - this.store.first;
    return 0 <= at && at < this.store.count ? at : undefined;
  }

  #isStop(at: number, lane: number, marked: boolean): boolean {
    const kind = this.store.kind[at] ?? 0;
    if (this.store.lane[at] !== lane || this.folding.folds.at(this.store.tick[at] ?? 0) !== undefined) return false;
    if (marked) return isMarked(kind) || kind === KIND.called || kind === KIND.returned;
    return kind !== KIND.other && kind !== KIND.persisted && kind !== KIND.applied;
  }

  /** Begins at the moment, on the first lane. What is quiet and folded is one stop. */
  #focusNext(step: 1 | -1, marked: boolean): void {
    const { store, focusedFold } = this;
    const at = this.#focusedAt();
    const lane = at === undefined ? this.#firstLane() : (store.lane[at] ?? 1);
    const way = at === undefined && focusedFold === undefined ? -1 : step;
    let [i, tick] = at === undefined ? [store.indexAt(this.look.now + 1) - 1, this.look.now] : [at + way, store.tick[at] ?? 0];
    if (focusedFold !== undefined) {
      tick = 0 < way ? focusedFold.to : focusedFold.from;
      i = 0 < way ? store.indexAt(tick) : store.indexAt(tick + 1) - 1;
    }
    while (0 <= i && i < store.count && !this.#isStop(i, lane, marked)) i += way;
    const found = 0 <= i && i < store.count;
    const fold = marked ? undefined : (this.folding.folds.at(tick) ?? this.foldBefore(tick, found ? store.tick[i] : undefined, way));
    if (fold !== undefined) this.focusFold(fold);
    else if (found) this.#focus(i);
  }

  #focusLane(step: 1 | -1): void {
    const { store } = this;
    const lanes = this.plot().lanes.map((lane) => lane.party);
    const at = this.#focusedAt();
    const here = at === undefined ? -1 : lanes.indexOf(store.lane[at] ?? 0);
    const start = at ?? Math.max(0, store.indexAt(this.look.now + 1) - 1);
    for (let place = here + step; 0 <= place && place < lanes.length; place += step) {
      const lane = lanes[place] ?? 0;
      for (let away = 0; away < store.count; away++) {
        for (const i of [start - away, start + away]) {
          if (0 <= i && i < store.count && this.#isStop(i, lane, false)) {
            this.#focus(i);
            return;
          }
        }
      }
    }
  }

  #focusEnd(first: boolean): void {
    const { store } = this;
    const at = this.#focusedAt();
    const lane = at === undefined ? this.#firstLane() : (store.lane[at] ?? 1);
    const step = first ? 1 : -1;
    for (let i = first ? 0 : store.count - 1; 0 <= i && i < store.count; i += step) {
      if (!this.#isStop(i, lane, false)) continue;
      this.#focus(i);
      return;
    }
  }

  #focus(at: number): void {
    const { store, say } = this;
    this.#focused = at + store.first;
    this.#hovered = undefined;
    this.unfocus();
    const tick = store.tick[at] ?? 0;
    this.reveal(tick);
    this.#tell(at);
    this.says = say('st.event', {
      lane: partyName(store.lane[at] ?? 0),
      time: timeText(tick),
      text: this.told?.text ?? '',
    });
    this.refresh();
  }

  /** What one has gone to by searching is not hidden in a break. */
  #unfoldHit(): void {
    const at = (this.found?.current ?? -1) - this.store.first;
    const fold = 0 <= at && at < this.store.count ? this.folding.folds.at(this.store.tick[at] ?? 0) : undefined;
    if (fold !== undefined) this.turnFold(fold, true);
  }

  // Words and files.

  protected tip(): TemplateResult | typeof nothing {
    const { told, say } = this;
    if (told === undefined || told.text === '') return nothing;
    return html`<div class="tip" aria-hidden="true" data-testid="plot-tip">
      ${told.text}<small>${told.time} · ${say('st.go')}</small>
    </div>`;
  }

  protected override updated(changed: Map<PropertyKey, unknown>): void {
    super.updated(changed);
    if (changed.has('found')) {
      this.#unfoldHit();
      this.restyle();
    }
    const tip = this.renderRoot.querySelector<HTMLElement>('.tip');
    if (tip === null || this.told === undefined) return;
    const { x, y } = this.told;
    this.placeTip(tip, x, y, 18, 20);
  }

  protected extraTools(): TemplateResult | typeof nothing {
    const { older, say } = this;
    return html`${
      older
        ? html`<button class="plain" title=${say('st.older.label')} @click=${this.#reachBack} data-testid="older">
            ← ${say('st.older')}
          </button>`
        : nothing
    }<button class="plain" aria-expanded=${this.sheet === 'lanes'} aria-label=${this.#lanesText()} title=${say('st.lanes.label')} @click=${() => this.toggle('lanes')} data-testid="lanes-button">${shortened(this.#lanesText(), say('st.lanes'))}</button
    ><button class="plain" aria-pressed=${!this.store.plain} title=${say('st.heartbeats.label')} @click=${this.#leaveOut} data-testid="heartbeats">${shortened(say('st.heartbeats'), say('st.heartbeats.short'))}</button>`;
  }

  // Lanes that are not of interest.

  #parties(): readonly number[] {
    return partiesOf(this.#cast());
  }

  /** Many clients have one lane. */
  #laneOf(party: number): number {
    return this.#parties().includes(party) ? party : CROWD;
  }

  #firstLane(): number {
    return this.plot().lanes[0]?.party ?? 1;
  }

  #shown(): readonly number[] {
    return this.#parties().filter((party) => !this.without.has(party));
  }

  #hide(party: number, hides: boolean): void {
    this.#showOnly((each) => (each === party ? !hides : !this.without.has(each)));
  }

  /** One lane is always left. */
  #showOnly(isShown: (party: number) => boolean): void {
    const without = new Set(this.#parties().filter((party) => !isShown(party)));
    if (without.size === this.#parties().length) return;
    this.without = without;
    this.store.hidden = without;
    this.unsettled = true;
    const at = this.#focusedAt();
    if (at !== undefined && isHidden(this.store, this.store.lane[at] ?? 0)) this.#focused = undefined;
    this.#unhover();
    this.says = this.say('st.lanes.shown', { lanes: this.#shown().map((party) => partyText(party, this.#words())).join(', ') });
    this.restyle();
  }

  #lanesText(): string {
    const { say } = this;
    const [shown, all] = [this.#shown().length, this.#parties().length];
    return shown === all ? say('st.lanes') : say('st.lanes.some', { shown, all });
  }

  protected override lanesSheet(): TemplateResult {
    const { say } = this;
    const shown = this.#shown();
    const words = this.#words();
    const row = (party: number): TemplateResult => {
      const isShown = shown.includes(party);
      const chosen = (event: Event): void => this.#hide(party, !(event.target as HTMLInputElement).checked);
      return html`<li><label><input type="checkbox" data-lane=${partyText(party, words)} .checked=${isShown} ?disabled=${isShown && shown.length === 1} @change=${chosen} />${partyText(party, words)}</label></li>`;
    };
    const [servers, clients] = [0, 1].map((side) => this.#parties().filter((party) => (party < 0 ? 1 : 0) === side));
    return html`<div class="sheet lanes" role="group" aria-label=${say('st.lanes.label')} data-testid="lanes">
      <div class="sides">
        <ul>${servers?.map(row)}</ul>
        <ul>${clients?.map(row)}</ul>
      </div>
      <button @click=${() => this.#showOnly((party) => 0 < party)} data-testid="lanes-servers">${say('st.lanes.servers')}</button>
      <button @click=${() => this.#showOnly(() => true)} data-testid="lanes-all">${say('st.lanes.all')}</button>
    </div>`;
  }

  readonly #leaveOut = (): void => {
    this.store.plain = !this.store.plain;
    this.#unhover();
    this.restyle();
    this.requestUpdate();
  };

  readonly #reachBack = (): void => {
    const source = this.#source;
    if (source === undefined) return;
    const tick = this.store.firstTick;
    this.following = false;
    const length = this.reach();
    this.store.reachBack(source, Math.max(0, tick - 2 * length));
    this.folding.settle([]);
    this.span = { from: tick - length, to: tick };
    this.restyle();
  };

  protected label(): string {
    return this.say('st.label');
  }
  protected hint(): string {
    return this.say('st.hint');
  }
  protected emptyText(): string {
    return this.say('st.empty');
  }
  protected signs(): readonly Sign[] {
    return spacetimeSigns(this.say, this.found !== null, this.folded);
  }
  protected override slideSigns(): readonly Sign[] {
    const signs = this.signs();
    return this.#detail === 'sums' ? signs : signs.slice(0, -1);
  }
  protected fileName(): string {
    return 'kvraft-space-time';
  }
  protected about(): string {
    const { view, seed } = this.look;
    return this.say('st.about', {
      servers: view.servers.length,
      clients: view.clients.length,
      seed,
      from: timeText(this.span.from),
      to: timeText(this.span.to),
    });
  }

  protected paintFile(pen: Pen, box: { top: number; width: number; height: number }): void {
    const plot = plotOf(this.#cast(), box.width - 30, box.height, this.span, box.top, this.folding.folds);
    const picture = this.#picture(plot);
    if (picture === undefined) return;
    const detail = detailOf(this.store, inSight(this.store, plot));
    // A file has room for a few thousand lines, drawn as lines.
    paintAll(pen, picture, detail === 'thin' ? 'lines' : detail, Math.min(this.look.end, this.look.now + 1));
  }
}

/** Where there is little room a word must do. */
function shortened(text: string, short: string): TemplateResult | string {
  return text === short ? text : html`<span class="long">${text}</span><span class="short">${short}</span>`;
}

/** How many stretches servers have: it grows when one of them does something else. */
function stretchesOf(store: Store): number {
  let sum = 0;
  for (const lane of lanesOf(store)) sum += lane < 0 ? 0 : store.stretches(lane).length;
  return sum;
}

customElements.define('kvraft-spacetime', KvraftSpacetime);
