import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';

import type { Page } from '../e2e/lab.ts';
import { FIGURE, expect, heardBy, test } from './notes.ts';

const PLAIN = 'plain/course/week-3/index.html';
const from = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** How many frames the page asks for in half a second. */
async function framesAsked(page: Page): Promise<number> {
  return page.evaluate(async () => {
    let asked = 0;
    const request = globalThis.requestAnimationFrame;
    globalThis.requestAnimationFrame = (callback) => {
      asked += 1;
      return request(callback);
    };
    await new Promise((resolve) => setTimeout(resolve, 500));
    globalThis.requestAnimationFrame = request;
    return asked;
  });
}

test('one tag in a sub-folder shows a scenario, which runs and can be asked', async ({ notes, page }) => {
  await notes.open(PLAIN);
  await notes.ready();
  await expect(page.locator(FIGURE).getByTestId('title')).toContainText('Figure 8');
  await expect(page.locator(FIGURE).locator('[data-server]')).toHaveCount(5);
  await expect(page.locator(FIGURE).getByText('Figure 8 of the paper, as a simulation.')).toBeHidden();
  await expect(page.locator(FIGURE).getByText('Figure 8, parts (a) to (d).')).toBeVisible();
  await notes.ask((figure) => figure.seek(20_000));
  const state = await notes.ask((figure) => figure.state);
  expect(state).toMatchObject({ time: 20_000, playing: false, scenario: 'figure-8', violations: 0 });
  expect(state?.servers).toHaveLength(5);
  expect(await notes.ask((figure) => figure.check())).toMatchObject({ ok: true });
  // It plays from there on, and its Play button is the page's.
  await notes.ask((figure) => figure.seek(0));
  await page.locator(FIGURE).getByTestId('play').click();
  await expect.poll(() => notes.ask((figure) => figure.time)).toBeGreaterThan(20);
  expect(await notes.errors()).toEqual([]);
});

test('a run of one’s own answers what is submitted, does what is told, and says what is wrong', async ({ notes }) => {
  await notes.open(PLAIN);
  await notes.ready('#own');
  const answers = await notes.ask(async (figure) => {
    const put = await figure.submit('put x 1');
    const get = await figure.submit('c2 get x');
    const crashed = await figure.act('crash leader');
    const wrong = await figure.act('crash 9').catch((error: { code: string; message: string }) => [error.code, error.message]);
    const none = await figure.submit('crash 1').catch((error: { code: string }) => error.code);
    const frozen = Object.isFrozen(figure.state) && Object.isFrozen(figure.state?.servers[0]);
    return { put, get, crashed, wrong, none, frozen };
  }, '#own');
  expect(answers.put).toMatchObject({ client: 1, number: 1, result: 'OK', known: true, attempts: expect.any(Number) });
  expect(answers.get).toMatchObject({ client: 2, number: 1, result: '1', known: true });
  expect(answers.crashed).toMatchObject({ kind: 'done', line: expect.stringMatching(/^crash \d$/) });
  expect(answers.wrong).toEqual(['no-such-server', expect.stringContaining('There is no server 9')]);
  expect(answers.none).toBe('not-a-command');
  expect(answers.frozen).toBe(true);
});

test('what is submitted while time runs is answered as well', async ({ notes }) => {
  await notes.open(PLAIN);
  await notes.ready('#own');
  const result = await notes.ask(async (figure) => {
    figure.scrollIntoView();
    figure.speed = '2';
    await figure.play();
    return figure.submit('append x 1');
  }, '#own');
  expect(result).toMatchObject({ result: 'OK', known: true });
});

