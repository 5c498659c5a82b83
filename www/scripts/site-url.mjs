// Where the page is published: the addresses that must be whole, for search engines and previews, begin so.
// Who hosts it elsewhere sets KVRAFT_SITE while building.
const given = process.env.KVRAFT_SITE ?? 'https://kvraft-lab.github.io/kvraft-lab/';

/** Ends with a slash. */
export const SITE = given.endsWith('/') ? given : `${given}/`;

/** Puts it in the place of %SITE% in index.html. @returns {import('vite').Plugin} */
export function siteUrl() {
  return { name: 'site-url', transformIndexHtml: { order: 'pre', handler: put } };
}

/** A text with the site's address, and its path on its host, in their places. */
export function put(text) {
  return text.replaceAll('%SITE%', SITE).replaceAll('%PATH%', new URL(SITE).pathname);
}
