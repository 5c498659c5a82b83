//! No promise before it is durable (§5, Figure 2: "updated on stable storage before responding to RPCs"):
//! when a message leaves, the sender's disk holds the term it names, the vote it gives, and the
//! entries it acknowledges. What breaks this may be paid for much later, by a crash.

use super::{Breach, Property, Report};
use crate::sim::{Node, Summary, World};
use crate::types::{NodeId, Term};

/// `from` sent a message to the server `to`.
#[inline]
pub(super) fn sent(
    world: &World,
    from: NodeId,
    to: NodeId,
    summary: &Summary,
    report: &mut Report,
) {
    let Some(node) = world.node(from) else { return };
    // A disk that lies is no fault of the server's.
    if node.disk().claimed() > 0 {
        return;
    }
    report.checked(Property::DurablePromises);
    let Some(term) = summary.term() else { return };
    let durable = node.disk().durable();
    if durable.current_term < term {
        let durable = durable.current_term;
        return report.breach(Breach::TermNotDurable { server: from, term, durable });
    }
    // In a later term it may have given way to something else.
    if durable.current_term == term {
        judge_content(node, to, term, summary, report);
    }
}

fn judge_content(node: &Node, to: NodeId, term: Term, summary: &Summary, report: &mut Report) {
    let server = node.id();
    if let Summary::AppendEntriesResponse { outcome: Ok(index), .. } = *summary {
        let durable = node.disk().last_index();
        if durable < index {
            report.breach(Breach::EntriesNotDurable { server, term, index, durable });
        }
    }
    let candidate = if let Summary::RequestVoteResponse { granted: true, .. } = summary {
        to
    } else if let Summary::RequestVote { .. } = summary {
        server
    } else {
        return;
    };
    if node.disk().durable().voted_for != Some(candidate) {
        report.breach(Breach::VoteNotDurable { server, term, candidate });
    }
}
