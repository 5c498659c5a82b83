import { css } from 'lit';

export const searchStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    min-height: 0;
  }
  :host([active]) {
    flex: 1;
  }
  .field {
    display: flex;
    align-items: center;
    gap: 2px;
    padding: 0 var(--gap-2) 2px var(--gap-4);
  }
  input {
    flex: 1;
    min-width: 0;
    min-height: var(--target-small);
  }
  input:focus-visible {
    outline-offset: 0;
  }
  input::placeholder {
    color: var(--muted);
    opacity: 1;
  }
  input[aria-invalid='true'] {
    border-color: var(--ink);
    border-style: dashed;
  }
  .count {
    padding-inline: 0.375rem 0.125rem;
    color: var(--muted);
    font-size: var(--size-1);
    white-space: nowrap;
  }
  .field button {
    min-width: var(--target-small);
    min-height: var(--target-small);
    padding: 0;
  }
  p {
    padding: var(--gap-1) var(--gap-4);
  }
  p button {
    margin-inline-start: var(--gap-2);
    min-height: var(--target-small);
  }
  ol {
    flex: 1;
    min-height: 0;
    list-style: none;
    padding: 2px var(--gap-2) var(--gap-2) var(--gap-2);
  }
  li {
    display: grid;
    grid-template-columns: 5.4em minmax(0, 1fr);
    gap: 10px;
    padding: 2px var(--gap-2) 2px 0.375rem;
    border-radius: var(--round-2);
    border-inline-start: 2px solid transparent;
    color: var(--muted);
    cursor: pointer;
  }
  li:hover {
    background: var(--sunken);
  }
  li.turn {
    color: var(--ink);
  }
  li[aria-current] {
    border-color: var(--ink);
    background: var(--sunken);
    color: var(--ink);
  }
  li.more {
    display: block;
    padding-inline-start: calc(5.4em + 10px);
    cursor: default;
    background: none;
    font-size: var(--size-1);
  }
  small {
    display: block;
    font-family: var(--mono);
    font-size: 0.6875rem;
    color: var(--muted);
  }
  mark {
    padding: 0 1px;
    border-radius: var(--round-1);
    background: var(--tint);
    color: var(--ink);
    box-shadow: inset 0 -1.5px 0 var(--ink);
  }
  @media (max-width: 999px), (pointer: coarse) {
    .field button {
      min-width: 2.25rem;
    }
    /* Smaller letters would let a phone zoom in. */
    input {
      font-size: 1rem;
    }
    li {
      padding-block: 0.5rem;
    }
  }
  @media print {
    :host {
      display: none;
    }
  }
`;
