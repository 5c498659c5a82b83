//! The challenges of the page: each can be solved as its solution shows, is told in both languages, and
//! is not solved by doing nothing, by cheating, or by something else.

use kvraft_core::challenge::{Attempt, Refusal, judge};
use kvraft_core::raft::{Bug, BugSet};
use kvraft_core::scenario::{
    Challenge, Condition, Scenario, Step, Texts, Trigger, challenge_schema,
};
use kvraft_core::session::Session;
use kvraft_core::types::Tick;
use kvraft_tests::challenges::ALL;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn challenges() -> Vec<Challenge> {
    let read = |(id, text): &(&str, &str)| {
        Challenge::from_json(text).unwrap_or_else(|error| panic!("{id}: {error}"))
    };
    ALL.iter().map(read).collect()
}

fn named(id: &str) -> Challenge {
    let found = challenges().into_iter().find(|challenge| challenge.id == id);
    found.unwrap_or_else(|| panic!("there is no {id}"))
}

fn solution(id: &str) -> Scenario {
    let path = root().join(format!("tests/challenges/{id}.json"));
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{id}: {error}"));
    Scenario::from_json(&text).unwrap_or_else(|error| panic!("{id}: {error}"))
}

fn attempt(challenge: &Challenge, recording: &Scenario) -> Attempt {
    judge(challenge, recording).unwrap_or_else(|refusal| panic!("{}: {refusal}", challenge.id))
}

/// What the page would share of a run: each action at its place, and no conditions.
fn exported(scenario: &Scenario) -> Scenario {
    let mut session = Session::play(Arc::new(scenario.clone()));
    session.seek(scenario.until.expect("it ends"));
    session.export()
}

#[test]
fn every_challenge_is_solved_by_its_solution() {
    for challenge in challenges() {
        let solution = solution(&challenge.id);
        let found = attempt(&challenge, &solution);
        assert!(found.is_solution(), "{}: {found:?}", challenge.id);
        // What the page shares of it says the same, by file and by link.
        let shared = exported(&solution);
        assert_eq!(attempt(&challenge, &shared), found, "{}", challenge.id);
        let linked = Scenario::from_link(&shared.to_link()).expect("it is a link");
        assert_eq!(attempt(&challenge, &linked), found, "{}", challenge.id);
    }
}

/// The page plays the challenge's own scenario, and shares what was done in it.
#[test]
fn what_is_done_in_the_page_is_judged_as_it_was_there() {
    for challenge in challenges() {
        let done = exported(&solution(&challenge.id));
        let mut session = Session::play(challenge.scenario());
        session.advance(0, u64::MAX);
        let own = session.recording().len();
        for step in done.steps.iter().skip(own) {
            let Trigger::At { tick, .. } = &step.trigger else {
                panic!("{}: recordings know when", challenge.id)
            };
            session.seek(*tick);
            for line in &step.lines {
                // In the middle of a tick things are in another order, and may have come to another end.
                let _ = session.run_line(line);
            }
        }
        session.seek(done.until.expect("it ends"));
        let told = session.told().len();
        let found = attempt(&challenge, &session.export());
        let goals = found.goals.iter().flatten().count();
        assert_eq!(told, goals, "{}: {found:?}", challenge.id);
        assert_eq!(found.hash, session.world().trace_hash(), "{}", challenge.id);
    }
}

#[test]
fn doing_nothing_solves_nothing() {
    for challenge in challenges() {
        let nothing = Scenario { expectations: Vec::new(), ..challenge.start.clone() };
        let found = attempt(&challenge, &nothing);
        assert!(!found.is_solution() && found.moves == 0, "{}", challenge.id);
    }
}

#[test]
fn other_beginnings_are_refused() {
    for challenge in challenges() {
        let solution = solution(&challenge.id);
        let refused = |recording: &Scenario, key: &str| {
            let refusal = Refusal::OtherStart { key: key.to_owned() };
            assert_eq!(judge(&challenge, recording), Err(refusal), "{}", challenge.id);
        };
        let mut broken = solution.clone();
        broken.setup.bugs = BugSet::NONE.with(Bug::VoteTwice);
        refused(&broken, "bugs");
        let mut lucky = solution.clone();
        lucky.setup.seed += 1;
        refused(&lucky, "seed");
        let mut slow = solution;
        slow.setup.link.delay_max += 1;
        refused(&slow, "network");
    }
}

