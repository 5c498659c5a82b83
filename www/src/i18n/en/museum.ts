/** What the museum of bugs says: a sentence for each mistake, and the sheet around them. */
export const museum = {
  label: 'Museum of bugs',
  note: 'Mistakes that real systems made. Switch one on, and the servers make it: the run starts anew with the same seed. Or see its story, in which it bites and a judge objects.',
  search: 'Search',
  'search.hint': 'vote, snapshot, etcd…',
  found: '{count} of {all}',
  'found.none': 'No mistake here has these words.',
  'switch': 'Broken: {name}',
  on: 'on',
  off: 'off',
  bite: 'See it bite',
  'bite.label': 'See it bite: {name}',
  beside: 'Beside the correct one',
  'beside.label': 'Beside the correct one: {name}',
  story: 'Its story:',
  source: 'Rule, and whom it bit',
  judge: 'Caught by',
  'switch.off': 'Switch all off',
  'started.on': 'Started anew with “{name}” on.',
  'started.off': 'Started anew without “{name}”.',
  'started.none': 'Started anew, with nothing broken.',
  unreachable: 'The stories could not be fetched. Names and sources are missing; the switches work.',

  'group.elections': 'Elections',
  'group.replication': 'Replication',
  'group.snapshots': 'Snapshots',
  'group.membership': 'Membership',
  'group.clients': 'Reads and clients',
  'group.disks': 'Disks',

  'bug.vote-twice': 'A server votes again in a term in which it has already voted.',
  'bug.forget-vote': 'A candidate that steps down within its term forgets that it voted for itself.',
  'bug.ignore-candidate-log': 'Voters do not ask whether the candidate has what they have.',
  'bug.compare-lengths': 'Voters compare how long logs are, not first the terms of their last entries.',
  'bug.compare-as-vectors':
    'A candidate must be ahead both in term and in length, so two logs can each refuse the other.',
  'bug.count-answers': 'A candidate counts answers, not voters: a vote that the network doubles counts twice.',
  'bug.count-old-votes': 'A candidate counts votes that were given to it in an earlier term.',
  'bug.half-is-enough': 'With an even number of servers, half of them pass for a majority.',
  'bug.pre-vote-without-log': 'A server promises its vote without comparing logs.',
  'bug.pre-vote-own-term':
    'A server answers pre-votes in its own term and learns none from them, so the answer passes for a late one.',
  'bug.pre-vote-unanswered':
    'A server with the option off ignores requests for pre-votes: nobody can switch it on server by server.',
  'bug.pre-vote-restarts-timer':
    'Whoever is asked for a pre-vote starts its own timer again, even if it refuses.',
  'bug.stick-for-ever': 'A server that has once heard a leader ignores candidates for ever after.',
  'bug.transfer-for-ever':
    'A leader that hands over to a server that is down never gives up, and takes no requests meanwhile.',

  'bug.commit-old-terms':
    'A leader counts the replicas of entries of earlier terms, and commits what may still be overwritten.',
  'bug.no-noop': 'A new leader appends no entry of its own, so it cannot commit what it inherited.',
  'bug.ignore-prev-term': 'A follower asks only whether it has a previous entry, not of which term.',
  'bug.truncate-always':
    'A follower cuts its log before it appends, even where the entries agree: an old message undoes newer ones.',
  'bug.commit-unverified':
    'A follower commits as far as the leader has, up to its own last entry, though nobody compared that.',
  'bug.acknowledge-all': 'A follower acknowledges its whole log, not only what the leader’s message proved.',
  'bug.missing-matches': 'A follower takes a previous entry that it lacks for one that agrees.',
  'bug.gap-in-batch': 'When a batch is full, the leader skips the entry after the previous one.',
  'bug.heed-late-refusals': 'A leader believes a refusal that has long been overtaken by an acknowledgement.',
  'bug.back-up-window':
    'A leader takes a follower’s hint only if it is a few entries back, and else asks the same again.',
  'bug.heartbeat-from-match':
    'Heartbeats ask for what is already known to agree, so nobody notices that entries were lost on the way.',
  'bug.silent-heartbeats': 'Heartbeats do not tell how far the log is committed.',
  'bug.unsorted-quorum': 'A leader takes the middle of a list for the median without sorting it.',
  'bug.leader-drops-tail': 'A new leader throws away what the last one left uncommitted.',
  'bug.forget-next-page': 'A server applies the first few of many committed entries and forgets the rest.',

  'bug.install-old-snapshot': 'A server installs a snapshot of what it has already applied, and goes back in time.',
  'bug.snapshot-keeps-tail': 'A server installs a snapshot and keeps entries after it that belong to another history.',
  'bug.snapshot-cuts-tail': 'A server drops entries after a snapshot though its log agrees with it.',
  'bug.compacted-prev-conflicts':
    'A follower takes a previous entry that is in its snapshot for a conflict, and cuts its log.',
  'bug.sessions-not-in-snapshot': 'A snapshot holds the values but not which requests have taken effect.',
  'bug.configuration-not-in-snapshot': 'A snapshot holds the values but not who the members are.',
  'bug.no-snapshot-when-empty': 'A leader with nothing left in its log sends nobody its snapshot.',
  'bug.snapshot-sent-once': 'Each part of a snapshot is sent once; one that is lost is never sent again.',

  'bug.change-before-commit':
    'A leader changes the members before it has committed anything in its own term.',
  'bug.joint-as-one': 'Old and new members count as one cluster, not as two that must each agree.',
  'bug.leave-joint-early': 'A leader leaves the joint membership before it is committed.',
  'bug.outlived-configuration': 'A server goes on with members from an entry that has left its log.',
  'bug.removed-leader-counts': 'A leader that is being removed counts itself towards the majority.',
  'bug.removed-leader-stays': 'A leader that is no longer a member goes on leading.',
  'bug.leaving-forgets-own-vote': 'A leader that is leaving does not count its own vote while it still has one.',
  'bug.count-learners': 'Learners are asked for votes, and their votes count.',
  'bug.learner-stands': 'A learner stands for election.',
  'bug.learner-refuses': 'A server that has not yet heard of its promotion refuses its vote.',

  'bug.read-unconfirmed': 'Whoever believes to lead answers reads from its own store at once.',
  'bug.read-before-noop': 'A new leader answers reads before it knows what has been committed.',
  'bug.reuse-round': 'Acknowledgements of an earlier round of heartbeats confirm a later read.',
  'bug.lease-too-long': 'A leader trusts its lease for longer than the others stick to it.',
  'bug.lease-over-transfer': 'A leader keeps reading by its lease while it hands leadership over.',
  'bug.forget-duplicates': 'A request that is asked again is executed again.',
  'bug.deduplicate-where-asked': 'Only the server that was asked recognises a repeated request; the others execute it.',
  'bug.answer-by-index':
    'A server answers whoever waits at an index, whichever command was committed there.',

  'bug.send-before-persist': 'Messages leave before the state they rely on is on disk.',
  'bug.count-undurable': 'A leader counts its own entries before they are on its disk.',
  'bug.last-completion-counts':
    'Of several finished writes the one reported last counts, not the furthest.',
} as const;
