// What a built folder gets besides what Vite makes: the service worker with the list of what it keeps,
// and the files by which search engines and hosts find their way. Done again after the guides are added.
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';

import { SITE, put } from './site-url.mjs';

const source = new URL('./service-worker.js', import.meta.url);

/** What is not kept: read online, or by others than the page. */
const ONLINE = [/^docs\//, /^embed\//, /^sw\.js$/, /^404\.html$/, /^robots\.txt$/, /^sitemap\.xml$/, /^(screenshot|og)\.png$/];

/** Files below a folder, with forward slashes, in a fixed order. */
export function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(folder, name)).isFile())
    .map((name) => name.split(sep).join('/'))
    .sort();
}

export function sha256(bytes) {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Writes sw.js for what the folder holds now. */
export function writeWorker(folder) {
  const kept = filesBelow(folder).filter((path) => !ONLINE.some((pattern) => pattern.test(path)));
  const files = Object.fromEntries(kept.map((path) => [path, sha256(readFileSync(join(folder, path)))]));
  const version = sha256(JSON.stringify(files)).slice(0, 16);
  const head = `const VERSION = '${version}';\nconst FILES = ${JSON.stringify(files, undefined, 1)};\n`;
  writeFileSync(join(folder, 'sw.js'), head + readFileSync(source, 'utf8'));
}

/** Writes robots.txt, 404.html and sitemap.xml: the page, and each guide. */
export function writeMaps(folder) {
  const pages = filesBelow(folder).filter((path) => path === 'index.html' || isGuide(path));
  const address = (path) => SITE + path.replace(/(^|\/)index\.html$/, '$1');
  const urls = pages.map((path) => `  <url><loc>${address(path)}</loc></url>\n`);
  const map = '<?xml version="1.0" encoding="UTF-8"?>\n'
    + `<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n${urls.join('')}</urlset>\n`;
  writeFileSync(join(folder, 'sitemap.xml'), map);
  const lost = readFileSync(new URL('./404.html', import.meta.url), 'utf8');
  writeFileSync(join(folder, '404.html'), put(lost));
  writeFileSync(join(folder, 'robots.txt'), `User-agent: *\nAllow: /\nSitemap: ${SITE}sitemap.xml\n`);
}

function isGuide(path) {
  return /^docs\/.*\.html$/.test(path) && !/\/(genindex|search|_static|rust)/.test(path);
}

/** @returns {import('vite').Plugin} */
export function offline() {
  let folder = '';
  return {
    name: 'offline',
    apply: 'build',
    configResolved(config) {
      folder = join(config.root, config.build.outDir);
    },
    // After everything is there, files of public/ included.
    closeBundle() {
      writeMaps(folder);
      writeWorker(folder);
    },
  };
}
