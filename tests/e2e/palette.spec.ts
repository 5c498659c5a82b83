import { problems } from './axe.ts';
import { expect, test } from './lab.ts';

test('the palette does what is typed roughly, by keyboard alone', async ({ lab, page }) => {
  await lab.open();
  const leader = await lab.leader();
  // It opens while typing, too.
  await page.getByTestId('console-input').focus();
  await page.keyboard.press('Control+k');
  const field = page.getByTestId('palette-input');
  await expect(field).toBeFocused();
  expect(await lab.ask((app) => app.playing)).toBe(false);
  await page.keyboard.type('ldr crash');
  const chosen = page.getByTestId('palette').getByRole('option', { selected: true });
  await expect(chosen).toHaveAttribute('data-deed', 'crash leader');
  await expect(field).toHaveAttribute('aria-activedescendant', (await chosen.getAttribute('id'))!);
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('palette')).toBeHidden();
  await expect(lab.server(leader)).toHaveAttribute('data-status', 'crashed');
  expect(await lab.ask((app) => app.playing)).toBe(true);
  await expect(page.getByTestId('console-input')).toBeFocused();

  // What was done lately stands first, and is remembered.
  await page.reload();
  await lab.leader();
  await page.keyboard.press('Control+k');
  await expect(page.getByTestId('palette').getByRole('option').first()).toHaveAttribute('data-deed', 'crash leader');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowDown');
  await expect(page.getByTestId('palette').getByRole('option').first()).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Control+k');
  await expect(page.getByTestId('palette')).toBeHidden();
});

test('the palette goes everywhere: scenarios, bugs, settings, views, times, languages', async ({
  lab,
  page,
}) => {
  await lab.open();
  await lab.leader();
  const choose = async (typed: string): Promise<void> => {
    await page.getByTestId('palette-button').click();
    await page.getByTestId('palette-input').fill(typed);
    await expect(page.getByTestId('palette').getByRole('option').first()).toBeVisible();
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('palette')).toBeHidden();
  };
  // One can only go where one has been.
  await expect.poll(() => lab.ask((app) => app.time)).toBeGreaterThan(300);
  await choose('stop');
  await choose('300');
  expect(await lab.ask((app) => app.time)).toBe(300);
  await choose('show space-time');
  await expect(page.getByTestId('plot')).toBeVisible();
  await choose('network.loss');
  await expect(page.locator('#network\\.loss')).toBeFocused();
  await page.keyboard.press('Escape');
  await choose('break vote-twice');
  await expect(page.getByTestId('broken')).toBeVisible();
  await choose('mend vote-twice');
  await expect(page.getByTestId('broken')).toBeHidden();
  await choose('split vote');
  await expect(page.getByTestId('story')).toBeVisible();
  await choose('中文');
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
  await choose('英文');
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await choose('dark');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
});

test('a command is begun in the palette, finished and done; a mistake is told in the console', async ({
  lab,
  page,
}) => {
  await lab.open();
  await lab.leader();
  await page.keyboard.press('Control+k');
  const field = page.getByTestId('palette-input');
  await field.fill('store a value');
  await page.keyboard.press('Enter');
  await expect(field).toHaveValue('put ');
  await page.keyboard.type('colour red');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('console-echo').last()).toContainText('put colour red');
  await page.keyboard.press('Control+k');
  await field.fill('crash 77');
  await page.keyboard.press('Enter');
  await expect(lab.errors.last()).toContainText('no server 77');
  await page.keyboard.press('Control+k');
  await field.fill('zzzz');
  await expect(page.getByTestId('palette')).toContainText('Nothing is called that.');
});

for (const [name, query, size] of [
  ['light', '&lang=en&theme=light', { width: 1440, height: 900 }],
  ['dark Chinese phone', '&lang=zh-CN&theme=dark', { width: 390, height: 844 }],
] as const) {
  test(`axe has nothing to say of the palette: ${name}`, async ({ lab, page }) => {
    await page.setViewportSize(size);
    await lab.open(`?seed=42${query}`);
    await lab.leader();
    await lab.ask((app) => {
      app.pause();
      app.seek(1000);
    });
    await page.getByTestId('palette-button').click();
    await expect(page.locator('[data-deed^="story "]').first()).toBeAttached();
    expect(await problems(page)).toEqual([]);
    await page.getByTestId('palette-input').fill('leader');
    expect(await problems(page)).toEqual([]);
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - innerWidth,
    );
    expect(overflow).toBeLessThanOrEqual(0);
    if (size.width < 1000) {
      const heights = await page
        .getByTestId('palette')
        .getByRole('option')
        .evaluateAll((all) => all.map((each) => each.getBoundingClientRect().height));
      expect(Math.min(...heights)).toBeGreaterThanOrEqual(44);
      // A finger chooses as Enter does.
      await page.getByTestId('palette-input').fill('crash leader');
      await page.getByTestId('palette').getByRole('option').first().click();
      await expect(page.getByTestId('palette')).toBeHidden();
      await expect(page.locator('[data-server][data-status=crashed]')).toHaveCount(1);
    }
  });
}