#[test]
fn what_is_not_allowed_is_refused_where_it_is_done() {
    for challenge in challenges().iter().filter(|challenge| !challenge.allow.is_empty()) {
        let mut recording = solution(&challenge.id);
        let lines = vec!["duplicate 5".to_owned()];
        recording.steps.insert(0, Step { lines, ..Step::default() });
        let refusal = judge(challenge, &recording).expect_err("nobody may do that");
        assert_eq!(refusal.code(), "forbidden", "{}: {refusal}", challenge.id);
        assert!(refusal.to_string().contains("`duplicate`"), "{refusal}");
    }
}

#[test]
fn moves_are_counted_without_the_beginning() {
    let challenge = named("one-cut-link");
    let found = attempt(&challenge, &solution("one-cut-link"));
    assert_eq!(found.moves, 3, "the two crashes are the challenge's own");
    let mut recording = solution("one-cut-link");
    let lines = vec!["get x".to_owned()];
    recording.steps.push(Step { lines, ..Step::default() });
    let refusal = judge(&challenge, &recording).expect_err("that is one too many");
    assert_eq!(refusal.code(), "too-many-moves");
}

#[test]
fn what_the_challenge_does_by_itself_comes_before_later_moves() {
    // Nothing else is due between the two: no message is on its way, and no timer runs out so soon.
    let step = |tick, line: &str| Step {
        trigger: Trigger::At { tick: Tick(tick), after: None },
        lines: vec![line.to_owned()],
        ..Step::default()
    };
    let mut challenge = named("one-cut-link");
    challenge.allow.clear();
    challenge.start.steps = vec![step(8, "crash 1")];
    let mut recording = challenge.start.clone();
    recording.steps = vec![step(9, "pause 1")];
    let refusal = judge(&challenge, &recording).expect_err("a crashed server cannot be paused");
    assert_eq!(refusal.code(), "impossible", "{refusal}");
    recording.steps = vec![step(7, "pause 1")];
    assert_eq!(attempt(&challenge, &recording).moves, 1);
}

#[test]
fn what_must_not_be_spoils_an_attempt() {
    let challenge = named("split-vote");
    let mut recording = solution("split-vote");
    recording.steps[0].lines.truncate(1);
    let found = attempt(&challenge, &recording);
    assert!(matches!(found.spoiled, Some((0, _))), "{found:?}");
    assert!(!found.is_solution());
}

/// For each challenge something that looks like a solution and is none.
#[test]
fn near_misses_are_no_solutions() {
    let misses: [(&str, &[&str]); 6] = [
        ("three-are-too-many", &["crash 1", "crash 2", "put x 1"]),
        ("two-leaders", &["partition 1 2 | 3 4 5", "heal"]),
        ("one-cut-link", &["cut 1 c1", "c1 put x 1", "c2 put x 2"]),
        ("ghost-write", &["put x 1"]),
        ("snapshot-rescue", &["crash 3", "put x 1", "restart 3"]),
        ("lost-write", &["lie 1 on", "put x 1", "get x"]),
    ];
    for (id, lines) in misses {
        let challenge = named(id);
        let mut recording = challenge.start.clone();
        let lines = lines.iter().map(ToString::to_string).collect();
        let when = Condition::Leader { server: None, term: None };
        let trigger = Trigger::When(when);
        recording.steps.push(Step { trigger, wait: 1000, lines, ..Step::default() });
        let found = attempt(&challenge, &recording);
        assert!(!found.is_solution(), "{id}: {found:?}");
    }
}

#[test]
fn the_index_names_every_challenge_from_easy_to_hard() {
    let folder = root().join("www/public/challenges");
    let text = fs::read_to_string(folder.join("index.json")).expect("there is an index");
    let index: Vec<Value> = serde_json::from_str(&text).expect("it is a list");
    let told: Vec<Value> = challenges()
        .iter()
        .map(|one| {
            let title: BTreeMap<_, _> = one.title.iter().collect();
            serde_json::json!({ "id": one.id, "level": one.level, "title": title })
        })
        .collect();
    assert_eq!(index, told);
    assert!(challenges().is_sorted_by_key(|challenge| challenge.level));
    let files = fs::read_dir(folder).expect("there is a folder");
    let files = files.map(|file| file.expect("it can be read").file_name());
    let names: BTreeSet<String> = files.filter_map(|name| name.into_string().ok()).collect();
    let known = ALL.iter().map(|(id, _)| format!("{id}.json"));
    assert_eq!(names, known.chain(["index.json".to_owned()]).collect());
}

