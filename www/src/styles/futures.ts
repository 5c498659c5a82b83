import { css } from 'lit';

/** The tree stands beside its rows: 44 px each, 18 above the first, as `views/futures.ts` draws it. */
export const futuresStyles = css`
  .tree {
    display: grid;
    grid-template-columns: minmax(6rem, 2fr) minmax(11.25rem, 3fr);
    column-gap: var(--gap-3);
    margin-top: var(--gap-2);
  }
  .tree ul {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto auto;
    grid-auto-rows: 2.75rem;
    column-gap: var(--gap-1);
    align-content: start;
    padding-top: 1.125rem;
  }
  .tree li {
    display: grid;
    grid-column: 1 / -1;
    grid-template-columns: subgrid;
    align-items: center;
  }
  .tree li button {
    padding: 0 0.625rem;
  }
  .tree input {
    border-color: transparent;
    background: none;
    padding-inline: 4px;
    min-width: 0;
  }
  .tree .here input {
    font-weight: 650;
  }
  .tree input::placeholder {
    color: var(--ink);
    opacity: 1;
  }
  .tree input:is(:hover, :focus) {
    border-color: var(--line);
    background: var(--surface);
  }
  .choose[aria-pressed='true'] {
    border-color: var(--ink);
    color: var(--ink);
    background: var(--sunken);
  }
  .graph {
    width: 100%;
    overflow: visible;
  }
  .graph .press {
    fill: transparent;
    cursor: pointer;
  }
  .graph .twig:hover .press {
    fill: var(--sunken);
  }
  .graph text {
    font-size: 0.6875rem;
    fill: var(--muted);
    pointer-events: none;
  }
  .graph .start {
    paint-order: stroke;
    stroke: var(--raised);
    stroke-width: 4px;
  }
  .graph .start.end {
    text-anchor: end;
  }
  .graph :is(.stem, .span) {
    stroke: var(--faint);
    stroke-width: 2;
    pointer-events: none;
  }
  .graph :is(.tip, .fork) {
    fill: var(--faint);
    pointer-events: none;
  }
  .graph .here :is(.stem, .span) {
    stroke: var(--ink);
    stroke-width: 3;
  }
  .graph .here :is(.tip, .fork) {
    fill: var(--ink);
  }
  .graph .now {
    fill: var(--raised);
    stroke: var(--ink);
    stroke-width: 2.5;
  }
  .graph .differs {
    stroke: var(--ink);
    stroke-width: 2;
  }
`;
