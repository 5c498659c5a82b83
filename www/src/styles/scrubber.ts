import { css } from 'lit';

export const scrubberStyles = css`
  :host {
    display: block;
    flex: 1;
    min-width: 0;
  }
  .line {
    position: relative;
    height: 2.5rem;
    padding: 0;
    border-radius: var(--round-2);
    cursor: pointer;
    touch-action: pan-y;
    user-select: none;
  }
  [aria-disabled='true'] {
    cursor: default;
    opacity: 0.5;
  }
  svg {
    display: block;
    width: 100%;
    height: 2.5rem;
    overflow: visible;
  }
  line {
    stroke-width: 0.375rem;
  }
  .to-come {
    stroke: var(--line);
    stroke-width: 0.09375rem;
    stroke-dasharray: 0.09375rem 0.3125rem;
  }
  .lived {
    stroke: var(--line);
  }
  .reign {
    stroke: var(--hue);
  }
  /* Over the terms, a thread that says how far one has come. */
  .gone {
    stroke: var(--surface);
    stroke-width: 0.09375rem;
    opacity: 0.75;
  }
  .term {
    font: 600 11px var(--font);
    font-variant-numeric: tabular-nums;
    fill: var(--hue);
  }
  path {
    fill: none;
    stroke: var(--ink);
    stroke-width: 1.75;
    stroke-linecap: round;
  }
  .bookmark {
    fill: var(--ink);
    stroke-linejoin: round;
  }
  .hit {
    fill: transparent;
  }
  [aria-disabled='false'] [data-sign] {
    cursor: pointer;
  }
  [data-sign]:hover path:not(.violation) {
    stroke: var(--ink);
    stroke-width: 2.5;
  }
  .restarted,
  .healed {
    stroke: var(--muted);
    stroke-width: 1.5;
  }
  .violation {
    fill: var(--broken);
    stroke: var(--surface);
    stroke-width: 1.5;
  }
  .thumb circle {
    fill: var(--surface);
    stroke: var(--ink);
    stroke-width: 2.5;
  }
  .line:is(:hover, :active) .thumb circle {
    fill: var(--ink);
  }
  .tip {
    position: absolute;
    z-index: 3;
    left: 0;
    bottom: 100%;
    display: grid;
    padding: 2px 8px;
    border-radius: var(--round-2);
    background: var(--ink);
    color: var(--paper);
    font-size: var(--size-1);
    white-space: nowrap;
    pointer-events: none;
  }
  @media (forced-colors: active) {
    .reign,
    .lived {
      stroke: CanvasText;
    }
  }
`;
