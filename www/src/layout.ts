/**
 * Where everything stands. Pure: a cluster and a size in, a scene in pixels out; no DOM, no clock.
 */
import type { ClusterView, MessageInFlight, Party, ServerNode } from './frame.ts';
import {
  LANE,
  clientBoxes,
  halfOf,
  labelLines,
  onRing,
  scaleOf,
  serverBoxes,
  touch,
  type Box,
  type Label,
  type Place,
  type Point,
  type Ring,
  type Size,
} from './geometry.ts';
import { RING_MOST, gridIn } from './grid.ts';
import { brokenLinks, brokenWays, partitionSides, wallsAround, type BrokenLink, type Wall } from './walls.ts';

export interface Scene {
  readonly size: Size;
  readonly ring: Ring;
  /** Room for one line of label only. */
  readonly compact: boolean;
  readonly servers: readonly Place[];
  readonly clients: readonly Place[];
  readonly links: readonly (readonly [Point, Point])[];
  readonly walls: readonly Wall[];
  readonly broken: readonly BrokenLink[];
}

/** Room above a server for its star or its votes, and below its last line of label. */
const ROOM_ABOVE = 34;
const ROOM_BELOW = 6;
/** Room beside a server, or beside its label. */
const ROOM_BESIDE = 6;
const CLIENT_RADIUS = 15;
/** A panel is wider than high: the ring may be stretched this much to use it. */
const STRETCH = 2.1;
/** From this width on two clients fit into the corners below the ring; or in a picture so much wider than high. */
const CORNERS = 480;
const FLAT = 1.3;
/** Labels and requests of the usual length have their room; longer ones may come near each other, and none leaves the picture. */
const USUAL_LABEL: Label = { digits: 2 };
const ROOMY_LABEL: Label = { digits: 4 };
const USUAL_REQUEST = 9;
/** The radius below which a server is not drawn to have room for both lines. */
const LABELLED = 26;
/** What a wall takes, and what there is between labels at least. */
const WALL = 14;
const AIR = 4;
/** Between the lowest servers and clients, where the corners are far. */
const ASIDE = 40;

/** Many servers: they are spread along the way round, and only who differs is labelled. */
export function isDense(servers: number): boolean {
  return 6 < servers;
}
/** Messages start and end outside the timer around a server. */
const CLEARANCE = 12;

/** The size of picture from which on a cluster is drawn larger instead of wider apart, for a large screen. */
const LARGE: Size = { width: 760, height: 580 };

/** How much larger than its usual size, and so text and strokes, a cluster is drawn in a picture of this size. */
export function magnification({ width, height }: Size): number {
  return Math.max(1, Math.min(width / LARGE.width, height / LARGE.height));
}

/** Lays out the whole scene. Messages move every frame, so `messageAt` places them one by one. */
export function layout(view: ClusterView, size: Size): Scene {
  const count = view.servers.length;
  if (RING_MOST < count) return rows(view, size);
  const { ring, servers, compact } = standing(count, view.clients.length, size);
  const clients = clientPlaces(view.clients.length, size, servers, compact);
  const sides = partitionSides(view.servers, view.cuts);
  const scale = scaleOf(servers[0]?.radius ?? 0);
  const label: Label = compact ? 'role' : { digits: digitsOf(view) };
  const boxes = [
    ...servers.flatMap((each) => serverBoxes(each, label)),
    ...clients.flatMap((each) => clientBoxes(each, scale)),
  ];
  return {
    size,
    ring,
    compact,
    servers,
    clients,
    links: everyPair(servers),
    walls: wallsAround(servers, sides, ring, boxes),
    broken: [...brokenLinks(view.cuts, sides, servers), ...brokenWays(view.cuts, servers, clients)],
  };
}

/** Of the largest index that a label tells. */
export function digitsOf(view: ClusterView): number {
  return String(Math.max(0, ...view.servers.map(({ lastIndex }) => lastIndex))).length;
}

/** Too many for a ring: in rows, without a line for each of hundreds of links. */
function rows(view: ClusterView, size: Size): Scene {
  const clients = clientPlaces(view.clients.length, size, [], true);
  const top = clients.reduce((least, each) => Math.min(least, each.y - each.radius - 14), size.height);
  const sides = partitionSides(view.servers, view.cuts);
  const room = { width: size.width, height: Math.max(60, top) };
  const { servers, walls } = gridIn(view.servers.length, sides, room);
  const centre = { x: room.width / 2, y: room.height / 2 };
  return {
    size,
    ring: { centre, rx: centre.x, ry: centre.y },
    compact: true,
    servers,
    clients,
    links: [],
    walls,
    broken: [...brokenLinks(view.cuts, sides, servers), ...brokenWays(view.cuts, servers, clients)],
  };
}

