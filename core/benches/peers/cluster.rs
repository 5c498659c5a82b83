//! What the benchmarks drive: replicas of any kind on an instant network, in one thread.

use std::collections::BTreeMap;
use std::sync::Arc;

/// A key or value, shared by all that hold it.
pub type Text = Arc<str>;

/// One write: a key of 16 bytes, a value of 64.
#[derive(Clone, Debug)]
pub struct Put {
    pub client: u32,
    pub number: u64,
    pub key: Text,
    pub value: Text,
}

/// How many keys there are, and how many clients write them, in turn.
pub const KEYS: u64 = 1000;
pub const CLIENTS: u64 = 256;

impl Put {
    /// The write with running number `at`.
    pub fn nth(at: u64) -> Self {
        // Keys come in no order: a multiplier without common factors with the count of keys.
        let key = at.wrapping_mul(7919) % KEYS;
        Self {
            client: u32::try_from(at % CLIENTS).expect("below the count of clients"),
            number: at / CLIENTS + 1,
            key: format!("key-{key:012}").into(),
            value: format!("value-{at:058}").into(),
        }
    }
}

/// A store as simple as can be, for the peers that bring none.
pub type Map = BTreeMap<Text, Text>;

/// The instant network. Nothing is encoded: messages move from one replica to the other.
pub struct Network<M> {
    inboxes: Vec<Vec<M>>,
    /// Nothing goes to this one, or comes from it.
    cut_off: Option<usize>,
    /// Who is at work.
    from: usize,
    pub messages: u64,
}

impl<M> Network<M> {
    #[inline]
    pub fn send(&mut self, to: usize, message: M) {
        self.messages += 1;
        if self.cut_off.is_none_or(|id| id != self.from && id != to) {
            self.inboxes[to].push(message);
        }
    }
}

/// One replica of some kind. A step is any number of inputs, then one [`Replica::flush`]. Each sends when
/// its library has something to send: as soon as it arises, or all at once at the end.
pub trait Replica: Sized {
    type Command: Clone;
    type Message;

    const NAME: &'static str;
    /// Whether the driver must give each command to every replica, as nothing else does.
    const PROPOSED_EVERYWHERE: bool = false;

    fn start(id: usize, count: usize) -> Self;
    fn command(put: Put) -> Self::Command;
    /// Stands for election.
    fn stand(&mut self, network: &mut Network<Self::Message>);
    fn propose(&mut self, command: Self::Command, network: &mut Network<Self::Message>);
    fn receive(&mut self, message: Self::Message, network: &mut Network<Self::Message>);
    fn tick(&mut self, network: &mut Network<Self::Message>);
    /// Says that the link to another replica works again.
    fn reconnected(&mut self, _other: usize) {}
    /// Writes, sends and applies what followed from the inputs since the last flush.
    fn flush(&mut self, network: &mut Network<Self::Message>);
    fn leads(&self) -> bool;
    /// How many commands it has applied.
    fn applied(&self) -> u64;
    /// Its store's content.
    fn pairs(&self) -> Vec<(String, String)>;
}

/// Replicas and the network between them.
pub struct Cluster<R: Replica> {
    pub replicas: Vec<R>,
    pub network: Network<R::Message>,
    spare: Vec<R::Message>,
    /// Commands that nobody keeps in a log: who frees them is no part of the work.
    kept: Vec<R::Command>,
    pub ticks: u64,
}

impl<R: Replica> Cluster<R> {
    /// A cluster whose replica 0 leads, with one write for each key behind it, so that the stores do
    /// not grow any more.
    pub fn start(count: usize) -> Self {
        let inboxes = (0..count).map(|_| Vec::new()).collect();
        let mut cluster = Self {
            replicas: (0..count).map(|id| R::start(id, count)).collect(),
            network: Network { inboxes, cut_off: None, from: 0, messages: 0 },
            spare: Vec::new(),
            kept: Vec::new(),
            ticks: 0,
        };
        while cluster.leader() != Some(0) {
            if cluster.leader().is_some() || cluster.ticks == 0 {
                cluster.replicas[0].stand(&mut cluster.network);
            }
            cluster.tick();
            cluster.settle();
        }
        let mut warm_up = commands::<R>(0, KEYS);
        cluster.pipe(&mut warm_up, CLIENTS);
        cluster
    }

