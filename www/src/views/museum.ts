/** The museum of bugs, fetched when its sheet first opens: what each does, whom it bit, a switch, its story. */
import { css, html, nothing, type TemplateResult } from 'lit';
import type { LabError } from '../engine.ts';
import { isTextKey } from '../i18n.ts';
import { museum as english } from '../i18n/en/museum.ts';
import {
  GROUPS,
  bugName,
  fetchExhibits,
  isFound,
  storyId,
  type BugId,
  type Exhibit,
  type Group,
} from '../museum.ts';
import { OwnTexts, readIn } from './own-texts.ts';
import { Sheet } from './sheets.ts';
import { troubleText, type Trouble } from './trouble.ts';
import { longSheetStyles } from '../styles/sheets.ts';

export interface MuseumActions {
  /** Starts anew with these bugs. Resolves to what was wrong, or to nothing. */
  readonly breakOn: (bugs: readonly string[]) => Promise<LabError | undefined>;
  /** Plays a scenario of the page. */
  readonly openId: (id: string) => Promise<LabError | undefined>;
  /** Shows a bug's story beside the same one without it. */
  readonly beside: (bug: string, name: string) => Promise<LabError | undefined>;
}

const own = new OwnTexts(english, () => import('../i18n/zh-cn/museum.ts').then(({ museum }) => museum));

export class KvraftMuseum extends readIn(own, Sheet) {
  static override styles = [
    ...Sheet.styles,
    longSheetStyles,
    css`
      :host {
        width: min(38.75rem, calc(100vw - 1rem));
      }
      section {
        border: 0;
        margin-top: var(--gap-2);
        padding-top: var(--gap-2);
        gap: 0;
      }
      li {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: 2px 0.75rem;
        padding: 0.625rem 0.75rem;
        margin-inline: -0.75rem;
        content-visibility: auto;
        contain-intrinsic-size: auto 8.125rem;
      }
      li + li {
        border-top: 1px solid var(--hair);
      }
      li.on {
        background: var(--sunken);
        box-shadow: inset 3px 0 0 var(--ink);
      }
      h4 {
        margin: 0;
        font-size: var(--size-3);
        font-weight: 650;
      }
      li > p,
      li > dl {
        grid-column: 1 / -1;
        max-width: 76ch;
      }
      .caption {
        font-size: var(--size-1);
        color: var(--muted);
      }
      dl {
        display: flex;
        flex-wrap: wrap;
        gap: 0 1rem;
        font-size: var(--size-1);
      }
      dl div {
        padding: 0;
      }
      dt,
      dd {
        display: inline;
        font-weight: 400;
        color: var(--muted);
      }
      dd {
        color: var(--ink);
      }
      .deeds {
        grid-column: 1 / -1;
        display: flex;
        flex-wrap: wrap;
        gap: 4px;
        margin-top: 4px;
      }
      @media (min-width: 600px) {
        li > dl {
          grid-column: 1;
          align-self: center;
        }
        .deeds {
          grid-column: 2;
          margin-top: 0;
        }
      }
      .switch {
        display: flex;
        align-items: center;
        justify-content: end;
        gap: 0.375rem;
        min-width: var(--target);
        min-height: var(--target);
        margin-block: -4px;
        cursor: pointer;
      }
      .switch input {
        appearance: none;
        flex: none;
        width: 2.25rem;
        height: 1.25rem;
        margin: 0;
        padding: 0;
        border: 1.5px solid var(--muted);
        border-radius: var(--round-pill);
        background: var(--surface);
        cursor: pointer;
      }
      .switch input::before {
        content: '';
        display: block;
        width: 0.6875rem;
        height: 0.6875rem;
        margin: 3px;
        border-radius: 50%;
        background: var(--muted);
      }
      .switch input:checked {
        border-color: var(--ink);
        background: var(--ink);
      }
      .switch input:checked::before {
        margin-inline-start: 1.1875rem;
        background: var(--on-ink);
      }
      @media (forced-colors: active) {
        .switch input::before {
          background: ButtonText;
        }
        .switch input:checked::before {
          background: Highlight;
        }
      }
      .state {
        width: 2em;
        font-size: var(--size-1);
        color: var(--muted);
      }
      .said:empty {
        display: none;
      }
    `,
  ];
  static override properties = {
    t: { attribute: false },
    language: { attribute: false },
    bugs: { attribute: false },
    act: { attribute: false },
    exhibits: { state: true },
    typed: { state: true },
    said: { state: true },
    trouble: { state: true },
  };

  /** Those switched on. */
  declare bugs: readonly string[];
  declare act: MuseumActions;
  /** None while they are fetched. */
  declare exhibits: ReadonlyMap<string, Exhibit> | undefined;
  declare typed: string;
  declare said: string;
  declare trouble: Trouble | undefined;

  constructor() {
    super();
    this.language = 'en';
    this.bugs = [];
    this.exhibits = undefined;
    this.typed = '';
    this.said = '';
    this.trouble = undefined;
  }

  protected override opened(): void {
    this.said = '';
    if (this.exhibits !== undefined && 0 < this.exhibits.size) return;
    void fetchExhibits().then((exhibits) => (this.exhibits = exhibits));
  }

