//! What happened: the vocabulary of traces. A run is its events; their hash is the run's identity.

use super::action::Action;
use crate::kv::{Answer, Applied, Command, Op, Reply};
use crate::raft::{self, Campaign, Entry, Envelope, Message, Mismatch, Payload, WriteId};
use crate::types::{ClientId, EntryId, LogIndex, NodeId, RequestNumber, Term};
use std::fmt;

/// Names a message of a run, from 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MessageId(pub u64);

impl fmt::Display for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "m{}", self.0)
    }
}

/// One end of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Address {
    /// A server.
    Server(NodeId),
    /// A client.
    Client(ClientId),
}

impl From<NodeId> for Address {
    fn from(server: NodeId) -> Self {
        Self::Server(server)
    }
}

impl From<ClientId> for Address {
    fn from(client: ClientId) -> Self {
        Self::Client(client)
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Server(server) => server.fmt(f),
            Self::Client(client) => client.fmt(f),
        }
    }
}

/// What travels on the network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Parcel {
    /// From server to server.
    Raft(Envelope<Op>),
    /// From client to server.
    Request(Op),
    /// From server to client.
    Reply {
        /// The client's request number.
        number: RequestNumber,
        /// The reply to it.
        reply: Reply,
    },
}

/// About how many bytes the envelope of any message takes: addresses, term, kind, numbers.
const ENVELOPE_SIZE: u64 = 40;

impl Parcel {
    /// About how many bytes it takes on the wire.
    pub fn size(&self) -> u64 {
        let content = match self {
            Self::Raft(Envelope { message, .. }) => match message {
                Message::AppendEntries { entries, .. } => entries.iter().map(entry_size).sum(),
                Message::InstallSnapshot { chunk, .. } => chunk.len() as u64,
                Message::RequestVote { .. }
                | Message::RequestVoteResponse { .. }
                | Message::RequestPreVote { .. }
                | Message::RequestPreVoteResponse { .. }
                | Message::TimeoutNow
                | Message::ReadIndex { .. }
                | Message::ReadIndexResponse { .. }
                | Message::InstallSnapshotResponse { .. }
                | Message::AppendEntriesResponse { .. } => 0,
            },
            Self::Request(request) => request.size(),
            Self::Reply { reply: Reply::Executed(answer), .. } => answer_size(answer),
            Self::Reply { .. } => 0,
        };
        ENVELOPE_SIZE + content
    }

    /// What is told of it in events: everything but the entries' content.
    pub fn summary(&self) -> Summary {
        match self {
            Self::Raft(Envelope { term, message, .. }) => {
                let term = *term;
                match *message {
                    Message::RequestVote { last, campaign } => {
                        Summary::RequestVote { term, last, campaign }
                    }
                    Message::RequestPreVote { last, .. } => Summary::RequestPreVote { term, last },
                    Message::RequestPreVoteResponse { granted, .. } => {
                        Summary::RequestPreVoteResponse { term, granted }
                    }
                    Message::InstallSnapshot { last, offset, ref chunk, done, .. } => {
                        let bytes = chunk.len() as u64;
                        Summary::InstallSnapshot { term, last, offset, bytes, done }
                    }
                    Message::InstallSnapshotResponse { last, next_offset } => {
                        Summary::InstallSnapshotResponse { term, last, next_offset }
                    }
                    Message::ReadIndex { .. } => Summary::ReadIndex { term },
                    Message::ReadIndexResponse { index, .. } => {
                        Summary::ReadIndexResponse { term, index }
                    }
                    Message::TimeoutNow => Summary::TimeoutNow { term },
                    Message::RequestVoteResponse { granted } => {
                        Summary::RequestVoteResponse { term, granted }
                    }
                    Message::AppendEntries { prev, ref entries, leader_commit, .. } => {
                        let count = entries.len() as u64;
                        Summary::AppendEntries { term, prev, count, leader_commit }
                    }
                    Message::AppendEntriesResponse { outcome, .. } => {
                        Summary::AppendEntriesResponse { term, outcome }
                    }
                }
            }
            Self::Request(request) => {
                Summary::Request { client: request.client, number: request.number }
            }
            Self::Reply { number, reply } => {
                Summary::Reply { number: *number, definite: matches!(reply, Reply::Executed(_)) }
            }
        }
    }
}

