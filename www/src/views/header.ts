/** The top of the page: what runs, in which language and which light; and complaints about the address. */
import { html, nothing, type TemplateResult } from 'lit';
import type { TextKey, Translate } from '../i18n.ts';
import { OWN, SERVERS_MAX, type Language, type OptionProblem, type Theme } from '../options.ts';
import { textIn, type Story } from '../story.ts';
import { troubleText, type Trouble } from './trouble.ts';

export interface HeaderState {
  readonly seed: string;
  readonly servers: number;
  readonly language: Language;
  readonly theme: Theme;
  /** On a phone: whether the menu is unfolded. */
  readonly settings: boolean;
}

export interface HeaderActions {
  readonly toggleSettings: () => void;
  readonly seedTyped: (event: Event) => void;
  readonly newSeed: () => void;
  readonly servers: (count: number) => void;
  readonly language: () => void;
  readonly theme: () => void;
  readonly help: () => void;
  readonly palette: () => void;
}

export function pageHeader(state: HeaderState, act: HeaderActions, t: Translate): TemplateResult {
  const theme = t(`header.theme.${state.theme}`);
  return html`<header>
    <h1>${t('title')}</h1>
    <button
      class="plain toggle-settings"
      aria-expanded=${state.settings}
      @click=${act.toggleSettings}
    >
      <svg viewBox="0 0 16 16" aria-hidden="true"><path d=${state.settings ? CLOSE : MENU}></path></svg>
      <span>${t('header.menu')}</span>
    </button>
    ${runSettings(state, act, t)}
    <span class="gap"></span>
    <button
      class="plain"
      data-testid="palette-button"
      aria-label=${t('palette.label')}
      aria-haspopup="dialog"
      aria-keyshortcuts="Control+K Meta+K"
      title=${`${t('palette.label')} (Ctrl K)`}
      @click=${act.palette}
    >
      <svg viewBox="0 0 16 16" aria-hidden="true"><path d=${FIND}></path></svg>
    </button>
    <button
      class="plain"
      data-testid="language"
      aria-label=${t('header.language.label')}
      lang=${state.language === 'en' ? 'zh-CN' : 'en'}
      @click=${act.language}
    >
      ${t('header.language')}
    </button>
    <button
      class="plain"
      data-testid="theme"
      aria-label=${theme}
      title=${theme}
      @click=${act.theme}
    >
      <svg viewBox="0 0 16 16" aria-hidden="true"><path d=${ICONS[state.theme]}></path></svg>
    </button>
    <button
      class="plain"
      data-testid="help-button"
      aria-label=${`? ${t('header.help')}`}
      title=${t('header.help')}
      @click=${act.help}
    >
      <b aria-hidden="true">?</b>
    </button>
  </header>`;
}

function runSettings(state: HeaderState, act: HeaderActions, t: Translate): TemplateResult {
  const most = Math.max(SERVERS_MAX, state.servers);
  const counts = Array.from({ length: most }, (_, i) => i + 1).filter(
    (n) => n <= SERVERS_MAX || n === state.servers,
  );
  const chosen = (event: Event): void =>
    act.servers(Number((event.target as HTMLSelectElement).value));
  return html`<div class="settings ${state.settings ? 'open' : ''}">
    ${PLACES.map(
      ([name, sheet, label]) => html`<button data-testid=${name} popovertarget=${sheet} title=${t(`header.${name}.title`)}>
        ${t(label)}
      </button>`,
    )}
    <label
      ><span class="name">${t('header.servers')}</span>
      <select data-testid="servers" aria-label=${t('header.servers')} @change=${chosen}>
        ${counts.map((n) => html`<option value=${n} ?selected=${n === state.servers}>${n}</option>`)}
      </select></label
    >
    <label
      ><span class="name">${t('header.seed')}</span>
      <input
        data-testid="seed"
        inputmode="numeric"
        spellcheck="false"
        autocomplete="off"
        aria-label=${t('header.seed')}
        .value=${state.seed}
        @change=${act.seedTyped}
    /></label>
    <button
      class="dice"
      data-testid="new-seed"
      aria-label=${t('header.new-seed')}
      title=${t('header.new-seed.label')}
      @click=${act.newSeed}
    >
      <svg viewBox="0 0 16 16" aria-hidden="true"><path d=${DICE}></path></svg>
    </button>
  </div>`;
}

/** What in the address was not understood, and what was expected instead. */
export function noticeBar(
  problems: readonly OptionProblem[],
  trouble: Trouble | undefined,
  close: () => void,
  language: Language,
  t: Translate,
): TemplateResult | typeof nothing {
  if (problems.length === 0 && trouble === undefined) return nothing;
  const shown = (text: string): string => (60 < text.length ? `${text.slice(0, 60)}…` : text);
  return html`<div class="notice" role="alert" data-testid="notice">
    <div>
      ${problems.map(({ name, value, expected }) => {
        const known = expected !== 'expected.known';
        const key = known ? 'notice.parameter' : 'notice.parameter.unknown';
        const facts = { name: shown(name), value: shown(value), expected: t(expected, { names: OWN.join(t('list.comma')) }) };
        return html`<p>${t(key, facts)}</p>`;
      })}
      ${trouble === undefined ? nothing : troubleText(trouble, language, t)}
    </div>
    <button class="plain" @click=${close}>${t('notice.close')}</button>
  </div>`;
}

