// What keeps the page on the reader's machine: written into each build by offline.mjs, which puts VERSION
// and FILES (paths below this folder, each with the SHA-256 of its content) in front.
//
// A version is taken over whole or not at all: every file must be the one that this build has, so a host
// that is half way through an update makes the take-over fail, and the browser tries again next time. A new version
// waits until the reader accepts it, or until no page of the old one is open.
const PREFIX = `kvraft-lab:${new URL(self.registration.scope).pathname}:`;
const CACHE = PREFIX + VERSION;
const PAGE = 'index.html';

self.addEventListener('install', (event) => event.waitUntil(fill()));

self.addEventListener('activate', (event) => event.waitUntil(removeOthers()));

self.addEventListener('message', (event) => {
  if (event.data === 'take-over') void self.skipWaiting();
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const path = request.method === 'GET' ? pathOf(request.url) : undefined;
  // What is no part of this version (guides, other versions) comes from the network as ever.
  if (path !== undefined && Object.hasOwn(FILES, path)) event.respondWith(answer(path, request));
});

/** The path below this folder, or undefined. What is asked for behind `?` is the page's affair. */
function pathOf(url) {
  const { origin, pathname } = new URL(url);
  const scope = new URL(self.registration.scope);
  if (origin !== scope.origin || !pathname.startsWith(scope.pathname)) return undefined;
  try {
    return decodeURIComponent(pathname.slice(scope.pathname.length)) || PAGE;
  } catch {
    return undefined;
  }
}

async function answer(path, request) {
  const cache = await caches.open(CACHE);
  // A browser short of room may have thrown the cache away.
  return (await cache.match(keyOf(path))) ?? fetch(request);
}

function keyOf(path) {
  return new URL(path, self.registration.scope).href;
}

async function fill() {
  const cache = await caches.open(CACHE);
  const paths = Object.keys(FILES);
  // A few at a time: the page may still be loading.
  const workers = Array.from({ length: 6 }, async () => {
    for (let path = paths.pop(); path !== undefined; path = paths.pop()) await take(cache, path);
  });
  try {
    await Promise.all(workers);
  } catch (error) {
    await caches.delete(CACHE);
    throw error;
  }
}

async function take(cache, path) {
  if (await cache.match(keyOf(path))) return;
  // The folder itself, for some hosts send `index.html` on to it. Never what the browser has kept.
  const url = path === PAGE ? self.registration.scope : keyOf(path);
  const response = await fetch(url, { cache: 'no-cache' });
  const body = await response.arrayBuffer();
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', body));
  const hex = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
  if (!response.ok || hex !== FILES[path]) throw new Error(`${path} is not the one of this version`);
  const type = response.headers.get('content-type');
  await cache.put(keyOf(path), new Response(body, { headers: type === null ? {} : { 'content-type': type } }));
}

async function removeOthers() {
  for (const name of await caches.keys()) {
    if (name.startsWith(PREFIX) && name !== CACHE) await caches.delete(name);
  }
}
