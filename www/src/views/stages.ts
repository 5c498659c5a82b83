/** What stands beside the cluster: the logs, the space-time diagram, or the history; and the bar that chooses. */
import { html, type TemplateResult } from 'lit';
import type { Translate } from '../i18n.ts';

export const STAGES = ['logs', 'space-time', 'history'] as const;
export type Stage = (typeof STAGES)[number];

export const isStage = (name: string): name is Stage => STAGES.some((stage) => stage === name);

export function stageBar(shown: Stage, choose: (stage: Stage) => void, t: Translate): TemplateResult {
  return html`<div
    class="stages"
    role="tablist"
    aria-label=${t('stage.label')}
    @keydown=${(event: KeyboardEvent) => onKey(event, shown, choose)}
  >
    ${STAGES.map(
      (stage) =>
        html`<button
          role="tab"
          data-stage=${stage}
          aria-controls=${stage}
          aria-selected=${shown === stage}
          tabindex=${shown === stage ? 0 : -1}
          @click=${() => choose(stage)}
        >
          ${t(`tab.${stage}`)}
        </button>`,
    )}
  </div>`;
}

function onKey(event: KeyboardEvent, shown: Stage, choose: (stage: Stage) => void): void {
  const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
  const next = STAGES[(STAGES.indexOf(shown) + step + STAGES.length) % STAGES.length];
  if (step === 0 || next === undefined) return;
  event.preventDefault();
  choose(next);
}

/** Fetches what a stage needs, when it is first shown. */
export async function loadStage(stage: Stage): Promise<void> {
  if (stage === 'space-time') await import('./spacetime.ts');
  if (stage === 'history') await import('./history.ts');
}
