//! One Raft server: its state (Figure 2), its one entry [`Server::step`], and what all roles share:
//! the clock, terms, and durability. Elections and replication stand in files of their own.

use super::bug::BugSet;
use super::effects::{Effect, Event, Ignored, Input, NotLeader, ReadId, Sink, Write, WriteId};
use super::leadership::Leader;
use super::log::{Batch, Entry, Log, Payload};
use super::membership::{Membership, Memberships};
use super::message::{Campaign, Envelope, Message};
use super::rules;
use super::snapshot::{Incoming, Part, Snapshot};
use crate::rng::Rng;
use crate::tape::Tape;
use crate::types::{EntryId, LogIndex, NodeId, Term};
use std::collections::VecDeque;
use std::sync::Arc;

/// The timing and batching of a server. Times are in ticks of its own clock.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::struct_excessive_bools, reason = "independent options, each its own rule")]
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
    /// While an AppendEntries is unanswered, the next one waits for the answer or for `batch_max` entries:
    /// under load, fewer messages and writes with more entries each, for up to a round trip's delay.
    pub coalesce: bool,
    /// At most this many unanswered AppendEntries with entries per follower.
    pub in_flight_max: usize,
    /// A follower that has all entries is told at once when more of them are committed, not with the next
    /// entries or heartbeat: by an AppendEntries without entries that nobody answers.
    pub commit_notice: bool,
    /// At most this many bytes in one InstallSnapshot.
    pub chunk_max: usize,
    /// Before it stands for election, a server asks whether it would win; a server that was cut off
    /// then does not return with a term that deposes the leader (diss. §9.6).
    pub pre_vote: bool,
    /// A leader that does not hear from a majority for an election timeout steps down (diss. §6.2).
    pub check_quorum: bool,
    /// Servers that hear a leader ignore candidates (diss. §4.2.3). Needs `check_quorum`, or a leader
    /// that can send but not receive is protected for ever.
    pub leader_stickiness: bool,
    /// With `leader_stickiness`: a leader may trust that its lease holds for the least election timeout
    /// less this many permille, which bounds how differently two clocks run (diss. §6.4.1). No leases,
    /// if none.
    pub lease_drift: Option<u32>,
    /// Membership changes go through C-old,new (paper §6). Without it they go directly, one voter at a
    /// time (diss. §4.1).
    pub joint_consensus: bool,
}

impl Config {
    /// What production systems switch on: PreVote, CheckQuorum, leader stickiness, and leases for
    /// clocks that differ by less than a tenth.
    pub fn production() -> Self {
        Self {
            pre_vote: true,
            check_quorum: true,
            leader_stickiness: true,
            lease_drift: Some(100),
            ..Self::default()
        }
    }
}

