/** Why a scenario could not be opened: where in the file, what was expected, and a way out. */
import { html, nothing, type TemplateResult } from 'lit';
import type { LabError } from '../engine.ts';
import { boundText, isTextKey, type Language, type Translate } from '../i18n.ts';

export interface Trouble {
  /** The file's name, or whatever it came by. */
  readonly name: string;
  readonly error: LabError;
}

export function troubleText({ name, error }: Trouble, language: Language, t: Translate): TemplateResult {
  const place = error.path;
  return html`<p data-testid="trouble" data-code=${error.code}>
    ${t('file.refused', { name })}
    ${place === undefined ? nothing : html`<code data-testid="trouble-place">${place}</code> `}
    ${reasonText(error, language, t)}
  </p>`;
}

/** What is wrong, without where. */
export function reasonText(error: LabError, language: Language, t: Translate): TemplateResult {
  // The core's own sentence has all the facts, in English; others say it by code, and show it.
  const key = [`file.${error.code}`, `error.${error.code}`].find(isTextKey);
  const place = error.path;
  const sentence =
    place !== undefined && error.message.startsWith(`${place}: `)
      ? error.message.slice(place.length + 2)
      : error.message;
  const facts = { word: culpritIn(sentence), message: sentence };
  const own = language !== 'en' && key !== undefined ? `${t(key, facts)}${boundText(sentence, t)}` : undefined;
  const suggestion = error.suggestion;
  return html`${own === undefined ? sentence : html`${own} <span lang="en" class="muted">${sentence}</span>`}
  ${own !== undefined && suggestion !== undefined ? t('file.suggestion', { suggestion }) : nothing}`;
}

/** Whom or what a sentence of the core is about: what it quotes, or the server, client or number that it names first. */
function culpritIn(message: string): string {
  const [, quoted, named] = /`([^`]+)`|\b([SCm]?\d+)\b/.exec(message) ?? [];
  return quoted ?? named ?? '';
}
