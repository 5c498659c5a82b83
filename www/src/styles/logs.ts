import { css } from 'lit';

/** Letters are larger on a large screen, and for who wants them so. */
const SCALE =
  typeof document === 'undefined'
    ? 1
    : (parseFloat(getComputedStyle(document.documentElement).fontSize) || 16) / 16;
/** Height of a row in pixels: the table is windowed, so rows must be alike. */
export const ROW = Math.round(28 * SCALE);
/** Height of the row of names above them. */
export const HEAD = Math.round(30 * SCALE);

export const logsStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    min-height: 0;
    position: relative;
  }
  /* Beside the heading of the panel, where there is one. */
  .tools {
    position: absolute;
    inset-block-start: -2rem;
    inset-inline-end: var(--gap-3);
    display: flex;
    align-items: center;
    gap: 0.375rem;
    font-size: var(--size-1);
  }
  .tools input {
    width: 5.5em;
    min-height: var(--target-small);
  }
  .tools .follow {
    min-height: var(--target-small);
    padding: 0 0.5rem;
    gap: 0.25rem;
  }
  .tools .follow svg {
    width: 0.8125rem;
    height: 0.8125rem;
  }
  .scroll {
    flex: 1;
    min-height: 0;
    position: relative;
    /* Rows come and go by our arithmetic; the browser's own would be added to it. */
    overflow-anchor: none;
  }
  table {
    table-layout: fixed;
    border-collapse: separate;
    border-spacing: 0;
  }
  thead th {
    position: sticky;
    top: 0;
    z-index: 1;
    height: ${HEAD}px;
    background: var(--surface);
    border-bottom: 1px solid var(--line);
    padding: 0.5rem 0 0 0.6875rem;
    text-align: center;
    white-space: nowrap;
  }
  thead th.index,
  tbody th {
    width: 3.375rem;
    text-align: end;
    padding-inline-end: 0.625rem;
  }
  thead th.leads {
    color: var(--ink);
    font-weight: 650;
  }
  /* Above its server, as in the ring: beside it narrow columns have no room. */
  thead th.leads::before {
    content: '★' / '';
    position: absolute;
    inset: 2px 0 auto;
    padding-inline-start: 0.6875rem;
    font-size: 0.625rem;
    line-height: 1;
  }
  thead th.command {
    width: 34%;
    text-align: start;
    padding-inline-start: 0.5rem;
  }
  tbody tr {
    height: ${ROW}px;
  }
  tbody th {
    font-size: var(--size-1);
  }
  td {
    padding: 2px 1px 2px 0.6875rem;
    text-align: center;
    position: relative;
  }
  td.command {
    padding-inline-start: 0.5rem;
    text-align: start;
    font-family: var(--mono);
    font-size: var(--size-1);
    white-space: nowrap;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  td.command.pending {
    color: var(--muted);
  }
  .cell {
    display: block;
    height: ${ROW - 5}px;
    line-height: ${ROW - 9}px;
    border: 2px solid var(--hue);
    border-radius: var(--round-1);
    font-weight: 650;
    color: var(--on-term);
    background: var(--hue);
  }
  /* Fill says how far it has come: nothing, settled but not known here, known, applied. */
  :is(.cell, footer i):is(.pending, .doomed) {
    background: transparent;
    color: var(--hue);
    border-width: 1.5px;
  }
  .cell:is(.unaware, .known) {
    color: var(--hue);
    background: color-mix(in oklab, var(--hue) 14%, var(--surface));
  }
  .cell.known {
    border-inline-start-width: 0.5625rem;
    padding-inline-end: 0.4375rem;
  }
  .cell.doomed {
    border-style: dotted;
    text-decoration: line-through;
    text-decoration-thickness: 1.5px;
  }
  .cell.dashed {
    border-style: dashed;
  }
  .cell.round {
    border-radius: var(--round-pill);
  }
  .stub,
  footer i.hatched {
    background: repeating-linear-gradient(-45deg, var(--hatch) 0 1.5px, transparent 1.5px 6px);
    border: 1.5px dashed var(--faint);
  }
  .stub {
    display: block;
    height: ${ROW - 5}px;
    line-height: ${ROW - 9}px;
    border-radius: var(--round-1);
    color: var(--muted);
    font-size: var(--size-1);
  }
  /* As high as the rows it spans; its last index stands where the log goes on. */
  td.gone {
    vertical-align: bottom;
  }
  td.gone .stub {
    position: absolute;
    inset: 2px 1px 3px 0.6875rem;
    height: auto;
    display: flex;
    align-items: flex-end;
    justify-content: center;
  }
  .stub b {
    white-space: nowrap;
    font-weight: 600;
    padding: 0 1px;
    border-radius: var(--round-1);
    background: var(--surface);
  }
  tr.gone td {
    padding-inline-end: 0.625rem;
  }
  tr.gone .stub {
    padding-inline-start: 0.875rem;
    text-align: start;
  }
  @media (hover: hover) {
    .cell:hover {
      box-shadow:
        0 0 0 1.5px var(--surface),
        0 0 0 3px var(--faint);
    }
  }
  .cell.fresh {
    box-shadow:
      0 0 0 2px var(--surface),
      0 0 0 3.5px var(--hue);
  }
  /* What the leader believes of a follower: the dot it has, the pointer comes next. */
  td.match::after,
  td.next::before {
    position: absolute;
    color: var(--ink);
    pointer-events: none;
  }
  td.match::after {
    content: '';
    inset-block-end: 0;
    inset-inline-end: 2px;
    width: 0.5625rem;
    height: 0.5625rem;
    border-radius: 50%;
    background: var(--ink);
    border: 2px solid var(--surface);
  }
  td.next::before {
    content: '▸' / '';
    inset-block-start: 0;
    inset-inline-start: 1px;
    line-height: ${ROW}px;
    font-size: 0.75rem;
  }
  .cell.selected {
    box-shadow:
      0 0 0 1.5px var(--surface),
      0 0 0 3.5px var(--ink);
  }
  /* Of the row: a cell's would lie over the ring around the entry before it. */
  tr.shown,
  tr.shown > th {
    background: var(--tint);
  }
  table:focus-visible {
    outline: none;
  }
  .scroll:has(> table:focus-visible) {
    outline: 2px solid var(--ink);
    outline-offset: -2px;
  }
  table:focus-visible td.cursor {
    outline: 2px solid var(--ink);
    outline-offset: -2px;
    border-radius: var(--round-2);
  }
  table:focus-visible td.cursor:has(.cell) {
    outline: none;
  }
  table:focus-visible td.cursor .cell {
    outline: 2px solid var(--ink);
    outline-offset: 1.5px;
  }
  .differs {
    margin-inline-end: 0.25rem;
    font-weight: 700;
    color: var(--ink);
  }
  tr.broken :is(.differs, th) {
    color: var(--broken);
  }
  thead th.index,
  tbody th {
    position: sticky;
    inset-inline-start: 0;
    background: var(--surface);
  }
  tbody th {
    z-index: 1;
  }
  thead th.index {
    z-index: 2;
  }
  .dense thead th.command {
    width: 25%;
  }
  .wide thead th.command {
    width: 7.875rem;
  }
  .dense td {
    padding-inline-start: 0.5625rem;
  }
  .empty {
    padding: var(--gap-4);
  }
  /* Fill and hue are what is told here. */
  @media (forced-colors: active) {
    .scroll,
    footer {
      forced-color-adjust: none;
    }
  }
  /* As high with a card as with the legend: nothing may jump when the pointer moves. */
  footer {
    height: 4.125rem;
    overflow: hidden;
    padding: 0.25rem var(--gap-3);
    border-top: 1px solid var(--line);
    font-size: var(--size-1);
  }
  /* In a small figure the rows need the room. */
  footer:has(.legend) {
    display: var(--legend, block);
  }
  .legend {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    align-content: center;
    gap: 0 0.875rem;
    height: 100%;
    color: var(--muted);
  }
  .card p {
    display: flex;
    gap: 0.5rem;
    align-items: baseline;
    min-width: 0;
    white-space: nowrap;
  }
  .card p + p {
    display: block;
    white-space: normal;
    line-height: 1.35;
    padding-top: 1px;
  }
  .card .term {
    font-weight: 600;
    color: var(--hue);
  }
  .card .mono {
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .card .origin {
    margin-inline-start: auto;
  }
  .card .alarm {
    color: var(--broken);
    font-weight: 600;
  }
  .legend span {
    display: inline-flex;
    align-items: center;
    gap: 0.3125rem;
  }
  footer i {
    display: inline-block;
    width: 0.875rem;
    height: 0.75rem;
    border: 1.5px solid var(--muted);
    border-radius: calc(var(--round-1) / 2);
  }
  footer i.applied {
    background: var(--muted);
  }
  footer i:is(.unaware, .known) {
    background: color-mix(in oklab, var(--muted) 18%, var(--surface));
  }
  footer i.known {
    border-inline-start-width: 0.3125rem;
  }
  footer i.dashed {
    border-style: dashed;
  }
  footer i.round {
    border-radius: var(--round-pill);
  }
  footer i.dot {
    width: 0.375rem;
    height: 0.375rem;
    border: 0;
    border-radius: 50%;
    background: var(--ink);
  }
  /* Beside the tabs of a narrow column the arrow says it. */
  @media (min-width: 1000px) and (max-width: 1439px) {
    .tools .follow span {
      display: none;
    }
    .tools .follow {
      min-width: 1.75rem;
      padding: 0;
    }
    .tools input {
      width: 5em;
    }
    .tools form {
      display: var(--jump, block);
    }
  }
  @container (max-width: 967px) {
    .tools {
      position: static;
      padding: 0.25rem 0.5rem;
      justify-content: flex-end;
      border-bottom: 1px solid var(--line);
    }
    .tools form {
      flex: 1;
    }
  }
  /* Paper cannot be pressed. */
  @media print {
    .tools {
      display: none;
    }
  }
`;
