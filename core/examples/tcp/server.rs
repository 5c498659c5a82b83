//! One server as a process: threads that read from sockets and write to them, one that writes to the
//! disk, and one that owns the core's [`KvServer`] and gives it one input after the other.
//!
//! What a driver owes the core, and where it is done here:
//!
//! - tell it the time before anything else ([`Driver::tell_time`]), in ticks: one is a millisecond;
//! - carry out effects in order, writes in the order of their numbers ([`write_to_disk`]);
//! - let no message leave before the write it relies on is durable ([`Driver::carry_out`]);
//! - stop when the disk fails: the server could keep no promise;
//! - lose messages rather than wait. Raft sends again what matters.

use crate::disk::Disk;
use crate::net::{self, Ask, BATCH_MAX, Hello, Status, Tell};
use kvraft_core::kv::{KvConfig, KvEffect, KvInput, KvServer, Op};
use kvraft_core::raft::{
    BugSet, Config, Durable, Envelope, Event, Input, Membership, Server, Write, WriteId,
};
use kvraft_core::rng::Rng;
use kvraft_core::types::{ClientId, NodeId};
use std::collections::{BTreeMap, VecDeque};
use std::hash::{BuildHasher, RandomState};
use std::io;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, SyncSender, channel, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

/// Who belongs to the cluster, and where they listen.
pub type Peers = BTreeMap<NodeId, SocketAddr>;

/// How a server is started.
#[derive(Clone, Debug)]
pub struct Options {
    /// Which of the peers it is.
    pub id: NodeId,
    /// All servers, this one too.
    pub peers: Peers,
    /// Where its disk is.
    pub folder: PathBuf,
    /// It takes a snapshot when the log has grown by so many bytes.
    pub snapshot_bytes: u64,
}

/// What the driver's thread waits for.
enum Incoming {
    /// A peer's message.
    Message(Envelope<Op>),
    /// A client has come, and takes replies there.
    Came(Line, SyncSender<Tell>),
    /// It asks something.
    Asked(Line, Ask),
    /// It has gone.
    Left(Line),
    /// The disk has written up to this.
    Persisted(WriteId),
    /// The disk has failed.
    DiskFailed(io::Error),
}

/// A client's connection. Connections are numbered, for a client may come back before it is gone.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Line {
    client: ClientId,
    number: u64,
}

/// So many inputs may wait; after that, those who send must.
const INBOX: usize = 10_000;

/// So many messages may wait for one peer; more are lost.
const OUTBOX: usize = 1_000;

/// So many replies may wait for one client; more are lost, and asked for again.
const REPLIES: usize = 100;

/// So many sessions are kept: a client that was away while so many others came opens a new one.
const SESSIONS: usize = 1_000;

/// Serves until the disk or the port fails.
pub fn serve(options: &Options) -> io::Result<()> {
    let Options { id, ref peers, ref folder, snapshot_bytes } = *options;
    let address = *peers.get(&id).ok_or_else(|| io::Error::other(format!("{id} is no peer")))?;
    let disk = Disk::open(folder, id)?;
    let listener = TcpListener::bind(address)
        .map_err(|error| io::Error::new(error.kind(), format!("{address}: {error}")))?;
    let durable = disk.durable().clone();
    println!(
        "{id} listens on {address}; {} of {} entries are in its log",
        durable.log.len(),
        last(&durable)
    );
    let (inbox, incoming) = sync_channel(INBOX);
    let (writes, to_write) = channel();
    let done = inbox.clone();
    thread::spawn(move || write_to_disk(disk, &to_write, &done));
    let mut outboxes = BTreeMap::new();
    for (&peer, &address) in peers.iter().filter(|(peer, _)| **peer != id) {
        let (outbox, to_send) = sync_channel(OUTBOX);
        outboxes.insert(peer, outbox);
        thread::spawn(move || send_to_peer(id, address, &to_send));
    }
    let known = peers.clone();
    thread::spawn(move || accept(id, &known, &listener, &inbox));
    let server = start(id, peers, durable, snapshot_bytes);
    Driver::new(server, writes, outboxes).run(&incoming)
}

/// Index of the last entry on the disk.
fn last(durable: &Durable<Op>) -> u64 {
    durable.snapshot.as_ref().map_or(0, |snapshot| snapshot.last.index.0) + durable.log.len() as u64
}

fn start(id: NodeId, peers: &Peers, durable: Durable<Op>, snapshot_bytes: u64) -> KvServer {
    let config = Config {
        // Wider than the paper's: a real disk, and a machine with other things to do.
        election_timeout_min: 500,
        election_timeout_max: 1000,
        heartbeat_interval: 100,
        batch_max: BATCH_MAX,
        ..Config::production()
    };
    let membership = Membership::new(peers.keys().copied());
    // Election timeouts must differ from server to server and from start to start.
    let rng = Rng::new(RandomState::new().hash_one(id));
    let raft = Server::new(id, membership, config, BugSet::default(), durable, rng);
    let config = KvConfig { max_raft_state: Some(snapshot_bytes), sessions_max: Some(SESSIONS) };
    KvServer::new(raft, config)
}

