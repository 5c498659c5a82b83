//! A majority of voters elects (§5.2; §6; diss. §4.2): who becomes leader has the votes of distinct servers
//! that are a majority of its membership, of both halves if that is joint, and has a vote itself; and
//! who has lost it, by an entry that is committed, does not go on leading.

use super::facts::{Facts, membership_before};
use super::{Breach, Property, Report};
use crate::canon::{Canonical, Writer};
use crate::raft::Event;
use crate::sim::{self, World};
use crate::sorted::SortedMap;
use crate::types::{NodeId, Term};

/// Votes of terms further back than this elect nobody any more.
const TERMS_KEPT: u64 = 64;

/// History variable: who voted for whom, by term and candidate.
#[derive(Clone, Debug, Default)]
pub(super) struct MajorityElects {
    votes: SortedMap<(Term, NodeId), Vec<NodeId>>,
}

impl MajorityElects {
    pub(super) fn observe(
        &mut self,
        world: &World,
        (server, event): (NodeId, &Event),
        later: &[sim::Event],
        report: &mut Report,
    ) {
        if let Event::ElectionStarted { term } = *event {
            self.vote(term, server, server);
        } else if let Event::VoteGranted { candidate, term } = *event {
            self.vote(term, candidate, server);
        } else if let Event::BecameLeader { term } = *event {
            self.judge(world, server, term, later, report);
        }
    }

    fn vote(&mut self, term: Term, candidate: NodeId, voter: NodeId) {
        let voters = self.votes.get_or_default((term, candidate));
        if !voters.contains(&voter) {
            voters.push(voter);
        }
        let oldest = Term(term.0.saturating_sub(TERMS_KEPT));
        self.votes.remove_below(&(oldest, NodeId(0)));
    }

    fn judge(
        &self,
        world: &World,
        leader: NodeId,
        term: Term,
        later: &[sim::Event],
        report: &mut Report,
    ) {
        report.checked(Property::MajorityElects);
        let voters = self.votes.get(&(term, leader)).map(Vec::as_slice).unwrap_or_default();
        let Some(membership) = membership_before(world, leader, later) else { return };
        if !membership.is_majority(voters) {
            let voters = voters.to_vec();
            return report.breach(Breach::ElectedByTooFew { leader, term, voters });
        }
        judge_right(world, leader, term, report);
    }
}

/// Entries were added to the log of `server`.
#[inline]
pub(super) fn appended(world: &World, facts: &Facts, server: NodeId, report: &mut Report) {
    if let Some(term) = facts.leads(server) {
        judge_right(world, server, term, report);
    }
}

fn judge_right(world: &World, leader: NodeId, term: Term, report: &mut Report) {
    report.checked(Property::MajorityElects);
    let Some(node) = world.node(leader) else { return };
    let raft = node.server().raft();
    // A leader that is removed steps down with the step that commits its removal. From C-old,new it
    // leads on, even if that has no vote for it: it may have been elected before it knew (Figure 11).
    let leads_on = raft.membership_at(raft.commit_index()).is_joint();
    if raft.is_leader() && !raft.may_lead() && !leads_on {
        report.breach(Breach::LeadsWithoutVote { leader, term });
    }
}

impl Canonical for MajorityElects {
    fn write(&self, out: &mut Writer<'_>) {
        out.set(&self.votes, |out, ((term, candidate), voters)| {
            term.write(out);
            candidate.write(out);
            out.set(voters, |out, voter| voter.write(out));
        });
    }
}
