//! What is committed stays (§5.3, §5.4): a server never removes entries that it knows to be committed, and
//! no two servers ever take different entries of one index for committed.

use super::facts::Facts;
use super::{Breach, Property, Report};
use crate::canon::{Canonical, Writer};
use crate::raft::Event;
use crate::sim::World;
use crate::tape::Tape;
use crate::types::{EntryId, LogIndex, NodeId};

/// History variable: who first knew which entry to be committed, for each index up to the highest.
#[derive(Clone, Debug, Default)]
pub(super) struct CommittedImmutable {
    committed: Tape<(NodeId, EntryId)>,
}

impl CommittedImmutable {
    pub(super) fn own_bytes(&self) -> u64 {
        self.committed.own_bytes() as u64
    }

    pub(super) fn observe(
        &mut self,
        world: &World,
        facts: &Facts,
        (server, event): (NodeId, &Event),
        report: &mut Report,
    ) {
        if let Event::Truncated { from, last } = *event {
            report.checked(Property::CommittedImmutable);
            let committed = facts.committed(server);
            if from <= committed {
                let last = last.index;
                report.breach(Breach::CommittedRemoved { server, from, last, committed });
            }
        } else if let Event::Committed { from, to } = *event {
            let Some(node) = world.node(server) else { return };
            let log = node.server().raft().log();
            // Where somebody knew them committed before, the last one speaks for all, by Log Matching. What
            // is compacted within the same step is judged by others, or by the next.
            let known = LogIndex(self.committed.len() as u64);
            let first = from.max(known.min(to.previous()));
            for id in first.up_to(to).filter_map(|index| log.id_at(index)) {
                self.compare(server, id, report);
            }
        }
    }

    fn compare(&mut self, server: NodeId, id: EntryId, report: &mut Report) {
        report.checked(Property::CommittedImmutable);
        let at = usize::try_from(id.index.previous().0).expect("logs fit into memory");
        match self.committed.get(at) {
            Some(&(first, first_id)) if first_id != id && first_id != EntryId::ZERO => {
                report.breach(Breach::CommittedDifferent { server, id, first, first_id });
            }
            Some(_) => {}
            None => {
                // Nobody saw what a snapshot covered from the beginning.
                while self.committed.len() < at {
                    self.committed.push((server, EntryId::ZERO));
                }
                self.committed.push((server, id));
            }
        }
    }
}

impl Canonical for CommittedImmutable {
    fn write(&self, out: &mut Writer<'_>) {
        out.list(&self.committed, |out, (_, id)| id.write(out));
    }
}
