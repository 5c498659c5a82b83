import { expect, test } from 'vitest';

import { clientBoxes, scaleOf, serverBoxes, touch, type Box } from '../src/geometry.ts';
import { laneOf, layout, logShares, messageAt, timerLeft, type Scene } from '../src/layout.ts';
import { crossings, partitionSides, partedBy } from '../src/walls.ts';
import { aClient, aCluster, aMessage, aServer, partition } from './views.ts';

const size = { width: 560, height: 440 };

test('servers stand on the ring, the first on top, clockwise', () => {
  const { servers, ring } = layout(aCluster(5), size);
  expect(servers).toHaveLength(5);
  expect(servers[0]?.x).toBeCloseTo(ring.centre.x);
  expect(servers[0]?.y).toBeCloseTo(ring.centre.y - ring.ry);
  expect(servers[1]!.x).toBeGreaterThan(ring.centre.x);
  expect(servers[4]!.x).toBeLessThan(ring.centre.x);
});

test('a single server stands in the middle', () => {
  const { servers, ring } = layout(aCluster(1), size);
  expect(servers[0]).toMatchObject(ring.centre);
});

test.each([1, 2, 3, 4, 5, 6, 7, 8, 9])('%i servers are inside the picture and apart', (count) => {
  const clients = [aClient(1), aClient(2)];
  for (const box of [size, { width: 372, height: 420 }]) {
    const { servers } = layout(aCluster(count, { clients }), box);
    for (const [i, a] of servers.entries()) {
      expect(a.x - a.radius).toBeGreaterThan(0);
      expect(a.x + a.radius).toBeLessThan(box.width);
      expect(a.y - a.radius).toBeGreaterThan(0);
      expect(a.y + a.radius).toBeLessThan(box.height);
      for (const b of servers.slice(i + 1)) {
        expect(Math.hypot(a.x - b.x, a.y - b.y)).toBeGreaterThan(a.radius + b.radius);
      }
    }
  }
});

test('a message leaves its sender, is half way in the middle of its time, and reaches its receiver', () => {
  const scene = layout(aCluster(5), size);
  const [a, b] = scene.servers;
  const message = aMessage({ from: 1, to: 2, sent: 100, due: 120 });
  const at = (time: number) => messageAt(message, time, scene)!;
  const near = (p: { x: number; y: number }, q: { x: number; y: number }) =>
    Math.hypot(p.x - q.x, p.y - q.y);
  expect(near(at(100), a!)).toBeLessThan(a!.radius + 16);
  expect(near(at(120), b!)).toBeLessThan(b!.radius + 16);
  expect(near(at(110), a!)).toBeCloseTo(near(at(110), b!), 1);
  expect(at(90)).toEqual(at(100));
});

test('a lost message gets half way only', () => {
  const scene = layout(aCluster(5), size);
  const whole = messageAt(aMessage({ from: 1, to: 2 }), 10, scene)!;
  const lost = messageAt(aMessage({ from: 1, to: 2, lost: true, due: 20 }), 20, scene)!;
  expect(lost.x).toBeCloseTo(whole.x);
  expect(lost.y).toBeCloseTo(whole.y);
});

test('two directions of a link keep to their own lanes', () => {
  const scene = layout(aCluster(5), size);
  const there = messageAt(aMessage({ from: 1, to: 2 }), 10, scene)!;
  const back = messageAt(aMessage({ from: 2, to: 1 }), 10, scene)!;
  expect(Math.hypot(there.x - back.x, there.y - back.y)).toBeCloseTo(14);
});

test('messages of clients start at clients', () => {
  const scene = layout(aCluster(5, { clients: [aClient(1), aClient(2)] }), size);
  const at = messageAt(aMessage({ from: -2, to: 1, sent: 0 }), 0, scene)!;
  expect(Math.hypot(at.x - scene.clients[1]!.x, at.y - scene.clients[1]!.y)).toBeLessThan(36);
  expect(messageAt(aMessage({ from: -9, to: 1 }), 0, scene)).toBeUndefined();
});

test('a network without cuts has one side, a partition has its sides', () => {
  const servers = aCluster(5).servers;
  expect(partitionSides(servers, [])).toEqual([[1, 2, 3, 4, 5]]);
  expect(partitionSides(servers, partition([1, 2], [3, 4, 5]))).toEqual([
    [1, 2],
    [3, 4, 5],
  ]);
  expect(partitionSides(servers, partition([1, 4], [2, 3, 5]))).toEqual([
    [1, 4],
    [2, 3, 5],
  ]);
});

