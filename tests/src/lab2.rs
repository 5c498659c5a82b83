//! What the tests of MIT 6.824's Lab 2 (Raft alone) need: `Start`, `one`, `checkOneLeader`, servers that
//! are connected or not. The constants are the lab's; the servers' own timing is that of [`crate::lab`].

use kvraft_core::kv::{Command, KvConfig};
use kvraft_core::raft::Config;
use kvraft_core::rng::Rng;
use kvraft_core::session::Session;
use kvraft_core::sim::{Action, Link, Node, Setup, Shape, Status};
use kvraft_core::types::{EntryId, LogIndex, NodeId, Term};

/// How long the lab waits where an election may be needed (`RaftElectionTimeout`), in ticks.
pub const ELECTION_TIMEOUT: u64 = 1000;

/// A cluster under one of the lab's tests.
#[derive(Debug)]
pub struct Lab2 {
    session: Session,
    servers: u32,
    connected: Vec<bool>,
    /// The test's own chance.
    pub rng: Rng,
    /// The number of the last command; each is another.
    last_command: u64,
}

impl Lab2 {
    /// A cluster on a reliable network (0-1 ms) or on the lab's unreliable one (0-26 ms, one in ten lost).
    pub fn new(servers: u32, seed: u64, unreliable: bool) -> Self {
        Self::with_snapshots(servers, seed, unreliable, None)
    }

    /// The same, with snapshots at a threshold of bytes.
    pub fn with_snapshots(servers: u32, seed: u64, unreliable: bool, most: Option<u64>) -> Self {
        let link = if unreliable {
            Link { delay_min: 0, delay_max: 26, loss: 100, ..Link::default() }
        } else {
            Link { delay_min: 0, delay_max: 1, loss: 0, ..Link::default() }
        };
        let session = Session::new(Setup {
            servers,
            clients: 1,
            seed,
            raft: Config {
                election_timeout_min: 250,
                election_timeout_max: 400,
                heartbeat_interval: 100,
                ..Config::default()
            },
            kv: KvConfig { max_raft_state: most, ..KvConfig::default() },
            link,
            disk: (0, 1),
            ..Setup::default()
        });
        let rng = Rng::new(seed).fork(0x1ab2);
        let connected = vec![true; servers as usize];
        Self { session, servers, connected, rng, last_command: 0 }
    }

    /// The run.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// Lets time pass.
    pub fn sleep(&mut self, ticks: u64) {
        self.session.advance(ticks, u64::MAX);
        let violations = self.session.report().violations();
        assert!(violations.is_empty(), "{violations:?}");
    }

    fn act(&mut self, action: Action) {
        if let Err(error) = self.session.act(action) {
            panic!("at {} ms: {error}", self.session.world().now());
        }
    }

    fn node(&self, server: u32) -> &Node {
        self.session.world().node(NodeId(server)).expect("it exists")
    }

    /// Whether a server is running and connected.
    pub fn is_reachable(&self, server: u32) -> bool {
        self.connected[server as usize - 1] && self.node(server).status() == Status::Up
    }

    /// Connects or disconnects a server.
    pub fn connect(&mut self, server: u32, connected: bool) {
        self.connected[server as usize - 1] = connected;
        let alone = (1..=self.servers).filter(|&id| !self.connected[id as usize - 1]);
        let mut sides: Vec<Vec<NodeId>> = alone.map(|id| vec![NodeId(id)]).collect();
        let together: Vec<NodeId> =
            (1..=self.servers).filter(|&id| self.connected[id as usize - 1]).map(NodeId).collect();
        if !together.is_empty() {
            sides.push(together);
        }
        self.act(Action::Partition(sides));
    }

    /// Crashes a server and disconnects it.
    pub fn crash(&mut self, server: u32) {
        self.connect(server, false);
        self.act(Action::Crash(NodeId(server)));
    }

    /// Starts a crashed server from its disk and connects it.
    pub fn start_server(&mut self, server: u32) {
        self.act(Action::Restart(NodeId(server)));
        self.connect(server, true);
    }

    /// From now on, two thirds of all answers are held up for 200-2200 ms.
    pub fn reorder_long(&mut self) {
        self.act(Action::Late { link: None, permille: 667 });
    }

