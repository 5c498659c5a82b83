/** The list of scenarios. */
export const gallery = {
  search: 'Search the scenarios',
  'search.hint': 'Search: figure, lease, disk …',
  found: '{count} of {all}',
  'found.none': 'No scenario tells of that.',
  copy: 'Copy the address of {name}',
  copied: 'Copied: {address}',
  legend: 'Each strip is the run, a line for each server: colour is the term, full is the leader, a gap is a crash.',
  broken: 'a judge objects',
} as const;
