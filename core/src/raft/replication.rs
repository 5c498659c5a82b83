//! Log replication and commitment (paper §5.3 and §5.4.2).

use super::effects::{Effect, Effects, Event, Ignored};
use super::log::{Entries, Entry, Payload};
use super::message::{Message, Mismatch};
use super::progress::Progress;
use super::rules;
use super::server::{Role, Server};
use crate::types::{EntryId, LogIndex, NodeId};

/// The leader's side.
impl<C: Clone> Server<C> {
    /// Appends an entry of the leader's own term to its log.
    pub(super) fn append_own(&mut self, payload: Payload<C>, effects: &mut Effects<C>) -> EntryId {
        let prev = self.log.last();
        let last = self.log.push(Entry { term: self.current_term, payload });
        self.log_changed(last.index);
        effects.event(Event::Appended { prev, last });
        last
    }

    /// Sends what each follower lacks, as far as its window allows.
    pub(super) fn replicate(&mut self, effects: &mut Effects<C>) {
        self.for_each_follower(effects, Self::send_new_entries);
    }

    /// Sends every follower an AppendEntries, with entries if there are any it may be sent.
    pub(super) fn send_heartbeats(&mut self, effects: &mut Effects<C>) {
        self.timer = self.config.heartbeat_interval.max(1);
        self.for_each_follower(effects, |server, progress, effects| {
            // Who owes an answer may be down, or a message was lost: it is asked again, without entries.
            // `prev` is the last entry sent: if anything before it was lost, the refusal says so.
            let may_send = progress.may_send(server.config.in_flight_max);
            let count = if may_send { server.config.batch_max } else { 0 };
            server.send_append(progress, count, effects);
        });
    }

    fn send_new_entries(&mut self, progress: &mut Progress, effects: &mut Effects<C>) {
        while progress.next_index <= self.log.last_index()
            && progress.may_send(self.config.in_flight_max)
        {
            self.send_append(progress, self.config.batch_max, effects);
        }
    }

    fn send_append(&mut self, progress: &mut Progress, count: usize, effects: &mut Effects<C>) {
        let prev = progress.next_index.previous();
        // A leader's log is never shorter than what it has sent, unless a bug cut it.
        let prev = self.log.id_at(prev).unwrap_or(self.log.last());
        let entries: Entries<C> = self.log.after(prev.index, count).into();
        let last = prev.index.plus(entries.len());
        let leader_commit = self.commit_index;
        let message = Message::AppendEntries { prev, entries, leader_commit };
        self.send_as_leader(progress.server, message, effects);
        progress.sent(last);
    }

    /// Runs `act` for every follower; does nothing unless this server leads.
    fn for_each_follower(
        &mut self,
        effects: &mut Effects<C>,
        act: impl Fn(&mut Self, &mut Progress, &mut Effects<C>),
    ) {
        if let Role::Leader { progress } = &mut self.role {
            let mut all = std::mem::take(progress);
            for one in &mut all {
                act(self, one, effects);
            }
            self.role = Role::Leader { progress: all };
        }
    }

    /// A follower answers an AppendEntries of this term.
    pub(super) fn handle_append_entries_response(
        &mut self,
        follower: NodeId,
        outcome: Result<LogIndex, Mismatch>,
        effects: &mut Effects<C>,
    ) {
        let last = self.log.last_index();
        let Role::Leader { progress } = &mut self.role else {
            return effects.event(Event::Ignored { from: follower, reason: Ignored::OldAnswer });
        };
        let Some(at) = progress.iter().position(|one| one.server == follower) else {
            return effects.event(Event::Ignored { from: follower, reason: Ignored::Stranger });
        };
        let one = &mut progress[at];
        match outcome {
            Ok(index) if index > last => {
                return effects
                    .event(Event::Ignored { from: follower, reason: Ignored::Impossible });
            }
            Ok(index) => {
                if one.accepted(index) {
                    self.advance_commit_index(effects);
                }
            }
            Err(mismatch) => {
                if !one.refused(mismatch, self.log.resume_after(mismatch.conflict)) {
                    let reason = Ignored::OldAnswer;
                    return effects.event(Event::Ignored { from: follower, reason });
                }
            }
        }
        self.send_to(at, effects);
    }

