// What index.html says of the core, so that it is fetched beside the scripts, not after them: its glue, and
// the wasm, as the glue will ask for it.

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
        const link = (attrs) => ({ tag: 'link', attrs: { ...attrs, crossorigin: true }, injectTo: 'head' });
        return [
          link({ rel: 'modulepreload', href: `./${glue.fileName}` }),
          link({ rel: 'preload', href: `./${core.fileName}`, as: 'fetch', type: 'application/wasm' }),
        ];
      },
    },
  };
}