test('the same seed and deeds are the same run, wherever they stand', async ({ notes }) => {
  await notes.open(PLAIN);
  await notes.ready('#own');
  const [first, again, moved] = await notes.ask(async (figure) => {
    const run = async (): Promise<string | undefined> => {
      await figure.seek(700);
      await figure.act('crash leader');
      await figure.seek(2000);
      return figure.state?.hash;
    };
    const one = await run();
    await figure.reset();
    const other = await run();
    // A move in the page keeps the session; so does one that takes it out for a moment.
    document.querySelector('article')?.prepend(figure);
    await new Promise((resolve) => setTimeout(resolve, 100));
    return [one, other, figure.state?.hash];
  }, '#own');
  expect(again).toBe(first);
  expect(moved).toBe(first);
});

test('it opens at a moment, and plays until another one', async ({ notes, page }) => {
  await notes.open(PLAIN);
  await notes.ask((figure) => {
    figure.until = 640;
    figure.speed = '0.5';
    figure.scrollIntoView();
    return figure.play();
  }, '#own');
  await expect.poll(() => notes.ask((figure) => figure.time, '#own')).toBe(640);
  await expect.poll(() => notes.ask((figure) => figure.playing, '#own')).toBe(false);
  // Whoever plays on goes beyond it.
  await page.locator('#own').getByTestId('play').click();
  await expect.poll(() => notes.ask((figure) => figure.time, '#own')).toBeGreaterThan(640);
});

test('while it stands it asks for no frames', async ({ notes, page }) => {
  await notes.open(PLAIN);
  await notes.ready();
  await notes.ask((figure) => figure.seek(9000));
  await page.waitForTimeout(500);
  expect(await framesAsked(page)).toBe(0);
});

test('an eager one is ready before it is near; a language of its own is heeded', async ({ notes, page }) => {
  await notes.open('many/index.html');
  await page.evaluate(() => {
    document
      .querySelector('article')
      ?.insertAdjacentHTML('beforeend', '<kvraft-lab id="figure" loading="eager" lang="zh-CN" scenario="figure-7"></kvraft-lab>');
  });
  await notes.ready();
  await expect(page.locator(FIGURE).getByTestId('title')).toContainText('图 7');
  expect(await notes.ask((figure) => figure.state, '#f5')).toBeUndefined();
});

test('taken out for good it gives its run back; put in again it begins anew', async ({ notes, page }) => {
  await notes.open(PLAIN);
  await notes.ready('#own');
  const gone = await notes.ask(async (figure) => {
    const place = figure.parentElement;
    figure.remove();
    await new Promise((resolve) => setTimeout(resolve, 100));
    const state = figure.state;
    place?.prepend(figure);
    return state;
  }, '#own');
  expect(gone).toBeUndefined();
  await page.locator('#own').scrollIntoViewIfNeeded();
  await notes.ready('#own');
  expect(await notes.ask((figure) => figure.time, '#own')).toBe(600);
  // The run before is gone for good: Play moves one only.
  await page.locator('#own').getByTestId('play').click();
  await expect.poll(() => notes.ask((figure) => figure.time, '#own')).toBeGreaterThan(600);
  await page.locator('#own').getByTestId('play').click();
  await expect.poll(() => notes.ask((figure) => figure.playing, '#own')).toBe(false);
  const asked = await page.evaluate(async () => {
    let frames = 0;
    const request = globalThis.requestAnimationFrame;
    await new Promise((resolve) => setTimeout(resolve, 300));
    globalThis.requestAnimationFrame = (callback) => {
      frames += 1;
      return request(callback);
    };
    await new Promise((resolve) => setTimeout(resolve, 300));
    globalThis.requestAnimationFrame = request;
    return frames;
  });
  expect(asked).toBe(0);
});

test('attributes are properties, and change what is shown', async ({ notes, page }) => {
  await notes.open(PLAIN);
  await notes.ready('#own');
  const own = page.locator('#own');
  await notes.ask((figure) => {
    figure.view = 'log ring';
    figure.controls = 'playback';
  }, '#own');
  await expect(own.locator('kvraft-logs')).toBeVisible();
  await expect(own.getByTestId('try')).toHaveCount(0);
  expect(await own.getAttribute('view')).toBe('log ring');
  await notes.ask(async (figure) => {
    figure.servers = 3;
    figure.at = 0;
    await new Promise((resolve) => setTimeout(resolve));
    await figure.ready;
  }, '#own');
  await expect(own.locator('[data-server]')).toHaveCount(3);
  // Only looking: a click selects, and opens no menu.
  await own.locator('[data-server="1"]').click();
  await expect(own.locator('[role=menu]')).toHaveCount(0);
});

