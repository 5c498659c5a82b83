import { css } from 'lit';

/** A figure in the column of a text: compact, in the text's light, and by the room that it has. */
export const embedStyles = css`
  /* What is slotted stays the page's. */
  :host {
    --rem: 16px;
    color-scheme: inherit;
    font: inherit;
    color: inherit;
  }
  .root {
    --base: var(--kvraft-font-size, 13px);
    --size-1: calc(var(--base) * 0.923);
    --size-2: var(--base);
    --size-3: calc(var(--base) * 1.077);
    --size-4: calc(var(--base) * 1.231);
    --size-5: calc(var(--base) * 1.154);
    --target: 30px;
    --target-small: 28px;
    --target-row: 24px;
    --overscroll: auto;
    --surface: var(--kvraft-bg, light-dark(#fffefb, #161a20));
    --ink: var(--kvraft-fg, light-dark(#1b1f25, #eceef1));
    --muted: var(--kvraft-muted, light-dark(#585f69, #a7b0bb));
    --line: var(--kvraft-line, light-dark(#e1ddd2, #2b323b));
    --term-0: var(--kvraft-term-0, light-dark(oklch(0.5 0.14 255), oklch(0.78 0.11 250)));
    --term-1: var(--kvraft-term-1, light-dark(oklch(0.5 0.12 152), oklch(0.8 0.13 152)));
    --term-2: var(--kvraft-term-2, light-dark(oklch(0.5 0.17 312), oklch(0.78 0.13 312)));
    --term-3: var(--kvraft-term-3, light-dark(oklch(0.52 0.11 78), oklch(0.82 0.12 82)));
    --term-4: var(--kvraft-term-4, light-dark(oklch(0.5 0.09 205), oklch(0.8 0.1 205)));
    --term-5: var(--kvraft-term-5, light-dark(oklch(0.5 0.17 352), oklch(0.78 0.13 352)));
    --term-6: var(--kvraft-term-6, light-dark(oklch(0.5 0.11 122), oklch(0.82 0.13 122)));
    --term-7: var(--kvraft-term-7, light-dark(oklch(0.48 0.16 285), oklch(0.76 0.12 285)));
    --font: var(
      --kvraft-font,
      system-ui, -apple-system, 'Segoe UI', Roboto, 'PingFang SC', 'Hiragino Sans GB', 'Microsoft YaHei',
      'Noto Sans SC', 'Noto Sans CJK SC', sans-serif
    );
    --mono: var(
      --kvraft-mono,
      ui-monospace, 'SF Mono', 'Cascadia Mono', Menlo, Consolas, 'DejaVu Sans Mono', 'Noto Sans Mono CJK SC',
      monospace
    );
    background: var(--surface) !important;
    position: relative !important;
  }
  .face {
    display: flex;
    flex-direction: column;
    min-height: 0;
    font: 400 var(--size-2) / 1.45 var(--font);
    font-variant-numeric: tabular-nums;
    color: var(--ink);
    background: var(--surface);
  }
  .head {
    display: flex;
    align-items: baseline;
    justify-content: space-between;
    gap: 12px;
    padding: 7px 14px 0;
  }
  .title {
    min-width: 0;
    overflow: hidden;
    font-size: var(--size-3);
    font-weight: 650;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .open {
    flex: none;
    display: inline-flex;
    align-items: center;
    gap: 4px;
    color: var(--muted);
    font-size: var(--size-1);
    line-height: 24px;
    text-decoration: none;
  }
  .open:hover {
    color: var(--ink);
    text-decoration: underline;
  }
  .open svg {
    width: 11px;
    height: 11px;
    fill: none;
    stroke: currentcolor;
    stroke-width: 1.75;
  }
  .open:focus-visible {
    outline: 2px solid var(--ink);
    outline-offset: 2px;
    border-radius: var(--round-1);
  }
  .says {
    flex: none;
    height: 100px;
    padding: 2px 8px 4px 14px;
    overflow: auto;
  }
  .says kvraft-narrator {
    gap: 2px 8px;
  }
  .notice {
    flex: none;
    margin: 4px 14px;
    padding: 3px 10px;
    border-inline-start: 3px solid var(--ink);
    background: var(--tint);
    font-size: var(--size-1);
    overflow-wrap: anywhere;
  }
  .notice p {
    display: inline;
  }
  .broken {
    flex: none;
    align-self: start;
    margin: 4px 14px 2px;
    padding: 0 8px 0 22px;
    border: 1.5px solid var(--ink);
    border-radius: var(--round-2);
    background:
      repeating-linear-gradient(-45deg, var(--ink) 0 5px, transparent 5px 10px) left / 14px 100% no-repeat,
      var(--tint);
    font-size: var(--size-1);
    font-weight: 600;
  }
  .views {
    position: relative;
    flex: 1;
    min-height: 0;
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    grid-template-rows: var(--rows-narrow);
    overflow: auto;
  }
  .panel {
    position: relative;
    display: flex;
    flex-direction: column;
    min-width: 0;
    min-height: 0;
    overflow: hidden;
    border-block-start: 1px solid var(--line);
  }
  .panel > * {
    flex: 1;
    min-height: 0;
  }
  /* A finger that goes up or down scrolls the text. */
  kvraft-ring {
    touch-action: pan-y pinch-zoom;
  }
  kvraft-inspector {
    overflow: auto;
  }
  .try {
    flex: none;
    display: flex;
    align-items: center;
    gap: 6px;
    height: 46px;
    padding: 0 14px;
    border-block-start: 1px solid var(--line);
    overflow-x: auto;
    scrollbar-width: none;
  }
  .try button {
    flex: none;
    padding: 0 10px;
  }
  .try .heading {
    flex: none;
    margin-inline-end: 2px;
  }
  .bar {
    flex: none;
    padding: 2px 10px 6px;
    border-block-start: 1px solid var(--line);
  }
  .stop {
    position: absolute;
    inset-block-start: 8px;
    inset-inline-end: 8px;
    padding: 0 8px;
    background: var(--surface);
  }
  .moment {
    display: none;
  }
  .offstage {
    position: absolute;
    display: flex;
    width: 1000px;
    height: 500px;
    visibility: hidden;
    pointer-events: none;
  }
  @container (max-width: 463px) {
    kvraft-logs {
      --legend: none;
    }
    .open span {
      position: absolute;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
    .open svg {
      width: 14px;
      height: 14px;
    }
    .try .heading {
      display: none;
    }
  }
  @container (min-width: 640px) {
    .says {
      height: 64px;
    }
    .views {
      grid-template: var(--rows-wide) / repeat(2, minmax(0, 1fr));
    }
    .panel {
      grid-column: 1 / -1;
    }
    .panel.half {
      grid-column: auto;
    }
    .panel.half + .panel.half {
      border-inline-start: 1px solid var(--line);
    }
  }
  @media (pointer: coarse) {
    .root {
      --target: 44px;
      --target-small: 44px;
      --target-row: 44px;
    }
    /* So that speed has room beside them; between them there is air. */
    .bar {
      --target: 40px;
    }
  }
  @media print {
    .root {
      --surface: #fff;
      block-size: auto !important;
      print-color-adjust: exact;
      -webkit-print-color-adjust: exact;
    }
    .face {
      min-height: 380px;
    }
    .says {
      height: auto;
    }
    .views {
      grid-template-rows: none;
    }
    .panel {
      height: 300px;
    }
    .open,
    .try,
    .bar,
    .stop,
    .past,
    .notice {
      display: none !important;
    }
    .moment {
      display: block;
      padding: 6px 14px 8px;
      font-size: var(--size-1);
      color: var(--muted);
    }
  }
`;
