import { expect, test } from './lab.ts';

/** A story that ends by itself: what it comes to is written down by the first, and the others must come to the same. */
const STORY = '?scenario=leader-crash&lang=en&speed=10';

for (const fps of [5, 15, 144]) {
  test(`the page comes to the same trace at ${fps} frames a second as at the browser's own`, async ({ lab, page }) => {
    const end = async (): Promise<string> => {
      await expect.poll(() => lab.ask((app) => app.playing), { timeout: 25_000 }).toBe(false);
      return lab.ask((app) => `${app.time} ${app.hash}`);
    };
    await lab.open(STORY);
    const expected = await end();
    await page.addInitScript((gap) => {
      let last = 0;
      window.requestAnimationFrame = (callback) => {
        const due = Math.max(performance.now(), last + gap);
        return window.setTimeout(() => {
          last = performance.now();
          callback(last);
        }, due - performance.now());
      };
      window.cancelAnimationFrame = (handle) => clearTimeout(handle);
    }, 1000 / fps);
    await lab.open(STORY);
    await expect.poll(() => lab.ask((app) => app.time)).toBeGreaterThan(0);
    expect(await end()).toBe(expected);
  });
}
