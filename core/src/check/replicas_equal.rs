//! Replicas equal (§2, the replicated state machine): servers that have applied the same entries have
//! the same store.

use super::{Breach, Property, Report};
use crate::kv::Applied;
use crate::types::NodeId;

/// History variable: the store's digest after each index, as the first server there had it.
#[derive(Clone, Debug, Default)]
pub(super) struct ReplicasEqual {
    digests: Vec<(NodeId, u64)>,
}

impl ReplicasEqual {
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
        let index = applied.id.index;
        let at = usize::try_from(index.previous().0).expect("logs fit into memory");
        if let Some(&(first, digest)) = self.digests.get(at)
            && digest != applied.digest
        {
            report.breach(Breach::StoresDiffer { server, first, index });
        }
    }
}
