/** What a small window must not spoil, and what no window may. */
import { eventful, expect, still, test, type Locator } from './lab.ts';

const boxOf = async (part: Locator): Promise<{ x: number; y: number; width: number; height: number }> =>
  (await part.boundingBox())!;

test('a phone shows what the shapes are, and the whole ring below that', async ({ lab, page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await still(lab);
  const [key, ring] = [await boxOf(page.getByTestId('ring-key')), await boxOf(page.locator('kvraft-ring'))];
  await expect(page.getByTestId('ring-key').getByText('heartbeat')).toBeVisible();
  expect(key.y + key.height).toBeLessThanOrEqual(ring.y + 1);
  expect(key.height).toBeLessThan(30);
  expect(ring.height).toBeGreaterThan(300);
  expect(ring.y + ring.height).toBeLessThan(844);
});

for (const [width, height] of [
  [375, 667],
  [320, 640],
] as const) {
  test(`at ${width} × ${height} no server stands on another`, async ({ lab, page }) => {
    await page.setViewportSize({ width, height });
    await still(lab);
    await expect(page.locator('.server .body')).toHaveCount(5);
    const servers = await Promise.all((await page.locator('.server .body').all()).map(boxOf));
    for (const [i, a] of servers.entries()) {
      for (const b of servers.slice(0, i)) {
        const apart = Math.hypot(a.x + a.width / 2 - b.x - b.width / 2, a.y + a.height / 2 - b.y - b.height / 2);
        expect(apart).toBeGreaterThan(a.width);
      }
    }
  });
}

test('on a phone the tools of the diagram stand in one line, and those of the history, too', async ({ lab, page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await still(lab);
  for (const view of ['space-time', 'history']) {
    await page.locator(`[data-tab=${view}]`).click();
    await expect(page.getByTestId('export-button')).toBeVisible();
    const tops = await page.locator('.tools button:visible').evaluateAll((all) => all.map((each) => each.getBoundingClientRect().top));
    expect(Math.max(...tops) - Math.min(...tops), view).toBeLessThan(2);
  }
});

test('on a phone the two lists of the inspector keep step', async ({ lab, page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await still(lab);
  await page.locator('[data-tab=inspect]').click();
  const rows = page.locator('kvraft-inspector .pair dl');
  await expect(rows).toHaveCount(2);
  const tops = (list: Locator): Promise<number[]> =>
    list.locator('dt').evaluateAll((all) => all.slice(0, 4).map((each) => Math.round(each.getBoundingClientRect().top)));
  const [left, right] = [await tops(rows.first()), await tops(rows.last())];
  expect(left).toHaveLength(4);
  for (const [i, top] of left.entries()) expect(Math.abs(top - (right[i] ?? 0))).toBeLessThan(3);
});

for (const [width, height] of [
  [1440, 900],
  [1280, 720],
  [390, 844],
] as const) {
  test(`at ${width} × ${height} the judges keep to their columns, and what goes on below is seen to`, async ({ lab, page }) => {
    await page.setViewportSize({ width, height });
    await eventful(lab);
    if (width < 1000) await page.locator('[data-tab=events]').click();
    const judges = page.locator('kvraft-judges');
    const edge = await judges.evaluate((panel) => panel.getBoundingClientRect().right - parseFloat(getComputedStyle(panel).paddingRight));
    await expect(judges.locator('.checks:visible').first()).toBeVisible();
    for (const count of await judges.locator('.checks:visible').all()) {
      const box = await boxOf(count);
      expect(box.x + box.width).toBeLessThanOrEqual(edge + 1);
    }
    const shade = await judges.evaluate((panel) => {
      const { backgroundAttachment, backgroundImage } = getComputedStyle(panel);
      return { scrolls: panel.clientHeight < panel.scrollHeight, backgroundAttachment, backgroundImage };
    });
    expect(shade).toMatchObject({ scrolls: true, backgroundAttachment: 'local, scroll' });
    expect(shade.backgroundImage).toContain('gradient');
  });
}

test('under load no judge loses its name', async ({ lab, page }) => {
  await page.setViewportSize({ width: 1280, height: 800 });
  await still(lab);
  await lab.ask((app) => {
    app.run('all work 0 30');
    app.seek(9000);
  });
  const rows = page.locator('kvraft-judges li button');
  await expect(rows.locator('.checks:visible').filter({ hasText: /[0-9]{3}|k/ }).first()).toBeVisible();
  const cut = await rows
    .locator('span:visible:not(.hidden-text)')
    .evaluateAll((all) => all.filter((each) => each.clientWidth < each.scrollWidth).map((each) => each.textContent));
  expect(cut).toEqual([]);
});

for (const [width, height] of [
  [1440, 900],
  [390, 844],
] as const) {
  test(`at ${width} × ${height} the newest events are in sight, and who reads on is left where he is`, async ({ lab, page }) => {
    await page.setViewportSize({ width, height });
    await eventful(lab);
    if (width < 1000) await page.locator('[data-tab=events]').click();
    const list = page.getByTestId('events');
    // Five lines, on a phone more than the judges have while all hold.
    expect((await boxOf(list)).height).toBeGreaterThan(width < 1000 ? 150 : 90);
    const top = (at: number): Promise<number> =>
      list.evaluate((el, n) => el.querySelectorAll('li')[n]!.getBoundingClientRect().top - el.getBoundingClientRect().top, at);
    expect(await top(0)).toBeGreaterThanOrEqual(0);
    expect(await top(0)).toBeLessThan(10);
    const read = list.locator('li', { hasText: ' leads term 1' });
    await list.evaluate((el) => el.scrollTo(0, 60));
    await expect(list).not.toHaveClass(/newest/);
    const [count, before] = [await list.locator('li').count(), await boxOf(read)];
    await lab.ask((app) => {
      app.run('put later 1');
      app.seek(app.time + 2000);
    });
    await expect.poll(() => list.locator('li').count()).toBeGreaterThan(count);
    expect(Math.abs((await boxOf(read)).y - before.y)).toBeLessThan(2);
    await list.evaluate((el) => el.scrollTo(0, 0));
    await expect(list).toHaveClass(/newest/);
    expect(await top(0)).toBeGreaterThanOrEqual(0);
  });
}

test('what can be copied in the list of lessons stands at its edge', async ({ lab, page }) => {
  await still(lab);
  await page.getByRole('button', { name: 'Learn' }).click();
  const sheet = page.locator('kvraft-learn');
  const icon = sheet.locator('.copy svg').first();
  await expect(icon).toBeVisible();
  const [box, around] = [await boxOf(icon), await boxOf(sheet)];
  expect(around.x + around.width - box.x - box.width).toBeLessThan(24);
});

test('on the line of time a cut of the network is no sign of pausing', async ({ lab, page }) => {
  await still(lab);
  await lab.ask((app) => {
    app.run('partition 1 2 | 3 4 5');
    app.seek(1200);
    app.run('crash 1');
    app.seek(1500);
    app.run('heal');
    app.seek(1600);
  });
  const shape = async (sign: string): Promise<string> => {
    const path = page.locator(`[data-sign=${sign}] path`);
    await expect(path).toHaveCount(1);
    const [width, height] = await path.evaluate((each) => {
      const box = (each as SVGPathElement).getBBox();
      return [box.width, box.height] as const;
    });
    return width === height ? 'square' : width < height ? 'upright' : height === 0 ? 'line' : 'broken line';
  };
  expect([await shape('crashed'), await shape('cut'), await shape('healed')]).toEqual(['square', 'broken line', 'line']);
});

test('the pointer is told what a sign on the line of time means', async ({ lab, page }) => {
  await eventful(lab);
  const sign = page.locator('[data-sign=crashed] path');
  await expect(sign).toHaveCount(1);
  const box = await boxOf(sign);
  await page.mouse.move(box.x + box.width / 2, box.y);
  await expect(page.locator('kvraft-scrubber .tip')).toHaveText(/^crash S\d · 800 ms$/);
});

test('signs of one moment stand beside each other: both are told, and each is reached', async ({ lab, page }) => {
  await still(lab);
  await lab.ask((app) => {
    app.run('crash 1');
    app.run('partition 1 2 | 3 4 5');
    app.seek(1900);
    app.run('crash 2');
    app.seek(1902);
    app.run('restart 2');
    app.seek(1990);
  });
  const now = await lab.ask((app) => app.time);
  const at = await Promise.all(
    ['crashed', 'cut', 'restarted'].map(async (sign) => {
      const first = page.locator(`[data-sign=${sign}]`).first();
      return [Number((await first.getAttribute('data-ticks'))!.split(' ')[0]), await boxOf(first.locator('.hit'))] as const;
    }),
  );
  const [[crash, x], [cut, y], [restart, z]] = at as [(typeof at)[0], (typeof at)[0], (typeof at)[0]];
  expect(cut).toBe(crash);
  expect(y.x - x.x).toBeGreaterThan(0.9 * x.width);
  await page.mouse.move(x.x + x.width / 2, x.y + x.height / 2);
  const tip = page.locator('kvraft-scrubber .tip');
  await expect(tip).toContainText('crash S1 · ');
  await expect(tip).toContainText('network cut · ');
  await page.mouse.click(z.x + z.width / 2, z.y + z.height / 2);
  await expect.poll(() => lab.ask((app) => app.time)).toBe(restart);
  await page.mouse.click(y.x + y.width / 2, y.y + y.height / 2);
  await expect.poll(() => lab.ask((app) => app.time)).toBe(cut);
  expect(now).toBeGreaterThan(restart);
});

test('the console helps with one command, too', async ({ lab, page }) => {
  await still(lab);
  await lab.type('help crash');
  const rows = page.getByTestId('console-help').last().locator('dt');
  await expect(rows.first()).toContainText('crash');
  const some = await rows.allTextContents();
  expect(some.every((syntax) => syntax.includes('crash'))).toBe(true);
  await lab.type('help');
  await expect(page.getByTestId('console-help')).toHaveCount(2);
  expect(await page.getByTestId('console-help').last().locator('dt').count()).toBeGreaterThan(some.length);
});

test('the ring around a chosen entry is whole', async ({ lab, page }) => {
  await still(lab);
  const cell = page.locator('kvraft-logs .cell').first();
  await cell.click();
  await expect(page.locator('kvraft-logs .cell.selected').first()).toBeVisible();
  const covers = await page
    .locator('kvraft-logs tr.shown > td')
    .evaluateAll((cells) => cells.map((each) => getComputedStyle(each).backgroundColor));
  expect(covers.length).toBeGreaterThan(4);
  expect(new Set(covers)).toEqual(new Set(['rgba(0, 0, 0, 0)']));
});
