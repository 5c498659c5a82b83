import type { Page } from '@playwright/test';

import { problems } from './axe.ts';
import { eventful, expect, still, test, type LabPage } from './lab.ts';

async function search(page: Page, typed: string): Promise<void> {
  if ((await page.getByTestId('search-input').count()) === 0) {
    await page.locator('h1').click();
    await page.keyboard.press('s');
  }
  await expect(page.getByTestId('search-input')).toBeVisible();
  await page.getByTestId('search-input').fill(typed);
}

const eventsSeen = (lab: LabPage): Promise<number> => lab.ask((app) => app.view.eventCount);

test('it is fetched when somebody searches, and not before', async ({ lab, page }) => {
  const fetched: string[] = [];
  page.on('request', (request) => fetched.push(request.url()));
  await eventful(lab);
  expect(fetched.filter((url) => /\/search/.test(url))).toEqual([]);
  await page.getByTestId('search-events').click();
  await expect(page.getByTestId('search-input')).toBeFocused();
  await page.getByTestId('search-events').click();
  await expect(page.getByTestId('search-input')).toHaveCount(0);
  await expect(page.getByTestId('search-events')).toBeFocused();
});

test('who speaks Chinese writes at once, too, though the texts come first', async ({ lab, page }) => {
  await lab.open('?seed=42&lang=zh-CN');
  await page.keyboard.press('s');
  await expect(page.getByTestId('search-input')).toBeFocused();
});

test('what is found stands in the place of the list, marked and counted', async ({ lab, page }) => {
  await eventful(lab);
  await search(page, 'VOTES s2');
  await expect(page.getByTestId('hits').locator('li').first()).toBeVisible();
  await expect(page.getByTestId('events')).toBeHidden();
  const rows = page.getByTestId('hits').locator('li');
  const count = await rows.count();
  expect(count).toBeGreaterThan(1);
  await expect(page.getByTestId('search-count')).toHaveText(`${count} found`);
  await expect(page.getByTestId('search-says')).toHaveText(`${count} found`);
  for (const row of await rows.all()) await expect(row.locator('mark').filter({ hasText: /^S2$/ }).first()).toBeVisible();
  // Nothing typed, nothing searched.
  await page.getByTestId('search-input').press('Escape');
  await expect(page.getByTestId('search-input')).toHaveValue('');
  await expect(page.getByTestId('events')).toBeVisible();
  await page.getByTestId('search-input').press('Escape');
  await expect(page.getByTestId('search-input')).toHaveCount(0);
});

test('Enter goes to the moment of the next hit, Shift Enter to the one before, a click to any', async ({ lab, page }) => {
  await eventful(lab);
  await search(page, 'kind:became-leader');
  await expect(page.getByTestId('search-count')).toHaveText('2 found');
  // From the end of the run on there is none: it begins again.
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('search-count')).toHaveText('1 of 2');
  await expect(page.getByTestId('past')).toBeVisible();
  const first = await lab.ask((app) => app.view.servers.find(({ role }) => role === 'leader')?.id);
  const [time, seen] = [await lab.ask((app) => app.time), await eventsSeen(lab)];
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('search-count')).toHaveText('2 of 2');
  await expect.poll(() => lab.ask((app) => app.time)).toBeGreaterThan(time);
  await expect(page.getByTestId('hits').locator('li').nth(1)).toHaveAttribute('aria-current', 'true');
  await expect(page.getByTestId('search-says')).toContainText('2 of 2: S');
  await page.keyboard.press('Shift+Enter');
  await expect.poll(() => eventsSeen(lab)).toBe(seen);
  expect(await lab.ask((app) => app.view.servers.find(({ role }) => role === 'leader')?.id)).toBe(first);
  // From another moment it goes on from there.
  await lab.ask((app) => app.seek(100));
  await page.keyboard.press('Enter');
  await expect.poll(() => eventsSeen(lab)).toBe(seen);
  await page.getByTestId('hits').locator('li').nth(1).click();
  await expect(page.getByTestId('search-count')).toHaveText('2 of 2');
});

test('messages are found once they are asked for', async ({ lab, page }) => {
  await eventful(lab);
  await search(page, '"RequestVote " S5');
  await expect(page.getByTestId('search-none')).toContainText('Among messages and details:');
  await page.getByTestId('search-all').click();
  await expect(page.getByTestId('hits').locator('li').first()).toContainText('RequestVote');
  expect(await lab.ask((app) => app.allEvents)).toBe(true);
});

for (const [typed, said] of [
  ['S9', 'There is no S9: the servers are S1 to S5.'],
  ['"put x', 'The quotation mark is not closed.'],
  ['kind:crashd', 'No event is of a kind “crashd”. Perhaps kind:crashed?'],
  ['index:x', 'index:x needs a number: term:2, index:7.'],
  ['zebra', 'Nothing found.'],
] as const) {
  test(`what means nothing is told: ${typed}`, async ({ lab, page }) => {
    await still(lab);
    await search(page, typed);
    await expect(page.getByTestId('search-says')).toHaveText(said);
    await expect(page.locator('kvraft-search p:visible').filter({ hasText: said }).last()).toBeVisible();
    await expect(page.getByTestId('search-input')).toHaveAttribute('aria-invalid', String(typed !== 'zebra'));
  });
}

test('it goes on with the run, and looks anew in another future', async ({ lab, page }) => {
  await still(lab);
  await search(page, 'kind:crashed');
  await expect(page.getByTestId('search-none')).toBeVisible();
  await lab.ask((app) => app.run('crash 1'));
  await expect(page.getByTestId('search-count')).toHaveText('1 found');
  await lab.ask((app) => {
    app.seek(500);
    app.run('crash 2');
  });
  await expect(page.getByTestId('hits').locator('li')).toContainText('S2');
});

test('the palette and the sheet of keys know it', async ({ lab, page }) => {
  await still(lab);
  await page.keyboard.press('Control+k');
  await page.getByTestId('palette-input').fill('search the events');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('search-input')).toBeFocused();
  await page.getByTestId('help-button').click();
  await expect(page.getByTestId('help')).toContainText('search the events; Enter, Shift Enter: from hit to hit');
});

const LOOKS = [
  ['desktop', 'light', 'en', 1440, 900],
  ['desktop', 'dark', 'zh-CN', 1440, 900],
  ['phone', 'light', 'zh-CN', 390, 844],
  ['phone', 'dark', 'en', 390, 844],
] as const;

for (const [name, theme, lang, width, height] of LOOKS) {
  test(`${name} ${theme} ${lang}: axe has no complaint`, async ({ lab, page }) => {
    await page.setViewportSize({ width, height });
    await lab.open(`?seed=42&lang=${lang}&theme=${theme}`);
    await lab.ask((app) => {
      app.pause();
      app.seek(400);
      app.run('put x 1');
      app.seek(800);
      app.run('crash leader');
      app.seek(1500);
    });
    await search(page, 's2');
    await expect(page.getByTestId('hits').locator('li').nth(2)).toBeVisible();
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('search-count')).toContainText('1');
    expect(await problems(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    await page.screenshot({ path: `screenshots/search-${name}-${theme}-${lang}.png` });
  });
}
