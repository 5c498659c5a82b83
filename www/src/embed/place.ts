/** The page's address, if the build knows it: `KVRAFT_SITE=https://… npm run build`. */
declare const KVRAFT_SITE: string;

/** The page that opens a figure: the one that is known, or the one above a folder `embed`, as it is built. */
export function hostedPage(script: string): string | undefined {
  if (KVRAFT_SITE !== '') return KVRAFT_SITE;
  const folder = new URL('.', script);
  return folder.pathname.endsWith('/embed/') ? new URL('..', folder).href : undefined;
}
