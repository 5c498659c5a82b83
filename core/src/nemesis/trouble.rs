//! What goes wrong: now this, now that, of the faults that a seed has.

use super::Nemesis;
use super::setup::{number, random_work};
use crate::kv::{Command, ReadMode, Text};
use crate::rng::Rng;
use crate::sim::{Action, Address, Deed, Direction, DiskFault, Order, Setup, Shape, Status};
use crate::types::{ClientId, NodeId};

/// A kind of trouble.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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
    Link(LinkFault),
    SlowDisk,
    Disk(DiskFault),
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
    /// What Raft does not claim to survive.
    pub const LIE: Self = Self::Disk(DiskFault::Lie);

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
        Self::Link(LinkFault::Delay),
        Self::Link(LinkFault::LongTail),
        Self::Link(LinkFault::Loss),
        Self::Link(LinkFault::Duplicate),
        Self::Link(LinkFault::Late),
        Self::Link(LinkFault::Reorder),
        Self::Link(LinkFault::Fifo),
        Self::Link(LinkFault::Bandwidth),
        Self::SlowDisk,
        Self::Disk(DiskFault::Disorder),
        Self::Disk(DiskFault::Full),
        Self::LIE,
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

/// What a link does wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum LinkFault {
    Delay,
    LongTail,
    Loss,
    Duplicate,
    Late,
    Reorder,
    Fifo,
    Bandwidth,
}

/// How many of a thousand seeds have disks that lie.
const LIARS: u32 = 40;

/// The faults of a seed: about two of three that its cluster must survive.
pub(super) fn some_faults(setup: &Setup, rng: &mut Rng) -> Vec<Fault> {
    let has_leases = setup.raft.lease_drift.is_some();
    let mut has = |fault: Fault| {
        let permille = if fault == Fault::LIE { LIARS } else { 650 };
        // To fire a timer by hand is to set a clock wrong, on which leases rest.
        rng.chance(permille) && !(fault == Fault::Timeout && has_leases)
    };
    Fault::ALL.into_iter().filter(|&fault| has(fault)).collect()
}

impl Nemesis {
    /// Makes trouble for about `ticks`.
    pub fn trouble(&mut self, ticks: u64) {
        let end = self.session.world().now().plus(ticks);
        while self.session.world().now() < end {
            self.deed();
        }
    }

    /// Does one thing, bad or good, and lets some time pass.
    pub(super) fn deed(&mut self) {
        let action = if self.rng.chance(350) { self.remedy() } else { self.any_fault() };
        if let Some(action) = action {
            self.attempt(action);
        }
        let pause = self.rng.between(1, self.pause);
        self.session.advance(pause, u64::MAX);
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
        let action = match fault {
            Fault::Crash => Action::Crash(server),
            Fault::CrashAmidStep => Action::CrashAfter { server, effects: self.rng.between(0, 30) },
            Fault::Pause => Action::Pause(server),
            Fault::Timeout if self.leads(server) => return None,
            Fault::Timeout => Action::Timeout(server),
            Fault::Cut => return self.random_cut(),
            Fault::Isolate => Action::Isolate(server),
            Fault::Partition => return self.random_partition(),
            Fault::OneWay => return self.random_one_way(),
            Fault::Bridge => self.random_bridge(),
            Fault::Link(fault) => self.bad_link(fault),
            Fault::SlowDisk => {
                let max = self.rng.between(0, 60);
                let server = self.rng.chance(600).then_some(server);
                Action::DiskLatency { server, min: self.rng.between(0, max), max }
            }
            Fault::Disk(fault) => {
                let permille = if fault == DiskFault::Full { 300 } else { 600 };
                Action::Disk { server, fault, on: self.rng.chance(permille) }
            }
            Fault::Clock => Action::Clock { server, percent: self.random_speed() },
            Fault::Reach => {
                let (client, reachable) = (Some(self.random_client()), self.rng.chance(600));
                Action::Reach { client, server, reachable }
            }
            Fault::Members => self.random_members(),
            Fault::Transfer => Action::Transfer(server),
            Fault::Compact => Action::Compact(server),
            Fault::Message => return self.random_deed(),
            Fault::Patience => self.random_patience(),
            Fault::Work => self.other_work(),
            Fault::Call => {
                let first = self.rng.chance(500).then_some(server);
                let client = self.random_client();
                Action::Submit { client, command: self.random_command(), first }
            }
        };
        Some(action)
    }

    /// Any speed; with leases, one within what they allow for.
    fn random_speed(&mut self) -> u32 {
        let has_leases = self.session.world().setup().raft.lease_drift.is_some();
        let (min, max) = if has_leases { (96, 104) } else { (40, 250) };
        if self.rng.chance(300) { 100 } else { number(&mut self.rng, min, max) }
    }

    /// What a link does wrong, or no longer.
    fn bad_link(&mut self, fault: LinkFault) -> Action {
        let link = self.random_link();
        let on = self.rng.chance(650);
        let mut some = |max| if on { number(&mut self.rng, 0, max) } else { 0 };
        match fault {
            LinkFault::Delay => {
                let (min, more) = (u64::from(some(50)), u64::from(some(200)));
                Action::Delay { link, min, max: min + more, shape: Shape::Even }
            }
            LinkFault::LongTail => {
                let max = 1 + u64::from(some(800));
                Action::Delay { link, min: 1, max, shape: Shape::Tail }
            }
            LinkFault::Loss => Action::Loss { link, permille: some(300) },
            LinkFault::Duplicate => Action::Duplicate { link, permille: some(300) },
            LinkFault::Late => Action::Late { link, permille: some(150) },
            LinkFault::Reorder => Action::Reorder { link, permille: some(300) },
            LinkFault::Fifo => {
                Action::Order { link, order: if on { Order::Fifo } else { Order::Any } }
            }
            LinkFault::Bandwidth => Action::Bandwidth { link, bytes: on.then(|| 20 + some(200)) },
        }
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
        let deed = *self.rng.pick(&Deed::ALL)?;
        (deed != Deed::Copy || !self.versions).then_some(Action::Message { message, deed })
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
            0 => Command::Put { key, value },
            1 => {
                let guess = self.rng.between(1, self.values);
                Command::Cas { key, expected: format!("v{guess}").into(), new: value }
            }
            // A version that it has, or had: whoever guesses one to come may be refused at first, and have
            // it done by the same request's second copy.
            _ if self.versions => {
                let leader = self.session.world().leader();
                let node = leader.and_then(|leader| self.session.world().node(leader));
                let versions = node.map(|node| node.server().store().versions());
                let found = versions.and_then(|mut all| all.find(|(name, ..)| **name == key));
                let version = found.map_or(0, |(_, _, version)| version);
                let version = version.saturating_sub(self.rng.below(2));
                Command::PutAt { key, value, version }
            }
            2 => Command::Get { key, via: ReadMode::Version },
            _ => Command::Delete { key },
        }
    }

    fn leads(&self, server: NodeId) -> bool {
        let node = self.session.world().node(server).expect("the servers are the world's");
        node.server().raft().is_leader()
    }
}
