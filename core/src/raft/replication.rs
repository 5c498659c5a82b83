//! Log replication and commitment (paper §5.3 and §5.4.2).

use super::effects::{Event, Ignored, Sink};
use super::leadership::Leader;
use super::log::{Batch, Entries, Entry, Payload};
use super::message::{Message, Mismatch};
use super::progress::{Pace, Progress};
use super::rules;
use super::server::{Config, Role, Server};
use crate::types::{EntryId, LogIndex, NodeId};

/// The leader's side.
impl<C: Clone> Server<C> {
    /// Appends an entry of the leader's own term to its log.
    pub(super) fn append_own(
        &mut self,
        payload: Payload<C>,
        effects: &mut impl Sink<C>,
    ) -> EntryId {
        let prev = self.log.last();
        let membership = match &payload {
            Payload::Membership(membership) => Some(membership.clone()),
            Payload::Noop | Payload::Command(_) => None,
        };
        let last = self.log.push(Entry { term: self.current_term, payload });
        self.log_changed(last.index);
        effects.event(Event::Appended { prev, last });
        if let Some(membership) = membership {
            self.note_membership(last.index, &membership, effects);
        }
        last
    }

    /// Sends what each follower lacks, as far as its window allows.
    pub(super) fn replicate(&mut self, effects: &mut impl Sink<C>) {
        self.for_each_follower(effects, |server, progress, effects| {
            // A snapshot under way goes on with its answers.
            if !matches!(progress.pace, Pace::Snapshot { .. }) {
                server.send_new_entries(progress, effects);
            }
        });
    }

    /// Sends every follower an AppendEntries, with entries if there are any it may be sent.
    pub(super) fn send_heartbeats(&mut self, effects: &mut impl Sink<C>) {
        self.timer = self.config.heartbeat_interval.max(1);
        if let Role::Leader(leader) = &mut self.role {
            leader.begin_round();
        }
        self.for_each_follower(effects, |server, progress, effects| {
            if server.gets_snapshot(progress) {
                // The chunk that is out may be lost; to send it again shows the leader alive, too.
                if rules::repeats_chunks(server.bugs) {
                    return server.send_chunk(progress, effects);
                }
            }
            // Who owes an answer may be down, or a message was lost: it is asked again, without entries.
            // `prev` is the last entry sent: if anything before it was lost, the refusal says so.
            let may_send = progress.may_send(server.config.in_flight_max);
            let count = if may_send { server.config.batch_max } else { 0 };
            if progress.is_busy() && !rules::heartbeat_asks_for_last_sent(server.bugs) {
                return server.send_append_after(progress.match_index, progress, 0, effects);
            }
            server.send_append(progress, count, effects);
        });
    }

    fn send_new_entries(&mut self, progress: &mut Progress, effects: &mut impl Sink<C>) {
        let Config { batch_max, in_flight_max, coalesce, .. } = self.config;
        let last = self.log.last_index();
        let fills = |progress: &Progress| progress.next_index.previous().plus(batch_max) <= last;
        if coalesce && progress.is_busy() && !fills(progress) {
            return;
        }
        if self.gets_snapshot(progress) {
            return self.send_chunk(progress, effects);
        }
        while progress.next_index <= last && progress.may_send(in_flight_max) {
            if coalesce && progress.is_busy() && !fills(progress) {
                break;
            }
            self.send_append(progress, batch_max, effects);
        }
        if self.config.commit_notice && progress.awaits_notice(self.commit_index) {
            self.send_append(progress, 0, effects);
        }
    }

    /// Whether this follower gets a snapshot: what it needs next is compacted away.
    fn gets_snapshot(&self, progress: &mut Progress) -> bool {
        if let Some(snapshot) = &self.snapshot
            && progress.next_index <= self.log.base().index
            && rules::starts_snapshot(self.bugs, self.log.last() == self.log.base())
        {
            progress.start_snapshot(snapshot.clone());
        }
        matches!(progress.pace, Pace::Snapshot { .. })
    }

    #[inline]
    fn send_append(&mut self, progress: &mut Progress, count: usize, effects: &mut impl Sink<C>) {
        let prev = progress.next_index.previous();
        self.send_append_after(prev, progress, count, effects);
    }

    #[inline]
    fn send_append_after(
        &mut self,
        prev: LogIndex,
        progress: &mut Progress,
        count: usize,
        effects: &mut impl Sink<C>,
    ) {
        // A leader's log is never shorter than what it has sent, unless a bug cut it.
        let prev = self.log.id_at(prev).unwrap_or(self.log.last());
        let entries = if count == 0 {
            Entries::default()
        } else {
            let is_full = prev.index.plus(count) < self.log.last_index();
            let after = rules::follows(self.bugs, prev.index, is_full);
            self.batch.after(&self.log, after, count)
        };
        let last = prev.index.plus(entries.len());
        let leader_commit = rules::told_commit(self.bugs, self.commit_index, entries.is_empty());
        let round = self.round();
        let message = Message::AppendEntries { prev, entries, leader_commit, round };
        self.send_as_leader(progress.server, message, effects);
        progress.sent(last, leader_commit);
    }

