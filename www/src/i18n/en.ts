/** English. Every other language has exactly these keys. */
import type { conditions } from './en/conditions.ts';
import { control } from './en/control.ts';
import { entry } from './en/entry.ts';
import type { explore } from './en/explore.ts';
import type { futures } from './en/futures.ts';
import { gestures } from './en/gestures.ts';
import { hand } from './en/hand.ts';
import { page } from './en/page.ts';
import type { reference } from './en/reference.ts';
import type { sharing } from './en/sharing.ts';
import type { stakes } from './en/stakes.ts';
import { story } from './en/story.ts';
import type { terse } from './en/terse.ts';
import { until } from './en/until.ts';
import type { why } from './en/why.ts';

/** What a first visit shows. */
export const en = {
  ...page,
  ...story,
  ...control,
  ...entry,
  ...hand,
  ...gestures,
  ...until,
} as const;

export type TextKey = keyof typeof en;

/** What comes with the part of the page that says it. */
export type LaterKey =
  | keyof typeof conditions
  | keyof typeof explore
  | keyof typeof futures
  | keyof typeof reference
  | keyof typeof sharing
  | keyof typeof stakes
  | keyof typeof terse
  | keyof typeof why;
