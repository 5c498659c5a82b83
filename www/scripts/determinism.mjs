// node www/scripts/determinism.mjs
// The digests of a thousand seeds, as a native build with debug assertions, a native release and the
// WebAssembly under Node compute them: they must be the same. (Under Chromium, the tests of `wasm`
// compare theirs with the pinned ones, and so do the native tests.)
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';

import { root, run, say } from './run.mjs';
import { buildWasm, toolsFile } from './wasm.mjs';

const SEEDS = 1000;
const EACH = 50;

/** @returns {Promise<{ passed: number, failed: number }>} one test for each digest and build compared */
export async function compareDigests() {
  const native = await nativeDigests([]);
  const others = [
    ['release', await nativeDigests(['--release'])],
    ['WebAssembly under Node', await wasmDigests()],
  ];
  let [passed, failed] = [0, 0];
  for (const [name, digests] of others) {
    for (let at = 0; at < SEEDS / EACH; at++) {
      const equal = native[at] !== undefined && digests[at] === native[at];
      if (equal) passed++;
      else failed++;
      if (!equal) say(`seeds from ${at * EACH} on: ${native[at]} natively, ${digests[at]} by ${name}`);
    }
    say(`${name}: ${digests.length} digests of ${EACH} seeds`);
  }
  return { passed, failed };
}

async function nativeDigests(profile) {
  const command = ['digest', '--json', `--seeds=0..${SEEDS}`, `--each=${EACH}`];
  const args = ['run', '-q', ...profile, '-p', 'kvraft-tests', '--bin', 'kvraft-lab', '--', ...command];
  const { ok, output } = await run('cargo', args, { quiet: true });
  if (!ok) say(output);
  return ok ? JSON.parse(output.slice(output.indexOf('['))) : [];
}

async function wasmDigests() {
  if (!(await buildWasm())) return [];
  const module = await import(pathToFileURL(join(root, 'wasm', 'pkg', 'tools', 'kvraft_tools.js')).href);
  module.initSync({ module: readFileSync(toolsFile) });
  const digests = [];
  for (let seed = 0; seed < SEEDS; seed += EACH) digests.push(module.digest_of_seeds(String(seed), EACH));
  return digests;
}

if (process.argv[1] === import.meta.filename) {
  const { passed, failed } = await compareDigests();
  say(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}
