// npm --prefix www test [-- --only=rust,wasm,page,e2e,notes]
// Sets the machine up and runs every test of the project. A failing step does not stop the others;
// the last line is the sum: "N passed, N failed".
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import { findChromedriver, findChromium } from './browser.mjs';
import { compareDigests } from './determinism.mjs';
import { buildGuides } from './docs.mjs';
import { buildEmbed } from './embed.mjs';
import { ending, libtest, playwright, vitest } from './outcome.mjs';
import { grouped, options, plain, root, run, runNode, say, spoken, www } from './run.mjs';
import { buildSamples } from './samples.mjs';
import { FOR_PAGE, setUp, SetupError } from './setup.mjs';
import { buildWasm, wasmFile } from './wasm.mjs';

/** Failures that are told once more at the end, below the table of the steps. */
const TOLD = 5;

const GROUPS = ['rust', 'wasm', 'page', 'e2e', 'notes'];

// Gzipped bytes a reader downloads. Raise a limit only with a reason in the commit.
const BUDGET = {
  // What a first visit runs of the core, and the rest of it: halves.mjs.
  firstHalf: 143_400,
  rest: 188_200,
  // The core that is fetched only to explore and to shrink.
  tools: 386_600,
  // All that the page may ever fetch, what is opened seldom, the service worker and the figure in a frame included.
  script: 331_700,
  // The element: what each visit to somebody's notes costs, and what its files in one hold together.
  embedEntry: 12_900,
  // With all scenarios, for bundlers, which do not take their folder along.
  embedScript: 223_900,
  embedWasm: 320_100,
  standalone: 545_900,
};

const only = options({ only: { type: 'string', default: GROUPS.join(',') } }).only.split(',');
const unknown = only.filter((group) => !GROUPS.includes(group));
if (unknown.length > 0) {
  console.error(`--only knows ${GROUPS.join(', ')}; not ${unknown.join(', ')}`);
  process.exit(2);
}
const chosen = (...groups) => groups.some((group) => only.includes(group));

/**
 * `groups` are those that run the step, or cannot do without its result. `read` reads the runner's
 * own figures; a step without it is one check.
 */
const STEPS = [
  {
    name: 'cargo fmt',
    groups: ['rust'],
    run: () => run('cargo', ['fmt', '--all', '--check']),
  },
  {
    name: 'cargo clippy',
    groups: ['rust'],
    run: () => run('cargo', ['clippy', '--workspace', '--all-targets', '--', '-D', 'warnings']),
  },
  {
    name: 'cargo doc',
    groups: ['rust'],
    run: () => run('cargo', ['doc', '--no-deps', '--workspace'], { env: { RUSTDOCFLAGS: '-D warnings' } }),
  },
  {
    name: 'cargo test',
    groups: ['rust'],
    run: () => run('cargo', ['test', '--workspace', '--no-fail-fast']),
    read: libtest,
  },
  {
    name: 'wasm build',
    groups: ['wasm', 'page', 'e2e', 'notes'],
    run: async () => ({ ok: await buildWasm() }),
  },
  {
    name: 'determinism',
    groups: ['wasm'],
    run: async () => {
      const { passed, failed } = await compareDigests();
      return { ok: failed === 0, output: `test result: done. ${passed} passed; ${failed} failed;` };
    },
    read: libtest,
  },
  {
    name: 'wasm-pack test',
    groups: ['wasm'],
    run: wasmPackTest,
    read: libtest,
  },
  {
    name: 'tsc',
    groups: ['page'],
    run: async () => {
      // The page must not see Node's types, the tests need them: two projects.
      const results = [];
      for (const project of ['tsconfig.json', 'tsconfig.test.json']) {
        results.push(await runNode('typescript/bin/tsc', ['--noEmit', '-p', project]));
      }
      return { ok: results.every((result) => result.ok) };
    },
  },
  {
    name: 'vitest',
    groups: ['page'],
    run: () => runNode('vitest/vitest.mjs', ['run']),
    read: vitest,
  },
  {
    name: 'vite build',
    groups: ['page', 'e2e', 'notes'],
    run: async () => {
      rmSync(join(www, 'dist'), { recursive: true, force: true }); // never test an older build
      const built = await runNode('vite/bin/vite.js', ['build']);
      if (built.ok) await buildEmbed();
      return built;
    },
  },
  {
    name: 'size',
    groups: ['page'],
    run: () => {
      const wrong = checkSize();
      return { ok: wrong.length === 0, output: wrong.join('\n') };
    },
  },
  {
    name: 'playwright',
    groups: ['e2e'],
    run: async () => runNode('@playwright/test/cli.js', ['test'], { env: { KVRAFT_PORT: String(await freePort()) } }),
    read: playwright,
  },
  {
    name: 'guides',
    groups: ['notes'],
    run: async () => ({ ok: await told(buildGuides) }),
  },
  {
    name: 'sample notes',
    groups: ['notes'],
    run: async () => ({ ok: await told(buildSamples) }),
  },
  {
    name: 'notes',
    groups: ['notes'],
    run: async () => {
      const env = { KVRAFT_PORT: String(await freePort()) };
      return runNode('@playwright/test/cli.js', ['test', '-c', 'playwright.notes.config.ts'], { env });
    },
    read: playwright,
  },
];

/** Whether it went well; what a person can do about a failure is said without a trace of calls. */
async function told(build) {
  try {
    await build();
    return true;
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    say(error.message);
    return false;
  }
}

