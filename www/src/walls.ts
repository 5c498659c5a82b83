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

/** Half a wall, and a little air, which it has where there is room. */
const THICKNESS = 7;
const AIR = 3;
/** How far from one server to the next a wall may end, outside of the ring; or inside, which is less of a wall. */
const OUTSIDE = [0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74].map((share) => ({ share, reach: 1 }));
const INSIDE = [0.5, 0.35, 0.65].map((share) => ({ share, reach: -0.4 }));
const ENDS = [...OUTSIDE, ...INSIDE]
  .map((end) => ({ ...end, detour: detourOf(end.share, end.reach) }))
  .sort((a, b) => a.detour - b.detour);
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

type Curve = Omit<Wall, 'side'>;

/** What a wall is made of: where between two servers it begins, how far outside the ring, the same of its end, and its bend. */
type Shape = readonly [share: number, reach: number, share: number, reach: number, x: number, y: number];

/** Of all walls that begin after server `from` and end after `to`, the one most in the clear. */
function clearest(
  places: readonly Place[],
  ring: Ring,
  from: number,
  to: number,
  boxes: readonly Box[],
): Curve {
  const count = places.length;
  const beyond = (places[0]?.radius ?? 0) + 30;
  /** A part of the way from a server to the next one round the ring. */
  const after = (i: number, share: number): number => {
    const here = places[i % count]?.angle ?? 0;
    const next =
      (places[(i + 1) % count]?.angle ?? 0) + (i % count === count - 1 ? 2 * Math.PI : 0);
    return here + share * (next - here);
  };
  const curveOf = ([first, out, second, away, x, y]: Shape): Curve => ({
    from: onRing(ring, after(from, first), out * beyond),
    bend: { x: ring.centre.x + x * ring.rx, y: ring.centre.y + y * ring.ry },
    to: onRing(ring, after(to, second), away * beyond),
  });
  const obstacles = obstaclesOf(boxes);
  /** The best of each bend, and what it costs. */
  const found: (readonly [cost: number, shape: Shape])[] = [];
  let least = Number.POSITIVE_INFINITY;
  for (const [x, y] of BENDS) {
    // There is one in the clear that is less of a way around than any of these.
    if (least <= BENT * Math.hypot(x, y)) break;
    let best: Shape = [0.5, 1, 0.5, 1, x, y];
    let cost = Number.POSITIVE_INFINITY;
    for (const start of ENDS) {
      for (const end of ENDS) {
        const detour = BENT * Math.hypot(x, y) + start.detour + end.detour;
        const enough = Math.min(cost, least < TRIED ? least : least + 2 * TRIED);
        if (enough <= detour) break;
        const shape: Shape = [start.share, start.reach, end.share, end.reach, x, y];
        const own = detour + 100 * crossed(curveOf(shape), obstacles, (enough - detour) / 100);
        if (own < enough) [cost, best] = [own, shape];
      }
    }
    found.push([cost, best]);
    least = Math.min(least, cost);
  }
  const [first, ...others] = found.sort((a, b) => a[0] - b[0]).map(([, shape]) => shape);
  if (first === undefined || least < TRIED) return curveOf(first ?? [0.5, 1, 0.5, 1, 0, 0]);
  /** Or something not less than `enough`. */
  const costOf = (shape: Shape, enough = Number.POSITIVE_INFINITY): number => {
    const [start, out, end, away, x, y] = shape;
    const detour = BENT * Math.hypot(x, y) + detourOf(start, out) + detourOf(end, away);
    return detour + intrusion(curveOf(shape), obstacles, enough - detour);
  };
  const finer = [first, ...others.slice(0, STARTS)].map((shape) => refined(shape, costOf));
  return curveOf(finer.reduce((best, each) => (costOf(each) < costOf(best) ? each : best)));
}

/** What a wall costs that is bent by as much as the ring is wide, and that ends elsewhere than outside and half way. */
const BENT = 8;

function detourOf(share: number, reach: number): number {
  return 25 * Math.abs(share - 0.5) + 11 * Math.abs(reach - 1);
}

/** What a wall costs that crosses something; and from how many more of these one is bettered. */
const TRIED = 100;
const STARTS = 2;

