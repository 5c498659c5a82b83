/** Where the network is broken: walls between sides of a partition, marks on links. Pure. */
import type { Cut, ServerNode } from './frame.ts';
import { LANE, fromSegment, onRing, type Box, type Place, type Point, type Ring } from './geometry.ts';

/** A wall between a side of a partition and the rest: a curve through the middle of the ring. */
export interface Wall {
  readonly from: Point;
  readonly bend: Point;
  readonly to: Point;
  /** The servers behind it. */
  readonly side: readonly number[];
}

/** A link on which a direction is cut, and no wall says so. */
export interface BrokenLink {
  readonly from: number;
  readonly to: number;
  readonly start: Point;
  readonly end: Point;
  readonly middle: Point;
  /** Where it leads around others, the control point of its curve. */
  readonly bend?: Point;
  /** Both directions, as one. */
  readonly both: boolean;
}

/**
 * The sides of a partition: servers that can still talk, in at least one direction, directly or
 * through others, are on one side. One side means there is no partition.
 */
export function partitionSides(
  servers: readonly ServerNode[],
  cuts: readonly Cut[],
): readonly (readonly number[])[] {
  const silent = new Set(cuts.map((cut) => `${cut.from} ${cut.to}`));
  const parted = (a: number, b: number): boolean =>
    silent.has(`${a} ${b}`) && silent.has(`${b} ${a}`);
  const sides: number[][] = [];
  const seen = new Set<number>();
  for (const { id } of servers) {
    if (seen.has(id)) continue;
    const side = [id];
    seen.add(id);
    for (const member of side) {
      for (const other of servers) {
        if (seen.has(other.id) || parted(member, other.id)) continue;
        seen.add(other.id);
        side.push(other.id);
      }
    }
    sides.push(side.sort((a, b) => a - b));
  }
  return sides;
}

/**
 * The partition that a stroke across the ring asks for: who stands on either side of the line through
 * its ends. None if all stand on one side, or the stroke is too short to be meant.
 */
export function partedBy(
  from: Point,
  to: Point,
  places: readonly Place[],
): readonly [readonly number[], readonly number[]] | undefined {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  if (Math.hypot(dx, dy) < SHORTEST_STROKE) return undefined;
  const left = places.filter(({ x, y }) => dx * (y - from.y) - dy * (x - from.x) < 0);
  const right = places.filter((place) => !left.includes(place));
  if (left.length === 0 || right.length === 0) return undefined;
  const ids = (side: readonly Place[]): readonly number[] => side.map(({ id }) => id);
  return left.includes(places[0] as Place) ? [ids(left), ids(right)] : [ids(right), ids(left)];
}

const SHORTEST_STROKE = 60;

/** Half a wall, and a little air. */
const THICKNESS = 7;
/** How far from one server to the next a wall may end, and how far outside the ring. */
const SHARES = [0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74];
const REACHES = [1, -0.4];
const ENDS = REACHES.flatMap((reach, r) =>
  SHARES.map((share, s) => ({ share, reach, detour: 15 * r + s })),
).sort((a, b) => a.detour - b.detour);
/** How far from the middle of the ring it may bend, across and down, as parts of its radii. */
const STEPS = [0, 0.3, -0.3, 0.6, -0.6];
const BENDS = STEPS.flatMap((x) => STEPS.map((y) => [x, y] as const)).sort(
  (a, b) => Math.hypot(...a) - Math.hypot(...b),
);

/**
 * One wall around each run of neighbours that is not on the largest side. It goes half way between
 * the servers if it can, and out of the way of `boxes` if it must.
 */
export function wallsAround(
  places: readonly Place[],
  sides: readonly (readonly number[])[],
  ring: Ring,
  boxes: readonly Box[],
): readonly Wall[] {
  if (sides.length < 2) return [];
  const largest = sides.reduce((best, side) => (best.length < side.length ? side : best));
  const sideOf = new Map(sides.flatMap((side) => side.map((id) => [id, side] as const)));
  const count = places.length;
  const walls: Wall[] = [];
  for (let i = 0; i < count; i++) {
    const first = places[i];
    const before = places[(i + count - 1) % count];
    if (first === undefined || before === undefined) continue;
    const side = sideOf.get(first.id);
    if (side === undefined || side === largest || sideOf.get(before.id) === side) continue;
    let length = 1;
    while (sideOf.get(places[(i + length) % count]?.id ?? 0) === side) length += 1;
    walls.push({ ...clearest(places, ring, i + count - 1, i + length - 1, boxes), side });
  }
  return walls;
}

