import { expect, test } from './lab.ts';

test('at high speed messages are flows, at low speed and at rest they are messages', async ({
  lab,
  page,
}) => {
  await lab.open('?seed=42&lang=en&speed=10');
  const leader = await lab.leader();
  await lab.type('all work 0 0');
  const flows = () => lab.ring((ring) => ring.flows?.map(({ from, to }) => `${from} ${to}`));
  // To and from each of the four others, and the clients.
  await expect.poll(async () => (await flows())?.length ?? 0).toBeGreaterThanOrEqual(8);
  const weighty = () => lab.ring((ring) => ring.flows?.filter((each) => 0.08 < each.weighty).map(({ from }) => from));
  await expect.poll(weighty).toContain(leader);
  // Dashes go forward.
  const picture = () => lab.painted((pen) => {
      const { data } = pen.getImageData(0, 0, pen.canvas.width, pen.canvas.height);
      return data.reduce((sum, each) => (31 * sum + each) % 1_000_003, 0);
    });
  const before = await picture();
  await expect.poll(picture).not.toBe(before);

  // In a picture that is taken meanwhile they stand where they are.
  const taken = () =>
    lab.ring((ring) => ring.drawing![1]!.querySelector('.stream')?.getAttribute('stroke-dashoffset'));
  const one = await taken();
  expect(one).toMatch(/^-\d/);
  await expect.poll(taken).not.toBe(one);

  await lab.type('loss 40');
  await expect.poll(() => lab.ring((ring) => ring.flows?.some((each) => 0.1 < each.lost))).toBe(true);

  await lab.type('speed 1/20');
  await expect.poll(flows).toBeUndefined();
  await lab.type('speed 10');
  await expect.poll(flows).not.toBeUndefined();
  await lab.type('stop');
  await expect.poll(flows).toBeUndefined();
  await lab.ask((app) => {
    while (app.view.messages.length === 0) app.seek(app.time + 1);
  });
  await expect(page.locator('[data-message]').first()).toBeAttached();
});

test('who wants less motion has flows that stand', async ({ lab, page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await lab.open('?seed=42&lang=en&speed=10');
  await lab.ask((app) => {
    app.run('all work 0 0');
    app.play();
  });
  const flow = page.locator('[data-flow] .stream').first();
  await expect(flow).toBeAttached();
  for (let i = 0; i < 3; i += 1) {
    expect(await flow.getAttribute('stroke-dashoffset')).toBe('0.0');
    await page.waitForTimeout(50);
  }
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
  await expect.poll(() => lab.ring((ring) => ring.flows?.length ?? 0)).toBeGreaterThan(0);
  // It can be pointed at, where all others cannot.
  const { x, y } = await lab.messageAt(id);
  await page.mouse.click(x, y);
  await expect(page.getByTestId('message-menu').getByRole('menuitem', { name: /Let go/ })).toBeVisible();
});
