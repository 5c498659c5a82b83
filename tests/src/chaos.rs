//! Random clusters in random trouble. A seed determines everything: the size of the cluster, how its
//! network and disks are, what its clients do, what goes wrong and when.
//!
//! First comes trouble; whatever happens, no judge may object. Then everything is mended, and the
//! cluster must come to rest: one leader, every call answered, all replicas equal, no more
//! elections.

use crate::observed::{Observed, is_done, replicas_agree};
use kvraft_core::kv::{ClerkConfig, KvConfig, Op, ReadMode};
use kvraft_core::raft::{BugSet, Config, Membership, Payload, Server};
use kvraft_core::rng::Rng;
use kvraft_core::sim::{
    Action, Deed, DiskFault, Keys, Link, MessageId, Order, Setup, Shape, Status, Workload, World,
};
use kvraft_core::types::{ClientId, NodeId, Term, Tick};
use std::collections::BTreeMap;

/// Streams of chance, by purpose; the world has its own.
const SETUP_STREAM: u64 = 1;
const TROUBLE_STREAM: u64 = 2;
const WORKLOAD_STREAM: u64 = 3;

/// How long a mended cluster may take to elect a leader: some elections, all but surely.
const ELECTION_PATIENCE: u64 = 5_000;
/// How long it may take to answer every call and to bring every server up to date, and how much longer
/// for each entry: whoever gets them one at a time waits a round trip for each.
const REST_PATIENCE: u64 = 20_000;
const PATIENCE_PER_ENTRY: u64 = 30;

/// A cluster in trouble.
#[derive(Clone, Debug)]
pub struct Chaos {
    run: Observed,
    rng: Rng,
}

impl Chaos {
    /// The cluster of a seed, its servers with these bugs.
    pub fn new(seed: u64, bugs: BugSet) -> Self {
        let root = Rng::new(seed);
        let mut rng = root.fork(SETUP_STREAM);
        let setup = random_setup(seed, bugs, &mut rng);
        let clients = setup.clients;
        let mut run = Observed::new(setup);
        for client in (1..=clients).map(ClientId) {
            let stream = (WORKLOAD_STREAM << 32) + u64::from(client.0);
            run.set_workload(client, random_workload(clients, &mut rng, root.fork(stream)));
        }
        Self { run, rng: root.fork(TROUBLE_STREAM) }
    }

    /// The run so far.
    pub fn run(&self) -> &Observed {
        &self.run
    }

    /// Makes trouble for about `ticks`.
    pub fn trouble(&mut self, ticks: u64) {
        let end = self.run.now().plus(ticks);
        while self.run.now() < end {
            match self.random_action() {
                // These may be refused: somebody must lead, one change must be done at a time, and only what
                // is held can be released.
                Some(
                    action @ (Action::Members { .. }
                    | Action::Transfer(_)
                    | Action::Compact(_)
                    | Action::Message { .. }),
                ) => {
                    let _ = self.run.act(&action);
                }
                Some(action) => self.run.must(&action),
                None => {}
            }
            let pause = self.rng.between(1, 400);
            self.run.advance(pause);
        }
    }

    /// Mends everything, and demands that the cluster comes to rest.
    pub fn rest(&mut self) -> Result<(), String> {
        self.mend();
        let stop = self.run.now();
        self.run.must(&Action::Rest(None));
        if !self.run.run_until(ELECTION_PATIENCE, |world| world.leader().is_some()) {
            return Err(format!("no leader {ELECTION_PATIENCE} ms after everything was mended"));
        }
        self.take_all_in()?;
        for client in self.clients() {
            if !self.run.run_until_done(REST_PATIENCE, client) {
                return Err(format!("{client} waits, {REST_PATIENCE} ms after {stop} ms"));
            }
        }
        let patience = self.patience();
        if !self.run.run_until(patience, replicas_agree) {
            return Err(format!("the replicas differ, more than {patience} ms after {stop} ms"));
        }
        // What was on its way when everything was mended may still call for one more election.
        self.run.advance(1_000);
        let term = highest_term(self.run.world());
        self.run.advance(3_000);
        if highest_term(self.run.world()) != term {
            return Err("there was an election without a reason".to_owned());
        }
        Ok(())
    }