test('each thing that happens is told: time once in a frame, events in order', async ({ notes }) => {
  await notes.open(PLAIN);
  await notes.ready('#own');
  const told = await notes.ask(async (figure) => {
    let times = 0;
    let most = 0;
    const sequences: number[] = [];
    const kinds = new Set<string>();
    figure.addEventListener('kvraft-time', () => (times += 1));
    figure.addEventListener('kvraft-event', ({ detail }) => {
      sequences.push(detail.sequence);
      kinds.add(detail.kind);
    });
    figure.speed = '1';
    figure.scrollIntoView();
    await figure.play();
    for (let i = 0; i < 60 || sequences.length < 20; i++) {
      times = 0;
      await new Promise(requestAnimationFrame);
      most = Math.max(most, times);
    }
    await figure.pause();
    return { most, sequences, kinds: [...kinds] };
  }, '#own');
  expect(told.most).toBe(1);
  expect(told.sequences).toEqual([...told.sequences].sort((a, b) => a - b));
  expect(new Set(told.sequences).size).toBe(told.sequences.length);
  expect(told.kinds).toContain('delivered');
});

test('a judge’s objection is told once', async ({ notes }) => {
  await notes.open(PLAIN);
  await notes.ready();
  const told = await notes.ask(async (figure) => {
    const judges: string[] = [];
    figure.addEventListener('kvraft-violation', ({ detail }) => judges.push(detail.judge));
    figure.scenario = 'bugs/vote-twice';
    await new Promise((resolve) => setTimeout(resolve));
    await figure.ready;
    await figure.seek(30_000);
    for (let i = 0; i < 5; i++) await new Promise(requestAnimationFrame);
    return { judges, verdict: await figure.check() };
  });
  expect(told.verdict.violations[0]).toEqual({
    judge: 'one-vote',
    time: 27,
    text: 'S2 voted for S3 in term 1, and had voted for S1.',
    code: 'voted-twice',
    facts: { server: 'S2', second: 'S3', term: '1', first: 'S1' },
  });
  expect(told.judges.length).toBe(told.verdict.violations.length);
  expect(told.verdict.ok).toBe(false);
});

