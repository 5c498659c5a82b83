// What a fresh machine lacks, and how it gets it. `start`, `build` and `test` all come through here:
// each piece says in one line what it does and how long it may take, and is skipped in well under a
// second when it is there. Only node: modules, since this is what runs `npm ci`.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join, relative } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { findChromedriver, findChromium, findFirefox, majorVersion } from './browser.mjs';
import { ask, plain, root, run, say, spoken, which, www } from './run.mjs';

const WASM_PACK = '0.15.1';
const TARGET = 'wasm32-unknown-unknown';

/** What it takes to build the page. */
export const FOR_PAGE = ['rust', 'crates', 'wasmTarget', 'npmPackages', 'wasmPack', 'wasmBindgen'];

/** A set-up that cannot go on; the message says what the person can do. */
export class SetupError extends Error {}

/**
 * @typedef {object} Piece
 * @property {string} name what is fetched
 * @property {string} takes how long, on two cores with an ordinary line
 * @property {() => boolean} present
 * @property {() => Promise<void>} install
 * @property {string} [without] what is left out where it cannot be had; without this nothing goes on
 */

/**
 * Installs what is missing of the named pieces, in the order given.
 * @param {(keyof typeof PIECES)[]} wanted
 */
export async function setUp(wanted) {
  checkByHand();
  for (const piece of wanted.map((key) => PIECES[key])) {
    if (piece.present()) continue;
    say(`Set-up: ${piece.name} (${piece.takes}) …`);
    const began = Date.now();
    // Compilers and package managers can be silent for minutes: show that something lives.
    const beat = setInterval(() => say(`        … still at it, ${spoken(Date.now() - began)}`), 60_000);
    try {
      await piece.install();
    } catch (error) {
      if (piece.without === undefined || !(error instanceof SetupError)) throw error;
      say(`        ${error.message}\n        ${piece.without}`);
      continue;
    } finally {
      clearInterval(beat);
    }
    if (!piece.present()) throw new SetupError(`${piece.name}: installed without an error, and still not found.`);
    say(`        done in ${spoken(Date.now() - began)}`);
  }
}

/** The same for a program that has nothing else to do when it fails. */
export async function setUpOrExit(wanted) {
  try {
    await setUp(wanted);
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}

// The two things the set-up does not install.
function checkByHand() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const fits = major >= 24 || (major === 22 && minor >= 13) || (major === 20 && minor >= 19);
  if (!fits) {
    throw new SetupError(`Node ${process.versions.node} does not fit: 20.19, 22.13 or 24 is needed (nodejs.org).`);
  }
  if (!which('cargo')) {
    throw new SetupError('cargo is missing: install Rust with rustup (https://rustup.rs), open a new terminal and try again.');
  }
}

const CHROMIUM_PACKAGES = ['chromium', 'chromium-driver', 'fonts-noto-cjk'];

