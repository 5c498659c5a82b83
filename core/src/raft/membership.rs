//! Who belongs to the cluster, the arithmetic of majorities, and which membership is in force: the
//! latest one in the log, committed or not (paper §6).

use crate::sorted::sort_few;
use crate::types::{LogIndex, NodeId};
use std::fmt;
use std::sync::Arc;

/// The members of a cluster. While it changes, both the old and the new voters must agree: that is
/// joint consensus, C-old,new of Figure 11. All lists are ascending, each server once in each.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Membership {
    voters: Vec<NodeId>,
    /// The voters before the change; empty unless one is under way.
    outgoing: Vec<NodeId>,
    learners: Vec<NodeId>,
}

impl Membership {
    /// The cluster of these voters; order and repetition do not matter.
    pub fn new(voters: impl IntoIterator<Item = NodeId>) -> Self {
        Self { voters: ascending(voters), ..Self::default() }
    }

    /// The same cluster with these learners: they get the log but have no vote (diss. §4.2.1). Who
    /// is a voter is no learner.
    pub fn with_learners(mut self, learners: impl IntoIterator<Item = NodeId>) -> Self {
        self.learners = ascending(learners);
        self.learners.retain(|learner| !self.voters.contains(learner));
        self
    }

    /// The joint membership on the way from this one to `target`.
    pub fn joint_with(&self, target: &Self) -> Self {
        Self { outgoing: self.voters.clone(), ..target.clone() }
    }

    /// The membership that follows a joint one.
    pub fn without_outgoing(&self) -> Self {
        Self { outgoing: Vec::new(), ..self.clone() }
    }

    /// Whether a change is under way.
    pub fn is_joint(&self) -> bool {
        !self.outgoing.is_empty()
    }

    /// The voters (the new ones, while a change is under way).
    pub fn voters(&self) -> &[NodeId] {
        &self.voters
    }

    /// The voters before the change under way; empty if there is none.
    pub fn outgoing(&self) -> &[NodeId] {
        &self.outgoing
    }

    /// The servers that get the log without a vote.
    pub fn learners(&self) -> &[NodeId] {
        &self.learners
    }

    /// Whether `server` has a vote, in either half of a joint membership.
    pub fn is_voter(&self, server: NodeId) -> bool {
        self.voters.contains(&server) || self.outgoing.contains(&server)
    }

    /// Whether `server` gets the log.
    pub fn contains(&self, server: NodeId) -> bool {
        self.is_voter(server) || self.learners.contains(&server)
    }

    /// Everybody who gets the log, ascending.
    pub fn members(&self) -> Vec<NodeId> {
        let all = [&self.voters, &self.outgoing, &self.learners];
        ascending(all.into_iter().flatten().copied())
    }

    /// Everybody who has a vote but `server`, ascending.
    pub fn other_voters(&self, server: NodeId) -> Vec<NodeId> {
        let mut voters = ascending(self.voters.iter().chain(&self.outgoing).copied());
        voters.retain(|&voter| voter != server);
        voters
    }

    /// Whether these distinct servers are a majority: of each half, if the membership is joint.
    pub fn is_majority(&self, servers: &[NodeId]) -> bool {
        self.in_each_half(|half| {
            half.iter().filter(|voter| servers.contains(voter)).count() >= majority(half)
        })
    }

    /// The highest index that a majority has reached (of each half), given how far each server has.
    pub fn majority_index(&self, mut reached: impl FnMut(NodeId) -> LogIndex) -> LogIndex {
        let mut of_half = |half: &[NodeId]| {
            // This runs for each commit: clusters of common size need no memory for it.
            let mut few = [LogIndex::ZERO; 9];
            let mut many = Vec::new();
            let indexes = if let Some(few) = few.get_mut(..half.len()) {
                few
            } else {
                many.resize(half.len(), LogIndex::ZERO);
                many.as_mut_slice()
            };
            for (index, &voter) in indexes.iter_mut().zip(half) {
                *index = reached(voter);
            }
            sort_few(indexes, |a, b| a > b);
            indexes.get(majority(half) - 1).copied().unwrap_or_default()
        };
        let index = of_half(&self.voters);
        if self.is_joint() { index.min(of_half(&self.outgoing)) } else { index }
    }

