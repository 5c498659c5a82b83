//! Leader election (paper §5.2 and §5.4.1).

use super::effects::{Event, Ignored, Sink, VoteRefusal};
use super::leadership::Leader;
use super::log::Payload;
use super::message::{Campaign, Message};
use super::progress::Progress;
use super::rules;
use super::server::{Role, Server};
use crate::types::{EntryId, NodeId, Term};

impl<C: Clone> Server<C> {
    /// The election timeout has passed without a leader's word.
    pub(super) fn time_out(&mut self, effects: &mut impl Sink<C>) {
        if !rules::may_stand(self.bugs, self.memberships.may_vote(self.id, self.commit_index)) {
            // Learners, and who was removed, wait for a leader's word, however long.
            self.restart_election_timer();
        } else if self.config.pre_vote || !self.membership().is_voter(self.id) {
            // Whoever is on its way out asks first in any case, lest it depose, again and again, a leader
            // that can do without it (paper §6, third problem).
            self.start_pre_vote(effects);
        } else {
            self.start_election(Campaign::Timeout, effects);
        }
    }

    /// Asks whether an election would be won, without disturbing anybody (diss. §9.6).
    fn start_pre_vote(&mut self, effects: &mut impl Sink<C>) {
        assert!(!self.is_leader(), "a leader does not stand for election");
        self.restart_election_timer();
        let orphans = self.take_reads();
        // It has given its leader up, or two servers that remember it refuse each other for ever.
        self.silence = None;
        self.pre_vote_round += 1;
        let round = self.pre_vote_round;
        self.role = Role::PreCandidate { round, votes: vec![self.id] };
        self.refuse_reads(orphans, effects);
        effects.event(Event::PreVoteStarted { term: self.current_term });
        let last = self.log.last();
        for peer in self.membership().other_voters(self.id) {
            self.send(peer, Message::RequestPreVote { last, round }, effects);
        }
        self.stand_if_winning(effects);
    }

    /// A server asks whether it would get this server's vote in the term after `term`.
    pub(super) fn handle_request_pre_vote(
        &mut self,
        candidate: NodeId,
        term: Term,
        last: EntryId,
        round: u64,
        effects: &mut impl Sink<C>,
    ) {
        let own = self.log.last();
        let refusal = if term < self.current_term {
            Some(VoteRefusal::OldTerm)
        } else if let Some(leader) = self.hears_leader() {
            Some(VoteRefusal::LeaderAlive(leader))
        } else if !rules::is_promising(self.bugs, last, own) {
            Some(VoteRefusal::LogBehind { own, candidates: last })
        } else {
            None
        };
        effects.event(match refusal {
            None => Event::PreVoteGranted { candidate, term },
            Some(reason) => Event::PreVoteRefused { candidate, term, reason },
        });
        if !rules::pre_vote_leaves_timer(self.bugs) {
            self.restart_election_timer();
        }
        let granted = refusal.is_none();
        self.send(candidate, Message::RequestPreVoteResponse { round, granted }, effects);
    }

    /// A server says whether it would vote for this one.
    pub(super) fn handle_request_pre_vote_response(
        &mut self,
        voter: NodeId,
        answers: u64,
        granted: bool,
        effects: &mut impl Sink<C>,
    ) {
        match &mut self.role {
            Role::PreCandidate { round, votes } if *round == answers => {
                if granted && !votes.contains(&voter) {
                    votes.push(voter);
                    self.stand_if_winning(effects);
                }
            }
            Role::Follower { .. }
            | Role::PreCandidate { .. }
            | Role::Candidate { .. }
            | Role::Leader(_) => {
                effects.event(Event::Ignored { from: voter, reason: Ignored::OldAnswer });
            }
        }
    }

    fn stand_if_winning(&mut self, effects: &mut impl Sink<C>) {
        if let Role::PreCandidate { votes, .. } = &self.role
            && self.membership().is_majority(votes)
        {
            self.start_election(Campaign::Timeout, effects);
        }
    }

    /// The leader asks this server to take over. Who has no vote cannot (etcd-io/etcd#10998).
    pub(super) fn handle_timeout_now(&mut self, leader: NodeId, effects: &mut impl Sink<C>) {
        // Only a leader asks that, and this server leads the term itself.
        if self.is_leader() {
            return effects.event(Event::Ignored { from: leader, reason: Ignored::RivalLeader });
        }
        if !rules::may_stand(self.bugs, self.membership().is_voter(self.id)) {
            return effects.event(Event::Ignored { from: leader, reason: Ignored::NoVote });
        }
        self.start_election(Campaign::Transfer, effects);
    }

