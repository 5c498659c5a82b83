/**
 * Simplified Chinese, whole: few read it, and they read all of it. Command names and RPC names stay as they are
 * typed and as the paper has them.
 */
import type { LaterKey, TextKey } from './en.ts';
import { conditions } from './zh-cn/conditions.ts';
import { control } from './zh-cn/control.ts';
import { entry } from './zh-cn/entry.ts';
import { explore } from './zh-cn/explore.ts';
import { futures } from './zh-cn/futures.ts';
import { gestures } from './zh-cn/gestures.ts';
import { hand } from './zh-cn/hand.ts';
import { page } from './zh-cn/page.ts';
import { reference } from './zh-cn/reference.ts';
import { sharing } from './zh-cn/sharing.ts';
import { stakes } from './zh-cn/stakes.ts';
import { story } from './zh-cn/story.ts';
import { terse } from './zh-cn/terse.ts';
import { until } from './zh-cn/until.ts';
import { why } from './zh-cn/why.ts';

export const zhCN: Readonly<Record<TextKey | LaterKey, string>> = {
  ...page,
  ...story,
  ...explore,
  ...reference,
  ...control,
  ...entry,
  ...stakes,
  ...terse,
  ...hand,
  ...gestures,
  ...until,
  ...futures,
  ...sharing,
  ...why,
  ...conditions,
};

export { tellBreach } from './zh-cn/breaches.ts';
export { tell } from './zh-cn/errors.ts';
