import { defineConfig } from 'vitest/config';

import { catalogs } from './scripts/catalogs.mjs';
import { exhibits } from './scripts/exhibits.mjs';
import { halves } from './scripts/halves.mjs';
import { hints } from './scripts/hints.mjs';
import { offline } from './scripts/offline.mjs';
import { siteUrl } from './scripts/site-url.mjs';
import { slim } from './scripts/slim.mjs';
import { galleryStrips } from './scripts/strips.mjs';

/** What stands around the cluster, and only there: it comes after it, in one piece. */
const PANELS =
  /src\/(rows|(views|styles)\/(panels|console|events|event-rows|inspector|judges|logs|entry-card|entry-life|message-story))\.ts$|lit-html\/directives?(-helpers|\/repeat)?\.js$/;

export default defineConfig({
  base: './', // the page works from any folder of any server
  plugins: [catalogs(), slim(), exhibits(), galleryStrips(), siteUrl(), halves(), hints(), offline()],
  server: {
    fs: { allow: ['.', '../wasm/pkg'] },
    // `npm start` reloads the page when a rebuilt wasm is complete; file by file would be too early.
    watch: { ignored: ['**/wasm/pkg/**'] },
  },
  worker: { format: 'es', plugins: () => [catalogs(), halves()] },
  build: {
    target: 'es2022',
    sourcemap: false,
    rolldownOptions: {
      input: ['index.html', 'embed.html'],
      output: {
        // What page and figure both begin with stays in one piece, though sheets use parts of it: pieces of a
        // kilobyte compress badly.
        codeSplitting: {
          includeDependenciesRecursively: false,
          groups: [
            { name: 'common', test: /src\/(narrate|menu|breach|frame|engine|views\/signals)\.ts$/ },
            { name: 'panels', test: PANELS },
          ],
        },
      },
    },
    modulePreload: { polyfill: false }, // every ES2022 browser but old Safari has it; it is only a hint
    // A data: URL is a third larger, cannot be compiled while it loads, and strict CSPs refuse it.
    assetsInlineLimit: (file) => (file.endsWith('.wasm') ? false : undefined),
  },
  test: {
    include: ['test/**/*.test.ts'],
    environment: 'node', // a test that needs a DOM says `// @vitest-environment jsdom`
  },
});
