import type { hand as english } from '../en/hand.ts';

export const hand: Readonly<Record<keyof typeof english, string>> = {
  'palette.label': '能做的一切',
  'key.palette': '能做的一切，可以搜索',
};
