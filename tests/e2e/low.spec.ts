/** Phones that lie, and the smallest that stand: nothing is cut off, out of reach or too small for a finger. */
import type { Page } from '@playwright/test';

import { eventful, expect, test } from './lab.ts';

test.use({ hasTouch: true, isMobile: true });

/** What a finger presses and misses, or cannot reach; what is in a text may be small (WCAG 2.5.8). */
function misses(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    const inText = '.go, .guides a, .tools :is(.fold, .all, .pair button), [type=checkbox], [type=radio], .hit, [data-link]';
    const look = (root: ShadowRoot): void => {
      for (const each of root.querySelectorAll<HTMLElement>('button, a, input, select, textarea, summary')) {
        const box = each.getBoundingClientRect();
        if (box.width === 0 || !each.checkVisibility({ visibilityProperty: true }) || each.matches(inText) || each.ariaHidden === 'true') continue;
        const name = `${root.host.localName} ${each.ariaLabel ?? each.textContent.trim()}`;
        if (box.width < 43.5 || box.height < 43.5) found.push(`${name}: ${box.width} × ${box.height}`);
        const scrolls = each.closest('.try, .tabs') !== null;
        if (!scrolls && (box.left < 0 || innerWidth < box.right)) found.push(`${name}: beside the window`);
        if (each.matches('button') && each.clientWidth + 1 < each.scrollWidth) found.push(`${name}: cut off`);
      }
      for (const each of root.querySelectorAll('*')) if (each.shadowRoot !== null) look(each.shadowRoot);
    };
    look(document.querySelector('kvraft-app')!.shadowRoot!);
    if (innerWidth < document.documentElement.scrollWidth) found.push('the page scrolls sideways');
    return found;
  });
}

const SHEETS = ['learn', 'stories', 'museum', 'explorer', 'settings', 'share', 'statistics', 'futures'] as const;

for (const [width, height, lang] of [
  [844, 390, 'en'],
  [667, 375, 'zh-CN'],
  [360, 640, 'en'],
] as const) {
  test(`at ${width} × ${height} every tab and sheet is in reach: ${lang}`, async ({ lab, page }) => {
    await page.setViewportSize({ width, height });
    await eventful(lab);
    if (lang !== 'en') await page.getByTestId('language').tap();
    await lab.ask((app) => {
      app.seek(1000);
      app.run('put y 2');
    });
    for (const tab of ['logs', 'space-time', 'history', 'inspect', 'events', 'cluster']) {
      await page.locator(`[data-tab=${tab}]`).tap();
      await expect(page.locator(`[data-tab=${tab}]`)).toHaveAttribute('aria-selected', 'true');
      expect(await misses(page), tab).toEqual([]);
    }
    for (const sheet of SHEETS) {
      const place = page.locator(`kvraft-${sheet}`);
      // As the palette opens it: its button may be out of sight.
      await place.evaluate((each) => (each as HTMLElement).showPopover());
      await expect(place.locator('h2').first()).toBeVisible();
      expect(await misses(page), sheet).toEqual([]);
      // Rows take their height when they come into sight.
      await expect(async () => {
        const last = place.locator('button:visible, input:visible').last();
        await last.scrollIntoViewIfNeeded();
        const [box, around] = [(await last.boundingBox())!, (await place.boundingBox())!];
        expect(around.y, sheet).toBeGreaterThanOrEqual(0);
        expect(around.y + around.height, sheet).toBeLessThanOrEqual(height);
        expect(box.y + box.height, sheet).toBeLessThanOrEqual(around.y + around.height);
      }).toPass({ timeout: 15_000 });
      await place.evaluate((each) => (each as HTMLElement).hidePopover());
    }
  });
}

test('on a phone that lies all is seen at once: the cluster, time, the console', async ({ lab, page }) => {
  await page.setViewportSize({ width: 844, height: 390 });
  await eventful(lab);
  for (const part of ['kvraft-ring', '.panel.transport', '[data-testid=console-input]', '[data-testid=narrator]']) {
    const box = (await page.locator(part).boundingBox())!;
    expect(box.y, part).toBeGreaterThanOrEqual(0);
    expect(box.y + box.height, part).toBeLessThanOrEqual(390);
  }
  expect((await page.locator('kvraft-ring').boundingBox())!.height).toBeGreaterThan(200);
});
