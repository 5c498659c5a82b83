//! The scenario format: what it says is what is played, sessions survive the way out and in again, and
//! whatever is wrong with a file is told with its place.

use kvraft_core::rng::Rng;
use kvraft_core::scenario::{Condition, Scenario, Verdict, schema};
use kvraft_core::session::Session;
use kvraft_core::sim::{Setup, Status};
use kvraft_core::types::Tick;
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use std::sync::Arc;

fn read(file: &Value) -> Scenario {
    Scenario::from_json(&file.to_string()).unwrap_or_else(|error| panic!("{error}"))
}

fn played(scenario: Scenario) -> Session {
    let until = scenario.until.unwrap_or(Tick(10_000));
    let mut session = Session::play(Arc::new(scenario));
    session.seek(until);
    session
}

fn hash_at_end(scenario: Scenario) -> u64 {
    played(scenario).world().trace_hash()
}

/// A file that uses every part of the format.
fn sample() -> Value {
    json!({
        "format": 1,
        "id": "sample",
        "title": { "en": "A sample", "zh-CN": "示例" },
        "caption": "Everything once.",
        "source": "§5",
        "servers": 3,
        "members": 3,
        "clients": 2,
        "seed": "18446744073709551615",
        "preset": "production",
        "config": { "election_timeout": [200, 400], "heartbeat_interval": 40, "lease_drift": null },
        "deviations": { "S3": { "pre_vote": false } },
        "service": { "max_raft_state": 2000, "sessions_max": null },
        "clerk": { "retry_after": 200, "give_up_after": 3000 },
        "network": { "delay": [5, 15], "loss": 2.5, "duplicate": 1, "reorder": 0.5, "spread": "tail", "order": "fifo", "bandwidth": 4000 },
        "disks": { "sync": [0, 3] },
        "logs": {
            "S1": { "term": 3, "voted_for": "S1", "entries": [1, { "term": 2, "key": "x", "value": "0" }] },
            "S2": { "entries": [1] }
        },
        "bugs": ["commit-old-terms"],
        "steps": [
            { "when": { "leader": "any" }, "do": "put x 1", "say": { "en": "A Put.", "zh-CN": "写入。" } },
            { "when": { "returned": 1, "number": 1, "answer": "OK" }, "wait": 20, "do": ["c2 get x", "crash leader"] },
            { "at": 4000, "do": "restart S1", "say": "Perhaps it is up already." },
            { "say": "Right behind it." }
        ],
        "rules": [{ "whenever": { "down": "S2" }, "do": "restart 2", "times": 3 }],
        "expect": [
            { "by": 2000, "that": { "leader": "any" } },
            { "at": 6000, "that": { "any": [{ "committed": 3, "on": 2 }, { "not": { "up": "S1" } }] } },
            { "never": { "violation": "election-safety" } },
            { "end": { "linearizable": true } },
            { "always": { "not": { "all": [{ "sent": "TimeoutNow", "from": "S1" }, { "lost": true }] } } },
            { "never": { "roles": "leader", "on": 3 } },
            { "by": 8000, "that": { "held": 1, "term": 1 } },
            { "never": { "compacted": 1, "on": 3 } },
            { "always": { "any": [{ "members": ["S1", 2, "S3"], "on": 3 }, { "truncated": "S2" }, { "truncated": "any" }] } },
            { "never": { "waiting": "C1", "for": 7000 } }
        ],
        "until": 8000
    })
}

#[test]
fn a_file_is_read_as_it_was_written() {
    let scenario = read(&sample());
    let again = scenario.to_json();
    assert_eq!(read(&again), scenario);
    assert_eq!(read(&again).to_json(), again);
    assert_eq!(Scenario::from_link(&scenario.to_link()).as_ref(), Ok(&scenario));
    assert_eq!(hash_at_end(scenario.clone()), hash_at_end(read(&again)));
}

