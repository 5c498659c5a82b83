import { css } from 'lit';

export const besideStyles = css`
  dialog {
    width: min(90rem, calc(100vw - 1.5rem));
    max-width: none;
    height: calc(100dvh - 1.5rem);
    max-height: none;
    background: var(--paper);
    overflow: hidden;
  }
  dialog[open] {
    display: flex;
    flex-direction: column;
    gap: var(--gap-2);
  }
  .top {
    display: flex;
    align-items: flex-start;
    justify-content: space-between;
    gap: var(--gap-4);
    padding: var(--gap-3) var(--gap-3) 0 var(--gap-5);
  }
  h2 {
    font-size: var(--size-4);
  }
  .top p {
    max-width: 90ch;
  }
  .pair {
    flex: 1;
    display: grid;
    grid-template-columns: repeat(2, minmax(0, 1fr));
    gap: var(--gap-2);
    min-height: 0;
    padding-inline: var(--gap-3);
  }
  section {
    display: flex;
    flex-direction: column;
    min-height: 0;
    border: 1px solid var(--line);
    border-radius: var(--round-3);
    background: var(--surface);
    overflow: hidden;
  }
  .head {
    display: flex;
    align-items: baseline;
    justify-content: space-between;
    gap: var(--gap-3);
    padding: var(--gap-2) var(--gap-4) 0;
  }
  h3 {
    font-size: var(--size-3);
    font-weight: 650;
  }
  .verdict {
    font-size: var(--size-1);
    color: var(--muted);
    text-align: end;
  }
  .verdict.broken {
    color: var(--broken);
    font-weight: 650;
  }
  kvraft-ring {
    flex: 1;
    min-height: 0;
  }
  .told {
    min-height: 3.6em;
    padding: var(--gap-2) var(--gap-4);
    border-top: 1px solid var(--line);
    line-height: 1.4;
  }
  .facts {
    display: grid;
    grid-template-columns: repeat(2, minmax(0, 1fr));
    gap: var(--gap-2) var(--gap-5);
    padding: 0 var(--gap-5);
  }
  .facts > div {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    align-items: start;
    gap: 2px var(--gap-3);
  }
  .facts strong.broken {
    color: var(--broken);
  }
  .facts p {
    grid-column: 1;
    font-size: var(--size-1);
    color: var(--muted);
    overflow-wrap: anywhere;
  }
  .facts b {
    font-weight: 600;
    color: var(--ink);
  }
  .facts button {
    grid-row: 1 / span 3;
    grid-column: 2;
  }
  .bar {
    display: flex;
    align-items: center;
    gap: var(--gap-2);
    padding: var(--gap-2) var(--gap-3);
    border-top: 1px solid var(--line);
    background: var(--surface);
  }
  .bar button {
    padding: 0;
  }
  .bar input[type='range'] {
    flex: 1;
    min-width: 4rem;
  }
  .bar output {
    min-width: 5.5em;
    font-size: var(--size-3);
    font-weight: 650;
    white-space: nowrap;
  }
  .bar .play {
    min-width: 3.5rem;
  }
  .bar select {
    padding: 0 0.375rem;
  }
  .preparing {
    flex: 1;
    display: grid;
    place-items: center;
  }
  @media (max-width: 999px) {
    dialog {
      width: calc(100vw - 0.5rem);
      height: calc(100dvh - 0.5rem);
    }
    dialog[open] {
      gap: 0.375rem;
    }
    .top {
      padding-inline-start: var(--gap-3);
    }
    .top p {
      display: none;
    }
    h2 {
      font-size: var(--size-3);
    }
    .pair {
      padding-inline: 0.375rem;
    }
    .head {
      padding: 0.375rem var(--gap-3) 0;
    }
    .told {
      min-height: 2.9em;
      max-height: 2.9em;
      padding: 0.25rem var(--gap-3);
      overflow: auto;
    }
    .facts {
      padding-inline: var(--gap-3);
    }
    .bar {
      gap: 0.25rem;
      padding: 0.25rem;
    }
    .bar output {
      min-width: 4.2em;
      font-size: var(--size-2);
    }
    .bar .start {
      display: none;
    }
  }
  /* Under each other, where the window is upright. */
  @media (max-width: 999px) and (orientation: portrait) {
    .pair,
    .facts {
      grid-template-columns: none;
    }
    .facts {
      max-height: 9.5rem;
      overflow: auto;
    }
  }
  /* Too low for all of it at once: it scrolls below its title, above the bar. */
  @media (max-height: 700px) {
    dialog {
      overflow: auto;
      overscroll-behavior: contain;
    }
    .pair {
      flex: none;
      grid-auto-rows: 17rem;
    }
    .facts {
      max-height: none;
    }
    .bar {
      position: sticky;
      z-index: 1;
      bottom: 0;
      margin-top: auto;
    }
  }
  @media print {
    .bar,
    .top button,
    .facts button {
      display: none;
    }
  }
`;
