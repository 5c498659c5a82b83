// The stories of the bugs live with the tests that play them; the page serves the same files, in
// scenarios/bugs beside its own, with a list of what they tell.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../../tests/scenarios/bugs/', import.meta.url));
const PLACE = 'scenarios/bugs/';

/** What is served: names below scenarios/bugs, and their texts. */
export function exhibitFiles() {
  const names = readdirSync(folder).filter((name) => name.endsWith('.json')).sort();
  const files = new Map(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
  const list = [...files.values()].map((text) => entryOf(JSON.parse(text)));
  return files.set('index.json', JSON.stringify(list));
}

/** What the list tells of a story: the judge is the one whose objection it expects. */
function entryOf({ id, title, caption, source, expect }) {
  const judge = expect.map(({ that }) => that?.violation).find((word) => word !== undefined);
  return { id, title, caption, source, judge };
}

/** @returns {import('vite').Plugin} */
export function exhibits() {
  return {
    name: 'exhibits',
    generateBundle() {
      for (const [name, source] of exhibitFiles()) {
        this.emitFile({ type: 'asset', fileName: PLACE + name, source });
      }
    },
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const path = new URL(request.url ?? '/', 'http://localhost').pathname;
        const at = path.lastIndexOf(PLACE);
        const text = at < 0 ? undefined : exhibitFiles().get(path.slice(at + PLACE.length));
        if (text === undefined) next();
        else response.setHeader('content-type', 'application/json').end(text);
      });
    },
  };
}
