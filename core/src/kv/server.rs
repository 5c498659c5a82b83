//! The KV server: a Raft server, the store it replicates, and the requests that wait for it.

use super::command::{Answer, Command, ReadMode, Reply, Request};
use super::rules;
use super::sessions::{Seen, Sessions};
use super::snapshot;
use super::store::Store;
use crate::raft::{self, Effect, Effects, Input, Payload, ReadId, ReadKind, Write, WriteId};
use crate::types::{ClientId, EntryId, LogIndex, NodeId, RequestNumber, Term};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
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
    /// As [`Effect::Persist`].
    Persist {
        /// The number to answer with.
        id: WriteId,
        /// What to write.
        write: Write<Op>,
    },
    /// As [`Effect::Send`].
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
    /// As [`Effect::ChangeAccepted`].
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

/// A read beside the log.
#[derive(Clone, Debug)]
struct Read {
    request: Op,
    /// The entry to wait for, once it is known.
    index: Option<LogIndex>,
}

/// Reads under way beside the log. More than these are turned away: their clients ask again.
const READS_MAX: usize = 10_000;

/// The server.
#[derive(Clone, Debug)]
pub struct KvServer {
    raft: raft::Server<Op>,
    config: KvConfig,
    store: Store,
    sessions: Sessions,
    /// By index, ascending. Nearly all come at the end and go at the front.
    waiting: VecDeque<(LogIndex, Waiting)>,
    /// Those of them that a retry must find, without a look at all.
    under_way: BTreeSet<(ClientId, RequestNumber)>,
    /// The term it led when it last looked for waiting requests that have lost.
    led: Option<Term>,
    /// Reads beside the log that wait for Raft's word, then for an entry to be applied.
    reads: BTreeMap<ReadId, Read>,
    last_read: ReadId,
    /// Bytes of the entries applied since the last snapshot.
    applied_bytes: u64,
    /// Raft's effects of the present step; empty between steps.
    scratch: Effects<Op>,
}

impl KvServer {
    /// A server around `raft`. Its store is volatile: it is that of the last snapshot until Raft hands
    /// it the rest of the log again. (Bytes that are no snapshot of ours give an empty one.)
    pub fn new(raft: raft::Server<Op>, config: KvConfig) -> Self {
        let snapshot = raft.snapshot().and_then(|snapshot| snapshot::decode(&snapshot.data));
        let (store, sessions) = snapshot.unwrap_or_default();
        Self {
            raft,
            config,
            store,
            sessions,
            waiting: VecDeque::new(),
            under_way: BTreeSet::new(),
            led: None,
            reads: BTreeMap::new(),
            last_read: ReadId(0),
            applied_bytes: 0,
            scratch: Effects::new(),
        }
    }

    /// The one way to change it. What follows from `input` is added to `effects`.
    #[inline]
    pub fn step(&mut self, input: KvInput, effects: &mut Vec<KvEffect>) {
        match input {
            KvInput::Raft(input) => self.step_raft(input, effects),
            KvInput::Request(request) => self.handle_request(request, effects),
            KvInput::Compact => self.compact(effects),
        }
        if self.config.max_raft_state.is_some_and(|most| self.applied_bytes > most) {
            self.compact(effects);
        }
        let leading = self.raft.is_leader().then(|| self.raft.current_term());
        if self.led != leading {
            self.led = leading;
            self.release_losers(effects);
        }
    }

    /// The Raft server inside.
    pub fn raft(&self) -> &raft::Server<Op> {
        &self.raft
    }

    /// The store.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The duplicate table.
    pub fn sessions(&self) -> &Sessions {
        &self.sessions
    }

    /// The requests that wait, by index.
    pub fn waiting(&self) -> impl ExactSizeIterator<Item = (LogIndex, &Waiting)> {
        self.waiting.iter().map(|(index, waiting)| (*index, waiting))
    }

    fn wait(&mut self, index: LogIndex, waiting: Waiting) {
        if self.waiting.back().is_none_or(|(last, _)| *last < index) {
            return self.waiting.push_back((index, waiting));
        }
        match self.waiting.binary_search_by_key(&index, |(at, _)| *at) {
            Ok(at) => self.waiting[at].1 = waiting,
            Err(at) => self.waiting.insert(at, (index, waiting)),
        }
    }

    /// Who waits at `index` waits no longer.
    fn take_waiting(&mut self, index: LogIndex) -> Option<Waiting> {
        let is_first = self.waiting.front().is_some_and(|(first, _)| *first == index);
        let at = if is_first {
            0
        } else {
            self.waiting.binary_search_by_key(&index, |(at, _)| *at).ok()?
        };
        let (_, waiting) = self.waiting.remove(at)?;
        self.under_way.remove(&(waiting.client, waiting.number));
        Some(waiting)
    }

