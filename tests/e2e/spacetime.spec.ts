import { readFileSync } from 'node:fs';

import type { Page } from '@playwright/test';

import { problems } from './axe.ts';
import { expect, test, type LabPage } from './lab.ts';

/** Two seconds with calls, a crash, a cut and its healing; paused at the end. */
async function eventful(lab: LabPage, query = '?seed=42&lang=en'): Promise<void> {
  await lab.open(query);
  await lab.ask((app) => {
    app.pause();
    app.seek(400);
    app.run('put x 1');
    app.seek(480);
    app.run('c2 append x 2');
    app.seek(700);
    app.run('crash leader');
    app.seek(1250);
    app.run('put y 3');
    app.run('partition 1 2 | 3 4 5');
    app.seek(1700);
    app.run('heal');
    app.seek(2000);
  });
}

interface Held {
  readonly store: { count: number; tick: Float64Array; kind: Uint8Array; lane: Int8Array; first: number };
  readonly span: { from: number; to: number };
}

/** Where an event of a kind stands on the page: `nth` of its kind, by the diagram's own geometry. */
async function placeOf(page: Page, kind: number): Promise<{ x: number; y: number; tick: number; lane: number }> {
  return page.evaluate((wanted) => {
    const app = document.querySelector('kvraft-app') as HTMLElement & { view: { servers: unknown[]; clients: unknown[] } };
    const plot = app.shadowRoot?.querySelector('kvraft-spacetime') as HTMLElement & Held;
    const box = plot.shadowRoot?.querySelector('.stage')?.getBoundingClientRect() as DOMRect;
    const { store, span } = plot;
    let at = -1;
    for (let i = 0; i < store.count; i++) {
      const tick = store.tick[i] ?? 0;
      if (store.kind[i] === wanted && span.from < tick && tick < span.to) at = i;
    }
    const tick = store.tick[at] ?? 0;
    const lane = store.lane[at] ?? 0;
    const rows = app.view.servers.length + app.view.clients.length;
    const place = 0 < lane ? lane - 1 : app.view.servers.length - lane - 1;
    const [top, bottom] = [30, box.height - 26];
    const pitch = Math.min(96, (bottom - top) / rows);
    const y = top + (bottom - top - pitch * rows) / 2 + pitch * (place + 0.5);
    const x = 40 + ((tick - span.from) / (span.to - span.from)) * (box.width - 50);
    return { x: box.x + x, y: box.y + y, tick, lane };
  }, kind);
}

const BECAME_LEADER = 8;
const CRASHED = 19;

async function openPlot(page: Page, stage: 'space-time' | 'history'): Promise<void> {
  await page.locator(`[data-stage=${stage}]`).click();
  await expect(page.locator('.plot .cursor span')).toHaveText(/ ms$/);
  await expect(page.locator('.plot .empty')).toHaveCount(0);
}

test('it is fetched when it is opened, and not before', async ({ lab, page }) => {
  const fetched: string[] = [];
  page.on('request', (request) => fetched.push(request.url()));
  await eventful(lab);
  expect(fetched.filter((url) => /spacetime|history|time-plot/.test(url))).toEqual([]);
  await openPlot(page, 'space-time');
  expect(fetched.filter((url) => /spacetime/.test(url))).toHaveLength(1);
  expect(fetched.filter((url) => /history/.test(url))).toEqual([]);
});

test('a click on an event goes to its moment, in every view', async ({ lab, page }) => {
  await eventful(lab);
  await openPlot(page, 'space-time');
  const crash = await placeOf(page, CRASHED).catch(() => undefined);
  await page.getByTestId('zoom-all').click();
  await page.waitForTimeout(100);
  const place = await placeOf(page, CRASHED);
  expect(place.tick).toBe(700);
  expect(crash).toBeDefined();
  await page.mouse.move(place.x, place.y);
  await expect(page.getByTestId('plot-tip')).toContainText('crashes');
  await page.mouse.click(place.x, place.y);
  await expect(page.getByTestId('clock')).toHaveText('700 ms');
  await expect(page.getByTestId('scrubber')).toHaveAttribute('aria-valuenow', '700');
  await expect(lab.server(place.lane)).toHaveAttribute('data-status', 'crashed');
  await expect(page.getByTestId('past')).toBeVisible();
  // The other way: the cursor of the diagram follows the scrubber.
  await page.getByTestId('scrubber').focus();
  await page.keyboard.press('Home');
  await expect(page.locator('.cursor span')).toHaveText('0 ms');
});

