import { expect, test, type LabPage } from './lab.ts';

/** A put that has been committed, time standing still. */
async function committed(lab: LabPage, query = '?seed=42&lang=en'): Promise<void> {
  await lab.open(query);
  await lab.ask((app) => {
    app.pause();
    app.run('disk 3 3');
    app.seek(500);
    app.run('put x 1');
    app.seek(700);
  });
}

test('the life of an entry is told, and each moment of it can be visited', async ({ lab, page }) => {
  await committed(lab);
  const inspector = page.locator('kvraft-inspector');
  await page.locator('kvraft-logs [data-index="2"] td.command').click();
  await expect(page.getByTestId('entry-text')).toHaveText('put x 1');
  const life = page.getByTestId('life');
  await expect(life.locator('tbody tr')).toHaveCount(5);
  // Everyone holds it, has it on disk, was told, and has applied it.
  await expect(life.locator('td .go')).toHaveCount(20);
  await expect(inspector).toContainText(/Proposed by S4 at 5\d\d ms/);
  await expect(inspector).toContainText(/Answered OK after \d+ ms/);
  // Nobody is told before a majority has it on disk.
  const times = await life.locator('tbody tr').evaluateAll((rows) =>
    rows.map((row) =>
      [...row.querySelectorAll('td')].map((cell) => Number(cell.textContent!.replace(/\D/g, ''))),
    ),
  );
  const told = Math.min(...times.map(([, , known = 0]) => known));
  expect(times.filter(([, durable = 1e9]) => durable <= told).length).toBeGreaterThanOrEqual(3);

  // To the moment at which S1 got it: there, on no disk of S1 yet.
  await life.getByRole('button', { name: /^S1, in log/ }).click();
  expect(await lab.ask((app) => app.time)).toBeLessThan(600);
  await expect(page.getByTestId('entry-fate')).toContainText(/Not committed/);
  await expect(page.getByTestId('entry-fate')).toContainText('waits to hear from a majority');
});

test('from an entry to its client, its neighbours, and the servers that hold it', async ({
  lab,
  page,
}) => {
  await committed(lab);
  const inspector = page.locator('kvraft-inspector');
  // By keyboard alone.
  await page.getByRole('grid', { name: 'Logs' }).focus();
  await page.keyboard.press('Enter');
  await expect(inspector).toContainText('Entry 2');
  await inspector.getByRole('button', { name: 'Entry 1, before it' }).press('Enter');
  await expect(page.getByTestId('entry-text')).toHaveText('no-op');
  await expect(page.locator('kvraft-logs [data-index="1"] .cell.selected')).toHaveCount(5);
  await inspector.getByRole('button', { name: 'Entry 2, after it' }).click();
  await inspector.getByRole('button', { name: 'C1 · request 1' }).click();
  await expect(inspector).toContainText('asks next');
  await inspector.getByRole('button', { name: 'S4' }).first().click();
  await expect(inspector).toContainText('commitIndex');
  await inspector.getByRole('button', { name: '2', exact: true }).first().click();
  await expect(inspector).toContainText('Entry 2');
});

test('a message tells its fields, its cause and what came of it', async ({ lab, page }) => {
  await committed(lab);
  // Back to when the entry was on its way.
  const id = await lab.ask((app) => {
    app.seek(500);
    for (;;) {
      const found = app.view.messages.find((each) => each.kind === 'append-entries' && each.b === 1);
      if (found !== undefined && 0 < found.a) return found.id;
      app.seek(app.time + 1);
    }
  });
  await page.locator(`[data-message="${id}"]`).click();
  await page.keyboard.press('Escape');
  const fields = page.getByTestId('fields');
  for (const name of ['prevLogIndex', 'prevLogTerm', 'leaderCommit', 'entries']) {
    await expect(fields).toContainText(name);
  }
  await expect(fields.getByRole('button', { name: /^2@\d put x 1$/ })).toBeVisible();
  // The client's request let it be sent; what it leads to is known, for it has been seen.
  await expect(page.getByTestId('cause')).toContainText(/S4 receives m\d+ from C1/);
  await expect(page.getByTestId('effects')).toContainText(/S\d receives m\d+ from S4/);
  await expect(page.getByTestId('effects')).toContainText(/appends entry 2/);

  // To the cause: the request, still on its way.
  await page.getByTestId('cause').getByRole('button').last().click();
  await expect(page.locator('kvraft-inspector .title')).toContainText('C1 → S4');
  await expect(page.getByTestId('fields')).toContainText('put x 1');
  await expect(page.getByTestId('cause')).toContainText(/C1 (has a request|receives m\d+ from S\d)/);
});

test('writes wait in the queue of a slow disk', async ({ lab, page }) => {
  await lab.open('?seed=42&lang=en');
  await lab.ask((app) => {
    app.pause();
    app.seek(400);
    app.run('disk 40 40');
    app.run('put x 1');
    app.run('c2 put y 2');
    while (app.view.servers.every((server) => server.pendingWrites < 1)) app.seek(app.time + 1);
  });
  await lab.server(4).click();
  await page.keyboard.press('Escape');
  await lab.server(4).click();
  const queue = page.getByTestId('disk-queue');
  await expect(queue).toContainText(/entry 2 done at \d+ ms/);
  await expect(page.locator('kvraft-inspector')).toContainText(/C\d · request 1/);
});

test('an entry that was overwritten is told of while it is selected', async ({ lab, page }) => {
  await lab.open('?seed=42&lang=en');
  await lab.ask((app) => {
    app.pause();
    app.seek(500);
    app.run('isolate 4');
    app.run('put lost 1 @4');
    app.seek(520);
  });
  await page.locator('kvraft-logs [data-index="2"] td.command').click();
  await expect(page.getByTestId('entry-text')).toHaveText('put lost 1');
  await expect(page.getByTestId('entry-fate')).toContainText('held by S4');
  await lab.ask((app) => app.seek(3000));
  await expect(page.getByTestId('entry-fate')).toContainText('Will be overwritten');
  await lab.ask((app) => {
    app.run('heal');
    app.seek(3500);
  });
  await expect(page.getByTestId('entry-text')).toHaveText('It stands in no log any more.');
  await expect(page.locator('kvraft-inspector')).toContainText('left the log after');
});
