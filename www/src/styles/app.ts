import { css } from 'lit';

export const appStyles = css`
  :host {
    display: grid;
    grid-template-rows: auto auto auto minmax(0, 1fr) auto minmax(150px, 23dvh);
    gap: var(--gap-2);
    grid-template-columns: minmax(0, 1fr);
    box-sizing: border-box;
    /* The views ask for the room that they have, here as in a column of somebody's notes. */
    container-type: inline-size;
    height: 100dvh;
    min-height: 680px;
    padding: var(--gap-2) var(--gap-4) var(--gap-4);
    background: var(--paper);
  }
  header {
    display: flex;
    align-items: center;
    gap: var(--gap-2);
    grid-row: 1;
  }
  h1 {
    margin: 0;
    margin-inline-end: var(--gap-4);
    font-size: var(--size-4);
    font-weight: 700;
    letter-spacing: -0.01em;
    white-space: nowrap;
  }
  header label {
    display: flex;
    align-items: center;
    gap: 6px;
    color: var(--muted);
    white-space: nowrap;
  }
  header input,
  header select {
    min-height: var(--target);
    padding: 0 8px;
    border: 1px solid var(--line);
    border-radius: 8px;
    background: var(--surface);
    color: var(--ink);
  }
  header input {
    width: 13.5em;
  }
  .settings {
    display: flex;
    align-items: center;
    gap: var(--gap-2);
  }
  .settings label + label {
    margin-inline-start: var(--gap-2);
  }
  .gap {
    flex: 1;
  }
  .toggle-settings {
    display: none;
  }
  .strips {
    grid-row: 2;
    display: grid;
    gap: var(--gap-2);
    min-width: 0;
  }
  .strips:empty {
    display: none;
  }
  .story {
    display: flex;
    align-items: center;
    gap: var(--gap-4);
    min-width: 0;
    padding-inline: 4px;
  }
  .story strong {
    font-size: var(--size-3);
    white-space: nowrap;
  }
  .story .caption {
    flex: 0 1 auto;
    min-width: 0;
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
    overflow: hidden;
    max-width: 110ch;
  }
  .story button {
    flex: none;
    margin-inline-start: auto;
  }
  /* Striped as what is not to be trusted; its words say so, too. */
  .broken {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: var(--gap-3);
    min-width: 0;
    padding-inline: 26px 6px;
    border: 1.5px solid var(--ink);
    border-radius: var(--round);
    background:
      repeating-linear-gradient(-45deg, var(--ink) 0 6px, transparent 6px 12px) left / 14px 100%
        no-repeat,
      var(--tint);
    overflow: hidden;
  }
  .broken p {
    min-width: 0;
    overflow-wrap: anywhere;
  }
  .broken .plain {
    flex: none;
    color: var(--ink);
  }
  .notice code {
    font-family: var(--mono);
    font-weight: 600;
  }
  .past {
    position: absolute;
    z-index: 2;
    inset-block-start: 3px;
    inset-inline-end: 6px;
    display: flex;
    align-items: center;
    gap: 10px;
    max-width: calc(100% - 12px);
    padding: 1px 2px 1px 12px;
    border-radius: 8px;
    background: var(--tint);
    font-size: var(--size-1);
  }
  .past button {
    flex: none;
    min-height: 26px;
    padding: 0 10px;
  }
  .fork {
    fill: none;
    stroke: currentcolor;
    stroke-width: 1.75;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  .drop {
    position: fixed;
    inset: 12px;
    z-index: 9;
    display: grid;
    place-items: center;
    border: 3px dashed var(--ink);
    border-radius: 16px;
    background: color-mix(in srgb, var(--paper) 88%, transparent);
    font-size: var(--size-5);
    font-weight: 600;
    pointer-events: none;
  }
  .notice {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: var(--gap-3);
    padding: 4px 6px 4px 14px;
    border: 1px solid var(--faint);
    border-radius: var(--round);
    background: var(--tint);
    overflow-wrap: anywhere;
  }
  .notice div {
    max-height: 5.8em;
    overflow: auto;
  }
  kvraft-narrator {
    grid-row: 3;
    padding: 6px 4px 10px;
  }
  main {
    display: contents;
  }
  /* A lesson or a challenge is read at the left, with all of the run beside it. */
  :host([guided]) {
    grid-template-columns: minmax(320px, 0.36fr) minmax(0, 1fr);
  }
  :host([guided]) > :is(header, .strips) {
    grid-column: 1 / -1;
  }
  :host([guided]) > :is(kvraft-narrator, nav),
  :host([guided]) main > :is(.columns, .transport, .bottom, .figure-caption) {
    grid-column: 2;
  }
  .guide {
    grid-row: 3 / span 4;
    grid-column: 1;
  }
  /* What one might try, the text says. */
  :host([guided]) .try {
    display: none;
  }
  .columns {
    grid-row: 4;
    display: grid;
    grid-template-columns: minmax(0, 1.28fr) minmax(0, 1fr) minmax(0, 0.96fr);
    gap: var(--gap-2);
    min-height: 0;
  }
  .panel {
    position: relative;
    display: flex;
    flex-direction: column;
    min-width: 0;
    min-height: 0;
    border: 1px solid var(--line);
    border-radius: var(--round);
    background: var(--surface);
    overflow: hidden;
  }
  .panel > h2 {
    display: flex;
    align-items: center;
    justify-content: space-between;
    min-height: 34px;
    padding: 5px var(--gap-4) 3px;
  }
  .panel > :is(kvraft-ring, kvraft-logs, kvraft-console, kvraft-events, kvraft-judges) {
    flex: 1;
  }
  .panel > kvraft-inspector {
    flex: 1;
  }
  .try {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px;
    padding: var(--gap-2) var(--gap-3);
    border-top: 1px solid var(--line);
  }
  .try .heading {
    margin-inline: 4px 2px;
  }
  .transport {
    grid-row: 5;
    display: flex;
    padding: 7px var(--gap-3);
    overflow: visible;
  }
  .bottom {
    grid-row: 6;
    display: grid;
    grid-template-columns: minmax(0, 1.28fr) minmax(0, 1fr) minmax(0, 0.96fr);
    gap: var(--gap-2);
    min-height: 0;
  }
  .all {
    display: inline-flex;
    align-items: center;
    gap: 5px;
    font-weight: 400;
    letter-spacing: 0;
    cursor: pointer;
  }
  .all input {
    accent-color: var(--ink);
    width: 16px;
    height: 16px;
    margin: 0;
  }
  .failed,
  .waiting {
    flex: 1;
    display: grid;
    align-content: center;
    justify-items: start;
    gap: var(--gap-3);
    max-width: 52ch;
    margin: auto;
    padding: var(--gap-5);
  }
  .failed strong {
    font-size: var(--size-4);
  }
  .failed code {
    font-family: var(--mono);
    font-size: var(--size-1);
    color: var(--muted);
    overflow-wrap: anywhere;
  }
  nav {
    display: none;
  }

  @media (max-width: 999px) {
    :host {
      grid-template-rows: auto auto auto auto minmax(0, 1fr) auto auto;
      min-height: 720px;
      gap: 6px;
      padding: 4px 8px 8px;
    }
    /* One row, whatever the seed: a second one would push everything down once the seed is known. */
    header {
      gap: 0;
    }
    header > button {
      flex: none;
    }
    header > .gap {
      flex: 0 1 auto;
    }
    h1 {
      padding-inline-start: 6px;
      margin-inline-end: 0;
    }
    header button {
      padding: 0 8px;
    }
    header > .toggle-settings {
      display: inline-flex;
      flex: 1 1 0;
      justify-content: flex-start;
      min-width: 0;
    }
    .toggle-settings .mono {
      overflow: hidden;
      text-overflow: ellipsis;
    }
    /* Over what one might try: it says what trying means here. */
    .past {
      inset: auto 0 0;
      justify-content: space-between;
      max-width: none;
      min-height: 57px;
      padding: 0 6px 0 14px;
      border-radius: 0;
      border-top: 1px solid var(--line);
    }
    .past button {
      min-height: 44px;
    }
    .story {
      gap: 2px 8px;
      flex-wrap: wrap;
    }
    .story strong {
      flex: 1;
    }
    /* The sheet of scenarios has it; here every line counts. */
    .story .caption {
      display: none;
    }
    .strips:has(.story) {
      min-height: 44px;
    }
    header {
      position: relative;
    }
    .settings {
      position: absolute;
      z-index: 4;
      inset: 100% -8px auto;
      flex-wrap: wrap;
      padding: 6px 12px 10px;
      border-bottom: 1px solid var(--line);
      background: var(--paper);
      box-shadow: 0 8px 12px -8px var(--shadow);
    }
    .settings:not(.open) {
      display: none;
    }
    .settings .name {
      position: absolute;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
    header input {
      width: 9.5em;
      min-width: 0;
    }
    header label {
      min-width: 0;
    }
    kvraft-narrator {
      padding: 0 6px;
    }
    /* On a phone it takes the console's place below the run. */
    :host([guided]) {
      grid-template-columns: minmax(0, 1fr);
    }
    :host([guided]) > :is(kvraft-narrator, nav),
    :host([guided]) main > :is(.columns, .transport, .bottom, .figure-caption) {
      grid-column: 1;
    }
    .guide {
      grid-row: 7;
      height: min(40dvh, 340px);
    }
    :host([guided]) kvraft-narrator,
    :host([guided]) .toggle-settings .mono {
      display: none;
    }
    :host([guided]) .panel.console {
      display: none;
    }
    :host([guided][tab='events']) .panel.console {
      display: flex;
      grid-row: 7;
    }
    :host([guided][tab='events']) .guide {
      display: none;
    }
    nav {
      display: block;
      grid-row: 4;
    }
    .tabs {
      display: flex;
      gap: 2px;
      border-bottom: 1px solid var(--line);
    }
    .tabs button {
      flex: 1;
      padding: 0 4px;
      border: 0;
      border-bottom: 3px solid transparent;
      border-radius: 6px 6px 0 0;
      background: none;
      color: var(--muted);
    }
    .tabs [aria-selected='true'] {
      color: var(--ink);
      font-weight: 650;
      border-bottom-color: var(--ink);
    }
    .tabs button:focus-visible {
      outline-offset: -2px;
    }
    .columns {
      grid-row: 5;
      display: flex;
    }
    .columns > .panel,
    .bottom > .panel {
      flex: 1;
    }
    /* The tab says it already; headings stay for those who navigate by them. */
    .panel:not(.side) > h2 {
      position: absolute;
      width: 1px;
      height: 1px;
      min-height: 0;
      padding: 0;
      overflow: hidden;
      clip-path: inset(50%);
    }
    :host(:not([tab='cluster'])) .panel.cluster,
    :host(:not([tab='logs'])) .panel.logs,
    :host(:not([tab='inspect'])) .panel.inspect {
      display: none;
    }
    .transport {
      grid-row: 6;
      padding: 4px 6px;
    }
    .bottom {
      grid-row: 7;
      display: flex;
      height: 136px;
    }
    .bottom .panel.side {
      display: none;
    }
    :host([tab='events']) .columns {
      display: none;
    }
    :host([tab='events']) .bottom {
      display: contents;
    }
    :host([tab='events']) .panel.console {
      grid-row: 7;
      height: 136px;
    }
    :host([tab='events']) .sides {
      grid-row: 5;
      display: flex;
      flex-direction: column;
      gap: 6px;
      min-height: 0;
    }
    :host([tab='events']) .bottom .panel.side {
      display: flex;
    }
    :host([tab='events']) .panel.judges {
      flex: 0 1 auto;
      max-height: 58%;
    }
    .try {
      flex-wrap: nowrap;
      overflow-x: auto;
      scrollbar-width: none;
      padding: 6px 8px;
    }
    .try button {
      flex: none;
      padding: 0 8px;
    }
    .try .heading {
      display: none;
    }
  }
  @media (max-width: 359px) {
    .toggle-settings .mono {
      display: none;
    }
    header button {
      padding: 0 4px;
    }
  }
  @media (min-width: 1000px) {
    :host([guided]) .columns {
      grid-template-columns: minmax(0, 1.28fr) minmax(0, 1fr);
    }
    :host([guided]) .bottom {
      grid-template-columns: minmax(0, 1.1fr) minmax(0, 1fr) minmax(0, 0.9fr);
    }
    :host([guided]:not([inspecting])) .panel.inspect,
    :host([guided][inspecting]) .panel:is(.logs, .plot) {
      display: none;
    }
  }
  @media (min-width: 1800px) {
    :host([guided][stage='logs']) .columns {
      grid-template-columns: minmax(0, 1.28fr) minmax(0, 1fr) minmax(0, 0.9fr);
    }
    :host([guided][stage='logs']) .panel:is(.inspect, .logs) {
      display: flex !important;
    }
  }
  .sides {
    display: contents;
  }
  @media print {
    :host {
      height: auto;
    }
  }
`;
