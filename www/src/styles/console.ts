import { css } from 'lit';

export const consoleStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    min-height: 0;
  }
  .output {
    position: relative;
    flex: 1;
    min-height: 0;
    padding: var(--gap-2) var(--gap-4);
    font-family: var(--mono);
    font-size: var(--size-2);
    line-height: 1.6;
    overflow-wrap: anywhere;
  }
  .input {
    font-weight: 600;
  }
  .reply {
    padding-inline-start: 1.4em;
  }
  .help {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(20.625rem, 1fr));
    gap: 0 1.25rem;
    padding: 2px 0 0.375rem 1.4em;
  }
  .help div {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: 0.625rem;
  }
  .help dd {
    font-family: var(--font);
    color: var(--muted);
  }
  .error {
    margin: 2px 0 0.25rem 1.4em;
    padding-inline-start: 0.625rem;
    border-inline-start: 3px solid var(--ink);
  }
  .error p {
    font-family: var(--font);
  }
  .caret {
    line-height: 1.25;
  }
  .caret div {
    white-space: pre-wrap;
  }
  .caret span {
    visibility: hidden;
  }
  .offer {
    min-height: var(--target-small);
    margin-block: 3px;
    font-family: var(--mono);
    font-size: var(--size-1);
    white-space: normal;
    text-align: start;
  }
  form {
    display: flex;
    align-items: center;
    gap: 0.25rem;
    padding: 0.375rem 0.5rem 0.5rem var(--gap-4);
    border-top: 1px solid var(--line);
  }
  .prompt {
    font: 600 var(--size-4) var(--mono);
  }
  .field {
    position: relative;
    flex: 1;
    min-width: 0;
  }
  input,
  .ghost {
    width: 100%;
    min-height: var(--target);
    padding: 0 0.5rem;
    border: 1px solid transparent;
    font-family: var(--mono);
    font-size: max(var(--size-3), 1rem);
    line-height: var(--target);
  }
  input {
    border-radius: var(--round-2);
    background: none;
  }
  input:focus-visible {
    outline-offset: -1px;
  }
  input::placeholder {
    color: var(--muted);
    opacity: 1;
  }
  .ghost {
    position: absolute;
    inset: 0;
    overflow: hidden;
    white-space: pre;
    pointer-events: none;
    color: var(--muted);
  }
  .ghost span {
    visibility: hidden;
  }
  kbd {
    margin-inline-start: 0.625rem;
  }
`;
