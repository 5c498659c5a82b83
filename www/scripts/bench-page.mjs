// The page at work, as a person's machine feels it: frames under load and on a slow processor, all that the
// page's thread does in one, how soon it answers, what moves under the eyes, memory, and how much it does
// while it stands still.
const VIEWPORT = { width: 1440, height: 900 };
/** Real ms over which frames are watched. */
const WATCHED = 5000;
/** Simulated minutes of the long session. */
const HOUR = 60;

/**
 * Rows of the performance table.
 * @param {import('@playwright/test').Browser} browser
 * @param {string} site
 * @returns {Promise<[string, string][]>}
 */
export async function pageRows(browser, site) {
  const visit = (query, work) => visited(browser, `${site}?seed=42&${query}`, work);
  const first = await visit('', (page) => watched(page, []));
  const five = await visit('speed=1', (page) => watched(page, []));
  const now = await visit('speed=1', (page) => watched(page, ['c1 work 500 500']));
  const often = await visit('speed=10', (page) => watched(page, ['c1 work 500 500']));
  const nine = await visit('servers=9&clients=9&speed=100', (page) => watched(page, ['all work 0 5']));
  const busy = ['c1 work 5 20', 'c2 work 5 20'];
  const [once, tenfold] = [await visit('speed=1', (page) => watched(page, busy)), await visit('speed=10', (page) => watched(page, busy))];
  const slow = await visit('speed=1', (page) => watched(page, busy, 4));
  return [
    ["frame at 1× under load: page's script p50 / p95 · distance p95", `${once.cost} · ${once.gap}`],
    ["frame at 10× under load: page's script p50 / p95 · distance p95", `${tenfold.cost} · ${tenfold.gap}`],
    ["five servers at the speed of a first visit, all of the page's thread in a frame", first.cpu],
    ["five servers at 1×, all of the page's thread in a frame", five.cpu],
    ['a request every 500 ms at 1×: the same · distance of frames p95 · long tasks', `${now.cpu} · ${now.gap} · ${now.long}`],
    ['a request every 500 virtual ms at 10×: the same three', `${often.cpu} · ${often.gap} · ${often.long}`],
    ["nine servers under heavy load at 100×: page's script p50 / p95 · distance p95 · long tasks", `${nine.cost} · ${nine.gap} · ${nine.long}`],
    ["at 1× under load with a processor four times as slow: page's script p50 / p95 · distance p95", `${slow.cost} · ${slow.gap}`],
    ['from an input to the next paint, p95 of forty', await visit('speed=1', answers)],
    ['layout shift from the first paint through ten seconds', await visit('speed=1', shifts)],
    ["paused; hidden: page's thread", `${await visit('speed=1', (page) => idle(page, false))}; ${await visit('speed=1', (page) => idle(page, true))}`],
    ...(await memory(browser, site)),
  ];
}

async function visited(browser, url, work) {
  const context = await browser.newContext({ viewport: VIEWPORT });
  const page = await context.newPage();
  await page.goto(url);
  await page.locator('[data-role="leader"]').first().waitFor();
  try {
    return await work(page);
  } finally {
    await context.close();
  }
}

/** Frames while lines are at work. `cpu` is everything the thread did: script, style, layout, painting. */
async function watched(page, lines, slowdown = 1) {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  if (1 < slowdown) await session.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
  await page.evaluate((all) => all.forEach((line) => document.querySelector('kvraft-app').run(line)), lines);
  await page.waitForTimeout(1000);
  const before = await busyMs(session);
  const { gaps, costs, long } = await page.evaluate(async (time) => {
    const app = document.querySelector('kvraft-app');
    const [gaps, costs] = [[], []];
    let long = 0;
    const observer = new PerformanceObserver((list) => (long += list.getEntries().length));
    observer.observe({ type: 'longtask' });
    const end = performance.now() + time;
    let last;
    await new Promise((resolve) => {
      const frame = (now) => {
        if (last !== undefined) gaps.push(now - last);
        last = now;
        costs.push(app.frameTimes.at(-1) ?? 0);
        if (now < end) requestAnimationFrame(frame);
        else resolve();
      };
      requestAnimationFrame(frame);
    });
    observer.disconnect();
    return { gaps, costs, long };
  }, WATCHED);
  const spent = (await busyMs(session)) - before;
  return {
    cpu: `${(spent / gaps.length).toFixed(2)} ms`,
    cost: `${percentile(costs, 50).toFixed(1)} / ${percentile(costs, 95).toFixed(1)} ms`,
    gap: `${percentile(gaps, 95).toFixed(1)} ms`,
    long,
  };
}

