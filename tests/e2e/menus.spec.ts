import { clientItems, linkItems, menuItems, messageItems, linesOf, type MenuItem } from '../../www/src/menu.ts';
import type { ClusterView } from '../../www/src/frame.ts';
import { expect, still, test, type LabPage, type Locator } from './lab.ts';

/** Every item that a menu has in some state; what is offered there and does nothing would be a lie. */
const lines = (items: readonly MenuItem[]): readonly string[] =>
  items.flatMap((item) => (item.kind === 'action' ? [linesOf(item).join('; ')] : []));

const view = (lab: LabPage): Promise<ClusterView> => lab.ask((app) => app.view);

/** A run to choose something in, as it is shown. */
async function ready(lab: LabPage): Promise<void> {
  await still(lab);
  await expect(lab.server(4)).toHaveAttribute('data-role', 'leader');
}

type Box = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

/** Opens a menu, chooses an item by its line, and waits until it is closed and done. */
async function choose(lab: LabPage, open: () => Promise<void>, menu: Locator, line: string): Promise<void> {
  await open();
  await menu.locator(`[data-line="${line}"]`).click();
  await expect(menu).toHaveCount(0);
  await expect(lab.page.getByTestId('console-echo').last()).toContainText(line.split('; ').at(-1)!);
  await expect(lab.errors).toHaveCount(0);
}

const at = (id: number) => (v: ClusterView) => v.servers[id - 1]!;

test('every item of the menu of a server does what it says', async ({ lab, page }) => {
  test.setTimeout(120_000);
  await ready(lab);
  const menu = page.getByTestId('server-menu');
  const opener = (id: number) => async (): Promise<void> => {
    await lab.server(id).focus();
    await page.keyboard.press('Enter');
    await expect(menu.getByRole('menuitem').first()).toBeFocused();
  };
  const done = new Set<string>();
  for (const [id, line, is] of [
    [2, 'crash 2', (v) => at(2)(v).status === 'crashed'],
    [2, 'restart 2', (v) => at(2)(v).status === 'up'],
    [3, 'pause 3', (v) => at(3)(v).status === 'paused'],
    [3, 'resume 3', (v) => at(3)(v).status === 'up'],
    [4, 'compact 4', () => true],
    [1, 'isolate 1', (v) => v.cuts.length === 8],
    [1, 'heal', (v) => v.cuts.length === 0],
    [5, 'timeout 5', (v) => at(5)(v).role === 'candidate'],
    [3, 'transfer 3', () => true],
  ] as readonly (readonly [number, string, (view: ClusterView) => boolean])[]) {
    // Whatever it offers now is among what is tried.
    const offered = lines(menuItems(await view(lab), id, 'main'));
    expect(offered, line).toContain(line);
    await choose(lab, opener(id), menu, line);
    await expect.poll(async () => is(await view(lab)), { message: line }).toBe(true);
    done.add(line.split(' ')[0]!);
  }
  const verbs = new Set(lines(menuItems(await view(lab), 1, 'main')).map((line) => line.split(' ')[0]!));
  for (const verb of verbs) expect(done).toContain(verb);

  // The page of cuts, there and back, by keyboard.
  await lab.type('heal');
  await opener(1)();
  await menu.getByRole('menuitem', { name: 'Cut links…' }).press('Enter');
  await expect(menu.locator('[data-line]')).toHaveCount(8);
  await menu.getByRole('menuitem', { name: 'Back' }).click();
  await menu.getByRole('menuitem', { name: 'Cut links…' }).click();
  await menu.locator('[data-line="cut 2 1"]').click();
  await expect.poll(async () => (await view(lab)).cuts).toEqual([{ from: 2, to: 1 }]);
  await opener(1)();
  await menu.getByRole('menuitem', { name: 'Cut links…' }).click();
  await menu.locator('[data-line="mend 2 1"]').click();
  await expect.poll(async () => (await view(lab)).cuts).toEqual([]);
  await expect(lab.errors).toHaveCount(0);
});

test('a menu is walked by arrows, Home and End, and left by Escape and by Tab', async ({ lab, page }) => {
  await ready(lab);
  const items = page.getByTestId('server-menu').getByRole('menuitem');
  for (const leave of ['Escape', 'Tab']) {
    await lab.server(4).focus();
    await page.keyboard.press('Enter');
    await expect(items.first()).toBeFocused();
    await page.keyboard.press('ArrowDown');
    await expect(items.nth(1)).toBeFocused();
    await page.keyboard.press('End');
    await expect(items.last()).toBeFocused();
    await page.keyboard.press('ArrowDown');
    await expect(items.first()).toBeFocused();
    await page.keyboard.press('ArrowUp');
    await expect(items.last()).toBeFocused();
    await page.keyboard.press('Home');
    await expect(items.first()).toBeFocused();
    await page.keyboard.press(leave);
    await expect(items).toHaveCount(0);
  }
  await expect(page.getByTestId('console-echo')).toHaveCount(1);
});

test('every item of the menu of a link does what it says', async ({ lab, page }) => {
  test.setTimeout(120_000);
  await ready(lab);
  const menu = page.getByTestId('link-menu');
  const open = async (): Promise<void> => {
    await lab.server(1).focus();
    await page.keyboard.press('l');
    await page.keyboard.press('Enter');
    await expect(menu.getByRole('menuitem').first()).toBeFocused();
  };
  const done = new Set<string>();
  const cuts = async (): Promise<string> => (await view(lab)).cuts.map(({ from, to }) => `${from}>${to}`).join(' ');
  for (const [line, left] of [
    ['cut 1 2; cut 2 1', '1>2 2>1'],
    ['mend 1 2; mend 2 1', ''],
    ['cut 1 2', '1>2'],
    ['mend 1 2', ''],
    ['cut 2 1', '2>1'],
    ['mend 2 1', ''],
    ['delay 100 300 on 1 2', ''],
    ['delay 100 300 on 2 1', ''],
    ['loss 50 on 1 2', ''],
    ['loss 50 on 2 1', ''],
    ['calm', ''],
  ] as const) {
    expect(lines(linkItems(await view(lab), 1, 2))).toContain(line);
    await choose(lab, open, menu, line);
    await expect.poll(cuts, { message: line }).toBe(left);
    done.add(line);
    await page.keyboard.press('Escape');
  }
  for (const line of lines(linkItems(await view(lab), 1, 2))) expect(done).toContain(line);
});

