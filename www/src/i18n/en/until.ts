/** Time that runs to somewhere: until something is so, or beyond what has been seen. */
export const until = {
  'until.so': 'It is so already, at {time}: {that}.',
  'until.runs': 'Time runs until {that}.',
  'until.there': 'At {time}: {that}.',
  'console.kept': 'The run before is kept: undo (Ctrl Z) at the start of this one goes back to it.',
  'console.before': 'Back in the run before, at {time}.',
} as const;
