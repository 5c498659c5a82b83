// Running programs, finding them, and saying what happens. Only node: modules: this file works
// before `npm ci` has run.
import { spawn, spawnSync } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

export const www = dirname(dirname(fileURLToPath(import.meta.url)));
export const root = dirname(www);

const windows = process.platform === 'win32';

// Both come before the PATH of the shell: `wasm-opt` of npm's binaryen, so that wasm-pack needs no
// download, and cargo's folder, which a shell opened before rustup was installed does not know.
process.env.PATH = [
  join(www, 'node_modules', '.bin'),
  process.env.PATH,
  join(process.env.CARGO_HOME ?? join(homedir(), '.cargo'), 'bin'),
].join(delimiter);

// `npm --prefix www` hands its own prefix down in the environment; an npm started below would read
// it a second time, relative to another folder.
delete process.env.npm_config_prefix;
delete process.env.npm_config_local_prefix;

// Piped programs drop their colours; a person at a terminal gets them back.
if (process.stdout.isTTY && !process.env.NO_COLOR) {
  process.env.CARGO_TERM_COLOR ??= 'always';
  process.env.FORCE_COLOR ??= '1';
}
// rustup would install what rust-toolchain.toml names in the middle of the first cargo command,
// without a word; the set-up does it and says so.
process.env.RUSTUP_AUTO_INSTALL ??= '0';
// Mirrors hiccup: cargo gives up after three tries by itself.
process.env.CARGO_NET_RETRY ??= '10';

/** The command line's options (as node:util's parseArgs has them); a wrong one ends the program. */
export function options(known) {
  try {
    return parseArgs({ options: known }).values;
  } catch (error) {
    console.error(error.message);
    process.exit(2);
  }
}

export function say(line) {
  console.log(line);
}

/** Milliseconds as a person says them: "4 s", "2 min 47 s". */
export function spoken(ms) {
  const seconds = Math.round(ms / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** 1234567 as "1,234,567". */
export function grouped(number) {
  return number.toLocaleString('en-US');
}

export function plain(text) {
  return text.replace(/\u001b\[[0-9;?]*[A-Za-z]/g, '');
}

/**
 * Runs a program to its end; never throws. The output is streamed as it comes unless `quiet`, and
 * always returned, standard output and error in one text.
 * @param {string} program
 * @param {string[]} args
 * @param {{ cwd?: string, env?: Record<string, string>, quiet?: boolean }} [options]
 * @returns {Promise<{ ok: boolean, output: string }>}
 */
export function run(program, args, { cwd = root, env = {}, quiet = false } = {}) {
  return new Promise((resolve) => {
    let output = '';
    const child = spawn(program, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const [from, to] of [
      [child.stdout, process.stdout],
      [child.stderr, process.stderr],
    ]) {
      from.setEncoding('utf8');
      from.on('data', (text) => {
        output += text;
        if (!quiet) to.write(text);
      });
    }
    child.on('error', (error) => {
      const line = `${program}: ${error.message}\n`;
      if (!quiet) process.stderr.write(line);
      resolve({ ok: false, output: output + line });
    });
    child.on('close', (code) => resolve({ ok: code === 0, output }));
  });
}

/** Runs an npm package's program by its file: no shell, no `.cmd`, the same on every system. */
export function runNode(file, args, options = {}) {
  return run(process.execPath, [join(www, 'node_modules', file), ...args], { cwd: www, ...options });
}

/** The output of a quick program, trimmed, or undefined when it is missing or fails. */
export function ask(program, args) {
  const result = spawnSync(program, args, { cwd: root, encoding: 'utf8', timeout: 60_000 });
  return result.status === 0 ? result.stdout.trim() : undefined;
}

/** The path of a program on PATH, or undefined. An absolute path is looked at as it is. */
export function which(name) {
  const folders = /[\\/]/.test(name) ? [''] : (process.env.PATH ?? '').split(delimiter);
  for (const folder of folders) {
    for (const ending of windows ? ['.exe', '.cmd', ''] : ['']) {
      const path = folder ? join(folder, name + ending) : name + ending;
      try {
        if (!statSync(path).isFile()) continue;
        accessSync(path, constants.X_OK);
        return path;
      } catch {
        // not here
      }
    }
  }
  return undefined;
}