test('every item of the menu of a client does what it says', async ({ lab, page }) => {
  await ready(lab);
  const menu = page.getByTestId('client-menu');
  const open = (): Promise<void> => page.locator('[data-client="2"]').click();
  const done = new Set<string>();
  for (const [line, told] of [
    ['c2 put x 1', /Time stands still/],
    ['c2 again', /✓ c2 again/],
    ['c2 get x', /Time stands still/],
    ['c2 work 20 50', /✓ c2 work 20 50/],
    ['c2 rest', /✓ c2 rest/],
    ['c2 patience 500', /✓ c2 patience 500/],
    ['c2 patience 8000', /✓ c2 patience 8000/],
  ] as const) {
    await choose(lab, open, menu, line);
    await expect(page.getByTestId('console-output')).toContainText(told);
    done.add(line);
  }
  const client = (await view(lab)).clients[1]!;
  for (const line of lines(clientItems(client))) expect(done).toContain(line);
});

test('every item of the menu of a message does what it says', async ({ lab, page }) => {
  await ready(lab);
  const menu = page.getByTestId('message-menu');
  const done = new Set<string>();
  /** A message that has time left, opened by its place. */
  const inFlight = (): Promise<number> =>
    lab.ask(async (app) => {
      const left = (): number | undefined =>
        app.view.messages.find((each) => !each.lost && !each.held && app.time + 4 < each.due && each.sent + 3 < app.time)?.id;
      for (let ahead = 0; left() === undefined && ahead < 400; ahead++) app.run(`goto ${app.time + 1}`);
      await new Promise(requestAnimationFrame);
      app.run('clear');
      return left() ?? 0;
    });
  const open = (id: number) => async (): Promise<void> => {
    await page.locator(`[data-message="${id}"] .hit`).click({ force: true });
    await expect(menu.getByRole('menuitem').first()).toBeFocused();
  };
  const find = async (id: number) => (await view(lab)).messages.filter((each) => each.id === id);
  for (const verb of ['hold', 'release', 'copy', 'drop', 'deliver'] as const) {
    // Released is what was held; each other needs one that flies.
    const held = (await view(lab)).messages.find((each) => each.held)?.id;
    const id = verb === 'release' && held !== undefined ? held : await inFlight();
    const [message] = await find(id);
    expect(lines(messageItems(message!)), verb).toContain(`${verb} m${id}`);
    const all = (await view(lab)).messages.length;
    await choose(lab, open(id), menu, `${verb} m${id}`);
    const [after] = await find(id);
    if (verb === 'hold') expect(after?.held).toBe(true);
    if (verb === 'release') expect(after?.held).toBe(false);
    if (verb === 'copy') expect((await view(lab)).messages.length).toBe(all + 1);
    if (verb === 'drop') expect(after?.lost ?? true).toBe(true);
    if (verb === 'deliver') expect(after).toBeUndefined();
    done.add(verb);
    await page.keyboard.press('Escape');
  }
  expect([...done].sort()).toEqual(['copy', 'deliver', 'drop', 'hold', 'release']);
});

const area = (a: Box, b: Box): number =>
  Math.max(0, Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x)) *
  Math.max(0, Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y));

for (const [name, size] of [
  ['desktop', { width: 1440, height: 900 }],
  ['small desktop', { width: 1024, height: 768 }],
  ['phone', { width: 390, height: 844 }],
] as const) {
  const near = name !== 'phone';
  const covers = near ? 'is beside it and does not cover it' : 'covers no server';
  test(`on a ${name} the menu of a server ${covers}, nor covers the header, and stays in the window`, async ({ lab, page }) => {
    await page.setViewportSize(size);
    await ready(lab);
    const header = (await page.locator('header').boundingBox())!;
    const bodies = page.locator('.server .body');
    await expect(bodies).toHaveCount(5);
    const servers = await Promise.all((await bodies.all()).map(async (body) => (await body.boundingBox())!));
    const menu = page.getByTestId('server-menu');
    for (const id of [1, 2, 3, 4, 5]) {
      await lab.server(id).focus();
      await page.keyboard.press('Enter');
      await expect(menu.getByRole('menuitem').first()).toBeFocused();
      const box = (await menu.boundingBox())!;
      for (const [i, server] of servers.entries()) {
        if (!near || i + 1 === id) expect(area(box, server), `the menu of S${id}`).toBe(0);
      }
      expect(box.y).toBeGreaterThan(header.y + header.height);
      const own = servers[id - 1]!;
      const wide = { x: own.x - 40, y: own.y - 40, width: own.width + 80, height: own.height + 100 };
      if (near) expect(area(box, wide), `the menu of S${id}`).toBeGreaterThan(0);
      expect(Math.min(box.x, box.y)).toBeGreaterThanOrEqual(0);
      expect(box.x + box.width).toBeLessThanOrEqual(size.width);
      expect(box.y + box.height).toBeLessThanOrEqual(size.height);
      await page.keyboard.press('Escape');
      await expect(menu).toHaveCount(0);
    }
  });
}
