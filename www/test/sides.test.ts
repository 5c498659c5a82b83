import { expect, test } from 'vitest';
import { layout } from '../src/layout.ts';
import { REACH, nearest } from '../src/reach.ts';
import { carried, destination, isLoop, lineOf, partedByStroke } from '../src/sides.ts';
import { aClient, aCluster, aMessage } from './views.ts';

const SIZE = { width: 760, height: 480 };
const view = aCluster(5, { clients: [aClient(1), aClient(2)] });
const scene = layout(view, SIZE);

const place = (id: number) => scene.servers[id - 1]!;

/** A loop around some servers, in the order in which they stand. */
function around(...ids: readonly number[]) {
  const middle = {
    x: ids.reduce((sum, id) => sum + place(id).x, 0) / ids.length,
    y: ids.reduce((sum, id) => sum + place(id).y, 0) / ids.length,
  };
  const reach = Math.max(...ids.map((id) => Math.hypot(place(id).x - middle.x, place(id).y - middle.y)));
  return Array.from({ length: 40 }, (_, i) => ({
    x: middle.x + (reach + 60) * Math.cos((2 * Math.PI * i) / 42),
    y: middle.y + (reach + 60) * Math.sin((2 * Math.PI * i) / 42),
  }));
}

test('a stroke across is a wall, a loop a wall around whom it encloses', () => {
  const across = [{ x: 0, y: place(1).y + 60 }, { x: 300, y: place(1).y + 62 }, { x: 760, y: place(1).y + 60 }];
  expect(isLoop(across)).toBe(false);
  expect(partedByStroke(across, scene.servers)).toEqual({ kind: 'part', sides: [[1], [2, 3, 4, 5]] });
  const loop = around(2, 3);
  expect(isLoop(loop)).toBe(true);
  expect(partedByStroke(loop, scene.servers)).toEqual({ kind: 'part', sides: [[2, 3], [1, 4, 5]] });
  expect(partedByStroke(around(1, 2, 3, 4, 5), scene.servers)).toBeUndefined();
  const nothing = loop.map(({ x, y }) => ({ x: 380 + (x - 380) / 40, y: 240 + (y - 240) / 40 }));
  expect(partedByStroke(nothing, scene.servers)).toBeUndefined();
  expect(partedByStroke([], scene.servers)).toBeUndefined();
});

test('a server is carried onto another, away from all, or back home', () => {
  const near = (id: number) => ({ x: place(id).x + 20, y: place(id).y - 10 });
  expect(destination(1, near(1), scene.servers)).toEqual({ kind: 'home' });
  expect(destination(1, near(3), scene.servers)).toEqual({ kind: 'with', other: 3 });
  expect(destination(1, { x: 20, y: 20 }, scene.servers)).toEqual({ kind: 'alone' });
});

test('who is carried changes sides', () => {
  const whole = [[1, 2, 3, 4, 5]];
  expect(carried(3, 1, whole)).toEqual({ kind: 'part', sides: [[1, 3], [2, 4, 5]] });
  expect(carried(3, undefined, whole)).toEqual({ kind: 'part', sides: [[3], [1, 2, 4, 5]] });
  const parted = [[1, 2], [3, 4, 5]];
  expect(carried(1, 4, parted)).toEqual({ kind: 'part', sides: [[2], [1, 3, 4, 5]] });
  expect(carried(1, undefined, parted)).toEqual({ kind: 'part', sides: [[1], [2], [3, 4, 5]] });
  // It is there already.
  expect(carried(1, 2, parted)).toBeUndefined();
  expect(carried(1, undefined, [[1], [2, 3]])).toBeUndefined();
  expect(carried(1, 2, [[1, 2]])).toBeUndefined();
  expect(carried(1, undefined, [[1]])).toBeUndefined();
  // The last wall falls.
  expect(carried(1, 2, [[1], [2, 3]])).toEqual({ kind: 'heal' });
  expect(lineOf({ kind: 'part', sides: [[1, 3], [2, 4, 5]] })).toBe('partition 1 3 | 2 4 5');
  expect(lineOf({ kind: 'heal' })).toBe('heal');
});

test('a finger has a reach of 22 px, for servers first, then messages, clients, and links last', () => {
  const at = (x: number, y: number, messages = view.messages) => nearest({ x, y }, messages, 10, scene);
  const [one, two] = [place(1), place(2)];
  expect(at(one.x + 8, one.y)).toEqual({ kind: 'server', id: 1 });
  expect(at(one.x + one.radius + 18, one.y - 10)).toEqual({ kind: 'server', id: 1 });
  const c = scene.clients[1]!;
  expect(at(c.x - 20, c.y)).toEqual({ kind: 'client', id: 2 });
  // The middle of the link between S1 and S2, and beside it.
  const [x, y] = [(one.x + two.x) / 2, (one.y + two.y) / 2];
  expect(at(x + 8, y - 8)).toEqual({ kind: 'link', link: [1, 2] });
  expect(at(x + REACH, y - REACH)).toBeUndefined();
  const one2two = aMessage();
  expect(at(x + 12, y - 8, [one2two])).toEqual({ kind: 'message', message: one2two });
  expect(at(one.x, one.y, [one2two])).toEqual({ kind: 'server', id: 1 });
});

test('servers in rows have no links to press', () => {
  const rows = layout(aCluster(20), SIZE);
  const [a, b] = [rows.servers[0]!, rows.servers[1]!];
  expect(nearest({ x: (a.x + b.x) / 2, y: a.y + 40 }, [], 0, rows)).toBeUndefined();
});
