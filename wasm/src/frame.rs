//! The picture of a moment as one flat array of numbers: what an animation needs sixty times a second.
//! The layout is documented at [`Session::frame`](crate::session::Session::frame).

use kvraft_core::hash::fingerprint;
use kvraft_core::kv::Reply;
use kvraft_core::raft::{Membership, Message, Role};
use kvraft_core::session::Session;
use kvraft_core::sim::{Address, Client, InFlight, Node, Parcel, Status, World};
use kvraft_core::types::{NodeId, Tick};

/// Numbers in the header.
pub const HEADER: usize = 10;
/// Numbers for a server.
pub const SERVER: usize = 20;
/// Numbers for a client.
pub const CLIENT: usize = 6;
/// Numbers for a message.
pub const MESSAGE: usize = 12;

/// Takes the picture.
pub fn frame(session: &Session) -> Vec<f64> {
    let world = session.world();
    let messages = world.messages().count();
    let cuts = cuts(world);
    let (nodes, clients) = (world.nodes(), world.clients());
    let size = HEADER
        + SERVER * nodes.len()
        + CLIENT * clients.len()
        + MESSAGE * messages
        + 2 * cuts.len();
    let mut out = Vec::with_capacity(size);
    out.extend([
        number(world.now().0),
        count(nodes.len()),
        count(clients.len()),
        count(messages),
        count(cuts.len()),
        number(session.event_count()),
        world.next_due().map_or(-1.0, |Tick(due)| number(due)),
        logs_version(world),
        clients_version(world),
        count(session.report().violations().len()),
    ]);
    for node in nodes {
        push_server(&mut out, node);
    }
    for client in clients {
        push_client(&mut out, world, client);
    }
    for message in world.messages() {
        push_message(&mut out, message, world.now());
    }
    for (from, to) in cuts {
        out.extend([address(from), address(to)]);
    }
    debug_assert_eq!(out.len(), size, "the layout is as documented");
    out
}

/// All directions that are cut: between servers, then to and from clients.
fn cuts(world: &World) -> Vec<(Address, Address)> {
    let network = world.network();
    let between = network.cuts().map(|(from, to)| (Address::Server(from), Address::Server(to)));
    let outside = world.clients().iter().flat_map(|client| {
        let client = Address::Client(client.clerk().id());
        let servers = world.nodes().iter().map(|node| Address::Server(node.id()));
        servers.flat_map(move |server| [(client, server), (server, client)])
    });
    between.chain(outside.filter(|&(from, to)| network.is_cut(from, to))).collect()
}

fn push_server(out: &mut Vec<f64>, node: &Node) {
    let server = node.server();
    let raft = server.raft();
    let (role, votes) = match raft.role() {
        Role::Follower { .. } => (0.0, 0),
        Role::PreCandidate { votes, .. } => (3.0, bits(votes)),
        Role::Candidate { votes } => (1.0, bits(votes)),
        Role::Leader(_) => (2.0, 0),
    };
    let status = match node.status() {
        Status::Up => 0.0,
        Status::Crashed => 1.0,
        Status::Paused => 2.0,
    };
    let (from, due) =
        node.timer().map_or((-1.0, -1.0), |(from, due)| (number(from.0), number(due.0)));
    out.extend([
        f64::from(node.id().0),
        role,
        status,
        number(raft.current_term().0),
        server_or_zero(raft.voted_for()),
        server_or_zero(raft.leader()),
        number(raft.commit_index().0),
        number(raft.last_applied().0),
        number(raft.log().last_index().0),
        from,
        due,
        f64::from(votes),
        number(node.disk().last_index().0),
        count(node.disk().pending()),
        count(server.store().len()),
        count(server.waiting().len()),
        f64::from(voters(raft.membership())),
        f64::from(bits(raft.membership().learners())),
        f64::from(node.clock_percent()),
        f64::from(disk_faults(node)),
    ]);
}

/// Those whose votes count: during a change, of the old members too.
fn voters(membership: &Membership) -> u32 {
    bits(membership.voters()) | bits(membership.outgoing())
}

/// Bit 0 is server 1.
fn bits<'a>(servers: impl IntoIterator<Item = &'a NodeId>) -> u32 {
    servers.into_iter().fold(0, |bits, server| bits | 1 << ((server.0 - 1) & 31))
}

fn disk_faults(node: &Node) -> u32 {
    let mode = node.disk().mode();
    u32::from(mode.lies) | u32::from(mode.disorder) << 1 | u32::from(mode.full) << 2
}

