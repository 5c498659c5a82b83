// npm --prefix www run docs
// Builds the guides of www/docs in both languages with Sphinx, and the references of the core (rustdoc) and of
// the element (TypeDoc), into www/dist/docs. The page must have been built before. Every link between them is
// followed: one that leads nowhere, or to no place in its page, is an error.
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

import { filesBelow, writeMaps, writeWorker } from './offline.mjs';
import { pythonOf } from './python.mjs';
import { ask, root, run, runNode, say, spoken, www } from './run.mjs';
import { SetupError } from './setup.mjs';
import { SITE } from './site-url.mjs';

const dist = join(www, 'dist');
const out = join(dist, 'docs');
const LANGUAGES = ['en', 'zh-CN'];

export async function buildGuides() {
  if (!existsSync(join(dist, 'embed', 'kvraft-lab.js'))) throw new SetupError('the guides need the page: npm --prefix www run build');
  const began = Date.now();
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  await rustReference();
  await typescriptReference();
  const python = await pythonOf(join(www, 'docs'));
  for (const language of LANGUAGES) await guides(python('sphinx-build'), language);
  // Who leaves out the language gets the English ones.
  writeFileSync(join(out, 'index.html'), '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>KVRaft Lab guides</title>'
    + '<meta http-equiv="refresh" content="0; url=en/index.html"></head><body><a href="en/index.html">English</a> '
    + '<a href="zh-CN/index.html" lang="zh-CN">简体中文</a></body></html>\n');
  const broken = brokenLinks();
  if (broken.length > 0) throw new SetupError(`These links lead nowhere:\n${broken.join('\n')}`);
  writeMaps(dist);
  writeWorker(dist);
  say(`www/dist/docs: the guides in ${LANGUAGES.join(' and ')}, and the references, in ${spoken(Date.now() - began)}`);
}

async function guides(sphinx, language) {
  const source = join(www, 'docs');
  const settings = { env: { KVRAFT_GUIDE: language, KVRAFT_SITE_URL: SITE, PYTHONDONTWRITEBYTECODE: '1' } };
  const doctrees = join(www, 'docs', '.venv', 'doctrees', language);
  await must(sphinx, ['-q', '-W', '--keep-going', '-b', 'html', '-c', source, '-d', doctrees, join(source, language), join(out, language)], settings);
  for (const name of ['.buildinfo', 'objects.inv']) rmSync(join(out, language, name), { force: true });
}

async function rustReference() {
  await must('cargo', ['doc', '--quiet', '--no-deps', '--package', 'kvraft-core']);
  const { target_directory: target } = JSON.parse(ask('cargo', ['metadata', '--no-deps', '--offline', '--format-version', '1']) ?? '{}');
  const made = join(target, 'doc');
  // Other crates may have been documented into the same folder: not their pages, then.
  for (const name of readdirSync(made)) {
    const theirs = existsSync(join(made, name, 'all.html')) && name !== 'kvraft_core';
    if (!theirs && name !== 'src') cpSync(join(made, name), join(out, 'rust', name), { recursive: true });
  }
  cpSync(join(made, 'src', 'kvraft_core'), join(out, 'rust', 'src', 'kvraft_core'), { recursive: true });
}

async function typescriptReference() {
  const args = [
    '--entryPoints', join(dist, 'embed', 'kvraft-lab.d.ts'), '--tsconfig', join(www, 'docs', 'tsconfig.json'),
    '--out', join(out, 'typescript'), '--name', '<kvraft-lab>', '--readme', 'none', '--hideGenerator', '--disableSources',
    '--treatWarningsAsErrors', '--logLevel', 'Warn',
  ];
  const { ok, output } = await runNode('typedoc/bin/typedoc', args, { quiet: true });
  if (!ok) throw new SetupError(`${output}\nTypeDoc failed`);
}

/** Links of the guides that lead to no file, or to no place in it. Those to other hosts are not followed. */
function brokenLinks() {
  const broken = [];
  const places = new Map();
  const idsOf = (file) => {
    if (!places.has(file)) places.set(file, new Set([...readFileSync(file, 'utf8').matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id)));
    return places.get(file);
  };
  for (const page of LANGUAGES.flatMap((language) => filesBelow(join(out, language)).map((path) => join(out, language, path)))) {
    if (!page.endsWith('.html')) continue;
    for (const [, link] of readFileSync(page, 'utf8').matchAll(/\s(?:href|src)="([^"]+)"/g)) {
      if (/^[a-z]+:/.test(link)) continue;
      const [path, fragment] = link.replaceAll('&amp;', '&').split('#');
      const file = path === '' ? page : resolve(dirname(page), decodeURI(path.split('?')[0]));
      if (!existsSync(file)) broken.push(`${page}: ${link}`);
      else if (fragment && file.endsWith('.html') && !idsOf(file).has(decodeURIComponent(fragment))) broken.push(`${page}: ${link}`);
    }
  }
  return broken;
}

async function must(program, args, settings = {}) {
  const { ok, output } = await run(program, args, { quiet: true, ...settings });
  if (!ok) throw new SetupError(`${output.trimEnd().split('\n').slice(-40).join('\n')}\n\nThis failed: ${[program, ...args].join(' ')}`);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    await buildGuides();
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}
