//! Membership changes (paper §6, diss. §4): newcomers learn the log first, then old and new voters decide
//! together, then the new ones alone. A leader drives a change; a later leader finishes a joint one.

use super::effects::{Change, ChangeRefused, Effect, Event, Sink};
use super::leadership::Leader;
use super::log::Payload;
use super::membership::Membership;
use super::progress::Progress;
use super::rules;
use super::server::{Role, Server};
use crate::sorted::sort_few;
use crate::types::{LogIndex, NodeId};
use std::sync::Arc;

/// Rounds after which a newcomer that still lags is given up (diss. §4.2.1 has ten).
const ROUNDS_MAX: u32 = 10;

/// A change whose newcomers still learn.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Goal {
    pub(super) target: Membership,
    /// The round ends when the newcomers have the log up to here.
    pub(super) round_target: LogIndex,
    /// Ticks since the round began.
    round_age: u64,
    pub(super) rounds: u32,
}

impl<C: Clone> Server<C> {
    /// Somebody asks for other members.
    pub(super) fn change_membership(&mut self, change: Change, effects: &mut impl Sink<C>) {
        let target = Membership::new(change.voters).with_learners(change.learners);
        let outcome = self.check_change(&target);
        effects.push(Effect::ChangeAccepted(outcome));
        if outcome.is_err() {
            return;
        }
        let (_, current) = self.memberships.latest();
        let newcomers: Vec<NodeId> =
            target.voters().iter().copied().filter(|&server| !current.contains(server)).collect();
        let next = if newcomers.is_empty() {
            None
        } else {
            let learners = current.learners().iter().copied().chain(newcomers);
            Some(Membership::new(current.voters().iter().copied()).with_learners(learners))
        };
        let round_target = self.log.last_index();
        if let Role::Leader(leader) = &mut self.role {
            leader.goal = Some(Goal { target, round_target, round_age: 0, rounds: 0 });
        }
        match next {
            Some(learning) => self.enter_membership(learning, effects),
            None => self.pursue_goal(effects),
        }
    }

    fn check_change(&self, target: &Membership) -> Result<(), ChangeRefused> {
        let Role::Leader(leader) = &self.role else { return Err(ChangeRefused::NotLeader) };
        let (index, current) = self.memberships.latest();
        if target.voters().is_empty() {
            return Err(ChangeRefused::NoVoters);
        }
        if leader.goal.is_some() || current.is_joint() || index > self.commit_index {
            return Err(ChangeRefused::ChangeUnderWay);
        }
        let committed = self.log.term_at(self.commit_index);
        if !rules::may_change_membership(self.bugs, committed, self.current_term) {
            return Err(ChangeRefused::NothingCommittedYet);
        }
        if !self.config.joint_consensus && differ_by_more_than_one(current, target) {
            return Err(ChangeRefused::TooMuchAtOnce);
        }
        Ok(())
    }

    /// Time goes by for a change whose newcomers learn.
    pub(super) fn count_goals_time(&mut self, elapsed: u64, effects: &mut impl Sink<C>) {
        if let Role::Leader(Leader { goal: Some(goal), .. }) = &mut self.role {
            goal.round_age = goal.round_age.saturating_add(elapsed);
            let patience = self.config.election_timeout_max.saturating_mul(ROUNDS_MAX.into());
            if goal.round_age > patience {
                self.abandon_goal(effects);
            }
        }
    }

    fn abandon_goal(&mut self, effects: &mut impl Sink<C>) {
        if let Role::Leader(leader) = &mut self.role
            && leader.goal.take().is_some()
        {
            effects.event(Event::ChangeAbandoned);
        }
    }

    /// Goes on with a change as soon as its newcomers have learned enough: when a round of catching up
    /// was shorter than an election timeout, they will not hold the others up (diss. §4.2.1).
    #[inline]
    pub(super) fn pursue_goal(&mut self, effects: &mut impl Sink<C>) {
        if matches!(self.role, Role::Leader(Leader { goal: Some(_), .. })) {
            self.go_on_with_goal(effects);
        }
    }

