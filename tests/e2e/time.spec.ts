import { readFile } from 'node:fs/promises';

import type { Page } from '@playwright/test';

import { eventful, expect, test, type LabPage } from './lab.ts';

const state = (lab: LabPage) => lab.ask((app) => `${app.time} ${app.hash} ${app.branch}`);

test('back and forth again: every moment is what it was', async ({ lab, page }) => {
  await eventful(lab);
  const now = await state(lab);
  await expect(page.getByTestId('past')).toHaveCount(0);
  await lab.ask((app) => app.seek(700));
  const then = await state(lab);
  await expect(page.getByTestId('past')).toContainText('In the past');
  await expect(page.getByTestId('clock')).toHaveText('700 ms');
  // Every view shows that moment: nobody has crashed, nothing later is listed.
  await expect(page.locator('[data-status="crashed"]')).toHaveCount(0);
  await expect(page.getByTestId('events')).not.toContainText('crashes');
  await expect(page.getByTestId('events')).toContainText('asks for put x 1');
  await page.getByTestId('to-now').click();
  expect(await state(lab)).toBe(now);
  await expect(page.locator('[data-status="crashed"]')).toHaveCount(1);
  await expect(page.getByTestId('events')).toContainText('crashes');
  await lab.ask((app) => app.seek(700));
  expect(await state(lab)).toBe(then);
  // Playing in the past does again what was done.
  await lab.type('speed 10');
  await page.getByTestId('play').click();
  await expect(page.locator('[data-status="crashed"]')).toHaveCount(1);
  expect(await lab.ask((app) => app.branch)).toBe(0);
});

test('a line of the events leads to its moment, by mouse and by keyboard', async ({ lab, page }) => {
  await eventful(lab);
  const now = await state(lab);
  const list = page.getByTestId('events');
  const lines = list.locator('li');
  const newest = (await lines.first().textContent())!.trim();
  const asked = lines.filter({ hasText: 'asks for put x 1' });
  const told = await asked.locator('time').textContent();
  await asked.locator('span').click();
  await expect(page.getByTestId('clock')).toHaveText(told!.trim());
  // What comes after it at the same moment has not happened yet.
  await expect(lines.first()).toContainText('asks for put x 1');
  expect(await lab.ask((app) => app.playing)).toBe(false);
  await page.getByTestId('to-now').click();
  expect(await state(lab)).toBe(now);
  await expect(lines.first()).toHaveText(newest);

  await list.focus();
  for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowUp']) await page.keyboard.press(key);
  const second = await lines.nth(1).textContent();
  await page.keyboard.press('Enter');
  await expect(lines.first()).toHaveText(second!.trim());
  await expect(page.getByTestId('clock')).toHaveText((await lines.first().locator('time').textContent())!.trim());
  // Who leaves the list by Tab goes on after it, not through its lines.
  await expect(lines.first().locator('button')).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(list.locator(':focus')).toHaveCount(0);

  // A line that moves on while it is pressed is meant all the same.
  await page.getByTestId('to-now').click();
  await expect(lines.first()).toHaveText(newest);
  const third = (await lines.nth(2).textContent())!.trim();
  const spot = (await lines.nth(2).locator('span').boundingBox())!;
  await page.mouse.move(spot.x + 4, spot.y + 8);
  await page.mouse.down();
  await lab.ask((app) => {
    app.run('c2 put z 1');
    app.step();
  });
  await expect(lines.first()).toContainText('put z 1');
  await page.mouse.up();
  await expect(lines.first()).toHaveText(third);

  // Words are marked to copy them.
  const before = await state(lab);
  const box = (await lines.nth(2).locator('span').boundingBox())!;
  await page.mouse.move(box.x + 4, box.y + 8);
  await page.mouse.down();
  await page.mouse.move(box.x + 80, box.y + 8, { steps: 4 });
  await page.mouse.up();
  expect(await page.evaluate(() => String(getSelection()).length)).toBeGreaterThan(3);
  expect(await state(lab)).toBe(before);
  await list.focus();
  for (const key of ['ArrowDown', 'ArrowDown', 'Enter']) await page.keyboard.press(key);
  expect(await state(lab)).not.toBe(before);
});

