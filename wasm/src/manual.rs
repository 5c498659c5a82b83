//! What goes into and comes out of a server driven by hand, as plain data: messages can be kept, copied,
//! reordered or dropped by the caller as they like.

#![expect(missing_docs, reason = "fields are named as in Figure 2")]

use kvraft_core::kv::{self, Answer, Execution, KvEffect, Op, Reply};
use kvraft_core::raft::{
    self, Campaign, Conflict, Durable, Entry, Envelope, Membership, Message, Mismatch, Payload,
    ReadId, Snapshot, Write,
};
use kvraft_core::sim::Event;
use kvraft_core::types::{ClientId, EntryId, LogIndex, NodeId, RequestNumber, Term};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use tsify::Tsify;

/// How a server starts. `durable` is what its disk holds; leave it out for a new server.
#[derive(Debug, Clone, Deserialize, Serialize, Tsify)]
#[serde(deny_unknown_fields)]
pub struct ServerOptions {
    pub id: u32,
    /// All servers of the cluster, this one included.
    pub servers: Vec<u32>,
    /// Seed of its election timeouts, as a decimal string.
    #[tsify(optional)]
    pub seed: Option<String>,
    /// In ticks; 150 by default.
    #[tsify(optional)]
    pub election_timeout_min: Option<u32>,
    /// In ticks; 300 by default.
    #[tsify(optional)]
    pub election_timeout_max: Option<u32>,
    /// In ticks; 50 by default.
    #[tsify(optional)]
    pub heartbeat_interval: Option<u32>,
    /// PreVote, CheckQuorum and leader stickiness; off by default.
    #[serde(default)]
    #[tsify(optional)]
    pub production: bool,
    #[tsify(optional)]
    pub durable: Option<DurableState>,
}

/// Persistent state (Figure 2).
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, Tsify)]
#[serde(deny_unknown_fields)]
pub struct DurableState {
    pub current_term: u64,
    #[tsify(optional)]
    pub voted_for: Option<u32>,
    #[tsify(optional)]
    pub snapshot: Option<SnapshotState>,
    /// From behind the snapshot on, or from index 1.
    pub log: Vec<LogEntry>,
}

/// A snapshot: the store and its sessions as bytes.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, Tsify)]
#[serde(deny_unknown_fields)]
pub struct SnapshotState {
    pub last: Id,
    pub members: Members,
    pub data: Vec<u8>,
}

/// The members of the cluster; `outgoing` are the old voters while they change.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, Tsify)]
#[serde(deny_unknown_fields)]
pub struct Members {
    pub voters: Vec<u32>,
    #[serde(default)]
    pub outgoing: Vec<u32>,
    #[serde(default)]
    pub learners: Vec<u32>,
}

/// An entry; with neither a request nor members it is a leader's no-op.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, Tsify)]
#[serde(deny_unknown_fields)]
pub struct LogEntry {
    pub term: u64,
    #[tsify(optional)]
    pub request: Option<ClientRequest>,
    #[tsify(optional)]
    pub members: Option<Members>,
}

/// A client's request.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, Tsify)]
#[serde(deny_unknown_fields)]
pub struct ClientRequest {
    pub client: u32,
    pub number: u64,
    pub command: Command,
}

/// A command: `{ put: { key, value } }`.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, Tsify)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
pub enum Command {
    /// `via` is `log`, `index` or `lease`; without it, `log`.
    Get {
        key: String,
        #[serde(default)]
        via: String,
    },
    Put {
        key: String,
        value: String,
    },
    PutAt {
        key: String,
        value: String,
        version: u64,
    },
    OpenSession {},
    Append {
        key: String,
        value: String,
    },
    Delete {
        key: String,
    },
    Cas {
        key: String,
        expected: String,
        new: String,
    },
}

/// Names an entry.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, Serialize, Tsify)]
#[serde(deny_unknown_fields)]
pub struct Id {
    pub index: u64,
    pub term: u64,
}

