import { expect, test } from 'vitest';

import { gridIn } from '../src/grid.ts';
import { layout } from '../src/layout.ts';
import { aClient, aCluster, partition } from './views.ts';

const SIZES = [
  { width: 560, height: 420 },
  { width: 374, height: 330 },
  { width: 900, height: 500 },
];

test('up to 31 servers have room, none over another', () => {
  for (const size of SIZES) {
    for (const count of [10, 11, 16, 25, 31]) {
      const { servers } = gridIn(count, [], size);
      expect(servers.map((place) => place.id)).toEqual(Array.from({ length: count }, (_, i) => i + 1));
      for (const a of servers) {
        expect(a.x - a.radius).toBeGreaterThanOrEqual(0);
        expect(a.x + a.radius).toBeLessThanOrEqual(size.width);
        expect(a.y - a.radius).toBeGreaterThanOrEqual(0);
        expect(a.y + a.radius).toBeLessThanOrEqual(size.height);
        for (const b of servers) {
          if (a.id < b.id) expect(Math.hypot(a.x - b.x, a.y - b.y)).toBeGreaterThan(2.5 * a.radius);
        }
      }
    }
  }
});

test('the sides of a partition are blocks with a wall between them', () => {
  const [one, other] = [
    [1, 2, 3, 30],
    Array.from({ length: 27 }, (_, i) => i + 4).filter((id) => id !== 30).concat(31),
  ];
  const { servers, walls } = gridIn(31, [one, other], SIZES[0]!);
  expect(walls).toHaveLength(1);
  expect(walls[0]?.side).toEqual(one);
  const y = walls[0]?.from.y ?? 0;
  for (const place of servers) {
    const above = place.y + place.radius < y;
    const below = y < place.y - place.radius;
    expect(one.includes(place.id) ? above : below).toBe(true);
  }
});

test('nine servers stand on a ring, ten in rows, with clients below', () => {
  const size = SIZES[0]!;
  const rowsOf = (count: number) =>
    new Set(layout(aCluster(count), size).servers.map((place) => Math.round(place.y))).size;
  expect(rowsOf(9)).toBeGreaterThan(4);
  expect(rowsOf(10)).toBeLessThanOrEqual(4);
  const scene = layout(aCluster(12, { clients: [aClient(1), aClient(2)] }), size);
  const lowest = Math.max(...scene.servers.map((place) => place.y + place.radius));
  for (const client of scene.clients) expect(client.y - client.radius).toBeGreaterThan(lowest);
  const ids = Array.from({ length: 12 }, (_, i) => i + 1);
  const split = layout(aCluster(12, { cuts: partition(ids.slice(0, 3), ids.slice(3)) }), size);
  expect(split.walls).toHaveLength(1);
});

test('a cut between two of a row goes around those between, each direction on its side', () => {
  for (const size of SIZES) {
    const scene = layout(aCluster(12, { cuts: [{ from: 1, to: 3 }, { from: 3, to: 1 }, { from: 1, to: 2 }] }), size);
    const [there, back, next] = scene.broken;
    const [first, second, third] = scene.servers;
    expect([first!.y, third!.y]).toEqual([second!.y, second!.y]);
    for (const { start, bend, end } of [there!, back!]) {
      for (let i = 0; i <= 20; i++) {
        const t = i / 20;
        const at = (from: number, over: number, to: number): number =>
          (1 - t) ** 2 * from + 2 * t * (1 - t) * over + t ** 2 * to;
        const [x, y] = [at(start.x, bend!.x, end.x), at(start.y, bend!.y, end.y)];
        expect(Math.hypot(x - second!.x, y - second!.y)).toBeGreaterThan(second!.radius);
      }
    }
    expect((there!.middle.y - second!.y) * (back!.middle.y - second!.y)).toBeLessThan(0);
    // Neighbours see each other.
    expect(next!.bend).toBeUndefined();
  }
});
