import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { expect, test } from '../e2e/lab.ts';

// The folder www/dist/embed as an npm package.

const folder = fileURLToPath(new URL('../../www/dist/embed', import.meta.url));
const www = fileURLToPath(new URL('../../www', import.meta.url));
const description = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
  readonly version: string;
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
};

/** A place where somebody has installed it. */
function installed(use: (place: string) => void): void {
  const place = mkdtempSync(join(tmpdir(), 'kvraft-package-'));
  try {
    mkdirSync(join(place, 'node_modules'));
    symlinkSync(folder, join(place, 'node_modules', 'kvraft-lab'), 'junction');
    use(place);
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

test('it packs what is needed, and nothing else', () => {
  const packed = execFileSync('npm', ['pack', '--dry-run', '--json', '--offline'], {
    cwd: folder,
    encoding: 'utf8',
    shell: process.platform === 'win32',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [{ name, version, files }] = JSON.parse(packed) as [
    { name: string; version: string; files: { path: string }[] },
  ];
  expect([name, version]).toEqual(['kvraft-lab', description.version]);
  const paths = files.map(({ path }) => path);
  const kinds = new Set(paths.map((path) => path.replace(/^assets\/.*(\.\w+)$/, 'assets/*$1').replace(/^scenarios\/.*/, 'scenarios/*')));
  expect([...kinds].sort()).toEqual([
    'CHANGELOG.md',
    'LICENSE-APACHE',
    'LICENSE-MIT',
    'README.md',
    'anywidget.d.ts',
    'assets/*.js',
    'assets/*.wasm',
    'custom-elements.json',
    'kvraft-lab.anywidget.mjs',
    'kvraft-lab.d.ts',
    'kvraft-lab.js',
    'kvraft-lab.standalone.js',
    'node.js',
    'package.json',
    'scenarios/*',
  ]);
  expect(paths).toContain('scenarios/figure-8.json');
  expect(paths).toContain('scenarios/bugs/vote-twice.json');
  expect(paths.filter((path) => path.endsWith('.wasm'))).toHaveLength(1);
});

test('all that it exports is there, and no path in it is absolute', () => {
  const targets = Object.values(description.exports).flatMap((each) => (typeof each === 'string' ? each : Object.values(each)));
  for (const target of targets.filter((each) => !each.includes('*'))) {
    expect(existsSync(join(folder, target)), target).toBe(true);
  }
  const script = readFileSync(join(folder, 'kvraft-lab.js'), 'utf8');
  expect(script).toContain('import.meta.url');
  expect(/(from|import\(|URL\()\s*["'`]\//.exec(script)).toBeNull();
});

test('in Node it can be imported, and is nothing', () => {
  installed((place) => {
    const program = "import { KvraftLab } from 'kvraft-lab'; import 'kvraft-lab/standalone'; console.log(typeof KvraftLab, typeof globalThis.customElements);";
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
      cwd: place,
      encoding: 'utf8',
    });
    expect([stdout.trim(), stderr]).toEqual(['function undefined', '']);
  });
});

test('its types serve those who use it', () => {
  installed((place) => {
    writeFileSync(join(place, 'package.json'), '{ "type": "module" }');
    writeFileSync(
      join(place, 'use.ts'),
      `import { KvraftLab, type KvraftResult } from 'kvraft-lab';
import 'kvraft-lab/anywidget';
const figure = document.createElement('kvraft-lab');
figure.scenario = 'figure-8';
figure.addEventListener('kvraft-violation', ({ detail }) => console.log(detail.judge.toUpperCase(), detail.time + 1));
const answer: Promise<KvraftResult> = figure.submit('put x 1');
export const terms: number[] | undefined = figure.state?.servers.map(({ term }) => term);
export const own = new KvraftLab();
// @ts-expect-error an event that there is not
figure.addEventListener('kvraft-nothing', ({ detail }) => detail);
// @ts-expect-error it is told, not set
figure.time = 5;
export { answer };
`,
    );
    for (const resolution of ['bundler', 'nodenext']) {
      const { stdout, status } = spawnSync(
        process.execPath,
        [
          join(www, 'node_modules', 'typescript', 'bin', 'tsc'),
          ...['--noEmit', '--strict', '--target', 'es2022', '--lib', 'es2022,dom'],
          ...['--module', resolution === 'bundler' ? 'esnext' : 'nodenext', '--moduleResolution', resolution, 'use.ts'],
        ],
        { cwd: place, encoding: 'utf8' },
      );
      expect([resolution, stdout, status]).toEqual([resolution, '', 0]);
    }
  });
});

test('a bundler takes all of it along', async ({ page }) => {
  const uncaught: string[] = [];
  page.on('pageerror', (error) => uncaught.push(error.message));
  let built = '';
  installed((place) => {
    writeFileSync(join(place, 'index.html'), '<script type="module" src="./main.js"></script><kvraft-lab scenario="figure-8"></kvraft-lab>');
    writeFileSync(join(place, 'main.js'), "import 'kvraft-lab';");
    const vite = join(www, 'node_modules', 'vite', 'bin', 'vite.js');
    const { status, stderr } = spawnSync(process.execPath, [vite, 'build', '--base=./'], { cwd: place, encoding: 'utf8' });
    expect([stderr, status]).toEqual([expect.any(String), 0]);
    built = mkdtempSync(join(tmpdir(), 'kvraft-bundle-'));
    cpSync(join(place, 'dist'), built, { recursive: true });
  });
  try {
    await page.route('**/bundled/**', (route) => {
      const path = new URL(route.request().url()).pathname.split('/bundled/')[1];
      const file = join(built, path === undefined || path === '' ? 'index.html' : path);
      return existsSync(file) ? route.fulfill({ path: file }) : route.fulfill({ status: 404 });
    });
    await page.goto('../bundled/');
    const state = await page.evaluate(async () => {
      await customElements.whenDefined('kvraft-lab');
      const figure = document.querySelector('kvraft-lab');
      await figure?.ready;
      return figure?.state;
    });
    expect(state).toMatchObject({ scenario: 'figure-8', time: 0 });
    expect(uncaught).toEqual([]);
  } finally {
    rmSync(built, { recursive: true, force: true });
  }
});

test('the policy in both READMEs is the one under which it is tested', () => {
  const policy = readFileSync(new URL('pages/strict/policy.txt', import.meta.url), 'utf8').trim();
  const own = policy.replace("; style-src 'self'", '');
  for (const file of [join(folder, 'README.md'), fileURLToPath(new URL('../../README.md', import.meta.url))]) {
    expect([file, readFileSync(file, 'utf8').includes(own)]).toEqual([file, true]);
  }
});

test('as a widget of notebooks it shows what its model says, and writes the time back', async ({ page }) => {
  const uncaught: string[] = [];
  page.on('pageerror', (error) => uncaught.push(error.message));
  await page.goto('../notes/bad/index.html');
  const source = readFileSync(join(folder, 'kvraft-lab.anywidget.mjs'), 'utf8');
  const told = await page.evaluate(async (text) => {
    // As notebooks load it: from a blob, and again for each cell.
    const load = (): Promise<{ default: { render(context: unknown): () => void } }> =>
      import(URL.createObjectURL(new Blob([text], { type: 'text/javascript' }))) as never;
    const values: Record<string, unknown> = { seed: '42', view: 'ring', at: 500, time: 0 };
    const handlers = new Map<string, (message: unknown) => void>();
    const sent: { id: number; result?: { result: string } }[] = [];
    const model = {
      get: (name: string) => values[name],
      set: (name: string, value: unknown) => (values[name] = value),
      save_changes: () => {},
      on: (event: string, handler: (message: unknown) => void) => handlers.set(event, handler),
      off: (event: string) => handlers.delete(event),
      send: (message: { id: number }) => sent.push(message),
    };
    const el = document.querySelector('#here') as HTMLElement;
    const leave = (await load()).default.render({ model, el });
    const again = document.createElement('div');
    el.append(again);
    (await load()).default.render({ model: { ...model, get: () => undefined, on: () => {} }, el: again });
    const figure = el.querySelector('kvraft-lab');
    await figure?.ready;
    values['servers'] = 3;
    handlers.get('change:servers')?.(undefined);
    await new Promise((resolve) => setTimeout(resolve));
    await figure?.ready;
    handlers.get('msg:custom')?.({ id: 1, method: 'submit', args: ['put x 1'] });
    handlers.get('msg:custom')?.({ id: 2, method: 'remove' });
    while (sent.length < 2) await new Promise((resolve) => setTimeout(resolve, 20));
    const servers = figure?.state?.servers.length;
    const at = figure?.time;
    while (values['time'] === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    leave();
    return { servers, at, sent, left: figure?.isConnected, listening: handlers.size, second: again.querySelector('kvraft-lab') !== null };
  }, source);
  expect(told.servers).toBe(3);
  expect(told.at).toBeGreaterThanOrEqual(500);
  expect(told.sent.find(({ id }) => id === 1)?.result?.result).toBe('OK');
  expect(told.sent.find(({ id }) => id === 2)).toMatchObject({ error: expect.stringContaining('“remove”') });
  expect([told.left, told.listening, told.second]).toEqual([false, 0, true]);
  expect(uncaught).toEqual([]);
});