type Standing = Pick<Scene, 'ring' | 'servers' | 'compact'>;

/**
 * Servers on the largest ring that there is room for, with both lines of their labels. Where these would collide with
 * others the servers are drawn a little smaller; where there are many, or that is not enough, the second line goes.
 */
function standing(count: number, clients: number, size: Size): Standing {
  const most = nodeRadius(count, size);
  const place = (radius: number, compact: boolean): Standing => {
    const ring = ringIn(count, clients, radius, size, compact);
    const servers = anglesOn(ring, count).map((angle, i): Place => {
      return { id: i + 1, radius, angle, ...onRing(ring, angle, 0) };
    });
    return { ring, servers, compact };
  };
  if (isDense(count) || size.width < CORNERS) return place(most, true);
  for (let radius = most; radius === most || LABELLED <= radius; radius--) {
    const whole = place(radius, false);
    if (areLabelsClear(whole.servers)) return whole;
  }
  return place(most, true);
}

/** Whether each label is clear of other servers, so that a wall may pass between, and of their stars. */
function areLabelsClear(servers: readonly Place[]): boolean {
  const star = ({ x, y, radius }: Place): Box => {
    return { left: x - 12, right: x + 12, top: y - radius - 22, bottom: y };
  };
  return servers.every((one) => {
    const label = serverBoxes(one, USUAL_LABEL).at(-1);
    return servers.every((other) => {
      const boxes = serverBoxes(other, USUAL_LABEL).filter(({ spare }) => spare !== true);
      if (one === other || label === undefined) return true;
      return !boxes.some((box) => touch(label, box, WALL)) && !touch(label, star(other), AIR);
    });
  });
}

function nodeRadius(count: number, size: Size): number {
  const wish = count <= 5 ? 46 : count <= 7 ? 38 : 30;
  return Math.max(22, Math.min(wish, Math.min(size.width, size.height) / (count <= 5 ? 11.5 : 14)));
}

function angleOf(index: number, count: number): number {
  return (2 * Math.PI * index) / Math.max(1, count) - Math.PI / 2;
}

/**
 * Where on the ring servers stand. Few of them form a regular figure; many are spread evenly along
 * the way round, for at equal angles they would crowd at the narrow ends of the ellipse.
 */
function anglesOn(ring: Ring, count: number): readonly number[] {
  if (!isDense(count)) return Array.from({ length: count }, (_, i) => angleOf(i, count));
  const steps = 720;
  const lengths = [0];
  for (let i = 1; i <= steps; i++) {
    const middle = angleOf(i - 0.5, steps);
    const pace = Math.hypot(ring.rx * Math.sin(middle), ring.ry * Math.cos(middle));
    lengths.push((lengths[i - 1] ?? 0) + pace);
  }
  const round = lengths[steps] ?? 0;
  return Array.from({ length: count }, (_, i) => {
    const at = lengths.findIndex((length) => (round * i) / count <= length);
    return angleOf(at, steps);
  });
}

/** The largest ring whose servers and labels fit. Odd rings reach less far down than up. */
function ringIn(count: number, clients: number, radius: number, size: Size, compact: boolean): Ring {
  const row = clients === 0 ? 0 : takeCorners(clients, size) ? 12 : 56 + (clientRows(clients, size) - 1) * PILL.height;
  const lowest = Math.max(
    ...Array.from({ length: Math.max(1, count) }, (_, i) => Math.sin(angleOf(i, count))),
  );
  const [first, second] = labelLines(radius);
  const below = (compact ? first : second) - radius + ROOM_BELOW;
  const height = size.height - row - 2 * radius - ROOM_ABOVE - below;
  const ry = count <= 1 ? 0 : Math.max(40, Math.min(230, height / (1 + lowest)));
  const beside = compact ? radius + 20 : halfOf(ROOMY_LABEL) * scaleOf(radius);
  const widest = Math.max(40, size.width / 2 - beside - ROOM_BESIDE);
  const rx = count <= 1 ? 0 : Math.min(widest, cornersRoom(count, clients, radius, size, compact), ry * STRETCH);
  const used = ry * (1 + (count <= 1 ? 0 : lowest));
  const top = Math.max(0, (height - used) / 2);
  return { centre: { x: size.width / 2, y: top + ROOM_ABOVE + radius + ry }, rx, ry };
}