test('it is exported as a file, a link, a picture and traces; the link opens the page at the same moment', async ({ notes, page }) => {
  await notes.open(PLAIN);
  await notes.ready('#own');
  const out = await notes.ask(async (figure) => {
    await figure.seek(800);
    await figure.act('crash leader');
    await figure.seek(1500);
    const [json, link, svg, actions, etcd, shiviz] = await Promise.all(
      (['json', 'link', 'svg', 'actions', 'etcd', 'shiviz'] as const).map((kind) => figure.export(kind)),
    );
    return { json, link, svg, actions, etcd, shiviz, hash: figure.state?.hash };
  }, '#own');
  expect(JSON.parse(out.json ?? '')).toMatchObject({ format: 1, seed: expect.anything() });
  expect(out.svg).toMatch(/^<svg[\s\S]*<\/svg>\s*$/);
  expect(out.actions).toContain('800 crash');
  expect(out.etcd?.split('\n')[0]).toMatch(/^\{/);
  expect(out.shiviz).toContain('(?<host>');
  expect(out.link).toMatch(/\/some\/course\/\?lang=en#r=[\w-]+&at=1500$/);
  await page.goto(out.link ?? '');
  const app = page.locator('kvraft-app');
  await app.evaluate((element) => (element as unknown as { ready: Promise<void> }).ready);
  const there = await app.evaluate((element) => {
    const { time, hash, playing } = element as unknown as { time: number; hash: string; playing: boolean };
    return { time, hash, playing };
  });
  expect(there).toEqual({ time: 1500, hash: out.hash, playing: false });
});

test('the link in its corner names the scenario and the moment', async ({ notes, page }) => {
  await notes.open(PLAIN);
  await notes.ready();
  await notes.ask((figure) => figure.seek(9000));
  const link = page.locator(FIGURE).getByTestId('open');
  await link.focus();
  await expect(link).toHaveAttribute('href', /\/some\/course\/\?scenario=figure-8&lang=en&at=9000$/);
  await notes.ask((figure) => (figure.page = 'none'));
  await expect(link).toHaveCount(0);
});

test('keys act in the figure only when it has the focus', async ({ notes, page }) => {
  await notes.open(PLAIN);
  await notes.ready('#own');
  const before = await notes.ask((figure) => figure.time, '#own');
  await page.locator('#outside').focus();
  await page.keyboard.press('.');
  await page.locator('body').click({ position: { x: 5, y: 5 } });
  await page.keyboard.press('.');
  await page.waitForTimeout(200);
  expect(await notes.ask((figure) => figure.time, '#own')).toBe(before);
  await page.locator('#own').locator('[data-server="1"]').focus();
  await page.keyboard.press('.');
  await expect.poll(() => notes.ask((figure) => figure.time, '#own')).toBeGreaterThan(before);
});

test('what is typed into its console is nothing to the keys of the page', async ({ notes, page }) => {
  await notes.open(PLAIN);
  await notes.ready('#own');
  await page.evaluate(() => {
    Object.assign(globalThis, { keys: '' });
    addEventListener('keydown', ({ key }) => ((globalThis as unknown as { keys: string }).keys += key));
  });
  await notes.ask((figure) => (figure.view = 'ring console'), '#own');
  const input = page.locator('#own').getByTestId('console-input');
  await input.pressSequentially('put x 1');
  await input.press('Enter');
  await expect(page.locator('#own').getByTestId('console-echo')).toContainText('put x 1');
  expect(await page.evaluate(() => (globalThis as unknown as { keys: string }).keys)).toBe('');
});

test('language and light are those of the text around it, also when they change', async ({ notes, page }) => {
  await notes.open(PLAIN);
  await notes.ready();
  const root = page.locator(FIGURE).locator('.root');
  await expect(root).toHaveAttribute('data-scheme', 'light');
  await expect(page.locator(FIGURE).getByTestId('open')).toHaveText('Open in KVRaft Lab');
  await page.evaluate(() => {
    document.documentElement.lang = 'zh-Hans';
    document.documentElement.dataset['theme'] = 'dark';
  });
  await expect(root).toHaveAttribute('data-scheme', 'dark');
  await expect(page.locator(FIGURE).getByTestId('open')).toHaveText('在 KVRaft Lab 中打开');
  await expect(page.locator(FIGURE).getByTestId('title')).toContainText('图 8');
  await notes.ask((figure) => (figure.theme = 'light'));
  await expect(root).toHaveAttribute('data-scheme', 'light');
});

test('how large letters are around it is nothing to its measures', async ({ notes, page }) => {
  // The notes have 62.5 % of the usual size at their root, as mdBook has.
  await notes.open(PLAIN);
  await notes.ready();
  const measures = (): Promise<readonly number[]> =>
    page.locator(FIGURE).evaluate((figure) => {
      const root = figure.shadowRoot;
      const parts = [root?.querySelector('.bar'), root?.querySelector('.try')];
      const logs = root?.querySelector('kvraft-logs')?.shadowRoot;
      parts.push(logs?.querySelector('tbody tr[data-index]'), logs?.querySelector('footer'));
      return parts.flatMap((part) => (part == null ? [] : [Math.round(part.getBoundingClientRect().height)]));
    });
  await expect.poll(async () => (await measures()).length).toBe(4);
  const before = await measures();
  expect(before[2]).toBe(28);
  await page.evaluate(() => document.documentElement.style.setProperty('font-size', '24px'));
  await page.waitForTimeout(100);
  expect(await measures()).toEqual(before);
});

test('its place is kept: nothing below moves when it comes', async ({ notes, page }) => {
  await page.route('**/assets/face-*.js', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 500));
    await route.continue();
  });
  await notes.open(PLAIN);
  await page.evaluate(() => customElements.whenDefined('kvraft-lab'));
  const below = (): Promise<number> => page.locator('h2').evaluate((each) => each.getBoundingClientRect().top);
  const before = await below();
  await notes.ready();
  expect(Math.abs((await below()) - before)).toBeLessThan(1);
});

