// What the list of stories shows of each: its caption, and a strip of its run, server by server. Played at build
// time with the wasm that is served, so that it is never out of date.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = new URL('../public/scenarios/', import.meta.url);
const pkg = new URL('../../wasm/pkg/', import.meta.url);
const NAME = 'scenarios/strips.json';

/** How many moments of a run are looked at. */
const SAMPLES = 96;
/** Where in a frame servers begin, and how many numbers each has; see `frame` in wasm/src/session.rs. */
const [HEADER, SERVER] = [10, 20];
/** 0 down, 1 follower, 2 candidate, 3 leader, 4 paused. */
const kindOf = (role, status) => (status === 1 ? 0 : status === 2 ? 4 : [1, 2, 3, 2][role]);

/**
 * A run in short. Each lane is a server: pieces of [samples, term, kind], one after the other.
 * @param {{ Session: typeof import('../../wasm/pkg/kvraft_wasm.js').Session }} wasm
 */
export function stripOf({ Session }, json) {
  const session = Session.play(json);
  const { until, servers = 5 } = JSON.parse(json);
  const lanes = Array.from({ length: servers }, () => []);
  for (let sample = 0; sample < SAMPLES; sample++) {
    session.seek(Math.round(((sample + 0.5) * until) / SAMPLES));
    const frame = session.frame();
    for (const [at, lane] of lanes.entries()) {
      const [, role, status, term] = frame.slice(HEADER + at * SERVER);
      const kind = kindOf(role, status);
      const last = lane.at(-1);
      if (last?.[1] === term && last[2] === kind) last[0] += 1;
      else lane.push([1, term, kind]);
    }
  }
  session.seek(until);
  const part = (tick) => Number((tick / until).toFixed(3));
  const [broken] = session.violations();
  const strip = { lanes, broken: broken === undefined ? null : part(broken.tick) };
  session.free();
  return strip;
}

/**
 * Of every story: caption, source and strip, by id.
 * @returns {Promise<Record<string, import('../src/gallery.ts').Strip>>}
 */
export async function strips() {
  const wasm = await import(new URL('kvraft_wasm.js', pkg).href);
  wasm.initSync({ module: readFileSync(fileURLToPath(new URL('kvraft_wasm_bg.wasm', pkg))) });
  const index = JSON.parse(readFileSync(new URL('index.json', folder), 'utf8'));
  const entry = ({ id }) => {
    const json = readFileSync(new URL(`${id}.json`, folder), 'utf8');
    const { caption, source } = JSON.parse(json);
    return [id, { caption, source, ...stripOf(wasm, json) }];
  };
  return Object.fromEntries(index.map(entry));
}

/** @returns {import('vite').Plugin} */
export function galleryStrips() {
  return {
    name: 'gallery-strips',
    async generateBundle() {
      const source = JSON.stringify(await strips());
      this.emitFile({ type: 'asset', fileName: NAME, source });
    },
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const path = new URL(request.url ?? '/', 'http://localhost').pathname;
        if (!path.endsWith(NAME)) return next();
        strips().then(
          (all) => response.setHeader('content-type', 'application/json').end(JSON.stringify(all)),
          next,
        );
      });
    },
  };
}
