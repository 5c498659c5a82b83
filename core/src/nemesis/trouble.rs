//! What goes wrong: now this, now that, of the faults that a seed has.

use super::Nemesis;
use super::setup::{number, random_work};
use crate::kv::{Command, Text};
use crate::rng::Rng;
use crate::sim::{Action, Address, Deed, Direction, DiskFault, Order, Setup, Shape, Status};
use crate::types::{ClientId, NodeId};

/// A kind of trouble.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Fault {
    Crash,
    CrashAmidStep,
    Pause,
    Timeout,
    Cut,
    Isolate,
    Partition,
    OneWay,
    Bridge,
    Delay,
    LongTail,
    Loss,
    Duplicate,
    Late,
    Reorder,
    Fifo,
    Bandwidth,
    SlowDisk,
    Disorder,
    FullDisk,
    Lie,
    Clock,
    Reach,
    Members,
    Transfer,
    Compact,
    Message,
    Patience,
    Work,
    Call,
}

impl Fault {
    /// All of them.
    pub const ALL: [Self; 30] = [
        Self::Crash,
        Self::CrashAmidStep,
        Self::Pause,
        Self::Timeout,
        Self::Cut,
        Self::Isolate,
        Self::Partition,
        Self::OneWay,
        Self::Bridge,
        Self::Delay,
        Self::LongTail,
        Self::Loss,
        Self::Duplicate,
        Self::Late,
        Self::Reorder,
        Self::Fifo,
        Self::Bandwidth,
        Self::SlowDisk,
        Self::Disorder,
        Self::FullDisk,
        Self::Lie,
        Self::Clock,
        Self::Reach,
        Self::Members,
        Self::Transfer,
        Self::Compact,
        Self::Message,
        Self::Patience,
        Self::Work,
        Self::Call,
    ];
}

/// How many of a thousand seeds have disks that lie.
const LIARS: u32 = 40;

/// The faults of a seed: about two of three that its cluster must survive.
pub(super) fn some_faults(setup: &Setup, rng: &mut Rng) -> Vec<Fault> {
    let has_leases = setup.raft.lease_drift.is_some();
    let mut has = |fault: Fault| {
        let permille = if fault == Fault::Lie { LIARS } else { 650 };
        // To fire a timer by hand is to set a clock wrong, on which leases rest.
        rng.chance(permille) && !(fault == Fault::Timeout && has_leases)
    };
    Fault::ALL.into_iter().filter(|&fault| has(fault)).collect()
}

impl Nemesis {
    /// Makes trouble for about `ticks`; less, if a judge objects.
    pub fn trouble(&mut self, ticks: u64) {
        let end = self.session.world().now().plus(ticks);
        while self.session.world().now() < end {
            if self.is_honest() && !self.session.report().is_clean() {
                return;
            }
            let action = if self.rng.chance(350) { self.remedy() } else { self.any_fault() };
            if let Some(action) = action {
                self.attempt(action);
            }
            let pause = self.rng.between(1, self.pause);
            self.session.advance(pause, u64::MAX);
        }
    }

    /// Something that makes it better.
    fn remedy(&mut self) -> Option<Action> {
        let servers = self.servers();
        let server = *self.rng.pick(&servers)?;
        let action = match (self.rng.below(20), self.status(server)) {
            (0, _) => Action::Calm,
            (1..=6, _) => Action::Heal,
            // It starts once there is room.
            (_, Status::Crashed) if self.is_full(server) => {
                Action::Disk { server, fault: DiskFault::Full, on: false }
            }
            (_, Status::Crashed) => Action::Restart(server),
            (_, Status::Paused) => Action::Resume(server),
            (_, Status::Up) => return None,
        };
        Some(action)
    }

    fn is_full(&self, server: NodeId) -> bool {
        self.session.world().node(server).is_some_and(|node| node.disk().mode().full)
    }

