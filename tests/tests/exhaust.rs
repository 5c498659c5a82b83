//! The exhaustive search: small clusters whose states are all seen and counted, bugs that it finds, and
//! findings that replay. All on the core that every other run has.

use kvraft_core::kv::Command;
use kvraft_core::model::{Bounds, Call, Finding, Reach, Scope, Search, reach};
use kvraft_core::raft::{Bug, Change};
use kvraft_core::scenario::{Scenario, Verdict};
use kvraft_core::session::Session;
use kvraft_core::types::{ClientId, NodeId};
use std::fs;
use std::path::Path;
use std::process::{Command as Process, Output};
use std::sync::Arc;

fn append(client: u32, value: &str) -> Call {
    let command = Command::Append { key: "x".into(), value: value.into() };
    Call { client: ClientId(client), command }
}

/// Sees every state of three servers within bounds. Returns how many there are, how many steps lead from
/// one to another, and how long the longest shortest way is.
fn exhaust(bounds: Bounds, change: impl FnOnce(&mut Scope)) -> (usize, u64, usize) {
    let mut scope = Scope { bounds, ..Scope::new(3) };
    change(&mut scope);
    scope.check().expect("it makes sense");
    let mut search = Search::new(scope, None);
    search.run(|_| true);
    assert_eq!(search.finding(), None);
    assert!(search.is_exhausted());
    (search.states(), search.transitions(), search.depth())
}

fn bounds(term: u64, timeouts: u8) -> Bounds {
    Bounds { term, timeouts: Some(timeouts), ..Bounds::default() }
}

#[test]
fn raft_alone_is_safe_in_a_small_scope() {
    let elections = exhaust(Bounds { term: 1, crashes: 1, ..Bounds::default() }, |_| {});
    assert_eq!(elections, (2_018, 7_430, 17));
    let terms = exhaust(Bounds { crashes: 1, ..bounds(2, 2) }, |_| {});
    assert_eq!(terms, (31_403, 99_222, 21));
}

#[test]
fn clients_sessions_are_safe_in_a_small_scope() {
    let two_calls = |scope: &mut Scope| {
        (scope.answers, scope.calls) = (true, vec![append(1, "1"), append(1, "2")]);
    };
    let copies = exhaust(Bounds { copies: 1, ..bounds(1, 1) }, two_calls);
    assert_eq!(copies, (20_132, 70_901, 25));
    let repeats = exhaust(Bounds { repeats: 1, ..bounds(1, 1) }, two_calls);
    assert_eq!(repeats, (5_307, 16_945, 27));
}

#[test]
fn a_change_of_members_is_safe_in_a_small_scope() {
    let members = exhaust(Bounds { heartbeats: 1, ..bounds(1, 1) }, |scope| {
        scope.setup.members = Some(2);
        let voters = vec![NodeId(1), NodeId(2), NodeId(3)];
        scope.changes = vec![Change { voters, learners: Vec::new() }];
    });
    assert_eq!(members, (757, 2_039, 26));
}

fn scope_of(bug: Bug) -> Option<Scope> {
    match reach(bug) {
        Reach::Within(scope) => Some(*scope),
        Reach::Beyond(reason) => {
            assert!(!reason.is_empty());
            None
        }
    }
}

/// These take more states than a test should.
const LONG: [Bug; 10] = [
    Bug::AnswerByIndex,
    Bug::CompareLengths,
    Bug::DeduplicateWhereAsked,
    Bug::InstallOldSnapshot,
    Bug::LearnerStands,
    Bug::LeaseOverTransfer,
    Bug::ReadUnconfirmed,
    Bug::ReuseRound,
    Bug::SnapshotCutsTail,
    Bug::SnapshotKeepsTail,
];

/// Plays a finding, as a page or `kvraft-lab run` would.
fn plays(bug: Bug, finding: &Finding, scope: &Scope) {
    let written = finding.scenario(scope).to_json().to_string();
    let scenario = Scenario::from_json(&written).expect("it is a scenario");
    let until = scenario.until.expect("it ends");
    let mut session = Session::play(Arc::new(scenario));
    session.seek(until);
    assert!(session.troubles().is_empty(), "{bug}: {:?}", session.troubles());
    assert!(matches!(session.verdicts(), [Verdict::Met(_)]), "{bug}: {:?}", session.verdicts());
    let violations = session.report().violations();
    let same = violations.iter().find(|one| one.breach.property() == finding.property);
    assert_eq!(same.map(|one| one.breach.to_string()), Some(finding.sentence.clone()), "{bug}");
}