const PIECES = {
  rust: {
    name: 'the Rust toolchain of rust-toolchain.toml',
    takes: 'about a minute',
    present: () => ask('cargo', ['--version']) !== undefined,
    install: () => {
      const parts = ['--component', 'rustfmt', '--component', 'clippy', '--target', TARGET];
      return must('rustup', ['toolchain', 'install', 'stable', ...parts], { tries: 3 });
    },
  },

  crates: {
    name: 'the Rust crates of Cargo.lock',
    takes: 'half a minute',
    present: () => ask('cargo', ['fetch', '--offline', '--locked']) !== undefined,
    install: () => must('cargo', ['fetch'], { tries: 3 }),
  },

  rustChecks: {
    name: 'rustfmt and clippy',
    takes: 'half a minute',
    present: () => ask('cargo', ['fmt', '--version']) !== undefined && ask('cargo', ['clippy', '--version']) !== undefined,
    install: () => must('rustup', ['component', 'add', 'rustfmt', 'clippy'], { tries: 3 }),
  },

  wasmTarget: {
    name: `Rust's ${TARGET} target`,
    takes: 'a few seconds',
    // Asks rustc, not rustup: a distribution's Rust may have the target without rustup.
    present() {
      const libraries = ask('rustc', ['--print', 'target-libdir', '--target', TARGET]);
      return libraries !== undefined && existsSync(libraries);
    },
    async install() {
      if (!which('rustup')) {
        throw new SetupError(
          `This Rust has no ${TARGET} target and there is no rustup to add it: install Rust with rustup ` +
            "(https://rustup.rs), or your distribution's package of the target (Fedora: rust-std-static-wasm32-unknown-unknown).",
        );
      }
      await must('rustup', ['target', 'add', TARGET], { tries: 3 });
    },
  },

  npmPackages: {
    name: "the page's npm packages",
    takes: 'under a minute',
    present: () => existsSync(npmStamp) && readFileSync(npmStamp, 'utf8') === npmWanted() && existsSync(e2eLink),
    async install() {
      // The npm that runs this script, by its file: the same on every system.
      const npm = process.env.npm_execpath;
      const [program, first] = npm?.endsWith('npm-cli.js') ? [process.execPath, [npm]] : ['npm', []];
      await must(program, [...first, 'ci', '--no-fund', '--no-audit'], { cwd: www, tries: 3 });
      // The browser tests live outside www, where no node_modules is above them. A "junction" needs
      // no rights on Windows; elsewhere it is an ordinary link.
      rmSync(e2eLink, { force: true });
      mkdirSync(dirname(e2eLink), { recursive: true });
      symlinkSync(relative(dirname(e2eLink), join(www, 'node_modules')), e2eLink, 'junction');
      writeFileSync(npmStamp, npmWanted());
    },
  },

  wasmPack: {
    name: `wasm-pack ${WASM_PACK}, compiled by cargo`,
    takes: 'about 3 minutes, once',
    // Any version that is there will do: the tests say whether it works.
    present: () => ask('wasm-pack', ['--version']) !== undefined,
    install: () => must('cargo', ['install', 'wasm-pack', '--version', WASM_PACK, '--locked'], { tries: 3 }),
  },

  wasmBindgen: {
    get name() {
      return `wasm-bindgen-cli ${bindgenVersion()}, compiled by cargo`;
    },
    takes: 'about 4 minutes, once',
    // It must be the version of Cargo.lock to the digit: the two speak a private format.
    present: () => hasBindgen(bindgenVersion()),
    // Without --locked: its lock file names crate versions that were withdrawn.
    install: () => must('cargo', ['install', 'wasm-bindgen-cli', '--version', bindgenVersion()], { tries: 3 }),
  },

  browser: {
    name: 'Chromium, its driver and a Chinese font, by apt-get',
    takes: 'under a minute',
    present: () => findChromium() !== undefined && findChromedriver() !== undefined && driverFits(),
    install: () => installByApt(CHROMIUM_PACKAGES, browserHelp),
  },

  firefox: {
    name: 'Firefox, by apt-get',
    takes: 'under a minute',
    present: () => findFirefox() !== undefined,
    install: () => installByApt(['firefox-esr'], () => 'Firefox cannot be installed by itself here.'),
    without: 'The tests in Firefox are skipped. Install firefox or firefox-esr, or set FIREFOX to the program.',
  },
};

const npmStamp = join(www, 'node_modules', '.kvraft-installed');
const e2eLink = join(root, 'tests', 'e2e', 'node_modules');

function npmWanted() {
  const hash = createHash('sha256');
  for (const file of ['package.json', 'package-lock.json']) hash.update(readFileSync(join(www, file)));
  return hash.digest('hex');
}

function bindgenVersion() {
  const lock = readFileSync(join(root, 'Cargo.lock'), 'utf8');
  const version = lock.match(/name = "wasm-bindgen"\r?\nversion = "([^"]+)"/)?.[1];
  if (!version) throw new SetupError('Cargo.lock names no wasm-bindgen: is the wasm crate in the workspace?');
  return version;
}

