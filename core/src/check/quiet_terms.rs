//! Terms are quiet (diss. §9.6, §6.2; ClickHouse/NuRaft#134): in a calm cluster whose servers agree on who
//! belongs to it elections come to an end, and no leader loses its majority.

use super::calm::Look;
use super::{Breach, Property, Report};
use crate::raft::Event;
use crate::sim::{Status, World};
use crate::types::{NodeId, Tick};

/// So many elections may follow a disturbance.
const ELECTIONS: u32 = 30;
/// For so many election timeouts, a leader may still find that it has lost its majority.
const SETTLING: u64 = 4;

/// History variables: elections since the last disturbance, and the last loss of a majority.
#[derive(Clone, Debug, Default)]
pub(super) struct QuietTerms {
    elections: u32,
    lost: Option<(NodeId, Tick)>,
}

impl QuietTerms {
    #[inline]
    pub(super) fn observe(&mut self, world: &World, server: NodeId, event: &Event) {
        if let Event::ElectionStarted { .. } = event {
            self.elections += 1;
        } else if let Event::QuorumLost { .. } = event {
            self.lost = Some((server, world.now()));
        }
    }

    pub(super) fn look(&mut self, world: &World, look: Look, report: &mut Report) {
        if look.is_first {
            self.elections = 0;
        }
        report.checked(Property::QuietTerms);
        if self.elections > ELECTIONS && agree_on_members(world) {
            let elections = self.elections;
            report.breach(Breach::ElectionsWithoutEnd { since: look.since, elections });
            self.elections = 0;
        }
        if let Some((leader, when)) = self.lost.take()
            && when.since(look.since) > SETTLING.saturating_mul(look.timeout)
            && when > look.since
            && agree_on_members(world)
        {
            report.breach(Breach::MajorityLost { leader, when });
        }
    }

    /// The cluster owes nothing now.
    pub(super) fn forget(&mut self) {
        *self = Self::default();
    }
}

/// Somebody who was removed and does not know it may ask for votes for ever.
fn agree_on_members(world: &World) -> bool {
    let mut up = world.nodes().iter().filter(|node| node.status() == Status::Up);
    let Some(first) = up.next().map(|node| node.server().raft().membership()) else { return true };
    first.contains(world.nodes()[0].id())
        && up.all(|node| {
            let membership = node.server().raft().membership();
            membership == first && membership.contains(node.id())
        })
}
