//! The leader's view of one follower: how far it is known to have come, and what is under way to it.

use super::message::Mismatch;
use crate::types::{LogIndex, NodeId};
use std::collections::VecDeque;

/// How the leader sends to this follower.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Pace {
    /// The leader looks for the point where the logs agree: one request at a time.
    Probe {
        /// A request is out. Entries go again after its answer; the heartbeats until then carry none.
        waiting: bool,
    },
    /// The logs agree: `next_index` moves on with each send, without waiting for answers (diss. §10.2.1).
    Replicate,
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
    /// The last index of each request with entries that is out, oldest first (while replicating).
    in_flight: VecDeque<LogIndex>,
}

impl Progress {
    /// A new leader knows nothing: it starts behind its own last entry (Figure 2).
    pub fn new(server: NodeId, last_index: LogIndex) -> Self {
        Self {
            server,
            match_index: LogIndex::ZERO,
            next_index: last_index.next(),
            pace: Pace::Probe { waiting: false },
            in_flight: VecDeque::new(),
        }
    }

    /// Whether entries may be sent now, with at most `in_flight_max` requests out.
    pub fn may_send(&self, in_flight_max: usize) -> bool {
        match self.pace {
            Pace::Probe { waiting } => !waiting,
            Pace::Replicate => self.in_flight.len() < in_flight_max,
        }
    }

    /// A request ending at `last` has been sent (with no entries, `last` is its `prev`).
    pub fn sent(&mut self, last: LogIndex) {
        match &mut self.pace {
            Pace::Probe { waiting } => *waiting = true,
            Pace::Replicate if last >= self.next_index => {
                self.in_flight.push_back(last);
                self.next_index = last.next();
            }
            Pace::Replicate => {}
        }
    }

    /// The follower's log equals the leader's up to `index`. Returns whether that is news.
    pub fn accepted(&mut self, index: LogIndex) -> bool {
        while self.in_flight.front().is_some_and(|&last| last <= index) {
            self.in_flight.pop_front();
        }
        let news = index > self.match_index;
        // Answers overtake each other: neither index may move back (etcd-io/raft#149).
        self.match_index = self.match_index.max(index);
        self.next_index = self.next_index.max(self.match_index.next());
        if let Pace::Probe { .. } = self.pace {
            self.pace = Pace::Replicate;
        }
        news
    }

    /// The follower refused; `resume` is where the leader would try next. Returns whether the
    /// refusal told anything: one that answers an older request is dropped.
    pub fn refused(&mut self, mismatch: Mismatch, resume: LogIndex) -> bool {
        let stale = match self.pace {
            Pace::Probe { .. } => mismatch.prev_index.next() != self.next_index,
            Pace::Replicate => mismatch.prev_index <= self.match_index,
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
        progress.sent(LogIndex(9));
        assert!(!progress.may_send(4));
        assert!(progress.accepted(LogIndex(9)));
        assert_eq!(progress.pace, Pace::Replicate);
        assert_eq!(progress.next_index, LogIndex(10));
    }

    #[test]
    fn the_window_fills_and_empties() {
        let mut progress = Progress::new(NodeId(2), LogIndex(0));
        progress.accepted(LogIndex(0));
        progress.sent(LogIndex(3));
        progress.sent(LogIndex(5));
        assert!(!progress.may_send(2));
        progress.accepted(LogIndex(3));
        assert!(progress.may_send(2));
        assert_eq!(progress.next_index, LogIndex(6));
    }

    #[test]
    fn stale_answers_move_nothing_back() {
        let mut progress = Progress::new(NodeId(2), LogIndex(9));
        progress.accepted(LogIndex(9));
        progress.sent(LogIndex(12));
        assert!(!progress.accepted(LogIndex(4)));
        assert!(!progress.refused(mismatch(9), LogIndex(2)));
        assert_eq!((progress.match_index, progress.next_index), (LogIndex(9), LogIndex(13)));
        assert!(progress.refused(mismatch(12), LogIndex(2)));
        assert_eq!(progress.next_index, LogIndex(10));
    }

    #[test]
    fn a_refused_probe_moves_back_and_asks_again() {
        let mut progress = Progress::new(NodeId(2), LogIndex(9));
        progress.sent(LogIndex(9));
        assert!(!progress.refused(mismatch(4), LogIndex(2)));
        assert!(progress.refused(mismatch(9), LogIndex(3)));
        assert_eq!(progress.next_index, LogIndex(3));
        assert!(progress.may_send(1));
    }
}
