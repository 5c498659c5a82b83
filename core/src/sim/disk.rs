//! What survives a crash. Writes become durable in the order in which they were handed over. Those
//! that come while a sync is under way are synced together by the next one (group commit).

use crate::kv::Op;
use crate::raft::{Durable, Write, WriteId};
use crate::types::{LogIndex, Tick};

/// One server's disk.
#[derive(Clone, Debug, Default)]
pub struct Disk {
    durable: Durable<Op>,
    durable_write: WriteId,
    syncing: Vec<(WriteId, Write<Op>)>,
    queued: Vec<(WriteId, Write<Op>)>,
    /// When the sync under way ends.
    sync_ends: Option<Tick>,
}

impl Disk {
    /// What a restart would find.
    pub fn durable(&self) -> &Durable<Op> {
        &self.durable
    }

    /// The last durable write since the last start.
    pub fn durable_write(&self) -> WriteId {
        self.durable_write
    }

    /// How many writes are not durable yet.
    pub fn pending(&self) -> usize {
        self.syncing.len() + self.queued.len()
    }

    /// When the sync under way ends, if there is one.
    pub fn sync_ends(&self) -> Option<Tick> {
        self.sync_ends
    }

    /// Takes a write. It is durable once a later [`Disk::finish_sync`] says so.
    pub fn write(&mut self, id: WriteId, write: Write<Op>) {
        self.queued.push((id, write));
    }

    /// Starts to sync what is queued, to end at `end`; not while a sync is under way.
    pub fn start_sync(&mut self, end: Tick) {
        assert!(self.sync_ends.is_none(), "one sync at a time");
        std::mem::swap(&mut self.syncing, &mut self.queued);
        self.sync_ends = Some(end);
    }

    /// Whether a sync should be started.
    pub fn wants_sync(&self) -> bool {
        self.sync_ends.is_none() && !self.queued.is_empty()
    }

    /// The sync under way ends: its writes are durable now. Returns the last of them.
    pub fn finish_sync(&mut self) -> WriteId {
        self.sync_ends = None;
        for (id, write) in self.syncing.drain(..) {
            self.durable_write = id;
            match write {
                Write::HardState { current_term, voted_for } => {
                    self.durable.current_term = current_term;
                    self.durable.voted_for = voted_for;
                }
                Write::Log { first, entries } => {
                    let keep = usize::try_from(first.previous().0).unwrap_or(usize::MAX);
                    self.durable.log.truncate(keep);
                    self.durable.log.extend_from_slice(&entries);
                }
            }
        }
        self.durable_write
    }

    /// The server crashes: what is not durable is gone, and a new incarnation numbers its writes anew.
    pub fn crash(&mut self) {
        self.syncing.clear();
        self.queued.clear();
        self.sync_ends = None;
        self.durable_write = WriteId(0);
    }

    /// Index of the last durable entry.
    pub fn last_index(&self) -> LogIndex {
        LogIndex::ZERO.plus(self.durable.log.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::raft::{Entry, Payload};
    use crate::types::{NodeId, Term};

    fn vote(term: u64) -> Write<Op> {
        Write::HardState { current_term: Term(term), voted_for: Some(NodeId(1)) }
    }

    fn log(first: u64, terms: &[u64]) -> Write<Op> {
        let entry = |&term: &u64| Entry { term: Term(term), payload: Payload::Noop };
        Write::Log { first: LogIndex(first), entries: terms.iter().map(entry).collect() }
    }

    #[test]
    fn a_crash_loses_what_is_not_durable_and_nothing_else() {
        let mut disk = Disk::default();
        disk.write(WriteId(1), vote(1));
        disk.start_sync(Tick(5));
        disk.write(WriteId(2), log(1, &[1, 1]));
        assert!(!disk.wants_sync());
        assert_eq!(disk.finish_sync(), WriteId(1));
        assert!(disk.wants_sync());
        disk.start_sync(Tick(9));
        disk.crash();
        assert_eq!(disk.durable().current_term, Term(1));
        assert_eq!(disk.last_index(), LogIndex(0));
        assert_eq!(disk.pending(), 0);
    }

    #[test]
    fn a_log_write_replaces_everything_from_its_first_index_on() {
        let mut disk = Disk::default();
        disk.write(WriteId(1), log(1, &[1, 1, 1]));
        disk.write(WriteId(2), log(2, &[2]));
        disk.start_sync(Tick(1));
        assert_eq!(disk.finish_sync(), WriteId(2));
        let terms: Vec<u64> = disk.durable().log.iter().map(|entry| entry.term.0).collect();
        assert_eq!(terms, [1, 2]);
    }
}
