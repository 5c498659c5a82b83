import { expect, test } from '@playwright/test';

// The network fails on purpose here, so these tests do not watch for failed requests.

test('without its core the page says so, and tries again', async ({ page }) => {
  await page.route('**/*.wasm', (route) => route.abort());
  await page.goto('./?seed=42&lang=en');
  const failure = page.getByTestId('load-failed');
  await expect(failure).toContainText('could not be loaded');
  await expect(failure).toContainText('application/wasm');
  await expect(page.getByTestId('play')).toBeDisabled();

  await page.getByTestId('console-input').fill('put x 1');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('console-reply')).toHaveText('The simulation is not loaded yet.');

  await page.unroute('**/*.wasm');
  await failure.getByRole('button').click();
  await expect(page.locator('[data-server]')).toHaveCount(5);
});

test('a server that answers with something else than wasm is no mystery', async ({ page }) => {
  await page.route('**/*.wasm', (route) =>
    route.fulfill({ status: 404, contentType: 'text/html', body: '<h1>Not found</h1>' }),
  );
  await page.goto('./?lang=zh-CN');
  await expect(page.getByTestId('load-failed')).toContainText('模拟器未能加载');
});
