/**
 * The rest of the core. The page that is built begins with what a first visit runs, and fetches this when somebody
 * touches the page, or a while after; scripts/halves.mjs makes the two. Elsewhere the core is whole from the start.
 */
type Exports = Readonly<Record<string, WebAssembly.ExportValue>>;

/** By what a page is touched. */
const TOUCHES = ['pointermove', 'pointerdown', 'touchstart', 'wheel', 'keydown'];
/** Real ms after which it is fetched though nobody does. */
const LATER = 2000;

/** Where it is; nowhere, if the core is whole. */
let place: URL | undefined;
let first: { readonly imports: WebAssembly.Imports; readonly exports: () => Exports } | undefined;
let compiling: Promise<WebAssembly.Module> | undefined;
let isThere = false;

/** The glue of the first half says so, before that is there. */
export function restAt(url: URL): void {
  place = url;
}

/** What the first half imports: all that the whole does, and what to do about a function that is not there. */
export function joins(imports: WebAssembly.Imports, exports: () => Exports): WebAssembly.Imports {
  first = { imports, exports };
  return { ...imports, rest: { fetch: joinAtOnce } };
}

/** Begins to fetch it. */
export function fetchRest(): void {
  void compiled()?.catch(() => undefined); // who needs it is told
}

/** Resolves when all of a core that has been loaded is there. Rejects with code `load`. */
export async function wholeCore(): Promise<void> {
  const module = await compiled();
  if (module !== undefined) join(module);
}

/** The same at once, before a call that cannot be left half done. Throws with code `load`. */
export function haveRest(): void {
  if (place !== undefined && !isThere) joinAtOnce();
}

/** Fetches it in time for whoever comes. */
export function expectSomebody(page: Document): void {
  const over = new AbortController();
  const come = (): void => {
    over.abort();
    clearTimeout(timer);
    void wholeCore().catch(() => undefined);
  };
  const timer = setTimeout(come, LATER);
  for (const touch of TOUCHES) page.addEventListener(touch, come, { signal: over.signal, passive: true, capture: true });
}

function compiled(): Promise<WebAssembly.Module> | undefined {
  if (place === undefined || isThere) return undefined;
  compiling ??= compile(place).catch((error: unknown) => {
    compiling = undefined; // the network may come back
    throw absent(error);
  });
  return compiling;
}

async function compile(url: URL): Promise<WebAssembly.Module> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`status ${response.status}`);
  return WebAssembly.compile(await response.arrayBuffer());
}

/** Somebody was quicker than the network: the core stands in the middle of a call, and cannot wait otherwise. */
function joinAtOnce(): void {
  if (place === undefined) return;
  const request = new XMLHttpRequest();
  try {
    request.open('GET', place, false);
    request.overrideMimeType('text/plain; charset=x-user-defined'); // each byte a character
    request.send();
  } catch (error) {
    throw absent(error);
  }
  if (request.status !== 200) throw absent(`status ${request.status}`);
  join(new WebAssembly.Module(Uint8Array.from(request.responseText, (byte) => byte.charCodeAt(0))));
}

function join(module: WebAssembly.Module): void {
  if (isThere || first === undefined) return;
  const exports = first.exports();
  new WebAssembly.Instance(module, { ...first.imports, first: exports });
  isThere = true;
  const joined = exports['joined'];
  if (joined instanceof WebAssembly.Global) joined.value = 1;
}

function absent(error: unknown): Error {
  const detail = error instanceof Error ? error.message : String(error);
  return Object.assign(new Error(`The rest of the core could not be fetched: ${detail}`), { code: 'load' });
}
