// node scripts/site.mjs --out FOLDER [--release]
// Lays out the published site from www/dist, over what stands in FOLDER from before:
//
//   index.html …   the newest build, at the address people know
//   latest/        the same, for notes that want to follow it
//   v0.1.0/ …      each release, as it was: never changed, never removed
//   versions.json  which there are, each with a fingerprint of its files
//
// --release adds the version of www/package.json. What is published under a version stays as it is: to publish
// other files under the same number is an error.
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { filesBelow, sha256 } from './offline.mjs';
import { options, say, www } from './run.mjs';

const VERSION_FOLDER = /^v\d+\.\d+\.\d+(-[0-9a-z.]+)?$/;
/** What is kept of the folder besides versions: where it came from, and a domain of one's own. */
const KEPT = new Set(['.git', 'CNAME']);

/** A fingerprint of all files of a folder and their names. */
export function fingerprint(folder) {
  const list = filesBelow(folder).map((path) => `${path} ${sha256(readFileSync(join(folder, path)))}`);
  return sha256(list.join('\n'));
}

/**
 * @param {{ dist: string, out: string, release?: string }} what `release` is a version such as "0.1.0"
 */
export function layOut({ dist, out, release }) {
  mkdirSync(out, { recursive: true });
  const released = verified(out);
  if (release !== undefined) {
    const name = `v${release}`;
    if (!VERSION_FOLDER.test(name)) throw new Error(`${release} is no version such as 0.1.0`);
    const mark = fingerprint(dist);
    if (released.has(name) && released.get(name) !== mark) {
      throw new Error(`${name} is published already, with other files: give the release another number`);
    }
    if (!released.has(name)) cpSync(dist, join(out, name), { recursive: true });
    released.set(name, mark);
  }
  for (const name of readdirSync(out)) {
    if (!KEPT.has(name) && !VERSION_FOLDER.test(name)) rmSync(join(out, name), { recursive: true });
  }
  cpSync(dist, out, { recursive: true });
  cpSync(dist, join(out, 'latest'), { recursive: true });
  const versions = [...released].sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }));
  writeFileSync(join(out, 'versions.json'), `${JSON.stringify(Object.fromEntries(versions), undefined, 2)}\n`);
  // Without it, GitHub leaves out files whose names begin with an underscore, which the guides have.
  writeFileSync(join(out, '.nojekyll'), '');
}

/** The versions of the folder and their fingerprints. They must be what they were. */
function verified(out) {
  const file = join(out, 'versions.json');
  const listed = new Map(existsSync(file) ? Object.entries(JSON.parse(readFileSync(file, 'utf8'))) : []);
  for (const [name, mark] of listed) {
    if (!existsSync(join(out, name))) throw new Error(`${name} is listed in versions.json, and not there`);
    if (fingerprint(join(out, name)) !== mark) throw new Error(`${name} is not what was published`);
  }
  for (const name of readdirSync(out).filter((each) => VERSION_FOLDER.test(each))) {
    if (!listed.has(name)) throw new Error(`${name} is there, and not listed in versions.json`);
  }
  return listed;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { out, release } = options({ out: { type: 'string' }, release: { type: 'boolean', default: false } });
  const dist = join(www, 'dist');
  if (out === undefined || !existsSync(join(dist, 'index.html'))) {
    console.error('site.mjs needs --out FOLDER, and a build (npm run build) in www/dist');
    process.exit(2);
  }
  const { version } = JSON.parse(readFileSync(join(www, 'package.json'), 'utf8'));
  try {
    layOut({ dist, out, ...(release ? { release: version } : {}) });
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
  say(`${out}: the newest build, latest/ and ${Object.keys(JSON.parse(readFileSync(join(out, 'versions.json'), 'utf8'))).join(', ') || 'no release'}`);
}
