//! A pre-vote is honest (diss. §9.6): who promises its vote could give it. Its log is not ahead of the
//! candidate's; otherwise a hopeless candidate deposes, again and again, a leader that works.

use super::{Breach, Property, Report};
use crate::canon::{Canonical, Writer};
use crate::raft::Event;
use crate::sim::{Summary, World};
use crate::sorted::SortedMap;
use crate::types::{EntryId, NodeId, Term};

/// History variable: the last entry with which each server asked for pre-votes in its latest such term.
#[derive(Clone, Debug, Default)]
pub(super) struct HonestPreVote {
    asked: SortedMap<NodeId, (Term, EntryId)>,
}

impl HonestPreVote {
    #[inline]
    pub(super) fn sent(&mut self, from: NodeId, summary: &Summary) {
        if let Summary::RequestPreVote { term, last } = *summary {
            let asked = self.asked.get_or_insert(from, (term, last));
            *asked = if asked.0 == term { (term, asked.1.max(last)) } else { (term, last) };
        }
    }

    pub(super) fn observe(
        &self,
        world: &World,
        server: NodeId,
        event: &Event,
        report: &mut Report,
    ) {
        let Event::PreVoteGranted { candidate, term } = *event else { return };
        let (Some(&(asked_in, candidates)), Some(node)) =
            (self.asked.get(&candidate), world.node(server))
        else {
            return;
        };
        let own = node.server().raft().log().last();
        report.checked(Property::HonestPreVote);
        if asked_in == term && candidates < own {
            report.breach(Breach::HopelessPreVote { server, candidate, term, candidates, own });
        }
    }
}

impl Canonical for HonestPreVote {
    fn write(&self, out: &mut Writer<'_>) {
        out.set(&self.asked, |out, (candidate, (term, last))| {
            candidate.write(out);
            term.write(out);
            last.write(out);
        });
    }
}
