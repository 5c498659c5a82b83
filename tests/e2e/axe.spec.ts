import type { Page } from '@playwright/test';

import { problems } from './axe.ts';
import { expect, test, type LabPage } from './lab.ts';

interface View {
  readonly name: string;
  /** Besides language and theme. */
  readonly query?: string;
  readonly show: (lab: LabPage, page: Page) => Promise<void>;
}

/** A moment with messages on their way, two entries, a client that waits. */
async function busy(lab: LabPage): Promise<void> {
  await lab.ask((app) => {
    app.pause();
    app.seek(400);
    app.run('put x 1');
    app.seek(500);
    app.run('c2 append x 2');
    app.seek(509);
  });
  await expect(lab.page.locator('.message').first()).toBeAttached();
}

const sheet =
  (name: string, then: (page: Page) => Promise<void> = () => Promise.resolve()) =>
  async (lab: LabPage, page: Page): Promise<void> => {
    await busy(lab);
    await page.getByTestId(name).click();
    await expect(page.locator(`:popover-open h2`).first()).toBeVisible();
    await then(page);
  };

const VIEWS: readonly View[] = [
  { name: 'a cluster that runs', query: 'speed=1/2', show: async (lab) => void (await lab.leader()) },
  { name: 'flows', query: 'speed=10', show: async (lab) => {
    await lab.leader();
    await lab.ask((app) => app.run('all work 0 5'));
    await expect.poll(() => lab.ring((ring) => ring.flows?.length ?? 0)).toBeGreaterThan(0);
    await lab.ask((app) => app.pause());
  } },
  { name: 'a wall, cuts, a crash, a pause, badges', show: async (lab, page) => {
    await busy(lab);
    await lab.ask((app) => {
      for (const line of ['partition 1 2 | 3 4 5', 'cut 3 4', 'cut 1 c2', 'crash 5', 'pause 1', 'clock 3 50', 'lie 4 on']) app.run(line);
    });
    await expect(page.locator('[data-wall]')).toHaveCount(1);
  } },
  { name: 'the menu of a server', show: async (lab, page) => {
    await busy(lab);
    await lab.server(2).click();
    await expect(page.getByTestId('server-menu')).toBeVisible();
  } },
  { name: 'its cuts', show: async (lab, page) => {
    await busy(lab);
    await lab.server(2).click();
    await page.getByTestId('server-menu').getByRole('menuitem').filter({ hasText: '…' }).click();
  } },
  { name: 'the menu of a link', show: async (lab, page) => {
    await busy(lab);
    await page.locator('[data-server][tabindex="0"]').focus();
    await page.keyboard.press('l');
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('link-menu')).toBeVisible();
  } },
  { name: 'the menu of a client, and its page', show: async (lab, page) => {
    await busy(lab);
    await page.locator('[data-client="2"]').click();
    await expect(page.getByTestId('client-menu')).toBeVisible();
  } },
  { name: 'the page of a client', show: async (lab, page) => {
    await busy(lab);
    await page.locator('[data-client="2"]').click();
    await page.keyboard.press('Escape');
  } },
  { name: 'the page of a message, and its menu', show: async (lab, page) => {
    await busy(lab);
    await page.locator('h1').click();
    await page.keyboard.press('m');
    await expect(page.locator('.message.selected')).toHaveCount(1);
  } },
  { name: 'the page of an entry', show: async (lab, page) => {
    await busy(lab);
    await page.locator('kvraft-logs [data-index="2"] td.command').click();
  } },
  { name: 'expert, and why', show: async (lab, page) => {
    await busy(lab);
    for (const button of await page.locator('kvraft-narrator button').all()) await button.click();
  } },
  { name: 'the space-time diagram', show: async (lab, page) => {
    await busy(lab);
    await page.locator('[data-stage=space-time]').click();
    await page.getByTestId('plot').focus();
    await page.keyboard.press('ArrowLeft');
    await page.getByTestId('legend-button').click();
  } },
  { name: 'the history', show: async (lab, page) => {
    await busy(lab);
    await page.locator('[data-stage=history]').click();
    await page.getByTestId('plot').focus();
    await page.keyboard.press('ArrowLeft');
    await page.getByTestId('export-button').click();
  } },
  { name: 'a history that contradicts itself, and the judge', query: 'scenario=stale-read', show: async (lab, page) => {
    await lab.ask((app) => {
      app.pause();
      app.seek(12_000);
    });
    await page.locator('[data-stage=history]').click();
    await expect(page.getByTestId('plot')).toBeVisible();
    await page.locator('[data-judge][data-broken=true] button').first().click();
  } },
  { name: 'the past, a mistake, and a story', query: 'scenario=leader-crash', show: async (lab, page) => {
    await lab.ask((app) => {
      app.pause();
      app.seek(2000);
      app.seek(900);
      void app.openScenario('{"format":1,"serverz":3}', 'mine.json');
    });
    await expect(page.getByTestId('past')).toBeVisible();
    await expect(page.getByTestId('notice')).toBeVisible();
  } },
  { name: 'futures', show: async (lab, page) => {
    await busy(lab);
    await lab.ask((app) => {
      app.seek(450);
      app.run('crash 1');
    });
    await page.getByTestId('futures-button').click();
    await expect(page.getByTestId('difference')).toBeVisible();
  } },
  { name: 'scenarios', show: sheet('stories', async (page) => expect(page.getByTestId('gallery').first()).toBeVisible()) },
  { name: 'share', show: sheet('share') },
  { name: 'settings', show: sheet('settings') },
  { name: 'the museum, something broken', query: 'bugs=vote-twice', show: sheet('museum', async (page) =>
    expect(page.locator('[data-bug]').first()).toBeVisible()) },
  { name: 'explore', show: sheet('explore') },
  { name: 'help', show: async (lab, page) => {
    await busy(lab);
    await page.getByTestId('help-button').click();
    await expect(page.getByTestId('help')).toBeVisible();
  } },
  { name: 'everything one can do', show: async (lab, page) => {
    await busy(lab);
    await page.getByTestId('palette-button').click();
    await page.keyboard.type('cut');
    await expect(page.getByTestId('palette').getByRole('option').first()).toBeVisible();
  } },
  { name: 'thirty-one servers in rows', show: async (lab, page) => {
    await lab.ask(async (app) => {
      const title = { en: 'Thirty-one', 'zh-CN': '三十一台' };
      const options = { format: 1, id: 'many', title, servers: 31, clients: 2, until: 5000 };
      await app.openScenario(JSON.stringify({ ...options, steps: [] }));
      app.pause();
      app.seek(600);
      app.run('partition 1 2 3');
      app.run('crash 7');
    });
    await expect(page.locator('[data-server]')).toHaveCount(31);
  } },
  { name: 'nine servers and twenty clients', query: 'servers=9&clients=20', show: async (lab) => busy(lab) },
  { name: 'a console with an error, a hint and a list of completions', show: async (lab, page) => {
    await busy(lab);
    await lab.type('crsh 1');
    await lab.type('help');
    await page.getByTestId('console-input').pressSequentially('cr');
  } },
];

for (const [theme, lang] of [['light', 'en'], ['dark', 'zh-CN']] as const) {
  for (const { name, query, show } of VIEWS) {
    test(`axe has nothing to say, ${theme}: ${name}`, async ({ lab, page }) => {
      await lab.open(`?${query ?? ''}${query?.startsWith('scenario') === true ? '' : '&seed=42'}&theme=${theme}&lang=${lang}`);
      await show(lab, page);
      expect(await problems(page)).toEqual([]);
    });
  }
}
