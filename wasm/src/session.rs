//! The session binding: a whole cluster, to act on and to look at.

use crate::error::LabError;
use crate::event::{self, EventView};
use crate::frame::{self, number};
use crate::options;
use crate::view::{
    self, ClientView, JudgeView, LogsView, OperationView, Outcome, ServerView, SessionOptions,
    ViolationView,
};
use kvraft_core::check::Property;
use kvraft_core::console;
use kvraft_core::session::Session as Core;
use kvraft_core::sim::{self, Node};
use kvraft_core::types::{ClientId, NodeId};
use serde::Serialize;
use tsify::{Ts, Tsify};
use wasm_bindgen::prelude::*;

/// A cluster in virtual time. One tick is one virtual millisecond.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Session {
    pub(crate) core: Core,
}

#[wasm_bindgen]
impl Session {
    /// A session at tick 0. Throws a `LabError` for options out of range.
    #[wasm_bindgen(constructor)]
    pub fn new(options: &Ts<SessionOptions>) -> Result<Self, JsValue> {
        let options = options::read(&options.js_value())?;
        Ok(Self { core: Core::new(options::setup(&options)?) })
    }

    /// The moment, in ticks.
    pub fn now(&self) -> f64 {
        number(self.core.world().now().0)
    }

    /// Lets at most `ticks` pass and about `budget_events` events happen, whichever comes first.
    /// Returns the ticks that have passed.
    pub fn advance(&mut self, ticks: f64, budget_events: f64) -> f64 {
        number(self.core.advance(from_number(ticks), from_number(budget_events)))
    }

    /// Lets at most `ticks` pass within `milliseconds` of real time: a frame's share. Returns the
    /// ticks that have passed.
    pub fn advance_within(&mut self, ticks: f64, milliseconds: f64) -> f64 {
        const SLICE: u64 = 200;
        let ticks = from_number(ticks);
        let Some(clock) = performance() else {
            return number(self.core.advance(ticks, 20 * SLICE));
        };
        let end = clock.now() + milliseconds;
        let mut passed = 0;
        while passed < ticks && !self.core.has_stopped() && clock.now() < end {
            passed += self.core.advance(ticks - passed, SLICE);
        }
        number(passed)
    }

    /// Lets the next thing happen. False if nothing ever will.
    pub fn step(&mut self) -> bool {
        self.core.step()
    }

    /// Does what a line of the action language says. Throws a `LabError` that points into the line.
    pub fn run(&mut self, line: &str) -> Result<Ts<Outcome>, JsValue> {
        let (action, outcome) = self.core.run_line(line).map_err(LabError::from)?;
        to_js(&match outcome {
            sim::Outcome::Done => Outcome::Done { line: action.to_string() },
            sim::Outcome::Submitted(client, number) => {
                Outcome::Submitted { client: client.0, number: number.0 }
            }
        })
    }

    /// The moment as a `Float64Array`: a header of 10 numbers, then 20 for each server, 6 for each
    /// client, 12 for each message, 2 for each direction cut. Servers are positive, clients negative.
    ///
    /// - header: now, servers, clients, messages, cuts, events so far, next tick at which something
    ///   is due (-1: never), a number that changes with the logs, one that changes with the clients, violations;
    /// - server: id, role (0 follower, 1 candidate, 2 leader, 3 candidate that asks for pre-votes), status
    ///   (0 up, 1 crashed, 2 paused), term, voted for (0 nobody), leader it knows (0 none), commit index, last applied, last index,
    ///   tick at which its timer started, tick at which it is due (-1 none), votes as bits (bit 0 is
    ///   server 1), last durable index, writes not durable yet, keys in the store, requests waiting,
    ///   who votes and who learns by the newest membership it has (bits), its clock in percent of true
    ///   time, faults of its disk (1 lies, 2 disorders, 4 full, added up);
    /// - client: id, waiting (0, 1), server it asks, number of its last call, tick of that call, tries;
    /// - message: id, kind, from, to, term, tick sent, tick due, whether it will be lost, a, b,
    ///   whether the network made this copy, whether it is held (both ticks then move with the clock,
    ///   so that it stays where it is). Kinds: 0 RequestVote (a, b last index and term), 1
    ///   RequestVoteResponse (a granted), 2 AppendEntries (a entries, b prev index), 3
    ///   AppendEntriesResponse (a accepted, b match or conflict index), 4 request (a number), 5 reply
    ///   (a number, b whether it is an answer), 6 TimeoutNow, 7 InstallSnapshot (a offset, b last index),
    ///   8 its response (a next offset), 9 ReadIndex (a read), 10 its response (b index), 11 RequestPreVote
    ///   and 12 its response, as 0 and 1.
    /// - cut: from, to; of clients' links, too.
    pub fn frame(&self) -> Vec<f64> {
        frame::frame(&self.core)
    }

    /// Everything about one server.
    pub fn inspect(&self, server: u32) -> Result<Ts<ServerView>, JsValue> {
        to_js(&view::server(self.node(server)?, self.core.world().now()))
    }

