/** The futures of a run as a tree: who stands in which row, and how far each reaches. Pure. */
import type { BranchView } from './engine.ts';

/** A future in its row; shares of the width are from 0, the start of the run, to 1, the furthest moment of any. */
export interface Twig {
  readonly branch: BranchView;
  readonly row: number;
  /** The row of the one it left; none for the first. */
  readonly origin: number | undefined;
  /** Where it left it, and how far it has been seen. */
  readonly from: number;
  readonly to: number;
}

/**
 * One row each: right below the future that it left stands the one that left it last, so that no
 * connection crosses a line.
 */
export function treeOf(branches: readonly BranchView[]): readonly Twig[] {
  const longest = longestOf(branches);
  const rows = new Map<number, number>();
  const order: BranchView[] = [];
  const grow = (origin: number | undefined): void => {
    const young = branches.filter((each) => each.origin === origin);
    young.sort((a, b) => b.start - a.start || a.id - b.id);
    for (const branch of young) {
      rows.set(branch.id, order.length);
      order.push(branch);
      grow(branch.id);
    }
  };
  grow(undefined);
  return order.map((branch, row) => ({
    branch,
    row,
    origin: branch.origin === undefined ? undefined : rows.get(branch.origin),
    from: branch.start / longest,
    to: Math.max(branch.start, branch.end) / longest,
  }));
}

/** The furthest tick that any of them has been seen to; never 0. */
export function longestOf(branches: readonly BranchView[]): number {
  return Math.max(1, ...branches.map(({ end }) => end));
}

/** Of two that are compared, after another one was chosen or given up: the latest two. */
export function compared(pair: readonly number[], id: number): readonly number[] {
  return pair.includes(id) ? pair.filter((each) => each !== id) : [...pair, id].slice(-2);
}
