import type { Page } from '@playwright/test';

import { problems } from './axe.ts';
import { expect, test } from './lab.ts';

/** Skips the wait for a moment, if it has not come already. */
async function arrive(page: Page, step: string): Promise<void> {
  const skip = page.getByTestId('lesson-skip');
  await expect
    .poll(
      async () => {
        if (await skip.isVisible()) await skip.click({ timeout: 1000 }).catch(() => undefined);
        return page.getByTestId('lesson-step').textContent();
      },
      { timeout: 20_000 },
    )
    .toContain(step);
}

test('a lesson is taken by keyboard: predict, let the run decide, come back to it', async ({ lab, page }) => {
  await lab.open('?lang=en');
  await page.getByTestId('learn').click();
  await expect(page.getByTestId('lessons').locator('li')).toHaveCount(10);
  await page.locator('[data-entry="lesson/one-server"]').click();
  await expect(page.locator('#learn')).toBeHidden();
  await expect(page).toHaveURL(/lesson=one-server/);
  await expect(page.getByRole('region', { name: 'Lesson' })).toBeVisible();
  expect(await lab.ask((app) => app.playing)).toBe(false);

  await page.getByTestId('lesson-go').focus();
  await page.keyboard.press('Enter');
  await arrive(page, '2 of 4');
  const first = page.getByTestId('question').first();
  await expect(first).toContainText('What will stand in S1’s log'.replace('’', "'"));
  // The wrong one, on purpose.
  await first.locator('[data-answer="0"]').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('lesson-step')).toHaveText('3 of 4', { timeout: 20_000 });
  await expect(first.locator('[data-answer="1"]')).toHaveClass(/right/);
  await expect(first.locator('[data-answer="0"]')).toContainText('The run did otherwise.');
  await expect(page.getByTestId('lesson-said')).toContainText('The no-op and the Put');
  const hash = await lab.ask((app) => app.hash);

  // What is done in between does not spoil the lesson.
  await lab.type('crash 1');
  await page.getByTestId('question').nth(1).locator('[data-answer="0"]').click();
  await arrive(page, '4 of 4');
  await expect(page.getByTestId('question').nth(1).locator('[data-answer="0"]')).toHaveClass(/right/);

  // A reload goes on at the same place, in the same run.
  await page.reload();
  await expect(page.getByTestId('lesson-step')).toHaveText('4 of 4');
  await expect(page.getByTestId('question')).toHaveCount(3);
  await expect(page.getByTestId('question').first().locator('[data-answer="0"]')).toHaveClass(/chosen/);
  expect(await lab.ask((app) => app.hash)).not.toBe(hash);
  await page.getByTestId('question').nth(2).locator('[data-answer="2"]').click();
  await arrive(page, '4 of 4');
  await expect(page.getByTestId('lesson-end')).toHaveText('The end. 2 of 3 predicted.');
  await page.getByTestId('lesson-next').click();
  await expect(page).toHaveURL(/lesson=elections/);
  await page.getByTestId('learn').click();
  await expect(page.locator('[data-entry="lesson/one-server"]')).toContainText('done');
  await page.keyboard.press('Escape');
  await page.getByTestId('guide-close').click();
  await expect(page.locator('#guide')).toBeHidden();
  expect(page.url()).not.toContain('lesson=');
});

test('the reader does what a lesson asks for, or lets it be done', async ({ lab, page }) => {
  await lab.open('?lesson=elections&lang=en');
  for (const step of ['2 of 7', '3 of 7']) {
    await page.getByTestId('question').last().locator('[data-answer="1"]').click();
    await arrive(page, step);
  }
  await page.getByTestId('lesson-go').click();
  await lab.type('crash leader');
  await expect(page.getByTestId('lesson-step')).toHaveText('4 of 7', { timeout: 20_000 });
  // In another language it is the same place.
  await page.getByTestId('language').click();
  await expect(page.getByRole('heading', { name: '选举领导者' })).toBeVisible();
  await expect(page.getByTestId('lesson-step')).toContainText('第 4 步');
});