impl Default for Config {
    /// The paper's timing (§9.3): 150-300 ms, a heartbeat every 50 ms.
    fn default() -> Self {
        Self {
            election_timeout_min: 150,
            election_timeout_max: 300,
            heartbeat_interval: 50,
            batch_max: 64,
            coalesce: false,
            in_flight_max: 8,
            commit_notice: false,
            chunk_max: 16 << 10,
            pre_vote: false,
            check_quorum: false,
            leader_stickiness: false,
            lease_drift: None,
            joint_consensus: true,
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
    /// The latest snapshot.
    pub snapshot: Option<Arc<Snapshot>>,
    /// `log[]`, from behind the snapshot on, or from index 1.
    pub log: Tape<Entry<C>>,
}

impl<C> Default for Durable<C> {
    fn default() -> Self {
        Self { current_term: Term(0), voted_for: None, snapshot: None, log: Tape::default() }
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
    /// Asks whether it would win an election.
    PreCandidate {
        /// The number of this attempt.
        round: u64,
        /// Who would vote for it, itself included; each once.
        votes: Vec<NodeId>,
    },
    /// Stands for election.
    Candidate {
        /// Who voted for it, each once; itself included once its own vote is durable.
        votes: Vec<NodeId>,
    },
    /// Leads.
    Leader(Leader),
}

/// One server's consensus. `C` is a command, opaque here and cheap to clone (an `Arc`, say).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Server<C> {
    pub(super) id: NodeId,
    pub(super) memberships: Memberships,
    pub(super) config: Config,
    pub(super) bugs: BugSet,
    pub(super) rng: Rng,

    // Persistent state on all servers (Figure 2): every change is followed by a write.
    pub(super) current_term: Term,
    pub(super) voted_for: Option<NodeId>,
    pub(super) log: Log<C>,
    /// The entries last sent, written or received.
    pub(super) batch: Batch<C>,
    /// Stands for the log up to its base.
    pub(super) snapshot: Option<Arc<Snapshot>>,

    // Volatile state on all servers.
    pub(super) commit_index: LogIndex,
    pub(super) last_applied: LogIndex,
    pub(super) role: Role,
    /// Ticks until the election timeout, or until a leader's next heartbeat.
    pub(super) timer: u64,
    /// Ticks since a leader was last heard, of this term or an earlier one; none if it never was, or is
    /// given up.
    pub(super) silence: Option<u64>,
    /// Ticks for which it gives no vote after a restart, as it may have forgotten a leader it just heard.
    pub(super) embargo: u64,
    /// Reads it has passed on to the leader.
    pub(super) forwarded: Vec<ReadId>,
    /// The latest round of this term's leader that it has answered.
    pub(super) answered_round: u64,
    /// A snapshot of which not all chunks have come.
    pub(super) incoming: Option<Incoming>,
    /// Numbers this server's attempts at a pre-vote.
    pub(super) pre_vote_round: u64,

    // Durability: what is known of the disk.
    pub(super) unsaved: Unsaved,
    pub(super) last_write: WriteId,
    /// The last write of term and vote. A leader's messages rely on that one alone: it may send
    /// entries while its own disk still writes them (diss. §10.2.1).
    pub(super) last_hard_state_write: WriteId,
    /// The last write in this step that was durable at once. None between steps.
    saved_at_once: Option<WriteId>,
    /// Writes under way that extend the log, each with the index up to which it makes it durable.
    pub(super) writing: VecDeque<(WriteId, LogIndex)>,
    /// The log up to here survives a crash. Only grows but for truncation.
    pub(super) durable_index: LogIndex,
}

/// Changes of persistent state that no write covers yet. Empty between steps, but for entries that are
/// held back (`coalesce`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Unsaved {
    pub(super) hard_state: bool,
    pub(super) snapshot: bool,
    pub(super) log_from: Option<LogIndex>,
}

impl<C: Clone> Server<C> {
    /// A server that starts, or restarts, from what its disk holds. It begins as a follower
    /// with nothing committed or applied but what its snapshot covers, and waits a whole election
    /// timeout first. The state machine starts from [`Server::snapshot`].
    pub fn new(
        id: NodeId,
        membership: Membership,
        config: Config,
        bugs: BugSet,
        durable: Durable<C>,
        rng: Rng,
    ) -> Self {
        let base = durable.snapshot.as_ref().map_or(EntryId::ZERO, |snapshot| snapshot.last);
        let log = Log::after_base(base, durable.log);
        let first = match &durable.snapshot {
            Some(snapshot) => snapshot.membership.clone(),
            None => Arc::new(membership),
        };
        let mut memberships = Memberships::new(first, base.index);
        for index in base.index.up_to(log.last_index()) {
            if let Some(Entry { payload: Payload::Membership(membership), .. }) = log.entry(index) {
                memberships.push(index, membership.clone());
            }
        }
        let mut server = Self {
            id,
            memberships,
            config,
            bugs,
            rng,
            current_term: durable.current_term,
            voted_for: durable.voted_for,
            durable_index: log.last_index(),
            log,
            batch: Batch::default(),
            snapshot: durable.snapshot,
            embargo: 0,
            forwarded: Vec::new(),
            answered_round: 0,
            incoming: None,
            commit_index: base.index,
            last_applied: base.index,
            role: Role::Follower { leader: None },
            timer: 0,
            silence: None,
            pre_vote_round: 0,
            unsaved: Unsaved::default(),
            last_write: WriteId(0),
            last_hard_state_write: WriteId(0),
            saved_at_once: None,
            writing: VecDeque::new(),
        };
        server.restart_election_timer();
        if server.config.leader_stickiness && server.current_term > Term(0) {
            server.embargo = server.config.election_timeout_min;
        }
        server
    }

