import type { CDPSession, Page } from '@playwright/test';

import { LEADER, expect, test, type LabPage } from './lab.ts';

test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

interface Point {
  readonly x: number;
  readonly y: number;
}

/** One finger, as the browser itself has it: touch events, gestures, clicks that it makes of them. */
class Finger {
  readonly #session: CDPSession;
  constructor(session: CDPSession) {
    this.#session = session;
  }

  static async of(page: Page): Promise<Finger> {
    return new Finger(await page.context().newCDPSession(page));
  }

  async down(at: Point): Promise<void> {
    await this.#session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [at] });
  }
  async move(at: Point): Promise<void> {
    await this.#session.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: [at] });
  }
  async up(): Promise<void> {
    await this.#session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  }
}

async function centre(lab: LabPage, id: number): Promise<Point> {
  const box = (await lab.server(id).locator('.body').boundingBox())!;
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

function between(a: Point, b: Point, share = 0.5): Point {
  return { x: a.x + share * (b.x - a.x), y: a.y + share * (b.y - a.y) };
}

/** Nothing on the page is marked as text by a press. */
async function nothingMarked(page: Page): Promise<void> {
  expect(await page.evaluate(() => getSelection()?.toString() ?? '')).toBe('');
}

test.beforeEach(async ({ lab }) => {
  await lab.open('?seed=42&lang=en&speed=1/4');
  await lab.leader();
  await lab.ask((app) => app.pause());
});

test('a long press opens the menu of a server, and lifting the finger presses nothing', async ({ lab, page }) => {
  const finger = await Finger.of(page);
  await finger.down(await centre(lab, 2));
  const menu = page.getByTestId('server-menu');
  await expect(menu).toBeVisible();
  await finger.up();
  await nothingMarked(page);
  await expect(menu).toBeVisible();
  await expect(page.getByTestId('console-echo')).toHaveCount(0);
  for (const box of await menu.getByRole('menuitem').evaluateAll((all) =>
    all.map((each) => each.getBoundingClientRect().height),
  )) {
    expect(box).toBeGreaterThanOrEqual(44);
  }
  // A tap on an item is one again.
  await menu.locator('[data-line="crash 2"]').tap();
  await expect(lab.server(2)).toHaveAttribute('data-status', 'crashed');
});

test('a long press beside a link opens its menu; both ways are cut at once', async ({ lab, page }) => {
  const finger = await Finger.of(page);
  const [one, two] = [await centre(lab, 1), await centre(lab, 2)];
  const middle = between(one, two);
  const length = Math.hypot(two.x - one.x, two.y - one.y);
  // Outside of the ring, 15 px from the line.
  const beside = {
    x: middle.x + (15 * (two.y - one.y)) / length,
    y: middle.y - (15 * (two.x - one.x)) / length,
  };
  await expect(async () => {
    // Nothing that flies may be nearer.
    await lab.ask((app) => app.step());
    expect(await lab.ask((app) => app.view.messages.length)).toBe(0);
  }).toPass();
  await finger.down(beside);
  const menu = page.getByTestId('link-menu');
  await expect(menu).toBeVisible();
  await finger.up();
  await menu.locator('[data-line="cut 1 2; cut 2 1"]').tap();
  await expect(page.locator('[data-cut="1 2"]')).toHaveCount(1);
  await expect(page.locator('[data-cut="2 1"]')).toHaveCount(1);
  await expect(lab.errors).toHaveCount(0);
});

test('a finger holds a message that flies, and time with it', async ({ lab, page }) => {
  const finger = await Finger.of(page);
  await lab.ask((app) => app.run('speed 1/100'));
  const menu = page.getByTestId('message-menu');
  await expect(async () => {
    // Away from the servers, in the middle of its way; on a slow machine the next one.
    const id = await lab.ask((app) => {
      app.pause();
      for (;;) {
        app.seek(app.time + 1);
        const found = app.view.messages.find((each) => each.sent + 5 < app.time && app.time + 7 < each.due);
        if (found !== undefined) return found.id;
      }
    });
    const { x, y } = await lab.messageAt(id);
    await lab.ask((app) => app.play());
    await finger.down({ x: x + 12, y: y + 12 });
    await expect(menu)
      .toBeVisible({ timeout: 2000 })
      .catch(async (missed) => {
        await finger.up();
        await page.keyboard.press('Escape');
        throw missed;
      });
  }).toPass();
  await finger.up();
  expect(await lab.ask((app) => app.playing)).toBe(false);
  await menu.locator('[data-line^="hold"]').tap();
  await expect.poll(() => lab.ask((app) => app.view.messages.filter((each) => each.held).length)).toBe(1);
  await expect.poll(() => lab.ask((app) => app.playing)).toBe(true);
  await nothingMarked(page);
});

test('a long press opens the menu of a client', async ({ page }) => {
  const finger = await Finger.of(page);
  const box = (await page.locator('[data-client="1"] .client-body').boundingBox())!;
  await finger.down({ x: box.x + box.width / 2, y: box.y + box.height / 2 });
  await expect(page.getByTestId('client-menu')).toBeVisible();
  await finger.up();
  await expect(page.getByTestId('client-menu')).toBeVisible();
});

test('a loop around two servers that are not neighbours of each other alone parts them from the others', async ({
  lab,
  page,
}) => {
  const finger = await Finger.of(page);
  const [three, four] = [await centre(lab, 3), await centre(lab, 4)];
  const middle = between(three, four);
  const [rx, ry] = [Math.abs(three.x - four.x) / 2 + 45, 48];
  const on = (i: number): Point => ({
    x: middle.x + rx * Math.cos((2 * Math.PI * i) / 24 - 1.2),
    y: middle.y + ry * Math.sin((2 * Math.PI * i) / 24 - 1.2),
  });
  await finger.down(on(0));
  for (let i = 1; i < 23; i++) await finger.move(on(i));
  await expect(page.locator('.stroke.loop')).toBeVisible();
  await expect(page.locator('.wall-tip')).toContainText('S3 S4 | S1 S2 S5');
  await finger.up();
  await expect(page.getByTestId('console-echo').last()).toContainText('partition 3 4 | 1 2 5');
  await expect(page.locator('[data-wall="3 4"]')).toBeVisible();
  await expect(page.locator('.stroke')).toHaveCount(0);
});

test('a server is carried to another side, away from all, and home', async ({ lab, page }) => {
  const finger = await Finger.of(page);
  const carry = async (id: number, to: Point, told: string | RegExp): Promise<void> => {
    const from = await centre(lab, id);
    await finger.down(from);
    for (const share of [0.2, 0.6, 1]) await finger.move(between(from, to, share));
    await expect(page.locator('.carried')).toBeVisible();
    await expect(page.locator('.wall-tip')).toContainText(told);
    await finger.up();
    await expect(page.locator('.carried')).toHaveCount(0);
  };
  const echo = page.getByTestId('console-echo');
  await carry(3, await centre(lab, 4), 'S3 S4 | S1 S2 S5');
  await expect(echo.last()).toContainText('partition 3 4 | 1 2 5');
  await carry(3, await centre(lab, 2), 'S1 S2 S3 S5 | S4');
  await expect(echo.last()).toContainText('partition 1 2 3 5 | 4');
  await carry(4, await centre(lab, 5), 'Let go to heal');
  await expect(page.locator('[data-wall]')).toHaveCount(0);
  const ring = (await page.locator('kvraft-ring').boundingBox())!;
  await carry(1, { x: ring.x + 14, y: ring.y + 14 }, 'S1 | S2 S3 S4 S5');
  await expect(page.locator('[data-wall="1"]')).toBeVisible();
  // Home again: nothing is done, and no menu opens.
  const count = await echo.count();
  const own = await centre(lab, 2);
  await finger.down(own);
  await finger.move({ x: own.x + 40, y: own.y - 30 });
  await finger.move({ x: own.x + 4, y: own.y });
  await expect(page.locator('.wall-tip')).toContainText('Carry it onto another server');
  await finger.up();
  await expect(page.getByTestId('server-menu')).toHaveCount(0);
  expect(await echo.count()).toBe(count);
});

test('a tap still opens and closes a menu, and elsewhere lets go of everything', async ({ lab, page }) => {
  const at = await centre(lab, 2);
  await page.touchscreen.tap(at.x, at.y);
  await expect(page.getByTestId('server-menu')).toBeVisible();
  const ring = (await page.locator('kvraft-ring').boundingBox())!;
  await page.touchscreen.tap(ring.x + 6, ring.y + 6);
  await expect(page.getByTestId('server-menu')).toHaveCount(0);
  await expect(page.locator(LEADER)).toBeVisible();
});

test('a tap beside the menu folds it, one into it does not', async ({ page }) => {
  const menu = page.locator('.toggle-settings');
  await menu.tap();
  await expect(page.getByTestId('settings')).toBeVisible();
  await page.locator('.settings').getByText('Seed').tap();
  await expect(menu).toHaveAttribute('aria-expanded', 'true');
  await page.getByTestId('clock').tap();
  await expect(menu).toHaveAttribute('aria-expanded', 'false');
  await expect(page.getByTestId('settings')).toBeHidden();
});
