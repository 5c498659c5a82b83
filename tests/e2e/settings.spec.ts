import { expect, test } from './lab.ts';

test('a preset is chosen, changed and applied; the address makes the same run', async ({ lab, page }) => {
  await lab.open('?seed=42&lang=en&speed=1/4');
  await page.getByTestId('settings').click();
  await expect(page.locator('[data-preset=paper]')).toHaveAttribute('aria-pressed', 'true');
  await expect(page.getByTestId('apply')).toBeDisabled();
  await page.locator('[data-preset=production]').click();
  await expect(page.getByTestId('settings-said')).toHaveText('Not applied yet: 4');
  await page.getByTestId('apply').click();
  await expect(page.getByTestId('settings-said')).toHaveText('Started anew with seed 42.');
  expect(new URL(page.url()).search).toBe('?seed=42&preset=production&speed=0.25&lang=en');

  await page.getByLabel('Delay', { exact: true }).fill('1-2');
  await page.getByLabel('Delay', { exact: true }).press('Enter');
  await expect(page.getByTestId('preset-note')).toHaveText('Settings of your own.');
  await expect(page.getByTestId('apply')).toBeDisabled();
  await page.keyboard.press('Escape');
  await expect(page.locator('#settings')).toBeHidden();
  const address = new URL(page.url()).searchParams;
  expect(address.get('network.delay')).toBe('1-2');
  expect(address.get('config.pre_vote')).toBe('on');
  const seen = (): Promise<string> =>
    lab.ask((app) => {
      app.pause();
      for (let i = 0; i < 200; i++) app.step();
      return app.hash;
    });
  await lab.ask((app) => {
    app.pause();
    app.run('reset');
  });
  const hash = await seen();
  await page.reload();
  await lab.ask((app) => app.ready);
  await lab.ask((app) => {
    app.pause();
    app.run('reset');
  });
  expect(await seen()).toBe(hash);
});

test('a value that cannot be is refused at its field, in the words of the core', async ({ lab, page }) => {
  await lab.open('?seed=42&lang=en&speed=1/4');
  await lab.leader();
  const run = await lab.ask((app) => app.hash !== '');
  expect(run).toBe(true);
  await page.getByTestId('settings').click();
  const timeout = page.getByLabel('Election timeout');
  await timeout.fill('300-150');
  await page.getByTestId('apply').click();
  const wrong = page.locator('[data-setting="config.election_timeout"] [data-testid=setting-wrong]');
  await expect(wrong).toContainText('the smaller first, found [300,150]');
  await expect(timeout).toHaveAttribute('aria-invalid', 'true');
  await expect(timeout).toBeFocused();
  // The run goes on as it was.
  expect(new URL(page.url()).search).toBe('?seed=42&speed=0.25&lang=en');

  await timeout.fill('150-300');
  await expect(wrong).toBeHidden();
  await page.getByLabel('Servers', { exact: true }).last().fill('12');
  await page.getByTestId('apply').click();
  await expect(page.locator('[data-setting=servers] [data-testid=setting-wrong]')).toContainText(
    'cannot be 12; from 1 to 9',
  );
  await page.getByLabel('Servers', { exact: true }).last().fill('three');
  await page.getByTestId('apply').click();
  await expect(page.locator('[data-setting=servers] [data-testid=setting-wrong]')).toContainText(
    'Expected a whole number from 1 to 9',
  );
});

test('a value that cannot be is refused in Chinese, with what it may be', async ({ lab, page }) => {
  await lab.open('?seed=42&lang=zh-CN');
  await lab.leader();
  await page.getByTestId('settings').click();
  for (const [key, value, told] of [
    ['network.loss', '200', '应为 0 到 100 的百分比，至多一位小数，实际是 200。'],
    ['network.delay', '30-5', '都是不超过 60000 的整数，较小的在前，实际是 [30,5]。'],
    ['config.batch_max', '1.5', '应为 1 到 1048576 的整数，实际是 1.5。'],
  ] as const) {
    const field = page.locator(`[data-setting="${key}"] input`);
    const was = await field.inputValue();
    await field.fill(value);
    await page.getByTestId('apply').click();
    await expect(page.locator(`[data-setting="${key}"] [data-testid=setting-wrong]`)).toContainText(told);
    await expect(field).toHaveValue(value);
    await field.fill(was);
  }
});

test('settings in an address are checked by the core, too', async ({ lab, page }) => {
  await lab.open('?seed=7&lang=en&network.loss=200');
  await expect(page.getByTestId('trouble-place')).toHaveText('network.loss');
  await expect(page.getByTestId('trouble')).toContainText('a percentage from 0 to 100');
  await lab.leader();
});

test('a scenario is played under other settings', async ({ lab, page }) => {
  await lab.open('?scenario=leader-crash&lang=en');
  await page.getByTestId('settings').click();
  await expect(page.locator('[data-setting=servers]')).toHaveCount(0);
  await page.getByLabel('PreVote').check();
  await page.getByTestId('apply').click();
  await expect(page.getByTestId('settings-said')).toContainText('Started anew');
  await expect(page.getByTestId('story')).toBeVisible();
  expect(page.url()).toContain('#r=');
});
