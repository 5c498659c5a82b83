//! What a leader knows of its followers is true (Figure 2, `matchIndex[]`; etcd-io/raft#149): up to the
//! match index, the follower's log is the leader's; and the entry to send next lies behind it.

use super::{Breach, Property, Report};
use crate::raft::{Progress, Role};
use crate::sim::{Node, Status, World};
use crate::types::NodeId;

/// A message of `follower` was delivered to `leader`, which may lead.
#[inline]
pub(super) fn delivered(world: &World, follower: NodeId, leader: NodeId, report: &mut Report) {
    // Most that is delivered is delivered to followers.
    if let Some(leader) = world.node(leader)
        && leader.server().raft().is_leader()
        && let Some(follower) = world.node(follower)
    {
        judge(leader, follower, report);
    }
}

/// `follower` has lost entries.
pub(super) fn changed(world: &World, follower: NodeId, report: &mut Report) {
    let Some(follower) = world.node(follower) else { return };
    for leader in world.nodes().iter().filter(|node| node.status() != Status::Crashed) {
        judge(leader, follower, report);
    }
}

#[inline]
fn judge(leader: &Node, follower: &Node, report: &mut Report) {
    let raft = leader.server().raft();
    let Role::Leader(state) = raft.role() else { return };
    let Ok(at) = state.progress.binary_search_by_key(&follower.id(), |one| one.server) else {
        return;
    };
    let Progress { match_index, next_index, .. } = state.progress[at];
    let (leader, server) = (leader.id(), follower.id());
    report.checked(Property::LeaderKnowledge);
    if next_index <= match_index {
        return report.breach(Breach::NextNotBehindMatch {
            leader,
            server,
            match_index,
            next_index,
        });
    }
    let log = follower.server().raft().log();
    // Who follows a later term may have given up what this leader, now of the past, knows.
    if follower.server().raft().current_term() > raft.current_term() {
        return;
    }
    let agrees = match raft.log().id_at(match_index) {
        Some(id) => log.covers(id),
        None => match_index <= log.last_index(),
    };
    if !agrees {
        report.breach(Breach::MatchUntrue { leader, server, match_index, last: log.last() });
    }
}
