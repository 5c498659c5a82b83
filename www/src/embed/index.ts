/** The element as a module: one script tag; what it needs lies beside it and is fetched when it does. */
import { define, KvraftLab } from './element.ts';
import { hostedPage } from './place.ts';

/** Not where bundlers look for it: they would take a folder for a file. */
const FOLDER = './scenarios/';

define({
  face: () => import('./face.ts'),
  scenarios: new URL(FOLDER, import.meta.url),
  // A bundler takes the scripts and the core along, not the folder.
  bundled: async () => (await import('virtual:kvraft-scenarios')).scenarios,
  page: hostedPage(import.meta.url),
});

export { KvraftLab };
