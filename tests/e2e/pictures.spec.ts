/** Pictures for those who link to the page or keep it on their home screen: UPDATE_SCREENSHOT=1 makes them anew. */
import { readFileSync, writeFileSync } from 'node:fs';

import type { Page } from '@playwright/test';

import { expect, test } from './lab.ts';
import { withPalette } from './png.ts';

const PUBLIC = '../../www/public/';
const read = (name: string): Buffer => readFileSync(new URL(PUBLIC + name, import.meta.url));

async function draw(page: Page, name: string, width: number, height: number, body: string): Promise<void> {
  await page.setViewportSize({ width, height });
  await page.setContent(`<!doctype html><style>body{margin:0;font-family:system-ui,'Noto Sans CJK SC',sans-serif}</style>${body}`);
  await page.waitForTimeout(300);
  writeFileSync(new URL(PUBLIC + name, import.meta.url), withPalette(await page.screenshot()));
}

/** The icon, on paper where the system rounds its corners or cuts them off. */
function icon(size: number, paper: boolean, inset: number): string {
  const inner = size - 2 * inset;
  const svg = read('icon.svg').toString().replace('<svg ', `<svg width="${inner}" height="${inner}" `);
  return `<div style="padding:${inset}px;height:${inner}px;background:${paper ? '#fffefb' : 'transparent'}">${svg}</div>`;
}

test.describe('made anew', () => {
  test.skip(process.env['UPDATE_SCREENSHOT'] !== '1', 'UPDATE_SCREENSHOT=1 makes them');

  test('the icons', async ({ page }) => {
    await draw(page, 'icon-180.png', 180, 180, icon(180, true, 22));
    await draw(page, 'icon-192.png', 192, 192, icon(192, true, 12));
    await draw(page, 'icon-512.png', 512, 512, icon(512, true, 32));
    await draw(page, 'icon-mask.png', 512, 512, icon(512, true, 96));
  });

  test('the preview', async ({ lab, page }) => {
    await page.setViewportSize({ width: 1440, height: 1000 });
    await lab.open('?seed=42&theme=light&lang=en');
    await lab.ask(async (app) => {
      const step = async (): Promise<void> => {
        app.step();
        await new Promise(requestAnimationFrame);
      };
      app.pause();
      while (app.time < 330) await step();
      for (const line of ['put x 1', 'c2 put name raft']) app.run(line);
      while (app.time < 560) await step();
      app.run('c2 put pi 3.14');
      const carried = (): number =>
        app.view.messages.filter((each) => each.kind === 'append-entries' && 0 < each.a).length;
      for (let i = 0; i < 200 && carried() < 4; i++) await step();
      app.seek(app.time + 4); // half way
      await new Promise(requestAnimationFrame);
    });
    await page.waitForTimeout(300);
    const ring = (await page.locator('kvraft-ring').screenshot()).toString('base64');
    await draw(page, 'og.png', 1200, 630, `
      <div style="display:flex;align-items:center;width:1200px;height:630px;background:#fffefb;color:#1b1f25">
        <div style="flex:none;width:500px;padding-left:64px;box-sizing:border-box">
          <div style="font-size:68px;font-weight:700;letter-spacing:-.02em;line-height:1.1">KVRaft Lab</div>
          <div style="margin-top:26px;font-size:33px;line-height:1.35">Five servers, one log.<br>Crash the leader,<br>cut the network:<br>it&nbsp;holds.</div>
          <div style="margin-top:26px;font-size:26px;color:#585f69">亲手击溃领导者，看数据安然无恙</div>
        </div>
        <img style="width:690px;height:600px;object-fit:contain" src="data:image/png;base64,${ring}">
      </div>`);
  });
});

test('the pictures have the sizes that the page promises', () => {
  const size = (name: string): readonly number[] => {
    const png = read(name);
    return [png.readUInt32BE(16), png.readUInt32BE(20)];
  };
  expect(size('og.png')).toEqual([1200, 630]);
  expect(size('icon-180.png')).toEqual([180, 180]);
  for (const { src, sizes } of (JSON.parse(read('manifest.webmanifest').toString()) as {
    icons: { src: string; sizes: string }[];
  }).icons) {
    if (src.endsWith('.png')) expect(`${src} ${size(src).join('x')}`).toBe(`${src} ${sizes}`);
  }
  expect(read('og.png').length).toBeLessThan(200_000);
});
