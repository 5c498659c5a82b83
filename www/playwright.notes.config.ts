/** The notes that the real tools have built: a run of their own, for building them takes minutes. */
import { defineConfig } from '@playwright/test';

import base from './playwright.config.ts';

export default defineConfig({
  ...base,
  testMatch: ['embed/tools/*.spec.ts'],
  timeout: 90_000,
  projects: base.projects?.filter(({ name }) => name === 'chromium') ?? [],
});
