/**
 * The visual language. Chrome is monochrome, so that colour is free to mean something, once:
 * hue = term (always with its number) · shape = role and kind · fill = committed or not ·
 * crossing and dimming = health · vermilion = a safety property is broken, and nothing else.
 */
import { css } from 'lit';

/** Terms beyond these take the hues again; neighbours always differ, and the number is there. */
export const HUES = 8;

export function hueOf(term: number): number {
  return term <= 0 ? -1 : (term - 1) % HUES;
}

export const tokens = css`
  :host {
    color-scheme: light dark;
    --paper: light-dark(#f4f2ec, #0e1115);
    --surface: light-dark(#fffefb, #161a20);
    --raised: light-dark(#ffffff, #20262e);
    --sunken: light-dark(#f3f1ea, #101419);
    --ink: light-dark(#1b1f25, #eceef1);
    --muted: light-dark(#585f69, #a7b0bb);
    --faint: light-dark(#868c95, #76808c);
    --line: light-dark(#e1ddd2, #2b323b);
    --hair: light-dark(#e4e0d6, #262d35);
    --hatch: light-dark(#d5d0c3, #39424d);
    --tint: light-dark(#efe9d3, #33372f);
    --wash: color-mix(in srgb, currentcolor 8%, transparent);
    --shadow: light-dark(rgb(40 34 20 / 0.16), rgb(0 0 0 / 0.55));
    --veil: rgb(0 0 0 / 0.35);
    --on-ink: light-dark(#ffffff, #101317);
    --broken: light-dark(#c42f14, #ff7355);

    --term-0: light-dark(oklch(0.5 0.14 255), oklch(0.78 0.11 250));
    --term-1: light-dark(oklch(0.5 0.12 152), oklch(0.8 0.13 152));
    --term-2: light-dark(oklch(0.5 0.17 312), oklch(0.78 0.13 312));
    --term-3: light-dark(oklch(0.52 0.11 78), oklch(0.82 0.12 82));
    --term-4: light-dark(oklch(0.5 0.09 205), oklch(0.8 0.1 205));
    --term-5: light-dark(oklch(0.5 0.17 352), oklch(0.78 0.13 352));
    --term-6: light-dark(oklch(0.5 0.11 122), oklch(0.82 0.13 122));
    --term-7: light-dark(oklch(0.48 0.16 285), oklch(0.76 0.12 285));
    --on-term: light-dark(#ffffff, #0e1115);

    --font:
      system-ui, -apple-system, 'Segoe UI', Roboto, 'PingFang SC', 'Hiragino Sans GB',
      'Microsoft YaHei', 'Noto Sans SC', 'Noto Sans CJK SC', sans-serif;
    --mono:
      ui-monospace, 'SF Mono', 'Cascadia Mono', Menlo, Consolas, 'DejaVu Sans Mono',
      'Noto Sans Mono CJK SC', monospace;

    --size-1: 0.75rem;
    --size-2: 0.8125rem;
    --size-3: 0.9375rem;
    --size-4: 1.125rem;
    --size-5: 1.375rem;
    --gap-1: 0.25rem;
    --gap-2: 0.5rem;
    --gap-3: 0.75rem;
    --gap-4: 1rem;
    --gap-5: 1.5rem;
    /* One gap apart: corners lie around each other. */
    --round-1: 0.25rem;
    --round-2: 0.5rem;
    --round-3: 0.75rem;
    --round-pill: 9rem;
    --target: 2rem;
    --target-small: 1.75rem;
    --target-row: 1.5rem;
  }
  :host([theme='light']) {
    color-scheme: light;
  }
  :host([theme='dark']) {
    color-scheme: dark;
  }
  @media (max-width: 999px), (pointer: coarse) {
    :host {
      --target: 2.75rem;
      --target-small: 2.75rem;
      --target-row: 2.75rem;
    }
  }
  /* The reader's own colours; what terms are stays told by hue, against either ground. */
  @media (forced-colors: active) {
    :host(:is([theme], :not([theme]))) {
      color-scheme: light dark;
      --paper: Canvas;
      --surface: Canvas;
      --raised: Canvas;
      --sunken: Canvas;
      --tint: Canvas;
      --on-ink: Canvas;
      --on-term: Canvas;
      --ink: CanvasText;
      --muted: CanvasText;
      --faint: color-mix(in srgb, CanvasText 65%, Canvas);
      --line: color-mix(in srgb, CanvasText 30%, Canvas);
      --hair: var(--line);
    }
  }
`;
