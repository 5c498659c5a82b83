/** The clients' history: a bar for each call, and the moments that explain all answers, or why none do. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Engine, OperationView } from '../engine.ts';
import { timeText } from '../i18n.ts';
import { OUTCOME, RULING, CallStore, contradictionOf, type Contradiction } from '../spacetime/calls.ts';
import { laneAt, rowsOf, xOf, type Plot } from '../spacetime/geometry.ts';
import { historySigns } from '../spacetime/legend.ts';
import { barHeight, paintFocus, paintHistory, type HistoryPicture } from '../spacetime/paint-calls.ts';
import type { Pen } from '../spacetime/pen.ts';
import { historyOf, type OwnedHistory } from '../spacetime/source.ts';
import type { Span } from '../spacetime/viewport.ts';
import { plotStyles } from '../styles/spacetime.ts';
import { shared } from '../styles/shared.ts';
import { signal } from './signals.ts';
import { TimePlot, type Look, type Sign } from './time-plot.ts';

/** While time runs, keys are judged so many real ms apart, and only those that grew by this part. */
const JUDGED_EVERY = 300;
const GROWN_BY = 24;
/** Real ms between two pictures while time runs. */
const PAINTED_EVERY = 100;
/** Milliseconds for judging in a frame; one key is judged in any case. */
const JUDGING = 2;
/** How near the pointer must be to a call, in pixels. */
const NEAR = 6;
/** Later than any end of a call that is over. */
const FAR = 1e12;
/** Calls that are told in words at most. */
const WORDS_MAX = 220;

const TICK = 'M2.5 8.5l3.5 3.5L13.5 4';
const DIAMOND = 'M8 1.5L14.5 8L8 14.5L1.5 8Z';

type Verdict =
  | { readonly kind: 'none' | 'open' }
  | { readonly kind: 'linearizable'; readonly count: number }
  | { readonly kind: 'unknown'; readonly key: string }
  | { readonly kind: 'illegal'; readonly key: string; readonly found: Contradiction };

export class KvraftHistory extends TimePlot {
  static override properties = {
    ...TimePlot.properties,
    shown: { state: true },
    keys: { state: true },
    verdict: { state: true },
    told: { state: true },
  };
  static override styles = [shared, plotStyles];

  /** The key that is shown; none shows all. */
  declare shown: number | undefined;
  declare keys: readonly string[];
  declare verdict: Verdict;
  declare told: number | undefined;

