import { expect, test } from './lab.ts';
const SIZES = [['desktop', { width: 1440, height: 900 }], ['phone', { width: 390, height: 844 }]] as const;
for (const [name, size] of SIZES) {
  for (const [theme, lang] of [['light', 'en'], ['dark', 'zh-CN']] as const) {
    test(`learn ${name} ${theme}`, async ({ lab, page }) => {
      await page.setViewportSize(size);
      await lab.open(`?lesson=elections&theme=${theme}&lang=${lang}`);
      await expect(page.getByTestId('question')).toBeVisible();
      await page.waitForTimeout(300);
      await page.screenshot({ path: `screenshots/lesson-${name}-${theme}-0.png` });
      await page.locator('[data-answer="2"]').click();
      await page.getByTestId('lesson-skip').click();
      await expect(page.getByTestId('question')).toHaveCount(2);
      await page.waitForTimeout(700);
      await page.screenshot({ path: `screenshots/lesson-${name}-${theme}-1.png` });
      await lab.open(`?challenge=two-leaders&theme=${theme}&lang=${lang}`);
      await lab.leader();
      await page.getByTestId('hint').click();
      await page.waitForTimeout(300);
      await page.screenshot({ path: `screenshots/challenge-${name}-${theme}-0.png` });
      await lab.ask((app) => { app.seek(2400); app.run('isolate leader'); app.seek(6000); app.play(); });
      await expect(page.getByTestId('solved')).toBeVisible();
      await page.waitForTimeout(300);
      await page.screenshot({ path: `screenshots/challenge-${name}-${theme}-1.png` });
      if (name === 'phone') await page.locator('.toggle-settings').click();
      await page.getByTestId('learn').click();
      await expect(page.getByTestId('lessons').locator('li')).toHaveCount(10);
      await page.waitForTimeout(300);
      await page.screenshot({ path: `screenshots/learn-${name}-${theme}.png` });
    });
  }
}
