/**
 * Where everything stands. Pure: a cluster and a size in, a scene in pixels out; no DOM, no clock.
 */
import type { ClusterView, MessageInFlight, Party, ServerNode } from './frame.ts';
import {
  LANE,
  clientBox,
  onRing,
  serverBoxes,
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

/** Room above a server for its star or its votes, and below for its labels. */
const ROOM_ABOVE = 34;
const ROOM_BELOW = 50;
/** One line of label only: where there are many servers, or little width, more would collide. */
const ROOM_BELOW_COMPACT = 32;
/** Room beside a server: half of its widest label. */
const ROOM_BESIDE = 78;
const CLIENT_RADIUS = 15;
/** A panel is wider than high: the ring may be stretched this much to use it. */
const STRETCH = 1.7;
const STRETCH_DENSE = 2;
/** From this width on two clients fit into the corners below the ring; or in a picture so much wider than high. */
const CORNERS = 480;
const FLAT = 1.3;
/** Below this height labels take too much of it. */
const LOW = 390;

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
  const radius = nodeRadius(count, size);
  const ring = ringIn(count, view.clients.length, radius, size);
  const angles = anglesOn(ring, count);
  const servers = view.servers.map((server, i): Place => {
    const angle = angles[i] ?? -Math.PI / 2;
    return { id: server.id, radius, angle, ...onRing(ring, angle, 0) };
  });
  const clients = clientPlaces(view.clients.length, size);
  const sides = partitionSides(view.servers, view.cuts);
  const compact = isCompact(count, size);
  const boxes = [
    ...servers.flatMap((each) => serverBoxes(each, compact)),
    ...clients.map(clientBox),
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

/** Too many for a ring: in rows, without a line for each of hundreds of links. */
function rows(view: ClusterView, size: Size): Scene {
  const clients = clientPlaces(view.clients.length, size);
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

function isCompact(count: number, size: Size): boolean {
  return isDense(count) || size.width < CORNERS || size.height < LOW;
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
function ringIn(count: number, clients: number, radius: number, size: Size): Ring {
  const row = clients === 0 ? 0 : takeCorners(clients, size) ? 12 : 56 + (clientRows(clients, size) - 1) * PILL.height;
  const lowest = Math.max(
    ...Array.from({ length: Math.max(1, count) }, (_, i) => Math.sin(angleOf(i, count))),
  );
  const dense = isDense(count);
  const below = isCompact(count, size) ? ROOM_BELOW_COMPACT : ROOM_BELOW;
  const height = size.height - row - 2 * radius - ROOM_ABOVE - below;
  const ry = count <= 1 ? 0 : Math.max(40, Math.min(230, height / (1 + lowest)));
  const widest = Math.max(
    40,
    size.width / 2 - (isCompact(count, size) ? radius + 26 : ROOM_BESIDE),
  );
  const rx = count <= 1 ? 0 : Math.min(widest, cornersRoom(count, clients, radius, size), ry * (dense ? STRETCH_DENSE : STRETCH));
  const used = ry * (1 + (count <= 1 ? 0 : lowest));
  const top = Math.max(0, (height - used) / 2);
  return { centre: { x: size.width / 2, y: top + ROOM_ABOVE + radius + ry }, rx, ry };
}

/** Half of the ring's width at which its lowest servers and their labels still clear clients in the corners. */
function cornersRoom(count: number, clients: number, radius: number, size: Size): number {
  if (clients === 0 || isDense(count) || !takeCorners(clients, size)) return Infinity;
  const angles = Array.from({ length: count }, (_, i) => angleOf(i, count));
  const lowest = Math.max(...angles.map(Math.sin));
  const aside = Math.max(...angles.filter((each) => lowest - 0.01 < Math.sin(each)).map((each) => Math.abs(Math.cos(each))));
  const boxes = serverBoxes({ id: 1, x: 0, y: 0, radius, angle: 0 }, isCompact(count, size));
  const half = Math.max(...boxes.filter(({ spare }) => spare !== true).map(({ right }) => right));
  const client = clientBox({ id: -1, x: cornerMargin(clients, size), y: 0, radius: CLIENT_RADIUS, angle: 0 });
  const room = size.width / 2 - client.right - half - 2;
  return aside < 0.01 ? Infinity : Math.max(40, room / aside);
}

/** More clients than this stand close together as small labels, in as many rows as it takes. */
const ROOMY = 8;
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

/** Clients stand in a row along the bottom; two of them take the free corners under the ring. */
function clientPlaces(count: number, size: Size): readonly Place[] {
  if (isCrowded(count)) return crowdedPlaces(count, size);
  const margin = cornerMargin(count, size);
  return Array.from({ length: count }, (_, i): Place => {
    const share = count === 1 ? 0 : i / (count - 1);
    const x = margin + share * (size.width - 2 * margin);
    return { id: -(i + 1), x, y: size.height - 40, radius: CLIENT_RADIUS, angle: Math.PI / 2 };
  });
}

function cornerMargin(clients: number, size: Size): number {
  const isTight = takeCorners(clients, size) && size.width < CORNERS;
  return isTight ? 44 : Math.min(60, size.width / 5);
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
