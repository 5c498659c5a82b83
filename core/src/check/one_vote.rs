//! One vote a term (Figure 2, `votedFor`; §5.2): a server tells at most one candidate in a term that it
//! has its vote, itself included, whatever crashes lie between. Two leaders need not come of it at once.

use super::{Breach, Property, Report};
use crate::canon::{Canonical, Writer};
use crate::sim::Summary;
use crate::sorted::SortedMap;
use crate::types::{NodeId, Term};

/// History variable: each server's last vote that left it.
#[derive(Clone, Debug, Default)]
pub(super) struct OneVote {
    votes: SortedMap<NodeId, (Term, NodeId)>,
}

impl OneVote {
    /// `from` sent a message to the server `to`.
    #[inline]
    pub(super) fn sent(
        &mut self,
        from: NodeId,
        to: NodeId,
        summary: &Summary,
        report: &mut Report,
    ) {
        if let Summary::RequestVoteResponse { term, granted: true } = *summary {
            self.vote(from, term, to, report);
        } else if let Summary::RequestVote { term, .. } = *summary {
            self.vote(from, term, from, report);
        }
    }

    fn vote(&mut self, server: NodeId, term: Term, candidate: NodeId, report: &mut Report) {
        report.checked(Property::OneVote);
        let (known, first) = *self.votes.get(&server).unwrap_or(&(Term(0), candidate));
        if term == known && candidate != first {
            report.breach(Breach::VotedTwice { server, term, first, second: candidate });
        } else if term >= known {
            self.votes.insert(server, (term, candidate));
        }
    }
}

impl Canonical for OneVote {
    fn write(&self, out: &mut Writer<'_>) {
        out.set(&self.votes, |out, (voter, (term, candidate))| {
            voter.write(out);
            term.write(out);
            candidate.write(out);
        });
    }
}
