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
        let mut at = 0;
        while let Some(progress) = self.follower(at) {
            // A snapshot under way goes on with its answers.
            if !matches!(progress.pace, Pace::Snapshot { .. }) {
                self.send_new_entries(at, effects);
            }
            at += 1;
        }
    }

    /// Sends every follower an AppendEntries, with entries if there are any it may be sent.
    pub(super) fn send_heartbeats(&mut self, effects: &mut impl Sink<C>) {
        self.timer = self.config.heartbeat_interval.max(1);
        if let Role::Leader(leader) = &mut self.role {
            leader.begin_round();
        }
        let mut at = 0;
        while let Some(progress) = self.follower(at) {
            // Who owes an answer may be down, or a message was lost: it is asked again, without entries.
            // `prev` is the last entry sent: if anything before it was lost, the refusal says so.
            let may_send = progress.may_send(self.config.in_flight_max);
            let (is_busy, matched) = (progress.is_busy(), progress.match_index);
            if self.gets_snapshot(at) && rules::repeats_chunks(self.bugs) {
                // The chunk that is out may be lost; to send it again shows the leader alive, too.
                self.send_chunk(at, effects);
            } else if is_busy && !rules::heartbeat_asks_for_last_sent(self.bugs) {
                self.send_append_after(matched, at, 0, effects);
            } else {
                let count = if may_send { self.config.batch_max } else { 0 };
                self.send_append(at, count, effects);
            }
            at += 1;
        }
    }

    /// The progress of a follower by its position; none behind the last, and unless this server leads.
    #[inline]
    pub(super) fn follower(&self, at: usize) -> Option<&Progress> {
        let Role::Leader(leader) = &self.role else { return None };
        leader.progress.get(at)
    }

    #[inline]
    fn send_new_entries(&mut self, at: usize, effects: &mut impl Sink<C>) {
        let Config { batch_max, in_flight_max, coalesce, commit_notice, .. } = self.config;
        let last = self.log.last_index();
        let holds_back = |progress: &Progress| {
            coalesce && progress.is_busy() && progress.next_index.previous().plus(batch_max) > last
        };
        if self.follower(at).is_none_or(holds_back) {
            return;
        }
        if self.gets_snapshot(at) {
            return self.send_chunk(at, effects);
        }
        while let Some(progress) = self.follower(at)
            && progress.next_index <= last
            && progress.may_send(in_flight_max)
            && !holds_back(progress)
        {
            self.send_append(at, batch_max, effects);
        }
        let awaits_notice = |progress: &Progress| progress.awaits_notice(self.commit_index);
        if commit_notice && self.follower(at).is_some_and(awaits_notice) {
            self.send_append(at, 0, effects);
        }
    }

    /// Whether this follower gets a snapshot: what it needs next is compacted away.
    #[inline]
    fn gets_snapshot(&mut self, at: usize) -> bool {
        let Role::Leader(leader) = &mut self.role else { return false };
        let progress = &mut leader.progress[at];
        if let Some(snapshot) = &self.snapshot
            && progress.next_index <= self.log.base().index
            && rules::starts_snapshot(self.bugs, self.log.last() == self.log.base())
        {
            progress.start_snapshot(snapshot.clone());
        }
        matches!(progress.pace, Pace::Snapshot { .. })
    }

    #[inline]
    fn send_append(&mut self, at: usize, count: usize, effects: &mut impl Sink<C>) {
        let Some(progress) = self.follower(at) else { return };
        let prev = progress.next_index.previous();
        self.send_append_after(prev, at, count, effects);
    }

    #[inline]
    fn send_append_after(
        &mut self,
        prev: LogIndex,
        at: usize,
        count: usize,
        effects: &mut impl Sink<C>,
    ) {
        let Role::Leader(leader) = &mut self.role else { return };
        let (progress, round) = (&mut leader.progress[at], leader.round);
        // A leader's log is never shorter than what it has sent, unless a bug cut it.
        let prev = self.log.id_at(prev).unwrap_or_else(|| self.log.last());
        let entries = if count == 0 {
            Entries::default()
        } else {
            let is_full = prev.index.plus(count) < self.log.last_index();
            let after = rules::follows(self.bugs, prev.index, is_full);
            self.batch.after(&self.log, after, count)
        };
        let leader_commit = rules::told_commit(self.bugs, self.commit_index, entries.is_empty());
        progress.sent(prev.index.plus(entries.len()), leader_commit);
        let to = progress.server;
        let message = Message::AppendEntries { prev, entries, leader_commit, round };
        self.send_as_leader(to, message, effects);
    }

    /// A follower answers an AppendEntries of this term.
    #[expect(clippy::inline_always, reason = "it has one caller, which runs for each message")]
    #[inline(always)]
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
        let Role::Leader(leader) = &self.role else { return };
        if let Some(at) = leader.position(follower) {
            self.send_new_entries(at, effects);
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
        let is_next = last == self.commit_index.next();
        let index =
            if is_next || membership.has_majority_beyond(last.previous(), self.reached(leader)) {
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
    #[expect(clippy::inline_always, reason = "it has one caller, which runs for each message")]
    #[inline(always)]
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
        if !entries.is_empty() {
            let is_end = self.log.last_index() == prev.index;
            self.append_missing(prev, entries, effects);
            if is_end && entries.len() == received.len() {
                self.batch = Batch::received(prev.index, received);
            }
        }
        let last = self.log.last_index();
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
                own => {
                    if own.is_some() {
                        self.truncate_from(index, effects);
                    }
                    return self.append(known, &entries[at..], effects);
                }
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
        for _ in 0..rules::applied_at_once(self.bugs, count) {
            let next = self.last_applied.next();
            let Some(entry) = self.log.entry(next) else { break };
            self.last_applied = next;
            effects.apply(EntryId::new(next, entry.term), &entry.payload);
        }
    }
}
