//! The world: servers, disks, network and clients, moved by one queue of things that are due, ordered
//! by (tick, sequence). It schedules and carries; it knows nothing of judges.

use super::client::{Client, Operation, Workload};
use super::disk::{Disk, Synced};
use super::event::{Address, Event, MessageId, Parcel};
use super::link::Link;
use super::mail::InFlight;
use super::network::{Network, client_position, position};
use crate::hash::Fingerprint;
use crate::kv::{
    Clerk, ClerkConfig, ClerkEffect, ClerkInput, KvConfig, KvEffect, KvInput, KvServer, Op,
};
use crate::raft::{self, BugSet, ChangeRefused, Config, Input, WriteId};
use crate::rng::Rng;
use crate::sorted::SortedMap;
use crate::tape::Tape;
use crate::types::{ClientId, NodeId, Tick};
use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};
use std::hash::{Hash, Hasher};

/// Most servers and clients a world can have.
pub const SERVERS_MAX: u32 = 31;
/// See [`SERVERS_MAX`].
pub const CLIENTS_MAX: u32 = 100;
/// Most calls that may wait behind the one a client has under way.
pub const QUEUE_MAX: usize = 1000;

/// How a world begins. With the actions done to it later, it determines the whole run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setup {
    /// Number of servers, 1 to [`SERVERS_MAX`].
    pub servers: u32,
    /// How many of the servers, the first ones, are members at the start; all, if none is given. The
    /// others run, but know no cluster until one takes them in.
    pub members: Option<u32>,
    /// Number of clients, at most [`CLIENTS_MAX`].
    pub clients: u32,
    /// Where all chance comes from.
    pub seed: u64,
    /// Raft's timing and options.
    pub raft: Config,
    /// Servers whose configuration is another.
    pub deviations: SortedMap<NodeId, Config>,
    /// The service's options.
    pub kv: KvConfig,
    /// The Clerks' patience.
    pub clerk: ClerkConfig,
    /// How all links are at first.
    pub link: Link,
    /// Servers that find something on their disks when they start first.
    pub disks: SortedMap<NodeId, raft::Durable<Op>>,
    /// Ticks a sync of a disk takes at first: least and greatest. With 0 and 0 writes are durable at once.
    pub disk: (u64, u64),
    /// The servers' bugs.
    pub bugs: BugSet,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            servers: 5,
            members: None,
            clients: 2,
            seed: 1,
            raft: Config::default(),
            deviations: SortedMap::new(),
            kv: KvConfig::default(),
            clerk: ClerkConfig::default(),
            link: Link::default(),
            disks: SortedMap::new(),
            disk: (1, 4),
            bugs: BugSet::NONE,
        }
    }
}

/// A server's health.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    /// It runs.
    Up,
    /// It is down; only its disk is left.
    Crashed,
    /// Its process is stopped: messages pile up, the clock and the disk go on.
    Paused,
}

/// One server and what belongs to it.
#[derive(Clone, Debug)]
pub struct Node {
    pub(super) id: NodeId,
    pub(super) server: KvServer,
    pub(super) disk: Disk,
    pub(super) status: Status,
    /// Counts restarts; what was due to an earlier incarnation is void.
    pub(super) incarnation: u64,
    /// How fast the server's clock runs, in percent of true time.
    pub(super) clock_percent: u32,
    /// When the server's clock was last told the time.
    pub(super) clock: Tick,
    /// Hundredths of its ticks that it was not told then, for it is told whole ones.
    pub(super) clock_rest: u64,
    /// When the timer was last seen to start, for those who draw it.
    pub(super) timer_started: Tick,
    /// The earliest wake-up in the queue.
    pub(super) alarm: Option<Tick>,
    /// Messages that wait for a write, oldest first.
    pub(super) outbox: VecDeque<(WriteId, Address, Parcel)>,
    /// How many more effects it carries out before it crashes amid a step.
    pub(super) effects_until_crash: Option<u64>,
    /// What arrived during a pause.
    pub(super) inbox: VecDeque<(Address, Parcel)>,
}

impl Node {
    /// Its id.
    pub fn id(&self) -> NodeId {
        self.id
    }

    /// The server. After a crash: as it would be after a restart.
    pub fn server(&self) -> &KvServer {
        &self.server
    }

    /// Its disk.
    pub fn disk(&self) -> &Disk {
        &self.disk
    }

