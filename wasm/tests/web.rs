//! The bindings, in a real browser: `wasm-pack test --headless --chrome wasm`.
#![cfg(target_arch = "wasm32")]
#![expect(clippy::float_cmp, reason = "small whole numbers, exact in JavaScript")]

use js_sys::{Error, Reflect};
use kvraft_tests::pinned::{DIGESTS, RUNS, SEEDS_EACH};
use kvraft_wasm::manual::{
    ClientRequest, Command, DurableState, Id, LogEntry, MessageEnvelope, RaftMessage, ReplyOutcome,
    ServerEffect, ServerOptions,
};
use kvraft_wasm::server::Server;
use kvraft_wasm::session::Session;
use kvraft_wasm::view::SessionOptions;
use std::collections::VecDeque;
use tsify::{Ts, Tsify};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

fn options(id: u32, servers: u32) -> ServerOptions {
    ServerOptions {
        id,
        servers: (1..=servers).collect(),
        seed: Some("7".to_owned()),
        election_timeout_min: None,
        election_timeout_max: None,
        heartbeat_interval: None,
        production: false,
        durable: None,
    }
}

fn put(number: u64, key: &str, value: &str) -> ClientRequest {
    let command = Command::Put { key: key.to_owned(), value: value.to_owned() };
    ClientRequest { client: 1, number, command }
}

fn ts<T: Tsify + serde::Serialize>(value: &T) -> Ts<T> {
    value.into_ts().expect("plain data becomes a JavaScript value")
}

/// A network and disks made of nothing but lists: what JavaScript would do by hand.
struct Bench {
    servers: Vec<Server>,
    disks: Vec<DurableState>,
    wire: VecDeque<MessageEnvelope>,
    replies: Vec<(u64, ReplyOutcome, String)>,
}

impl Bench {
    fn new(count: u32) -> Self {
        let make = |id| Server::new(&ts(&options(id, count))).expect("the options are right");
        Self {
            servers: (1..=count).map(make).collect(),
            disks: (1..=count).map(|_| DurableState::default()).collect(),
            wire: VecDeque::new(),
            replies: Vec::new(),
        }
    }

    /// Carries out the effects of one server, until there are none. Writes are durable at once.
    fn carry_out(&mut self, at: usize) {
        loop {
            let effects = self.servers[at].take_effects().expect("effects are plain data");
            if effects.is_empty() {
                return;
            }
            for effect in effects {
                match effect.to_rust().expect("effects read back") {
                    ServerEffect::PersistHardState { id, current_term, voted_for } => {
                        self.disks[at].current_term = current_term;
                        self.disks[at].voted_for = voted_for;
                        self.servers[at].persisted(count(id));
                    }
                    ServerEffect::PersistLog { id, first, entries } => {
                        let keep = usize::try_from(first - 1).expect("small");
                        self.disks[at].log.truncate(keep);
                        self.disks[at].log.extend(entries);
                        self.servers[at].persisted(count(id));
                    }
                    ServerEffect::PersistSnapshot { id, .. } => {
                        self.servers[at].persisted(count(id));
                    }
                    ServerEffect::Send { envelope, .. } => self.wire.push_back(envelope),
                    ServerEffect::Reply { number, outcome, text, .. } => {
                        self.replies.push((number, outcome, text));
                    }
                    ServerEffect::Applied { .. }
                    | ServerEffect::Restored { .. }
                    | ServerEffect::ChangeAccepted { .. }
                    | ServerEffect::Event { .. } => {}
                }
            }
        }
    }

    /// Delivers the oldest message, the only thing that moves here.
    fn deliver(&mut self) -> bool {
        let Some(envelope) = self.wire.pop_front() else { return false };
        let to = usize::try_from(envelope.to - 1).expect("small");
        self.servers[to].receive(&ts(&envelope)).expect("it was made by a server");
        self.carry_out(to);
        true
    }

    fn elect(&mut self, at: usize) {
        self.servers[at].election_timeout();
        self.carry_out(at);
        while self.deliver() {}
        assert_eq!(self.servers[at].role(), "leader");
    }