/// About how many bytes an entry takes, on the wire and on disk.
pub(super) fn entry_size(entry: &Entry<Op>) -> u64 {
    match &entry.payload {
        Payload::Noop => 8,
        Payload::Membership(membership) => 8 + 4 * membership.members().len() as u64,
        Payload::Command(request) => 8 + request.size(),
    }
}

fn answer_size(answer: &Answer) -> u64 {
    match answer {
        Answer::Value(text)
        | Answer::Versioned { value: text, .. }
        | Answer::CasFailed { actual: text } => text.len() as u64,
        Answer::Ok
        | Answer::WrongVersion { .. }
        | Answer::Maybe
        | Answer::NoKey
        | Answer::ValueTooLong => 0,
    }
}

/// A message in brief.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the fields are those of the messages themselves")]
pub enum Summary {
    RequestVote { term: Term, last: EntryId, campaign: Campaign },
    RequestVoteResponse { term: Term, granted: bool },
    RequestPreVote { term: Term, last: EntryId },
    RequestPreVoteResponse { term: Term, granted: bool },
    TimeoutNow { term: Term },
    ReadIndex { term: Term },
    ReadIndexResponse { term: Term, index: LogIndex },
    InstallSnapshot { term: Term, last: EntryId, offset: u64, bytes: u64, done: bool },
    InstallSnapshotResponse { term: Term, last: EntryId, next_offset: u64 },
    AppendEntries { term: Term, prev: EntryId, count: u64, leader_commit: LogIndex },
    AppendEntriesResponse { term: Term, outcome: Result<LogIndex, Mismatch> },
    Request { client: ClientId, number: RequestNumber },
    Reply { number: RequestNumber, definite: bool },
}

impl Summary {
    /// The sender's term, if a server sends it to a server.
    #[inline]
    pub fn term(&self) -> Option<Term> {
        match *self {
            Self::RequestVote { term, .. }
            | Self::RequestVoteResponse { term, .. }
            | Self::RequestPreVote { term, .. }
            | Self::RequestPreVoteResponse { term, .. }
            | Self::TimeoutNow { term }
            | Self::ReadIndex { term }
            | Self::ReadIndexResponse { term, .. }
            | Self::InstallSnapshot { term, .. }
            | Self::InstallSnapshotResponse { term, .. }
            | Self::AppendEntries { term, .. }
            | Self::AppendEntriesResponse { term, .. } => Some(term),
            Self::Request { .. } | Self::Reply { .. } => None,
        }
    }

    /// Whether it opens a remote procedure call, in the lab's way of counting: a request of a
    /// server or client, not the response to one.
    pub fn is_rpc(&self) -> bool {
        matches!(
            self,
            Self::RequestVote { .. }
                | Self::RequestPreVote { .. }
                | Self::TimeoutNow { .. }
                | Self::ReadIndex { .. }
                | Self::InstallSnapshot { .. }
                | Self::AppendEntries { .. }
                | Self::Request { .. }
        )
    }
}

