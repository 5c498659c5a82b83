//! The rules of Figure 2 that decide safety, each as one predicate, and the only place in `raft`
//! that asks for bugs. Read these beside the paper; everything else is bookkeeping.

use super::bug::{Bug, BugSet};
use super::log::Log;
use super::membership::Membership;
use crate::sorted::sort_few;
use crate::types::{EntryId, LogIndex, NodeId, Term};
use std::borrow::Cow;

/// One vote per term, first come first served; asking again repeats the answer (paper §5.2).
pub fn has_vote_for(bugs: BugSet, voted_for: Option<NodeId>, candidate: NodeId) -> bool {
    bugs.has(Bug::VoteTwice) || voted_for.is_none_or(|voted| voted == candidate)
}

/// The candidate's log is at least as up-to-date as the voter's: it then holds every committed
/// entry, if a majority says so (paper §5.4.1).
pub fn is_up_to_date(bugs: BugSet, candidate: EntryId, own: EntryId) -> bool {
    if bugs.has(Bug::CompareLengths) {
        return candidate.index >= own.index;
    }
    if bugs.has(Bug::CompareAsVectors) {
        return candidate.index >= own.index && candidate.term >= own.term;
    }
    bugs.has(Bug::IgnoreCandidateLog) || candidate >= own
}

/// A leader counts replicas only for entries of its own term; earlier ones are committed with
/// them, by Log Matching (paper §5.4.2). Figure 8 shows what happens otherwise.
pub fn commits_by_counting(bugs: BugSet, entry: Term, current: Term) -> bool {
    bugs.has(Bug::CommitOldTerms) || entry == current
}

/// A leader changes the membership only after it has committed an entry of its own term. Otherwise two
/// changes that two leaders began from the same membership can have disjoint majorities.
pub fn may_change_membership(bugs: BugSet, committed: Option<Term>, current: Term) -> bool {
    bugs.has(Bug::ChangeBeforeCommit) || committed == Some(current)
}

/// A leader knows what is committed once it has committed an entry of its own term; until then its
/// commit index may be behind what its predecessor answered for (diss. §6.4, step 1).
pub fn knows_what_is_committed(bugs: BugSet, committed: Option<Term>, current: Term) -> bool {
    bugs.has(Bug::ReadBeforeNoop) || committed == Some(current)
}

/// A leader never removes entries of its own log (Figure 3, Leader Append-Only).
pub fn starts_with_whole_log(bugs: BugSet) -> bool {
    !bugs.has(Bug::LeaderDropsTail)
}

/// AppendEntries rule 2: the follower holds `prev`, in the same term (paper §5.3).
pub fn prev_matches<C: Clone>(bugs: BugSet, log: &Log<C>, prev: EntryId) -> bool {
    match log.term_at(prev.index) {
        Some(term) => term == prev.term || bugs.has(Bug::IgnorePrevTerm),
        None => bugs.has(Bug::MissingMatches),
    }
}

/// AppendEntries rule 3: only an entry that *conflicts* goes, with all behind it. A delayed request
/// must not remove what a later one has appended.
pub fn conflicts(bugs: BugSet, own: Term, leaders: Term) -> bool {
    bugs.has(Bug::TruncateAlways) || own != leaders
}

/// AppendEntries rule 5: up to the leader's commit index, but not beyond the last entry that this
/// request verified: what lies behind it may be another leader's leftovers.
pub fn commit_limit(
    bugs: BugSet,
    leader_commit: LogIndex,
    verified: LogIndex,
    last: LogIndex,
) -> LogIndex {
    let limit = if bugs.has(Bug::CommitUnverified) { last } else { verified };
    leader_commit.min(limit)
}

/// Voters are counted, not answers: the network may deliver one twice (paper §5.2).
pub fn is_another_vote(bugs: BugSet, known: &[NodeId], voter: NodeId) -> bool {
    bugs.has(Bug::CountAnswers) || !known.contains(&voter)
}

/// Whom a candidate asks: those who have a vote (diss. §4.2.1).
pub fn electorate(bugs: BugSet, membership: &Membership, candidate: NodeId) -> Vec<NodeId> {
    if bugs.has(Bug::CountLearners) {
        let mut members = membership.members();
        members.retain(|&member| member != candidate);
        return members;
    }
    membership.other_voters(candidate)
}

/// A candidate has won with a majority of distinct voters, of both halves if they are joint (paper §5.2, §6).
pub fn has_won(bugs: BugSet, membership: &Membership, supporters: &[NodeId]) -> bool {
    let (voters, outgoing) = (membership.voters(), membership.outgoing());
    let count = |half: &[NodeId]| half.iter().filter(|voter| supporters.contains(voter)).count();
    if bugs.has(Bug::CountAnswers) || bugs.has(Bug::CountLearners) {
        return 2 * supporters.len() > voters.len();
    }
    if bugs.has(Bug::HalfIsEnough) {
        return 2 * count(voters) >= voters.len() && 2 * count(outgoing) >= outgoing.len();
    }
    if bugs.has(Bug::JointAsOne) {
        let mut all: Vec<NodeId> = [voters, outgoing].concat();
        sort_few(&mut all, |a, b| a < b);
        all.dedup();
        return 2 * count(&all) > all.len();
    }
    membership.is_majority(supporters)
}

