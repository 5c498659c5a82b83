/** The settings of a run, fetched when their sheet first opens: presets, every value with what it changes. */
import { css, html, nothing, type TemplateResult } from 'lit';
import { LabError } from '../engine.ts';
import { errorText, grouped } from '../i18n.ts';
import { settings as english } from '../i18n/en/settings.ts';
import { CLIENTS_MAX, SERVERS_MAX } from '../options.ts';
import {
  PRESETS,
  SETTINGS,
  bugsOf,
  isSame,
  presetOf,
  readValue,
  trimmed,
  valueText,
  withBugs,
  type Preset,
  type Setting,
  type Settings,
  type Value,
} from '../settings.ts';
import { OwnTexts, readIn } from './own-texts.ts';
import { Sheet } from './sheets.ts';

export interface Size {
  readonly servers: number;
  readonly clients: number;
}

export interface SettingsActions {
  /** Starts anew. Resolves to what was wrong, or to nothing. */
  readonly apply: (settings: Settings, size: Size) => Promise<LabError | undefined>;
  /** Keeps nothing of what this browser keeps. */
  readonly forget: () => void;
}

type Key = keyof typeof english;

/** Besides the settings, what a run of one's own has. */
const SIZES: readonly Setting[] = [
  { key: 'servers', group: 'cluster', kind: 'count', limits: [1, SERVERS_MAX], usual: 5 },
  { key: 'clients', group: 'cluster', kind: 'count', limits: [0, CLIENTS_MAX], usual: 2 },
];
/** Errors that name no place are about these. */
const PLACES: Readonly<Record<string, string>> = { 'bad-servers': 'servers', 'bad-clients': 'clients' };

const own = new OwnTexts(english, () => import('../i18n/zh-cn/settings.ts').then(({ settings }) => settings));

export class KvraftSettings extends readIn(own, Sheet) {
  static override styles = [
    ...Sheet.styles,
    css`
      :host {
        width: min(38.75rem, calc(100vw - 1rem));
        padding-bottom: 0;
        /* What has the focus is not behind the foot. */
        scroll-padding-bottom: 4.5rem;
      }
      fieldset {
        display: grid;
        gap: 0;
        margin: var(--gap-3) 0 0;
        padding: 0;
        border: 0;
        min-width: 0;
      }
      legend {
        padding: 0 0 var(--gap-1);
        font-size: var(--size-1);
        font-weight: 600;
        color: var(--muted);
      }
      .presets {
        display: flex;
        flex-wrap: wrap;
        gap: var(--gap-2);
      }
      .presets button[aria-pressed='true'] {
        border-color: var(--ink);
        background: var(--sunken);
        font-weight: 650;
      }
      .presets + p {
        padding-top: var(--gap-1);
      }
      .field {
        display: grid;
        grid-template-columns: minmax(0, 1fr) 15em;
        grid-template-rows: auto 1fr;
        gap: 0 1rem;
        align-items: start;
        padding: 0.5rem 0;
        border-top: 1px solid var(--hair);
      }
      .field label {
        font-weight: 600;
      }
      .field.changed label::after {
        content: ' •';
      }
      .field p {
        grid-column: 1;
        font-size: var(--size-1);
        color: var(--muted);
      }
      .control {
        grid-column: 2;
        grid-row: 1 / span 2;
        display: grid;
        gap: 2px;
      }
      .control > span {
        display: flex;
        align-items: center;
        gap: 0.375rem;
      }
      .control input:not([type='checkbox']),
      .control select {
        flex: 1;
        width: 100%;
        min-width: 0;
      }
      .control input[type='checkbox'] {
        width: 1.25rem;
        height: 1.25rem;
        margin: 0.375rem 0;
      }
      .control small {
        padding-top: 2px;
        font-size: var(--size-1);
        color: var(--muted);
      }
      [aria-invalid='true'] {
        border: 2px solid var(--ink);
      }
      .field .wrong {
        grid-column: 1 / -1;
        margin-top: 4px;
        padding-inline-start: 0.625rem;
        border-inline-start: 3px solid var(--ink);
        font-size: var(--size-2);
        color: var(--ink);
      }
      .foot {
        position: sticky;
        bottom: 0;
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 4px 0.75rem;
        margin: var(--gap-3) calc(-1 * var(--gap-4)) 0;
        padding: var(--gap-2) var(--gap-4);
        border-top: 1px solid var(--line);
        background: var(--raised);
      }
      @media (max-width: 559px) {
        .field {
          grid-template-columns: minmax(0, 1fr);
          grid-template-rows: none;
          gap: 4px;
        }
        .control {
          grid-column: 1;
          grid-row: auto;
        }
      }
      .box {
        display: inline-flex;
        align-items: center;
        min-width: var(--target);
        min-height: var(--target);
      }
    `,
  ];
  static override properties = {
    t: { attribute: false },
    language: { attribute: false },
    settings: { attribute: false },
    size: { attribute: false },
    seed: { attribute: false },
    story: { attribute: false },
    act: { attribute: false },
    draft: { state: true },
    error: { state: true },
    said: { state: true },
  };