async function busyMs(session) {
  const { metrics } = await session.send('Performance.getMetrics');
  return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN);
}

/** Event Timing's durations, to the next paint; it tells of none below 16 ms. */
async function answers(page) {
  await page.evaluate(() => {
    document.querySelector('kvraft-app').run('all work 5 50');
    window.inputs = new Map();
    new PerformanceObserver((list) => {
      for (const { interactionId, duration } of list.getEntries()) {
        if (0 < interactionId) window.inputs.set(interactionId, Math.max(duration, window.inputs.get(interactionId) ?? 0));
      }
    }).observe({ type: 'event', durationThreshold: 16, buffered: true });
  });
  const made = 40;
  for (let i = 0; i < made / 4; i++) {
    await page.locator(`[data-server="${1 + (i % 5)}"]`).click({ force: true });
    await page.keyboard.press('Escape');
    await page.locator(i % 2 === 0 ? '[data-stage=space-time]' : '[data-stage=logs]').click({ force: true });
    await page.keyboard.press('m');
    await page.waitForTimeout(50);
  }
  const told = await page.evaluate(() => [...window.inputs.values()]);
  const quick = Array.from({ length: Math.max(0, made - told.length) }, () => 16);
  return `${percentile([...told, ...quick], 95).toFixed(0)} ms`;
}

async function shifts(page) {
  await page.reload();
  await page.waitForTimeout(10_000);
  const sum = await page.evaluate(
    () =>
      new Promise((resolve) => {
        new PerformanceObserver((list) => resolve(list.getEntries().reduce((all, each) => all + each.value, 0))).observe({ type: 'layout-shift', buffered: true });
        setTimeout(() => resolve(0), 500); // none were there to tell of
      }),
  );
  return sum.toFixed(3);
}

/** Of a processor, while time stands, or nobody sees the page. */
async function idle(page, hidden) {
  await page.evaluate((hide) => {
    if (!hide) return document.querySelector('kvraft-app').pause();
    Object.defineProperty(document, 'hidden', { get: () => true });
    document.dispatchEvent(new Event('visibilitychange'));
  }, hidden);
  await page.waitForTimeout(1000);
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const [before, began] = [await busyMs(session), performance.now()];
  await page.waitForTimeout(4000);
  return `${((100 * ((await busyMs(session)) - before)) / (performance.now() - began)).toFixed(1)} %`;
}

/** An hour of a session with a request every 500 ms, all of it to be gone back through. */
async function memory(browser, site) {
  const page = await browser.newPage();
  await page.goto(new URL('../wasm/', site).href);
  const sizes = await page.evaluate(async (minutes) => {
    const { default: init, Session } = await import('./kvraft_wasm.js');
    const { memory } = await init();
    const session = new Session({});
    session.run('c1 work 500 500');
    const sizes = [memory.buffer.byteLength];
    for (let minute = 1; minute <= minutes; minute++) {
      session.advance(60_000, Infinity);
      sizes.push(memory.buffer.byteLength);
    }
    session.free();
    return sizes;
  }, HOUR);
  await page.close();
  const mega = (bytes) => bytes / 2 ** 20;
  const perMinute = mega((sizes[HOUR] - sizes[0]) / HOUR);
  return [
    ["memory of the core after 1 · 10 · 30 · 60 simulated minutes with a request every 500 ms", `${[1, 10, 30, 60].map((minute) => mega(sizes[minute]).toFixed(1)).join(' · ')} MB`],
    ['that is for a simulated minute, all of it to be gone back through', `${perMinute.toFixed(2)} MB`],
  ];
}

/** Of numbers in any order. */
export function percentile(numbers, percent) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? NaN;
}