/// Why a message did not arrive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Loss {
    /// The network lost it.
    Chance,
    /// The link is cut.
    Cut,
    /// The receiver is down.
    Down,
    /// Too much waits for the link already.
    Full,
    /// Somebody took it out of the network.
    Hand,
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Event {
    /// A message left.
    Sent {
        /// Which.
        message: MessageId,
        /// Whence.
        from: Address,
        /// Whither.
        to: Address,
        /// What it says.
        summary: Summary,
    },
    /// The network made a copy of a message.
    Duplicated {
        /// The message.
        message: MessageId,
        /// Its copy.
        copy: MessageId,
    },
    /// A message arrived.
    Delivered {
        /// Which.
        message: MessageId,
        /// Whence.
        from: Address,
        /// Where.
        to: Address,
    },
    /// A message was lost.
    Dropped {
        /// Which.
        message: MessageId,
        /// Whence.
        from: Address,
        /// Whither.
        to: Address,
        /// Why.
        loss: Loss,
    },
    /// Something happened inside a Raft server.
    Raft {
        /// Where.
        server: NodeId,
        /// What.
        event: raft::Event,
    },
    /// A server applied an entry to its store.
    Applied {
        /// Where.
        server: NodeId,
        /// Which, and what came of it.
        applied: Applied,
    },
    /// A server's store was replaced by the leader's snapshot.
    Restored {
        /// Where.
        server: NodeId,
        /// The last entry it covers.
        last: EntryId,
        /// The store's digest afterwards.
        digest: u64,
    },
    /// A server's disk made a write durable, and all before it.
    Persisted {
        /// Where.
        server: NodeId,
        /// Which.
        write: WriteId,
    },
    /// A server lost all that was not durable.
    Crashed {
        /// Which.
        server: NodeId,
    },
    /// A server started again from its disk.
    Restarted {
        /// Which.
        server: NodeId,
    },
    /// A server's process stopped, its clock and disk did not.
    Paused {
        /// Which.
        server: NodeId,
    },
    /// It goes on.
    Resumed {
        /// Which.
        server: NodeId,
    },
    /// One direction of a link was cut.
    Cut {
        /// What leaves here …
        from: Address,
        /// … does not get there.
        to: Address,
    },
    /// One direction works again.
    Mended {
        /// From here …
        from: Address,
        /// … to there.
        to: Address,
    },
    /// The cluster was split into sides that do not reach each other.
    Partitioned {
        /// The sides.
        sides: Vec<Vec<NodeId>>,
    },
    /// All links work again.
    Healed,
    /// A link, disk, clock or client behaves differently from now on.
    Tuned {
        /// The action that changed it.
        by: Box<Action>,
    },
    /// A client called its Clerk.
    Called {
        /// Which.
        client: ClientId,
        /// The call's number.
        number: RequestNumber,
        /// What it asked for.
        command: Command,
    },
    /// A call returned.
    Returned {
        /// To which client.
        client: ClientId,
        /// The call's number.
        number: RequestNumber,
        /// The answer; none if the Clerk gave up (`ErrTimeout`).
        answer: Option<Answer>,
    },
    /// The cluster was split into sides that do not reach each other, but for servers on two of them.
    Bridged {
        /// The sides.
        sides: Vec<Vec<NodeId>>,
    },
    /// Nothing that some servers send reaches others; the other direction is open.
    CutOneWay {
        /// Those that are heard …
        from: Vec<NodeId>,
        /// … by these, which are not.
        to: Vec<NodeId>,
    },
    /// Links, disks and clocks are again what they were at the start.
    Calmed,
    /// A message was stopped on its way.
    Held {
        /// Which.
        message: MessageId,
        /// Whence.
        from: Address,
        /// Whither.
        to: Address,
    },
    /// It goes on.
    Released {
        /// Which.
        message: MessageId,
        /// Whence.
        from: Address,
        /// Whither.
        to: Address,
    },
    /// A disk finished a write, but not yet one before it: a restart would not find it.
    Written {
        /// Where.
        server: NodeId,
        /// Which.
        write: WriteId,
    },
    /// A full disk refused a write; the server stops.
    DiskFull {
        /// Where.
        server: NodeId,
        /// The write.
        write: WriteId,
    },
    /// A disk lost, with a crash, writes that it had reported durable.
    WritesLost {
        /// Where.
        server: NodeId,
        /// How many.
        count: u64,
    },
}
