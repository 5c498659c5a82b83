//! The end of all trouble: everything is mended, and the cluster must come to rest.

use super::{Finding, Nemesis, Objection};
use crate::kv::Op;
use crate::raft::{Config, Membership, Payload, Server};
use crate::sim::{Action, Status, World};
use crate::types::{NodeId, Term, Tick};

/// So many of the longest election timeouts a leader may take to appear: in each of them, an election
/// fails only if votes are split.
const ELECTION_TIMEOUTS: u64 = 25;
/// How long it may take to answer every call and to bring every server up to date, and how much longer
/// for each entry: whoever gets them one at a time waits a round trip for each.
const PATIENCE: u64 = 20_000;
const PATIENCE_PER_ENTRY: u64 = 30;
/// How long messages from the time of trouble may be on their way.
const OLD_MESSAGES: u64 = 130_000;
/// How long is looked at a cluster at rest.
const REST: u64 = 3_000;
/// How often it is asked whether something has come true, in ticks.
const LOOK: u64 = 10;

impl Nemesis {
    /// Mends everything, and demands that the cluster comes to rest.
    pub fn rest(&mut self) -> Result<(), Finding> {
        self.mend()?;
        let stop = self.session.world().now();
        self.must(Action::Rest(None))?;
        let patience = ELECTION_TIMEOUTS * self.greatest(|config| config.election_timeout_max);
        if !self.run_until(patience, |world| world.leader().is_some()) {
            return self.object(&Objection::NoLeader { patience });
        }
        self.take_all_in()?;
        let patience = self.patience();
        for client in self.clients() {
            let is_done =
                |world: &World| world.client(client).is_none_or(|one| one.is_done(world.now()));
            if !self.run_until(patience, is_done) {
                return self.object(&Objection::NoAnswer { client, patience });
            }
        }
        if !self.run_until(patience, replicas_agree) {
            return self.object(&Objection::NotEqual { patience });
        }
        // What was on its way when everything was mended may still call for an election, whose loser
        // may need the patience of one more timeout.
        let is_over = |world: &World| world.messages().all(|message| message.sent >= stop);
        self.run_until(OLD_MESSAGES, is_over);
        self.session.advance(1_000, u64::MAX);
        self.be_at_rest(stop)
    }

    /// Nothing happens but heartbeats.
    fn be_at_rest(&mut self, stop: Tick) -> Result<(), Finding> {
        let term = highest_term(self.session.world());
        let before = self.session.world().counts().rpcs;
        self.session.advance(REST, u64::MAX);
        let world = self.session.world();
        if highest_term(world) != term {
            return self.object(&Objection::Restless { stop });
        }
        if !replicas_agree(world) {
            return self.object(&Objection::NoLongerEqual);
        }
        let Some(leader) = world.leader() else {
            return self.object(&Objection::NoLeaderAtRest);
        };
        let interval = config(world, leader).heartbeat_interval;
        let followers = u64::from(world.setup().servers - 1);
        let most = followers * (REST / interval + 2);
        let requests = world.counts().rpcs - before;
        if requests > most {
            return self.object(&Objection::Chatter { requests, ticks: REST, most });
        }
        Ok(())
    }

    /// Lets time pass until `holds`, at most about so much. Says whether it came to that.
    fn run_until(&mut self, ticks: u64, holds: impl Fn(&World) -> bool) -> bool {
        let end = self.session.world().now().plus(ticks);
        while !holds(self.session.world()) {
            if self.session.world().now() >= end {
                return false;
            }
            self.session.advance(LOOK, u64::MAX);
        }
        true
    }

    /// Takes every server in, in as many changes as it needs.
    fn take_all_in(&mut self) -> Result<(), Finding> {
        let all = self.servers();
        let target = Membership::new(all.iter().copied());
        // An uncommitted membership may go with its leader, and the leader may be one of the past.
        let is_done = |world: &World| {
            let leader = world.leader().and_then(|leader| world.node(leader));
            leader.is_some_and(|node| !has_uncommitted_membership(node.server().raft()))
                && world.nodes().iter().all(|node| *node.server().raft().membership() == target)
        };
        // Without joint consensus one after the other learns the log, perhaps an entry a round trip.
        let patience = self.patience() * all.len() as u64;
        let end = self.session.world().now().plus(patience);
        while !is_done(self.session.world()) {
            if self.session.world().now() > end {
                return self.object(&Objection::NotMembers { patience });
            }
            let world = self.session.world();
            let mut voters = all.clone();
            if let Some(leader) = world.leader()
                && let Some(node) = world.node(leader)
                && !config(world, leader).joint_consensus
            {
                let current = node.server().raft().membership().voters().to_vec();
                voters.retain(|server| !current.contains(server));
                voters.truncate(1);
                voters.extend(current);
            }
            self.attempt(Action::Members { voters, learners: Vec::new() });
            self.session.advance(50, u64::MAX);
        }
        Ok(())
    }

    fn patience(&self) -> u64 {
        let nodes = self.session.world().nodes().iter();
        let lasts = nodes.map(|node| node.server().raft().log().last_index().0);
        PATIENCE + PATIENCE_PER_ENTRY * lasts.max().unwrap_or_default()
    }

    fn greatest(&self, value: impl Fn(&Config) -> u64) -> u64 {
        let setup = self.session.world().setup();
        setup.deviations.values().map(&value).fold(value(&setup.raft), u64::max)
    }
}

fn config(world: &World, server: NodeId) -> &Config {
    world.setup().deviations.get(&server).unwrap_or(&world.setup().raft)
}

fn has_uncommitted_membership(raft: &Server<Op>) -> bool {
    raft.commit_index().up_to(raft.log().last_index()).any(|index| {
        let payload = raft.log().entry(index).map(|entry| &entry.payload);
        matches!(payload, Some(Payload::Membership(_)))
    })
}

fn highest_term(world: &World) -> Option<Term> {
    world.nodes().iter().map(|node| node.server().raft().current_term()).max()
}

/// Whether all servers run and have the same log, committed and applied to its end, and the same store.
fn replicas_agree(world: &World) -> bool {
    let Some(first) = world.nodes().first() else { return true };
    let last = first.server().raft().log().last();
    world.nodes().iter().all(|node| {
        let raft = node.server().raft();
        node.status() == Status::Up
            // What stands before it is the same by Log Matching, or gone with a snapshot.
            && raft.log().last() == last
            && raft.commit_index() == last.index
            && raft.last_applied() == last.index
            && node.server().store() == first.server().store()
            && node.server().sessions() == first.server().sessions()
    })
}