  readonly store = new CallStore();
  #source: OwnedHistory | undefined;
  #judged = 0;
  #texts: { readonly key: string; readonly from: number; readonly all: readonly OperationView[] } = {
    key: '',
    from: 0,
    all: [],
  };
  #focused: number | undefined;
  #behind = false;
  /** What was known to befall the cluster when it was last painted. */
  #marks: Look['marks'] = [];
  #painted = 0;

  constructor() {
    super();
    this.shown = undefined;
    this.keys = [];
    this.verdict = { kind: 'none' };
  }

  protected begin(engine: Engine | undefined): void {
    this.#source?.free();
    this.#source = engine === undefined ? undefined : historyOf(engine);
    this.store.clear();
    this.shown = undefined;
    this.keys = [];
    this.verdict = { kind: 'none' };
    this.told = undefined;
    this.#focused = undefined;
  }

  protected read(look: Look): boolean {
    const source = this.#source;
    if (source === undefined) return false;
    const held = this.store.count;
    const changed = this.store.follow(source);
    // Another future has other calls.
    if (this.store.count < held) this.unsettled = true;
    const judged = this.#judge(source, look.playing);
    if (changed || judged) this.#settle(source);
    this.vacant = this.store.count === 0;
    const marked = look.marks !== this.#marks;
    this.#marks = look.marks;
    this.#behind ||= changed || judged || marked;
    // Bars come and go faster than anybody reads.
    const now = performance.now();
    if (!this.#behind || (look.playing && now - this.#painted < PAINTED_EVERY)) return false;
    this.#painted = now;
    this.#behind = false;
    return true;
  }

  #judge(source: OwnedHistory, playing: boolean): boolean {
    const now = performance.now();
    if (playing && now - this.#judged < JUDGED_EVERY) return false;
    this.#judged = now;
    const judged = source.judge(JUDGING, playing ? GROWN_BY : 0);
    // There may be more keys than a frame has time for.
    if (0 < judged && !playing) this.refresh();
    return 0 < judged;
  }

  #settle(source: OwnedHistory): void {
    const rulings = source.rulings();
    this.keys = source.keys();
    if (this.shown !== undefined && this.keys.length <= this.shown) this.shown = undefined;
    const broken = rulings.indexOf(RULING.illegal);
    const unknown = rulings.indexOf(RULING.unknown);
    if (0 <= broken) {
      const found = contradictionOf(broken, source.culprits(broken));
      if (found !== undefined) {
        if (this.verdict.kind !== 'illegal') this.#accuse(found);
        this.verdict = { kind: 'illegal', key: this.keys[broken] ?? '', found };
        return;
      }
    }
    if (this.store.count === 0) this.verdict = { kind: 'none' };
    else if (0 <= unknown) this.verdict = { kind: 'unknown', key: this.keys[unknown] ?? '' };
    else if (rulings.includes(RULING.open)) this.verdict = { kind: 'open' };
    else this.verdict = { kind: 'linearizable', count: this.store.count };
  }

  /** Shows the calls that contradict each other. */
  #accuse({ key, culprits }: Contradiction): void {
    this.shown = key;
    const [first] = culprits;
    const last = culprits.at(-1);
    if (first === undefined || last === undefined) return;
    const from = this.store.call[first] ?? 0;
    const to = Math.max(from, this.store.returned[last] ?? from);
    const room = Math.max(40, (to - from) * 0.25);
    if (to <= this.look.end) this.move({ from: from - room, to: to + room });
  }

  protected bounds(): Span {
    const end = Math.max(this.look.end, this.look.now);
    return { from: 0, to: Math.max(400, end + this.room(0, end)) };
  }

  /** The latest calls. */
  protected override firstSpan(now: number): Span {
    const plain = super.firstSpan(now);
    const first = this.store.call[Math.max(0, this.store.count - 12)];
    if (this.store.count === 0 || first === undefined) return plain;
    const from = Math.min(plain.from, first - 0.1 * (now - first));
    return { from, to: now + 0.12 * (now - from) };
  }

  protected quiet(until: number): readonly Span[] {
    return this.store.quiet(until, this.look.marks.map(({ tick }) => tick));
  }

  protected quietText(): string {
    return this.say('hi.fold.quiet');
  }

  protected left(): number {
    return 40;
  }
  protected right(): number {
    return this.width - 10;
  }

  protected plot(): Plot {
    return rowsOf(this.look.view.clients.length, this.width, this.height, this.span, 0, this.folding.folds);
  }

  #picture(plot = this.plot()): HistoryPicture | undefined {
    const { palette, store, verdict } = this;
    const source = this.#source;
    if (palette === undefined || source === undefined) return undefined;
    const [from, to] = store.inSight(plot.span.from, plot.span.to);
    return {
      store,
      plot,
      palette,
      key: this.shown,
      contradiction: verdict.kind === 'illegal' ? verdict.found : undefined,
      from,
      to,
      points: source.points(from, to),
      marks: this.look.marks,
      text: this.#texter(source, from, to),
      opened: this.folding.opened,
    };
  }

  /** What calls in sight say, read once for a part of time. */
  #texter(source: OwnedHistory, from: number, to: number): (at: number) => string {
    if (WORDS_MAX < to - from) return () => '';
    const key = `${from} ${to} ${this.store.version}`;
    if (key !== this.#texts.key) this.#texts = { key, from, all: source.operations(from, to) };
    return (at) => {
      const operation = this.#texts.all[at - this.#texts.from];
      if (operation === undefined) return '';
      return operation.result === '' ? operation.command : `${operation.command} → ${operation.result}`;
    };
  }

  protected paintBase(pen: Pen): void {
    const picture = this.#picture();
    if (picture !== undefined) paintHistory(pen, picture);
  }

  protected paintNext(): void {}

  protected paintOver(pen: Pen): void {
    const at = this.told ?? this.#focused;
    const picture = at === undefined || this.store.count <= at ? undefined : this.#picture();
    if (picture !== undefined && at !== undefined) paintFocus(pen, picture, at);
  }

  #pick(x: number, y: number): number | undefined {
    const plot = this.plot();
    const lane = laneAt(plot, y);
    if (lane === undefined || barHeight(plot) / 2 + 6 < Math.abs(y - lane.y)) return undefined;
    const { store } = this;
    const row = store.row(-lane.party);
    let best: number | undefined;
    let least = Number.POSITIVE_INFINITY;
    const last = store.placeAt(-lane.party, this.tickOf(x + NEAR));
    for (let place = Math.max(0, last - 40); place <= last && place < row.length; place++) {
      const at = row[place] ?? 0;
      if (this.shown !== undefined && store.key[at] !== this.shown && !this.#isCulprit(at)) continue;
      const away = Math.max(xOf(plot, store.call[at] ?? 0) - x, x - xOf(plot, Math.min(FAR, store.endOf(at))), 0);
      // Of two the later one lies on top.
      if (away <= NEAR && away <= least) [best, least] = [at, away];
    }
    return best;
  }

  #isCulprit(at: number): boolean {
    return this.verdict.kind === 'illegal' && this.verdict.found.culprits.includes(at);
  }

  protected hover(x: number, y: number): void {
    const at = this.#pick(x, y);
    if (at === this.told) return;
    this.told = at;
    this.refresh();
  }

  protected leave(): void {
    if (this.told === undefined) return;
    this.told = undefined;
    this.refresh();
  }

  protected press(x: number, y: number): void {
    const at = this.#pick(x, y);
    if (at === undefined) {
      if (this.left() <= x) this.goTick(Math.min(this.look.end, this.tickOf(x)));
      return;
    }
    const { store } = this;
    const [call, end] = [store.call[at] ?? 0, store.returned[at] ?? -1];
    const tick = this.tickOf(x);
    // The nearer end is the moment that is meant.
    this.#go(at, 0 <= end && Math.abs(end - tick) < Math.abs(tick - call));
  }

  #go(at: number, toEnd: boolean): void {
    const { store } = this;
    this.#focused = at;
    const returned = store.returned[at] ?? -1;
    signal(this, 'lab-select', { selection: { kind: 'client', id: store.client[at] ?? 1 } });
    this.goTick(toEnd && 0 <= returned ? returned : (store.call[at] ?? 0));
  }

  protected key(event: KeyboardEvent): boolean {
    const { store } = this;
    const at = this.#focused !== undefined && this.#focused < store.count ? this.#focused : undefined;
    switch (event.key) {
      case 'ArrowLeft':
      case 'ArrowRight': {
        const client = at === undefined ? 1 : (store.client[at] ?? 1);
        const row = store.row(client);
        const step = event.key === 'ArrowRight' ? 1 : -1;
        const { focusedFold } = this;
        const place = at === undefined ? store.placeAt(client, this.look.now) : row.indexOf(at) + step;
        this.#focusOr(row[place], at, focusedFold, step);
        return true;
      }
      case 'ArrowUp':
      case 'ArrowDown': {
        const client = (at === undefined ? 0 : (store.client[at] ?? 1)) + (event.key === 'ArrowDown' ? 1 : -1);
        const tick = at === undefined ? this.look.now : (store.call[at] ?? 0);
        this.#focus(store.row(client)[store.placeAt(client, tick)]);
        return true;
      }
      case 'Home':
      case 'End': {
        const row = store.row(at === undefined ? 1 : (store.client[at] ?? 1));
        this.#focus(event.key === 'Home' ? row[0] : row.at(-1));
        return true;
      }
      case 'Enter':
        if (at !== undefined) this.#go(at, event.shiftKey);
        return at !== undefined;
      case 'Escape':
        if (at === undefined) return false;
        this.#focused = undefined;
        this.told = undefined;
        this.refresh();
        return true;
      default:
        return false;
    }
  }

  protected focusTick(): number {
    const { store, look } = this;
    return this.#focused !== undefined && this.#focused < store.count ? (store.call[this.#focused] ?? 0) : look.now;
  }

  /** To the next call of a client, or to a break on the way there. */
  #focusOr(next: number | undefined, at: number | undefined, fold: Span | undefined, step: 1 | -1): void {
    const { store } = this;
    const tick = fold === undefined ? (at === undefined ? this.look.now : (store.call[at] ?? 0)) : 0 < step ? fold.to : fold.from;
    const way = at === undefined && fold === undefined ? -1 : step;
    const call = next === undefined ? undefined : store.call[next];
    const passed = this.foldBefore(tick, call, way);
    if (passed !== undefined) this.focusFold(passed);
    else this.#focus(next);
  }

  #focus(at: number | undefined): void {
    if (at === undefined) return;
    this.unfocus();
    this.#focused = at;
    this.told = at;
    this.reveal(this.store.call[at] ?? 0);
    this.says = this.#lines(at).join(' ');
    this.refresh();
  }

  /** What is told of a call: itself, when, and what the judge says of it. */
  #lines(at: number): readonly string[] {
    const { store, say } = this;
    const operation = this.#source?.operations(at, at + 1)[0];
    if (operation === undefined) return [];
    const facts = {
      client: `C${operation.client}`,
      number: operation.number,
      command: operation.command,
      result: operation.result,
    };
    const outcome = store.outcome[at];
    const open = outcome === OUTCOME.open;
    const call = timeText(store.call[at] ?? 0);
    const returned = store.returned[at] ?? -1;
    const lines = [
      say(open ? 'hi.call.open' : outcome === OUTCOME.unknown ? 'hi.call.unknown' : 'hi.call', facts),
      returned < 0 ? say('hi.times.open', { call }) : say('hi.times', { call, returned: timeText(returned) }),
    ];
    const { verdict } = this;
    if (verdict.kind === 'illegal' && this.#isCulprit(at)) {
      const culprit = verdict.found.culprits.indexOf(at);
      const answers = this.#source?.couldHaveSeen(verdict.found.key, culprit) ?? [];
      lines.push(say('hi.culprit'));
      if (verdict.found.stuck === at) lines.push(say('hi.stuck'));
      if (0 < answers.length) lines.push(say('hi.could', { answers: answers.join(' / ') }));
      return lines;
    }
    const point = this.#source?.points(at, at + 1)[0] ?? -1;
    if (0 <= point) lines.push(say('hi.point', { time: timeText(point) }));
    else if (verdict.kind === 'linearizable' && !open) lines.push(say('hi.point.none'));
    return lines;
  }

  protected tip(): TemplateResult | typeof nothing {
    const { told } = this;
    if (told === undefined || this.store.count <= told) return nothing;
    const [first = '', ...others] = this.#lines(told);
    return html`<div class="tip" aria-hidden="true" data-testid="plot-tip">
      ${first}${others.map((line) => html`<small>${line}</small>`)}
    </div>`;
  }

  protected override updated(changed: Map<PropertyKey, unknown>): void {
    super.updated(changed);
    if (changed.has('shown')) this.restyle();
    const tip = this.renderRoot.querySelector<HTMLElement>('.tip');
    const { told, store } = this;
    if (tip === null || told === undefined) return;
    const plot = this.plot();
    const y = plot.lanes.find((lane) => -lane.party === store.client[told])?.y ?? 0;
    const end = Math.min(this.span.to, store.endOf(told));
    const x = (Math.max(plot.left, this.xAt(store.call[told] ?? 0)) + this.xAt(end)) / 2;
    this.placeTip(tip, x, y, barHeight(plot) / 2 + 10);
  }

  protected extraTools(): TemplateResult {
    const { say, keys, shown, verdict } = this;
    return html`
      ${
        keys.length < 2
          ? nothing
          : html`<select aria-label=${say('hi.key.label')} @change=${this.#choose} data-testid="history-key">
              <option value="-1" ?selected=${shown === undefined}>${say('hi.key.all')}</option>
              ${keys.map((name, key) => html`<option value=${key} ?selected=${shown === key}>${name}</option>`)}
            </select>`
      }
      <div class="verdict ${verdict.kind === 'illegal' ? 'broken' : ''}" role="status" data-testid="verdict">
        ${
          verdict.kind === 'linearizable' || verdict.kind === 'illegal'
            ? html`<svg viewBox="0 0 16 16" class="lines" aria-hidden="true"><path d=${verdict.kind === 'illegal' ? DIAMOND : TICK}></path></svg>`
            : nothing
        }
        <span title=${this.#verdictText()}>${this.#verdictText()}</span>
      </div>
    `;
  }

  #verdictText(): string {
    const { say, verdict } = this;
    switch (verdict.kind) {
      case 'none':
        return say('hi.none');
      case 'open':
        return say('hi.open');
      case 'linearizable':
        return say('hi.linearizable', { count: verdict.count });
      case 'unknown':
        return say('hi.unknown', { key: verdict.key });
      case 'illegal': {
        const { minimal, culprits } = verdict.found;
        if (!minimal) return say('hi.illegal.search', { key: verdict.key });
        return say('hi.illegal', { key: verdict.key, count: culprits.length });
      }
      default:
        return verdict satisfies never;
    }
  }

  readonly #choose = (event: Event): void => {
    const key = Number((event.target as HTMLSelectElement).value);
    this.shown = key < 0 ? undefined : key;
  };

  protected label(): string {
    return this.say('hi.label');
  }
  protected hint(): string {
    return this.say('hi.hint');
  }
  protected emptyText(): string {
    return this.say('hi.empty');
  }
  protected signs(): readonly Sign[] {
    return historySigns(this.say, this.folded);
  }
  protected fileName(): string {
    return 'kvraft-history';
  }
  protected about(): string {
    return this.say('hi.about', {
      count: this.store.count,
      seed: this.look.seed,
      from: timeText(this.span.from),
      to: timeText(this.span.to),
    });
  }

  protected paintFile(pen: Pen, box: { top: number; width: number; height: number }): void {
    const clients = this.look.view.clients.length;
    const plot = rowsOf(clients, box.width - 30, box.height, this.span, box.top, this.folding.folds);
    const picture = this.#picture(plot);
    if (picture !== undefined) paintHistory(pen, picture);
    if (picture === undefined || this.palette === undefined) return;
    const { colors } = this.palette;
    const color = this.verdict.kind === 'illegal' ? colors.broken : colors.ink;
    pen.text(this.#verdictText(), plot.right - 6, box.top + 14, { color, size: 14, weight: 600, anchor: 'end' });
  }
}

customElements.define('kvraft-history', KvraftHistory);
