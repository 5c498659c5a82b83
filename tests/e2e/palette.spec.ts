import { problems } from './axe.ts';
import { eventful, expect, still, test } from './lab.ts';

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

test('each kind of entry does what it says', async ({ lab, page }) => {
  test.setTimeout(120_000);
  await eventful(lab);
  await page.evaluate(() => (window.print = () => void (document.title = 'printed')));
  const time = (): Promise<number> => lab.ask((app) => app.time);
  const choose = async (typed: string, deed: string): Promise<void> => {
    await page.locator('h1').click();
    await page.keyboard.press('Control+k');
    await page.getByTestId('palette-input').fill(typed);
    await page.getByTestId('palette').locator(`[data-deed="${deed}"]`).first().click();
    await expect(page.getByTestId('palette')).toBeHidden();
  };
  await choose('set a bookmark', 'bookmark');
  await expect(page.locator('[data-bookmark="1500"]')).toBeAttached();
  await choose('turn before', 'jump -1');
  await expect.poll(time).toBeLessThan(1500);
  await choose('crash before', 'turn crash -1');
  await expect.poll(time).toBe(800);
  await choose('next election', 'turn election 1');
  await expect.poll(time).toBeGreaterThan(800);
  await choose('go to the start', 'goto 0');
  await expect.poll(time).toBe(0);
  await choose('end of what was seen', 'now');
  await expect.poll(time).toBe(1500);
  await choose('remove the bookmark', 'forget 1500');
  await expect(page.locator('[data-bookmark]')).toHaveCount(0);
  await choose('undo', 'undo');
  await expect.poll(time).toBe(799);
  await choose('speed 10', 'speed 10');
  await expect(page.getByTestId('console-output')).toContainText('Speed 10×.');
  for (const [typed, deed, stage] of [
    ['show space-time', 'view space-time', 'kvraft-spacetime'],
    ['show history', 'view history', 'kvraft-history'],
    ['show logs', 'view logs', 'kvraft-logs'],
  ] as const) {
    await choose(typed, deed);
    await expect(page.locator(stage)).toBeVisible();
  }
  for (const sheet of ['stories', 'learn', 'settings', 'museum', 'explorer', 'share']) {
    const words = { stories: 'scenarios', explorer: 'explore', museum: 'bugs' }[sheet] ?? sheet;
    await choose(words, `sheet ${sheet}`);
    await expect(page.locator(`#${sheet}:popover-open`)).toHaveCount(1);
    await page.keyboard.press('Escape');
  }
  await choose('to the console', 'page console');
  await expect(page.getByTestId('console-input')).toBeFocused();
  await choose('help', 'page help');
  await expect(page.getByTestId('help')).toBeVisible();
  await page.keyboard.press('Escape');
  await choose('print', 'page print');
  await expect(page).toHaveTitle('printed');
  await choose('servers 3', 'servers 3');
  await expect(page.locator('[data-server]')).toHaveCount(3);
  await choose('another seed', 'page new-seed');
  await expect.poll(() => lab.ask((app) => app.seed)).not.toBe('42');
  await choose('begin again', 'reset');
  await expect.poll(time).toBeLessThan(400);
  await expect(lab.errors).toHaveCount(0);
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

test('what is typed before the palette is fetched arrives in it, in order, and Enter does it', async ({ lab, page }) => {
  const chunk = /\/assets\/palette-[^/]*\.js$/;
  const asked: (() => void)[] = [];
  await page.route(chunk, async (route) => {
    await new Promise<void>((resolve) => asked.push(resolve));
    await route.continue();
  });
  await lab.open();
  const leader = await lab.leader();
  await lab.server(leader).focus();
  await page.keyboard.press('Control+k');
  // No key of these must do what it does on the page: `c` would go to a commit, the space stop time.
  await page.keyboard.type('crash leadr');
  await page.keyboard.press('Backspace');
  await page.keyboard.press('Control+k');
  await expect.poll(() => asked.length).toBe(1);
  await page.keyboard.type('er');
  asked[0]!();
  const field = page.getByTestId('palette-input');
  await expect(field).toBeFocused();
  await page.keyboard.type(' ');
  await expect(field).toHaveValue('crash leader ');
  const chosen = page.getByTestId('palette').getByRole('option', { selected: true });
  await expect(chosen).toHaveAttribute('data-deed', 'crash leader');
  await expect(page.getByTestId('type-ahead')).toHaveCount(0);
  await page.keyboard.press('Escape');
  // The focus is where it was.
  await expect(lab.server(leader)).toBeFocused();

  await page.reload();
  await lab.leader();
  await page.keyboard.press('Control+k');
  await page.keyboard.type('crash 2');
  await page.keyboard.press('Enter');
  await expect.poll(() => asked.length).toBe(2);
  asked[1]!();
  await expect(lab.server(2)).toHaveAttribute('data-status', 'crashed');
  await expect(page.getByTestId('palette')).toBeHidden();
});

test('a palette that is given up before it is fetched does not open; a search takes what was typed for it', async ({ lab, page }) => {
  const asked = new Map<string, () => void>();
  await page.route(/\/assets\/(palette|search)-[^/]*\.js$/, async (route) => {
    const name = /(palette|search)-[^/]*\.js$/.exec(route.request().url())![1]!;
    await new Promise<void>((resolve) => asked.set(name, resolve));
    await route.continue();
  });
  await still(lab);
  await page.keyboard.press('Control+k');
  await page.keyboard.type('ab');
  await page.keyboard.press('Escape');
  await expect.poll(() => asked.has('palette')).toBe(true);
  asked.get('palette')!();
  await expect(page.getByTestId('type-ahead')).toHaveCount(0);
  await expect(page.getByTestId('palette')).toBeHidden();

  await page.keyboard.press('s');
  await page.keyboard.type('S4 lead');
  await expect.poll(() => asked.has('search')).toBe(true);
  asked.get('search')!();
  const field = page.locator('kvraft-search input');
  await expect(field).toBeFocused();
  await page.keyboard.type('s');
  await expect(field).toHaveValue('S4 leads');
  await expect(page.locator('kvraft-search mark').first()).toBeVisible();
});