    /// Its health.
    pub fn status(&self) -> Status {
        self.status
    }

    /// When its timer started and when it is due; none unless it runs.
    pub fn timer(&self) -> Option<(Tick, Tick)> {
        (self.status == Status::Up).then(|| (self.timer_started, self.timer_due()))
    }

    /// Whether it is to crash after so many more effects.
    pub fn is_doomed(&self) -> bool {
        self.effects_until_crash.is_some()
    }

    /// How fast its clock runs, in percent of true time.
    pub fn clock_percent(&self) -> u32 {
        self.clock_percent
    }

    /// The first tick at which its clock will show that the timer is due.
    pub(super) fn timer_due(&self) -> Tick {
        let timer = self.server.raft().timer();
        if self.clock_percent == 100 && self.clock_rest == 0 {
            return self.clock.plus(timer);
        }
        let hundredths = timer.saturating_mul(100).saturating_sub(self.clock_rest);
        self.clock.plus(hundredths.div_ceil(self.clock_percent.into()))
    }

    /// Moves the clock on to `now`. Returns how many whole ticks more it shows; what is left counts the
    /// next time, so that nothing is lost to rounding.
    pub(super) fn tick_to(&mut self, now: Tick) -> u64 {
        let true_ticks = now.since(self.clock);
        self.clock = now;
        if self.clock_percent == 100 && self.clock_rest == 0 {
            return true_ticks;
        }
        self.clock_rest += true_ticks * u64::from(self.clock_percent);
        let shown = self.clock_rest / 100;
        self.clock_rest %= 100;
        shown
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Due {
    /// This message, in this slot, arrives or dies.
    Message { slot: usize, id: MessageId },
    /// Look at this server's timer.
    Timer { server: usize, incarnation: u64 },
    /// This server's disk finishes a sync.
    Disk { server: usize, incarnation: u64 },
    /// This server reads the next message that came during a pause.
    Inbox { server: usize, incarnation: u64 },
    /// Look at this client's timer and workload.
    Client(usize),
}

/// Running counts of a world, for tables and benchmarks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Events so far.
    pub events: u64,
    /// Remote procedure calls, the lab's way: requests sent, responses not counted.
    pub rpcs: u64,
    /// Elections started.
    pub elections: u64,
}

/// The world. Cloning it gives an independent continuation.
#[derive(Clone, Debug)]
pub struct World {
    pub(super) setup: Setup,
    pub(super) servers: Vec<NodeId>,
    pub(super) now: Tick,
    pub(super) sequence: u64,
    pub(super) queue: BinaryHeap<Reverse<(Tick, u64, Due)>>,
    pub(super) nodes: Vec<Node>,
    pub(super) clients: Vec<Client>,
    pub(super) network: Network,
    pub(super) messages: Vec<Option<InFlight>>,
    pub(super) free_slots: Vec<usize>,
    pub(super) last_message: MessageId,
    pub(super) disk_rng: Rng,
    pub(super) history: Tape<Operation>,
    pub(super) events: Vec<Event>,
    pub(super) hash: Fingerprint,
    pub(super) counts: Counts,
    /// How often somebody did something that may keep servers from their work, and when last.
    pub(super) disturbances: (u64, Tick),
    /// What the leader said to the change of members asked for last.
    pub(super) change_outcome: Option<Result<(), ChangeRefused>>,
    /// Reused from step to step.
    pub(super) kv_effects: Vec<KvEffect>,
    pub(super) clerk_effects: Vec<ClerkEffect>,
}

/// Streams of chance, by purpose.
const NETWORK_STREAM: u64 = 1;
const DISK_STREAM: u64 = 2;
const CLIENT_STREAMS: u64 = 2 << 32;

impl World {
    /// A world at tick 0. Panics if the setup's numbers are out of range: check user input before.
    pub fn new(setup: Setup) -> Self {
        assert!((1..=SERVERS_MAX).contains(&setup.servers), "1 to {SERVERS_MAX} servers");
        assert!(
            setup.members.is_none_or(|members| members <= setup.servers),
            "members are servers"
        );
        assert!(setup.clients <= CLIENTS_MAX, "at most {CLIENTS_MAX} clients");
        let root = Rng::new(setup.seed);
        let servers: Vec<NodeId> = (1..=setup.servers).map(NodeId).collect();
        let network = Network::new(
            servers.len(),
            setup.clients as usize,
            setup.link,
            root.fork(NETWORK_STREAM),
        );
        let clients = (1..=setup.clients).map(|id| Client {
            clerk: Clerk::new(ClientId(id), servers.clone(), setup.clerk.clone()),
            queue: VecDeque::new(),
            workload: None,
            clock: Tick(0),
            alarm: None,
            free_from: Tick(0),
            operation: None,
        });
        let mut world = Self {
            servers: servers.clone(),
            now: Tick(0),
            sequence: 0,
            queue: BinaryHeap::new(),
            nodes: Vec::new(),
            clients: clients.collect(),
            network,
            messages: Vec::new(),
            free_slots: Vec::new(),
            last_message: MessageId(0),
            disk_rng: root.fork(DISK_STREAM),
            history: Tape::default(),
            events: Vec::new(),
            hash: Fingerprint::default(),
            counts: Counts::default(),
            disturbances: (0, Tick(0)),
            change_outcome: None,
            kv_effects: Vec::new(),
            clerk_effects: Vec::new(),
            setup,
        };
        for id in servers {
            let durable = world.setup.disks.get(&id).cloned().unwrap_or_default();
            let disk = Disk::new(durable, world.setup.disk);
            let server = world.boot(id, 0, &disk);
            world.nodes.push(Node {
                id,
                server,
                disk,
                status: Status::Up,
                incarnation: 0,
                clock_percent: 100,
                clock: Tick(0),
                clock_rest: 0,
                timer_started: Tick(0),
                alarm: None,
                outbox: VecDeque::new(),
                effects_until_crash: None,
                inbox: VecDeque::new(),
            });
            world.set_alarm(position(id));
        }
        world
    }

