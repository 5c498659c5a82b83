//! Leader election (paper §5.2 and §5.4.1).

use super::effects::{Effects, Event, Ignored, VoteRefusal};
use super::log::Payload;
use super::message::Message;
use super::progress::Progress;
use super::rules;
use super::server::{Role, Server};
use crate::types::{EntryId, NodeId, Term};

impl<C: Clone> Server<C> {
    /// The election timeout has passed without a leader's word: stand for election in a new term.
    pub(super) fn start_election(&mut self, effects: &mut Effects<C>) {
        assert!(!self.is_leader(), "a leader does not stand for election");
        self.restart_election_timer();
        // At the end of all terms there are no more elections; a forged message can bring us there.
        let Some(term) = self.current_term.next() else { return };
        self.enter_term(term);
        self.vote_for(self.id);
        self.role = Role::Candidate { votes: Vec::new() };
        effects.event(Event::ElectionStarted { term });
        let last = self.log.last();
        for peer in self.peers() {
            self.send(peer, Message::RequestVote { last }, effects);
        }
    }

    /// The candidate's vote for itself is durable; now it counts like any other. Before, a crash could take
    /// it back, and a cluster of one would lead the same term twice.
    pub(super) fn count_own_vote(&mut self, effects: &mut Effects<C>) {
        if let Role::Candidate { votes } = &mut self.role
            && !votes.contains(&self.id)
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
        effects: &mut Effects<C>,
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
        effects: &mut Effects<C>,
    ) {
        let Role::Candidate { votes } = &mut self.role else {
            return effects.event(Event::Ignored { from: voter, reason: Ignored::OldAnswer });
        };
        // Voters are counted, not answers: the network may deliver one twice.
        if granted && !votes.contains(&voter) {
            votes.push(voter);
            self.become_leader_if_elected(effects);
        }
    }

    fn become_leader_if_elected(&mut self, effects: &mut Effects<C>) {
        if let Role::Candidate { votes } = &self.role
            && self.membership.is_majority(votes)
        {
            self.become_leader(effects);
        }
    }

    fn become_leader(&mut self, effects: &mut Effects<C>) {
        effects.event(Event::BecameLeader { term: self.current_term });
        if !rules::starts_with_whole_log(self.bugs) {
            self.truncate_from(self.commit_index.next(), effects);
        }
        let last = self.log.last_index();
        let progress = self.peers().into_iter().map(|peer| Progress::new(peer, last)).collect();
        self.role = Role::Leader { progress };
        // The no-op makes everything before it committable at once (paper §8, §5.4.2), and is the
        // first heartbeat.
        self.append_own(Payload::Noop, effects);
        self.send_heartbeats(effects);
    }

    pub(super) fn peers(&self) -> Vec<NodeId> {
        self.membership.peers_of(self.id).collect()
    }
}
