//! Committed on a quorum (§5.3, §5.4.2; diss. §10.2.1): when a leader commits an entry, it is on the disks of
//! a majority of the membership in force, of both halves if that is joint. Disks, not memories: a
//! crash must not make it uncommitted.

use super::facts::{Facts, membership_before};
use super::{Breach, Property, Report};
use crate::raft::Event;
use crate::sim::{self, Node, World};
use crate::types::{EntryId, LogIndex, NodeId};

pub(super) fn observe(
    world: &World,
    facts: &Facts,
    (server, event): (NodeId, &Event),
    later: &[sim::Event],
    report: &mut Report,
) {
    let Event::Committed { to, .. } = *event else { return };
    let Some(term) = facts.leads(server) else { return };
    let Some(entry) = world.node(server).and_then(|node| node.server().raft().log().id_at(to))
    else {
        return;
    };
    let Some(membership) = membership_before(world, server, later) else { return };
    report.checked(Property::CommittedOnQuorum);
    let is_on = |node: &Node| holds(node, entry);
    let reached = |voter| LogIndex(world.node(voter).is_some_and(is_on).into());
    if !membership.has_majority_beyond(LogIndex::ZERO, reached) {
        let on = world.nodes().iter().filter(|node| is_on(node));
        let holders = on.map(Node::id).collect();
        report.breach(Breach::CommittedByTooFew { leader: server, term, entry, holders });
    }
}

fn holds(node: &Node, entry: EntryId) -> bool {
    // What a lying disk only claims to hold is no fault of the leader's.
    node.disk().holds(entry)
        || (node.disk().claimed() > 0 && node.server().raft().log().covers(entry))
}
