/** What the page says of bugs and settings before their sheets are fetched. */
export const control = {
  'list.comma': ', ',
  'switch.on': 'on',
  'switch.off': 'off',
  'note.not-restored': 'The last run could not be brought back. This is a new one.',
  'note.link-damaged': 'The run is here, but what the link says besides could not all be read.',
  'settings.label': 'Settings',
  'museum.label': 'Bugs',
  'broken.label': 'Broken on purpose: {bugs}',
  'broken.note': 'This is not correct Raft.',
  'broken.mend': 'Mend',
  'broken.mend.label': 'Mend: start anew without it',
  'explore.label': 'Explore',
} as const;
