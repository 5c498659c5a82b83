/** Exploring seeds, fetched when its sheet first opens: start, count, stop, open what was found, shrink it. */
import { css, html, nothing, type TemplateResult } from 'lit';
import wasm from '../../../wasm/pkg/tools/kvraft_tools_bg.wasm?url';
import { breachText } from '../breach.ts';
import { toLabError, loadTools, type FindingView, type LabError } from '../engine.ts';
import { Explorer, pageThread, worker, type Report } from '../explorer.ts';
import { errorText, grouped, isTextKey, timeText, withTexts, type Language, type Say } from '../i18n.ts';
import { explore } from '../i18n/en/explore.ts';
import { parseSeed } from '../options.ts';
import { Sheet } from './sheets.ts';

export interface ExploreActions {
  /** Opens the run of a seed, at a time. Resolves to what was wrong, or to nothing. */
  readonly openSeed: (seed: string, tick: number) => Promise<LabError | undefined>;
  readonly openText: (text: string, name: string) => Promise<LabError | undefined>;
  /** The run of a seed as a scenario. */
  readonly scenarioOf: (seed: string) => Promise<string>;
  /** The session as a scenario, if a judge objects in it. */
  readonly failing: () => string | undefined;
}

const texts = withTexts(explore);
const isOwn = (key: string): key is keyof typeof explore => Object.hasOwn(explore, key);

/** Before a finding, so that one sees it come. */
const BEFORE = 300;
/** Between two sentences for who listens. */
const SPOKEN_EVERY = 10_000;

let compiled: Promise<WebAssembly.Module> | undefined;

/** The core, compiled once for all workers; the browser has fetched it before. */
function compileTools(): Promise<WebAssembly.Module> {
  compiled ??= fetch(wasm)
    .then((answer) => answer.arrayBuffer())
    .then((bytes) => WebAssembly.compile(bytes));
  compiled.catch(() => (compiled = undefined));
  return compiled;
}

interface Shrinking {
  readonly report: Report | undefined;
  readonly running: boolean;
}

export class KvraftExplorer extends Sheet {
  static override styles = [
    ...Sheet.styles,
    css`
      .counts {
        display: grid;
        grid-template-columns: repeat(3, minmax(0, 1fr));
        gap: var(--gap-2);
        width: 100%;
      }
      .counts dd {
        color: var(--ink);
        font-size: var(--size-3);
        font-weight: 600;
      }
      .counts dt {
        color: var(--muted);
        font-size: var(--size-1);
        font-weight: 400;
      }
      .counts div {
        padding: 0;
      }
      .finding {
        margin-top: var(--gap-2);
        padding-top: var(--gap-2);
        border-top: 1px solid var(--line);
      }
      .finding .row {
        margin-top: var(--gap-1);
      }
      .row > label {
        flex: none;
      }
    `,
  ];
  static override properties = {
    t: { attribute: false },
    language: { attribute: false },
    act: { attribute: false },
    trouble: { state: true },
    shrinking: { state: true },
  };

  declare language: Language;
  declare act: ExploreActions;
  declare trouble: string;
  declare shrinking: Shrinking | undefined;

  readonly #explorer = new Explorer(worker(compileTools), pageThread(loadTools));
  readonly #shrinkHire = [worker(compileTools), pageThread(loadTools)] as const;
  #endShrinking: () => void = () => {};
  #spoken = 0;
  #status = '';

  constructor() {
    super();
    this.language = 'en';
    this.trouble = '';
    this.shrinking = undefined;
    this.#explorer.onchange = () => this.requestUpdate();
  }

  /** The session may have another fault by now. */
  protected override opened(): void {
    this.requestUpdate();
  }

  /** Shrinks the session that is shown, if a judge objects in it. */
  shrinkSession(): void {
    const failing = this.act.failing();
    if (failing !== undefined) this.#shrink(failing);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#explorer.stop();
    this.#endShrinking();
  }

