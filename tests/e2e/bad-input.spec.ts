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

for (const [query, en, zh] of [
  ['?preset=labb', 'preset is paper, production or lab', 'preset 应为 paper、production 或 lab'],
  ['?sead=1', 'only seed, servers, clients, lang', '可用的只有 seed、servers、clients、lang'],
  ['?at=-5', 'at is a moment from 0 to 3600000', 'at 应为 0 到 3600000 之间的时刻'],
  ['?network.delay=30-5', 'network.delay Expected [least, greatest]', 'network.delay 应为 [最小值, 最大值]'],
  ['#r=', 'The link is damaged', '链接已损坏'],
  ['#r=AbC!', 'The character `!` at 4', '第 4 个字符“!”不能出现在链接中'],
] as const) {
  test(`${query} is explained in both languages, and the page starts`, async ({ lab, page }) => {
    for (const [lang, told] of [['en', en], ['zh-CN', zh]] as const) {
      await page.goto('about:blank');
      await lab.open(query.startsWith('#') ? `?lang=${lang}${query}` : `${query}&lang=${lang}`);
      await expect(page.getByTestId('notice')).toContainText(told);
      await expect(page.locator('[data-server]')).toHaveCount(5);
    }
  });
}

const scenario = (more: object): string =>
  JSON.stringify({ format: 1, id: 'x', title: { en: 'X' }, until: 100, steps: [], ...more });

test('what was pasted and cannot be opened is explained with its place in both languages; nothing is lost', async ({
  lab,
  page,
}) => {
  test.setTimeout(120_000);
  for (const lang of ['en', 'zh-CN'] as const) {
    await lab.open(`?seed=42&lang=${lang}`);
    await lab.leader();
    await lab.ask((app) => {
      app.pause();
      app.run('crash 2');
    });
    const before = await lab.ask((app) => `${app.seed} ${app.time} ${app.hash}`);
    await page.getByTestId('stories').click();
    for (const [pasted, place, en, zh] of [
      ['hello', '', 'neither a scenario file', '既不是场景文件'],
      ['https://example.org/lab', '', 'neither a scenario file', '既不是场景文件'],
      ['{ "format": 1, ', '', 'line 1, column', '不是 JSON：'],
      ['#r=AbC', '', 'The link is damaged', '链接已损坏'],
      [scenario({ servers: 99 }), 'servers', 'from 1 to 31', '应为 1 到 31 的整数，实际是 99。'],
      [scenario({ steps: [{ at: 5, do: 'crsh 1' }] }), 'steps[0].do', 'no command', '没有“crsh”这个命令'],
      [scenario({ steps: [{ at: 5, do: 'crash 9' }] }), 'steps[0].do', 'no server 9', '没有服务器 9'],
      [scenario({ steps: [{ at: 5, doo: 'heal' }] }), 'steps[0]', 'Did you mean', '是否应为“do”？'],
    ] as const) {
      await page.getByTestId('paste').fill(pasted);
      await page.getByTestId('open-pasted').click();
      const trouble = page.getByTestId('trouble').first();
      await expect(trouble).toContainText(lang === 'en' ? en : zh);
      if (place !== '') await expect(trouble.getByTestId('trouble-place')).toHaveText(place);
      // What was pasted stays, to be mended.
      await expect(page.getByTestId('paste')).toHaveValue(pasted);
      expect(await lab.ask((app) => `${app.seed} ${app.time} ${app.hash}`)).toBe(before);
    }
    await page.keyboard.press('Escape');
    await lab.ask((app) => app.play());
  }
});

for (const [lang, text] of [['en', /There are entries 1 to \d+\./], ['zh-CN', /现有条目 1 到 \d+。/]] as const) {
  test(`an index that is none is explained at its field: ${lang}`, async ({ lab, page }) => {
    await lab.open(`?seed=42&lang=${lang}`);
    await lab.leader();
    const field = page.getByTestId('log-jump');
    const message = (): Promise<string> => field.evaluate((it) => (it as HTMLInputElement).validationMessage);
    // There are rows for what is to come, too.
    await expect(page.locator('kvraft-logs [data-index="1"] td.command')).toContainText('no-op');
    for (const bad of ['abc', '-1', '1.5']) {
      await field.fill(bad);
      await field.press('Enter');
      await expect.poll(message).toMatch(text);
      await expect(field).toHaveValue(bad);
      await expect(field).toBeFocused();
    }
    // Beyond the last is the last.
    await field.fill('99999');
    expect(await message()).toBe('');
    await field.press('Enter');
    await expect(field).toHaveValue(/^\d{1,2}$/);
    await expect(page.getByTestId('entry-card')).toBeVisible();
  });
}

test('a bookmark may have any name: it is text, and travels in the link', async ({ lab, page }) => {
  await lab.leader();
  const names = ['<b>bold</b>', '"a', "a'b,c:d&e=f #", 'a' + '😀'.repeat(70)];
  for (const [i, name] of names.entries()) {
    await lab.type(`goto ${100 + i}`);
    await lab.type(`bookmark ${name}`);
  }
  await expect(page.locator('[data-bookmark]')).toHaveCount(4);
  await page.getByTestId('share').click();
  const link = page.getByTestId('link');
  await expect(link).toHaveValue(/&b=100:/);
  const address = await link.inputValue();
  await page.goto('about:blank');
  await page.goto(address);
  await expect(page.locator('[data-bookmark]')).toHaveCount(4);
  await expect(page.locator('[data-bookmark="100"]')).toContainText('<b>bold</b>');
  await expect(page.locator('[data-bookmark="102"]')).toContainText("a'b,c:d&e=f #");
  await lab.ask((app) => app.ready);
  await lab.ask((app) => app.play());
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
