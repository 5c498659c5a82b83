/** The way from the help sheet to the guides. */
export const guides = {
  'guides.label': 'Guides',
  'guides.teachers': 'For teachers',
  'guides.students': 'For students of the labs',
  'guides.engineers': 'For engineers',
  'guides.reference': 'Reference',
} as const;
