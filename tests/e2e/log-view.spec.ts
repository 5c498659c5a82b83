import { expect, test, type LabPage } from './lab.ts';

/** A log of more than so many entries, made by busy clients in a fraction of the time. */
async function longLog(lab: LabPage, entries: number): Promise<number> {
  await lab.open('?seed=42&lang=en&clients=50');
  await lab.leader();
  await lab.ask((app) => {
    app.pause();
    app.run('delay 1 1');
    app.run('all work 0 0');
  });
  const last = (): Promise<number> =>
    lab.ask(async (app) => {
      if (app.playing) app.pause();
      app.seek(app.time + 1000);
      await new Promise(requestAnimationFrame);
      return Math.max(...app.view.servers.map((server) => server.lastIndex));
    });
  await expect.poll(last, { timeout: 150_000, intervals: [0] }).toBeGreaterThan(entries);
  return last();
}

/** An old leader with entries of its own beside those that a majority has committed. */
async function diverged(lab: LabPage): Promise<void> {
  await lab.open('?seed=42&lang=en');
  await lab.ask((app) => {
    app.pause();
    app.seek(400);
    const old = app.view.servers.length === 0 ? 1 : 4;
    app.run('put x 1');
    app.seek(500);
    app.run(`partition ${old} | 1 2 3 5`);
    app.run(`put lost 1 @${old}`);
    app.run('append lost 2');
    app.seek(530);
    app.run('timeout 1');
    app.seek(700);
    app.run('c2 put kept 1');
    app.seek(1500);
  });
  await lab.page.waitForTimeout(200);
}

test('a hundred thousand entries cost what a hundred do', async ({ lab, page }) => {
  test.setTimeout(200_000);
  const logs = page.locator('kvraft-logs');
  const nodes = (): Promise<number> => logs.evaluate((el) => el.shadowRoot!.querySelectorAll('*').length);
  /** Real ms to draw the table anew, the fastest of several times: the others waited for somebody. */
  const cost = (): Promise<number> =>
    logs.evaluate(async (el) => {
      const view = el as HTMLElement & { requestUpdate(): void; updateComplete: Promise<boolean> };
      const times: number[] = [];
      for (let i = 0; i < 40; i++) {
        const start = performance.now();
        view.requestUpdate();
        await view.updateComplete;
        times.push(performance.now() - start);
      }
      return Math.min(...times);
    });

  const jump = async (index: number): Promise<void> => {
    await page.getByTestId('log-jump').fill(String(index));
    await page.getByTestId('log-jump').press('Enter');
    await expect(logs.locator(`[data-index="${index}"]`)).toBeInViewport();
  };
  await longLog(lab, 200);
  await jump(100);
  const [few, soon] = [await nodes(), await cost()];
  const last = await longLog(lab, 100_000);
  expect(await nodes()).toBeLessThan(few * 1.1);
  expect(await cost()).toBeLessThan(3 * soon + 1);

  // The newest is in sight; from there to any other, by its number.
  await expect(logs.locator(`[data-index="${last}"]`)).toBeInViewport();
  await jump(31_415);
  await expect(page.getByTestId('entry-card')).toContainText('31415');
  await expect(page.getByTestId('log-follow')).toHaveAttribute('aria-pressed', 'false');
  expect(await nodes()).toBeLessThan(few * 1.1);

  // Scrolled anywhere, what is there is drawn, and time goes on without moving it.
  const seen = (): Promise<string[]> =>
    logs.evaluate((el) => {
      const box = el.shadowRoot!.querySelector('.scroll')!.getBoundingClientRect();
      return [...el.shadowRoot!.querySelectorAll<HTMLElement>('tr[data-index]')]
        .filter((row) => {
          const { top, bottom } = row.getBoundingClientRect();
          return box.top + 40 < bottom && top < box.bottom - 10;
        })
        .map((row) => row.dataset['index']!);
    });
  await logs.evaluate((el) => (el.shadowRoot!.querySelector('.scroll')!.scrollTop = 1_000_000));
  await expect.poll(async () => (await seen()).includes('35720')).toBe(true);
  const before = await seen();
  await lab.ask((app) => app.seek(app.time + 50));
  await page.waitForTimeout(300);
  expect(await seen()).toEqual(before);

  // Back to the tail.
  await page.getByTestId('log-follow').click();
  const newest = await lab.ask((app) => Math.max(...app.view.servers.map((s) => s.lastIndex)));
  expect(newest).toBeGreaterThan(last);
  await expect(logs.locator(`[data-index="${newest}"]`)).toBeInViewport();
  await expect(page.getByTestId('log-follow')).toHaveAttribute('aria-pressed', 'true');
});

test('the table is walked by keyboard, and says where one is', async ({ lab, page }) => {
  await diverged(lab);
  const grid = page.getByRole('grid', { name: 'Logs' });
  const card = page.getByTestId('entry-card');
  await grid.focus();
  await expect(card).toBeVisible();
  await page.keyboard.press('Home');
  await expect(card).toContainText('no-op');
  await expect(card).toContainText('first entry of a new leader');
  await page.keyboard.press('ArrowDown');
  await expect(card).toContainText('put x 1');
  await expect(card).toContainText('C1 · request 1');
  await expect(card).toContainText(/Committed; .*Answered OK after \d+ ms/);
  // The label of the active cell is what is seen in it.
  for (const _ of [1, 2, 3]) await page.keyboard.press('ArrowLeft');
  const active = await grid.getAttribute('aria-activedescendant');
  expect(active).toBe('e2-3');
  await expect(grid.locator(`#${active}`)).toHaveAttribute('aria-label', /^S3: term 1, committed/);
  await page.keyboard.press('Escape');
  await expect(card).toBeHidden();
});

