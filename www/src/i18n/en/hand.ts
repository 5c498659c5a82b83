/** What hands find on the page: the palette, and the keys that came with it. */
export const hand = {
  'palette.label': 'Everything one can do',
  'key.palette': 'everything one can do, to search through',
  'key.rewind': 'play backwards',
  'key.turns': 'to the next election, commit, crash, violation, message; with Shift to the one before',
  'key.bookmark': 'set a bookmark',
  'help.rewind': 'play backwards; name this moment',
  'transport.rewind': 'Play backwards',
  'turn.none': 'None ahead, as far as time was tried.',
  'turn.none.before': 'None before this moment.',
  'console.rewinding': 'Playing backwards.',
  'console.bookmarked': 'Bookmark at {time}: {name}',
} as const;
