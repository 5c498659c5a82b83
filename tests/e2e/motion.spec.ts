/** What moves is drawn with a pen while time runs: it looks as it does at rest, and costs the page nothing else. */
import type { Page } from '@playwright/test';

import type { KvraftRing } from '../../www/src/views/ring.ts';
import { expect, test, type LabPage } from './lab.ts';

/** Messages of several kinds on their way, one that is lost, one that is held. */
async function busy(lab: LabPage): Promise<void> {
  await lab.ask((app) => {
    app.pause();
    app.run('speed 1/100');
    app.seek(300);
    app.run('put x 1');
    app.seek(420);
    app.run('append x 2');
    app.run('loss 50');
    app.seek(434);
    app.run(`hold m${app.view.messages[0]!.id}`);
  });
}

interface Look {
  readonly id: number;
  readonly solid: string;
  readonly at: readonly [number, number];
}

for (const theme of ['light', 'dark'] as const) {
  test(`what the pen draws has the colours of the drawing, ${theme}`, async ({ lab }) => {
    await lab.open(`?seed=42&lang=en&theme=${theme}`);
    await busy(lab);
    const looks = (): Promise<readonly Look[]> =>
      lab.ring((ring) =>
        [...ring.renderRoot.querySelectorAll<SVGElement>('.picture [data-message]')].map((each) => {
          const shape = each.querySelector('.solid, .open')!;
          const style = getComputedStyle(shape);
          const [, x = '0', y = '0'] = /translate\((\S+) (\S+)\)/.exec(each.getAttribute('transform') ?? '') ?? [];
          return {
            id: Number(each.dataset['message']),
            solid: shape.classList.contains('solid') && style.opacity === '1' ? style.fill : '',
            at: [Number(x), Number(y)] as const,
          };
        }),
      );
    await expect.poll(async () => (await looks()).filter((each) => each.solid !== '').length).toBeGreaterThan(0);
    const atRest = await looks();
    expect(atRest.length).toBeGreaterThan(3);
    // Time goes on by less than a message needs to be elsewhere.
    await lab.ask((app) => app.play());
    await expect.poll(async () => (await looks()).length).toBe(0);
    const drawn = await lab.painted((pen, all) => {
      const ring = document.querySelector('kvraft-app')!.shadowRoot!.querySelector('kvraft-ring') as KvraftRing;
      const swatch = new OffscreenCanvas(1, 1).getContext('2d')!;
      return all.map(({ id, solid }) => {
        const place = ring.placeOf(id);
        if (solid === '' || place === undefined) return undefined;
        swatch.fillStyle = solid;
        swatch.fillRect(0, 0, 1, 1);
        const wanted = [...swatch.getImageData(0, 0, 1, 1).data].join();
        // The pen is in another thread, and a few frames late where the machine is slow.
        const { data } = pen.getImageData(Math.round(place.x) - 15, Math.round(place.y) - 15, 30, 30);
        const found = new Set<string>();
        for (let i = 0; i < data.length; i += 4) found.add(data.slice(i, i + 4).join());
        return { wanted, found: found.has(wanted) ? wanted : [...found].slice(0, 9).join(' or ') };
      });
    }, atRest);
    const seen = drawn.filter((each) => each !== undefined);
    expect(seen.length).toBeGreaterThan(0);
    for (const { wanted, found } of seen) expect(found).toBe(wanted);
  });
}

/** What some browsers have not, or policies forbid. */
const WITHOUT: Readonly<Record<string, (page: Page) => Promise<unknown>>> = {
  'there are no threads': (page) =>
    page.addInitScript(() => {
      window.Worker = class {
        constructor() {
          throw new Error('no threads here');
        }
      } as unknown as typeof Worker;
    }),
  'no other thread may have a canvas': (page) =>
    page.addInitScript(() => {
      delete (HTMLCanvasElement.prototype as { transferControlToOffscreen?: unknown }).transferControlToOffscreen;
    }),
  'the painter does not come': (page) =>
    page.route(/painter\.worker/, (route) => route.fulfill({ contentType: 'text/javascript', body: 'throw 1' })),
};

for (const [name, without] of Object.entries(WITHOUT)) {
  test(`where ${name}, the page paints by itself`, async ({ lab, page }) => {
    await without(page);
    await lab.open('?seed=42&lang=en');
    await lab.leader();
    await expect(page.locator('kvraft-ring canvas')).toHaveClass(/moving/);
    await expect.poll(() => lab.painted((pen) => pen.getImageData(0, 0, 300, 300).data.some((each) => each !== 0))).toBe(true);
    // A canvas that was given away cannot be drawn on here.
    expect(await lab.ring((ring) => ring.renderRoot.querySelector('canvas')!.getContext('2d') !== null)).toBe(true);
  });
}

test('the page has it painted in another thread', async ({ lab, page }) => {
  await lab.open('?seed=42&lang=en');
  await lab.leader();
  await expect(page.locator('kvraft-ring canvas')).toHaveClass(/moving/);
  expect(page.workers().map((each) => each.url())).toContainEqual(expect.stringMatching(/painter/));
});

