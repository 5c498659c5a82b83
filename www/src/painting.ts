/** Has a canvas painted in a thread of its own, where the browser has such threads. */
import type { Order, Word } from './painter.worker.ts';
import type { Easel, Picture } from './views/painter.ts';

class Away implements Easel {
  shows = false;
  readonly #worker: Worker;

  constructor(worker: Worker, canvas: HTMLCanvasElement) {
    this.#worker = worker;
    worker.onmessage = () => (this.shows = true);
    const offscreen = canvas.transferControlToOffscreen();
    this.#post({ canvas: offscreen }, [offscreen]);
  }

  paint(picture: Picture): void {
    const isEmpty = picture.stamps.length === 0;
    if (isEmpty) this.shows = false;
    this.#post({ picture, tell: !this.shows && !isEmpty }, []);
  }

  #post(order: Order, transfer: Transferable[]): void {
    this.#worker.postMessage(order, transfer);
  }
}

/** The canvas must not have been drawn on. Where no thread can be had, undefined, and the canvas is as it was. */
export function paintAway(canvas: HTMLCanvasElement): Promise<Easel | undefined> {
  return new Promise((resolve) => {
    if (!('transferControlToOffscreen' in canvas)) return resolve(undefined);
    try {
      const worker = new Worker(new URL('./painter.worker.ts', import.meta.url), { type: 'module' });
      worker.onerror = (event) => {
        // Nothing is lost by it.
        event.preventDefault();
        resolve(undefined);
      };
      worker.onmessage = ({ data }: MessageEvent<Word>) => {
        if (data === 'ready') resolve(new Away(worker, canvas));
      };
    } catch {
      resolve(undefined);
    }
  });
}
