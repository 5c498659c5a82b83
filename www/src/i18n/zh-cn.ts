/** Simplified Chinese. Command names and RPC names stay as they are typed and as the paper has them. */
import type { TextKey } from './en.ts';
import { breaches } from './zh-cn/breaches.ts';
import { control } from './zh-cn/control.ts';
import { entry } from './zh-cn/entry.ts';
import { explore } from './zh-cn/explore.ts';
import { gestures } from './zh-cn/gestures.ts';
import { guides } from './zh-cn/guides.ts';
import { hand } from './zh-cn/hand.ts';
import { page } from './zh-cn/page.ts';
import { reference } from './zh-cn/reference.ts';
import { story } from './zh-cn/story.ts';
import { terse } from './zh-cn/terse.ts';
import { until } from './zh-cn/until.ts';

export const zhCN: Readonly<Record<TextKey, string>> = {
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
};

export { tell } from './zh-cn/errors.ts';
