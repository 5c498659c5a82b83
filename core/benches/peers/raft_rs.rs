//! TiKV's `raft`, driven as its example does.

use super::cluster::{Network, Put, Replica};
use raft::eraftpb::{ConfState, Entry, Message};
use raft::storage::MemStorage;
use raft::{Config, RawNode, StateRole};
use slog::{Discard, Logger, o};
use std::collections::BTreeMap;

pub struct RaftRs {
    node: RawNode<MemStorage>,
    applied: u64,
    /// Its entries hold bytes, so its store does, too.
    map: BTreeMap<[u8; 16], [u8; 64]>,
}

impl Replica for RaftRs {
    type Command = Vec<u8>;
    type Message = Message;

    const NAME: &'static str = "raft-rs";

    fn start(id: usize, count: usize) -> Self {
        let voters: Vec<u64> = (1..=count as u64).collect();
        let storage = MemStorage::new_with_conf_state(ConfState::from((voters, vec![])));
        let config = Config {
            id: id as u64 + 1,
            election_tick: 150,
            heartbeat_tick: 50,
            max_size_per_msg: 1 << 20,
            max_inflight_msgs: 256,
            pre_vote: true,
            check_quorum: true,
            batch_append: true,
            ..Config::default()
        };
        let node = RawNode::new(&config, storage, &Logger::root(Discard, o!()));
        Self { node: node.expect("a sound configuration"), applied: 0, map: BTreeMap::new() }
    }

    fn command(put: Put) -> Vec<u8> {
        format!("{}{}", put.key, put.value).into_bytes()
    }

    fn stand(&mut self, _network: &mut Network<Message>) {
        self.node.campaign().expect("may stand");
    }

    fn propose(&mut self, command: Vec<u8>, _network: &mut Network<Message>) {
        self.node.propose(Vec::new(), command).expect("it leads");
    }

    fn receive(&mut self, message: Message, _network: &mut Network<Message>) {
        self.node.step(message).expect("a sound message");
    }

    fn tick(&mut self, _network: &mut Network<Message>) {
        self.node.tick();
    }

    fn reconnected(&mut self, _other: usize) {}

    fn flush(&mut self, network: &mut Network<Message>) {
        while self.node.has_ready() {
            let mut send_all = |messages: Vec<Message>| {
                for message in messages {
                    network.send(usize::try_from(message.to - 1).expect("few"), message);
                }
            };
            let mut ready = self.node.ready();
            send_all(ready.take_messages());
            assert!(ready.snapshot().is_empty());
            let committed = ready.take_committed_entries();
            apply(&mut self.map, &mut self.applied, &committed);
            if !ready.entries().is_empty() {
                self.node.store().wl().append(ready.entries()).expect("no gap");
            }
            if let Some(state) = ready.hs() {
                self.node.store().wl().set_hardstate(state.clone());
            }
            send_all(ready.take_persisted_messages());
            let mut light = self.node.advance(ready);
            if let Some(commit) = light.commit_index() {
                self.node.store().wl().mut_hard_state().set_commit(commit);
            }
            send_all(light.take_messages());
            let committed = light.take_committed_entries();
            apply(&mut self.map, &mut self.applied, &committed);
            self.node.advance_apply();
        }
    }

    fn leads(&self) -> bool {
        self.node.raft.state == StateRole::Leader
    }

    fn applied(&self) -> u64 {
        self.applied
    }

    fn pairs(&self) -> Vec<(String, String)> {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("as proposed");
        self.map.iter().map(|(key, value)| (text(key), text(value))).collect()
    }
}

fn apply(map: &mut BTreeMap<[u8; 16], [u8; 64]>, applied: &mut u64, entries: &[Entry]) {
    for entry in entries.iter().filter(|entry| !entry.data.is_empty()) {
        let (key, value) = entry.data.split_first_chunk().expect("80 bytes");
        map.insert(*key, *value.first_chunk().expect("64 bytes"));
        *applied += 1;
    }
}
