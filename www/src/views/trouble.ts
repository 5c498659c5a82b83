/** Why a scenario could not be opened: where in the file, what was expected, and a way out. */
import { html, nothing, type TemplateResult } from 'lit';
import type { LabError } from '../engine.ts';
import { errorText, type Language, type Translate } from '../i18n.ts';

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
    ${errorText(error, language)}
  </p>`;
}
