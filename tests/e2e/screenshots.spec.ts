import { statSync, writeFileSync } from 'node:fs';

import type { KvraftApp } from '../../www/src/app.ts';
import { expect, test } from './lab.ts';
import { withPalette } from './png.ts';

const SIZES = [
  ['desktop', { width: 1440, height: 900 }],
  ['phone', { width: 390, height: 844 }],
] as const;

/** For people to look at: the same moment of the same run in every size, theme and language. */
for (const [name, size] of SIZES) {
  for (const theme of ['light', 'dark'] as const) {
    for (const lang of ['en', 'zh-CN'] as const) {
      test(`${name} ${theme} ${lang}`, async ({ lab, page }) => {
        await page.setViewportSize(size);
        await lab.open(`?seed=42&theme=${theme}&lang=${lang}`);
        await lab.ask((app) => {
          app.pause();
          while (app.time < 300) app.step();
          app.run('put x 1');
          while (app.time < 420) app.step();
          app.run('append x 2');
          while (app.time < 434) app.step();
        });
        await expect(page.locator('[data-server][data-role="leader"]')).toHaveCount(1);
        await page.waitForTimeout(200);
        await page.screenshot({ path: `screenshots/${name}-${theme}-${lang}.png` });
      });
    }
  }
}

/** A follower that missed what is now in a snapshot gets it, while another is cut off. */
async function snapshotInFlight(app: KvraftApp): Promise<void> {
  /** What is drawn follows time at the next frame. */
  const step = async (): Promise<void> => {
    app.step();
    await new Promise(requestAnimationFrame);
  };
  app.pause();
  while (app.time < 400) await step();
  const leader = app.view.servers.find((server) => server.role === 'leader')?.id ?? 1;
  const [behind = 1, apart = 1] = [2, 3, 4, 5, 1].filter((id) => id !== leader);
  app.run(`crash ${behind}`);
  for (let i = 1; i <= 9; i++) app.run(`${i % 2 === 0 ? 'c2 ' : ''}put key${i} ${i}`);
  while (app.time < 900) await step();
  const others = app.view.servers.map((server) => server.id).filter((id) => id !== behind);
  for (const id of others) app.run(`compact ${id}`);
  app.run(`members ${others.join(' ')} learners ${behind}`);
  while (app.time < 1000) await step();
  app.run(`partition ${apart}`);
  app.run(`restart ${behind}`);
  app.run('put y 2');
  for (let i = 0; i < 500; i++) {
    if (app.view.messages.some((message) => message.kind === 'install-snapshot')) break;
    await step();
  }
  await step();
}

for (const [name, size] of SIZES) {
  test(`${name} with a snapshot in flight`, async ({ lab, page }) => {
    await page.setViewportSize(size);
    await lab.open(`?seed=42&theme=light&lang=${name === 'phone' ? 'zh-CN' : 'en'}`);
    await lab.ask(snapshotInFlight);
    await expect(page.locator('[data-kind="install-snapshot"]')).not.toHaveCount(0);
    await page.waitForTimeout(200);
    await page.screenshot({ path: `screenshots/${name}-snapshot.png` });
    if (name === 'phone') {
      await page.locator('[data-tab=logs]').click();
      await expect(page.getByTestId('compacted').first()).toBeVisible();
      await page.screenshot({ path: 'screenshots/phone-logs.png' });
    } else await expect(page.getByTestId('compacted').first()).toBeVisible();
  });
}

for (const [name, query, lines] of [
  [
    'crowd',
    '?seed=42&servers=7&clients=20&lang=en&theme=dark',
    ['put x 1', 'c9 put y 2', 'cut 1 2'],
  ],
  ['split', '?seed=42&lang=zh-CN&theme=dark', ['partition 1 2 | 3 4 5', 'loss 20', 'crash 9']],
] as const) {
  test(`desktop ${name}`, async ({ lab, page }) => {
    await lab.open(query);
    await lab.leader();
    for (const line of lines) await lab.type(line);
    await lab.type('stop');
    await page.locator('[data-judge] button').first().click();
    await page.waitForTimeout(200);
    await page.screenshot({ path: `screenshots/desktop-${name}.png` });
  });
}

