/** What a finger means: the nearest thing within its reach, for it cannot point at a pixel. Pure. */
import type { MessageInFlight } from './frame.ts';
import { fromSegment, type Place, type Point } from './geometry.ts';
import { messageAt, type Scene } from './layout.ts';

/** What there is to press in the cluster. */
export type Target =
  | { readonly kind: 'server'; readonly id: number }
  | { readonly kind: 'client'; readonly id: number }
  | { readonly kind: 'message'; readonly message: MessageInFlight }
  | { readonly kind: 'link'; readonly link: readonly [number, number] };

/** Half of what a finger should be offered at least (WCAG 2.5.5: 44 px). */
export const REACH = 22;
/** Half of what a pointer is offered of a message, as its drawing has it. */
const POINT = 16;

/**
 * The nearest of what is within reach. Servers and clients come before messages that pass them, and
 * a link, of which there is much to press, comes last. Rows of servers have no links to be seen.
 */
export function nearest(
  at: Point,
  messages: readonly MessageInFlight[],
  time: number,
  scene: Scene,
): Target | undefined {
  const server = closest(scene.servers, (place) => outside(place, at));
  if (server !== undefined && server.distance <= 0) return { kind: 'server', id: server.what.id };
  const message = closestMessage(at, messages, time, scene);
  const client = closest(scene.clients, (place) => outside(place, at));
  if (client !== undefined && client.distance <= 0) return { kind: 'client', id: -client.what.id };
  if (message !== undefined && message.distance <= REACH) return { kind: 'message', message: message.what };
  if (server !== undefined && server.distance <= REACH / 2) return { kind: 'server', id: server.what.id };
  if (client !== undefined && client.distance <= REACH / 2) return { kind: 'client', id: -client.what.id };
  if (scene.links.length === 0) return undefined;
  const link = closest(pairs(scene.servers), ([a, b]) => fromSegment(at, a, b));
  if (link === undefined || REACH < link.distance) return undefined;
  return { kind: 'link', link: [link.what[0].id, link.what[1].id] };
}

/** The message at a pointer, of those that are drawn with a pen and so cannot be asked. */
export function messageUnder(
  at: Point,
  messages: readonly MessageInFlight[],
  time: number,
  scene: Scene,
): MessageInFlight | undefined {
  const found = closestMessage(at, messages, time, scene);
  return found !== undefined && found.distance <= POINT ? found.what : undefined;
}

function closestMessage(at: Point, messages: readonly MessageInFlight[], time: number, scene: Scene) {
  return closest(messages, (each) => {
    const place = messageAt(each, time, scene);
    return place === undefined ? Number.POSITIVE_INFINITY : Math.hypot(place.x - at.x, place.y - at.y);
  });
}

function closest<T>(
  all: readonly T[],
  far: (each: T) => number,
): { readonly what: T; readonly distance: number } | undefined {
  let best: { readonly what: T; readonly distance: number } | undefined;
  for (const what of all) {
    const distance = far(what);
    if (best === undefined || distance < best.distance) best = { what, distance };
  }
  return best;
}

/** How far beyond the timer around a place; below 0 within it. */
function outside(place: Place, at: Point): number {
  return Math.hypot(place.x - at.x, place.y - at.y) - Math.max(REACH, place.radius + 9);
}

function pairs(places: readonly Place[]): readonly (readonly [Place, Place])[] {
  return places.flatMap((a, i) => places.slice(i + 1).map((b) => [a, b] as const));
}
