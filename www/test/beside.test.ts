import { expect, test } from 'vitest';

import { beside, roomFor } from '../src/beside.ts';
import type { Box } from '../src/geometry.ts';

const WINDOW = { width: 1024, height: 768 };
const MENU = { width: 210, height: 268 };
/** Where the picture of the cluster begins: above it are the narrator and the page's header. */
const TOP = 150;

const at = (x: number, y: number): Box => ({ left: x - 40, right: x + 40, top: y - 40, bottom: y + 60 });

test('a menu of the servers on top of the ring lies below the header of the page', () => {
  for (const x of [120, 292, 480, 980]) {
    for (const y of [195, 270, 380, 600, 730]) {
      const place = beside(at(x, y), MENU, roomFor(MENU, WINDOW, TOP), []);
      expect(place.y).toBeGreaterThanOrEqual(TOP);
      expect(place.y + MENU.height).toBeLessThanOrEqual(WINDOW.height);
      expect(place.x).toBeGreaterThanOrEqual(0);
      expect(place.x + MENU.width).toBeLessThanOrEqual(WINDOW.width);
      // Nor over whom it belongs to.
      const own = at(x, y);
      const over = place.x < own.right && own.left < place.x + MENU.width && place.y < own.bottom && own.top < place.y + MENU.height;
      expect([x, y, over]).toEqual([x, y, false]);
    }
  }
});

test('what does not fit below it may use the whole window; a page that is scrolled away takes none of it', () => {
  const low = { width: 844, height: 390 };
  expect(roomFor(MENU, low, TOP).top).toBe(0);
  expect(roomFor(MENU, low, -300).top).toBe(0);
  expect(roomFor(MENU, low, 80).top).toBe(80);
});
