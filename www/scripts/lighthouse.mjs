// node scripts/lighthouse.mjs [--path=?lang=en] [--keep=FOLDER]
// Lighthouse on www/dist, as a phone and as a desktop, served compressed as public hosts do. Run by hand after
// `npm run build`: npx fetches Lighthouse, which is no dependency. Fails below the marks of BARS.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { CHROMIUM_ARGS, findChromium } from './browser.mjs';
import { options, run, say, www } from './run.mjs';

const LIGHTHOUSE = 'lighthouse@12.8.2';
const BARS = { performance: 95, accessibility: 100, 'best-practices': 100, seo: 100 };

const { path, keep } = options({
  path: { type: 'string', default: '' },
  keep: { type: 'string', default: mkdtempSync(join(tmpdir(), 'kvraft-lighthouse-')) },
});

const serve = [join(www, 'scripts', 'serve.mjs'), '--port=0', '--gzip'];
const server = spawn(process.execPath, serve, { stdio: ['ignore', 'pipe', 'inherit'] });
let ok = true;
try {
  const [line] = await once(server.stdout.setEncoding('utf8'), 'data');
  for (const form of ['mobile', 'desktop']) ok = (await audit(form, line.trim() + path)) && ok;
} finally {
  server.kill();
}
say(`The reports are in ${keep}.`);
process.exitCode = ok ? 0 : 1;

async function audit(form, url) {
  const file = join(keep, form);
  const { ok: ran } = await run('npx', [
    '--yes',
    LIGHTHOUSE,
    url,
    ...(form === 'desktop' ? ['--preset=desktop'] : []),
    `--only-categories=${Object.keys(BARS).join(',')}`,
    '--output=json',
    '--output=html',
    `--output-path=${file}`,
    `--chrome-flags=--headless=new ${CHROMIUM_ARGS.join(' ')}`,
    '--quiet',
  ], { env: { CHROME_PATH: findChromium() ?? '' } });
  if (!ran) return false;
  const report = JSON.parse(readFileSync(`${file}.report.json`, 'utf8'));
  const scores = Object.keys(BARS).map((id) => [id, Math.round(report.categories[id].score * 100)]);
  const figures = ['first-contentful-paint', 'largest-contentful-paint', 'total-blocking-time', 'cumulative-layout-shift', 'speed-index'];
  say(`${form}: ${scores.map(([id, score]) => `${id} ${score}`).join(', ')}`);
  say(`  ${figures.map((id) => `${id} ${report.audits[id].displayValue}`).join(', ')}`);
  for (const { id, title, score, scoreDisplayMode } of Object.values(report.audits)) {
    if (scoreDisplayMode === 'binary' && score !== 1) say(`  not passed: ${id} (${title})`);
  }
  return scores.every(([id, score]) => score >= BARS[id]);
}
