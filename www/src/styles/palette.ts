import { css } from 'lit';

export const paletteStyles = css`
  dialog {
    width: min(42.5rem, calc(100vw - 1.5rem));
    max-height: min(38.75rem, calc(100dvh - 12dvh - 0.75rem));
    margin: 10dvh auto auto;
    overflow: hidden;
  }
  dialog[open] {
    display: flex;
    flex-direction: column;
  }
  .field {
    display: flex;
    align-items: center;
    gap: var(--gap-2);
    padding: var(--gap-2) var(--gap-2) var(--gap-2) var(--gap-4);
    border-bottom: 1px solid var(--line);
  }
  input {
    flex: 1;
    min-width: 0;
    min-height: 2.75rem;
    padding: 0;
    border: 0;
    background: none;
    /* A phone zooms in on smaller ones. */
    font-size: max(var(--size-4), 1rem);
  }
  .field:focus-within {
    box-shadow: inset 0 -2px var(--ink);
  }
  /* The line below the whole field tells the focus. */
  input:focus-visible {
    outline: none;
  }
  input::placeholder {
    color: var(--muted);
    opacity: 1;
  }
  [role='listbox'] {
    flex: 1;
    min-height: 0;
    padding: 0 var(--gap-2) var(--gap-2);
    scroll-padding-block: 2.125rem 0.5rem;
  }
  .name {
    position: sticky;
    z-index: 1;
    top: 0;
    padding: 0.5rem 0.625rem 0.25rem;
    background: var(--surface);
  }
  [role='option'] {
    display: flex;
    align-items: center;
    gap: var(--gap-3);
    min-height: var(--target);
    padding: 0.25rem 0.625rem;
    border-radius: var(--round-2);
    cursor: pointer;
  }
  [role='option'][aria-selected='true'] {
    background: var(--sunken);
    box-shadow: inset 3px 0 var(--ink);
  }
  .text {
    flex: 1;
    min-width: 0;
    overflow-wrap: anywhere;
  }
  .line {
    flex: 0 1 auto;
    max-width: 45%;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    font-family: var(--mono);
    font-size: var(--size-1);
    color: var(--muted);
  }
  .where {
    flex: none;
    font-size: var(--size-1);
    color: var(--muted);
  }
  kbd {
    flex: none;
  }
  .none {
    padding: var(--gap-4);
    color: var(--muted);
  }
  @media (max-width: 999px) {
    dialog {
      margin-top: 0.5rem;
      max-height: calc(100dvh - 1rem);
    }
    .line {
      display: none;
    }
  }
  @media (forced-colors: active) {
    [role='option'][aria-selected='true'] {
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }
  }
`;