    fn handle_request(&mut self, request: Op, effects: &mut Vec<KvEffect>) {
        let Request { client, number, .. } = *request;
        if request.command.bypasses_log() {
            return self.handle_read(request, effects);
        }
        if !self.raft.is_leader() {
            let reply = Reply::WrongLeader { hint: self.raft.leader() };
            return effects.push(KvEffect::Reply { client, number, reply });
        }
        if self.lacks_session(&request) {
            let reply = Reply::NoSession;
            return effects.push(KvEffect::Reply { client, number, reply });
        }
        if request.command.uses_session() && rules::answers_duplicates(self.raft.bugs(), true) {
            // What was executed is committed, so even a deposed leader may repeat its answer.
            match self.sessions.look_up(client, number) {
                Seen::New => {}
                Seen::Answered(answer) => {
                    let reply = Reply::Executed(answer);
                    return effects.push(KvEffect::Reply { client, number, reply });
                }
                Seen::Outdated => {
                    let reply = Reply::Outdated;
                    return effects.push(KvEffect::Reply { client, number, reply });
                }
            }
            // A retry of what is already on its way needs no second entry; its answer will come.
            if !self.under_way.insert((client, number)) {
                return;
            }
        }
        self.step_raft(Input::Propose(request), effects);
    }

    /// A read that leaves no entry in the log.
    fn handle_read(&mut self, request: Op, effects: &mut Vec<KvEffect>) {
        let Request { client, number, ref command } = *request;
        let is_full = self.reads.len() >= READS_MAX;
        if self.raft.is_leader() && !rules::confirms_reads(self.raft.bugs()) {
            let reply = Reply::Executed(self.store.execute(command));
            return effects.push(KvEffect::Reply { client, number, reply });
        }
        let kind = match command.read_mode() {
            ReadMode::Lease => ReadKind::Lease,
            ReadMode::Index | ReadMode::Log | ReadMode::Version => ReadKind::Index,
        };
        if is_full {
            let reply = Reply::WrongLeader { hint: self.raft.leader() };
            return effects.push(KvEffect::Reply { client, number, reply });
        }
        self.last_read.0 += 1;
        let id = self.last_read;
        self.reads.insert(id, Read { request, index: None });
        self.step_raft(Input::Read { id, kind }, effects);
    }

    /// Answers the reads for which enough is applied.
    fn answer_reads(&mut self, effects: &mut Vec<KvEffect>) {
        let applied = self.raft.last_applied();
        let ready = |read: &Read| read.index.is_some_and(|index| index <= applied);
        let store = &mut self.store;
        self.reads.retain(|_, read| {
            let is_ready = ready(read);
            if is_ready {
                let Request { client, number, ref command } = *read.request;
                let reply = Reply::Executed(store.execute(command));
                effects.push(KvEffect::Reply { client, number, reply });
            }
            !is_ready
        });
    }

    /// Steps Raft, applies what it commits, and passes on the rest.
    fn step_raft(&mut self, input: Input<Op>, effects: &mut Vec<KvEffect>) {
        let proposed = match &input {
            Input::Propose(request) => Some((request.client, request.number)),
            Input::Tick { .. }
            | Input::Receive(_)
            | Input::ElectionTimeout
            | Input::TransferLeadership { .. }
            | Input::Compact { .. }
            | Input::ChangeMembership(_)
            | Input::Read { .. }
            | Input::Persisted(_) => None,
        };
        let mut scratch = std::mem::take(&mut self.scratch);
        self.raft.step(input, &mut scratch);
        for effect in scratch.drain() {
            match effect {
                Effect::Persist { id, write } => effects.push(KvEffect::Persist { id, write }),
                Effect::Send { after, envelope } => {
                    effects.push(KvEffect::Send { after, envelope });
                }
                Effect::Apply { id, payload } => self.apply(id, payload, effects),
                Effect::Restore(snapshot) => {
                    let state = snapshot::decode(&snapshot.data).unwrap_or_default();
                    (self.store, self.sessions) = state;
                    self.applied_bytes = 0;
                    let (last, digest) = (snapshot.last, self.store.digest());
                    effects.push(KvEffect::Restored { last, digest });
                }
                Effect::ReadReady { id, index } => {
                    if let Some(read) = self.reads.get_mut(&id) {
                        read.index = Some(index);
                    }
                }
                Effect::ReadRefused { id, refusal } => {
                    if let Some(Read { request, .. }) = self.reads.remove(&id) {
                        let (client, number) = (request.client, request.number);
                        let reply = Reply::WrongLeader { hint: refusal.leader };
                        effects.push(KvEffect::Reply { client, number, reply });
                    }
                }
                Effect::ChangeAccepted(outcome) => effects.push(KvEffect::ChangeAccepted(outcome)),
                Effect::Proposed(Ok(id)) => {
                    if let Some((client, number)) = proposed {
                        let waiting = Waiting { term: id.term, client, number };
                        self.wait(id.index, waiting);
                    }
                }
                Effect::Proposed(Err(refusal)) => {
                    if let Some((client, number)) = proposed {
                        self.under_way.remove(&(client, number));
                        let reply = Reply::WrongLeader { hint: refusal.leader };
                        effects.push(KvEffect::Reply { client, number, reply });
                    }
                }
                Effect::Event(event) => effects.push(KvEffect::RaftEvent(event)),
            }
        }
        self.scratch = scratch;
        if !self.reads.is_empty() {
            self.answer_reads(effects);
        }
    }

