/**
 * The pen that draws what moves. What it is told is numbers and words, no elements: it can stand in a thread of its
 * own, and the page's is free meanwhile (without a GPU a canvas costs it more than all the rest of a frame).
 */

/** One shape, ready to be filled and stroked. */
export interface Stroke {
  /** As path data of SVG; of a text there is none. */
  readonly path: string | undefined;
  /** How the path is turned and moved. */
  readonly turned: DOMMatrix2DInit | undefined;
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

/** One thing to draw. An arc has the look of its sprite, a radius, and begins at the top. */
export interface Stamp {
  /** The number of its sprite. */
  readonly sprite: number;
  /** In units of the picture. */
  readonly x: number;
  readonly y: number;
  readonly scale: number;
  /** Of an arc; 0 for all else. */
  readonly radius: number;
  /** Of the circle, 0 to 1. */
  readonly share: number;
  /** How far its dashes have gone. */
  readonly offset: number;
}

/** Numbers to a stamp, in the order of `Stamp`. */
const FIELDS = 7;

/** One frame. */
export interface Picture {
  /** In device pixels. */
  readonly width: number;
  readonly height: number;
  /** Device pixels for each unit of the picture. */
  readonly scale: number;
  /** From the ground up, see `packed`. */
  readonly stamps: Float32Array;
  /** Sprites that have not been told before, by number. */
  readonly fresh: readonly (readonly [number, Sprite])[];
  /** All that were told before are none any more. */
  readonly anew: boolean;
}

/** Where pictures go. */
export interface Easel {
  paint(picture: Picture): void;
  /** Whether what was painted last can be seen, or something later. */
  readonly shows: boolean;
}

export function packed(stamps: readonly Stamp[]): Float32Array {
  const numbers = new Float32Array(stamps.length * FIELDS);
  for (const [i, { sprite, x, y, scale, radius, share, offset }] of stamps.entries()) {
    numbers.set([sprite, x, y, scale, radius, share, offset], i * FIELDS);
  }
  return numbers;
}

type Pen = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

/** A stroke whose path is ready. */
interface Shape {
  readonly look: Stroke;
  readonly path: Path2D | undefined;
}

export class Painter implements Easel {
  readonly shows = true;
  readonly #pen: Pen;
  readonly #sprites = new Map<number, readonly Shape[]>();

  constructor(pen: Pen) {
    this.#pen = pen;
  }

  /** Takes note of the sprites of a picture: they are told once, though it may never be drawn. */
  learn({ fresh, anew }: Picture): void {
    if (anew) this.#sprites.clear();
    for (const [number, sprite] of fresh) this.#sprites.set(number, sprite.map(shapeOf));
  }

  paint(picture: Picture): void {
    this.learn(picture);
    this.draw(picture);
  }

  draw({ width, height, scale, stamps }: Picture): void {
    const pen = this.#pen;
    const { canvas } = pen;
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, width, height);
    for (let i = 0; i < stamps.length; i += FIELDS) {
      const [sprite = 0, x = 0, y = 0, size = 1, radius = 0, share = 0, offset = 0] = stamps.subarray(i, i + FIELDS);
      const k = scale * size;
      pen.setTransform(k, 0, 0, k, scale * x, scale * y);
      const shapes = this.#sprites.get(sprite) ?? [];
      if (radius === 0) for (const shape of shapes) stamp(pen, shape, offset);
      else for (const { look } of shapes) arc(pen, look, radius, share);
    }
    pen.globalAlpha = 1;
  }
}

function shapeOf(look: Stroke): Shape {
  if (look.path === undefined) return { look, path: undefined };
  const path = new Path2D();
  path.addPath(new Path2D(look.path), look.turned);
  return { look, path };
}

function arc(pen: Pen, { stroke, width, alpha }: Stroke, radius: number, share: number): void {
  if (stroke === 'none' || share === 0) return;
  pen.beginPath();
  pen.arc(0, 0, radius, -Math.PI / 2, -Math.PI / 2 + 2 * Math.PI * share);
  pen.globalAlpha = alpha;
  pen.strokeStyle = stroke;
  pen.lineWidth = width;
  pen.lineCap = 'butt';
  pen.setLineDash([]);
  pen.stroke();
}

/** Draws it where the pen's origin is. */
function stamp(pen: Pen, { look, path }: Shape, offset: number): void {
  pen.globalAlpha = look.alpha;
  if (look.fill !== 'none') {
    pen.fillStyle = look.fill;
    if (path !== undefined) pen.fill(path);
    else {
      pen.font = look.font;
      pen.textAlign = 'center';
      pen.fillText(look.text, ...look.at);
    }
  }
  if (path === undefined || look.stroke === 'none' || look.width === 0) return;
  pen.strokeStyle = look.stroke;
  pen.lineWidth = look.width;
  pen.lineCap = look.cap;
  pen.lineJoin = look.join;
  pen.setLineDash([...look.dash]);
  pen.lineDashOffset = offset;
  pen.stroke(path);
}