  /** What the run is set to. */
  declare settings: Settings;
  declare size: Size;
  declare seed: string;
  /** A scenario is played: its size is its own. */
  declare story: boolean;
  declare act: SettingsActions;
  /** What was typed and not applied yet, as text. */
  declare draft: Readonly<Record<string, string>>;
  declare error: LabError | undefined;
  declare said: string;

  constructor() {
    super();
    this.language = 'en';
    this.settings = {};
    this.size = { servers: 5, clients: 2 };
    this.seed = '';
    this.story = false;
    this.draft = {};
    this.error = undefined;
    this.said = '';
  }

  protected override opened(): void {
    this.draft = {};
    this.error = undefined;
    this.said = '';
  }

  get #fields(): readonly Setting[] {
    return this.story ? SETTINGS : [...SIZES, ...SETTINGS];
  }

  /** A value of the run. */
  #current({ key, usual }: Setting): Value {
    if (key === 'servers' || key === 'clients') return this.size[key];
    const value = this.settings[key];
    return value === undefined ? usual : value;
  }

  /** A value as it would be applied. */
  #drafted(setting: Setting): Value {
    const typed = this.draft[setting.key];
    if (typed === undefined) return this.#current(setting);
    return setting.key === 'servers' || setting.key === 'clients'
      ? Number(/^\d+$/.test(typed.trim()) ? typed : Number.NaN)
      : readValue(setting.key, typed);
  }

  #isChanged(setting: Setting): boolean {
    return !isSame(this.#drafted(setting), this.#current(setting));
  }

  /** The settings as they would be applied, the bugs as they are. */
  get #wanted(): Settings {
    const values = SETTINGS.map((setting) => [setting.key, this.#drafted(setting)] as const);
    return withBugs(trimmed(Object.fromEntries(values)), bugsOf(this.settings));
  }

  override render(): TemplateResult {
    const changed = this.#fields.filter((setting) => this.#isChanged(setting)).length;
    const groups = [...new Set(this.#fields.map(({ group }) => group))];
    return html`
      <h2>${own.say('label')}</h2>
      <p class="muted">${own.say(this.story ? 'note.story' : 'note')}</p>
      ${this.#presets()}
      ${groups.map(
        (group) =>
          html`<fieldset>
            <legend>${own.say(`group.${group}`)}</legend>
            ${this.#fields.filter((each) => each.group === group).map((each) => this.#field(each))}
          </fieldset>`,
      )}
      ${bugsOf(this.settings).length === 0 ? nothing : html`<p class="muted">${own.say('bugs')}</p>`}
      <section>
        <p class="muted">${own.say('kept')}</p>
        <button data-testid="forget" @click=${this.#forget}>${own.say('kept.forget')}</button>
      </section>
      <div class="foot">
        <button class="primary" data-testid="apply" ?disabled=${changed === 0} @click=${this.#apply}>
          ${own.say('apply')}
        </button>
        <span class="muted" role="status" data-testid="settings-said"
          >${
            0 < changed
              ? own.say('changed', { count: changed })
              : this.said === ''
                ? own.say('same')
                : this.said
          }</span
        >
      </div>
    `;
  }

  #presets(): TemplateResult {
    const names = Object.keys(PRESETS) as Preset[];
    const current = presetOf(this.#wanted);
    return html`<fieldset>
      <legend>${own.say('preset')}</legend>
      <div class="presets">
        ${names.map(
          (name) =>
            html`<button
              aria-pressed=${name === current}
              data-preset=${name}
              @click=${() => this.#take(name)}
            >
              ${own.say(`preset.${name}`)}
            </button>`,
        )}
      </div>
      <p class="muted" data-testid="preset-note">
        ${own.say(current === undefined ? 'preset.own' : `preset.${current}.note`)}
      </p>
    </fieldset>`;
  }

  /** A preset says how everything is that a setting can change. */
  #take(name: Preset): void {
    const preset: Settings = PRESETS[name];
    const values = SETTINGS.map(({ key, usual }) => {
      const value = preset[key];
      return [key, valueText(value === undefined ? usual : value)] as const;
    });
    this.draft = { ...this.draft, ...Object.fromEntries(values) };
    this.error = undefined;
  }

  #field(setting: Setting): TemplateResult {
    const { key } = setting;
    const wrong = this.error !== undefined && placeOf(this.error) === key ? this.error : undefined;
    return html`<div class="field ${this.#isChanged(setting) ? 'changed' : ''}" data-setting=${key}>
      <label for=${key}>${own.say(key as Key)}</label>
      <p id=${`${key}-note`}>${own.say(`${key}.note` as Key)}</p>
      <div class="control">
        <span>${this.#control(setting, wrong !== undefined)}${this.#unit(setting)}</span>
        <small id=${`${key}-hint`}>${this.#hint(setting)}</small>
      </div>
      ${
        wrong === undefined
          ? nothing
          : html`<p class="wrong" id=${`${key}-wrong`} role="alert" data-testid="setting-wrong">
              ${errorText(wrong, this.language)}
            </p>`
      }
    </div>`;
  }

  #unit({ kind, unit }: Setting): TemplateResult | typeof nothing {
    if (unit === undefined || kind === 'switch') return nothing;
    return html`<span class="muted">${own.say(`unit.${unit}`)}</span>`;
  }

  /** What it takes, and what it usually is. */
  #hint(setting: Setting): string {
    const { limits, kind } = setting;
    const bounds =
      limits === undefined
        ? undefined
        : own.say('range', { least: grouped(limits[0]), greatest: grouped(limits[1]) });
    const none = kind === 'count-or-none' ? own.say('none') : undefined;
    const usual = own.say('usual', { value: this.#shown(setting, setting.usual) });
    return [bounds, none, usual].filter((each) => each !== undefined).join(' · ');
  }

  #shown({ key, kind }: Setting, value: Value): string {
    if (value === null) return own.say('none');
    if (kind === 'word') return own.say(`${key}.${String(value)}` as Key);
    if (kind === 'switch') return this.t(value === true ? 'switch.on' : 'switch.off');
    return Array.isArray(value) ? value.join('–') : valueText(value);
  }

  #control(setting: Setting, isWrong: boolean): TemplateResult {
    const { key, kind, words = [] } = setting;
    const described = `${key}-note ${key}-hint${isWrong ? ` ${key}-wrong` : ''}`;
    const value = this.draft[key] ?? valueText(this.#current(setting));
    const set = (text: string): void => {
      this.draft = { ...this.draft, [key]: text };
      if (isWrong) this.error = undefined;
    };
    if (kind === 'switch') {
      return html`<label class="box"
        ><input
          id=${key}
          type="checkbox"
          aria-describedby=${described}
          .checked=${value === 'on'}
          @change=${(event: Event) => set((event.target as HTMLInputElement).checked ? 'on' : 'off')}
      /></label>`;
    }
    const typed = (event: Event): void => set((event.target as HTMLInputElement).value);
    if (kind === 'word') {
      return html`<select id=${key} aria-describedby=${described} @change=${typed}>
        ${words.map(
          (word) =>
            html`<option value=${word} ?selected=${word === value}>
              ${own.say(`${key}.${word}` as Key)}
            </option>`,
        )}
      </select>`;
    }
    return html`<input
      id=${key}
      inputmode=${kind === 'range' ? 'text' : 'decimal'}
      autocomplete="off"
      spellcheck="false"
      aria-describedby=${described}
      aria-invalid=${isWrong}
      placeholder=${kind === 'count-or-none' ? own.say('none') : ''}
      .value=${value === 'none' ? '' : value}
      @input=${typed}
      @keydown=${(event: KeyboardEvent) => event.key === 'Enter' && this.#apply()}
    />`;
  }

  readonly #forget = (): void => {
    this.act.forget();
    this.said = own.say('kept.forgotten');
  };

  readonly #apply = async (): Promise<void> => {
    const [servers = 0, clients = 0] = SIZES.map((each) => this.#drafted(each) as number);
    const odd = SIZES.find((each) => Number.isNaN(this.#drafted(each)));
    this.error =
      odd === undefined
        ? await this.act.apply(this.#wanted, { servers, clients })
        : noNumber(odd);
    if (this.error === undefined) {
      this.draft = {};
      this.said = own.say('applied', { seed: this.seed });
      return;
    }
    await this.updateComplete;
    const field = this.renderRoot.querySelector<HTMLElement>(`#${CSS.escape(placeOf(this.error))}`);
    field?.focus();
    field?.closest('.field')?.scrollIntoView({ block: 'center' });
  };
}

/** A size crosses to the core as a number: what is none is told here, as the core tells it. */
function noNumber({ key, limits: [least, greatest] = [0, 0] }: Setting): LabError {
  const facts = { least: String(least), greatest: String(greatest), expected: ['between'] };
  return new LabError({ code: 'wrong-type', facts }, `Expected a whole number from ${least} to ${greatest}.`, undefined, key);
}

/** The setting that an error is about. */
function placeOf({ code, path = '' }: LabError): string {
  return PLACES[code] ?? path.replace(/\[\d+\]$/, '');
}

customElements.define('kvraft-settings', KvraftSettings);
