/** English. Every other language has exactly these keys; `{name}` is filled in. */
import { page } from './en/page.ts';
import { reference } from './en/reference.ts';
import { story } from './en/story.ts';

export const en = { ...page, ...story, ...reference } as const;

export type TextKey = keyof typeof en;