/** What is played: the scenario's title and caption, where it comes from, and a way to see it again. */
export function storyBar(
  story: Story | undefined,
  restart: () => void,
  language: Language,
  t: Translate,
): TemplateResult | typeof nothing {
  if (story === undefined) return nothing;
  const caption = textIn(story.caption, language);
  return html`<section class="story" aria-label=${t('story.current')} data-testid="story">
    <strong>${textIn(story.title, language) || t('story.unnamed')}</strong>
    <p class="caption" title=${caption}>
      ${caption} <span class="muted">${story.source}</span>
    </p>
    <button class="plain" @click=${restart}>${t('story.restart')}</button>
  </section>`;
}

/** Something small that is good to know. */
export function noteBar(
  note: TextKey | undefined,
  close: () => void,
  t: Translate,
): TemplateResult | typeof nothing {
  if (note === undefined) return nothing;
  return html`<div class="notice" role="status" data-testid="note">
    <p>${t(note)}</p>
    <button class="plain" @click=${close}>${t('notice.close')}</button>
  </div>`;
}

/** Nobody must take a broken cluster for a correct one. */
export function brokenBar(
  names: readonly string[],
  mend: () => void,
  t: Translate,
): TemplateResult | typeof nothing {
  if (names.length === 0) return nothing;
  return html`<section class="broken" aria-label=${t('museum.label')} data-testid="broken">
    <p role="status">
      <strong>${t('broken.label', { bugs: names.join(t('list.comma')) })}</strong>
      <span class="note">${t('broken.note')}</span>
    </p>
    <button class="plain" aria-label=${t('broken.mend.label')} data-testid="mend" @click=${mend}>
      ${t('broken.mend')}
    </button>
  </section>`;
}

/** What there is to open: its button, its sheet, what it is called. */
const PLACES = [
  ['learn', 'learn', 'learn.label'],
  ['stories', 'stories', 'story.label'],
  ['museum', 'museum', 'museum.label'],
  ['explore', 'explorer', 'explore.label'],
  ['settings', 'settings', 'settings.label'],
  ['share', 'share', 'share.label'],
] as const;
const MENU = 'M2 3.5h12v1.6H2zM2 7.2h12v1.6H2zM2 10.9h12v1.6H2z';
const CLOSE = 'M3.9 2.8L8 6.9l4.1-4.1 1.1 1.1L9.1 8l4.1 4.1-1.1 1.1L8 9.1l-4.1 4.1-1.1-1.1L6.9 8 2.8 3.9z';
/** A die that shows five: the outline, and what is left of it by five dots. */
const DICE =
  'M3.5 1.5h9a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2h-9a2 2 0 0 1-2-2v-9a2 2 0 0 1 2-2zM3.7 3v10h8.6V3zM4.4 4.9a1.2 1.2 0 1 0 2.4 0a1.2 1.2 0 1 0-2.4 0zM9.2 4.9a1.2 1.2 0 1 0 2.4 0a1.2 1.2 0 1 0-2.4 0zM6.8 8a1.2 1.2 0 1 0 2.4 0a1.2 1.2 0 1 0-2.4 0zM4.4 11.1a1.2 1.2 0 1 0 2.4 0a1.2 1.2 0 1 0-2.4 0zM9.2 11.1a1.2 1.2 0 1 0 2.4 0a1.2 1.2 0 1 0-2.4 0z';
export const FIND =
  'M6.8 1.8a5 5 0 1 0 2.9 9.1l3.4 3.4 1.2-1.2-3.4-3.4A5 5 0 0 0 6.8 1.8zm0 1.7a3.3 3.3 0 1 1 0 6.6a3.3 3.3 0 0 1 0-6.6z';
const ICONS: Readonly<Record<Theme, string>> = {
  auto: 'M8 1.5a6.5 6.5 0 1 0 0 13zM8 1.5v1.6a4.9 4.9 0 0 1 0 9.8v1.6a6.5 6.5 0 0 0 0-13z',
  light:
    'M8 4.6a3.4 3.4 0 1 0 0 6.8a3.4 3.4 0 0 0 0-6.8zM7.3 .8h1.4v2H7.3zM7.3 13.2h1.4v2H7.3zM.8 7.3h2v1.4h-2zM13.2 7.3h2v1.4h-2zM2.4 3.4l1-1l1.4 1.4l-1 1zM11.2 12.2l1-1l1.4 1.4l-1 1zM3.4 13.6l-1-1l1.4-1.4l1 1zM12.2 4.8l-1-1l1.4-1.4l1 1z',
  dark: 'M13.8 10.2A6.2 6.2 0 0 1 5.8 2.2A6.3 6.3 0 1 0 13.8 10.2z',
};
