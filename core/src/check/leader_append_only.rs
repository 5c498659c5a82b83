//! Leader Append-Only (Figure 3, §5.3): a leader never overwrites or deletes entries in its log; it
//! only appends new entries.

use super::{Breach, Property, Report};
use crate::canon::{Canonical, Writer};
use crate::raft::Event;
use crate::sorted::SortedMap;
use crate::types::{NodeId, Term};

/// History variable: who is leading, by its own events, not by the role it claims.
#[derive(Clone, Debug, Default)]
pub(super) struct LeaderAppendOnly {
    leading: SortedMap<NodeId, Term>,
}

impl LeaderAppendOnly {
    pub(super) fn observe(&mut self, server: NodeId, event: &Event, report: &mut Report) {
        match *event {
            Event::BecameLeader { term } => {
                self.leading.insert(server, term);
            }
            Event::SteppedDown { .. } | Event::ElectionStarted { .. } => self.crashed(server),
            Event::Appended { .. } if self.leading.contains_key(&server) => {
                report.checked(Property::LeaderAppendOnly);
            }
            Event::Truncated { from, last } => {
                report.checked(Property::LeaderAppendOnly);
                if let Some(&term) = self.leading.get(&server) {
                    let last = last.index;
                    report.breach(Breach::LeaderRemoved { leader: server, term, from, last });
                }
            }
            Event::Appended { .. }
            | Event::VoteGranted { .. }
            | Event::PreVoteStarted { .. }
            | Event::PreVoteGranted { .. }
            | Event::PreVoteRefused { .. }
            | Event::TransferStarted { .. }
            | Event::TransferAbandoned { .. }
            | Event::QuorumLost { .. }
            | Event::Compacted { .. }
            | Event::MembershipEntered { .. }
            | Event::ChangeAbandoned
            | Event::SnapshotInstalled { .. }
            | Event::VoteRefused { .. }
            | Event::AppendRefused { .. }
            | Event::Committed { .. }
            | Event::Ignored { .. } => {}
        }
    }

    /// The server no longer leads.
    pub(super) fn crashed(&mut self, server: NodeId) {
        self.leading.remove(&server);
    }
}

impl Canonical for LeaderAppendOnly {
    fn write(&self, out: &mut Writer<'_>) {
        out.set(&self.leading, |out, (leader, term)| {
            leader.write(out);
            term.write(out);
        });
    }
}
