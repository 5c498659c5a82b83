import { css } from 'lit';

export const transportStyles = css`
  :host {
    display: flex;
    align-items: center;
    gap: var(--gap-2);
  }
  .play {
    min-width: 108px;
  }
  .clock {
    min-width: 6em;
    margin-inline-start: var(--gap-4);
    font-size: var(--size-4);
    font-weight: 600;
    white-space: nowrap;
  }
  .late {
    font-size: var(--size-1);
    color: var(--muted);
  }
  .speed {
    display: flex;
    align-items: center;
    gap: 10px;
    margin-inline-start: auto;
    color: var(--muted);
    white-space: nowrap;
  }
  input {
    width: 168px;
    min-width: 60px;
    min-height: var(--target);
    margin: 0;
    accent-color: var(--ink);
  }
  output {
    min-width: 4em;
    color: var(--ink);
    font-weight: 600;
  }
  @media (max-width: 999px) {
    .label,
    .late {
      position: absolute;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
    button,
    .play {
      min-width: 44px;
      padding: 0 10px;
    }
    .clock {
      min-width: 0;
      margin: 0;
      font-size: var(--size-3);
    }
    .speed {
      flex: 1;
      min-width: 0;
      gap: 4px;
    }
    input {
      flex: 1;
      width: 60px;
    }
    output {
      min-width: 3.4em;
      text-align: end;
    }
  }
  @media (max-width: 359px) {
    :host {
      flex-wrap: wrap;
    }
    .speed {
      flex-basis: 100%;
    }
  }
`;
