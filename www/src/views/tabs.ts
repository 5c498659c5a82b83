/** On a phone, one panel at a time: the bar that chooses it. */
import { html, type TemplateResult } from 'lit';
import type { Translate } from '../i18n.ts';

export const TABS = ['cluster', 'logs', 'space-time', 'history', 'inspect', 'events'] as const;
export type Tab = (typeof TABS)[number];

export function tabBar(shown: Tab, choose: (tab: Tab) => void, t: Translate): TemplateResult {
  return html`<nav aria-label=${t('tab.label')}>
    <div
      class="tabs"
      role="tablist"
      aria-label=${t('tab.label')}
      @keydown=${(event: KeyboardEvent) => onKey(event, shown, choose)}
    >
      ${TABS.map(
        (tab) =>
          html`<button
            role="tab"
            id=${`tab-${tab}`}
            aria-controls=${tab}
            aria-selected=${shown === tab}
            tabindex=${shown === tab ? 0 : -1}
            data-tab=${tab}
            @click=${() => choose(tab)}
          >
            ${t(`tab.${tab}`)}
          </button>`,
      )}
    </div>
  </nav>`;
}

function onKey(event: KeyboardEvent, shown: Tab, choose: (tab: Tab) => void): void {
  const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
  const next = TABS[(TABS.indexOf(shown) + step + TABS.length) % TABS.length];
  if (step === 0 || next === undefined) return;
  event.preventDefault();
  choose(next);
  (event.currentTarget as Element).querySelector<HTMLElement>(`#tab-${next}`)?.focus();
}