    /// The round this leader is in.
    fn round(&self) -> u64 {
        match &self.role {
            Role::Leader(leader) => leader.round,
            Role::Follower { .. } | Role::PreCandidate { .. } | Role::Candidate { .. } => 0,
        }
    }

    /// Runs `act` for every follower; does nothing unless this server leads.
    fn for_each_follower<S: Sink<C>>(
        &mut self,
        effects: &mut S,
        act: impl Fn(&mut Self, &mut Progress, &mut S),
    ) {
        let Role::Leader(leader) = &mut self.role else { return };
        let mut all = std::mem::take(&mut leader.progress);
        for one in &mut all {
            act(self, one, effects);
        }
        if let Role::Leader(leader) = &mut self.role {
            leader.progress = all;
        }
    }

    /// A follower answers an AppendEntries of this term.
    pub(super) fn handle_append_entries_response(
        &mut self,
        follower: NodeId,
        outcome: Result<LogIndex, Mismatch>,
        round: u64,
        effects: &mut impl Sink<C>,
    ) {
        let last = self.log.last_index();
        let Role::Leader(leader) = &mut self.role else {
            return effects.event(Event::Ignored { from: follower, reason: Ignored::OldAnswer });
        };
        let Some(at) = leader.position(follower) else {
            return effects.event(Event::Ignored { from: follower, reason: Ignored::Stranger });
        };
        let one = &mut leader.progress[at];
        one.heard = true;
        // Accepted or refused, it came from somebody who takes this server for the leader. A round that
        // has not begun yet can only be forged.
        if round <= leader.round {
            one.round = one.round.max(round);
        }
        match outcome {
            Ok(index) if index > last => {
                return effects
                    .event(Event::Ignored { from: follower, reason: Ignored::Impossible });
            }
            Ok(index) => {
                if one.accepted(index) {
                    // Below the commit index one more makes no difference.
                    if index > self.commit_index {
                        self.advance_commit_index(effects);
                    }
                    self.pursue_goal(effects);
                }
            }
            Err(mismatch) => {
                let hint = self.log.resume_after(mismatch.conflict);
                let is_trusted = rules::trusts_hint(self.bugs, hint, mismatch.prev_index);
                if rules::heeds_late_refusals(self.bugs) {
                    one.set_back(hint);
                } else if !(is_trusted && one.refused(mismatch, hint)) {
                    let reason = Ignored::OldAnswer;
                    return effects.event(Event::Ignored { from: follower, reason });
                }
            }
        }
        self.send_to(follower, effects);
        self.hand_over_after_answer_of(follower, effects);
        self.serve_reads(effects);
    }

    /// Sends `follower` what it lacks, as far as its window allows.
    #[inline]
    pub(super) fn send_to(&mut self, follower: NodeId, effects: &mut impl Sink<C>) {
        let Role::Leader(leader) = &mut self.role else { return };
        let Some(at) = leader.position(follower) else { return };
        let mut all = std::mem::take(&mut leader.progress);
        self.send_new_entries(&mut all[at], effects);
        if let Role::Leader(leader) = &mut self.role {
            leader.progress = all;
        }
    }

    /// How far the log of each server is known to be durable and equal to this leader's; quickest if asked in
    /// ascending order.
    fn reached(&self, leader: &Leader) -> impl FnMut(NodeId) -> LogIndex {
        let mut progress_of = leader.progress_in_turn();
        move |server| {
            if server == self.id {
                let last = self.log.last_index();
                return rules::own_reach(self.bugs, self.durable_index(), last);
            }
            progress_of(server).map_or(LogIndex::ZERO, |one| one.match_index)
        }
    }

    /// Commits the highest index that a majority holds, this server's own disk counting only for
    /// what is durable on it, if the entry there is of the current term (Figure 2, Leaders).
    pub(super) fn advance_commit_index(&mut self, effects: &mut impl Sink<C>) {
        let Role::Leader(leader) = &self.role else { return };
        let last = self.log.last_index();
        let membership = rules::counted_members(self.bugs, self.membership(), self.id);
        // Most answers are not the one that makes the majority, and that one often makes it for the whole
        // log: neither needs a sort.
        if !membership.has_majority_beyond(self.commit_index, self.reached(leader)) {
            return;
        }
        let index = if membership.has_majority_beyond(last.previous(), self.reached(leader)) {
            last
        } else {
            rules::majority_index(self.bugs, &membership, self.reached(leader))
        };
        let counts = self
            .log
            .term_at(index)
            .is_some_and(|term| rules::commits_by_counting(self.bugs, term, self.current_term));
        if counts {
            self.commit_up_to(index, effects);
            self.membership_committed(effects);
            self.serve_reads(effects);
            if self.config.commit_notice {
                self.replicate(effects);
            }
        }
    }
}