/** Steps by which a wall is bettered, as parts of its shape, and what each may be. */
const FINER = [0.08, 0.04, 0.02, 0.01];
const LIMITS: readonly (readonly [least: number, most: number])[] = [
  [0.2, 0.8],
  [-0.6, 1.2],
  [0.2, 0.8],
  [-0.6, 1.2],
  [-1, 1],
  [-1, 1],
];

/** The shape from which no small step makes a wall better. */
function refined(shape: Shape, costOf: (shape: Shape, enough?: number) => number): Shape {
  let best = shape;
  let least = costOf(shape);
  for (const step of FINER) {
    for (let better = true; better; ) {
      better = false;
      for (const [i, [low, high]] of LIMITS.entries()) {
        for (const way of [step, -step]) {
          const moved = Math.max(low, Math.min(high, (best[i] ?? 0) + way));
          const tried = best.map((each, j) => (j === i ? moved : each)) as unknown as Shape;
          const cost = costOf(tried, least);
          if (cost < least - 1e-9) [best, least, better] = [tried, cost, true];
        }
      }
    }
  }
  return best;
}

/** A wall is looked at in so many points, and one. */
const POINTS = 30;

/** How many points of a wall lie in a box, spare ones for little. */
export function crossings(wall: Curve, boxes: readonly Box[]): number {
  return crossed(wall, obstaclesOf(boxes), Number.POSITIVE_INFINITY);
}

/** Boxes, with a wall's half thickness around them, in a row: left, right, top and bottom of each. */
interface Obstacles {
  readonly sides: Float64Array;
  /** Where they should rather not be crossed, than must not. */
  readonly spare: Uint8Array;
}

function obstaclesOf(boxes: readonly Box[]): Obstacles {
  return {
    sides: Float64Array.from(
      boxes.flatMap(({ left, right, top, bottom }) => [left - THICKNESS, right + THICKNESS, top - THICKNESS, bottom + THICKNESS]),
    ),
    spare: Uint8Array.from(boxes, (box) => (box.spare === true ? 1 : 0)),
  };
}

/** The same, up to `enough`. */
function crossed(wall: Curve, { sides, spare }: Obstacles, enough: number): number {
  return summed(wall, enough, (x, y) => {
    let here = 0;
    for (let j = 0; j < spare.length && here < 1; j++) {
      if (0 < depthIn(x, y, sides, 4 * j)) here = Math.max(here, spare[j] === 1 ? 0.03 : 1);
    }
    return here;
  });
}

/** How deep a wall goes into boxes, over all of its points: near to them is bad, over them is worse. Up to `enough`. */
function intrusion(wall: Curve, { sides, spare }: Obstacles, enough: number): number {
  return summed(wall, enough, (x, y) => {
    let depth = 0;
    for (let j = 0; j < spare.length; j++) {
      const inside = depthIn(x, y, sides, 4 * j);
      if (0 < inside) depth += (spare[j] === 1 ? 0.01 : 1) * (0.5 * inside + 10 * Math.max(0, inside - AIR));
    }
    return depth;
  });
}

/**
 * What all points of a wall cost, until that is `enough`. Thousands of walls are tried for one that is drawn: nothing is
 * made for a point but numbers.
 */
function summed({ from, bend, to }: Curve, enough: number, costAt: (x: number, y: number) => number): number {
  let sum = 0;
  for (let i = 0; i <= POINTS && sum < enough; i++) {
    const t = i / POINTS;
    sum += costAt(along(t, from.x, bend.x, to.x), along(t, from.y, bend.y, to.y));
  }
  return sum;
}

/** A part of the way along a quadratic curve. */
function along(t: number, from: number, bend: number, to: number): number {
  return (1 - t) ** 2 * from + 2 * t * (1 - t) * bend + t ** 2 * to;
}

/** How far a point is inside the box whose sides begin at `i`; not more than 0 outside. */
function depthIn(x: number, y: number, sides: Float64Array, i: number): number {
  const across = Math.min(x - (sides[i] ?? 0), (sides[i + 1] ?? 0) - x);
  return across <= 0 ? 0 : Math.min(across, y - (sides[i + 2] ?? 0), (sides[i + 3] ?? 0) - y);
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
