/** The element in notes that the real tools have made (www/scripts/samples.mjs builds them). */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';

import { FIGURE, expect, test, type Notes, type Page } from '../notes.ts';

const built = (path: string): string => fileURLToPath(new URL(`build/${path}`, import.meta.url));

/** The figure runs its scenario to the end, its judges content; then a picture is taken. */
async function runs(notes: Notes, page: Page, name: string): Promise<void> {
  await page.locator(FIGURE).scrollIntoViewIfNeeded();
  await notes.ready();
  await expect(page.locator(FIGURE).locator('[data-server]')).toHaveCount(5);
  const { verdict, state } = await notes.ask(async (figure) => {
    await figure.seek(20_000);
    return { verdict: await figure.check(), state: figure.state };
  });
  expect(state).toMatchObject({ time: 20_000, scenario: 'leader-crash', violations: 0 });
  expect(verdict.ok).toBe(true);
  expect(verdict.expectations.every((each) => each.verdict === 'met')).toBe(true);
  expect(state?.servers.some((server) => server.commitIndex > 1)).toBe(true);
  expect(await notes.errors()).toEqual([]);
  await page.screenshot({ path: `screenshots/notes-${name}.png` });
}

/** Whatever is fetched comes from the notes' own host. */
function onlyOurs(notes: Notes, page: Page): void {
  const { origin } = new URL(page.url());
  expect(notes.fetched.filter((url) => /^https?:/.test(url) && !url.startsWith(origin))).toEqual([]);
}

/** Our own guides, and the way to them: made by Sphinx, with figures in them. */
for (const language of ['en', 'zh-CN'] as const) {
  test(`the guides, ${language}`, async ({ lab, notes, page }) => {
    await lab.open(`?seed=42&lang=${language}`);
    for (const name of ['teachers', 'students', 'engineers', 'reference']) {
      await lab.open(`?seed=42&lang=${language}`);
      await page.getByTestId('help-button').click();
      await page.getByTestId(`guide-${name}`).click();
      await expect(page).toHaveURL(new RegExp(`/docs/${language}/${name}\\.html$`));
      await expect(page.locator('html')).toHaveAttribute('lang', language);
      for (const figure of await page.locator('kvraft-lab').all()) {
        await figure.scrollIntoViewIfNeeded();
        await expect(figure.locator('[data-server]')).not.toHaveCount(0);
      }
      expect(await notes.errors()).toEqual([]);
      onlyOurs(notes, page);
      await page.screenshot({ path: `screenshots/guide-${name}-${language}.png` });
    }
    // What a guide says of stories is what the page plays.
    await page.goto(`./docs/${language}/students.html`);
    const stories = await page.locator('a[href*="scenario="]').evaluateAll((all) => all.map((each) => (each as HTMLAnchorElement).href));
    expect(stories.length).toBeGreaterThan(10);
    for (const story of stories) {
      expect(new URL(story).searchParams.get('lang') ?? 'en').toBe(language);
      const id = new URL(story).searchParams.get('scenario') ?? '';
      const { status } = await page.evaluate((url) => fetch(url).then(({ status }) => ({ status })), new URL(`../../scenarios/${id}.json`, page.url()).href);
      expect(`${id} ${status}`).toBe(`${id} 200`);
    }
  });
}

test('Sphinx with MyST', async ({ notes, page }) => {
  await page.goto('../samples/sphinx/index.html');
  await runs(notes, page, 'sphinx');
  onlyOurs(notes, page);
});

test('mdBook', async ({ notes, page }) => {
  test.skip(!existsSync(built('mdbook')), 'mdbook is not installed');
  await page.goto('../samples/mdbook/week-3/crash.html');
  await runs(notes, page, 'mdbook');
});

test('Docusaurus, in both languages', async ({ notes, page }) => {
  await page.goto('../samples/docusaurus/');
  await runs(notes, page, 'docusaurus-en');
  await expect(page.locator(FIGURE).getByTestId('title')).toContainText('The leader crashes');
  await page.goto('../samples/docusaurus/zh-CN/');
  await runs(notes, page, 'docusaurus-zh-CN');
  // It speaks the page's language.
  await expect(page.locator(FIGURE).getByTestId('title')).toContainText(/[\u4e00-\u9fff]/);
  // Rendered without a browser, the tag was there already.
  expect(readFileSync(built('docusaurus/index.html'), 'utf8')).toContain('<kvraft-lab id="figure" scenario="leader-crash"');
  onlyOurs(notes, page);
});

