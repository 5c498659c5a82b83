//! What crosses to JavaScript: plain data, built from getters. TypeScript types are generated from
//! here (tsify), never written twice. Numbers are ticks (virtual ms), log indexes, terms or ids;
//! servers and clients count from 1.

#![expect(missing_docs, reason = "fields are named as in Figure 2; others have their line")]

use crate::error::by_name;
use crate::frame::call_of;
use kvraft_core::check::{self, Property, Report};
use kvraft_core::kv::{Answer, Op, Word};
use kvraft_core::raft::{self, Entry, Pace, Payload, Role};
use kvraft_core::sentence::Sentence;
use kvraft_core::sim::{Client, Node, Operation, World};
use kvraft_core::types::{LogIndex, NodeId, RequestNumber, Tick};
use serde::{Deserialize, Serialize};
use tsify::Tsify;

/// How to start a session. Missing fields take their defaults.
#[derive(Debug, Clone, Default, Serialize, Tsify)]
pub struct SessionOptions {
    /// Number of servers, 1 to 9; 5 by default.
    #[tsify(optional)]
    pub servers: Option<u32>,
    /// Number of clients, 0 to 50; 2 by default.
    #[tsify(optional)]
    pub clients: Option<u32>,
    /// Seed: a decimal unsigned 64-bit integer; 1 by default. A string, for JavaScript numbers end at 2^53.
    #[tsify(optional)]
    pub seed: Option<String>,
    /// Ticks after which a call gives up with `ErrTimeout`; 8000 by default.
    #[tsify(optional)]
    pub request_timeout: Option<u32>,
    /// How many of the servers, the first ones, are members at the start; all by default.
    #[tsify(optional)]
    pub members: Option<u32>,
    /// PreVote, CheckQuorum, leader stickiness and leases; off by default, as in the paper's Figure 2.
    #[tsify(optional)]
    pub production: Option<bool>,
    /// Bytes of applied entries after which a server takes a snapshot; never by default.
    #[tsify(optional)]
    pub max_raft_state: Option<u32>,
}

/// A server's health.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, Tsify)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// It runs.
    Up,
    /// Only its disk is left.
    Crashed,
    /// Its process stands still.
    Paused,
}

/// A server's role (Figure 4). Crashed servers keep showing `follower`, the role they restart in.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, Tsify)]
#[serde(rename_all = "lowercase")]
pub enum RoleName {
    Follower,
    Candidate,
    Leader,
}

/// Everything about one server (the inspector).
#[derive(Debug, Clone, Serialize, Deserialize, Tsify)]
pub struct ServerView {
    pub id: u32,
    pub status: Status,
    pub role: RoleName,
    /// Figure 2 "persistent state", as the server believes it.
    pub current_term: u64,
    pub voted_for: Option<u32>,
    pub first_index: u64,
    pub last_index: u64,
    pub last_term: u64,
    /// Figure 2 "volatile state".
    pub commit_index: u64,
    pub last_applied: u64,
    /// Whom it believes to be the leader of its term.
    pub leader: Option<u32>,
    /// Ticks until its timer acts (election timeout, or the leader's next heartbeat); none if crashed.
    pub timer: Option<u64>,
    /// A candidate's granted votes, itself included.
    pub votes: Vec<u32>,
    /// The leader's view of each follower.
    pub peers: Vec<PeerView>,
    pub disk: DiskView,
    /// The latest snapshot, if there is one: index and term of the last entry it covers, and its bytes.
    pub snapshot: Option<[u64; 3]>,
    /// The key/value store, in key order, its first 200 keys. Values longer than 200 characters are cut with
    /// an ellipsis.
    pub store: Vec<PairView>,
    /// How many keys there are.
    pub store_keys: u32,
    pub sessions: Vec<SessionView>,
    pub waiting: Vec<WaitingView>,
}

#[derive(Debug, Clone, Serialize, Deserialize, Tsify)]
pub struct PeerView {
    pub server: u32,
    pub next_index: u64,
    pub match_index: u64,
    /// `probe`, `replicate` or `snapshot`.
    pub state: String,
}

/// What would survive a crash now.
#[derive(Debug, Clone, Serialize, Deserialize, Tsify)]
pub struct DiskView {
    pub current_term: u64,
    pub voted_for: Option<u32>,
    pub last_index: u64,
    /// Writes handed over but not yet durable.
    pub pending_writes: u32,
    /// The first twenty of them, four numbers for each: 0 term and vote, 1 entries, 2 a snapshot; the term, or
    /// the first index, or the last one of the snapshot; the server voted for, or the last index, or the
    /// snapshot's bytes; the tick at which its sync ends. 0 stands for none.
    pub queue: Vec<[u64; 4]>,
    /// Writes that it has reported durable and that a crash would lose.
    pub claimed: u32,
}

