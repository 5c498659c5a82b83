//! How much memory a copy of a world takes beside the original: what they do not share.

use super::world::World;
use std::mem::size_of_val;

impl World {
    /// About how many bytes a clone of this world adds. Texts and entries' commands are shared by all
    /// copies and count once, with the original.
    pub fn own_bytes(&self) -> u64 {
        let nodes = self.nodes.iter().map(|node| {
            let raft = node.server.raft();
            let log = raft.log();
            let durable = node.disk.durable();
            let snapshot = durable.snapshot.as_ref().map_or(0, |snapshot| snapshot.data.len());
            let store = node.server.store();
            let values: usize = store.iter().map(|(key, value)| key.len() + value.len() + 96).sum();
            size_of_val(node)
                + log.own_bytes()
                + durable.log.own_bytes()
                + snapshot
                + values
                + node.inbox.len() * MESSAGE
                + node.outbox.len() * MESSAGE
        });
        let messages = self.messages.len() * MESSAGE;
        let queue = self.queue.len() * 48;
        let whole = nodes.sum::<usize>() + messages + queue + size_of_val(self.history.as_slice());
        whole as u64
    }
}

/// About what a message takes.
const MESSAGE: usize = 200;
