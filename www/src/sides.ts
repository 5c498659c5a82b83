/** What a hand on the cluster asks the network for: sides, by a wall, a loop, or a server that is carried. Pure. */
import type { Place, Point } from './geometry.ts';
import { partedBy } from './walls.ts';

export type Sides = readonly (readonly number[])[];

/** What letting go would do. */
export type Wish =
  | { readonly kind: 'part'; readonly sides: Sides }
  /** The last wall falls. */
  | { readonly kind: 'heal' };

/** A stroke so much longer than the way between its ends is a loop. */
const LOOP = 2.1;

/** Whether a stroke goes around something rather than across. */
export function isLoop(path: readonly Point[]): boolean {
  const [from, to] = [path[0], path.at(-1)];
  if (from === undefined || to === undefined) return false;
  return LOOP * distance(from, to) < lengthOf(path);
}

/** A line across parts who stands on either side of it; a loop parts whom it encloses from the others. */
export function partedByStroke(path: readonly Point[], places: readonly Place[]): Wish | undefined {
  const [from, to] = [path[0], path.at(-1)];
  if (from === undefined || to === undefined) return undefined;
  if (!isLoop(path)) {
    const sides = partedBy(from, to, places);
    return sides === undefined ? undefined : { kind: 'part', sides };
  }
  const inside = places.filter((place) => encloses(path, place)).map(({ id }) => id);
  const outside = places.map(({ id }) => id).filter((id) => !inside.includes(id));
  if (inside.length === 0 || outside.length === 0) return undefined;
  return { kind: 'part', sides: [inside, outside] };
}

/** Where a server is carried to: onto another one, away from all, or back to its own place. */
export function destination(
  server: number,
  at: Point,
  places: readonly Place[],
): { readonly kind: 'home' } | { readonly kind: 'alone' } | { readonly kind: 'with'; readonly other: number } {
  const own = places.find(({ id }) => id === server);
  if (own !== undefined && distance(own, at) < 1.3 * own.radius) return { kind: 'home' };
  let nearest: Place | undefined;
  for (const place of places) {
    if (place.id === server) continue;
    if (nearest === undefined || distance(place, at) < distance(nearest, at)) nearest = place;
  }
  if (nearest === undefined || 2 * nearest.radius < distance(nearest, at)) return { kind: 'alone' };
  return { kind: 'with', other: nearest.id };
}

/** The sides once `server` is with `other`, or with nobody; nothing if that is how it is. */
export function carried(server: number, other: number | undefined, sides: Sides): Wish | undefined {
  const own = sides.find((side) => side.includes(server)) ?? [];
  const rest = sides
    .map((side) => side.filter((id) => id !== server))
    .filter((side) => 0 < side.length);
  if (other === undefined) {
    if (own.length === 1 || rest.length === 0) return undefined;
    return { kind: 'part', sides: [[server], ...rest] };
  }
  if (sides.length === 1) {
    // There is no wall yet: the two go behind one together.
    const others = own.filter((id) => id !== server && id !== other);
    if (others.length === 0) return undefined;
    return { kind: 'part', sides: [[server, other].sort(ascending), others] };
  }
  if (own.includes(other)) return undefined;
  const joined = rest.map((side) => (side.includes(other) ? [...side, server].sort(ascending) : side));
  return joined.length === 1 ? { kind: 'heal' } : { kind: 'part', sides: joined };
}

/** The wish as a line of the action language. */
export function lineOf(wish: Wish): string {
  return wish.kind === 'heal' ? 'heal' : `partition ${wish.sides.map((side) => side.join(' ')).join(' | ')}`;
}

/** Whether a closed path has a point inside: a ray from it crosses the path an odd number of times. */
function encloses(path: readonly Point[], { x, y }: Point): boolean {
  let inside = false;
  for (const [i, a] of path.entries()) {
    const b = path[(i + 1) % path.length] ?? a;
    if (a.y > y === b.y > y) continue;
    if (x < a.x + ((y - a.y) / (b.y - a.y)) * (b.x - a.x)) inside = !inside;
  }
  return inside;
}

function lengthOf(path: readonly Point[]): number {
  return path.reduce((sum, point, i) => sum + distance(path[i - 1] ?? point, point), 0);
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

function ascending(a: number, b: number): number {
  return a - b;
}
