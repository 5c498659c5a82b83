import { readFile } from 'node:fs/promises';

import decode from 'qr/decode.js';

import type { KvraftLabElement } from '../../www/src/embed/api.ts';
import { expect, test, type LabPage, type Page } from './lab.ts';

async function share(page: Page): Promise<void> {
  await page.getByTestId('share').click();
  await expect(page.getByTestId('code')).toBeVisible();
}

/** A page of its own, with the code in it. */
async function embedded(page: Page, code: string): Promise<void> {
  await page.goto('../notes/bad/index.html');
  // Scripts that are inserted as text do not run: the tag's is added as one.
  await page.evaluate((html) => {
    const here = document.querySelector('#here') as HTMLElement;
    here.innerHTML = html;
    for (const old of here.querySelectorAll('script')) {
      const script = Object.assign(document.createElement('script'), { type: old.type, src: old.src });
      old.replaceWith(script);
    }
  }, code);
}

async function stateOf(page: Page): Promise<{ time: number; hash: string }> {
  return page.evaluate(async () => {
    await customElements.whenDefined('kvraft-lab');
    const figure = document.querySelector('kvraft-lab') as KvraftLabElement;
    await figure.ready;
    return { time: figure.time, hash: figure.state?.hash ?? '' };
  });
}

/** The moment shown, standing. */
function momentOf(lab: LabPage): Promise<{ time: number; hash: string }> {
  return lab.ask((app) => ({ time: app.time, hash: app.hash }));
}