/// A message between servers.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, Tsify)]
#[serde(deny_unknown_fields)]
pub struct MessageEnvelope {
    pub from: u32,
    pub to: u32,
    pub term: u64,
    pub message: RaftMessage,
}

/// The messages of Figure 2: `{ RequestVote: { last } }`.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, Tsify)]
#[serde(deny_unknown_fields)]
pub enum RaftMessage {
    /// `transfer` says that the leader asked for this election.
    RequestVote {
        last: Id,
        #[serde(default)]
        transfer: bool,
    },
    RequestPreVote {
        last: Id,
        round: u64,
    },
    RequestPreVoteResponse {
        round: u64,
        granted: bool,
    },
    TimeoutNow {},
    RequestVoteResponse {
        granted: bool,
    },
    AppendEntries {
        prev: Id,
        entries: Vec<LogEntry>,
        leader_commit: u64,
        round: u64,
    },
    AppendEntriesAccepted {
        match_index: u64,
        round: u64,
    },
    /// `conflict_term` is missing if the follower's log ends before `prev_index`.
    AppendEntriesRefused {
        prev_index: u64,
        #[tsify(optional)]
        conflict_term: Option<u64>,
        conflict_index: u64,
        round: u64,
    },
    InstallSnapshot {
        last: Id,
        members: Members,
        offset: u64,
        chunk: Vec<u8>,
        done: bool,
    },
    InstallSnapshotResponse {
        last: Id,
        next_offset: u64,
    },
    ReadIndex {
        id: u64,
    },
    ReadIndexResponse {
        id: u64,
        index: u64,
    },
}

/// What a server wants done, in order. `send` must wait until write `after` is durable.
#[derive(Debug, Clone, Serialize, Deserialize, Tsify)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum ServerEffect {
    /// Make term and vote durable, then call `persisted(id)`.
    PersistHardState {
        id: u64,
        current_term: u64,
        #[tsify(optional)]
        voted_for: Option<u32>,
    },
    /// Replace the log from index `first` on by `entries`, durably, then call `persisted(id)`.
    PersistLog {
        id: u64,
        first: u64,
        entries: Vec<LogEntry>,
    },
    /// Keep the snapshot in place of the log up to its last entry, or of all of the log if that does
    /// not hold the entry; durably, then call `persisted(id)`.
    PersistSnapshot {
        id: u64,
        snapshot: SnapshotState,
    },
    /// The store was replaced by a snapshot.
    Restored {
        last: Id,
    },
    /// Whether the change of members asked for has begun.
    ChangeAccepted {
        accepted: bool,
    },
    Send {
        after: u64,
        envelope: MessageEnvelope,
    },
    /// Answer a client. `outcome` is `OK`, a value, an error's name or `ErrWrongLeader`.
    Reply {
        client: u32,
        number: u64,
        outcome: ReplyOutcome,
        text: String,
        #[tsify(optional)]
        hint: Option<u32>,
    },
    /// An entry was applied to the store; `executed` is false for no-ops and duplicates.
    Applied {
        entry: Id,
        executed: bool,
    },
    /// Something happened, in the trace's words.
    Event {
        text: String,
    },
}

/// How a reply is meant.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, Tsify)]
#[serde(rename_all = "kebab-case")]
pub enum ReplyOutcome {
    /// Done; `text` is empty.
    Ok,
    /// `text` is the value read.
    Value,
    /// A definite answer: `ErrNoKey`, `ErrCasFailed(…)`, `ErrValueTooLong`.
    Failed,
    /// Ask another server, with the same number.
    Retry,
}