  get #say(): Say<typeof explore> {
    return texts(this.t);
  }

  override render(): TemplateResult {
    const { t } = this;
    const { totals } = this.#explorer;
    return html`
      <h2>${t('explore.label')}</h2>
      <p class="muted">${this.#say('explore.note')}</p>
      <div class="row">
        <label for="first">${this.#say('explore.first')}</label>
        <input
          id="first"
          inputmode="numeric"
          autocomplete="off"
          spellcheck="false"
          data-testid="explore-first"
          placeholder=${this.#say('explore.first.any')}
          ?disabled=${totals.running}
          @keydown=${(event: KeyboardEvent) => event.key === 'Enter' && this.#start()}
        />
        <button class="primary" data-testid="explore-toggle" @click=${this.#toggle}>
          ${this.#say(totals.running ? 'explore.stop' : 'explore.start')}
        </button>
      </div>
      ${totals.running || totals.seeds > 0 || totals.trouble !== '' ? this.#counts() : nothing}
      ${totals.findings.map((finding) => this.#finding(finding))} ${this.#shrinking()}
      <section>
        <div class="row">
          <label for="any">${this.#say('explore.any')}</label>
          <input
            id="any"
            inputmode="numeric"
            autocomplete="off"
            spellcheck="false"
            data-testid="explore-any"
            @keydown=${(event: KeyboardEvent) => event.key === 'Enter' && this.#openAny()}
          />
          <button data-testid="explore-open" @click=${this.#openAny}>${this.#say('explore.any.go')}</button>
        </div>
        <div role="alert" data-testid="explore-trouble">
          ${this.trouble === '' ? nothing : html`<p>${this.trouble}</p>`}
        </div>
      </section>
      <div class="hidden-text" role="status">${this.#spokenStatus()}</div>
    `;
  }

  #counts(): TemplateResult {
    const { seeds, rate, ticks, events, findings, deaths, trouble, ...how } =
      this.#explorer.totals;
    const hours = ticks / 3_600_000;
    const count = (key: 'seeds' | 'rate' | 'hours' | 'events' | 'findings', value: string) =>
      html`<div>
        <dt>${this.#say(`explore.${key}`)}</dt>
        <dd data-testid=${`explore-${key}`}>${value}</dd>
      </div>`;
    return html`<section>
      <dl class="counts">
        ${count('seeds', grouped(seeds))} ${count('rate', grouped(rate))}
        ${count('hours', hours < 100 ? hours.toFixed(1) : grouped(hours))}
        ${count('events', grouped(events))} ${count('findings', grouped(findings.length))}
      </dl>
      <p class="muted">
        ${
          how.running && how.alone
            ? this.#say('explore.alone')
            : how.running
              ? this.#say('explore.running', { workers: how.workers })
              : findings.length === 0 && trouble === ''
                ? this.#say('explore.none')
                : nothing
        }
        ${deaths === 0 ? nothing : this.#say('explore.deaths', { count: deaths })}
      </p>
      ${trouble === '' ? nothing : html`<p role="alert">${this.#say('explore.gave-up', { detail: trouble })}</p>`}
    </section>`;
  }

  #spokenStatus(): string {
    const { seeds, findings, running } = this.#explorer.totals;
    const now = performance.now();
    if (seeds === 0) this.#status = '';
    else if (!running || this.#status === '' || SPOKEN_EVERY <= now - this.#spoken) {
      this.#spoken = now;
      const facts = { count: Number(seeds), seeds: grouped(seeds), findings: findings.length };
      this.#status = this.#say('explore.status', facts);
    }
    return this.#status;
  }

  #finding({ seed, kind, at, sentence, code, facts }: FindingView): TemplateResult {
    const { t } = this;
    const told = breachText({ text: sentence, code, facts }, t);
    const judge = `judge.${kind}`;
    const other = `finding.${kind}`;
    const name = isTextKey(judge) ? t(judge) : isOwn(other) ? this.#say(other) : kind;
    const shrink = async (): Promise<void> => {
      try {
        this.#shrink(await this.act.scenarioOf(seed));
      } catch (error) {
        this.trouble = this.#say('explore.failed', { detail: errorText(toLabError(error), this.language) });
      }
    };
    return html`<div class="finding" data-finding=${seed}>
      <strong>${name}</strong>
      <span class="muted">${this.#say('explore.seed', { seed })}, ${this.#say('explore.at', { time: timeText(at) })}</span>
      <p lang=${told === sentence ? 'en' : nothing}>${told}</p>
      <div class="row">
        <button
          aria-label=${`${this.#say('explore.open')}: ${seed}`}
          @click=${() => void this.#open(seed, Math.max(0, at - BEFORE))}
        >
          ${this.#say('explore.open')}
        </button>
        ${
          isTextKey(judge)
            ? html`<button aria-label=${`${this.#say('explore.shrink')}: ${seed}`} @click=${() => void shrink()}>
                ${this.#say('explore.shrink')}
              </button>`
            : nothing
        }
      </div>
    </div>`;
  }

  #shrinking(): TemplateResult | typeof nothing {
    const { shrinking } = this;
    if (shrinking === undefined) {
      const failing = this.act.failing();
      if (failing === undefined) return nothing;
      return html`<section>
        <p>${this.#say('explore.current')}</p>
        <button data-testid="shrink" @click=${() => this.#shrink(failing)}>${this.#say('explore.shrink')}</button>
      </section>`;
    }
    const { report, running } = shrinking;
    const cancel = (): void => {
      this.#endShrinking();
      this.shrinking = undefined;
    };
    const shrunk = report?.kind === 'shrunk' ? report : undefined;
    const { story } = shrunk ?? {};
    const name = this.#say('explore.shrink');
    return html`<section>
      <h3>${name}</h3>
      <div role="status" data-testid="shrinking">
        ${
          shrunk === undefined
            ? nothing
            : html`<p>
                ${this.#say('explore.shrinking', {
                  count: shrunk.view.trials,
                  trials: grouped(shrunk.view.trials),
                  actions: shrunk.view.actions,
                  servers: shrunk.view.servers,
                })}
                ${shrunk.view.done ? html`<br />${this.#say('explore.shrunk')}` : nothing}
              </p>`
        }
        ${report?.kind === 'failed' ? html`<p>${this.#say('explore.failed', { detail: report.detail })}</p>` : nothing}
      </div>
      <div class="row">
        ${
          story === undefined
            ? nothing
            : html`<button
                class="primary"
                data-testid="shrunk-open"
                @click=${() => {
                  cancel();
                  void this.#done(this.act.openText(story, name));
                }}
              >
                ${this.#say('explore.story')}
              </button>`
        }
        <button @click=${cancel}>${running ? this.#say('explore.cancel') : this.t('notice.close')}</button>
      </div>
    </section>`;
  }

  #shrink(json: string): void {
    this.#endShrinking();
    this.trouble = '';
    this.shrinking = { report: undefined, running: true };
    const [hire, alone] = this.#shrinkHire;
    let told = 0;
    const heard = (by: typeof hire) => (report: Report): void => {
      if (report.kind === 'failed' && report.stage === 'load' && by === hire) {
        this.#endShrinking = alone({ kind: 'shrink', json }, heard(alone));
        return;
      }
      const over = report.kind === 'failed' || (report.kind === 'shrunk' && report.view.done);
      const now = performance.now();
      if (!over && now - told < 1000) return;
      told = now;
      this.shrinking = { report, running: !over };
      if (over) this.#endShrinking();
    };
    this.#endShrinking = hire({ kind: 'shrink', json }, heard(hire));
  }

  readonly #toggle = (): void => {
    if (this.#explorer.totals.running) this.#explorer.stop();
    else this.#start();
  };

  #start(): void {
    const typed = this.#typed('#first');
    if (typed === '') this.#explorer.start();
    else if (typed !== undefined) this.#explorer.start(BigInt(typed));
  }

  readonly #openAny = (): void => {
    const seed = this.#typed('#any');
    if (seed === '') this.renderRoot.querySelector<HTMLInputElement>('#any')?.focus();
    else if (seed !== undefined) void this.#open(seed, 0);
  };

  /** The seed in a field: none, or nothing that could be one, which is told. */
  #typed(field: string): string | undefined {
    const text = this.renderRoot.querySelector<HTMLInputElement>(field)?.value.trim() ?? '';
    const seed = text === '' ? '' : parseSeed(text);
    this.trouble = seed === undefined ? this.#say('explore.bad-seed') : '';
    return seed;
  }

  #open(seed: string, tick: number): Promise<void> {
    return this.#done(this.act.openSeed(seed, tick));
  }

  async #done(opening: Promise<LabError | undefined>): Promise<void> {
    const error = await opening;
    this.trouble = error === undefined ? '' : errorText(error, this.language);
    if (error === undefined) this.close();
  }
}

customElements.define('kvraft-explorer', KvraftExplorer);
