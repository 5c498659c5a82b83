/** What hands find on the page: the palette, and the keys that came with it. */
export const hand = {
  'palette.label': 'Everything one can do',
  'key.palette': 'everything one can do, to search through',
} as const;
