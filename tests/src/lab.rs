//! The tests of MIT 6.824's Lab 3A, in virtual time. Sixteen rows as the lab prints them; each runs
//! from a seed, and a failure names it.
//!
//! The lab's constants are kept: rounds of 5 s, an election timeout of 1 s for whoever waits, on
//! the unreliable network delays of 0-26 ms and one message in ten lost. What the lab leaves to the
//! machine is chosen here: on the reliable network a message takes 0-1 ms and a sync of a disk 0-1
//! ms. Servers send heartbeats every 100 ms and stand for election after 250-400 ms.

use crate::observed::{Observed, is_done, replicas_agree};
use kvraft_core::check::linearizability::Verdict;
use kvraft_core::kv::{Answer, Command, KvConfig, ReadMode, Text};
use kvraft_core::raft::Config;
use kvraft_core::rng::Rng;
use kvraft_core::sim::{Action, Keys, Link, Operation, Setup, Workload};
use kvraft_core::types::{ClientId, NodeId, Tick};
use std::fmt;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

/// A round of the generic test.
const ROUND: u64 = 5000;
/// How many there are.
const ROUNDS: u64 = 3;
/// How long the lab waits where an election may be needed.
const ELECTION_TIMEOUT: u64 = 1000;
/// The servers' heartbeat interval.
const HEARTBEAT: u64 = 100;
/// A call that takes longer on a healed cluster will never return.
const PATIENCE: u64 = 20_000;

/// A test of the lab.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// What the lab prints for it.
    pub name: &'static str,
    /// On how many servers.
    pub servers: u32,
    /// Take snapshots when this many bytes of entries are applied (`maxraftstate`); Lab 3B's rows do.
    pub max_raft_state: Option<u64>,
    /// What it does.
    pub test: Test,
}

/// What a test does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Test {
    /// Clients work while things go wrong.
    Generic(Generic),
    /// 1000 Appends, one after the other.
    FastEnough,
    /// Five clients append to one key, on an unreliable network.
    ConcurrentAppend,
    /// The network splits once: this is shown of it.
    OnePartition(Stage),
    /// A server that was away gets a snapshot, and is then needed for a majority.
    SnapshotRpc,
    /// A key is written 800 times: its snapshot has its last value only.
    SnapshotSize,
}

/// What goes wrong during the generic test.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "any of them may go wrong, independently")]
pub struct Generic {
    /// How many clients work.
    pub clients: u32,
    /// Messages are delayed and lost.
    pub unreliable: bool,
    /// All servers crash at the end of each round.
    pub restarts: bool,
    /// The servers are split into two sides again and again.
    pub partitions: bool,
    /// Each request is for a random key, not for the client's own.
    pub random_keys: bool,
}

/// What is shown of the one partition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// The majority goes on.
    MajorityProgress,
    /// The minority with the old leader does not.
    MinorityStuck,
    /// What the minority was asked completes once the network is healed.
    CompletionAfterHeal,
}

const CALM: Generic = Generic {
    clients: 5,
    unreliable: false,
    restarts: false,
    partitions: false,
    random_keys: false,
};

const fn row(name: &'static str, servers: u32, test: Test) -> Row {
    Row { name, servers, max_raft_state: None, test }
}

const fn generic(name: &'static str, servers: u32, generic: Generic) -> Row {
    row(name, servers, Test::Generic(generic))
}

/// The rows, in the lab's order.
pub const ROWS: [Row; 16] = [
    generic("one client", 5, Generic { clients: 1, ..CALM }),
    row("ops complete fast enough", 3, Test::FastEnough),
    generic("many clients", 5, CALM),
    generic("unreliable net, many clients", 5, Generic { unreliable: true, ..CALM }),
    row("concurrent append to same key, unreliable", 3, Test::ConcurrentAppend),
    row("progress in majority", 5, Test::OnePartition(Stage::MajorityProgress)),
    row("no progress in minority", 5, Test::OnePartition(Stage::MinorityStuck)),
    row("completion after heal", 5, Test::OnePartition(Stage::CompletionAfterHeal)),
    generic("partitions, one client", 5, Generic { clients: 1, partitions: true, ..CALM }),
    generic("partitions, many clients", 5, Generic { partitions: true, ..CALM }),
    generic("restarts, one client", 5, Generic { clients: 1, restarts: true, ..CALM }),
    generic("restarts, many clients", 5, Generic { restarts: true, ..CALM }),
    generic(
        "unreliable net, restarts, many clients",
        5,
        Generic { unreliable: true, restarts: true, ..CALM },
    ),
    generic(
        "restarts, partitions, many clients",
        5,
        Generic { restarts: true, partitions: true, ..CALM },
    ),
    generic(
        "unreliable net, restarts, partitions, many clients",
        5,
        Generic { unreliable: true, restarts: true, partitions: true, ..CALM },
    ),
    generic(
        "unreliable net, restarts, partitions, random keys, many clients",
        7,
        Generic {
            clients: 15,
            unreliable: true,
            restarts: true,
            partitions: true,
            random_keys: true,
        },
    ),
];

