// node scripts/samples.mjs [--only=sphinx,mdbook,docusaurus,reveal,jupyter]
// Builds the sample notes of tests/embed/tools with the real tools, as a teacher would: sources copied, the
// element's files beside them, the tool run. The results are in tests/embed/tools/build.
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { pythonOf } from './python.mjs';
import { options, root, run, say, spoken, which, www } from './run.mjs';
import { SetupError } from './setup.mjs';

const tools = join(root, 'tests', 'embed', 'tools');
const built = join(tools, 'build');
const embed = join(www, 'dist', 'embed');
/** Where serve.mjs serves the results: Docusaurus must know it while it builds. */
const PLACE = '/some/samples/';

/** Each makes its sample, or returns why it cannot here. */
const SAMPLES = {
  async sphinx() {
    const source = copied('sphinx', '_static/kvraft');
    const python = await pythonOf(join(www, 'docs'));
    await must(python('sphinx-build'), ['-q', '-W', '-b', 'html', source, join(built, 'sphinx')]);
  },

  async mdbook() {
    if (!which('mdbook')) return 'mdbook is not installed (cargo install mdbook; it compiles for minutes)';
    const source = copied('mdbook', 'src/kvraft');
    await must('mdbook', ['build', source, '--dest-dir', join(built, 'mdbook')]);
  },

  async reveal() {
    await npmCi(join(tools, 'reveal'));
    copied('reveal', 'kvraft', join(built, 'reveal'));
    cpSync(join(tools, 'reveal', 'node_modules', 'reveal.js', 'dist'), join(built, 'reveal', 'reveal'), { recursive: true });
  },

  async docusaurus() {
    const folder = join(tools, 'docusaurus');
    rmSync(join(folder, 'static'), { recursive: true, force: true });
    cpSync(embed, join(folder, 'static', 'kvraft'), { recursive: true });
    await npmCi(folder);
    const program = join(folder, 'node_modules', '@docusaurus', 'core', 'bin', 'docusaurus.mjs');
    const out = join(built, 'docusaurus');
    const env = { SAMPLE_BASE: `${PLACE}docusaurus/`, DO_NOT_TRACK: '1', NODE_ENV: 'production' };
    await must(process.execPath, [program, 'build', '--out-dir', out], { cwd: folder, env });
  },

  async jupyter() {
    await pythonOf(join(tools, 'jupyter'));
    // It would ask whether to fetch news, over the notebook.
    const settings = join(tools, 'jupyter', '.venv', 'share', 'jupyter', 'lab', 'settings');
    mkdirSync(settings, { recursive: true });
    const quiet = { '@jupyterlab/apputils-extension:notification': { fetchNews: 'false', checkForUpdates: false } };
    writeFileSync(join(settings, 'overrides.json'), JSON.stringify(quiet));
    copied('jupyter', undefined, join(built, 'jupyter'));
    cpSync(join(embed, 'kvraft-lab.anywidget.mjs'), join(built, 'jupyter', 'kvraft-lab.anywidget.mjs'));
  },
};

/** Builds all, or some. Throws with the last lines of what failed. Returns the skipped ones, each with its reason. */
export async function buildSamples(names = Object.keys(SAMPLES)) {
  if (!existsSync(join(embed, 'kvraft-lab.js'))) throw new SetupError('the samples need the element: npm --prefix www run build');
  const skipped = new Map();
  for (const name of names) {
    const began = Date.now();
    rmSync(join(built, name), { recursive: true, force: true });
    const reason = await SAMPLES[name]();
    if (reason === undefined) say(`${name}: built in ${spoken(Date.now() - began)}`);
    else {
      skipped.set(name, reason);
      say(`${name}: skipped, ${reason}`);
    }
  }
  return skipped;
}

/** A sample's sources with the element's files at `place`. */
function copied(name, place, to = join(built, 'sources', name)) {
  rmSync(to, { recursive: true, force: true });
  const own = (path) => !/[\\/](node_modules|\.venv)([\\/]|$)/.test(path.slice(tools.length));
  cpSync(join(tools, name), to, { recursive: true, filter: own });
  if (place !== undefined) cpSync(embed, join(to, place), { recursive: true });
  return to;
}

/** The packages of a folder's lock file. */
async function npmCi(folder) {
  const stamp = join(folder, 'node_modules', '.kvraft-installed');
  const wanted = createHash('sha256').update(readFileSync(join(folder, 'package-lock.json'))).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  say(`Set-up: npm packages of ${folder} (a minute or two) …`);
  const npm = process.env.npm_execpath;
  const [program, first] = npm?.endsWith('npm-cli.js') ? [process.execPath, [npm]] : ['npm', []];
  const quick = ['--fetch-timeout=30000', '--fetch-retries=3', '--prefer-offline', '--ignore-scripts'];
  await must(program, [...first, 'ci', '--no-fund', '--no-audit', ...quick], { cwd: folder });
  mkdirSync(join(folder, 'node_modules'), { recursive: true });
  writeFileSync(stamp, wanted);
}

async function must(program, args, settings = {}) {
  const { ok, output } = await run(program, args, { quiet: true, ...settings });
  if (ok) return;
  throw new SetupError(`${output.trimEnd().split('\n').slice(-40).join('\n')}\n\nThis failed: ${[program, ...args].join(' ')}`);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { only } = options({ only: { type: 'string', default: Object.keys(SAMPLES).join(',') } });
  try {
    await buildSamples(only.split(','));
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}
