// npm --prefix www run build
// Makes www/dist: static files that any web server can serve from any folder.
import { runNode } from './run.mjs';
import { FOR_PAGE, setUpOrExit } from './setup.mjs';
import { buildWasm } from './wasm.mjs';

await setUpOrExit(FOR_PAGE);
const built = (await buildWasm()) && (await runNode('vite/bin/vite.js', ['build'])).ok;
process.exitCode = built ? 0 : 1;
