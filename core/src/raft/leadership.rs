//! What only a leader knows, what keeps it honest, CheckQuorum (diss. §6.2), and what lets it go: leadership
//! transfer (diss. §3.10).

use super::change::Goal;
use super::effects::{Event, Sink};
use super::message::Message;
use super::progress::Progress;
use super::reads::PendingRead;
use super::rules;
use super::server::{Role, Server};
use crate::types::NodeId;
use std::collections::VecDeque;

/// What only a leader knows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Leader {
    /// One for each other server, in ascending order.
    pub progress: Vec<Progress>,
    /// Ticks since it last counted who has answered.
    pub(super) counted: u64,
    /// Whom it is handing over to.
    pub(super) transfer: Option<Transfer>,
    /// The membership it is changing to.
    pub(super) goal: Option<Goal>,
    /// The round of messages it is in.
    pub(super) round: u64,
    /// When the latest rounds began.
    pub(super) rounds_began: VecDeque<u64>,
    /// Ticks since it became leader.
    pub(super) age: u64,
    /// Reads that wait for a round.
    pub(super) reads: Vec<PendingRead>,
    /// It has asked somebody to stand, whom nobody will refuse: its lease is worth nothing any more.
    pub(super) gave_up_lease: bool,
}

/// A leadership transfer under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Transfer {
    pub(super) to: NodeId,
    /// Ticks since it began.
    pub(super) age: u64,
}

impl Leader {
    /// Where the progress of `server` stands.
    #[inline]
    pub(super) fn position(&self, server: NodeId) -> Option<usize> {
        self.progress.binary_search_by_key(&server, |one| one.server).ok()
    }

    /// The progress of `server`; none of itself and of strangers.
    #[inline]
    pub(super) fn progress_of(&self, server: NodeId) -> Option<&Progress> {
        self.progress.get(self.position(server)?)
    }

    /// As [`Leader::progress_of`], for servers that are asked for in ascending order: the next one is then
    /// found without a search.
    #[inline]
    pub(super) fn progress_in_turn<'a>(&'a self) -> impl FnMut(NodeId) -> Option<&'a Progress> {
        let mut next = self.progress.iter();
        move |server| match next.next() {
            Some(one) if one.server == server => Some(one),
            _ => {
                next = self.progress[self.position(server)?..].iter();
                next.next()
            }
        }
    }

    /// Whom it is handing over to, if it is.
    pub fn transfer_to(&self) -> Option<NodeId> {
        self.transfer.map(|transfer| transfer.to)
    }
}

impl<C: Clone> Server<C> {
    /// A leader's time goes by: it counts who has answered, and gives up a transfer that takes too long.
    pub(super) fn count_leaders_time(&mut self, elapsed: u64, effects: &mut impl Sink<C>) {
        let Role::Leader(leader) = &mut self.role else { return };
        leader.age = leader.age.saturating_add(elapsed);
        if let Some(transfer) = &mut leader.transfer {
            transfer.age = transfer.age.saturating_add(elapsed);
            // The target may be down; clients must not wait for it longer than for an election.
            let is_over = transfer.age >= self.config.election_timeout_max;
            if is_over && rules::gives_up_transfer(self.bugs) {
                let to = transfer.to;
                leader.transfer = None;
                effects.event(Event::TransferAbandoned { to });
            }
        }
        self.count_goals_time(elapsed, effects);
        let Role::Leader(leader) = &mut self.role else { return };
        leader.counted = leader.counted.saturating_add(elapsed);
        if leader.counted >= self.config.election_timeout_min {
            leader.counted = 0;
            if self.config.check_quorum && !self.is_heard_by_majority() {
                effects.event(Event::QuorumLost { term: self.current_term });
                return self.become_follower(None, effects);
            }
            self.forget_who_was_heard();
        }
    }

    fn is_heard_by_majority(&self) -> bool {
        let Role::Leader(Leader { progress, .. }) = &self.role else { return false };
        let heard = progress.iter().filter(|one| one.heard).map(|one| one.server);
        let present: Vec<NodeId> = heard.chain([self.id]).collect();
        self.membership().is_majority(&present)
    }

    fn forget_who_was_heard(&mut self) {
        if let Role::Leader(Leader { progress, .. }) = &mut self.role {
            for one in progress {
                one.heard = false;
            }
        }
    }

    /// Begins to hand over to `to`. Ignored unless this server leads and `to` is another voter. A second
    /// wish replaces the first.
    pub(super) fn start_transfer(&mut self, to: NodeId, effects: &mut impl Sink<C>) {
        let is_peer = to != self.id && self.membership().is_voter(to);
        let Role::Leader(leader) = &mut self.role else { return };
        if is_peer && leader.transfer_to() != Some(to) {
            leader.transfer = Some(Transfer { to, age: 0 });
            effects.event(Event::TransferStarted { to });
            self.hand_over_if_ready(effects);
        }
    }

    /// Gives up a transfer to a server that has lost its vote: it could not stand, and nobody would be
    /// served until the transfer's time is over.
    pub(super) fn keep_transfer_to_voter(&mut self, effects: &mut impl Sink<C>) {
        let (_, membership) = self.memberships.latest();
        if let Role::Leader(leader) = &mut self.role
            && let Some(to) = leader.transfer_to()
            && !membership.is_voter(to)
        {
            leader.transfer = None;
            effects.event(Event::TransferAbandoned { to });
        }
    }

    /// A follower has answered. The target of a transfer is asked to stand with each of its answers, for the
    /// request may get lost: an answer says that it has not stood yet.
    #[inline]
    pub(super) fn hand_over_after_answer_of(
        &mut self,
        follower: NodeId,
        effects: &mut impl Sink<C>,
    ) {
        if matches!(&self.role, Role::Leader(leader) if leader.transfer_to() == Some(follower)) {
            self.hand_over_if_ready(effects);
        }
    }

    /// Asks the target of a transfer to stand, once it has the whole log: nobody can then refuse it.
    fn hand_over_if_ready(&mut self, effects: &mut impl Sink<C>) {
        let Role::Leader(Leader { progress, transfer: Some(transfer), .. }) = &self.role else {
            return;
        };
        let to = transfer.to;
        let last = self.log.last_index();
        if progress.iter().any(|one| one.server == to && one.match_index == last) {
            if let Role::Leader(leader) = &mut self.role {
                leader.gave_up_lease = rules::gives_up_lease(self.bugs);
            }
            self.send_as_leader(to, Message::TimeoutNow, effects);
        }
    }
}