test('a click between events goes to that tick, a drag does not', async ({ lab, page }) => {
  await eventful(lab);
  await openPlot(page, 'space-time');
  await page.getByTestId('zoom-all').click();
  const box = (await page.getByTestId('plot').boundingBox())!;
  const span = () =>
    page.evaluate(() => {
      const app = document.querySelector('kvraft-app')?.shadowRoot;
      return (app?.querySelector('kvraft-spacetime') as unknown as Held).span;
    });
  await page.getByTestId('zoom-in').click();
  await page.waitForTimeout(50);
  const before = await span();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height - 60);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2 + 120, box.y + box.height - 60, { steps: 6 });
  await page.mouse.up();
  await page.waitForTimeout(50);
  const after = await span();
  expect(after.from).toBeLessThan(before.from);
  expect(after.to - after.from).toBeCloseTo(before.to - before.from);
  expect(await lab.ask((app) => app.time)).toBe(2000);
  const wheel = { x: box.x + box.width / 2, y: box.y + 80 };
  await page.mouse.move(wheel.x, wheel.y);
  await page.mouse.wheel(0, -240);
  await page.waitForTimeout(50);
  const near = await span();
  expect(near.to - near.from).toBeLessThan(after.to - after.from);
  // On the axis there is no event.
  await page.mouse.click(box.x + box.width / 2, box.y + box.height - 8);
  const middle = (near.from + near.to) / 2;
  await expect.poll(() => lab.ask((app) => app.time)).toBeLessThan(middle + 60);
  expect(await lab.ask((app) => app.time)).toBeGreaterThan(middle - 60);
});

test('by keyboard alone: from event to event, and there', async ({ lab, page }) => {
  await eventful(lab);
  await page.locator('[data-stage=logs]').focus();
  await page.keyboard.press('ArrowRight');
  const plot = page.getByTestId('plot');
  await expect(page.locator('.plot .cursor span')).toHaveText(/ ms$/);
  await expect(page.locator('[data-stage=space-time]')).toBeFocused();
  await plot.focus();
  const says = page.getByTestId('plot-says');
  await page.keyboard.press('ArrowLeft');
  await expect(says).toHaveText(/^S1, [\d\s]+ ms: .+/);
  await page.keyboard.press('ArrowDown');
  await expect(says).toHaveText(/^S2, /);
  await page.keyboard.press('Shift+ArrowLeft');
  await expect(says).toHaveText(/^S2, .*(election|learns|gives up|stands)/);
  const told = (await says.textContent()) ?? '';
  const tick = Number(/([\d\s]+) ms/.exec(told)?.[1]?.replaceAll(/\s/g, ''));
  await page.keyboard.press('Enter');
  await expect.poll(() => lab.ask((app) => app.time)).toBe(tick);
  const length = () =>
    page.evaluate(() => {
      const app = document.querySelector('kvraft-app')?.shadowRoot;
      const { span } = app?.querySelector('kvraft-spacetime') as unknown as Held;
      return span.to - span.from;
    });
  const before = await length();
  await plot.press('+');
  await expect.poll(length).toBeLessThan(before);
  await plot.press('-');
  await plot.press('-');
  await expect.poll(length).toBeGreaterThan(before);
  await plot.press('Home');
  await expect(says).toHaveText(/^S2, /);
});

