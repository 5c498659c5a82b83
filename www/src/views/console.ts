/** The console: the action language, spoken and answered. Its output is ordinary, selectable text. */
import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { pageWords } from '../commands.ts';
import {
  errorText,
  grouped,
  timeText,
  translator,
  type Language,
  type Translate,
} from '../i18n.ts';
import { consoleStyles } from '../styles/console.ts';
import { shared } from '../styles/shared.ts';
import { excerpt, type Entry } from '../transcript.ts';
import { signal } from './signals.ts';

export type Complete = (line: string, cursor: number) => readonly string[];

/** Fetched when somebody asks for help. */
let commands: typeof import('./command-list.ts') | undefined;

export class KvraftConsole extends LitElement {
  static override properties = {
    t: { attribute: false },
    language: { attribute: false },
    entries: { attribute: false },
    complete: { attribute: false },
    ghost: { state: true },
  };
  static override styles = [shared, consoleStyles];

  declare t: Translate;
  declare language: Language;
  declare entries: readonly Entry[];
  declare complete: Complete;
  /** The completion on offer: the rest of the word, shown behind the caret. */
  declare ghost: string;

  readonly #history: string[] = [];
  #at = 0;
  #draft = '';

  constructor() {
    super();
    this.t = translator('en');
    this.language = 'en';
    this.entries = [];
    this.complete = () => [];
    this.ghost = '';
  }

  override focus(): void {
    this.#input?.focus();
  }

  /** Puts a line into the field, for the person to finish and send. */
  offer(line: string): void {
    const input = this.#input;
    if (input === null) return;
    input.value = line;
    this.ghost = '';
    input.focus();
    input.setSelectionRange(line.length, line.length);
  }

  get #input(): HTMLInputElement | null {
    return this.renderRoot.querySelector('input');
  }

  override render(): TemplateResult {
    const { t } = this;
    return html`
      <div
        class="output scroll"
        role="log"
        aria-live="off"
        aria-label=${t('console.label')}
        tabindex="0"
        data-testid="console-output"
      >
        <p class="muted">${t('console.welcome')}</p>
        ${repeat(
          this.entries,
          (entry) => entry.id,
          (entry) => this.#entry(entry),
        )}
      </div>
      <form @submit=${this.#submit}>
        <label class="prompt" for="line"
          ><span aria-hidden="true">›</span
          ><span class="hidden-text">${t('console.input')}</span></label
        >
        <div class="field">
          <input
            id="line"
            data-testid="console-input"
            autocomplete="off"
            autocapitalize="off"
            autocorrect="off"
            spellcheck="false"
            enterkeyhint="send"
            placeholder=${t('console.placeholder')}
            @input=${this.#typed}
            @keydown=${this.#keydown}
            @blur=${() => (this.ghost = '')}
          />
          ${
            this.ghost === ''
              ? nothing
              : html`<span class="ghost" aria-hidden="true"
                  ><span>${this.#input?.value}</span>${this.ghost}<kbd>Tab</kbd></span
                >`
          }
        </div>
        <button type="submit" data-testid="console-run">${t('console.run')}</button>
      </form>
    `;
  }

  #entry(entry: Entry): TemplateResult | typeof nothing {
    const { t } = this;
    switch (entry.kind) {
      case 'input': {
        const shown = excerpt(entry.line);
        return html`<p class="input" data-testid="console-echo">
          <span aria-hidden="true">› </span>${shown.text}${
            shown.cut === 0
              ? nothing
              : html`<span class="muted">${t('console.cut', { count: shown.cut, shown: grouped(shown.cut) })}</span>`
          }
        </p>`;
      }
      case 'done':
        return html`<p class="reply" data-testid="console-reply">
          ${t('console.done', { line: entry.line })}
        </p>`;
      case 'info':
        return html`<p class="reply muted" data-testid="console-reply">${entry.text}</p>`;
      case 'request':
        return this.#request(entry);
      case 'error':
        return this.#error(entry);
      case 'help': {
        const wanted = (entry.about ?? '').toLowerCase();
        if (commands === undefined) {
          void this.#fetchCommands();
          return nothing;
        }
        const { COMMANDS, referenceIn } = commands;
        const some = COMMANDS.filter(([syntax]) => syntax.includes(wanted));
        return html`<dl class="help" data-testid="console-help">
          ${(some.length === 0 ? COMMANDS : some).map(
            ([syntax, meaning]) =>
              html`<div>
                <dt>${syntax}</dt>
                <dd>${referenceIn(t)(meaning)}</dd>
              </div>`,
          )}
        </dl>`;
      }
      default:
        return entry satisfies never;
    }
  }

  async #fetchCommands(): Promise<void> {
    commands = await import('./command-list.ts').catch(() => undefined);
    if (commands !== undefined) this.requestUpdate('entries');
  }

  #request(entry: Extract<Entry, { kind: 'request' }>): TemplateResult {
    const { t } = this;
    const c = `C${entry.client}`;
    const { reply } = entry;
    if (reply === undefined) {
      const waiting = t('console.waiting', { c, number: entry.number });
      const note =
        entry.note === 'no-leader'
          ? entry.until === undefined
            ? t('console.no-leader.patient', { c })
            : t('console.no-leader', { c, time: timeText(entry.until) })
          : entry.note === 'paused'
            ? t('console.paused')
            : waiting;
      return html`<p class="reply muted" data-testid="console-waiting">${note}</p>`;
    }
    if (!reply.known) {
      return html`<p class="reply" data-testid="console-reply">
        ${t('console.gave-up', { c, ms: grouped(reply.took) })}
      </p>`;
    }
    const shown = excerpt(reply.result);
    const attempts = Math.max(1, reply.attempts);
    const text = t('console.ok', { result: shown.text, ms: grouped(reply.took), attempts });
    return html`<p class="reply ok" data-testid="console-reply">${text}</p>`;
  }

  #error(entry: Extract<Entry, { kind: 'error' }>): TemplateResult {
    const { t } = this;
    const { error, line } = entry;
    const text = errorText(error, this.language);
    // Most sentences say what could have been typed: once is enough.
    const { usage } = error;
    const expected = usage === undefined || text.includes(usage) ? nothing : t('console.expected', { expected: usage });
    const offer = entry.offer ?? suggested(line, error.column, error.suggestion);
    return html`<div class="error" role="alert" data-testid="console-error" data-code=${error.code}>
      ${error.column === undefined ? nothing : caretUnder(line, error.column)}
      <p>${withCode(text)} ${expected}</p>
      ${
        offer === undefined
          ? nothing
          : html`<p>
              <button class="offer" @click=${() => this.offer(offer)}>
                ${t('console.maybe', { suggestion: offer })}
              </button>
            </p>`
      }
    </div>`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    const output = this.renderRoot.querySelector('.output');
    if (!changed.has('entries') || output === null || this.entries.length === 0) return;
    // A long answer is read from its beginning.
    const help = this.entries.at(-1)?.kind === 'help' ? output.lastElementChild : null;
    output.scrollTop = help instanceof HTMLElement ? help.offsetTop - 30 : output.scrollHeight;
  }

  #submit(event: Event): void {
    event.preventDefault();
    const input = this.#input;
    const line = input?.value.trim() ?? '';
    if (input === null || line === '') return;
    input.value = '';
    this.ghost = '';
    if (this.#history.at(-1) !== line) this.#history.push(line);
    this.#at = this.#history.length;
    signal(this, 'lab-run', { line });
  }

  #typed(): void {
    const input = this.#input;
    if (input === null) return;
    this.ghost = ghostOf(input.value, input.selectionStart ?? 0, this.complete);
  }

  #keydown(event: KeyboardEvent): void {
    const input = this.#input;
    if (input === null || event.isComposing) return;
    if (event.key === 'Tab' && this.ghost !== '' && !event.shiftKey) {
      event.preventDefault();
      this.offer(`${input.value}${this.ghost} `);
    } else if (event.key === 'Escape' && this.ghost !== '') {
      event.preventDefault();
      this.ghost = '';
    } else if (event.key === 'ArrowUp' || event.key === 'ArrowDown') {
      event.preventDefault();
      if (this.#at === this.#history.length) this.#draft = input.value;
      const next = this.#at + (event.key === 'ArrowUp' ? -1 : 1);
      this.#at = Math.max(0, Math.min(this.#history.length, next));
      this.offer(this.#history[this.#at] ?? this.#draft);
    }
  }
}

