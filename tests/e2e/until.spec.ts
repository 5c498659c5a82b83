import { expect, test, type LabPage } from './lab.ts';

const time = (lab: LabPage): Promise<number> => lab.ask((app) => app.time);
const says = (lab: LabPage) => lab.page.getByTestId('console-output');

/** A leader, and time that stands. */
async function led(lab: LabPage, query = '?seed=42&lang=en&speed=4'): Promise<void> {
  await lab.open(query);
  await lab.ask((app) => {
    app.pause();
    app.seek(800);
  });
}

test('time runs until something is so, says when it is, and stands', async ({ lab }) => {
  await led(lab);
  await lab.type('until leader');
  await expect(says(lab)).toContainText('It is so already, at 800 ms: a server leads.');
  await lab.type('put x 1');
  await lab.type('until applied 2 on 5');
  await expect(says(lab)).toContainText('Time runs until entry 2 is applied on 5 or more.');
  await expect(says(lab)).toContainText(/At \d+ ms: entry 2 is applied on 5 or more\./);
  expect(await lab.ask((app) => app.playing)).toBe(false);
  expect(await lab.ask((app) => Math.min(...app.view.servers.map((each) => each.lastApplied)))).toBe(2);
  // Once it was so, time runs as before.
  const then = await time(lab);
  await lab.ask((app) => app.play());
  await expect.poll(() => time(lab)).toBeGreaterThan(then + 200);
});

test('any condition of a scenario does, and what is none is told with its place', async ({ lab }) => {
  await led(lab);
  await lab.type('crash leader');
  await lab.type('until {"role":"candidate","server":"S1"}');
  await expect(says(lab)).toContainText(/Time runs until S1 is candidate/);
  await lab.ask((app) => app.pause());
  for (const [line, told] of [
    ['until moon', 'Nothing is known as “moon” here.'],
    ['until term many', '“many” is not a whole number.'],
    ['until violation moon', 'is unknown here'],
    ['until {"leader":', 'not JSON'],
  ] as const) {
    await lab.type(line);
    await expect(lab.errors.last()).toContainText(told);
  }
  await expect(lab.errors.first().locator('.caret div').last()).toHaveText('until ^');
  // Clicked by somebody who reads Chinese.
  await lab.page.getByTestId('language').click();
  await lab.type('until moon');
  await expect(lab.errors.last()).toContainText('这里不认识“moon”。');
});

test('a time that has not been seen is gone to, if it is within reach', async ({ lab }) => {
  await led(lab);
  await lab.type('goto 5000');
  await expect(says(lab)).toContainText('Now at 5 000 ms.');
  expect(await time(lab)).toBe(5000);
  expect(await lab.ask((app) => app.playing)).toBe(false);
  await lab.type('goto 700');
  await expect.poll(() => time(lab)).toBe(700);
  await lab.type('goto 99999999');
  await expect(lab.errors.last()).toContainText('more than an hour beyond what has been seen');
  expect(await time(lab)).toBe(700);
});

test('a split vote is provoked, and undone as one deed', async ({ lab, page }) => {
  await led(lab);
  await page.keyboard.press('Control+k');
  await page.getByTestId('palette-input').fill('election timers fire');
  await page.keyboard.press('Enter');
  const terms = (): Promise<string> => lab.ask((app) => app.view.servers.map((each) => `${each.role} ${each.term}`).join());
  await expect.poll(terms).toBe('candidate 2,candidate 2,candidate 2,leader 1,candidate 2');
  await page.locator('h1').click();
  await page.keyboard.press('Control+z');
  await expect(says(lab)).toContainText('before: timeout 1');
  await expect.poll(terms).toBe('follower 1,follower 1,follower 1,leader 1,follower 1');
});

test('a leader crashes amid a step: it has written what it never sent', async ({ lab, page }) => {
  await led(lab);
  await page.keyboard.press('Control+k');
  await page.getByTestId('palette-input').fill('amid its next step');
  await page.keyboard.press('Enter');
  await lab.type('put x 1');
  await lab.ask((app) => app.play());
  await expect(lab.server(4)).toHaveAttribute('data-status', 'crashed');
});

test('message names and the narrator’s level are in the palette, too', async ({ lab, page }) => {
  await led(lab);
  const choose = async (typed: string): Promise<void> => {
    await page.keyboard.press('Control+k');
    await page.getByTestId('palette-input').fill(typed);
    await page.keyboard.press('Enter');
  };
  await choose('message names');
  await expect(page.getByTestId('names')).toHaveAttribute('aria-pressed', 'true');
  await choose('expert');
  await expect(page.getByTestId('level')).toHaveAttribute('aria-pressed', 'true');
});
