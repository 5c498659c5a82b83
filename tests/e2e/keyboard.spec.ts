import { expect, test } from './lab.ts';

test('the leader is crashed through its menu, by keyboard alone', async ({ lab, page }) => {
  await lab.open();
  const leader = await lab.leader();
  await lab.type('put x 1');
  await expect(lab.replies.last()).toHaveText(/^✓ OK/, { timeout: 15_000 });

  await page.locator('[data-server][tabindex="0"]').focus();
  for (let i = 1; i < leader; i++) await page.keyboard.press('ArrowRight');
  await expect(lab.server(leader)).toBeFocused();
  await page.keyboard.press('Enter');
  const menu = page.getByTestId('server-menu');
  await expect(menu.getByRole('menuitem').first()).toBeFocused();
  await expect(menu.getByRole('menuitem').first()).toContainText('Crash');
  await page.keyboard.press('Enter');
  await expect(lab.server(leader)).toHaveAttribute('data-status', 'crashed');
  await expect(lab.server(leader)).toBeFocused();
  await expect(page.getByTestId('console-echo').last()).toContainText(`crash ${leader}`);

  await page.keyboard.press('/');
  await page.keyboard.type('speed 1/4');
  await page.keyboard.press('Enter');
  expect(await lab.leader()).not.toBe(leader);
  await page.keyboard.type('get x');
  await page.keyboard.press('Enter');
  await expect(lab.replies.last()).toHaveText(/^✓ 1 · /, { timeout: 15_000 });
});

test('Tab reaches everything and gets out of everything', async ({ lab, page }) => {
  await lab.open();
  await lab.leader();
  const seen = new Set<string>();
  await page.locator('body').focus();
  for (let i = 0; i < 100; i++) {
    await page.keyboard.press('Tab');
    const name = await page.evaluate(() => {
      let element = document.activeElement;
      while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
      return (
        element?.getAttribute('data-testid') ??
        element?.getAttribute('data-server') ??
        element?.tagName ??
        ''
      );
    });
    seen.add(name);
    if (name === 'BODY') break;
  }
  for (const name of ['seed', 'new-seed', 'servers', 'language', 'theme', 'help-button']) {
    expect(seen).toContain(name);
  }
  for (const name of ['play', 'step', 'reset', 'speed', 'console-input', 'console-run']) {
    expect(seen).toContain(name);
  }
  expect(seen).toContain('BODY');
});

test('single keys play, step and open the help, but not while typing or with a modifier', async ({
  lab,
  page,
}) => {
  await lab.open();
  await lab.leader();
  const playing = () => lab.ask((app) => app.playing);
  await page.locator('h1').click();
  await page.keyboard.press('k');
  expect(await playing()).toBe(false);
  await page.keyboard.press('Space');
  expect(await playing()).toBe(true);
  const before = await lab.ask((app) => app.time);
  await page.keyboard.press('.');
  expect(await playing()).toBe(false);
  expect(await lab.ask((app) => app.time)).toBeGreaterThanOrEqual(before);
  await page.keyboard.press('Control+k');
  expect(await playing()).toBe(false);
  await page.keyboard.press('?');
  await expect(page.getByTestId('help')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('help')).toBeHidden();
  await page.keyboard.press('/');
  await page.keyboard.type('k?. ');
  expect(await playing()).toBe(false);
  await expect(page.getByTestId('console-input')).toHaveValue('k?. ');
});

test('the console completes with Tab only when there is something to complete', async ({
  lab,
  page,
}) => {
  await lab.open();
  const input = page.getByTestId('console-input');
  await input.focus();
  await page.keyboard.type('parti');
  await page.keyboard.press('Tab');
  await expect(input).toHaveValue('partition ');
  await expect(input).toBeFocused();
  await input.fill('');
  await page.keyboard.type('pu');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Tab');
  await expect(input).toHaveValue('pu');
  await expect(input).not.toBeFocused();
});

test('the console remembers what was typed', async ({ lab, page }) => {
  await lab.open();
  await lab.type('crash 1');
  await lab.type('restart 1');
  const input = page.getByTestId('console-input');
  await input.fill('draft');
  await input.press('ArrowUp');
  await expect(input).toHaveValue('restart 1');
  await input.press('ArrowUp');
  await expect(input).toHaveValue('crash 1');
  await input.press('ArrowDown');
  await input.press('ArrowDown');
  await expect(input).toHaveValue('draft');
});

test('paused, messages can be visited and read', async ({ lab, page }) => {
  await lab.open();
  await lab.leader();
  await page.getByTestId('play').click();
  await page.locator('h1').click();
  await expect(async () => {
    await page.keyboard.press('.');
    await page.keyboard.press('m');
    await expect(page.locator('kvraft-inspector')).toContainText(/S\d → S\d|C\d → S\d|S\d → C\d/, {
      timeout: 500,
    });
  }).toPass();
});