test('the scrubber is dragged, and time goes on after it', async ({ lab, page }) => {
  await eventful(lab);
  await page.getByTestId('play').click();
  const line = page.getByTestId('scrubber');
  const box = (await line.boundingBox())!;
  await page.mouse.move(box.x + box.width * 0.5, box.y + 20);
  await page.mouse.down();
  expect(await lab.ask((app) => app.playing)).toBe(false);
  for (const part of [0.4, 0.3, 0.2]) {
    await page.mouse.move(box.x + box.width * part, box.y + 20, { steps: 4 });
  }
  await expect(page.getByTestId('clock')).toHaveText('400 ms');
  await expect(line).toHaveAttribute('aria-valuetext', /400 ms, in the past; seen up to 1\s5\d\d ms/);
  await page.mouse.up();
  expect(await lab.ask((app) => app.playing)).toBe(true);
  await expect(page.getByTestId('past')).toBeVisible();
});

test('by keyboard: steps, seconds, the ends, turns, and undo', async ({ lab, page }) => {
  await eventful(lab);
  const end = await state(lab);
  const time = () => lab.ask((app) => app.time);
  const line = page.getByTestId('scrubber');
  await line.focus();
  await page.keyboard.press('PageDown');
  await expect.poll(time).toBe(500);
  const hash = await lab.ask((app) => app.hash);
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => lab.ask((app) => app.hash)).not.toBe(hash);
  await page.keyboard.press('ArrowLeft');
  await expect.poll(() => lab.ask((app) => app.hash)).toBe(hash);
  await page.keyboard.press('Home');
  await expect.poll(time).toBe(0);
  await page.keyboard.press(']');
  await expect(page.locator('[data-role="leader"]')).toHaveCount(1);
  await page.keyboard.press(']');
  await expect(page.locator('[data-status="crashed"]')).toHaveCount(1);
  expect(await time()).toBe(800);
  await page.keyboard.press('End');
  await expect.poll(() => state(lab)).toBe(end);
  await page.keyboard.press('Control+z');
  await expect(page.getByTestId('console-output')).toContainText('Back at 799 ms, before: crash');
  await expect(page.locator('[data-status="crashed"]')).toHaveCount(0);
  await page.keyboard.press('Control+z');
  await expect(page.getByTestId('console-output')).toContainText('before: put x 1');
  await lab.type('now');
  expect(await state(lab)).toBe(end);
  await lab.type('goto 333');
  await expect(page.getByTestId('clock')).toHaveText('333 ms');
});

test('acting in the past begins another future; both stay', async ({ lab, page }) => {
  await eventful(lab);
  const first = await state(lab);
  await expect(page.getByTestId('futures-button')).toBeHidden();
  await lab.ask((app) => app.seek(700));
  await lab.type('put y 2');
  await expect(page.getByTestId('console-output')).toContainText('Another future begins at 700 ms.');
  await page.getByTestId('futures-button').click();
  const futures = page.getByTestId('futures');
  await expect(futures.locator('li')).toHaveCount(2);
  const name = futures.locator('[data-branch="1"] input');
  await name.fill('with a put');
  await name.press('Enter');
  const difference = page.getByTestId('difference');
  await expect(difference).toContainText('C1 has a request.');
  await expect(difference).toContainText('with a put');
  await page.getByTestId('go-there').click();
  await expect(futures).toBeHidden();
  await page.getByTestId('futures-button').click();
  await futures.locator('[data-branch="0"]').getByTestId('go').click();
  await lab.ask((app) => app.seek(app.end));
  expect(await state(lab)).toBe(first);
});

const FILE = {
  format: 1,
  id: 'sample',
  title: { en: 'A leader falls', 'zh-CN': '领导者倒下' },
  caption: { en: 'And another one leads.' },
  source: '§5.4',
  servers: 3,
  seed: 42,
  steps: [
    { when: { leader: 'any' }, say: { en: 'It leads.', 'zh-CN': '它领导。' }, do: 'put x 1' },
    { when: { returned: 1 }, wait: 50, do: 'crash leader', say: 'It falls.' },
  ],
  expect: [{ by: 1000, that: { leader: 'any' } }, { never: { leader: 'any' } }],
  until: 2000,
};

