/** What the shapes on the ring are, in a line, where there is room for one. The help sheet has them all. */
import { html, svg, type TemplateResult } from 'lit';
import type { Translate } from '../i18n.ts';

const SIGNS = {
  heartbeat: svg`<circle cx="8" cy="8" r="3"></circle>`,
  vote: svg`<circle cx="8" cy="8" r="6.5"></circle><text x="8" y="11.2">?</text>`,
  entries: svg`<rect x="1.5" y="1.5" width="13" height="13" rx="3"></rect><text x="8" y="11.4">1</text>`,
  client: svg`<path d="M8 1L15 8L8 15L1 8Z"></path>`,
  reply: svg`<circle class="open" cx="8" cy="8" r="5.5"></circle>`,
} as const;

export function ringKey(t: Translate): TemplateResult {
  // Who cannot see the shapes is told of messages in words.
  return html`<span class="key" aria-hidden="true" data-testid="ring-key">
    ${(Object.keys(SIGNS) as (keyof typeof SIGNS)[]).map(
      (sign) =>
        html`<span><svg viewBox="0 0 16 16">${SIGNS[sign]}</svg>${t(`ring.key.${sign}`)}</span>`,
    )}
  </span>`;
}