    /// Whether a majority (of each half) has come further than `index`.
    pub fn has_majority_beyond(
        &self,
        index: LogIndex,
        mut reached: impl FnMut(NodeId) -> LogIndex,
    ) -> bool {
        self.in_each_half(|half| {
            half.iter().filter(|&&voter| reached(voter) > index).count() >= majority(half)
        })
    }

    /// Whether something holds for the voters, and for the old ones if there are any.
    fn in_each_half(&self, mut holds: impl FnMut(&[NodeId]) -> bool) -> bool {
        holds(&self.voters) && (!self.is_joint() || holds(&self.outgoing))
    }
}

/// How many make a majority: more than half, so that any two majorities share a server.
fn majority(voters: &[NodeId]) -> usize {
    voters.len() / 2 + 1
}

fn ascending(servers: impl IntoIterator<Item = NodeId>) -> Vec<NodeId> {
    let mut list: Vec<NodeId> = servers.into_iter().collect();
    sort_few(&mut list, |a, b| a < b);
    list.dedup();
    list
}

impl fmt::Display for Membership {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |f: &mut fmt::Formatter<'_>, servers: &[NodeId]| {
            servers.iter().enumerate().try_for_each(|(at, server)| {
                f.write_str(if at > 0 { " " } else { "" })?;
                server.fmt(f)
            })
        };
        if self.is_joint() {
            list(f, &self.outgoing)?;
            f.write_str(" → ")?;
        }
        list(f, &self.voters)?;
        if !self.learners.is_empty() {
            f.write_str(" learners ")?;
            list(f, &self.learners)?;
        }
        Ok(())
    }
}

/// All memberships a log holds, oldest first, each with the index of its entry. The first is that of the
/// snapshot, or the one the server was started with; the last is in force.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Memberships {
    pub(super) list: Vec<(LogIndex, Arc<Membership>)>,
}

impl Memberships {
    pub(super) fn new(first: Arc<Membership>, at: LogIndex) -> Self {
        Self { list: vec![(at, first)] }
    }

    /// The one in force, and the index of its entry.
    #[inline]
    pub(super) fn latest(&self) -> (LogIndex, &Arc<Membership>) {
        let (index, membership) = self.list.last().expect("the first one is never removed");
        (*index, membership)
    }

    /// The one in force after entry `index`.
    pub(super) fn at(&self, index: LogIndex) -> &Arc<Membership> {
        let known = self.list.iter().rev().find(|(at, _)| *at <= index);
        &known.unwrap_or(&self.list[0]).1
    }

    /// Whether `server` has a vote in the committed membership or in a later one. Who finds its own
    /// removal in its log must still stand for election until that is committed: it may be the only one
    /// whose log is complete (diss. §4.2.2).
    pub(super) fn may_vote(&self, server: NodeId, committed: LogIndex) -> bool {
        let known = self.list.iter().rposition(|(at, _)| *at <= committed).unwrap_or(0);
        self.list[known..].iter().any(|(_, membership)| membership.is_voter(server))
    }

    pub(super) fn push(&mut self, index: LogIndex, membership: Arc<Membership>) {
        self.list.push((index, membership));
    }

    /// Entries from `from` on are gone, and their memberships with them.
    pub(super) fn truncate_from(&mut self, from: LogIndex) {
        let keep = self.list.iter().skip(1).take_while(|(at, _)| *at < from).count();
        self.list.truncate(1 + keep);
    }

