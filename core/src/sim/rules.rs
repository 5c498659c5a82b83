//! The one rule of the driver that decides safety, and the only place in `sim` that asks for bugs.

use crate::raft::{Bug, BugSet, WriteId};

/// A message leaves only when the write it relies on is durable (paper §5, Figure 2: "updated on
/// stable storage before responding to RPCs").
pub fn may_leave(bugs: BugSet, after: WriteId, durable: WriteId) -> bool {
    bugs.has(Bug::SendBeforePersist) || after <= durable
}
