import { expect, LEADER, REST, test } from './lab.ts';

test('the rest of the core comes by itself, and no frame waits for it', async ({ lab, page }) => {
  const asked: string[] = [];
  page.on('request', (request) => {
    if (REST.test(request.url())) asked.push(request.resourceType());
  });
  await lab.open('?seed=42&lang=en');
  await lab.leader();
  await expect.poll(() => asked).toEqual(['fetch']);
  await lab.type('crash leader');
  await expect(lab.replies.first()).toBeVisible();
  expect(asked).toEqual(['fetch']);
});

test('somebody touches the page, and it comes at once', async ({ lab, page }) => {
  await page.clock.install(); // nothing comes because time has passed
  await lab.open('?seed=42&lang=en');
  const asked = page.waitForRequest(REST);
  await page.mouse.move(400, 300);
  expect((await asked).resourceType()).toBe('fetch');
});

test('who is quicker than the network waits for it, and loses nothing', async ({ lab, page }) => {
  // What is fetched in good time never comes; what a call waits for does.
  await page.route(REST, async (route) => {
    if (route.request().resourceType() === 'xhr') await route.continue();
  });
  await lab.open('?seed=42&lang=en');
  const leader = await lab.leader();
  await lab.type('crash leader');
  await expect(lab.server(leader)).toHaveAttribute('data-status', 'crashed');
  await expect(page.locator(LEADER)).toBeVisible({ timeout: 30_000 });
});

for (const [lang, text] of [
  ['en', 'The rest of the core could not be fetched'],
  ['zh-CN', '模拟器未能加载'],
] as const) {
  test(`without a network a line is refused, and the run goes on: ${lang}`, async ({ lab, page, troubles }) => {
    let absent = true;
    await page.route(REST, (route) => (absent ? route.abort() : route.continue()));
    await lab.open(`?seed=42&lang=${lang}`);
    await lab.leader();
    await lab.type('crash leader');
    await expect(lab.errors.first()).toContainText(text);
    const now = (): Promise<number> => lab.ask((app) => app.view.now);
    const before = await now();
    await expect.poll(now).toBeGreaterThan(before);

    absent = false;
    await lab.type('crash 1');
    await expect(lab.server(1)).toHaveAttribute('data-status', 'crashed');
    // The browser says in its own words that it could not fetch.
    expect(troubles.every((each) => /^console: Failed to load resource/.test(each))).toBe(true);
    troubles.length = 0;
  });
}
