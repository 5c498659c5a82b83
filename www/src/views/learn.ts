/** What there is to learn: the lessons in their order, and the challenges by how hard they are. Fetched when it first opens. */
import { css, html, nothing, type TemplateResult } from 'lit';
import type { LabError } from '../engine.ts';
import { fetchChallenges, fetchLessons, type ChallengeEntry, type LessonEntry } from '../learn/list.ts';
import { isSolved, recalledLesson } from '../learn/progress.ts';
import { own } from './learn-texts.ts';
import { readIn } from './own-texts.ts';
import { Sheet } from './sheets.ts';
import { troubleText, type Trouble } from './trouble.ts';
import { addressOfNamed, copyButton, copyText } from './copying.ts';

export interface LearnActions {
  /** Each resolves to what was wrong, or to nothing. */
  readonly open: (place: 'lesson' | 'challenge', id: string) => Promise<LabError | undefined>;
}

export class KvraftLearn extends readIn(own, Sheet) {
  static override styles = [
    ...Sheet.styles,
    css`
      :host {
        width: min(38.75rem, calc(100vw - 1rem));
      }
      section {
        gap: var(--gap-1);
        justify-items: stretch;
      }
      section:first-of-type {
        margin-top: 0;
        padding-top: 0;
        border-top: 0;
      }
      h2 {
        padding-bottom: 0;
      }
      li {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        align-items: center;
        margin-inline: -0.625rem;
        border-radius: var(--round-2);
      }
      li > button.plain:not(.copy) {
        display: grid;
        grid-template-columns: 1.625rem minmax(0, 1fr) auto;
        gap: 0 0.625rem;
        justify-content: stretch;
        padding: 0.4375rem 0.625rem;
      }
      .number {
        color: var(--muted);
        text-align: end;
      }
      .name {
        font-weight: 600;
      }
      .about {
        grid-column: 2;
        color: var(--muted);
        font-size: var(--size-1);
      }
      .state {
        grid-row: 1;
        grid-column: 3;
        font-size: var(--size-1);
        color: var(--muted);
      }
      li > button.copy {
        justify-content: center;
        padding: 0;
        color: var(--muted);
      }
      .level {
        padding: var(--gap-2) 0 0;
        font-size: var(--size-1);
        font-weight: 600;
        color: var(--muted);
      }
    `,
  ];
  static override properties = {
    t: { attribute: false },
    language: { attribute: false },
    act: { attribute: false },
    current: { attribute: false },
    lessons: { state: true },
    challenges: { state: true },
    said: { state: true },
    trouble: { state: true },
  };

  declare act: LearnActions;
  /** The id of what is open. */
  declare current: string | undefined;
  declare lessons: readonly LessonEntry[] | undefined;
  declare challenges: readonly ChallengeEntry[] | undefined;
  declare said: string;
  declare trouble: Trouble | undefined;

  constructor() {
    super();
    this.language = 'en';
    this.current = undefined;
    this.lessons = undefined;
    this.challenges = undefined;
    this.said = '';
    this.trouble = undefined;
  }

  protected override opened(): void {
    this.said = '';
    this.trouble = undefined;
    // What was done since it was last open is marked.
    this.requestUpdate();
    if ((this.lessons?.length ?? 0) === 0) void fetchLessons().then((lessons) => (this.lessons = lessons));
    if ((this.challenges?.length ?? 0) === 0) {
      void fetchChallenges().then((challenges) => (this.challenges = challenges));
    }
  }

  override render(): TemplateResult {
    const { lessons, challenges } = this;
    const say = own.say;
    const none = lessons === undefined ? say('loading') : say('unreachable');
    return html`
      <section>
        <h2>${say('lessons')}</h2>
        <p class="muted">${say('lessons.note')}</p>
        <div role="alert">
          ${this.trouble === undefined ? nothing : troubleText(this.trouble, this.language, this.t)}
        </div>
        ${(lessons?.length ?? 0) === 0 ? html`<p class="muted">${none}</p>` : nothing}
        <ol data-testid="lessons">
          ${(lessons ?? []).map((entry, at) => {
            const kept = recalledLesson(entry.id);
            const state = kept?.finished === true ? say('lesson.done') : kept === undefined ? '' : say('lesson.begun');
            return this.#entry('lesson', entry, String(at + 1), state, entry.about[this.language] ?? entry.about['en']);
          })}
        </ol>
      </section>
      <section>
        <h2>${say('challenges')}</h2>
        <p class="muted">${say('challenges.note')}</p>
        <div data-testid="challenges">
          ${([1, 2, 3] as const).map((level) => this.#level(level, challenges ?? []))}
        </div>
        <p class="said" role="status" data-testid="learn-said">${this.said}</p>
      </section>
    `;
  }

  #level(level: 1 | 2 | 3, challenges: readonly ChallengeEntry[]): TemplateResult | typeof nothing {
    const say = own.say;
    const entries = challenges.filter((each) => each.level === level);
    if (entries.length === 0) return nothing;
    return html`<h3 class="level">${say(`level.${level}`)}</h3>
      <ul>
        ${entries.map((entry) => this.#entry('challenge', entry, '', isSolved(entry.id) ? say('challenge.solved') : '', undefined))}
      </ul>`;
  }

  #entry(
    place: 'lesson' | 'challenge',
    { id, title }: LessonEntry | ChallengeEntry,
    number: string,
    state: string,
    about: string | undefined,
  ): TemplateResult {
    const say = own.say;
    const name = title[this.language] ?? title['en'] ?? id;
    const done = state === say('lesson.done') || state === say('challenge.solved');
    return html`<li>
      <button
        class="plain"
        data-entry=${`${place}/${id}`}
        aria-current=${this.current === id ? 'true' : nothing}
        @click=${() => void this.#open(place, id, name)}
      >
        <span class="number" aria-hidden="true">${done ? '✓' : number}</span>
        <span class="name">${name}</span>
        ${state === '' ? nothing : html`<span class="state">${state}</span>`}
        ${about === undefined ? nothing : html`<span class="about">${about}</span>`}
      </button>
      ${copyButton(say('copy.address', { name }), () => void this.#copy(place, id))}
    </li>`;
  }

  async #open(place: 'lesson' | 'challenge', id: string, name: string): Promise<void> {
    const error = await this.act.open(place, id);
    this.trouble = error === undefined ? undefined : { name, error };
    if (error === undefined) this.close();
  }

  async #copy(place: 'lesson' | 'challenge', id: string): Promise<void> {
    const address = addressOfNamed(place, id);
    // What could not be copied can be, by hand, from here.
    this.said = (await copyText(address)) ? own.say('copied') : address;
  }
}

customElements.define('kvraft-learn', KvraftLearn);
