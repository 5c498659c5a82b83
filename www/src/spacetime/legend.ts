/** The signs of the two views, with what they mean. */
import type { Sign } from '../views/time-plot.ts';
import { DOT } from './paint-calls.ts';
import { paintSign } from './paint-faults.ts';
import { paintHit } from './paint-found.ts';
import type { Palette } from './palette.ts';
import type { Pen } from './pen.ts';
import {
  BARS,
  BIG_CIRCLE,
  CIRCLE,
  CROSS,
  DIAMOND,
  DOWNWARD,
  SMALL_CROSS,
  SMALL_SQUARE,
  SQUARE,
  STAR,
} from './signs.ts';
import type { Say } from './texts.ts';

const foundSign = (say: Say): Sign => ({
  means: say('st.sign.found'),
  draw: (pen, x, y, palette) => paintHit(pen, palette, x, y, false),
});

const foldSign = (say: Say): Sign => ({
  means: say('st.sign.fold'),
  draw: (pen, x, y, { colors }) => {
    pen.rect(x - 8, y - 9, 16, 18, colors.hair, 0.65);
    const edge = 'M0 0l2.5 4.5l-2.5 4.5l2.5 4.5l-2.5 4.5';
    for (const side of [-8, 8]) pen.shape(edge, x + side, y - 9, undefined, { color: colors.faint, width: 1.25 });
  },
});

/** The hue that stands for any term. */
const hue = (palette: Palette): string => palette.terms[0] ?? palette.colors.faint;

export function spacetimeSigns(say: Say, searching = false, folding = false): readonly Sign[] {
  const bold = (pen: Pen, words: string, x: number, y: number, color: string): void =>
    pen.text(words, x, y + 3.75, { color, size: 10.5, weight: 700, anchor: 'middle' });
  return [
    {
      means: say('st.sign.leader'),
      draw: (pen, x, y, palette) => {
        pen.rect(x - 20, y - 7, 40, 14, hue(palette));
        pen.shape(STAR, x - 8, y, palette.colors['on-term']);
        bold(pen, '2', x + 6, y, palette.colors['on-term']);
      },
    },
    {
      means: say('st.sign.follower'),
      draw: (pen, x, y, palette) => pen.rect(x - 20, y - 1.5, 40, 3, hue(palette)),
    },
    {
      means: say('st.sign.candidate'),
      draw: (pen, x, y, palette) => {
        const stroke = { color: hue(palette), width: 1.5, dash: [3, 3] };
        pen.line(x - 19, y - 4, x + 19, y - 4, stroke);
        pen.line(x - 19, y + 4, x + 19, y + 4, stroke);
      },
    },
    {
      means: say('st.sign.elected'),
      draw: (pen, x, y, palette) => {
        pen.shape(BIG_CIRCLE, x, y, hue(palette));
        pen.shape(STAR, x, y, palette.colors['on-term']);
      },
    },
    {
      means: say('st.sign.down'),
      draw: (pen, x, y, palette) =>
        pen.shape(DOWNWARD, x, y, palette.colors.surface, { color: hue(palette), width: 1.5 }),
    },
    {
      means: say('st.sign.crash'),
      draw: (pen, x, y, palette) => {
        const ink = { color: palette.colors.ink, width: 2 };
        pen.shape(CROSS, x - 9, y, undefined, { ...ink, width: 2.5 });
        pen.shape(CIRCLE, x + 9, y, palette.colors.surface, ink);
      },
    },
    {
      means: say('st.sign.pause'),
      draw: (pen, x, y, palette) =>
        pen.shape(BARS, x, y, undefined, { color: palette.colors.ink, width: 2 }),
    },
    {
      means: say('st.sign.commit'),
      draw: (pen, x, y, palette) => {
        const { ink } = palette.colors;
        pen.line(x - 8, y - 6, x - 8, y, { color: ink, width: 1 });
        pen.shape(SMALL_SQUARE, x - 8, y + 2, ink);
        pen.text('7', x, y + 6, { color: ink, size: 11, weight: 600 });
      },
    },
    {
      means: say('st.sign.vote'),
      draw: (pen, x, y, palette) => {
        pen.shape(BIG_CIRCLE, x - 10, y, hue(palette));
        bold(pen, '?', x - 10, y, palette.colors['on-term']);
        pen.shape(BIG_CIRCLE, x + 10, y, palette.colors.surface, { color: hue(palette), width: 1.25 });
        bold(pen, '+', x + 10, y, hue(palette));
      },
    },
    {
      means: say('st.sign.entries'),
      draw: (pen, x, y, palette) => {
        pen.line(x - 18, y - 6, x + 18, y + 6, { color: hue(palette), width: 1.6 });
        pen.shape(SQUARE, x, y, hue(palette));
        bold(pen, '2', x, y, palette.colors['on-term']);
      },
    },
    {
      means: say('st.sign.heartbeat'),
      draw: (pen, x, y, palette) =>
        pen.line(x - 18, y - 6, x + 18, y + 6, { color: hue(palette), width: 1, alpha: 0.62 }),
    },
    {
      means: say('st.sign.client'),
      draw: (pen, x, y, palette) => {
        const { ink, surface } = palette.colors;
        pen.shape(DIAMOND, x - 9, y, ink);
        pen.shape(DIAMOND, x + 9, y, surface, { color: ink, width: 1.25 });
      },
    },
    {
      means: say('st.sign.busy'),
      draw: (pen, x, y, palette) => pen.rect(x - 20, y - 3, 40, 6, palette.colors.muted),
    },
    {
      means: say('st.sign.lost'),
      draw: (pen, x, y, palette) => {
        pen.line(x - 16, y - 5, x + 4, y + 2, { color: hue(palette), width: 1.6, dash: [2, 4] });
        pen.shape(SMALL_CROSS, x + 6, y + 2, undefined, { color: palette.colors.ink, width: 1.75 });
      },
    },
    {
      means: say('st.sign.wall'),
      draw: (pen, x, y, palette) => {
        pen.line(x - 8, y - 9, x - 8, y + 9, { color: palette.colors.ink, width: 2, dash: [9, 3] });
        pen.line(x + 8, y - 9, x + 8, y + 9, { color: palette.colors.faint, width: 1.25, dash: [2, 4] });
      },
    },
    {
      means: say('st.sign.violation'),
      draw: (pen, x, y, palette) => pen.shape(DIAMOND, x, y, palette.colors.broken),
    },
    ...(searching ? [foundSign(say)] : []),
    ...(folding ? [foldSign(say)] : []),
    {
      means: say('st.sign.sums'),
      draw: (pen, x, y, palette) => {
        for (const [i, tall] of [3, 6, 9, 5, 8].entries()) {
          pen.rect(x - 12 + i * 5, y + 2 - tall, 4, tall, hue(palette), 0.55);
        }
        pen.rect(x - 2, y + 4, 4, 4, palette.colors.ink);
      },
    },
  ];
}

