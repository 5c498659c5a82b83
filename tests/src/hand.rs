//! One Raft server, driven by hand: inputs in, effects out.

use kvraft_core::raft::{
    BugSet, Config, Durable, Effect, Effects, Entry, Envelope, Input, Membership, Message, Payload,
    Server, WriteId,
};
use kvraft_core::rng::Rng;
use kvraft_core::types::{EntryId, LogIndex, NodeId, Term};

/// A command is a number here.
pub type Number = u64;

/// A server whose disk takes no time.
#[derive(Clone, Debug)]
pub struct Hand {
    server: Server<Number>,
    effects: Effects<Number>,
}

impl Hand {
    /// A new server of a cluster of `servers`.
    pub fn new(id: u32, servers: u32) -> Self {
        Self::restarted(id, servers, Durable::default())
    }

    /// A server that starts from its disk.
    pub fn restarted(id: u32, servers: u32, durable: Durable<Number>) -> Self {
        Self::with(id, servers, durable, Config::default(), BugSet::NONE)
    }

    /// A server with everything chosen.
    pub fn with(
        id: u32,
        servers: u32,
        durable: Durable<Number>,
        config: Config,
        bugs: BugSet,
    ) -> Self {
        let membership = Membership::new((1..=servers).map(NodeId));
        let rng = Rng::new(u64::from(id));
        let server = Server::new(NodeId(id), membership, config, bugs, durable, rng);
        Self { server, effects: Effects::new() }
    }

    /// The server.
    pub fn server(&self) -> &Server<Number> {
        &self.server
    }

    /// Steps once. Nothing becomes durable by itself.
    pub fn step_only(&mut self, input: Input<Number>) -> Vec<Effect<Number>> {
        self.server.step(input, &mut self.effects);
        self.effects.drain().collect()
    }

    /// Steps, and reports every write durable at once; returns the effects of that, too.
    pub fn step(&mut self, input: Input<Number>) -> Vec<Effect<Number>> {
        let mut all = self.step_only(input);
        let mut seen = 0;
        while let Some(id) = last_write(&all[seen..]) {
            seen = all.len();
            all.extend(self.step_only(Input::Persisted(id)));
        }
        all
    }

    /// Receives a message of a member.
    pub fn receive(
        &mut self,
        from: u32,
        term: u64,
        message: Message<Number>,
    ) -> Vec<Effect<Number>> {
        let (from, to) = (NodeId(from), self.server.id());
        self.step(Input::Receive(Envelope { from, to, term: Term(term), message }))
    }

    /// Its election timer fires, and these others vote for it.
    pub fn elect(&mut self, voters: &[u32]) -> Vec<Effect<Number>> {
        let mut all = self.step(Input::ElectionTimeout);
        let term = self.server.current_term().0;
        for &voter in voters {
            all.extend(self.receive(voter, term, Message::RequestVoteResponse { granted: true }));
        }
        assert!(self.server.is_leader(), "these votes should be enough");
        all
    }

    /// The terms of its log.
    pub fn terms(&self) -> Vec<u64> {
        terms(&self.server.log().after(LogIndex::ZERO, usize::MAX))
    }
}

/// The last write among effects.
pub fn last_write(effects: &[Effect<Number>]) -> Option<WriteId> {
    effects.iter().rev().find_map(|effect| {
        let Effect::Persist { id, .. } = effect else { return None };
        Some(*id)
    })
}

/// The messages among effects.
pub fn sent(effects: &[Effect<Number>]) -> Vec<&Envelope<Number>> {
    let sent = effects.iter().filter_map(|effect| {
        let Effect::Send { envelope, .. } = effect else { return None };
        Some(envelope)
    });
    sent.collect()
}

/// The entries applied among effects.
pub fn applied(effects: &[Effect<Number>]) -> Vec<EntryId> {
    let applied = effects.iter().filter_map(|effect| {
        let Effect::Apply { id, .. } = effect else { return None };
        Some(*id)
    });
    applied.collect()
}

/// The terms of entries.
pub fn terms(entries: &[Entry<Number>]) -> Vec<u64> {
    entries.iter().map(|entry| entry.term.0).collect()
}

/// A disk with this term and entries of these terms; the command of an entry is its index.
pub fn durable(current_term: u64, log: &[u64]) -> Durable<Number> {
    Durable {
        current_term: Term(current_term),
        voted_for: None,
        snapshot: None,
        log: entries(1, log).into(),
    }
}

/// Entries of these terms, the first at `first`; the command of an entry is its index.
pub fn entries(first: u64, terms: &[u64]) -> Vec<Entry<Number>> {
    let entry = |(index, &term)| Entry { term: Term(term), payload: Payload::Command(index) };
    (first..).zip(terms).map(entry).collect()
}

/// Entry `index` of `term`.
pub fn id(index: u64, term: u64) -> EntryId {
    EntryId::new(LogIndex(index), Term(term))
}

/// AppendEntries with entries of these terms after `prev`.
pub fn append(prev: EntryId, terms: &[u64], leader_commit: u64) -> Message<Number> {
    let entries = entries(prev.index.next().0, terms).into();
    Message::AppendEntries { prev, entries, leader_commit: LogIndex(leader_commit), round: 0 }
}
