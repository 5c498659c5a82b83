/**
 * Looks for a pen. What a shape looks like is said once, by its SVG and the style sheet; it is read from
 * there once for each look, and drawn as often as frames want it.
 */

import type { Sprite } from './painter.ts';

/** Looks that were read, by name, until the style sheet says something else. */
export class Sprites {
  readonly #probe: SVGElement;
  readonly #known = new Map<string, Sprite>();

  /** `probe` is a group that nobody sees, under the same styles as what is drawn. */
  constructor(probe: SVGElement) {
    this.#probe = probe;
  }

  /** The sprite of that name; `draw` makes what it is read from, and is asked once. */
  of(name: string, draw: () => SVGElement | undefined): Sprite {
    return this.#once(name, () => {
      const element = draw();
      if (element === undefined) return [];
      this.#probe.append(element);
      const sprite = read(element);
      element.remove();
      return sprite;
    });
  }

  /** The same of an element that is there already. */
  seen(name: string, find: () => Element | null): Sprite {
    return this.#once(name, () => {
      const element = find();
      return element === null ? [] : read(element);
    });
  }

  #once(name: string, look: () => Sprite): Sprite {
    const known = this.#known.get(name) ?? look();
    this.#known.set(name, known);
    return known;
  }

  forget(): void {
    this.#known.clear();
  }
}

/** The shapes of an element that stands in a document, with the styles that they have there. */
function read(element: Element): Sprite {
  if (element instanceof SVGGElement) return [...element.children].flatMap(read);
  const style = getComputedStyle(element);
  if (style.display === 'none') return [];
  const isText = element instanceof SVGTextElement;
  return [
    {
      path: isText ? undefined : pathOf(element),
      turned: turnOf(element),
      text: isText ? (element.textContent ?? '') : '',
      at: [numberOf(element, 'x'), numberOf(element, 'y')],
      font: `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`,
      fill: style.fill,
      stroke: style.stroke,
      width: parseFloat(style.strokeWidth) || 0,
      dash: style.strokeDasharray === 'none' ? [] : style.strokeDasharray.split(',').map(parseFloat),
      cap: style.strokeLinecap as CanvasLineCap,
      join: style.strokeLinejoin as CanvasLineJoin,
      alpha: Number(style.opacity),
    },
  ];
}

/** Any shape as path data, begun and turned as SVG does it: dashes lie alike. */
function pathOf(element: Element): string {
  const number = (name: string): number => numberOf(element, name);
  if (element instanceof SVGCircleElement) {
    const [x, y, r] = [number('cx'), number('cy'), number('r')];
    return `M${x + r} ${y}a${r} ${r} 0 1 1 ${-2 * r} 0a${r} ${r} 0 1 1 ${2 * r} 0Z`;
  }
  if (element instanceof SVGRectElement) {
    const [x, y, w, h, r] = [number('x'), number('y'), number('width'), number('height'), number('rx')];
    const corner = (dx: number, dy: number): string => `a${r} ${r} 0 0 1 ${dx} ${dy}`;
    return `M${x + r} ${y}h${w - 2 * r}${corner(r, r)}v${h - 2 * r}${corner(-r, r)}h${2 * r - w}${corner(-r, -r)}v${2 * r - h}${corner(r, -r)}Z`;
  }
  return element.getAttribute('d') ?? '';
}

function turnOf(element: Element): DOMMatrix2DInit | undefined {
  const matrix = (element as SVGGraphicsElement).transform.baseVal.consolidate()?.matrix;
  if (matrix === undefined) return undefined;
  const { a, b, c, d, e, f } = matrix;
  return { a, b, c, d, e, f };
}

function numberOf(element: Element, name: string): number {
  return Number(element.getAttribute(name) ?? 0);
}
