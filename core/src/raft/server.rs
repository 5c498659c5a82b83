//! One Raft server: its state (Figure 2), its one entry [`Server::step`], and what all roles share:
//! the clock, terms, and durability. Elections and replication stand in files of their own.

use super::bug::BugSet;
use super::effects::{Effect, Effects, Event, Ignored, Input, NotLeader, Write, WriteId};
use super::log::{Entry, Log, Payload};
use super::membership::Membership;
use super::message::{Envelope, Message};
use super::progress::Progress;
use crate::rng::Rng;
use crate::types::{LogIndex, NodeId, Term};
use std::collections::VecDeque;

/// The timing and batching of a server. Times are in ticks of its own clock.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Config {
    /// The election timeout is drawn anew from this range each time it starts (paper §5.2). Should be
    /// well above a round trip (paper §5.6).
    pub election_timeout_min: u64,
    /// Its upper end, inclusive. The wider the range, the rarer split votes.
    pub election_timeout_max: u64,
    /// A leader shows itself this often; well below the election timeout.
    pub heartbeat_interval: u64,
    /// At most this many entries in one AppendEntries.
    pub batch_max: usize,
    /// At most this many unanswered AppendEntries with entries per follower.
    pub in_flight_max: usize,
}

impl Default for Config {
    /// The paper's timing (§9.3): 150-300 ms, a heartbeat every 50 ms.
    fn default() -> Self {
        Self {
            election_timeout_min: 150,
            election_timeout_max: 300,
            heartbeat_interval: 50,
            batch_max: 64,
            in_flight_max: 8,
        }
    }
}

/// What a server finds on its disk when it starts; empty for a new one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Durable<C> {
    /// `currentTerm`.
    pub current_term: Term,
    /// `votedFor`.
    pub voted_for: Option<NodeId>,
    /// `log[]`, from index 1.
    pub log: Vec<Entry<C>>,
}

impl<C> Default for Durable<C> {
    fn default() -> Self {
        Self { current_term: Term(0), voted_for: None, log: Vec::new() }
    }
}

/// What a server is doing (Figure 4), with what only that role needs.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Follows a leader, or waits for one.
    Follower {
        /// The leader of the current term, once it has spoken.
        leader: Option<NodeId>,
    },
    /// Stands for election.
    Candidate {
        /// Who voted for it, each once; itself included once its own vote is durable.
        votes: Vec<NodeId>,
    },
    /// Leads.
    Leader {
        /// One for each other server, in ascending order.
        progress: Vec<Progress>,
    },
}

/// One server's consensus. `C` is a command, opaque here and cheap to clone (an `Arc`, say).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Server<C> {
    pub(super) id: NodeId,
    pub(super) membership: Membership,
    pub(super) config: Config,
    pub(super) bugs: BugSet,
    pub(super) rng: Rng,

    // Persistent state on all servers (Figure 2): every change is followed by a write.
    pub(super) current_term: Term,
    pub(super) voted_for: Option<NodeId>,
    pub(super) log: Log<C>,

    // Volatile state on all servers.
    pub(super) commit_index: LogIndex,
    pub(super) last_applied: LogIndex,
    pub(super) role: Role,
    /// Ticks until the election timeout, or until a leader's next heartbeat.
    pub(super) timer: u64,

    // Durability: what is known of the disk.
    unsaved: Unsaved,
    last_write: WriteId,
    /// The last write of term and vote. A leader's messages rely on that one alone: it may send
    /// entries while its own disk still writes them (diss. §10.2.1).
    last_hard_state_write: WriteId,
    /// Writes under way that extend the log, each with the index up to which it makes it durable.
    writing: VecDeque<(WriteId, LogIndex)>,
    /// The log up to here survives a crash. Only grows but for truncation.
    durable_index: LogIndex,
}

/// Changes of persistent state that no write covers yet. Empty between steps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
struct Unsaved {
    hard_state: bool,
    log_from: Option<LogIndex>,
}

impl<C: Clone> Server<C> {
    /// A server that starts, or restarts, from what its disk holds. It begins as a follower
    /// with nothing committed or applied, and waits a whole election timeout first.
    pub fn new(
        id: NodeId,
        membership: Membership,
        config: Config,
        bugs: BugSet,
        durable: Durable<C>,
        rng: Rng,
    ) -> Self {
        let log = Log::new(durable.log);
        let mut server = Self {
            id,
            membership,
            config,
            bugs,
            rng,
            current_term: durable.current_term,
            voted_for: durable.voted_for,
            durable_index: log.last_index(),
            log,
            commit_index: LogIndex::ZERO,
            last_applied: LogIndex::ZERO,
            role: Role::Follower { leader: None },
            timer: 0,
            unsaved: Unsaved::default(),
            last_write: WriteId(0),
            last_hard_state_write: WriteId(0),
            writing: VecDeque::new(),
        };
        server.restart_election_timer();
        server
    }