    /// Lets the next thing happen that is due. False if nothing ever will.
    pub fn step(&mut self) -> bool {
        let Some(Reverse((at, _, due))) = self.queue.pop() else { return false };
        self.now = at;
        match due {
            Due::Message { slot, id } => self.arrive(slot, id),
            Due::Timer { server, incarnation } => self.look_at_timer(server, incarnation),
            Due::Disk { server, incarnation } => self.finish_sync(server, incarnation),
            Due::Inbox { server, incarnation } => self.read_inbox(server, incarnation),
            Due::Client(client) => self.look_at_client(client),
        }
        true
    }

    /// When the next thing is due.
    pub fn next_due(&self) -> Option<Tick> {
        self.queue.peek().map(|Reverse((at, ..))| *at)
    }

    /// How many things are scheduled: messages on their way, and a few wake-ups for each server and client.
    pub fn scheduled(&self) -> usize {
        self.queue.len()
    }

    /// Moves the clock on to `tick`; nothing may be due before.
    pub fn pass_time_until(&mut self, tick: Tick) {
        debug_assert!(self.next_due().is_none_or(|due| due >= tick), "something is due before");
        self.now = self.now.max(tick);
    }

    /// Runs until `tick`, everything due at it included. For those who need no events.
    pub fn run_until(&mut self, tick: Tick) {
        while self.next_due().is_some_and(|due| due <= tick) {
            self.step();
            self.events.clear();
        }
        self.pass_time_until(tick);
    }

    /// Takes the events since the last call; what it returns can be given back to be reused.
    pub fn take_events(&mut self) -> Vec<Event> {
        std::mem::take(&mut self.events)
    }

    /// Gives a vector back whose memory is to be reused.
    pub fn recycle(&mut self, mut events: Vec<Event>) {
        events.clear();
        if self.events.is_empty() {
            self.events = events;
        }
    }

    /// Gives `client` a workload. Part of the setup: call it before the run, or between rounds.
    pub fn set_workload(&mut self, client: ClientId, workload: Workload) {
        let at = client_position(client);
        self.clients[at].workload = Some(workload);
        self.wake_client(at, self.now);
    }

    /// A stream of chance for client `client`'s workload.
    pub fn workload_rng(&self, client: ClientId) -> Rng {
        Rng::new(self.setup.seed).fork(CLIENT_STREAMS + u64::from(client.0))
    }
}

/// What is due.
impl World {
    fn look_at_timer(&mut self, at: usize, incarnation: u64) {
        let node = &mut self.nodes[at];
        // An alarm since replaced by an earlier one is void: answering it would set a further one.
        if node.incarnation != incarnation || node.alarm != Some(self.now) {
            return;
        }
        node.alarm = None;
        if node.status == Status::Up {
            self.sync_clock(at);
            self.set_alarm(at);
        }
    }

