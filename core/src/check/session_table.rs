//! The session table is part of the state (§8; diss. §6.3): a server that starts from a snapshot knows
//! every request that took effect in what the snapshot covers, or it would execute a retry again.

use super::exactly_once::ExactlyOnce;
use super::{Breach, Property, Report};
use crate::kv::Seen;
use crate::sim::World;
use crate::types::{LogIndex, NodeId};

/// The state of `server` was replaced by that of a snapshot that covers entries up to `last`.
pub(super) fn restored(
    world: &World,
    executed: &ExactlyOnce,
    (server, last): (NodeId, LogIndex),
    report: &mut Report,
) {
    // Where sessions may be forgotten, one that is missing proves nothing.
    if world.setup().kv.sessions_max.is_some() {
        return;
    }
    let Some(node) = world.node(server) else { return };
    report.checked(Property::SessionTable);
    for (client, number, index) in executed.last_requests() {
        if index <= last && node.server().sessions().look_up(client, number) == Seen::New {
            report.breach(Breach::SessionMissing { server, client, number, last });
        }
    }
}
