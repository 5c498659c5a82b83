import { css } from 'lit';

export const sheetStyles = css`
  :host {
    box-sizing: border-box;
    width: min(26.25rem, calc(100vw - 1rem));
    padding: var(--gap-4);
    border: 1px solid var(--line);
    border-radius: var(--round-3);
    background: var(--raised);
    color: var(--ink);
    box-shadow: 0 0.75rem 2.5rem var(--shadow);
    overflow: auto;
    overscroll-behavior: contain;
  }
  h2 {
    padding-bottom: var(--gap-2);
    font-size: var(--size-3);
  }
  h3 {
    padding-bottom: var(--gap-1);
    font-size: var(--size-1);
    font-weight: 600;
    color: var(--muted);
  }
  section {
    display: grid;
    gap: var(--gap-2);
    justify-items: start;
    margin-top: var(--gap-3);
    padding-top: var(--gap-3);
    border-top: 1px solid var(--line);
  }
  p {
    overflow-wrap: anywhere;
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--gap-2);
    width: 100%;
    margin-top: var(--gap-2);
  }
  section .row {
    margin-top: 0;
  }
  .row + p {
    margin-top: var(--gap-3);
  }
  section > .row + p {
    margin-top: 0;
  }
  .row > input,
  .row > select {
    flex: 1;
    min-width: 0;
  }
  textarea {
    width: 100%;
    padding: 0.375rem 0.5rem;
    font-family: var(--mono);
    font-size: max(var(--size-1), 1rem);
    resize: vertical;
  }
  ul {
    list-style: none;
    width: 100%;
  }
  li > button.plain {
    width: 100%;
    justify-content: flex-start;
    text-align: start;
    white-space: normal;
    color: var(--ink);
  }
  [aria-current] {
    font-weight: 650;
    background: var(--sunken);
  }
  .current {
    margin-top: 0;
    padding-top: 0;
    border: 0;
  }
  [role='alert'] p {
    padding-inline-start: 0.625rem;
    border-inline-start: 3px solid var(--ink);
  }
  dl div {
    padding: 2px 0;
  }
  dt {
    font-weight: 600;
  }
  dd {
    color: var(--muted);
  }
  .said {
    color: var(--muted);
  }
`;

/** A sheet so long that what searches it, `.top`, stays in sight. */
export const longSheetStyles = css`
  :host {
    /* What sticks to the top leaves no gap above it. */
    padding-top: 0;
  }
  h2 {
    padding-top: var(--gap-4);
  }
  .top {
    position: sticky;
    z-index: 1;
    top: 0;
    margin-inline: calc(-1 * var(--gap-4));
    padding: var(--gap-1) var(--gap-4) var(--gap-2);
    background: var(--raised);
    border-bottom: 1px solid var(--line);
  }
`;