impl From<&kv::Command> for Command {
    fn from(command: &kv::Command) -> Self {
        match command {
            kv::Command::Get { key, via } => {
                Self::Get { key: key.to_string(), via: via.word().to_owned() }
            }
            kv::Command::Put { key, value } => {
                Self::Put { key: key.to_string(), value: value.to_string() }
            }
            kv::Command::Append { key, value } => {
                Self::Append { key: key.to_string(), value: value.to_string() }
            }
            kv::Command::PutAt { key, value, version } => {
                Self::PutAt { key: key.to_string(), value: value.to_string(), version: *version }
            }
            kv::Command::OpenSession => Self::OpenSession {},
            kv::Command::Delete { key } => Self::Delete { key: key.to_string() },
            kv::Command::Cas { key, expected, new } => Self::Cas {
                key: key.to_string(),
                expected: expected.to_string(),
                new: new.to_string(),
            },
        }
    }
}

impl From<Command> for kv::Command {
    fn from(command: Command) -> Self {
        match command {
            Command::Get { key, via } => {
                let via = match via.as_str() {
                    "index" => kv::ReadMode::Index,
                    "lease" => kv::ReadMode::Lease,
                    "version" => kv::ReadMode::Version,
                    _ => kv::ReadMode::Log,
                };
                Self::Get { key: key.into(), via }
            }
            Command::Put { key, value } => Self::Put { key: key.into(), value: value.into() },
            Command::Append { key, value } => Self::Append { key: key.into(), value: value.into() },
            Command::PutAt { key, value, version } => {
                Self::PutAt { key: key.into(), value: value.into(), version }
            }
            Command::OpenSession {} => Self::OpenSession,
            Command::Delete { key } => Self::Delete { key: key.into() },
            Command::Cas { key, expected, new } => {
                Self::Cas { key: key.into(), expected: expected.into(), new: new.into() }
            }
        }
    }
}

impl From<ClientRequest> for Op {
    fn from(request: ClientRequest) -> Self {
        Arc::new(kv::Request {
            client: ClientId(request.client),
            number: RequestNumber(request.number),
            command: request.command.into(),
        })
    }
}

impl From<&Entry<Op>> for LogEntry {
    fn from(entry: &Entry<Op>) -> Self {
        let (request, members) = match &entry.payload {
            Payload::Noop => (None, None),
            Payload::Membership(membership) => (None, Some((&**membership).into())),
            Payload::Command(request) => {
                let command = (&request.command).into();
                let (client, number) = (request.client.0, request.number.0);
                (Some(ClientRequest { client, number, command }), None)
            }
        };
        Self { term: entry.term.0, request, members }
    }
}

impl From<LogEntry> for Entry<Op> {
    fn from(entry: LogEntry) -> Self {
        let payload = match (entry.request, entry.members) {
            (Some(request), _) => Payload::Command(request.into()),
            (None, Some(members)) => Payload::Membership(Arc::new(members.into())),
            (None, None) => Payload::Noop,
        };
        Self { term: Term(entry.term), payload }
    }
}

impl From<&Membership> for Members {
    fn from(membership: &Membership) -> Self {
        let ids = |servers: &[NodeId]| servers.iter().map(|server| server.0).collect();
        Self {
            voters: ids(membership.voters()),
            outgoing: ids(membership.outgoing()),
            learners: ids(membership.learners()),
        }
    }
}

impl From<Members> for Membership {
    fn from(members: Members) -> Self {
        let ids = |list: Vec<u32>| list.into_iter().map(NodeId).collect::<Vec<_>>();
        let target = Self::new(ids(members.voters)).with_learners(ids(members.learners));
        if members.outgoing.is_empty() {
            return target;
        }
        Self::new(ids(members.outgoing)).joint_with(&target)
    }
}

impl From<&Snapshot> for SnapshotState {
    fn from(snapshot: &Snapshot) -> Self {
        Self {
            last: snapshot.last.into(),
            members: (&*snapshot.membership).into(),
            data: snapshot.data.to_vec(),
        }
    }
}

impl From<SnapshotState> for Snapshot {
    fn from(state: SnapshotState) -> Self {
        Self {
            last: state.last.into(),
            membership: Arc::new(state.members.into()),
            data: state.data.into(),
        }
    }
}

