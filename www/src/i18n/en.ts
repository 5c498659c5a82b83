/** English. Every other language has exactly these keys; `{name}` is filled in. */
import { control } from './en/control.ts';
import { entry } from './en/entry.ts';
import { explore } from './en/explore.ts';
import { hand } from './en/hand.ts';
import { page } from './en/page.ts';
import { reference } from './en/reference.ts';
import { story } from './en/story.ts';

export const en = { ...page, ...story, ...explore, ...reference, ...control, ...entry, ...hand } as const;

export type TextKey = keyof typeof en;
