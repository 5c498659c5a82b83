/** Where the page is published: scripts/site-url.mjs, put here by the build. */
declare const KVRAFT_SITE: string;

/**
 * The page that opens a figure: the one above a folder `embed`, as it is built, so that what is hosted elsewhere,
 * or under a version, stays together; for a script that was copied, or came as a text, the published one.
 */
export function hostedPage(script: string | undefined): string {
  if (script === undefined || !/^(https?|file):/.test(script)) return KVRAFT_SITE;
  const folder = new URL('.', script);
  return folder.pathname.endsWith('/embed/') ? new URL('..', folder).href : KVRAFT_SITE;
}
