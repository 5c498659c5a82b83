//! The order of a server's state (Figure 2, volatile state): what its snapshot covers is applied, what is
//! applied is committed, what is committed is in its log; and while it runs, its term, its commit index
//! and what it has applied only grow.

use super::facts::PerServer;
use super::{Breach, Property, Report};
use crate::canon::{Canonical, Writer};
use crate::sim::{Node, World};
use crate::types::{LogIndex, NodeId, Term};

/// History variable: the state each server was last seen in since it started.
#[derive(Clone, Debug, Default)]
pub(super) struct StateOrder {
    seen: PerServer<(Term, LogIndex, LogIndex)>,
}

impl StateOrder {
    /// Something has happened at these servers, one bit for each.
    #[inline]
    pub(super) fn observe(&mut self, world: &World, touched: u64, report: &mut Report) {
        let mut left = touched;
        while left != 0 {
            let server = NodeId(left.trailing_zeros());
            left &= left - 1;
            if let Some(node) = world.node(server) {
                self.judge(node, report);
            }
        }
    }

    fn judge(&mut self, node: &Node, report: &mut Report) {
        let (server, raft) = (node.id(), node.server().raft());
        let (term, committed, applied) =
            (raft.current_term(), raft.commit_index(), raft.last_applied());
        report.checked(Property::StateOrder);
        let (base, last) = (raft.log().base().index, raft.log().last_index());
        if !(base <= applied && applied <= committed && committed <= last) {
            report.breach(Breach::StateDisordered { server, base, applied, committed, last });
        }
        let before = self.seen.of(server);
        if term < before.0 || committed < before.1 || applied < before.2 {
            let (before, now) = (*before, (term, committed, applied));
            report.breach(Breach::StateWentBack { server, before, now });
        }
        *before = (term, committed, applied);
    }

    /// The server starts again from its disk: what was not durable is gone.
    pub(super) fn crashed(&mut self, server: NodeId) {
        *self.seen.of(server) = Default::default();
    }
}

impl Canonical for StateOrder {
    fn write(&self, out: &mut Writer<'_>) {
        for &server in out.servers() {
            let (term, committed, applied) = self.seen.get(server).copied().unwrap_or_default();
            term.write(out);
            committed.write(out);
            applied.write(out);
        }
    }
}