  override render(): TemplateResult {
    const { exhibits } = this;
    const groups = Object.entries(GROUPS) as [Group, readonly BugId[]][];
    const shown = groups
      .map(([group, bugs]) => [group, bugs.filter((bug) => this.#isShown(bug))] as const)
      .filter(([, bugs]) => 0 < bugs.length);
    const count = shown.reduce((sum, [, bugs]) => sum + bugs.length, 0);
    const all = groups.reduce((sum, [, bugs]) => sum + bugs.length, 0);
    return html`
      <h2>${own.say('label')}</h2>
      <p class="muted">${own.say('note')}</p>
      <div class="top">
        <div class="row">
          <input
            type="search"
            aria-label=${own.say('search')}
            placeholder=${own.say('search.hint')}
            autocomplete="off"
            spellcheck="false"
            data-testid="museum-search"
            .value=${this.typed}
            @input=${(event: Event) => (this.typed = (event.target as HTMLInputElement).value)}
          />
          <span class="muted" role="status" data-testid="museum-found"
            >${count === 0 ? own.say('found.none') : own.say('found', { count, all })}</span
          >
          ${
            this.bugs.length === 0
              ? nothing
              : html`<button data-testid="museum-off" @click=${() => void this.#break([], undefined)}>
                  ${own.say('switch.off')}
                </button>`
          }
        </div>
        <p class="said" role="status" data-testid="museum-said">${this.said}</p>
        <div role="alert">
          ${this.trouble === undefined ? nothing : troubleText(this.trouble, this.language, this.t)}
          ${exhibits?.size === 0 ? html`<p>${own.say('unreachable')}</p>` : nothing}
        </div>
      </div>
      ${shown.map(
        ([group, bugs]) =>
          html`<section aria-labelledby=${`group-${group}`}>
            <h3 id=${`group-${group}`}>${own.say(`group.${group}`)}</h3>
            <ul>
              ${bugs.map((bug) => this.#bug(bug))}
            </ul>
          </section>`,
      )}
    `;
  }

  #isShown(bug: BugId): boolean {
    const exhibit = this.exhibits?.get(bug);
    const texts = [exhibit?.title, exhibit?.caption].flatMap((each) => Object.values(each ?? {}));
    const judge = this.#judge(exhibit?.judge ?? '');
    const told = [bug, own.say(`bug.${bug}`), english[`bug.${bug}`], judge, ...texts];
    return isFound(this.typed, [...told, exhibit?.judge ?? '', exhibit?.source ?? '']);
  }

  #judge(id: string): string {
    const key = `judge.${id}`;
    return isTextKey(key) ? this.t(key) : id;
  }

  #bug(bug: BugId): TemplateResult {
    const { language, exhibits } = this;
    const exhibit = exhibits?.get(bug);
    const name = bugName(bug, exhibits ?? new Map(), language);
    const on = this.bugs.includes(bug);
    const toggle = (): void => {
      const others = this.bugs.filter((each) => each !== bug);
      void this.#break(on ? others : [...others, bug], name);
    };
    return html`<li class=${on ? 'on' : ''} data-bug=${bug}>
      <h4>${name}</h4>
      <label class="switch">
        <span class="state" aria-hidden="true">${own.say(on ? 'on' : 'off')}</span>
        <input
          type="checkbox"
          role="switch"
          aria-label=${own.say('switch', { name })}
          .checked=${on}
          @change=${toggle}
        />
      </label>
      <p>${own.say(`bug.${bug}`)}</p>
      ${
        exhibit === undefined
          ? nothing
          : html`<p class="caption">
                ${own.say('story')} ${exhibit.caption[language] ?? exhibit.caption['en']}
              </p>
              <dl>
                <div>
                  <dt>${own.say('source')}:</dt>
                  <dd>${exhibit.source}</dd>
                </div>
                <div>
                  <dt>${own.say('judge')}:</dt>
                  <dd>${this.#judge(exhibit.judge)}</dd>
                </div>
              </dl>`
      }
      <div class="deeds">
        <button class="bite" aria-label=${own.say('bite.label', { name })} @click=${() => void this.#bite(bug, name)}>
          ${own.say('bite')}
        </button>
        <button
          class="plain"
          data-testid=${`beside-${bug}`}
          aria-label=${own.say('beside.label', { name })}
          @click=${() => void this.#beside(bug, name)}
        >
          ${own.say('beside')}
        </button>
      </div>
    </li>`;
  }

  async #break(bugs: readonly string[], name: string | undefined): Promise<void> {
    const more = this.bugs.length < bugs.length;
    const error = await this.act.breakOn(bugs);
    this.trouble = error === undefined ? undefined : { name: name ?? '', error };
    const key = bugs.length === 0 ? 'started.none' : more ? 'started.on' : 'started.off';
    this.said = error === undefined ? own.say(key, { name: name ?? '' }) : '';
    // A switch that was refused goes back.
    this.requestUpdate();
  }

  async #beside(bug: BugId, name: string): Promise<void> {
    const error = await this.act.beside(bug, name);
    this.trouble = error === undefined ? undefined : { name, error };
  }

  async #bite(bug: BugId, name: string): Promise<void> {
    const error = await this.act.openId(storyId(bug));
    this.trouble = error === undefined ? undefined : { name, error };
    if (error === undefined) this.close();
  }
}

customElements.define('kvraft-museum', KvraftMuseum);
