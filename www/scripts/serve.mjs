// node scripts/serve.mjs [--port=4173] [--gzip]
// Serves www/dist from a sub-folder, as a course's web site would: absolute URLs in the build break
// here. Pages that the browser tests bring along, and the bare engine, are served beside it.
import { createReadStream, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { dirname, extname, join, sep } from 'node:path';
import { createGzip } from 'node:zlib';

import { options, root, www } from './run.mjs';

const { port, gzip } = options({
  port: { type: 'string', default: '4173' },
  gzip: { type: 'boolean', default: false }, // as public hosts do; of use to who counts bytes
});

const MOUNTS = [
  ['/some/course/', join(www, 'dist')],
  ['/some/pages/', join(root, 'tests', 'e2e', 'pages')],
  ['/some/notes/', join(root, 'tests', 'embed', 'pages')],
  ['/some/samples/', join(root, 'tests', 'embed', 'tools', 'build')],
  ['/some/wasm/', join(root, 'wasm', 'pkg')],
];
const TYPES = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};

/** The file a path of the site means, or undefined. */
function fileOf(pathname) {
  for (const [prefix, folder] of MOUNTS) {
    if (!pathname.startsWith(prefix)) continue;
    const rest = pathname.slice(prefix.length);
    const file = join(folder, rest === '' || rest.endsWith('/') ? `${rest}index.html` : rest);
    const inside = file.startsWith(folder + sep);
    if (inside && statSync(file, { throwIfNoEntry: false })?.isFile()) return file;
  }
  return undefined;
}

/** Pages in a folder with a policy.txt are sent with what it says. */
function policyOf(folder) {
  const file = join(folder, 'policy.txt');
  return statSync(file, { throwIfNoEntry: false })?.isFile() ? readFileSync(file, 'utf8').trim() : undefined;
}

const server = createServer((request, response) => {
  let file;
  try {
    file = fileOf(decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname));
  } catch {
    // a malformed path is an unknown one
  }
  if (file === undefined) {
    response.writeHead(404, { 'content-type': 'text/plain' }).end('not found\n');
    return;
  }
  const zip = gzip && !['.png', '.woff2'].includes(extname(file));
  const policy = policyOf(dirname(file));
  response.writeHead(200, {
    'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
    'cache-control': 'no-store',
    // As a host must that serves the element to other sites.
    ...(file.startsWith(join(www, 'dist', 'embed')) ? { 'access-control-allow-origin': '*' } : {}),
    ...(policy === undefined ? {} : { 'content-security-policy': policy }),
    ...(zip ? { 'content-encoding': 'gzip' } : {}),
  });
  if (request.method === 'HEAD') response.end();
  else if (zip) createReadStream(file).pipe(createGzip()).pipe(response);
  else createReadStream(file).pipe(response);
});

server.listen(Number(port), '127.0.0.1', () => {
  // --port=0 takes any that is free.
  console.log(`http://127.0.0.1:${server.address().port}${MOUNTS[0][0]}`);
});