/// A vote counts in the term in which it was given (paper §5.1).
pub fn counts_old_votes(bugs: BugSet) -> bool {
    bugs.has(Bug::CountOldVotes)
}

/// A vote is for the whole term: who steps down within it keeps it in mind (Figure 2, votedFor).
pub fn keeps_vote(bugs: BugSet) -> bool {
    !bugs.has(Bug::ForgetVote)
}

/// A vote for oneself is one like any other, also of somebody who is about to leave (diss. §4.2.2).
pub fn counts_own_vote(bugs: BugSet, membership: &Membership, own: NodeId) -> bool {
    !bugs.has(Bug::LeavingForgetsOwnVote) || membership.voters().contains(&own)
}

/// Only voters stand for election (diss. §4.2.1).
pub fn may_stand(bugs: BugSet, has_vote: bool) -> bool {
    bugs.has(Bug::LearnerStands) || has_vote
}

/// A server votes even if it does not know yet that it has a vote (diss. §4.1; etcd-io/etcd#10998).
pub fn votes_unasked(bugs: BugSet, has_vote: bool) -> bool {
    has_vote || !bugs.has(Bug::LearnerRefuses)
}

/// Any message of a later term teaches that term (paper §5.1), a request for a pre-vote, too: its answer
/// is then of the asker's term, and counts.
pub fn teaches_term(bugs: BugSet, is_pre_vote: bool) -> bool {
    !(is_pre_vote && bugs.has(Bug::PreVoteOwnTerm))
}

/// Pre-votes are answered whatever this server does itself: an option is switched on server by server.
pub fn answers_pre_votes(bugs: BugSet, is_option_on: bool) -> bool {
    is_option_on || !bugs.has(Bug::PreVoteUnanswered)
}

/// A promise that binds nobody must not keep others from standing (hashicorp/raft#609).
pub fn pre_vote_leaves_timer(bugs: BugSet) -> bool {
    !bugs.has(Bug::PreVoteRestartsTimer)
}

/// A pre-vote is refused for every reason for which a vote would be (diss. §9.6).
pub fn is_promising(bugs: BugSet, candidate: EntryId, own: EntryId) -> bool {
    bugs.has(Bug::PreVoteWithoutLog) || is_up_to_date(bugs, candidate, own)
}

/// A leader is protected for the least election timeout after its last word, no longer (diss. §4.2.3).
pub fn sticks_to_leader(bugs: BugSet, silence: u64, least_timeout: u64) -> bool {
    silence < least_timeout || bugs.has(Bug::StickForEver)
}

/// An acknowledgement claims what the request proved, not what else the log holds (Figure 2).
pub fn acknowledged(bugs: BugSet, verified: LogIndex, last: LogIndex) -> LogIndex {
    if bugs.has(Bug::AcknowledgeAll) { verified.max(last) } else { verified }
}

/// A refusal counts for the request that it answers only (etcd-io/raft#149).
pub fn heeds_late_refusals(bugs: BugSet) -> bool {
    bugs.has(Bug::HeedLateRefusals)
}

/// A refusal's hint is where to try next, however far back it leads (paper §5.3).
pub fn trusts_hint(bugs: BugSet, hint: LogIndex, prev: LogIndex) -> bool {
    prev.0.saturating_sub(hint.0) <= 4 || !bugs.has(Bug::BackUpWindow)
}

/// A request's entries follow its `prev` without a gap (Figure 2, AppendEntries).
pub fn follows(bugs: BugSet, prev: LogIndex, is_full: bool) -> LogIndex {
    if is_full && bugs.has(Bug::GapInBatch) { prev.next() } else { prev }
}

/// A heartbeat names the last entry sent: should that be lost, the refusal says so.
pub fn heartbeat_asks_for_last_sent(bugs: BugSet) -> bool {
    !bugs.has(Bug::HeartbeatFromMatch)
}

/// Every AppendEntries tells what is committed (Figure 2, leaderCommit).
pub fn told_commit(bugs: BugSet, commit: LogIndex, is_heartbeat: bool) -> LogIndex {
    if is_heartbeat && bugs.has(Bug::SilentHeartbeats) { LogIndex::ZERO } else { commit }
}

/// All that is committed is applied (Figure 2, All servers), not a page of it.
pub fn applied_at_once(bugs: BugSet, count: usize) -> usize {
    if bugs.has(Bug::ForgetNextPage) { count.min(3) } else { count }
}