fn assert_bilingual(texts: &Texts, place: &str) {
    assert_eq!(texts.keys().collect::<Vec<_>>(), ["en", "zh-CN"], "{place}");
    let is_chinese = |text: &str| text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    assert!(!is_chinese(&texts["en"]) && is_chinese(&texts["zh-CN"]), "{place}");
}

#[test]
fn every_challenge_is_told_in_both_languages_and_fits_the_schema() {
    let validator = jsonschema::validator_for(&challenge_schema()).expect("it is a schema");
    for ((id, text), challenge) in ALL.iter().zip(challenges()) {
        assert_eq!(*id, challenge.id);
        let file: Value = serde_json::from_str(text).expect("it is JSON");
        let errors: Vec<String> = validator.iter_errors(&file).map(|e| e.to_string()).collect();
        assert!(errors.is_empty(), "{id}: {errors:#?}");
        assert!(!challenge.source.is_empty() && !challenge.hints.is_empty(), "{id}");
        let goals = challenge.goals.iter().chain(&challenge.never).map(|goal| &goal.say);
        let texts = [&challenge.title, &challenge.caption].into_iter().chain(&challenge.hints);
        for texts in texts.chain(goals) {
            assert_bilingual(texts, id);
        }
    }
}

#[test]
fn what_is_wrong_with_a_file_is_told_with_its_place() {
    let good = ALL[0].1;
    let wrong: [(&str, &str, &str); 6] = [
        ("\"level\": 1", "\"level\": 4", "level: Expected a whole number from 1 to 3, found 4."),
        ("\"put\"", "\"putt\"", "allow[0]: `putt` is unknown here. Did you mean `put`?"),
        ("\"goals\"", "\"goal\"", "There is no key `goal` here. Did you mean `goals`?"),
        ("\"number\": 1", "\"number\": 0", "goals[0].that.number: Expected a whole number from 1"),
        ("\"until\": 30000", "\"seed\": 3", "start: The key `until` is missing."),
        ("\"servers\": 3", "\"servers\": 3, \"members\": 9", "start.members: There cannot be more"),
    ];
    for (from, to, told) in wrong {
        assert!(good.contains(from), "{from}");
        let error = Challenge::from_json(&good.replacen(from, to, 1)).expect_err(to);
        assert!(error.to_string().starts_with(told), "{error}");
    }
}

fn kvraft_lab(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kvraft-lab"));
    command.current_dir(root()).args(arguments).output().expect("it starts")
}

#[test]
fn a_teacher_checks_many_recordings_at_once() {
    let check = |files: &[&str]| {
        let mut arguments = vec!["check", "--json", "--challenge", "two-leaders"];
        arguments.extend(files);
        let output = kvraft_lab(&arguments);
        let text = String::from_utf8(output.stdout).expect("it is text");
        let verdicts = text.lines().map(|line| {
            let value: Value = serde_json::from_str(line).expect("each line is an object");
            value["verdict"].as_str().unwrap_or("unreadable").to_owned()
        });
        (output.status.code(), verdicts.collect::<Vec<_>>())
    };
    let solved = "tests/challenges/two-leaders.json";
    let link = exported(&solution("two-leaders")).to_link();
    let words = |words: &[&str]| words.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(check(&[solved, &link]), (Some(0), words(&["solved", "solved"])));
    let nothing = named("two-leaders").start.to_link();
    assert_eq!(check(&[solved, &nothing]), (Some(1), words(&["solved", "not-solved"])));
    let other = "tests/challenges/split-vote.json";
    let refused = words(&["refused", "not-solved"]);
    assert_eq!(check(&[other, &nothing]), (Some(2), refused));
    assert_eq!(check(&["Cargo.toml", solved]).0, Some(65));
    let unknown = kvraft_lab(&["check", "--challenge", "three-leaders", solved]);
    assert_eq!(unknown.status.code(), Some(65));
    let told = String::from_utf8(unknown.stderr).expect("it is text");
    assert!(told.contains("two-leaders"), "{told}");
}

#[test]
fn a_recording_that_runs_on_counts_until_the_challenge_ends() {
    let challenge = named("two-leaders");
    let mut recording = solution("two-leaders");
    recording.until = Some(Tick(80_000_000));
    let found = attempt(&challenge, &recording);
    assert!(found.is_solution());
    assert_eq!(Some(found.end), challenge.start.until);
}
