//! The leader's view of one follower: how far it is known to have come, and what is under way to it.

use super::message::Mismatch;
use super::snapshot::Snapshot;
use crate::types::{LogIndex, NodeId};
use std::collections::VecDeque;
use std::sync::Arc;

/// How the leader sends to this follower.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Pace {
    /// The leader looks for the point where the logs agree: one request at a time.
    Probe {
        /// A request is out. Entries go again after its answer; the heartbeats until then carry none.
        waiting: bool,
    },
    /// The logs agree: `next_index` moves on with each send, without waiting for answers (diss. §10.2.1).
    Replicate,
    /// The leader no longer has the entry to send next: a snapshot goes first, chunk by chunk.
    Snapshot {
        /// Which. The leader may have a later one by now; this one is sent to its end all the same.
        snapshot: Arc<Snapshot>,
        /// How many of its bytes the follower has acknowledged.
        offset: u64,
    },
}

/// Progress of one follower (`nextIndex[]`, `matchIndex[]` of Figure 2). Invariant: `match_index < next_index`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Progress {
    /// The follower.
    pub server: NodeId,
    /// Highest index known to be equal in both logs. Only grows within a term.
    pub match_index: LogIndex,
    /// Index of the next entry to send.
    pub next_index: LogIndex,
    /// How to send.
    pub pace: Pace,
    /// The latest round it has acknowledged.
    pub round: u64,
    /// Whether it no longer belongs to the cluster, and is only told so.
    pub leaves: bool,
    /// Whether it has answered since the leader last counted who is there.
    pub heard: bool,
    /// Up to where it is told that entries are committed, should nothing be lost.
    pub(super) told: LogIndex,
    /// The last index of each request with entries that is out, oldest first (while replicating).
    pub(super) in_flight: VecDeque<LogIndex>,
}

impl Progress {
    /// A new leader knows nothing: it starts behind its own last entry (Figure 2).
    pub fn new(server: NodeId, last_index: LogIndex) -> Self {
        Self {
            server,
            match_index: LogIndex::ZERO,
            next_index: last_index.next(),
            pace: Pace::Probe { waiting: false },
            // A new leader gives everybody the time to answer before it counts.
            heard: true,
            leaves: false,
            round: 0,
            told: LogIndex::ZERO,
            in_flight: VecDeque::new(),
        }
    }

    /// Whether entries may be sent now, with at most `in_flight_max` requests out.
    #[inline]
    pub fn may_send(&self, in_flight_max: usize) -> bool {
        match self.pace {
            Pace::Probe { waiting } => !waiting,
            Pace::Replicate => self.in_flight.len() < in_flight_max,
            Pace::Snapshot { .. } => false,
        }
    }

    /// Whether a request with entries is out to a follower whose log agrees.
    #[inline]
    pub fn is_busy(&self) -> bool {
        self.pace == Pace::Replicate && !self.in_flight.is_empty()
    }

    /// Whether it has answered all requests with entries, and still is not told that what it has is
    /// committed up to `commit_index`.
    #[inline]
    pub fn awaits_notice(&self, commit_index: LogIndex) -> bool {
        let known = self.next_index.previous().min(commit_index);
        self.pace == Pace::Replicate && self.in_flight.is_empty() && self.told < known
    }

    /// A request ending at `last` has been sent (with no entries, `last` is its `prev`); it said that
    /// entries up to `commit_index` are committed.
    #[inline]
    pub fn sent(&mut self, last: LogIndex, commit_index: LogIndex) {
        self.told = self.told.max(last.min(commit_index));
        match &mut self.pace {
            Pace::Probe { waiting } => *waiting = true,
            Pace::Replicate if last >= self.next_index => {
                self.in_flight.push_back(last);
                self.next_index = last.next();
            }
            Pace::Replicate | Pace::Snapshot { .. } => {}
        }
    }

    /// From now on, the follower gets this snapshot.
    pub fn start_snapshot(&mut self, snapshot: Arc<Snapshot>) {
        self.in_flight.clear();
        self.next_index = snapshot.last.index.next();
        self.pace = Pace::Snapshot { snapshot, offset: 0 };
    }

