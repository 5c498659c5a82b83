//! What several judges must remember of each server, by its own events and in their order: what the
//! server itself shows is the state at the end of a step.

use crate::raft::{Event, Membership};
use crate::sim::{self, World};
use crate::types::{LogIndex, NodeId, Term};
use std::collections::BTreeMap;

/// History variables: who leads which term, and up to where each server knows entries to be committed.
#[derive(Clone, Debug, Default)]
pub(super) struct Facts {
    leading: BTreeMap<NodeId, Term>,
    committed: BTreeMap<NodeId, LogIndex>,
}

impl Facts {
    /// The term that `server` leads, if it leads one.
    pub(super) fn leads(&self, server: NodeId) -> Option<Term> {
        self.leading.get(&server).copied()
    }

    /// Up to where `server` knows entries to be committed.
    pub(super) fn committed(&self, server: NodeId) -> LogIndex {
        self.committed.get(&server).copied().unwrap_or_default()
    }

    /// Takes note of an event, after it was judged.
    pub(super) fn note(&mut self, server: NodeId, event: &Event) {
        match *event {
            Event::BecameLeader { term } => {
                self.leading.insert(server, term);
            }
            Event::SteppedDown { .. } | Event::ElectionStarted { .. } => {
                self.leading.remove(&server);
            }
            Event::Committed { to: index, .. } => {
                self.committed.insert(server, index);
            }
            Event::SnapshotInstalled { last } => {
                self.committed.insert(server, last.index);
            }
            Event::PreVoteStarted { .. }
            | Event::PreVoteGranted { .. }
            | Event::PreVoteRefused { .. }
            | Event::VoteGranted { .. }
            | Event::VoteRefused { .. }
            | Event::TransferStarted { .. }
            | Event::TransferAbandoned { .. }
            | Event::QuorumLost { .. }
            | Event::Appended { .. }
            | Event::Truncated { .. }
            | Event::MembershipEntered { .. }
            | Event::ChangeAbandoned
            | Event::Compacted { .. }
            | Event::AppendRefused { .. }
            | Event::Ignored { .. } => {}
        }
    }

    /// The server starts again from its disk.
    pub(super) fn crashed(&mut self, world: &World, server: NodeId) {
        self.leading.remove(&server);
        let base = world.node(server).map(|node| node.server().raft().commit_index());
        self.committed.insert(server, base.unwrap_or_default());
    }
}

/// The membership in force on `server` right before `later`, the rest of the events of a step.
pub(super) fn membership_before<'a>(
    world: &'a World,
    server: NodeId,
    later: &[sim::Event],
) -> Option<&'a Membership> {
    let entered = later.iter().find_map(|event| {
        let sim::Event::Raft { server: other, event: Event::MembershipEntered { index, .. } } =
            event
        else {
            return None;
        };
        (*other == server).then_some(*index)
    });
    let raft = world.node(server)?.server().raft();
    Some(entered.map_or(raft.membership(), |index| raft.membership_at(index.previous())))
}