#[derive(Debug, Clone, Serialize, Deserialize, Tsify)]
pub struct PairView {
    pub key: String,
    pub value: String,
}

/// One row of the duplicate table: a client's last applied request and its cached result.
#[derive(Debug, Clone, Serialize, Deserialize, Tsify)]
pub struct SessionView {
    pub client: u32,
    pub number: u64,
    pub result: String,
}

/// A request waiting at (index, term).
#[derive(Debug, Clone, Serialize, Deserialize, Tsify)]
pub struct WaitingView {
    pub index: u64,
    pub term: u64,
    pub client: u32,
    pub number: u64,
}

/// A window of all servers' logs, aligned by index.
#[derive(Debug, Clone, Serialize, Deserialize, Tsify)]
pub struct LogsView {
    /// The window, inclusive; empty logs give `from` 1, `to` 0.
    pub from: u64,
    pub to: u64,
    pub servers: Vec<LogView>,
}

#[derive(Debug, Clone, Serialize, Deserialize, Tsify)]
pub struct LogView {
    pub server: u32,
    pub first_index: u64,
    pub last_index: u64,
    pub commit_index: u64,
    pub last_applied: u64,
    /// Entries up to here would survive a crash.
    pub durable_index: u64,
    /// The entries of the window this server has, the first at index `max(from, first_index)`.
    pub entries: Vec<EntryView>,
}

#[derive(Debug, Clone, Serialize, Deserialize, Tsify)]
pub struct EntryView {
    pub term: u64,
    /// The command as typed (`put x 1`), `no-op` for a leader's first entry. Cut at 60 characters.
    pub text: String,
    /// Who asked: client id and request number; 0 for a no-op, and for what stood there at the start.
    pub client: u32,
    pub number: u64,
}

/// A client and its requests.
#[derive(Debug, Clone, Serialize, Deserialize, Tsify)]
pub struct ClientView {
    pub id: u32,
    /// The server its Clerk will ask next (its guess of the leader).
    pub target: u32,
    /// The request under way, if any, and its number, start and tries so far.
    pub request: Option<String>,
    pub number: u64,
    pub since: u64,
    pub attempts: u32,
    /// Commands waiting behind the one under way.
    pub queued: u32,
    /// The last 50 operations, oldest first, of those among the last 4096 of all clients.
    pub history: Vec<OperationView>,
}

#[derive(Debug, Clone, Serialize, Deserialize, Tsify)]
pub struct OperationView {
    pub client: u32,
    pub number: u64,
    pub command: String,
    /// Tick of the call, and of the return (none while under way).
    pub call: u64,
    pub returned: Option<u64>,
    /// `OK`, a value, `ErrNoKey`, `ErrTimeout`, …; empty while under way.
    pub result: String,
    pub outcome: OutcomeName,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize, Tsify)]
#[serde(rename_all = "lowercase")]
pub enum OutcomeName {
    /// Under way.
    Pending,
    /// The store executed it (this includes ErrNoKey: a definite answer).
    Done,
    /// Gave up: it may or may not have been executed.
    Unknown,
}

/// One judge: a property watched all the time.
#[derive(Debug, Clone, Serialize, Deserialize, Tsify)]
pub struct JudgeView {
    /// Stable id, one of `Property::ALL`: `election-safety`, `leader-append-only`, ..., `requests-finish`.
    pub id: String,
    /// Checks made so far.
    pub checks: u64,
    pub violations: u32,
}

/// What a judge found, with all it takes to tell it in another language.
#[derive(Debug, Clone, Serialize, Tsify)]
pub struct ViolationView {
    pub judge: &'static str,
    pub tick: u64,
    /// One sentence with all facts (English).
    pub text: String,
    /// A stable word for the sentence: `two-leaders`, `voted-twice`, …
    pub code: &'static str,
    /// What the sentence names, by name, as an error's facts. Servers and clients are `server`, `leader`, `first`,
    /// `second`, `candidate`, `client`, and, with commas between them, `voters` and `holders`.
    #[serde(serialize_with = "by_name")]
    #[tsify(type = "Record<string, string | string[]>")]
    pub facts: Sentence,
}

/// What a console line did.
#[derive(Debug, Clone, Serialize, Deserialize, Tsify)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Outcome {
    /// A request was handed to a client; its reply comes as an event with these numbers.
    Submitted { client: u32, number: u64 },
    /// A fault or setting took effect. `line` is the action as recorded (`crash leader` → `crash 3`).
    Done { line: String },
}

pub(crate) const VALUE_SHOWN: usize = 200;
const COMMAND_SHOWN: usize = 60;
const OPERATIONS_SHOWN: usize = 50;
/// The last calls of one who has been silent since are looked for among so many of all.
const OPERATIONS_SEARCHED: usize = 4096;
const KEYS_SHOWN: usize = 200;
const WRITES_SHOWN: usize = 20;
const ENTRIES_SHOWN: u64 = 50;
/// More rows than any table shows at once.
const ENTRIES_MOST: u64 = 1000;

