//! This repository's core, whole: sessions, writes, events.

use super::cluster::{Network, Put, Replica};
use kvraft_core::kv::{
    Command, Execution, KvConfig, KvEffect, KvInput, KvServer, KvSink, Op, Request,
};
use kvraft_core::raft::{
    BugSet, Config, Durable, Envelope, Input, Membership, Role, Server, Write, WriteId,
};
use kvraft_core::rng::Rng;
use kvraft_core::types::{ClientId, EntryId, NodeId, RequestNumber};
use std::sync::Arc;

pub struct Ours {
    server: KvServer,
    done: Done,
}

/// What a server has done.
#[derive(Default)]
struct Done {
    writes: u64,
    applied: u64,
    events: u64,
    digest: u64,
}

/// Where the effects go.
struct Driver<'a> {
    done: &'a mut Done,
    network: &'a mut Network<Envelope<Op>>,
}

impl KvSink for Driver<'_> {
    #[expect(
        clippy::inline_always,
        reason = "each caller knows the effect: only its arm is left there"
    )]
    #[inline(always)]
    fn push(&mut self, effect: KvEffect) {
        match effect {
            KvEffect::Persist { .. } => unreachable!("see below"),
            KvEffect::Send { after: _, envelope } => {
                let to = usize::try_from(envelope.to.0 - 1).expect("few");
                self.network.send(to, envelope);
            }
            KvEffect::RaftEvent(_event) => self.done.events += 1,
            KvEffect::Reply { reply: _reply, .. } => {}
            KvEffect::Applied(_) | KvEffect::ChangeAccepted(_) | KvEffect::Restored { .. } => {}
        }
    }

    // The disk is as instant as the network.
    #[inline]
    fn persist(&mut self, _id: WriteId, _write: Write<Op>) -> bool {
        self.done.writes += 1;
        true
    }

    #[inline]
    fn applied(&mut self, _: EntryId, request: Option<&Op>, _: Execution, digest: u64) {
        self.done.applied += u64::from(request.is_some());
        self.done.digest = digest;
    }
}

impl Ours {
    #[inline]
    fn step(&mut self, input: KvInput, network: &mut Network<Envelope<Op>>) {
        self.server.step(input, &mut Driver { done: &mut self.done, network });
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
        Self { server, done: Done::default() }
    }

    fn command(put: Put) -> Op {
        let Put { client, number, key, value } = put;
        let command = Command::Put { key, value };
        Arc::new(Request { client: ClientId(client), number: RequestNumber(number), command })
    }

    fn stand(&mut self, network: &mut Network<Envelope<Op>>) {
        self.step(KvInput::Raft(Input::ElectionTimeout), network);
    }

    fn propose(&mut self, command: Op, network: &mut Network<Envelope<Op>>) {
        self.step(KvInput::Request(command), network);
    }

    fn receive(&mut self, message: Envelope<Op>, network: &mut Network<Envelope<Op>>) {
        self.step(KvInput::Raft(Input::Receive(message)), network);
    }

    fn tick(&mut self, network: &mut Network<Envelope<Op>>) {
        self.step(KvInput::Raft(Input::Tick { elapsed: 1 }), network);
    }

    // All has gone already.
    fn flush(&mut self, _network: &mut Network<Envelope<Op>>) {}

    fn leads(&self) -> bool {
        matches!(self.server.raft().role(), Role::Leader(_))
    }

    fn applied(&self) -> u64 {
        self.done.applied
    }

    fn pairs(&self) -> Vec<(String, String)> {
        assert_eq!(self.done.digest, self.server.store().digest());
        let pairs = self.server.store().iter();
        pairs.map(|(key, value)| (key.to_string(), value.to_owned())).collect()
    }
}
