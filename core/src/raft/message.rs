//! What servers say to each other: the two RPCs of Figure 2, each as a request and a response.
//! A response is a message like any other; nothing waits for it.

use super::effects::ReadId;
use super::log::{Conflict, Entries};
use super::membership::Membership;
use crate::types::{EntryId, LogIndex, NodeId, Term};
use std::sync::Arc;

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
        /// Why it stands.
        campaign: Campaign,
    },
    /// The answer to it.
    RequestVoteResponse {
        /// Whether the voter votes for the receiver in this term (`voteGranted`).
        granted: bool,
    },
    /// A server asks whether it would get a vote if it stood in the term after its own (diss. §9.6).
    RequestPreVote {
        /// Its last entry.
        last: EntryId,
        /// Numbers its attempts, so that a late answer does not count for a later one.
        round: u64,
    },
    /// The answer to it. Nobody is bound by it, and nothing is written.
    RequestPreVoteResponse {
        /// The attempt it answers.
        round: u64,
        /// Whether the receiver would get the vote.
        granted: bool,
    },
    /// A leader asks a server that has its whole log to stand at once (diss. §3.10).
    TimeoutNow,
    /// A leader replicates entries, or only keeps its authority if there are none (a heartbeat).
    AppendEntries {
        /// The entry right before `entries` (`prevLogIndex`, `prevLogTerm`).
        prev: EntryId,
        /// The new entries, the first at `prev.index + 1`.
        entries: Entries<C>,
        /// The leader's commit index (`leaderCommit`).
        leader_commit: LogIndex,
        /// The leader's round, to be named in the answer: it shows how lately the leader was heard.
        round: u64,
    },
    /// A leader sends a chunk of its snapshot (Figure 13).
    InstallSnapshot {
        /// The last entry the snapshot covers (`lastIncludedIndex`, `lastIncludedTerm`).
        last: EntryId,
        /// The members as of that entry.
        membership: Arc<Membership>,
        /// Where the chunk begins, in bytes.
        offset: u64,
        /// The bytes.
        chunk: Arc<[u8]>,
        /// Whether it is the last chunk.
        done: bool,
    },
    /// The answer to a chunk but the last; to that, the follower answers as to entries up to `last`.
    InstallSnapshotResponse {
        /// Which snapshot.
        last: EntryId,
        /// Where the chunk it needs next begins, in bytes.
        next_offset: u64,
    },
    /// The answer to AppendEntries.
    AppendEntriesResponse {
        /// Up to where the follower's log is now known to equal the leader's, or why it refused.
        outcome: Result<LogIndex, Mismatch>,
        /// The round of the request; 0 if the answer is to something else.
        round: u64,
    },
    /// A follower asks the leader up to where it must apply before it may answer a read (diss. §6.4).
    ReadIndex {
        /// The follower's name for the read.
        id: ReadId,
    },
    /// The answer to it.
    ReadIndexResponse {
        /// The follower's name for the read.
        id: ReadId,
        /// Up to here.
        index: LogIndex,
    },
}

/// Why a candidate stands for election.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Campaign {
    /// It heard no leader for an election timeout.
    Timeout,
    /// The leader asked it to take over: voters need not protect that leader (diss. §4.2.3).
    Transfer,
}

/// A refused AppendEntries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Mismatch {
    /// `prev.index` of the request refused: ties the refusal to it, for a refusal may arrive late (etcd-io/raft#149).
    pub prev_index: LogIndex,
    /// Where the logs part.
    pub conflict: Conflict,
}
