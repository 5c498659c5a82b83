//! The rules of Figure 2 that decide safety, each as one predicate, and the only place in `raft`
//! that asks for bugs. Read these beside the paper; everything else is bookkeeping.

use super::bug::{Bug, BugSet};
use super::log::Log;
use crate::types::{EntryId, LogIndex, NodeId, Term};

/// One vote per term, first come first served; asking again repeats the answer (paper §5.2).
pub fn has_vote_for(bugs: BugSet, voted_for: Option<NodeId>, candidate: NodeId) -> bool {
    bugs.has(Bug::VoteTwice) || voted_for.is_none_or(|voted| voted == candidate)
}

/// The candidate's log is at least as up-to-date as the voter's: it then holds every committed
/// entry, if a majority says so (paper §5.4.1).
pub fn is_up_to_date(bugs: BugSet, candidate: EntryId, own: EntryId) -> bool {
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
        None => false,
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
