import { css } from 'lit';

/** Height of a row in pixels: the table is windowed, so rows must be alike. */
export const ROW = 28;

export const logsStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    min-height: 0;
  }
  .scroll {
    flex: 1;
    min-height: 0;
    position: relative;
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
    height: 30px;
    background: var(--surface);
    border-bottom: 1px solid var(--line);
    padding-inline-start: 11px;
    text-align: center;
    white-space: nowrap;
  }
  thead th.index,
  tbody th {
    width: 54px;
    text-align: end;
    padding-inline-end: 10px;
  }
  thead th.leads {
    color: var(--ink);
    font-weight: 650;
  }
  thead th.command {
    width: 34%;
    text-align: start;
    padding-inline-start: 8px;
  }
  tbody tr {
    height: ${ROW}px;
  }
  tbody th {
    font-size: var(--size-1);
  }
  td {
    padding: 2px 1px 2px 11px;
    text-align: center;
    position: relative;
  }
  td.command {
    padding-inline-start: 8px;
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
    border-radius: 5px;
    font-weight: 650;
    color: var(--on-term);
    background: var(--hue);
  }
  .cell.hollow {
    background: transparent;
    color: var(--hue);
    border-style: solid;
    border-width: 1.5px;
  }
  .cell.dashed {
    border-style: dashed;
  }
  .cell.round {
    border-radius: 12px;
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
    border-radius: 5px;
    color: var(--muted);
    font-size: var(--size-1);
  }
  /* As high as the rows it spans; its last index stands where the log goes on. */
  td.gone {
    vertical-align: bottom;
  }
  td.gone .stub {
    position: absolute;
    inset: 2px 1px 3px 11px;
    height: auto;
    display: flex;
    align-items: flex-end;
    justify-content: center;
  }
  .stub b {
    white-space: nowrap;
    font-weight: 600;
    padding: 0 1px;
    border-radius: 4px;
    background: var(--surface);
  }
  tr.gone td {
    padding-inline-end: 10px;
  }
  tr.gone .stub {
    padding-inline-start: 14px;
    text-align: start;
  }
  .cell.fresh {
    box-shadow:
      0 0 0 2px var(--surface),
      0 0 0 3.5px var(--hue);
  }
  .match,
  .next {
    position: absolute;
    color: var(--ink);
    pointer-events: none;
  }
  .match {
    inset-block-end: 0;
    inset-inline-end: 2px;
    width: 9px;
    height: 9px;
    border-radius: 50%;
    background: var(--ink);
    border: 2px solid var(--surface);
  }
  .next {
    inset-block-start: 0;
    inset-inline-start: 1px;
    line-height: ${ROW}px;
    font-size: 12px;
  }
  .dense thead th.command {
    width: 25%;
  }
  .dense td {
    padding-inline-start: 9px;
  }
  .empty {
    padding: var(--gap-4);
  }
  footer {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 14px;
    padding: 6px var(--gap-3);
    border-top: 1px solid var(--line);
    font-size: var(--size-1);
    color: var(--muted);
  }
  footer span {
    display: inline-flex;
    align-items: center;
    gap: 5px;
  }
  footer i {
    display: inline-block;
    width: 14px;
    height: 12px;
    border: 1.5px solid var(--muted);
    border-radius: 3px;
  }
  footer i.solid {
    background: var(--muted);
  }
  footer i.dashed {
    border-style: dashed;
  }
  footer i.round {
    border-radius: 6px;
  }
  footer i.dot {
    width: 6px;
    height: 6px;
    border: 0;
    border-radius: 50%;
    background: var(--ink);
  }
  button.tail {
    position: absolute;
    inset-block-end: 44px;
    inset-inline-end: 16px;
    box-shadow: 0 3px 12px var(--shadow);
  }
`;