    /// Sends the follower at position `at` what it lacks; a probe goes out even if it lacks nothing.
    fn send_to(&mut self, at: usize, effects: &mut Effects<C>) {
        let Role::Leader { progress } = &mut self.role else { return };
        let Some(one) = progress.get_mut(at) else { return };
        let mut taken = std::mem::replace(one, Progress::new(one.server, LogIndex::ZERO));
        self.send_new_entries(&mut taken, effects);
        if let Role::Leader { progress } = &mut self.role {
            progress[at] = taken;
        }
    }

    /// Commits the highest index that a majority holds, this server's own disk counting only for
    /// what is durable on it, if the entry there is of the current term (Figure 2, Leaders).
    pub(super) fn advance_commit_index(&mut self, effects: &mut Effects<C>) {
        let Role::Leader { progress } = &self.role else { return };
        let mut reached: Vec<LogIndex> = progress.iter().map(|one| one.match_index).collect();
        reached.push(self.durable_index());
        let index = self.membership.majority_index(&mut reached);
        let counts = self
            .log
            .term_at(index)
            .is_some_and(|term| rules::commits_by_counting(self.bugs, term, self.current_term));
        if index > self.commit_index && counts {
            self.commit_up_to(index, effects);
        }
    }
}

/// The follower's side.
impl<C: Clone> Server<C> {
    /// The leader of the current term sends entries, or a heartbeat.
    pub(super) fn handle_append_entries(
        &mut self,
        leader: NodeId,
        prev: EntryId,
        entries: &Entries<C>,
        leader_commit: LogIndex,
        effects: &mut Effects<C>,
    ) {
        if self.is_leader() {
            return effects.event(Event::Ignored { from: leader, reason: Ignored::RivalLeader });
        }
        self.become_follower(Some(leader), effects);
        self.restart_election_timer();
        if !rules::prev_matches(self.bugs, &self.log, prev) {
            return self.refuse_append(leader, prev, effects);
        }
        self.append_missing(prev, entries, effects);
        let verified = prev.index.plus(entries.len());
        let last = self.log.last_index();
        let limit = rules::commit_limit(self.bugs, leader_commit, verified, last);
        if limit > self.commit_index {
            self.commit_up_to(limit, effects);
        }
        // The answer claims what this request proved, not what else the log holds.
        let answer = Message::AppendEntriesResponse { outcome: Ok(verified) };
        self.send(leader, answer, effects);
    }

    /// Answers an AppendEntries that this server cannot follow: too old, or without common ground.
    pub(super) fn refuse_append(
        &mut self,
        leader: NodeId,
        prev: EntryId,
        effects: &mut Effects<C>,
    ) {
        let conflict = self.log.conflict_at(prev.index);
        effects.event(Event::AppendRefused { leader, prev, conflict });
        let outcome = Err(Mismatch { prev_index: prev.index, conflict });
        self.send(leader, Message::AppendEntriesResponse { outcome }, effects);
    }

    /// AppendEntries rules 3 and 4: skip what is there, cut at the first conflict, append the rest.
    fn append_missing(&mut self, prev: EntryId, entries: &[Entry<C>], effects: &mut Effects<C>) {
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

    fn append(&mut self, prev: EntryId, entries: &[Entry<C>], effects: &mut Effects<C>) {
        self.log.extend(entries);
        self.log_changed(prev.index.next());
        effects.event(Event::Appended { prev, last: self.log.last() });
    }

    /// Removes the log from `from` on, if there is anything.
    pub(super) fn truncate_from(&mut self, from: LogIndex, effects: &mut Effects<C>) {
        let last = self.log.last();
        if from <= last.index {
            self.log.truncate_from(from);
            self.log_changed(from);
            effects.event(Event::Truncated { from, last });
        }
    }

    /// Entries up to `index` are committed: hand the new ones to the state machine, in order.
    fn commit_up_to(&mut self, index: LogIndex, effects: &mut Effects<C>) {
        let from = self.commit_index;
        self.commit_index = index;
        effects.event(Event::Committed { from, to: index });
        for at in self.last_applied.up_to(index) {
            let Some(entry) = self.log.entry(at) else { break };
            let id = EntryId::new(at, entry.term);
            effects.push(Effect::Apply { id, payload: entry.payload.clone() });
            self.last_applied = at;
        }
    }
}
