import { css } from 'lit';

export const paletteStyles = css`
  dialog {
    width: min(680px, calc(100vw - 24px));
    max-height: min(620px, calc(100dvh - 12dvh - 12px));
    margin: 10dvh auto auto;
    padding: 0;
    border: 1px solid var(--line);
    border-radius: 14px;
    background: var(--surface);
    color: var(--ink);
    box-shadow: 0 18px 60px var(--shadow);
    overflow: hidden;
  }
  dialog[open] {
    display: flex;
    flex-direction: column;
  }
  dialog::backdrop {
    background: rgb(0 0 0 / 0.25);
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
    min-height: 44px;
    padding: 0;
    border: 0;
    background: none;
    /* A phone zooms in on smaller ones. */
    font-size: max(var(--size-4), 16px);
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
    scroll-padding-block: 34px 8px;
  }
  .name {
    position: sticky;
    z-index: 1;
    top: 0;
    padding: 8px 10px 4px;
    background: var(--surface);
  }
  [role='option'] {
    display: flex;
    align-items: center;
    gap: var(--gap-3);
    min-height: max(34px, var(--target));
    padding: 4px 10px;
    border-radius: 8px;
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
    min-width: 24px;
    padding: 1px 6px;
    border: 1px solid var(--line);
    border-radius: 5px;
    background: var(--raised);
    font: 600 var(--size-1) / 1.4 var(--font);
    text-align: center;
  }
  .none {
    padding: var(--gap-4);
    color: var(--muted);
  }
  @media (max-width: 999px) {
    dialog {
      margin-top: 8px;
      max-height: calc(100dvh - 16px);
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