/** Half of the ring's width at which its lowest servers and their labels still clear clients in the corners. */
function cornersRoom(count: number, clients: number, radius: number, size: Size, compact: boolean): number {
  if (clients === 0 || isDense(count) || !takeCorners(clients, size)) return Infinity;
  const angles = Array.from({ length: count }, (_, i) => angleOf(i, count));
  const lowest = Math.max(...angles.map(Math.sin));
  const aside = Math.max(...angles.filter((each) => lowest - 0.01 < Math.sin(each)).map((each) => Math.abs(Math.cos(each))));
  const label = compact ? 'role' : USUAL_LABEL;
  const half = rightOf(serverBoxes({ id: 1, x: 0, y: 0, radius, angle: 0 }, label).filter(({ spare }) => spare !== true));
  const client: Place = { id: -1, x: cornerMargin(clients, size), y: 0, radius: CLIENT_RADIUS, angle: 0 };
  const room = size.width / 2 - rightOf(clientBoxes(client, scaleOf(radius), USUAL_REQUEST)) - half - AIR;
  return aside < 0.01 ? Infinity : Math.max(40, room / aside);
}

function rightOf(boxes: readonly Box[]): number {
  return Math.max(...boxes.map(({ right }) => right));
}

/** More clients than this stand close together as small labels, in as many rows as it takes. */
const ROOMY = 8;
/** From one client of a row to the next, where there is room. */
const PITCH = 100;
const PILL = { width: 36, height: 24 };

export function isCrowded(clients: number): boolean {
  return ROOMY < clients;
}

function pillsInRow(size: Size): number {
  return Math.max(1, Math.floor((size.width - 16) / PILL.width));
}

function clientRows(count: number, size: Size): number {
  return isCrowded(count) ? Math.ceil(count / pillsInRow(size)) : 1;
}

/** Two clients take the free corners below; more of them need a row of their own. */
function takeCorners(clients: number, size: Size): boolean {
  return clients <= 2 && (CORNERS <= size.width || FLAT * size.height <= size.width);
}

/**
 * Clients stand in a row along the bottom, as wide as the ring or as they need; two of them take the free corners
 * under it, or come nearer to its lowest servers.
 */
function clientPlaces(count: number, size: Size, servers: readonly Place[], compact: boolean): readonly Place[] {
  if (isCrowded(count)) return crowdedPlaces(count, size);
  const at = (i: number, x: number): Place => {
    return { id: -(i + 1), x, y: size.height - 40, radius: CLIENT_RADIUS, angle: Math.PI / 2 };
  };
  const margin = cornerMargin(count, size);
  if (takeCorners(count, size)) {
    const near = at(0, nearCorner(margin, servers, compact));
    const boxes = servers.flatMap((each) => serverBoxes(each, compact ? 'role' : USUAL_LABEL));
    const scale = scaleOf(servers[0]?.radius ?? 0);
    const isFree = !clientBoxes(near, scale, USUAL_REQUEST).some((one) => boxes.some((other) => touch(one, other, AIR)));
    const x = isFree ? near.x : margin;
    return Array.from({ length: count }, (_, i) => at(i, i === 0 ? x : size.width - x));
  }
  const ring = Math.max(0, ...servers.map(({ x }) => 2 * Math.abs(x - size.width / 2)));
  const pitch = Math.min(size.width - 2 * margin, Math.max(ring, PITCH * (count - 1))) / Math.max(1, count - 1);
  return Array.from({ length: count }, (_, i) => at(i, size.width / 2 + (i - (count - 1) / 2) * pitch));
}

/** Beside the leftmost of the lowest servers, where the corner is farther away. */
function nearCorner(margin: number, servers: readonly Place[], compact: boolean): number {
  const lowest = Math.max(...servers.map(({ y }) => y));
  const first = servers.reduce<Place | undefined>(
    (best, each) => (each.y < lowest - 1 || (best !== undefined && best.x <= each.x) ? best : each),
    undefined,
  );
  if (first === undefined) return margin;
  const scale = scaleOf(first.radius);
  const left = Math.min(...serverBoxes(first, compact ? 'role' : USUAL_LABEL).map((box) => box.left));
  const half = rightOf(clientBoxes({ id: -1, x: 0, y: 0, radius: CLIENT_RADIUS, angle: 0 }, scale, USUAL_REQUEST));
  return Math.max(margin, left - ASIDE - half);
}