function hasBindgen(version) {
  const wanted = `wasm-bindgen ${version}`;
  if (ask('wasm-bindgen', ['--version']) === wanted) return true;
  // wasm-pack keeps copies of its own; on PATH, it uses one without asking the network.
  for (const cache of wasmPackCaches()) {
    const folder = readdirSync(cache)
      .map((name) => join(cache, name))
      .find((path) => /wasm-bindgen/.test(path) && ask(join(path, 'wasm-bindgen'), ['--version']) === wanted);
    if (folder) {
      process.env.PATH = folder + delimiter + process.env.PATH;
      return true;
    }
  }
  return false;
}

function wasmPackCaches() {
  const { WASM_PACK_CACHE, XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  const homes = [XDG_CACHE_HOME, LOCALAPPDATA, join(homedir(), '.cache'), join(homedir(), 'Library', 'Caches')];
  const caches = [WASM_PACK_CACHE, ...homes.map((home) => home && join(home, '.wasm-pack'))];
  return caches.filter((path) => path && existsSync(path));
}

function driverFits() {
  const [browser, driver] = [findChromium(), findChromedriver()];
  if (process.platform === 'win32') return true; // Chrome for Windows does not tell its version
  const versions = [majorVersion(browser), majorVersion(driver)];
  if (versions[0] === undefined || versions[0] !== versions[1]) {
    throw new SetupError(
      `${browser} (version ${versions[0] ?? 'unknown'}) and ${driver} (version ${versions[1] ?? 'unknown'}) do not fit: ` +
        'both need the same major version. Set CHROMIUM and CHROMEDRIVER to a pair that does.',
    );
  }
  return true;
}

/** `help` says what a person can do; it is told whether there is apt-get. */
async function installByApt(packages, help) {
  const prefix = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  const allowed = prefix.length === 0 || ask('sudo', ['-n', 'true']) !== undefined;
  if (!which('apt-get') || !allowed) throw new SetupError(help(which('apt-get')));
  const apt = (...args) => {
    const [program, ...rest] = [...prefix, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', ...args];
    return must(program, rest, { tries: 3 });
  };
  await apt('update', '-q');
  try {
    await apt('install', '-q', '-y', '--no-install-recommends', ...packages);
  } catch (error) {
    throw new SetupError(`${error.message}\n${help(true)}`);
  }
}

function browserHelp(apt) {
  return [
    `The browser tests need Chromium or Chrome (${findChromium() ?? 'not found'}) and a chromedriver of the same version (${findChromedriver() ?? 'not found'}).`,
    apt
      ? '  Debian:          sudo apt-get install chromium chromium-driver fonts-noto-cjk'
      : '  Debian, Ubuntu:  apt-get install chromium chromium-driver, or chromium from the snap store',
    '  Fedora:          sudo dnf install chromium chromedriver',
    '  Arch:            sudo pacman -S chromium',
    '  macOS:           brew install --cask google-chrome chromedriver',
    '  Any system:      set CHROMIUM and CHROMEDRIVER to the two programs',
    '  Without them:    npm --prefix www test -- --only=rust,page',
  ].join('\n');
}

/** Runs a program quietly, again after a pause when it fails; throws with its last lines. */
async function must(program, args, { cwd = root, tries = 1 } = {}) {
  if (!which(program)) throw new SetupError(`${program} is missing.`);
  for (let left = tries; ; left -= 1) {
    const { ok, output } = await run(program, args, { cwd, quiet: true });
    if (ok) return;
    const command = [program, ...args].join(' ');
    if (left <= 1) {
      const tail = plain(output).trimEnd().split('\n').slice(-25).join('\n');
      throw new SetupError(`${tail}\n\nThis failed: ${command}`);
    }
    say(`        failed, trying again in 10 s: ${command}`);
    await pause(10_000);
  }
}