test('logs that differ are marked, and their entries have different fates', async ({
  lab,
  page,
}) => {
  await diverged(lab);
  const logs = page.locator('kvraft-logs');
  const row = logs.locator('tr.splits').first();
  await expect(row).toContainText('≠');
  await row.locator('.doomed').hover();
  await expect(page.getByTestId('entry-card')).toContainText(
    /put lost 1.*Will be overwritten: the entry of term \d+ is committed here.*asked again elsewhere: OK/s,
  );
  await row.locator('.applied').first().hover();
  await expect(page.getByTestId('entry-card')).toContainText(/Committed; .*Term 1 on S4 instead/);
  await lab.ask((app) => {
    app.run('heal');
    app.seek(app.time + 500);
  });
  await expect(logs.locator('tr.splits')).toHaveCount(0);
});

test('what was read stays before the eyes when entries leave for a snapshot', async ({
  lab,
  page,
}) => {
  await longLog(lab, 300);
  await lab.ask((app) => {
    app.run('all rest');
    app.seek(app.time + 300);
    const leader = app.view.servers.find((server) => server.role === 'leader')?.id ?? 1;
    app.run(`isolate ${leader}`);
    // What it cannot commit it must keep.
    for (let client = 1; client <= 40; client++) app.run(`c${client} put x 1 @${leader}`);
    app.seek(app.time + 30);
  });
  await page.waitForTimeout(300);
  const last = await lab.ask((app) => Math.max(...app.view.servers.map((s) => s.lastIndex)));
  const read = last - 25;
  await page.getByTestId('log-jump').fill(String(read));
  await page.getByTestId('log-jump').press('Enter');
  const row = page.locator(`kvraft-logs [data-index="${read}"]`);
  await expect(row).toBeInViewport();
  const before = (await row.boundingBox())!.y;
  await lab.ask((app) => {
    for (const id of [1, 2, 3, 4, 5]) app.run(`compact ${id}`);
  });
  await expect(page.locator('kvraft-logs tr.gone')).toHaveText(/… 1–\d+ in snapshot/);
  expect((await row.boundingBox())!.y).toBeCloseTo(before, 0);
});

test('many servers stand in rows, and their logs are wide enough to be read', async ({
  lab,
  page,
}) => {
  await lab.open();
  await lab.ask(async (app) => {
    const title = { en: 'Many', 'zh-CN': '许多' };
    const file = { format: 1, id: 'many', title, servers: 31, clients: 1, until: 5000, steps: [] };
    await app.openScenario(JSON.stringify(file));
    app.pause();
    app.seek(800);
  });
  await expect(page.locator('[data-server]')).toHaveCount(31);
  await page.locator('[data-server="31"]').click();
  await expect(page.locator('kvraft-inspector .title')).toContainText('S31');
  await page.keyboard.press('Escape');
  await expect(page.locator('kvraft-logs [data-index="1"] td[data-log]')).toHaveCount(31);
  const cell = await page.locator('kvraft-logs [data-index="1"] .cell').first().boundingBox();
  expect(cell?.width).toBeGreaterThanOrEqual(16);
});

test('along with the newest, only rows that come in are moved', async ({ lab, page }) => {
  await lab.open('?seed=42&lang=en');
  const moved = await lab.ask(async (app) => {
    const drawn = (): Promise<number> => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    const last = (): number => Math.max(...app.view.servers.map((server) => server.lastIndex));
    app.pause();
    app.seek(400);
    app.run('all work 0 0');
    while (last() < 100) app.seek(app.time + 50);
    await drawn();
    const body = app.renderRoot.querySelector('kvraft-logs')!.shadowRoot!.querySelector('tbody')!;
    const counts: { come: number; moves: number; rows: number }[] = [];
    for (let i = 0; i < 5; i++) {
      const before = last();
      let moves = 0;
      const count = (records: readonly MutationRecord[]): void => {
        for (const { addedNodes } of records) for (const node of addedNodes) if (node.nodeName === 'TR') moves++;
      };
      const observer = new MutationObserver(count);
      observer.observe(body, { childList: true });
      while (last() < before + 5) app.seek(app.time + 1);
      await drawn();
      count(observer.takeRecords());
      observer.disconnect();
      counts.push({ come: last() - before, moves, rows: body.rows.length });
    }
    return counts;
  });
  for (const { come, moves, rows } of moved) {
    expect(rows).toBeGreaterThan(2 * come);
    expect(moves).toBeGreaterThan(0);
    // The spacer above them changes its height in place.
    expect(moves).toBeLessThanOrEqual(come + 1);
  }
  await expect(page.getByTestId('log-follow')).toHaveAttribute('aria-pressed', 'true');
});
