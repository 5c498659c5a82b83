//! What a KV server knows besides Raft: the state that the log makes, and the requests that wait.

use super::command::{Answer, Command, Reply, Request};
use super::rules;
use super::server::{Execution, KvConfig, KvEffect, KvSink, Op, Waiting};
use super::sessions::{Seen, Sessions};
use super::snapshot;
use super::store::Store;
use crate::raft::{BugSet, Effect, NotLeader, Payload, ReadId, Sink, Snapshot, Write, WriteId};
use crate::sorted::SortedMap;
use crate::table::Table;
use crate::types::{ClientId, EntryId, LogIndex, NodeId, RequestNumber, Term};
use std::collections::VecDeque;

/// The service behind the log.
#[derive(Clone, Debug)]
pub(super) struct Service {
    pub(super) config: KvConfig,
    bugs: BugSet,
    pub(super) store: Store,
    pub(super) sessions: Sessions,
    /// By index, ascending. Nearly all come at the end and go at the front.
    pub(super) waiting: VecDeque<(LogIndex, Waiting)>,
    /// Those of them that a retry must find, without a look at all.
    pub(super) under_way: UnderWay,
    /// Who waited where now another entry stands: to be told at the end of the step.
    losers: Vec<Waiting>,
    /// Reads beside the log that wait for Raft's word, then for an entry to be applied.
    pub(super) reads: SortedMap<ReadId, Read>,
    /// Bytes of the entries applied since the last snapshot, if there is a limit to them.
    pub(super) applied_bytes: u64,
}

/// Requests that wait for their entry to be applied.
#[derive(Clone, Debug, Default)]
pub(super) struct UnderWay(Table<(ClientId, RequestNumber)>);

impl UnderWay {
    /// Adds one; false if it is there already.
    fn insert(&mut self, client: ClientId, number: RequestNumber) -> bool {
        let (name, request) = (name(client, number), (client, number));
        let is_new = self.0.get(name, |known| *known == request).is_none();
        if is_new {
            self.0.insert(name, request);
        }
        is_new
    }

    /// All of them, in order.
    pub(super) fn sorted(&self) -> Vec<&(ClientId, RequestNumber)> {
        self.0.sorted_by(Ord::cmp)
    }

    fn remove(&mut self, client: ClientId, number: RequestNumber) {
        self.0.remove(name(client, number), |known| *known == (client, number));
    }
}

fn name(client: ClientId, number: RequestNumber) -> u64 {
    u64::from(client.0).rotate_left(32) ^ number.0
}

/// A read beside the log.
#[derive(Clone, Debug)]
pub(super) struct Read {
    pub(super) request: Op,
    /// The entry to wait for, once it is known.
    pub(super) index: Option<LogIndex>,
}

impl Service {
    /// The service that a snapshot holds. (Bytes that are no snapshot of ours give an empty one.)
    pub(super) fn new(config: KvConfig, bugs: BugSet, snapshot: Option<&Snapshot>) -> Self {
        let state = snapshot.and_then(|snapshot| snapshot::decode(&snapshot.data));
        let (store, sessions) = state.unwrap_or_default();
        Self {
            config,
            bugs,
            store,
            sessions,
            waiting: VecDeque::new(),
            under_way: UnderWay::default(),
            losers: Vec::new(),
            reads: SortedMap::new(),
            applied_bytes: 0,
        }
    }

