/** The rules behind what the narrator says, fetched when somebody asks why. */
export const why = {
  'why.start':
    "Followers wait for a leader's heartbeats. Each draws its own random patience, so that usually one runs out first and wins before the others even try. Raft paper §5.2.",
  'why.election-started':
    'A follower that hears no leader for one election timeout increments its term, votes for itself and asks everyone else. Random timeouts make a lone candidate likely. Raft paper §5.2.',
  'why.became-leader':
    'Each server votes once per term and any two majorities overlap, so a term has at most one leader (Election Safety). It announces itself with heartbeats and starts with a no-op entry. Raft paper §5.2, §8.',
  'why.pre-vote-started':
    'A server that was cut off would return with a high term and unseat a good leader. With Pre-Vote it first asks, in no new term, and stands only if a majority would vote for it. Dissertation §9.6.',
  'why.pre-vote-granted':
    'It hears no leader either, and the log of the other is at least as up to date as its own. A pre-vote binds nobody: nothing is written, no term changes. Dissertation §9.6.',
  'why.pre-vote-refused':
    'Who could not win does not stand: the term stays as it is, and so does the leader. Dissertation §9.6.',
  'why.transfer-started':
    'The leader brings its successor up to date, then sends TimeoutNow: the successor stands at once, ahead of all other timers, and wins. Dissertation §3.10.',
  'why.transfer-abandoned':
    'If the successor has not taken over within an election timeout it may be down: the leader accepts requests again. Dissertation §3.10.',
  'why.quorum-lost':
    'A leader cut off from the majority can commit nothing; stepping down lets its clients look for the new leader. Dissertation §6.2.',
  'why.membership-entered':
    'A server uses the newest membership in its log, committed or not. During a change old and new must agree separately, so that never two majorities decide without each other. Raft paper §6, dissertation §4.',
  'why.change-abandoned':
    'A newcomer first gets the log without a vote. One that is too slow, or down, would only hold up the cluster. Dissertation §4.2.1.',
  'why.compacted':
    'What applied entries did is in the store, so a copy of the store can stand for them. Each server does so on its own. Raft paper §7.',
  'why.snapshot-installed':
    'The entries that it lacks have left the log of the leader, which therefore sends its snapshot, in chunks. Raft paper §7, Figure 13.',
  'why.restored':
    'A snapshot holds the store and the sessions of clients; only entries after it are applied one by one. Raft paper §7.',
  'why.stepped-down':
    'Whoever sees a higher term than its own adopts it and returns to being a follower: stale leaders and candidates cannot do harm. Raft paper §5.1.',
  'why.vote-granted':
    'One vote per term, first come first served, and only for a candidate whose log is at least as up to date as its own. The vote is on disk before the answer leaves. Raft paper §5.2, §5.4.1.',
  'why.vote-refused':
    'A committed entry is on a majority; refusing candidates with older logs makes sure that every new leader has it. Logs compare by last term, then by length. Raft paper §5.4.1.',
  'why.vote-refused.leader-alive':
    'Servers that hear a leader stick to it: a server that was removed, or cut off, cannot unseat it. Dissertation §4.2.3.',
  'why.appended':
    'New entries go to the end of the log and to disk before they are acknowledged. Raft paper §5.3.',
  'why.truncated':
    "Where logs disagree the leader's wins. The dropped entries were on no majority, so nobody was ever told that they happened. Raft paper §5.3.",
  'why.append-refused':
    'A follower appends only if it has the entry just before, of the same term. By induction equal (index, term) means equal logs up to there (Log Matching). Raft paper §5.3.',
  'why.committed':
    "Once an entry of the leader's own term is on a majority it is committed, and so is everything before it: no future leader can lack it. Raft paper §5.3, §5.4.2.",
  'why.applied':
    'Committed entries are applied in order, on every server the same: equal logs give equal stores. Raft paper §5.3.',
  'why.skipped':
    'A client that hears nothing asks again under the same number. The session remembers the last result, so that a request takes effect once. Raft paper §8.',
  'why.ignored':
    'Answers may arrive after the question stopped to matter; the term tells. Raft paper §5.1.',
  'why.ignored.leader-alive':
    'Servers that hear a leader stick to it: a server that was removed, or cut off, cannot unseat it. Dissertation §4.2.3.',
  'why.persisted':
    'Term, vote and log must be on disk before a server answers; a crash must not make it forget a promise. Raft paper Figure 2.',
  'why.crashed':
    'Servers fail by stopping and may return with what they had on disk: term, vote and log. A majority of the others carries on. Raft paper §5.5.',
  'why.restarted':
    'Commit index and store are not saved; both are rebuilt from the log as the leader tells how far it is committed. Raft paper §5.5, Figure 2.',
  'why.paused':
    'A long pause looks like a crash to the others; on waking, the server must not believe that it still leads. Raft paper §5.1.',
  'why.resumed': 'The first message with a newer term tells it what it missed. Raft paper §5.1.',
  'why.cut':
    'Raft needs only a majority that can talk to each other; one silent direction may unseat a leader. Raft paper §5.3, §5.6.',
  'why.partitioned':
    'Without a majority on its side a leader can append but never commit: at most one side makes progress. Raft paper §5.3.',
  'why.mended':
    'What was said in the meantime is lost; heartbeats will repeat what matters. Raft paper §5.3.',
  'why.healed':
    'Now the side with the newer term wins; the others follow and repair their logs. Raft paper §5.1, §5.3.',
  'why.tuned':
    'Raft is safe however messages are delayed, lost or repeated; only speed suffers. Raft paper §2.',
  'why.bridged':
    'Any two majorities share a server, and here they may share the bridge alone: it votes once in a term, so there is still one leader. Raft paper §5.2.',
  'why.cut-one-way':
    'Who hears the leader follows it, but its answers must arrive for entries to be committed. Raft paper §5.3.',
  'why.calmed': 'Cuts, crashes and pauses stay: those are for heal, restart and resume.',
  'why.held':
    'A network may delay a message for any time. Raft must be safe whenever it arrives. Raft paper §2.',
  'why.released': 'What it says may be long out of date; its term tells. Raft paper §5.1.',
  'why.written':
    'A restart reads the log up to the first gap, so this write counts once those before it are there, too.',
  'why.disk-full':
    'A server that cannot keep what it promises must not promise: it stops, as after a crash, until there is room. Raft paper Figure 2.',
  'why.writes-lost':
    'Raft rests on disks that keep what they report. A vote or an entry forgotten can break every property. Raft paper §5, Figure 2.',
  'why.tuned.lie':
    'Raft rests on disks that keep what they report; what a liar reported is lost with its next crash. Raft paper §5, Figure 2.',
  'why.tuned.disorder':
    'A write counts only when all before it are on the disk, too; Raft waits for that. Raft paper Figure 2.',
  'why.tuned.full':
    'A server that cannot write can promise nothing. It will stop. Raft paper Figure 2.',
  'why.tuned.clock':
    'Raft is safe whatever clocks do; only leases and the choice of timeouts trust in them. Raft paper §5.6, dissertation §6.4.1.',
  'why.called':
    'A client tries a server; one that does not lead names the leader, or the client tries the next. Raft paper §8.',
  'why.returned':
    'The leader answers after applying the committed entry, so what was answered survives any minority of crashes. Raft paper §8.',
  'why.quiet':
    'Only silence begins an election: who hears nothing for a whole timeout takes the leader for dead. Raft paper §5.2.',
  'why.gave-up':
    'Silence proves nothing: the entry may be committed by a leader who could not tell. Raft paper §8.',
  'why.violation': 'These properties must hold in every run. Raft paper Figure 3.',
} as const;
