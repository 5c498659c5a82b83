/** What every browser test needs: the page open, a leader, a line typed, and nothing gone wrong. */
import { expect, test as base } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';

import type { KvraftApp } from '../../www/src/app.ts';
import type { KvraftRing } from '../../www/src/views/ring.ts';

/** The page as a person uses it. */
export interface LabPage {
  readonly page: Page;
  /** Opens the page; the seed makes every run the same. */
  open(query?: string): Promise<void>;
  /** Types a line into the console and sends it. */
  type(line: string): Promise<void>;
  /** Waits for a leader and returns its id. */
  leader(): Promise<number>;
  server(id: number): Locator;
  readonly replies: Locator;
  readonly errors: Locator;
  /** Asks the element itself. */
  ask<T>(question: (app: KvraftApp) => T | Promise<T>): Promise<T>;
  /** Asks the cluster: while time runs, what moves is drawn with a pen and has no elements. */
  ring<T>(question: (ring: KvraftRing) => T | Promise<T>): Promise<T>;
  /** The same of what its pen has drawn, as large as on the screen: it may stand in another thread. */
  painted<T, A = undefined>(question: (pen: OffscreenCanvasRenderingContext2D, argument: A) => T, argument?: A): Promise<T>;
  /** Where a message is in the window. */
  messageAt(id: number): Promise<{ readonly x: number; readonly y: number }>;
}

export const LEADER = '[data-server][data-role="leader"][data-status="up"]';

/** The half of the core that a first visit does without: www/src/rest.ts. */
export const REST = /\/kvraft_wasm_rest[^/]*\.wasm$/;

export const test = base.extend<{ lab: LabPage; troubles: string[] }>({
  /** Everything that a person would find red in the developer tools. */
  troubles: async ({ page }, use) => {
    const troubles: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error') troubles.push(`console: ${message.text()}`);
    });
    page.on('pageerror', (error) => troubles.push(`uncaught: ${error.message}`));
    page.on('requestfailed', (request) => {
      // A page that is left asks for the rest of its core no more.
      if (!REST.test(request.url())) troubles.push(`failed: ${request.url()}`);
    });
    page.on('response', (response) => {
      if (400 <= response.status()) troubles.push(`${response.status()}: ${response.url()}`);
    });
    await use(troubles);
  },

  lab: async ({ page, troubles }, use) => {
    const lab: LabPage = {
      page,
      async open(query = '?seed=42&lang=en&speed=1/4') {
        await page.goto(`./${query}`);
        await page.locator('kvraft-app').evaluate((app) => (app as KvraftApp).ready);
      },
      async type(line) {
        const input = page.getByTestId('console-input');
        await input.fill(line);
        await input.press('Enter');
      },
      async leader() {
        const leader = page.locator(LEADER).first();
        await expect(leader).toBeVisible({ timeout: 15_000 });
        return Number(await leader.getAttribute('data-server'));
      },
      server: (id) => page.locator(`[data-server="${id}"]`),
      replies: page.getByTestId('console-reply'),
      errors: page.getByTestId('console-error'),
      ask: (question) =>
        page.evaluate(`(${question.toString()})(document.querySelector('kvraft-app'))`),
      ring: (question) =>
        page.evaluate(
          `(${question.toString()})(document.querySelector('kvraft-app').shadowRoot.querySelector('kvraft-ring'))`,
        ),
      painted: (question, argument) =>
        page.evaluate(`(() => {
          const ring = document.querySelector('kvraft-app').shadowRoot.querySelector('kvraft-ring');
          const { width, height } = ring.getBoundingClientRect();
          const pen = new OffscreenCanvas(width, height).getContext('2d');
          pen.drawImage(ring.renderRoot.querySelector('canvas'), 0, 0, width, height);
          return (${question.toString()})(pen, ${JSON.stringify(argument)});
        })()`),
      messageAt: (id) =>
        page.locator('kvraft-ring').evaluate((element, wanted) => {
          const place = (element as KvraftRing).placeOf(wanted);
          const box = element.getBoundingClientRect();
          if (place === undefined) throw new Error(`m${wanted} is not on its way`);
          return { x: box.x + place.x, y: box.y + place.y };
        }, id),
    };
    await use(lab);
    expect(troubles).toEqual([]);
  },
});

/** A put that is applied (seed 42), S4 leads, and time stands. */
export async function still(lab: LabPage): Promise<void> {
  await lab.open('?seed=42&lang=en');
  await lab.ask((app) => {
    app.pause();
    app.seek(400);
    app.run('put x 1');
    app.seek(800);
  });
}

/** The same, then a crash and another leader: 1.5 s. */
export async function eventful(lab: LabPage): Promise<void> {
  await still(lab);
  await lab.ask((app) => {
    app.run('crash leader');
    app.seek(1500);
  });
}

export { expect };
export type { Locator, Page };
