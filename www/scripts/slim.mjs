// Takes out of the templates in the scripts what is there for who reads them: indentation, and comments in styles.
// Minifiers leave templates alone, for they cannot know what they mean.

/** What a template says without its layout. A line break stays white space, and one is enough. */
const SLIM = {
  css: (text) =>
    text
      .replace(/\/\*[\s\S]*?\*\//g, '')
      .replace(/\s*\n\s*/g, ' ')
      .replace(/ ?([{};]) ?/g, '$1')
      // A space behind a colon is no selector's; what is quoted has none of these.
      .replace(/([:,]) /g, '$1')
      .replace(/;}/g, '}')
      .replace(/ > /g, '>')
      .replace(/(?<=[ :,(-])0(?=\.\d)/g, ''),
  html: (text) => text.replace(/\s*\n\s*/g, '\n'),
};
SLIM.svg = SLIM.html;

/** @returns {import('vite').Plugin} */
export function slim() {
  return {
    name: 'slim',
    apply: 'build',
    transform(code, id) {
      if (!/[\\/]src[\\/].*\.ts$/.test(id) || !/\b(?:css|html|svg)`/.test(code)) return null;
      const pieces = [...quasis(this.parse(code, { lang: 'ts' }))];
      let slimmed = '';
      let end = 0;
      for (const { near, tag, raw } of pieces.sort((a, b) => a.near - b.near)) {
        // Parsers disagree on whether a piece begins at its delimiter or behind it.
        const start = code.indexOf(raw, near);
        if (start < 0 || near + 1 < start) this.error(`a template is not where it was said to be: ${id}`);
        slimmed += code.slice(end, start) + SLIM[tag](raw);
        end = start + raw.length;
      }
      return { code: slimmed + code.slice(end), map: null };
    },
  };
}

/** The pieces of text of all templates with such a tag below a node, each with its place. */
function* quasis(node) {
  if (node === null || typeof node !== 'object') return;
  if (node.type === 'TaggedTemplateExpression' && Object.hasOwn(SLIM, node.tag.name ?? '')) {
    for (const { start, value } of node.quasi.quasis) yield { near: start, tag: node.tag.name, raw: value.raw };
  }
  for (const child of Object.values(node)) yield* quasis(child);
}
