import type { Page } from '@playwright/test';

import type { KvraftBeside } from '../../www/src/views/beside.ts';
import { problems } from './axe.ts';
import { expect, test, type LabPage } from './lab.ts';

async function open(lab: LabPage, page: Page, bug: string, query = '?seed=42&lang=en'): Promise<void> {
  await lab.open(query);
  await page.locator('.toggle-settings').filter({ visible: true }).click({ timeout: 1000 }).catch(() => undefined);
  await page.getByTestId('museum').click();
  await page.getByTestId(`beside-${bug}`).click();
  await expect(page.getByTestId('beside-play')).toBeVisible();
}

/** The times of both, and whether they do the same. */
const times = (page: Page): Promise<readonly number[]> =>
  page.locator('kvraft-beside').evaluate((element) => (element as KvraftBeside).pair.runs.map((run) => run.now()));

async function stop(page: Page): Promise<void> {
  const button = page.getByTestId('beside-play');
  if ((await button.getAttribute('aria-label')) === 'Pause') await button.click();
  await expect(button).toHaveAttribute('aria-label', 'Play');
}

test('a mistake stands beside the correct cluster, both in step, and it is told where they part', async ({ lab, page }) => {
  const fetched: string[] = [];
  page.on('request', (request) => fetched.push(request.url()));
  await lab.open('?seed=42&lang=en&speed=1/4');
  await lab.leader();
  expect(fetched.filter((url) => /beside/.test(url))).toEqual([]);
  await page.getByTestId('museum').click();
  await page.getByTestId('beside-vote-twice').click();
  await expect(page.getByTestId('beside')).toContainText('A second vote, beside the correct one');
  await stop(page);
  // The run of the page waits meanwhile.
  expect(await lab.ask((app) => app.playing)).toBe(false);
  await page.getByTestId('beside-start').click();
  await expect(page.getByTestId('verdict-broken')).toHaveText('No judge objects');
  await expect(page.getByTestId('beside-says')).toHaveText('Both are still the same.');
  await expect(page.getByTestId('beside-facts')).toContainText('With the mistake: S2 votes for S3');
  await expect(page.getByTestId('beside-facts')).toContainText('As it should be: S2 refuses S3 its vote');
  await page.getByTestId('go-parting').click();
  await expect(page.getByTestId('beside-says')).toHaveText('They are not the same any more.');
  await page.getByTestId('go-violation').click();
  await expect(page.getByTestId('verdict-broken')).toHaveText('One Vote is broken');
  await expect(page.getByTestId('verdict-correct')).toHaveText('No judge objects');
  const [one, other] = await times(page);
  expect(one).toBe(other);
  await expect(page.locator('[data-side=broken] kvraft-ring [data-server]')).toHaveCount(3);
  await expect(page.locator('[data-side=correct] kvraft-ring [data-server]')).toHaveCount(3);
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('beside')).toHaveCount(0);
  await expect.poll(() => lab.ask((app) => app.playing)).toBe(true);
});

test('its clock runs, stands, and goes by steps and to any moment', async ({ lab, page }) => {
  await open(lab, page, 'vote-twice');
  await stop(page);
  await page.getByTestId('beside-start').click();
  await expect(page.getByTestId('beside-time')).toHaveText('0 ms');
  await page.getByTestId('beside-speed').selectOption({ label: '1×' });
  await page.getByTestId('beside-play').click();
  await expect.poll(async () => (await times(page))[0] ?? 0).toBeGreaterThan(20);
  await stop(page);
  const [at = 0, other] = await times(page);
  expect(at).toBe(other);
  await page.getByTestId('beside-time').click();
  await page.getByTestId('beside-step').click();
  await expect.poll(async () => (await times(page))[0] ?? 0).toBeGreaterThan(at);
  await page.getByTestId('beside-back').click();
  await page.getByTestId('beside-back').click();
  await expect.poll(async () => (await times(page))[1] ?? 0).toBeLessThanOrEqual(at);
  await page.getByTestId('beside-range').fill('15');
  await expect(page.getByTestId('beside-time')).toHaveText('15 ms');
  expect(await times(page)).toEqual([15, 15]);
  // Keys are its own: the page behind does not hear them.
  await page.getByTestId('beside-close').focus();
  await page.keyboard.press('.');
  await expect.poll(async () => (await times(page))[0] ?? 0).toBeGreaterThan(15);
  expect(await lab.ask((app) => app.playing)).toBe(false);
});

test('with less motion it waits to be started', async ({ lab, page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await open(lab, page, 'vote-twice');
  await expect(page.getByTestId('beside-play')).toHaveAttribute('aria-label', 'Play');
  expect(await times(page)).toEqual([0, 0]);
});

for (const [name, theme, lang, width, height, bug] of [
  ['desktop', 'light', 'en', 1440, 900, 'commit-old-terms'],
  ['desktop', 'dark', 'zh-CN', 1440, 900, 'vote-twice'],
  ['phone', 'light', 'zh-CN', 390, 844, 'forget-duplicates'],
  ['phone', 'dark', 'en', 390, 844, 'vote-twice'],
] as const) {
  test(`${name} ${theme} ${lang}: axe has no complaint`, async ({ lab, page }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await page.setViewportSize({ width, height });
    await open(lab, page, bug, `?seed=42&lang=${lang}&theme=${theme}`);
    await page.getByTestId('go-violation').click();
    await expect(page.locator('[data-testid=verdict-broken].broken')).toBeVisible();
    expect(await problems(page)).toEqual([]);
    for (const side of ['broken', 'correct']) {
      const box = (await page.locator(`[data-side=${side}] kvraft-ring`).boundingBox())!;
      expect(Math.min(box.width, box.height)).toBeGreaterThan(120);
    }
    await page.screenshot({ path: `screenshots/beside-${name}-${theme}-${lang}.png` });
  });
}
