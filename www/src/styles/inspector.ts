import { css } from 'lit';

export const inspectorStyles = css`
  :host {
    display: block;
    min-height: 0;
    padding: 0 var(--gap-4) var(--gap-4);
  }
  .title {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 2px 8px;
    padding-block: var(--gap-1) 2px;
    font-size: var(--size-4);
    font-weight: 650;
  }
  .title .term {
    font-size: var(--size-3);
    color: var(--hue);
  }
  .title .role {
    font-size: var(--size-3);
    font-weight: 400;
  }
  .title button {
    margin-inline-start: auto;
    min-height: 28px;
    padding: 0 8px;
    font-size: var(--size-1);
    font-weight: 400;
  }
  .auto {
    font-size: var(--size-1);
    color: var(--muted);
  }
  .pair {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: 0 var(--gap-5);
  }
  section {
    margin-top: var(--gap-3);
    min-width: 0;
  }
  h3 {
    display: flex;
    flex-wrap: wrap;
    gap: 0 8px;
    align-items: baseline;
    padding-bottom: 3px;
    border-bottom: 1px solid var(--line);
    font-size: var(--size-2);
    font-weight: 650;
  }
  h3 small {
    font-size: var(--size-1);
    font-weight: 400;
    color: var(--muted);
  }
  dl {
    padding-top: 3px;
  }
  dl div {
    display: flex;
    justify-content: space-between;
    gap: 10px;
    padding: 1px 4px;
    margin-inline: -4px;
    border-radius: 4px;
  }
  dt {
    color: var(--muted);
    white-space: nowrap;
  }
  dd {
    text-align: end;
    font-weight: 550;
    overflow-wrap: anywhere;
  }
  .changed {
    background: var(--tint);
  }
  td,
  th {
    padding: 2px 10px 2px 0;
    vertical-align: top;
  }
  td {
    overflow-wrap: anywhere;
  }
  td.number,
  th.number {
    text-align: end;
  }
  td.mono {
    font-size: var(--size-1);
    line-height: 1.65;
  }
  .deeds {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
    padding-top: var(--gap-3);
  }
  .note {
    padding-top: 3px;
    color: var(--muted);
  }
  .flight button {
    display: block;
    width: 100%;
    min-height: 28px;
    padding: 2px 4px;
    border: 0;
    text-align: start;
    font-size: var(--size-1);
    color: var(--muted);
    overflow: hidden;
    text-overflow: ellipsis;
  }
  @media (pointer: coarse) {
    .flight button {
      min-height: 44px;
    }
  }
`;