/// Lab 3B's threshold for snapshots, in bytes.
const MAX_RAFT_STATE: u64 = 1000;

const fn with_snapshots(row: Row) -> Row {
    Row { max_raft_state: Some(MAX_RAFT_STATE), ..row }
}

/// The rows of Lab 3B: everything again, with snapshots.
pub const ROWS_3B: [Row; 9] = [
    with_snapshots(row("InstallSnapshot RPC", 3, Test::SnapshotRpc)),
    with_snapshots(row("snapshot size is reasonable", 3, Test::SnapshotSize)),
    with_snapshots(row("ops complete fast enough, snapshots", 3, Test::FastEnough)),
    with_snapshots(generic(
        "restarts, snapshots, one client",
        5,
        Generic { clients: 1, restarts: true, ..CALM },
    )),
    with_snapshots(generic(
        "restarts, snapshots, many clients",
        5,
        Generic { restarts: true, ..CALM },
    )),
    with_snapshots(generic(
        "unreliable net, snapshots, many clients",
        5,
        Generic { unreliable: true, ..CALM },
    )),
    with_snapshots(generic(
        "unreliable net, restarts, snapshots, many clients",
        5,
        Generic { unreliable: true, restarts: true, ..CALM },
    )),
    with_snapshots(generic(
        "unreliable net, restarts, partitions, snapshots, many clients",
        5,
        Generic { unreliable: true, restarts: true, partitions: true, ..CALM },
    )),
    with_snapshots(generic(
        "unreliable net, restarts, partitions, snapshots, random keys, many clients",
        7,
        Generic {
            clients: 15,
            unreliable: true,
            restarts: true,
            partitions: true,
            random_keys: true,
        },
    )),
];

/// What a test that passed has cost: a line of the table.
#[derive(Clone, Debug)]
pub struct Figures {
    /// The test.
    pub row: Row,
    /// Virtual time, in ms.
    pub virtual_ms: u64,
    /// Requests between servers and from clients, as the lab counts.
    pub rpcs: u64,
    /// Calls that clients made.
    pub ops: u64,
    /// Elections started.
    pub elections: u64,
    /// Checks the judges made.
    pub checks: u64,
    /// The verdict on the clients' history.
    pub verdict: Verdict,
    /// Real time. Shown, never judged.
    pub wall: Duration,
}

impl Figures {
    /// The table's head.
    pub const HEAD: &str = "test                                                             \
         virtual s  servers    RPCs    ops  RPCs/op  elections   checks  wall ms  verdict";
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tenths_per_op = (10 * self.rpcs).checked_div(self.ops).unwrap_or(0);
        write!(
            f,
            "{:<64} {:>6}.{:03} {:>8} {:>7} {:>6} {:>6}.{} {:>10} {:>8} {:>8}  {}",
            self.row.name,
            self.virtual_ms / 1000,
            self.virtual_ms % 1000,
            self.row.servers,
            self.rpcs,
            self.ops,
            tenths_per_op / 10,
            tenths_per_op % 10,
            self.elections,
            self.checks,
            self.wall.as_millis(),
            match self.verdict {
                Verdict::Linearizable => "linearizable",
                Verdict::Illegal { .. } => "ILLEGAL",
                Verdict::Unknown { .. } => "UNKNOWN",
            }
        )
    }
}

/// What has passed of real time since the program first asked; nothing where there is no clock.
fn wall_clock() -> Duration {
    static START: OnceLock<Instant> = OnceLock::new();
    if cfg!(target_family = "wasm") {
        Duration::ZERO
    } else {
        START.get_or_init(Instant::now).elapsed()
    }
}

/// Why a test did not pass.
pub type Failure = String;

