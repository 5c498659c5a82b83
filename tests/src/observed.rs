//! A world and the judges who see every event of it: what swarm and lab run.

use kvraft_core::check::linearizability::{self, Standing, Verdict};
use kvraft_core::check::{Checker, Report};
use kvraft_core::kv::{Answer, Command};
use kvraft_core::sim::{Action, ActionError, Node, Outcome, Setup, Status, Workload, World};
use kvraft_core::types::{ClientId, LogIndex, NodeId, Tick};

/// How many configurations the search for a linearization may visit. The lab's histories need a
/// few thousand; a verdict of Unknown fails a test, so this is never raised in silence.
pub const LINEARIZABILITY_STEPS: u64 = 1_000_000;

/// A world under the eyes of the judges.
#[derive(Clone, Debug)]
pub struct Observed {
    world: World,
    checker: Checker,
}

impl Observed {
    /// A world at tick 0.
    pub fn new(setup: Setup) -> Self {
        Self { world: World::new(setup), checker: Checker::new() }
    }

    /// The world.
    pub fn world(&self) -> &World {
        &self.world
    }

    /// What the judges have found.
    pub fn report(&self) -> &Report {
        self.checker.report()
    }

    /// Whether the clients' history is linearizable so far, as the live judge knows it.
    pub fn standing(&self) -> Standing {
        self.checker.linearizability()
    }

    /// The moment.
    pub fn now(&self) -> Tick {
        self.world.now()
    }

    /// All servers' ids.
    pub fn servers(&self) -> Vec<NodeId> {
        self.world.nodes().iter().map(Node::id).collect()
    }

    /// Does something to the world.
    pub fn act(&mut self, action: &Action) -> Result<Outcome, ActionError> {
        let outcome = self.world.act(action);
        self.judge();
        outcome
    }

    /// Does something that must be possible.
    pub fn must(&mut self, action: &Action) {
        if let Err(error) = self.act(action) {
            panic!("`{action}` should be possible at {} ms: {error}", self.now());
        }
    }

    /// Gives a client a workload.
    pub fn set_workload(&mut self, client: ClientId, workload: Workload) {
        self.world.set_workload(client, workload);
    }

    /// Lets `ticks` pass.
    pub fn advance(&mut self, ticks: u64) {
        let end = self.now().plus(ticks);
        while self.world.next_due().is_some_and(|due| due <= end) {
            self.world.step();
            self.judge();
        }
        self.world.pass_time_until(end);
    }

    /// Runs until `done`, for at most `ticks`. Says whether it came to that.
    pub fn run_until(&mut self, ticks: u64, done: impl Fn(&World) -> bool) -> bool {
        let end = self.now().plus(ticks);
        while !done(&self.world) {
            if self.world.next_due().is_none_or(|due| due > end) {
                self.world.pass_time_until(end);
                return done(&self.world);
            }
            self.world.step();
            self.judge();
        }
        true
    }

    /// Runs until the client has nothing under way or waiting. Says whether it came to that.
    pub fn run_until_done(&mut self, ticks: u64, client: ClientId) -> bool {
        self.run_until(ticks, |world| is_done(world, client))
    }

    /// Lets a client call and waits for the answer, at most for `ticks`.
    pub fn call(&mut self, client: ClientId, command: Command, ticks: u64) -> Option<Answer> {
        self.must(&Action::Submit { client, command, first: None });
        self.run_until_done(ticks, client);
        let last = self.world.history().iter().rev().find(|one| one.client == client)?;
        last.answer.clone()
    }

    /// Whether the whole history of the clients is linearizable.
    pub fn linearizability(&self) -> Verdict {
        linearizability::check(self.world.history(), LINEARIZABILITY_STEPS)
    }

    /// The verdict on everything that happened, if nobody objects; else the first objection, in words.
    pub fn verdict(&self) -> Result<Verdict, String> {
        if let Some(violation) = self.report().violations().first() {
            return Err(violation.to_string());
        }
        match self.linearizability() {
            Verdict::Linearizable => Ok(Verdict::Linearizable),
            verdict @ (Verdict::Illegal { .. } | Verdict::Unknown { .. }) => {
                Err(format!("the history of the calls: {verdict:?}"))
            }
        }
    }

    fn judge(&mut self) {
        let events = self.world.take_events();
        self.checker.observe(&self.world, &events);
        self.world.recycle(events);
    }
}

/// Whether the client has nothing under way, waiting, or still to be made.
pub fn is_done(world: &World, client: ClientId) -> bool {
    world.client(client).is_none_or(|one| one.is_done(world.now()))
}

/// Whether all servers run and have the same log, committed and applied to its end, and the same store.
pub fn replicas_agree(world: &World) -> bool {
    let Some(first) = world.nodes().first() else { return true };
    let last: LogIndex = first.server().raft().log().last_index();
    world.nodes().iter().all(|node| {
        let raft = node.server().raft();
        node.status() == Status::Up
            // What stands before it is the same by Log Matching, or gone with a snapshot.
            && raft.log().last() == first.server().raft().log().last()
            && raft.commit_index() == last
            && raft.last_applied() == last
            && node.server().store() == first.server().store()
            && node.server().sessions() == first.server().sessions()
    })
}
