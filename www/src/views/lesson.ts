/** A lesson beside the cluster: text, a question before each moment, and what the run said to it. Fetched when one is opened. */
import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { marked } from 'marked';
import type { Language } from '../i18n.ts';
import type { Block } from '../learn/lesson.ts';
import type { LessonSession } from '../learn/lesson-session.ts';
import { fetchLessons, type LessonEntry } from '../learn/list.ts';
import { guideStyles } from '../styles/guide.ts';
import { shared } from '../styles/shared.ts';
import { markdown } from './markdown.ts';
import { own } from './learn-texts.ts';
import { readIn } from './own-texts.ts';

export interface GuideActions {
  readonly close: () => void;
  readonly lesson: (id: string) => void;
  readonly list: () => void;
}

export class KvraftLesson extends readIn(own, LitElement) {
  static override styles = [shared, guideStyles];
  static override properties = {
    language: { attribute: false },
    session: { attribute: false },
    act: { attribute: false },
    others: { state: true },
  };

  declare session: LessonSession;
  declare act: GuideActions;
  declare others: readonly LessonEntry[];

  /** How many blocks were done when last drawn: what is new is shown, and read out. */
  #drawn = -1;
  #spoken: Language = 'en';

  constructor() {
    super();
    this.language = 'en';
    this.others = [];
    void fetchLessons().then((others) => (this.others = others));
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const { session } = this;
    if (changed.has('session')) {
      this.#drawn = session.done;
      this.#spoken = this.language;
      session.onchange = () => this.requestUpdate();
    }
    if (this.language !== this.#spoken) {
      this.#spoken = this.language;
      void session.speak(this.language).catch(() => undefined);
    }
    // A moment without words before it is one with the next.
    const { block, done, phase } = session;
    const silent = 0 < done && session.lesson.parts[done]?.text.length === 0;
    if (silent && phase === 'reading' && block?.kind === 'run') queueMicrotask(() => session.go());
  }

  override render(): TemplateResult {
    const { session } = this;
    const say = own.say;
    const { parts, title } = session.lesson;
    const all = parts.length - 1;
    return html`
      <div class="head">
        <span class="kind">${say('lesson')}</span>
        <progress max=${all} .value=${session.done} aria-hidden="true"></progress>
        <span class="step" data-testid="lesson-step"
          >${say('step', { at: Math.min(session.done + 1, all), all })}</span
        >
        <button class="plain" aria-label=${say('close')} title=${say('close')} data-testid="guide-close" @click=${() => this.act.close()}>
          <span aria-hidden="true">✕</span>
        </button>
      </div>
      <div class="body" tabindex="0" role="group" aria-label=${title}>
        <h2>${title}</h2>
        ${parts.slice(0, session.done + 1).map((part, at) => this.#part(at, part.block, html`<div class="text">${markdown(part.text)}</div>`))}
        <p class="hidden-text" role="status" data-testid="lesson-said">${this.#said()}</p>
      </div>
    `;
  }