test('Reveal.js: a figure plays while its slide is shown', async ({ notes, page }) => {
  await page.goto('../samples/reveal/index.html');
  await expect(page.locator('html')).toHaveAttribute('data-deck', 'ready');
  expect(await notes.ask((figure) => figure.state === undefined)).toBe(true);
  await page.keyboard.press('ArrowRight');
  await notes.ready();
  const time = (): Promise<number> => notes.ask((figure) => figure.time);
  await expect.poll(time).toBeGreaterThan(5);
  await page.screenshot({ path: 'screenshots/notes-reveal.png' });
  // The slide is left: it stands still, and goes on when the slide comes back.
  await page.keyboard.press('ArrowRight');
  await expect(page.locator('h2', { hasText: 'Nothing was lost' })).toBeVisible();
  await page.waitForTimeout(300);
  const left = await time();
  await page.waitForTimeout(700);
  expect(await time()).toBe(left);
  await page.keyboard.press('ArrowLeft');
  await expect.poll(time).toBeGreaterThan(left);
  await runs(notes, page, 'reveal-later');
  onlyOurs(notes, page);
});

test.describe('Jupyter', () => {
  let lab: ChildProcess;
  let port = 0;
  let said = '';

  test.beforeAll(async () => {
    port = await new Promise<number>((resolve) => {
      const probe = createServer().listen(0, '127.0.0.1', () => {
        const found = (probe.address() as AddressInfo).port;
        probe.close(() => resolve(found));
      });
    });
    const program = fileURLToPath(new URL(`jupyter/.venv/${process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python'}`, import.meta.url));
    lab = spawn(program, [
      '-m', 'jupyterlab', '--no-browser', '--allow-root', `--port=${port}`, '--port-retries=0', '--IdentityProvider.token=',
      '--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate', '--LabApp.news_url=None', `--ServerApp.root_dir=${built('jupyter')}`,
    ], { env: { ...process.env, JUPYTER_PREFER_ENV_PATH: '1', IPYTHONDIR: built('ipython') } });
    for (const stream of [lab.stdout, lab.stderr]) stream?.on('data', (chunk: Buffer) => (said += chunk.toString()));
    await expect.poll(async () => {
      if (lab.exitCode !== null) throw new Error(`Jupyter has ended: ${said.slice(-2000)}`);
      return fetch(`http://127.0.0.1:${port}/api/status`).then((response) => response.ok, () => false);
    }, { timeout: 60_000 }).toBe(true);
  });

  test.afterAll(() => lab.kill());

  test('a widget in JupyterLab tells the kernel its moment', async ({ notes, page }) => {
    test.setTimeout(240_000);
    await page.goto(`http://127.0.0.1:${port}/doc/tree/raft.ipynb`);
    await expect(page.locator('.jp-Notebook')).toBeVisible({ timeout: 60_000 });
    const idle = page.locator('[data-status=idle]').first();
    await expect(idle).toBeAttached({ timeout: 60_000 });
    const figure = page.locator('kvraft-lab');
    // A kernel that is only just there may not hear the first time; one that is slow begins anew when asked again.
    await expect(async () => {
      await page.locator('.jp-CodeCell .cm-content').first().click();
      await page.keyboard.press('Control+Enter');
      await expect(figure).toBeVisible({ timeout: 30_000 });
    }).toPass({ timeout: 120_000 });
    await figure.evaluate((element) => {
      element.id = 'figure';
    });
    await runs(notes, page, 'jupyter');
    // What the reader sees is what the kernel knows.
    await page.locator('.jp-CodeCell .cm-content').last().click();
    await page.keyboard.press('Control+Enter');
    await expect(page.locator('.jp-OutputArea-output', { hasText: 'The kernel knows: 20000' })).toBeVisible({ timeout: 30_000 });
    onlyOurs(notes, page);
  });
});