/// A leader counts its own log as far as it is durable (diss. §10.2.1).
pub fn own_reach(bugs: BugSet, durable: LogIndex, last: LogIndex) -> LogIndex {
    if bugs.has(Bug::CountUndurable) { last } else { durable }
}

/// Writes become durable in their order: the latest completion, and what it covers, counts whatever comes
/// after it (openraft#1960).
pub fn counts_furthest_completion(bugs: BugSet) -> bool {
    !bugs.has(Bug::LastCompletionCounts)
}

/// Whose logs are counted: the members' of the membership in force. A leader that it does not name
/// replicates for others (paper §6).
pub fn counted_members(
    bugs: BugSet,
    membership: &Membership,
    leader: NodeId,
) -> Cow<'_, Membership> {
    if bugs.has(Bug::RemovedLeaderCounts) && !membership.is_voter(leader) {
        let voters = membership.voters().iter().copied().chain([leader]);
        return Cow::Owned(Membership::new(voters));
    }
    Cow::Borrowed(membership)
}

/// The highest index that a majority has reached (Figure 2, Leaders).
pub fn majority_index(
    bugs: BugSet,
    membership: &Membership,
    mut reached: impl FnMut(NodeId) -> LogIndex,
) -> LogIndex {
    if bugs.has(Bug::UnsortedQuorum) {
        let voters = membership.voters();
        return voters.get(voters.len() / 2).map_or(LogIndex::ZERO, |&middle| reached(middle));
    }
    membership.majority_index(reached)
}

/// A leader begins its term with a no-op (paper §8, §5.4.2).
pub fn begins_with_noop(bugs: BugSet) -> bool {
    !bugs.has(Bug::NoNoop)
}

/// What is compacted away is committed, and so agrees: entries before it are skipped.
pub fn agrees_up_to_base(bugs: BugSet) -> bool {
    !bugs.has(Bug::CompactedPrevConflicts)
}

/// A snapshot of what is committed here already brings nothing (Figure 13).
pub fn is_news(bugs: BugSet, last: LogIndex, committed: LogIndex) -> bool {
    last > committed || bugs.has(Bug::InstallOldSnapshot)
}

/// Entries behind a snapshot stay if the log holds its last entry, and go otherwise (Figure 13, rules 6 and 7).
pub fn keeps_tail(bugs: BugSet, holds_last: bool, is_longer: bool) -> bool {
    if holds_last {
        !bugs.has(Bug::SnapshotCutsTail)
    } else {
        is_longer && bugs.has(Bug::SnapshotKeepsTail)
    }
}

/// A snapshot brings its membership with it (Figure 13).
pub fn takes_membership(bugs: BugSet) -> bool {
    !bugs.has(Bug::ConfigurationNotInSnapshot)
}

/// A membership goes with its entry (paper §6).
pub fn cuts_memberships(bugs: BugSet) -> bool {
    !bugs.has(Bug::OutlivedConfiguration)
}

/// Who needs what is compacted away gets the snapshot (paper §7), whatever is left of the log.
pub fn starts_snapshot(bugs: BugSet, is_log_empty: bool) -> bool {
    !(is_log_empty && bugs.has(Bug::NoSnapshotWhenEmpty))
}

/// A part of a snapshot that is not acknowledged is sent again: it may be lost.
pub fn repeats_chunks(bugs: BugSet) -> bool {
    !bugs.has(Bug::SnapshotSentOnce)
}

/// From C-old,new a leader goes on once that is committed (Figure 11).
pub fn may_go_on(bugs: BugSet, is_committed: bool, is_joint: bool) -> bool {
    is_committed || (is_joint && bugs.has(Bug::LeaveJointEarly))
}

/// A leader that is not part of the new membership steps down when that is committed (paper §6).
pub fn leaves_when_removed(bugs: BugSet) -> bool {
    !bugs.has(Bug::RemovedLeaderStays)
}

/// A transfer takes an election timeout at most; then the leader serves again (diss. §3.10).
pub fn gives_up_transfer(bugs: BugSet) -> bool {
    !bugs.has(Bug::TransferForEver)
}

/// The round that must be acknowledged for a read begins after the read came (diss. §6.4; etcd#20418).
pub fn round_for_read(bugs: BugSet, current: u64) -> u64 {
    if bugs.has(Bug::ReuseRound) { current } else { current + 1 }
}

/// A lease lasts for as long as nobody else can be elected, less what clocks may differ (diss. §6.4.1).
pub fn lease(bugs: BugSet, least_timeout: u64, kept_permille: u64) -> u64 {
    if bugs.has(Bug::LeaseTooLong) {
        return least_timeout.saturating_mul(10);
    }
    least_timeout.saturating_mul(kept_permille) / 1000
}

/// Who asks another to stand gives its lease up: nobody will refuse that one (diss. §6.4.1).
pub fn gives_up_lease(bugs: BugSet) -> bool {
    !bugs.has(Bug::LeaseOverTransfer)
}
