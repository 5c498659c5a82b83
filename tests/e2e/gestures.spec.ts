import { expect, test } from './lab.ts';

test('a wall is drawn across the cluster, and undone by going back', async ({ lab, page }) => {
  await lab.open();
  await lab.leader();
  const ring = (await page.locator('kvraft-ring').boundingBox())!;
  const top = (await lab.server(1).boundingBox())!;
  // Between the server at the top and all others.
  const y = top.y + top.height + 6;
  await page.mouse.move(ring.x + 6, y);
  await page.mouse.down();
  await page.mouse.move(ring.x + ring.width / 2, y, { steps: 4 });
  await expect(page.locator('.wall-tip')).toContainText('S1 | S2 S3 S4 S5');
  await page.mouse.move(ring.x + ring.width - 6, y, { steps: 4 });
  await page.mouse.up();
  await expect(page.getByTestId('console-echo').last()).toContainText('partition 1 | 2 3 4 5');
  await expect(page.locator('[data-wall="1"]')).toBeVisible();
  await page.locator('h1').click();
  await page.keyboard.press('Control+z');
  await expect(page.locator('[data-wall]')).toHaveCount(0);
});

test('a link has a menu: cut one way, mend, slow, lose', async ({ lab, page }) => {
  await lab.open();
  await lab.leader();
  await lab.type('stop');
  const place = async (id: number): Promise<{ x: number; y: number }> => {
    const box = (await lab.server(id).locator('.body').boundingBox())!;
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  };
  const [one, two] = [await place(1), await place(2)];
  const at = { x: (one.x + two.x) / 2, y: (one.y + two.y) / 2 };
  await page.mouse.click(at.x, at.y);
  const menu = page.getByTestId('link-menu');
  await expect(menu.getByRole('menuitem').first()).toBeFocused();
  await menu.locator('[data-line="cut 1 2"]').click();
  await expect(page.locator('[data-cut="1 2"]')).toBeVisible();
  await page.mouse.click(at.x + 14, at.y + 8);
  await menu.locator('[data-line="mend 1 2"]').click();
  await expect(page.locator('[data-cut]')).toHaveCount(0);
  await page.mouse.click(at.x + 14, at.y + 8);
  await menu.locator('[data-line="loss 50 on 1 2"]').click();
  await expect(lab.replies.last()).toHaveText(/✓ loss 50 on 1 2/);
});

test('a client has a menu, by keyboard and by touch', async ({ lab, page }) => {
  await lab.open();
  await lab.leader();
  await page.locator('[data-server][tabindex="0"]').focus();
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  const menu = page.getByTestId('client-menu');
  await expect(menu.getByRole('menuitem').first()).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('console-echo').last()).toContainText('c2 put x 1');
  await expect(page.locator('[data-client="2"]')).toBeFocused();
  await page.locator('[data-client="1"]').click();
  await menu.locator('[data-line="c1 work 20 50"]').click();
  await expect(lab.errors).toHaveCount(0);
});

test('the other mouse button opens menus, too', async ({ lab, page }) => {
  await lab.open();
  const leader = await lab.leader();
  await lab.type('stop');
  await lab.server(leader).click({ button: 'right' });
  await expect(page.getByTestId('server-menu')).toBeVisible();
  await lab.server(leader).click({ button: 'right' });
  await expect(page.getByTestId('server-menu')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(lab.server(leader)).toBeFocused();
  await page.locator('[data-client="1"]').click({ button: 'right' });
  await expect(page.getByTestId('client-menu')).toBeVisible();
});

test('a stroke that Escape ends does nothing', async ({ lab, page }) => {
  await lab.open();
  await lab.leader();
  const ring = (await page.locator('kvraft-ring').boundingBox())!;
  const y = (await lab.server(1).boundingBox())!.y + 130;
  await page.mouse.move(ring.x + 6, y);
  await page.mouse.down();
  await page.mouse.move(ring.x + ring.width - 6, y, { steps: 3 });
  await expect(page.locator('.stroke')).toHaveCount(1);
  await page.keyboard.press('Escape');
  await expect(page.locator('.stroke')).toHaveCount(0);
  await page.mouse.up();
  await expect(page.getByTestId('console-echo')).toHaveCount(0);
});

test('links are reached, named and cut by keyboard', async ({ lab, page }) => {
  await lab.open();
  await lab.leader();
  await lab.type('stop');
  await page.locator('[data-server][tabindex="0"]').focus();
  await page.keyboard.press('Home');
  await expect(lab.server(1)).toBeFocused();
  const link = (name: string) => page.locator(`[data-link="${name}"]`);
  await page.keyboard.press('l');
  await expect(link('1 2')).toBeFocused();
  await page.keyboard.press('l');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('L');
  await expect(link('1 3')).toBeFocused();
  await expect(link('1 3')).toHaveAccessibleName('Link S1–S3');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('link-menu').getByRole('menuitem').first()).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(link('1 3')).toBeFocused();
  await expect(link('1 3')).toHaveAccessibleName('Link S1–S3, cut both ways');
  await expect(page.locator('[data-cut]')).toHaveCount(2);
  await page.keyboard.press('Enter');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(link('1 3')).toHaveAccessibleName('Link S1–S3, S3 → S1 cut');
  await page.keyboard.press('Escape');
  await expect(lab.server(1)).toBeFocused();
  await expect(lab.errors).toHaveCount(0);
});

test('messages have names when asked for, by button and key', async ({ lab, page }) => {
  await lab.open('?seed=42&lang=en');
  await lab.ask((app) => {
    app.pause();
    app.seek(400);
    app.run('put x 1');
    app.seek(434);
  });
  const names = page.locator('.what:visible');
  await expect(page.locator('.message').first()).toBeAttached();
  await expect(names).toHaveCount(0);
  await page.getByTestId('names').click();
  await expect(names.filter({ hasText: 'Heartbeat' })).not.toHaveCount(0);
  await page.locator('h1').click();
  await page.keyboard.press('t');
  await expect(page.getByTestId('names')).toHaveAttribute('aria-pressed', 'false');
  await expect(names).toHaveCount(0);
});

test('where servers are small, so are messages', async ({ lab, page }) => {
  await lab.open('?seed=42&lang=en');
  await lab.ask(async (app) => {
    const options = { format: 1, id: 'many', title: { en: 'Thirty-one' }, servers: 31, clients: 2, until: 5000 };
    await app.openScenario(JSON.stringify({ ...options, steps: [] }));
    app.pause();
    app.seek(500);
    app.run('put x 1');
    app.seek(532);
  });
  const box = page.locator('.message[data-kind="append-entries"] .solid').first();
  await expect(box).toBeVisible();
  expect((await box.boundingBox())!.width).toBeLessThan(16);
  await expect(page.locator('.message text:visible')).toHaveCount(0);
  // Between servers in rows there is nothing to be pressed by accident.
  await expect(page.locator('.link-hit')).toHaveCount(0);
});
