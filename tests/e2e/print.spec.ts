import { expect, test } from './lab.ts';

for (const [name, width, height] of [
  ['a slide', 1280, 720],
  ['A4', 720, 1040],
] as const) {
  test(`on ${name} there is the figure, its caption, and nothing to press`, async ({ lab, page }) => {
    await lab.open('?seed=42&lang=en&theme=dark');
    await lab.leader();
    await lab.ask((app) => {
      app.pause();
      app.seek(400);
    });
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ media: 'print' });
    await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')));
    for (const shown of ['.panel.cluster', '.panel.logs']) {
      const box = (await page.locator(shown).boundingBox())!;
      expect(box.width).toBeGreaterThan(300);
      expect(box.height).toBeGreaterThan(300);
      expect(box.x + box.width).toBeLessThanOrEqual(width);
    }
    await expect(page.getByTestId('figure-caption')).toContainText(/Seed 42 · 400 ms/);
    for (const hidden of ['play', 'console-input', 'palette-button', 'try', 'narrator']) {
      await expect(page.getByTestId(hidden)).toBeHidden();
    }
    await expect(page.locator('kvraft-logs')).toBeVisible();
    const pressed = page.locator('button:visible, input:visible, select:visible, [role=tab]:visible');
    await expect(pressed).toHaveCount(0);
    // Ink on white, whatever the theme of the screen.
    const scheme = await page
      .locator('kvraft-app')
      .evaluate((app) => getComputedStyle(app).colorScheme);
    expect(scheme).toBe('light');
    const paper = await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    expect(paper).toBe('rgb(255, 255, 255)');
    const surface = await page
      .locator('.panel.logs')
      .evaluate((panel) => getComputedStyle(panel).backgroundColor);
    expect(surface).toBe('rgb(255, 255, 255)');
    await expect(page.getByTestId('figure-caption')).toContainText(/S\d/);
  });

  test(`on ${name} the diagram and the history have nothing to press either`, async ({ lab, page }) => {
    for (const stage of ['space-time', 'history']) {
      await lab.open('?seed=42&lang=en');
      await page.locator(`[data-stage=${stage}]`).click();
      await expect(page.getByTestId('plot')).toBeVisible();
      await page.setViewportSize({ width, height });
      await page.emulateMedia({ media: 'print' });
      await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')));
      await expect(page.getByTestId('plot')).toBeVisible();
      await expect(page.locator('button:visible, input:visible, select:visible')).toHaveCount(0);
      await page.emulateMedia({ media: 'screen' });
      await page.setViewportSize({ width: 1440, height: 900 });
    }
  });
}

test('who prints while time runs gets a drawing in ink, timers and messages too', async ({ lab, page }) => {
  await lab.open('?seed=42&lang=en&theme=dark');
  await lab.leader();
  const picture = page.locator('kvraft-ring .picture');
  await expect(picture).toHaveClass(/moving/);
  // In one go: no frame comes between that and the paper.
  const printed = await lab.ring((ring) => {
    window.dispatchEvent(new Event('beforeprint'));
    return {
      moving: ring.renderRoot.querySelector('.picture')!.classList.contains('moving'),
      timer: Number.parseFloat(ring.renderRoot.querySelector('[data-role=follower] .arc')!.getAttribute('stroke-dasharray')!),
      penned: getComputedStyle(ring.renderRoot.querySelector('canvas')!).visibility,
    };
  });
  expect(printed).toEqual({ moving: false, timer: expect.any(Number), penned: 'hidden' });
  expect(printed.timer).toBeGreaterThan(0);
});