    fn clients(&self) -> impl Iterator<Item = ClientId> + use<> {
        (1..=self.run.world().setup().clients).map(ClientId)
    }

    /// Starts what is down, lets go on what is paused, and makes a good network of what there is.
    pub fn mend(&mut self) {
        self.run.must(&Action::Heal);
        // Disks have room again, clocks are right, and whatever was held goes on.
        self.run.must(&Action::Calm);
        self.run.must(&Action::Delay { link: None, min: 1, max: 10, shape: Shape::Even });
        self.run.must(&Action::Loss { link: None, permille: 0 });
        self.run.must(&Action::Duplicate { link: None, permille: 0 });
        self.run.must(&Action::Late { link: None, permille: 0 });
        self.run.must(&Action::DiskLatency { server: None, min: 0, max: 5 });
        for server in self.run.servers() {
            match self.status(server) {
                Status::Up => {}
                Status::Crashed => self.run.must(&Action::Restart(server)),
                Status::Paused => self.run.must(&Action::Resume(server)),
            }
        }
    }

    fn status(&self, server: NodeId) -> Status {
        self.run.world().node(server).expect("the servers are the world's").status()
    }

    /// Something that is possible now, most often nothing worse than what can be mended soon.
    fn random_action(&mut self) -> Option<Action> {
        let servers = self.run.servers();
        let server = *self.rng.pick(&servers)?;
        let other = *self.rng.pick(&servers)?;
        let action = match (self.rng.below(30), self.status(server)) {
            (0..=1, Status::Up) => Action::Crash(server),
            (2..=4, _) | (0..=1, Status::Crashed | Status::Paused) => match self.status(server) {
                Status::Up => return None,
                // It starts once there is room.
                Status::Crashed if self.is_full(server) => {
                    Action::Disk { server, fault: DiskFault::Full, on: false }
                }
                Status::Crashed => Action::Restart(server),
                Status::Paused => Action::Resume(server),
            },
            (5, Status::Up) => Action::Pause(server),
            // To fire a timer by hand is to set a clock wrong, on which leases rest.
            (6, Status::Up) if !self.leads(server) && !self.has_leases() => Action::Timeout(server),
            (7, _) if server != other => Action::Cut(server.into(), other.into()),
            (8, _) if server != other => Action::Mend(server.into(), other.into()),
            (9, _) => self.random_partition(&servers)?,
            (10..=11, _) => Action::Heal,
            (12, _) => Action::Isolate(server),
            (13, _) if server != other => {
                let max = self.rng.between(0, 200);
                let link = Some((server.into(), other.into()));
                Action::Delay { link, min: self.rng.between(0, max), max, shape: Shape::Even }
            }
            (14, _) => {
                let max = self.rng.between(0, 60);
                Action::DiskLatency { server: None, min: self.rng.between(0, max), max }
            }
            (15, _) => {
                let clients: Vec<ClientId> = self.clients().collect();
                let client = Some(*self.rng.pick(&clients)?);
                Action::Reach { client, server, reachable: self.rng.chance(600) }
            }
            (16..=17, _) => {
                let voters = servers.iter().copied().filter(|_| self.rng.chance(600)).collect();
                let learners = servers.iter().copied().filter(|_| self.rng.chance(200)).collect();
                Action::Members { voters, learners }
            }
            (18, _) => Action::Transfer(server),
            (19, _) => Action::Compact(server),
            (20..=29, _) => return self.random_fault(server, other),
            _ => return None,
        };
        Some(action)
    }

