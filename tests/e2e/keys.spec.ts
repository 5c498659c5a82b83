import { eventful, expect, test, type LabPage } from './lab.ts';

/** A run with something in it; nothing has the focus. */
async function ready(lab: LabPage): Promise<void> {
  await eventful(lab);
  await lab.page.locator('h1').click();
}

const now = (lab: LabPage): Promise<string> => lab.ask((app) => `${app.time} ${app.hash}`);
const time = (lab: LabPage): Promise<number> => lab.ask((app) => app.time);
const playing = (lab: LabPage): Promise<boolean> => lab.ask((app) => app.playing);

/** What each row of keys in the help does. A row without a test, or a test without a row, is a mistake. */
const ROWS: Readonly<Record<string, (lab: LabPage) => Promise<void>>> = {
  'everything one can do, to search through': async (lab) => {
    const palette = lab.page.getByTestId('palette');
    for (const key of ['Control+k', 'Meta+k']) {
      await lab.page.keyboard.press(key);
      await expect(palette).toBeVisible();
      await lab.page.keyboard.press('Escape');
      await expect(palette).toBeHidden();
    }
  },
  'play, pause': async (lab) => {
    for (const key of ['Space', 'k']) {
      await lab.page.keyboard.press(key);
      await expect.poll(() => playing(lab)).toBe(true);
      await lab.page.keyboard.press(key);
      await expect.poll(() => playing(lab)).toBe(false);
    }
  },
  'one step, one step back': async (lab) => {
    await lab.ask((app) => app.seek(1000));
    const hash = (): Promise<string> => lab.ask((app) => app.hash);
    const before = await hash();
    await lab.page.keyboard.press('.');
    await expect.poll(hash).not.toBe(before);
    await lab.page.keyboard.press(',');
    await expect.poll(hash).toBe(before);
  },
  'to the turn before, to the next one': async (lab) => {
    await lab.ask((app) => app.seek(790));
    await lab.page.keyboard.press(']');
    await expect.poll(() => time(lab)).toBe(800);
    await lab.page.keyboard.press('[');
    await expect.poll(() => time(lab)).toBeLessThan(400);
  },
  'play backwards': async (lab) => {
    const before = await time(lab);
    await lab.page.keyboard.press('j');
    await expect.poll(() => time(lab)).toBeLessThan(before);
    await lab.page.keyboard.press('j');
    await expect.poll(() => playing(lab)).toBe(false);
  },
  'to the next election, commit, crash, violation, message; with Shift to the one before': async (lab) => {
    const { keyboard } = lab.page;
    const told = lab.page.getByTestId('console-output');
    for (const [key, from, there] of [
      ['e', 500, (t: number) => 800 < t],
      ['c', 400, (t: number) => 400 < t && t < 500],
      ['x', 300, (t: number) => t === 800],
      ['n', 300, (t: number) => 300 < t && t < 400],
    ] as const) {
      await lab.type(`goto ${from}`);
      await lab.page.locator('h1').click();
      await keyboard.press(key);
      await expect.poll(async () => there(await time(lab)), { message: key }).toBe(true);
      const found = await now(lab);
      await lab.ask((app) => app.seek(app.end));
      for (let back = 0; back < 200 && (await now(lab)) !== found; back++) await keyboard.press(`Shift+${key.toUpperCase()}`);
      expect(await now(lab), `Shift+${key}`).toBe(found);
    }
    await keyboard.press('v');
    await expect(told).toContainText('None ahead, as far as time was tried.');
  },
  'set a bookmark': async (lab) => {
    await lab.page.keyboard.press('b');
    await expect(lab.page.locator('[data-bookmark="1500"]')).toBeAttached();
  },
  'undo: before the last deed': async (lab) => {
    await lab.page.keyboard.press('Control+z');
    await expect.poll(() => time(lab)).toBe(799);
    await lab.page.keyboard.press('Meta+z');
    await expect.poll(() => time(lab)).toBe(399);
  },
  'from server to server': async (lab) => {
    await lab.server(1).focus();
    for (const [key, id] of [['ArrowRight', 2], ['ArrowLeft', 1], ['End', 0], ['Home', 1]] as const) {
      await lab.page.keyboard.press(key);
      await expect(id === 0 ? lab.page.locator('[data-client="2"]') : lab.server(id)).toBeFocused();
    }
  },
  'open its menu': async (lab) => {
    await lab.server(2).focus();
    for (const key of ['Enter', 'Space']) {
      await lab.page.keyboard.press(key);
      await expect(lab.page.getByTestId('server-menu').getByRole('menuitem').first()).toBeFocused();
      await lab.page.keyboard.press('Escape');
      await expect(lab.server(2)).toBeFocused();
    }
  },
  'from message to message': async (lab) => {
    const title = lab.page.locator('kvraft-inspector .title');
    await lab.ask(async (app) => {
      while (app.view.messages.filter((each) => !each.lost).length < 2) app.step();
      await new Promise(requestAnimationFrame);
    });
    await lab.page.keyboard.press('m');
    await expect(title).toContainText('→');
    const first = await title.textContent();
    await lab.page.keyboard.press('m');
    await expect(title).not.toHaveText(first!);
    await lab.page.keyboard.press('Shift+M');
    await expect(title).toHaveText(first!);
  },
  'show what each message is': async (lab) => {
    const button = lab.page.getByTestId('names');
    await lab.page.keyboard.press('t');
    await expect(button).toHaveAttribute('aria-pressed', 'true');
    await lab.page.keyboard.press('t');
    await expect(button).toHaveAttribute('aria-pressed', 'false');
  },
  'in space-time and history: nearer, further, follow, fold what is quiet; arrows go through events': async (lab) => {
    const { page } = lab;
    const span = (): Promise<number> =>
      page.evaluate(() => {
        const plot = document.querySelector('kvraft-app')?.shadowRoot?.querySelector('kvraft-spacetime, kvraft-history');
        const { from, to } = (plot as unknown as { span: { from: number; to: number } }).span;
        return to - from;
      });
    for (const stage of ['space-time', 'history']) {
      await page.locator(`[data-stage=${stage}]`).click();
      await expect(page.locator('.plot .cursor span')).toHaveText(/ ms$/);
      const plot = page.getByTestId('plot');
      await plot.focus();
      const wide = await span();
      await plot.press('+');
      await expect.poll(span).toBeLessThan(wide);
      const near = await span();
      await plot.press('-');
      await expect.poll(span).toBeGreaterThan(near);
      const follow = page.getByTestId('follow');
      if ((await follow.getAttribute('aria-pressed')) === 'true') await follow.click();
      await expect(follow).toHaveAttribute('aria-pressed', 'false');
      await plot.press('f');
      await expect(follow).toHaveAttribute('aria-pressed', 'true');
      await plot.press('ArrowLeft');
      await expect(page.getByTestId('plot-says')).not.toBeEmpty();
      await plot.press('q');
      await expect(page.getByTestId('fold')).toHaveAttribute('aria-pressed', 'true');
      await plot.press('q');
      await expect(page.getByTestId('fold')).toHaveAttribute('aria-pressed', 'false');
      await page.locator('[data-stage=logs]').click();
    }
  },
  'in the logs: from entry to entry, to the newest': async (lab) => {
    const card = lab.page.getByTestId('entry-card');
    await lab.page.getByRole('grid', { name: 'Logs' }).focus();
    await lab.page.keyboard.press('Home');
    await expect(card).toContainText('no-op');
    await lab.page.keyboard.press('ArrowDown');
    await expect(card).toContainText('put x 1');
    await lab.page.keyboard.press('End');
    await lab.page.keyboard.press('ArrowLeft');
    await expect(lab.page.getByRole('grid', { name: 'Logs' })).toHaveAttribute('aria-activedescendant', /^e\d+-5$/);
    await lab.page.keyboard.press('ArrowUp');
    await expect(card).toContainText('put x 1');
  },
  'in the events: from line to line; Enter or a click goes to its moment': async (lab) => {
    const list = lab.page.getByTestId('events');
    const before = await time(lab);
    const fourth = (await list.locator('li').nth(3).textContent())!.trim();
    await list.focus();
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'Enter']) await lab.page.keyboard.press(key);
    await expect(list.locator('li').first()).toHaveText(fourth);
    const there = await time(lab);
    expect(there).toBeLessThan(before);
    await list.locator('li').nth(3).click();
    await expect.poll(() => time(lab)).toBeLessThan(there);
  },
  'from link to link of a server; Enter opens its menu': async (lab) => {
    await lab.server(3).focus();
    await lab.page.keyboard.press('l');
    await expect(lab.page.locator('.link-hit:focus, [data-link]:focus')).toHaveCount(1);
    const first = await lab.page.locator('[data-link]:focus').getAttribute('data-link');
    await lab.page.keyboard.press('l');
    await expect(lab.page.locator('[data-link]:focus')).not.toHaveAttribute('data-link', first!);
    await lab.page.keyboard.press('Shift+L');
    await expect(lab.page.locator('[data-link]:focus')).toHaveAttribute('data-link', first!);
    await lab.page.keyboard.press('Enter');
    await expect(lab.page.getByTestId('link-menu')).toBeVisible();
  },
  'menu of a server, client, link or message, as a click': async (lab) => {
    await lab.server(2).click({ button: 'right' });
    await expect(lab.page.getByTestId('server-menu')).toBeVisible();
    await lab.page.keyboard.press('Escape');
    await lab.page.locator('[data-client="1"]').click({ button: 'right' });
    await expect(lab.page.getByTestId('client-menu')).toBeVisible();
  },
  'draw across the cluster: a wall; around some servers: a wall around them': async (lab) => {
    const { mouse } = lab.page;
    const ring = (await lab.page.locator('kvraft-ring').boundingBox())!;
    const top = (await lab.server(1).boundingBox())!;
    const y = top.y + top.height + 6;
    await mouse.move(ring.x + 6, y);
    await mouse.down();
    await mouse.move(ring.x + ring.width - 6, y, { steps: 6 });
    await mouse.up();
    await expect(lab.page.getByTestId('console-echo').last()).toContainText('partition 1 | 2 3 4 5');
    await lab.type('heal');
    // Around the server at the right.
    const { x, y: above, width, height } = (await lab.server(2).boundingBox())!;
    const [left, right, up, down] = [x - 12, Math.min(x + width + 12, ring.x + ring.width - 4), above - 8, above + height + 8];
    await mouse.move(left, up);
    await mouse.down();
    for (const [to, at] of [[right, up], [right, down], [left, down], [left, up + 3]] as const) {
      await mouse.move(to, at, { steps: 5 });
    }
    await mouse.up();
    await expect(lab.page.getByTestId('console-echo').last()).toContainText(/partition (2 \| 1 3 4 5|1 3 4 5 \| 2)/);
  },
  'carry a server onto another: they are on one side; away from all: it is alone': async (lab) => {
    const { mouse } = lab.page;
    const place = async (id: number): Promise<{ x: number; y: number }> => {
      const box = (await lab.server(id).locator('.body').boundingBox())!;
      return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    };
    const [two, three] = [await place(2), await place(3)];
    const ring = (await lab.page.locator('kvraft-ring').boundingBox())!;
    await mouse.move(three.x, three.y);
    await mouse.down();
    await mouse.move(ring.x + ring.width - 8, ring.y + 12, { steps: 6 });
    await mouse.up();
    await expect(lab.page.getByTestId('console-echo').last()).toContainText(/isolate 3|partition/);
    await mouse.move(two.x, two.y);
    await mouse.down();
    await mouse.move(three.x, three.y, { steps: 6 });
    await mouse.up();
    await expect(lab.page.getByTestId('console-echo').last()).toContainText(/partition (2 3 \| 1 4 5|1 4 5 \| 2 3)/);
  },
  'to the console': async (lab) => {
    await lab.page.keyboard.press('/');
    await expect(lab.page.getByTestId('console-input')).toBeFocused();
    await expect(lab.page.getByTestId('console-input')).toHaveValue('');
  },
  'this sheet': async (lab) => {
    await lab.page.keyboard.press('?');
    await expect(lab.page.getByTestId('help')).toBeVisible();
    // It closes by its button, by a click beside it, and by Escape.
    await lab.page.getByTestId('help').getByRole('button', { name: 'Close' }).click();
    await expect(lab.page.getByTestId('help')).toBeHidden();
    await lab.page.getByTestId('help-button').click();
    await expect(lab.page.getByTestId('help')).toBeVisible();
    await lab.page.mouse.click(3, 3);
    await expect(lab.page.getByTestId('help')).toBeHidden();
  },
  close: async (lab) => {
    await lab.server(2).click();
    await expect(lab.page.getByTestId('server-menu')).toBeVisible();
    await expect(lab.page.locator('kvraft-inspector .title')).toContainText('S2');
    await lab.page.keyboard.press('Escape');
    await expect(lab.page.getByTestId('server-menu')).toHaveCount(0);
    await lab.page.locator('h1').click();
    await lab.page.keyboard.press('Escape');
    await expect(lab.page.locator('kvraft-inspector')).toContainText('Following the leader');
  },
  'in the console: earlier, later lines': async (lab) => {
    await lab.type('heal');
    await lab.type('calm');
    const input = lab.page.getByTestId('console-input');
    for (const [key, line] of [['ArrowUp', 'calm'], ['ArrowUp', 'heal'], ['ArrowDown', 'calm'], ['ArrowDown', '']] as const) {
      await input.press(key);
      await expect(input).toHaveValue(line);
    }
  },
  'search the events; Enter, Shift Enter: from hit to hit': async (lab) => {
    await lab.page.keyboard.press('s');
    await expect(lab.page.getByTestId('search-input')).toBeFocused();
    await lab.page.keyboard.type('kind:became-leader');
    const count = lab.page.getByTestId('search-count');
    await expect(count).toHaveText(/found$/);
    await lab.page.keyboard.press('Enter');
    await expect(count).toHaveText(/^1 of /);
    await lab.page.keyboard.press('Shift+Enter');
    await expect(count).toHaveText(/^(\d+) of \1$/);
  },
  'in the console: complete the word shown': async (lab) => {
    const input = lab.page.getByTestId('console-input');
    for (const [typed, line] of [['parti', 'partition '], ['until comm', 'until committed ']] as const) {
      await input.fill('');
      await input.pressSequentially(typed);
      await input.press('Tab');
      await expect(input).toHaveValue(line);
    }
  },
};

test('the help lists what is tried here, and nothing else', async ({ lab, page }) => {
  await lab.open();
  await page.keyboard.press('?');
  await expect(page.getByTestId('help')).toBeVisible();
  const told = await page.getByTestId('help').locator('.keys dd').allTextContents();
  expect(told.map((text) => text.trim()).sort()).toEqual(Object.keys(ROWS).sort());
});

for (const [row, works] of Object.entries(ROWS)) {
  test(`the help's row of keys: ${row}`, async ({ lab }) => {
    await ready(lab);
    await works(lab);
    await expect(lab.errors).toHaveCount(0);
  });
}
