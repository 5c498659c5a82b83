//! Log Matching (Figure 3, §5.3): if two logs contain an entry with the same index and term, then the
//! logs are identical in all entries up through the given index.
//!
//! By induction it is enough to see, whenever an entry enters a log, that everybody who ever had an
//! entry of that index and term had the same command in it and the same term before it.

use super::{Breach, Property, Report};
use crate::canon::{Canonical, Writer};
use crate::kv::Op;
use crate::raft::{Event, Payload};
use crate::sim::World;
use crate::sorted::SortedMap;
use crate::tape::Tape;
use crate::types::{EntryId, LogIndex, NodeId, Term};
use std::sync::Arc;

/// History variable: every entry that ever stood in a log, by index.
#[derive(Clone, Debug, Default)]
pub(super) struct LogMatching {
    known: Tape<Option<Known>>,
    /// Those of the same indexes that came later, in other terms.
    others: SortedMap<LogIndex, Vec<Known>>,
}

#[derive(Clone, Debug)]
struct Known {
    term: Term,
    prev: Term,
    payload: Payload<Op>,
}

impl LogMatching {
    pub(super) fn own_bytes(&self) -> u64 {
        self.known.own_bytes() as u64
    }

    pub(super) fn observe(
        &mut self,
        world: &World,
        server: NodeId,
        event: &Event,
        report: &mut Report,
    ) {
        if let Event::SnapshotInstalled { .. } = event {
            return self.judge_tail(world, server, report);
        }
        let Event::Appended { prev, last } = *event else { return };
        let Some(node) = world.node(server) else { return };
        let log = node.server().raft().log();
        for index in prev.index.up_to(last.index) {
            let (Some(before), Some(entry)) = (log.term_at(index.previous()), log.entry(index))
            else {
                return;
            };
            report.checked(Property::LogMatching);
            let id = EntryId::new(index, entry.term);
            let at = usize::try_from(index.previous().0).expect("logs fit into memory");
            match self.known(at, index, entry.term) {
                None => {
                    let payload = entry.payload.clone();
                    self.remember(at, index, Known { term: entry.term, prev: before, payload });
                }
                Some(known) if known.prev != before => {
                    let (prev, other_prev) = (before, known.prev);
                    report.breach(Breach::LogsDiffer { server, id, prev, other_prev });
                }
                Some(known) if !same(&known.payload, &entry.payload) => {
                    report.breach(Breach::EntriesDiffer { server, id });
                }
                Some(_) => {}
            }
        }
    }
}

impl LogMatching {
    /// What is left behind a snapshot must follow the snapshot's last entry.
    fn judge_tail(&self, world: &World, server: NodeId, report: &mut Report) {
        let Some(node) = world.node(server) else { return };
        let log = node.server().raft().log();
        let (prev, index) = (log.base().term, log.first_index());
        let Some(id) = log.id_at(index) else { return };
        let at = usize::try_from(index.previous().0).expect("logs fit into memory");
        report.checked(Property::LogMatching);
        if let Some(known) = self.known(at, index, id.term)
            && known.prev != prev
        {
            let other_prev = known.prev;
            report.breach(Breach::LogsDiffer { server, id, prev, other_prev });
        }
    }

    /// What is known of the entry of this index and term.
    fn known(&self, at: usize, index: LogIndex, term: Term) -> Option<&Known> {
        let first = self.known.get(at)?.as_ref().filter(|known| known.term == term);
        first.or_else(|| self.others.get(&index)?.iter().find(|known| known.term == term))
    }

    fn remember(&mut self, at: usize, index: LogIndex, known: Known) {
        // A log may begin with entries that nobody saw enter it.
        while self.known.len() < at {
            self.known.push(None);
        }
        match self.known.get_mut(at) {
            None => self.known.push(Some(known)),
            Some(first @ None) => *first = Some(known),
            Some(Some(_)) => self.others.get_or_default(index).push(known),
        }
    }
}

/// Equality, at once for what is shared.
fn same(a: &Payload<Op>, b: &Payload<Op>) -> bool {
    match (a, b) {
        (Payload::Command(a), Payload::Command(b)) => Arc::ptr_eq(a, b) || a == b,
        (a, b) => a == b,
    }
}

impl Canonical for LogMatching {
    fn write(&self, out: &mut Writer<'_>) {
        out.length(self.known.len());
        for (index, first) in (1..).map(LogIndex).zip(&self.known) {
            let others = self.others.get(&index).map(Vec::as_slice).unwrap_or_default();
            out.set(first.iter().chain(others), |out, known| {
                known.term.write(out);
                known.prev.write(out);
                known.payload.write(out);
            });
        }
    }
}