test('hovering shows what caused an event and what it caused', async ({ lab, page }) => {
  await eventful(lab);
  await openPlot(page, 'space-time');
  await page.getByTestId('zoom-all').click();
  await page.waitForTimeout(100);
  const ink = () =>
    page.evaluate(() => {
      const app = document.querySelector('kvraft-app')?.shadowRoot;
      const canvas = app?.querySelector('kvraft-spacetime')?.shadowRoot?.querySelector<HTMLCanvasElement>('canvas.over');
      const data = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
      let drawn = 0;
      for (let i = 3; i < data.length; i += 4) if (0 < (data[i] ?? 0)) drawn += 1;
      return drawn;
    });
  await page.mouse.move(5, 5);
  await page.waitForTimeout(100);
  const without = await ink();
  const { x, y } = await placeOf(page, BECAME_LEADER);
  await page.mouse.move(x, y);
  await expect(page.getByTestId('plot-tip')).toContainText('leads term');
  expect(await ink()).toBeGreaterThan(without + 2000);
});

test('what is in sight is exported, with its title and its signs', async ({ lab, page }) => {
  await eventful(lab, '?seed=42&lang=zh-CN&theme=light');
  await openPlot(page, 'space-time');
  const file = async (kind: 'svg' | 'png'): Promise<Buffer> => {
    await page.getByTestId('export-button').click();
    const download = page.waitForEvent('download');
    await page.getByTestId(`export-${kind}`).click();
    const found = await download;
    expect(found.suggestedFilename()).toBe(`kvraft-space-time.${kind}`);
    return readFileSync(await found.path());
  };
  const svg = (await file('svg')).toString();
  expect(svg).toContain('时空图 · 种子 42');
  for (const words of ['>S1</text>', '成为领导者', '2\u202f000 ms']) expect(svg).toContain(words);
  expect(svg).not.toMatch(/NaN|undefined|<image/);
  expect(svg.length).toBeLessThan(300_000);
  const problem = await page.evaluate(
    (text) => new DOMParser().parseFromString(text, 'image/svg+xml').querySelector('parsererror')?.textContent,
    svg,
  );
  expect(problem ?? '').toBe('');
  const png = await file('png');
  expect(png.subarray(1, 4).toString()).toBe('PNG');
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([2560, 1440]);
});

test('what happens is drawn as it happens, and nothing while it is not shown', async ({ lab, page }) => {
  await lab.open('?seed=42&lang=en&speed=1');
  await lab.leader();
  await openPlot(page, 'space-time');
  const count = () =>
    page.evaluate(() => {
      const app = document.querySelector('kvraft-app')?.shadowRoot;
      return (app?.querySelector('kvraft-spacetime') as unknown as Held | null)?.store.count ?? -1;
    });
  const first = await count();
  await expect.poll(count).toBeGreaterThan(first);
  await page.locator('[data-stage=logs]').click();
  expect(await count()).toBe(-1);
  // A future of one's own replaces what one has seen.
  await lab.ask((app) => app.pause());
  await openPlot(page, 'space-time');
  await lab.ask((app) => app.seek(300));
  await lab.ask((app) => app.run('crash 1'));
  await expect.poll(count).toBeLessThan(first);
  expect(await lab.ask((app) => app.branch)).toBe(1);
});

