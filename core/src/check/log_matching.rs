//! Log Matching (Figure 3, §5.3): if two logs contain an entry with the same index and term, then the
//! logs are identical in all entries up through the given index.
//!
//! By induction it is enough to see, whenever an entry enters a log, that everybody who ever had an
//! entry of that index and term had the same command in it and the same term before it.

use super::{Breach, Property, Report};
use crate::kv::Op;
use crate::raft::{Event, Payload};
use crate::sim::World;
use crate::types::{EntryId, NodeId, Term};
use std::sync::Arc;

/// History variable: every entry that ever stood in a log, by index.
#[derive(Clone, Debug, Default)]
pub(super) struct LogMatching {
    known: Vec<Vec<Known>>,
}

#[derive(Clone, Debug)]
struct Known {
    term: Term,
    prev: Term,
    payload: Payload<Op>,
}

impl LogMatching {
    pub(super) fn own_bytes(&self) -> u64 {
        (self.known.len() * (size_of::<Vec<Known>>() + size_of::<Known>())) as u64
    }

    pub(super) fn observe(
        &mut self,
        world: &World,
        server: NodeId,
        event: &Event,
        report: &mut Report,
    ) {
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
            if self.known.len() <= at {
                self.known.resize_with(at + 1, Vec::new);
            }
            let here = &mut self.known[at];
            match here.iter().find(|known| known.term == entry.term) {
                None => here.push(Known {
                    term: entry.term,
                    prev: before,
                    payload: entry.payload.clone(),
                }),
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

/// Equality, at once for what is shared.
fn same(a: &Payload<Op>, b: &Payload<Op>) -> bool {
    match (a, b) {
        (Payload::Command(a), Payload::Command(b)) => Arc::ptr_eq(a, b) || a == b,
        (a, b) => a == b,
    }
}
