/** Points, places, and the ring they are on: what the layout and the walls have in common. Pure. */

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A server's place, and the size of everything around it. */
export interface Place extends Point {
  readonly id: number;
  readonly radius: number;
  /** Direction from the centre, in radians; -π/2 is up. */
  readonly angle: number;
}

/** The ellipse on which the servers stand. */
export interface Ring {
  readonly centre: Point;
  readonly rx: number;
  readonly ry: number;
}

export interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  /** Often empty: better to cross this than anything else. */
  readonly spare?: boolean;
}

/** How far a message keeps to the right of its link, so that two directions do not collide. */
export const LANE = 7;

/** Text grows with the servers, so that a large picture can be read from the back row. */
export function scaleOf(radius: number): number {
  return Math.max(0.92, Math.min(1.3, radius / 36));
}

/** Where a server's first and second line of label stand, below its centre. */
export function labelLines(radius: number): readonly [number, number] {
  const k = scaleOf(radius);
  return [radius + 9 + 17 * k, radius + 9 + 32 * k];
}

export function onRing(ring: Ring, angle: number, beyond: number): Point {
  return {
    x: ring.centre.x + (ring.rx + beyond) * Math.cos(angle),
    y: ring.centre.y + (ring.ry + beyond) * Math.sin(angle),
  };
}

/** What a wall must not cross: a server, what stands above it, and its labels. */
export function serverBoxes(place: Place, compact: boolean): readonly Box[] {
  const { x, y, radius: r } = place;
  const k = scaleOf(r);
  const [first, second] = labelLines(r);
  const around = (half: number, top: number, bottom: number): Box => ({
    left: x - half,
    right: x + half,
    top: y + top,
    bottom: y + bottom,
  });
  return [
    around(r + 10, -r * 0.7, r * 0.7),
    around(r * 0.7, -r - 10, r + 10),
    { ...around(30, -r - 24, -r - 10), spare: true },
    compact ? around(32 * k, r, first + 4) : around(56 * k, first - 13 * k, second + 4),
  ];
}

/** A client with its name and its request. */
export function clientBox({ x, y, radius }: Place): Box {
  return {
    left: x - radius - 16,
    right: x + radius + 16,
    top: y - radius - 4,
    bottom: y + radius + 18,
  };
}

/** How far a point is from the straight way between two others. */
export function fromSegment(at: Point, a: Point, b: Point): number {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const square = dx * dx + dy * dy;
  const along = square === 0 ? 0 : ((at.x - a.x) * dx + (at.y - a.y) * dy) / square;
  const share = Math.max(0, Math.min(1, along));
  return Math.hypot(at.x - a.x - share * dx, at.y - a.y - share * dy);
}