    /// The one way to change a server. What follows from `input` is added to `effects`.
    pub fn step(&mut self, input: Input<C>, effects: &mut Effects<C>) {
        match input {
            Input::Tick { elapsed } => self.tick(elapsed, effects),
            Input::Receive(envelope) => self.receive(envelope, effects),
            Input::Propose(command) => self.propose(command, effects),
            Input::ElectionTimeout => {
                if !self.is_leader() {
                    self.start_election(effects);
                }
            }
            Input::Persisted(id) => self.persisted(id, effects),
        }
        self.save(effects);
    }

    fn tick(&mut self, elapsed: u64, effects: &mut Effects<C>) {
        if elapsed < self.timer {
            self.timer -= elapsed;
        } else {
            match self.role {
                Role::Leader { .. } => self.send_heartbeats(effects),
                Role::Follower { .. } | Role::Candidate { .. } => self.start_election(effects),
            }
        }
    }

    fn receive(&mut self, envelope: Envelope<C>, effects: &mut Effects<C>) {
        let Envelope { from, to, term, message } = envelope;
        if to != self.id {
            return effects.event(Event::Ignored { from, reason: Ignored::Misdirected });
        }
        if from == self.id || !self.membership.contains(from) {
            return effects.event(Event::Ignored { from, reason: Ignored::Stranger });
        }
        // Terms are compared here and nowhere else (paper §5.1): a later one ends whatever this
        // server was doing, an earlier one is over.
        if term > self.current_term {
            self.enter_term(term);
            self.become_follower(None, effects);
        }
        let current = term == self.current_term;
        match message {
            Message::RequestVote { last } => {
                self.handle_request_vote(from, term, last, effects);
            }
            Message::AppendEntries { prev, entries, leader_commit } if current => {
                self.handle_append_entries(from, prev, &entries, leader_commit, effects);
            }
            Message::AppendEntries { prev, .. } => self.refuse_append(from, prev, effects),
            Message::RequestVoteResponse { granted } if current => {
                self.handle_request_vote_response(from, granted, effects);
            }
            Message::AppendEntriesResponse { outcome } if current => {
                self.handle_append_entries_response(from, outcome, effects);
            }
            Message::RequestVoteResponse { .. } | Message::AppendEntriesResponse { .. } => {
                effects.event(Event::Ignored { from, reason: Ignored::OldAnswer });
            }
        }
    }

    fn propose(&mut self, command: C, effects: &mut Effects<C>) {
        if !self.is_leader() {
            let refusal = NotLeader { leader: self.leader() };
            return effects.push(Effect::Proposed(Err(refusal)));
        }
        let id = self.append_own(Payload::Command(command), effects);
        effects.push(Effect::Proposed(Ok(id)));
        self.replicate(effects);
    }

    fn persisted(&mut self, id: WriteId, effects: &mut Effects<C>) {
        while let Some(&(write, index)) = self.writing.front() {
            if write > id {
                break;
            }
            self.writing.pop_front();
            self.durable_index = self.durable_index.max(index);
        }
        if id >= self.last_hard_state_write {
            self.count_own_vote(effects);
        }
        self.advance_commit_index(effects);
    }

    /// Enters a later term, in which nobody has this server's vote yet.
    pub(super) fn enter_term(&mut self, term: Term) {
        self.current_term = term;
        self.voted_for = None;
        self.unsaved.hard_state = true;
    }

    /// Gives this server's vote of the current term.
    pub(super) fn vote_for(&mut self, candidate: NodeId) {
        if self.voted_for != Some(candidate) {
            self.voted_for = Some(candidate);
            self.unsaved.hard_state = true;
        }
    }

    /// Notes that the log changed from `from` on. What was being written behind it is superseded,
    /// so its completion must not count for the new entries.
    pub(super) fn log_changed(&mut self, from: LogIndex) {
        let kept = from.previous();
        self.durable_index = self.durable_index.min(kept);
        for (_, index) in &mut self.writing {
            *index = (*index).min(kept);
        }
        let earliest = self.unsaved.log_from.map_or(from, |earlier| earlier.min(from));
        self.unsaved.log_from = Some(earliest);
    }

