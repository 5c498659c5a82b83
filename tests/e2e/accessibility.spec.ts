import { problems } from './axe.ts';
import { expect, test } from './lab.ts';

// On the desktop axe sees every view in axe.spec.ts; here what is else to be said, and the phone.

for (const [name, query, size, scheme] of [
  ['phone', '?seed=42&lang=en', { width: 390, height: 844 }, 'light'],
  ['dark Chinese phone', '?seed=42&lang=zh-CN&theme=dark', { width: 390, height: 844 }, 'light'],
] as const) {
  test(`axe has nothing to say: ${name}`, async ({ lab, page }) => {
    await page.setViewportSize(size);
    await page.emulateMedia({ colorScheme: scheme });
    await lab.open(query);
    await lab.leader();
    await lab.type('speed 1/2');
    await lab.type('put x 1');
    await lab.type('put x hello world');
    await expect(lab.replies.last()).toHaveText(/OK/, { timeout: 15_000 });
    await lab.type('crash 1');
    await lab.type('cut 2 3');
    await lab.type('stop');
    expect(await problems(page)).toEqual([]);
    if (size.width < 1000) {
      for (const tab of ['logs', 'space-time', 'history', 'inspect', 'events']) {
        await page.locator(`[data-tab=${tab}]`).click();
        expect(await problems(page)).toEqual([]);
      }
      await page.locator('[data-tab=cluster]').click();
    }
    await lab.server(2).click();
    await expect(page.getByTestId('server-menu')).toBeVisible();
    expect(await problems(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByTestId('help-button').click();
    expect(await problems(page)).toEqual([]);
  });
}

for (const [name, query, size] of [
  ['dark phone', '&lang=en&theme=dark', { width: 390, height: 844 }],
] as const) {
  test(`axe has nothing to say of the space-time diagram and the history: ${name}`, async ({ lab, page }) => {
    await page.setViewportSize(size);
    await lab.open(`?scenario=stale-read${query}`);
    await lab.ask((app) => {
      app.pause();
      app.seek(12_000);
    });
    for (const stage of ['space-time', 'history']) {
      await page.locator(size.width < 1000 ? `[data-tab=${stage}]` : `[data-stage=${stage}]`).click();
      await expect(page.getByTestId('plot')).toBeVisible();
      await page.getByTestId('plot').focus();
      await page.keyboard.press('ArrowLeft');
      expect(await problems(page)).toEqual([]);
      for (const sheet of ['legend-button', 'export-button']) {
        await page.getByTestId(sheet).click();
        expect(await problems(page)).toEqual([]);
      }
      const small = await page
        .locator('.plot button:visible, .plot select:visible')
        .evaluateAll((all) => all.filter((each) => each.getBoundingClientRect().height < 24).length);
      expect(small).toBe(0);
    }
  });
}

for (const [name, query, width] of [
  ['dark Chinese phone', '?seed=42&lang=zh-CN&theme=dark', 390],
] as const) {
  test(`axe has nothing to say of the museum and the settings: ${name}`, async ({ lab, page }) => {
    await page.setViewportSize({ width, height: 850 });
    await lab.open(query);
    await page.locator('.toggle-settings').click();
    await page.getByTestId('museum').click();
    await page.getByTestId('museum-search').fill('vote');
    await expect(page.locator('[data-bug]').first()).toContainText('§');
    await page.getByRole('switch').first().click();
    await expect(page.getByTestId('broken')).toBeVisible();
    expect(await problems(page)).toEqual([]);
    await page.keyboard.press('Escape');
    // The menu has gone, for another run has begun.
    await page.locator('.toggle-settings').click();
    await page.getByTestId('settings').click();
    await page.locator('#network\\.loss').fill('200');
    await page.locator('#network\\.loss').press('Enter');
    await expect(page.getByTestId('setting-wrong')).toBeVisible();
    expect(await problems(page)).toEqual([]);
  });
}

test('a server is a button named by what it shows', async ({ lab }) => {
  await lab.open();
  await lab.leader();
  // Text and name are read one after the other.
  await lab.ask((app) => {
    app.pause();
    app.seek(1000);
  });
  // Both at once: a frame may come between two looks.
  const [shown, name] = await lab
    .server(1)
    .evaluate((server) => [server.textContent.replaceAll(/\s+/g, ' ').trim(), server.getAttribute('aria-label')]);
  expect(name).toContain(shown);
  expect(name?.startsWith(shown ?? '?')).toBe(true);
});

test('on a phone everything to press is large enough', async ({ lab, page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await lab.open();
  await lab.leader();
  const small = await page
    .locator('button:visible, [data-server], [data-testid=console-input]')
    .evaluateAll((all) =>
      all
        .map((each) => ({ box: each.getBoundingClientRect(), name: each.textContent?.trim() }))
        .filter(({ box }) => 0 < box.width && (box.height < 44 || box.width < 44))
        .map(({ name, box }) => `${name} ${box.width}×${box.height}`),
    );
  expect(small).toEqual([]);
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - window.innerWidth,
  );
  expect(overflow).toBeLessThanOrEqual(0);
});

test.describe('with less motion', () => {
  test.use({ contextOptions: { reducedMotion: 'reduce' } });

  test('nothing moves until asked, and then it jumps', async ({ lab, page }) => {
    await lab.open('?seed=42&lang=en');
    expect(await lab.ask((app) => app.playing)).toBe(false);
    await expect(page.getByTestId('narrator')).toContainText('Press Play, or Step');
    await expect(page.getByTestId('play')).toBeVisible();
    await page.getByTestId('step').click();
    expect(await lab.ask((app) => app.time)).toBeGreaterThan(0);
    await lab.ask((app) => {
      app.play();
      app.run('timeout 1');
    });
    // A message that arrives before it is seen twice says nothing: then the next one is watched.
    const places = await page.evaluate(async () => {
      for (;;) {
        await new Promise((resolve) => setTimeout(resolve, 20));
        const app = document.querySelector('kvraft-app')?.shadowRoot;
        const ring = app?.querySelector('kvraft-ring');
        const message = (ring?.shadowRoot ?? app)?.querySelector('[data-message]');
        const seen: (string | null)[] = [];
        while (message?.isConnected === true && seen.length < 8) {
          seen.push(message.getAttribute('transform'));
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
        if (1 < seen.length) return new Set(seen).size;
      }
    });
    expect(places).toBe(1);
  });
});

test('the language and the theme are remembered', async ({ lab, page }) => {
  await lab.open('?seed=42');
  await page.getByTestId('language').click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
  await page.getByTestId('theme').click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
});

for (const [name, query, size] of [
  ['dark Chinese phone', '&lang=zh-CN&theme=dark', { width: 390, height: 844 }],
] as const) {
  test(`axe has nothing to say of the past, futures and scenarios: ${name}`, async ({ lab, page }) => {
    await page.setViewportSize(size);
    await lab.open(`?scenario=leader-crash${query}`);
    await lab.ask((app) => {
      app.pause();
      app.seek(2000);
      app.seek(900);
      app.run('crash 2');
      app.seek(950);
      app.seek(920);
      void app.openScenario('{"format":1,"serverz":3}', 'mine.json');
    });
    await expect(page.getByTestId('past')).toBeVisible();
    await expect(page.getByTestId('notice')).toBeVisible();
    expect(await problems(page)).toEqual([]);
    await page.getByTestId('futures-button').click();
    await expect(page.getByTestId('difference')).toBeVisible();
    expect(await problems(page)).toEqual([]);
    await page.keyboard.press('Escape');
    for (const sheet of ['stories', 'share']) {
      if (size.width < 1000 && !(await page.getByTestId(sheet).isVisible())) {
        await page.locator('.toggle-settings').click();
      }
      await page.getByTestId(sheet).click();
      await expect(page.locator(`#${sheet} h2`)).toBeVisible();
      expect(await problems(page)).toEqual([]);
      await page.keyboard.press('Escape');
    }
    if (size.width < 1000) {
      await page.locator('.toggle-settings').click();
      await page.locator('[data-tab=events]').click();
      await expect(page.getByTestId('expectations')).toBeVisible();
      expect(await problems(page)).toEqual([]);
    }
  });
}

/** A sheet's class comes after its element: its first view must already have its texts. */
for (const [sheet, heading] of [
  ['stories', '场景'],
  ['learn', '课程'],
  ['settings', '设置'],
  ['museum', '缺陷馆'],
] as const) {
  test(`what opens first speaks Chinese: ${sheet}`, async ({ lab, page }) => {
    await lab.open('?seed=42&lang=zh-CN');
    await page.getByTestId(sheet).click();
    await expect(page.locator(`kvraft-${sheet} h2`).first()).toHaveText(heading);
  });
}

for (const lang of ['en', 'zh-CN'] as const) {
  test(`whatever the window's width, the header is in it and what to try is one row: ${lang}`, async ({ lab, page }) => {
    await lab.open(`?seed=42&lang=${lang}`);
    await lab.leader();
    for (const width of [320, 360, 390, 430, 768, 1000, 1024, 1280, 1320, 1366, 1440, 1920]) {
      await page.setViewportSize({ width, height: 900 });
      if (1000 <= width) await page.getByTestId('try').locator('button').nth(1).click();
      const found = await page.locator('kvraft-app').evaluate((app) => {
        const buttons = (selector: string): readonly DOMRect[] =>
          [...app.shadowRoot!.querySelectorAll(`${selector} button`)]
            .map((each) => each.getBoundingClientRect())
            .filter((each) => 0 < each.width);
        return {
          right: Math.max(...buttons('header').map((each) => each.right)),
          scrolls: document.documentElement.scrollWidth,
          rows: new Set(buttons('.try').map((each) => Math.round(each.top))).size,
        };
      });
      expect({ width, ...found, right: found.right <= width }).toEqual({ width, right: true, scrolls: width, rows: 1 });
    }
  });
}
