//! The configuration in force is the last one in the log, committed or not, or else that of the snapshot
//! (§6; diss. §4.1). Worked out from scratch whenever entries with one come or go.

use super::{Breach, Property, Report};
use crate::raft::{Event, Membership, Payload};
use crate::sim::{Node, World};
use crate::types::NodeId;
use std::borrow::Cow;

pub(super) fn observe(world: &World, server: NodeId, event: &Event, report: &mut Report) {
    if matches!(
        event,
        Event::MembershipEntered { .. }
            | Event::Truncated { .. }
            | Event::Compacted { .. }
            | Event::SnapshotInstalled { .. }
    ) {
        judge(world, server, report);
    }
}

/// Compares what `server` goes by with what its log says.
pub(super) fn judge(world: &World, server: NodeId, report: &mut Report) {
    let Some(node) = world.node(server) else { return };
    report.checked(Property::ConfigurationInForce);
    let expected = last_configuration(world, node);
    let found = node.server().raft().membership();
    if *expected != *found {
        let (expected, found) = (expected.to_string(), found.to_string());
        report.breach(Breach::WrongConfiguration { server, expected, found });
    }
}

fn last_configuration<'a>(world: &World, node: &'a Node) -> Cow<'a, Membership> {
    let raft = node.server().raft();
    let (log, base) = (raft.log(), raft.log().base().index);
    for index in base.up_to(log.last_index()).rev() {
        if let Some(Payload::Membership(membership)) = log.entry(index).map(|entry| &entry.payload)
        {
            return Cow::Borrowed(membership);
        }
    }
    if let Some(snapshot) = raft.snapshot() {
        return Cow::Borrowed(&snapshot.membership);
    }
    let setup = world.setup();
    let members = setup.members.unwrap_or(setup.servers);
    let knows_them = node.id().0 <= members;
    Cow::Owned(Membership::new((1..=members).filter(|_| knows_them).map(NodeId)))
}
