// npm --prefix www run bench
// The figures of README's performance table, measured on this machine: the core natively and as
// WebAssembly in the same run, the bytes of the built page, and the page at work in Chromium.
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';

import { pageRows, percentile } from './bench-page.mjs';
import { plotRows } from './bench-plot.mjs';
import { CHROMIUM_ARGS, findChromium } from './browser.mjs';
import { grouped, run, runNode, say, www } from './run.mjs';
import { FOR_PAGE, setUpOrExit } from './setup.mjs';
import { buildWasm } from './wasm.mjs';

const PORT = 4179;
const SITE = `http://127.0.0.1:${PORT}/some/course/`;
const VIRTUAL_SECONDS = 60;
const RUNS = 5;
const VISITS = 9;

await setUpOrExit(FOR_PAGE);
if (!(await buildWasm())) process.exit(1);
if (!(await runNode('vite/bin/vite.js', ['build'], { quiet: true })).ok) process.exit(1);

const rows = [...sizes()];
const native = await nativeSpeed();
const server = spawn(process.execPath, [join(www, 'scripts', 'serve.mjs'), `--port=${PORT}`]);
const { chromium } = await import('@playwright/test');
const browser = await chromium.launch({ executablePath: findChromium(), args: CHROMIUM_ARGS });
try {
  await reachable();
  const wasm = await wasmSpeed();
  rows.push(['events per second, native', `${millions(native)}`]);
  rows.push(['events per second, WebAssembly in Chromium', `${millions(wasm)}`]);
  rows.push(['WebAssembly to native', (wasm / native).toFixed(2)]);
  rows.push(await firstLoad(), ...(await visits()));
  rows.push(...(await pageRows(browser, SITE)));
  rows.push(...(await plotRows(browser, SITE)));
} finally {
  await browser.close();
  server.kill();
}
say('');
for (const [name, value] of rows) say(`| ${name} | ${value} |`);

/** Raw and gzipped bytes of the built page, by kind. */
function sizes() {
  const kinds = new Map();
  for (const name of readdirSync(join(www, 'dist'), { recursive: true })) {
    const file = join(www, 'dist', name);
    if (!statSync(file).isFile() || !['.wasm', '.js', '.css', '.html'].includes(extname(file))) continue;
    const bytes = readFileSync(file);
    const sum = kinds.get(extname(file)) ?? { raw: 0, gzip: 0 };
    kinds.set(extname(file), { raw: sum.raw + bytes.length, gzip: sum.gzip + gzipSync(bytes, { level: 9 }).length });
  }
  return [...kinds].map(([kind, sum]) => [
    `bytes of all ${kind.slice(1)}, raw / gzip`,
    `${grouped(sum.raw)} / ${grouped(sum.gzip)}`,
  ]);
}

/** What a first visit fetches until the cluster runs; views that are opened later are not of it. */
async function firstLoad() {
  const context = await browser.newContext();
  const page = await context.newPage();
  const fetched = [];
  page.on('response', (response) => fetched.push(response.body().catch(() => Buffer.alloc(0))));
  await page.goto(`${SITE}?seed=42&speed=10`, { waitUntil: 'networkidle' });
  await page.locator('[data-role="leader"]').first().waitFor();
  const bodies = await Promise.all(fetched);
  await context.close();
  const sum = (bytes) => grouped(bodies.reduce((total, body) => total + bytes(body), 0));
  const raw = sum((body) => body.length);
  const gzip = sum((body) => gzipSync(body, { level: 9 }).length);
  return ['bytes of the whole first load, raw / gzip', `${raw} / ${gzip}`];
}

async function nativeSpeed() {
  const args = ['bench', '-q', '-p', 'kvraft-core', '--bench', 'simulation', '--', String(VIRTUAL_SECONDS)];
  const { output } = await run('cargo', args);
  return Number(/([\d.]+) million events\/s {2}judged$/m.exec(output)?.[1]) * 1e6;
}

/** The same run as the native benchmark: five servers, two busy clients, judged. */
async function wasmSpeed() {
  const page = await browser.newPage();
  await page.goto(new URL('../wasm/', SITE).href);
  const speeds = await page.evaluate(
    async ([runs, ticks]) => {
      const { default: init, Session } = await import('./kvraft_wasm.js');
      await init();
      const found = [];
      for (let i = 0; i < runs; i++) {
        const session = new Session({});
        for (const line of ['c1 work 0 0', 'c2 work 0 0']) session.run(line);
        const start = performance.now();
        session.advance(ticks, Infinity);
        found.push((session.event_count() * 1000) / (performance.now() - start));
        session.free();
      }
      return found;
    },
    [RUNS, VIRTUAL_SECONDS * 1000],
  );
  await page.close();
  return Math.max(...speeds);
}

/**
 * From navigation until the cluster is drawn, and until it has a leader: at top speed, since at the speed of the
 * first visit the election itself is shown for seconds on purpose. The page looks by itself, once a frame, for
 * what looks from outside is run by it as well. The thread's time is the processor's, of what the page does.
 */
async function visits() {
  const drawn = [];
  const busy = [];
  const led = [];
  for (let i = 0; i < VISITS; i++) {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    await page.addInitScript(() => {
      const look = (selector, name) => {
        const ring = document.querySelector('kvraft-app')?.shadowRoot?.querySelector('kvraft-ring')?.shadowRoot;
        if (ring?.querySelector(selector)) console.debug(name, performance.now());
        else requestAnimationFrame(() => look(selector, name));
      };
      look('[data-server="5"]', 'drawn');
      look('[data-role="leader"]', 'led');
    });
    const cdp = await context.newCDPSession(page);
    await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
    const spent = async () => {
      const { metrics } = await cdp.send('Performance.getMetrics');
      return 1000 * metrics.find(({ name }) => name === 'TaskDuration').value;
    };
    const told = (name) => page.waitForEvent('console', (message) => message.text().startsWith(`${name} `));
    const first = told('drawn').then(async (message) => [message, await spent()]);
    const second = told('led');
    const before = await spent();
    await page.goto(`${SITE}?seed=42&speed=10`, { waitUntil: 'commit' });
    const [message, after] = await first;
    drawn.push(Number(message.text().split(' ')[1]));
    busy.push(after - before);
    led.push(Number((await second).text().split(' ')[1]));
    await context.close();
  }
  return [
    ['navigation to all servers drawn, median', `${median(drawn).toFixed(0)} ms`],
    ["the page's thread until then, median", `${median(busy).toFixed(0)} ms`],
    ['navigation to first leader at 10×, median', `${median(led).toFixed(0)} ms`],
  ];
}

async function reachable() {
  for (let i = 0; i < 50; i++) {
    if (await fetch(SITE).then((answer) => answer.ok, () => false)) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`nothing is served at ${SITE}`);
}

function median(numbers) {
  return percentile(numbers, 50);
}

function millions(rate) {
  return `${(rate / 1e6).toFixed(2)} million`;
}