/** Of all walls that begin after server `from` and end after `to`, the one most in the clear. */
function clearest(
  places: readonly Place[],
  ring: Ring,
  from: number,
  to: number,
  boxes: readonly Box[],
): Omit<Wall, 'side'> {
  const count = places.length;
  const beyond = (places[0]?.radius ?? 0) + 30;
  /** A part of the way from a server to the next one round the ring. */
  const after = (i: number, share: number): number => {
    const here = places[i % count]?.angle ?? 0;
    const next =
      (places[(i + 1) % count]?.angle ?? 0) + (i % count === count - 1 ? 2 * Math.PI : 0);
    return here + share * (next - here);
  };
  const endsAfter = (i: number) =>
    ENDS.map(({ share, reach, detour }) => ({
      at: onRing(ring, after(i, share), reach * beyond),
      detour,
    }));
  const [starts, ends] = [endsAfter(from), endsAfter(to)];
  let best: Omit<Wall, 'side'> | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const bend of BENDS) {
    for (const start of starts) {
      for (const end of ends) {
        const detour = 8 * Math.hypot(...bend) + start.detour + end.detour;
        if (least <= detour) break;
        const wall = {
          from: start.at,
          bend: {
            x: ring.centre.x + bend[0] * ring.rx,
            y: ring.centre.y + bend[1] * ring.ry,
          },
          to: end.at,
        };
        const cost = detour + 100 * crossings(wall, boxes, (least - detour) / 100);
        if (cost < least) [best, least] = [wall, cost];
      }
    }
  }
  return best ?? { from: ring.centre, bend: ring.centre, to: ring.centre };
}

/** How many points of a wall, of thirty, lie in a box, spare ones for little; up to `enough`. */
export function crossings(
  wall: Omit<Wall, 'side'>,
  boxes: readonly Box[],
  enough = Number.POSITIVE_INFINITY,
): number {
  let count = 0;
  for (let i = 0; i <= 30 && count < enough; i++) {
    const t = i / 30;
    const [p, q, s] = [(1 - t) ** 2, 2 * t * (1 - t), t ** 2];
    const x = p * wall.from.x + q * wall.bend.x + s * wall.to.x;
    const y = p * wall.from.y + q * wall.bend.y + s * wall.to.y;
    let here = 0;
    for (const box of boxes) {
      if (x <= box.left - THICKNESS || box.right + THICKNESS <= x) continue;
      if (y <= box.top - THICKNESS || box.bottom + THICKNESS <= y) continue;
      here = Math.max(here, box.spare === true ? 0.03 : 1);
    }
    count += here;
  }
  return count;
}

/** Cuts inside a side: those that no wall explains. */
export function brokenLinks(
  cuts: readonly Cut[],
  sides: readonly (readonly number[])[],
  places: readonly Place[],
): readonly BrokenLink[] {
  const links: BrokenLink[] = [];
  for (const { from, to } of cuts) {
    if (!sides.some((side) => side.includes(from) && side.includes(to))) continue;
    const a = places[from - 1];
    const b = places[to - 1];
    if (a === undefined || b === undefined) continue;
    links.push(around(broken(a, b), a, b, places));
  }
  return links;
}

/** Ways between a client and a server that are cut. */
export function brokenWays(
  cuts: readonly Cut[],
  servers: readonly Place[],
  clients: readonly Place[],
): readonly BrokenLink[] {
  const place = (party: number): Place | undefined =>
    party < 0 ? clients[-party - 1] : servers[party - 1];
  const isCut = (from: number, to: number): boolean =>
    cuts.some((cut) => cut.from === from && cut.to === to);
  return cuts.flatMap(({ from, to }) => {
    const [a, b] = [place(from), place(to)];
    const both = isCut(to, from);
    // A way cut in both directions is drawn once.
    if (a === undefined || b === undefined || 0 < from * to || (both && 0 < from)) return [];
    return [{ ...broken(a, b, both ? 0 : LANE), both }];
  });
}

/** In a row others stand between the two: then it goes past them, on its own side, to be seen from end to end. */
function around(link: BrokenLink, a: Place, b: Place, places: readonly Place[]): BrokenLink {
  const between = places.filter((each) => each !== a && each !== b && fromSegment(each, a, b) < each.radius + LANE);
  if (between.length === 0) return link;
  const heading = Math.atan2(b.y - a.y, b.x - a.x);
  // A parabola comes half as far as its bend is.
  const out = 2 * (Math.max(...between.map((each) => each.radius)) + 2 * LANE);
  const bend = { x: link.middle.x - out * Math.sin(heading), y: link.middle.y + out * Math.cos(heading) };
  const middle = { x: (link.middle.x + bend.x) / 2, y: (link.middle.y + bend.y) / 2 };
  return { ...link, bend, middle };
}

/** On the right-hand lane, as messages go. */
function broken(a: Place, b: Place, lane = LANE): BrokenLink {
  const heading = Math.atan2(b.y - a.y, b.x - a.x);
  const length = Math.hypot(b.x - a.x, b.y - a.y);
  const along = (distance: number): Point => ({
    x: a.x + distance * Math.cos(heading) - lane * Math.sin(heading),
    y: a.y + distance * Math.sin(heading) + lane * Math.cos(heading),
  });
  return {
    from: a.id,
    to: b.id,
    start: along(a.radius + 12),
    end: along(length - b.radius - 12),
    middle: along(length / 2),
    both: false,
  };
}