/// The thread of the disk: what has come while it synced is synced together.
fn write_to_disk(
    mut disk: Disk,
    to_write: &Receiver<(WriteId, Write<Op>)>,
    done: &SyncSender<Incoming>,
) {
    while let Ok(first) = to_write.recv() {
        let (ids, writes): (Vec<WriteId>, Vec<Write<Op>>) =
            std::iter::once(first).chain(to_write.try_iter()).unzip();
        let outcome = disk.append(&writes);
        let last = ids.last().copied().unwrap_or_default();
        let told = outcome.map_or_else(Incoming::DiskFailed, |()| Incoming::Persisted(last));
        if done.send(told).is_err() {
            return;
        }
    }
}

/// The thread that sends to one peer, and calls it again and again while it is down.
fn send_to_peer(id: NodeId, peer: SocketAddr, to_send: &Receiver<Envelope<Op>>) {
    let mut stream: Option<TcpStream> = None;
    let mut called = Instant::now();
    while let Ok(envelope) = to_send.recv() {
        if stream.is_none() && called.elapsed() > Duration::from_millis(50) {
            stream = call(id, peer).ok();
            called = Instant::now();
        }
        // A message for a peer that is not there is lost, as are those behind a broken one.
        if stream.as_mut().is_some_and(|stream| net::send(stream, &envelope).is_err()) {
            stream = None;
        }
    }
}

fn call(id: NodeId, peer: SocketAddr) -> io::Result<TcpStream> {
    let mut stream = net::prepare(TcpStream::connect_timeout(&peer, Duration::from_secs(1))?)?;
    // The system may choose the very port that is called, if nobody listens there, and connect it to itself.
    if stream.local_addr()? == peer {
        return Err(io::ErrorKind::ConnectionRefused.into());
    }
    net::send(&mut stream, &Hello::Peer(id))?;
    Ok(stream)
}

/// The thread that takes calls, and starts one for each that reads from it.
fn accept(id: NodeId, peers: &Peers, listener: &TcpListener, inbox: &SyncSender<Incoming>) {
    for (number, stream) in (0..).zip(listener.incoming()) {
        let (peers, inbox) = (peers.clone(), inbox.clone());
        thread::spawn(move || {
            // Whatever is wrong with a connection ends that connection alone.
            let outcome = stream.and_then(|stream| hear(stream, number, id, &peers, &inbox));
            if let Err(error) = outcome.or_else(is_farewell) {
                eprintln!("{id} ends a connection: {error}");
            }
        });
    }
}

/// That the other side has gone is no error.
fn is_farewell(error: io::Error) -> io::Result<()> {
    let farewells = [
        io::ErrorKind::UnexpectedEof,
        io::ErrorKind::ConnectionReset,
        io::ErrorKind::ConnectionAborted,
        io::ErrorKind::BrokenPipe,
    ];
    if farewells.contains(&error.kind()) { Ok(()) } else { Err(error) }
}

fn hear(
    stream: TcpStream,
    number: u64,
    id: NodeId,
    peers: &Peers,
    inbox: &SyncSender<Incoming>,
) -> io::Result<()> {
    let mut stream = net::prepare(stream)?;
    let tell = |incoming| inbox.send(incoming).map_err(io::Error::other);
    match net::receive(&mut stream)? {
        Hello::Peer(peer) if peers.contains_key(&peer) && peer != id => loop {
            let envelope: Envelope<Op> = net::receive(&mut stream)?;
            if (envelope.from, envelope.to) != (peer, id) {
                return Err(io::Error::other(format!("{peer} sends in the name of another")));
            }
            tell(Incoming::Message(envelope))?;
        },
        Hello::Peer(peer) => Err(io::Error::other(format!("{peer} is no peer"))),
        Hello::Client(client) => {
            let line = Line { client, number };
            let (replies, to_tell) = sync_channel(REPLIES);
            let writer = stream.try_clone()?;
            thread::spawn(move || tell_client(writer, &to_tell));
            tell(Incoming::Came(line, replies))?;
            let outcome = loop {
                match net::receive(&mut stream) {
                    Ok(Ask::Request(request)) if request.client != client => {
                        break Err(io::Error::other(format!("{client} asks as another")));
                    }
                    Ok(ask) => tell(Incoming::Asked(line, ask))?,
                    Err(error) => break Err(error),
                }
            };
            tell(Incoming::Left(line))?;
            outcome
        }
    }
}

/// The thread that writes replies to one client.
fn tell_client(mut stream: TcpStream, to_tell: &Receiver<Tell>) {
    while let Ok(tell) = to_tell.recv() {
        if net::send(&mut stream, &tell).is_err() {
            return;
        }
    }
}

/// Ticks, from a clock that never goes back.
struct Clock {
    started: Instant,
    told: u64,
}

impl Clock {
    /// Ticks since it was asked last.
    fn elapsed(&mut self) -> u64 {
        let now = u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX);
        now - std::mem::replace(&mut self.told, now)
    }

    /// How long until so many ticks after it was asked last.
    fn until(&self, ticks: u64) -> Duration {
        let due = Duration::from_millis(self.told.saturating_add(ticks));
        due.saturating_sub(self.started.elapsed())
    }
}