    fn go_on_with_goal(&mut self, effects: &mut impl Sink<C>) {
        let (index, current) = self.memberships.latest();
        let Role::Leader(Leader { goal: Some(goal), progress, .. }) = &mut self.role else {
            return;
        };
        if index > self.commit_index || current.is_joint() {
            return;
        }
        let is_behind = |one: &&Progress| {
            goal.target.is_voter(one.server)
                && !current.is_voter(one.server)
                && one.match_index < goal.round_target
        };
        if progress.iter().any(|one| is_behind(&one)) {
            return;
        }
        let learns = goal.target.voters().iter().any(|&server| !current.is_voter(server));
        if learns && goal.round_age > self.config.election_timeout_min {
            goal.rounds += 1;
            (goal.round_target, goal.round_age) = (self.log.last_index(), 0);
            if goal.rounds >= ROUNDS_MAX {
                return self.abandon_goal(effects);
            }
            // Who has all there is has ended this round, too, in no time: in quiet nothing else would
            // come to say so.
            return self.go_on_with_goal(effects);
        }
        let target = goal.target.clone();
        let is_small = current.voters() == target.voters() || !self.config.joint_consensus;
        let next = if is_small { target } else { current.joint_with(&target) };
        if let Role::Leader(leader) = &mut self.role {
            leader.goal = None;
        }
        if next != **self.memberships.latest().1 {
            self.enter_membership(next, effects);
        }
    }

    /// The leader appends a new membership; it is in force at once.
    fn enter_membership(&mut self, membership: Membership, effects: &mut impl Sink<C>) {
        self.append_own(Payload::Membership(Arc::new(membership)), effects);
        self.replicate(effects);
    }

    /// A membership has entered the log at `index`.
    pub(super) fn note_membership(
        &mut self,
        index: LogIndex,
        membership: &Arc<Membership>,
        effects: &mut impl Sink<C>,
    ) {
        self.memberships.push(index, membership.clone());
        effects.event(Event::MembershipEntered { index, membership: membership.clone() });
        self.adjust_progress();
        self.keep_transfer_to_voter(effects);
    }

    /// A leader sends to all members, and to those that leave until they can know it.
    fn adjust_progress(&mut self) {
        let last = self.log.last_index();
        let (id, (_, membership)) = (self.id, self.memberships.latest());
        let members = membership.members();
        let Role::Leader(leader) = &mut self.role else { return };
        for one in &mut leader.progress {
            one.leaves = !members.contains(&one.server);
        }
        for &member in members.iter().filter(|&&member| member != id) {
            if leader.progress.iter().all(|one| one.server != member) {
                leader.progress.push(Progress::new(member, last));
            }
        }
        sort_few(&mut leader.progress, |a, b| a.server < b.server);
    }

    /// The leader's commit index has moved on: perhaps a step of a change is done.
    pub(super) fn membership_committed(&mut self, effects: &mut impl Sink<C>) {
        let (index, current) = self.memberships.latest();
        let is_committed = index <= self.commit_index;
        if !self.is_leader() || !rules::may_go_on(self.bugs, is_committed, current.is_joint()) {
            return;
        }
        if current.is_joint() {
            // Whoever began it: from C-old,new there is only one way on (Figure 11).
            let next = current.without_outgoing();
            return self.enter_membership(next, effects);
        }
        let is_voter = current.is_voter(self.id);
        self.dismiss_leaving(effects);
        if is_voter {
            self.pursue_goal(effects);
        } else {
            // It has led to the end a cluster to which it no longer belongs (paper §6).
            self.send_heartbeats(effects);
            if rules::leaves_when_removed(self.bugs) {
                self.become_follower(None, effects);
            }
        }
    }

    /// Tells those that leave that it is committed, and lets them go.
    fn dismiss_leaving(&mut self, effects: &mut impl Sink<C>) {
        let leaves = |leader: &Leader| leader.progress.iter().any(|one| one.leaves);
        if matches!(&self.role, Role::Leader(leader) if leaves(leader)) {
            self.send_heartbeats(effects);
            if let Role::Leader(leader) = &mut self.role {
                leader.progress.retain(|one| !one.leaves);
            }
        }
    }
}

fn differ_by_more_than_one(a: &Membership, b: &Membership) -> bool {
    let missing = |from: &Membership, to: &Membership| {
        from.voters().iter().filter(|voter| !to.voters().contains(voter)).count()
    };
    missing(a, b) + missing(b, a) > 1
}