impl From<EntryId> for Id {
    fn from(id: EntryId) -> Self {
        Self { index: id.index.0, term: id.term.0 }
    }
}

impl From<Id> for EntryId {
    fn from(id: Id) -> Self {
        Self::new(LogIndex(id.index), Term(id.term))
    }
}

impl From<DurableState> for Durable<Op> {
    fn from(state: DurableState) -> Self {
        Self {
            snapshot: state.snapshot.map(|snapshot| Arc::new(snapshot.into())),
            current_term: Term(state.current_term),
            voted_for: state.voted_for.map(NodeId),
            log: state.log.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<&Envelope<Op>> for MessageEnvelope {
    fn from(envelope: &Envelope<Op>) -> Self {
        let message = match &envelope.message {
            Message::RequestVote { last, campaign } => RaftMessage::RequestVote {
                last: (*last).into(),
                transfer: *campaign == Campaign::Transfer,
            },
            Message::RequestPreVote { last, round } => {
                RaftMessage::RequestPreVote { last: (*last).into(), round: *round }
            }
            Message::RequestPreVoteResponse { round, granted } => {
                RaftMessage::RequestPreVoteResponse { round: *round, granted: *granted }
            }
            Message::TimeoutNow => RaftMessage::TimeoutNow {},
            Message::RequestVoteResponse { granted } => {
                RaftMessage::RequestVoteResponse { granted: *granted }
            }
            Message::AppendEntries { prev, entries, leader_commit, round } => {
                RaftMessage::AppendEntries {
                    prev: (*prev).into(),
                    entries: entries.iter().map(Into::into).collect(),
                    leader_commit: leader_commit.0,
                    round: *round,
                }
            }
            Message::AppendEntriesResponse { outcome: Ok(index), round } => {
                RaftMessage::AppendEntriesAccepted { match_index: index.0, round: *round }
            }
            Message::AppendEntriesResponse { outcome: Err(mismatch), round } => {
                RaftMessage::AppendEntriesRefused {
                    prev_index: mismatch.prev_index.0,
                    conflict_term: mismatch.conflict.term.map(|term| term.0),
                    conflict_index: mismatch.conflict.index.0,
                    round: *round,
                }
            }
            Message::InstallSnapshot { last, membership, offset, chunk, done } => {
                RaftMessage::InstallSnapshot {
                    last: (*last).into(),
                    members: (&**membership).into(),
                    offset: *offset,
                    chunk: chunk.to_vec(),
                    done: *done,
                }
            }
            Message::InstallSnapshotResponse { last, next_offset } => {
                RaftMessage::InstallSnapshotResponse {
                    last: (*last).into(),
                    next_offset: *next_offset,
                }
            }
            Message::ReadIndex { id } => RaftMessage::ReadIndex { id: id.0 },
            Message::ReadIndexResponse { id, index } => {
                RaftMessage::ReadIndexResponse { id: id.0, index: index.0 }
            }
        };
        Self { from: envelope.from.0, to: envelope.to.0, term: envelope.term.0, message }
    }
}

impl From<MessageEnvelope> for Envelope<Op> {
    fn from(envelope: MessageEnvelope) -> Self {
        let message = match envelope.message {
            RaftMessage::RequestVote { last, transfer } => {
                let campaign = if transfer { Campaign::Transfer } else { Campaign::Timeout };
                Message::RequestVote { last: last.into(), campaign }
            }
            RaftMessage::RequestPreVote { last, round } => {
                Message::RequestPreVote { last: last.into(), round }
            }
            RaftMessage::RequestPreVoteResponse { round, granted } => {
                Message::RequestPreVoteResponse { round, granted }
            }
            RaftMessage::TimeoutNow {} => Message::TimeoutNow,
            RaftMessage::RequestVoteResponse { granted } => {
                Message::RequestVoteResponse { granted }
            }
            RaftMessage::AppendEntries { prev, entries, leader_commit, round } => {
                Message::AppendEntries {
                    prev: prev.into(),
                    entries: entries.into_iter().map(Into::into).collect(),
                    leader_commit: LogIndex(leader_commit),
                    round,
                }
            }
            RaftMessage::AppendEntriesAccepted { match_index, round } => {
                Message::AppendEntriesResponse { outcome: Ok(LogIndex(match_index)), round }
            }
            RaftMessage::AppendEntriesRefused {
                prev_index,
                conflict_term,
                conflict_index,
                round,
            } => {
                let conflict =
                    Conflict { term: conflict_term.map(Term), index: LogIndex(conflict_index) };
                let mismatch = Mismatch { prev_index: LogIndex(prev_index), conflict };
                Message::AppendEntriesResponse { outcome: Err(mismatch), round }
            }
            RaftMessage::InstallSnapshot { last, members, offset, chunk, done } => {
                Message::InstallSnapshot {
                    last: last.into(),
                    membership: Arc::new(members.into()),
                    offset,
                    chunk: chunk.into(),
                    done,
                }
            }
            RaftMessage::InstallSnapshotResponse { last, next_offset } => {
                Message::InstallSnapshotResponse { last: last.into(), next_offset }
            }
            RaftMessage::ReadIndex { id } => Message::ReadIndex { id: ReadId(id) },
            RaftMessage::ReadIndexResponse { id, index } => {
                Message::ReadIndexResponse { id: ReadId(id), index: LogIndex(index) }
            }
        };
        Self {
            from: NodeId(envelope.from),
            to: NodeId(envelope.to),
            term: Term(envelope.term),
            message,
        }
    }
}

/// An effect of server `server`, as JavaScript sees it.
pub fn effect(server: NodeId, effect: KvEffect) -> ServerEffect {
    match effect {
        KvEffect::Persist { id, write: Write::HardState { current_term, voted_for } } => {
            ServerEffect::PersistHardState {
                id: id.0,
                current_term: current_term.0,
                voted_for: voted_for.map(|server| server.0),
            }
        }
        KvEffect::Persist { id, write: Write::Log { first, entries } } => {
            let entries = entries.iter().map(Into::into).collect();
            ServerEffect::PersistLog { id: id.0, first: first.0, entries }
        }
        KvEffect::Persist { id, write: Write::Snapshot(snapshot) } => {
            ServerEffect::PersistSnapshot { id: id.0, snapshot: (&*snapshot).into() }
        }
        KvEffect::Restored { last, .. } => ServerEffect::Restored { last: last.into() },
        KvEffect::ChangeAccepted(outcome) => {
            ServerEffect::ChangeAccepted { accepted: outcome.is_ok() }
        }
        KvEffect::Send { after, envelope } => {
            ServerEffect::Send { after: after.0, envelope: (&envelope).into() }
        }
        KvEffect::Reply { client, number, reply } => {
            let (outcome, text, hint) = match &reply {
                Reply::Executed(Answer::Ok) => (ReplyOutcome::Ok, String::new(), None),
                Reply::Executed(Answer::Value(value)) => {
                    (ReplyOutcome::Value, value.to_string(), None)
                }
                Reply::Executed(failure) => (ReplyOutcome::Failed, failure.to_string(), None),
                Reply::WrongLeader { hint } => (ReplyOutcome::Retry, reply.to_string(), *hint),
                Reply::Outdated | Reply::NoSession => {
                    (ReplyOutcome::Failed, reply.to_string(), None)
                }
            };
            let hint = hint.map(|server| server.0);
            ServerEffect::Reply { client: client.0, number: number.0, outcome, text, hint }
        }
        KvEffect::Applied(applied) => ServerEffect::Applied {
            entry: applied.id.into(),
            executed: applied.outcome == Execution::Executed,
        },
        KvEffect::RaftEvent(event) => event_text(server, event),
    }
}

fn event_text(server: NodeId, event: raft::Event) -> ServerEffect {
    ServerEffect::Event { text: Event::Raft { server, event }.to_string() }
}
