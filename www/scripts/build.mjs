// npm --prefix www run build
// Makes www/dist: static files that any web server can serve from any folder; in its folder embed, the
// element <kvraft-lab>.
import { buildEmbed } from './embed.mjs';
import { runNode } from './run.mjs';
import { FOR_PAGE, setUpOrExit } from './setup.mjs';
import { buildWasm } from './wasm.mjs';

await setUpOrExit(FOR_PAGE);
const built = (await buildWasm()) && (await runNode('vite/bin/vite.js', ['build'])).ok;
if (built) await buildEmbed();
process.exitCode = built ? 0 : 1;
