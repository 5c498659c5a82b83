//! What survives a crash. Writes become durable in the order in which they were handed over. Those
//! that come while a sync is under way are synced together by the next one (group commit), unless
//! the disk is in disorder.

use super::event::entry_size;
use crate::kv::Op;
use crate::raft::{Durable, Snapshot, Write, WriteId};
use crate::types::{EntryId, LogIndex, Tick};
use std::collections::VecDeque;

/// How a disk behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DiskMode {
    /// Ticks a sync takes: least and greatest. With 0 and 0 writes are durable at once.
    pub latency: (u64, u64),
    /// It reports writes durable that are in its cache only: a crash loses them.
    pub lies: bool,
    /// It syncs each write by itself, several at a time, and so finishes them out of order.
    pub disorder: bool,
    /// It refuses writes.
    pub full: bool,
}

/// One server's disk.
///
/// Its log is a file of records, one for each write. Whatever the order in which they reach the
/// medium, a restart reads them from the first to the first that is missing; what stands behind a gap
/// is no part of the log. So a write counts as durable once all before it are written, too.
#[derive(Clone, Debug)]
pub struct Disk {
    mode: DiskMode,
    durable: Durable<Op>,
    durable_write: WriteId,
    /// Writes reported durable that are not: a liar's cache.
    claimed: Vec<(WriteId, Write<Op>)>,
    /// Writes not reported durable yet, in order; those queued stand at the end.
    pending: VecDeque<Pending>,
    /// How many of them are queued, and how many a sync is writing.
    queued: usize,
    syncing: usize,
}

#[derive(Clone, Debug)]
struct Pending {
    id: WriteId,
    write: Write<Op>,
    progress: Progress,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Progress {
    /// It waits for a sync.
    Queued,
    /// A sync writes it, until then.
    Syncing(Tick),
    /// It is written, but one before it is not.
    Written,
}

/// What the end of a sync brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Synced {
    /// Nothing: it was noted already.
    Nothing,
    /// This write is on the disk, but one before it is not.
    Ahead(WriteId),
    /// The writes from `first` to `last` are durable now; `first` was the last of them to be written.
    Durable {
        /// The first.
        first: WriteId,
        /// The last.
        last: WriteId,
    },
}

impl Disk {
    /// A disk on which this stands, and whose syncs take from least to greatest of `latency` ticks.
    pub fn new(durable: Durable<Op>, latency: (u64, u64)) -> Self {
        Self {
            mode: DiskMode { latency, lies: false, disorder: false, full: false },
            durable,
            durable_write: WriteId::default(),
            claimed: Vec::new(),
            pending: VecDeque::new(),
            queued: 0,
            syncing: 0,
        }
    }

    /// How it behaves.
    pub fn mode(&self) -> DiskMode {
        self.mode
    }

    /// Lets it behave so from now on. One that stops lying writes out what it only claimed.
    pub fn set_mode(&mut self, mode: DiskMode) {
        self.mode = mode;
        if !mode.lies {
            for (_, write) in self.claimed.drain(..) {
                apply(&mut self.durable, write);
            }
        }
    }

    /// What a restart would find.
    pub fn durable(&self) -> &Durable<Op> {
        &self.durable
    }

    /// The last write since the last start that was reported durable.
    pub fn durable_write(&self) -> WriteId {
        self.durable_write
    }

    /// How many writes are not durable yet, as far as it says.
    pub fn pending(&self) -> usize {
        self.pending.len()
    }

    /// The writes that are not durable yet, in order, each with the tick at which its sync ends, if one is
    /// under way.
    pub fn queue(&self) -> impl Iterator<Item = (&Write<Op>, Option<Tick>)> {
        self.pending.iter().map(|one| match one.progress {
            Progress::Syncing(end) => (&one.write, Some(end)),
            Progress::Queued | Progress::Written => (&one.write, None),
        })
    }

    /// The same with their numbers, and how far each has come.
    pub(super) fn pending_writes(
        &self,
    ) -> impl ExactSizeIterator<Item = (WriteId, &Write<Op>, Progress)> {
        self.pending.iter().map(|one| (one.id, &one.write, one.progress))
    }

    /// How many writes it has reported durable that a crash would lose.
    pub fn claimed(&self) -> usize {
        self.claimed.len()
    }

