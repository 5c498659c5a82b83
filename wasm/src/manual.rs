//! What goes into and comes out of a server driven by hand, as plain data: messages can be kept, copied,
//! reordered or dropped by the caller as they like.

#![expect(missing_docs, reason = "fields are named as in Figure 2")]

use kvraft_core::kv::{self, Answer, Execution, KvEffect, Op, Reply};
use kvraft_core::raft::{
    self, Conflict, Durable, Entry, Envelope, Message, Mismatch, Payload, Write,
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
    /// From index 1 on.
    pub log: Vec<LogEntry>,
}

/// An entry; without a request it is a leader's no-op.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, Tsify)]
#[serde(deny_unknown_fields)]
pub struct LogEntry {
    pub term: u64,
    #[tsify(optional)]
    pub request: Option<ClientRequest>,
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
    Get { key: String },
    Put { key: String, value: String },
    Append { key: String, value: String },
    Delete { key: String },
    Cas { key: String, expected: String, new: String },
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
    RequestVote {
        last: Id,
    },
    RequestVoteResponse {
        granted: bool,
    },
    AppendEntries {
        prev: Id,
        entries: Vec<LogEntry>,
        leader_commit: u64,
    },
    AppendEntriesAccepted {
        match_index: u64,
    },
    /// `conflict_term` is missing if the follower's log ends before `prev_index`.
    AppendEntriesRefused {
        prev_index: u64,
        #[tsify(optional)]
        conflict_term: Option<u64>,
        conflict_index: u64,
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
            kv::Command::Get { key } => Self::Get { key: key.to_string() },
            kv::Command::Put { key, value } => {
                Self::Put { key: key.to_string(), value: value.to_string() }
            }
            kv::Command::Append { key, value } => {
                Self::Append { key: key.to_string(), value: value.to_string() }
            }
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
            Command::Get { key } => Self::Get { key: key.into() },
            Command::Put { key, value } => Self::Put { key: key.into(), value: value.into() },
            Command::Append { key, value } => Self::Append { key: key.into(), value: value.into() },
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
        let request = match &entry.payload {
            Payload::Noop => None,
            Payload::Command(request) => Some(ClientRequest {
                client: request.client.0,
                number: request.number.0,
                command: (&request.command).into(),
            }),
        };
        Self { term: entry.term.0, request }
    }
}

impl From<LogEntry> for Entry<Op> {
    fn from(entry: LogEntry) -> Self {
        let payload = entry.request.map_or(Payload::Noop, |it| Payload::Command(it.into()));
        Self { term: Term(entry.term), payload }
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
            current_term: Term(state.current_term),
            voted_for: state.voted_for.map(NodeId),
            log: state.log.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<&Envelope<Op>> for MessageEnvelope {
    fn from(envelope: &Envelope<Op>) -> Self {
        let message = match &envelope.message {
            Message::RequestVote { last } => RaftMessage::RequestVote { last: (*last).into() },
            Message::RequestVoteResponse { granted } => {
                RaftMessage::RequestVoteResponse { granted: *granted }
            }
            Message::AppendEntries { prev, entries, leader_commit } => RaftMessage::AppendEntries {
                prev: (*prev).into(),
                entries: entries.iter().map(Into::into).collect(),
                leader_commit: leader_commit.0,
            },
            Message::AppendEntriesResponse { outcome: Ok(index) } => {
                RaftMessage::AppendEntriesAccepted { match_index: index.0 }
            }
            Message::AppendEntriesResponse { outcome: Err(mismatch) } => {
                RaftMessage::AppendEntriesRefused {
                    prev_index: mismatch.prev_index.0,
                    conflict_term: mismatch.conflict.term.map(|term| term.0),
                    conflict_index: mismatch.conflict.index.0,
                }
            }
        };
        Self { from: envelope.from.0, to: envelope.to.0, term: envelope.term.0, message }
    }
}

impl From<MessageEnvelope> for Envelope<Op> {
    fn from(envelope: MessageEnvelope) -> Self {
        let message = match envelope.message {
            RaftMessage::RequestVote { last } => Message::RequestVote { last: last.into() },
            RaftMessage::RequestVoteResponse { granted } => {
                Message::RequestVoteResponse { granted }
            }
            RaftMessage::AppendEntries { prev, entries, leader_commit } => Message::AppendEntries {
                prev: prev.into(),
                entries: entries.into_iter().map(Into::into).collect(),
                leader_commit: LogIndex(leader_commit),
            },
            RaftMessage::AppendEntriesAccepted { match_index } => {
                Message::AppendEntriesResponse { outcome: Ok(LogIndex(match_index)) }
            }
            RaftMessage::AppendEntriesRefused { prev_index, conflict_term, conflict_index } => {
                let conflict =
                    Conflict { term: conflict_term.map(Term), index: LogIndex(conflict_index) };
                let mismatch = Mismatch { prev_index: LogIndex(prev_index), conflict };
                Message::AppendEntriesResponse { outcome: Err(mismatch) }
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
                Reply::Outdated => (ReplyOutcome::Failed, reply.to_string(), None),
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