    /// The one way to change a server. What follows from `input` is added to `effects`.
    #[expect(clippy::inline_always, reason = "a service around it has a step of its own: one call")]
    #[inline(always)]
    pub fn step(&mut self, input: Input<C>, effects: &mut impl Sink<C>) {
        match input {
            Input::Tick { elapsed } => self.tick(elapsed, effects),
            Input::Receive(envelope) => self.receive(envelope, effects),
            Input::Propose(command) => {
                self.propose(command, effects);
                // What waits to be sent with more may wait to be written with more: nothing relies on it yet.
                if self.config.coalesce && self.is_holding_back() {
                    return;
                }
            }
            Input::ElectionTimeout => {
                if !self.is_leader() {
                    self.time_out(effects);
                }
            }
            Input::Heartbeat => {
                if self.is_leader() {
                    self.show_leadership(effects);
                }
            }
            Input::Read { id, kind } => self.read(id, kind, effects),
            Input::ChangeMembership(change) => self.change_membership(change, effects),
            Input::Compact { up_to, data } => self.compact(up_to, data, effects),
            Input::TransferLeadership { to } => self.start_transfer(to, effects),
            Input::Persisted(id) => self.persisted(id, effects),
        }
        self.save(effects);
        // What became durable within this step counts at its end, as if the disk reported it in the next.
        while let Some(id) = self.saved_at_once.take() {
            self.persisted(id, effects);
            self.save(effects);
        }
    }

    fn tick(&mut self, elapsed: u64, effects: &mut impl Sink<C>) {
        self.embargo = self.embargo.saturating_sub(elapsed);
        self.silence = self.silence.map(|ticks| ticks.saturating_add(elapsed));
        self.count_leaders_time(elapsed, effects);
        if elapsed < self.timer {
            self.timer -= elapsed;
        } else if self.is_leader() {
            self.show_leadership(effects);
        } else {
            self.time_out(effects);
        }
    }

    fn show_leadership(&mut self, effects: &mut impl Sink<C>) {
        self.send_heartbeats(effects);
        // Who has become the only voter meanwhile gets no answer that would call for this.
        self.serve_reads(effects);
    }

    fn receive(&mut self, envelope: Envelope<C>, effects: &mut impl Sink<C>) {
        let Envelope { from, to, term, message } = envelope;
        if to != self.id {
            return effects.event(Event::Ignored { from, reason: Ignored::Misdirected });
        }
        // Whoever else it is: a server may not have heard yet that the sender belongs to the cluster,
        // and must follow and vote all the same (paper §6). Answers of strangers count nowhere.
        if from == self.id {
            return effects.event(Event::Ignored { from, reason: Ignored::Stranger });
        }
        // Whoever hears a leader does not let a candidate depose it, not even by a higher term.
        let is_deposing =
            matches!(message, Message::RequestVote { campaign: Campaign::Timeout, .. });
        if is_deposing && self.config.leader_stickiness && self.protects_leader() {
            return effects.event(Event::Ignored { from, reason: Ignored::LeaderAlive });
        }
        // Terms are compared here and nowhere else (paper §5.1): a later one ends whatever this
        // server was doing, an earlier one is over.
        if term > self.current_term {
            let is_pre_vote = matches!(
                message,
                Message::RequestPreVote { .. } | Message::RequestPreVoteResponse { .. }
            );
            if rules::teaches_term(self.bugs, is_pre_vote) {
                self.enter_term(term);
                self.become_follower(None, effects);
            }
        }
        if term < self.current_term {
            return self.receive_old(from, term, &message, effects);
        }
        match message {
            Message::RequestVote { last, .. } => {
                if !rules::votes_unasked(self.bugs, self.membership().is_voter(self.id)) {
                    return effects.event(Event::Ignored { from, reason: Ignored::NoVote });
                }
                self.handle_request_vote(from, term, last, effects);
            }
            Message::RequestVoteResponse { granted } => {
                self.handle_request_vote_response(from, granted, effects);
            }
            Message::RequestPreVote { last, round } => {
                if !rules::answers_pre_votes(self.bugs, self.config.pre_vote) {
                    return effects.event(Event::Ignored { from, reason: Ignored::NoVote });
                }
                self.handle_request_pre_vote(from, term, last, round, effects);
            }
            Message::RequestPreVoteResponse { round, granted } => {
                self.handle_request_pre_vote_response(from, round, granted, effects);
            }
            Message::TimeoutNow => self.handle_timeout_now(from, effects),
            Message::AppendEntries { prev, entries, leader_commit, round } => {
                if self.follow(from, effects) {
                    let outcome = self.append_entries(from, prev, &entries, leader_commit, effects);
                    if !(outcome.is_ok() && self.is_notice(&entries, round)) {
                        self.answered_round = self.answered_round.max(round);
                        let answer = Message::AppendEntriesResponse { outcome, round };
                        self.send(from, answer, effects);
                    }
                }
            }
            Message::AppendEntriesResponse { outcome, round } => {
                self.handle_append_entries_response(from, outcome, round, effects);
            }
            Message::InstallSnapshot { last, membership, offset, chunk, done } => {
                let part = Part { last, membership: &membership, offset, chunk: &chunk, done };
                self.handle_install_snapshot(from, &part, effects);
            }
            Message::InstallSnapshotResponse { last, next_offset } => {
                self.handle_install_snapshot_response(from, last, next_offset, effects);
            }
            Message::ReadIndex { id } => self.handle_read_index(from, id, effects),
            Message::ReadIndexResponse { id, index } => {
                self.handle_read_index_response(id, index, effects);
            }
        }
    }