test('the tag shows the same run at the same moment, in another page', async ({ lab, page }) => {
  await lab.open('?seed=42&lang=en');
  await lab.ask((app) => {
    app.pause();
    app.seek(700);
    app.run('crash leader');
    app.seek(1600);
  });
  const moment = await momentOf(lab);
  await share(page);
  const code = page.getByTestId('code');
  await expect(code).toHaveValue(/^<script type="module"[\s\S]*<kvraft-lab scenario="#r=[\w-]+" at="1600">/);
  await page.getByTestId('at-moment').uncheck();
  await expect(code).not.toHaveValue(/at="/);
  await page.getByTestId('at-moment').check();
  await embedded(page, await code.inputValue());
  expect(await stateOf(page)).toEqual(moment);
});

test('a scenario is embedded by its name, in a frame as well', async ({ lab, page }) => {
  await lab.open('?scenario=figure-8&lang=zh-CN');
  await lab.ask((app) => {
    app.pause();
    app.seek(9000);
  });
  await share(page);
  const code = page.getByTestId('code');
  await expect(code).toHaveValue(/<kvraft-lab scenario="figure-8" at="9000">/);
  await page.getByTestId('form-markdown').check();
  await expect(code).toHaveValue(/^\[图 8[\s\S]*scenario=figure-8&lang=zh-CN&at=9000>\)$/);
  await page.getByTestId('form-json').check();
  expect(JSON.parse(await code.inputValue())).toMatchObject({ id: 'figure-8', title: { en: expect.any(String) } });
  await page.getByTestId('form-frame').check();
  const frame = await code.inputValue();
  await embedded(page, frame);
  await expect(page.frameLocator('iframe').getByTestId('title')).toContainText(/Figure 8|图 8/);
});

test('codes are copied', async ({ lab, page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await lab.open('?seed=42&lang=en');
  await lab.ask((app) => app.pause());
  await share(page);
  await page.getByTestId('copy-code').click();
  await expect(page.getByTestId('code-said')).toContainText('Copied');
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toBe(await page.getByTestId('code').inputValue());
});

test('the QR code, read by a machine, is the address of the run; it fills the screen', async ({ lab, page }) => {
  await lab.open('?scenario=figure-8&lang=en');
  await lab.ask((app) => {
    app.pause();
    app.seek(9000);
  });
  await share(page);
  await page.getByTestId('qr').click();
  await page.getByTestId('qr-code').click();
  const dialog = page.getByTestId('qr-dialog');
  await expect(dialog).toBeVisible();
  const picture = dialog.locator('svg');
  // The picture as it is seen, pixel by pixel.
  const image = await picture.evaluate(async (element) => {
    const size = 330;
    const canvas = Object.assign(document.createElement('canvas'), { width: size, height: size });
    const on = canvas.getContext('2d') as CanvasRenderingContext2D;
    const source = new XMLSerializer().serializeToString(element).replace('<svg', `<svg width="${size}" height="${size}"`);
    const drawn = new Image();
    drawn.src = URL.createObjectURL(new Blob([source], { type: 'image/svg+xml' }));
    await drawn.decode();
    on.fillStyle = '#fff';
    on.fillRect(0, 0, size, size);
    on.drawImage(drawn, 0, 0);
    return { width: size, height: size, data: [...on.getImageData(0, 0, size, size).data] };
  });
  const read = decode({ ...image, data: Uint8Array.from(image.data) });
  expect(read).toMatch(/\/some\/course\/\?scenario=figure-8&lang=en&at=9000$/);
  await page.screenshot({ path: 'screenshots/share-qr.png' });
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await page.screenshot({ path: 'screenshots/share.png' });
});

test('a run too long for a QR code says so', async ({ lab, page }) => {
  await lab.open('?seed=42&lang=en');
  await lab.ask((app) => {
    app.pause();
    for (let i = 0; i < 200; i++) {
      app.seek(400 + i);
      app.run(`put key${i * 7919} "value ${i * 104729}"`);
    }
  });
  await share(page);
  await page.getByTestId('qr').click();
  await expect(page.getByTestId('qr-trouble')).toContainText('a QR code holds 2 953');
});

async function saved(page: Page, button: string): Promise<{ name: string; bytes: Buffer }> {
  const download = page.waitForEvent('download');
  await page.getByTestId(button).click();
  const file = await download;
  return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
}

test('the cluster is saved as a picture that stands alone, in its colours', async ({ lab, page }) => {
  await lab.open('?seed=42&lang=en&theme=dark');
  await lab.ask((app) => {
    app.pause();
    app.seek(700);
  });
  await share(page);
  const svg = await saved(page, 'picture-svg');
  expect(svg.name).toBe('kvraft-cluster.svg');
  await expect(page.getByTestId('picture-said')).toHaveText('Saved as kvraft-cluster.svg.');
  const text = svg.bytes.toString();
  // Links, timers and all, in one drawing.
  for (const word of ['S1', 'leader', 'term 1', 'fill:#', 'class="link"', 'class="arc"']) expect(text).toContain(word);
  expect(text.match(/<svg/g)).toHaveLength(1);
  expect(text).not.toMatch(/oklch|var\(/);
  expect(text).not.toContain('<!--');

  // The pixels at the middle of a server are those of the page.
  const png = await saved(page, 'picture-png');
  expect(png.bytes.subarray(1, 4).toString()).toBe('PNG');
  const [there, here] = await page.evaluate(
    async ([bytes, leader]) => {
      const app = document.querySelector('kvraft-app')!.shadowRoot!;
      const drawing = app.querySelector('kvraft-ring')!.shadowRoot!.querySelector<SVGSVGElement>('.picture')!;
      const disc = drawing.querySelector(`[data-server="${leader}"] circle.body`)!;
      const box = disc.getBoundingClientRect();
      const of = drawing.getBoundingClientRect();
      const image = await createImageBitmap(new Blob([new Uint8Array(bytes)], { type: 'image/png' }));
      const canvas = new OffscreenCanvas(image.width, image.height);
      const pen = canvas.getContext('2d')!;
      pen.drawImage(image, 0, 0);
      const scale = image.width / drawing.viewBox.baseVal.width;
      // Beside the text, inside the disc.
      const x = (box.x - of.x + box.width * 0.5) * scale;
      const y = (box.y - of.y + box.height * 0.12) * scale;
      const [r, g, b] = pen.getImageData(Math.round(x), Math.round(y), 1, 1).data;
      pen.fillStyle = getComputedStyle(disc).fill;
      pen.fillRect(0, 0, 1, 1);
      const wanted = pen.getImageData(0, 0, 1, 1).data;
      return [[r, g, b], [...wanted.subarray(0, 3)]];
    },
    [[...png.bytes], await lab.leader()] as const,
  );
  expect(there).toEqual(here);
});

test('a film of the cluster is as long as was asked for, and moves', async ({ lab, page }) => {
  await lab.open('?seed=42&lang=en');
  await lab.leader();
  await share(page);
  await page.getByTestId('film-seconds').fill('2');
  await page.getByTestId('film-seconds').blur();
  const { name, bytes } = await saved(page, 'film');
  expect(name).toMatch(/^kvraft-cluster\.(webm|mp4)$/);
  await expect(page.getByTestId('film')).toBeVisible();
  // Two of its pictures, as a browser plays them.
  const differ = await page.evaluate(async (list) => {
    const video = document.createElement('video');
    video.muted = true;
    video.src = URL.createObjectURL(new Blob([new Uint8Array(list)], { type: 'video/webm' }));
    const canvas = new OffscreenCanvas(320, 240);
    const pen = canvas.getContext('2d', { willReadFrequently: true })!;
    const pictures: string[] = [];
    await video.play();
    const end = new Promise((resolve) => (video.onended = resolve));
    const look = (): void => {
      pen.drawImage(video, 0, 0, 320, 240);
      pictures.push(pen.getImageData(0, 0, 320, 240).data.join());
      if (!video.ended) setTimeout(look, 200);
    };
    look();
    await end;
    return { kinds: new Set(pictures).size, seconds: video.currentTime };
  }, [...bytes]);
  expect(differ.kinds).toBeGreaterThan(2);
  expect(differ.seconds).toBeGreaterThan(1);
});

test('a film can be stopped', async ({ lab, page }) => {
  await lab.open('?seed=42&lang=zh-CN');
  await lab.leader();
  await share(page);
  await page.getByTestId('film-seconds').fill('600');
  await page.getByTestId('film-seconds').blur();
  await expect(page.getByTestId('film-seconds')).toHaveValue('60');
  const download = page.waitForEvent('download');
  await page.getByTestId('film').click();
  await expect(page.getByTestId('film-stop')).toContainText('停止');
  await page.getByTestId('film-stop').click();
  await download;
  await expect(page.getByTestId('picture-said')).toHaveText(/已保存为 kvraft-cluster\.\w+。/);
});
