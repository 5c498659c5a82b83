/** The sheet of futures. */
export const futures = {
  'futures.note': 'Whatever is done in the past begins another future beside the one that was.',
  'futures.name': 'Future {number}',
  'futures.rename': 'Name of {name}',
  'futures.first': 'From the start, seen up to {end}',
  'futures.left': 'Left {origin} at {start}, seen up to {end}',
  'futures.go': 'Go',
  'futures.here': 'Here',
  'futures.compare': 'Where two of them part',
  'futures.choose': 'Compare {name}',
  'futures.choose-two': 'Choose two by ≠ to see where they part.',
  'futures.same': 'As far as both have been seen, they are the same.',
  'futures.differ': 'Their first difference is event {event}:',
  'futures.not-so-far': 'not seen so far',
  'futures.go-there': 'Go there',
} as const;
