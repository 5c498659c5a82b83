import { readFileSync } from 'node:fs';

import type { Page } from '@playwright/test';

import { problems } from './axe.ts';
import { expect, test, type LabPage } from './lab.ts';

/** Thirty seconds with two elections, a crash and few calls; paused at the end. */
async function calm(lab: LabPage, query = '?seed=42&lang=en'): Promise<void> {
  await lab.open(query);
  await lab.ask((app) => {
    app.pause();
    app.seek(6000);
    app.run('put x 1');
    app.seek(11_000);
    app.run('crash leader');
    app.seek(18_000);
    app.run('c2 append x 2');
    app.seek(24_000);
    app.run('restart 4');
    app.seek(30_000);
  });
}

interface Plot extends HTMLElement {
  readonly span: { from: number; to: number };
  readonly folding: {
    readonly folds: { readonly spans: readonly { from: number; to: number }[] };
    readonly opened: readonly unknown[];
  };
  xAt(tick: number): number;
}

/** Asks the diagram, or the history. */
async function ask<T>(page: Page, question: (plot: Plot) => T): Promise<T> {
  return page.evaluate(
    `(${question.toString()})(document.querySelector('kvraft-app').shadowRoot.querySelector('kvraft-spacetime, kvraft-history'))`,
  );
}

const breaks = (page: Page) => ask(page, (plot) => plot.folding.folds.spans.map(({ from, to }) => ({ from, to, x: (plot.xAt(from) + plot.xAt(to)) / 2 })));
/** Pixels between the crash at 11 s and the call at 18 s. */
const apart = (page: Page) => ask(page, (plot) => plot.xAt(18_000) - plot.xAt(11_000));

async function openPlot(page: Page, stage: 'space-time' | 'history'): Promise<void> {
  await page.locator(`[data-stage=${stage}]`).click();
  await expect(page.locator('.plot .cursor span')).toHaveText(/ ms$/);
  await expect(page.locator('.plot .empty')).toHaveCount(0);
}

async function exported(page: Page): Promise<string> {
  await page.getByTestId('export-button').click();
  const download = page.waitForEvent('download');
  await page.getByTestId('export-svg').click();
  return readFileSync(await (await download).path(), 'utf8');
}

test('quiet stretches fold to breaks; a click unfolds one, its handle folds it again', async ({ lab, page }) => {
  await calm(lab);
  await openPlot(page, 'space-time');
  await page.getByTestId('zoom-all').click();
  const plain = await apart(page);
  const button = page.getByTestId('fold');
  await expect(button).toHaveAttribute('aria-pressed', 'false');
  await expect(button).toHaveAccessibleName('Fold quiet stretches');
  await button.click();
  await expect(button).toHaveAttribute('aria-pressed', 'true');
  await expect(page.getByTestId('plot-says')).toHaveText(/^Quiet stretches folded: 5, [\d\s]+ ms in all$/);
  await expect.poll(async () => (await breaks(page)).length).toBe(5);
  await page.getByTestId('zoom-all').click();
  // All of it is in sight as before, and seven seconds of heartbeats are a break.
  await expect.poll(() => apart(page)).toBeLessThan(plain);
  const length = (await breaks(page)).reduce((sum, { from, to }) => sum + to - from, 0);
  expect(length).toBeGreaterThan(25_000);
  const svg = await exported(page);
  for (const { from, to } of await breaks(page)) expect(svg).toContain(`>${String(to - from).replace(/\B(?=(\d{3})+$)/g, '\u202f')}`);
  expect(svg).toContain('a quiet stretch, folded, and how long it is');
  expect(svg).not.toMatch(/NaN|undefined/);

  const box = (await page.getByTestId('plot').boundingBox())!;
  const [, second] = await breaks(page);
  const spot = { x: box.x + second!.x, y: box.y + box.height / 2 };
  await page.mouse.move(spot.x, spot.y);
  await expect(page.getByTestId('plot-tip')).toContainText(/folded, .* nothing but heartbeats/);
  await page.mouse.click(spot.x, spot.y);
  await expect.poll(async () => (await breaks(page)).length).toBe(4);
  expect(await lab.ask((app) => app.time)).toBe(30_000);
  await expect(page.getByTestId('plot-says')).toHaveText(/^Unfolded: /);
  // Its handle is above the lanes, in the middle of what is in sight of it.
  const handle = await ask(page, (plot) => {
    const { from, to } = plot.folding.opened[0] as { from: number; to: number };
    return (Math.max(40, plot.xAt(from)) + Math.min(plot.clientWidth - 10, plot.xAt(to))) / 2;
  });
  await page.mouse.click(box.x + handle, box.y + 14);
  await expect.poll(async () => (await breaks(page)).length).toBe(5);
  await button.click();
  await expect.poll(async () => (await breaks(page)).length).toBe(0);
});