    /// A message of a term that is over. A request gets an answer all the same: with this server's
    /// term it tells an old leader or candidate that it is one. An answer tells nothing any more.
    fn receive_old(
        &mut self,
        from: NodeId,
        term: Term,
        message: &Message<C>,
        effects: &mut impl Sink<C>,
    ) {
        match *message {
            Message::RequestVote { last, .. } => {
                self.handle_request_vote(from, term, last, effects);
            }
            Message::RequestPreVote { last, round } => {
                self.handle_request_pre_vote(from, term, last, round, effects);
            }
            Message::AppendEntries { prev, round, .. } => {
                let outcome = Err(self.mismatch(from, prev, effects));
                self.send(from, Message::AppendEntriesResponse { outcome, round }, effects);
            }
            Message::InstallSnapshot { last, .. } => {
                let answer = Message::InstallSnapshotResponse { last, next_offset: 0 };
                self.send(from, answer, effects);
            }
            // Nobody waits for an answer to these.
            Message::TimeoutNow | Message::ReadIndex { .. } => {
                effects.event(Event::Ignored { from, reason: Ignored::OldRequest });
            }
            Message::RequestVoteResponse { granted } if rules::counts_old_votes(self.bugs) => {
                self.handle_request_vote_response(from, granted, effects);
            }
            Message::RequestVoteResponse { .. }
            | Message::RequestPreVoteResponse { .. }
            | Message::AppendEntriesResponse { .. }
            | Message::InstallSnapshotResponse { .. }
            | Message::ReadIndexResponse { .. } => {
                effects.event(Event::Ignored { from, reason: Ignored::OldAnswer });
            }
        }
    }

    fn propose(&mut self, command: C, effects: &mut impl Sink<C>) {
        let refusal = match &self.role {
            Role::Leader(Leader { transfer: None, .. }) => None,
            // Whoever takes over would lose what is proposed now: better that the client asks there.
            Role::Leader(leader) => Some(NotLeader { leader: leader.transfer_to() }),
            Role::Follower { .. } | Role::PreCandidate { .. } | Role::Candidate { .. } => {
                Some(NotLeader { leader: self.leader() })
            }
        };
        if let Some(refusal) = refusal {
            return effects.push(Effect::Proposed(Err(refusal)));
        }
        let id = self.append_own(Payload::Command(command), effects);
        effects.push(Effect::Proposed(Ok(id)));
        self.replicate(effects);
    }

    /// Whether the latest entries wait for an answer before they go to anybody.
    fn is_holding_back(&self) -> bool {
        let Role::Leader(leader) = &self.role else { return false };
        let last = self.log.last_index();
        !leader.progress.is_empty()
            && leader.progress.iter().all(|one| one.is_busy() && one.next_index <= last)
    }

    fn persisted(&mut self, id: WriteId, effects: &mut impl Sink<C>) {
        if !rules::counts_furthest_completion(self.bugs)
            && let Some(&(_, index)) = self.writing.iter().find(|(write, _)| *write == id)
        {
            self.durable_index = index;
        }
        while let Some(&(write, index)) = self.writing.front() {
            if write > id || !rules::counts_furthest_completion(self.bugs) {
                break;
            }
            self.writing.pop_front();
            self.durable_index = self.durable_index.max(index);
        }
        if id >= self.last_hard_state_write {
            self.count_own_vote(effects);
        }
        // Its own copy makes a majority with others' that wait for it, or alone.
        if let Role::Leader(leader) = &self.role
            && (leader.progress.iter().any(|one| one.match_index > self.commit_index)
                || self.membership().is_majority(&[self.id]))
        {
            self.advance_commit_index(effects);
        }
    }

