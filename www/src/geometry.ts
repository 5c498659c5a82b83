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
  return [radius + 9 + 16 * k, radius + 9 + 30 * k];
}

export function onRing(ring: Ring, angle: number, beyond: number): Point {
  return {
    x: ring.centre.x + (ring.rx + beyond) * Math.cos(angle),
    y: ring.centre.y + (ring.ry + beyond) * Math.sin(angle),
  };
}

/**
 * What is written below a server: its role alone; or below that how long its log is and how much of it is committed,
 * in numbers of so many digits.
 */
export type Label = 'role' | { readonly digits: number };

/** Half of the width of a label, where its letters are as large as usual. */
export function halfOf(label: Label): number {
  return label === 'role' ? 32 : Math.max(56, 43 + 7 * label.digits);
}

/** What a wall must not cross: a server, what stands above it, and its label. */
export function serverBoxes(place: Place, label: Label): readonly Box[] {
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
    around(halfOf(label) * k, label === 'role' ? r : first - 13 * k, (label === 'role' ? first : second) + 4),
  ];
}

/** Letters of a client's request that are written below it, at most. */
export const REQUEST_LETTERS = 12;

/** A client with its name, and a request of so many letters, each `scale` times as large as usual. */
export function clientBoxes({ x, y, radius }: Place, scale: number, letters = REQUEST_LETTERS): readonly Box[] {
  const around = (half: number, top: number, bottom: number): Box => ({
    left: x - half,
    right: x + half,
    top: y + top,
    bottom: y + bottom,
  });
  const half = (3.6 * letters + 1) * scale;
  return [around(radius + 11, -radius - 4, radius + 4), around(half, radius + 4, radius + 19)];
}

/** Whether two boxes are less than `air` apart. */
export function touch(one: Box, other: Box, air = 0): boolean {
  const across = one.left < other.right + air && other.left < one.right + air;
  return across && one.top < other.bottom + air && other.top < one.bottom + air;
}

/** How far a point is from the straight way between two others. */
export function fromSegment(at: Point, a: Point, b: Point): number {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const square = dx * dx + dy * dy;
  const along = square === 0 ? 0 : ((at.x - a.x) * dx + (at.y - a.y) * dy) / square;
  const share = Math.max(0, Math.min(1, along));
  return Math.hypot(at.x - a.x - share * dx, at.y - a.y - share * dy);
}