impl Row {
    /// Runs the test. What it demands is checked on the way; figures come only from a test passed.
    pub fn run(&self, seed: u64) -> Result<Figures, Failure> {
        let start_of_wall = wall_clock();
        let mut lab = Lab::new(*self, seed);
        match self.test {
            Test::Generic(generic) => lab.run_generic(generic)?,
            Test::FastEnough => lab.run_fast_enough()?,
            Test::ConcurrentAppend => lab.run_concurrent_append()?,
            Test::OnePartition(stage) => lab.run_one_partition(stage)?,
            Test::SnapshotRpc => lab.run_snapshot_rpc()?,
            Test::SnapshotSize => lab.run_snapshot_size()?,
        }
        lab.check_log_size()?;
        let (start, rpcs_before, ops_before) = lab.row_start;
        let virtual_ms = lab.run.now().since(start);
        let rpcs = lab.run.world().counts().rpcs - rpcs_before;
        let ops = lab.ops() - ops_before;
        lab.settle()?;
        let verdict = lab.run.verdict()?;
        let elections = lab.run.world().counts().elections;
        let checks = lab.run.report().all_checks();
        let wall = wall_clock().saturating_sub(start_of_wall);
        Ok(Figures { row: *self, virtual_ms, rpcs, ops, elections, checks, verdict, wall })
    }

    fn clients(&self) -> u32 {
        match self.test {
            Test::Generic(generic) => generic.clients,
            Test::FastEnough | Test::SnapshotSize => 1,
            // One of everybody, one of those who go on, one of those who then are needed.
            Test::SnapshotRpc => 3,
            Test::ConcurrentAppend => 5,
            // One client of everybody, one of the majority, two of the minority.
            Test::OnePartition(_) => 4,
        }
    }

    fn is_unreliable(&self) -> bool {
        match self.test {
            Test::Generic(generic) => generic.unreliable,
            Test::ConcurrentAppend => true,
            Test::FastEnough | Test::OnePartition(_) | Test::SnapshotRpc | Test::SnapshotSize => {
                false
            }
        }
    }
}

/// A test under way.
struct Lab {
    run: Observed,
    rng: Rng,
    seed: u64,
    clients: u32,
    max_raft_state: Option<u64>,
    /// When the row began, and the counts of RPCs and operations then.
    row_start: (Tick, u64, u64),
}

/// Streams of chance besides the world's own, by purpose.
const PARTITION_STREAM: u64 = 1;
const WORKLOAD_STREAM: u64 = 2;

impl Lab {
    fn new(row: Row, seed: u64) -> Self {
        let link = if row.is_unreliable() {
            Link { delay_min: 0, delay_max: 26, loss: 100, ..Link::default() }
        } else {
            Link { delay_min: 0, delay_max: 1, loss: 0, ..Link::default() }
        };
        let run = Observed::new(Setup {
            servers: row.servers,
            clients: row.clients(),
            seed,
            raft: Config {
                election_timeout_min: 250,
                election_timeout_max: 400,
                heartbeat_interval: HEARTBEAT,
                ..Config::default()
            },
            kv: KvConfig { max_raft_state: row.max_raft_state, ..KvConfig::default() },
            link,
            disk: (0, 1),
            ..Setup::default()
        });
        let rng = Rng::new(seed).fork(PARTITION_STREAM);
        let (clients, max_raft_state) = (row.clients(), row.max_raft_state);
        Self { run, rng, seed, clients, max_raft_state, row_start: (Tick(0), 0, 0) }
    }

    fn ops(&self) -> u64 {
        self.run.world().history().len() as u64
    }

    fn clients(&self) -> impl Iterator<Item = ClientId> + use<> {
        (1..=self.clients).map(ClientId)
    }

    fn run_generic(&mut self, generic: Generic) -> Result<(), Failure> {
        for round in 0..ROUNDS {
            let end = self.run.now().plus(ROUND);
            for client in self.clients() {
                let workload = self.workload(client, round, generic.random_keys, end);
                self.run.set_workload(client, workload);
            }
            if generic.partitions {
                self.run.advance(1000);
                while self.run.now() < end {
                    self.split_at_random();
                    let pause = self.rng.between(1000, 1200);
                    self.run.advance(pause.min(end.since(self.run.now())));
                }
                self.run.must(&Action::Heal);
                self.run.advance(ELECTION_TIMEOUT);
            } else {
                self.run.advance(ROUND);
            }
            if generic.restarts {
                self.restart_all();
            }
            self.wait_for_all_calls()?;
            self.check_log_size()?;
            if generic.random_keys {
                self.read_every_key()?;
            } else {
                for client in self.clients() {
                    self.check_appends(client, round)?;
                }
            }
        }
        if generic.random_keys { Ok(()) } else { self.check_every_get() }
    }