    /// Makes the network reliable or unreliable again.
    pub fn set_unreliable(&mut self, unreliable: bool) {
        let (max, permille) = if unreliable { (26, 100) } else { (1, 0) };
        self.act(Action::Delay { link: None, min: 0, max, shape: Shape::Even });
        self.act(Action::Loss { link: None, permille });
        self.act(Action::Late { link: None, permille: 0 });
    }

    /// `Start` of a new command at a server: where it stands, if the server believes to lead.
    pub fn start(&mut self, server: u32) -> Option<EntryId> {
        self.start_sized(server, 8)
    }

    /// The same with a value of so many bytes.
    pub fn start_sized(&mut self, server: u32, bytes: usize) -> Option<EntryId> {
        self.last_command += 1;
        let key = format!("{}", self.last_command).into();
        let value = "x".repeat(bytes).into();
        self.session.start(NodeId(server), Command::PutAt { key, value, version: 0 })
    }

    /// How many servers have applied the entry at `index`, and its term if they agree; they must.
    pub fn committed(&self, index: LogIndex) -> (usize, Option<Term>) {
        let (mut count, mut term) = (0, None);
        for node in self.session.world().nodes() {
            let raft = node.server().raft();
            if node.status() == Status::Crashed || raft.last_applied() < index {
                continue;
            }
            count += 1;
            // What a snapshot covers is known to be the same by the judges.
            if let Some(own) = raft.log().term_at(index) {
                assert!(term.is_none_or(|term| term == own), "servers differ at {index}");
                term = Some(own);
            }
        }
        (count, term)
    }

    /// `one`: a command is started at whoever leads, and must be applied by `expected` servers within
    /// 10 s. Returns its index.
    pub fn one(&mut self, expected: usize, retry: bool) -> LogIndex {
        let begin = self.session.world().now();
        let mut next = 0;
        while self.session.world().now().since(begin) < 10_000 {
            let mut started = None;
            for _ in 0..self.servers {
                next = next % self.servers + 1;
                if self.is_reachable(next) {
                    started = self.start(next);
                    if started.is_some() {
                        break;
                    }
                }
            }
            let Some(id) = started else {
                self.sleep(50);
                continue;
            };
            for _ in 0..100 {
                let (count, term) = self.committed(id.index);
                if count >= expected && term.is_none_or(|term| term == id.term) {
                    return id.index;
                }
                self.sleep(20);
            }
            assert!(retry, "{id} is not applied by {expected} servers");
        }
        panic!("no agreement within 10 s: {expected} servers should apply a command");
    }

    /// `checkOneLeader`: among the connected servers there is one leader of the latest term led.
    pub fn one_leader(&mut self) -> u32 {
        for _ in 0..10 {
            let pause = self.rng.between(450, 550);
            self.sleep(pause);
            let mut leaders: Vec<(Term, u32)> = (1..=self.servers)
                .filter(|&id| self.is_reachable(id))
                .filter(|&id| self.node(id).server().raft().is_leader())
                .map(|id| (self.node(id).server().raft().current_term(), id))
                .collect();
            leaders.sort_unstable();
            if let Some(&(_, leader)) = leaders.last() {
                return leader;
            }
        }
        panic!("nobody leads");
    }

    /// `checkNoLeader`: no connected server leads.
    pub fn no_leader(&self) {
        for id in (1..=self.servers).filter(|&id| self.is_reachable(id)) {
            assert!(!self.node(id).server().raft().is_leader(), "S{id} leads without a majority");
        }
    }

    /// The term of all connected servers, which must be one.
    pub fn term(&self) -> Term {
        let reachable = (1..=self.servers).filter(|&id| self.is_reachable(id));
        let mut terms: Vec<Term> =
            reachable.map(|id| self.node(id).server().raft().current_term()).collect();
        terms.dedup();
        assert_eq!(terms.len(), 1, "the servers' terms differ");
        terms[0]
    }

    /// Remote procedure calls so far.
    pub fn rpcs(&self) -> u64 {
        self.session.world().counts().rpcs
    }

    /// The largest durable log, in bytes.
    pub fn log_size(&self) -> u64 {
        let sizes = self.session.world().nodes().iter().map(|node| node.disk().log_size());
        sizes.max().unwrap_or(0)
    }
}