    /// What can be said to a request without a new entry in the log. `Ok` if it needs one; none if its
    /// answer will come.
    pub(super) fn answer_without_log(&mut self, request: &Request) -> Result<(), Option<Reply>> {
        let Request { client, number, .. } = *request;
        // Whether the client has a session, only the log can tell: a new leader may not have applied yet
        // what its predecessors committed, and a deposed one may never hear of it.
        if request.command.uses_session() && rules::answers_duplicates(self.bugs, true) {
            // What was executed is committed, so even a deposed leader may repeat its answer.
            match self.sessions.look_up(client, number) {
                Seen::New => {}
                Seen::Answered(answer) => return Err(Some(Reply::Executed(answer))),
                Seen::Outdated => return Err(Some(Reply::Outdated)),
            }
            // A retry of what is already on its way needs no second entry; its answer will come.
            if !self.under_way.insert(client, number) {
                return Err(None);
            }
        }
        Ok(())
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
    #[inline]
    fn take_waiting(&mut self, index: LogIndex) -> Option<Waiting> {
        let (_, waiting) = match self.waiting.front() {
            None => return None,
            Some((first, _)) if *first == index => self.waiting.pop_front()?,
            Some(_) => {
                let at = self.waiting.binary_search_by_key(&index, |(at, _)| *at).ok()?;
                self.waiting.remove(at)?
            }
        };
        self.under_way.remove(waiting.client, waiting.number);
        Some(waiting)
    }

    fn apply(&mut self, id: EntryId, payload: &Payload<Op>, effects: &mut impl KvSink) {
        let waiting = self.take_waiting(id.index);
        let (request, outcome, answer) = match payload {
            Payload::Noop | Payload::Membership(_) => (None, Execution::Nothing, None),
            Payload::Command(request) => {
                if self.config.max_raft_state.is_some() {
                    self.applied_bytes += request.size();
                }
                let (outcome, reply) = self.execute(request, id.index, waiting.is_some());
                (Some(request), outcome, Some(reply))
            }
        };
        effects.applied(id, request, outcome, self.store.digest());
        let Some(waiting) = waiting else { return };
        match answer {
            Some(reply) if rules::is_the_awaited(self.bugs, waiting.term, id) => {
                let Waiting { client, number, .. } = waiting;
                effects.push(KvEffect::Reply { client, number, reply });
            }
            _ => self.losers.push(waiting),
        }
    }

    /// Whether a client should have opened a session, and has not, or it was forgotten since.
    #[inline]
    fn lacks_session(&self, request: &Request) -> bool {
        self.config.sessions_max.is_some()
            && request.command.uses_session()
            && request.command != Command::OpenSession
            && !self.sessions.contains(request.client)
    }

    #[inline]
    fn execute(&mut self, request: &Request, at: LogIndex, asked_here: bool) -> (Execution, Reply) {
        let Request { client, number, ref command } = *request;
        if !command.uses_session() {
            return (Execution::Executed, Reply::Executed(self.store.execute(command)));
        }
        if self.lacks_session(request) {
            return (Execution::Nothing, Reply::NoSession);
        }
        let answer: Answer = if rules::answers_duplicates(self.bugs, asked_here) {
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

    fn restore(&mut self, snapshot: &Snapshot, effects: &mut impl KvSink) {
        (self.store, self.sessions) = snapshot::decode(&snapshot.data).unwrap_or_default();
        self.applied_bytes = 0;
        let (last, digest) = (snapshot.last, self.store.digest());
        effects.push(KvEffect::Restored { last, digest });
    }

    /// Answers the reads for which enough is applied.
    pub(super) fn answer_reads(&mut self, applied: LogIndex, effects: &mut impl KvSink) {
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

    pub(super) fn has_losers(&self) -> bool {
        !self.losers.is_empty()
    }

    /// Tells those to ask elsewhere whose index another entry has taken.
    pub(super) fn send_losers_to(&mut self, hint: Option<NodeId>, effects: &mut impl KvSink) {
        for Waiting { client, number, .. } in self.losers.drain(..) {
            let reply = Reply::WrongLeader { hint };
            effects.push(KvEffect::Reply { client, number, reply });
        }
    }

    /// Tells those to retry whose entry this server can no longer vouch for: it leads another term than
    /// theirs, or none.
    pub(super) fn release_losers(
        &mut self,
        leading: Option<Term>,
        hint: Option<NodeId>,
        effects: &mut impl KvSink,
    ) {
        let (bugs, under_way) = (self.bugs, &mut self.under_way);
        self.waiting.retain(|&(_, Waiting { term, client, number })| {
            let keep = rules::keeps_waiting(bugs, term, leading);
            if !keep {
                under_way.remove(client, number);
                let reply = Reply::WrongLeader { hint };
                effects.push(KvEffect::Reply { client, number, reply });
            }
            keep
        });
    }
}

/// Where Raft's effects go during a step: what concerns the service ends here, the rest goes on.
pub(super) struct Relay<'a, S> {
    pub(super) service: &'a mut Service,
    /// Whose request is being proposed, if one is.
    pub(super) proposed: Option<(ClientId, RequestNumber)>,
    pub(super) effects: &'a mut S,
}

impl<S: KvSink> Sink<Op> for Relay<'_, S> {
    #[expect(
        clippy::inline_always,
        reason = "each caller knows the effect: only its arm is left there"
    )]
    #[inline(always)]
    fn push(&mut self, effect: Effect<Op>) {
        let Self { service, proposed, effects } = self;
        match effect {
            Effect::Persist { id, write } => {
                effects.persist(id, write);
            }
            Effect::Send { after, envelope } => effects.push(KvEffect::Send { after, envelope }),
            Effect::Apply { id, payload } => service.apply(id, &payload, *effects),
            Effect::Restore(snapshot) => service.restore(&snapshot, *effects),
            Effect::ReadReady { id, index } => {
                if let Some(read) = service.reads.get_mut(&id) {
                    read.index = Some(index);
                }
            }
            Effect::ReadRefused { id, refusal: NotLeader { leader: hint } } => {
                if let Some(Read { request, .. }) = service.reads.remove(&id) {
                    let (client, number) = (request.client, request.number);
                    let reply = Reply::WrongLeader { hint };
                    effects.push(KvEffect::Reply { client, number, reply });
                }
            }
            Effect::ChangeAccepted(outcome) => effects.push(KvEffect::ChangeAccepted(outcome)),
            Effect::Proposed(outcome) => {
                let Some((client, number)) = *proposed else { return };
                match outcome {
                    Ok(id) => service.wait(id.index, Waiting { term: id.term, client, number }),
                    Err(NotLeader { leader: hint }) => {
                        service.under_way.remove(client, number);
                        let reply = Reply::WrongLeader { hint };
                        effects.push(KvEffect::Reply { client, number, reply });
                    }
                }
            }
            Effect::Event(event) => effects.push(KvEffect::RaftEvent(event)),
        }
    }

    #[inline]
    fn persist(&mut self, id: WriteId, write: Write<Op>) -> bool {
        self.effects.persist(id, write)
    }

    #[inline]
    fn apply(&mut self, id: EntryId, payload: &Payload<Op>) {
        self.service.apply(id, payload, self.effects);
    }
}
