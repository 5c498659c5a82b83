//! The KV server: a Raft server, and the service that it replicates.

use super::command::{ReadMode, Reply, Request};
use super::rules;
use super::service::{Read, Relay, Service};
use super::sessions::Sessions;
use super::snapshot;
use super::store::Store;
use crate::raft::{self, Input, ReadId, ReadKind, Write, WriteId};
use crate::types::{ClientId, EntryId, LogIndex, RequestNumber, Term};
use std::sync::Arc;

/// What this service puts into Raft's log.
pub type Op = Arc<Request>;

/// What can happen to a KV server.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum KvInput {
    /// Something for the Raft server inside.
    Raft(Input<Op>),
    /// A client's request arrived.
    Request(Op),
    /// Take a snapshot now, whatever the size of the log.
    Compact,
}

/// Options of the service.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct KvConfig {
    /// Take a snapshot when the entries applied since the last one have more bytes than this; never,
    /// if none (`maxraftstate` of the lab).
    pub max_raft_state: Option<u64>,
    /// Keep at most this many sessions, those used last; a client must then open one before it
    /// writes. Without it, there is a session for every client that ever wrote (the lab's way).
    pub sessions_max: Option<usize>,
}

/// What a KV server wants done, in this order.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum KvEffect {
    /// As [`raft::Effect::Persist`].
    Persist {
        /// The number to answer with.
        id: WriteId,
        /// What to write.
        write: Write<Op>,
    },
    /// As [`raft::Effect::Send`].
    Send {
        /// The write it relies on.
        after: WriteId,
        /// The message.
        envelope: raft::Envelope<Op>,
    },
    /// Answer a client.
    Reply {
        /// Whom.
        client: ClientId,
        /// Which of its requests.
        number: RequestNumber,
        /// With this.
        reply: Reply,
    },
    /// Something happened in Raft.
    RaftEvent(raft::Event),
    /// An entry was applied to the store.
    Applied(Applied),
    /// As [`raft::Effect::ChangeAccepted`].
    ChangeAccepted(Result<(), raft::ChangeRefused>),
    /// The store was replaced by a snapshot.
    Restored {
        /// The last entry it covers.
        last: EntryId,
        /// The store's digest afterwards.
        digest: u64,
    },
}

impl KvEffect {
    /// Whether it only tells what happened, and reaches neither disk nor network.
    pub fn is_report(&self) -> bool {
        matches!(
            self,
            Self::RaftEvent(_) | Self::Applied(_) | Self::Restored { .. } | Self::ChangeAccepted(_)
        )
    }
}

/// Where a KV server's effects go, each as soon as it arises and in order: into a vector, or straight
/// to where a driver wants them.
pub trait KvSink {
    /// Takes the next effect. To be inlined, as [`raft::Sink::push`].
    fn push(&mut self, effect: KvEffect);

    /// Takes a [`KvEffect::Persist`], and says whether it is durable already, as [`raft::Sink::persist`].
    #[inline]
    fn persist(&mut self, id: WriteId, write: Write<Op>) -> bool {
        self.push(KvEffect::Persist { id, write });
        false
    }

    /// Takes a [`KvEffect::Applied`], with the request only lent, as [`raft::Sink::apply`].
    #[inline]
    fn applied(&mut self, id: EntryId, request: Option<&Op>, outcome: Execution, digest: u64) {
        let request = request.cloned();
        self.push(KvEffect::Applied(Applied { id, request, outcome, digest }));
    }
}

impl KvSink for Vec<KvEffect> {
    #[inline]
    fn push(&mut self, effect: KvEffect) {
        Self::push(self, effect);
    }
}

/// An entry was applied.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Applied {
    /// Which.
    pub id: EntryId,
    /// The request in it; none for a no-op or a membership.
    pub request: Option<Op>,
    /// What became of it.
    pub outcome: Execution,
    /// The store's digest afterwards.
    pub digest: u64,
}

/// What applying an entry did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Execution {
    /// A no-op, a membership, or a request whose client has no session: nothing.
    Nothing,
    /// The command was executed.
    Executed,
    /// It had been executed before: nothing.
    Duplicate,
}

/// A request that waits at an index for its entry to be applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Waiting {
    /// The term in which it was proposed.
    pub term: Term,
    /// Who waits.
    pub client: ClientId,
    /// For which of its requests.
    pub number: RequestNumber,
}

/// Reads under way beside the log. More than these are turned away: their clients ask again.
const READS_MAX: usize = 10_000;

/// The server.
#[derive(Clone, Debug)]
pub struct KvServer {
    pub(super) raft: raft::Server<Op>,
    pub(super) service: Service,
    /// The term it led when it last looked for waiting requests that have lost.
    pub(super) led: Option<Term>,
    pub(super) last_read: ReadId,
}

