/** The sheet for sharing. */
export const sharing = {
  'share.note':
    'The link and the file hold this future: how it began, and everything done in it. Who opens them sees the same, event by event.',
  'share.link': 'Link to this session',
  'share.copy': 'Copy link',
  'share.copied': 'Copied: {count, plural, one {{shown} character} other {{shown} characters}}.',
  'share.by-hand': 'Select the link and copy it by hand.',
  'share.download': 'Download as a file',
  'share.trace-note':
    'For other tools, every event up to the time shown: a trace to validate against a TLA+ specification, in the words of etcd-io/raft, and a log with vector clocks for ShiViz.',
  'share.etcd': 'Trace (etcd)',
  'share.shiviz': 'Log (ShiViz)',
  'share.writing': 'Writing …',
  'share.downloaded': 'Saved as {name}.',
} as const;
