import { expect, test, type LabPage } from './lab.ts';

/** Three futures: the first, one that leaves it at 700 ms, and one that leaves that one at 800 ms. */
async function three(lab: LabPage): Promise<void> {
  await lab.open('?seed=42&lang=en&speed=1');
  await lab.leader();
  await expect.poll(() => lab.ask((app) => app.time)).toBeGreaterThan(1200);
  await lab.ask((app) => {
    app.pause();
    app.seek(700);
    app.run('put y 2');
    app.seek(800);
    app.play();
  });
  await expect.poll(() => lab.ask((app) => app.time)).toBeGreaterThan(1000);
  await lab.ask((app) => {
    app.pause();
    app.seek(800);
    app.run('crash 1');
  });
  await expect(lab.errors).toHaveCount(0);
}

test('a tree shows where futures part; a click or a key goes to one', async ({ lab, page }) => {
  await three(lab);
  await page.getByTestId('futures-button').click();
  const graph = page.locator('.graph');
  await expect(graph.locator('[data-twig]')).toHaveCount(3);
  await expect(graph.locator('[data-twig="1"] .start')).toHaveText('700 ms');
  await expect(graph.locator('[data-twig="2"] .start')).toHaveText('800 ms');
  await expect(graph.locator('.now')).toHaveCount(1);
  await expect(graph.locator('[data-twig="2"] .now')).toHaveCount(1);
  // A row of the picture stands beside its row of words.
  for (const id of [0, 1, 2]) {
    const tip = (await graph.locator(`[data-twig="${id}"] .tip`).boundingBox())!;
    const row = (await page.locator(`[data-branch="${id}"]`).boundingBox())!;
    expect(Math.abs(tip.y + tip.height / 2 - row.y - row.height / 2)).toBeLessThan(2);
    expect(tip.x + tip.width).toBeLessThan(row.x + 4);
  }
  await graph.locator('[data-twig="0"] .press').click({ position: { x: 3, y: 30 } });
  await expect.poll(() => lab.ask((app) => app.branch)).toBe(0);
  await expect(graph.locator('[data-twig="0"] .now')).toHaveCount(1);
  await page.locator('[data-branch="1"]').getByTestId('go').focus();
  await page.keyboard.press('Enter');
  await expect.poll(() => lab.ask((app) => app.branch)).toBe(1);
  await expect(page.locator('[data-branch="1"]')).toHaveAttribute('aria-current', 'true');
});

test('any two futures are compared', async ({ lab, page }) => {
  await three(lab);
  await page.getByTestId('futures-button').click();
  const difference = page.getByTestId('difference');
  // At first this one and the one that it left.
  await expect(difference).toContainText('S1 crashes');
  await expect(page.locator('.graph .differs')).toHaveCount(2);
  const choose = (id: number) => page.locator(`[data-branch="${id}"]`).getByTestId('compare');
  await expect(choose(0)).toHaveAttribute('aria-pressed', 'false');
  await choose(0).click();
  await expect(choose(0)).toHaveAttribute('aria-pressed', 'true');
  await expect(choose(1)).toHaveAttribute('aria-pressed', 'false');
  await expect(difference).toContainText('C1 has a request.');
  await choose(0).press('Enter');
  await expect(difference).toContainText('Choose two');
  await choose(1).press('Space');
  await expect(difference).toContainText('S1 crashes');
});

test('bookmarks travel in the link, and survive a damaged tail', async ({ lab, page }) => {
  await lab.open('?seed=42&lang=en&speed=1');
  await lab.leader();
  await lab.ask((app) => app.pause());
  await lab.type('bookmark the first, of all: 分裂 & more');
  await page.getByTestId('share').click();
  const link = await page.getByTestId('link').inputValue();
  expect(link).toContain('&b=');
  const marks = page.locator('kvraft-scrubber [data-bookmark]');
  await expect(marks).toHaveCount(1);
  const fresh = await page.context().newPage();
  await fresh.goto(link);
  await expect(fresh.locator('kvraft-scrubber [data-bookmark]')).toHaveCount(1);
  // The address of the page that was opened carries them on.
  await expect.poll(() => fresh.url()).toContain('&b=');
  await fresh.close();
  const other = await page.context().newPage();
  await other.goto(`${link},12:%E5%8`);
  await expect(other.getByTestId('note')).toContainText('could not all be read');
  await expect(other.locator('kvraft-scrubber [data-bookmark]')).toHaveCount(1);
  await other.close();
});