    /// What a client does in a round. Its running number goes on from the round before.
    fn workload(&self, client: ClientId, round: u64, random_keys: bool, until: Tick) -> Workload {
        let stream = (WORKLOAD_STREAM << 40) + (round << 32) + u64::from(client.0);
        let writes =
            |one: &&Operation| one.client == client && !matches!(one.command, Command::Get { .. });
        Workload {
            reads: ReadMode::Log,
            keys: if random_keys {
                Keys::AnyOf(self.clients().map(key_of).collect())
            } else {
                Keys::One(key_of(client))
            },
            appends: 500,
            // With random keys, one in ten of the other half.
            puts: if random_keys { 50 } else { 0 },
            until: Some(until),
            limit: None,
            think: (0, 0),
            rng: Rng::new(self.seed).fork(stream),
            made: 0,
            written: self.run.world().history().iter().filter(writes).count() as u64,
        }
    }

    /// Each server comes to one of two sides. If all come to the same, nothing is split.
    fn split_at_random(&mut self) {
        let (rng, servers) = (&mut self.rng, self.run.servers());
        let (one, other): (Vec<NodeId>, Vec<NodeId>) =
            servers.into_iter().partition(|_| rng.chance(500));
        if one.is_empty() || other.is_empty() {
            self.run.must(&Action::Heal);
        } else {
            self.run.must(&Action::Partition(vec![one, other]));
        }
    }

    fn restart_all(&mut self) {
        for server in self.run.servers() {
            self.run.must(&Action::Crash(server));
        }
        self.run.advance(ELECTION_TIMEOUT);
        for server in self.run.servers() {
            self.run.must(&Action::Restart(server));
        }
        self.run.must(&Action::Heal);
    }

    fn wait_for_all_calls(&mut self) -> Result<(), Failure> {
        for client in self.clients() {
            ensure(self.run.run_until_done(PATIENCE, client), || {
                format!("{client}'s call did not return in {PATIENCE} ms")
            })?;
        }
        Ok(())
    }

    /// Everything the client has appended to its key is there once, in order, and nothing else.
    fn check_appends(&mut self, client: ClientId, round: u64) -> Result<(), Failure> {
        let expected = self.appended_by(client);
        let found = self.get(client, &key_of(client))?;
        ensure(found == expected, || {
            format!("after round {round}, {client} finds {found:?} instead of {expected:?}")
        })
    }

    /// With a threshold, no durable log is longer than eight times that; without, there is no snapshot.
    fn check_log_size(&self) -> Result<(), Failure> {
        for node in self.run.world().nodes() {
            let (server, size) = (node.id(), node.disk().log_size());
            match self.max_raft_state {
                Some(most) => ensure(size <= 8 * most, || {
                    format!("{server}'s log has {size} bytes, with snapshots at {most}")
                })?,
                None => ensure(node.server().raft().snapshot().is_none(), || {
                    format!("{server} has a snapshot without being told to")
                })?,
            }
        }
        Ok(())
    }

    fn run_snapshot_rpc(&mut self) -> Result<(), Failure> {
        let (all, two, last) = (ClientId(1), ClientId(2), ClientId(3));
        let [s1, s2, s3] = [1, 2, 3].map(NodeId);
        self.put(all, &"a".into(), "A")?;
        self.reach_only(two, &[s1, s2]);
        self.reach_only(last, &[s1, s3]);
        self.run.must(&Action::Partition(vec![vec![s1, s2], vec![s3]]));
        for number in 0..50 {
            self.put(two, &format!("{number}").into(), &format!("{number}"))?;
        }
        self.run.advance(ELECTION_TIMEOUT);
        self.put(two, &"b".into(), "B")?;
        self.check_log_size()?;
        // The third server lacks what is gone from the logs, and without it there is no majority.
        self.run.must(&Action::Partition(vec![vec![s1, s3], vec![s2]]));
        self.put(last, &"c".into(), "C")?;
        self.put(last, &"d".into(), "D")?;
        for (key, value) in [("a", "A"), ("b", "B"), ("1", "1"), ("49", "49"), ("c", "C")] {
            let found = self.get(last, &key.into())?;
            ensure(found == value, || format!("{key} is {found:?} instead of {value:?}"))?;
        }
        let has_snapshot = |id| {
            let node = self.run.world().node(id).expect("it exists");
            node.server().raft().snapshot().is_some()
        };
        ensure(has_snapshot(s3), || "S3 caught up without a snapshot".to_owned())?;
        self.run.must(&Action::Heal);
        for client in [two, last] {
            self.reach_only(client, &[s1, s2, s3]);
        }
        self.put(all, &"e".into(), "E")
    }

