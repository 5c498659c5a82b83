/** What is seldom open, fetched when it is: sharing, and the other futures. */
import { LitElement, html, nothing, type TemplateResult } from 'lit';
import type { BranchView, DifferenceView, TraceFormat } from '../engine.ts';
import {
  grouped,
  timeText,
  translator,
  type Translate,
} from '../i18n.ts';
import { narrate } from '../narrate.ts';
import type { EventView } from '../engine.ts';
import { shared } from '../styles/shared.ts';
import { sheetStyles } from '../styles/sheets.ts';

/** A popover that closes itself when its work is done. */
export abstract class Sheet extends LitElement {
  static override styles = [shared, sheetStyles];

  declare t: Translate;

  constructor() {
    super();
    this.t = translator('en');
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // It may have been opened before it was fetched.
    if (this.matches(':popover-open')) this.opened();
    this.addEventListener('beforetoggle', (event) => {
      if ((event as ToggleEvent).newState === 'open') this.opened();
    });
  }

  /** It opens: what it shows is read. */
  protected opened(): void {}

  close(): void {
    this.hidePopover();
  }
}

export interface ShareActions {
  readonly link: () => string;
  readonly file: () => string;
  readonly trace: (format: TraceFormat) => Iterable<string>;
}

export class KvraftShare extends Sheet {
  static override properties = {
    t: { attribute: false },
    act: { attribute: false },
    link: { state: true },
    said: { state: true },
    tracing: { state: true },
  };

  declare act: ShareActions;
  declare link: string;
  declare said: string;
  /** A trace is being written. */
  declare tracing: boolean;

  constructor() {
    super();
    this.link = '';
    this.said = '';
    this.tracing = false;
  }

  /** The session as it is now. */
  protected override opened(): void {
    this.link = '';
    this.said = '';
  }

  protected override willUpdate(): void {
    if (this.link === '') this.link = this.act.link();
  }

  override render(): TemplateResult {
    const { t } = this;
    return html`
      <h2>${t('share.label')}</h2>
      <p class="muted">${t('share.note')}</p>
      <div class="row">
        <input
          readonly
          aria-label=${t('share.link')}
          data-testid="link"
          .value=${this.link}
          @focus=${(event: Event) => (event.target as HTMLInputElement).select()}
        />
        <button class="primary" data-testid="copy-link" @click=${() => void this.#copy()}>
          ${t('share.copy')}
        </button>
      </div>
      <div class="row">
        <button data-testid="download" @click=${this.#download}>${t('share.download')}</button>
      </div>
      <p class="muted">${t('share.trace-note')}</p>
      <div class="row">
        ${TRACES.map(
          (format) =>
            html`<button
              data-testid=${`download-${format}`}
              ?disabled=${this.tracing}
              @click=${() => void this.#trace(format)}
            >
              ${t(`share.${format}`)}
            </button>`,
        )}
        <span class="said" role="status" data-testid="share-said">${this.said}</span>
      </div>
    `;
  }

  async #copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(this.link);
      this.said = this.t('share.copied', { count: grouped(this.link.length) });
    } catch {
      // No permission, or no secure context: by hand, then.
      this.renderRoot.querySelector('input')?.select();
      this.said = this.t('share.by-hand');
    }
  }

  #download(): void {
    this.#save([this.act.file()], 'application/json', FILE);
  }

  /** Part by part, so that the page goes on meanwhile. */
  async #trace(format: TraceFormat): Promise<void> {
    this.tracing = true;
    this.said = this.t('share.writing');
    try {
      const parts: string[] = [];
      for (const part of this.act.trace(format)) {
        parts.push(part);
        await new Promise((resolve) => setTimeout(resolve));
      }
      this.#save(parts, 'text/plain', TRACE_FILES[format]);
    } finally {
      this.tracing = false;
    }
  }

  #save(parts: string[], type: string, name: string): void {
    const url = URL.createObjectURL(new Blob(parts, { type }));
    const anchor = Object.assign(document.createElement('a'), { href: url, download: name });
    anchor.click();
    setTimeout(() => URL.revokeObjectURL(url), 1000);
    this.said = this.t('share.downloaded', { name });
  }
}

const FILE = 'kvraft-session.json';
const TRACES: readonly TraceFormat[] = ['etcd', 'shiviz'];
const TRACE_FILES = {
  etcd: 'kvraft-trace.jsonl',
  shiviz: 'kvraft-shiviz.log',
} as const satisfies Record<TraceFormat, string>;

export interface FuturesActions {
  readonly read: () => readonly BranchView[];
  readonly current: () => number;
  readonly switchTo: (id: number) => void;
  readonly name: (id: number, name: string) => void;
  readonly compare: (one: number, other: number) => DifferenceView | undefined;
  /** To just before an event of a future. */
  readonly go: (branch: number, event: number) => void;
}

export class KvraftFutures extends Sheet {
  static override properties = {
    t: { attribute: false },
    act: { attribute: false },
    /** Changes when there is something new to read. */
    version: { attribute: false },
    pair: { state: true },
  };

  declare act: FuturesActions;
  declare version: string;
  /** The two that are compared. */
  declare pair: readonly [number, number] | undefined;

