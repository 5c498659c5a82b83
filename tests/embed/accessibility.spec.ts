import { problems } from '../e2e/axe.ts';
import { FIGURE, expect, test, type Page } from './notes.ts';

/** Headings below a figure's are the page's, which may stand at any level: their order is not the figure's to choose. */
async function ownProblems(page: Page): Promise<readonly string[]> {
  return (await problems(page)).filter((problem) => !problem.startsWith('heading-order'));
}


for (const [name, width, theme, lang] of [
  ['wide, light', 1000, 'light', 'en'],
  ['wide, dark, Chinese', 1000, 'dark', 'zh-CN'],
  ['phone', 390, 'light', 'en'],
  ['320 px, dark', 320, 'dark', 'en'],
] as const) {
  test(`axe has nothing to say of a figure: ${name}`, async ({ notes, page }) => {
    await page.setViewportSize({ width, height: 900 });
    await notes.open('plain/course/week-3/index.html');
    await page.evaluate(
      ([light, language]) => {
        document.documentElement.dataset['theme'] = light;
        document.documentElement.lang = language ?? 'en';
      },
      [theme, lang],
    );
    await notes.ready();
    await notes.ask((figure) => {
      figure.view = 'ring log spacetime history inspector console';
      return figure.seek(9000);
    });
    await expect(page.locator(FIGURE).locator('kvraft-history')).toBeVisible();
    await notes.ask((figure) => {
      figure.controls = 'none';
      return figure.pause();
    }, '#own');
    await page.waitForTimeout(200);
    expect(await ownProblems(page)).toEqual([]);
  });
}

test('axe has nothing to say of what goes wrong', async ({ notes, page }) => {
  await notes.open('bad/index.html');
  await page.evaluate(() => {
    document
      .querySelector('#here')
      ?.insertAdjacentHTML('beforeend', '<kvraft-lab id="figure" scenario="nobody"></kvraft-lab><kvraft-lab id="own" seed="x"></kvraft-lab>');
  });
  await expect(page.locator(FIGURE).getByRole('alert')).toBeVisible();
  await notes.ask((figure) => figure.pause(), '#own');
  expect(await ownProblems(page)).toEqual([]);
});
