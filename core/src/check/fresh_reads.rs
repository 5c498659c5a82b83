//! Reads beside the log are fresh (diss. §6.4; etcd-io/etcd#20418): a server that answers one has applied
//! every write that was acknowledged to anybody before the read was called. That is earlier, and says more,
//! than a history that no order explains.

use super::exactly_once::ExactlyOnce;
use super::{Breach, Property, Report};
use crate::canon::{Canonical, Writer};
use crate::kv::Command;
use crate::sim::World;
use crate::sorted::SortedMap;
use crate::types::{ClientId, LogIndex, NodeId, RequestNumber};

/// History variables: the last write acknowledged, and what each client's read must see.
#[derive(Clone, Debug, Default)]
pub(super) struct FreshReads {
    acknowledged: LogIndex,
    reads: SortedMap<ClientId, (RequestNumber, LogIndex)>,
}

impl FreshReads {
    pub(super) fn called(&mut self, client: ClientId, number: RequestNumber, command: &Command) {
        if command.bypasses_log() {
            self.reads.insert(client, (number, self.acknowledged));
        }
    }

    /// A client got an answer.
    #[inline]
    pub(super) fn returned(
        &mut self,
        executed: &ExactlyOnce,
        client: ClientId,
        number: RequestNumber,
    ) {
        if let Some(index) = executed.index_of(client, number) {
            self.acknowledged = self.acknowledged.max(index);
        }
    }

    /// `server` sends a client the answer to a request.
    #[inline]
    pub(super) fn replied(
        &self,
        world: &World,
        server: NodeId,
        (client, number): (ClientId, RequestNumber),
        report: &mut Report,
    ) {
        let Some(&(read, needed)) = self.reads.get(&client) else { return };
        let Some(node) = world.node(server).filter(|_| read == number) else { return };
        report.checked(Property::FreshReads);
        let applied = node.server().raft().last_applied();
        if applied < needed {
            report.breach(Breach::StaleRead { server, client, number, applied, needed });
        }
    }
}

impl Canonical for FreshReads {
    fn write(&self, out: &mut Writer<'_>) {
        self.acknowledged.write(out);
        out.list(&self.reads, |out, (client, (number, index))| {
            out.number(client.0.into());
            out.number(number.0);
            index.write(out);
        });
    }
}
