import { css } from 'lit';

/** A row of events: when, and what; in the list, and in what was found of it. */
export const eventRowStyles = css`
  time {
    text-align: end;
    color: var(--muted);
    font-size: var(--size-1);
    line-height: 1.6;
    white-space: nowrap;
  }
  span {
    overflow-wrap: anywhere;
  }
`;