    /// The follower's log equals the leader's up to `index`. Returns whether that is news.
    #[inline]
    pub fn accepted(&mut self, index: LogIndex) -> bool {
        while self.in_flight.front().is_some_and(|&last| last <= index) {
            self.in_flight.pop_front();
        }
        let news = index > self.match_index;
        // Answers overtake each other: neither index may move back (etcd-io/raft#149).
        self.match_index = self.match_index.max(index);
        self.next_index = self.next_index.max(self.match_index.next());
        // A follower may also catch up by entries that were still under way, past the snapshot.
        let arrived = match &self.pace {
            Pace::Probe { .. } => true,
            Pace::Replicate => false,
            Pace::Snapshot { snapshot, .. } => index >= snapshot.last.index,
        };
        if arrived {
            self.pace = Pace::Replicate;
        }
        news
    }

    /// Sends again from `next` on, whatever is known.
    pub fn set_back(&mut self, next: LogIndex) {
        self.next_index = next.max(LogIndex(1));
        self.pace = Pace::Probe { waiting: false };
        self.in_flight.clear();
    }

    /// The follower refused; `resume` is where the leader would try next. Returns whether the
    /// refusal told anything: one that answers an older request is dropped.
    pub fn refused(&mut self, mismatch: Mismatch, resume: LogIndex) -> bool {
        let stale = match self.pace {
            // Who denies what it has acknowledged (which without bugs nobody does) is asked again with the
            // next heartbeat, not at once: with a network that doubles messages, answers to answers would
            // never end.
            Pace::Probe { .. } => {
                mismatch.prev_index.next() != self.next_index
                    || mismatch.prev_index <= self.match_index
            }
            Pace::Replicate => mismatch.prev_index <= self.match_index,
            Pace::Snapshot { .. } => true,
        };
        if stale {
            return false;
        }
        // Never at or below what is known to match, and never forwards.
        let upper = mismatch.prev_index.max(self.match_index.next());
        self.next_index = resume.clamp(self.match_index.next(), upper);
        self.pace = Pace::Probe { waiting: false };
        self.in_flight.clear();
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::raft::log::Conflict;
    use crate::types::Term;

    fn mismatch(prev: u64) -> Mismatch {
        let conflict = Conflict { term: Some(Term(1)), index: LogIndex(1) };
        Mismatch { prev_index: LogIndex(prev), conflict }
    }

    #[test]
    fn a_probe_waits_and_an_acceptance_starts_replication() {
        let mut progress = Progress::new(NodeId(2), LogIndex(9));
        assert!(progress.may_send(4));
        progress.sent(LogIndex(9), LogIndex::ZERO);
        assert!(!progress.may_send(4));
        assert!(progress.accepted(LogIndex(9)));
        assert_eq!(progress.pace, Pace::Replicate);
        assert_eq!(progress.next_index, LogIndex(10));
    }

    #[test]
    fn the_window_fills_and_empties() {
        let mut progress = Progress::new(NodeId(2), LogIndex(0));
        progress.accepted(LogIndex(0));
        progress.sent(LogIndex(3), LogIndex::ZERO);
        progress.sent(LogIndex(5), LogIndex::ZERO);
        assert!(!progress.may_send(2));
        progress.accepted(LogIndex(3));
        assert!(progress.may_send(2));
        assert_eq!(progress.next_index, LogIndex(6));
    }

    #[test]
    fn stale_answers_move_nothing_back() {
        let mut progress = Progress::new(NodeId(2), LogIndex(9));
        progress.accepted(LogIndex(9));
        progress.sent(LogIndex(12), LogIndex::ZERO);
        assert!(!progress.accepted(LogIndex(4)));
        assert!(!progress.refused(mismatch(9), LogIndex(2)));
        assert_eq!((progress.match_index, progress.next_index), (LogIndex(9), LogIndex(13)));
        assert!(progress.refused(mismatch(12), LogIndex(2)));
        assert_eq!(progress.next_index, LogIndex(10));
    }

    #[test]
    fn a_refused_probe_moves_back_and_asks_again() {
        let mut progress = Progress::new(NodeId(2), LogIndex(9));
        progress.sent(LogIndex(9), LogIndex::ZERO);
        assert!(!progress.refused(mismatch(4), LogIndex(2)));
        assert!(progress.refused(mismatch(9), LogIndex(3)));
        assert_eq!(progress.next_index, LogIndex(3));
        assert!(progress.may_send(1));
    }
}
