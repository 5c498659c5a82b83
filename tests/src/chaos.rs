//! Random clusters in random trouble. A seed determines everything: the size of the cluster, how its
//! network and disks are, what its clients do, what goes wrong and when.
//!
//! First comes trouble; whatever happens, no judge may object. Then everything is mended, and the
//! cluster must come to rest: one leader, every call answered, all replicas equal, no more
//! elections.

use crate::observed::{Observed, is_done, replicas_agree};
use kvraft_core::kv::ClerkConfig;
use kvraft_core::raft::{BugSet, Config};
use kvraft_core::rng::Rng;
use kvraft_core::sim::{Action, Keys, Link, Setup, Status, Workload, World};
use kvraft_core::types::{ClientId, NodeId, Term, Tick};

/// Streams of chance, by purpose; the world has its own.
const SETUP_STREAM: u64 = 1;
const TROUBLE_STREAM: u64 = 2;
const WORKLOAD_STREAM: u64 = 3;

/// How long a mended cluster may take to elect a leader: some elections, all but surely.
const ELECTION_PATIENCE: u64 = 5_000;
/// How long it may take to answer every call and to bring every server up to date.
const REST_PATIENCE: u64 = 20_000;

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
            if let Some(action) = self.random_action() {
                self.run.must(&action);
            }
            let pause = self.rng.between(1, 400);
            self.run.advance(pause);
        }
    }

    /// Mends everything, and demands that the cluster comes to rest.
    pub fn rest(&mut self) -> Result<(), String> {
        self.mend();
        let stop = self.run.now();
        for client in self.clients() {
            self.run.must(&Action::Rest(client));
        }
        if !self.run.run_until(ELECTION_PATIENCE, |world| world.leader().is_some()) {
            return Err(format!("no leader {ELECTION_PATIENCE} ms after everything was mended"));
        }
        for client in self.clients() {
            if !self.run.run_until_done(REST_PATIENCE, client) {
                return Err(format!("{client} waits, {REST_PATIENCE} ms after {stop} ms"));
            }
        }
        if !self.run.run_until(REST_PATIENCE, replicas_agree) {
            return Err(format!("the replicas differ, {REST_PATIENCE} ms after {stop} ms"));
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
        self.run.must(&Action::Delay { link: None, min: 1, max: 10 });
        self.run.must(&Action::Loss { link: None, permille: 0 });
        self.run.must(&Action::Duplicate { link: None, permille: 0 });
        self.run.must(&Action::DiskLatency { min: 0, max: 5 });
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
        let action = match (self.rng.below(16), self.status(server)) {
            (0..=1, Status::Up) => Action::Crash(server),
            (2..=4, _) | (0..=1, Status::Crashed | Status::Paused) => match self.status(server) {
                Status::Up => return None,
                Status::Crashed => Action::Restart(server),
                Status::Paused => Action::Resume(server),
            },
            (5, Status::Up) => Action::Pause(server),
            (6, Status::Up) if !self.leads(server) => Action::Timeout(server),
            (7, _) if server != other => Action::Cut(server, other),
            (8, _) if server != other => Action::Mend(server, other),
            (9, _) => self.random_partition(&servers)?,
            (10..=11, _) => Action::Heal,
            (12, _) => Action::Isolate(server),
            (13, _) if server != other => {
                let max = self.rng.between(0, 200);
                Action::Delay { link: Some((server, other)), min: self.rng.between(0, max), max }
            }
            (14, _) => {
                let max = self.rng.between(0, 60);
                Action::DiskLatency { min: self.rng.between(0, max), max }
            }
            (15, _) => {
                let clients: Vec<ClientId> = self.clients().collect();
                let client = *self.rng.pick(&clients)?;
                Action::Reach { client, server, reachable: self.rng.chance(600) }
            }
            _ => return None,
        };
        Some(action)
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
    Setup {
        servers: number(rng, 1, 7),
        clients: number(rng, 1, 5),
        seed,
        raft: Config {
            election_timeout_min,
            election_timeout_max: election_timeout_min + rng.between(50, 300),
            heartbeat_interval,
            // Small ones bring a follower up to date in many steps, each of which can go wrong.
            batch_max: size(rng, 1, 8),
            in_flight_max: size(rng, 1, 4),
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
        },
        disk: (rng.between(0, disk_max), disk_max),
        bugs,
    }
}

fn random_workload(clients: u32, rng: &mut Rng, stream: Rng) -> Workload {
    let keys = rng.between(1, u64::from(clients));
    let think = rng.between(0, 100);
    let appends = rng.between(200, 600);
    Workload {
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