for (const [name, size] of SIZES) {
  for (const [theme, lang] of [['light', 'en'], ['dark', 'zh-CN']] as const) {
    test(`${name} ${theme} with the space-time diagram and the history`, async ({ lab, page }) => {
      await page.setViewportSize(size);
      await lab.open(`?seed=42&theme=${theme}&lang=${lang}`);
      await lab.ask((app) => {
        app.pause();
        app.seek(400);
        app.run('put x 1');
        app.seek(700);
        app.run('crash leader');
        app.seek(1250);
        app.run('all work 20 90 keys 2');
        app.run('partition 1 2 | 3 4 5');
        app.seek(1700);
        app.run('heal');
        app.seek(2300);
      });
      for (const stage of ['space-time', 'history'] as const) {
        await page.locator(size.width < 1000 ? `[data-tab=${stage}]` : `[data-stage=${stage}]`).click();
        await expect(page.locator('.plot .cursor')).toBeVisible();
        if (stage === 'space-time' && name === 'desktop') await page.getByTestId('zoom-all').click();
        await page.waitForTimeout(300);
        await page.screenshot({ path: `screenshots/${stage}-${name}-${theme}-${lang}.png` });
      }
    });
  }
}

/** An old leader with entries of its own, and one of them under the eyes. */
for (const [name, size] of SIZES) {
  for (const theme of ['light', 'dark'] as const) {
    test(`${name} with logs that differ, ${theme}`, async ({ lab, page }) => {
      await page.setViewportSize(size);
      await lab.open(`?seed=42&theme=${theme}&lang=${theme === 'dark' ? 'zh-CN' : 'en'}`);
      await lab.ask((app) => {
        app.pause();
        app.seek(400);
        for (const line of ['put x 1', 'c2 put y 2', 'put z 3']) app.run(line);
        app.seek(600);
        for (const line of ['partition 4 | 1 2 3 5', 'put lost 1 @4', 'append lost 2']) app.run(line);
        app.seek(630);
        app.run('timeout 1');
        app.seek(800);
        app.run('c2 put kept 1');
        app.seek(1200);
        app.run('c2 put next 1');
        app.seek(1218);
      });
      if (name === 'phone') await page.locator('[data-tab=logs]').click();
      await page.waitForTimeout(200);
      await page.locator('kvraft-logs tr.splits .doomed').first().hover();
      await page.screenshot({ path: `screenshots/${name}-differ-${theme}.png` });
    });
  }
}

/** An entry's life, and a message's story. */
for (const [name, size] of SIZES) {
  for (const what of ['entry', 'message'] as const) {
    test(`${name} inspecting ${what}`, async ({ lab, page }) => {
      await page.setViewportSize(size);
      const dark = what === 'entry' ? 'theme=dark&lang=zh-CN' : 'theme=light&lang=en';
      await lab.open(`?seed=42&${dark}`);
      const id = await lab.ask((app) => {
        app.pause();
        app.run('disk 3 3');
        app.seek(400);
        app.run('put x 1');
        app.seek(600);
        app.seek(400);
        for (;;) {
          const sent = app.view.messages.find((each) => each.kind === 'append-entries' && each.b === 1);
          if (sent !== undefined && 0 < sent.a) return sent.id;
          app.seek(app.time + 1);
        }
      });
      if (what === 'message') await page.locator(`[data-message="${id}"]`).click();
      else {
        await lab.ask((app) => app.seek(487));
        if (name === 'phone') await page.locator('[data-tab=logs]').click();
        await page.locator('kvraft-logs [data-index="2"] td.command').click();
      }
      if (name === 'phone') await page.locator('[data-tab=inspect]').click();
      await page.waitForTimeout(300);
      await page.screenshot({ path: `screenshots/${name}-inspected-${what}.png` });
    });
  }
}

for (const [name, size] of SIZES) {
  test(`${name} at top speed`, async ({ lab, page }) => {
    await page.setViewportSize(size);
    await lab.open(`?seed=42&lang=en&theme=${name === 'phone' ? 'dark' : 'light'}&speed=10`);
    await lab.leader();
    await lab.type('all work 0 0');
    await lab.type('loss 10');
    await expect.poll(() => lab.ring((ring) => ring.flows?.length ?? 0)).toBeGreaterThan(0);
    await page.waitForTimeout(1500);
    await page.screenshot({ path: `screenshots/${name}-flows.png` });
  });
}

