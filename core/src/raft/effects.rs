//! What goes into a server and what comes out: two closed sets. Effects are ordered; a driver
//! carries them out in order and holds a message back until the write it names is durable.

use super::log::{Conflict, Entries, Payload};
use super::membership::Membership;
use super::message::Envelope;
use super::snapshot::Snapshot;
use crate::types::{EntryId, LogIndex, NodeId, Term};
use std::sync::Arc;

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
    /// A leader's timer fires now, by hand: it shows itself. Others ignore it.
    Heartbeat,
    /// The state machine's state after entry `up_to`, for the log before it to be thrown away.
    Compact {
        /// An applied entry.
        up_to: LogIndex,
        /// The state.
        data: Arc<[u8]>,
    },
    /// The state machine is to be read without an entry in the log.
    Read {
        /// A name for it, not to be used again by this server.
        id: ReadId,
        /// How to make sure that the answer is not old.
        kind: ReadKind,
    },
    /// Change the membership. Refused unless this server leads and no change is under way.
    ChangeMembership(Change),
    /// Let `to` lead instead. A leader brings it up to date, then asks it to stand (diss. §3.10), and
    /// refuses proposals meanwhile, for at most an election timeout. Others ignore it.
    TransferLeadership {
        /// The server to lead.
        to: NodeId,
    },
    /// The write with this number, and all before it, are durable.
    Persisted(WriteId),
}

/// Names a read of one server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReadId(pub u64);

/// How a leader makes sure that it still is one before it answers a read (diss. §6.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ReadKind {
    /// By a round of messages. A follower asks its leader.
    Index,
    /// By its lease, if it holds one; else by a round of messages. Trusts in clocks.
    Lease,
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
    /// A snapshot replaces the one before. The log up to its last entry goes; if the disk's log
    /// does not hold that entry, all of it goes. Atomically.
    Snapshot(Arc<Snapshot>),
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
    /// Replace the state machine's state by this snapshot; the next entry applied follows it.
    Restore(Arc<Snapshot>),
    /// The answer to [`Input::Propose`]: where the command stands in the log, or who may know better.
    Proposed(Result<EntryId, NotLeader>),
    /// The read may be answered from the state machine once entry `index` is applied.
    ReadReady {
        /// Which read.
        id: ReadId,
        /// The entry to wait for; often applied already.
        index: LogIndex,
    },
    /// This server cannot answer the read.
    ReadRefused {
        /// Which read.
        id: ReadId,
        /// Who may.
        refusal: NotLeader,
    },
    /// The answer to [`Input::ChangeMembership`]: whether the change has begun.
    ChangeAccepted(Result<(), ChangeRefused>),
    /// Something happened that is worth telling. Changes nothing.
    Event(Event),
}

/// A proposal came to a server that does not lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct NotLeader {
    /// Whom it believes to lead.
    pub leader: Option<NodeId>,
}

/// The members wanted. Whoever is named in neither list leaves.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Change {
    /// With a vote.
    pub voters: Vec<NodeId>,
    /// Without one.
    pub learners: Vec<NodeId>,
}

/// Why a change does not begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ChangeRefused {
    /// This server does not lead.
    NotLeader,
    /// Somebody must have a vote.
    NoVoters,
    /// One is under way.
    ChangeUnderWay,
    /// The leader has not committed an entry of its own term yet; soon.
    NothingCommittedYet,
    /// Without joint consensus, one voter may come or go at a time.
    TooMuchAtOnce,
}

/// What happened inside a server, for judges, traces and narrators.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Event {
    /// It stands for election.
    ElectionStarted {
        /// In this term.
        term: Term,
    },
    /// It asks whether it would win an election.
    PreVoteStarted {
        /// In this term.
        term: Term,
    },
    /// It said that it would give its vote.
    PreVoteGranted {
        /// To this server.
        candidate: NodeId,
        /// In this term.
        term: Term,
    },
    /// It said that it would not.
    PreVoteRefused {
        /// To this server.
        candidate: NodeId,
        /// In this term.
        term: Term,
        /// For this reason.
        reason: VoteRefusal,
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
    /// A leader begins to hand over.
    TransferStarted {
        /// To this server.
        to: NodeId,
    },
    /// It could not in the time given, or the target lost its vote: it goes on leading.
    TransferAbandoned {
        /// To this server.
        to: NodeId,
    },
    /// A leader has not heard from a majority for an election timeout.
    QuorumLost {
        /// The term it led.
        term: Term,
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
    /// Other members are in force from this entry on.
    MembershipEntered {
        /// The entry's index.
        index: LogIndex,
        /// The members.
        membership: Arc<Membership>,
    },
    /// A newcomer did not catch up in time; the change is given up, who learns goes on learning.
    ChangeAbandoned,
    /// Its log up to `last` gave way to a snapshot.
    Compacted {
        /// The last entry it covers.
        last: EntryId,
    },
    /// It got a snapshot from the leader.
    SnapshotInstalled {
        /// The last entry it covers.
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
    /// A leader is alive.
    LeaderAlive(NodeId),
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
    /// A leader is alive, and its followers stick to it.
    LeaderAlive,
    /// A second leader in this term speaks: without bugs this cannot happen.
    RivalLeader,
    /// Its indexes are impossible: an answer beyond the leader's own log.
    Impossible,
    /// It asks for something in the name of an earlier term.
    OldRequest,
    /// It asks the receiver to stand for election, which has no vote.
    NoVote,
}

/// Where a server's effects go, each as soon as it arises and in order: into a list ([`Effects`]), or
/// straight to where a driver wants them.
pub trait Sink<C> {
    /// Takes the next effect. To be inlined: each caller knows which effect it pushes, so that a match
    /// here costs nothing, and no effect is built to be taken apart again.
    fn push(&mut self, effect: Effect<C>);

    /// Takes an [`Effect::Persist`]. Returns whether that write, and all before it, are durable already: a
    /// disk that takes no time says so at once, and need not answer with [`Input::Persisted`].
    #[inline]
    fn persist(&mut self, id: WriteId, write: Write<C>) -> bool {
        self.push(Effect::Persist { id, write });
        false
    }

    /// Takes an [`Effect::Apply`]. Who has no need to keep the payload need not clone it: that takes two
    /// atomic instructions for each entry on each server.
    #[inline]
    fn apply(&mut self, id: EntryId, payload: &Payload<C>)
    where
        C: Clone,
    {
        self.push(Effect::Apply { id, payload: payload.clone() });
    }

    /// Takes an event.
    #[inline]
    fn event(&mut self, event: Event) {
        self.push(Effect::Event(event));
    }
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
}

impl<C> Sink<C> for Effects<C> {
    #[inline]
    fn push(&mut self, effect: Effect<C>) {
        self.list.push(effect);
    }
}
