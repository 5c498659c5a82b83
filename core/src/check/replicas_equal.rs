//! Replicas equal (§2, the replicated state machine): servers that have applied the same entries have
//! the same store.

use super::{Breach, Property, Report};
use crate::canon::{Canonical, Writer};
use crate::kv::Applied;
use crate::tape::Tape;
use crate::types::{EntryId, LogIndex, NodeId};

/// History variable: the store's digest after each index, as the first server there had it.
#[derive(Clone, Debug, Default)]
pub(super) struct ReplicasEqual {
    digests: Tape<(NodeId, u64)>,
}

impl ReplicasEqual {
    pub(super) fn own_bytes(&self) -> u64 {
        self.digests.own_bytes() as u64
    }

    /// `news` says that nobody has applied this index before.
    pub(super) fn observe(
        &mut self,
        server: NodeId,
        applied: &Applied,
        news: bool,
        report: &mut Report,
    ) {
        report.checked(Property::ReplicasEqual);
        if news {
            return self.digests.push((server, applied.digest));
        }
        self.compare(server, applied.id.index, applied.digest, report);
    }

    /// A server's store was replaced by a snapshot of the state after `last`.
    pub(super) fn restored(
        &mut self,
        server: NodeId,
        last: EntryId,
        digest: u64,
        report: &mut Report,
    ) {
        report.checked(Property::ReplicasEqual);
        self.compare(server, last.index, digest, report);
    }

    fn compare(&self, server: NodeId, index: LogIndex, digest: u64, report: &mut Report) {
        let at = usize::try_from(index.previous().0).expect("logs fit into memory");
        if let Some(&(first, other)) = self.digests.get(at)
            && other != digest
        {
            report.breach(Breach::StoresDiffer { server, first, index });
        }
    }
}

impl Canonical for ReplicasEqual {
    fn write(&self, out: &mut Writer<'_>) {
        out.list(&self.digests, |out, (_, digest)| out.number(*digest));
    }
}