for (const [name, size] of SIZES) {
  test(`${name} with 31 servers`, async ({ lab, page }) => {
    await page.setViewportSize(size);
    await lab.open('?seed=42&lang=en&theme=light&speed=1/20');
    await lab.ask(async (app) => {
      const title = { en: 'Thirty-one', 'zh-CN': '三十一台' };
      const options = { format: 1, id: 'many', title, servers: 31, clients: 2, until: 5000 };
      await app.openScenario(JSON.stringify({ ...options, steps: [] }));
      app.pause();
      app.seek(500);
      app.run('put x 1');
      app.run('crash 7');
      if (innerWidth > 1000) {
        const ids = Array.from({ length: 31 }, (_, i) => i + 1);
        app.run(`partition ${ids.slice(0, 9).join(' ')} | ${ids.slice(9).join(' ')}`);
      }
      app.seek(536);
    });
    await expect(page.locator('[data-server]')).toHaveCount(31);
    await page.waitForTimeout(300);
    await page.screenshot({ path: `screenshots/${name}-many.png` });
  });
}

test('the help sheet', async ({ lab, page }) => {
  await lab.open();
  await page.getByTestId('help-button').click();
  await expect(page.getByTestId('help')).toBeVisible();
  await page.screenshot({ path: 'screenshots/help.png' });
});

for (const [name, size, query] of [
  ['desktop', { width: 1440, height: 900 }, '?seed=42&lang=en&theme=light&bugs=vote-twice'],
  ['desktop-dark', { width: 1440, height: 900 }, '?seed=42&lang=zh-CN&theme=dark&bugs=vote-twice,no-noop'],
  ['phone', { width: 390, height: 844 }, '?seed=42&lang=en&theme=light&bugs=vote-twice'],
] as const) {
  test(`the museum and the settings: ${name}`, async ({ lab, page }) => {
    await page.setViewportSize(size);
    await lab.open(query);
    await lab.leader();
    await lab.type('stop');
    await expect(page.getByTestId('broken')).toBeVisible();
    await page.screenshot({ path: `screenshots/${name}-broken.png` });
    if (size.width < 1000) await page.locator('.toggle-settings').click();
    await page.getByTestId('museum').click();
    await expect(page.locator('[data-bug="vote-twice"]')).toContainText('§5.2');
    await page.waitForTimeout(200);
    await page.screenshot({ path: `screenshots/${name}-museum.png` });
    await page.keyboard.press('Escape');
    await page.getByTestId('settings').click();
    await page.locator('[data-preset=lab]').click();
    await page.locator('#network\\.loss').fill('200');
    await page.locator('#network\\.loss').press('Enter');
    await expect(page.getByTestId('setting-wrong')).toBeVisible();
    await page.screenshot({ path: `screenshots/${name}-settings.png` });
  });
}

/** The picture in the README: made anew when asked for. */
test('the picture', async ({ lab, page }) => {
  test.skip(process.env['UPDATE_SCREENSHOT'] !== '1', 'UPDATE_SCREENSHOT=1 makes it');
  await lab.open('?seed=42&theme=light&lang=en');
  await lab.ask(async (app) => {
    const step = async (): Promise<void> => {
      app.step();
      await new Promise(requestAnimationFrame);
    };
    app.pause();
    while (app.time < 330) await step();
    for (const line of ['put x 1', 'c2 put name raft', 'append x 2', 'put y 3']) app.run(line);
    while (app.time < 560) await step();
    app.run('c2 put pi 3.14');
    const carried = (): number =>
      app.view.messages.filter((each) => each.kind === 'append-entries' && 0 < each.a).length;
    for (let i = 0; i < 200 && carried() < 4; i++) await step();
    for (let i = 0; i < 200 && 3 < carried(); i++) await step();
    await step();
  });
  await page.waitForTimeout(300);
  const file = 'public/screenshot.png';
  writeFileSync(file, withPalette(await page.screenshot()));
  expect(statSync(file).size).toBeLessThan(200_000);
});