    /// Takes a snapshot of what is applied.
    fn compact(&mut self, effects: &mut Vec<KvEffect>) {
        self.applied_bytes = 0;
        let up_to = self.raft.last_applied();
        if up_to >= self.raft.log().first_index() {
            let data = snapshot::encode(&self.store, &self.sessions);
            self.step_raft(Input::Compact { up_to, data }, effects);
        }
    }

    fn apply(&mut self, id: EntryId, payload: Payload<Op>, effects: &mut Vec<KvEffect>) {
        let waiting = self.take_waiting(id.index);
        let (request, outcome, answer) = match payload {
            Payload::Noop | Payload::Membership(_) => (None, Execution::Nothing, None),
            Payload::Command(request) => {
                self.applied_bytes += request.size();
                let (outcome, reply) = self.execute(&request, id.index, waiting.is_some());
                (Some(request), outcome, Some(reply))
            }
        };
        let digest = self.store.digest();
        effects.push(KvEffect::Applied(Applied { id, request, outcome, digest }));
        let Some(Waiting { term, client, number }) = waiting else { return };
        let reply = match answer {
            Some(reply) if rules::is_the_awaited(self.raft.bugs(), term, id) => reply,
            _ => Reply::WrongLeader { hint: self.raft.leader() },
        };
        effects.push(KvEffect::Reply { client, number, reply });
    }

    /// Whether a client should have opened a session, and has not, or it was forgotten since.
    fn lacks_session(&self, request: &Request) -> bool {
        self.config.sessions_max.is_some()
            && request.command.uses_session()
            && request.command != Command::OpenSession
            && !self.sessions.contains(request.client)
    }

    fn execute(&mut self, request: &Request, at: LogIndex, asked_here: bool) -> (Execution, Reply) {
        let Request { client, number, ref command } = *request;
        if !command.uses_session() {
            return (Execution::Executed, Reply::Executed(self.store.execute(command)));
        }
        if self.lacks_session(request) {
            return (Execution::Nothing, Reply::NoSession);
        }
        let answer: Answer = if rules::answers_duplicates(self.raft.bugs(), asked_here) {
            let execute = || self.store.execute(command);
            match self.sessions.execute_once(client, number, at, execute) {
                Ok(answer) => answer,
                Err(Seen::Answered(answer)) => {
                    return (Execution::Duplicate, Reply::Executed(answer));
                }
                Err(Seen::Outdated | Seen::New) => return (Execution::Duplicate, Reply::Outdated),
            }
        } else {
            let answer = self.store.execute(command);
            self.sessions.remember(client, number, answer.clone(), at);
            answer
        };
        if let Some(most) = self.config.sessions_max {
            self.sessions.forget_all_but(most);
        }
        (Execution::Executed, Reply::Executed(answer))
    }

    /// Tells those to retry whose entry this server can no longer vouch for.
    fn release_losers(&mut self, effects: &mut Vec<KvEffect>) {
        let raft = &self.raft;
        let leading = self.led;
        let hint: Option<NodeId> = raft.leader();
        let under_way = &mut self.under_way;
        self.waiting.retain(|&(_, Waiting { term, client, number })| {
            let keep = rules::keeps_waiting(raft.bugs(), term, leading);
            if !keep {
                under_way.remove(&(client, number));
                let reply = Reply::WrongLeader { hint };
                effects.push(KvEffect::Reply { client, number, reply });
            }
            keep
        });
    }
}
