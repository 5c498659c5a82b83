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
    grid-template-columns: repeat(auto-fill, minmax(330px, 1fr));
    gap: 0 20px;
    padding: 2px 0 6px 1.4em;
  }
  .help div {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: 10px;
  }
  .help dd {
    font-family: var(--font);
    color: var(--muted);
  }
  .error {
    margin: 2px 0 4px 1.4em;
    padding-inline-start: 10px;
    border-inline-start: 3px solid var(--ink);
  }
  .error p {
    font-family: var(--font);
  }
  code {
    font-family: var(--mono);
    font-weight: 600;
  }
  .caret {
    white-space: pre-wrap;
    line-height: 1.25;
  }
  .caret span {
    visibility: hidden;
  }
  .offer {
    min-height: 28px;
    margin-block: 3px;
    font-family: var(--mono);
    font-size: var(--size-1);
    white-space: normal;
    text-align: start;
  }
  form {
    display: flex;
    align-items: center;
    gap: 4px;
    padding: 6px 8px 8px var(--gap-4);
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
    padding: 0 8px;
    border: 1px solid transparent;
    font-family: var(--mono);
    font-size: max(var(--size-3), 16px);
    line-height: var(--target);
  }
  input {
    border-radius: 6px;
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
    margin-inline-start: 10px;
    padding: 1px 5px;
    border: 1px solid var(--line);
    border-radius: 4px;
    font: var(--size-1) var(--font);
  }
`;