async function withGallery(page: Page): Promise<void> {
  const index = [{ id: 'sample', group: 'Elections', title: FILE.title }];
  await page.route('**/scenarios/index.json', (route) => route.fulfill({ json: index }));
  await page.route('**/scenarios/sample.json', (route) => route.fulfill({ json: FILE }));
}

test('a scenario named in the address is told, judged, and left', async ({ lab, page }) => {
  await withGallery(page);
  await lab.open('?scenario=sample&lang=en&speed=10');
  await expect(page.getByTestId('story')).toContainText('A leader falls');
  await expect(page.locator('[data-server]')).toHaveCount(3);
  await expect(page.getByTestId('told')).toHaveText('It falls.');
  const expected = page.getByTestId('expectations').locator('li');
  await expect(expected.first()).toHaveText(/By 1\s000 ms: a server leads\s+met at/);
  await expect(expected.last()).toHaveAttribute('data-verdict', 'failed');
  // The end of the story is where time stops.
  await expect.poll(() => lab.ask((app) => app.playing)).toBe(false);
  expect(await lab.ask((app) => app.time)).toBe(2000);
  await expect(page).toHaveURL(/\?scenario=sample&speed=10&lang=en$/);
  await page.getByTestId('language').click();
  await expect(page.getByTestId('story')).toContainText('领导者倒下');
  await page.getByTestId('seed').fill('7');
  await page.getByTestId('seed').press('Enter');
  await expect(page).toHaveURL(/scenario=sample&seed=7&/);
  await page.getByTestId('stories').click();
  await page.getByTestId('story-leave').click();
  await expect(page.getByTestId('story')).toHaveCount(0);
});

test('the gallery, a file, and what is wrong with one', async ({ lab, page }) => {
  await withGallery(page);
  await eventful(lab);
  const before = await state(lab);
  await page.getByTestId('stories').click();
  const chooser = page.waitForEvent('filechooser');
  await page.getByTestId('open-file').click();
  const wrong = JSON.stringify({ ...FILE, steps: [{ at: 5, doo: 'put x 1' }] });
  await (await chooser).setFiles({
    name: 'wrong.json',
    mimeType: 'application/json',
    buffer: Buffer.from(wrong),
  });
  await expect(page.getByTestId('trouble')).toContainText('wrong.json cannot be opened.');
  await expect(page.getByTestId('trouble-place')).toHaveText('steps[0]');
  await expect(page.getByTestId('trouble')).toContainText('Did you mean `do`?');
  expect(await state(lab)).toBe(before);
  await page.getByTestId('paste').fill(JSON.stringify(FILE));
  await page.getByTestId('open-pasted').click();
  await expect(page.getByTestId('story')).toContainText('A leader falls');
  await page.getByTestId('stories').click();
  await page.locator('[data-story]', { hasText: 'A leader falls' }).click();
  await expect(page).toHaveURL(/scenario=sample/);
  // Dropped on the page, with a mistake: told there, and the run goes on.
  await lab.ask((app) => app.pause());
  const played = await state(lab);
  await page.evaluate((text) => {
    const data = new DataTransfer();
    data.items.add(new File([text], 'dropped.json', { type: 'application/json' }));
    for (const type of ['dragover', 'drop']) {
      document.body.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true }));
    }
  }, wrong);
  await expect(page.getByTestId('notice')).toContainText('dropped.json cannot be opened.');
  expect(await state(lab)).toBe(played);
});

