//! `omnipaxos`: not Raft, but the same service.

use super::cluster::{Map, Network, Put, Replica};
use omnipaxos::messages::Message;
use omnipaxos::storage::{Entry, NoSnapshot};
use omnipaxos::util::LogEntry;
use omnipaxos::{ClusterConfig, OmniPaxos, OmniPaxosConfig, ServerConfig};
use omnipaxos_storage::memory_storage::MemoryStorage;
use std::sync::Arc;

#[derive(Clone, Debug)]
pub struct Shared(Arc<Put>);

impl Entry for Shared {
    type Snapshot = NoSnapshot;
}

pub struct Omni {
    server: OmniPaxos<Shared, MemoryStorage<Shared>>,
    id: u64,
    outgoing: Vec<Message<Shared>>,
    applied: usize,
    map: Map,
}

impl Replica for Omni {
    type Command = Shared;
    type Message = Message<Shared>;

    const NAME: &'static str = "omnipaxos";

    fn start(id: usize, count: usize) -> Self {
        let id = id as u64 + 1;
        let cluster_config = ClusterConfig {
            configuration_id: 1,
            nodes: (1..=count as u64).collect(),
            ..ClusterConfig::default()
        };
        let server_config = ServerConfig {
            pid: id,
            // Its heartbeats, and how long it waits for what may be lost.
            election_tick_timeout: 50,
            resend_message_tick_timeout: 150,
            leader_priority: u32::from(id == 1),
            ..ServerConfig::default()
        };
        let config = OmniPaxosConfig { cluster_config, server_config };
        let server = config.build(MemoryStorage::default()).expect("a sound configuration");
        Self { server, id, outgoing: Vec::new(), applied: 0, map: Map::new() }
    }

    fn command(put: Put) -> Shared {
        Shared(Arc::new(put))
    }

    // Its priority sees to that.
    fn stand(&mut self, _network: &mut Network<Message<Shared>>) {}

    fn propose(&mut self, command: Shared, _network: &mut Network<Message<Shared>>) {
        self.server.append(command).expect("no reconfiguration");
    }

    fn receive(&mut self, message: Message<Shared>, _network: &mut Network<Message<Shared>>) {
        self.server.handle_incoming(message);
    }

    fn tick(&mut self, _network: &mut Network<Message<Shared>>) {
        self.server.tick();
    }

    fn reconnected(&mut self, other: usize) {
        self.server.reconnected(other as u64 + 1);
    }

    fn flush(&mut self, network: &mut Network<Message<Shared>>) {
        self.server.take_outgoing_messages(&mut self.outgoing);
        for message in self.outgoing.drain(..) {
            network.send(usize::try_from(message.get_receiver() - 1).expect("few"), message);
        }
        if self.server.get_decided_idx() > self.applied {
            let decided = self.server.read_decided_suffix(self.applied).expect("not compacted");
            self.applied += decided.len();
            for entry in decided {
                let LogEntry::Decided(Shared(put)) = entry else { unreachable!("{entry:?}") };
                self.map.insert(put.key.clone(), put.value.clone());
            }
        }
    }

    fn leads(&self) -> bool {
        self.server.get_current_leader() == Some((self.id, true))
    }

    fn applied(&self) -> u64 {
        self.applied as u64
    }

    fn pairs(&self) -> Vec<(String, String)> {
        self.map.iter().map(|(key, value)| (key.to_string(), value.to_string())).collect()
    }
}
