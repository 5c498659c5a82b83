/** What the narrator says, and the rules behind it. */
export const story = {
  'narrator.label': 'What happens',
  'narrator.why': 'Why?',
  'narrator.start':
    'Five servers start as followers. The first whose timer (the arc around it) runs out will stand for election.',
  'narrator.start.other':
    'All servers start as followers. The first whose timer (the arc around it) runs out will stand for election.',
  'narrator.start.still':
    'All servers start as followers. Press Play, or Step to go from event to event.',
  'narrator.start.why':
    "Followers wait for a leader's heartbeats. Each draws its own random patience, so that usually one runs out first and wins before the others even try. Raft paper §5.2.",

  'say.election-started':
    "{s}'s timer ran out without word from a leader. It stands for election in term {term} and asks for votes.",
  'why.election-started':
    'A follower that hears no leader for one election timeout increments its term, votes for itself and asks everyone else. Random timeouts make a lone candidate likely. Raft paper §5.2.',
  'say.became-leader': '{s} has the votes of a majority: it leads term {term}.',
  'why.became-leader':
    'Each server votes once per term and any two majorities overlap, so a term has at most one leader (Election Safety). It announces itself with heartbeats and starts with a no-op entry. Raft paper §5.2, §8.',
  'say.pre-vote-started':
    "{s}'s timer ran out. Before it disturbs anybody it asks whether it would win an election.",
  'why.pre-vote-started':
    'A server that was cut off would return with a high term and unseat a good leader. With Pre-Vote it first asks, in no new term, and stands only if a majority would vote for it. Dissertation §9.6.',
  'say.pre-vote-granted': '{s} would vote for {p}.',
  'why.pre-vote-granted':
    'It hears no leader either, and the log of the other is at least as up to date as its own. A pre-vote binds nobody: nothing is written, no term changes. Dissertation §9.6.',
  'say.pre-vote-refused': '{s} would not vote for {p}.',
  'say.pre-vote-refused.log-behind':
    "{s} would not vote for {p}: the other's log is behind its own.",
  'say.pre-vote-refused.already-voted':
    '{s} would not vote for {p}: its vote of that term is given to another.',
  'say.pre-vote-refused.old-term':
    '{s} would not vote for {p}: the question is from an older term.',
  'say.pre-vote-refused.leader-alive': '{s} would not vote for {p}: it hears a leader.',
  'why.pre-vote-refused':
    'Who could not win does not stand: the term stays as it is, and so does the leader. Dissertation §9.6.',
  'say.transfer-started': '{s} hands over to {p}: no new requests until {p} has the whole log.',
  'why.transfer-started':
    'The leader brings its successor up to date, then sends TimeoutNow: the successor stands at once, ahead of all other timers, and wins. Dissertation §3.10.',
  'say.transfer-abandoned': '{s} cannot hand over to {p} in time, and goes on leading.',
  'why.transfer-abandoned':
    'If the successor has not taken over within an election timeout it may be down: the leader accepts requests again. Dissertation §3.10.',
  'say.quorum-lost': '{s} has not heard from a majority for an election timeout: it stops leading.',
  'why.quorum-lost':
    'A leader cut off from the majority can commit nothing; stepping down lets its clients look for the new leader. Dissertation §6.2.',
  'say.membership-entered': '{s} goes by other members from entry {index} on: {members}.',
  'say.membership-entered.joint':
    '{s} goes by both memberships from entry {index} on: {members}. Each needs its own majority.',
  'why.membership-entered':
    'A server uses the newest membership in its log, committed or not. During a change old and new must agree separately, so that never two majorities decide without each other. Raft paper §6, dissertation §4.',
  'say.change-abandoned': '{s} gives up the change of members: the newcomer did not catch up.',
  'why.change-abandoned':
    'A newcomer first gets the log without a vote. One that is too slow, or down, would only hold up the cluster. Dissertation §4.2.1.',
  'say.compacted': '{s} takes a snapshot: entries up to {index} leave its log.',
  'why.compacted':
    'What applied entries did is in the store, so a copy of the store can stand for them. Each server does so on its own. Raft paper §7.',
  'say.snapshot-installed': '{s} installs a snapshot that covers entries up to {index}.',
  'why.snapshot-installed':
    'The entries that it lacks have left the log of the leader, which therefore sends its snapshot, in chunks. Raft paper §7, Figure 13.',
  'say.restored': "{s}'s store is now as it was after entry {index}.",
  'why.restored':
    'A snapshot holds the store and the sessions of clients; only entries after it are applied one by one. Raft paper §7.',
  'say.stepped-down': '{s} steps down and is a follower in term {term}.',
  'say.stepped-down.leader': '{s} leads no longer: it is a follower now, in term {term}.',
  'say.stepped-down.candidate': '{s} gives up its candidacy and follows in term {term}.',
  'why.stepped-down':
    'Whoever sees a higher term than its own adopts it and returns to being a follower: stale leaders and candidates cannot do harm. Raft paper §5.1.',
  'say.vote-granted': '{s} votes for {p} in term {term}.',
  'why.vote-granted':
    'One vote per term, first come first served, and only for a candidate whose log is at least as up to date as its own. The vote is on disk before the answer leaves. Raft paper §5.2, §5.4.1.',
  'say.vote-refused': '{s} refuses {p} its vote in term {term}.',
  'say.vote-refused.log-behind': "{s} refuses {p} its vote: the candidate's log is behind its own.",
  'say.vote-refused.already-voted':
    '{s} refuses {p} its vote: it has already voted for another in term {term}.',
  'say.vote-refused.old-term': '{s} refuses {p} its vote: the request is from an older term.',
  'say.vote-refused.leader-alive': '{s} refuses {p} its vote: it hears a leader.',
  'why.vote-refused':
    'A committed entry is on a majority; refusing candidates with older logs makes sure that every new leader has it. Logs compare by last term, then by length. Raft paper §5.4.1.',
  'why.vote-refused.leader-alive':
    'Servers that hear a leader stick to it: a server that was removed, or cut off, cannot unseat it. Dissertation §4.2.3.',
  'say.appended': '{s} appends entry {index}.',
  'why.appended':
    'New entries go to the end of the log and to disk before they are acknowledged. Raft paper §5.3.',
  'say.truncated': "{s} drops its entries from {index} on: they conflict with the leader's.",
  'why.truncated':
    "Where logs disagree the leader's wins. The dropped entries were on no majority, so nobody was ever told that they happened. Raft paper §5.3.",
  'say.append-refused': '{s} cannot append what {p} sent.',
  'say.append-refused.prev-missing':
    '{s} cannot append: the entry before is missing. {p} will try further back.',
  'say.append-refused.prev-conflict':
    '{s} cannot append: the entry before is of another term. {p} will try further back.',
  'why.append-refused':
    'A follower appends only if it has the entry just before, of the same term. By induction equal (index, term) means equal logs up to there (Log Matching). Raft paper §5.3.',
  'say.committed': 'Entry {index} is committed: {s}, the leader, knows it on a majority.',
  'say.committed.follower': '{s} learns that entries up to {index} are committed.',
  'why.committed':
    "Once an entry of the leader's own term is on a majority it is committed, and so is everything before it: no future leader can lack it. Raft paper §5.3, §5.4.2.",
  'say.applied': '{s} applies entry {index} to its store.',
  'why.applied':
    'Committed entries are applied in order, on every server the same: equal logs give equal stores. Raft paper §5.3.',
  'say.skipped':
    '{s} skips entry {index}: the request was executed before; its first result counts.',
  'why.skipped':
    'A client that hears nothing asks again under the same number. The session remembers the last result, so that a request takes effect once. Raft paper §8.',
  'say.ignored': '{s} ignores a message of {p}.',
  'say.ignored.misdirected': '{s} ignores a message of {p} that is for somebody else.',
  'say.ignored.stranger': '{s} ignores {p}, which is no member.',
  'say.ignored.old-answer': '{s} ignores an answer of {p} that is out of date.',
  'say.ignored.leader-alive': '{s} ignores {p}, which stands for election: it hears a leader.',
  'say.ignored.rival-leader': '{s} hears a second leader, {p}, in its own term.',
  'say.ignored.impossible': '{s} ignores {p}: those indexes are impossible.',
  'say.ignored.old-request': '{s} ignores a request of {p} from an earlier term.',
  'say.ignored.no-vote': '{s} does not stand for election as {p} asks: it has no vote.',
  'why.ignored':
    'Answers may arrive after the question stopped to matter; the term tells. Raft paper §5.1.',
  'why.ignored.leader-alive':
    'Servers that hear a leader stick to it: a server that was removed, or cut off, cannot unseat it. Dissertation §4.2.3.',
  'say.persisted': "{s}'s disk has written what it was given.",
  'why.persisted':
    'Term, vote and log must be on disk before a server answers; a crash must not make it forget a promise. Raft paper Figure 2.',
  'say.crashed': '{s} crashes: memory is lost, the disk stays.',
  'why.crashed':
    'Servers fail by stopping and may return with what they had on disk: term, vote and log. A majority of the others carries on. Raft paper §5.5.',
  'say.restarted': '{s} restarts as a follower with the term, vote and log from its disk.',
  'why.restarted':
    'Commit index and store are not saved; both are rebuilt from the log as the leader tells how far it is committed. Raft paper §5.5, Figure 2.',
  'say.paused': '{s} freezes: it neither answers nor notices time passing.',
  'why.paused':
    'A long pause looks like a crash to the others; on waking, the server must not believe that it still leads. Raft paper §5.1.',
  'say.resumed': '{s} wakes up again and does not know how long it slept.',
  'why.resumed': 'The first message with a newer term tells it what it missed. Raft paper §5.1.',
  'say.cut': 'The link from {s} to {p} is cut.',
  'say.partitioned': 'The network splits: {sides}. Nothing passes between the sides.',
  'why.cut':
    'Raft needs only a majority that can talk to each other; one silent direction may unseat a leader. Raft paper §5.3, §5.6.',
  'why.partitioned':
    'Without a majority on its side a leader can append but never commit: at most one side makes progress. Raft paper §5.3.',
  'why.mended':
    'What was said in the meantime is lost; heartbeats will repeat what matters. Raft paper §5.3.',
  'say.mended': 'The link from {s} to {p} is mended.',
  'say.healed': 'The network is whole again.',
  'why.healed':
    'Now the side with the newer term wins; the others follow and repair their logs. Raft paper §5.1, §5.3.',
  'say.tuned': 'The surroundings change: the network, a disk or a client.',
  'why.tuned':
    'Raft is safe however messages are delayed, lost or repeated; only speed suffers. Raft paper §2.',
  'say.cut.request': 'Nothing that {c} sends reaches {p} any more.',
  'say.cut.reply': 'Nothing that {s} sends reaches {c} any more.',
  'say.mended.request': 'What {c} sends reaches {p} again.',
  'say.mended.reply': 'What {s} sends reaches {c} again.',
  'say.bridged': 'The network splits: {sides}. Who stands on two sides hears both.',
  'why.bridged':
    'Any two majorities share a server, and here they may share the bridge alone: it votes once in a term, so there is still one leader. Raft paper §5.2.',
  'say.cut-one-way':
    'The network is open in one direction only: {unheard} hear {heard}, who do not hear them.',
  'why.cut-one-way':
    'Who hears the leader follows it, but its answers must arrive for entries to be committed. Raft paper §5.3.',
  'say.calmed': 'Links, disks and clocks are as they were at the start.',
  'why.calmed': 'Cuts, crashes and pauses stay: those are for heal, restart and resume.',
  'say.held': 'Message {message} is stopped on its way.',
  'why.held':
    'A network may delay a message for any time. Raft must be safe whenever it arrives. Raft paper §2.',
  'say.released': 'Message {message} goes on.',
  'why.released': 'What it says may be long out of date; its term tells. Raft paper §5.1.',
  'say.written': "{s}'s disk has finished a write ahead of an earlier one.",
  'why.written':
    'A restart reads the log up to the first gap, so this write counts once those before it are there, too.',
  'say.disk-full': "{s}'s disk is full. It cannot write, so it stops.",
  'why.disk-full':
    'A server that cannot keep what it promises must not promise: it stops, as after a crash, until there is room. Raft paper Figure 2.',
  'say.writes-lost': "{s}'s disk lied: writes it had reported safe are gone ({index}).",
  'why.writes-lost':
    'Raft rests on disks that keep what they report. A vote or an entry forgotten can break every property. Raft paper §5, Figure 2.',
  'say.tuned.link': 'One link is different from now on: {line}.',
  'say.tuned.all-links': 'All links are different from now on: {line}.',
  'say.tuned.disk': "{s}'s disk takes another time from now on: {line}.",
  'say.tuned.all-disks': 'All disks take another time from now on: {line}.',
  'say.tuned.lie': "{s}'s disk lies from now on: it reports writes before they are safe.",
  'say.tuned.honest': "{s}'s disk lies no more, and has written what it had only claimed.",
  'say.tuned.disorder': "{s}'s disk finishes writes in any order from now on.",
  'say.tuned.ordered': "{s}'s disk finishes writes in their order again.",
  'say.tuned.full': "{s}'s disk is full: the next write will be refused.",
  'say.tuned.room': "There is room on {s}'s disk again.",
  'say.tuned.clock': "{s}'s clock runs at {index} % of true time.",
  'say.tuned.client': '{c} is different from now on: {line}.',
  'say.tuned.all-clients': 'All clients are different from now on: {line}.',
  'why.tuned.lie':
    'Raft rests on disks that keep what they report; what a liar reported is lost with its next crash. Raft paper §5, Figure 2.',
  'why.tuned.disorder':
    'A write counts only when all before it are on the disk, too; Raft waits for that. Raft paper Figure 2.',
  'why.tuned.full':
    'A server that cannot write can promise nothing. It will stop. Raft paper Figure 2.',
  'why.tuned.clock':
    'Raft is safe whatever clocks do; only leases and the choice of timeouts trust in them. Raft paper §5.6, dissertation §6.4.1.',
  'say.called': '{c} asks for {command}.',
  'say.called.plain': '{c} has a request.',
  'why.called':
    'A client tries a server; one that does not lead names the leader, or the client tries the next. Raft paper §8.',
  'say.returned': '{c} has its answer to {command}: {result}.',
  'say.returned.plain': '{c} has its answer.',
  'why.returned':
    'The leader answers after applying the committed entry, so what was answered survives any minority of crashes. Raft paper §8.',
  'say.quiet':
    '{s} leads. Its heartbeats, the dots, set every timer back before it runs out: so nobody else stands.',
  'why.quiet':
    'Only silence begins an election: who hears nothing for a whole timeout takes the leader for dead. Raft paper §5.2.',
  'say.gave-up': '{c} gives up: nobody answered in time. The request may or may not have happened.',
  'why.gave-up':
    'Silence proves nothing: the entry may be committed by a leader who could not tell. Raft paper §8.',
  'say.violation': 'A property is broken: {text}',
  'why.violation': 'These properties must hold in every run. Raft paper Figure 3.',
} as const;
