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

/// One replica of some kind. A step is any number of inputs, then one [`Replica::flush`].
pub trait Replica: Sized {
    type Command: Clone;
    type Message;

    const NAME: &'static str;
    /// Whether the driver must give each command to every replica, as nothing else does.
    const PROPOSED_EVERYWHERE: bool = false;

    fn start(id: usize, count: usize) -> Self;
    fn command(put: Put) -> Self::Command;
    /// Stands for election.
    fn stand(&mut self);
    fn propose(&mut self, command: Self::Command);
    fn receive(&mut self, message: Self::Message);
    fn tick(&mut self);
    /// Says that the link to another replica works again.
    fn reconnected(&mut self, _other: usize) {}
    /// Writes, sends and applies what followed from the inputs since the last flush.
    fn flush(&mut self, send: &mut impl FnMut(usize, Self::Message));
    fn leads(&self) -> bool;
    /// How many commands it has applied.
    fn applied(&self) -> u64;
    /// Its store's content.
    fn pairs(&self) -> Vec<(String, String)>;
}

/// Replicas and the network between them.
pub struct Cluster<R: Replica> {
    pub replicas: Vec<R>,
    inboxes: Vec<Vec<R::Message>>,
    spare: Vec<R::Message>,
    /// Nothing goes to this one, or comes from it.
    cut_off: Option<usize>,
    /// Commands that nobody keeps in a log: who frees them is no part of the work.
    kept: Vec<R::Command>,
    pub messages: u64,
    pub ticks: u64,
}

impl<R: Replica> Cluster<R> {
    /// A cluster whose replica 0 leads, with one write for each key behind it, so that the stores do
    /// not grow any more.
    pub fn start(count: usize) -> Self {
        let mut cluster = Self {
            replicas: (0..count).map(|id| R::start(id, count)).collect(),
            inboxes: (0..count).map(|_| Vec::new()).collect(),
            spare: Vec::new(),
            cut_off: None,
            kept: Vec::new(),
            messages: 0,
            ticks: 0,
        };
        while cluster.leader() != Some(0) {
            if cluster.leader().is_some() || cluster.ticks == 0 {
                cluster.replicas[0].stand();
            }
            cluster.tick();
            cluster.settle();
        }
        let mut warm_up = commands::<R>(0, KEYS);
        cluster.pipe(&mut warm_up, CLIENTS);
        cluster
    }

    pub fn leader(&self) -> Option<usize> {
        (0..self.replicas.len()).find(|&id| self.cut_off != Some(id) && self.replicas[id].leads())
    }

    /// Each replica in turn handles all that has arrived.
    pub fn sweep(&mut self) {
        for id in 0..self.replicas.len() {
            self.step(id, |_| {});
        }
    }

    /// Sweeps until nobody has anything more to say.
    pub fn settle(&mut self) {
        loop {
            let before = self.messages;
            self.sweep();
            if self.messages == before && self.inboxes.iter().all(Vec::is_empty) {
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

    fn step(&mut self, id: usize, act: impl FnOnce(&mut R)) {
        let replica = &mut self.replicas[id];
        std::mem::swap(&mut self.spare, &mut self.inboxes[id]);
        for message in self.spare.drain(..) {
            replica.receive(message);
        }
        act(replica);
        let is_cut_off = self.cut_off == Some(id);
        replica.flush(&mut |to: usize, message| {
            self.messages += 1;
            if !is_cut_off && self.cut_off != Some(to) {
                self.inboxes[to].push(message);
            }
        });
    }

    pub fn cut_off(&mut self, id: usize) {
        self.cut_off = Some(id);
        self.inboxes[id].clear();
    }

    pub fn heal(&mut self) {
        let Some(healed) = self.cut_off.take() else { return };
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
                replica.propose(command.clone());
            }
            self.kept.push(command);
        } else {
            self.replicas[leader].propose(command);
        }
    }

    /// What all replicas that can be reached have applied.
    pub fn applied_by_all(&self) -> u64 {
        let reached = (0..self.replicas.len()).filter(|&id| self.cut_off != Some(id));
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
            let messages = self.messages;
            self.sweep();
            // Who waits for nothing but time gets it.
            idle = if self.messages == messages { idle + 1 } else { 0 };
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
