import { FIGURE, expect, heardBy, test, type Notes, type Page } from './notes.ts';

/** What the page around was before a figure failed in it, to be compared with afterwards. */
function hostPage(page: Page): Promise<unknown> {
  return page.evaluate(() => ({
    html: document.documentElement.outerHTML.replace(/<kvraft-lab[\s\S]*?<\/kvraft-lab>/g, ''),
    heading: document.querySelector('h1')?.getBoundingClientRect().toJSON() as unknown,
    font: getComputedStyle(document.body).font,
    // Lit tells its versions there.
    globals: Object.getOwnPropertyNames(globalThis).filter((name) => !/^(lit|reactiveElement)/.test(name)).length,
    stored: localStorage.length,
  }));
}

/** Puts a figure into the page. */
async function put(page: Page, attributes: string, inside = '', selector = '#here'): Promise<void> {
  await page.evaluate(
    ([at = '', text = '', within = '']) => {
      document.querySelector(at)?.insertAdjacentHTML('beforeend', `<kvraft-lab ${text}>${within}</kvraft-lab>`);
    },
    [selector, attributes, inside],
  );
}

const message = (page: Page, selector = FIGURE) => page.locator(selector).locator('.failed');

/** It says so inside, legibly; it told by an event, once; the page is as it was. */
async function isTold(
  { page, notes }: { readonly page: Page; readonly notes: Notes },
  code: string,
  text: RegExp,
  selector = FIGURE,
): Promise<void> {
  const box = message(page, selector);
  await expect(box).toBeVisible();
  await expect(box).toHaveAttribute('data-code', code);
  await expect(box).toHaveAttribute('role', 'alert');
  await expect(box).toContainText(text);
  await expect(page.locator(selector).locator('.root')).toHaveAttribute('data-state', 'failed');
  expect((await notes.errors()).filter((each) => each === code)).toHaveLength(1);
  // Small: it takes no more room than its words.
  expect((await box.boundingBox())?.height ?? 999).toBeLessThan(260);
  const refused = await notes.ask(
    (figure) => figure.ready.then(() => 'ready', (error: { code?: string }) => error.code),
    selector,
  );
  expect(refused).toBe(code);
}

const NEWER = { format: 99, steps: [] };