    fn reach_only(&mut self, client: ClientId, servers: &[NodeId]) {
        for server in self.run.servers() {
            let reachable = servers.contains(&server);
            self.run.must(&Action::Reach { client: Some(client), server, reachable });
        }
    }

    fn run_snapshot_size(&mut self) -> Result<(), Failure> {
        const MOST: usize = 500;
        let (client, key): (ClientId, Text) = (ClientId(1), "x".into());
        for _ in 0..200 {
            for value in ["0", "1"] {
                self.put(client, &key, value)?;
                let found = self.get(client, &key)?;
                ensure(found == value, || format!("x is {found:?} instead of {value:?}"))?;
            }
        }
        for node in self.run.world().nodes() {
            let size = node.server().raft().snapshot().map_or(0, |snapshot| snapshot.data.len());
            ensure(0 < size && size <= MOST, || {
                format!("{}'s snapshot has {size} bytes for one key", node.id())
            })?;
        }
        Ok(())
    }

    fn read_every_key(&mut self) -> Result<(), Failure> {
        for key in self.clients().map(key_of) {
            self.get(ClientId(1), &key)?;
        }
        Ok(())
    }

    /// Every Get found what its client, the only one to write there, knew to have written till then.
    fn check_every_get(&self) -> Result<(), Failure> {
        for client in self.clients() {
            let mut written = String::new();
            for one in self.run.world().history().iter().filter(|one| one.client == client) {
                match (&one.command, &one.answer) {
                    (Command::Append { value, .. }, Some(Answer::Ok)) => written.push_str(value),
                    (Command::Get { .. }, Some(Answer::Value(found))) if **found == *written => {}
                    (Command::Get { .. }, Some(Answer::NoKey)) if written.is_empty() => {}
                    _ => return Err(format!("{one:?} although {client} wrote {written:?}")),
                }
            }
        }
        Ok(())
    }

    /// All the client has appended so far, in order.
    fn appended_by(&self, client: ClientId) -> String {
        let own = self.run.world().history().iter().filter(|one| one.client == client);
        let appends = own.filter(|one| matches!(one.command, Command::Append { .. }));
        appends.flat_map(|one| one.command.values()).map(|value| &**value).collect()
    }

    fn get(&mut self, client: ClientId, key: &Text) -> Result<String, Failure> {
        match self.run.call(client, Command::get(key.clone()), PATIENCE) {
            Some(Answer::Value(value)) => Ok(value.to_string()),
            Some(Answer::NoKey) => Ok(String::new()),
            other => Err(format!("{client}'s get {key} was answered {other:?}")),
        }
    }

    fn put(&mut self, client: ClientId, key: &Text, value: &str) -> Result<(), Failure> {
        let command = Command::Put { key: key.clone(), value: value.into() };
        let answer = self.run.call(client, command, PATIENCE);
        ensure(answer == Some(Answer::Ok), || {
            format!("{client}'s put {key} {value} was answered {answer:?}")
        })
    }

    fn run_fast_enough(&mut self) -> Result<(), Failure> {
        const OPERATIONS: u64 = 1000;
        let client = ClientId(1);
        // The first call waits for a leader to be elected; it does not count.
        self.get(client, &key_of(client))?;
        let start = self.run.now();
        let appends =
            Workload { appends: 1000, limit: Some(OPERATIONS), ..self.only_appends(client) };
        self.run.set_workload(client, appends);
        self.wait_for_all_calls()?;
        let elapsed = self.run.now().since(start);
        ensure(3 * elapsed < OPERATIONS * HEARTBEAT, || {
            format!(
                "{OPERATIONS} operations took {elapsed} ms, too long for {HEARTBEAT} ms heartbeats"
            )
        })?;
        let expected: Vec<String> = (0..OPERATIONS).map(|n| format!("x 1 {n} y")).collect();
        let found = self.get(client, &key_of(client))?;
        ensure(found == expected.concat(), || {
            format!("{found:?} instead of all {OPERATIONS} in order")
        })
    }