/// The follower's side.
impl<C: Clone> Server<C> {
    /// The leader of the current term sends entries, or a heartbeat. Returns what to answer.
    #[inline]
    pub(super) fn append_entries(
        &mut self,
        leader: NodeId,
        prev: EntryId,
        received: &Entries<C>,
        leader_commit: LogIndex,
        effects: &mut impl Sink<C>,
    ) -> Result<LogIndex, Mismatch> {
        let verified = prev.index.plus(received.len());
        // What is compacted away is committed, and the leader has all that is: it agrees up to there.
        let base = self.log.base();
        let (prev, entries) = if prev.index < base.index && rules::agrees_up_to_base(self.bugs) {
            let known = usize::try_from(base.index.0 - prev.index.0).unwrap_or(usize::MAX);
            (base, received.get(known..).unwrap_or_default())
        } else {
            (prev, &received[..])
        };
        if prev.index < base.index && !rules::agrees_up_to_base(self.bugs) {
            self.truncate_from(self.log.first_index(), effects);
        }
        if !rules::prev_matches(self.bugs, &self.log, prev) {
            return Err(self.mismatch(leader, prev, effects));
        }
        let is_end = self.log.last_index() == prev.index;
        self.append_missing(prev, entries, effects);
        let last = self.log.last_index();
        if is_end && entries.len() == received.len() && !entries.is_empty() {
            self.batch = Batch::received(prev.index, received);
        }
        let limit = rules::commit_limit(self.bugs, leader_commit, verified, last);
        if limit > self.commit_index {
            self.commit_up_to(limit, effects);
        }
        Ok(rules::acknowledged(self.bugs, verified, last))
    }

    /// Whether an AppendEntries only tells what is committed: it has no entries, and asks for no
    /// acknowledgement of a round that has not got one.
    pub(super) fn is_notice(&self, entries: &Entries<C>, round: u64) -> bool {
        self.config.commit_notice && entries.is_empty() && round <= self.answered_round
    }

    /// The leader of the current term has spoken: follow it. False if this server leads that term
    /// itself, which without bugs cannot be.
    #[inline]
    pub(super) fn follow(&mut self, leader: NodeId, effects: &mut impl Sink<C>) -> bool {
        if self.is_leader() {
            effects.event(Event::Ignored { from: leader, reason: Ignored::RivalLeader });
            return false;
        }
        self.become_follower(Some(leader), effects);
        self.silence = Some(0);
        self.restart_election_timer();
        true
    }

    /// Why this server cannot follow an AppendEntries: it is too old, or there is no common ground.
    pub(super) fn mismatch(
        &self,
        leader: NodeId,
        prev: EntryId,
        effects: &mut impl Sink<C>,
    ) -> Mismatch {
        let conflict = self.log.conflict_at(prev.index);
        effects.event(Event::AppendRefused { leader, prev, conflict });
        Mismatch { prev_index: prev.index, conflict }
    }

    /// AppendEntries rules 3 and 4: skip what is there, cut at the first conflict, append the rest.
    #[inline]
    fn append_missing(&mut self, prev: EntryId, entries: &[Entry<C>], effects: &mut impl Sink<C>) {
        let mut known = prev;
        for (at, entry) in entries.iter().enumerate() {
            let index = prev.index.plus(at).next();
            match self.log.term_at(index) {
                Some(own) if !rules::conflicts(self.bugs, own, entry.term) => {
                    known = EntryId::new(index, entry.term);
                }
                Some(_) => {
                    self.truncate_from(index, effects);
                    return self.append(known, &entries[at..], effects);
                }
                None => return self.append(known, &entries[at..], effects),
            }
        }
    }

    fn append(&mut self, prev: EntryId, entries: &[Entry<C>], effects: &mut impl Sink<C>) {
        self.log.extend(entries);
        self.log_changed(prev.index.next());
        effects.event(Event::Appended { prev, last: self.log.last() });
        for (at, entry) in entries.iter().enumerate() {
            if let Payload::Membership(membership) = &entry.payload {
                self.note_membership(prev.index.plus(at).next(), membership, effects);
            }
        }
    }

    /// Removes the log from `from` on, if there is anything.
    pub(super) fn truncate_from(&mut self, from: LogIndex, effects: &mut impl Sink<C>) {
        let last = self.log.last();
        if from <= last.index {
            self.log.truncate_from(from);
            if rules::cuts_memberships(self.bugs) {
                self.memberships.truncate_from(from);
            }
            self.batch = Batch::default();
            self.supersede_writes(from.previous());
            self.log_changed(from);
            effects.event(Event::Truncated { from, last });
        }
    }

    /// Entries up to `index` are committed: hand the new ones to the state machine, in order.
    fn commit_up_to(&mut self, index: LogIndex, effects: &mut impl Sink<C>) {
        let from = self.commit_index;
        self.commit_index = index;
        effects.event(Event::Committed { from, to: index });
        let count = index.0.saturating_sub(self.last_applied.0);
        let count = usize::try_from(count).unwrap_or(usize::MAX);
        let count = rules::applied_at_once(self.bugs, count);
        for entry in self.log.after(self.last_applied, count).iter() {
            self.last_applied = self.last_applied.next();
            let id = EntryId::new(self.last_applied, entry.term);
            effects.apply(id, &entry.payload);
        }
    }
}
