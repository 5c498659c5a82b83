//! The manual binding: one server, and nothing that moves by itself. The caller is its clock, its
//! network and its disk.

use crate::error::LabError;
use crate::frame::number;
use crate::manual::{self, ClientRequest, MessageEnvelope, ServerEffect, ServerOptions};
use crate::options;
use crate::session::to_js;
use kvraft_core::kv::{KvConfig, KvEffect, KvInput, KvServer};
use kvraft_core::raft::{self, BugSet, Change, Config, Durable, Input, Membership, WriteId};
use kvraft_core::rng::Rng;
use kvraft_core::sentence::{Fact, Sentence};
use kvraft_core::types::NodeId;
use tsify::Ts;
use wasm_bindgen::prelude::*;

/// A KV server with its Raft server inside.
///
/// Call an input, then `take_effects()`, and carry the effects out in order: keep what is to be persisted and
/// then call `persisted(id)`; send a message once write `after` is durable, by giving its envelope to
/// another server's `receive`.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Server {
    core: KvServer,
    effects: Vec<KvEffect>,
}

#[wasm_bindgen]
impl Server {
    /// A server that starts, or restarts, from what `durable` holds. Throws a `LabError` for
    /// options that make no sense.
    #[wasm_bindgen(constructor)]
    pub fn new(options: &Ts<ServerOptions>) -> Result<Self, JsValue> {
        let options =
            options.to_rust().map_err(|error| LabError::invalid("server options", &error))?;
        let id = NodeId(options.id);
        let membership = Membership::new(options.servers.iter().copied().map(NodeId));
        if !membership.contains(id) {
            let facts = vec![("server", Fact::Number(options.id.into()))];
            let sentence = Sentence::new("Server {server} is not one of the servers given.", facts);
            return Err(LabError::new("bad-options", sentence).into());
        }
        let config = config(&options)?;
        let seed = options.seed.as_deref().map_or(Ok(1), options::seed)?;
        let durable = options.durable.map_or_else(Durable::default, Into::into);
        let rng = Rng::new(seed).fork(options.id.into());
        let raft = raft::Server::new(id, membership, config, BugSet::NONE, durable, rng);
        let core = KvServer::new(raft, KvConfig::default());
        Ok(Self { core, effects: Vec::new() })
    }

    /// Its clock moves on by `elapsed` ticks; its timer may fire.
    pub fn tick(&mut self, elapsed: u32) {
        self.step(KvInput::Raft(Input::Tick { elapsed: elapsed.into() }));
    }

    /// A message arrives. Throws a `LabError` if it is not one; a strange but well-formed one is
    /// ignored, with an event that says why.
    pub fn receive(&mut self, envelope: &Ts<MessageEnvelope>) -> Result<(), JsValue> {
        let envelope = envelope.to_rust().map_err(|error| LabError::invalid("message", &error))?;
        self.step(KvInput::Raft(Input::Receive(envelope.into())));
        Ok(())
    }

    /// A client's request arrives: proposed to Raft if this server leads, refused otherwise.
    pub fn propose(&mut self, request: &Ts<ClientRequest>) -> Result<(), JsValue> {
        let request = request.to_rust().map_err(|error| LabError::invalid("request", &error))?;
        self.step(KvInput::Request(request.into()));
        Ok(())
    }

    /// Its election timer fires now. A leader has none and does nothing.
    pub fn election_timeout(&mut self) {
        self.step(KvInput::Raft(Input::ElectionTimeout));
    }

    /// Let `server` lead instead. A server that does not lead does nothing.
    pub fn transfer_leadership(&mut self, server: u32) {
        self.step(KvInput::Raft(Input::TransferLeadership { to: NodeId(server) }));
    }

    /// Change the members of the cluster; the effect `change-accepted` says whether that has begun.
    pub fn change_membership(&mut self, voters: Vec<u32>, learners: Vec<u32>) {
        let ids = |list: Vec<u32>| list.into_iter().map(NodeId).collect();
        let change = Change { voters: ids(voters), learners: ids(learners) };
        self.step(KvInput::Raft(Input::ChangeMembership(change)));
    }

    /// Take a snapshot of what is applied, and forget the log up to there.
    pub fn compact(&mut self) {
        self.step(KvInput::Compact);
    }

    /// Write `id`, and all before it, are durable.
    pub fn persisted(&mut self, id: f64) {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "`as` saturates"
        )]
        let id = WriteId(id as u64);
        self.step(KvInput::Raft(Input::Persisted(id)));
    }

    /// What follows from the inputs since the last call, in order.
    pub fn take_effects(&mut self) -> Result<Vec<Ts<ServerEffect>>, JsValue> {
        let id = self.core.raft().id();
        let effects = self.effects.drain(..);
        effects.map(|effect| to_js(&manual::effect(id, effect))).collect()
    }

    /// Its role: `follower`, `pre-candidate`, `candidate` or `leader`.
    pub fn role(&self) -> String {
        let role = match self.core.raft().role() {
            raft::Role::Follower { .. } => "follower",
            raft::Role::PreCandidate { .. } => "pre-candidate",
            raft::Role::Candidate { .. } => "candidate",
            raft::Role::Leader(_) => "leader",
        };
        role.to_owned()
    }

    /// Its current term.
    pub fn term(&self) -> f64 {
        number(self.core.raft().current_term().0)
    }

    /// Its commit index.
    pub fn commit_index(&self) -> f64 {
        number(self.core.raft().commit_index().0)
    }

    /// Ticks until its timer fires.
    pub fn timer(&self) -> f64 {
        number(self.core.raft().timer())
    }

    /// The value of `key` in its own store, without asking anybody: it may be old.
    pub fn read_local(&self, key: &str) -> Option<String> {
        self.core.store().get(key).map(ToString::to_string)
    }
}

impl Server {
    fn step(&mut self, input: KvInput) {
        self.core.step(input, &mut self.effects);
    }
}

fn config(options: &ServerOptions) -> Result<Config, LabError> {
    let default = if options.production { Config::production() } else { Config::default() };
    let or = |given: Option<u32>, default: u64| given.map_or(default, u64::from);
    let config = Config {
        election_timeout_min: or(options.election_timeout_min, default.election_timeout_min),
        election_timeout_max: or(options.election_timeout_max, default.election_timeout_max),
        heartbeat_interval: or(options.heartbeat_interval, default.heartbeat_interval),
        ..default
    };
    let Config { election_timeout_min: min, election_timeout_max: max, .. } = config;
    if min == 0 || config.heartbeat_interval == 0 || min > max {
        let facts = vec![("min", Fact::Number(min)), ("max", Fact::Number(max))];
        let sentence = Sentence::new(
            "Timeouts must be positive and in order, not {min} to {max} ticks.",
            facts,
        );
        return Err(LabError::new("bad-options", sentence));
    }
    Ok(config)
}
