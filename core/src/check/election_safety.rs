//! Election Safety (Figure 3, §5.2): at most one leader can be elected in a given term.

use super::{Breach, Property, Report};
use crate::canon::{Canonical, Writer};
use crate::raft;
use crate::sorted::SortedMap;
use crate::types::{NodeId, Term};

/// History variable: who was elected in each term. Two leaders of one term need never be alive together.
#[derive(Clone, Debug, Default)]
pub(super) struct ElectionSafety {
    leaders: SortedMap<Term, NodeId>,
}

impl ElectionSafety {
    pub(super) fn observe(&mut self, server: NodeId, event: &raft::Event, report: &mut Report) {
        if let raft::Event::BecameLeader { term } = *event {
            report.checked(Property::ElectionSafety);
            let first = *self.leaders.get_or_insert(term, server);
            if first != server {
                report.breach(Breach::TwoLeaders { term, first, second: server });
            }
        }
    }
}

impl Canonical for ElectionSafety {
    fn write(&self, out: &mut Writer<'_>) {
        out.list(&self.leaders, |out, (term, leader)| {
            term.write(out);
            leader.write(out);
        });
    }
}
