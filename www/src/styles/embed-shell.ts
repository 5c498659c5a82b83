/**
 * A figure before anything is loaded: its place in the text, so that nothing jumps when it comes. Plain
 * text, for Lit comes later.
 */
export const shellStyles = `
:host {
  display: block;
  inline-size: 100%;
  min-inline-size: min(240px, 100%);
  box-sizing: border-box;
  container-type: inline-size;
  margin-block: 1.25em;
}
:host([hidden]) {
  display: none;
}
.root {
  all: initial;
  display: grid;
  grid-template: minmax(0, 1fr) / minmax(0, 1fr);
  box-sizing: border-box;
  block-size: var(--kvraft-height, var(--height, var(--narrow)));
  overflow: hidden;
  border: 1px solid var(--line, rgb(128 128 128 / 0.35));
  border-radius: var(--kvraft-radius, 10px);
  color-scheme: light;
}
@container (min-width: 640px) {
  .root {
    block-size: var(--kvraft-height, var(--height, var(--wide)));
  }
}
.root[data-scheme='dark'] {
  color-scheme: dark;
}
.root[data-state='failed'] {
  block-size: auto;
}
.root[data-state='failed'] .wait {
  place-content: start;
  justify-items: start;
  padding: 14px 16px;
}
.mount {
  display: contents;
}
.wait {
  display: grid;
  place-content: center;
  justify-items: center;
  gap: 10px;
  padding: 16px;
  box-sizing: border-box;
  overflow: auto;
  font: 400 14px/1.5 var(--kvraft-font, system-ui, sans-serif);
  color: light-dark(#585f69, #a7b0bb);
}
.wait p {
  margin: 0;
}
.root[data-state='ready'] .wait {
  display: none;
}
.failed {
  display: grid;
  justify-items: start;
  gap: 6px;
  max-inline-size: 60ch;
  color: light-dark(#1b1f25, #eceef1);
}
.failed strong {
  font-weight: 650;
}
.failed code {
  font: 12px/1.45 ui-monospace, Menlo, Consolas, monospace;
  color: light-dark(#585f69, #a7b0bb);
  overflow-wrap: anywhere;
}
.failed button {
  min-block-size: 32px;
  margin-block-start: 4px;
  padding: 0 12px;
  border: 1px solid currentcolor;
  border-radius: 8px;
  background: none;
  color: inherit;
  font: inherit;
  cursor: pointer;
}
.failed button:focus-visible {
  outline: 2px solid currentcolor;
  outline-offset: 2px;
}
.caption {
  display: block;
}
@media (pointer: coarse) {
  .failed button {
    min-block-size: 44px;
  }
}
@media print {
  .root {
    color-scheme: light !important;
    break-inside: avoid;
  }
  .root:not([data-state='ready']) {
    block-size: auto;
  }
  .failed button {
    display: none;
  }
}
`;
