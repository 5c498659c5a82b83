import { expect, test } from './lab.ts';

test('at high speed messages are flows, at low speed and at rest they are messages', async ({
  lab,
  page,
}) => {
  await lab.open('?seed=42&lang=en&speed=10');
  const leader = await lab.leader();
  await lab.type('all work 0 0');
  const flows = page.locator('[data-flow]');
  await expect(flows.first()).toBeAttached();
  await expect(page.locator('[data-message]')).toHaveCount(0);
  // To and from each of the four others, and the clients.
  await expect.poll(() => flows.count()).toBeGreaterThanOrEqual(8);
  await expect(page.locator(`[data-flow^="${leader} "]:not(.idle)`).first()).toBeAttached();
  // Dashes go forward, and lines stay as they are: nothing flickers.
  const dash = (): Promise<string | null> =>
    page.locator('[data-flow] .stream').first().getAttribute('stroke-dashoffset');
  const before = await dash();
  await expect.poll(dash).not.toBe(before);

  await lab.type('loss 40');
  await expect(page.locator('.flow.lossy').first()).toBeAttached();

  await lab.type('speed 1/20');
  await expect(flows).toHaveCount(0);
  await expect(page.locator('[data-message]').first()).toBeAttached();
  await lab.type('speed 10');
  await expect(flows.first()).toBeAttached();
  await lab.type('stop');
  await expect(flows).toHaveCount(0);
});

test('what is held is seen among flows', async ({ lab, page }) => {
  await lab.open('?seed=42&lang=en&speed=10');
  await lab.leader();
  await lab.type('stop');
  const id = await lab.ask((app) => {
    while (app.view.messages.length === 0) app.seek(app.time + 1);
    const held = app.view.messages[0]!.id;
    app.run(`hold m${held}`);
    app.play();
    return held;
  });
  await expect(page.locator('[data-flow]').first()).toBeAttached();
  await expect(page.locator(`[data-message="${id}"].held`)).toBeVisible();
});
