//! The KV server: a Raft server, the store it replicates, and the requests that wait for it.

use super::command::{Answer, Reply, Request};
use super::rules;
use super::sessions::{Seen, Sessions};
use super::store::Store;
use crate::raft::{self, Effect, Effects, Input, Payload, Write, WriteId};
use crate::types::{ClientId, EntryId, LogIndex, NodeId, RequestNumber, Term};
use std::collections::BTreeMap;
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
}

/// An entry was applied.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Applied {
    /// Which.
    pub id: EntryId,
    /// The request in it; none for a no-op.
    pub request: Option<Op>,
    /// What became of it.
    pub outcome: Execution,
    /// The store's digest afterwards.
    pub digest: u64,
}

/// What applying an entry did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Execution {
    /// A no-op: nothing.
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

/// The server.
#[derive(Clone, Debug)]
pub struct KvServer {
    raft: raft::Server<Op>,
    store: Store,
    sessions: Sessions,
    waiting: BTreeMap<LogIndex, Waiting>,
    /// Raft's effects of the present step; empty between steps.
    scratch: Effects<Op>,
}

impl KvServer {
    /// A server around `raft`. Its store is empty until Raft hands it the log again: it is volatile.
    pub fn new(raft: raft::Server<Op>) -> Self {
        Self {
            raft,
            store: Store::default(),
            sessions: Sessions::default(),
            waiting: BTreeMap::new(),
            scratch: Effects::new(),
        }
    }

    /// The one way to change it. What follows from `input` is added to `effects`.
    pub fn step(&mut self, input: KvInput, effects: &mut Vec<KvEffect>) {
        match input {
            KvInput::Raft(input) => self.step_raft(input, effects),
            KvInput::Request(request) => self.handle_request(request, effects),
        }
        if !self.waiting.is_empty() {
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
        self.waiting.iter().map(|(&index, waiting)| (index, waiting))
    }

    fn handle_request(&mut self, request: Op, effects: &mut Vec<KvEffect>) {
        let Request { client, number, .. } = *request;
        if !self.raft.is_leader() {
            let reply = Reply::WrongLeader { hint: self.raft.leader() };
            return effects.push(KvEffect::Reply { client, number, reply });
        }
        if rules::answers_duplicates(self.raft.bugs(), true) {
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
            let same = |waiting: &Waiting| (waiting.client, waiting.number) == (client, number);
            if self.waiting.values().any(same) {
                return;
            }
        }
        self.step_raft(Input::Propose(request), effects);
    }

    /// Steps Raft, applies what it commits, and passes on the rest.
    fn step_raft(&mut self, input: Input<Op>, effects: &mut Vec<KvEffect>) {
        let proposed = match &input {
            Input::Propose(request) => Some((request.client, request.number)),
            Input::Tick { .. }
            | Input::Receive(_)
            | Input::ElectionTimeout
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
                Effect::Proposed(Ok(id)) => {
                    if let Some((client, number)) = proposed {
                        let waiting = Waiting { term: id.term, client, number };
                        self.waiting.insert(id.index, waiting);
                    }
                }
                Effect::Proposed(Err(refusal)) => {
                    if let Some((client, number)) = proposed {
                        let reply = Reply::WrongLeader { hint: refusal.leader };
                        effects.push(KvEffect::Reply { client, number, reply });
                    }
                }
                Effect::Event(event) => effects.push(KvEffect::RaftEvent(event)),
            }
        }
        self.scratch = scratch;
    }

    fn apply(&mut self, id: EntryId, payload: Payload<Op>, effects: &mut Vec<KvEffect>) {
        let waiting = self.waiting.remove(&id.index);
        let (request, outcome, answer) = match payload {
            Payload::Noop => (None, Execution::Nothing, None),
            Payload::Command(request) => {
                let (outcome, reply) = self.execute(&request, waiting.is_some());
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

    fn execute(&mut self, request: &Request, asked_here: bool) -> (Execution, Reply) {
        let Request { client, number, ref command } = *request;
        if rules::answers_duplicates(self.raft.bugs(), asked_here) {
            match self.sessions.look_up(client, number) {
                Seen::New => {}
                Seen::Answered(answer) => return (Execution::Duplicate, Reply::Executed(answer)),
                Seen::Outdated => return (Execution::Duplicate, Reply::Outdated),
            }
        }
        let answer: Answer = self.store.execute(command);
        self.sessions.remember(client, number, answer.clone());
        (Execution::Executed, Reply::Executed(answer))
    }

    /// Tells those to retry whose entry this server can no longer vouch for.
    fn release_losers(&mut self, effects: &mut Vec<KvEffect>) {
        let raft = &self.raft;
        let leading = raft.is_leader().then(|| raft.current_term());
        let hint: Option<NodeId> = raft.leader();
        self.waiting.retain(|_, &mut Waiting { term, client, number }| {
            let keep = rules::keeps_waiting(raft.bugs(), term, leading);
            if !keep {
                let reply = Reply::WrongLeader { hint };
                effects.push(KvEffect::Reply { client, number, reply });
            }
            keep
        });
    }
}
