/** A Chinese reader finds no English: every view is read, text by text, and every refusal in it. */
import { test, expect, type LabPage } from './lab.ts';

/** All visible text nodes, through shadow roots, with where they stand; not what is a language of its own. */
const readable = (lab: LabPage): Promise<readonly string[]> =>
  lab.ask((app) => {
    const found: string[] = [];
    const visit = (node: Node, place: string): void => {
      if (node instanceof Element) {
        // Lines, names, sources and what is marked as English are as they are.
        if (node.matches('code, kbd, pre, svg, script, style, textarea, [lang=en], .events .text')) return;
        if (node.checkVisibility({ visibilityProperty: true }) === false) return;
        const here = node.localName.includes('-') ? node.localName : place;
        if (node.shadowRoot !== null) for (const child of node.shadowRoot.childNodes) visit(child, here);
        for (const child of node.childNodes) visit(child, here);
      } else if (node.nodeType === Node.TEXT_NODE) {
        const text = node.textContent?.trim().replace(/\s+/g, ' ') ?? '';
        if (text !== '') found.push(`${place}: ${text}`);
      }
    };
    visit(app, 'kvraft-app');
    return found;
  });

/** Three words of Latin letters in a row are a sentence, or the beginning of one. */
const ENGLISH = /[A-Za-z’']{2,}(?: [A-Za-z’'-]{2,}){2,}/;

/** What is typed, and where a bug was found: the same in every language. */
const VERBATIM = /: (c\d )?(put|append|get|cas|crash) |hashicorp|Jepsen|etcd#|Students' Guide/;

async function english(lab: LabPage): Promise<readonly string[]> {
  const texts = await readable(lab);
  return [...new Set(texts.filter((text) => ENGLISH.test(text) && !VERBATIM.test(text)))];
}

const LINES = ['crash 2', 'crash 2', 'put x 1', 'cut 1 3', 'loss 200', 'crush 1', 'put', 'goto x', 'speed 0', 'help'];

async function begin(lab: LabPage): Promise<void> {
  await lab.open('?seed=42&lang=zh-CN');
  await lab.leader();
  await lab.ask((app) => app.pause());
  for (const line of LINES) await lab.type(line);
  await expect(lab.errors).toHaveCount(6);
}

test('no view is left in English', async ({ lab, page }) => {
  test.setTimeout(120_000);
  await begin(lab);
  const tabs = page.getByRole('tab');
  expect(await english(lab)).toEqual([]);
  for (let at = 0; at < (await tabs.count()); at += 1) {
    await tabs.nth(at).click();
    await expect(tabs.nth(at)).toHaveAttribute('aria-selected', 'true');
    expect(await english(lab)).toEqual([]);
  }
});

test('messages in the list of events are told in Chinese, too', async ({ lab, page }) => {
  await lab.open('?seed=42&lang=zh-CN');
  await lab.leader();
  await lab.type('put x 1');
  await page.getByRole('checkbox', { name: '含消息' }).check();
  const lines = page.getByTestId('events').locator('li');
  await expect(page.getByTestId('events').locator('li[data-kind=delivered]').first()).toBeVisible();
  await lab.ask((app) => app.pause());
  const told = await lines.locator('span').allTextContents();
  expect(told.length).toBeGreaterThan(5);
  expect(told.filter((text) => !/\p{Script=Han}/u.test(text))).toEqual([]);
});

for (const sheet of ['help-button', 'palette-button', 'stories', 'settings', 'museum', 'learn', 'explore', 'share']) {
  test(`no sheet is left in English: ${sheet}`, async ({ lab, page }) => {
    await begin(lab);
    // What comes late comes in Chinese.
    await page.route('**/assets/*.js', async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 300));
      await route.continue();
    });
    await page.getByTestId(sheet).first().click();
    // What is fetched for it has come when there is more to read than the page alone has.
    await expect.poll(() => page.locator(':popover-open, dialog[open]').count()).toBeGreaterThan(0);
    await expect.poll(async () => (await readable(lab)).length).toBeGreaterThan(10);
    for (let look = 0; look < 6; look += 1) {
      expect(await english(lab)).toEqual([]);
      await page.waitForTimeout(250);
    }
  });
}

for (const [device, width, height] of [['desktop', 1440, 900], ['phone', 390, 844]] as const) {
  test(`a file that is refused is told in Chinese alone: ${device}`, async ({ lab, page }) => {
    await page.setViewportSize({ width, height });
    await lab.open('?seed=42&lang=zh-CN');
    await lab.ask((app) => void app.openScenario('{"format":1,"steps":[{"at":5,"doo":"heal"}],"servers":99}', 'mine.json'));
    const trouble = page.getByTestId('trouble').first();
    await expect(trouble).toHaveText(/^\s*无法打开 mine\.json。\s+steps\[0\]\s+这里没有“doo”这个键。是否应为“do”？\s*$/);
    expect(await english(lab)).toEqual([]);
  });
}
