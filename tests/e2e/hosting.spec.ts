/** What a host serves: nothing from others, everything from any folder, and what search engines read. */
import type { Page } from '@playwright/test';

import type { KvraftApp } from '../../www/src/app.ts';
import { expect, test } from './lab.ts';

/** Addresses asked for that are not ours. */
function strangers(page: Page): string[] {
  const found: string[] = [];
  page.context().on('request', (request) => {
    const url = new URL(request.url());
    const ours = url.host === new URL(page.url()).host && url.pathname.startsWith('/some/course/');
    if (url.protocol.startsWith('http') && !ours) found.push(request.url());
  });
  return found;
}

test('nothing is asked of anybody else, wherever one goes', async ({ lab, page }) => {
  await lab.open();
  const found = strangers(page);
  await lab.open();
  await lab.leader();
  await lab.type('put x 1');
  await page.getByTestId('stories').click();
  await expect(page.locator('#stories')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByTestId('museum').click();
  await expect(page.locator('[data-bug="vote-twice"]')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByTestId('settings').click();
  await page.keyboard.press('Escape');
  await page.getByTestId('share').click();
  await page.keyboard.press('Escape');
  await page.getByTestId('help-button').click();
  // It is fetched first.
  await expect(page.getByRole('heading', { name: 'Help' })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.locator('[data-stage=space-time]').click();
  await page.locator('[data-stage=history]').click();
  await page.getByTestId('explore').click();
  await page.getByTestId('explore-toggle').click();
  await expect(page.getByTestId('explore-seeds')).not.toHaveText('0', { timeout: 20_000 });
  await page.keyboard.press('Escape');
  await lab.open('?scenario=figure-8&lang=zh-CN');
  await expect(page.getByTestId('told')).toBeVisible();
  expect(found).toEqual([]);
  // Nor would it be: no address of others stands in the head.
  const hrefs = await page.locator('link[href], script[src]').evaluateAll((all) =>
    all.map((each) => each.getAttribute('href') ?? each.getAttribute('src') ?? ''),
  );
  const { origin } = new URL(page.url());
  expect(hrefs.filter((href) => /^(https?:)?\/\//.test(href) && !href.startsWith(`${origin}/`))).toEqual([
    await page.locator('link[rel=canonical]').getAttribute('href'),
  ]);
});

test('the head says what the page is, and what it names is there', async ({ lab, page, request }) => {
  await lab.open();
  const content = (selector: string): Promise<string | null> => page.locator(selector).first().getAttribute('content');
  const canonical = (await page.locator('link[rel=canonical]').getAttribute('href')) ?? '';
  expect(canonical).toMatch(/^https:\/\/.*\/$/);
  for (const [selector, most] of [
    ['meta[name=description]', 160],
    ['meta[property="og:title"]', 70],
    ['meta[property="og:description"]', 200],
  ] as const) {
    const text = (await content(selector)) ?? '';
    expect(text.length).toBeGreaterThan(20);
    expect(text.length).toBeLessThanOrEqual(most);
  }
  expect(await content('meta[property="og:url"]')).toBe(canonical);
  const image = (await content('meta[property="og:image"]')) ?? '';
  expect(image.startsWith(canonical)).toBe(true);
  const served = async (path: string, type: string): Promise<void> => {
    const response = await request.get(`./${path}`);
    expect(`${path} ${response.status()} ${response.headers()['content-type']}`).toBe(`${path} 200 ${type}`);
  };
  await served(image.slice(canonical.length), 'image/png');
  await served('manifest.webmanifest', 'application/manifest+json');
  await served('robots.txt', 'text/plain; charset=utf-8');
  const manifest = (await (await request.get('./manifest.webmanifest')).json()) as { icons: { src: string; type: string }[] };
  for (const { src, type } of manifest.icons) await served(src, type);
  const map = await (await request.get('./sitemap.xml')).text();
  const pages = [...map.matchAll(/<loc>(.*?)<\/loc>/g)].map(([, url]) => url ?? '');
  expect(pages).toContain(canonical);
  for (const url of pages) expect((await request.get(`./${url.slice(canonical.length)}`)).status()).toBe(200);
});

test('who is lost finds the way back, in both languages', async ({ page }) => {
  await page.goto('./404.html');
  await expect(page.locator('h1')).toHaveCount(2);
  await expect(page.locator('[lang="zh-CN"] a').first()).toHaveAttribute('href', /lang=zh-CN$/);
});

/** Nothing jumps, not even lists to which something is added, or panels whose server becomes another. */
for (const [name, size] of [
  ['phone', { width: 390, height: 844 }],
  ['low window', { width: 1100, height: 700 }],
  ['desktop', { width: 1440, height: 900 }],
] as const) {
  for (const lang of ['en', 'zh-CN'] as const) {
    test(`nothing jumps from the first paint past the first leader: ${name} ${lang}`, async ({ page }) => {
      await page.setViewportSize(size);
      await page.addInitScript(() => {
        const seen = { sum: 0, said: [] as string[] };
        Object.assign(globalThis, { seen });
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries() as (PerformanceEntry & { value: number })[]) {
            seen.sum += entry.value;
            seen.said.push(`${Math.round(entry.startTime)} ms: ${entry.value.toFixed(4)}`);
          }
        }).observe({ type: 'layout-shift', buffered: true });
      });
      await page.goto(`./?lang=${lang}&seed=18446744073709551615`);
      await page.locator('kvraft-app').evaluate((app) => (app as KvraftApp).ready);
      await page.locator('[data-role="leader"]').waitFor();
      await page.waitForTimeout(2000);
      const { sum, said } = await page.evaluate(() => (globalThis as unknown as { seen: { sum: number; said: string[] } }).seen);
      expect(sum, said.join(', ')).toBeLessThan(0.0005);
    });
  }
}