/** The rest of the word under the caret, when there is a completion and the caret is at the end. */
export function ghostOf(line: string, cursor: number, complete: Complete): string {
  if (200 < line.length || cursor !== line.length) return '';
  const word = /\S*$/.exec(line)?.[0] ?? '';
  if (word === '') return '';
  const candidates = [...complete(line, cursor), ...pageWords(line)];
  const found = candidates.find((each) => each !== word && each.startsWith(word));
  return found === undefined ? '' : found.slice(word.length);
}

/** The core marks words with backticks, as its terminal does; here they look like code. */
function withCode(text: string): readonly (string | TemplateResult)[] {
  return text.split('`').map((part, i) => (i % 2 === 1 ? html`<code>${part}</code>` : part));
}

/** The line again with a caret below the place: aligned by the text itself, whatever its width. */
function caretUnder(line: string, column: number): TemplateResult {
  const letters = [...line.slice(0, 2000)];
  // A place far to the right is shown with what stands just before it.
  const from = column <= 80 ? 0 : Math.min(column, letters.length) - 60;
  const lead = from === 0 ? '' : '…';
  const before = lead + letters.slice(from, column - 1).join('');
  const after = excerpt(letters.slice(column - 1).join(''), 80).text;
  return html`<div class="caret" aria-hidden="true">
    <div>${before}${after}</div>
    <div><span>${before}</span>^</div>
  </div>`;
}

function suggested(
  line: string,
  column: number | undefined,
  suggestion: string | undefined,
): string | undefined {
  if (suggestion === undefined) return undefined;
  if (column === undefined || 200 < line.length) return suggestion;
  const letters = [...line];
  const rest = letters
    .slice(column - 1)
    .join('')
    .replace(/^\S+/, '');
  return letters.slice(0, column - 1).join('') + suggestion + rest;
}

customElements.define('kvraft-console', KvraftConsole);
