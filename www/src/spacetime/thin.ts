/**
 * Thousands of lines of one pixel, drawn into an array: without a GPU a canvas takes a hundred times as long.
 * Where lines cross they add up, so that what is frequent looks dense.
 */
import type { Line } from './geometry.ts';

export class ThinLines {
  readonly #image: ImageData;
  readonly #words: Uint32Array;

  constructor(width: number, height: number) {
    this.#image = new ImageData(Math.max(1, width), Math.max(1, height));
    this.#words = new Uint32Array(this.#image.data.buffer);
  }

  get image(): ImageData {
    return this.#image;
  }

  clear(): void {
    this.#words.fill(0);
  }

  /** One line in device pixels; `color` is `0xBBGGRR`. */
  draw({ x1, y1, x2, y2 }: Line, color: number): void {
    const steps = Math.max(Math.abs(x2 - x1), Math.abs(y2 - y1), 1) | 0;
    const { width, height } = this.#image;
    const words = this.#words;
    const [dx, dy] = [(x2 - x1) / steps, (y2 - y1) / steps];
    let [x, y] = [x1, y1];
    for (let i = 0; i <= steps; i++, x += dx, y += dy) {
      const [column, row] = [x | 0, y | 0];
      if (column < 0 || row < 0 || width <= column || height <= row) continue;
      const at = row * width + column;
      const alpha = (words[at] ?? 0) >>> 24;
      words[at] = (color | (Math.min(255, alpha === 0 ? 110 : alpha + 45) << 24)) >>> 0;
    }
  }
}

/** `#rrggbb` as `0xBBGGRR`: pixels are little-endian. */
export function wordOf(hex: string): number {
  const value = Number.parseInt(hex.slice(1), 16);
  return ((value & 0xff) << 16) | (value & 0xff00) | (value >> 16);
}