    /// All logs from index `from` to `to`, clamped to what there is; with 0 and 0 the last 50.
    pub fn logs(&self, from: f64, to: f64) -> Result<Ts<LogsView>, JsValue> {
        to_js(&view::logs(self.core.world(), from_number(from), from_number(to)))
    }

    /// One client and its last calls.
    pub fn client(&self, id: u32) -> Result<Ts<ClientView>, JsValue> {
        let world = self.core.world();
        let client = world.client(ClientId(id)).ok_or_else(|| {
            let clients = world.setup().clients;
            LabError::from(sim::ActionError::NoSuchClient { client: id.into(), clients })
        })?;
        to_js(&view::client(world, client))
    }

    /// All calls of all clients from position `since` on, in the order in which they were made.
    pub fn operations(&self, since: f64) -> Result<Vec<Ts<OperationView>>, JsValue> {
        let skip = usize::try_from(from_number(since)).unwrap_or(usize::MAX);
        list(self.core.world().history().iter().skip(skip).map(view::operation))
    }

    /// At most `limit` of the remembered events from position `since` on.
    pub fn events(&self, since: f64, limit: u32) -> Result<Vec<Ts<EventView>>, JsValue> {
        let events = self.core.events_since(from_number(since)).take(limit as usize);
        list(events.map(|(sequence, happened)| event::event(sequence, happened)))
    }

    /// The latest of the events from position `since` on, oldest first: at most `limit`, none of `kinds`, which
    /// are words with blanks between. None if some since then are not remembered.
    pub fn latest_except(
        &self,
        kinds: &str,
        since: f64,
        limit: u32,
    ) -> Result<Option<Vec<Ts<EventView>>>, JsValue> {
        let since = from_number(since);
        if self.core.events_since(since).next().is_none_or(|(first, _)| first != since) {
            return Ok(None);
        }
        let mut latest = Vec::new();
        for (at, happened) in self.core.events_since(since).rev() {
            if latest.len() >= limit as usize {
                break;
            }
            let kind = event::kind(happened);
            if kinds.split(' ').all(|other| other != kind) {
                latest.push(to_js(&event::event(at, happened))?);
            }
        }
        latest.reverse();
        Ok(Some(latest))
    }

    /// How many events there have been.
    pub fn event_count(&self) -> f64 {
        number(self.core.event_count())
    }

    /// The judges and how often they have looked.
    pub fn judges(&self) -> Result<Vec<Ts<JudgeView>>, JsValue> {
        let report = self.core.report();
        list(Property::ALL.iter().map(|&property| view::judge(report, property)))
    }

    /// What they found, oldest first; the first hundred.
    pub fn violations(&self) -> Result<Vec<Ts<ViolationView>>, JsValue> {
        list(self.core.report().violations().iter().map(view::violation))
    }

    /// The hash of the run so far: 16 hexadecimal digits, equal for equal runs everywhere.
    pub fn hash(&self) -> String {
        format!("{:016x}", self.core.world().trace_hash())
    }

    /// What was done so far: a line for each action, `TICK ACTION`.
    pub fn recording(&self) -> String {
        let lines = self.core.recording().iter();
        let lines: Vec<String> =
            lines.map(|recorded| format!("{} {}\n", recorded.tick, recorded.action)).collect();
        lines.concat()
    }

    /// How many servers there are.
    pub fn servers(&self) -> u32 {
        self.core.world().setup().servers
    }

    /// How many clients there are.
    pub fn clients(&self) -> u32 {
        self.core.world().setup().clients
    }

    /// The seed, in decimal.
    pub fn seed(&self) -> String {
        self.core.world().setup().seed.to_string()
    }

    /// Words that may stand where the cursor is, for completion.
    pub fn complete(&self, line: &str, cursor: u32) -> Vec<String> {
        let before: String = line.chars().take(cursor as usize).collect();
        console::complete(&before, self.servers(), self.clients())
    }
}

impl Session {
    fn node(&self, server: u32) -> Result<&Node, LabError> {
        let world = self.core.world();
        world.node(NodeId(server)).ok_or_else(|| {
            let servers = world.setup().servers;
            sim::ActionError::NoSuchServer { server: server.into(), servers }.into()
        })
    }
}

/// The clock of the page or worker, if it has one.
pub(crate) fn performance() -> Option<web_sys::Performance> {
    let clock = js_sys::Reflect::get(&js_sys::global(), &"performance".into()).ok()?;
    clock.dyn_into().ok()
}

pub(crate) fn list<T: Tsify + Serialize>(
    items: impl Iterator<Item = T>,
) -> Result<Vec<Ts<T>>, JsValue> {
    items.map(|item| to_js(&item)).collect()
}

pub(crate) fn to_js<T: Tsify + Serialize>(value: &T) -> Result<Ts<T>, JsValue> {
    value.into_ts().map_err(|error| LabError::said("internal", &error).into())
}

/// A whole number from JavaScript; what is none, or negative, counts as 0.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "`as` saturates")]
pub(crate) fn from_number(number: f64) -> u64 {
    number as u64
}
