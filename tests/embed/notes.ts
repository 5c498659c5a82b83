/** What every test of an embedded figure needs: pages of notes, and the figures on them. */
import type { KvraftLabElement } from '../../www/src/embed/api.ts';
import { expect, test as base, type Page } from '../e2e/lab.ts';

export const FIGURE = '#figure';

export interface Notes {
  /** Opens a page of tests/embed/pages. */
  open(path: string): Promise<void>;
  /** Asks a figure, in the page. */
  ask<T>(question: (figure: KvraftLabElement) => T | Promise<T>, selector?: string): Promise<T>;
  /** Waits until a figure runs. */
  ready(selector?: string): Promise<void>;
  /** Whatever figures have told by `kvraft-error`: their codes. */
  errors(): Promise<readonly string[]>;
  /** Addresses that were fetched. */
  readonly fetched: readonly string[];
}

/** `kvraft-error` is heard from the beginning on. */
function listen(): void {
  const heard = { errors: [] as string[], policy: [] as string[] };
  Object.assign(globalThis, { heard });
  document.addEventListener('kvraft-error', (event) => heard.errors.push((event as CustomEvent<{ code: string }>).detail.code));
  document.addEventListener('securitypolicyviolation', (event) => heard.policy.push(event.violatedDirective));
}

export const test = base.extend<{ notes: Notes }>({
  notes: async ({ page }, use) => {
    const uncaught: string[] = [];
    const fetched: string[] = [];
    page.on('pageerror', (error) => uncaught.push(error.message));
    page.on('request', (request) => fetched.push(request.url()));
    await page.addInitScript(listen);
    const notes: Notes = {
      fetched,
      async open(path) {
        await page.goto(`../notes/${path}`);
      },
      ask: (question, selector = FIGURE) =>
        page.evaluate(`(${question.toString()})(document.querySelector(${JSON.stringify(selector)}))`),
      async ready(selector = FIGURE) {
        await page.evaluate(
          (at) => customElements.whenDefined('kvraft-lab').then(() => document.querySelector<KvraftLabElement>(at)?.ready),
          selector,
        );
      },
      errors: () => heardBy(page, 'errors'),
    };
    await use(notes);
    // Whatever goes wrong in a figure, nothing is thrown at the page.
    expect(uncaught).toEqual([]);
  },
});

/** What the page has heard: codes of figures, directives of policies that were violated. */
export function heardBy(page: Page, what: 'errors' | 'policy'): Promise<readonly string[]> {
  return page.evaluate((name) => (globalThis as unknown as { heard: Record<string, string[]> }).heard[name] ?? [], what);
}

export { expect };
export type { Page };
