// Makes www/dist/embed, the element <kvraft-lab>: as a module whose parts are fetched when they are needed, as
// one classic script, and as a widget of notebooks. The folder is the npm package as well. Not Vite's library
// mode, which puts the wasm into the script: a third larger, and refused by strict policies.
import { createHash } from 'node:crypto';
import { copyFileSync, cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';

import { exhibitFiles } from './exhibits.mjs';
import { root, say, www } from './run.mjs';
import { slim } from './slim.mjs';
import { SITE } from './site-url.mjs';
import { wasmFile } from './wasm.mjs';

export const embedFolder = join(www, 'dist', 'embed');
const source = (name) => join(www, 'src', 'embed', name);
/** What the glue says where it would fetch the core. */
const GLUE = /new URL\('kvraft_wasm_bg\.wasm', import\.meta\.url\)/;
const define = { KVRAFT_SITE: JSON.stringify(SITE), 'process.env.NODE_ENV': '"production"' };
const target = { transform: { target: 'es2022', define } };

/** Builds it; the page must have been built before, for it begins with an empty folder. */
export async function buildEmbed() {
  const { rolldown } = await import('rolldown');
  rmSync(embedFolder, { recursive: true, force: true });
  mkdirSync(embedFolder, { recursive: true });
  await modules(rolldown);
  await inOneFile(rolldown, 'standalone.ts', { format: 'iife', name: 'KvraftLabScript' }, 'kvraft-lab.standalone.js');
  await inOneFile(rolldown, 'anywidget.ts', { format: 'es' }, 'kvraft-lab.anywidget.mjs');
  for (const [name, text] of scenarios()) writeInto(join('scenarios', name), text);
  pack();
  say(`www/dist/embed: ${readdirSync(embedFolder).join(' ')}`);
}

/** One small entry; chunks and the core beside it, all by relative addresses. */
async function modules(rolldown) {
  const bytes = readFileSync(wasmFile);
  // Under a name of its own for each content: an older glue must never meet a newer core.
  const name = `kvraft-${createHash('sha256').update(bytes).digest('hex').slice(0, 8)}.wasm`;
  const bundle = await rolldown({
    input: { 'kvraft-lab': source('index.ts') },
    plugins: [glue(`new URL('./${name}', import.meta.url)`), inside(), ownUnit(), texts(), slim()],
    ...target,
  });
  await bundle.write({
    dir: embedFolder,
    format: 'es',
    minify: true,
    entryFileNames: '[name].js',
    chunkFileNames: 'assets/[name]-[hash].js',
  });
  writeInto(join('assets', name), bytes);
}

async function inOneFile(rolldown, entry, output, file) {
  const bundle = await rolldown({
    input: source(entry),
    // The core is handed to the glue: it fetches nothing.
    plugins: [glue('undefined'), inside(), ownUnit(), texts(), slim()],
    ...target,
  });
  await bundle.write({
    file: join(embedFolder, file),
    ...output,
    minify: true,
    codeSplitting: false,
    // What is fetched late elsewhere must not run early here: a second copy may be in the page.
    strictExecutionOrder: true,
  });
}

/** Like the bundler it comes from a package, and those are set up only after this file is read. */
async function texts() {
  const { catalogs } = await import('./catalogs.mjs');
  return catalogs();
}

/** The address of the core in the glue. */
function glue(address) {
  return {
    name: 'kvraft-glue',
    transform(code, id) {
      if (!id.endsWith('kvraft_wasm.js')) return null;
      if (!GLUE.test(code)) this.error('the glue of the wasm does not say any more where it fetches the core');
      return code.replace(GLUE, address);
    },
  };
}

/**
 * The page measures in rem; around a figure that may be anything, 10 px in mdBook. There it is the figure's own
 * unit, `--rem`.
 */
function ownUnit() {
  return {
    name: 'kvraft-own-unit',
    transform(code, id) {
      if (!/[\\/]src[\\/](styles|views)[\\/]/.test(id)) return null;
      return code
        .replace(/(?<![\w.-])(-?\d*\.?\d+)rem\b/g, 'calc($1 * var(--rem))')
        .replaceAll('getComputedStyle(document.documentElement).fontSize', "'16px'");
    },
  };
}

/** The core, and the scenarios, as modules. */
function inside() {
  const modules = {
    'virtual:kvraft-wasm': () => {
      const wasm = gzipSync(readFileSync(wasmFile), { level: 9 }).toString('base64');
      return `export const wasm = ${JSON.stringify(wasm)};\n`;
    },
    'virtual:kvraft-scenarios': () => {
      // Parsed as JSON, which is quicker than as a program.
      const files = JSON.stringify(JSON.stringify(Object.fromEntries(scenarios())));
      return `export const scenarios = JSON.parse(${files});\n`;
    },
  };
  return {
    name: 'kvraft-inside',
    resolveId: (wanted) => (wanted in modules ? `\0${wanted}` : null),
    load: (id) => (id.startsWith('\0virtual:kvraft-') ? modules[id.slice(1)]() : null),
  };
}

/** The files of the scenarios' folder: those of the gallery, and the bugs' stories. Without spaces. */
function scenarios() {
  const folder = join(www, 'public', 'scenarios');
  const own = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => [name, readFileSync(join(folder, name), 'utf8')]);
  const bugs = [...exhibitFiles()].map(([name, text]) => [`bugs/${name}`, text]);
  return [...own, ...bugs].map(([name, text]) => [name, JSON.stringify(JSON.parse(text))]);
}

function pack() {
  const folder = join(www, 'package');
  const { version } = JSON.parse(readFileSync(join(www, 'package.json'), 'utf8'));
  const description = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  writeInto('package.json', `${JSON.stringify({ ...description, version }, null, 2)}\n`);
  for (const name of readdirSync(folder).filter((each) => each !== 'package.json')) {
    cpSync(join(folder, name), join(embedFolder, name), { recursive: true });
  }
  copyFileSync(source('api.ts'), join(embedFolder, 'kvraft-lab.d.ts'));
  for (const name of ['CHANGELOG.md', 'LICENSE-APACHE', 'LICENSE-MIT']) copyFileSync(join(root, name), join(embedFolder, name));
}

function writeInto(name, content) {
  const file = join(embedFolder, name);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, content);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) await buildEmbed();
