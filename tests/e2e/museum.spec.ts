import { expect, test } from './lab.ts';

test('a bug is switched on: the run starts anew with it, and says so until it is mended', async ({
  lab,
  page,
}) => {
  await lab.open('?seed=42&lang=en&speed=1/4');
  await page.getByTestId('museum').click();
  await page.getByTestId('museum-search').fill('second vote');
  await expect(page.getByTestId('museum-found')).toHaveText('1 of 58');
  const toggle = page.getByRole('switch', { name: 'Broken: A second vote' });
  await expect(toggle).not.toBeChecked();
  await toggle.click();
  await expect(toggle).toBeChecked();
  await expect(page.getByTestId('museum-said')).toHaveText('Started anew with “A second vote” on.');
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('broken')).toContainText('Broken on purpose: A second vote');
  expect(new URL(page.url()).search).toContain('seed=42');
  expect(new URL(page.url()).searchParams.get('bugs')).toBe('vote-twice');

  // The address makes the same broken run.
  await page.reload();
  await expect(page.getByTestId('broken')).toContainText('A second vote');
  await page.getByTestId('mend').click();
  await expect(page.getByTestId('broken')).toBeHidden();
  expect(new URL(page.url()).searchParams.has('bugs')).toBe(false);
});

test('a bug is seen to bite, and its judge objects', async ({ lab, page }) => {
  await lab.open();
  await page.getByTestId('museum').click();
  await page.getByRole('button', { name: 'See it bite: Half of four' }).click();
  await expect(page.locator('#museum')).toBeHidden();
  await expect(page.getByTestId('story')).toContainText('Half of four');
  await expect(page.getByTestId('broken')).toContainText('Half of four');
  expect(page.url()).toContain('scenario=bugs/half-is-enough');
  await lab.type('speed 1');
  await expect(page.locator('[data-judge="majority-elects"]')).toHaveAttribute('data-broken', 'true', {
    timeout: 15_000,
  });

  // What, where, why it matters; and from anywhere back to the moment.
  const finding = page.getByTestId('finding');
  await expect(finding).toContainText('leads term 1 with the votes of');
  await expect(finding).toContainText('another leader can be elected beside it');
  await expect.poll(() => lab.ask((app) => app.time), { timeout: 15_000 }).toBe(2000);
  await page.getByTestId('finding-go').click();
  const time = await lab.ask((app) => app.time);
  expect(time).toBeLessThan(2000);
  expect(await lab.ask((app) => app.view.violations)).toBe(1);
  await expect(finding).toContainText(`${time} ms`);

  await page.getByTestId('finding-share').click();
  await expect(page.getByTestId('link')).toHaveValue(/#r=/);
  await page.keyboard.press('Escape');
  await page.getByTestId('finding-shrink').click();
  await expect(page.getByTestId('shrunk-open')).toBeVisible({ timeout: 20_000 });
});

test('a finding is told in Chinese', async ({ lab, page }) => {
  await lab.open('?scenario=bugs/half-is-enough&lang=zh-CN&speed=10');
  await expect(page.getByTestId('violation')).toContainText('不是多数', { timeout: 15_000 });
  await expect(page.getByTestId('narrator')).toContainText(/一条性质被破坏：.*不是多数/);
  await page.screenshot({ path: 'screenshots/desktop-finding.png' });
});

test('a story without its bug comes to nothing, and its link brings it back', async ({ lab, page }) => {
  await lab.open('?scenario=bugs/half-is-enough&lang=en&speed=10');
  await expect.poll(() => lab.ask((app) => app.view.violations)).toBeGreaterThan(0);
  await page.getByTestId('mend').click();
  await expect(page.getByTestId('broken')).toBeHidden();
  await expect(page.getByTestId('story')).toContainText('Half of four');
  await expect.poll(() => lab.ask((app) => app.time), { timeout: 15_000 }).toBe(2000);
  expect(await lab.ask((app) => app.view.violations)).toBe(0);
  expect(page.url()).toContain('#r=');
  const seed = await lab.ask((app) => app.seed);
  await page.reload();
  await expect(page.getByTestId('story')).toContainText('Half of four');
  await expect(page.getByTestId('broken')).toBeHidden();
  expect(await lab.ask((app) => app.seed)).toBe(seed);
});

test('an address with a bug that there is not is told, with the one that is meant', async ({ lab, page }) => {
  await lab.open('?bugs=vote-twise&lang=en&seed=7');
  await expect(page.getByTestId('trouble')).toContainText('vote-twice');
  await expect(page.getByTestId('broken')).toBeHidden();
  await lab.leader();
});

test('the museum speaks Chinese, and is found in either language', async ({ lab, page }) => {
  await lab.open('?seed=42&lang=zh-CN');
  await page.getByTestId('museum').click();
  await page.getByTestId('museum-search').fill('第二张 vote');
  await expect(page.locator('[data-bug]')).toHaveCount(1);
  await expect(page.locator('[data-bug="vote-twice"]')).toContainText('服务器在已投过票的任期里再次投票。');
  await page.getByTestId('museum-search').fill('nothing of the kind');
  await expect(page.getByTestId('museum-found')).toContainText('没有');
});

test('without the names of the bugs the run goes on, and they are not asked for again and again', async ({
  lab,
  page,
}) => {
  let asked = 0;
  await page.route('**/bugs/index.json', async (route) => {
    asked += 1;
    await route.fulfill({ json: [] });
  });
  await lab.open('?seed=42&lang=en&bugs=vote-twice');
  await expect(page.getByTestId('broken')).toContainText('vote-twice');
  await lab.ask((app) => {
    app.pause();
    for (let tick = 10; tick < 200; tick += 10) app.seek(tick);
  });
  await page.waitForTimeout(500);
  expect(asked).toBe(1);
});

test('on a phone the menu goes when what was chosen in it begins', async ({ lab, page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await lab.open('?seed=42&lang=en');
  const menu = page.locator('.toggle-settings');
  await expect(menu).toHaveText('Menu');
  await menu.click();
  await page.getByTestId('museum').click();
  await page.locator('[data-bug="vote-twice"] .bite').click();
  await expect(page.getByTestId('broken')).toBeVisible();
  await expect(page.getByTestId('museum')).toBeHidden();
  await expect(menu).toHaveAttribute('aria-expanded', 'false');
});