/// The core, and what stands around it.
struct Driver {
    server: KvServer,
    clock: Clock,
    writes: Sender<(WriteId, Write<Op>)>,
    /// All writes up to this one are durable.
    durable: WriteId,
    /// Messages that wait for the disk.
    held_back: VecDeque<(WriteId, Envelope<Op>)>,
    outboxes: BTreeMap<NodeId, SyncSender<Envelope<Op>>>,
    clients: BTreeMap<Line, SyncSender<Tell>>,
}

impl Driver {
    fn new(
        server: KvServer,
        writes: Sender<(WriteId, Write<Op>)>,
        outboxes: BTreeMap<NodeId, SyncSender<Envelope<Op>>>,
    ) -> Self {
        Self {
            server,
            clock: Clock { started: Instant::now(), told: 0 },
            writes,
            durable: WriteId::default(),
            held_back: VecDeque::new(),
            outboxes,
            clients: BTreeMap::new(),
        }
    }

    fn run(mut self, incoming: &Receiver<Incoming>) -> io::Result<()> {
        loop {
            let wait = self.clock.until(self.server.raft().timer());
            let next = incoming.recv_timeout(wait);
            // First the time: a server that was suspended must find out before it answers anybody.
            self.tell_time()?;
            match next {
                Ok(Incoming::Message(envelope)) => self.step(Input::Receive(envelope))?,
                Ok(Incoming::Came(line, replies)) => {
                    self.clients.insert(line, replies);
                }
                Ok(Incoming::Asked(_, Ask::Request(op))) => self.step_kv(KvInput::Request(op))?,
                Ok(Incoming::Asked(line, Ask::Status)) => {
                    self.tell(line, Tell::Status(self.status()));
                }
                Ok(Incoming::Left(line)) => {
                    self.clients.remove(&line);
                }
                Ok(Incoming::Persisted(id)) => {
                    self.durable = id;
                    while let Some((_, envelope)) =
                        self.held_back.pop_front_if(|(after, _)| *after <= id)
                    {
                        self.send(envelope);
                    }
                    self.step(Input::Persisted(id))?;
                }
                Ok(Incoming::DiskFailed(error)) => return Err(error),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => {
                    return Err(io::Error::other("no threads left"));
                }
            }
        }
    }

    fn tell_time(&mut self) -> io::Result<()> {
        match self.clock.elapsed() {
            0 => Ok(()),
            elapsed => self.step(Input::Tick { elapsed }),
        }
    }

    fn step(&mut self, input: Input<Op>) -> io::Result<()> {
        self.step_kv(KvInput::Raft(input))
    }

    fn step_kv(&mut self, input: KvInput) -> io::Result<()> {
        let mut effects = Vec::new();
        self.server.step(input, &mut effects);
        effects.into_iter().try_for_each(|effect| self.carry_out(effect))
    }

    fn carry_out(&mut self, effect: KvEffect) -> io::Result<()> {
        match effect {
            KvEffect::Persist { id, write } => {
                self.writes.send((id, write)).map_err(io::Error::other)?;
            }
            KvEffect::Send { after, envelope } if after > self.durable => {
                self.held_back.push_back((after, envelope));
            }
            KvEffect::Send { envelope, .. } => self.send(envelope),
            KvEffect::Reply { client, number, reply } => {
                // To its latest connection, if it has more than one.
                let lines = Line { client, number: 0 }..=Line { client, number: u64::MAX };
                let line = self.clients.range(lines).next_back().map(|(line, _)| *line);
                if let Some(line) = line {
                    self.tell(line, Tell::Reply(number, reply));
                }
            }
            KvEffect::RaftEvent(event) => self.report(&event),
            // No membership changes are asked for here, and entries applied are nobody's business.
            KvEffect::ChangeAccepted(_) | KvEffect::Applied(_) | KvEffect::Restored { .. } => {}
        }
        Ok(())
    }

    fn send(&self, envelope: Envelope<Op>) {
        if let Some(outbox) = self.outboxes.get(&envelope.to) {
            let _ = outbox.try_send(envelope);
        }
    }

    fn tell(&self, line: Line, tell: Tell) {
        if let Some(replies) = self.clients.get(&line) {
            let _ = replies.try_send(tell);
        }
    }

    fn status(&self) -> Status {
        let raft = self.server.raft();
        Status {
            id: raft.id(),
            term: raft.current_term(),
            leader: raft.leader(),
            last: raft.log().last(),
            applied: raft.last_applied(),
            snapshot: raft.log().base().index,
        }
    }

    fn report(&self, event: &Event) {
        let id = self.server.raft().id();
        if let Event::BecameLeader { term } = event {
            println!("{id} leads in {term}");
        } else if let Event::SteppedDown { term, was_leader: true } = event {
            println!("{id} follows in {term}");
        } else if let Event::SnapshotInstalled { last } = event {
            println!("{id} has a snapshot up to {last}");
        }
    }
}
