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