fn push_client(out: &mut Vec<f64>, world: &World, client: &Client) {
    let clerk = client.clerk();
    let since = clerk.request().and_then(|_| call_of(world, client)).unwrap_or(Tick(0));
    out.extend([
        f64::from(clerk.id().0),
        f64::from(u8::from(clerk.request().is_some())),
        f64::from(clerk.target().0),
        number(clerk.last_number().0),
        number(since.0),
        f64::from(clerk.attempts()),
    ]);
}

/// When the call under way was made.
pub fn call_of(world: &World, client: &Client) -> Option<Tick> {
    client.operation().and_then(|at| world.history().get(at)).map(|operation| operation.call)
}

fn push_message(out: &mut Vec<f64>, message: &InFlight, now: Tick) {
    let (sent, due) = message.journey(now);
    let (kind, term, a, b) = match &message.parcel {
        Parcel::Raft(envelope) => {
            let (kind, a, b) = match &envelope.message {
                Message::RequestVote { last, .. } => {
                    (0.0, number(last.index.0), number(last.term.0))
                }
                Message::RequestVoteResponse { granted } => (1.0, flag(*granted), 0.0),
                Message::RequestPreVote { last, .. } => {
                    (11.0, number(last.index.0), number(last.term.0))
                }
                Message::RequestPreVoteResponse { granted, .. } => (12.0, flag(*granted), 0.0),
                Message::TimeoutNow => (6.0, 0.0, 0.0),
                Message::InstallSnapshot { last, offset, .. } => {
                    (7.0, number(*offset), number(last.index.0))
                }
                Message::InstallSnapshotResponse { last, next_offset } => {
                    (8.0, number(*next_offset), number(last.index.0))
                }
                Message::ReadIndex { id } => (9.0, number(id.0), 0.0),
                Message::ReadIndexResponse { id, index } => (10.0, number(id.0), number(index.0)),
                Message::AppendEntries { prev, entries, .. } => {
                    (2.0, count(entries.len()), number(prev.index.0))
                }
                Message::AppendEntriesResponse { outcome: Ok(index), .. } => {
                    (3.0, 1.0, number(index.0))
                }
                Message::AppendEntriesResponse { outcome: Err(mismatch), .. } => {
                    (3.0, 0.0, number(mismatch.conflict.index.0))
                }
            };
            (kind, number(envelope.term.0), a, b)
        }
        Parcel::Request(request) => (4.0, 0.0, number(request.number.0), 0.0),
        Parcel::Reply { number: of, reply } => {
            (5.0, 0.0, number(of.0), flag(matches!(reply, Reply::Executed(_))))
        }
    };
    out.extend([
        number(message.id.0),
        kind,
        address(message.from),
        address(message.to),
        term,
        number(sent.0),
        number(due.0),
        flag(message.loss.is_some()),
        a,
        b,
        flag(message.is_copy),
        flag(message.held.is_some()),
    ]);
}

/// Changes whenever a log, or what is committed, applied or durable of it, does.
fn logs_version(world: &World) -> f64 {
    let facts: Vec<_> = world
        .nodes()
        .iter()
        .map(|node| {
            let raft = node.server().raft();
            let (first, last) = (raft.log().first_index(), raft.log().last());
            let ends = (first, last, raft.commit_index(), raft.last_applied());
            (ends, node.disk().last_index(), node.status(), raft.current_term(), raft.is_leader())
        })
        .collect();
    version(fingerprint(&facts))
}

/// Changes whenever a client's calls do.
fn clients_version(world: &World) -> f64 {
    let facts: Vec<_> = world
        .clients()
        .iter()
        .map(|client| {
            let clerk = client.clerk();
            let busy = clerk.request().is_some();
            (clerk.last_number(), busy, clerk.attempts(), client.queue().len(), clerk.target())
        })
        .collect();
    version(fingerprint(&facts))
}

/// As many bits of a fingerprint as a number holds exactly.
fn version(fingerprint: u64) -> f64 {
    number(fingerprint >> 11)
}

fn server_or_zero(server: Option<NodeId>) -> f64 {
    server.map_or(0.0, |NodeId(id)| f64::from(id))
}

/// Servers are positive, clients negative.
fn address(address: Address) -> f64 {
    match address {
        Address::Server(server) => f64::from(server.0),
        Address::Client(client) => -f64::from(client.0),
    }
}

fn flag(flag: bool) -> f64 {
    f64::from(u8::from(flag))
}

fn count(count: usize) -> f64 {
    number(count as u64)
}

#[expect(clippy::cast_precision_loss, reason = "ticks, terms and indexes stay below 2^53")]
pub(crate) fn number(value: u64) -> f64 {
    value as f64
}