    /// When the next sync under way ends, if there is one.
    pub fn sync_ends(&self) -> Option<Tick> {
        let ends = self.pending.iter().filter_map(|one| match one.progress {
            Progress::Syncing(end) => Some(end),
            Progress::Queued | Progress::Written => None,
        });
        ends.min()
    }

    /// Takes a write. It is durable once a later [`Disk::finish_sync`] says so.
    pub fn write(&mut self, id: WriteId, write: Write<Op>) {
        self.pending.push_back(Pending { id, write, progress: Progress::Queued });
        self.queued += 1;
    }

    /// Starts to sync what is queued, or in disorder the first of it, to end at `end`.
    pub fn start_sync(&mut self, end: Tick) {
        let count = if self.mode.disorder { self.queued.min(1) } else { self.queued };
        let first = self.pending.len() - self.queued;
        for one in self.pending.range_mut(first..first + count) {
            one.progress = Progress::Syncing(end);
        }
        self.queued -= count;
        self.syncing += count;
    }

    /// Whether a sync should be started.
    pub fn wants_sync(&self) -> bool {
        self.queued > 0 && (self.syncing == 0 || self.mode.disorder)
    }

    /// A sync that ends `now` has written its writes.
    pub fn finish_sync(&mut self, now: Tick) -> Synced {
        let mut written = None;
        for one in self.pending.iter_mut().filter(|one| one.progress == Progress::Syncing(now)) {
            one.progress = Progress::Written;
            written = Some(one.id);
            self.syncing -= 1;
        }
        let mut first = None;
        while let Some(Pending { id, write, .. }) =
            self.pending.pop_front_if(|one| one.progress == Progress::Written)
        {
            first = first.or(Some(id));
            self.durable_write = id;
            if self.mode.lies {
                self.claimed.push((id, write));
            } else {
                apply(&mut self.durable, write);
            }
        }
        match (first, written) {
            (Some(first), _) => Synced::Durable { first, last: self.durable_write },
            (None, Some(written)) => Synced::Ahead(written),
            (None, None) => Synced::Nothing,
        }
    }

    /// The server crashes: what is not durable is gone, what was only claimed, too, and a new
    /// incarnation numbers its writes anew. Returns how many writes were claimed and are lost.
    pub fn crash(&mut self) -> usize {
        let lost = self.claimed.len();
        self.claimed.clear();
        self.pending.clear();
        (self.queued, self.syncing) = (0, 0);
        self.durable_write = WriteId(0);
        lost
    }

    /// Index of the last durable entry.
    pub fn last_index(&self) -> LogIndex {
        let snapshot = self.durable.snapshot.as_deref();
        snapshot.map_or(LogIndex::ZERO, |snapshot| snapshot.last.index).plus(self.durable.log.len())
    }

    /// Whether the entry named `id` is durable, in the log or in what the snapshot covers.
    pub fn holds(&self, id: EntryId) -> bool {
        let base = self.durable.snapshot.as_deref().map_or(EntryId::ZERO, |snapshot| snapshot.last);
        let Some(distance) = id.index.0.checked_sub(base.index.0) else { return true };
        if distance == 0 {
            return base == id;
        }
        let at = usize::try_from(distance - 1).unwrap_or(usize::MAX);
        self.durable.log.get(at).is_some_and(|entry| entry.term == id.term)
    }

    /// About how many bytes the durable log takes, without the snapshot (the lab's `RaftStateSize`).
    pub fn log_size(&self) -> u64 {
        self.durable.log.iter().map(entry_size).sum()
    }
}