/// Everything about one server.
pub fn server(node: &Node, now: Tick) -> ServerView {
    let server = node.server();
    let raft = server.raft();
    let durable = node.disk().durable();
    let last = raft.log().last();
    let (role, votes, peers) = match raft.role() {
        Role::Follower { .. } => (RoleName::Follower, Vec::new(), Vec::new()),
        Role::PreCandidate { votes, .. } | Role::Candidate { votes } => {
            (RoleName::Candidate, votes.iter().map(|voter| voter.0).collect(), Vec::new())
        }
        Role::Leader(leader) => {
            (RoleName::Leader, Vec::new(), leader.progress.iter().map(peer).collect())
        }
    };
    ServerView {
        id: node.id().0,
        status: status(node.status()),
        role,
        current_term: raft.current_term().0,
        voted_for: id(raft.voted_for()),
        first_index: raft.log().first_index().0,
        last_index: last.index.0,
        last_term: last.term.0,
        commit_index: raft.commit_index().0,
        last_applied: raft.last_applied().0,
        leader: id(raft.leader()),
        timer: node.timer().map(|(_, due)| due.since(now)),
        votes,
        peers,
        disk: DiskView {
            current_term: durable.current_term.0,
            voted_for: id(durable.voted_for),
            last_index: node.disk().last_index().0,
            pending_writes: small(node.disk().pending()),
            queue: node.disk().queue().take(WRITES_SHOWN).map(write).collect(),
            claimed: small(node.disk().claimed()),
        },
        snapshot: raft.snapshot().map(|snapshot| {
            [snapshot.last.index.0, snapshot.last.term.0, snapshot.data.len() as u64]
        }),
        store_keys: small(server.store().len()),
        store: server
            .store()
            .iter()
            .take(KEYS_SHOWN)
            .map(|(key, value)| PairView {
                key: cut(key, VALUE_SHOWN),
                value: cut(value, VALUE_SHOWN),
            })
            .collect(),
        sessions: server
            .sessions()
            .iter()
            .map(|(client, number, result)| SessionView {
                client: client.0,
                number: asked(number).unwrap_or(0),
                result: answer(result),
            })
            .collect(),
        waiting: server
            .waiting()
            .map(|(index, waiting)| WaitingView {
                index: index.0,
                term: waiting.term.0,
                client: waiting.client.0,
                number: asked(waiting.number).unwrap_or(0),
            })
            .collect(),
    }
}

fn write((write, due): (&raft::Write<Op>, Option<Tick>)) -> [u64; 4] {
    let due = due.map_or(0, |tick| tick.0);
    match write {
        raft::Write::HardState { current_term, voted_for } => {
            [0, current_term.0, voted_for.map_or(0, |NodeId(id)| id.into()), due]
        }
        raft::Write::Log { first, entries } => {
            [1, first.0, (first.0 + entries.len() as u64).saturating_sub(1), due]
        }
        raft::Write::Snapshot(snapshot) => {
            [2, snapshot.last.index.0, snapshot.data.len() as u64, due]
        }
    }
}

fn status(status: kvraft_core::sim::Status) -> Status {
    match status {
        kvraft_core::sim::Status::Up => Status::Up,
        kvraft_core::sim::Status::Crashed => Status::Crashed,
        kvraft_core::sim::Status::Paused => Status::Paused,
    }
}

fn peer(progress: &raft::Progress) -> PeerView {
    let state = match &progress.pace {
        Pace::Probe { .. } => "probe",
        Pace::Replicate => "replicate",
        Pace::Snapshot { .. } => "snapshot",
    };
    PeerView {
        server: progress.server.0,
        next_index: progress.next_index.0,
        match_index: progress.match_index.0,
        state: state.to_owned(),
    }
}

/// The logs from index `from` to `to`, clamped; with 0 and 0 the last 50.
pub fn logs(world: &World, from: u64, to: u64) -> LogsView {
    let longest = world.nodes().iter().map(|node| node.server().raft().log().last_index().0).max();
    let longest = longest.unwrap_or(0);
    let to = if to == 0 { longest } else { to.min(longest) };
    let from = if from == 0 { (to + 1).saturating_sub(ENTRIES_SHOWN) } else { from };
    let from = from.max(to.saturating_sub(ENTRIES_MOST)).max(1);
    let servers = world.nodes().iter().map(|node| log(node, from, to)).collect();
    LogsView { from, to, servers }
}

