/** The height that a figure keeps free, before it is loaded and after: px, by what it shows. Pure. */
import type { KvraftControls, KvraftView } from './api.ts';

/** In a row beside each other where there is room. */
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
const HEAD = { narrow: 128, wide: 104 };
/** What one might try. */
const TRY = 46;

export function heightOf(
  view: readonly KvraftView[],
  controls: KvraftControls,
  width: 'narrow' | 'wide',
): number {
  const small = view.filter((each) => SMALL.includes(each));
  const rows = width === 'wide' ? small.filter((_, i) => i === 0 || i === 2) : small;
  const shown = [...rows, ...view.filter((each) => !SMALL.includes(each))];
  const views = shown.reduce((sum, each) => sum + HEIGHTS[each][width], 0);
  const invites = controls === 'full' && view.includes('ring') ? TRY : 0;
  return HEAD[width] + views + invites + BARS[controls][width];
}

export function isSmall(view: KvraftView): boolean {
  return SMALL.includes(view);
}