/// Makes a write part of what a restart would find.
fn apply(durable: &mut Durable<Op>, write: Write<Op>) {
    match write {
        Write::HardState { current_term, voted_for } => {
            durable.current_term = current_term;
            durable.voted_for = voted_for;
        }
        Write::Snapshot(snapshot) => {
            let Durable { log, snapshot: before, .. } = durable;
            let known = entries_up_to(before.as_deref(), snapshot.last.index);
            let last = known.checked_sub(1).and_then(|at| log.get(at));
            let holds_last = last.is_some_and(|entry| entry.term == snapshot.last.term);
            log.drop_first(if holds_last { known } else { log.len() });
            *before = Some(snapshot);
        }
        Write::Log { first, entries } => {
            let snapshot = durable.snapshot.as_deref();
            durable.log.truncate(entries_up_to(snapshot, first.previous()));
            durable.log.extend_from_slice(&entries);
        }
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
    use crate::raft::{Entry, Payload};
    use crate::types::{NodeId, Term};
    use std::sync::Arc;

    fn vote(term: u64) -> Write<Op> {
        Write::HardState { current_term: Term(term), voted_for: Some(NodeId(1)) }
    }

    fn log(first: u64, terms: &[u64]) -> Write<Op> {
        let entry = |&term: &u64| Entry { term: Term(term), payload: Payload::Noop };
        Write::Log { first: LogIndex(first), entries: terms.iter().map(entry).collect() }
    }

    fn through(first: u64, last: u64) -> Synced {
        Synced::Durable { first: WriteId(first), last: WriteId(last) }
    }

    fn terms(disk: &Disk) -> Vec<u64> {
        disk.durable().log.iter().map(|entry| entry.term.0).collect()
    }

    #[test]
    fn what_is_written_behind_a_gap_does_not_count() {
        let mut disk = Disk::new(Durable::default(), (1, 9));
        disk.set_mode(DiskMode { disorder: true, ..disk.mode() });
        for (id, end) in [(1, 5), (2, 3), (3, 9)] {
            disk.write(WriteId(id), log(id, &[id]));
            disk.start_sync(Tick(end));
        }
        assert_eq!(disk.sync_ends(), Some(Tick(3)));
        assert_eq!(disk.finish_sync(Tick(3)), Synced::Ahead(WriteId(2)));
        // A crash now would leave nothing, for the log ends where the first record is missing.
        assert_eq!((terms(&disk), disk.durable_write()), (vec![], WriteId(0)));
        assert_eq!(disk.finish_sync(Tick(5)), through(1, 2));
        assert_eq!(terms(&disk), [1, 2]);
        disk.crash();
        assert_eq!(disk.finish_sync(Tick(9)), Synced::Nothing);
        assert_eq!(terms(&disk), [1, 2]);
    }

    #[test]
    fn a_liars_writes_go_with_a_crash_or_are_written_once_it_stops_lying() {
        let sync = |disk: &mut Disk, id, write| {
            disk.write(WriteId(id), write);
            disk.start_sync(Tick(id));
            assert_eq!(disk.finish_sync(Tick(id)), through(id, id));
        };
        let mut disk = Disk::new(Durable::default(), (1, 1));
        sync(&mut disk, 1, log(1, &[1]));
        disk.set_mode(DiskMode { lies: true, ..disk.mode() });
        sync(&mut disk, 2, log(2, &[1]));
        assert_eq!((terms(&disk).len(), disk.claimed(), disk.durable_write()), (1, 1, WriteId(2)));
        let mut honest = disk.clone();
        assert_eq!((disk.crash(), terms(&disk).len()), (1, 1));
        honest.set_mode(DiskMode { lies: false, ..honest.mode() });
        assert_eq!((honest.crash(), terms(&honest).len()), (0, 2));
    }

    #[test]
    fn a_crash_loses_what_is_not_durable_and_nothing_else() {
        let mut disk = Disk::new(Durable::default(), (1, 1));
        disk.write(WriteId(1), vote(1));
        disk.start_sync(Tick(5));
        disk.write(WriteId(2), log(1, &[1, 1]));
        assert!(!disk.wants_sync());
        assert_eq!(disk.finish_sync(Tick(5)), through(1, 1));
        assert!(disk.wants_sync());
        disk.start_sync(Tick(9));
        assert_eq!(disk.crash(), 0);
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
        let mut disk = Disk::new(Durable::default(), (1, 1));
        let sync = |disk: &mut Disk, write| {
            disk.write(WriteId(1), write);
            disk.start_sync(Tick(1));
            disk.finish_sync(Tick(1));
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
        let mut disk = Disk::new(Durable::default(), (1, 1));
        disk.write(WriteId(1), log(1, &[1, 1, 1]));
        disk.write(WriteId(2), log(2, &[2]));
        disk.start_sync(Tick(1));
        assert_eq!(disk.finish_sync(Tick(1)), through(1, 2));
        assert_eq!(terms(&disk), [1, 2]);
    }
}
