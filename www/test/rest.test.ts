import { readFileSync } from 'node:fs';

import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';

import { halveCore } from '../scripts/halves.mjs';
import { toLabError } from '../src/engine.ts';

// The two halves of the core against the whole, and what the page does while one is missing.

type Glue = typeof import('../../wasm/pkg/kvraft_wasm.js');

const folder = new URL('../../wasm/pkg/', import.meta.url);
const options = { servers: 5, clients: 2, seed: '42', request_timeout: 5000 };

/** How often the rest was fetched amid a call; the network, as it is at the moment. */
let atOnce = 0;
let isThere = true;

class Request {
  status = 0;
  responseText = '';
  #file: URL | undefined;
  open(_: string, url: URL): void {
    this.#file = url;
  }
  overrideMimeType(): void {}
  send(): void {
    atOnce++;
    if (!isThere) throw new Error('no network');
    this.responseText = readFileSync(this.#file ?? '').toString('latin1');
    this.status = 200;
  }
}

beforeAll(halveCore, 60_000);
beforeEach(() => {
  [atOnce, isThere] = [0, true];
  vi.resetModules(); // a glue holds one core
  vi.stubGlobal('XMLHttpRequest', Request);
  vi.stubGlobal('fetch', async (url: URL) =>
    isThere ? new Response(readFileSync(url)) : Promise.reject(new Error('no network')),
  );
});
afterEach(() => vi.unstubAllGlobals());

async function whole(): Promise<Glue> {
  const glue = await import('../../wasm/pkg/kvraft_wasm.js');
  glue.initSync({ module: readFileSync(new URL('kvraft_wasm_bg.wasm', folder)) });
  return glue;
}

async function firstHalf(): Promise<{ glue: Glue; rest: typeof import('../src/rest.ts') }> {
  const glue = (await import(new URL('halves/kvraft_wasm.js', folder).pathname)) as Glue;
  glue.initSync({ module: readFileSync(new URL('halves/kvraft_wasm_bg.wasm', folder)) });
  return { glue, rest: await import('../src/rest.ts') };
}

/** All that can be seen of a run with a bit of everything. */
function everything({ Session, quote }: Glue): unknown[] {
  const session = new Session(options);
  const seen: unknown[] = [quote('a b'), session.complete('cr', 2)];
  for (const line of ['put x 1', 'crash leader', 'cut 1 2', 'c2 work 5 20', 'loss 10', 'member add 6']) {
    try {
      session.run(line);
    } catch (error) {
      seen.push(String(error));
    }
    session.advance_within(2000, Infinity);
    seen.push(session.hash(), session.inspect(1), session.client(2), session.logs(1, 50));
  }
  seen.push(session.undo(), session.events_between(0, 500), session.judges(), session.violations());
  session.seek(3000);
  const again = Session.play(session.export());
  again.seek(again.end());
  seen.push(session.hash(), session.frame(), again.hash(), again.link(), Session.open_link(session.link()).export());
  expect(() => Session.play('{"seed": true}')).toThrow();
  return seen;
}

test('both halves are the whole', async () => {
  const wanted = everything(await whole());
  vi.resetModules();
  const { glue } = await firstHalf();
  expect(everything(glue)).toEqual(wanted);
  expect(atOnce).toBe(1);
});

test('a first visit does without the rest, however long it is', async () => {
  const run = ({ Session }: Glue): unknown[] => {
    const session = new Session(options);
    const frames = Array.from({ length: 500 }, () => {
      session.advance_within(240, Infinity);
      return [session.now(), ...session.frame()];
    });
    return [frames, session.hash(), session.latest_except('sent delivered', session.event_count() - 400, 50), session.link()];
  };
  const wanted = run(await whole());
  vi.resetModules();
  const { glue } = await firstHalf();
  expect(run(glue)).toEqual(wanted);
  expect(atOnce).toBe(0);
});

test('the rest joins a run under way, and once', async () => {
  const { glue, rest } = await firstHalf();
  const session = new glue.Session(options);
  session.advance_within(1000, Infinity);
  const hash = session.hash();
  rest.fetchRest();
  await Promise.all([rest.wholeCore(), rest.wholeCore()]);
  rest.haveRest();
  expect(session.hash()).toBe(hash);
  expect(session.complete('cr', 2)).toContain('crash');
  expect(atOnce).toBe(0);
});

test('without a network it is said, and tried again when the next one asks', async () => {
  const { glue, rest } = await firstHalf();
  const session = new glue.Session(options);
  isThere = false;
  const message = 'The rest of the core could not be fetched: no network';
  expect(() => rest.haveRest()).toThrow(message);
  await expect(rest.wholeCore()).rejects.toThrow(message);
  await rest.wholeCore().catch((error: unknown) => expect(toLabError(error).code).toBe('load'));
  session.advance_within(500, Infinity);
  isThere = true;
  await rest.wholeCore();
  session.run('crash 1');
  expect(atOnce).toBe(1);
});
