import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { initSync, Session } from '../../wasm/pkg/kvraft_wasm.js';
import { findFirefox } from '../../www/scripts/browser.mjs';
import { expect, test } from './lab.ts';

// The core of the page in another engine. All else is tested in Chromium alone.

test.skip(findFirefox() === undefined, 'no Firefox here: install firefox-esr, or set FIREFOX to the program');

function file(name: string): string {
  return fileURLToPath(new URL(`../../${name}`, import.meta.url));
}

test('the first minute: a value outlives its leader, and time goes back', async ({ lab, page }) => {
  await lab.open('?seed=42&lang=en&speed=1/2');
  const first = await lab.leader();
  await lab.type('put x 1');
  await expect(lab.replies.last()).toHaveText(/^✓ OK/, { timeout: 15_000 });
  await lab.server(first).click();
  await page.getByTestId('server-menu').locator(`[data-line="crash ${first}"]`).click();
  await expect(lab.server(first)).toHaveAttribute('data-status', 'crashed');
  expect(await lab.leader()).not.toBe(first);
  await lab.type('get x');
  await expect(lab.replies.last()).toHaveText(/^✓ 1 · /, { timeout: 15_000 });
  await lab.ask((app) => app.pause());
  const there = await lab.ask((app) => `${app.time} ${app.hash}`);
  await lab.ask((app) => {
    app.seek(200);
    app.seek(app.end);
  });
  expect(await lab.ask((app) => `${app.time} ${app.hash}`)).toBe(there);
  await page.locator('h1').click();
  await page.keyboard.press('Control+z');
  await expect(page.getByTestId('console-output')).toContainText('before: get x');
  await expect(page.getByTestId('judges').locator('[data-broken="false"]')).toHaveCount(24);
});

test('a wall is drawn, the diagram and the history open, a story is told', async ({ lab, page }) => {
  await lab.open('?seed=42&lang=zh-CN&speed=1/2');
  await lab.leader();
  const ring = (await page.locator('kvraft-ring').boundingBox())!;
  const top = (await lab.server(1).boundingBox())!;
  const y = top.y + top.height + 6;
  await page.mouse.move(ring.x + 6, y);
  await page.mouse.down();
  await page.mouse.move(ring.x + ring.width - 6, y, { steps: 4 });
  await page.mouse.up();
  await expect(page.locator('[data-wall="1"]')).toBeVisible();
  for (const stage of ['space-time', 'history']) {
    await page.locator(`[data-stage=${stage}]`).click();
    await expect(page.getByTestId('plot')).toBeVisible();
  }
  await lab.open('?scenario=leader-crash&lang=en&speed=10');
  await expect(page.getByTestId('narrator')).not.toBeEmpty();
  await expect.poll(() => lab.ask((app) => app.playing), { timeout: 20_000 }).toBe(false);
  const expected = page.getByTestId('expectations').locator('li');
  await expect(expected.locator('nth=0')).toHaveAttribute('data-verdict', 'met');
  await expect(page.getByTestId('expectations').locator('[data-verdict=failed]')).toHaveCount(0);
});

test('a story has the trace hash that it has elsewhere', async ({ lab }) => {
  initSync({ module: readFileSync(file('wasm/pkg/kvraft_wasm_bg.wasm')) });
  for (const id of ['leader-crash', 'figure-8']) {
    const session = Session.play(readFileSync(file(`www/public/scenarios/${id}.json`), 'utf8'));
    session.advance(3000, Infinity);
    const expected = `${session.now()} ${session.hash()}`;
    session.free();
    await lab.open(`?scenario=${id}&lang=en&speed=10`);
    await expect.poll(() => lab.ask((app) => app.end), { timeout: 20_000 }).toBeGreaterThanOrEqual(3000);
    const found = await lab.ask((app) => {
      app.pause();
      app.seek(3000);
      return `${app.time} ${app.hash}`;
    });
    expect([id, found]).toEqual([id, expected]);
  }
});
