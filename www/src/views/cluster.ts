/** The cluster's panel: the ring with what to try below it, or why there is none. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Translate } from '../i18n.ts';
import type { Invitation } from '../invitations.ts';
import type { LoadState } from '../lab.ts';
import type { Easel } from './painter.ts';
import type { Selection } from './signals.ts';

export interface ClusterState {
  readonly load: LoadState;
  readonly selection: Selection | undefined;
  readonly requests: ReadonlyMap<number, string>;
  readonly invitations: readonly Invitation[];
  /** Messages have their names beside them. */
  readonly names: boolean;
}

export interface ClusterActions {
  readonly accept: (line: string) => void;
  readonly retry: () => void;
  readonly paintAway: (canvas: HTMLCanvasElement) => Promise<Easel | undefined>;
}

/** What to try next, as buttons. */
export function tryBar(
  invitations: readonly Invitation[],
  accept: (line: string) => void,
  t: Translate,
): TemplateResult {
  return html`<div class="try" data-testid="try">
    <span class="heading">${t('try.label')}</span>
    ${invitations.map(
      ({ text, label, params, line }) =>
        html`<button
          data-line=${line}
          title=${label === undefined ? nothing : t(label)}
          aria-label=${label === undefined ? nothing : t(label)}
          @click=${() => accept(line)}
        >
          ${t(text, params)}
        </button>`,
    )}
  </div>`;
}

export function clusterPanel(
  state: ClusterState,
  act: ClusterActions,
  t: Translate,
): TemplateResult {
  const { load } = state;
  switch (load.kind) {
    case 'failed':
      return html`<div class="failed" role="alert" data-testid="load-failed">
        <strong>${t(load.stage === 'load' ? 'load.failed' : 'load.stopped')}</strong>
        ${load.stage === 'load' ? html`<p>${t('load.advice')}</p>` : nothing}
        <code>${t('load.detail', { detail: load.detail })}</code>
        <button class="primary" @click=${act.retry}>${t('load.retry')}</button>
      </div>`;
    case 'loading':
    case 'ready':
      // The ring is there before the core: it has its size when there is something to draw.
      return html`
        ${load.kind === 'ready' ? nothing : html`<p class="waiting muted" role="status">${t('load.waiting')}</p>`}
        <kvraft-ring
          .t=${t}
          .selection=${state.selection}
          .requests=${state.requests}
          .names=${state.names}
          .paintAway=${act.paintAway}
        ></kvraft-ring>
        ${tryBar(state.invitations, act.accept, t)}
      `;
    default:
      return load satisfies never;
  }
}
