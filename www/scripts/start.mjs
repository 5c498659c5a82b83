// npm --prefix www start [-- --port=5173 --host --open]
// Sets the machine up, builds the wasm, serves the page, and rebuilds when Rust sources change.
import { existsSync, watch } from 'node:fs';
import { join } from 'node:path';

import { options, root, say, www } from './run.mjs';
import { FOR_PAGE, setUpOrExit } from './setup.mjs';
import { buildWasm } from './wasm.mjs';

const { port, host, open } = options({
  port: { type: 'string' },
  host: { type: 'boolean', default: false }, // also on the local network
  open: { type: 'boolean', default: false }, // in the default browser
});

await setUpOrExit(FOR_PAGE);

say('Building the core as WebAssembly (about a minute the first time) …');
if (!(await buildWasm())) process.exit(1);

// Imported here, since it does not exist before the set-up.
const { createServer } = await import('vite');
const server = await createServer({
  root: www,
  server: { host, open, ...(port && { port: Number(port) }) },
});
await server.listen();
server.printUrls();
say('  Stop with Ctrl+C. Changes to www/ show at once, changes to core/ and wasm/ after a rebuild.');

// One rebuild at a time; a change during a rebuild starts another one.
let running = false;
let again = false;
let timer;

function changed() {
  clearTimeout(timer);
  timer = setTimeout(rebuild, 300); // editors save in several steps
}

async function rebuild() {
  again = running;
  if (running) return;
  running = true;
  say('Rust sources changed: rebuilding the wasm …');
  if (await buildWasm()) {
    // Vite does not watch wasm/pkg (see vite.config.ts): the page reloads once, when all is there.
    server.moduleGraph.invalidateAll();
    server.ws.send({ type: 'full-reload' });
  }
  running = false;
  if (again) changed();
}

for (const folder of ['core/src', 'wasm/src']) {
  const path = join(root, folder);
  if (existsSync(path)) watch(path, { recursive: true }, changed);
}
