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
    gap: 2px 0.5rem;
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
    min-height: var(--target-small);
    padding: 0 0.5rem;
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
    gap: 0 0.5rem;
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
    align-items: baseline;
    gap: 0.625rem;
    /* As high as one with a link in it: two lists beside each other keep step. */
    min-height: calc(1.5rem + 2px);
    line-height: 1.5rem;
    padding: 1px 0.25rem;
    margin-inline: -4px;
    border-radius: var(--round-1);
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
    padding: 2px 0.625rem 2px 0;
    vertical-align: baseline;
  }
  td {
    overflow-wrap: anywhere;
  }
  /* A word for another mode moves no other column. */
  .peers {
    table-layout: fixed;
  }
  .peers th:last-child {
    width: 34%;
  }
  td.number,
  th.number {
    text-align: end;
  }
  td.mono {
    font-size: var(--size-1);
    line-height: 1.65;
  }
  /* A link: what it names is shown when it is chosen. */
  .go {
    display: inline;
    min-width: 1.5rem;
    min-height: 1.5rem;
    padding: 0 2px;
    border: 0;
    border-radius: var(--round-1);
    background: none;
    font: inherit;
    color: inherit;
    text-align: inherit;
    white-space: normal;
    text-decoration: underline dotted var(--faint);
    text-underline-offset: 3px;
  }
  .go:hover {
    text-decoration-style: solid;
  }
  .go:disabled {
    text-decoration: none;
  }
  .pager .go {
    display: inline-flex;
    min-width: 1.5rem;
    font-size: var(--size-4);
    text-decoration: none;
  }
  .text {
    padding-top: 2px;
    overflow-wrap: anywhere;
  }
  .alarm {
    color: var(--broken);
    font-weight: 600;
  }
  .life th[scope='row'] {
    color: var(--ink);
    font-size: inherit;
  }
  .event {
    display: grid;
    grid-template-columns: minmax(4rem, auto) 1fr;
    gap: 0.5rem;
    align-items: baseline;
    padding-top: 2px;
  }
  .event .go {
    text-align: end;
    white-space: nowrap;
  }
  .carried .go {
    font-family: var(--mono);
    font-size: var(--size-1);
  }
  .deeds {
    display: flex;
    flex-wrap: wrap;
    gap: 0.375rem;
    padding-top: var(--gap-3);
  }
  .note {
    padding-top: 3px;
    color: var(--muted);
  }
  .flight button {
    display: block;
    width: 100%;
    min-height: var(--target-small);
    padding: 2px 0.25rem;
    border: 0;
    text-align: start;
    font-size: var(--size-1);
    color: var(--muted);
    white-space: normal;
  }
  @media (pointer: coarse), (max-width: 999px) {
    .pair h3 small {
      flex-basis: 100%;
    }
    dl div {
      align-items: center;
      min-height: 2.125rem;
    }
    .go {
      display: inline-flex;
      align-items: center;
      min-width: 2rem;
      min-height: 2rem;
      justify-content: inherit;
    }
    :is(.number, dd) .go {
      justify-content: flex-end;
    }
    .pager .go {
      min-width: var(--target);
      min-height: var(--target);
      justify-content: center;
    }
    tr:has(.go) > td {
      vertical-align: middle;
    }
  }
`;
