/** The axis of time, and lines up from it: both views have them. */
import { xOf, type Plot } from './geometry.ts';
import type { Palette } from './palette.ts';
import type { Pen } from './pen.ts';
import { axisOf, tickText } from './viewport.ts';

type Colors = Palette['colors'];

/** Pixels between two numbers. */
const APART = 92;

/** Lines of the grid, and a hair for each lane. */
export function paintGrid(pen: Pen, plot: Plot, colors: Colors): void {
  for (const tick of axisOf(plot.span, plot.right - plot.left, APART).ticks) {
    const x = Math.round(xOf(plot, tick)) + 0.5;
    pen.line(x, plot.top - 6, x, plot.bottom, { color: colors.hair, width: 1 });
  }
  for (const { y } of plot.lanes) {
    pen.line(plot.left, y, plot.right, y, { color: colors.line, width: 1 });
  }
}

export function paintAxis(pen: Pen, plot: Plot, colors: Colors): void {
  const y = plot.bottom;
  pen.line(plot.left, y + 0.5, plot.right, y + 0.5, { color: colors.faint, width: 1 });
  const axis = axisOf(plot.span, plot.right - plot.left, APART);
  for (const tick of axis.minor) {
    const x = Math.round(xOf(plot, tick)) + 0.5;
    pen.line(x, y, x, y + 3, { color: colors.faint, width: 1 });
  }
  for (const tick of axis.ticks) {
    const x = Math.round(xOf(plot, tick)) + 0.5;
    pen.line(x, y, x, y + 6, { color: colors.muted, width: 1 });
    const text = tickText(tick, axis.step);
    const reach = text.length * 3.4;
    const at = Math.max(plot.left + reach - 8, Math.min(plot.right - reach, x));
    pen.text(text, at, y + 19, { color: colors.muted, size: 11, anchor: 'middle' });
  }
}