test('with less motion it does not play by itself', async ({ notes, page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await notes.open('many/index.html');
  await page.locator('#f1').scrollIntoViewIfNeeded();
  await notes.ready('#f1');
  await page.waitForTimeout(300);
  expect(await notes.ask((figure) => [figure.time, figure.playing], '#f1')).toEqual([0, false]);
});

test('on paper there is the figure and nothing to press', async ({ notes, page }) => {
  await notes.open(PLAIN);
  await notes.ready();
  await notes.ask((figure) => figure.seek(9000));
  await page.emulateMedia({ media: 'print' });
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  const figure = page.locator(FIGURE);
  await expect(figure.locator('kvraft-ring')).toBeVisible();
  await expect(figure.locator('kvraft-transport')).toBeHidden();
  for (const name of ['open', 'try', 'level', 'log-follow']) await expect(figure.getByTestId(name)).toBeHidden();
  await expect(figure.locator('.moment')).toContainText('9 000 ms');
});

test('a named session outlives a reload, one without a name does not', async ({ notes, page }) => {
  await notes.open(PLAIN);
  await notes.ready('#own');
  await notes.ask(async (figure) => {
    figure.session = 'mine';
    await new Promise((resolve) => setTimeout(resolve));
    await figure.ready;
    await figure.seek(900);
    await figure.act('crash leader');
    await figure.seek(1800);
  }, '#own');
  const hash = await notes.ask((figure) => figure.state?.hash, '#own');
  await page.reload();
  await notes.ready('#own');
  expect(await notes.ask((figure) => figure.time, '#own')).toBe(600);
  await notes.ask(async (figure) => {
    figure.session = 'mine';
    await new Promise((resolve) => setTimeout(resolve));
    await figure.ready;
  }, '#own');
  expect(await notes.ask((figure) => [figure.time, figure.state?.hash], '#own')).toEqual([1800, hash]);
});

test('ten figures cost nothing until they are seen, and share one core', async ({ notes, page }) => {
  await notes.open('many/index.html');
  await page.evaluate(() => customElements.whenDefined('kvraft-lab'));
  await page.waitForTimeout(300);
  const parts = (): readonly string[] => notes.fetched.filter((url) => /\.wasm$|\/face-/.test(url));
  expect(parts()).toEqual([]);
  for (let i = 1; i <= 10; i++) {
    await page.locator(`#f${i}`).scrollIntoViewIfNeeded();
    await notes.ready(`#f${i}`);
  }
  expect(parts().filter((url) => url.endsWith('.wasm'))).toHaveLength(1);
  expect(parts()).toHaveLength(2);
  // Ten sessions of their own.
  const hashes = await page.evaluate(async () => {
    const figures = [...document.querySelectorAll('kvraft-lab')];
    await Promise.all(figures.map((each) => each.seek(1000)));
    return figures.map((each) => each.state?.hash);
  });
  expect(new Set(hashes).size).toBe(10);
});

test('out of sight time stands, and no frame is asked for', async ({ notes, page }) => {
  await notes.open('many/index.html');
  await page.locator('#f1').scrollIntoViewIfNeeded();
  await notes.ready('#f1');
  await expect.poll(() => notes.ask((figure) => figure.time, '#f1')).toBeGreaterThan(0);
  await page.evaluate(() => scrollTo(0, 0));
  await expect.poll(() => notes.ask((figure) => figure.playing, '#f1')).toBe(false);
  const time = await notes.ask((figure) => figure.time, '#f1');
  expect(await framesAsked(page)).toBe(0);
  expect(await notes.ask((figure) => figure.time, '#f1')).toBe(time);
  await page.locator('#f1').scrollIntoViewIfNeeded();
  await expect.poll(() => notes.ask((figure) => figure.time, '#f1')).toBeGreaterThan(time);
});

test('on a slide it loads when the slide is shown, stands when it is left, and Space in it is its own', async ({ notes, page }) => {
  await notes.open('slides/index.html');
  await page.evaluate(() => customElements.whenDefined('kvraft-lab'));
  await page.waitForTimeout(300);
  expect(notes.fetched.filter((url) => url.endsWith('.wasm'))).toEqual([]);
  await page.keyboard.press('ArrowRight');
  await notes.ready();
  await expect.poll(() => notes.ask((figure) => figure.time)).toBeGreaterThan(0);
  await expect(page.locator(FIGURE).locator('.root')).toHaveAttribute('data-scheme', 'dark');
  await page.screenshot({ path: 'screenshots/embed-slide.png' });
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => notes.ask((figure) => figure.playing)).toBe(false);
  await page.keyboard.press('ArrowLeft');
  await expect.poll(() => notes.ask((figure) => figure.playing)).toBe(true);
  await page.locator(FIGURE).locator('[role=slider]').focus();
  await page.keyboard.press(' ');
  await expect.poll(() => notes.ask((figure) => figure.playing)).toBe(false);
  await expect(page.getByText('Slide two')).toBeVisible();
});

