/** What every view has in common: reset, buttons, tables, panels, focus, and the hue of a term. */
import { css } from 'lit';

export const shared = css`
  *,
  ::before,
  ::after {
    box-sizing: border-box;
  }
  :host {
    font: 400 var(--size-2) / 1.45 var(--font);
    font-variant-numeric: tabular-nums;
    color: var(--ink);
    accent-color: var(--ink);
  }
  :host([hidden]),
  [hidden] {
    display: none !important;
  }
  h2,
  h3,
  p,
  dl,
  dd,
  ul,
  ol {
    margin: 0;
    padding: 0;
  }
  button,
  input,
  select,
  textarea {
    font: inherit;
    font-variant-numeric: inherit;
  }
  :where(input:not([type='checkbox'], [type='radio'], [type='range']), select, textarea) {
    min-height: var(--target);
    padding: 0 0.5rem;
    border: 1px solid var(--line);
    border-radius: var(--round-2);
    background: var(--surface);
    color: var(--ink);
  }
  button {
    color: inherit;
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 0.375rem;
    min-height: var(--target);
    min-width: var(--target);
    padding: 0 0.75rem;
    border: 1px solid var(--line);
    border-radius: var(--round-2);
    background: var(--raised);
    cursor: pointer;
    white-space: nowrap;
  }
  /* One wash over whatever there is below; a finger does not hover. */
  @media (hover: hover) {
    :is(button, summary):hover {
      box-shadow: inset 0 0 0 9rem var(--wash);
    }
    :is(button, input, select, textarea):hover {
      border-color: var(--faint);
    }
    a:hover {
      text-decoration-thickness: 2px;
    }
  }
  :is(button, summary):active {
    box-shadow: inset 0 0 0 9rem color-mix(in srgb, currentcolor 18%, transparent);
  }
  :disabled {
    opacity: 0.5;
    pointer-events: none;
  }
  button.plain {
    border-color: transparent;
    background: none;
    color: var(--muted);
  }
  button.plain:hover {
    border-color: transparent;
    color: var(--ink);
  }
  button:is([aria-pressed='true'], [aria-expanded='true']) {
    border-color: var(--line);
    background: var(--sunken);
    color: var(--ink);
  }
  button.primary {
    border-color: var(--ink);
    background: var(--ink);
    color: var(--on-ink);
  }
  button svg {
    width: 1rem;
    height: 1rem;
    fill: currentcolor;
    flex: none;
  }
  /* A small drawing in lines, where others are filled. */
  svg.lines {
    flex: none;
    width: 0.875rem;
    height: 0.875rem;
    fill: none;
    stroke: currentcolor;
    stroke-width: 1.75;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  :focus-visible {
    outline: 2px solid var(--ink);
    outline-offset: 2px;
  }
  /* What fills its place, or is cut at its edge: inside of that. */
  :is(.scroll, li > button, [role='tab'], [role='menuitem']):focus-visible {
    outline-offset: -2px;
  }
  .heading {
    font-size: var(--size-1);
    font-weight: 600;
    letter-spacing: 0.04em;
    color: var(--muted);
  }
  .mono,
  code {
    font-family: var(--mono);
  }
  code {
    font-weight: 600;
  }
  kbd {
    display: inline-block;
    min-width: 1.5rem;
    padding: 1px 0.375rem;
    border: 1px solid var(--line);
    border-radius: var(--round-1);
    background: var(--raised);
    font: 600 var(--size-1) / 1.5 var(--font);
    text-align: center;
  }
  .muted {
    color: var(--muted);
  }
  .hidden-text {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  table {
    width: 100%;
    border-collapse: collapse;
  }
  th {
    text-align: start;
    font-weight: 400;
    font-size: var(--size-1);
    color: var(--muted);
  }
  .scroll {
    overflow: auto;
    /* In somebody's notes scrolling goes on with the notes. */
    overscroll-behavior: var(--overscroll, contain);
  }
  :host,
  * {
    scrollbar-width: thin;
    scrollbar-color: var(--faint) transparent;
  }
  /* What goes on below casts a shadow, which comes to lie behind the end. */
  .more {
    background:
      linear-gradient(transparent, var(--surface) 60%) bottom / 100% 2.5em no-repeat local,
      linear-gradient(transparent, var(--line)) bottom / 100% 0.75em no-repeat;
  }
  [data-hue='0'] {
    --hue: var(--term-0);
  }
  [data-hue='1'] {
    --hue: var(--term-1);
  }
  [data-hue='2'] {
    --hue: var(--term-2);
  }
  [data-hue='3'] {
    --hue: var(--term-3);
  }
  [data-hue='4'] {
    --hue: var(--term-4);
  }
  [data-hue='5'] {
    --hue: var(--term-5);
  }
  [data-hue='6'] {
    --hue: var(--term-6);
  }
  [data-hue='7'] {
    --hue: var(--term-7);
  }
  [data-hue='-1'] {
    --hue: var(--faint);
  }
  @media (forced-colors: active) {
    button {
      border-color: ButtonText;
    }
    :is(button, summary):hover {
      border-color: Highlight;
    }
    :is(.primary, .tip, .cursor, .mark) {
      forced-color-adjust: none;
    }
    [aria-pressed='true'],
    [role='tab'][aria-selected='true'],
    button[aria-expanded='true'] {
      forced-color-adjust: none;
      border-color: Highlight;
      background: Highlight;
      color: HighlightText;
    }
  }
`;
