//! What survives a crash. Writes become durable in the order in which they were handed over. Those
//! that come while a sync is under way are synced together by the next one (group commit).

use crate::kv::Op;
use crate::raft::{Durable, Payload, Snapshot, Write, WriteId};
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
    /// A disk on which this stands.
    pub fn new(durable: Durable<Op>) -> Self {
        Self { durable, ..Self::default() }
    }

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
                Write::Snapshot(snapshot) => {
                    let Durable { log, snapshot: before, .. } = &mut self.durable;
                    let known = entries_up_to(before.as_deref(), snapshot.last.index);
                    let last = known.checked_sub(1).and_then(|at| log.get(at));
                    let holds_last = last.is_some_and(|entry| entry.term == snapshot.last.term);
                    log.drain(..if holds_last { known } else { log.len() });
                    *before = Some(snapshot);
                }
                Write::Log { first, entries } => {
                    let snapshot = self.durable.snapshot.as_deref();
                    self.durable.log.truncate(entries_up_to(snapshot, first.previous()));
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
        let snapshot = self.durable.snapshot.as_deref();
        snapshot.map_or(LogIndex::ZERO, |snapshot| snapshot.last.index).plus(self.durable.log.len())
    }

    /// About how many bytes the durable log takes, without the snapshot (the lab's `RaftStateSize`).
    pub fn log_size(&self) -> u64 {
        let sizes = self.durable.log.iter().map(|entry| match &entry.payload {
            Payload::Noop => 8,
            Payload::Membership(membership) => 8 + 4 * membership.members().len() as u64,
            Payload::Command(request) => 8 + request.size(),
        });
        sizes.sum()
    }
}

/// How many entries after a snapshot go up to `index`.
fn entries_up_to(snapshot: Option<&Snapshot>, index: LogIndex) -> usize {
    let base = snapshot.map_or(0, |snapshot| snapshot.last.index.0);
    usize::try_from(index.0.saturating_sub(base)).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::raft::Entry;
    use crate::types::{EntryId, NodeId, Term};
    use std::sync::Arc;

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
    fn a_snapshot_takes_the_place_of_what_it_covers() {
        let snapshot = |index, term| {
            let last = EntryId::new(LogIndex(index), Term(term));
            let membership = Arc::default();
            Write::Snapshot(Arc::new(Snapshot { last, membership, data: Arc::default() }))
        };
        let mut disk = Disk::default();
        let sync = |disk: &mut Disk, write| {
            disk.write(WriteId(1), write);
            disk.start_sync(Tick(1));
            disk.finish_sync();
        };
        sync(&mut disk, log(1, &[1, 1, 2]));
        sync(&mut disk, snapshot(2, 1));
        assert_eq!((disk.durable().log.len(), disk.last_index()), (1, LogIndex(3)));
        sync(&mut disk, log(4, &[2, 2]));
        assert_eq!(disk.last_index(), LogIndex(5));
        // Another leader's snapshot, whose last entry this log does not hold: nothing can stay.
        sync(&mut disk, snapshot(4, 3));
        assert_eq!((disk.durable().log.len(), disk.last_index()), (0, LogIndex(4)));
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
