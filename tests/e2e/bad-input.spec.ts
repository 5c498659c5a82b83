import { expect, test } from './lab.ts';

test.beforeEach(async ({ lab }) => {
  await lab.open();
});

test.afterEach(async ({ lab }) => {
  // Whatever was typed, the simulation goes on.
  const before = await lab.ask((app) => app.time);
  await expect.poll(() => lab.ask((app) => app.time)).toBeGreaterThan(before);
});

for (const [line, code] of [
  ['putt x 1', 'unknown-command'],
  ['put', 'missing-argument'],
  ['put x hello world', 'extra-argument'],
  ['put x "hello', 'unclosed-quote'],
  ['put "" 1', 'key-empty'],
  ['crash 9', 'no-such-server'],
  ['crash -1', 'not-a-number'],
  ['c7 get x', 'no-such-client'],
  ['cut 1 1', 'same-server'],
  ['partition 1 2 | 2 3', 'repeated-server'],
  ['loss 200', 'out-of-range'],
  ['seed -1', 'bad-seed'],
  ['seed 99999999999999999999999', 'bad-seed'],
  ['speed fast', 'bad-speed'],
] as const) {
  test(`${line} is a mistake: ${code}`, async ({ lab }) => {
    await lab.type(line);
    await expect(lab.errors).toHaveAttribute('data-code', code);
    await expect(lab.errors).toContainText(/\w+.*\./);
    // What was typed stays in sight.
    await expect(lab.page.getByTestId('console-echo').last()).toContainText(line);
  });
}

test('a caret stands under the word at fault', async ({ lab }) => {
  await lab.type('put x hello world');
  const caret = lab.errors.locator('.caret');
  await expect(caret.locator('div').last()).toHaveText('put x hello ^');
});

test('a value with spaces is offered in quotes and works then', async ({ lab, page }) => {
  await lab.leader();
  await lab.type('put x hello world');
  await page.getByRole('button', { name: 'put x "hello world"' }).click();
  await expect(page.getByTestId('console-input')).toHaveValue('put x "hello world"');
  await page.keyboard.press('Enter');
  await expect(lab.replies.last()).toHaveText(/^✓ OK/, { timeout: 15_000 });
});

test('a mistyped command suggests the nearest', async ({ lab, page }) => {
  await lab.type('putt x 1');
  await page.getByRole('button', { name: 'put x 1' }).click();
  await expect(page.getByTestId('console-input')).toHaveValue('put x 1');
});

test('keys and values may be emoji, or anything in quotes', async ({ lab, page }) => {
  await lab.leader();
  await lab.type('speed 1/2');
  await lab.type('put 😀 "a \\"quoted\\" 🎉"');
  await expect(lab.replies.last()).toHaveText(/^✓ OK/, { timeout: 15_000 });
  await lab.type('get 😀');
  await expect(lab.replies.last()).toContainText('a "quoted" 🎉', { timeout: 15_000 });
  await expect(page.getByTestId('store')).toContainText('😀');
});

test('markup is text', async ({ lab, page }) => {
  await lab.leader();
  await lab.type('put "<img src=x onerror=alert(1)>" "<b>bold</b>"');
  await expect(lab.replies.last()).toHaveText(/^✓ OK/, { timeout: 15_000 });
  await expect(page.getByTestId('store')).toContainText('<b>bold</b>');
  await expect(page.locator('img')).toHaveCount(0);
});

test('more than a megabyte is refused in a sentence, and shown in part', async ({ lab, page }) => {
  await lab.leader();
  await lab.type(`put x ${'y'.repeat(1_500_000)}`);
  await expect(lab.errors).toHaveAttribute('data-code', 'value-too-long');
  const echo = await page.getByTestId('console-echo').last().innerText();
  expect(echo.length).toBeLessThan(400);
  expect(echo).toContain('characters in all');
});

test('a server crashes once', async ({ lab }) => {
  await lab.type('crash 2');
  await lab.type('crash 2');
  await expect(lab.errors).toHaveAttribute('data-code', 'already-crashed');
  await lab.type('restart 2');
  await lab.type('restart 2');
  await expect(lab.errors.last()).toHaveAttribute('data-code', 'not-crashed');
});

test('an address that makes no sense is explained, and the page starts', async ({ lab, page }) => {
  await lab.open('?seed=-3&servers=99&lang=en&thme=dark');
  const notice = page.getByTestId('notice');
  await expect(notice).toContainText('seed=-3, but a seed is a whole number from 0 to');
  await expect(notice).toContainText('servers=99, but servers is a whole number from 1 to 9');
  await expect(notice).toContainText('“thme”');
  await expect(page.locator('[data-server]')).toHaveCount(5);
  await notice.getByRole('button').click();
  await expect(notice).toHaveCount(0);
});

test('a seed that is none is explained where it was typed, and the run goes on', async ({
  lab,
  page,
}) => {
  await page.getByTestId('seed').fill('-5');
  await page.getByTestId('seed').press('Enter');
  await expect(page.getByTestId('notice')).toContainText('a seed is a whole number');
  await expect(page.getByTestId('seed')).toHaveValue('42');
  expect(await lab.ask((app) => app.seed)).toBe('42');
});