export function historySigns(say: Say, folding = false): readonly Sign[] {
  const frame = (pen: Pen, x: number, y: number, color: string, width: number, dash: readonly number[]): void => {
    pen.line(x - 18, y - 7, x + 18, y - 7, { color, width, dash });
    pen.line(x - 18, y + 7, x + 18, y + 7, { color, width, dash });
    pen.line(x - 18, y - 7, x - 18, y + 7, { color, width });
  };
  return [
    {
      means: say('hi.sign.write'),
      draw: (pen, x, y, palette) => pen.rect(x - 18, y - 7, 36, 14, palette.colors.muted),
    },
    {
      means: say('hi.sign.read'),
      draw: (pen, x, y, palette) => {
        frame(pen, x, y, palette.colors.muted, 1.25, []);
        pen.line(x + 18, y - 7, x + 18, y + 7, { color: palette.colors.muted, width: 1.25 });
      },
    },
    {
      means: say('hi.sign.point'),
      draw: (pen, x, y, palette) => {
        pen.line(x, y - 9, x, y + 9, { color: palette.colors.ink, width: 1.75 });
        pen.shape(DOT, x, y, palette.colors.ink);
      },
    },
    {
      means: say('hi.sign.unknown'),
      draw: (pen, x, y, palette) => frame(pen, x, y, palette.colors.muted, 1.25, [4, 3]),
    },
    {
      means: say('hi.sign.faults'),
      draw: (pen, x, y, palette) => {
        paintSign(pen, palette, 'crashed', 0, x - 15, y);
        paintSign(pen, palette, 'restarted', 0, x, y);
        pen.line(x + 14, y - 9, x + 14, y + 9, { color: palette.colors.ink, width: 2, dash: [9, 3] });
      },
    },
    {
      means: say('hi.sign.elected'),
      draw: (pen, x, y, palette) => paintSign(pen, palette, 'leader', 1, x, y),
    },
    {
      means: say('hi.sign.culprit'),
      draw: (pen, x, y, palette) => pen.rect(x - 18, y - 7, 36, 14, palette.colors.broken),
    },
    ...(folding ? [foldSign(say)] : []),
  ];
}