function wasmPackTest() {
  // wasm/webdriver.json is for those who call wasm-pack by hand; here the browser found is added,
  // for chromedriver looks for Chrome in places of its own.
  const capabilities = JSON.parse(readFileSync(join(root, 'wasm', 'webdriver.json'), 'utf8'));
  capabilities['goog:chromeOptions'].binary = findChromium();
  const file = join(tmpdir(), `kvraft-webdriver-${process.pid}.json`);
  writeFileSync(file, JSON.stringify(capabilities));
  const env = { WASM_BINDGEN_TEST_WEBDRIVER_JSON: file, WASM_BINDGEN_TEST_TIMEOUT: '300' };
  // Flags first, path last: wasm-pack hands what follows the path to cargo, first to `cargo build`,
  // which is why --no-fail-fast cannot be among it.
  const args = ['test', '--headless', '--chrome', '--chromedriver', findChromedriver() ?? 'chromedriver', 'wasm'];
  return run('wasm-pack', args, { env }).finally(() => rmSync(file, { force: true }));
}

/** The element's script and what it imports at once. */
function embedEntry() {
  const folder = join(www, 'dist', 'embed');
  const main = join(folder, 'kvraft-lab.js');
  const text = readFileSync(main, 'utf8');
  return [main, ...[...text.matchAll(/from"(\.[^"]+)"/g)].map(([, name]) => join(folder, name))];
}

/** What is too large, or should not be there, a line each. */
function checkSize() {
  const wrong = [];
  const object = (line) => {
    say(line);
    wrong.push(line);
  };
  const files = readdirSync(join(www, 'dist'), { recursive: true, encoding: 'utf8' })
    .map((name) => ({ name, path: join(www, 'dist', name) }))
    .filter(({ path }) => statSync(path).isFile());
  const total = { firstHalf: 0, rest: 0, tools: 0, script: 0, embedEntry: 0, embedScript: 0, embedWasm: 0, standalone: 0 };
  const entry = embedEntry();
  for (const { name, path } of files) {
    const bytes = readFileSync(path);
    const zipped = gzipSync(bytes).length;
    say(`${name}: ${grouped(bytes.length)} bytes, ${grouped(zipped)} gzipped`);
    if (name.startsWith('embed')) {
      if (/standalone|anywidget\.mjs/.test(name)) total.standalone = Math.max(total.standalone, zipped);
      else if (name.endsWith('.wasm')) total.embedWasm += zipped;
      else if (name.endsWith('.js')) total.embedScript += zipped;
      if (entry.includes(path)) total.embedEntry += zipped;
      continue;
    }
    if (name.endsWith('.wasm')) total[/kvraft_tools/.test(name) ? 'tools' : /_rest/.test(name) ? 'rest' : 'firstHalf'] += zipped;
    if (name.endsWith('.js')) total.script += zipped;
  }
  // An inlined wasm would be in no file of its own.
  const apart = total.firstHalf > 0 && total.rest > 0 && total.embedWasm > 0 && total.embedEntry > 0;
  if (!apart) object('there is no .wasm file in www/dist');
  for (const [kind, limit] of Object.entries(BUDGET)) {
    const tell = total[kind] <= limit ? say : object;
    tell(`${kind}: ${grouped(total[kind])} of ${grouped(limit)} gzipped bytes`);
  }
  // A function of the C library that nobody provides shows as an import from "env".
  const imports = WebAssembly.Module.imports(new WebAssembly.Module(readFileSync(wasmFile)));
  const foreign = imports.filter(({ module }) => module === 'env');
  for (const { name } of foreign) object(`the wasm wants ${name} from "env"`);
  return wrong;
}

/** Two test runs on one machine must not meet on one port. */
function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

function setUpChosen() {
  return setUp([
    'rust',
    'crates',
    ...(chosen('rust') ? ['rustChecks'] : []),
    // Before the minutes of compiling: it is the one piece that may need a person.
    ...(chosen('wasm', 'e2e', 'notes') ? ['browser'] : []),
    ...(chosen('e2e') ? ['firefox'] : []),
    ...(chosen('wasm', 'page', 'e2e', 'notes') ? FOR_PAGE : []),
  ]);
}

async function runStep(step) {
  say(`\n=== ${step.name} ===`);
  const began = Date.now();
  let result;
  try {
    result = await step.run();
  } catch (error) {
    console.error(error);
    result = { ok: false };
  }
  const output = plain(result.output ?? '');
  const told = step.read?.(output);
  // A runner that failed without naming a failed test (it did not compile, it crashed) is one failure;
  // so is one that ended well without saying what it ran.
  const ok = result.ok && (step.read === undefined || (told !== undefined && told.passed + told.failed > 0));
  const counts = told ?? { passed: step.read === undefined ? Number(ok) : 0, failed: 0, failures: [] };
  const failed = ok ? counts.failed : Math.max(counts.failed, 1);
  const failures = failed > 0 && counts.failures.length === 0 ? [ending(step.name, output)] : counts.failures;
  return { name: step.name, passed: counts.passed, failed, failures, took: Date.now() - began };
}

const results = [];
try {
  await setUpChosen();
  for (const step of STEPS.filter(({ groups }) => chosen(...groups))) results.push(await runStep(step));
} catch (error) {
  console.error(error instanceof SetupError ? error.message : error);
  results.push({ name: 'set-up', passed: 0, failed: 1, failures: [], took: 0 });
}

say('');
for (const { name, passed, failed, took } of results) {
  say(`${failed === 0 ? 'ok    ' : 'FAILED'} ${name.padEnd(16)} ${passed} passed, ${failed} failed, ${spoken(took)}`);
}
const passed = results.reduce((total, result) => total + result.passed, 0);
const failed = results.reduce((total, result) => total + result.failed, 0);
const failures = results.flatMap((result) => result.failures);
say('');
for (const failure of failures.slice(0, TOLD)) say(`FAILED ${failure}\n`);
if (failures.length > TOLD) say(`and ${failures.length - TOLD} more, above\n`);
say(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
