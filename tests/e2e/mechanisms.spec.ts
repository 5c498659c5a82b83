import { expect, test } from './lab.ts';

test('leadership is handed over, and a snapshot taken, from the menu of a server', async ({
  lab,
  page,
}) => {
  await lab.open('?seed=42&lang=en&speed=1/2');
  const first = await lab.leader();
  const next = (first % 5) + 1;
  await lab.type('put x 1');
  await expect(lab.replies.last()).toHaveText(/^✓ OK/, { timeout: 15_000 });
  await lab.server(next).click();
  await page.getByRole('menuitem', { name: /Make leader/ }).click();
  await expect(lab.server(next)).toHaveAttribute('data-role', 'leader', { timeout: 15_000 });
  await expect(page.getByTestId('events')).toContainText(`S${first} hands over to S${next}`);

  await lab.server(next).click();
  await page.getByRole('menuitem', { name: /Take snapshot/ }).click();
  await expect(page.getByTestId('compacted')).toContainText('…');
  await expect(page.locator('kvraft-inspector')).toContainText(/1–\d, \d+ bytes/);
  await expect(page.getByTestId('events')).toContainText(`S${next} takes a snapshot`);
});

test('what is in every snapshot is one row of the logs', async ({ lab, page }) => {
  await lab.open('?seed=42&lang=en&speed=1/2');
  await lab.leader();
  for (const key of ['a', 'b', 'c']) await lab.type(`put ${key} 1`);
  await expect(lab.replies.filter({ hasText: 'OK' })).toHaveCount(3, { timeout: 15_000 });
  await expect
    .poll(() => lab.ask((app) => app.view.servers.every((server) => 4 <= server.lastApplied)))
    .toBe(true);
  await lab.type('stop');
  for (const id of [1, 2, 3, 4, 5]) await lab.type(`compact ${id}`);
  await expect(page.getByTestId('compacted')).toHaveText(['… 1–4 in snapshot']);
});

test('members come and go; the logs show it', async ({ lab, page }) => {
  await lab.open('?seed=42&lang=en&speed=1/2');
  const leader = await lab.leader();
  await lab.type('put x 1');
  await expect(lab.replies.last()).toHaveText(/^✓ OK/, { timeout: 15_000 });
  const voters = [1, 2, 3, 4, 5].filter((id) => id !== (leader % 5) + 1);
  await lab.type(`members ${voters.join(' ')}`);
  await expect(page.locator('kvraft-logs')).toContainText('members S', { timeout: 15_000 });
  await expect(page.getByTestId('events')).toContainText('goes by other members', {
    timeout: 15_000,
  });
});

test('what a judge watches can be read by keyboard', async ({ lab, page }) => {
  await lab.open();
  const judge = page.getByRole('button', { name: 'Log Matching' });
  await judge.focus();
  await page.keyboard.press('Enter');
  await expect(judge).toHaveAttribute('aria-expanded', 'true');
  await expect(page.getByTestId('meaning')).toContainText('agree up to there');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('meaning')).toBeHidden();
});

test('a mistake of meaning names the right server in Chinese', async ({ lab }) => {
  await lab.open('?seed=42&lang=zh-CN&speed=1/4');
  const leader = await lab.leader();
  const other = (leader % 5) + 1;
  await lab.type(`crash ${other}`);
  await lab.type(`crash ${other}`);
  await expect(lab.errors.last()).toHaveText(`S${other} 已经崩溃。`);
  await lab.type(`transfer ${leader}`);
  await expect(lab.errors.last()).toHaveText(`S${leader} 已经是领导者。`);
  await lab.type('delay 30 10');
  await expect(lab.errors.last()).toHaveText('延迟不能从 30 到 10：较小的数在前。');
  await lab.type('put');
  await expect(lab.errors.last()).toContainText('这里缺少键：put ');
});

test('many clients have names and stay inside the picture', async ({ lab, page }) => {
  await lab.open('?seed=42&lang=en&clients=20');
  await expect(page.locator('[data-client="20"]')).toContainText('C20');
});