    pub(super) fn finish_sync(&mut self, at: usize, incarnation: u64) {
        let now = self.now;
        let node = &mut self.nodes[at];
        if node.incarnation != incarnation {
            return;
        }
        let server = node.id;
        let (first, last) = match node.disk.finish_sync(now) {
            Synced::Nothing => return,
            Synced::Ahead(write) => {
                self.emit(Event::Written { server, write });
                return self.start_sync(at);
            }
            Synced::Durable { first, last } => (first, last),
        };
        self.emit(Event::Persisted { server, write: last });
        self.start_sync(at);
        if self.nodes[at].status == Status::Up {
            self.tell_persisted(at);
            // A disk in disorder finished the first last, and says so last.
            if self.nodes[at].disk.mode().disorder && first < last {
                self.step_server(at, KvInput::Raft(Input::Persisted(first)));
            }
        }
    }

    fn read_inbox(&mut self, at: usize, incarnation: u64) {
        let node = &mut self.nodes[at];
        if node.incarnation != incarnation || node.status != Status::Up {
            return;
        }
        if let Some((from, parcel)) = node.inbox.pop_front() {
            self.hand_to_server(at, from, parcel);
        }
    }

    fn look_at_client(&mut self, at: usize) {
        if self.clients[at].alarm != Some(self.now) {
            return;
        }
        self.clients[at].alarm = None;
        let elapsed = self.now.since(self.clients[at].clock);
        self.step_client(at, ClerkInput::Tick { elapsed });
    }
}

/// The queue, and the record of what happens.
impl World {
    pub(super) fn schedule(&mut self, at: Tick, due: Due) {
        self.sequence += 1;
        self.queue.push(Reverse((at, self.sequence, due)));
    }

    pub(super) fn emit(&mut self, event: Event) {
        self.counts.events += 1;
        if let Event::Raft { event: raft::Event::ElectionStarted { .. }, .. } = event {
            self.counts.elections += 1;
        }
        self.hash.write_u64(self.now.0);
        event.hash(&mut self.hash);
        self.events.push(event);
    }
}

/// What others may see.
impl World {
    /// How it began.
    pub fn setup(&self) -> &Setup {
        &self.setup
    }

    /// The moment.
    pub fn now(&self) -> Tick {
        self.now
    }

    /// All servers, S1 first.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// One server, if it exists.
    #[inline]
    pub fn node(&self, server: NodeId) -> Option<&Node> {
        // They are numbered from 1 on.
        self.nodes.get(usize::try_from(server.0.checked_sub(1)?).ok()?)
    }

    /// All clients, C1 first.
    pub fn clients(&self) -> &[Client] {
        &self.clients
    }

    /// One client, if it exists.
    pub fn client(&self, client: ClientId) -> Option<&Client> {
        self.clients.get(usize::try_from(client.0.checked_sub(1)?).ok()?)
    }

    /// The network.
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// The messages on their way, in no meaningful but a stable order.
    pub fn messages(&self) -> impl Iterator<Item = &InFlight> {
        self.messages.iter().flatten()
    }

    /// What the next message will be called.
    pub fn next_message(&self) -> MessageId {
        MessageId(self.last_message.0 + 1)
    }

    /// All calls of all clients, in the order in which they were made.
    pub fn history(&self) -> &Tape<Operation> {
        &self.history
    }

    /// The hash of all events so far, with their ticks: equal for equal runs on every platform.
    pub fn trace_hash(&self) -> u64 {
        self.hash.finish()
    }

    /// Running counts.
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// How often somebody did something to it that may keep servers from their work, and when last.
    pub fn disturbances(&self) -> (u64, Tick) {
        self.disturbances
    }

    /// The running server that leads the highest term, as far as it knows itself.
    pub fn leader(&self) -> Option<NodeId> {
        let leads = |node: &&Node| node.status == Status::Up && node.server.raft().is_leader();
        let leaders = self.nodes.iter().filter(leads);
        leaders.max_by_key(|node| node.server.raft().current_term()).map(|node| node.id)
    }
}
