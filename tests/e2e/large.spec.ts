import { expect, test } from './lab.ts';

test.use({ viewport: { width: 3840, height: 2160 } });

// On a wall, to be read from the back row: everything is larger, and hands still meet what they point at.

test('on 4K the cluster fills its panel, and a wall is drawn where the hand goes', async ({ lab, page }) => {
  await lab.open();
  await lab.leader();
  const body = (await lab.server(1).locator('.body').boundingBox())!;
  expect(body.width).toBeGreaterThan(150);
  const size = await page.locator('h1').evaluate((title) => parseFloat(getComputedStyle(title).fontSize));
  expect(size).toBeGreaterThan(30);
  const ring = (await page.locator('kvraft-ring').boundingBox())!;
  const y = body.y + body.height + 20;
  await page.mouse.move(ring.x + 10, y);
  await page.mouse.down();
  await page.mouse.move(ring.x + ring.width - 10, y, { steps: 3 });
  await expect(page.locator('.wall-tip')).toContainText('S1 | S2 S3 S4 S5');
  const stroke = (await page.locator('.stroke').boundingBox())!;
  expect(Math.abs(stroke.y - y)).toBeLessThan(8);
  expect(stroke.width).toBeGreaterThan(0.9 * ring.width);
  await page.mouse.up();
  await expect(page.locator('[data-wall="1"]')).toBeVisible();
  await lab.server(2).click();
  const menu = (await page.getByTestId('server-menu').boundingBox())!;
  const two = (await lab.server(2).boundingBox())!;
  expect(Math.min(Math.abs(menu.x - two.x - two.width), Math.abs(two.x - menu.x - menu.width))).toBeLessThan(60);
  // What stands on the line of time is as large as the letters around it.
  const thumb = (await page.locator('.thumb circle').boundingBox())!;
  expect(thumb.height).toBeGreaterThan(24);
  const line = (await page.getByTestId('scrubber').boundingBox())!;
  expect(Math.abs(thumb.y + thumb.height / 2 - line.y - 0.6 * line.height)).toBeLessThan(3);
});

test('on 4K the diagram is as large, and a click goes to the moment under it', async ({ lab, page }) => {
  await lab.open('?seed=42&lang=en');
  await lab.ask((app) => {
    app.pause();
    app.seek(1000);
  });
  await page.locator('[data-stage=space-time]').click();
  await expect(page.locator('.plot .cursor')).toBeVisible();
  await page.getByTestId('zoom-all').click();
  const cursor = page.locator('.plot .cursor');
  const end = (await cursor.boundingBox())!.x;
  const plot = (await page.getByTestId('plot').boundingBox())!;
  // Half way between the names of the lanes and now, on the axis: no event is there to be hit.
  const at = plot.x + (end - plot.x) / 2;
  await page.mouse.click(at, plot.y + plot.height - 20);
  await expect.poll(async () => Math.abs((await cursor.boundingBox())!.x - at)).toBeLessThan(8);
  expect(await lab.ask((app) => app.time)).toBeLessThan(600);
});