  #part(at: number, block: Block | undefined, text: TemplateResult): TemplateResult {
    const { session } = this;
    const isNew = at === session.done && this.#drawn < session.done;
    return html`<div class="part ${isNew ? 'new' : ''}" data-part=${at} tabindex="-1">
      ${text} ${block === undefined ? this.#end() : this.#moment(at, block)}
    </div>`;
  }

  #moment(at: number, block: Block): TemplateResult | typeof nothing {
    const { session } = this;
    const say = own.say;
    const past = at < session.done;
    const now = at === session.done;
    const lines = past && block.kind !== 'try' ? this.#lines(block.course.lines) : nothing;
    if (block.kind === 'ask') return html`${this.#question(at, block)} ${lines} ${now ? this.#waiting() : nothing}`;
    if (past) return html`${lines}`;
    if (session.phase !== 'reading') return this.#waiting();
    if (block.kind === 'run') {
      return html`<div class="row">
        <button class="primary" data-testid="lesson-go" @click=${() => session.go()}>${say('continue')}</button>
      </div>`;
    }
    return html`<div class="row">
      <button class="primary" data-testid="lesson-go" @click=${() => session.go()}>${say('task.start')}</button>
      <button data-testid="lesson-show" @click=${() => session.show()}>${say('task.show')}</button>
    </div>`;
  }

  #lines(lines: readonly string[]): TemplateResult | typeof nothing {
    if (lines.length === 0) return nothing;
    return html`<div class="lines">${lines.map((line) => html`<code>${line}</code>`)}</div>`;
  }

  #question(at: number, block: Block & { readonly kind: 'ask' }): TemplateResult {
    const { session } = this;
    const say = own.say;
    const given = session.given.get(at);
    const chosen = session.chosen[at];
    const open = at === session.done && session.phase === 'reading';
    return html`<div class="ask" role="group" aria-labelledby=${`q-${at}`} data-testid="question">
      <strong id=${`q-${at}`}>${inline(block.question)}</strong>
      ${open ? html`<span class="muted">${say('predict')}</span>` : nothing}
      ${block.answers.map(({ text }, answer) => {
        const right = given?.right.includes(answer) === true;
        const mine = chosen === answer;
        const mark = right ? '✓' : given !== undefined && mine ? '✕' : '';
        return html`<button
          class="answer ${right ? 'right' : ''} ${mine ? 'chosen' : ''}"
          data-answer=${answer}
          ?disabled=${!open}
          aria-pressed=${mine ? 'true' : 'false'}
          @click=${() => session.choose(answer)}
        >
          <span class="mark" aria-hidden="true">${mark}</span>
          <span>
            ${inline(text)}
            ${
              given === undefined || (!mine && !right)
                ? nothing
                : html`<small
                    >${[mine ? say('predicted') : '', say(right ? 'right' : 'wrong')].filter((part) => part !== '').join(' ')}</small
                  >`
            }
          </span>
        </button>`;
      })}
    </div>`;
  }

  #waiting(): TemplateResult | typeof nothing {
    const { session } = this;
    const say = own.say;
    if (session.phase === 'missed') {
      return html`<div class="row" role="alert">
        <p class="muted">${say('missed')}</p>
        <button class="primary" data-testid="lesson-retry" @click=${() => session.retry()}>${say('retry')}</button>
      </div>`;
    }
    if (session.phase !== 'running') return nothing;
    const task = session.block?.kind === 'try';
    return html`<div class="row">
      <span class="muted">${say(task ? 'task.doing' : 'wait')}</span>
      ${
        task
          ? html`<button data-testid="lesson-show" @click=${() => session.show()}>${say('task.show')}</button>`
          : html`<button data-testid="lesson-skip" @click=${() => session.skip()}>${say('skip')}</button>`
      }
    </div>`;
  }

  #end(): TemplateResult {
    const { session, act, others, language } = this;
    const say = own.say;
    const given = [...session.given.values()];
    const right = given.filter(({ chosen, right }) => right.includes(chosen)).length;
    const next = others[others.findIndex(({ id }) => id === session.id) + 1];
    return html`<p class="verdict" data-testid="lesson-end">${say('finished', { right, all: given.length })}</p>
      <div class="row">
        ${
          next === undefined
            ? nothing
            : html`<button class="primary" data-testid="lesson-next" @click=${() => act.lesson(next.id)}>
                ${say('next', { title: next.title[language] ?? next.title['en'] ?? next.id })}
              </button>`
        }
        <button data-testid="lesson-again" @click=${() => session.again()}>${say('again')}</button>
        <button @click=${() => act.list()}>${say('others')}</button>
      </div>`;
  }

  /** What is new, for those who do not see it. */
  #said(): string {
    const { session } = this;
    const last = session.lesson.parts[session.done - 1]?.block;
    const given = session.given.get(session.done - 1);
    if (session.phase !== 'reading' || session.done === 0) return '';
    if (last?.kind !== 'ask' || given === undefined) return own.say('said.moment');
    if (given.right.includes(given.chosen)) return own.say('said.right');
    const answer = given.right.map((at) => last.answers[at]?.text ?? '').join(' ');
    return own.say('said.wrong', { answer });
  }

  protected override updated(): void {
    const { session } = this;
    if (this.#drawn === session.done) return;
    const forth = this.#drawn < session.done;
    this.#drawn = session.done;
    const body = this.renderRoot.querySelector<HTMLElement>('.body');
    const part = this.renderRoot.querySelector<HTMLElement>(`[data-part="${session.done}"]`);
    const before = this.renderRoot.querySelector<HTMLElement>(`[data-part="${session.done - 1}"] .ask`);
    if (body === null || part === null) return;
    if (!forth) {
      body.scrollTop = 0;
      return;
    }
    // The answer stays in sight, with what follows it.
    const top = (before ?? part).offsetTop - body.offsetTop - 12;
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    body.scrollTo({ top, behavior: calm ? 'auto' : 'smooth' });
    // Whoever reads by keyboard goes on where the text does.
    if (this.renderRoot instanceof ShadowRoot && this.renderRoot.activeElement !== null) {
      part.focus({ preventScroll: true });
    }
  }
}

function inline(text: string): unknown {
  return markdown(marked.Lexer.lexInline(text));
}

customElements.define('kvraft-lesson', KvraftLesson);
