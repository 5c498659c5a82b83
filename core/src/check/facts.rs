//! What several judges must remember of each server, by its own events and in their order: what the
//! server itself shows is the state at the end of a step.

use crate::canon::{Canonical, Writer};
use crate::raft::{Event, Membership};
use crate::sim::{self, World};
use crate::types::{LogIndex, NodeId, Term};

/// History variables: who leads which term, and up to where each server knows entries to be committed.
#[derive(Clone, Debug, Default)]
pub(super) struct Facts {
    servers: PerServer<(Option<Term>, LogIndex)>,
}

/// Something for each server, found by its number: this is asked with nearly every event.
#[derive(Clone, Debug, Default)]
pub(super) struct PerServer<T> {
    list: Vec<T>,
}

impl<T: Default> PerServer<T> {
    #[inline]
    pub(super) fn get(&self, server: NodeId) -> Option<&T> {
        self.list.get(server.0 as usize)
    }

    #[inline]
    pub(super) fn of(&mut self, server: NodeId) -> &mut T {
        let at = server.0 as usize;
        if self.list.len() <= at {
            self.list.resize_with(at + 1, T::default);
        }
        &mut self.list[at]
    }
}

impl Facts {
    /// The term that `server` leads, if it leads one.
    #[inline]
    pub(super) fn leads(&self, server: NodeId) -> Option<Term> {
        self.servers.get(server).and_then(|facts| facts.0)
    }

    /// Up to where `server` knows entries to be committed.
    #[inline]
    pub(super) fn committed(&self, server: NodeId) -> LogIndex {
        self.servers.get(server).map_or(LogIndex::ZERO, |facts| facts.1)
    }

    /// Takes note of an event, after it was judged.
    #[inline]
    pub(super) fn note(&mut self, server: NodeId, event: &Event) {
        match *event {
            Event::BecameLeader { term } => self.servers.of(server).0 = Some(term),
            Event::SteppedDown { .. } | Event::ElectionStarted { .. } => {
                self.servers.of(server).0 = None;
            }
            Event::Committed { to: index, .. } => self.servers.of(server).1 = index,
            Event::SnapshotInstalled { last } => self.servers.of(server).1 = last.index,
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
        let base = world.node(server).map(|node| node.server().raft().commit_index());
        *self.servers.of(server) = (None, base.unwrap_or_default());
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

impl Canonical for Facts {
    fn write(&self, out: &mut Writer<'_>) {
        for &server in out.servers() {
            self.leads(server).write(out);
            self.committed(server).write(out);
        }
    }
}
