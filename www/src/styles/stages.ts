import { css } from 'lit';

/** The place beside the cluster, and its bar. */
export const stageStyles = css`
  .stages {
    display: flex;
    gap: 2px;
    min-height: 2.125rem;
    padding: 0 0.625rem;
    border-bottom: 1px solid var(--line);
  }
  .stages button {
    min-height: var(--target);
    padding: 2px 0.5rem 0;
    border: 0;
    border-bottom: 2px solid transparent;
    border-radius: var(--round-2) var(--round-2) 0 0;
    background: none;
    color: var(--muted);
    font-size: var(--size-1);
    letter-spacing: 0.01em;
  }
  .stages [aria-selected='true'] {
    color: var(--ink);
    font-weight: 650;
    border-bottom-color: var(--ink);
  }
  /* Where the inspector has a column of its own, that too. */
  @media (min-width: 1320px) {
    :host(:not([guided])) .panel.plot {
      grid-column: span 2;
    }
  }
  :host([wide]) .panel.plot {
    grid-column: 1 / -1;
  }
  @media (min-width: 1000px) {
    :host(:not([stage='logs'])) :is(.panel.logs, .panel.inspect),
    :host([wide]:not([stage='logs'])) .panel.cluster {
      display: none;
    }
  }
  @media (max-width: 999px) {
    .stages {
      display: none;
    }
    :host(:not([tab='space-time'], [tab='history'])) .panel.plot {
      display: none;
    }
    .tabs {
      overflow-x: auto;
      scrollbar-width: none;
    }
    .tabs button {
      flex: 1 0 auto;
      min-width: 2.75rem;
      padding: 0 0.25rem;
      font-size: var(--size-1);
    }
  }
  /* A slide, a sheet of paper: the plot is the figure. */
  @media print {
    .panel.plot {
      min-height: 30rem;
    }
  }
`;
