import { expect, test } from './lab.ts';

/** For people to look at: the same moment of the same run in every size, theme and language. */
for (const [name, size] of [
  ['desktop', { width: 1440, height: 900 }],
  ['phone', { width: 390, height: 844 }],
] as const) {
  for (const theme of ['light', 'dark'] as const) {
    for (const lang of ['en', 'zh-CN'] as const) {
      test(`${name} ${theme} ${lang}`, async ({ lab, page }) => {
        await page.setViewportSize(size);
        await lab.open(`?seed=42&theme=${theme}&lang=${lang}`);
        await lab.ask((app) => {
          app.pause();
          while (app.time < 300) app.step();
          app.run('put x 1');
          while (app.time < 420) app.step();
          app.run('append x 2');
          while (app.time < 434) app.step();
        });
        await expect(page.locator('[data-server][data-role="leader"]')).toHaveCount(1);
        await page.waitForTimeout(200);
        await page.screenshot({ path: `screenshots/${name}-${theme}-${lang}.png` });
      });
    }
  }
}
