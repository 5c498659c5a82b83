/** Two ways to draw one picture: on a canvas, and as SVG with real text and real shapes. */

export interface Stroke {
  readonly color: string;
  readonly width: number;
  readonly dash?: readonly number[];
  readonly alpha?: number;
}

export interface TextStyle {
  readonly color: string;
  readonly size: number;
  readonly weight?: number;
  readonly anchor?: 'start' | 'middle' | 'end';
  /** Drawn around the letters, so that they can be read over lines. */
  readonly halo?: string;
  readonly mono?: boolean;
}

export interface Pen {
  line(x1: number, y1: number, x2: number, y2: number, stroke: Stroke): void;
  rect(x: number, y: number, width: number, height: number, fill: string, alpha?: number): void;
  /** A shape in SVG's path language, moved to a place. */
  shape(d: string, x: number, y: number, fill: string | undefined, stroke?: Stroke): void;
  text(words: string, x: number, y: number, style: TextStyle): void;
  /** Nothing is drawn outside until `unclip`. */
  clip(x: number, y: number, width: number, height: number): void;
  unclip(): void;
}

export const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'PingFang SC', 'Noto Sans SC', 'Noto Sans CJK SC', sans-serif";

const shapes = new Map<string, Path2D>();

function shapeOf(d: string): Path2D {
  const known = shapes.get(d);
  if (known !== undefined) return known;
  const path = new Path2D(d);
  shapes.set(d, path);
  return path;
}

export class CanvasPen implements Pen {
  readonly #on: CanvasRenderingContext2D;

  constructor(on: CanvasRenderingContext2D) {
    this.#on = on;
  }

  line(x1: number, y1: number, x2: number, y2: number, stroke: Stroke): void {
    const on = this.#on;
    this.#take(stroke);
    on.beginPath();
    on.moveTo(x1, y1);
    on.lineTo(x2, y2);
    on.stroke();
    on.globalAlpha = 1;
  }

  rect(x: number, y: number, width: number, height: number, fill: string, alpha = 1): void {
    const on = this.#on;
    on.globalAlpha = alpha;
    on.fillStyle = fill;
    on.fillRect(x, y, width, height);
    on.globalAlpha = 1;
  }

  shape(d: string, x: number, y: number, fill: string | undefined, stroke?: Stroke): void {
    const on = this.#on;
    const path = shapeOf(d);
    on.translate(x, y);
    if (fill !== undefined) {
      on.fillStyle = fill;
      on.fill(path);
    }
    if (stroke !== undefined) {
      this.#take(stroke);
      on.stroke(path);
      on.globalAlpha = 1;
    }
    on.translate(-x, -y);
  }

  text(words: string, x: number, y: number, style: TextStyle): void {
    const on = this.#on;
    on.font = `${style.weight ?? 400} ${style.size}px ${FONT}`;
    on.textAlign = style.anchor === 'middle' ? 'center' : style.anchor === 'end' ? 'right' : 'left';
    if (style.halo !== undefined) {
      on.strokeStyle = style.halo;
      on.lineWidth = 3.5;
      on.lineJoin = 'round';
      on.setLineDash([]);
      on.strokeText(words, x, y);
    }
    on.fillStyle = style.color;
    on.fillText(words, x, y);
  }

  clip(x: number, y: number, width: number, height: number): void {
    this.#on.save();
    this.#on.beginPath();
    this.#on.rect(x, y, width, height);
    this.#on.clip();
  }

  unclip(): void {
    this.#on.restore();
  }

  #take({ color, width, dash = [], alpha = 1 }: Stroke): void {
    const on = this.#on;
    on.globalAlpha = alpha;
    on.strokeStyle = color;
    on.lineWidth = width;
    on.setLineDash(dash as number[]);
    on.lineCap = 'round';
  }
}

const number = (value: number): string => String(Math.round(value * 100) / 100);

export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

/** Lines of one look that follow each other become one path. */
export class SvgPen implements Pen {
  readonly #parts: string[] = [];
  #look = '';
  #run: string[] = [];
  #clips = 0;

  line(x1: number, y1: number, x2: number, y2: number, stroke: Stroke): void {
    const look = strokeText(stroke);
    if (look !== this.#look) this.#flush();
    this.#look = look;
    this.#run.push(`M${number(x1)} ${number(y1)}L${number(x2)} ${number(y2)}`);
  }

  rect(x: number, y: number, width: number, height: number, fill: string, alpha = 1): void {
    const look = `fill="${fill}"${alpha < 1 ? ` fill-opacity="${number(alpha)}"` : ''}`;
    if (look !== this.#look) this.#flush();
    this.#look = look;
    this.#run.push(`M${number(x)} ${number(y)}h${number(width)}v${number(height)}h${number(-width)}z`);
  }

  shape(d: string, x: number, y: number, fill: string | undefined, stroke?: Stroke): void {
    this.#flush();
    const line = stroke === undefined ? '' : ` ${strokeText(stroke).replace('fill="none" ', '')}`;
    const at = `transform="translate(${number(x)} ${number(y)})"`;
    this.#parts.push(`<path d="${d}" ${at} fill="${fill ?? 'none'}"${line}/>`);
  }

  text(words: string, x: number, y: number, style: TextStyle): void {
    this.#flush();
    const anchor = style.anchor === undefined ? '' : ` text-anchor="${style.anchor}"`;
    const weight = style.weight === undefined ? '' : ` font-weight="${style.weight}"`;
    const halo =
      style.halo === undefined
        ? ''
        : ` stroke="${style.halo}" stroke-width="3.5" stroke-linejoin="round" paint-order="stroke"`;
    this.#parts.push(
      `<text x="${number(x)}" y="${number(y)}" font-size="${style.size}" fill="${style.color}"${anchor}${weight}${halo}>${escaped(words)}</text>`,
    );
  }

  clip(x: number, y: number, width: number, height: number): void {
    this.#flush();
    this.#clips += 1;
    const id = `clip${this.#clips}`;
    const box = `x="${number(x)}" y="${number(y)}" width="${number(width)}" height="${number(height)}"`;
    this.#parts.push(`<clipPath id="${id}"><rect ${box}/></clipPath><g clip-path="url(#${id})">`);
  }

  unclip(): void {
    this.#flush();
    this.#parts.push('</g>');
  }

  /** The whole picture as a file. */
  file(width: number, height: number, title: string, about: string): string {
    this.#flush();
    return [
      `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="${escaped(FONT)}" role="img" aria-labelledby="t d">`,
      `<title id="t">${escaped(title)}</title><desc id="d">${escaped(about)}</desc>`,
      ...this.#parts,
      '</svg>',
    ].join('\n');
  }

  #flush(): void {
    if (0 < this.#run.length) this.#parts.push(`<path ${this.#look} d="${this.#run.join('')}"/>`);
    this.#run = [];
    this.#look = '';
  }
}

function strokeText({ color, width, dash, alpha = 1 }: Stroke): string {
  const dashes = dash === undefined || dash.length === 0 ? '' : ` stroke-dasharray="${dash.join(' ')}"`;
  const opacity = alpha < 1 ? ` stroke-opacity="${number(alpha)}"` : '';
  return `fill="none" stroke="${color}" stroke-width="${number(width)}" stroke-linecap="round"${dashes}${opacity}`;
}
