//! This repository's core, whole: sessions, writes, events.

use super::cluster::{Put, Replica};
use kvraft_core::kv::{Command, KvConfig, KvEffect, KvInput, KvServer, KvSink, Op, Request};
use kvraft_core::raft::{
    BugSet, Config, Durable, Envelope, Input, Membership, Role, Server, WriteId,
};
use kvraft_core::rng::Rng;
use kvraft_core::types::{ClientId, NodeId, RequestNumber};
use std::sync::Arc;

pub struct Ours {
    server: KvServer,
    driver: Driver,
}

/// Where the effects go.
#[derive(Default)]
struct Driver {
    outgoing: Vec<Envelope<Op>>,
    written: WriteId,
    applied: u64,
    events: u64,
    digest: u64,
}

impl KvSink for Driver {
    #[expect(
        clippy::inline_always,
        reason = "each caller knows the effect: only its arm is left there"
    )]
    #[inline(always)]
    fn push(&mut self, effect: KvEffect) {
        match effect {
            KvEffect::Persist { id, .. } => self.written = id,
            KvEffect::Send { envelope, .. } => self.outgoing.push(envelope),
            KvEffect::Applied(applied) => {
                self.applied += u64::from(applied.request.is_some());
                self.digest = applied.digest;
            }
            KvEffect::RaftEvent(_) => self.events += 1,
            KvEffect::Reply { .. } | KvEffect::ChangeAccepted(_) | KvEffect::Restored { .. } => {}
        }
    }
}

impl Ours {
    fn step(&mut self, input: KvInput) {
        self.server.step(input, &mut self.driver);
    }
}

fn config() -> Config {
    Config {
        batch_max: 1024,
        in_flight_max: 256,
        commit_notice: true,
        coalesce: true,
        ..Config::production()
    }
}

impl Replica for Ours {
    type Command = Op;
    type Message = Envelope<Op>;

    const NAME: &'static str = "ours";

    fn start(id: usize, count: usize) -> Self {
        let node = |id: usize| NodeId(u32::try_from(id + 1).expect("few"));
        let membership = Membership::new((0..count).map(node));
        let rng = Rng::new(id as u64);
        let (bugs, disk) = (BugSet::default(), Durable::default());
        let raft = Server::new(node(id), membership, config(), bugs, disk, rng);
        let server = KvServer::new(raft, KvConfig::default());
        Self { server, driver: Driver::default() }
    }

    fn command(put: Put) -> Op {
        let Put { client, number, key, value } = put;
        let command = Command::Put { key, value };
        Arc::new(Request { client: ClientId(client), number: RequestNumber(number), command })
    }

    fn stand(&mut self) {
        self.step(KvInput::Raft(Input::ElectionTimeout));
    }

    fn propose(&mut self, command: Op) {
        self.step(KvInput::Request(command));
    }

    fn receive(&mut self, message: Envelope<Op>) {
        self.step(KvInput::Raft(Input::Receive(message)));
    }

    fn tick(&mut self) {
        self.step(KvInput::Raft(Input::Tick { elapsed: 1 }));
    }

    fn flush(&mut self, send: &mut impl FnMut(usize, Envelope<Op>)) {
        // The disk is as instant as the network.
        while self.driver.written > WriteId(0) {
            let written = std::mem::take(&mut self.driver.written);
            self.step(KvInput::Raft(Input::Persisted(written)));
        }
        for envelope in self.driver.outgoing.drain(..) {
            send(usize::try_from(envelope.to.0 - 1).expect("few"), envelope);
        }
    }

    fn leads(&self) -> bool {
        matches!(self.server.raft().role(), Role::Leader(_))
    }

    fn applied(&self) -> u64 {
        self.driver.applied
    }

    fn pairs(&self) -> Vec<(String, String)> {
        assert_eq!(self.driver.digest, self.server.store().digest());
        let text = |text: &Arc<str>| text.to_string();
        self.server.store().iter().map(|(key, value)| (text(key), text(value))).collect()
    }
}