    /// Enters a later term, in which nobody has this server's vote yet.
    pub(super) fn enter_term(&mut self, term: Term) {
        self.current_term = term;
        self.voted_for = None;
        self.answered_round = 0;
        self.unsaved.hard_state = true;
    }

    /// Gives this server's vote of the current term.
    pub(super) fn vote_for(&mut self, candidate: NodeId) {
        if self.voted_for != Some(candidate) {
            self.voted_for = Some(candidate);
            self.unsaved.hard_state = true;
        }
    }

    /// Notes that the log changed from `from` on: that is to be written.
    pub(super) fn log_changed(&mut self, from: LogIndex) {
        let earliest = self.unsaved.log_from.map_or(from, |earlier| earlier.min(from));
        self.unsaved.log_from = Some(earliest);
    }

    /// Nothing that is durable, or will be by writes under way, counts beyond `kept`: what was written
    /// behind it gave way to other entries, and its completion must not count for those.
    pub(super) fn supersede_writes(&mut self, kept: LogIndex) {
        self.durable_index = self.durable_index.min(kept);
        for (_, index) in &mut self.writing {
            *index = (*index).min(kept);
        }
    }

    /// Keeps a snapshot, to be written before anything that relies on it.
    pub(super) fn keep_snapshot(&mut self, snapshot: Arc<Snapshot>) {
        self.snapshot = Some(snapshot);
        self.unsaved.snapshot = true;
    }

    /// Follows `leader`, if known, in the current term. The election timer goes on as it stands
    /// unless there was none: only a leader's word or a vote given restarts it (Figure 2).
    #[inline]
    pub(super) fn become_follower(&mut self, leader: Option<NodeId>, effects: &mut impl Sink<C>) {
        // Nearly always it follows that leader already: this is asked with each of its messages.
        if !matches!(self.role, Role::Follower { leader: known } if known == leader) {
            self.change_to_follower(leader, effects);
        }
    }

    fn change_to_follower(&mut self, leader: Option<NodeId>, effects: &mut impl Sink<C>) {
        let was_leader = self.is_leader();
        let orphans =
            if was_leader || self.leader() != leader { self.take_reads() } else { Vec::new() };
        if !matches!(self.role, Role::Follower { .. }) {
            effects.event(Event::SteppedDown { term: self.current_term, was_leader });
            if !rules::keeps_vote(self.bugs) {
                self.voted_for = None;
                self.unsaved.hard_state = true;
            }
        }
        if was_leader {
            self.restart_election_timer();
        }
        self.role = Role::Follower { leader };
        self.refuse_reads(orphans, effects);
    }

    /// Draws a new election timeout.
    pub(super) fn restart_election_timer(&mut self) {
        let Config { election_timeout_min, election_timeout_max, .. } = self.config;
        self.timer = self.rng.between(election_timeout_min, election_timeout_max).max(1);
    }

    /// Sends a message that relies on all state changed so far: what is unsaved is written first.
    #[expect(clippy::inline_always, reason = "the message is written once, where it goes")]
    #[inline(always)]
    pub(super) fn send(&mut self, to: NodeId, message: Message<C>, effects: &mut impl Sink<C>) {
        self.save(effects);
        self.send_after(self.last_write, to, message, effects);
    }

    /// Sends a leader's message: it relies on term and vote, not on the leader's own log being durable.
    #[expect(clippy::inline_always, reason = "the message is written once, where it goes")]
    #[inline(always)]
    pub(super) fn send_as_leader(
        &mut self,
        to: NodeId,
        message: Message<C>,
        effects: &mut impl Sink<C>,
    ) {
        self.save_hard_state(effects);
        self.send_after(self.last_hard_state_write, to, message, effects);
    }

    #[inline]
    fn send_after(
        &mut self,
        after: WriteId,
        to: NodeId,
        message: Message<C>,
        effects: &mut impl Sink<C>,
    ) {
        let envelope = Envelope { from: self.id, to, term: self.current_term, message };
        effects.push(Effect::Send { after, envelope });
    }