    fn run_concurrent_append(&mut self) -> Result<(), Failure> {
        const APPENDS: u64 = 10;
        let key = key_of(ClientId(0));
        for client in self.clients() {
            let appends = self.only_appends(client);
            let keys = Keys::One(key.clone());
            self.run.set_workload(client, Workload { keys, limit: Some(APPENDS), ..appends });
        }
        self.wait_for_all_calls()?;
        let found = self.get(ClientId(1), &key)?;
        let mut length = 0;
        for client in self.clients() {
            let mut from = 0;
            for value in (0..APPENDS).map(|n| format!("x {} {n} y", client.0)) {
                length += value.len();
                ensure(found.matches(&*value).count() == 1, || format!("{value:?} in {found:?}"))?;
                let at = found.find(&*value).unwrap_or_default();
                ensure(at >= from, || format!("{value:?} stands too early in {found:?}"))?;
                from = at;
            }
        }
        ensure(found.len() == length, || format!("there is more in {found:?} than was appended"))
    }

    fn only_appends(&self, client: ClientId) -> Workload {
        Workload { appends: 1000, until: None, ..self.workload(client, 0, false, Tick(0)) }
    }

    fn run_one_partition(&mut self, stage: Stage) -> Result<(), Failure> {
        let key = key_of(ClientId(1));
        let [all, in_majority, putting, getting] = [1, 2, 3, 4].map(ClientId);
        self.put(all, &key, "13")?;
        let leader = self.run.world().leader().ok_or("nobody leads after a put")?;
        let others = self.run.servers().into_iter().filter(|&server| server != leader);
        let others: Vec<NodeId> = others.collect();
        let (minority, majority) = ([leader, others[0]], &others[1..]);
        self.run.must(&Action::Partition(vec![minority.to_vec(), majority.to_vec()]));
        self.detach(in_majority, &minority);
        self.detach(putting, majority);
        self.detach(getting, majority);

        self.begin_row();
        self.put(in_majority, &key, "14")?;
        self.expect(in_majority, &key, "14")?;
        if stage == Stage::MajorityProgress {
            return Ok(());
        }

        self.begin_row();
        let put = Command::Put { key: key.clone(), value: "15".into() };
        self.run.must(&Action::Submit { client: putting, command: put, first: None });
        let get = Command::get(key.clone());
        self.run.must(&Action::Submit { client: getting, command: get, first: None });
        self.run.advance(1000);
        for client in [putting, getting] {
            let stuck = !is_done(self.run.world(), client);
            ensure(stuck, || format!("{client}'s call completed in a minority"))?;
        }
        self.expect(in_majority, &key, "14")?;
        self.put(in_majority, &key, "16")?;
        self.expect(in_majority, &key, "16")?;
        if stage == Stage::MinorityStuck {
            return Ok(());
        }

        self.begin_row();
        self.run.must(&Action::Heal);
        self.run.advance(ELECTION_TIMEOUT);
        self.wait_for_all_calls()?;
        // The get ran beside the put, so it found 16 or 15; that is for the final verdict to say.
        self.expect(all, &key, "15")
    }

    /// The calls and messages before belong to another row of the table.
    fn begin_row(&mut self) {
        self.row_start = (self.run.now(), self.run.world().counts().rpcs, self.ops());
    }

    fn detach(&mut self, client: ClientId, servers: &[NodeId]) {
        for &server in servers {
            self.run.must(&Action::Reach { client: Some(client), server, reachable: false });
        }
    }

    fn expect(&mut self, client: ClientId, key: &Text, value: &str) -> Result<(), Failure> {
        let found = self.get(client, key)?;
        ensure(found == value, || format!("{client} finds {found:?} instead of {value:?}"))
    }

    /// After everything: the network heals, and all replicas come to hold the same.
    fn settle(&mut self) -> Result<(), Failure> {
        self.run.must(&Action::Heal);
        let done =
            self.run.run_until(PATIENCE, |world| world.leader().is_some() && replicas_agree(world));
        // Calls still stuck in a minority (the two rows that end there) return now.
        self.wait_for_all_calls()?;
        ensure(done, || "the replicas did not come to agree".to_owned())
    }
}

fn key_of(client: ClientId) -> Text {
    format!("{}", client.0).into()
}

fn ensure(holds: bool, otherwise: impl FnOnce() -> String) -> Result<(), Failure> {
    if holds { Ok(()) } else { Err(otherwise()) }
}
