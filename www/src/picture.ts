/**
 * The cluster as it is on the screen, as a picture that stands alone: what the style sheets say is written into it.
 */

import { plainColor } from './plain-color.ts';

/** What a shape looks like, and what a group does to all in it. */
const OF_SHAPES = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-opacity',
  'stroke-dasharray',
  'stroke-dashoffset',
  'stroke-linecap',
  'stroke-linejoin',
  'paint-order',
  'opacity',
  'visibility',
] as const;
const OF_TEXTS = [
  'font-family',
  'font-size',
  'font-weight',
  'letter-spacing',
  'text-anchor',
  'dominant-baseline',
] as const;
const OF_GROUPS = ['opacity', 'visibility'] as const;

/** Pixels for each CSS pixel of the drawing, so that a projector has something to show. */
const SCALE = 2;
/** CSS pixels below the drawing for what is told. */
const STRIP = 44;
const MARGIN = 16;
/** What is told gets smaller to have room, and is squeezed only then. */
const [LARGEST, SMALLEST] = [15, 10];

/** What is drawn, in layers from the ground up, all of one size. */
export type Drawing = readonly [SVGSVGElement, ...SVGSVGElement[]];

/** The drawing as an SVG file, on this ground. */
export function standing(drawing: Drawing, ground: string): string {
  const { width, height } = sizeOf(drawing);
  const [copy, ...above] = drawing.map((layer) => {
    const twin = layer.cloneNode(true) as SVGSVGElement;
    inline(layer, twin);
    return twin;
  }) as [SVGSVGElement, ...SVGSVGElement[]];
  for (const layer of above) copy.append(...layer.childNodes);
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.setAttribute('width', String(width));
  copy.setAttribute('height', String(height));
  const sheet = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
  sheet.setAttribute('width', '100%');
  sheet.setAttribute('height', '100%');
  sheet.setAttribute('fill', plainColor(ground));
  copy.prepend(sheet);
  return new XMLSerializer().serializeToString(copy);
}

/** Draws it, and what is told below it, on a canvas that takes its size. */
export async function paint(
  canvas: HTMLCanvasElement,
  drawing: Drawing,
  told: string,
): Promise<void> {
  const ground = groundOf(drawing[0]);
  const { color, fontFamily } = getComputedStyle(drawing[0]);
  const { width, height } = sizeOf(drawing);
  const image = await imageOf(standing(drawing, ground));
  // Even numbers: encoders of films want them.
  const [w, h] = [width, height + STRIP].map((each) => 2 * Math.round((each * SCALE) / 2)) as [number, number];
  // A canvas that is given a size is emptied, and a film of it begins anew.
  if (canvas.width !== w || canvas.height !== h) Object.assign(canvas, { width: w, height: h });
  const pen = canvas.getContext('2d');
  if (pen === null) throw new Error('no canvas');
  pen.setTransform(SCALE, 0, 0, SCALE, 0, 0);
  pen.fillStyle = ground;
  pen.fillRect(0, 0, w, h);
  pen.drawImage(image, 0, 0, width, height);
  pen.fillStyle = color;
  pen.textBaseline = 'middle';
  const room = width - 2 * MARGIN;
  pen.font = `${LARGEST}px ${fontFamily}`;
  const size = Math.max(SMALLEST, Math.min(LARGEST, (LARGEST * room) / pen.measureText(told).width));
  pen.font = `${size}px ${fontFamily}`;
  pen.fillText(told, MARGIN, height + STRIP / 2, room);
}

/** What is behind the drawing: the first ground that is not transparent. */
export function groundOf(drawing: Element): string {
  let at: Element | null = drawing;
  while (at !== null) {
    const { backgroundColor } = getComputedStyle(at);
    if (backgroundColor !== 'rgba(0, 0, 0, 0)' && backgroundColor !== 'transparent') return backgroundColor;
    const root: Node = at.getRootNode();
    at = at.parentElement ?? (root instanceof ShadowRoot ? root.host : null);
  }
  return '#fff';
}

function sizeOf([lowest]: Drawing): { readonly width: number; readonly height: number } {
  const { width, height } = lowest.viewBox.baseVal;
  return { width, height };
}

function inline(shown: Element, copy: Element): void {
  const style = getComputedStyle(shown);
  if (style.display === 'none') {
    copy.remove();
    return;
  }
  const isGroup = shown instanceof SVGGElement || shown instanceof SVGSVGElement;
  const isText = shown instanceof SVGTextContentElement;
  const names = isGroup ? OF_GROUPS : isText ? [...OF_SHAPES, ...OF_TEXTS] : OF_SHAPES;
  const said = names.map((name) => {
    const value = style.getPropertyValue(name);
    return `${name}:${name === 'fill' || name === 'stroke' ? plainColor(value) : value}`;
  });
  // By a style sheet, not by its attribute.
  if (!shown.hasAttribute('transform') && style.transform !== 'none') {
    said.push(`transform:${style.transform}`, `transform-origin:${style.transformOrigin}`);
  }
  copy.setAttribute('style', said.join(';'));
  // Lit's marks are no part of a picture.
  for (const node of [...copy.childNodes]) if (node.nodeType === Node.COMMENT_NODE) node.remove();
  const copies = [...copy.children];
  [...shown.children].forEach((child, i) => {
    const twin = copies[i];
    if (twin !== undefined) inline(child, twin);
  });
}

async function imageOf(text: string): Promise<HTMLImageElement> {
  const url = URL.createObjectURL(new Blob([text], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    return image;
  } finally {
    URL.revokeObjectURL(url);
  }
}