    fn any_fault(&mut self) -> Option<Action> {
        let fault = *self.rng.pick(&self.faults)?;
        let servers = self.servers();
        let server = *self.rng.pick(&servers)?;
        match fault {
            Fault::Crash => Some(Action::Crash(server)),
            Fault::CrashAmidStep => {
                Some(Action::CrashAfter { server, effects: self.rng.between(0, 30) })
            }
            Fault::Pause => Some(Action::Pause(server)),
            Fault::Timeout => Some(Action::Timeout(server)).filter(|_| !self.leads(server)),
            Fault::Cut => self.random_cut(),
            Fault::Isolate => Some(Action::Isolate(server)),
            Fault::Partition => self.random_partition(),
            Fault::OneWay => self.random_one_way(),
            Fault::Bridge => Some(self.random_bridge()),
            Fault::Delay => {
                let min = self.rng.between(0, 50);
                let shape = Shape::Even;
                self.on_link(200, |link, more| {
                    let max = min + u64::from(more);
                    Action::Delay { link, min: min.min(max), max, shape }
                })
            }
            Fault::LongTail => self.on_link(800, |link, more| {
                let (max, shape) = (1 + u64::from(more), Shape::Tail);
                Action::Delay { link, min: 1, max, shape }
            }),
            Fault::Loss => self.on_link(300, |link, permille| Action::Loss { link, permille }),
            Fault::Duplicate => {
                self.on_link(300, |link, permille| Action::Duplicate { link, permille })
            }
            Fault::Late => self.on_link(150, |link, permille| Action::Late { link, permille }),
            Fault::Reorder => {
                self.on_link(300, |link, permille| Action::Reorder { link, permille })
            }
            Fault::Fifo => self.on_link(1, |link, on| {
                let order = if on > 0 { Order::Fifo } else { Order::Any };
                Action::Order { link, order }
            }),
            Fault::Bandwidth => self.on_link(200, |link, bytes| {
                let bytes = (bytes > 0).then_some(20 + bytes);
                Action::Bandwidth { link, bytes }
            }),
            Fault::SlowDisk => {
                let max = self.rng.between(0, 60);
                let server = self.rng.chance(600).then_some(server);
                Some(Action::DiskLatency { server, min: self.rng.between(0, max), max })
            }
            Fault::Disorder => self.disk(server, DiskFault::Disorder, 600),
            Fault::FullDisk => self.disk(server, DiskFault::Full, 300),
            Fault::Lie => self.disk(server, DiskFault::Lie, 600),
            Fault::Clock => Some(Action::Clock { server, percent: self.random_speed() }),
            Fault::Members => Some(self.random_members()),
            Fault::Transfer => Some(Action::Transfer(server)),
            Fault::Compact => Some(Action::Compact(server)),
            Fault::Message => self.random_deed(),
            Fault::Reach => {
                let (client, reachable) = (Some(self.random_client()), self.rng.chance(600));
                Some(Action::Reach { client, server, reachable })
            }
            Fault::Patience => Some(self.random_patience()),
            Fault::Work => Some(self.other_work()),
            Fault::Call => {
                let first = self.rng.chance(500).then_some(server);
                let client = self.random_client();
                Some(Action::Submit { client, command: self.random_command(), first })
            }
        }
    }

    fn disk(&mut self, server: NodeId, fault: DiskFault, permille: u32) -> Option<Action> {
        Some(Action::Disk { server, fault, on: self.rng.chance(permille) })
    }

    /// Any speed; with leases, one within what they allow for.
    fn random_speed(&mut self) -> u32 {
        let has_leases = self.session.world().setup().raft.lease_drift.is_some();
        let (min, max) = if has_leases { (96, 104) } else { (40, 250) };
        if self.rng.chance(300) { 100 } else { number(&mut self.rng, min, max) }
    }

    /// Lets a link do wrong, by a number up to `max`, or no longer: by 0.
    fn on_link(&mut self, max: u64, make: impl FnOnce(Direction, u32) -> Action) -> Option<Action> {
        let link = self.random_link();
        let on = self.rng.chance(650);
        Some(make(link, if on { number(&mut self.rng, 0, max) } else { 0 }))
    }

    /// One direction between two servers, or between a client and a server; or all of them.
    fn random_link(&mut self) -> Direction {
        let servers = self.servers();
        let one: Address = (*self.rng.pick(&servers)?).into();
        let other: Address = if self.rng.chance(250) {
            self.random_client().into()
        } else {
            (*self.rng.pick(&servers)?).into()
        };
        (one != other).then(|| if self.rng.chance(500) { (one, other) } else { (other, one) })
    }

