/** The page without a network, and from one version to the next. Each test has a host of its own, to change. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { Page } from '@playwright/test';

import type { KvraftApp } from '../../www/src/app.ts';
import { writeWorker } from '../../www/scripts/offline.mjs';
import { expect, test as base } from './lab.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
};

/** A build on a host that can go away and change. */
class Host {
  readonly folder = mkdtempSync(join(tmpdir(), 'kvraft-host-'));
  readonly #server: Server;
  /** Nobody gets an answer while it is down. */
  down = false;

  constructor() {
    cpSync(fileURLToPath(new URL('../../www/dist/', import.meta.url)), this.folder, { recursive: true });
    this.#server = createServer((request, response) => {
      const { pathname } = new URL(request.url ?? '/', 'http://localhost');
      const path = pathname.replace(/^\/notes\//, '').replace(/(^|\/)$/, '$1index.html');
      if (this.down) return void request.socket.destroy();
      try {
        const body = readFileSync(join(this.folder, path));
        const type = TYPES[extname(path)] ?? 'application/octet-stream';
        // Hosts let browsers keep files for a while; the worker must not be fooled by that.
        response.writeHead(200, { 'content-type': type, 'cache-control': 'max-age=600' }).end(body);
      } catch {
        response.writeHead(404).end();
      }
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/notes/`;
  }

  /** Changes a file as a new version would. */
  change(path: string, change: (text: string) => string): void {
    const file = join(this.folder, path);
    writeFileSync(file, change(readFileSync(file, 'utf8')));
  }

  /** What a build does at its end. */
  publish(): void {
    writeWorker(this.folder);
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const test = base.extend<{ host: Host; address: string }>({
  serviceWorkers: 'allow',
  // A page without a network is red in the developer tools, and should be.
  troubles: async ({}, use) => use([]),
  host: async ({}, use) => {
    const host = new Host();
    await use(host);
    host.close();
  },
  address: async ({ host }, use) => use(await host.listen()),
});

// Each of these loads the page several times, and all that it keeps.
test.setTimeout(180_000);

async function open(page: Page, address: string, query = '?seed=42&lang=en'): Promise<void> {
  await page.goto(address + query);
  await page.locator('kvraft-app').evaluate(async (app) => {
    await (app as KvraftApp).ready;
    (app as KvraftApp).pause(); // tabs that run take time from each other
  });
}

/** Whether a whole version is kept. */
function kept(page: Page): Promise<boolean> {
  return page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.active?.state === 'activated');
}

const update = (page: Page): Promise<void> =>
  page.evaluate(async () => void (await (await navigator.serviceWorker.getRegistration())?.update()));

test('after one visit the page works without a network, all of it', async ({ page, host, address }) => {
  await open(page, address);
  await expect.poll(() => kept(page), { timeout: 30_000 }).toBe(true);
  host.down = true;
  await open(page, address);
  await expect(page.locator('[data-server]')).toHaveCount(5);
  // What was never looked at while there was a network: a story by its address, a diagram, the museum, Chinese.
  await open(page, address, '?scenario=figure-8&lang=zh-CN');
  await expect(page.getByTestId('told')).toBeVisible();
  await page.locator('[data-stage=space-time]').click();
  await expect(page.locator('.plot .cursor')).toBeVisible();
  await page.getByTestId('museum').click();
  await expect(page.locator('[data-bug="vote-twice"]')).toBeVisible();
});

test('a new version is offered, waits, and is then taken whole by every tab', async ({ page, context, host, address }) => {
  await open(page, address);
  await expect.poll(() => kept(page), { timeout: 30_000 }).toBe(true);
  await open(page, address);
  const other = await context.newPage();
  await open(other, address);
  host.change('index.html', (html) => html.replace('<title>KVRaft Lab', '<title>Newer Lab'));
  host.change('scenarios/index.json', (json) => `${json}\n`);
  host.publish();
  await update(page);
  await expect(page.getByTestId('update')).toBeVisible({ timeout: 30_000 });
  // It is offered, not forced: a reload is still the old one, and offered again.
  await page.reload();
  await expect(page).toHaveTitle('KVRaft Lab');
  await page.getByTestId('update').click();
  await expect(page).toHaveTitle('Newer Lab');
  await expect(other).toHaveTitle('Newer Lab');
  await expect(page.getByTestId('update')).toHaveCount(0);
  host.down = true;
  await open(page, address);
  await expect(page).toHaveTitle('Newer Lab');
  const names = await page.evaluate(() => caches.keys());
  expect(names).toHaveLength(1);
});

test('a host amid an update gives no mix of versions', async ({ page, host, address }) => {
  await open(page, address);
  await expect.poll(() => kept(page), { timeout: 30_000 }).toBe(true);
  // The new list is there, one of its files is not yet.
  const old = readFileSync(join(host.folder, 'scenarios/index.json'), 'utf8');
  host.change('index.html', (html) => html.replace('<title>KVRaft Lab', '<title>Newer Lab'));
  host.change('scenarios/index.json', (json) => `${json}\n`);
  host.publish();
  host.change('scenarios/index.json', () => old);
  await open(page, address);
  await update(page);
  const installing = (): Promise<boolean> =>
    page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.installing === null);
  await expect.poll(installing, { timeout: 30_000 }).toBe(true);
  await page.reload();
  await expect(page).toHaveTitle('KVRaft Lab');
  await expect(page.getByTestId('update')).toHaveCount(0);
  // The reload made the browser try again; what that left behind goes as well.
  await expect.poll(() => page.evaluate(() => caches.keys()), { timeout: 30_000 }).toHaveLength(1);
  // Once it is complete, it is offered.
  host.change('scenarios/index.json', (json) => `${json}\n`);
  await update(page);
  await expect(page.getByTestId('update')).toBeVisible({ timeout: 30_000 });
});

test('a page in a frame keeps nothing', async ({ page, host, address }) => {
  writeFileSync(join(host.folder, 'host.html'), '<!doctype html><title>Notes</title><iframe src="./?seed=42" width=900 height=800></iframe>');
  await page.goto(`${address}host.html`);
  const frame = page.frameLocator('iframe');
  await expect(frame.locator('[data-server]')).toHaveCount(5);
  await page.waitForTimeout(500);
  expect(await page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length)).toBe(0);
});
