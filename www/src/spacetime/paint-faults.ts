/** What befell the cluster, over the clients' history: why a call took long, or has no answer. */
import type { MarkView } from '../engine.ts';
import { xOf, type Plot } from './geometry.ts';
import { termColor, type Palette } from './palette.ts';
import type { Pen, Stroke } from './pen.ts';
import { BIG_CIRCLE, CIRCLE, CROSS, DIAMOND, STAR } from './signs.ts';

/** Signs nearer to each other than this hide one another; a name needs more. */
const APART = 15;
const NAME_ROOM = 34;

/** Lines through all lanes, and above them a sign for each; of what stands too close only the line. */
export function paintFaults(pen: Pen, plot: Plot, palette: Palette, marks: readonly MarkView[]): void {
  const seen = marks.filter(({ tick }) => plot.span.from <= tick && tick <= plot.span.to);
  let [drawn, signed] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const [i, mark] of seen.entries()) {
    const x = xOf(plot, mark.tick);
    // Many at one place are one.
    if (drawn + 1 <= x) {
      pen.line(x, plot.top - 4, x, plot.bottom - 4, strokeOf(mark, palette));
      drawn = x;
    }
    if (x < signed + APART || !hasSign(mark)) continue;
    signed = x;
    paintSign(pen, palette, mark.kind, mark.term ?? 0, x, plot.top - 12);
    const next = seen.slice(i + 1, i + 9).find(hasSign);
    const room = (next === undefined ? plot.right : xOf(plot, next.tick)) - x;
    if (mark.server === undefined || room < NAME_ROOM) continue;
    const style = { color: palette.colors.muted, size: 10.5, weight: 600, halo: palette.colors.surface };
    pen.text(`S${mark.server}`, x + 9, plot.top - 8, style);
  }
}

const hasSign = ({ kind }: MarkView): boolean => kind !== 'cut' && kind !== 'healed';

function strokeOf({ kind, term }: MarkView, palette: Palette): Stroke {
  const { colors } = palette;
  switch (kind) {
    case 'cut':
      return { color: colors.ink, width: 2, dash: [9, 3] };
    case 'healed':
      return { color: colors.faint, width: 1.25, dash: [2, 4] };
    case 'violation':
      return { color: colors.broken, width: 1.75 };
    case 'leader':
      return { color: termColor(palette, term ?? 0), width: 1, alpha: 0.55 };
    default:
      return { color: colors.muted, width: 1, alpha: 0.55 };
  }
}

/** The sign of one; a cut has its line for one. */
export function paintSign(pen: Pen, palette: Palette, kind: string, term: number, x: number, y: number): void {
  const { colors } = palette;
  switch (kind) {
    case 'leader':
      pen.shape(BIG_CIRCLE, x, y, termColor(palette, term));
      pen.shape(STAR, x, y, colors['on-term']);
      break;
    case 'crashed':
      pen.shape(CROSS, x, y, undefined, { color: colors.ink, width: 2.25 });
      break;
    case 'restarted':
      pen.shape(CIRCLE, x, y, colors.surface, { color: colors.ink, width: 1.75 });
      break;
    case 'violation':
      pen.shape(DIAMOND, x, y, colors.broken);
      break;
    default:
      break;
  }
}
