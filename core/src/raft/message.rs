//! What servers say to each other: the two RPCs of Figure 2, each as a request and a response.
//! A response is a message like any other; nothing waits for it.

use super::log::{Conflict, Entries};
use crate::types::{EntryId, LogIndex, NodeId, Term};

/// A message with its sender, receiver and the sender's term, which every message carries (paper §5.1).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Envelope<C> {
    /// Who sent it.
    pub from: NodeId,
    /// For whom it is.
    pub to: NodeId,
    /// The sender's current term.
    pub term: Term,
    /// What it says.
    pub message: Message<C>,
}

/// The messages of Figure 2, by their names there.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Message<C> {
    /// A candidate asks for a vote.
    RequestVote {
        /// The candidate's last entry (`lastLogIndex`, `lastLogTerm`).
        last: EntryId,
    },
    /// The answer to it.
    RequestVoteResponse {
        /// Whether the voter votes for the receiver in this term (`voteGranted`).
        granted: bool,
    },
    /// A leader replicates entries, or only keeps its authority if there are none (a heartbeat).
    AppendEntries {
        /// The entry right before `entries` (`prevLogIndex`, `prevLogTerm`).
        prev: EntryId,
        /// The new entries, the first at `prev.index + 1`.
        entries: Entries<C>,
        /// The leader's commit index (`leaderCommit`).
        leader_commit: LogIndex,
    },
    /// The answer to it.
    AppendEntriesResponse {
        /// Up to where the follower's log is now known to equal the leader's, or why it refused.
        outcome: Result<LogIndex, Mismatch>,
    },
}

/// A refused AppendEntries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Mismatch {
    /// `prev.index` of the request refused: ties the refusal to it, for a refusal may arrive late (etcd-io/raft#149).
    pub prev_index: LogIndex,
    /// Where the logs part.
    pub conflict: Conflict,
}
