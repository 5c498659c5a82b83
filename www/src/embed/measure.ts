/** The height that a figure keeps free, before it is loaded and after: px, by what it shows. Pure. */
import type { KvraftControls, KvraftView } from './api.ts';

/** Those that can stand beside each other. */
const SMALL: readonly KvraftView[] = ['ring', 'log', 'inspector'];

const HEIGHTS: Readonly<Record<KvraftView, { readonly narrow: number; readonly wide: number }>> = {
  ring: { narrow: 300, wide: 330 },
  log: { narrow: 200, wide: 330 },
  inspector: { narrow: 240, wide: 330 },
  spacetime: { narrow: 260, wide: 280 },
  history: { narrow: 240, wide: 240 },
  console: { narrow: 170, wide: 170 },
};
const BARS: Readonly<Record<KvraftControls, { readonly narrow: number; readonly wide: number }>> = {
  full: { narrow: 88, wide: 84 },
  playback: { narrow: 84, wide: 52 },
  none: { narrow: 0, wide: 0 },
};
/** Title and narrator. */
const HEAD = { narrow: 140, wide: 104 };
/** What one might try. */
const TRY = 46;

export function heightOf(
  view: readonly KvraftView[],
  controls: KvraftControls,
  width: 'narrow' | 'wide',
): number {
  const views = rowsOf(view, width).reduce((sum, row) => sum + row, 0);
  const invites = controls === 'full' && view.includes('ring') ? TRY : 0;
  return HEAD[width] + views + invites + BARS[controls][width];
}

/** The heights of the rows in which views stand: the first two small ones share one where there is room. */
export function rowsOf(view: readonly KvraftView[], width: 'narrow' | 'wide'): readonly number[] {
  return inRows(view)
    .filter((each) => width === 'narrow' || each !== beside(view))
    .map((each) => HEIGHTS[each][width]);
}

/** Small ones first. */
export function inRows(view: readonly KvraftView[]): readonly KvraftView[] {
  return [...view.filter(isSmall), ...view.filter((each) => !isSmall(each))];
}

/** The one that stands beside the first. */
export function beside(view: readonly KvraftView[]): KvraftView | undefined {
  return view.filter(isSmall)[1];
}

export function isSmall(view: KvraftView): boolean {
  return SMALL.includes(view);
}
