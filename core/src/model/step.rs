//! What may happen next: in each state a list, always in the same order.

use super::scope::Scope;
use super::state::State;
use crate::sim::{Action, Address, Deed, InFlight, Node, Parcel, Status};
use crate::types::{ClientId, NodeId};

/// Ticks from one step to the next: nothing happens meanwhile, but whoever looks on can follow.
pub const PACE: u64 = 100;

/// One thing that may happen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// A server's election timer fires.
    Timeout(NodeId),
    /// A leader's heartbeat timer fires.
    Heartbeat(NodeId),
    /// A message arrives, and is gone, or leaves a copy behind that may arrive later.
    Deliver {
        /// Which.
        message: InFlight,
        /// Whether there will be another one.
        keeps_copy: bool,
    },
    /// A client makes its next call.
    Call {
        /// Which of the scope's calls.
        call: usize,
        /// To which leader.
        to: NodeId,
    },
    /// A client asks for its call under way again.
    AskAgain {
        /// Who.
        client: ClientId,
        /// Which leader.
        to: NodeId,
    },
    /// A server crashes.
    Crash(NodeId),
    /// It restarts from its disk.
    Restart(NodeId),
    /// A server's disk writes nothing more until the next crash.
    Stall(NodeId),
    /// A server takes a snapshot.
    Snapshot(NodeId),
    /// The leader of the highest term hands over.
    Transfer(NodeId),
    /// It is asked for the scope's next change of membership.
    Change,
}

impl State {
    /// All that may happen in this state, in an order of its own.
    pub fn steps(&self, scope: &Scope) -> Vec<Step> {
        let mut steps = Vec::new();
        let (bounds, spent) = (&scope.bounds, self.spent());
        let may_time_out = bounds.timeouts.is_none_or(|most| spent.timeouts < most);
        let leader = self.world().leader();
        for node in self.world().nodes() {
            let (server, raft) = (node.id(), node.server().raft());
            if node.status() == Status::Crashed {
                steps.push(Step::Restart(server));
                continue;
            }
            if raft.is_leader() {
                if spent.heartbeats < bounds.heartbeats {
                    steps.push(Step::Heartbeat(server));
                }
                self.push_calls(scope, server, &mut steps);
            } else {
                // Whoever may not stand may still be wrong about it.
                if may_time_out && raft.current_term().0 < bounds.term {
                    steps.push(Step::Timeout(server));
                }
                if leader.is_some() && spent.transfers < bounds.transfers {
                    steps.push(Step::Transfer(server));
                }
            }
            if spent.snapshots < bounds.snapshots && raft.last_applied() > raft.log().base().index {
                steps.push(Step::Snapshot(server));
            }
            if spent.stalls < bounds.stalls && !is_stalled(node) {
                steps.push(Step::Stall(server));
            }
            if spent.crashes < bounds.crashes {
                steps.push(Step::Crash(server));
            }
        }
        if leader.is_some() && usize::from(spent.changes) < scope.changes.len() {
            steps.push(Step::Change);
        }
        self.push_deliveries(scope, &mut steps);
        steps
    }

    fn push_calls(&self, scope: &Scope, to: NodeId, steps: &mut Vec<Step>) {
        let mut seen: Vec<ClientId> = Vec::new();
        for (call, next) in scope.calls.iter().enumerate() {
            if self.spent().calls & 1 << call != 0 {
                continue;
            }
            // Each client makes its calls in their order; where nobody waits for answers, all do.
            if seen.contains(&next.client) || (!scope.answers && !seen.is_empty()) {
                continue;
            }
            seen.push(next.client);
            if self.request_of(next.client).is_none() || !scope.answers {
                steps.push(Step::Call { call, to });
            }
        }
        if scope.answers && self.spent().repeats < scope.bounds.repeats {
            for client in self.world().clients() {
                if client.clerk().request().is_some() {
                    steps.push(Step::AskAgain { client: client.clerk().id(), to });
                }
            }
        }
    }

    fn push_deliveries(&self, scope: &Scope, steps: &mut Vec<Step>) {
        let mut known: Vec<&InFlight> = Vec::new();
        for message in self.world().messages() {
            let is_same = |other: &&&InFlight| {
                (other.from, other.to) == (message.from, message.to)
                    && other.parcel == message.parcel
            };
            if !self.concerns(scope, message) || known.iter().find(is_same).is_some() {
                continue;
            }
            known.push(message);
            // What comes to a server that is down is lost, as what does not come at all.
            let is_down = |server| {
                self.world().node(server).is_some_and(|node| node.status() == Status::Crashed)
            };
            if matches!(message.to, Address::Server(server) if is_down(server)) {
                continue;
            }
            let step = |keeps_copy| Step::Deliver { message: message.clone(), keeps_copy };
            steps.push(step(false));
            let is_answer = matches!(message.parcel, Parcel::Reply { .. });
            if self.spent().copies < scope.bounds.copies && !is_answer {
                steps.push(step(true));
            }
        }
    }
}

/// Whether a disk has stalled.
pub(super) fn is_stalled(node: &Node) -> bool {
    node.disk().mode().latency.1 > 0
}

impl Step {
    /// What is done to the world for it.
    pub fn actions(&self, scope: &Scope, state: &State) -> Vec<Action> {
        let on = |message: &InFlight, deed| Action::Message { message: message.id, deed };
        match self {
            Self::Timeout(server) => vec![Action::Timeout(*server)],
            Self::Heartbeat(server) => vec![Action::Heartbeat(*server)],
            Self::Deliver { message, keeps_copy } => {
                let copy = keeps_copy.then(|| on(message, Deed::Copy));
                copy.into_iter().chain([on(message, Deed::Deliver)]).collect()
            }
            Self::Call { call, to } => {
                let Some(call) = scope.calls.get(*call) else { return Vec::new() };
                let (client, command) = (call.client, call.command.clone());
                let submit = Action::Submit { client, command, first: Some(*to) };
                let arrives = (!scope.answers).then(|| {
                    let message = state.world().next_message();
                    Action::Message { message, deed: Deed::Deliver }
                });
                [submit].into_iter().chain(arrives).collect()
            }
            Self::AskAgain { client, to } => {
                vec![Action::AskAgain { client: *client, server: Some(*to) }]
            }
            Self::Crash(server) => vec![Action::Crash(*server)],
            Self::Restart(server) => {
                let stalls = state.world().node(*server).is_some_and(is_stalled);
                let mends = Action::DiskLatency { server: Some(*server), min: 0, max: 0 };
                let mends = stalls.then_some(mends);
                mends.into_iter().chain([Action::Restart(*server)]).collect()
            }
            Self::Stall(server) => {
                let (min, max) = (crate::sim::DELAY_MAX, crate::sim::DELAY_MAX);
                vec![Action::DiskLatency { server: Some(*server), min, max }]
            }
            Self::Snapshot(server) => vec![Action::Compact(*server)],
            Self::Transfer(server) => vec![Action::Transfer(*server)],
            Self::Change => {
                let change = scope.changes.get(usize::from(state.spent().changes));
                let members = change.map(|change| {
                    let (voters, learners) = (change.voters.clone(), change.learners.clone());
                    Action::Members { voters, learners }
                });
                members.into_iter().collect()
            }
        }
    }
}
