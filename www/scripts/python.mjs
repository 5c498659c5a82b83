// Python packages of one folder, in a virtual environment of its own beside its requirements.txt.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { ask, run, say, spoken } from './run.mjs';
import { SetupError } from './setup.mjs';

const windows = process.platform === 'win32';

/** The programs of a folder's environment, which is made if it is not there or not the one that is wanted. */
export async function pythonOf(folder) {
  const wanted = createHash('sha256').update(readFileSync(join(folder, 'requirements.txt'))).digest('hex');
  const venv = join(folder, '.venv');
  const stamp = join(venv, '.kvraft-installed');
  const program = (name) => join(venv, windows ? 'Scripts' : 'bin', windows ? `${name}.exe` : name);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return program;
  const began = Date.now();
  say(`Set-up: Python packages of ${folder} (under a minute) …`);
  rmSync(venv, { recursive: true, force: true });
  await make(venv);
  const pip = ['-m', 'pip', '--disable-pip-version-check', 'install', '--quiet', '--timeout', '30', '--retries', '3'];
  const { ok, output } = await run(program('python'), [...pip, '-r', join(folder, 'requirements.txt')], { quiet: true });
  if (!ok) throw new SetupError(`${output.trimEnd().split('\n').slice(-15).join('\n')}\n\npip could not install ${folder}/requirements.txt`);
  writeFileSync(stamp, wanted);
  say(`        done in ${spoken(Date.now() - began)}`);
  return program;
}

async function make(venv) {
  const python = ['python3', 'python'].find((name) => fits(ask(name, ['--version'])));
  if (python === undefined) {
    throw new SetupError('The guides and the sample notes need Python ≥ 3.11. Without it: npm --prefix www test -- --only=rust,wasm,page,e2e');
  }
  if ((await run(python, ['-m', 'venv', venv], { quiet: true })).ok) return;
  // Debian and Ubuntu ship Python without the module's other half.
  const apt = [...(process.getuid?.() === 0 ? [] : ['sudo', '-n']), 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get'];
  const [program, ...first] = apt;
  for (const rest of [['update', '-q'], ['install', '-q', '-y', '--no-install-recommends', 'python3-venv']]) {
    await run(program, [...first, ...rest], { quiet: true });
  }
  const { ok, output } = await run(python, ['-m', 'venv', venv], { quiet: true });
  if (!ok) throw new SetupError(`${output.trimEnd()}\n\n${python} can make no virtual environment (Debian: apt-get install python3-venv)`);
}

function fits(version) {
  const [, major = 0, minor = 0] = version?.match(/(\d+)\.(\d+)/)?.map(Number) ?? [];
  return major > 3 || (major === 3 && minor >= 11);
}