test('under the strict policy that README states all views run, and nothing is violated', async ({ notes, page }) => {
  await notes.open('strict/index.html');
  await notes.ready();
  await notes.ask((figure) => figure.seek(1500));
  for (const view of ['ring', 'logs', 'spacetime', 'history', 'inspector', 'console']) {
    await expect(page.locator(FIGURE).locator(`kvraft-${view}`)).toBeAttached();
  }
  await page.locator(FIGURE).locator('[data-server="2"]').click();
  await notes.ask((figure) => figure.export('svg'));
  expect(await heardBy(page, 'policy')).toEqual([]);
  await page.screenshot({ path: 'screenshots/embed-strict.png', fullPage: true });
});

test('two copies of its script are one element', async ({ notes, page }) => {
  await notes.open('bad/index.html');
  await page.addScriptTag({ url: '../../course/embed/kvraft-lab.standalone.js' });
  await page.addScriptTag({ url: '../../course/embed/kvraft-lab.js?copy', type: 'module' });
  await page.evaluate(() => {
    document.querySelector('#here')?.insertAdjacentHTML('beforeend', '<kvraft-lab id="figure" seed="3" view="ring"></kvraft-lab>');
  });
  await notes.ready();
  expect(await notes.ask((figure) => figure.submit('put x 1').then(({ result }) => result))).toBe('OK');
});

test('behind what is folded it loads when that is opened, in a shadow root as well', async ({ notes, page }) => {
  await notes.open('bad/index.html');
  await page.evaluate(() => {
    const here = document.querySelector('#here') as HTMLElement;
    here.innerHTML = '<details><summary>Solution</summary><div></div></details>';
    const root = here.querySelector('div')?.attachShadow({ mode: 'open' });
    if (root !== undefined) root.innerHTML = '<section lang="zh-CN"><kvraft-lab seed="3" view="ring"></kvraft-lab></section>';
  });
  await page.waitForTimeout(300);
  expect(notes.fetched.filter((url) => url.endsWith('.wasm'))).toEqual([]);
  await page.getByText('Solution').click();
  await expect(page.getByTestId('open')).toHaveText('在 KVRaft Lab 中打开');
  await expect(page.locator('[data-server]')).toHaveCount(5);
});