test('a link carries the session, and a broken one is explained', async ({ lab, page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await eventful(lab);
  const hash = await lab.ask((app) => app.hash);
  await page.getByTestId('share').click();
  await page.getByTestId('copy-link').click();
  await expect(page.getByTestId('share-said')).toHaveText(/Copied: \d+ characters\./);
  const link = await page.evaluate(() => navigator.clipboard.readText());
  expect(link.length).toBeLessThan(400);
  const download = page.waitForEvent('download');
  await page.getByTestId('download').click();
  expect((await download).suggestedFilename()).toBe('kvraft-session.json');
  const traced = page.waitForEvent('download');
  await page.getByTestId('download-shiviz').click();
  const log = await readFile(await (await traced).path(), 'utf8');
  expect(log).toMatch(/^\(\?<tick>.*\n\n\d+ /);
  expect(log).toContain('becomes leader');
  await expect(page.getByTestId('share-said')).toHaveText('Saved as kvraft-shiviz.log.');

  await page.goto('about:blank');
  await page.goto(link);
  await page.locator('kvraft-app').evaluate((app) => (app as unknown as { ready: Promise<void> }).ready);
  await lab.ask((app) => {
    app.pause();
    app.seek(1500);
  });
  expect(await lab.ask((app) => app.hash)).toBe(hash);
  await expect(page).toHaveURL(/#r=/);
  await page.evaluate(() => (location.hash = '#r=AbC!'));
  await expect(page.getByTestId('notice')).toContainText('cannot be opened');
  expect(await lab.ask((app) => app.hash)).toBe(hash);
});

test('a message is held, let go and lost by hand', async ({ lab, page }) => {
  await lab.open('?seed=42&lang=en');
  await lab.leader();
  await page.locator('h1').click();
  await lab.ask((app) => app.pause());
  await lab.type('speed 1/100');
  const menu = page.getByTestId('message-menu');
  await expect(async () => {
    // Well on its way, so that it flies on while the pointer comes; on a slow machine the next one may.
    const id = await lab.ask((app) => {
      for (;;) {
        app.seek(app.time + 1);
        const found = app.view.messages.find((each) => each.sent + 4 < app.time && app.time + 9 < each.due);
        if (found !== undefined) return found.id;
      }
    });
    await lab.ask((app) => app.play());
    // Time waits while the menu is open.
    const { x, y } = await lab.messageAt(id);
    await page.mouse.click(x, y);
    await expect(menu).toBeVisible({ timeout: 1000 });
  }).toPass();
  expect(await lab.ask((app) => app.playing)).toBe(false);
  await menu.getByRole('menuitem', { name: /Hold/ }).click();
  await expect.poll(() => lab.ask((app) => app.playing)).toBe(true);
  await lab.ask((app) => app.pause());
  await expect(page.locator('.message.held')).toHaveCount(1);
  await page.locator('kvraft-inspector').getByRole('button', { name: 'Let go' }).click();
  await expect(page.locator('.message.held')).toHaveCount(0);
  await page.locator('kvraft-inspector').getByRole('button', { name: 'Lose' }).click();
  await expect(page.getByTestId('console-echo').last()).toContainText(/drop m\d+/);
});

test('time runs backwards, and to turns of a kind; moments get names', async ({ lab, page }) => {
  await lab.open();
  await lab.leader();
  await lab.type('stop');
  await page.locator('h1').click();
  const time = () => lab.ask((app) => app.time);
  const end = await time();
  await page.keyboard.press('j');
  await expect(page.getByTestId('play')).toHaveAccessibleName('Pause');
  await expect.poll(time).toBeLessThan(end - 20);
  await page.keyboard.press('k');
  expect(await lab.ask((app) => app.playing)).toBe(false);
  await page.keyboard.press('Shift+E');
  await page.keyboard.press('e');
  await expect(page.getByTestId('narrator')).toContainText(/votes|leads|stand/);
  const there = await time();
  await lab.type('bookmark The vote');
  await expect(page.locator(`[data-bookmark="${there}"]`)).toBeAttached();
  await lab.type('goto 0');
  await page.getByTestId('palette-button').click();
  await page.getByTestId('palette-input').fill('go to the bookmark');
  await page.keyboard.press('Enter');
  await expect.poll(time).toBe(there);
  await page.reload();
  await expect(page.locator(`[data-bookmark="${there}"]`)).toBeAttached();
});
