// What index.html says of what will be asked for, so that it is fetched beside the scripts, not after them: the core's
// glue; its wasm, as the glue will ask for it; and what stands around the cluster, which is run only when that is drawn.

/** Whose start it is. The figure in a frame fetches its core when it is near the window. */
const PAGE = '/index.html';

/** @returns {import('vite').Plugin} */
export function hints() {
  return {
    name: 'hints',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(_, { path, bundle = {} }) {
        if (path !== PAGE) return [];
        const files = Object.values(bundle);
        const glue = files.find(({ type, name }) => type === 'chunk' && name === 'kvraft_wasm');
        const core = files.find(({ fileName }) => /kvraft_wasm_bg[^/]*\.wasm$/.test(fileName));
        // Without them the page would be as good, and slower, which nobody would notice here.
        if (glue === undefined || core === undefined) throw new Error('the core is not in the bundle');
        const page = files.find(({ type, name, isEntry }) => type === 'chunk' && isEntry && name === 'index');
        const panels = files.find(({ type, name }) => type === 'chunk' && name === 'panels');
        if (page === undefined || panels === undefined) throw new Error('the panels are not in the bundle');
        const first = withImports(page, bundle);
        const later = [...withImports(panels, bundle)].filter((name) => !first.has(name));
        const link = (attrs) => ({ tag: 'link', attrs: { ...attrs, crossorigin: true }, injectTo: 'head' });
        return [
          link({ rel: 'modulepreload', href: `./${glue.fileName}` }),
          link({ rel: 'preload', href: `./${core.fileName}`, as: 'fetch', type: 'application/wasm' }),
          // Not modulepreload, which would compile them, too.
          ...later.map((name) => link({ rel: 'preload', href: `./${name}`, as: 'script', fetchpriority: 'low' })),
        ];
      },
    },
  };
}

/** The files of a chunk and of all that it imports. */
function withImports(chunk, bundle, found = new Set()) {
  found.add(chunk.fileName);
  for (const name of chunk.imports) if (!found.has(name)) withImports(bundle[name], bundle, found);
  return found;
}
