import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import type { Page } from '@playwright/test';

import { expect, test, type LabPage } from './lab.ts';
import { pixelsOf } from './png.ts';

/**
 * How the page looks, as figures that can be read and compared on any machine: where the parts stand
 * and what colour is painted there. Pictures would be heavy, and other fonts would fail them: so nothing is taken
 * whose size its text decides. `UPDATE_LOOKS=1` writes the figures anew; look at the screenshots, too.
 */
interface Part {
  readonly selector: string;
  /**
   * Where its colour is taken: shares of its width and height, and pixels from there. `mean` is that of the whole box;
   * a hairline has none, for it is as its pixels fall.
   */
  readonly at: readonly [number, number, number?, number?] | 'mean' | 'none';
  /** Of many the first few. */
  readonly most?: number;
}

const PARTS: readonly Part[] = [
  { selector: 'header', at: [0, 1, 2, -1] },
  { selector: '.panel', at: [1, 1, -14, -6] },
  { selector: 'kvraft-ring', at: [0, 0, 3, 3] },
  { selector: '.server .body', at: [0.5, 0.5, 0, -15] },
  { selector: '.server .track', at: [0.5, 1] },
  { selector: '.server .star', at: [0.5, 0.5] },
  { selector: '.client-body', at: [0, 0.5, 6, 0] },
  { selector: '.link', at: 'none', most: 4 },
  { selector: '.wall', at: [0.5, 0.5] },
  { selector: '.cross-out', at: [0.3, 0.3] },
  { selector: '.message :is(.solid, .open)', at: [0.3, 0.5], most: 8 },
  { selector: 'kvraft-logs tbody td [data-hue]', at: [0, 0.5, 4, 0], most: 12 },
  { selector: 'kvraft-scrubber svg', at: [0.1, 0.5] },
  { selector: '[data-testid=play]', at: [0, 0.5, 4, 0] },
  { selector: '[data-testid=console-input]', at: [1, 1, -4, -4] },
  { selector: '.plot canvas', at: 'mean' },
];

/** A row of figures: left, top, width, height, and the colour there. */
type Figure = readonly [number, number, number, number, string];
type Look = Readonly<Record<string, Figure>>;

/** Text whose box is a pixel higher moves what is below it; 3 px allow for that, and see a shift of 8. */
const PIXELS = 3;
/** Of 255 in each channel: what anti-aliasing and blending differ by. */
const SHADE = 10;

async function lookOf(page: Page): Promise<Look> {
  const boxes: { readonly name: string; readonly box: readonly number[]; readonly at: Part['at'] }[] = [];
  for (const { selector, at, most = 9 } of PARTS) {
    const all = await page.locator(selector).evaluateAll((elements) =>
      elements.map((each) => {
        const { x, y, width, height } = each.getBoundingClientRect();
        return [x, y, width, height];
      }),
    );
    const seen = all.filter(([, , width = 0, height = 0]) => 0 < width + height).slice(0, most);
    seen.forEach((box, i) => boxes.push({ name: `${selector} ${i + 1}`, box, at }));
  }
  const picture = pixelsOf(await page.screenshot({ animations: 'disabled' }));
  return Object.fromEntries(
    boxes.map(({ name, box, at }) => {
      const rounded = box.map(Math.round);
      return [name, [...rounded, colourAt(picture, rounded, at)] as unknown as Figure];
    }),
  );
}

function colourAt(
  { width: w, height: h, channels, pixels }: ReturnType<typeof pixelsOf>,
  [x = 0, y = 0, width = 0, height = 0]: readonly number[],
  at: Part['at'],
): string {
  if (at === 'none') return 'none';
  const [shareX, shareY, dx = 0, dy = 0] = at === 'mean' ? [0, 0] : at;
  const [left, top] = [Math.round(x + shareX * width + dx), Math.round(y + shareY * height + dy)];
  const [columns, rows] = at === 'mean' ? [width, height] : [1, 1];
  const sums = [0, 0, 0];
  let count = 0;
  for (let row = Math.max(0, top); row < Math.min(h, top + rows); row++) {
    for (let column = Math.max(0, left); column < Math.min(w, left + columns); column++) {
      for (const i of [0, 1, 2]) sums[i] = (sums[i] ?? 0) + (pixels[(row * w + column) * channels + i] ?? 0);
      count += 1;
    }
  }
  const hex = sums.map((sum) => Math.round(sum / count).toString(16).padStart(2, '0'));
  return count === 0 ? 'outside' : `#${hex.join('')}`;
}

/** What differs beyond tolerance, in words. */
function differences(look: Look, golden: Look): readonly string[] {
  const names = [...new Set([...Object.keys(golden), ...Object.keys(look)])];
  return names.flatMap((name) => {
    const [is, was] = [look[name], golden[name]];
    if (is === undefined) return [`${name} is gone`];
    if (was === undefined) return [`${name} is new`];
    const moved = [0, 1, 2, 3].some((i) => PIXELS < Math.abs(Number(is[i]) - Number(was[i])));
    const shaded = SHADE < shadeBetween(is[4], was[4]);
    if (!moved && !shaded) return [];
    return [`${name} is ${is.join(' ')}, was ${was.join(' ')}`];
  });
}

