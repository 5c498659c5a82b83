/** More servers than a ring has room for stand in rows; the sides of a partition in blocks of rows. Pure. */
import type { Place, Point, Size } from './geometry.ts';
import type { Wall } from './walls.ts';

/** So many servers stand on a ring at most. */
export const RING_MOST = 9;

export interface Grid {
  readonly servers: readonly Place[];
  readonly walls: readonly Wall[];
}

/** Rows that the gap between two blocks is high. */
const GAP = 0.4;
/** Of a cell, what a server takes of it to either side of its centre. */
const FILL = 0.29;
const RADIUS = { least: 11, most: 30 };

/**
 * Servers 1 to `count` in a picture of this size; `sides` are those of a partition, if there is one. All
 * have the same size, the largest with which they fit.
 */
export function gridIn(count: number, sides: readonly (readonly number[])[], size: Size): Grid {
  const all = Array.from({ length: count }, (_, i) => i + 1);
  const blocks = 1 < sides.length ? sides : [all];
  const gaps = GAP * (blocks.length - 1);
  let best = { cell: 0, columns: 1, rows: count };
  for (let columns = 1; columns <= count; columns++) {
    const rows = blocks.reduce((sum, block) => sum + Math.ceil(block.length / columns), 0);
    // A label stands below: rows are a little higher than columns are wide.
    const cell = Math.min(size.width / columns, size.height / (rows + gaps) / 1.1);
    if (best.cell < cell) best = { cell, columns, rows };
  }
  const radius = Math.max(RADIUS.least, Math.min(RADIUS.most, best.cell * FILL));
  const pitch = { x: Math.min(size.width / best.columns, 2.2 * best.cell), y: size.height / (best.rows + gaps) };
  const servers: Place[] = [];
  const walls: Wall[] = [];
  const largest = Math.max(...blocks.map((block) => block.length));
  let row = 0;
  for (const [i, block] of blocks.entries()) {
    if (0 < i) {
      const y = (row + GAP / 2) * pitch.y;
      const at = (x: number): Point => ({ x, y });
      const before = blocks[i - 1] ?? [];
      const side = block.length < largest ? block : before;
      walls.push({ from: at(10), bend: at(size.width / 2), to: at(size.width - 10), side });
      row += GAP;
    }
    for (const [j, id] of block.entries()) {
      const inRow = Math.min(best.columns, block.length - j + (j % best.columns));
      const x = size.width / 2 + ((j % best.columns) - (inRow - 1) / 2) * pitch.x;
      const y = (row + Math.floor(j / best.columns) + 0.45) * pitch.y;
      servers[id - 1] = { id, x, y, radius, angle: Math.atan2(y - size.height / 2, x - size.width / 2) };
    }
    row += Math.ceil(block.length / best.columns);
  }
  return { servers, walls };
}
