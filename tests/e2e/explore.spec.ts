import { expect, test } from './lab.ts';
import type { Page } from '@playwright/test';

const seeds = async (page: Page): Promise<number> =>
  Number((await page.getByTestId('explore-seeds').innerText()).replace(/\D/g, ''));

/** Those that explore: one more paints. */
const explorers = (page: Page): number => page.workers().filter((each) => /explore/.test(each.url())).length;

test('seeds are explored beside the page until one stops it', async ({ lab, page }) => {
  await lab.open();
  await page.getByTestId('explore').click();
  await page.getByTestId('explore-first').fill('7');
  await page.getByTestId('explore-toggle').click();
  await expect.poll(() => seeds(page), { timeout: 15_000 }).toBeGreaterThan(0);
  const before = await seeds(page);
  await expect.poll(() => seeds(page), { timeout: 15_000 }).toBeGreaterThan(before);
  expect(explorers(page)).toBeGreaterThan(0);

  await page.getByTestId('explore-toggle').click();
  await expect(page.getByTestId('explore-toggle')).toHaveText('Start');
  await expect.poll(() => explorers(page)).toBe(0);
  const stopped = await seeds(page);
  await page.waitForTimeout(1200);
  expect(await seeds(page)).toBe(stopped);
});

test('any seed opens as a recorded session', async ({ lab, page }) => {
  await lab.open();
  await page.getByTestId('explore').click();
  await page.getByTestId('explore-any').fill('-1');
  await page.getByTestId('explore-open').click();
  await expect(page.getByTestId('explore-trouble')).toContainText('That is no seed');
  await page.getByTestId('explore-any').fill('7');
  await page.getByTestId('explore-any').press('Enter');
  await expect(page.locator('#explorer')).toBeHidden();
  await expect(page.getByTestId('story')).toBeVisible();
  await expect.poll(() => lab.ask((app) => app.time)).toBeGreaterThan(0);
});

test('a session in which a judge objects is made smaller', async ({ lab, page }) => {
  await lab.open('?scenario=stale-read&lang=en&speed=10');
  await expect.poll(() => lab.ask((app) => app.view.violations), { timeout: 20_000 }).toBeGreaterThan(0);
  await page.getByTestId('explore').click();
  await page.getByTestId('shrink').click();
  await page.getByTestId('shrunk-open').click({ timeout: 20_000 });
  await expect(page.locator('#explorer')).toBeHidden();
  await expect(page.getByTestId('story')).toBeVisible();
});

test('without workers the page itself explores', async ({ lab, page }) => {
  await page.addInitScript('delete globalThis.Worker');
  await lab.open();
  await page.getByTestId('explore').click();
  await page.getByTestId('explore-toggle').click();
  await expect.poll(() => seeds(page), { timeout: 15_000 }).toBeGreaterThan(0);
  await page.getByTestId('explore-toggle').click();
});

test('what was found opens shortly before it happens', async ({ lab, page }) => {
  // A worker that finds something at once.
  await page.addInitScript(`globalThis.Worker = class {
    postMessage() {
      const finding = { seed: '7', kind: 'no-leader', at: 4000, sentence: 'Nobody leads.' };
      const view = { next: '8', seeds: 1, ticks: 60000, events: 900, findings: [finding] };
      setTimeout(() => this.onmessage({ data: { kind: 'explored', view } }));
    }
    terminate() {}
  }`);
  await lab.open();
  await page.getByTestId('explore').click();
  await page.getByTestId('explore-toggle').click();
  await expect(page.locator('[data-finding="7"]')).toContainText('Nobody leads.');
  await page.getByRole('button', { name: 'Open this seed: 7' }).click();
  await expect(page.locator('#explorer')).toBeHidden();
  expect(await lab.ask((app) => app.seed)).toBe('7');
  expect(await lab.ask((app) => app.time)).toBeGreaterThanOrEqual(3700);
});