test('cut in one direction only, servers stay on one side and the link is broken', () => {
  const view = aCluster(3, { cuts: [{ from: 1, to: 2 }] });
  expect(partitionSides(view.servers, view.cuts)).toHaveLength(1);
  const scene = layout(view, size);
  expect(scene.walls).toEqual([]);
  expect(scene.broken.map(({ from, to }) => [from, to])).toEqual([[1, 2]]);
});

test('a partition is one wall around its smaller side, and no broken links', () => {
  const scene = layout(aCluster(5, { cuts: partition([1, 2], [3, 4, 5]) }), size);
  expect(scene.walls.map((wall) => wall.side)).toEqual([[1, 2]]);
  expect(scene.broken).toEqual([]);
});

test('a side that is scattered round the ring has a wall around each of its parts', () => {
  const scene = layout(aCluster(5, { cuts: partition([1, 3], [2, 4, 5]) }), size);
  expect(scene.walls.map((wall) => wall.side)).toEqual([
    [1, 3],
    [1, 3],
  ]);
});

/** Both sides of every way to cut a ring of servers in two runs. */
function runs(count: number): readonly (readonly [number[], number[]])[] {
  return Array.from({ length: count }, (_, first) => first).flatMap((first) =>
    Array.from({ length: Math.floor(count / 2) }, (_, i) => i + 1).map((length) => {
      const ids = Array.from({ length: count }, (_, k) => ((first + k) % count) + 1);
      return [ids.slice(0, length), ids.slice(length)] as const;
    }),
  );
}

/** All that is drawn and written of a scene's servers and clients, where indexes have so many digits. */
function boxesOf(scene: Scene, digits: number, letters?: number): readonly Box[] {
  const label = scene.compact ? 'role' : { digits };
  return [
    ...scene.servers.flatMap((each) => serverBoxes(each, label)).filter(({ spare }) => spare !== true),
    ...scene.clients.flatMap((each) => clientBoxes(each, scaleOf(scene.servers[0]?.radius ?? 0), letters)),
  ];
}

/** A wall keeps as far away as it is thick, where there is room; over anything it must never be. */
const drawn = ({ left, right, top, bottom }: Box): Box => {
  return { left: left + 4, right: right - 4, top: top + 4, bottom: bottom - 4 };
};

/** What the ring has on screens of 1024, 1280, 1366, 1440 and 1920 pixels. */
const SCREENS = [
  { width: 549, height: 345 },
  { width: 694, height: 366 },
  { width: 543, height: 345 },
  { width: 572, height: 424 },
  { width: 752, height: 560 },
];

test.each([2, 3, 4, 5, 6])('with %i servers no wall is over a server, a client, or what is written below them', (count) => {
  for (const box of [...SCREENS, size]) {
    for (const lastIndex of [1, 100]) {
      for (const [side, rest] of runs(count)) {
        const servers = aCluster(count).servers.map((each) => ({ ...each, lastIndex }));
        const clients = [aClient(1), aClient(2)];
        const scene = layout(aCluster(count, { servers, clients, cuts: partition(side, rest) }), box);
        const boxes = boxesOf(scene, String(lastIndex).length).map(drawn);
        for (const wall of scene.walls) expect([box, side, crossings(wall, boxes)]).toEqual([box, side, 0]);
      }
    }
  }
});

test.each(SCREENS)('of five servers both lines are written in $width × $height, clear of all others', (box) => {
  const scene = layout(aCluster(5, { clients: [aClient(1), aClient(2)] }), box);
  expect(scene.compact).toBe(false);
  for (const one of scene.servers) {
    const label = serverBoxes(one, { digits: 2 }).at(-1)!;
    for (const other of scene.servers) {
      if (one === other) continue;
      const boxes = serverBoxes(other, { digits: 2 }).filter(({ spare }) => spare !== true);
      expect(boxes.some((each) => touch(label, each, 10))).toBe(false);
    }
  }
});

test.each([...SCREENS, { width: 900, height: 340 }])('in $width × $height clients stand by the ring', (box) => {
  for (const count of [2, 4, 5, 6]) {
    const { servers, clients } = layout(aCluster(count, { clients: [aClient(1), aClient(2)] }), box);
    const apart = Math.min(...servers.map(({ x, y }) => Math.hypot(x - clients[0]!.x, y - clients[0]!.y)));
    expect([count, apart < 175]).toEqual([count, true]);
    expect(clients[0]!.x + clients[1]!.x).toBeCloseTo(box.width);
  }
});