test('timers run on the canvas, in the theme of the page', async ({ lab, page }) => {
  await lab.open('?seed=42&lang=en&theme=light');
  await lab.leader();
  await lab.ask((app) => app.run('speed 1/20'));
  const id = await lab.ask((app) => app.view.servers.find((each) => each.role === 'follower')!.id);
  // The last thing of a timer to be gone is what lies right of its top.
  const place = await page.locator('kvraft-ring').evaluate((ring, server) => {
    const arc = ring.shadowRoot!.querySelector<SVGCircleElement>(`[data-arc="${server}"]`)!;
    const [box, of] = [arc.getBoundingClientRect(), ring.getBoundingClientRect()];
    const r = box.width / 2;
    return { x: box.x + r - of.x + r * Math.sin(0.08), y: box.y + r - of.y - r * Math.cos(0.08) };
  }, id);
  const colour = () =>
    lab.painted((pen, { x, y }) => [...pen.getImageData(Math.round(x), Math.round(y), 1, 1).data].join(), place);
  const wanted = (name: string) =>
    lab.ring(
      new Function('ring', `
        const swatch = new OffscreenCanvas(1, 1).getContext('2d');
        swatch.fillStyle = getComputedStyle(ring.renderRoot.querySelector('.server[data-role=follower] .${name}')).stroke;
        swatch.fillRect(0, 0, 1, 1);
        return [...swatch.getImageData(0, 0, 1, 1).data].join();`) as () => string,
    );
  await expect.poll(colour).toBe(await wanted('arc'));
  const light = await colour();
  await page.getByTestId('theme').click();
  await expect.poll(() => wanted('arc')).not.toBe(light);
  await expect.poll(colour).toBe(await wanted('arc'));
});

test('while time runs, most frames change nothing of the document', async ({ lab, page }) => {
  await lab.open('?seed=42&lang=en');
  await lab.leader();
  const counted = await page.evaluate(async () => {
    const roots: (Document | ShadowRoot)[] = [document];
    for (const root of roots) {
      for (const each of root.querySelectorAll('*')) if (each.shadowRoot !== null) roots.push(each.shadowRoot);
    }
    let changed = false;
    const observer = new MutationObserver(() => (changed = true));
    for (const root of roots) {
      observer.observe(root, { subtree: true, childList: true, attributes: true, characterData: true });
    }
    let [frames, dirty] = [0, 0];
    const begun = performance.now();
    let last = begun;
    while (last < begun + 3000) {
      last = await new Promise<number>((resolve) => requestAnimationFrame(resolve));
      frames += 1;
      if (changed) dirty += 1;
      changed = false;
    }
    observer.disconnect();
    return { frames, dirty, rounds: (last - begun) / 125 };
  });
  // A refresh every 125 ms may take a few frames where the machine is slow.
  expect(counted.dirty).toBeLessThanOrEqual(Math.ceil(3 * counted.rounds));
  expect(counted.frames).toBeGreaterThan(0);
});

test('who does something sees at once what it changed, however fast time runs', async ({ lab }) => {
  await lab.open('?seed=42&lang=en&speed=10');
  await lab.leader();
  const status = (): Promise<string[]> =>
    lab.ask(async (app) => {
      const ring = app.renderRoot.querySelector('kvraft-ring')!;
      const seen: string[] = [];
      for (const line of ['crash 1', 'restart 1', 'crash 1', 'restart 1', 'crash 1']) {
        app.run(line);
        // The frame that shows it, and the one after that has been drawn.
        for (let i = 0; i < 2; i++) await new Promise(requestAnimationFrame);
        seen.push(ring.shadowRoot!.querySelector<SVGElement>('[data-server="1"]')!.dataset['status']!);
      }
      return seen;
    });
  expect(await status()).toEqual(['crashed', 'up', 'crashed', 'up', 'crashed']);
});

test('what is drawn with a pen is pointed at all the same', async ({ lab, page }) => {
  await lab.open('?seed=42&lang=en');
  await busy(lab);
  // One that is held stays where it is, however slow the machine is; the pen draws it all the same.
  const id = await lab.ask((app) => {
    app.play();
    return app.view.messages.find((each) => each.held)!.id;
  });
  const place = await lab.messageAt(id);
  await page.mouse.move(place.x + 3, place.y);
  await expect(page.locator('kvraft-ring .tip')).toBeVisible();
  await expect(page.locator('kvraft-ring .picture')).toHaveClass(/over/);
  await page.mouse.click(place.x + 3, place.y);
  await expect(page.getByTestId('message-menu')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.mouse.move(2, 2);
  await expect(page.locator('kvraft-ring .tip')).toHaveCount(0);
  // A picture that is saved while time runs has everything in it.
  await lab.ask((app) => app.play());
  const found = await lab.ring((ring) => ring.drawing!.map((layer) => layer.querySelectorAll('.message').length));
  expect(found[1]).toBeGreaterThan(0);
});