test('with less motion nothing moves but what is asked for', async ({ lab, page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await lab.open('?seed=42&lang=en');
  await page.locator('[data-stage=space-time]').click();
  await expect(page.locator('.plot .empty')).toHaveText('Nothing has happened yet.');
  for (let i = 0; i < 5; i++) await page.getByTestId('step').click();
  await expect(page.locator('.plot .empty')).toHaveCount(0);
  const time = await lab.ask((app) => app.time);
  await page.waitForTimeout(200);
  expect(await lab.ask((app) => app.time)).toBe(time);
});

test('the history: a bar goes to its moment, and tells when it took effect', async ({ lab, page }) => {
  await eventful(lab);
  await openPlot(page, 'history');
  await expect(page.getByTestId('verdict')).toContainText('Linearizable');
  const plot = page.getByTestId('plot');
  await plot.focus();
  await plot.press('ArrowLeft');
  const says = page.getByTestId('plot-says');
  await expect(says).toContainText('C1, call 2: put y 3, under way');
  await plot.press('ArrowLeft');
  await expect(says).toContainText(/C1, call 1: put x 1 → OK 400 ms to \d+ ms Takes effect at \d+ ms/);
  await plot.press('Enter');
  await expect(page.getByTestId('clock')).toHaveText('400 ms');
  await plot.press('Shift+Enter');
  await expect.poll(() => lab.ask((app) => app.time)).toBeGreaterThan(440);
  // The same by hand.
  await page.getByTestId('zoom-all').click();
  await page.waitForTimeout(100);
  const box = (await plot.boundingBox())!;
  const x = await page.evaluate(() => {
    const app = document.querySelector('kvraft-app')?.shadowRoot;
    const { span } = app?.querySelector('kvraft-history') as unknown as Held;
    return (405 - span.from) / (span.to - span.from);
  });
  const top = 30 + (box.height - 56 - 2 * 96) / 2 + 48;
  await page.mouse.click(box.x + 40 + x * (box.width - 50), box.y + top);
  await expect(page.getByTestId('clock')).toHaveText('400 ms');
  await expect(page.locator('kvraft-inspector')).toBeHidden();
});

test('heartbeats are left out on request: what carries something is seen', async ({ lab, page }) => {
  await eventful(lab);
  await openPlot(page, 'space-time');
  await page.getByTestId('zoom-all').click();
  const lines = async (): Promise<number> => {
    await page.getByTestId('export-button').click();
    const download = page.waitForEvent('download');
    await page.getByTestId('export-svg').click();
    const svg = readFileSync(await (await download).path(), 'utf8');
    // Those that carry nothing are faint.
    return svg.split('0.62').length - 1;
  };
  const button = page.getByTestId('heartbeats');
  await expect(button).toHaveAttribute('aria-pressed', 'true');
  const all = await lines();
  await button.click();
  await expect(button).toHaveAttribute('aria-pressed', 'false');
  expect(await lines()).toBeLessThan(all * 0.7);
  await button.click();
  expect(await lines()).toBe(all);
});

test('the history shows what befell the cluster while the calls waited', async ({ lab, page }) => {
  await eventful(lab);
  await openPlot(page, 'history');
  await page.getByTestId('zoom-all').click();
  await page.getByTestId('export-button').click();
  const download = page.waitForEvent('download');
  await page.getByTestId('export-svg').click();
  const svg = readFileSync(await (await download).path(), 'utf8');
  // S4 leads, crashes, S5 leads, and again; the network is cut, and healed.
  expect([...svg.matchAll(/>(S\d)<\/text>/g)].map(([, name]) => name)).toEqual(['S4', 'S4', 'S5', 'S5']);
  expect(svg).toContain('stroke-dasharray="9 3"');
  expect(svg).toContain('stroke-dasharray="2 4"');
  await page.getByTestId('legend-button').click();
  await expect(page.getByTestId('legend')).toContainText('a server crashes, restarts; a cut');
});

test('the history names the calls that contradict each other', async ({ lab, page }) => {
  await lab.open('?scenario=stale-read&lang=en');
  await lab.ask((app) => {
    app.pause();
    app.seek(12_000);
  });
  await openPlot(page, 'history');
  await expect(page.getByTestId('verdict')).toHaveText(/Not linearizable: 3 calls on x contradict each other/);
  const plot = page.getByTestId('plot');
  await plot.focus();
  await plot.press('End');
  await expect(page.getByTestId('plot-says')).toContainText('cannot be ordered');
  await expect(page.getByTestId('plot-says')).toContainText('With new instead');
  await page.getByTestId('legend-button').click();
  await expect(page.getByTestId('legend')).toContainText('cannot be ordered');
});

interface Shown {
  readonly without: ReadonlySet<number>;
  readonly svg: () => string;
}

const picture = (page: Page): Promise<string> =>
  page.locator('kvraft-spacetime').evaluate((plot) => (plot as HTMLElement & Shown).svg());

/** Which lanes a picture names. */
const named = (svg: string): readonly string[] =>
  [...svg.matchAll(/>([SC]\d+)<\/text>/g)].flatMap(([, name]) => name ?? []);

test('lanes are hidden and shown, their messages with them, in the exported picture too', async ({ lab, page }) => {
  await eventful(lab);
  await openPlot(page, 'space-time');
  await page.getByTestId('zoom-all').click();
  const all = await picture(page);
  expect(named(all)).toEqual(['S1', 'S2', 'S3', 'S4', 'S5', 'C1', 'C2']);
  await page.getByTestId('lanes-button').click();
  await page.getByTestId('lanes-servers').click();
  await expect(page.getByTestId('lanes-button')).toHaveAccessibleName('Lanes: 5 of 7');
  await page.locator('[data-lane=S3]').uncheck();
  await expect(page.getByTestId('plot-says')).toHaveText('Lanes shown: S1, S2, S4, S5');
  const some = await picture(page);
  expect(named(some)).toEqual(['S1', 'S2', 'S4', 'S5']);
  expect(some.length).toBeLessThan(all.length);
  for (const lane of ['S1', 'S2', 'S4']) await page.locator(`[data-lane=${lane}]`).uncheck();
  await expect(page.locator('[data-lane=S5]')).toBeDisabled();
  await page.getByTestId('lanes-all').click();
  await expect(page.getByTestId('lanes-button')).toHaveText('Lanes');
  await page.keyboard.press('Escape');
  expect(await picture(page)).toBe(all);
});

test('a name opens the list of lanes; H hides the lane one is on', async ({ lab, page }) => {
  await eventful(lab);
  await openPlot(page, 'space-time');
  const box = (await page.getByTestId('plot').boundingBox())!;
  await page.mouse.click(box.x + 18, box.y + box.height / 2);
  await expect(page.getByTestId('lanes')).toBeVisible();
  await page.mouse.click(box.x + 18, box.y + box.height / 2);
  await page.getByTestId('plot').focus();
  await page.keyboard.press('End');
  const says = page.getByTestId('plot-says');
  await expect(says).toContainText('S1');
  await page.keyboard.press('h');
  await expect(says).toHaveText('Lanes shown: S2, S3, S4, S5, C1, C2');
  // The first lane is another one now.
  await page.keyboard.press('End');
  await expect(says).toContainText('S2');
  await page.keyboard.press('Shift+H');
  await expect(page.getByTestId('lanes-button')).toHaveText('Lanes');
});

test('what is searched for is marked in the diagram', async ({ lab, page }) => {
  await eventful(lab);
  await openPlot(page, 'space-time');
  await page.getByTestId('zoom-all').click();
  const disc = /a12 12 0 1 0 24 0/g;
  expect((await picture(page)).match(disc)).toBeNull();
  await page.keyboard.press('s');
  await page.getByTestId('search-input').fill('kind:crashed');
  await expect(page.getByTestId('search-count')).toHaveText('1 found');
  // One in the diagram, one in its legend.
  await expect.poll(async () => (await picture(page)).match(disc)?.length).toBe(2);
  expect(await picture(page)).toContain('found by the search');
  await page.keyboard.press('Escape');
  await expect.poll(async () => (await picture(page)).match(disc)).toBeNull();
});

for (const [name, theme, lang, width, height] of [
  ['desktop', 'light', 'en', 1440, 900],
  ['phone', 'dark', 'zh-CN', 390, 844],
] as const) {
  test(`lanes and hits, ${name} ${theme} ${lang}: axe has no complaint`, async ({ lab, page }) => {
    await page.setViewportSize({ width, height });
    await eventful(lab, `?seed=42&lang=${lang}&theme=${theme}`);
    if (width < 1000) await page.locator('[data-tab=space-time]').click();
    else await page.locator('[data-stage=space-time]').click();
    await expect(page.locator('.plot .cursor span')).toHaveText(/ ms$/);
    await page.keyboard.press('s');
    await page.getByTestId('search-input').fill('kind:became-leader');
    await expect(page.getByTestId('hits')).toBeVisible();
    await page.keyboard.press('Enter');
    if (width < 1000) await page.locator('[data-tab=space-time]').click();
    await page.getByTestId('lanes-button').click();
    await page.locator('[data-lane=C1]').uncheck();
    expect(await problems(page)).toEqual([]);
    await page.screenshot({ path: `screenshots/lanes-${name}-${theme}-${lang}.png` });
  });
}
