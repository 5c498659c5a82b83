/** A Web Worker that draws what moves on a canvas of the page. */
import { Painter, type Picture } from './views/painter.ts';

/** Its canvas first, then pictures. */
export type Order = { readonly canvas: OffscreenCanvas } | { readonly picture: Picture; readonly tell: boolean };
/** That it is there, and that a picture which it was to tell of is drawn. */
export type Word = 'ready' | 'shown';

const scope = globalThis as unknown as {
  onmessage: ((event: MessageEvent<Order>) => void) | null;
  postMessage(word: Word): void;
  requestAnimationFrame?(draw: () => void): number;
};

let painter: Painter | undefined;
/** The latest, until it is drawn: where this thread is late, those before it are left out. */
let next: Picture | undefined;
let tells = false;

scope.onmessage = ({ data: order }) => {
  if ('canvas' in order) {
    const pen = order.canvas.getContext('2d');
    if (pen !== null) painter = new Painter(pen);
    return;
  }
  painter?.learn(order.picture);
  const waits = next !== undefined;
  next = order.picture;
  tells ||= order.tell;
  if (waits) return;
  // Safari before 17 may have no frames here.
  if (scope.requestAnimationFrame === undefined) setTimeout(draw);
  else scope.requestAnimationFrame(draw);
};

function draw(): void {
  const picture = next;
  next = undefined;
  if (picture !== undefined) painter?.draw(picture);
  if (tells) scope.postMessage('shown');
  tells = false;
}

scope.postMessage('ready');