fn log(node: &Node, from: u64, to: u64) -> LogView {
    let raft = node.server().raft();
    let count = usize::try_from((to + 1).saturating_sub(from)).unwrap_or(0);
    let first = raft.log().first_index();
    let gone = usize::try_from(first.0.saturating_sub(from)).unwrap_or(usize::MAX);
    let start = LogIndex(from).max(first).previous();
    let entries = raft.log().after(start, count.saturating_sub(gone));
    LogView {
        server: node.id().0,
        first_index: first.0,
        last_index: raft.log().last_index().0,
        commit_index: raft.commit_index().0,
        last_applied: raft.last_applied().0,
        durable_index: node.disk().last_index().0.min(raft.log().last_index().0),
        entries: entries.iter().map(entry).collect(),
    }
}

fn entry(entry: &Entry<Op>) -> EntryView {
    let term = entry.term.0;
    match &entry.payload {
        Payload::Noop => EntryView { term, text: "no-op".to_owned(), client: 0, number: 0 },
        Payload::Membership(membership) => {
            let text = cut(&format!("members {membership}"), COMMAND_SHOWN);
            EntryView { term, text, client: 0, number: 0 }
        }
        Payload::Command(request) => EntryView {
            term,
            text: command(&request.command),
            client: asked(request.number).map_or(0, |_| request.client.0),
            number: asked(request.number).unwrap_or(0),
        },
    }
}

/// One client and its last calls.
pub fn client(world: &World, client: &Client) -> ClientView {
    let clerk = client.clerk();
    // From the end, and not without end: this is asked many times a second.
    let latest = world.history().iter().rev().take(OPERATIONS_SEARCHED);
    let own = latest.filter(|operation| operation.client == clerk.id());
    let mut latest: Vec<&Operation> = own.take(OPERATIONS_SHOWN).collect();
    latest.reverse();
    ClientView {
        id: clerk.id().0,
        target: clerk.target().0,
        request: clerk.request().map(|request| command(&request.command)),
        number: clerk.last_number().0,
        since: call_of(world, client).map_or(0, |tick| tick.0),
        attempts: clerk.attempts(),
        queued: small(client.queue().len()),
        history: latest.into_iter().map(operation).collect(),
    }
}

/// One call.
pub fn operation(operation: &Operation) -> OperationView {
    let (result, outcome) = match (&operation.answer, operation.returned) {
        (Some(found), _) => (answer(found), OutcomeName::Done),
        (None, Some(_)) => ("ErrTimeout".to_owned(), OutcomeName::Unknown),
        (None, None) => (String::new(), OutcomeName::Pending),
    };
    OperationView {
        client: operation.client.0,
        number: operation.number.0,
        command: command(&operation.command),
        call: operation.call.0,
        returned: operation.returned.map(|tick| tick.0),
        result,
        outcome,
    }
}

/// One judge.
pub fn judge(report: &Report, property: Property) -> JudgeView {
    JudgeView {
        id: property.id().to_owned(),
        checks: report.checks(property),
        violations: u32::try_from(report.breaches(property)).unwrap_or(u32::MAX),
    }
}

/// One violation.
pub fn violation(violation: &check::Violation) -> ViolationView {
    let check::Violation { tick, breach } = violation;
    let facts = breach.sentence();
    let (judge, text) = (breach.property().id(), facts.to_string());
    ViolationView { judge, tick: tick.0, text, code: breach.code(), facts }
}

pub(crate) fn id(server: Option<NodeId>) -> Option<u32> {
    server.map(|server| server.0)
}

/// An answer as it is shown: a value as it is, not as it would be typed.
pub fn answer(answer: &Answer) -> String {
    match answer {
        Answer::Value(value) => cut(value, VALUE_SHOWN),
        Answer::Versioned { value, version } => {
            format!("{} (version {version})", cut(value, VALUE_SHOWN))
        }
        Answer::Ok
        | Answer::NoKey
        | Answer::CasFailed { .. }
        | Answer::WrongVersion { .. }
        | Answer::Maybe
        | Answer::ValueTooLong => cut(&answer.to_string(), VALUE_SHOWN),
    }
}

/// A command as typed, shortened before it is printed: its value may have a megabyte.
pub(crate) fn command(command: &kvraft_core::kv::Command) -> String {
    if command.values().all(|value| value.len() <= COMMAND_SHOWN) {
        return cut(&command.to_string(), COMMAND_SHOWN);
    }
    let mut text = format!("{} {}", command.verb(), Word(&cut(command.key(), COMMAND_SHOWN)));
    for value in command.values() {
        text.push(' ');
        text.push_str(&Word(&cut(value, COMMAND_SHOWN)).to_string());
    }
    cut(&text, COMMAND_SHOWN)
}

/// At most `most` characters, an ellipsis for the rest.
pub(crate) fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// A request's number; none for entries that stood in a log at the start, for which no client asked.
fn asked(number: RequestNumber) -> Option<u64> {
    Some(number.0).filter(|&number| number != u64::MAX)
}

fn small(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
