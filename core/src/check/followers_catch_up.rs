//! Followers catch up (§5.3, §5.5; diss. §10.2.1): under a leader in a calm cluster, whoever lacks an entry
//! that was committed some heartbeats ago gets nearer to it, and what the leader has appended becomes committed.

use super::calm::Look;
use super::{Breach, Property, Report};
use crate::raft::{Leader, Pace, Progress, Role};
use crate::sim::{Node, Status, World};
use crate::sorted::SortedMap;
use crate::types::{LogIndex, NodeId, Term};

/// Looks without any change; there are ten heartbeats from each to the next.
const PATIENCE: u32 = 6;

/// All that moves when a server catches up: what it has, and what the leader thinks of it.
type State = ([LogIndex; 5], u64);

/// History variables: the leader, what it had committed and appended at the last look, and for how
/// many looks each server that lags has not moved.
#[derive(Clone, Debug, Default)]
pub(super) struct FollowersCatchUp {
    leader: Option<(NodeId, Term)>,
    committed: LogIndex,
    last: LogIndex,
    servers: SortedMap<NodeId, (State, u32)>,
}

impl FollowersCatchUp {
    pub(super) fn look(&mut self, world: &World, look: Look, report: &mut Report) {
        let Some(leader) = world.leader().and_then(|leader| world.node(leader)) else {
            return self.forget();
        };
        let raft = leader.server().raft();
        let Role::Leader(state) = raft.role() else { return };
        let name = (leader.id(), raft.current_term());
        if look.is_first || self.leader != Some(name) {
            self.forget();
            self.leader = Some(name);
        }
        for node in world.nodes() {
            let needs = node.id() == leader.id() || raft.membership().contains(node.id());
            if needs && node.status() == Status::Up {
                self.judge(node, state, report);
            }
        }
        (self.committed, self.last) = (raft.commit_index(), raft.log().last_index());
    }

    fn judge(&mut self, node: &Node, leader: &Leader, report: &mut Report) {
        report.checked(Property::FollowersCatchUp);
        let (server, raft) = (node.id(), node.server().raft());
        let state = state_of(node, leader);
        let lags = raft.last_applied() < self.committed
            || (raft.is_leader() && raft.commit_index() < self.last);
        let (before, looks) = self.servers.get_or_insert(server, (state, 0));
        let stands = lags && *before == state;
        *looks = if stands { *looks + 1 } else { 0 };
        *before = state;
        if *looks >= PATIENCE {
            *looks = 0;
            let (applied, committed) = (raft.last_applied(), self.committed.max(self.last));
            report.breach(Breach::StuckBehind { server, applied, committed });
        }
    }

    /// The cluster owes nothing now.
    pub(super) fn forget(&mut self) {
        *self = Self::default();
    }
}

fn state_of(node: &Node, leader: &Leader) -> State {
    let raft = node.server().raft();
    let mut indexes = [
        raft.last_applied(),
        raft.commit_index(),
        raft.log().last_index(),
        LogIndex::ZERO,
        LogIndex::ZERO,
    ];
    let mut sent = 0;
    if let Some(Progress { match_index, next_index, pace, .. }) =
        leader.progress.iter().find(|one| one.server == node.id())
    {
        (indexes[3], indexes[4]) = (*match_index, *next_index);
        if let Pace::Snapshot { offset, .. } = pace {
            sent = *offset;
        }
    }
    (indexes, sent)
}
