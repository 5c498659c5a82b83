/**
 * A figure in a frame: what are attributes of the element elsewhere stands in the address,
 * `embed.html?scenario=figure-8&controls=playback`, or a link, `embed.html#r=…&at=1200`. The frame's height is
 * told to the page around it: `{ type: 'kvraft-lab:resize', height }`, in px.
 */
import { parseLanguage, linkIn } from '../options.ts';
import { define } from './element.ts';
import { ATTRIBUTES } from './wishes.ts';

define({
  face: () => import('./face.ts'),
  scenarios: new URL('scenarios/', document.baseURI),
  page: new URL('./', document.baseURI).href,
});

const figure = document.createElement('kvraft-lab');
const query = new URLSearchParams(location.search);
for (const name of ATTRIBUTES) {
  const value = query.get(name);
  if (value !== null) figure.setAttribute(name, value);
}
const link = linkIn(location.hash);
if (link !== undefined) figure.setAttribute('scenario', `#r=${link}`);
const lang = parseLanguage(query.get('lang') ?? '');
if (lang !== undefined) document.documentElement.lang = lang;
// Nobody chose a language: the reader's own, and not that of this file.
else document.documentElement.removeAttribute('lang');
document.body.append(figure);

new ResizeObserver(() => {
  const height = Math.ceil(figure.getBoundingClientRect().height);
  // Whoever embeds it may stand anywhere, and learns a height from it, nothing else.
  window.parent.postMessage({ type: 'kvraft-lab:resize', height }, '*');
}).observe(figure);
