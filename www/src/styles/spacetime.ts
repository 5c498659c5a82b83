import { css } from 'lit';

/** Shared by the space-time diagram and the history. */
export const plotStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    position: relative;
    min-width: 0;
    min-height: 0;
    flex: 1;
  }
  .tools {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: flex-end;
    gap: 0 var(--tool-gap, 4px);
    padding: 0 var(--gap-2) 2px var(--tool-start, var(--gap-4));
    min-height: var(--target);
  }
  .tools .gap {
    flex: 1;
  }
  .tools .pair {
    display: flex;
    gap: var(--tool-gap, 4px);
  }
  .tools button {
    flex: none;
    min-height: var(--target-small);
    min-width: var(--target-small);
    padding: 0 var(--tool-pad, 0.5625rem);
    font-size: var(--tool-size, var(--size-2));
  }
  .field {
    position: relative;
    display: flex;
    flex: 1;
    min-height: 0;
  }
  .stage {
    position: relative;
    flex: 1;
    min-height: 0;
    overflow: hidden;
    touch-action: pan-y;
    cursor: crosshair;
    user-select: none;
    -webkit-user-select: none;
  }
  .stage.turns {
    cursor: pointer;
  }
  .stage.dragged {
    cursor: grabbing;
  }
  .stage:focus-visible {
    outline: 2px solid var(--ink);
    outline-offset: -2px;
    border-radius: var(--round-2);
  }
  .stage > canvas {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    pointer-events: none;
  }
  /* What is seen, and later than this moment. */
  .future {
    position: absolute;
    top: 0;
    bottom: 1.6875rem;
    right: 0;
    left: 0;
    transform-origin: left;
    background: color-mix(in srgb, var(--surface) 58%, transparent);
    pointer-events: none;
  }
  .cursor {
    position: absolute;
    top: 0;
    bottom: 0;
    left: -1px;
    width: 2px;
    background: var(--ink);
    pointer-events: none;
    will-change: transform;
  }
  .cursor span {
    position: absolute;
    bottom: 3px;
    left: 50%;
    transform: translateX(calc(-50% + var(--shift, 0px)));
    padding: 0 0.4375rem;
    border-radius: var(--round-2);
    background: var(--ink);
    color: var(--on-ink);
    font-size: 0.6875rem;
    font-weight: 600;
    line-height: 1.125rem;
    white-space: nowrap;
  }
  .tip {
    position: absolute;
    z-index: 2;
    top: 0;
    left: 0;
    max-width: min(21.25rem, calc(100% - 0.75rem));
    padding: 0.375rem 0.625rem;
    border: 1px solid var(--line);
    border-radius: var(--round-2);
    background: var(--raised);
    box-shadow: 0 0.375rem 1.25rem -0.5rem var(--shadow);
    font-size: var(--size-1);
    pointer-events: none;
  }
  .tip small {
    display: block;
    font-size: 0.6875rem;
    color: var(--muted);
  }
  .empty {
    position: absolute;
    inset: 0;
    display: grid;
    place-items: center;
    color: var(--muted);
    pointer-events: none;
  }
  .sheet {
    position: absolute;
    z-index: 3;
    top: 2px;
    right: var(--gap-2);
    padding: 0.375rem;
    border: 1px solid var(--line);
    border-radius: var(--round-3);
    background: var(--raised);
    box-shadow: 0 0.625rem 1.875rem -0.625rem var(--shadow);
  }
  .sheet button {
    display: flex;
    width: 100%;
    justify-content: flex-start;
    border-color: transparent;
    background: none;
  }
  .legend {
    width: min(33.75rem, calc(100% - 1rem));
    max-height: calc(100% - 0.75rem);
    overflow: auto;
    padding: 0.625rem 0.875rem;
    font-size: var(--size-1);
  }
  .legend ul {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(13.75rem, 1fr));
    gap: 0.3125rem 1rem;
    list-style: none;
  }
  .legend li {
    display: flex;
    align-items: center;
    gap: 0.5rem;
  }
  .legend canvas {
    flex: none;
    width: 2.625rem;
    height: 1.25rem;
  }
  /* Beside the names of the lanes, below its button. */
  .sheet.lanes {
    right: auto;
    left: 2.75rem;
    max-height: calc(100% - 12px);
    overflow: auto;
  }
  .lanes .sides {
    display: flex;
    gap: 0.5rem;
    padding: 2px 4px 6px;
  }
  .lanes ul {
    list-style: none;
  }
  .lanes label {
    display: flex;
    align-items: center;
    gap: 0.5rem;
    min-height: var(--target);
    padding-inline-end: 0.75rem;
    font-weight: 600;
    cursor: pointer;
  }
  .lanes input {
    width: 1rem;
    height: 1rem;
    margin: 0;
  }
  .says {
    color: var(--muted);
    font-size: var(--size-1);
    white-space: nowrap;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .verdict {
    display: flex;
    align-items: center;
    gap: 0.375rem;
    min-width: 0;
    font-size: var(--size-1);
  }
  .verdict span {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .verdict.broken {
    color: var(--broken);
    font-weight: 600;
  }
  .tools select {
    flex: none;
    max-width: 12em;
    min-height: var(--target-small);
    padding: 0 0.375rem;
    font-size: var(--size-1);
  }
  .probe,
  .short {
    display: none;
  }
  /* Colours are asked of it, and drawn: shapes need them all. */
  .probe {
    forced-color-adjust: none;
  }
  @container (max-width: 967px) {
    .tools {
      flex-wrap: wrap;
      justify-content: flex-end;
      padding-inline: 4px;
    }
    .tools .gap {
      display: none;
    }
    /* There is nothing beside it. */
    .widen {
      display: none;
    }
    .verdict {
      flex: 1 0 60%;
      padding-inline-start: 0.5rem;
    }
  }
  /* All of them in one line, and what is told above it. */
  @container (max-width: 420px) {
    .long {
      display: none;
    }
    .short {
      display: inline;
    }
    .tools,
    .tools .pair {
      gap: 0;
      padding-inline: 0;
    }
    .tools button {
      padding-inline: 2px;
    }
    .verdict {
      flex-basis: 100%;
      padding-block-start: 0.375rem;
    }
  }
  /* Nine of them side by side. */
  @container (max-width: 420px) {
    .tools :is(.fold, .all, .pair button) {
      min-width: 2.25rem;
    }
  }
  /* Paper cannot be pressed. */
  @media print {
    .tools {
      display: none;
    }
  }
`;
