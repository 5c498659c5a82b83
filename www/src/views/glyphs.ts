/** The drawings of messages: built once per message, then only moved. */
import type { Glyph } from '../messages.ts';

const SVG = 'http://www.w3.org/2000/svg';

type Attributes = Readonly<Record<string, string | number>>;

export function svgElement(name: string, attributes: Attributes = {}): SVGElement {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  return element;
}

/** A message's drawing: its shape, a pointer for when motion does not tell the direction, a cross. */
export function drawGlyph(glyph: Glyph): readonly SVGElement[] {
  return [
    svgElement('circle', { class: 'hit', r: 16 }),
    svgElement('path', { class: 'pointer', d: `M${reachOf(glyph)} -4l5 4l-5 4` }),
    ...shapeOf(glyph),
    svgElement('path', { class: 'cross', d: 'M-7 -7L7 7M7 -7L-7 7' }),
  ];
}

const HEXAGON = 'M-10 0L-5 -8.7H5L10 0L5 8.7H-5Z';

function reachOf(glyph: Glyph): number {
  if (glyph.kind === 'heartbeat' || glyph.kind === 'echo') return 7;
  return glyph.kind === 'snapshot' || glyph.kind === 'snapshot-ack' ? 19 : 13;
}

function shapeOf(glyph: Glyph): readonly SVGElement[] {
  switch (glyph.kind) {
    case 'vote-request':
      // A pre-vote binds nobody: a broken outline.
      return glyph.pre
        ? [svgElement('circle', { class: 'open pre', r: 8 }), letter('?', 'off')]
        : [svgElement('circle', { class: 'solid', r: 9 }), letter('?', 'on')];
    case 'vote-reply':
      return [
        svgElement('circle', { class: glyph.pre ? 'open pre' : 'open', r: 8 }),
        sign(glyph.yes),
      ];
    case 'heartbeat':
      return [svgElement('circle', { class: 'solid quiet', r: 3.5 })];
    case 'echo':
      return [svgElement('circle', { class: 'open quiet', r: 3.5 })];
    case 'entries': {
      const text = 99 < glyph.count ? '99+' : String(glyph.count);
      const width = 18 + 6 * (text.length - 1);
      return [box('solid', width), letter(text, 'on')];
    }
    case 'ack':
      return [box('open', 16), sign(glyph.yes)];
    case 'client-request':
      return [svgElement('path', { class: 'solid client', d: 'M0 -10L10 0L0 10L-10 0Z' })];
    case 'client-reply':
      return [
        svgElement('path', { class: 'open client', d: 'M0 -10L10 0L0 10L-10 0Z' }),
        glyph.yes
          ? svgElement('path', { class: 'sign', d: 'M-3.5 0L-1 3L4 -3' })
          : svgElement('path', { class: 'sign', d: 'M-3.5 0H3.5' }),
      ];
    case 'stand-now':
      return [svgElement('circle', { class: 'solid', r: 9 }), letter('!', 'on')];
    case 'snapshot':
      // Heavier than anything else on the way: a whole store, strapped together.
      return [
        svgElement('rect', { class: 'solid', x: -15, y: -11, width: 30, height: 22, rx: 3 }),
        svgElement('path', { class: 'strap', d: 'M-15 -3.5H15M-15 3.5H15' }),
      ];
    case 'snapshot-ack':
      return [
        svgElement('rect', { class: 'open', x: -12, y: -9, width: 24, height: 18, rx: 3 }),
        svgElement('path', { class: 'sign', d: 'M-12 0H12' }),
      ];
    case 'read':
      return [svgElement('path', { class: 'solid', d: HEXAGON }), letter('r', 'on')];
    case 'read-reply':
      return [
        svgElement('path', { class: 'open', d: HEXAGON }),
        svgElement('path', { class: 'sign', d: 'M-3.5 0L-1 3L4 -3' }),
      ];
    default:
      return glyph satisfies never;
  }
}

function box(className: string, width: number): SVGElement {
  return svgElement('rect', { class: className, x: -width / 2, y: -8, width, height: 16, rx: 4 });
}

function sign(yes: boolean): SVGElement {
  return svgElement('path', { class: 'sign', d: yes ? 'M-4 0H4M0 -4V4' : 'M-4 0H4' });
}

function letter(text: string, className: string): SVGElement {
  const element = svgElement('text', { class: className, y: 4 });
  element.textContent = text;
  return element;
}
