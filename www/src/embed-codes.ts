/** How a run gets into other pages: as a tag, as a frame, as Markdown. Pure. */

export interface Embedding {
  /** The page of KVRaft Lab, with a slash at its end. */
  readonly page: string;
  /** What the element needs to know. */
  readonly attributes: readonly (readonly [name: string, value: string])[];
  readonly title: string;
  /** An address of the run for people. */
  readonly address: string;
  /** Pixels that a frame takes in a column of a text. */
  readonly height: number;
}

/** A script and the element. Markdown takes it for a block of HTML: no tag shares its line with another, none is empty. */
export function tagCode({ page, attributes, title, address }: Embedding): string {
  const written = attributes.map(([name, value]) => ` ${name}="${escaped(value)}"`).join('');
  return [
    `<script type="module" src="${escaped(page)}embed/kvraft-lab.js"></script>`,
    `<kvraft-lab${written}>`,
    `<a href="${escaped(address)}">${escaped(title)}</a>`,
    '</kvraft-lab>',
  ].join('\n');
}

export function frameCode({ page, attributes, title, height }: Embedding): string {
  const link = attributes.find(([name, value]) => name === 'scenario' && value.startsWith('#r='))?.[1] ?? '';
  const query = new URLSearchParams(attributes.filter(([, value]) => value !== link).map(([...each]) => each));
  // Commas and slashes mean nothing in a query: plain, they can be read.
  const options = query.toString().replaceAll('%2C', ',').replaceAll('%2F', '/');
  const source = `${page}embed.html${options === '' ? '' : `?${options}`}${link}`;
  return `<iframe src="${escaped(source)}" title="${escaped(title)}" width="100%" height="${height}" loading="lazy" style="border: 0"></iframe>`;
}

export function markdownCode({ title, address }: Embedding): string {
  return `[${title.replace(/[\\[\]]/g, '\\$&')}](<${address.replace(/[<>]/g, encodeURIComponent)}>)`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