    fn propose(&mut self, at: usize, request: &ClientRequest) {
        self.servers[at].propose(&ts(request)).expect("a request is a request");
        self.carry_out(at);
    }

    fn tick(&mut self, at: usize, elapsed: u32) {
        self.servers[at].tick(elapsed);
        self.carry_out(at);
    }
}

#[expect(clippy::cast_precision_loss, reason = "numbers of writes are small")]
fn count(id: u64) -> f64 {
    id as f64
}

#[wasm_bindgen_test]
fn a_cluster_driven_by_hand_commits_a_put_message_by_message() {
    let mut bench = Bench::new(3);
    bench.elect(0);
    bench.propose(0, &put(1, "x", "1"));
    let kinds: Vec<bool> = bench
        .wire
        .iter()
        .map(|envelope| matches!(envelope.message, RaftMessage::AppendEntries { .. }))
        .collect();
    assert_eq!(kinds, [true, true], "one AppendEntries for each follower, and nothing else");
    assert!(bench.replies.is_empty(), "nobody has it but the leader");

    // S2 gets its copy and says so; with that, two of three have the entry.
    assert!(bench.deliver());
    bench.wire.rotate_right(1);
    assert!(bench.deliver());
    assert!(matches!(bench.replies[..], [(1, ReplyOutcome::Ok, _)]));
    assert_eq!(bench.servers[0].read_local("x").as_deref(), Some("1"));
    assert_eq!(bench.servers[1].read_local("x"), None, "S2 does not know yet that it is committed");

    // The next heartbeat tells the followers.
    while bench.deliver() {}
    bench.tick(0, 50);
    while bench.deliver() {}
    for server in &bench.servers {
        assert_eq!(server.read_local("x").as_deref(), Some("1"));
    }
}

#[wasm_bindgen_test]
fn a_lost_message_is_repaired_and_a_restart_keeps_what_was_durable() {
    let mut bench = Bench::new(3);
    bench.elect(0);
    bench.propose(0, &put(1, "x", "1"));
    bench.wire.clear();
    assert!(bench.replies.is_empty());
    for _ in 0..3 {
        bench.tick(0, 50);
        while bench.deliver() {}
    }
    assert!(matches!(bench.replies[..], [(1, ReplyOutcome::Ok, _)]));

    let durable = bench.disks[1].clone();
    let last = LogEntry { term: 1, request: Some(put(1, "x", "1")), members: None };
    assert_eq!(durable.log.last(), Some(&last));
    let restarted = ServerOptions { durable: Some(durable), ..options(2, 3) };
    bench.servers[1] = Server::new(&ts(&restarted)).expect("its own state is right");
    assert_eq!(bench.servers[1].read_local("x"), None, "the store is volatile");
    bench.tick(0, 50);
    while bench.deliver() {}
    assert_eq!(bench.servers[1].read_local("x").as_deref(), Some("1"));
}

#[wasm_bindgen_test]
fn a_follower_refuses_with_a_hint() {
    let mut bench = Bench::new(3);
    bench.elect(2);
    bench.propose(0, &put(1, "x", "1"));
    assert!(
        matches!(&bench.replies[..], [(1, ReplyOutcome::Retry, text)] if text == "ErrWrongLeader(S3)")
    );
}

fn thrown<T>(result: Result<T, JsValue>) -> Error {
    match result {
        Ok(_) => panic!("this should have been refused"),
        Err(error) => error.dyn_into().expect("errors are Error objects"),
    }
}

fn fact(error: &Error, name: &str) -> JsValue {
    Reflect::get(error, &name.into()).expect("an object has properties")
}

/// What an error's sentence names.
fn told(error: &Error, name: &str) -> JsValue {
    Reflect::get(&fact(error, "facts"), &name.into()).expect("facts are by name")
}

fn session(options: &SessionOptions) -> Session {
    Session::new(&ts(options)).expect("the options are right")
}

