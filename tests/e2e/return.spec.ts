import { expect, test, type Page } from './lab.ts';

const moment = (app: { time: number; hash: string; playing: boolean }) =>
  `${app.time} ${app.hash} ${app.playing}`;

test('a reload goes on where the run was left, with what was done in it', async ({ lab, page }) => {
  await lab.open('?seed=42&lang=en&speed=1/4');
  await lab.leader();
  await lab.type('crash leader');
  await lab.type('put x 1');
  await expect(lab.replies.last()).toContainText('OK', { timeout: 20_000 });
  await lab.type('stop');
  const left = await lab.ask(moment);
  await page.reload();
  await lab.ask((app) => app.ready);
  expect(await lab.ask(moment)).toBe(left);
  await expect(page.locator('[data-server][data-status=crashed]')).toHaveCount(1);
  // It is the run of one's own that it was: no story, and reset begins it anew.
  await expect(page.getByTestId('story')).toBeHidden();
  await lab.type('reset');
  expect(await lab.ask((app) => app.time)).toBeLessThan(100);
  await expect(page.locator('[data-server][data-status=crashed]')).toHaveCount(0);
});

test('a reload goes on in a scenario, which still tells its story', async ({ lab, page }) => {
  await lab.open('?scenario=leader-crash&lang=en&speed=1');
  await expect.poll(() => lab.ask((app) => app.time)).toBeGreaterThan(300);
  await lab.type('stop');
  const left = await lab.ask(moment);
  await page.reload();
  await lab.ask((app) => app.ready);
  expect(await lab.ask(moment)).toBe(left);
  await expect(page.getByTestId('expectations')).toBeVisible();
});

test('what is opened, not loaded again, begins anew; so does what was forgotten', async ({ lab, page }) => {
  await lab.open('?seed=42&lang=en&speed=1/4');
  await lab.type('crash 1');
  await page.goto('about:blank');
  await lab.open('?seed=42&lang=en&speed=1/4');
  await expect(page.locator('[data-server][data-status=crashed]')).toHaveCount(0);

  await lab.type('crash 2');
  await page.getByTestId('settings').click();
  await page.getByTestId('forget').click();
  await expect(page.getByTestId('settings-said')).toHaveText('Forgotten.');
  expect(await page.evaluate('Object.keys(localStorage).length')).toBe(0);
  await page.reload();
  await lab.ask((app) => app.ready);
  await expect(page.locator('[data-server][data-status=crashed]')).toHaveCount(0);
  await expect(page.getByTestId('note')).toBeHidden();
});

for (const [name, spoil] of [
  ['no record', `'{'`],
  ['damaged', `kept.replace(/"link":"...../, '"link":"AAAAA').replace(/"hash":"...../, '"hash":"00000')`],
] as const) {
  test(`a run that cannot be brought back is dropped with a note: ${name}`, async ({ lab, page }) => {
    await lab.open('?seed=42&lang=en&speed=1/4');
    await lab.leader();
    await lab.type('crash leader');
    // What is kept as the page goes is spoiled before it comes again.
    await page.evaluate(`for (const name of ['pagehide', 'visibilitychange']) {
      (name === 'pagehide' ? window : document).addEventListener(name, () => {
        const kept = localStorage.getItem('kvraft-lab.run');
        localStorage.setItem('kvraft-lab.run', ${spoil});
      });
    }`);
    await page.reload();
    await lab.ask((app) => app.ready);
    await expect(page.getByTestId('note')).toHaveText(/could not be brought back/);
    await expect(page.locator('[data-server][data-status=crashed]')).toHaveCount(0);
    await lab.leader();
    await page.getByTestId('note').getByRole('button').click();
    await expect(page.getByTestId('note')).toBeHidden();
  });
}

test('an expert is told in notation, and stays one', async ({ lab, page }) => {
  await lab.open('?seed=42&lang=en&speed=1/20');
  const level = page.getByTestId('level');
  await expect(level).toHaveAttribute('aria-pressed', 'false');
  await level.click();
  await expect(level).toHaveAttribute('aria-pressed', 'true');
  // Whatever is told first: which of all that happens is told hangs on how fast the machine is.
  await expect(page.getByTestId('narrator')).toHaveText(/→|\w = |fsync/, { timeout: 15_000 });
  await page.reload();
  await expect(level).toHaveAttribute('aria-pressed', 'true');
  await page.getByTestId('language').click();
  await expect(level).toHaveText('专家');
  await level.press('Enter');
  await expect(level).toHaveAttribute('aria-pressed', 'false');
});

for (const [how, replace] of [
  ['another seed', (page) => page.getByTestId('new-seed').click()],
  ['another number of servers', (page) => page.getByTestId('servers').selectOption('3')],
  ['the beginning', (page) => page.getByTestId('reset').click()],
] as readonly (readonly [string, (page: Page) => Promise<unknown>])[]) {
  test(`a run that made way for another is come back to: ${how}`, async ({ lab, page }) => {
    await lab.open('?seed=42&lang=en');
    await lab.ask((app) => {
      app.pause();
      app.seek(800);
      app.run('crash leader');
      app.seek(1200);
      app.run('bookmark there');
      app.seek(900);
      app.run('put x 1');
      app.seek(2000);
    });
    const left = await lab.ask(moment);
    await replace(page);
    await expect(page.getByTestId('console-output')).toContainText('The run before is kept');
    await expect.poll(() => lab.ask((app) => app.hash)).not.toBe(left.split(' ')[1]);
    await page.locator('h1').click();
    await page.keyboard.press('Control+z');
    await expect(page.getByTestId('console-output')).toContainText('Back in the run before, at 2 000 ms.');
    expect(await lab.ask(moment)).toBe(left);
    await expect(page.locator('[data-server]')).toHaveCount(5);
    await expect(page.locator('[data-bookmark="1200"]')).toBeAttached();
    await expect(page).toHaveURL(/seed=42/);
    // Both its futures are there, and it goes on.
    await expect(page.getByTestId('futures-button')).toContainText('2');
    await page.keyboard.press('Control+z');
    await expect.poll(() => lab.ask((app) => app.time)).toBe(899);
  });
}

test('where nothing was done, nothing is kept', async ({ lab, page }) => {
  await lab.open('?seed=42&lang=en');
  await lab.leader();
  await page.getByTestId('new-seed').click();
  await expect(page.getByTestId('console-output')).not.toContainText('kept');
  await page.locator('h1').click();
  await page.keyboard.press('Control+z');
  await expect(page.getByTestId('console-output')).toContainText('There is nothing to undo before this moment.');
});

test('what was done is in the tag after a reload, too', async ({ lab, page }) => {
  await lab.open('?seed=42&lang=en');
  await lab.ask((app) => {
    app.pause();
    app.seek(800);
    app.run('crash leader');
  });
  await page.reload();
  await lab.ask((app) => app.ready);
  await page.getByTestId('share').click();
  await expect(page.getByTestId('code')).toHaveValue(/<kvraft-lab scenario="#r=[\w-]+"/);
});
