/** Why it matters what a judge found; fetched when one has found something. */
export const stakes = {
  'judge.election-safety.why':
    'Two leaders of one term give different orders under the same number, and nobody can tell whose counts.',
  'judge.leader-append-only.why':
    'Followers believe the leader’s log without asking; what it takes back they may have kept.',
  'judge.log-matching.why':
    'One comparison of index and term must vouch for all entries before it, or followers repair nothing.',
  'judge.leader-completeness.why': 'A write that a client was told of is about to be overwritten.',
  'judge.state-machine-safety.why': 'From here on two servers answer differently, and neither knows it.',
  'judge.replicas-equal.why': 'The same entries have led to different data: which a client sees depends on who leads.',
  'judge.exactly-once.why': 'A retry has counted twice, or a client was told of something that never happened.',
  'judge.linearizability.why':
    'Clients have seen what a single machine could never have answered: data was lost, or old, or doubled.',
  'judge.one-vote.why': 'With two votes of one server two candidates can win the same term.',
  'judge.majority-elects.why': 'Without a majority behind it another leader can be elected beside it.',
  'judge.durable-promises.why':
    'If the server crashes now it forgets what it has promised, and others have acted on it.',
  'judge.committed-on-quorum.why': 'The next leader may come from those that lack the entry: it would be lost.',
  'judge.committed-immutable.why': 'What is committed was perhaps acknowledged; now it is gone or another.',
  'judge.state-order.why': 'A server has applied what is not committed, or has gone back to an older state.',
  'judge.leader-knowledge.why': 'The leader commits by counting what it believes; a wrong belief commits what is not there.',
  'judge.configuration-in-force.why': 'Servers that count different members can each find a majority of their own.',
  'judge.one-change.why': 'Two changes at once can make two majorities that share no server.',
  'judge.honest-pre-vote.why': 'A candidate that cannot win raises the term, and deposes a good leader for nothing.',
  'judge.session-table.why': 'A retry of that request would be executed a second time.',
  'judge.fresh-reads.why': 'A client reads a value that somebody else was already told is replaced.',
  'judge.leader-elected.why': 'All are up and connected, and yet nobody can write.',
  'judge.quiet-terms.why': 'Elections in a healthy cluster interrupt all clients, again and again.',
  'judge.followers-catch-up.why': 'One more crash may leave no majority with the newest entries.',
  'judge.requests-finish.why': 'A client waits for ever though nothing stands in the way.',
} as const;
