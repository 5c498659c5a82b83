//! Who belongs to the cluster, and the arithmetic of majorities.

use crate::types::{LogIndex, NodeId};

/// The servers that vote, in ascending order, each once.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Membership {
    voters: Vec<NodeId>,
}

impl Membership {
    /// The cluster of these servers; order and repetition do not matter.
    pub fn new(servers: impl IntoIterator<Item = NodeId>) -> Self {
        let mut voters: Vec<NodeId> = servers.into_iter().collect();
        voters.sort_unstable();
        voters.dedup();
        Self { voters }
    }

    /// The voters, in ascending order.
    pub fn voters(&self) -> &[NodeId] {
        &self.voters
    }

    /// Everybody but `server`.
    pub fn peers_of(&self, server: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        self.voters.iter().copied().filter(move |&voter| voter != server)
    }

    /// Whether `server` belongs to the cluster.
    pub fn contains(&self, server: NodeId) -> bool {
        self.voters.binary_search(&server).is_ok()
    }

    /// How many make a majority: more than half, so that any two majorities share a server.
    pub fn majority(&self) -> usize {
        self.voters.len() / 2 + 1
    }

    /// Whether these distinct servers are a majority of the voters.
    pub fn is_majority(&self, servers: &[NodeId]) -> bool {
        servers.iter().filter(|&&server| self.contains(server)).count() >= self.majority()
    }

    /// The highest index that a majority has reached, given how far each voter has. Sorts `reached`;
    /// voters missing from it count as 0.
    pub fn majority_index(&self, reached: &mut Vec<LogIndex>) -> LogIndex {
        reached.resize(self.voters.len(), LogIndex::ZERO);
        reached.sort_unstable_by(|a, b| b.cmp(a));
        reached.get(self.majority() - 1).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Rng;

    fn cluster(size: u32) -> Membership {
        Membership::new((1..=size).map(NodeId))
    }

    #[test]
    fn a_majority_is_more_than_half() {
        let sizes: Vec<usize> = (1..=7).map(|size| cluster(size).majority()).collect();
        assert_eq!(sizes, [1, 2, 2, 3, 3, 4, 4]);
        assert!(!cluster(4).is_majority(&[NodeId(1), NodeId(2)]));
        assert!(!cluster(3).is_majority(&[NodeId(1), NodeId(9)]));
        assert!(cluster(3).is_majority(&[NodeId(1), NodeId(3)]));
    }

    #[test]
    fn the_majority_index_equals_counting_by_hand() {
        let mut rng = Rng::new(3);
        for _ in 0..2000 {
            let size = u32::try_from(rng.between(1, 9)).expect("small");
            let mut reached: Vec<LogIndex> = (0..size).map(|_| LogIndex(rng.below(6))).collect();
            let by_hand = (0..=6)
                .rev()
                .map(LogIndex)
                .find(|&index| {
                    let have = reached.iter().filter(|&&at| at >= index).count();
                    have > reached.len() / 2
                })
                .expect("0 is reached by all");
            assert_eq!(cluster(size).majority_index(&mut reached), by_hand);
        }
    }
}
