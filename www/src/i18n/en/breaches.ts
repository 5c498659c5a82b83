/** What judges find, in the core's own words (a test compares them), and why it matters. */
export const breaches = {
  'breach.two-leaders': '{b} became leader of term {term}, which {a} already led.',
  'breach.leader-removed': '{a}, leader of term {term}, removed entries {from} to {last} of its own log.',
  'breach.logs-differ':
    '{a} put entry {entry} behind an entry of term {term}; another log has it behind one of term {other}.',
  'breach.entries-differ': "{a}'s entry {entry} holds another command than the {other} of another log.",
  'breach.committed-missing':
    '{a} leads term {term} without entry {entry}, which was committed in term {other}.',
  'breach.applied-different':
    '{a} applied {entry} where {b} had applied {other}, another entry at index {index}.',
  'breach.stores-differ': "{a}'s store differs from the one {b} had after applying index {index}.",
  'breach.executed-again':
    "{c}'s request {number} was executed at index {index} after the client's request at index {other} had been.",
  'breach.answered-unexecuted': '{c} got an answer to request {number}, which nobody has executed.',
  'breach.not-linearizable': 'no order of the operations on {key} explains their answers.',
  'breach.voted-twice': '{a} voted for {b} in term {term}, and had voted for {other}.',
  'breach.elected-by-too-few': '{a} leads term {term} with the votes of {list}: no majority.',
  'breach.leads-without-vote': '{a} leads term {term} and has no vote itself.',
  'breach.term-not-durable': '{a} named term {term} in a message; its disk knows term {other}.',
  'breach.vote-not-durable': '{a} sent {b} its vote of term {term} before it was on its disk.',
  'breach.entries-not-durable':
    '{a} acknowledged entries up to {index} in term {term}; its disk has {other}.',
  'breach.hopeless-pre-vote':
    '{a} promised {b} its vote after term {term}, whose log ends with {entry}, its own with {other}.',
  'breach.committed-by-too-few':
    '{a} committed {entry} in term {term}; on disk it is with {list}: no majority.',
  'breach.committed-removed':
    '{a} removed entries {from} to {last}; up to {index} it knew them committed.',
  'breach.committed-different': '{a} takes {entry} for committed; {b} took {other} for it.',
  'breach.state-disordered':
    '{a}: snapshot up to {base}, applied {applied}, committed {committed}, last entry {last}: out of order.',
  'breach.state-went-back':
    '{a} went back from term {term}, committed {committed}, applied {applied} to term {term2}, committed {committed2}, applied {applied2}.',
  'breach.next-not-behind-match':
    '{a} would send {b} entry {index} next, which has all up to {other}.',
  'breach.match-untrue':
    '{a} believes that {b} has its log up to {index}; that log ends with {entry}, or differs.',
  'breach.wrong-configuration': '{a} goes by the members {members}; its log says {other}.',
  'breach.two-changes':
    '{a}, leader of term {term}, changed the members at {index}; the change at {other} is not committed.',
  'breach.change-too-early':
    '{a} changed the members at {index}, with nothing of its term {term} committed.',
  'breach.session-missing':
    "{a}'s state up to {index} knows nothing of {c}'s request {number}, which it holds the effect of.",
  'breach.stale-read':
    "{a} answered {c}'s read {number} from the state after {index}; a write at {other} was acknowledged before.",
  'breach.no-leader': 'nobody has led since {time} ms, with nothing in the way.',
  'breach.elections-without-end': '{count} elections since {time} ms, with nothing in the way.',
  'breach.majority-lost': '{a} missed its majority at {time} ms, with nothing in the way.',
  'breach.stuck-behind':
    '{a} has applied {index} of {other} entries and gets no nearer, with nothing in the way.',
  'breach.unanswered': "{c}'s request {number} waits since {time} ms, with nothing in the way.",
  'breach.nobody': 'nobody',
} as const;
