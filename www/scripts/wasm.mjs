// Builds wasm/pkg, the core as JavaScript modules with types.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';

import { split } from './halves.mjs';
import { ask, grouped, root, run, say, www } from './run.mjs';

const crate = join(root, 'wasm');
const pkg = join(crate, 'pkg');
/**
 * What the page fetches first drives whole sessions only, and is built for few bytes: a page is fetched
 * before it is run. What explores and shrinks is fetched when somebody asks for it, and is built for speed.
 * Neither has the binding of single servers.
 */
const PAGE = { name: 'kvraft_wasm', folder: pkg, features: ['--no-default-features'], level: 's' };
const TOOLS = {
  name: 'kvraft_tools',
  folder: join(pkg, 'tools'),
  features: ['--no-default-features', '--features', 'tools'],
  level: '3',
};
export const wasmFile = fileOf(PAGE);
/** The page's core in two: see halves.mjs. */
const HALVES = join(pkg, 'halves');
export const firstHalf = fileOf({ ...PAGE, folder: HALVES });
export const toolsFile = fileOf(TOOLS);

function fileOf({ name, folder }) {
  return join(folder, `${name}_bg.wasm`);
}

/** @returns {Promise<boolean>} whether wasm/pkg is up to date now */
export async function buildWasm() {
  for (const module of [PAGE, TOOLS]) {
    if (!(await build(module))) return false;
    say(wasmSize(fileOf(module)));
  }
  await halve();
  say(wasmSize(firstHalf));
  return true;
}

async function halve() {
  const script = readFileSync(new URL('./halves.mjs', import.meta.url));
  const whole = createHash('sha256').update(readFileSync(wasmFile)).update(script).digest('hex');
  if (isFrom(HALVES, whole)) return;
  await split(pkg, PAGE.name, HALVES);
  writeFileSync(stampOf(HALVES), whole);
}

/**
 * Cargo decides whether anything changed; the slow second half (bindings and wasm-opt, about 10 s)
 * is skipped when cargo's output is the one that the module was made from.
 */
async function build({ name, folder, features, level }) {
  const env = { CARGO_PROFILE_RELEASE_OPT_LEVEL: level };
  const compiled = await run('cargo', [
    ...['build', '--lib', '--release', '--target', 'wasm32-unknown-unknown'],
    ...['--manifest-path', join(crate, 'Cargo.toml'), ...features],
  ], { env });
  if (!compiled.ok) return false;

  const wanted = fingerprint();
  if (isFrom(folder, wanted)) return true;
  rmSync(stampOf(folder), { force: true });
  // Flags first, path last: wasm-pack hands what follows the path to cargo.
  const options = ['--target', 'web', '--release', '--out-name', name, '--out-dir', folder];
  const packed = await run(
    'wasm-pack',
    ['--log-level', 'error', 'build', ...options, crate, '--', ...features],
    { env },
  );
  if (packed.ok) writeFileSync(stampOf(folder), wanted);
  return packed.ok;
}

/** What a folder was made from is written in it when it is complete. */
function isFrom(folder, wanted) {
  return existsSync(stampOf(folder)) && readFileSync(stampOf(folder), 'utf8') === wanted;
}

function stampOf(folder) {
  return join(folder, '.built-from');
}

function fingerprint() {
  const metadata = ask('cargo', ['metadata', '--no-deps', '--format-version', '1']);
  const target = JSON.parse(metadata ?? '{}').target_directory ?? join(root, 'target');
  const hash = createHash('sha256');
  hash.update(readFileSync(join(target, 'wasm32-unknown-unknown', 'release', 'kvraft_wasm.wasm')));
  hash.update(readFileSync(join(crate, 'Cargo.toml'))); // the options of wasm-opt are in it
  hash.update(readFileSync(join(www, 'package-lock.json'))); // the version of wasm-opt
  return hash.digest('hex');
}

export function wasmSize(file = wasmFile) {
  const bytes = readFileSync(file);
  return `${relative(root, file)}: ${grouped(bytes.length)} bytes, ${grouped(gzipSync(bytes).length)} gzipped`;
}