    /// Follows `leader`, if known, in the current term. The election timer goes on as it stands
    /// unless there was none: only a leader's word or a vote given restarts it (Figure 2).
    pub(super) fn become_follower(&mut self, leader: Option<NodeId>, effects: &mut Effects<C>) {
        let was_leader = self.is_leader();
        if !matches!(self.role, Role::Follower { .. }) {
            effects.event(Event::SteppedDown { term: self.current_term, was_leader });
        }
        if was_leader {
            self.restart_election_timer();
        }
        self.role = Role::Follower { leader };
    }

    /// Draws a new election timeout.
    pub(super) fn restart_election_timer(&mut self) {
        let Config { election_timeout_min, election_timeout_max, .. } = self.config;
        self.timer = self.rng.between(election_timeout_min, election_timeout_max).max(1);
    }

    /// Sends a message that relies on all state changed so far: what is unsaved is written first.
    pub(super) fn send(&mut self, to: NodeId, message: Message<C>, effects: &mut Effects<C>) {
        self.save(effects);
        self.send_after(self.last_write, to, message, effects);
    }

    /// Sends a leader's message: it relies on term and vote, not on the leader's own log being durable.
    pub(super) fn send_as_leader(
        &mut self,
        to: NodeId,
        message: Message<C>,
        effects: &mut Effects<C>,
    ) {
        self.save_hard_state(effects);
        self.send_after(self.last_hard_state_write, to, message, effects);
    }

    fn send_after(
        &mut self,
        after: WriteId,
        to: NodeId,
        message: Message<C>,
        effects: &mut Effects<C>,
    ) {
        let envelope = Envelope { from: self.id, to, term: self.current_term, message };
        effects.push(Effect::Send { after, envelope });
    }

    /// Writes all that is unsaved.
    fn save(&mut self, effects: &mut Effects<C>) {
        self.save_hard_state(effects);
        if let Some(first) = self.unsaved.log_from.take() {
            let entries = self.log.after(first.previous(), usize::MAX).into();
            self.last_write.0 += 1;
            self.writing.push_back((self.last_write, self.log.last_index()));
            effects.push(Effect::Persist {
                id: self.last_write,
                write: Write::Log { first, entries },
            });
        }
    }

    fn save_hard_state(&mut self, effects: &mut Effects<C>) {
        if std::mem::take(&mut self.unsaved.hard_state) {
            self.last_write.0 += 1;
            self.last_hard_state_write = self.last_write;
            let write =
                Write::HardState { current_term: self.current_term, voted_for: self.voted_for };
            effects.push(Effect::Persist { id: self.last_write, write });
        }
    }
}

/// What others may see of a server.
impl<C: Clone> Server<C> {
    /// Its id.
    pub fn id(&self) -> NodeId {
        self.id
    }

    /// The cluster it belongs to.
    pub fn membership(&self) -> &Membership {
        &self.membership
    }

    /// Its configuration.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Its bugs.
    pub fn bugs(&self) -> BugSet {
        self.bugs
    }

    /// The latest term it has seen.
    pub fn current_term(&self) -> Term {
        self.current_term
    }

    /// Whom it voted for in that term.
    pub fn voted_for(&self) -> Option<NodeId> {
        self.voted_for
    }

    /// Its log.
    pub fn log(&self) -> &Log<C> {
        &self.log
    }

    /// Up to where it knows entries to be committed.
    pub fn commit_index(&self) -> LogIndex {
        self.commit_index
    }

    /// Up to where it has handed entries to the state machine.
    pub fn last_applied(&self) -> LogIndex {
        self.last_applied
    }

    /// Up to where its log would survive a crash, as far as it knows.
    pub fn durable_index(&self) -> LogIndex {
        self.durable_index
    }

    /// Its role.
    pub fn role(&self) -> &Role {
        &self.role
    }

    /// Whether it leads, as far as it knows.
    pub fn is_leader(&self) -> bool {
        matches!(self.role, Role::Leader { .. })
    }

    /// Whom it believes to lead its term: itself, or who has spoken as leader.
    pub fn leader(&self) -> Option<NodeId> {
        match self.role {
            Role::Leader { .. } => Some(self.id),
            Role::Follower { leader } => leader,
            Role::Candidate { .. } => None,
        }
    }

    /// Ticks until a [`Input::Tick`] does something: the election timeout, or a heartbeat.
    pub fn timer(&self) -> u64 {
        self.timer
    }
}
