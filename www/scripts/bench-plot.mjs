// The space-time diagram at 100,000 events: what a redraw of all in sight costs the page's thread, and
// what frames cost while it follows a busy run. Without a GPU, canvases are drawn on that thread.

/** Redraws that are measured together. */
const REDRAWS = 40;
/** Real ms over which frames are watched. */
const WATCHED = 4000;
const EVENTS = 100_000;

/**
 * Rows of the performance table.
 * @param {import('@playwright/test').Browser} browser
 * @param {string} site
 */
export async function plotRows(browser, site) {
  const rows = [];
  for (const ratio of [1, 2]) {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, deviceScaleFactor: ratio });
    const page = await context.newPage();
    await page.goto(`${site}?seed=42`);
    const held = await page.evaluate(run, [EVENTS, ['c1 work 0 0', 'c2 work 0 0'], false]);
    const sight = `${ratio} device pixel${ratio === 1 ? '' : 's'} each: a redraw with this part in sight`;
    rows.push([`space-time diagram, ${held.toLocaleString('en-US')} events, ${sight}`, await redrawCosts(page)]);
    if (ratio === 1) {
      for (const speed of [0.05, 1, 10]) rows.push([`frame with the diagram open, followed at ${speed}×: page's thread`, await followed(page, speed)]);
      rows.push(['causes and effects of an event among them', `${(await coneCost(page)).toFixed(1)} ms`]);
    }
    await page.goto(`${site}?seed=43`);
    // A call every five seconds, and heartbeats between them.
    const quiet = await page.evaluate(run, [EVENTS, ['c1 work 4000 6000'], true]);
    rows.push([`a quiet run of ${quiet.toLocaleString('en-US')} events, folded, ${sight}`, await redrawCosts(page)]);
    await context.close();
  }
  return rows;
}

async function redrawCosts(page) {
  const costs = [];
  for (const [name, part] of [['all', 1], ['a tenth', 0.1], ['a hundredth', 0.01], ['a thousandth', 0.001]]) {
    costs.push(`${name} ${(await redrawCost(page, part)).toFixed(1)}`);
  }
  return `${costs.join(' · ')} ms`;
}

/** Opens the diagram on a run of so many events, folded or not; returns how many it holds. */
async function run([events, lines, folded]) {
  const app = document.querySelector('kvraft-app');
  await app.ready;
  app.pause();
  for (const line of lines) app.run(line);
  while (app.view.eventCount < events) {
    app.seek(app.time + 5000);
    await new Promise(requestAnimationFrame);
  }
  app.shadowRoot.querySelector('[data-stage=space-time]').click();
  const frame = () => new Promise(requestAnimationFrame);
  let plot;
  do {
    await frame();
    plot = app.shadowRoot.querySelector('kvraft-spacetime');
  } while (!(plot?.store?.count >= events));
  plot.fold(folded);
  return plot.store.count;
}

/** Main-thread ms for one redraw with a part of all in sight, panned a little each time. */
async function redrawCost(page, part) {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const busy = async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'TaskDuration').value * 1000;
  };
  const pan = ([count, share, redraws]) => new Promise((resolve) => {
    const plot = document.querySelector('kvraft-app').shadowRoot.querySelector('kvraft-spacetime');
    if (share !== undefined) {
      plot.all();
      plot.zoom(share);
    }
    let left = count;
    const frame = () => {
      if (redraws) {
        plot.zoom(left % 2 === 0 ? 1.0005 : 1 / 1.0005);
        plot.pan(left % 2 === 0 ? 0.003 : -0.003);
      }
      if (0 < left--) requestAnimationFrame(frame);
      else resolve();
    };
    requestAnimationFrame(frame);
  });
  await page.evaluate(pan, [3, part, true]);
  const idleStart = await busy();
  await page.evaluate(pan, [REDRAWS, undefined, false]);
  const idle = (await busy()) - idleStart;
  const start = await busy();
  await page.evaluate(pan, [REDRAWS, undefined, true]);
  const cost = (await busy()) - start - idle;
  await session.detach();
  return cost / REDRAWS;
}

async function followed(page, speed) {
  const costs = await page.evaluate(async ([speed, watched]) => {
    const app = document.querySelector('kvraft-app');
    const plot = app.shadowRoot.querySelector('kvraft-spacetime');
    app.run(`speed ${speed}`);
    plot.all();
    plot.zoom(0.002);
    plot.follow();
    app.play();
    const costs = [];
    const end = performance.now() + watched;
    await new Promise((resolve) => {
      const frame = (now) => {
        costs.push(app.frameTimes.at(-1) ?? 0);
        if (now < end) requestAnimationFrame(frame);
        else resolve();
      };
      requestAnimationFrame(frame);
    });
    app.pause();
    return costs.sort((a, b) => a - b);
  }, [speed, WATCHED]);
  const at = (part) => costs[Math.floor((costs.length - 1) * part)].toFixed(1);
  return `p50 ${at(0.5)} / p95 ${at(0.95)} ms`;
}

/** The longest of many hovers: the pointer goes over a busy lane. */
async function coneCost(page) {
  return page.evaluate(async () => {
    const plot = document.querySelector('kvraft-app').shadowRoot.querySelector('kvraft-spacetime');
    const stage = plot.shadowRoot.querySelector('.stage');
    const box = stage.getBoundingClientRect();
    let longest = 0;
    for (let i = 0; i < 40; i++) {
      const at = { clientX: box.left + 60 + ((box.width - 90) * i) / 40, clientY: box.top + box.height / 2, bubbles: true, pointerId: 1 };
      const start = performance.now();
      stage.dispatchEvent(new PointerEvent('pointermove', at));
      longest = Math.max(longest, performance.now() - start);
      await new Promise(requestAnimationFrame);
    }
    return longest;
  });
}