impl KvServer {
    /// A server around `raft`. Its store is volatile: it is that of the last snapshot until Raft hands
    /// it the rest of the log again.
    pub fn new(raft: raft::Server<Op>, config: KvConfig) -> Self {
        let service =
            Service::new(config, raft.bugs(), raft.snapshot().map(|snapshot| &**snapshot));
        Self { raft, service, led: None, last_read: ReadId(0) }
    }

    /// The one way to change it. What follows from `input` is added to `effects`.
    #[inline]
    pub fn step(&mut self, input: KvInput, effects: &mut impl KvSink) {
        match input {
            KvInput::Raft(input) => self.step_raft(input, effects),
            KvInput::Request(request) => self.handle_request(request, effects),
            KvInput::Compact => self.compact(effects),
        }
    }

    /// The Raft server inside.
    pub fn raft(&self) -> &raft::Server<Op> {
        &self.raft
    }

    /// The store.
    pub fn store(&self) -> &Store {
        &self.service.store
    }

    /// The duplicate table.
    pub fn sessions(&self) -> &Sessions {
        &self.service.sessions
    }

    /// The requests that wait, by index.
    pub fn waiting(&self) -> impl ExactSizeIterator<Item = (LogIndex, &Waiting)> {
        self.service.waiting.iter().map(|(index, waiting)| (*index, waiting))
    }

    // Apart, for `step` to be small enough to be inlined: most inputs are Raft's.
    #[inline(never)]
    fn handle_request(&mut self, request: Op, effects: &mut impl KvSink) {
        let Request { client, number, .. } = *request;
        if request.command.bypasses_log() {
            return self.handle_read(request, effects);
        }
        let reply = if self.raft.is_leader() {
            match self.service.answer_without_log(&request) {
                Ok(()) => return self.step_raft(Input::Propose(request), effects),
                Err(None) => return,
                Err(Some(reply)) => reply,
            }
        } else {
            Reply::WrongLeader { hint: self.raft.leader() }
        };
        effects.push(KvEffect::Reply { client, number, reply });
    }

    /// A read that leaves no entry in the log.
    fn handle_read(&mut self, request: Op, effects: &mut impl KvSink) {
        let Request { client, number, ref command } = *request;
        let Service { store, reads, .. } = &mut self.service;
        if self.raft.is_leader() && !rules::confirms_reads(self.raft.bugs()) {
            let reply = Reply::Executed(store.execute(command));
            return effects.push(KvEffect::Reply { client, number, reply });
        }
        let kind = match command.read_mode() {
            ReadMode::Lease => ReadKind::Lease,
            ReadMode::Index | ReadMode::Log | ReadMode::Version => ReadKind::Index,
        };
        if reads.len() >= READS_MAX {
            let reply = Reply::WrongLeader { hint: self.raft.leader() };
            return effects.push(KvEffect::Reply { client, number, reply });
        }
        self.last_read.0 += 1;
        let id = self.last_read;
        reads.insert(id, Read { request, index: None });
        self.step_raft(Input::Read { id, kind }, effects);
    }

    /// Steps Raft, applies what it commits, and passes on the rest.
    fn step_raft(&mut self, input: Input<Op>, effects: &mut impl KvSink) {
        let proposed = match &input {
            Input::Propose(request) => Some((request.client, request.number)),
            Input::Tick { .. }
            | Input::Receive(_)
            | Input::ElectionTimeout
            | Input::Heartbeat
            | Input::TransferLeadership { .. }
            | Input::Compact { .. }
            | Input::ChangeMembership(_)
            | Input::Read { .. }
            | Input::Persisted(_) => None,
        };
        let service = &mut self.service;
        self.raft.step(input, &mut Relay { service, proposed, effects });
        if self.service.has_losers() {
            self.service.send_losers_to(self.raft.leader(), effects);
        }
        if !self.service.reads.is_empty() {
            self.service.answer_reads(self.raft.last_applied(), effects);
        }
        let Service { config, applied_bytes, .. } = &self.service;
        if config.max_raft_state.is_some_and(|most| *applied_bytes > most) {
            self.compact(effects);
        }
        let leading = self.raft.is_leader().then(|| self.raft.current_term());
        if self.led != leading {
            self.led = leading;
            self.service.release_losers(leading, self.raft.leader(), effects);
        }
    }

    /// Takes a snapshot of what is applied.
    #[cold]
    fn compact(&mut self, effects: &mut impl KvSink) {
        self.service.applied_bytes = 0;
        let up_to = self.raft.last_applied();
        if up_to >= self.raft.log().first_index() {
            let none = Sessions::default();
            let holds_sessions = rules::snapshots_sessions(self.raft.bugs());
            let sessions = if holds_sessions { &self.service.sessions } else { &none };
            let data = snapshot::encode(&self.service.store, sessions);
            self.step_raft(Input::Compact { up_to, data }, effects);
        }
    }
}