    /// What links, disks and clocks do wrong. No disk lies: Raft does not claim to survive that.
    fn random_fault(&mut self, server: NodeId, other: NodeId) -> Option<Action> {
        let link = (server != other && self.rng.chance(700)).then(|| (server.into(), other.into()));
        let on = self.rng.chance(600);
        let action = match self.rng.below(10) {
            0 => Action::Delay { link, min: 1, max: self.rng.between(1, 800), shape: Shape::Tail },
            1 => Action::Reorder { link, permille: if on { 200 } else { 0 } },
            2 => Action::Order { link, order: if on { Order::Fifo } else { Order::Any } },
            3 => Action::Bandwidth { link, bytes: on.then_some(50) },
            4 if server != other => Action::OneWay { from: vec![server], to: vec![other] },
            5 => self.random_bridge(),
            6 => Action::Disk { server, fault: DiskFault::Disorder, on },
            7 => Action::Disk { server, fault: DiskFault::Full, on: self.rng.chance(300) },
            // Leases trust in clocks.
            8 if !self.has_leases() => Action::Clock { server, percent: if on { 60 } else { 150 } },
            9 => {
                let on_their_way: Vec<MessageId> =
                    self.run.world().messages().map(|one| one.id).collect();
                let message = *self.rng.pick(&on_their_way)?;
                Action::Message { message, deed: *self.rng.pick(&Deed::ALL)? }
            }
            _ => return None,
        };
        Some(action)
    }

    fn random_bridge(&mut self) -> Action {
        let mut servers = self.run.servers();
        let at = usize::try_from(self.rng.below(servers.len() as u64)).expect("few servers");
        let bridge = servers.remove(at);
        let right = servers.split_off(servers.len() / 2);
        let sides = [servers, right].map(|mut side| {
            side.push(bridge);
            side
        });
        Action::Bridge(sides.to_vec())
    }

    fn is_full(&self, server: NodeId) -> bool {
        self.run.world().node(server).is_some_and(|node| node.disk().mode().full)
    }

    fn has_leases(&self) -> bool {
        self.run.world().setup().raft.lease_drift.is_some()
    }

    /// Takes every server in, in as many changes as it needs.
    fn take_all_in(&mut self) -> Result<(), String> {
        let all = self.run.servers();
        let target = Membership::new(all.iter().copied());
        // An uncommitted membership may go with its leader, and the leader may be one of the past.
        let is_done = |world: &World| {
            let leader = world.leader().and_then(|leader| world.node(leader));
            leader.is_some_and(|node| !has_uncommitted_membership(node.server().raft()))
                && world.nodes().iter().all(|node| *node.server().raft().membership() == target)
        };
        let patience = self.patience();
        let end = self.run.now().plus(patience);
        while !is_done(self.run.world()) {
            if self.run.now() > end {
                return Err(format!("not all servers are members after {patience} ms"));
            }
            let world = self.run.world();
            let leader = world.leader().and_then(|leader| world.node(leader));
            let mut voters = all.clone();
            if let Some(node) = leader
                && !world.setup().raft.joint_consensus
            {
                let current = node.server().raft().membership().voters().to_vec();
                voters.retain(|server| !current.contains(server));
                voters.truncate(1);
                voters.extend(current);
            }
            let _ = self.run.act(&Action::Members { voters, learners: Vec::new() });
            self.run.advance(50);
        }
        Ok(())
    }

    fn patience(&self) -> u64 {
        let lasts =
            self.run.world().nodes().iter().map(|one| one.server().raft().log().last_index());
        REST_PATIENCE + PATIENCE_PER_ENTRY * lasts.max().unwrap_or_default().0
    }

    fn leads(&self, server: NodeId) -> bool {
        let node = self.run.world().node(server).expect("the servers are the world's");
        node.server().raft().is_leader()
    }

