/**
 * Drawings for a pen. What a shape looks like is said once, by its SVG and the style sheet; it is read from
 * there once for each look, and drawn as often as frames want it.
 */

/** One shape, ready to be filled and stroked. */
interface Stroke {
  readonly path: Path2D | undefined;
  readonly text: string;
  /** Where a text stands. */
  readonly at: readonly [number, number];
  readonly font: string;
  readonly fill: string;
  readonly stroke: string;
  readonly width: number;
  readonly dash: readonly number[];
  readonly cap: CanvasLineCap;
  readonly join: CanvasLineJoin;
  readonly alpha: number;
}

export type Sprite = readonly Stroke[];

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
  seen(name: string, element: Element | null): Sprite {
    return this.#once(name, () => (element === null ? [] : read(element)));
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

function pathOf(element: Element): Path2D {
  const turned = (element as SVGGraphicsElement).transform.baseVal.consolidate()?.matrix;
  const shape = new Path2D(element instanceof SVGPathElement ? (element.getAttribute('d') ?? '') : undefined);
  const number = (name: string): number => numberOf(element, name);
  if (element instanceof SVGCircleElement) {
    shape.arc(number('cx'), number('cy'), number('r'), 0, 2 * Math.PI);
  } else if (element instanceof SVGRectElement) {
    shape.roundRect(number('x'), number('y'), number('width'), number('height'), number('rx'));
  }
  const path = new Path2D();
  path.addPath(shape, turned);
  return path;
}

function numberOf(element: Element, name: string): number {
  return Number(element.getAttribute(name) ?? 0);
}

/** Draws it where the pen's origin is; dashes go on by `offset`. */
export function stamp(pen: CanvasRenderingContext2D, sprite: Sprite, offset = 0): void {
  for (const each of sprite) {
    pen.globalAlpha = each.alpha;
    if (each.fill !== 'none') {
      pen.fillStyle = each.fill;
      if (each.path !== undefined) pen.fill(each.path);
      else {
        pen.font = each.font;
        pen.textAlign = 'center';
        pen.fillText(each.text, ...each.at);
      }
    }
    if (each.path === undefined || each.stroke === 'none' || each.width === 0) continue;
    pen.strokeStyle = each.stroke;
    pen.lineWidth = each.width;
    pen.lineCap = each.cap;
    pen.lineJoin = each.join;
    pen.setLineDash(each.dash as number[]);
    pen.lineDashOffset = offset;
    pen.stroke(each.path);
  }
  pen.globalAlpha = 1;
}
