// The core in two halves: what a first visit runs, and the rest, which the page fetches later (src/rest.ts).
//
// Which is which is measured: a copy of the core that notes what it runs plays first visits, here and now. Both
// halves share memory, tables and the stack pointer. In the first, a function of the rest is a stub: it has the
// rest fetched, if that is not there, and calls it through a table that the rest fills in. So the halves are the
// whole in whatever order they come; a visit that the measure did not foresee fetches the rest sooner, no more.
// (Emscripten calls this module splitting.)
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { isFrom, pkg, stampOf, wasmFile } from './wasm.mjs';

const folder = join(pkg, 'halves');
/** What both have in their names. */
const NAME = 'kvraft_wasm';

/** How both name what only they share. */
const REST = 'rest';
const FIRST = 'first';
/** Of the first visits that are played: refreshes of the page, speeds, numbers of servers. */
const REFRESHES = 150;
const SPEEDS = [1, 10, 100];
const SIZES = [3, 5, 7];

let halving;

/** Writes the halves of the core that is there, and the glue that joins them, into wasm/pkg/halves, once. */
export function halveCore() {
  halving ??= halve();
  return halving;
}

async function halve() {
  const whole = readFileSync(wasmFile);
  const own = readFileSync(fileURLToPath(import.meta.url));
  const made = createHash('sha256').update(whole).update(own).digest('hex');
  if (isFrom(folder, made)) return;
  rmSync(stampOf(folder), { force: true });
  const { default: binaryen } = await import('binaryen');
  const glue = join(pkg, `${NAME}.js`);
  const { first, rest } = cut(binaryen, whole, await whatRuns(binaryen, whole, glue));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${NAME}_bg.wasm`), first);
  writeFileSync(join(folder, `${NAME}_rest.wasm`), rest);
  writeFileSync(join(folder, `${NAME}.js`), joining(readFileSync(glue, 'utf8')));
  writeFileSync(stampOf(folder), made);
}

/** The glue of the whole, made to tell src/rest.ts of itself. */
function joining(glue) {
  const asked = 'const imports = __wbg_get_imports();';
  if (glue.split(asked).length !== 3) throw new Error('wasm-bindgen writes another glue: mend scripts/halves.mjs');
  const told = `import { joins, restAt } from '../../../www/src/rest.ts';
restAt(new URL('${NAME}_rest.wasm', import.meta.url));
`;
  return told + glue.replaceAll(asked, 'const imports = joins(__wbg_get_imports(), () => wasm);');
}

/** @returns {Promise<Set<number>>} the functions that first visits run, by their position */
async function whatRuns(binaryen, whole, glue) {
  const core = binaryen.readBinary(whole);
  const names = new Map();
  for (const [i, { ref, module, results }] of listOf('Function', binaryen, core).entries()) {
    if (module !== '') continue;
    const name = `ran ${i}`;
    names.set(i, name);
    core.addGlobal(name, binaryen.i32, true, core.i32.const(0));
    core.addGlobalExport(name, name);
    const body = binaryen.Function.getBody(ref);
    binaryen.Function.setBody(ref, core.block(null, [core.global.set(name, core.i32.const(1)), body], results));
  }
  const noting = core.emitBinary();
  core.dispose();
  // Not the copy that others may have imported: a glue holds one core.
  const wasm = await import(`${pathToFileURL(glue).href}?noting`);
  const exports = wasm.initSync({ module: noting });
  for (const servers of SIZES) for (const speed of SPEEDS) visit(wasm, servers, speed);
  return new Set([...names].filter(([, name]) => exports[name].value === 1).map(([i]) => i));
}

/**
 * What the page asks of the core while somebody looks on: see src/presenter.ts, feed.ts and travel.ts. Of real time nothing
 * depends: each build has the same halves.
 */
function visit(wasm, servers, speed) {
  wasm.random_seed();
  const session = new wasm.Session({ servers, clients: 2, seed: `${servers + speed}`, request_timeout: 5000 });
  session.servers();
  session.clients();
  session.seed();
  for (let refresh = 0, seen = 0; refresh < REFRESHES; refresh++) {
    for (let frame = 0; frame < 8; frame++) {
      session.advance_within(frame * speed, Infinity);
      session.now();
      session.frame();
    }
    session.latest_except('sent delivered', seen, 400);
    seen = session.event_count();
    session.judges();
    session.violations();
    session.hash();
    session.marks(0);
    session.branches();
    session.branch();
    session.in_past();
    session.end();
    session.memory();
    session.has_stopped();
    session.logs(1, 20);
    for (let server = 1; server <= servers; server++) session.inspect(server);
    session.recording();
  }
  session.link(); // it is kept for when the page is loaded again
  session.free();
}

function cut(binaryen, whole, ran) {
  const first = binaryen.readBinary(whole);
  const all = listOf('Function', binaryen, first).map((each, i) => ({ ...each, own: each.module === '', stays: ran.has(i) }));
  const late = all.filter(({ own, stays }) => own && !stays);
  first.addFunctionImport('fetch', REST, 'fetch', binaryen.none, binaryen.none);
  first.addGlobal('joined', binaryen.i32, true, first.i32.const(0));
  first.addTable(REST, late.length, late.length);
  const stub = ({ name, params, results }, slot) => {
    const given = binaryen.expandType(params).map((type, i) => first.local.get(i, type));
    const absent = first.i32.eqz(first.global.get('joined', binaryen.i32));
    const fetched = first.if(absent, first.call('fetch', [], binaryen.none));
    const called = first.call_indirect(REST, first.i32.const(slot), given, params, results);
    binaryen.Function.setBody(first.getFunction(name), first.block(null, [fetched, called], results));
  };
  for (const each of late) stub(each, 0);
  // Most are called by others of the rest alone; those that are left have their places in the table now.
  first.runPasses(['remove-unused-module-elements']);
  const left = new Set(listOf('Function', binaryen, first).map(({ name }) => name));
  const called = late.filter(({ name }) => left.has(name));
  for (const [slot, each] of called.entries()) stub(each, slot);

  const rest = binaryen.readBinary(whole);
  for (const { name } of listOf('Export', binaryen, rest)) rest.removeExport(name);
  for (const { name } of listOf('ElementSegment', binaryen, rest)) rest.removeElementSegment(name);
  for (const { name, own, stays, params, results } of all) {
    if (!own || !stays) continue;
    rest.removeFunction(name);
    rest.addFunctionImport(name, FIRST, `function ${name}`, params, results);
  }
  const shared = { tables: listOf('Table', binaryen, rest), globals: listOf('Global', binaryen, rest).filter(({ mutable }) => mutable) };
  for (const { name } of shared.tables) rest.addTableImport(name, FIRST, `table ${name}`);
  for (const { name, type } of shared.globals) rest.addGlobalImport(name, FIRST, `global ${name}`, type, true);
  rest.addMemoryImport('0', FIRST, 'memory');
  rest.addTable(REST, late.length, late.length);
  rest.addTableImport(REST, FIRST, REST);
  rest.addActiveElementSegment(REST, REST, called.map(({ name }) => name), rest.i32.const(0));
  rest.runPasses(['remove-memory-init', 'remove-unused-module-elements']);

  for (const { name, module, base } of listOf('Function', binaryen, rest)) if (module === FIRST) first.addFunctionExport(name, base);
  for (const { name } of shared.tables) first.addTableExport(name, `table ${name}`);
  for (const { name } of shared.globals) first.addGlobalExport(name, `global ${name}`);
  first.addTableExport(REST, REST);
  first.addGlobalExport('joined', 'joined');
  if (!first.validate() || !rest.validate()) throw new Error('the core cannot be cut: see above');
  const halves = { first: first.emitBinary(), rest: rest.emitBinary() };
  first.dispose();
  rest.dispose();
  return halves;
}

/** What a module has of one kind, `Export` or `Table`: what binaryen knows of each, and its reference. */
function listOf(kind, binaryen, module) {
  return Array.from({ length: module[`getNum${kind}s`]() }, (_, i) => {
    const ref = module[`get${kind}ByIndex`](i);
    return { ref, ...binaryen[`get${kind}Info`](ref) };
  });
}

/**
 * The page that is built has the halves; whoever serves, tests or embeds has the whole.
 * @returns {import('vite').Plugin}
 */
export function halves() {
  return {
    name: 'halves',
    apply: 'build',
    enforce: 'pre',
    buildStart: halveCore,
    async resolveId(source, importer) {
      if (!/\/pkg\/kvraft_wasm\.js$/.test(source)) return null;
      return this.resolve(source.replace('/pkg/', '/pkg/halves/'), importer);
    },
  };
}