    fn random_partition(&mut self, servers: &[NodeId]) -> Option<Action> {
        let sides = self.rng.between(2, 3);
        let mut split: Vec<Vec<NodeId>> = vec![Vec::new(), Vec::new(), Vec::new()];
        for &server in servers {
            let side = usize::try_from(self.rng.below(sides)).expect("few sides");
            split[side].push(server);
        }
        split.retain(|side| !side.is_empty());
        (split.len() > 1).then_some(Action::Partition(split))
    }
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

fn random_setup(seed: u64, bugs: BugSet, rng: &mut Rng) -> Setup {
    let number = |rng: &mut Rng, min, max| u32::try_from(rng.between(min, max)).expect("small");
    let size = |rng: &mut Rng, min, max| usize::try_from(rng.between(min, max)).expect("small");
    let delay_max = rng.between(0, 40);
    let disk_max = rng.between(0, 30);
    let heartbeat_interval = rng.between(20, 100);
    let election_timeout_min = rng.between(2, 4) * heartbeat_interval;
    let servers = number(rng, 1, 7);
    Setup {
        servers,
        members: rng.chance(300).then(|| number(rng, 1, u64::from(servers))),
        deviations: BTreeMap::new(),
        clients: number(rng, 1, 5),
        seed,
        raft: Config {
            election_timeout_min,
            election_timeout_max: election_timeout_min + rng.between(50, 300),
            heartbeat_interval,
            // Small ones bring a follower up to date in many steps, each of which can go wrong.
            batch_max: size(rng, 1, 8),
            in_flight_max: size(rng, 1, 4),
            chunk_max: size(rng, 16, 200),
            pre_vote: rng.chance(500),
            check_quorum: rng.chance(500),
            // Leases rest on it, so servers that may grant them must all have it.
            leader_stickiness: rng.chance(500),
            lease_drift: rng.chance(500).then_some(100),
            joint_consensus: rng.chance(700),
            commit_notice: rng.chance(500),
            coalesce: rng.chance(500),
        },
        kv: KvConfig {
            max_raft_state: rng.chance(500).then(|| rng.between(50, 2000)),
            // As many as there are clients, for who is pushed out is told nothing of its last call.
            sessions_max: rng.chance(300).then_some(5),
        },
        clerk: ClerkConfig {
            retry_after: rng.between(20, 400),
            pause: rng.between(1, 100),
            give_up_after: rng.chance(300).then(|| rng.between(300, 1500)),
        },
        link: Link {
            delay_min: rng.between(0, delay_max),
            delay_max,
            loss: if rng.chance(500) { number(rng, 0, 200) } else { 0 },
            duplicate: if rng.chance(500) { number(rng, 0, 200) } else { 0 },
            late: if rng.chance(100) { number(rng, 0, 100) } else { 0 },
            ..Link::default()
        },
        disk: (rng.between(0, disk_max), disk_max),
        disks: BTreeMap::new(),
        bugs,
    }
}

fn random_workload(clients: u32, rng: &mut Rng, stream: Rng) -> Workload {
    let keys = rng.between(1, u64::from(clients));
    let think = rng.between(0, 100);
    let appends = rng.between(200, 600);
    let reads = [ReadMode::Log, ReadMode::Index, ReadMode::Lease];
    Workload {
        reads: *rng.pick(&reads).expect("there are three"),
        keys: Keys::AnyOf((1..=keys).map(|key| format!("k{key}").into()).collect()),
        appends: u32::try_from(appends).expect("small"),
        puts: 100,
        until: None,
        limit: None,
        think: (0, think),
        rng: stream,
        made: 0,
        written: 0,
    }
}

/// What a seed leads to, without bugs: the hash of the run, or an objection.
pub fn survive(seed: u64) -> Result<u64, String> {
    let mut chaos = Chaos::new(seed, BugSet::NONE);
    chaos.trouble(6_000);
    let tick: Tick = chaos.run.now();
    chaos.run.verdict().map_err(|objection| format!("at {tick} ms: {objection}"))?;
    chaos.rest()?;
    chaos.run.verdict()?;
    debug_assert!(chaos.clients().all(|client| is_done(chaos.run.world(), client)));
    Ok(chaos.run.world().trace_hash())
}