#[test]
fn bugs_are_found_by_the_fewest_steps_and_the_findings_replay() {
    let (mut found, mut within) = (0, 0);
    for &bug in Bug::ALL {
        let Some(scope) = scope_of(bug) else { continue };
        within += 1;
        if LONG.contains(&bug) {
            continue;
        }
        let mut search = Search::new(scope, None);
        search.run(|search| search.states() < 40_000);
        let Some(finding) = search.finding() else { panic!("nobody objects to {bug}") };
        println!("{bug}: {} after {} steps", finding.sentence, finding.steps.len());
        plays(bug, finding, search.scope());
        found += 1;
    }
    println!("bugs found: {found} of {within} within reach, the others take longer");
    assert_eq!(found + LONG.len(), within);
    assert!(within > 40);
}

#[test]
fn without_its_bug_a_scope_is_clean() {
    for bug in [Bug::VoteTwice, Bug::CommitOldTerms, Bug::TruncateAlways, Bug::JointAsOne] {
        let mut scope = scope_of(bug).expect("it is within reach");
        scope.setup.bugs = scope.setup.bugs.iter().filter(|one| *one != bug).collect();
        let mut search = Search::new(scope, None);
        search.run(|search| search.states() < 50_000);
        assert_eq!(search.finding(), None, "{bug}");
    }
}

fn lab(arguments: &[&str]) -> Output {
    let mut command = Process::new(env!("CARGO_BIN_EXE_kvraft-lab"));
    command.args(arguments).output().expect("it was built")
}

fn code(arguments: &[&str]) -> Option<i32> {
    lab(arguments).status.code()
}

#[test]
fn the_command_tells_by_its_exit_code_what_it_found() {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("finding.json");
    let _ = fs::remove_file(&file);
    let path = file.to_string_lossy();
    assert_eq!(code(&["exhaust", "--term", "1"]), Some(0));
    assert_eq!(code(&["exhaust", "--term", "2", "--states", "100"]), Some(2));
    assert_eq!(code(&["exhaust", "--bug", "vote-twice", "--out", &path]), Some(1));
    let played = lab(&["run", &path, "--json"]);
    assert_eq!(played.status.code(), Some(0), "its expectation is that a judge objects");
    let played: serde_json::Value = serde_json::from_slice(&played.stdout).expect("one object");
    assert_eq!(played["violations"][0]["property"], "one-vote");
    // The same servers and bug, from the file.
    assert_eq!(code(&["exhaust", "--setup", &path, "--timeouts", "2"]), Some(1));
    assert_eq!(code(&["exhaust", "--setup", "no such file"]), Some(65));
    assert_eq!(code(&["exhaust", "--bug", "no-such-bug"]), Some(64));
    assert_eq!(code(&["exhaust", "--bug", "lease-too-long"]), Some(64));
    assert_eq!(code(&["exhaust", "--call", "crash 1"]), Some(64));
    assert_eq!(code(&["exhaust", "--change", "members 1 7"]), Some(64));
    assert_eq!(code(&["exhaust", "--servers", "9"]), Some(64));
}

#[test]
fn the_object_tells_what_was_seen() {
    let object = |arguments: &[&str]| -> serde_json::Value {
        let output = lab(&[&["exhaust", "--json"], arguments].concat());
        serde_json::from_slice(&output.stdout).expect("one object")
    };
    let whole = object(&["--term", "1", "--jobs", "3"]);
    assert_eq!((&whole["verdict"], &whole["why"]), (&"exhausted".into(), &().into()));
    assert_eq!((&whole["states"], &whole["transitions"]), (&298.into(), &1_027.into()));
    assert_eq!(whole["namings"], 6);
    let part = object(&["--term", "2", "--states", "100"]);
    assert_eq!((&part["verdict"], &part["why"]), (&"ran-out".into(), &"states".into()));
    let cut = object(&["--term", "1", "--log", "0"]);
    assert_eq!(cut["verdict"], "exhausted");
    assert!(cut["cuts"]["log"].as_u64().is_some_and(|cuts| cuts > 0));
    let bad = object(&["--bug", "ignore-candidate-log", "--judge", "leader-completeness"]);
    assert_eq!(
        (&bad["verdict"], &bad["finding"]["property"]),
        (&"violated".into(), &"leader-completeness".into())
    );
    assert_eq!(bad["finding"]["steps"].as_array().map(Vec::len), Some(8));
}
