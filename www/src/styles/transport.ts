import { css } from 'lit';

export const transportStyles = css`
  :host {
    flex: 1;
    min-width: 0;
    display: flex;
    align-items: center;
    gap: var(--gap-2);
  }
  .buttons {
    display: flex;
    gap: 0.25rem;
  }
  .buttons button {
    padding: 0 0.5rem;
  }
  .buttons .play {
    min-width: 6rem;
  }
  .reset {
    margin-inline-end: 0.375rem;
  }
  .mirrored svg {
    transform: scaleX(-1);
  }
  .clock-place {
    position: relative;
  }
  .clock {
    display: inline-block;
    min-width: 5.4em;
    margin-inline-start: var(--gap-2);
    font-size: var(--size-4);
    font-weight: 600;
    white-space: nowrap;
  }
  .late {
    position: absolute;
    inset-inline-start: var(--gap-2);
    inset-block-start: 100%;
    margin-top: -6px;
    font-size: 0.625rem;
    line-height: 1.2;
    white-space: nowrap;
    color: var(--muted);
  }
  ::slotted(kvraft-scrubber) {
    margin-inline: 0.5rem 0.625rem;
  }
  .speed {
    display: flex;
    align-items: center;
    gap: 0.5rem;
    color: var(--muted);
    white-space: nowrap;
  }
  .rewind,
  .earlier,
  .later {
    display: var(--turns, inline-flex);
  }
  input {
    width: var(--speed-width, 7.25rem);
    min-width: 3.125rem;
    min-height: var(--target);
    margin: 0;
  }
  output {
    min-width: 3.4em;
    color: var(--ink);
    font-weight: 600;
  }
  @container (max-width: 967px) {
    :host {
      flex-wrap: wrap;
      gap: 0 0.375rem;
    }
    ::slotted(kvraft-scrubber) {
      order: -1;
      flex: 1 1 60%;
      margin-inline: 0.5rem;
    }
    ::slotted(button) {
      order: -1;
    }
    .label,
    .late {
      position: absolute;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
    .buttons button,
    .buttons .play {
      min-width: max(2.25rem, var(--target));
      padding: 0 0.375rem;
    }
    .clock {
      min-width: 4.9em;
      margin: 0;
      font-size: var(--size-2);
    }
    .reset {
      margin-inline-end: 0;
    }
    /* Where it has no room beside the others it has a row of its own. */
    .speed {
      flex: 1 0 5.5rem;
      gap: 0.25rem;
    }
    input {
      flex: 1;
      width: 3.125rem;
      min-width: 0;
    }
    output {
      min-width: 3em;
      font-size: var(--size-1);
      text-align: end;
    }
  }
  @container (min-width: 464px) {
    :host([simple]) ::slotted(kvraft-scrubber) {
      order: 0;
      flex: 1 1 180px;
    }
  }
  :host([simple]) :is(.earlier, .rewind, .later, .speed) {
    display: none;
  }
  /* What the scrubber does as well: time's marks are under the finger. */
  @container (max-width: 463px) {
    .rewind,
    .earlier,
    .later {
      display: none;
    }
  }
`;
