//! What goes into a server and what comes out: two closed sets. Effects are ordered; a driver
//! carries them out in order and holds a message back until the write it names is durable.

use super::log::{Conflict, Entries, Payload};
use super::message::Envelope;
use crate::types::{EntryId, LogIndex, NodeId, Term};

/// Everything that can happen to a server.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Input<C> {
    /// The server's clock moved on.
    Tick {
        /// By how many ticks. A driver may call for each tick, or only when
        /// [`Server::timer`](super::Server::timer) is due, but always before any other input.
        elapsed: u64,
    },
    /// A message arrived.
    Receive(Envelope<C>),
    /// A client's command for the log; refused unless this server is leader.
    Propose(C),
    /// The election timer fires now, by hand. A leader ignores it: it has none.
    ElectionTimeout,
    /// The write with this number, and all before it, are durable.
    Persisted(WriteId),
}

/// Numbers a server's writes, from 1; 0 means "no write".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WriteId(pub u64);

/// Something that must be made durable (Figure 2, "persistent state on all servers").
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Write<C> {
    /// `currentTerm` and `votedFor`, together.
    HardState {
        /// The latest term seen.
        current_term: Term,
        /// The candidate voted for in that term.
        voted_for: Option<NodeId>,
    },
    /// The log from `first` on is replaced by `entries`, atomically.
    Log {
        /// Index of the first entry written.
        first: LogIndex,
        /// The entries; all older ones from `first` on are gone.
        entries: Entries<C>,
    },
}

/// What a server wants done, in this order.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Effect<C> {
    /// Make this durable, in the order of the numbers, and answer with [`Input::Persisted`].
    Persist {
        /// The number to answer with.
        id: WriteId,
        /// What to write.
        write: Write<C>,
    },
    /// Send this message, but not before write `after` is durable.
    Send {
        /// The write it relies on; 0 if none.
        after: WriteId,
        /// The message.
        envelope: Envelope<C>,
    },
    /// Apply a committed entry to the state machine. Comes once for each index, in order, from 1 on
    /// after every start.
    Apply {
        /// Which entry.
        id: EntryId,
        /// What it holds.
        payload: Payload<C>,
    },
    /// The answer to [`Input::Propose`]: where the command stands in the log, or who may know better.
    Proposed(Result<EntryId, NotLeader>),
    /// Something happened that is worth telling. Changes nothing.
    Event(Event),
}

/// A proposal came to a server that does not lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct NotLeader {
    /// Whom it believes to lead.
    pub leader: Option<NodeId>,
}

/// What happened inside a server, for judges, traces and narrators.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Event {
    /// It stands for election.
    ElectionStarted {
        /// In this term.
        term: Term,
    },
    /// It gave its vote.
    VoteGranted {
        /// To this candidate.
        candidate: NodeId,
        /// In this term.
        term: Term,
    },
    /// It refused its vote.
    VoteRefused {
        /// To this candidate.
        candidate: NodeId,
        /// In this term.
        term: Term,
        /// For this reason.
        reason: VoteRefusal,
    },
    /// It won the election.
    BecameLeader {
        /// Of this term.
        term: Term,
    },
    /// It became a follower, from candidate or leader.
    SteppedDown {
        /// The term it follows in.
        term: Term,
        /// Whether it was leader.
        was_leader: bool,
    },
    /// Entries after `prev` up to `last` were added to its log.
    Appended {
        /// The entry before the first new one.
        prev: EntryId,
        /// The last new one.
        last: EntryId,
    },
    /// Entries from `from` on were removed from its log.
    Truncated {
        /// First index removed.
        from: LogIndex,
        /// The last entry before the removal.
        last: EntryId,
    },
    /// It refused an AppendEntries.
    AppendRefused {
        /// From this leader.
        leader: NodeId,
        /// What the leader supposed it to hold.
        prev: EntryId,
        /// What it said of its own log.
        conflict: Conflict,
    },
    /// It learned that entries after `from` up to `to` are committed.
    Committed {
        /// The commit index before.
        from: LogIndex,
        /// The commit index now.
        to: LogIndex,
    },
    /// It dropped a message.
    Ignored {
        /// From this sender.
        from: NodeId,
        /// For this reason.
        reason: Ignored,
    },
}

/// Why a vote was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum VoteRefusal {
    /// The candidate's term is over.
    OldTerm,
    /// The vote of this term is given to this server.
    AlreadyVoted(NodeId),
    /// The voter's last entry is more up-to-date.
    LogBehind {
        /// The voter's last entry.
        own: EntryId,
        /// The candidate's.
        candidates: EntryId,
    },
}

/// Why a message was dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Ignored {
    /// It is addressed to somebody else.
    Misdirected,
    /// Its sender is no member of the cluster, or the receiver itself.
    Stranger,
    /// It answers a request of an earlier term, or of a role since left.
    OldAnswer,
    /// A second leader in this term speaks: without bugs this cannot happen.
    RivalLeader,
    /// Its indexes are impossible: an answer beyond the leader's own log.
    Impossible,
}

/// An ordered list of effects, to be reused from step to step.
#[derive(Clone, Debug)]
pub struct Effects<C> {
    list: Vec<Effect<C>>,
}

impl<C> Default for Effects<C> {
    fn default() -> Self {
        Self { list: Vec::new() }
    }
}

impl<C> Effects<C> {
    /// An empty list.
    pub fn new() -> Self {
        Self::default()
    }

    /// The effects so far.
    pub fn as_slice(&self) -> &[Effect<C>] {
        &self.list
    }

    /// Takes all effects out, in order, and keeps the memory.
    pub fn drain(&mut self) -> std::vec::Drain<'_, Effect<C>> {
        self.list.drain(..)
    }

    /// Adds one at the end.
    pub(super) fn push(&mut self, effect: Effect<C>) {
        self.list.push(effect);
    }

    /// Adds an event at the end.
    pub(super) fn event(&mut self, event: Event) {
        self.list.push(Effect::Event(event));
    }
}