    pub fn leader(&self) -> Option<usize> {
        let cut_off = self.network.cut_off;
        (0..self.replicas.len()).find(|&id| cut_off != Some(id) && self.replicas[id].leads())
    }

    /// Each replica in turn handles all that has arrived.
    pub fn sweep(&mut self) {
        for id in 0..self.replicas.len() {
            self.step(id, |_, _| {});
        }
    }

    /// Sweeps until nobody has anything more to say.
    pub fn settle(&mut self) {
        loop {
            let before = self.network.messages;
            self.sweep();
            let Network { messages, inboxes, .. } = &self.network;
            if *messages == before && inboxes.iter().all(Vec::is_empty) {
                break;
            }
        }
    }

    /// A tick of every clock.
    pub fn tick(&mut self) {
        self.ticks += 1;
        for id in 0..self.replicas.len() {
            self.step(id, R::tick);
        }
    }

    fn step(&mut self, id: usize, act: impl FnOnce(&mut R, &mut Network<R::Message>)) {
        let Self { replicas, network, spare, .. } = self;
        let replica = &mut replicas[id];
        network.from = id;
        if !network.inboxes[id].is_empty() {
            std::mem::swap(spare, &mut network.inboxes[id]);
            for message in spare.drain(..) {
                replica.receive(message, network);
            }
        }
        act(replica, network);
        replica.flush(network);
    }

    pub fn cut_off(&mut self, id: usize) {
        self.network.cut_off = Some(id);
        self.network.inboxes[id].clear();
    }

    pub fn heal(&mut self) {
        let Some(healed) = self.network.cut_off.take() else { return };
        for id in 0..self.replicas.len() {
            if id != healed {
                self.replicas[id].reconnected(healed);
                self.replicas[healed].reconnected(id);
            }
        }
    }

    fn propose(&mut self, leader: usize, command: R::Command) {
        if R::PROPOSED_EVERYWHERE {
            for replica in &mut self.replicas {
                replica.propose(command.clone(), &mut self.network);
            }
            self.kept.push(command);
        } else {
            self.network.from = leader;
            self.replicas[leader].propose(command, &mut self.network);
        }
    }

    /// What all replicas that can be reached have applied.
    pub fn applied_by_all(&self) -> u64 {
        let cut_off = self.network.cut_off;
        let reached = (0..self.replicas.len()).filter(|&id| cut_off != Some(id));
        reached.map(|id| self.replicas[id].applied()).min().unwrap_or_default()
    }

    /// Writes with up to `window` unanswered at a time, until all replicas have applied all of them.
    /// Takes the commands, not their vector: who counts the heap need not see it go.
    pub fn pipe(&mut self, commands: &mut Vec<R::Command>, window: u64) {
        let count = commands.len() as u64;
        let leader = self.leader().expect("somebody leads");
        let before = self.replicas[leader].applied();
        let mut proposed = before;
        let mut commands = commands.drain(..);
        let mut idle = 0;
        while self.applied_by_all() < before + count {
            let applied = self.replicas[leader].applied();
            while proposed - applied < window {
                let Some(command) = commands.next() else { break };
                self.propose(leader, command);
                proposed += 1;
            }
            let messages = self.network.messages;
            self.sweep();
            // Who waits for nothing but time gets it.
            idle = if self.network.messages == messages { idle + 1 } else { 0 };
            if idle > 3 {
                self.tick();
            }
        }
    }

    pub fn assert_equal(&self) {
        let first = self.replicas[0].pairs();
        assert_eq!(first.len() as u64, KEYS, "{}", R::NAME);
        for replica in &self.replicas {
            assert_eq!(replica.pairs(), first, "{}: stores differ", R::NAME);
        }
    }
}

/// The writes from number `from` on.
pub fn commands<R: Replica>(from: u64, count: u64) -> Vec<R::Command> {
    (from..from + count).map(|at| R::command(Put::nth(at))).collect()
}
