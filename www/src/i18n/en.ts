/** English. Every other language has exactly these keys; `{name}` is filled in. */
import { breaches } from './en/breaches.ts';
import { control } from './en/control.ts';
import { entry } from './en/entry.ts';
import { explore } from './en/explore.ts';
import { gestures } from './en/gestures.ts';
import { guides } from './en/guides.ts';
import { hand } from './en/hand.ts';
import { page } from './en/page.ts';
import { reference } from './en/reference.ts';
import { story } from './en/story.ts';
import { terse } from './en/terse.ts';
import { until } from './en/until.ts';

export const en = {
  ...page,
  ...story,
  ...explore,
  ...reference,
  ...control,
  ...entry,
  ...breaches,
  ...terse,
  ...hand,
  ...gestures,
  ...guides,
  ...until,
} as const;

export type TextKey = keyof typeof en;