test('a click on what happens after a break goes to its moment', async ({ lab, page }) => {
  await calm(lab);
  await openPlot(page, 'space-time');
  await page.getByTestId('fold').click();
  await page.getByTestId('zoom-all').click();
  await expect.poll(() => ask(page, ({ span }) => Math.round(span.from))).toBeLessThan(10);
  const box = (await page.getByTestId('plot').boundingBox())!;
  const pitch = Math.min(96, (box.height - 56) / 7);
  const x = await ask(page, (plot) => plot.xAt(11_000));
  // The leader is S4.
  const y = 30 + (box.height - 56 - 7 * pitch) / 2 + pitch * 3.5;
  await page.mouse.move(box.x + x, box.y + y);
  await expect(page.getByTestId('plot-tip')).toContainText('crashes');
  await page.mouse.click(box.x + x, box.y + y);
  await expect(page.getByTestId('clock')).toHaveText(/^11\s000 ms$/);
  await expect(lab.server(4)).toHaveAttribute('data-status', 'crashed');
  // The moment stands where the event does.
  await expect.poll(() => ask(page, (plot) => plot.xAt(11_000) - plot.xAt(10_900))).toBeGreaterThan(1);
});

test('by keyboard: arrows stop at a break, Enter unfolds it, Shift Q folds it again', async ({ lab, page }) => {
  await calm(lab);
  await openPlot(page, 'space-time');
  const plot = page.getByTestId('plot');
  await plot.focus();
  await plot.press('q');
  const says = page.getByTestId('plot-says');
  await expect(says).toHaveText(/folded: 5/);
  await plot.press('Home');
  await expect(says).toHaveText(/^S1, /);
  await expect(async () => {
    await plot.press('ArrowRight');
    expect(await says.textContent()).toMatch(/ ms folded, .*heartbeats.*Enter/);
  }).toPass({ intervals: [30] });
  await plot.press('ArrowRight');
  await expect(says).toHaveText(/^S1, /);
  await plot.press('ArrowLeft');
  await expect(says).toHaveText(/ ms folded, /);
  await plot.press('Enter');
  await expect(says).toHaveText(/^Unfolded: /);
  await expect.poll(async () => (await breaks(page)).length).toBe(4);
  // Where it was is something to walk through now.
  await plot.press('ArrowLeft');
  await expect(says).toHaveText(/^S1, /);
  await plot.press('Shift+Q');
  await expect.poll(async () => (await breaks(page)).length).toBe(5);
  await plot.press('q');
  await expect.poll(async () => (await breaks(page)).length).toBe(0);
});