function cornerMargin(clients: number, size: Size): number {
  const isTight = takeCorners(clients, size) && size.width < CORNERS;
  return isTight ? 44 : Math.min(52, size.width / 5);
}

/** Rows of equal length, so that none looks left over. */
function crowdedPlaces(count: number, size: Size): readonly Place[] {
  const rows = clientRows(count, size);
  const inRow = Math.ceil(count / rows);
  const pitch = Math.min(56, (size.width - 16) / inRow);
  return Array.from({ length: count }, (_, i): Place => {
    const row = Math.floor(i / inRow);
    const here = Math.min(inRow, count - row * inRow);
    return {
      id: -(i + 1),
      x: size.width / 2 + ((i % inRow) - (here - 1) / 2) * pitch,
      y: size.height - 18 - (rows - 1 - row) * PILL.height,
      radius: 9,
      angle: Math.PI / 2,
    };
  });
}

/** The right-hand lane of the straight way from one party to another, outside the timers around both. */
export function laneOf(
  sender: Party,
  receiver: Party,
  scene: Scene,
): { readonly from: Point; readonly to: Point; readonly heading: number } | undefined {
  const from = placeOf(sender, scene);
  const to = placeOf(receiver, scene);
  if (from === undefined || to === undefined) return undefined;
  const heading = Math.atan2(to.y - from.y, to.x - from.x);
  const [cos, sin] = [Math.cos(heading), Math.sin(heading)];
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const start = from.radius + CLEARANCE;
  const end = Math.max(start, length - to.radius - CLEARANCE);
  const at = (distance: number): Point => ({
    x: from.x + distance * cos - LANE * sin,
    y: from.y + distance * sin + LANE * cos,
  });
  return { from: at(start), to: at(end), heading };
}

/** A message's place at `time`, on its lane. */
export function messageAt(
  message: MessageInFlight,
  time: number,
  scene: Scene,
): (Point & { readonly heading: number; readonly progress: number }) | undefined {
  const lane = laneOf(message.from, message.to, scene);
  if (lane === undefined) return undefined;
  const { from, to, heading } = lane;
  const progress = fractionOf(message, time);
  // A lost message dies half way, at its due tick.
  const along = message.lost ? progress / 2 : progress;
  return {
    x: from.x + along * (to.x - from.x),
    y: from.y + along * (to.y - from.y),
    heading,
    progress,
  };
}

/** How much of its way a message has gone, 0 to 1. */
export function fractionOf(message: MessageInFlight, time: number): number {
  const span = message.due - message.sent;
  return span <= 0 ? 1 : Math.min(1, Math.max(0, (time - message.sent) / span));
}

/** What is left of a timer, 0 to 1; 0 when none runs. */
export function timerLeft(server: ServerNode, time: number): number {
  const span = server.timerDue - server.timerFrom;
  if (server.timerDue < 0 || span <= 0) return 0;
  return Math.min(1, Math.max(0, (server.timerDue - time) / span));
}

/** What a bar of a server's log shows: how far it and its commit index reach, 0 to 1, among the last entries of all. */
export function logShares(
  server: ServerNode,
  servers: readonly ServerNode[],
): { readonly last: number; readonly commit: number } {
  const longest = servers.reduce((most, each) => Math.max(most, each.lastIndex), 0);
  const shown = Math.min(LOG_SHOWN, longest);
  const share = (index: number): number =>
    shown === 0 ? 0 : Math.max(0, Math.min(1, 1 - (longest - index) / shown));
  return { last: share(server.lastIndex), commit: share(server.commitIndex) };
}

/** Entries that such a bar is long. */
const LOG_SHOWN = 10;

function placeOf(party: Party, scene: Scene): Place | undefined {
  return party < 0 ? scene.clients[-party - 1] : scene.servers[party - 1];
}

function everyPair(places: readonly Place[]): readonly (readonly [Point, Point])[] {
  return places.flatMap((a, i) => places.slice(i + 1).map((b) => [a, b] as const));
}
