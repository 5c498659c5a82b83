import { css } from 'lit';

/** Read to who listens, and navigates by it; not seen. */
const unseen = css`
  position: absolute;
  width: 1px;
  height: 1px;
  min-height: 0;
  padding: 0;
  overflow: hidden;
  clip-path: inset(50%);
`;

export const appStyles = css`
  :host {
    display: grid;
    grid-template-rows: auto auto auto minmax(0, 1fr) auto minmax(9.375rem, 23dvh);
    gap: var(--gap-2);
    grid-template-columns: minmax(0, 1fr);
    box-sizing: border-box;
    /* The views ask for the room that they have, here as in a column of somebody's notes. */
    container-type: inline-size;
    height: 100dvh;
    min-height: 42.5rem;
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
    gap: 0.375rem;
    color: var(--muted);
    white-space: nowrap;
  }
  header input {
    width: 11.5em;
    text-overflow: ellipsis;
  }
  .settings {
    display: flex;
    align-items: center;
    gap: var(--gap-2);
  }
  /* First what one can open, then which run this is. */
  .settings button + label {
    margin-inline-start: var(--gap-4);
  }
  .settings label + label {
    margin-inline-start: var(--gap-2);
  }
  .settings .dice {
    padding: 0;
  }
  .dice path {
    fill-rule: evenodd;
  }
  .gap {
    flex: 1;
  }
  .toggle-settings {
    display: none;
  }
  /* They open over the page, and take none of its rows. */
  kvraft-help,
  kvraft-palette {
    position: absolute;
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
    padding-inline: 0.25rem;
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
    padding-inline: 1.625rem 0.375rem;
    border: 1.5px solid var(--ink);
    border-radius: var(--round-3);
    background:
      repeating-linear-gradient(-45deg, var(--ink) 0 0.375rem, transparent 0.375rem 0.75rem) left / 0.875rem 100%
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
  .cluster > h2 {
    container: heading / inline-size;
  }
  .key {
    display: flex;
    gap: 0.625rem;
    margin-inline: var(--gap-3) auto;
    font-weight: 400;
    letter-spacing: 0;
    white-space: nowrap;
  }
  .key span {
    display: inline-flex;
    align-items: center;
    gap: 0.25rem;
  }
  .key svg {
    width: 0.8125rem;
    height: 0.8125rem;
    fill: var(--muted);
  }
  .key text {
    font: 700 9px var(--font);
    text-anchor: middle;
    fill: var(--surface);
  }
  .key .open {
    fill: none;
    stroke: var(--muted);
    stroke-width: 2;
  }
  @media (min-width: 1000px) {
    @container heading (max-width: 30rem) {
      .key {
        display: none;
      }
    }
    /* What is said of the past takes its place. */
    h2:has(+ .past) > :is(.key, .names) {
      visibility: hidden;
    }
  }
  .names {
    min-height: var(--target-small);
    margin: -0.25rem -0.5rem -0.25rem auto;
    padding: 0 0.5rem;
    font-weight: 500;
    letter-spacing: 0;
  }
  .drop {
    position: fixed;
    inset: 0.75rem;
    z-index: 9;
    display: grid;
    place-items: center;
    border: 3px dashed var(--ink);
    border-radius: var(--round-3);
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
    padding: 0.25rem 0.375rem 0.25rem 0.875rem;
    border: 1px solid var(--faint);
    border-radius: var(--round-3);
    background: var(--tint);
    overflow-wrap: anywhere;
  }
  .notice div {
    max-height: 5.8em;
    overflow: auto;
  }
  kvraft-narrator {
    grid-row: 3;
    padding: 0.375rem 0.25rem 0.625rem;
  }
  main {
    display: contents;
  }
  /* What one might try, a challenge may forbid. */
  :host([guided='challenge']) .try {
    display: none;
  }
  .columns {
    grid-row: 4;
    display: grid;
    grid-template-columns: minmax(0, 1.36fr) minmax(0, 1fr) minmax(0, 0.94fr);
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
    border-radius: var(--round-3);
    background: var(--surface);
    overflow: hidden;
  }
  .panel > h2 {
    display: flex;
    align-items: center;
    justify-content: space-between;
    min-height: 2.125rem;
    padding: 0.3125rem var(--gap-4) 3px;
  }
  .panel > :is(kvraft-ring, kvraft-logs, kvraft-console, kvraft-events, kvraft-judges, kvraft-inspector) {
    flex: 1;
  }
  .try {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.375rem;
    padding: var(--gap-2);
    border-top: 1px solid var(--line);
  }
  .try .heading {
    margin-inline: var(--gap-2) 2px;
  }
  .try button {
    padding-inline: 0.5625rem;
  }
  .transport {
    grid-row: 5;
    display: flex;
    padding: 0.4375rem var(--gap-3);
    overflow: visible;
  }
  .bottom {
    grid-row: 6;
    display: grid;
    grid-template-columns: minmax(0, 1.36fr) minmax(0, 1fr) minmax(0, 0.94fr);
    gap: var(--gap-2);
    min-height: 0;
  }
  .find {
    min-height: var(--target-small);
    min-width: var(--target-small);
    padding: 0;
    margin: -0.5rem 0 -0.5rem 0.25rem;
  }
  kvraft-search[active] + kvraft-events {
    display: none;
  }
  .all {
    display: inline-flex;
    align-items: center;
    gap: 0.3125rem;
    margin-inline-start: auto;
    font-weight: 400;
    letter-spacing: 0;
    cursor: pointer;
  }
  .all input {
    width: 1rem;
    height: 1rem;
    margin: 0;
  }
  .waiting {
    position: absolute;
    inset: 0;
  }
  .waiting ~ * {
    visibility: hidden;
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
  .waiting {
    justify-items: center;
  }
  .failed strong {
    font-size: var(--size-4);
  }
  .failed code {
    font-weight: 400;
    font-size: var(--size-1);
    color: var(--muted);
    overflow-wrap: anywhere;
  }
  nav {
    display: none;
  }

  @media (max-width: 999px) {
    /* A tap on a message tells what it is. */
    .names {
      display: none;
    }
    /* All that the heading says: as much of it as one line holds. */
    .panel.cluster > h2 {
      min-height: 0;
      padding: 0.3125rem var(--gap-2) 0;
    }
    .key {
      flex: 1;
      flex-wrap: wrap;
      justify-content: center;
      gap: 0.5rem;
      height: 1.125rem;
      margin: 0;
      overflow: hidden;
    }
    :host {
      grid-template-rows: auto auto auto auto minmax(0, 1fr) auto auto;
      min-height: 47rem;
      gap: 0.375rem;
      padding: 0.25rem 0.5rem 0.5rem;
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
      padding-inline-start: 0.25rem;
      margin-inline-end: 0.25rem;
    }
    header button {
      padding: 0 0.25rem;
    }
    header > .toggle-settings {
      display: inline-flex;
      margin-inline: 0 auto;
    }
    /* Over what one might try: it says what trying means here. */
    .past {
      inset: auto 0 0;
      justify-content: space-between;
      max-width: none;
      min-height: 3.5625rem;
      padding: 0 0.375rem 0 0.875rem;
      border-radius: 0;
      border-top: 1px solid var(--line);
    }
    .past button {
      min-height: var(--target);
    }
    .story {
      gap: 2px 0.5rem;
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
      min-height: 2.75rem;
    }
    header {
      position: relative;
    }
    .settings {
      position: absolute;
      z-index: 4;
      inset: 100% -8px auto;
      display: grid;
      grid-template-columns: repeat(3, minmax(0, 1fr));
      padding: 0.375rem 0.75rem 0.75rem;
      border-bottom: 1px solid var(--line);
      background: var(--paper);
      box-shadow: 0 0.5rem 0.75rem -8px var(--shadow);
    }
    .settings:not(.open) {
      display: none;
    }
    .settings label,
    .settings :is(button, label) + label {
      margin: 0;
    }
    /* The seed takes the room that servers and die leave. */
    .settings label:has(select) {
      grid-area: 3 / 1;
    }
    .settings label:has(input) {
      grid-area: 3 / 2 / auto / 4;
      margin-inline-end: calc(var(--target) + var(--gap-2));
    }
    .settings .dice {
      grid-area: 3 / 3;
      justify-self: end;
    }
    .settings select {
      flex: 1;
    }
    header input {
      flex: 1;
      width: 0;
      min-width: 0;
    }
    header label {
      min-width: 0;
    }
    kvraft-narrator {
      padding: 0 0.375rem;
    }
    /* On a phone it takes the console's place below the run. */
    .guide {
      grid-row: 7;
      height: min(40dvh, 340px);
    }
    :host([guided]) :is(kvraft-narrator, .try) {
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
      padding: 0 0.25rem;
      border: 0;
      border-bottom: 3px solid transparent;
      border-radius: var(--round-2) var(--round-2) 0 0;
      background: none;
      color: var(--muted);
    }
    .tabs [aria-selected='true'] {
      color: var(--ink);
      font-weight: 650;
      border-bottom-color: var(--ink);
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
    .panel:not(.side, .cluster) > h2,
    .cluster .title {
      ${unseen}
    }
    :host(:not([tab='cluster'])) .panel.cluster,
    :host(:not([tab='logs'])) .panel.logs,
    :host(:not([tab='inspect'])) .panel.inspect {
      display: none;
    }
    kvraft-inspector {
      padding-top: var(--gap-2);
    }
    .transport {
      grid-row: 6;
      padding: 0.25rem 0.375rem;
    }
    .bottom {
      grid-row: 7;
      display: flex;
      height: 8.5rem;
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
      height: 8.5rem;
    }
    :host([tab='events']) .sides {
      grid-row: 5;
      display: flex;
      flex-direction: column;
      gap: 0.375rem;
      min-height: 0;
    }
    :host([tab='events']) .bottom .panel.side {
      display: flex;
    }
    :host([tab='events']) .panel.events {
      flex: 1 1 0;
    }
    :host([tab='events']) .panel.judges {
      flex: 0 1 auto;
      max-height: 42%;
    }
    :host([tab='events']) .sides:has(kvraft-judges[telling]) .panel.judges {
      max-height: 58%;
    }
    /* What was found needs the room. */
    :host([tab='events']) .sides:has(kvraft-search[active]) .panel.judges {
      display: none;
    }
    /* More is to the right: it fades there, and what is last comes clear of that. */
    .try {
      flex-wrap: nowrap;
      overflow-x: auto;
      scrollbar-width: none;
      padding: 0.375rem 1.25rem 0.375rem 0.5rem;
      mask-image: linear-gradient(to right, #000 calc(100% - 1.75rem), transparent);
    }
    .try button {
      flex: none;
      padding: 0 0.5rem;
    }
    .try .heading {
      display: none;
    }
  }
  @media (max-width: 339px) {
    header > button {
      min-width: 2.25rem;
    }
  }
  @media (max-width: 389px) {
    /* Words take more lines here, and the ring keeps its room. */
    :host {
      min-height: 53rem;
    }
    h1 {
      font-size: var(--size-3);
    }
    .settings label:has(select) {
      grid-area: 3 / 1 / auto / 4;
    }
    .settings label:has(input) {
      grid-area: 4 / 1 / auto / 4;
    }
    .settings .dice {
      grid-area: 4 / 3;
    }
    /* Three lines are a menu by themselves. */
    .toggle-settings span {
      ${unseen}
    }
  }
  /* A phone that lies: what is told and steered at the left, what is shown at the right, all of it at once. */
  @media (min-width: 600px) and (max-width: 999px) and (max-height: 500px) {
    :host {
      grid-template: auto auto auto auto minmax(0, 1fr) / minmax(19rem, 2fr) minmax(0, 3fr);
      min-height: 21rem;
    }
    :is(kvraft-narrator, .transport, .columns, .sides) {
      container-type: inline-size;
    }
    h1 {
      ${unseen}
    }
    .strips {
      grid-area: 2 / 1 / auto / -1;
    }
    .transport {
      grid-row: 4;
    }
    :is(.bottom, .guide),
    :host([tab='events']) .panel.console {
      grid-row: 5;
      height: auto;
    }
    nav {
      grid-area: 1 / 2;
    }
    .columns,
    :host([tab='events']) .sides {
      grid-area: 3 / 2 / -1;
    }
  }
  @media (min-width: 1000px) {
    /* A lesson or a challenge is read at the left, with all of the run beside it. */
    :host([guided]) {
      grid-template-columns: minmax(320px, 0.36fr) minmax(0, 1fr);
    }
    :host([guided]) > :is(header, .strips) {
      grid-column: 1 / -1;
    }
    :host([guided]) :is(kvraft-narrator, .columns, .transport, .bottom, .figure-caption) {
      grid-column: 2;
    }
    .guide {
      grid-row: 3 / span 4;
      grid-column: 1;
    }
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
  /* Where a word more would begin another row. */
  @media (min-width: 1000px) and (max-width: 1099px), (min-width: 1320px) and (max-width: 1399px) {
    .try .heading {
      display: none;
    }
  }
  /* Three columns would be too narrow for what is in them: as beside a lesson, the inspector comes when it is asked. */
  @media (min-width: 1000px) and (max-width: 1319px) {
    .columns {
      grid-template-columns: minmax(0, 1.28fr) minmax(0, 1fr);
    }
    .bottom {
      grid-template-columns: minmax(0, 1.1fr) minmax(0, 1fr) minmax(0, 0.9fr);
    }
    :host(:not([inspecting])) .panel.inspect,
    :host([inspecting]) .panel.logs {
      display: none;
    }
    h1 {
      margin-inline-end: var(--gap-2);
    }
    header {
      gap: var(--gap-1);
    }
    /* Keys go from entry to entry all the same. */
    :host([guided]) kvraft-logs {
      --jump: none;
    }
    :host([guided]) .try .heading {
      display: none;
    }
    :host([guided]) .panel.plot {
      --tool-gap: 2px;
      --tool-pad: 0.375rem;
      --tool-size: var(--size-1);
      --tool-start: var(--gap-2);
    }
    .settings {
      gap: 0.375rem;
    }
    .settings button,
    header > button {
      padding-inline: 0.5rem;
    }
    .settings button + label {
      margin-inline-start: var(--gap-2);
    }
    header input {
      width: 7em;
    }
  }
  /* A low window: what stands above and below the ring gives it room for both lines of its labels. */
  @media (min-width: 1000px) and (max-height: 820px) {
    :host {
      grid-template-rows: auto auto auto minmax(0, 1fr) auto minmax(9.375rem, 19dvh);
      padding-bottom: var(--gap-2);
    }
    kvraft-narrator {
      padding-block: 2px var(--gap-1);
    }
    .panel > h2 {
      min-height: 1.875rem;
    }
    .try {
      padding-block: 0.375rem;
    }
    .transport {
      padding-block: 0.25rem;
    }
  }
  @media (min-width: 1000px) and (max-width: 1179px) {
    .panel.plot {
      --tool-gap: 2px;
      --tool-pad: 0.375rem;
      --tool-size: var(--size-1);
      --tool-start: var(--gap-2);
    }
    /* Keys go from turn to turn all the same, and the scrubber needs the room. */
    :host([guided]) kvraft-transport {
      --turns: none;
      --speed-width: 4.5rem;
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
