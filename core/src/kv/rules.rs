//! The rules of the service that decide correctness, and the only place in `kv` that asks for bugs.

use crate::raft::{Bug, BugSet};
use crate::types::{EntryId, Term};

/// A request that was executed before is answered from the session table, not executed again
/// (paper §8). `asked_here` says whether this server is the one that was asked.
pub fn answers_duplicates(bugs: BugSet, asked_here: bool) -> bool {
    !bugs.has(Bug::ForgetDuplicates) && (asked_here || !bugs.has(Bug::DeduplicateWhereAsked))
}

/// Who waits for the entry proposed in term `waiting` gets the answer of `applied` only if that is
/// the same entry: after a change of leaders the index may hold another command (diss. §6.3).
pub fn is_the_awaited(bugs: BugSet, waiting: Term, applied: EntryId) -> bool {
    bugs.has(Bug::AnswerByIndex) || waiting == applied.term
}

/// A leader confirms that it still leads before it answers a read beside the log (diss. §6.4).
pub fn confirms_reads(bugs: BugSet) -> bool {
    !bugs.has(Bug::ReadUnconfirmed)
}

/// Whoever waits is told to retry as soon as this server no longer leads the term it proposed in.
pub fn keeps_waiting(bugs: BugSet, waiting: Term, leading: Option<Term>) -> bool {
    bugs.has(Bug::AnswerByIndex) || leading == Some(waiting)
}

/// The session table is part of the state, and of every snapshot of it (paper §8, diss. §6.3).
pub fn snapshots_sessions(bugs: BugSet) -> bool {
    !bugs.has(Bug::SessionsNotInSnapshot)
}