for (const [lang, texts] of [
  [
    'en',
    {
      missing: /There is no scenario “figur-8”\.[\s\S]*Perhaps: figure-8/,
      unreachable: /could not be fetched[\s\S]*JSON file/,
      newer: /newer version[\s\S]*current files/,
      mistake: /has a mistake[\s\S]*steps\[0\]/,
      link: /link cannot be read[\s\S]*Copy the whole link/,
      taken: /“mine” already[\s\S]*name of its own/,
      parts: /could not be fetched[\s\S]*network/,
      off: /WebAssembly, which is switched off[\s\S]*Allow WebAssembly/,
      blocked: /security policy[\s\S]*wasm-unsafe-eval/,
      core: /could not be loaded[\s\S]*\.wasm/,
      nonsense: /servers="ninety": a whole number from 1 to 9\.[\s\S]*The default is used\./,
    },
  ],
  [
    'zh-CN',
    {
      missing: /没有名为“figur-8”的场景。[\s\S]*是否应为：figure-8/,
      unreachable: /未能取得[\s\S]*JSON 文件/,
      newer: /更新版本[\s\S]*最新文件/,
      mistake: /有错误[\s\S]*steps\[0\]/,
      link: /无法读取链接[\s\S]*重新复制/,
      taken: /“mine”[\s\S]*各自的会话名/,
      parts: /未能取得[\s\S]*网络/,
      off: /WebAssembly，而它在这里被关闭[\s\S]*允许 WebAssembly/,
      blocked: /安全策略[\s\S]*wasm-unsafe-eval/,
      core: /未能加载[\s\S]*\.wasm/,
      nonsense: /servers="ninety"：应为 1 到 9 的整数。[\s\S]*已使用默认值。/,
    },
  ],
] as const) {
  test.describe(lang, () => {
    test.beforeEach(async ({ page }) => {
      await page.addInitScript((language) => {
        const name = (): void => {
          if (document.documentElement !== null) document.documentElement.lang = language;
        };
        name();
        document.addEventListener('DOMContentLoaded', name);
      }, lang);
    });

    test('an unknown scenario: names like it are offered', async ({ notes, page }) => {
      await notes.open('bad/index.html');
      const before = await hostPage(page);
      await put(page, 'id="figure" scenario="figur-8"', 'What was meant: Figure 8.');
      await isTold({ page, notes }, 'scenario-missing', texts.missing);
      // What the page has for such a case stands there as well.
      await expect(page.locator(FIGURE).getByText('What was meant')).toBeVisible();
      expect(await hostPage(page)).toEqual(before);
      await page.screenshot({ path: `screenshots/embed-missing-${lang}.png` });
    });

    test('a file that is not there, or cannot be had', async ({ notes, page }) => {
      await notes.open('bad/index.html');
      await put(page, 'id="figure" scenario="nowhere/case.json"');
      await isTold({ page, notes }, 'scenario-unreachable', texts.unreachable);
      // The network comes back: another try is enough.
      await page.route('**/nowhere/case.json', (route) => route.fulfill({ json: { format: 1, servers: 3, steps: [] } }));
      await message(page).getByRole('button').click();
      await expect(page.locator(FIGURE).locator('[data-server]')).toHaveCount(3);
      await put(page, 'id="other" scenario="http://["');
      await expect(message(page, '#other')).toContainText(texts.unreachable);
    });

    test('a file of a newer version, and one with a mistake', async ({ notes, page }) => {
      await notes.open('bad/index.html');
      await put(page, 'id="figure"', `<script type="application/json">${JSON.stringify(NEWER)}</script>`);
      await isTold({ page, notes }, 'other-version', texts.newer);
      const wrong = { format: 1, steps: [{ at: 5, do: 'crash everybody' }] };
      await put(page, 'id="other"', `<script type="application/json">${JSON.stringify(wrong)}</script>`);
      await expect(message(page, '#other')).toContainText(texts.mistake);
    });

    test('a link that was cut off, and one of a newer version', async ({ notes, page }) => {
      await notes.open('bad/index.html');
      await put(page, 'id="figure" seed="5" view="ring"');
      await notes.ready();
      const link = await notes.ask(async (figure) => {
        await figure.seek(900);
        await figure.act('crash leader');
        return figure.export('link');
      });
      const whole = link.replace(/&at=.*/, '');
      await put(page, `id="cut" view="ring" scenario="${whole.slice(0, -9)}"`);
      await isTold({ page, notes }, 'link-damaged', texts.link, '#cut');
      // Its first byte is the version.
      const newer = whole.replace(/#r=../, '#r=Zg');
      await put(page, `id="newer" view="ring" scenario="${newer}"`);
      await isTold({ page, notes }, 'link-other-version', texts.newer, '#newer');
      await put(page, `id="whole" view="ring" scenario="${whole}"`);
      await notes.ready('#whole');
    });

    test('nonsense in an attribute: told above the figure, which runs', async ({ notes, page }) => {
      await notes.open('bad/index.html');
      await put(page, 'id="figure" seed="5" view="ring" servers="ninety" theme="green"');
      await notes.ready();
      await expect(page.locator(FIGURE).getByTestId('notice')).toContainText(texts.nonsense);
      await expect(page.locator(FIGURE).locator('[data-server]')).toHaveCount(5);
      expect(await notes.errors()).toEqual(['attribute', 'attribute']);
      await notes.ask((figure) => {
        figure.servers = 3;
        figure.theme = 'dark';
      });
      await expect(page.locator(FIGURE).getByTestId('notice')).toHaveCount(0);
      await expect(page.locator(FIGURE).locator('[data-server]')).toHaveCount(3);
    });

    test('two figures with one session name: the second says so', async ({ notes, page }) => {
      await notes.open('bad/index.html');
      await put(page, 'id="first" seed="5" view="ring" session="mine"');
      await notes.ready('#first');
      await put(page, 'id="figure" seed="6" view="ring" session="mine"');
      await isTold({ page, notes }, 'session-taken', texts.taken);
      await notes.ask((figure) => (figure.session = 'other'));
      await expect(page.locator(FIGURE).locator('[data-server]')).toHaveCount(5);
      // The first is none the worse for it.
      expect(await notes.ask((figure) => figure.state?.seed, '#first')).toBe('5');
    });

    test('a part that cannot be fetched', async ({ notes, page }) => {
      await page.route('**/embed/assets/face-*.js', (route) => route.abort());
      await notes.open('bad/index.html');
      const before = await hostPage(page);
      await put(page, 'id="figure" seed="5" view="ring"');
      await isTold({ page, notes }, 'parts', texts.parts);
      expect(await hostPage(page)).toEqual(before);
    });

    test('the core cannot be fetched; a later try succeeds', async ({ notes, page }) => {
      await page.route('**/*.wasm', (route) => route.abort());
      await notes.open('bad/index.html');
      await put(page, 'id="figure" seed="5" view="ring"');
      await isTold({ page, notes }, 'load', texts.core);
      await page.unroute('**/*.wasm');
      await message(page).getByRole('button').click();
      await expect(page.locator(FIGURE).locator('[data-server]')).toHaveCount(5);
    });

    test('WebAssembly is off', async ({ notes, page }) => {
      await page.addInitScript(() => Reflect.deleteProperty(globalThis, 'WebAssembly'));
      await notes.open('bad/index.html');
      const before = await hostPage(page);
      await put(page, 'id="figure" seed="5" view="ring"');
      await isTold({ page, notes }, 'wasm-off', texts.off);
      expect(await hostPage(page)).toEqual(before);
      expect(notes.fetched.filter((url) => /face-|\.wasm/.test(url))).toEqual([]);
    });

    test('a policy that forgets WebAssembly', async ({ notes, page }) => {
      await notes.open('no-wasm/index.html');
      await isTold({ page, notes }, 'wasm-blocked', texts.blocked);
      await page.screenshot({ path: `screenshots/embed-blocked-${lang}.png` });
    });
  });
}

test('a policy that allows no script: what stands inside the tag is shown', async ({ notes, page }) => {
  await notes.open('no-scripts/index.html');
  await expect(page.locator('#fallback')).toBeVisible();
  expect(await heardBy(page, 'policy')).toContain('script-src-elem');
});