    /// Entries up to `to` are compacted: of their memberships the last one stays.
    pub(super) fn compact(&mut self, to: LogIndex) {
        let gone = self.list.iter().skip(1).take_while(|(at, _)| *at <= to).count();
        self.list.drain(..gone);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Rng;

    fn servers(ids: &[u32]) -> Vec<NodeId> {
        ids.iter().copied().map(NodeId).collect()
    }

    fn cluster(ids: &[u32]) -> Membership {
        Membership::new(servers(ids))
    }

    #[test]
    fn a_majority_is_more_than_half() {
        for size in 1..=7u32 {
            let all: Vec<u32> = (1..=size).collect();
            let needed = usize::try_from(size / 2 + 1).expect("small");
            assert!(cluster(&all).is_majority(&servers(&all[..needed])));
            assert!(!cluster(&all).is_majority(&servers(&all[..needed - 1])));
        }
        assert!(!cluster(&[1, 2, 3]).is_majority(&servers(&[1, 9])));
    }

    #[test]
    fn a_joint_membership_needs_both_majorities() {
        let joint = cluster(&[1, 2, 3]).joint_with(&cluster(&[3, 4, 5]));
        assert!(!joint.is_majority(&servers(&[1, 2, 3])));
        assert!(!joint.is_majority(&servers(&[3, 4, 5])));
        assert!(joint.is_majority(&servers(&[1, 3, 4])));
        let reached = |server: NodeId| LogIndex(if server.0 <= 3 { 9 } else { 4 });
        assert_eq!(joint.majority_index(reached), LogIndex(4));
        assert_eq!(joint.without_outgoing(), cluster(&[3, 4, 5]));
        assert_eq!(joint.to_string(), "S1 S2 S3 → S3 S4 S5");
    }

    #[test]
    fn learners_have_no_vote_and_voters_are_no_learners() {
        let membership = cluster(&[1, 2]).with_learners(servers(&[4, 3, 2, 4]));
        assert_eq!(membership.learners(), servers(&[3, 4]));
        assert_eq!(membership.members(), servers(&[1, 2, 3, 4]));
        assert!(!membership.is_majority(&servers(&[1, 3, 4])));
        assert_eq!(membership.majority_index(|server| LogIndex(server.0.into())), LogIndex(1));
    }

    #[test]
    fn the_majority_index_equals_counting_by_hand() {
        let mut rng = Rng::new(3);
        for _ in 0..2000 {
            let pick =
                |rng: &mut Rng| -> Vec<u32> { (1..=9).filter(|_| rng.chance(500)).collect() };
            let (old, new) = (pick(&mut rng), pick(&mut rng));
            if new.is_empty() {
                continue;
            }
            let membership = cluster(&old).joint_with(&cluster(&new));
            let reached: Vec<LogIndex> = (0..10).map(|_| LogIndex(rng.below(6))).collect();
            let of = |server: NodeId| reached[usize::try_from(server.0).expect("small")];
            let have = |ids: &[u32], index| {
                ids.is_empty()
                    || 2 * ids.iter().filter(|&&id| of(NodeId(id)) >= index).count() > ids.len()
            };
            let by_hand = (0..=6)
                .rev()
                .map(LogIndex)
                .find(|&index| have(&old, index) && have(&new, index))
                .expect("0 is reached by all");
            assert_eq!(membership.majority_index(of), by_hand);
            for index in (0..=6).map(LogIndex) {
                assert_eq!(membership.has_majority_beyond(index, of), by_hand > index);
            }
        }
    }

    #[test]
    fn the_membership_in_force_follows_the_log() {
        let mut list = Memberships::new(Arc::new(cluster(&[1])), LogIndex(0));
        list.push(LogIndex(3), Arc::new(cluster(&[1, 2])));
        list.push(LogIndex(5), Arc::new(cluster(&[1, 2, 3])));
        assert_eq!(**list.at(LogIndex(4)), cluster(&[1, 2]));
        list.truncate_from(LogIndex(5));
        assert_eq!(**list.latest().1, cluster(&[1, 2]));
        list.compact(LogIndex(4));
        list.truncate_from(LogIndex(1));
        assert_eq!(**list.latest().1, cluster(&[1, 2]), "a snapshot's membership is never cut");
    }
}
