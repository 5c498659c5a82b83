/** A challenge beside the cluster: goals, what is allowed, hints, and the proof. Fetched when one is opened. */
import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { download } from '../download.ts';
import { marked } from 'marked';
import { toLabError } from '../engine.ts';
import { errorText, timeText } from '../i18n.ts';
import type { ChallengeSession } from '../learn/challenge-session.ts';
import { guideStyles } from '../styles/guide.ts';
import { shared } from '../styles/shared.ts';
import { textIn, type Story, type Texts } from '../story.ts';
import type { GuideActions } from './lesson.ts';
import { markdown } from './markdown.ts';
import { own } from './learn-texts.ts';
import { readIn } from './own-texts.ts';
import { copyText } from './copying.ts';

export interface ChallengeActions extends GuideActions {
  readonly link: () => string;
  readonly file: () => string;
}

export class KvraftChallenge extends readIn(own, LitElement) {
  static override styles = [shared, guideStyles];
  static override properties = {
    language: { attribute: false },
    session: { attribute: false },
    story: { attribute: false },
    act: { attribute: false },
    said: { state: true },
  };

  declare session: ChallengeSession;
  declare story: Story | undefined;
  declare act: ChallengeActions;
  declare said: string;

  constructor() {
    super();
    this.language = 'en';
    this.said = '';
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('session')) return;
    this.said = '';
    this.session.onchange = () => this.requestUpdate();
  }

  override render(): TemplateResult {
    const { session, story, language } = this;
    const { view } = session;
    const say = own.say;
    const text = (texts: Texts): string => textIn(texts, language);
    const level = (['level.1', 'level.2', 'level.3'] as const)[view.level - 1] ?? 'level.1';
    const title = story === undefined ? view.id : text(story.title);
    const moves =
      view.moves === undefined
        ? say('moves.done', { done: session.moves })
        : say('moves', { done: session.moves, most: view.moves });
    return html`
      <div class="head">
        <span class="kind">${say('challenge')} · ${say(level)}</span>
        <span class="gap"></span>
        <button data-testid="challenge-again" @click=${() => session.again()}>${say('challenge.again')}</button>
        <button class="plain" aria-label=${say('challenge.close')} title=${say('challenge.close')} data-testid="guide-close" @click=${() => this.act.close()}>
          <span aria-hidden="true">✕</span>
        </button>
      </div>
      <div class="body" tabindex="0" role="group" aria-label=${title}>
        <h2>${title}</h2>
        <div class="text">
          <p>${story === undefined ? '' : text(story.caption)} <span class="muted">${story?.source ?? ''}</span></p>
        </div>
        <h3 id="goals">${say('goals')}</h3>
        <ol class="goals" aria-labelledby="goals" data-testid="goals">
          ${view.goals.map((goal, at) => {
            const reached = at < session.reached;
            return html`<li class=${reached ? 'reached' : ''} data-reached=${reached}>
              <span class="mark" aria-hidden="true">${reached ? '✓' : at + 1}</span>
              <span>${text(goal)}<span class="hidden-text"> (${say(reached ? 'reached' : 'open')})</span></span>
            </li>`;
          })}
        </ol>
        ${view.never.length === 0 ? nothing : this.#never(text)}
        <div role="status">${this.#outcome()}</div>
        <p class="lines">
          <span>${say('allowed')}</span>
          ${view.allow.length === 0 ? say('allowed.all') : view.allow.map((verb) => html`<code>${verb}</code>`)}
        </p>
        <p class="muted" data-testid="moves">${moves}${session.solvedBefore && session.attempt?.verdict !== 'solved' ? html` · ${say('solved.before')}` : nothing}</p>
        ${this.#hints(text)}
      </div>
    `;
  }

  #never(text: (texts: Texts) => string): TemplateResult {
    const { session } = this;
    const say = own.say;
    return html`<h3 id="never">${say('never')}</h3>
      <ul class="goals" aria-labelledby="never">
        ${session.view.never.map((never, at) => {
          const spoiled = session.spoiled === at;
          return html`<li class=${spoiled ? 'spoiled' : ''} data-spoiled=${spoiled}>
            <span class="mark" aria-hidden="true">${spoiled ? '!' : '–'}</span>
            <span>${text(never)}<span class="hidden-text"> (${say(spoiled ? 'spoiled' : 'fine')})</span></span>
          </li>`;
        })}
      </ul>`;
  }

  #outcome(): TemplateResult | typeof nothing {
    const { session } = this;
    const say = own.say;
    if (session.spoiled !== undefined) return html`<p class="verdict">${say('undo.note')}</p>`;
    const { attempt } = session;
    if (attempt === undefined) return nothing;
    if (attempt.verdict !== 'solved') {
      const reason = attempt.refusal === undefined ? '' : errorText(toLabError(attempt.refusal), this.language);
      return html`<p class="verdict" data-testid="refused">${say('refused', { reason })}</p>`;
    }
    const facts = { moves: attempt.moves, time: timeText(Math.max(...attempt.goals)) };
    return html`<div class="won" data-testid="solved">
      <strong>${say('solved')}</strong>
      <span>${say('solved.note', facts)}</span>
      <div class="row">
        <button class="primary" data-testid="solved-copy" @click=${() => void this.#copy()}>${say('solved.copy')}</button>
        <button data-testid="solved-save" @click=${() => this.#save()}>${say('solved.save')}</button>
      </div>
      <span class="muted">${this.said}</span>
      <span class="muted">${say('solved.check')}</span>
      <span class="command">kvraft-lab check --challenge ${session.id} ${FILE(session.id)}</span>
      <div class="row"><button @click=${() => this.act.list()}>${say('others')}</button></div>
    </div>`;
  }

  #hints(text: (texts: Texts) => string): TemplateResult | typeof nothing {
    const { session } = this;
    const say = own.say;
    const all = session.view.hints.length;
    if (all === 0) return nothing;
    return html`<div aria-live="polite">
        <ul class="hints">
          ${session.view.hints.slice(0, session.hints).map(
            (hint, at) => html`<li>
              <span class="muted">${say('hint', { at: at + 1, all })}</span><br />${markdown(marked.Lexer.lexInline(text(hint)))}
            </li>`,
          )}
        </ul>
      </div>
      ${
        session.hints === all
          ? nothing
          : html`<div class="row">
              <button data-testid="hint" @click=${() => session.hint()}>
                ${say(session.hints === 0 ? 'hint.show' : 'hint.more')}
              </button>
            </div>`
      }`;
  }

  async #copy(): Promise<void> {
    const copied = await copyText(this.act.link());
    this.said = own.say(copied ? 'solved.copied' : 'solved.by-hand');
  }

  #save(): void {
    download(new Blob([this.act.file()], { type: 'application/json' }), FILE(this.session.id));
  }
}

const FILE = (id: string): string => `${id}-solution.json`;

customElements.define('kvraft-challenge', KvraftChallenge);
