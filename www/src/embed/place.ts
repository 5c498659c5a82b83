/** The page's address, if the build knows it: `KVRAFT_SITE=https://… npm run build`. */
declare const KVRAFT_SITE: string;

/**
 * The page that opens a figure: the one that is known, or the one above a folder `embed`, as it is built. Where
 * the script lies cannot be known of what came as a text.
 */
export function hostedPage(script: string | undefined): string | undefined {
  if (KVRAFT_SITE !== '') return KVRAFT_SITE;
  if (script === undefined || !/^(https?|file):/.test(script)) return undefined;
  const folder = new URL('.', script);
  return folder.pathname.endsWith('/embed/') ? new URL('..', folder).href : undefined;
}