    /// Writes all that is unsaved. Nearly always that is nothing, and this is asked with each message.
    #[inline]
    fn save(&mut self, effects: &mut impl Sink<C>) {
        let Unsaved { hard_state, snapshot, log_from } = self.unsaved;
        if hard_state || snapshot || log_from.is_some() {
            self.write_unsaved(effects);
        }
    }

    fn write_unsaved(&mut self, effects: &mut impl Sink<C>) {
        self.save_hard_state(effects);
        if std::mem::take(&mut self.unsaved.snapshot)
            && let Some(snapshot) = &self.snapshot
        {
            // It makes durable what it covers; what follows it keeps its own write.
            let (index, write) = (snapshot.last.index, Write::Snapshot(snapshot.clone()));
            self.persist_log(index, write, effects);
        }
        if let Some(first) = self.unsaved.log_from.take() {
            let entries = self.batch.after(&self.log, first.previous(), usize::MAX);
            self.persist_log(self.log.last_index(), Write::Log { first, entries }, effects);
        }
    }

    #[inline]
    fn save_hard_state(&mut self, effects: &mut impl Sink<C>) {
        if std::mem::take(&mut self.unsaved.hard_state) {
            let write =
                Write::HardState { current_term: self.current_term, voted_for: self.voted_for };
            self.last_hard_state_write = self.persist(write, effects);
        }
    }

    /// Hands out a write that makes the log durable up to `index`.
    fn persist_log(&mut self, index: LogIndex, write: Write<C>, effects: &mut impl Sink<C>) {
        let id = self.persist(write, effects);
        if self.saved_at_once == Some(id) {
            self.durable_index = self.durable_index.max(index);
        } else {
            self.writing.push_back((id, index));
        }
    }

    /// Numbers a write and hands it out.
    #[inline]
    fn persist(&mut self, write: Write<C>, effects: &mut impl Sink<C>) -> WriteId {
        self.last_write.0 += 1;
        if effects.persist(self.last_write, write) {
            self.saved_at_once = Some(self.last_write);
        }
        self.last_write
    }
}

/// What others may see of a server.
impl<C: Clone> Server<C> {
    /// Its id.
    pub fn id(&self) -> NodeId {
        self.id
    }

    /// The members as far as its log goes, committed or not.
    pub fn membership(&self) -> &Membership {
        self.memberships.latest().1
    }

    /// The members as of entry `index`, as far as its log still shows them.
    pub fn membership_at(&self, index: LogIndex) -> &Membership {
        self.memberships.at(index)
    }

    /// Whether it has a vote in the committed membership or in a later one: only then may it lead.
    pub fn may_lead(&self) -> bool {
        self.memberships.may_vote(self.id, self.commit_index)
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

    /// Its latest snapshot.
    pub fn snapshot(&self) -> Option<&Arc<Snapshot>> {
        self.snapshot.as_ref()
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

    /// The leader it hears: itself, or one that spoke less than the least election timeout ago.
    pub fn hears_leader(&self) -> Option<NodeId> {
        let fresh = self.has_heard_leader_lately();
        self.leader().filter(|_| fresh || self.is_leader())
    }

    /// Whether a leader may rely on this server to elect nobody else for now: it leads, or has heard
    /// a leader lately, or may have and then crashed. A later term makes no difference: the leader
    /// heard need not know of it yet.
    fn protects_leader(&self) -> bool {
        self.has_heard_leader_lately() || self.is_leader() || self.embargo > 0
    }

    fn has_heard_leader_lately(&self) -> bool {
        let least = self.config.election_timeout_min;
        self.silence.is_some_and(|ticks| rules::sticks_to_leader(self.bugs, ticks, least))
    }

    /// Its role.
    pub fn role(&self) -> &Role {
        &self.role
    }

    /// Whether it leads, as far as it knows.
    pub fn is_leader(&self) -> bool {
        matches!(self.role, Role::Leader(_))
    }

    /// Whom it believes to lead its term: itself, or who has spoken as leader.
    pub fn leader(&self) -> Option<NodeId> {
        match self.role {
            Role::Leader(_) => Some(self.id),
            Role::Follower { leader } => leader,
            Role::PreCandidate { .. } | Role::Candidate { .. } => None,
        }
    }

    /// Ticks until a [`Input::Tick`] does something: the election timeout, or a heartbeat.
    pub fn timer(&self) -> u64 {
        self.timer
    }
}