test('while time runs nothing jumps but the page that is turned', async ({ lab, page }) => {
  await lab.open('?seed=42&lang=en&speed=1/2');
  await lab.ask((app) => {
    app.pause();
    app.seek(3000);
  });
  await openPlot(page, 'space-time');
  await page.getByTestId('fold').click();
  await lab.ask((app) => app.play());
  const seen = await page.evaluate(async () => {
    const app = document.querySelector('kvraft-app') as HTMLElement & { time: number };
    const plot = app.shadowRoot?.querySelector('kvraft-spacetime') as Plot;
    const turns: { from: number; to: number; now: number; end: number }[] = [];
    let [span, folds, loose] = [plot.span, plot.folding.folds, 0];
    const end = performance.now() + 40_000;
    while (turns.length < 2 && performance.now() < end) {
      await new Promise(requestAnimationFrame);
      // The line is broken anew only when the page is turned.
      if (plot.folding.folds !== folds && plot.span === span) loose += 1;
      if (plot.span !== span) turns.push({ ...plot.span, now: app.time, end: plot.folding.folds.spans.at(-1)?.to ?? 0 });
      [span, folds] = [plot.span, plot.folding.folds];
    }
    return { turns, loose };
  });
  await lab.ask((app) => app.pause());
  expect(seen.loose).toBe(0);
  expect(seen.turns).toHaveLength(2);
  for (const { from, to, now, end } of seen.turns) {
    expect(from).toBeLessThan(now);
    expect(now).toBeLessThan(to);
    // What has just been is not folded, what was long before it is.
    expect(end).toBeLessThan(now - 250);
    expect(end).toBeGreaterThan(now - 3000);
  }
});

test('the history folds the times when no call is under way', async ({ lab, page }) => {
  await calm(lab);
  await openPlot(page, 'history');
  await page.getByTestId('zoom-all').click();
  const plain = await apart(page);
  await page.getByTestId('fold').click();
  await expect.poll(async () => (await breaks(page)).length).toBeGreaterThan(3);
  await page.getByTestId('zoom-all').click();
  await expect.poll(() => apart(page)).toBeLessThan(plain);
  expect(await exported(page)).toContain('a quiet stretch, folded');
  const count = (await breaks(page)).length;
  const plot = page.getByTestId('plot');
  await plot.focus();
  await plot.press('Home');
  await plot.press('ArrowRight');
  await expect(page.getByTestId('plot-says')).toHaveText(/ ms folded, .*no call under way/);
  await plot.press('Enter');
  await expect.poll(async () => (await breaks(page)).length).toBe(count - 1);
});

test('a hit of the search is not hidden in a break', async ({ lab, page }) => {
  await calm(lab);
  await openPlot(page, 'space-time');
  await page.getByTestId('fold').click();
  await expect.poll(async () => (await breaks(page)).length).toBe(5);
  await page.keyboard.press('s');
  await page.getByTestId('search-input').fill('m400');
  // It is found among messages only.
  await page.getByTestId('search-all').click();
  await expect(page.getByTestId('search-count')).toHaveText(/ found$/);
  await page.getByTestId('search-next').click();
  await expect.poll(async () => (await breaks(page)).length).toBe(4);
});

for (const [name, theme, lang, width, height] of [
  ['desktop', 'light', 'en', 1440, 900],
  ['desktop', 'dark', 'zh-CN', 1440, 900],
  ['phone', 'dark', 'en', 390, 844],
  ['phone', 'light', 'zh-CN', 390, 844],
] as const) {
  for (const stage of ['space-time', 'history'] as const) {
    test(`folded ${stage}, ${name} ${theme} ${lang}: axe has no complaint`, async ({ lab, page }) => {
      await page.setViewportSize({ width, height });
      await calm(lab, `?seed=42&lang=${lang}&theme=${theme}`);
      await page.locator(width < 1000 ? `[data-tab=${stage}]` : `[data-stage=${stage}]`).click();
      await expect(page.locator('.plot .cursor span')).toHaveText(/ ms$/);
      await page.getByTestId('fold').click();
      await expect.poll(async () => (await breaks(page)).length).toBeGreaterThan(3);
      await page.getByTestId('zoom-all').click();
      await page.mouse.move(1, 1);
      expect(await problems(page)).toEqual([]);
      await page.screenshot({ path: `screenshots/folds-${stage}-${name}-${theme}-${lang}.png` });
      // One of them is unfolded, nearer.
      const box = (await page.getByTestId('plot').boundingBox())!;
      const [, second] = await breaks(page);
      await page.mouse.click(box.x + second!.x, box.y + box.height / 2);
      await expect.poll(() => ask(page, ({ folding }) => folding.opened.length)).toBe(1);
      await page.mouse.move(1, 1);
      await page.screenshot({ path: `screenshots/folds-${stage}-open-${name}-${theme}-${lang}.png` });
    });
  }
}