    fn random_client(&mut self) -> ClientId {
        let clients: Vec<ClientId> = self.clients().collect();
        *self.rng.pick(&clients).expect("there is a client")
    }

    fn random_cut(&mut self) -> Option<Action> {
        let (from, to) = self.random_link()?;
        Some(if self.rng.chance(600) { Action::Cut(from, to) } else { Action::Mend(from, to) })
    }

    fn random_partition(&mut self) -> Option<Action> {
        let sides = self.rng.between(2, 3);
        let mut split: Vec<Vec<NodeId>> = vec![Vec::new(), Vec::new(), Vec::new()];
        for server in self.servers() {
            let side = usize::try_from(self.rng.below(sides)).expect("few sides");
            split[side].push(server);
        }
        split.retain(|side| !side.is_empty());
        (split.len() > 1).then_some(Action::Partition(split))
    }

    fn random_one_way(&mut self) -> Option<Action> {
        let servers = self.servers();
        let (from, to): (Vec<NodeId>, Vec<NodeId>) =
            servers.into_iter().partition(|_| self.rng.chance(400));
        (!from.is_empty() && !to.is_empty()).then_some(Action::OneWay { from, to })
    }

    fn random_bridge(&mut self) -> Action {
        let mut servers = self.servers();
        let at = usize::try_from(self.rng.below(servers.len() as u64)).expect("few servers");
        let bridge = servers.remove(at);
        let right = servers.split_off(servers.len() / 2);
        let sides = [servers, right].map(|mut side| {
            side.push(bridge);
            side
        });
        Action::Bridge(sides.to_vec())
    }

    fn random_members(&mut self) -> Action {
        let mut some = |permille| {
            let servers = self.servers();
            servers.into_iter().filter(|_| self.rng.chance(permille)).collect()
        };
        Action::Members { voters: some(600), learners: some(200) }
    }

    /// Something done to one message on its way.
    fn random_deed(&mut self) -> Option<Action> {
        let count = self.session.world().messages().count() as u64;
        let at = usize::try_from(self.rng.below(count.max(1))).expect("it was counted");
        let message = self.session.world().messages().nth(at)?.id;
        Some(Action::Message { message, deed: *self.rng.pick(&Deed::ALL)? })
    }

    fn random_patience(&mut self) -> Action {
        let client = Some(self.random_client());
        if self.rng.chance(500) {
            return Action::Retry { client, ticks: self.rng.between(10, 600) };
        }
        let ticks = self.rng.chance(500).then(|| self.rng.between(100, 1500));
        Action::Patience { client, ticks }
    }

    fn other_work(&mut self) -> Action {
        let client = Some(self.random_client());
        if self.rng.chance(250) {
            return Action::Rest(client);
        }
        let keys = u64::from(self.session.world().setup().clients);
        Action::Work { client, work: random_work(keys, &mut self.rng) }
    }

    /// A call of a kind that workloads do not make.
    fn random_command(&mut self) -> Command {
        let keys = u64::from(self.session.world().setup().clients);
        let key: Text = format!("k{}", self.rng.between(1, keys)).into();
        self.values += 1;
        let value: Text = format!("v{}", self.values).into();
        match self.rng.below(5) {
            0 => Command::Delete { key },
            1 => {
                let guess = self.rng.between(1, self.values);
                Command::Cas { key, expected: format!("v{guess}").into(), new: value }
            }
            2 => Command::Put { key, value },
            // A version that it may have just now.
            _ => {
                let leader = self.session.world().leader();
                let node = leader.and_then(|leader| self.session.world().node(leader));
                let versions = node.map(|node| node.server().store().versions());
                let found = versions.and_then(|mut all| all.find(|(name, ..)| **name == key));
                let version = found.map_or(0, |(_, _, version)| version);
                Command::PutAt { key, value, version: version + self.rng.below(2) }
            }
        }
    }

    fn leads(&self, server: NodeId) -> bool {
        let node = self.session.world().node(server).expect("the servers are the world's");
        node.server().raft().is_leader()
    }
}