test('a challenge refuses what it does not allow, and is solved', async ({ lab, page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await lab.open('?challenge=two-leaders&lang=en&speed=1');
  await expect(page.getByTestId('goals').locator('li')).toHaveCount(2);
  await lab.leader();
  await lab.type('crash leader');
  await expect(lab.errors.last()).toContainText('does not allow');
  await page.getByTestId('hint').click();
  await expect(page.locator('.hints li')).toHaveCount(1);
  await lab.type('isolate leader');
  await expect(page.getByTestId('solved')).toBeVisible({ timeout: 20_000 });
  await expect(page.getByTestId('goals').locator('[data-reached=true]')).toHaveCount(2);
  await expect(page.getByTestId('moves')).toContainText('Actions: 1');
  await page.getByTestId('solved-copy').click();
  await expect(page.getByTestId('solved')).toContainText('Copied');
  const link = await page.evaluate(() => navigator.clipboard.readText());
  expect(link).toMatch(/#r=[\w-]{20,}/);

  // Back in time the goal is open again.
  await lab.ask((app) => {
    app.pause();
    app.seek(100);
  });
  await expect(page.getByTestId('solved')).toBeHidden();
  await expect(page.getByTestId('goals').locator('[data-reached=true]')).toHaveCount(0);
  await page.getByTestId('challenge-again').click();
  await expect(page.getByTestId('moves')).toContainText('Actions: 0');
  await expect(page.getByTestId('moves')).toContainText('solved this before');
});

test('moves are limited, and what must not be is told', async ({ lab, page }) => {
  await lab.open('?challenge=split-vote&lang=en');
  await lab.type('timeout 1');
  await lab.ask((app) => app.seek(1000));
  await expect(page.locator('[data-spoiled=true]')).toHaveText(/Nobody may win term 1/);
  await page.getByTestId('challenge-again').click();
  // All at once, however slow the machine is.
  await lab.ask((app) => {
    app.pause();
    for (const id of [1, 2, 3, 4]) app.run(`timeout ${id}`);
  });
  await expect(page.getByTestId('moves')).toHaveText('Actions: 4 of 6');
  await lab.ask((app) => app.seek(1000));
  await lab.type('timeout 1');
  await expect(page.getByTestId('solved')).toBeVisible();
});

test('an address of no lesson is told', async ({ lab, page }) => {
  // As a server of single pages answers.
  await page.route('**/no-such-thing.md', (route) =>
    route.fulfill({ contentType: 'text/html', body: '<p>The page.</p>' }),
  );
  await lab.open('?lesson=no-such-thing&lang=en');
  await expect(page.getByTestId('notice')).toContainText('There is no lesson');
  await expect(page.locator('#guide')).toBeHidden();
  await lab.open('?challenge=Nonsense!&lang=en');
  await expect(page.getByTestId('notice')).toContainText('challenge');
});

test('scenarios are found by what they tell, and have addresses', async ({ lab, page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await lab.open('?lang=en');
  await page.getByTestId('stories').click();
  await expect(page.getByTestId('story-found')).toHaveText('36 of 36');
  await expect(page.locator('kvraft-stories svg.strip')).toHaveCount(36);
  await page.getByTestId('story-search').fill('lease');
  const found = page.locator('[data-story]');
  await expect(found.first()).toBeVisible();
  expect(await found.count()).toBeLessThan(6);
  await page.getByRole('button', { name: 'Copy the address of A lease and a slow clock' }).click();
  const address = await page.evaluate(() => navigator.clipboard.readText());
  expect(address).toContain('?scenario=lease-clock-drift');
  await page.getByTestId('story-search').fill('zebra');
  await expect(page.getByTestId('story-found')).toHaveText('No scenario tells of that.');
  await page.goto(address);
  await expect(page.getByTestId('story')).toContainText('A lease and a slow clock');
});

for (const [name, query, size] of [
  ['desktop', '&lang=en&theme=light', { width: 1440, height: 900 }],
  ['desktop-dark', '&lang=zh-CN&theme=dark', { width: 1440, height: 900 }],
  ['phone', '&lang=en&theme=light', { width: 390, height: 844 }],
  ['phone-dark', '&lang=zh-CN&theme=dark', { width: 390, height: 844 }],
] as const) {
  test(`axe has nothing to say, and people may look: ${name}`, async ({ lab, page }) => {
    test.setTimeout(60_000);
    await page.setViewportSize(size);
    const shot = async (what: string): Promise<void> => {
      await page.waitForTimeout(300);
      await page.screenshot({ path: `screenshots/${what}-${name}.png` });
    };
    await lab.open(`?lesson=disks${query}`);
    await page.getByTestId('lesson-go').click();
    await arrive(page, '2');
    await page.locator('[data-answer="0"]').last().click();
    await arrive(page, '3');
    await expect(page.getByTestId('question')).toHaveCount(2);
    expect(await problems(page)).toEqual([]);
    await shot('lesson');
    await lab.open(`?challenge=one-cut-link${query}`);
    await page.getByTestId('hint').click();
    await lab.ask((app) => app.seek(3000));
    await lab.ask((app) => ['cut 3 1', 'put x 1', 'c2 put y 2'].forEach((line) => app.run(line)));
    await shot('challenge');
    await lab.ask((app) => app.seek(15_000));
    await expect(page.getByTestId('solved')).toBeVisible();
    expect(await problems(page)).toEqual([]);
    await shot('solved');
    for (const sheet of ['learn', 'stories'] as const) {
      if (size.width < 1000 && !(await page.getByTestId(sheet).isVisible())) {
        await page.locator('.toggle-settings').click();
      }
      await page.getByTestId(sheet).click();
      const list = sheet === 'learn' ? page.getByTestId('lessons') : page.locator('svg.strip').first();
      await expect(list).toBeVisible();
      expect(await problems(page)).toEqual([]);
      await shot(sheet);
      await page.keyboard.press('Escape');
    }
  });
}