#[test]
fn a_file_is_played_as_it_says() {
    let session = played(read(&sample()));
    assert_eq!(session.scenario().map(|scenario| scenario.id.as_str()), Some("sample"));
    let verdicts = session.verdicts();
    assert!(verdicts.iter().all(|verdict| matches!(verdict, Verdict::Met(_))), "{verdicts:?}");
    let told: Vec<usize> = session.told().iter().map(|told| told.step).collect();
    assert_eq!(told, [0, 2, 3]);
    let scripted = session.recording().iter().filter(|recorded| recorded.is_scripted()).count();
    assert_eq!(scripted, session.recording().len());
    assert!(scripted >= 4, "{:?}", session.recording());
    // A line that turned out impossible is told, and the story goes on.
    let troubles: Vec<&str> =
        session.troubles().iter().map(|trouble| trouble.place.as_str()).collect();
    assert!(troubles.iter().all(|place| *place == "steps[2].do[0]"), "{troubles:?}");
}

#[test]
fn logs_given_at_the_start_are_there() {
    let file = json!({
        "format": 1, "servers": 3, "until": 3000,
        "logs": {
            "S1": { "term": 4, "entries": [1, 1, 4] },
            "S2": { "term": 4, "entries": [1, 1, { "term": 3, "key": "x", "value": "1" }] },
        },
        "expect": [
            { "at": 0, "that": { "log": [1, 1, 4], "server": "S1" } },
            { "at": 0, "that": { "log": [], "server": "S3" } },
            { "at": 0, "that": { "log": [1, 1, 3], "server": "S2" } },
            { "by": 3000, "that": { "converged": true } },
            { "never": { "leader": "S3" } },
        ]
    });
    let session = played(read(&file));
    let met = session.verdicts().iter().all(|verdict| matches!(verdict, Verdict::Met(_)));
    assert!(met, "{:?}", session.verdicts());
    assert!(session.report().is_clean(), "{:?}", session.report().violations());
}

/// Plays a story up to a tick and says which of these conditions hold there.
fn holds(file: &Value, tick: u64, conditions: &[Value]) -> Vec<bool> {
    let mut session = Session::play(Arc::new(read(file)));
    session.seek(Tick(tick));
    let (servers, clients) = (session.world().setup().servers, session.world().setup().clients);
    let read = |value: &Value| Condition::from_json(&value.to_string(), servers, clients);
    let read = |value| read(value).unwrap_or_else(|error| panic!("{value}: {error}"));
    conditions.iter().map(|value| session.holds(&read(value))).collect()
}

#[test]
fn conditions_count_roles_entries_snapshots_and_members() {
    let file = json!({
        "format": 1, "servers": 5, "members": 4, "clients": 1, "config": { "election_timeout": 60000 },
        "clerk": { "retry_after": 60000 },
        "steps": [
            { "do": "timeout 1" },
            { "when": { "applied": 1, "on": 4 }, "do": "isolate 1" },
            { "do": ["put x 1 @1", "timeout 2"] },
            { "when": { "leader": "S2" }, "wait": 500, "do": ["compact 2"] },
            { "wait": 10, "do": "timeout 3" }
        ]
    });
    let conditions = [
        // S1 leads term 1 still, S2 term 2; S3 stands, and has not heard yet that it wins.
        (json!({ "roles": "leader", "on": 2 }), true),
        (json!({ "roles": "leader", "on": 3 }), false),
        (json!({ "roles": "candidate" }), true),
        (json!({ "roles": "candidate", "on": 2 }), false),
        // S1's Put is its own; the others hold the no-op of term 2 there, S2 in a snapshot. S5 is nobody's.
        (json!({ "held": 2, "on": 3 }), true),
        (json!({ "held": 2, "on": 4 }), false),
        (json!({ "held": 2, "term": 1 }), true),
        (json!({ "held": 2, "term": 1, "on": 2 }), false),
        (json!({ "held": 2, "term": 2, "on": 2 }), true),
        (json!({ "held": 2, "term": 2, "on": 3 }), false),
        (json!({ "held": 3 }), false),
        (json!({ "compacted": 2 }), true),
        (json!({ "compacted": 2, "on": 2 }), false),
        (json!({ "compacted": 3 }), false),
        (json!({ "members": [4, "S3", 2, 1], "on": 4 }), true),
        (json!({ "members": [1, 2, 3] }), false),
        (json!({ "members": [1, 2, 3, 4, 5] }), false),
        (json!({ "waiting": "C1", "for": 500 }), true),
        (json!({ "waiting": "C1", "for": 5000 }), false),
        // What happens at a moment only is over.
        (json!({ "truncated": "any" }), false),
    ];
    let session = played(read(&file));
    let stands = session.recording().last().expect("S3 was told to stand").tick;
    let (values, told): (Vec<Value>, Vec<bool>) = conditions.iter().cloned().unzip();
    let found = holds(&file, stands.0, &values);
    for ((value, told), found) in values.iter().zip(told).zip(found) {
        assert_eq!(found, told, "{value}");
    }
}