test.each([
  [565, 440],
  [549, 400],
  [480, 380],
  [390, 300],
])('in a picture of %i × %i clients in the corners keep clear of servers and their labels', (width, height) => {
  for (const count of [1, 2, 3, 4, 5, 6]) {
    const scene = layout(aCluster(count, { clients: [aClient(1), aClient(2)] }), { width, height });
    const ofServers = boxesOf({ ...scene, clients: [] }, 2);
    for (const client of boxesOf({ ...scene, servers: scene.servers.slice(0, 1) }, 2, 9).slice(-4)) {
      expect(ofServers.some((box) => touch(client, box)), `${count} servers`).toBe(false);
    }
  }
});

test.each([9, 20, 50])('%i clients are in the picture, apart, and below the servers', (count) => {
  const clients = Array.from({ length: count }, (_, i) => aClient(i + 1));
  for (const box of [size, { width: 372, height: 420 }]) {
    const scene = layout(aCluster(5, { clients }), box);
    const lowest = Math.max(...scene.servers.map((each) => each.y + each.radius));
    for (const [i, a] of scene.clients.entries()) {
      expect(a.x - 16).toBeGreaterThanOrEqual(0);
      expect(a.x + 16).toBeLessThanOrEqual(box.width);
      expect(a.y + a.radius).toBeLessThan(box.height);
      expect(a.y - a.radius).toBeGreaterThan(lowest);
      for (const b of scene.clients.slice(i + 1)) {
        expect(Math.abs(a.x - b.x) >= 32 || Math.abs(a.y - b.y) >= 18).toBe(true);
      }
    }
  }
});

test('a timer drains from one to nothing', () => {
  const server = aServer(1, { timerFrom: 100, timerDue: 200 });
  expect([50, 100, 150, 200, 250].map((time) => timerLeft(server, time))).toEqual([
    1, 1, 0.5, 0, 0,
  ]);
  expect(timerLeft(aServer(1, { timerDue: -1 }), 50)).toBe(0);
});

test('a bar of a log is as long beside the others as the log, near its end', () => {
  const at = (lastIndex: number, commitIndex = 0) => aServer(1, { lastIndex, commitIndex });
  expect(logShares(at(0), [at(0)])).toEqual({ last: 0, commit: 0 });
  // While logs are short, all of them is seen.
  expect(logShares(at(2, 1), [at(2), at(4)])).toEqual({ last: 0.5, commit: 0.25 });
  expect(logShares(at(1000, 995), [at(1000), at(3)])).toEqual({ last: 1, commit: 0.5 });
  expect(logShares(at(3, 3), [at(1000), at(3)])).toEqual({ last: 0, commit: 0 });
});

test('a lane lies to the right of the way, outside both servers, and messages travel on it', () => {
  const scene = layout(aCluster(5), size);
  const [there, back] = [laneOf(1, 3, scene), laneOf(3, 1, scene)];
  if (there === undefined || back === undefined) throw new Error('both are there');
  expect(Math.hypot(there.from.x - back.to.x, there.from.y - back.to.y)).toBeCloseTo(14);
  const message = aMessage({ from: 1, to: 3, sent: 0, due: 20 });
  const [start, end] = [messageAt(message, 0, scene), messageAt(message, 20, scene)];
  expect([start?.x, start?.y]).toEqual([there.from.x, there.from.y]);
  expect([end?.x, end?.y]).toEqual([there.to.x, there.to.y]);
  expect(laneOf(1, 9, scene)).toBeUndefined();
});

test('a stroke across the ring parts those on either side of it, and nobody else', () => {
  const { servers } = layout(aCluster(5), { width: 600, height: 400 });
  const across = { from: { x: 0, y: 200 }, to: { x: 600, y: 200 } };
  const sides = partedBy(across.from, across.to, servers);
  const above = servers.filter(({ y }) => y < 200).map(({ id }) => id);
  expect(above.length).toBeGreaterThan(0);
  expect(sides?.map((side) => [...side])).toEqual([above, servers.map(({ id }) => id).filter((id) => !above.includes(id))]);
  // In which direction it is drawn does not matter; beside the ring, or by a slip, it is none.
  expect(partedBy(across.to, across.from, servers)).toEqual(sides);
  expect(partedBy({ x: 0, y: 1 }, { x: 600, y: 1 }, servers)).toBeUndefined();
  expect(partedBy({ x: 300, y: 200 }, { x: 320, y: 200 }, servers)).toBeUndefined();
});