#[wasm_bindgen_test]
fn errors_are_typed_error_objects() {
    let bad = |options: SessionOptions| thrown(Session::new(&ts(&options)));
    let error = bad(SessionOptions { servers: Some(99), ..SessionOptions::default() });
    assert_eq!(error.name(), "LabError");
    assert_eq!(fact(&error, "code"), "bad-servers");
    assert_eq!(error.message(), "The number of servers cannot be 99; from 1 to 9.");
    for seed in ["-1", "1e3", "", "18446744073709551616", "0x10"] {
        let seed = Some(seed.to_owned());
        let error = bad(SessionOptions { seed, ..SessionOptions::default() });
        assert_eq!(fact(&error, "code"), "bad-seed");
    }

    for (json, reason) in [
        ("3", "they are no object"),
        (r#"{"servers":"3"}"#, "`servers` must be a whole number from 0 to 4294967295"),
        (r#"{"clients":-1}"#, "`clients` must be a whole number from 0 to 4294967295"),
        (r#"{"clients":1.5}"#, "`clients` must be a whole number from 0 to 4294967295"),
        (r#"{"members":4294967296}"#, "`members` must be a whole number from 0 to 4294967295"),
        (r#"{"seed":7}"#, "`seed` must be a text"),
        (r#"{"production":1}"#, "`production` must be true or false"),
        (
            r#"{"server":3}"#,
            "`server` is none of servers, clients, seed, request_timeout, members, production, max_raft_state",
        ),
    ] {
        let strange = Ts::new_unchecked(js_sys::JSON::parse(json).expect("it is JSON"));
        let error = thrown(Session::new(&strange));
        assert_eq!(fact(&error, "code"), "bad-options");
        assert_eq!(error.message(), format!("The options cannot be read: {reason}."));
    }
    let none = js_sys::JSON::parse(r#"{"servers":null,"clients":1}"#).expect("it is JSON");
    assert!(Session::new(&Ts::new_unchecked(none)).is_ok_and(|session| session.servers() == 5));

    let mut session = session(&SessionOptions::default());
    let error = thrown(session.run("crush 3"));
    assert_eq!(fact(&error, "code"), "unknown-command");
    assert_eq!(fact(&error, "column"), 1);
    assert_eq!(told(&error, "suggestion"), "crash");
    let error = thrown(session.run("put x"));
    assert_eq!(fact(&error, "column"), 6);
    assert_eq!(told(&error, "usage"), "put KEY VALUE");
    let expected: js_sys::Array = told(&error, "expected").dyn_into().expect("words are a list");
    assert_eq!((expected.length(), expected.get(0).as_string()), (1, Some("value".to_owned())));
    assert_eq!(fact(&thrown(session.run("crash leader")), "code"), "no-leader");
    assert_eq!(fact(&thrown(session.run("crash 6")), "code"), "no-such-server");
    assert_eq!(fact(&thrown(session.inspect(0)), "code"), "no-such-server");
    assert_eq!(fact(&thrown(session.client(3)), "code"), "no-such-client");
    let value = "a".repeat((1 << 20) + 1);
    assert_eq!(fact(&thrown(session.run(&format!("put x {value}"))), "code"), "value-too-long");
}

#[wasm_bindgen_test]
fn what_is_not_plain_data_of_the_right_kind_is_refused_by_name() {
    let mut server = Server::new(&ts(&options(1, 3))).expect("the options are right");
    let object = js_sys::JSON::parse(r#"{"from":2,"to":1,"term":-3,"message":{"Nonsense":{}}}"#);
    let strange: Ts<MessageEnvelope> = Ts::new_unchecked(object.expect("it is JSON"));
    let error = thrown(server.receive(&strange));
    assert_eq!(error.name(), "LabError");
    assert!(
        String::from(error.message()).starts_with("The message cannot be read"),
        "{}",
        error.message()
    );
    assert_eq!(server.term(), 0.0);

    let error = thrown(Server::new(&ts(&ServerOptions { id: 9, ..options(1, 3) })));
    assert_eq!(error.message(), "Server 9 is not one of the servers given.");
}

#[wasm_bindgen_test]
fn strange_messages_change_nothing() {
    let mut server = Server::new(&ts(&options(1, 3))).expect("the options are right");
    let vote = RaftMessage::RequestVote { last: Id { index: 9, term: 9 }, transfer: false };
    let answer = RaftMessage::RequestVoteResponse { granted: true };
    for (from, to, term, message) in [(7, 1, 0, answer), (1, 1, 9, vote.clone()), (2, 3, 9, vote)] {
        let envelope = MessageEnvelope { from, to, term, message };
        server.receive(&ts(&envelope)).expect("it is well-formed");
    }
    assert_eq!(server.term(), 0.0);
    let effects = server.take_effects().expect("effects are plain data");
    let texts =
        effects.iter().map(|effect| effect.to_rust().expect("effects read back")).map(|effect| {
            match effect {
                ServerEffect::Event { text } => text,
                ServerEffect::PersistHardState { .. }
                | ServerEffect::PersistLog { .. }
                | ServerEffect::PersistSnapshot { .. }
                | ServerEffect::Restored { .. }
                | ServerEffect::ChangeAccepted { .. }
                | ServerEffect::Send { .. }
                | ServerEffect::Reply { .. }
                | ServerEffect::Applied { .. } => panic!("unexpected {effect:?}"),
            }
        });
    let expected = [
        "S1 ignores message from S7: old answer",
        "S1 ignores message from S1: not from another member",
        "S1 ignores message from S2: not addressed to it",
    ];
    assert_eq!(texts.collect::<Vec<_>>(), expected);
}

#[wasm_bindgen_test]
fn a_session_elects_puts_and_gets() {
    let mut session = session(&SessionOptions::default());
    session.advance(1000.0, 1e9);
    session.run("put x 1").expect("a client is there");
    session.run("get x").expect("calls queue");
    session.advance(1000.0, 1e9);
    let operations = session.operations(0.0).expect("operations are plain data");
    let results: Vec<String> =
        operations.iter().map(|one| one.to_rust().expect("reads back").result).collect();
    assert_eq!(results, ["OK", "1"]);
    assert_eq!(session.frame()[0], 2000.0);
    assert_eq!(session.frame().len(), frame_length(&session.frame()));
}

fn frame_length(frame: &[f64]) -> usize {
    let sizes = [(1, 20), (2, 6), (3, 12), (4, 2)];
    let parts = sizes.iter().map(|&(at, size)| index(frame[at]) * size);
    10 + parts.sum::<usize>()
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small count")]
fn index(number: f64) -> usize {
    number as usize
}

#[wasm_bindgen_test]
fn the_pinned_runs_have_their_native_hashes() {
    for run in RUNS {
        assert_eq!(format!("{:016x}", (run.run)()), format!("{:016x}", run.hash), "{}", run.name);
    }
}

#[wasm_bindgen_test]
fn a_thousand_seeds_have_their_native_hashes() {
    for (first, digest) in (0..).step_by(SEEDS_EACH).zip(DIGESTS) {
        let count = u32::try_from(SEEDS_EACH).expect("few");
        let found = kvraft_wasm::explore::digest_of_seeds(&first.to_string(), count);
        assert_eq!(found, Ok(format!("{digest:016x}")), "seeds from {first} on");
    }
}

#[wasm_bindgen_test]
fn seeds_can_be_explored_and_opened() {
    let explored = format!("{:?}", kvraft_wasm::explore::explore("5", 3, 60_000.0));
    assert!(explored.starts_with("Ok"), "{explored}");
    let link = kvraft_wasm::explore::link_of_seed("5").expect("a seed");
    let mut session = Session::open_link(&link).expect("a link");
    session.advance(1e6, 1e9);
    let error = thrown(kvraft_wasm::explore::explore("five", 1, 1.0));
    assert_eq!(fact(&error, "code"), "bad-seed");
}

#[wasm_bindgen_test]
fn fresh_seeds_differ_and_are_seeds() {
    let seed = kvraft_wasm::random_seed().expect("browsers have randomness");
    assert_ne!(seed, kvraft_wasm::random_seed().expect("browsers have randomness"));
    let options = SessionOptions { seed: Some(seed.clone()), ..SessionOptions::default() };
    assert_eq!(session(&options).seed(), seed);
}