test('from another origin it works, too', async ({ notes, page }) => {
  await notes.open('bad/index.html');
  const elsewhere = page.url().replace('127.0.0.1', 'localhost').replace(/notes\/.*/, 'course/embed/kvraft-lab.js');
  await page.setContent(`<kvraft-lab id="figure" scenario="figure-7"></kvraft-lab><script type="module" src="${elsewhere}"></script>`);
  await notes.ready();
  expect(await notes.ask((figure) => figure.state?.servers.length)).toBeGreaterThan(4);
});

test('a frame is as high as its figure', async ({ notes, page }) => {
  await notes.open('frame/index.html');
  const inside = page.frameLocator('iframe').locator('kvraft-lab');
  await expect(inside.locator('[data-server]')).toHaveCount(5);
  const heights = async (): Promise<readonly [number, number]> => [
    await page.locator('iframe').evaluate((each) => each.getBoundingClientRect().height),
    await inside.evaluate((each) => Math.ceil(each.getBoundingClientRect().height)),
  ];
  await expect.poll(async () => (await heights())[0]).toBeGreaterThan(300);
  const [wide, figure] = await heights();
  expect(wide).toBe(figure);
  await page.screenshot({ path: 'screenshots/embed-frame.png' });
  await page.setViewportSize({ width: 360, height: 800 });
  await expect.poll(async () => (await heights())[0]).not.toBe(wide);
  await expect.poll(async () => { const [frame, own] = await heights(); return frame - own; }).toBe(0);
});

test('without any server, by one classic script', async ({ notes, page }) => {
  const folder = from('../../www/test-results-file');
  mkdirSync(folder, { recursive: true });
  copyFileSync(from('../../www/dist/embed/kvraft-lab.standalone.js'), `${folder}/kvraft-lab.standalone.js`);
  copyFileSync(from('pages/file/index.html'), `${folder}/index.html`);
  try {
    await page.goto(pathToFileURL(`${folder}/index.html`).href);
    await notes.ready();
    expect(await notes.ask((figure) => figure.state)).toMatchObject({ time: 3000, scenario: 'figure-7' });
    await page.screenshot({ path: 'screenshots/embed-file.png', fullPage: true });
    await page.locator('#inline').scrollIntoViewIfNeeded();
    await notes.ready('#inline');
    await expect(page.locator('#inline').getByTestId('title')).toHaveText('Of my own');
    await notes.ask((figure) => figure.seek(2500), '#inline');
    const state = await notes.ask((figure) => figure.state, '#inline');
    expect(state?.servers.filter(({ status }) => status === 'crashed')).toHaveLength(1);
    expect(notes.fetched.filter((url) => !/\.html$|\.js$/.test(url))).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

/** For people to look at: a column of notes at several widths, in both lights and languages. */
for (const width of [320, 390, 640, 900]) {
  for (const [theme, lang] of [['light', 'en'], ['dark', 'zh-CN']] as const) {
    test(`in ${width} px, ${theme}, ${lang}`, async ({ notes, page }) => {
      await page.setViewportSize({ width, height: 900 });
      await notes.open(PLAIN);
      await page.evaluate(([light, language]) => {
        document.documentElement.dataset['theme'] = light;
        document.documentElement.lang = language ?? 'en';
      }, [theme, lang]);
      await notes.ready();
      await notes.ask((figure) => figure.seek(9000));
      await notes.ask((figure) => figure.seek(760), '#own');
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(wide).toBeLessThanOrEqual(0);
      await page.waitForTimeout(200);
      await page.screenshot({ path: `screenshots/embed-${width}-${theme}-${lang}.png`, fullPage: true });
    });
  }
}
