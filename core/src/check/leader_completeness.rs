//! Leader Completeness (Figure 3, §5.4): if a log entry is committed in a given term, then that entry
//! will be present in the logs of the leaders for all higher-numbered terms.
//!
//! By Log Matching it is enough to look for the last entry committed in the terms before.

use super::{Breach, Property, Report};
use crate::canon::{Canonical, Writer};
use crate::raft::Event;
use crate::sim::{Node, Status, World};
use crate::sorted::SortedMap;
use crate::types::{EntryId, NodeId, Term};

/// History variables: the last entry committed in each term, and the highest term led.
///
/// A follower that learns of a commit may do so in a later term than the leader committed in. It
/// counts for its own term then: too late never accuses the innocent, and the leader's own event counts too.
#[derive(Clone, Debug, Default)]
pub(super) struct LeaderCompleteness {
    committed: SortedMap<Term, EntryId>,
    highest_led: Term,
}

impl LeaderCompleteness {
    pub(super) fn observe(
        &mut self,
        world: &World,
        server: NodeId,
        event: &Event,
        report: &mut Report,
    ) {
        let Some(node) = world.node(server) else { return };
        let raft = node.server().raft();
        match *event {
            Event::BecameLeader { term } => {
                self.highest_led = self.highest_led.max(term);
                if let Some((&committed_in, &committed)) = self.committed.last_below(&term) {
                    judge(node, term, committed, committed_in, report);
                }
            }
            Event::Committed { to, .. } => {
                let Some(committed) = raft.log().id_at(to) else { return };
                let committed_in = raft.current_term();
                let last = self.committed.get_or_insert(committed_in, committed);
                if last.index < committed.index {
                    *last = committed;
                }
                // A later leader may have been elected before this commit was known here.
                if self.highest_led > committed_in {
                    for node in world.nodes() {
                        let raft = node.server().raft();
                        let leads = raft.is_leader() && node.status() != Status::Crashed;
                        if leads && raft.current_term() > committed_in {
                            judge(node, raft.current_term(), committed, committed_in, report);
                        }
                    }
                }
            }
            Event::ElectionStarted { .. }
            | Event::VoteGranted { .. }
            | Event::PreVoteStarted { .. }
            | Event::PreVoteGranted { .. }
            | Event::PreVoteRefused { .. }
            | Event::TransferStarted { .. }
            | Event::TransferAbandoned { .. }
            | Event::QuorumLost { .. }
            | Event::Compacted { .. }
            | Event::MembershipEntered { .. }
            | Event::ChangeAbandoned
            | Event::SnapshotInstalled { .. }
            | Event::VoteRefused { .. }
            | Event::SteppedDown { .. }
            | Event::Appended { .. }
            | Event::Truncated { .. }
            | Event::AppendRefused { .. }
            | Event::Ignored { .. } => {}
        }
    }
}

fn judge(node: &Node, term: Term, committed: EntryId, committed_in: Term, report: &mut Report) {
    report.checked(Property::LeaderCompleteness);
    if !node.server().raft().log().covers(committed) {
        let leader = node.id();
        report.breach(Breach::CommittedMissing { leader, term, committed, committed_in });
    }
}

impl Canonical for LeaderCompleteness {
    fn write(&self, out: &mut Writer<'_>) {
        out.list(&self.committed, |out, (term, committed)| {
            term.write(out);
            committed.write(out);
        });
        self.highest_led.write(out);
    }
}