    /// Stands for election in a new term.
    pub(super) fn start_election(&mut self, campaign: Campaign, effects: &mut impl Sink<C>) {
        assert!(!self.is_leader(), "a leader does not stand for election");
        self.restart_election_timer();
        // At the end of all terms there are no more elections; a forged message can bring us there.
        let Some(term) = self.current_term.next() else { return };
        let orphans = self.take_reads();
        self.enter_term(term);
        self.vote_for(self.id);
        self.role = Role::Candidate { votes: Vec::new() };
        self.refuse_reads(orphans, effects);
        effects.event(Event::ElectionStarted { term });
        let last = self.log.last();
        for peer in rules::electorate(self.bugs, self.membership(), self.id) {
            self.send(peer, Message::RequestVote { last, campaign }, effects);
        }
    }

    /// The candidate's vote for itself is durable; now it counts like any other. Before, a crash could take
    /// it back, and a cluster of one would lead the same term twice.
    pub(super) fn count_own_vote(&mut self, effects: &mut impl Sink<C>) {
        let (_, membership) = self.memberships.latest();
        if let Role::Candidate { votes } = &mut self.role
            && !votes.contains(&self.id)
            && rules::counts_own_vote(self.bugs, membership, self.id)
        {
            votes.push(self.id);
            self.become_leader_if_elected(effects);
        }
    }

    /// A candidate asks for this server's vote.
    pub(super) fn handle_request_vote(
        &mut self,
        candidate: NodeId,
        term: Term,
        last: EntryId,
        effects: &mut impl Sink<C>,
    ) {
        let refusal = self.refusal_of(candidate, term, last);
        match refusal {
            None => {
                self.vote_for(candidate);
                // Having voted, give the candidate time to win (Figure 2, "or granting vote").
                self.restart_election_timer();
                effects.event(Event::VoteGranted { candidate, term });
            }
            Some(reason) => effects.event(Event::VoteRefused { candidate, term, reason }),
        }
        // The answer carries our term; a candidate of an earlier one learns from it and steps down.
        let answer = Message::RequestVoteResponse { granted: refusal.is_none() };
        self.send(candidate, answer, effects);
    }

    fn refusal_of(&self, candidate: NodeId, term: Term, last: EntryId) -> Option<VoteRefusal> {
        if term < self.current_term {
            return Some(VoteRefusal::OldTerm);
        }
        let own = self.log.last();
        match self.voted_for {
            Some(voted) if !rules::has_vote_for(self.bugs, self.voted_for, candidate) => {
                Some(VoteRefusal::AlreadyVoted(voted))
            }
            _ if !rules::is_up_to_date(self.bugs, last, own) => {
                Some(VoteRefusal::LogBehind { own, candidates: last })
            }
            _ => None,
        }
    }

    /// A voter answers.
    pub(super) fn handle_request_vote_response(
        &mut self,
        voter: NodeId,
        granted: bool,
        effects: &mut impl Sink<C>,
    ) {
        let Role::Candidate { votes } = &mut self.role else {
            return effects.event(Event::Ignored { from: voter, reason: Ignored::OldAnswer });
        };
        if granted && rules::is_another_vote(self.bugs, votes, voter) {
            votes.push(voter);
            self.become_leader_if_elected(effects);
        }
    }

    fn become_leader_if_elected(&mut self, effects: &mut impl Sink<C>) {
        if let Role::Candidate { votes } = &self.role
            && rules::has_won(self.bugs, self.membership(), votes)
        {
            self.become_leader(effects);
        }
    }

    fn become_leader(&mut self, effects: &mut impl Sink<C>) {
        effects.event(Event::BecameLeader { term: self.current_term });
        if !rules::starts_with_whole_log(self.bugs) {
            self.truncate_from(self.commit_index.next(), effects);
        }
        let last = self.log.last_index();
        let progress = self.peers().into_iter().map(|peer| Progress::new(peer, last)).collect();
        self.role = Role::Leader(Leader { progress, ..Leader::default() });
        // The no-op makes everything before it committable at once (paper §8, §5.4.2), and is the
        // first heartbeat.
        if rules::begins_with_noop(self.bugs) {
            self.append_own(Payload::Noop, effects);
        }
        self.send_heartbeats(effects);
    }

    fn peers(&self) -> Vec<NodeId> {
        let mut peers = self.membership().members();
        peers.retain(|&peer| peer != self.id);
        peers
    }
}
