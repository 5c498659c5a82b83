//! One membership change at a time (diss. §4.1 and its erratum of 2015; §6): a leader appends a membership
//! only when the one before it is committed, and an entry of its own term, too.

use super::facts::Facts;
use super::{Breach, Property, Report};
use crate::raft::{Event, Payload};
use crate::sim::World;
use crate::types::NodeId;

pub(super) fn observe(
    world: &World,
    facts: &Facts,
    (server, event): (NodeId, &Event),
    report: &mut Report,
) {
    let Event::MembershipEntered { index, .. } = *event else { return };
    let Some(term) = facts.leads(server) else { return };
    let Some(node) = world.node(server) else { return };
    report.checked(Property::OneChange);
    let (log, committed) = (node.server().raft().log(), facts.committed(server));
    let is_membership = |payload: &Payload<_>| matches!(payload, Payload::Membership(_));
    let mut between = committed.up_to(index.previous());
    let pending =
        between.find(|&at| log.entry(at).is_some_and(|entry| is_membership(&entry.payload)));
    if let Some(pending) = pending {
        report.breach(Breach::TwoChanges { leader: server, term, pending, index });
    } else if log.term_at(committed).is_some_and(|committed| committed != term) {
        report.breach(Breach::ChangeTooEarly { leader: server, term, index });
    }
}
