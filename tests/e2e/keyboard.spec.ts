import type { Page } from '@playwright/test';

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
  for (let i = 0; i < 120; i++) {
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
  await page.keyboard.press('Control+.');
  await page.keyboard.press('Alt+k');
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

/** What has the focus, in whatever shadow: its test id, its server, or else its text. */
function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    const { testid, server, story } = (element as HTMLElement | null)?.dataset ?? {};
    return testid ?? story ?? (server === undefined ? (element?.tagName ?? '') : 'server');
  });
}

/** Tabs until something has the focus, as one does who watches it wander. */
async function tabTo(page: Page, name: string): Promise<void> {
  const seen: string[] = [];
  for (let i = 0; i < 150; i++) {
    await page.keyboard.press('Tab');
    const here = await focused(page);
    if (here === name) return;
    seen.push(here);
  }
  throw new Error(`${name} is not reached: ${seen.join(', ')}`);
}

test('the first minute by keyboard alone: put, crash, get, go back, try otherwise, open a story, share', async ({
  lab,
  page,
}) => {
  test.setTimeout(60_000);
  await lab.open('?seed=42&lang=en&speed=1/4');
  const leader = await lab.leader();
  const { keyboard } = page;

  await keyboard.press('/');
  await keyboard.type('put x 1');
  await keyboard.press('Enter');
  await expect(lab.replies.last()).toHaveText(/^✓ OK/, { timeout: 15_000 });

  await tabTo(page, 'server');
  await keyboard.press('Home');
  for (let i = 1; i < leader; i++) await keyboard.press('ArrowRight');
  await expect(lab.server(leader)).toBeFocused();
  await keyboard.press('Enter');
  await expect(page.getByTestId('server-menu').getByRole('menuitem').first()).toContainText('Crash');
  await keyboard.press('Enter');
  await expect(lab.server(leader)).toHaveAttribute('data-status', 'crashed');
  expect(await lab.leader()).not.toBe(leader);

  await keyboard.press('/');
  await keyboard.type('get x');
  await keyboard.press('Enter');
  await expect(lab.replies.last()).toHaveText(/^✓ 1 · /, { timeout: 15_000 });

  // Back to the crash, to just before it, and on otherwise.
  await tabTo(page, 'console-run');
  await keyboard.press('Shift+X');
  await expect(lab.server(leader)).toHaveAttribute('data-status', 'crashed');
  await keyboard.press(',');
  await expect(lab.server(leader)).toHaveAttribute('data-status', 'up');
  await keyboard.press('/');
  await keyboard.type('append x 2');
  await keyboard.press('Enter');
  await expect(page.getByTestId('console-output')).toContainText('Another future begins');
  await tabTo(page, 'play');
  await keyboard.press('Enter');
  await expect(lab.replies.last()).toHaveText(/^✓ OK/, { timeout: 15_000 });
  await expect(lab.server(leader)).toHaveAttribute('data-status', 'up');

  await tabTo(page, 'stories');
  await keyboard.press('Enter');
  await expect(page.getByTestId('gallery').first()).toBeVisible();
  await tabTo(page, 'leader-crash');
  await keyboard.press('Enter');
  await expect(page.getByTestId('story')).toContainText('The leader crashes');
  await expect.poll(() => lab.ask((app) => app.time)).toBeGreaterThan(0);

  await tabTo(page, 'share');
  await keyboard.press('Enter');
  await tabTo(page, 'link');
  await expect(page.getByTestId('link')).toHaveValue(/#r=[\w-]+$/);
  await tabTo(page, 'copy-link');
  await keyboard.press('Enter');
  await expect(page.getByTestId('share-said')).not.toBeEmpty();
  await keyboard.press('Escape');
  await expect(page.getByTestId('link')).toBeHidden();
  await expect(lab.errors).toHaveCount(0);
});
