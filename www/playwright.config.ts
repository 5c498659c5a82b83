import { defineConfig } from '@playwright/test';

import { CHROMIUM_ARGS, findChromium, findFirefox } from './scripts/browser.mjs';

// scripts/test.mjs picks a free port; `npx playwright test` by hand takes this one.
const port = process.env['KVRAFT_PORT'] ?? '4173';
const baseURL = `http://127.0.0.1:${port}/some/course/`;
const executablePath = findChromium();
const firefox = findFirefox();
// Workers read this file, too.
if (firefox === undefined && process.env['TEST_WORKER_INDEX'] === undefined) {
  console.log('No Firefox here: its tests are skipped. Install firefox-esr, or set FIREFOX to the program.');
}

export default defineConfig({
  // The set-up links tests/e2e/node_modules to ours, so that imports work there; what else is tested in the
  // browser imports from there.
  testDir: '../tests',
  testMatch: ['e2e/*.spec.ts', 'embed/*.spec.ts'],
  outputDir: 'test-results',
  reporter: 'list',
  retries: 0, // a test that passes the second time is a failing test
  workers: 1,
  timeout: 60_000,
  // On a loaded machine a frame may take its time: what waits for a state waits long enough.
  expect: { timeout: 15_000 },
  globalTimeout: 35 * 60_000,
  forbidOnly: Boolean(process.env['CI']),
  use: {
    baseURL,
    viewport: { width: 1440, height: 900 },
    screenshot: 'only-on-failure',
    serviceWorkers: 'block', // each test would load everything once more; offline.spec.ts allows them
  },
  projects: [
    {
      name: 'chromium',
      testIgnore: 'firefox.spec.ts',
      use: executablePath === undefined ? {} : { launchOptions: { executablePath, args: CHROMIUM_ARGS } },
    },
    {
      // The system's own, driven by WebDriver BiDi: Playwright's patched one would be another download.
      name: 'firefox',
      testMatch: 'firefox.spec.ts',
      timeout: 120_000, // it starts in some ten seconds, the first time on a machine in more
      use: {
        browserName: 'firefox',
        channel: 'moz-firefox',
        ...(firefox === undefined ? {} : { launchOptions: { executablePath: firefox } }),
      },
    },
  ],
  webServer: {
    command: `node scripts/serve.mjs --port=${port}`,
    url: baseURL,
    timeout: 15_000,
    reuseExistingServer: false,
  },
});