function shadeBetween(one: string, other: string): number {
  if (one === other) return 0;
  const channels = (colour: string): readonly number[] =>
    [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  const [a, b] = [channels(one), channels(other)];
  const most = Math.max(...a.map((each, i) => Math.abs(each - (b[i] ?? 0))));
  return Number.isNaN(most) ? 255 : most;
}

function fileOf(name: string): string {
  return fileURLToPath(new URL(`looks/${name}.json`, import.meta.url));
}

function readGolden(name: string): Look {
  return JSON.parse(readFileSync(fileOf(name), 'utf8')) as Look;
}

function writeGolden(name: string, look: Look): void {
  mkdirSync(fileURLToPath(new URL('looks', import.meta.url)), { recursive: true });
  const rows = Object.entries(look).map(([key, figure]) => `  ${JSON.stringify(key)}: ${JSON.stringify(figure)}`);
  writeFileSync(fileOf(name), `{\n${rows.join(',\n')}\n}\n`);
}

const SIZES = { desktop: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } } as const;

interface View {
  readonly name: string;
  readonly size: keyof typeof SIZES;
  readonly theme: 'light' | 'dark';
  readonly lang: 'en' | 'zh-CN';
  readonly show: (lab: LabPage, page: Page) => Promise<void>;
}

/** Two entries in the logs, messages on their way. */
async function busy(lab: LabPage): Promise<void> {
  await lab.ask((app) => {
    app.pause();
    app.seek(300);
    app.run('put x 1');
    app.seek(420);
    app.run('append x 2');
    app.seek(434);
  });
}

async function parted(lab: LabPage): Promise<void> {
  await busy(lab);
  await lab.ask((app) => {
    app.run('partition 1 2 | 3 4 5');
    app.run('crash 5');
    app.seek(700);
  });
}

const stage = (name: string) => async (lab: LabPage, page: Page): Promise<void> => {
  await busy(lab);
  await page.locator(`[data-stage=${name}]:visible, [data-tab=${name}]:visible`).first().click();
  await expect(page.locator('.plot .cursor')).toBeVisible();
};

const VIEWS: readonly View[] = [
  ...(['desktop', 'phone'] as const).flatMap((size) =>
    (['light', 'dark'] as const).flatMap((theme) =>
      (['en', 'zh-CN'] as const).map((lang) => ({ name: 'busy', size, theme, lang, show: busy })),
    ),
  ),
  { name: 'parted', size: 'desktop', theme: 'light', lang: 'en', show: parted },
  { name: 'parted', size: 'phone', theme: 'dark', lang: 'zh-CN', show: parted },
  { name: 'space-time', size: 'desktop', theme: 'dark', lang: 'en', show: stage('space-time') },
  { name: 'history', size: 'phone', theme: 'light', lang: 'zh-CN', show: stage('history') },
];

async function show(lab: LabPage, page: Page, view: View): Promise<void> {
  await page.setViewportSize(SIZES[view.size]);
  await lab.open(`?seed=42&theme=${view.theme}&lang=${view.lang}`);
  await view.show(lab, page);
  await page.mouse.move(1, 1);
  // Two frames: what was asked for is painted.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}

const nameOf = ({ name, size, theme, lang }: View): string => `${name}-${size}-${theme}-${lang}`;

for (const view of VIEWS) {
  test(`it looks as it did: ${nameOf(view)}`, async ({ lab, page }) => {
    await show(lab, page, view);
    const look = await lookOf(page);
    if (process.env['UPDATE_LOOKS'] === '1' || !existsSync(fileOf(nameOf(view)))) {
      expect(process.env['UPDATE_LOOKS'], `there is no tests/e2e/looks/${nameOf(view)}.json`).toBe('1');
      writeGolden(nameOf(view), look);
    }
    expect(differences(look, readGolden(nameOf(view)))).toEqual([]);
    // Fewer figures than this would see little.
    expect(Object.keys(look).length).toBeGreaterThan(view.size === 'phone' ? 10 : 35);
  });
}

/** A rule for one shadow root, as somebody might write it by mistake. */
function rule(page: Page, host: string, css: string): Promise<void> {
  return page.locator(host).first().evaluate((element, text) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    const root = element.shadowRoot!;
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  }, css);
}

const FIRST = VIEWS[0]!;

for (const [what, host, css, culprit] of [
  ['a panel 8 px further right', 'kvraft-app', '.panel.cluster { transform: translateX(8px) }', '.panel 1'],
  ['a row 8 px lower', 'kvraft-app', '.panel.transport { margin-top: 8px }', '.panel 1 is'],
  ['a term without its hue', 'kvraft-app', ':host { --term-0: #767676 !important }', '.server .body'],
  ['followers filled', 'kvraft-ring', '.body { fill: var(--hue) }', '.server .body 1'],
  ['a surface a shade too dark', 'kvraft-app', ':host { --surface: #eeeeee !important }', '.panel 1'],
  ['clients gone', 'kvraft-ring', '.client { display: none }', '.client-body 1 is gone'],
  ['messages hollow', 'kvraft-ring', '.message .solid { fill: none; stroke: none }', '.message'],
] as const) {
  test(`it would be seen: ${what}`, async ({ lab, page }) => {
    await show(lab, page, FIRST);
    await rule(page, host, css);
    const found = differences(await lookOf(page), readGolden(nameOf(FIRST)));
    expect(found.join('\n')).toContain(culprit);
  });
}

for (const view of [FIRST, VIEWS.find(({ size, lang }) => size === 'phone' && lang === 'en')!]) {
  test(`other fonts are no other look: ${nameOf(view)}`, async ({ lab, page }) => {
    await show(lab, page, view);
    for (const font of ['serif', "'DejaVu Serif'", 'Arial, Liberation Sans']) {
      await rule(page, 'kvraft-app', `:host { --font: ${font} !important }`);
      expect([font, differences(await lookOf(page), readGolden(nameOf(view)))]).toEqual([font, []]);
    }
  });
}