  constructor() {
    super();
    this.version = '';
    this.pair = undefined;
  }

  override render(): TemplateResult {
    const { t } = this;
    const branches = this.act.read();
    const current = this.act.current();
    const longest = Math.max(1, ...branches.map((each) => each.end));
    return html`
      <h2>${t('futures.label')}</h2>
      <p class="muted">${t('futures.note')}</p>
      <ul class="futures" data-testid="futures">
        ${treeOf(branches).map((each) => this.#branch(each, branches, current, longest))}
      </ul>
      ${branches.length < 2 ? nothing : this.#comparison(branches, current)}
    `;
  }

  #name(branch: BranchView): string {
    return branch.name ?? this.t('futures.name', { number: branch.id + 1 });
  }

  #branch(
    { branch, depth }: Leaf,
    branches: readonly BranchView[],
    current: number,
    longest: number,
  ): TemplateResult {
    const { t } = this;
    const here = branch.id === current;
    const facts =
      branch.origin === undefined
        ? t('futures.first', { end: timeText(branch.end) })
        : t('futures.left', {
            origin: this.#name(branches[branch.origin] ?? branch),
            start: timeText(branch.start),
            end: timeText(branch.end),
          });
    const go = (): void => {
      this.act.switchTo(branch.id);
      this.requestUpdate();
    };
    const rename = (event: Event): void => {
      this.act.name(branch.id, (event.target as HTMLInputElement).value.trim());
      this.requestUpdate();
    };
    const part = (tick: number): string => `${((100 * tick) / longest).toFixed(2)}%`;
    return html`<li class=${here ? 'here' : ''} data-branch=${branch.id} data-depth=${Math.min(depth, 4)}>
      <input
        aria-label=${t('futures.rename', { name: this.#name(branch) })}
        maxlength="40"
        placeholder=${t('futures.name', { number: branch.id + 1 })}
        .value=${branch.name ?? ''}
        @change=${rename}
      />
      <button
        ?disabled=${here}
        aria-label=${`${t(here ? 'futures.here' : 'futures.go')}: ${this.#name(branch)}`}
        @click=${go}
      >
        ${t(here ? 'futures.here' : 'futures.go')}
      </button>
      <svg class="span" aria-hidden="true">
        <line class="shared" x1="0%" x2=${part(branch.start)} y1="4" y2="4"></line>
        <line class="own" x1=${part(branch.start)} x2=${part(branch.end)} y1="4" y2="4"></line>
      </svg>
      <small>${facts}</small>
    </li>`;
  }

  #comparison(branches: readonly BranchView[], current: number): TemplateResult {
    const { t } = this;
    const other = branches[current]?.origin ?? branches.find((each) => each.id !== current)?.id ?? 0;
    const [one, two] = this.pair ?? [other, current];
    const choose = (at: 0 | 1) => (event: Event) => {
      const id = Number((event.target as HTMLSelectElement).value);
      this.pair = at === 0 ? [id, two] : [one, id];
    };
    const select = (at: 0 | 1, chosen: number): TemplateResult =>
      html`<select aria-label=${t('futures.compare.which', { number: at + 1 })} @change=${choose(at)}>
        ${branches.map(
          (each) =>
            html`<option value=${each.id} ?selected=${each.id === chosen}>${this.#name(each)}</option>`,
        )}
      </select>`;
    const difference = one === two ? undefined : this.act.compare(one, two);
    return html`<section>
      <h3>${t('futures.compare')}</h3>
      <div class="row">${select(0, one)} ${select(1, two)}</div>
      <div data-testid="difference">
        ${
          difference === undefined
            ? html`<p class="muted">${t('futures.same')}</p>`
            : html`
                <p>
                  ${t('futures.differ', { event: grouped(difference.event + 1) })}
                </p>
                <dl>
                  ${this.#side(branches[one], difference.one)}
                  ${this.#side(branches[two], difference.other)}
                </dl>
                <button data-testid="go-there" @click=${() => this.#go(two, difference.event)}>
                  ${t('futures.go-there')}
                </button>
              `
        }
      </div>
    </section>`;
  }

  #side(branch: BranchView | undefined, event: EventView | undefined): TemplateResult {
    const { t } = this;
    const context = { leads: true, command: undefined, result: undefined };
    const text =
      event === undefined
        ? t('futures.not-so-far')
        : `${timeText(event.tick)}: ${narrate(event, context, t).text}`;
    return html`<div>
      <dt>${branch === undefined ? '' : this.#name(branch)}</dt>
      <dd>${text}</dd>
    </div>`;
  }

  #go(branch: number, event: number): void {
    this.close();
    this.act.go(branch, event);
  }
}

interface Leaf {
  readonly branch: BranchView;
  readonly depth: number;
}

/** A group that this page does not know keeps its word. */
/** Each future right after the one it left, those that left later first come later. */
function treeOf(branches: readonly BranchView[], origin?: number, depth = 0): readonly Leaf[] {
  return branches
    .filter((branch) => branch.origin === origin)
    .flatMap((branch) => [{ branch, depth }, ...treeOf(branches, branch.id, depth + 1)]);
}

customElements.define('kvraft-share', KvraftShare);
customElements.define('kvraft-futures', KvraftFutures);
