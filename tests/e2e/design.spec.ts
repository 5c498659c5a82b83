import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { expect, test } from './lab.ts';

// The design system, as README tells it: a sheet of its tokens for people to look at, and what it promises of them.

const SOURCE = readFileSync(fileURLToPath(new URL('../../www/src/styles/tokens.ts', import.meta.url)), 'utf8');
const NAMES = [...new Set([...SOURCE.matchAll(/^ +(--[a-z0-9-]+):/gm)].map(([, name = '']) => name))];
const COLOURS = NAMES.filter((name) => !/size|gap|round|target|font|mono/.test(name));
const SIZES = NAMES.filter((name) => name.startsWith('--size-'));
const GAPS = NAMES.filter((name) => name.startsWith('--gap-'));

test('a corner is one of three, a pill, or a circle', () => {
  const folders = ['styles', 'views', 'offline'].map((name) => new URL(`../../www/src/${name}/`, import.meta.url));
  const corners = folders.flatMap((folder) =>
    readdirSync(folder)
      // What stands around a figure before its tokens are there.
      .filter((name) => name.endsWith('.ts') && name !== 'embed-shell.ts')
      .flatMap((name) => {
        const text = readFileSync(new URL(name, folder), 'utf8');
        return [...text.matchAll(/border-radius: ([^;]+);/g)].map(([, value = '']) => ({ name, value }));
      }),
  );
  expect(corners.length).toBeGreaterThan(40);
  const known = /^(?:var\(--round-(?:[123]|pill)\)|calc\(var\(--round-1\) \/ 2\)|50%|0| )+$/;
  expect(corners.filter(({ value }) => !known.test(value))).toEqual([]);
});

for (const theme of ['light', 'dark'] as const) {
  test(`the tokens on a sheet, ${theme}`, async ({ lab, page }) => {
    await lab.open(`?seed=42&lang=en&theme=${theme}`);
    await lab.ask((app) => app.pause());
    const drawn = await page.evaluate(
      ({ colours, sizes, gaps }) => {
        const root = document.querySelector('kvraft-app')!.shadowRoot!;
        const rules = new CSSStyleSheet();
        rules.replaceSync(`.sheet { position: fixed; inset: 0; z-index: 9; padding: 24px; overflow: auto; display: grid;
          grid-template-columns: 2fr 1fr; gap: 32px; align-content: start; background: var(--paper); }
          .sheet ul { list-style: none; display: grid; grid-template-columns: repeat(3, 1fr); gap: 10px; }
          .sheet ul + ul { grid-template-columns: 1fr; }
          .sheet li { display: flex; gap: 10px; align-items: center; }
          .sheet i { display: block; width: 64px; height: 40px; border: 1px solid var(--line); border-radius: 8px; }`);
        root.adoptedStyleSheets = [...root.adoptedStyleSheets, rules];
        const sheet = document.createElement('div');
        sheet.className = 'sheet';
        const list = (names: readonly string[], show: (name: string, mark: HTMLElement, text: HTMLElement) => void): void => {
          const all = document.createElement('ul');
          for (const name of names) {
            const [row, mark, text] = ['li', 'i', 'span'].map((tag) => document.createElement(tag)) as [HTMLElement, HTMLElement, HTMLElement];
            text.textContent = name;
            show(name, mark, text);
            row.append(mark, text);
            all.append(row);
          }
          sheet.append(all);
        };
        list(colours, (name, mark) => (mark.style.background = `var(${name})`));
        list([...sizes, ...gaps], (name, mark, text) => {
          if (name.startsWith('--gap')) mark.style.width = `var(${name})`;
          else {
            mark.hidden = true;
            text.style.fontSize = `var(${name})`;
          }
        });
        root.append(sheet);
        return [...sheet.querySelectorAll('i')].map((mark) => getComputedStyle(mark).backgroundColor);
      },
      { colours: COLOURS, sizes: SIZES, gaps: GAPS },
    );
    await page.screenshot({ path: `screenshots/design-${theme}.png` });
    // Every colour is one, and no two terms have the same.
    const painted = drawn.slice(0, COLOURS.length);
    expect(painted).not.toContain('rgba(0, 0, 0, 0)');
    const terms = painted.filter((_, i) => COLOURS[i]?.startsWith('--term-'));
    expect(new Set(terms).size).toBe(8);
  });

  test(`the scale rises, and text has its contrast, ${theme}`, async ({ lab, page }) => {
    await lab.open(`?seed=42&lang=en&theme=${theme}`);
    const { lengths, contrasts } = await page.evaluate(
      ({ sizes, gaps }) => {
        const root = document.querySelector('kvraft-app')!.shadowRoot!;
        const probe = document.createElement('div');
        root.append(probe);
        const lengths = [sizes, gaps].map((names) =>
          names.map((name) => {
            probe.style.width = `var(${name})`;
            return parseFloat(getComputedStyle(probe).width);
          }),
        );
        const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })!;
        const luminance = (name: string): number => {
          probe.style.color = `var(${name})`;
          canvas.fillStyle = getComputedStyle(probe).color;
          canvas.fillRect(0, 0, 1, 1);
          const [r = 0, g = 0, b = 0] = [...canvas.getImageData(0, 0, 1, 1).data].map((each) => {
            const part = each / 255;
            return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
          });
          return 0.2126 * r + 0.7152 * g + 0.0722 * b;
        };
        const contrast = (one: string, other: string): number => {
          const [a, b] = [luminance(one), luminance(other)].sort((x, y) => y - x) as [number, number];
          return (a + 0.05) / (b + 0.05);
        };
        const pairs = [
          ...['--ink', '--muted'].flatMap((ink) => ['--paper', '--surface', '--raised', '--sunken'].map((on) => [ink, on] as const)),
          ...Array.from({ length: 8 }, (_, i) => [`--term-${i}`, '--surface'] as const),
          ...Array.from({ length: 8 }, (_, i) => ['--on-term', `--term-${i}`] as const),
          ['--broken', '--surface'] as const,
        ];
        return { lengths, contrasts: pairs.map(([a, b]) => ({ pair: `${a} on ${b}`, ratio: contrast(a, b) })) };
      },
      { sizes: SIZES, gaps: GAPS },
    );
    for (const scale of lengths) expect(scale).toEqual([...scale].sort((a, b) => a - b));
    // WCAG 1.4.3, AA.
    expect(contrasts.filter(({ ratio }) => ratio < 4.5)).toEqual([]);
  });
}
