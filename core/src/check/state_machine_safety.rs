//! State Machine Safety (Figure 3, §5.4.3): if a server has applied a log entry at a given index to its
//! state machine, no other server will ever apply a different log entry for the same index.

use super::{Breach, Property, Report};
use crate::canon::{Canonical, Writer};
use crate::kv::Applied;
use crate::tape::Tape;
use crate::types::{EntryId, NodeId};

/// History variable: who first applied what at each index.
#[derive(Clone, Debug, Default)]
pub(super) struct StateMachineSafety {
    applied: Tape<(NodeId, EntryId)>,
}

impl StateMachineSafety {
    pub(super) fn own_bytes(&self) -> u64 {
        self.applied.own_bytes() as u64
    }

    pub(super) fn observe(&mut self, server: NodeId, applied: &Applied, report: &mut Report) {
        report.checked(Property::StateMachineSafety);
        let id = applied.id;
        let at = usize::try_from(id.index.previous().0).expect("logs fit into memory");
        match self.applied.get(at) {
            // The same index and term is the same entry; `log_matching` sees to that.
            Some(&(first, first_id)) if first_id != id => {
                report.breach(Breach::AppliedDifferent { server, id, first, first_id });
            }
            Some(_) => {}
            // Servers apply in order from 1 on, so the first to come this far extends it by one.
            None => self.applied.push((server, id)),
        }
    }
}

impl Canonical for StateMachineSafety {
    fn write(&self, out: &mut Writer<'_>) {
        // Who was first only matters to who tells of it.
        out.list(&self.applied, |out, (_, id)| id.write(out));
    }
}