#[test]
fn a_truncation_is_seen_where_it_happens() {
    let file = |expect: Value| {
        json!({
            "format": 1, "servers": 3, "until": 3000, "config": { "election_timeout": 60000 },
            "logs": { "S3": { "entries": [1, 1] }, "S1": { "entries": [1, 2] }, "S2": { "entries": [1, 2] } },
            "steps": [{ "do": "timeout 1" }],
            "expect": [expect]
        })
    };
    for (server, by, never) in [("any", true, false), ("S3", true, false), ("S2", false, true)] {
        let met =
            |expect: Value| matches!(played(read(&file(expect))).verdicts(), [Verdict::Met(_)]);
        assert_eq!(met(json!({ "by": 3000, "that": { "truncated": server } })), by, "{server}");
        assert_eq!(met(json!({ "never": { "truncated": server } })), never, "{server}");
    }
}

#[test]
fn time_stops_where_it_was_told_to() {
    let read = |text: &str| Condition::from_json(text, 5, 2).expect("it is a condition");
    let mut session = Session::new(Setup::default());
    session.stop_when(Some(read(r#"{ "leader": "any" }"#)));
    let passed = session.advance(60_000, u64::MAX);
    assert!(session.has_stopped() && passed < 60_000);
    assert_eq!(session.world().now(), Tick(passed));
    assert!(session.world().leader().is_some());
    // It stands still until it is told otherwise.
    assert_eq!(session.advance(1000, u64::MAX), 0);
    session.stop_when(Some(read(r#"{ "sent": "AppendEntries", "to": "S2" }"#)));
    assert!(!session.has_stopped(), "that moment is over");
    session.advance(60_000, u64::MAX);
    assert!(session.has_stopped(), "a heartbeat left");
    session.stop_when(None);
    assert_eq!(session.advance(1000, u64::MAX), 1000);
    // The same run without stops.
    let mut other = Session::new(Setup::default());
    other.seek(session.world().now());
    assert_eq!(other.world().trace_hash(), session.world().trace_hash());
}

#[test]
fn a_condition_by_itself_is_read_strictly() {
    let told = |text: &str| Condition::from_json(text, 3, 1).expect_err(text).to_string();
    assert_eq!(
        told(r#"{ "leader": "S4" }"#),
        "leader: Expected a server: 1 to 3, or \"S1\" to \"S3\", or \"any\", found \"S4\"."
    );
    assert!(told(r#"{ "waiting": "C1" }"#).contains("`for` is missing"));
    assert!(told(r#"{ "helt": 1 }"#).contains("held"), "{}", told(r#"{ "helt": 1 }"#));
    assert!(told("leader").starts_with("This is not JSON"));
}

#[test]
fn an_expectation_that_is_not_met_is_told() {
    let file = json!({
        "format": 1, "until": 1000,
        "expect": [
            { "at": 10, "that": { "leader": "any" } },
            { "by": 20, "that": { "term": 9 } },
            { "never": { "leader": "any" } },
            { "always": { "role": "follower", "server": 1 } },
            { "end": { "committed": 1000 } },
            { "at": 5000, "that": { "leader": "any" } }
        ]
    });
    let session = played(read(&file));
    let failed = |verdict: &Verdict| matches!(verdict, Verdict::Failed(_));
    assert!(session.verdicts()[..3].iter().all(failed), "{:?}", session.verdicts());
    assert!(failed(&session.verdicts()[4]));
    assert_eq!(session.verdicts()[5], Verdict::Open);
}

#[test]
fn rules_that_set_each_other_off_come_to_an_end() {
    let file = json!({
        "format": 1, "until": 500,
        "rules": [
            { "whenever": { "down": 1 }, "do": "restart 1", "times": 1_000_000 },
            { "whenever": { "up": 1 }, "do": "crash 1", "times": 1_000_000 }
        ]
    });
    let session = played(read(&file));
    assert!(
        session.troubles().iter().any(|trouble| trouble.reason.to_string().contains("one moment"))
    );
}

#[test]
fn errors_name_the_place_and_what_was_expected() {
    let with = |path: &str, value: Value| {
        let mut file = sample();
        *file.pointer_mut(path).unwrap_or_else(|| panic!("{path}")) = value;
        file.to_string()
    };
    let cases = [
        ("{", "This is not JSON at line 1, column 1: EOF while parsing an object."),
        ("[]", "Expected an object, found []."),
        ("{}", "The key `format` is missing."),
        (
            r#"{"format":2,"new":1}"#,
            "format: This file has version 2 of the format; this program reads version 1.",
        ),
        (r#"{"format":1,"serverz":3}"#, "There is no key `serverz` here. Did you mean `servers`?"),
        (r#"{"format":1,"servers":0}"#, "servers: Expected a whole number from 1 to 31, found 0."),
        (
            r#"{"format":1,"servers":2.5}"#,
            "servers: Expected a whole number from 1 to 31, found 2.5.",
        ),
        (r#"{"format":1,"members":6}"#, "members: There cannot be more members than servers."),
        (
            r#"{"format":1,"bugs":["vote-twise"]}"#,
            "bugs[0]: `vote-twise` is unknown here. Did you mean `vote-twice`?",
        ),
        (
            r#"{"format":1,"deviations":{"S7":{}}}"#,
            "deviations: Expected a server: 1 to 5, or \"S1\" to \"S5\", found the key `S7`.",
        ),
        (
            r#"{"format":1,"config":{"election_timeout":[300,150]}}"#,
            "config.election_timeout: Expected [least, greatest], both whole numbers up to 3600000, the smaller first, found [300,150].",
        ),
        (
            r#"{"format":1,"logs":{"S1":{"entries":[2,1]}}}"#,
            "logs.S1.entries: The terms of a log begin with 1 or more and never decrease.",
        ),
        (
            r#"{"format":1,"logs":{"S1":{"term":1,"entries":[2]}}}"#,
            "logs.S1.term: A server's term cannot be smaller than that of its last entry.",
        ),
        (
            r#"{"format":1,"expect":[{"bye":3}]}"#,
            "expect[0]: There is no key `bye` here. Did you mean `by`?",
        ),
        (r#"{"format":1,"expect":[{"by":3}]}"#, "expect[0]: The key `that` is missing."),
        (
            r#"{"format":1,"steps":[{"when":{"leader":1,"up":2}}]}"#,
            "steps[0].when: `leader` and `up` cannot stand together.",
        ),
        (
            r#"{"format":1,"steps":[{"when":{}}]}"#,
            "steps[0].when: One of these keys is missing: leader, role, roles, held, compacted, members, term, committed, applied, up, down, log, store, converged, sent, delivered, lost, returned, truncated, waiting, violation, linearizable, all, any, not.",
        ),
        (
            r#"{"format":1,"steps":[{"at":1,"when":{"up":2}}]}"#,
            "steps[0]: `at` and `when` cannot stand together.",
        ),
        (
            r#"{"format":1,"steps":[{"after":1}]}"#,
            "steps[0]: `after` counts within the tick that `at` names.",
        ),
        (
            r#"{"format":1,"network":{"loss":"5%"}}"#,
            "network.loss: Expected a percentage from 0 to 100 with at most one decimal, found \"5%\".",
        ),
    ];
    for (file, error) in cases {
        assert_eq!(
            Scenario::from_json(file).map_err(|error| error.to_string()),
            Err(error.to_owned())
        );
    }
    let cases = [
        (
            "/steps/1/do/1",
            json!("crush leader"),
            "steps[1].do[1]: There is no command `crush`. Did you mean `crash`? (column 1)",
        ),
        (
            "/steps/1/do/1",
            json!("crash 4"),
            "steps[1].do[1]: There is no server 4; the servers are 1 to 3.",
        ),
        ("/steps/2/do", json!("loss 101"), "steps[2].do: The loss cannot be more than 100 %."),
        (
            "/rules/0/whenever/down",
            json!("S4"),
            "rules[0].whenever.down: Expected a server: 1 to 3, or \"S1\" to \"S3\", found \"S4\".",
        ),
        (
            "/expect/1/that/any/0/on",
            json!(-1),
            "expect[1].that.any[0].on: Expected a whole number from 1 to 4294967295, found -1.",
        ),
    ];
    for (path, value, error) in cases {
        let found = Scenario::from_json(&with(path, value)).map_err(|error| error.to_string());
        assert_eq!(found, Err(error.to_owned()));
    }
}

#[test]
fn deep_and_long_files_are_refused() {
    let deep = |depth: usize| {
        let condition = format!("{}{{\"up\":1}}{}", r#"{"not":"#.repeat(depth), "}".repeat(depth));
        Scenario::from_json(&format!(r#"{{"format":1,"steps":[{{"when":{condition}}}]}}"#))
    };
    assert!(deep(10).is_ok());
    assert!(deep(60).is_err() && deep(100_000).is_err());
    assert!(Scenario::from_json(&" ".repeat(5 << 20)).is_err());
}

/// What breaks the schema breaks the reader, too, and what the reader takes fits the schema.
#[test]
fn the_schema_says_what_the_reader_does() {
    let validator = jsonschema::validator_for(&schema()).expect("it is a schema");
    let sample = sample();
    let errors: Vec<String> = validator
        .iter_errors(&sample)
        .map(|error| format!("{} {error}", error.instance_path))
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
    let mut rng = Rng::new(11);
    let others =
        [json!(null), json!(-1), json!("?"), json!([]), json!({}), json!({ "unheard": 1 })];
    let mut refused = 0;
    for _ in 0..3000 {
        let mut file = sample.clone();
        let place = random_place(&mut file, &mut rng);
        *place = rng.pick(&others).cloned().unwrap_or_default();
        let text = file.to_string();
        if Scenario::from_json(&text).is_ok() {
            assert!(validator.is_valid(&file), "taken, but not by the schema: {text}");
        } else {
            refused += 1;
        }
        if !validator.is_valid(&file) {
            assert!(Scenario::from_json(&text).is_err(), "not by the schema, but taken: {text}");
        }
    }
    assert!(refused > 1000);
}

fn random_place<'a>(value: &'a mut Value, rng: &mut Rng) -> &'a mut Value {
    let count = value.as_array().map_or(0, Vec::len) + value.as_object().map_or(0, Map::len);
    if count == 0 || rng.chance(200) {
        return value;
    }
    let at = usize::try_from(rng.below(count as u64)).expect("small");
    let inner = if value.is_array() {
        value.get_mut(at)
    } else {
        value.as_object_mut().and_then(|map| map.values_mut().nth(at))
    };
    random_place(inner.expect("it was counted"), rng)
}

/// A session in which somebody did this and that, here and there in time.
fn some_session(seed: u64) -> Session {
    let mut rng = Rng::new(seed);
    let servers = u32::try_from(rng.between(1, 5)).expect("small");
    let mut session = Session::new(Setup { servers, seed, ..Setup::default() });
    let lines = [
        "put x 1",
        "c2 append y z",
        "get x",
        "crash 1",
        "restart 1",
        "crash leader",
        "restart 2",
        "pause 2",
        "resume 2",
        "isolate leader",
        "heal",
        "loss 10",
        "delay 0 0",
        "disk 0 0",
        "c1 work 0 20",
        "c1 rest",
        "timeout 1",
        "compact 1",
        "transfer 2",
        "duplicate 5",
        "crash 3 after 4",
        "delay 5 50",
    ];
    for _ in 0..rng.between(1, 40) {
        match rng.below(10) {
            0 => {
                session.step_back();
            }
            1 => session.seek(Tick(rng.below(session.world().now().0 + 1))),
            2..=4 => {
                for _ in 0..rng.below(20) {
                    session.step();
                }
            }
            _ => {
                session.advance(rng.below(300), u64::MAX);
            }
        }
        let line = rng.pick(&lines).copied().unwrap_or_default();
        let _ = session.run_line(line);
    }
    session.advance(rng.below(500), u64::MAX);
    session
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn sessions_survive_the_way_out_and_in_again(seed in any::<u64>()) {
        let mut session = some_session(seed);
        let branch = session.branches()[session.current().0 as usize].clone();
        session.seek_event(branch.end().events);
        session.seek(branch.end().tick);
        let exported = session.export();
        let text = exported.to_json().to_string();
        let imported = Scenario::from_json(&text).map_err(|error| TestCaseError::fail(error.to_string()))?;
        prop_assert_eq!(&imported, &exported);
        prop_assert_eq!(Scenario::from_link(&exported.to_link()), Ok(exported));
        let again = played(imported);
        prop_assert!(again.troubles().is_empty(), "{:?}", again.troubles());
        prop_assert_eq!(again.world().trace_hash(), session.world().trace_hash());
        // And the other branches are as they were.
        for (at, branch) in session.branches().to_vec().iter().enumerate() {
            let id = kvraft_core::session::BranchId(u32::try_from(at).expect("few"));
            prop_assert!(session.switch(id));
            session.seek_event(branch.end().events);
            prop_assert_eq!(session.event_count(), branch.end().events);
            prop_assert_eq!(session.world().trace_hash(), branch.end_hash());
        }
    }
}

/// By a sum of two bytes: one change in 65,536 would pass, so the changes are the same in each run.
#[test]
fn links_that_were_changed_open_nothing_wrong() {
    let mut rng = Rng::new(23);
    let others = ['A', 'Z', 'a', 'z', '0', '9', '-', '_', '=', '%', ' ', '\n', '木', '\0'];
    for _ in 0..150 {
        let link = some_session(rng.draw()).export().to_link();
        let at = usize::try_from(rng.below(link.len() as u64)).expect("as long as the link");
        let to = rng.pick(&others).copied().unwrap_or_default();
        let (before, after) = (&link[..at], &link[at + 1..]);
        let changed = format!("{before}{to}{after}");
        assert!(changed == link || Scenario::from_link(&changed).is_err(), "{changed}");
        assert!(Scenario::from_link(before).is_err(), "{before}");
        let _ = Scenario::from_link(&to.to_string().repeat(at % 50));
    }
}

#[test]
fn a_minute_with_fifty_actions_fits_into_a_kilobyte() {
    let mut session = Session::new(Setup { seed: 1234, ..Setup::default() });
    let lines =
        ["put k1 hello", "c2 append k2 world", "get k1", "crash leader", "restart 1", "heal"];
    let mut rng = Rng::new(3);
    let mut done = 0;
    while done < 50 {
        session.advance(1200, u64::MAX);
        let line = rng.pick(&lines).copied().unwrap_or_default();
        done += usize::from(session.run_line(line).is_ok());
    }
    let link = session.export().to_link();
    assert!(session.world().now() >= Tick(55_000) && link.len() < 1000, "{} bytes", link.len());
    println!("{} actions in {} characters", done, link.len());
}

#[test]
fn more_steps_than_may_be_at_one_moment_are_left_out_and_time_goes_on() {
    let heal = json!({"do": "heal"});
    let mut steps = vec![heal; 1500];
    steps.push(json!({"at": 700, "do": "crash 1"}));
    for first in [json!({"do": "heal"}), json!({"when": {"leader": "any"}, "do": "heal"})] {
        steps[1200] = first;
        let scenario = read(&json!({"format": 1, "steps": steps}));
        let mut session = Session::play(Arc::new(scenario));
        session.seek(Tick(1000));
        assert_eq!(session.world().now(), Tick(1000));
        let codes: Vec<_> = session.troubles().iter().map(|trouble| trouble.code).collect();
        assert_eq!(codes, ["too-many-steps"]);
        assert_eq!(session.world().nodes()[0].status(), Status::Crashed);
    }
}
