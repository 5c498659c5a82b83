/** All of the element in one file: its views, its scenarios, and the core, compressed. */
import { scenarios } from 'virtual:kvraft-scenarios';
import { wasm } from 'virtual:kvraft-wasm';

import { define } from './element.ts';
import { hostedPage } from './place.ts';

/** `script` is where the file lies, if that can be known. */
export function defineInside(script: string | undefined): void {
  define({
    face: () => import('./face.ts'),
    scenarios: (name) => Promise.resolve(scenarios[name]),
    page: hostedPage(script),
    core: () => compiled(wasm),
  });
}

/** Compiles what was compressed with gzip, and written as base64. */
async function compiled(text: string): Promise<WebAssembly.Module> {
  const bytes = Uint8Array.from(atob(text), (each) => each.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return WebAssembly.compile(await new Response(stream).arrayBuffer());
}
