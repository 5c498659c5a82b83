import type { Page } from '@playwright/test';

import { problems } from './axe.ts';
import { eventful, expect, test, type LabPage } from './lab.ts';

const row = (page: Page, table: string, name: string) =>
  page.locator(`[data-table=${table}] tbody tr`).filter({ has: page.getByRole('rowheader', { name, exact: true }) });

async function open(page: Page): Promise<void> {
  await page.getByTestId('statistics').click();
  await expect(page.getByTestId('statistics-about')).toContainText('Counted from');
}

test('it is fetched when it is opened, and tells what the run tells', async ({ lab, page }) => {
  const fetched: string[] = [];
  page.on('request', (request) => fetched.push(request.url()));
  await eventful(lab);
  expect(fetched.filter((url) => /statistics/.test(url))).toEqual([]);
  await open(page);
  const events = await lab.ask((app) => app.view.eventCount);
  await expect(page.getByTestId('statistics-about')).toHaveText(`Counted from ${events} events, up to 1\u202f500 ms.`);
  await expect(row(page, 'elections', 'Elections won').locator('td')).toHaveText('2');
  await expect(row(page, 'elections', 'Crashes').locator('td')).toHaveText('1');
  await expect(page.locator('[data-table=leaders] tbody tr')).toHaveCount(2);
  await expect(row(page, 'leaders', 'S4, term 1').locator('td').nth(1)).toHaveText('800');
  await expect(row(page, 'leaders', 'S3, term 2').locator('td').nth(1)).toHaveText('still');
  await expect(row(page, 'requests', 'Answered').locator('td')).toHaveText('1');
  const latency = await lab.ask((app) => app.time);
  expect(latency).toBe(1500);
  await expect(row(page, 'requests', 'Longest, ms').locator('td')).toHaveText('87');
  await expect(row(page, 'histogram', '50 to 100 ms').locator('td').last()).toHaveText('1');
});

test('it counts up to the moment that is shown, or all that was seen', async ({ lab, page }) => {
  await eventful(lab);
  await lab.ask((app) => app.seek(500));
  await open(page);
  const here = await lab.ask((app) => app.view.eventCount);
  await expect(page.getByTestId('statistics-about')).toHaveText(`Counted from ${here} events, up to 500 ms.`);
  await expect(row(page, 'elections', 'Crashes')).toHaveCount(0);
  await page.getByTestId('statistics-all').check();
  await expect(row(page, 'elections', 'Crashes').locator('td')).toHaveText('1');
  await expect(page.getByTestId('statistics-about')).toContainText('up to 1\u202f500 ms.');
  // Time goes on, and so do the figures.
  await page.getByTestId('statistics-moment').check();
  await lab.ask((app) => app.seek(900));
  await expect(row(page, 'elections', 'Crashes').locator('td')).toHaveText('1');
});

test('it is copied as text and as CSV', async ({ lab, page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await eventful(lab);
  await open(page);
  const copied = (): Promise<string> => page.evaluate(() => navigator.clipboard.readText());
  await page.getByTestId('statistics-text').click();
  await expect(page.getByTestId('statistics-said')).toHaveText('Copied.');
  expect(await copied()).toMatch(/^Statistics\nCounted from [\s\S]*\nWho led\n[\s\S]*S4, term 1 +232 +800 +568\n/);
  await page.getByTestId('statistics-csv').click();
  await expect.poll(copied).toMatch(/^section,of,what,value\r\n/);
  expect(await copied()).toContain('Who led,"S4, term 1","led, ms",568\r\n');
});

test('where nothing may be copied it stands there to be copied by hand', async ({ lab, page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(navigator, 'clipboard', { value: { writeText: () => Promise.reject(new Error('no')) } });
  });
  await eventful(lab);
  await open(page);
  await page.getByTestId('statistics-csv').click();
  await expect(page.getByTestId('statistics-by-hand')).toHaveValue(/^section,of,what,value/);
});

test('the palette opens it', async ({ lab, page }) => {
  await eventful(lab);
  await page.keyboard.press('Control+k');
  await page.getByTestId('palette-input').fill('percentiles');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('statistics-about')).toContainText('Counted from');
});

/** Three seconds of work, a crash and losses. */
async function busy(lab: LabPage): Promise<void> {
  await lab.ask((app) => {
    app.pause();
    for (const line of ['all work 0 40', 'loss 8', 'duplicate 5']) app.run(line);
    app.seek(400);
  });
  await lab.ask((app) => {
    while (app.time < 1500) app.step();
    app.run('crash leader');
    while (app.time < 3500) app.step();
  });
}

for (const [name, theme, lang, width, height] of [
  ['desktop', 'light', 'en', 1440, 900],
  ['desktop', 'dark', 'zh-CN', 1440, 900],
  ['phone', 'light', 'zh-CN', 390, 844],
  ['phone', 'dark', 'en', 390, 844],
] as const) {
  test(`${name} ${theme} ${lang}: axe has no complaint`, async ({ lab, page }) => {
    await page.setViewportSize({ width, height });
    await lab.open(`?seed=42&lang=${lang}&theme=${theme}`);
    await busy(lab);
    if (width < 1000) await page.locator('[data-tab=events]').click();
    await page.getByTestId('statistics').click();
    await expect(page.locator('[data-table=histogram]')).toBeVisible();
    expect(await problems(page)).toEqual([]);
    const fits = await page.locator('kvraft-statistics').evaluate((sheet) => sheet.scrollWidth <= sheet.clientWidth);
    expect(fits).toBe(true);
    await page.screenshot({ path: `screenshots/statistics-${name}-${theme}-${lang}.png` });
    await page.locator('[data-table=histogram]').scrollIntoViewIfNeeded();
    await page.screenshot({ path: `screenshots/statistics-${name}-${theme}-${lang}-end.png` });
  });
}
