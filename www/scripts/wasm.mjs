// Builds wasm/pkg, the core as a JavaScript module with types.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import { ask, grouped, root, run, say, www } from './run.mjs';

const crate = join(root, 'wasm');
const pkg = join(crate, 'pkg');
const stamp = join(pkg, '.built-from');
/** The page drives whole sessions only: a seventh of the bytes would be for driving servers by hand. */
const FEATURES = ['--no-default-features'];
/** A page is fetched before it is run: a seventh fewer bytes, and no slower where it was measured. */
const env = { CARGO_PROFILE_RELEASE_OPT_LEVEL: 's' };
export const wasmFile = join(pkg, 'kvraft_wasm_bg.wasm');

/**
 * Cargo decides whether anything changed; the slow second half (bindings and wasm-opt, about 10 s)
 * is skipped when cargo's output is the one wasm/pkg was made from.
 * @returns {Promise<boolean>} whether wasm/pkg is up to date now
 */
export async function buildWasm() {
  const compiled = await run('cargo', [
    ...['build', '--lib', '--release', '--target', 'wasm32-unknown-unknown'],
    ...['--manifest-path', join(crate, 'Cargo.toml'), ...FEATURES],
  ], { env });
  if (!compiled.ok) return false;

  const wanted = fingerprint();
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
    rmSync(stamp, { force: true });
    // Flags first, path last: wasm-pack hands what follows the path to cargo.
    const options = ['--target', 'web', '--release', '--out-name', 'kvraft_wasm'];
    const build = ['--log-level', 'error', 'build', ...options, crate, '--', ...FEATURES];
    const packed = await run('wasm-pack', build, { env });
    if (!packed.ok) return false;
    writeFileSync(stamp, wanted);
  }
  say(wasmSize());
  return true;
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

export function wasmSize() {
  const bytes = readFileSync(wasmFile);
  return `wasm/pkg/kvraft_wasm_bg.wasm: ${grouped(bytes.length)} bytes, ${grouped(gzipSync(bytes).length)} gzipped`;
}
