//! The gallery: every scenario of `www/public/scenarios` tells its story in both languages, comes out as
//! it says, whatever the seed, and would be noticed if it did not.

use kvraft_core::check::linearizability::{self, Verdict as History};
use kvraft_core::raft::{Bug, BugSet};
use kvraft_core::scenario::{Condition, Deadline, Scenario, Texts, Verdict, schema};
use kvraft_core::session::Session;
use kvraft_core::types::Tick;
use kvraft_tests::observed::LINEARIZABILITY_STEPS;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

const LANGUAGES: [&str; 2] = ["en", "zh-CN"];

const GROUPS: [&str; 9] = [
    "elections",
    "replication",
    "clients",
    "snapshots",
    "membership",
    "reads",
    "disks",
    "outages",
    "broken",
];

/// Stories must not hang on one seed: they are told under these, too. With a seed that a story cannot
/// do with, and why: none at present.
const OTHER_SEEDS: [u64; 2] = [2, 3];
const NOT_UNDER: &[(&str, u64, &str)] = &[];

/// What goes wrong without any bug: without these lines, it does not.
const FAULTS: &[(&str, &[&str])] =
    &[("lease-clock-drift", &["clock 1 20"]), ("fsync-lies", &["lie 1 on", "lie 2 on"])];

/// Stories of a rule at work: where this bug switches the rule off, they do not come out as told.
const RULES: [(&str, Bug); 5] = [
    ("figure-7", Bug::IgnorePrevTerm),
    ("figure-8", Bug::CommitOldTerms),
    ("figure-8-e", Bug::CommitOldTerms),
    ("lost-reply", Bug::ForgetDuplicates),
    ("index-reused", Bug::AnswerByIndex),
];

/// Stories in which nobody does anything.
const WITHOUT_ACTIONS: [&str; 1] = ["first-election"];

fn folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../www/public/scenarios"))
}

fn index() -> Value {
    let text = fs::read_to_string(folder().join("index.json")).expect("there is an index");
    serde_json::from_str(&text).expect("the index is JSON")
}

/// All files but the index, by their names.
fn gallery() -> Vec<(String, Scenario)> {
    let entries = fs::read_dir(folder()).expect("there is a gallery");
    let names = entries.map(|entry| entry.expect("it is readable").file_name());
    let names: BTreeSet<String> = names.filter_map(|name| name.into_string().ok()).collect();
    let stems = names.iter().filter_map(|name| name.strip_suffix(".json"));
    let read = |stem: &str| {
        let text = fs::read_to_string(folder().join(format!("{stem}.json"))).expect("it is there");
        let scenario = Scenario::from_json(&text).unwrap_or_else(|error| panic!("{stem}: {error}"));
        (stem.to_owned(), scenario)
    };
    stems.filter(|stem| *stem != "index").map(read).collect()
}

fn played(scenario: &Scenario) -> Session {
    let mut session = Session::play(Arc::new(scenario.clone()));
    session.keep_events(0);
    session.keep_memory(0);
    session.seek(scenario.until.expect("it ends"));
    session
}

/// What is not as the scenario tells.
fn faults(session: &Session, scenario: &Scenario) -> Vec<String> {
    let verdicts = session.verdicts().iter().enumerate();
    let failed = verdicts.filter(|(_, verdict)| !matches!(verdict, Verdict::Met(_)));
    let failed = failed.map(|(at, verdict)| format!("expect[{at}] {verdict:?}"));
    let troubles = session.troubles().iter().map(|trouble| format!("{trouble:?}"));
    let told: BTreeSet<usize> = session.told().iter().map(|told| told.step).collect();
    let steps = scenario.steps.iter().enumerate();
    let untold = steps.filter(|(at, step)| !step.say.is_empty() && !told.contains(at));
    let untold = untold.map(|(at, _)| format!("steps[{at}] never came"));
    failed.chain(troubles).chain(untold).collect()
}

/// Whether nobody has anything to object.
fn is_right(session: &Session) -> bool {
    let history = linearizability::check(session.world().history(), LINEARIZABILITY_STEPS);
    session.report().is_clean() && history == History::Linearizable
}

/// Whether a story is about something that goes wrong.
fn expects_wrong(scenario: &Scenario) -> bool {
    let stated = |deadline| !matches!(deadline, Deadline::Never);
    let mut stated = scenario.expectations.iter().filter(|one| stated(one.deadline));
    stated.any(|one| says_wrong(&one.that))
}

fn says_wrong(condition: &Condition) -> bool {
    match condition {
        Condition::Violation(_) | Condition::Linearizable(false) => true,
        Condition::All(parts) | Condition::Any(parts) => parts.iter().any(says_wrong),
        Condition::Not(_)
        | Condition::Leader { .. }
        | Condition::Role { .. }
        | Condition::Roles { .. }
        | Condition::Term(_)
        | Condition::Held { .. }
        | Condition::Compacted { .. }
        | Condition::Members { .. }
        | Condition::Truncated(_)
        | Condition::Waiting { .. }
        | Condition::Committed { .. }
        | Condition::Applied { .. }
        | Condition::Running { .. }
        | Condition::Log { .. }
        | Condition::Store { .. }
        | Condition::Converged
        | Condition::Sent { .. }
        | Condition::Delivered { .. }
        | Condition::Lost { .. }
        | Condition::Returned { .. }
        | Condition::Linearizable(true) => false,
    }
}

fn assert_bilingual(texts: &Texts, place: &str) {
    let languages: Vec<&str> = texts.keys().map(String::as_str).collect();
    assert_eq!(languages, LANGUAGES, "{place}");
    let is_chinese = |text: &str| text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    assert!(!is_chinese(&texts["en"]) && is_chinese(&texts["zh-CN"]), "{place}");
    for text in texts.values() {
        assert!(!text.trim().is_empty() && text.trim() == text, "{place}: {text}");
        assert!(text.chars().count() <= 420, "{place} is too long to be read in passing");
    }
}

#[test]
fn the_index_names_every_file_and_its_title() {
    let index = index();
    let listed = index.as_array().expect("the index is a list");
    let mut titles = BTreeSet::new();
    for entry in listed {
        let id = entry["id"].as_str().expect("an entry has an id");
        let group = entry["group"].as_str().expect("an entry has a group");
        assert!(GROUPS.contains(&group), "{id}: {group}");
        assert!(titles.insert((id.to_owned(), entry["title"].to_string())), "{id} stands twice");
    }
    let files = gallery().into_iter().map(|(id, scenario)| {
        (
            id,
            serde_json::to_string(&scenario.title.iter().collect::<BTreeMap<_, _>>())
                .expect("texts are JSON"),
        )
    });
    assert_eq!(titles, files.collect());
}

#[test]
fn every_file_fits_the_schema() {
    let validator = jsonschema::validator_for(&schema()).expect("it is a schema");
    for (id, _) in gallery() {
        let text = fs::read_to_string(folder().join(format!("{id}.json"))).expect("it is there");
        let file: Value = serde_json::from_str(&text).expect("it is JSON");
        let errors: Vec<String> = validator.iter_errors(&file).map(|e| e.to_string()).collect();
        assert!(errors.is_empty(), "{id}: {errors:#?}");
    }
}

#[test]
fn every_story_is_told_in_both_languages() {
    for (id, scenario) in gallery() {
        assert_eq!(scenario.id, id);
        assert!(!scenario.source.is_empty(), "{id}");
        assert_bilingual(&scenario.title, &id);
        assert_bilingual(&scenario.caption, &id);
        let told = scenario.steps.iter().enumerate().filter(|(_, step)| !step.say.is_empty());
        let told: Vec<_> = told.collect();
        assert!(told.len() >= 4, "{id}");
        for (at, step) in told {
            assert_bilingual(&step.say, &format!("{id}: steps[{at}]"));
        }
        let until = scenario.until.unwrap_or_default();
        assert!((Tick(10_000)..=Tick(60_000)).contains(&until), "{id} ends at {until}");
    }
}

#[test]
fn every_story_comes_out_as_it_says() {
    for (id, scenario) in gallery() {
        let session = played(&scenario);
        assert_eq!(faults(&session, &scenario), Vec::<String>::new(), "{id}");
        let found = session.report().violations();
        assert!(found.is_empty() || expects_wrong(&scenario), "{id}: {}", found[0]);
        assert!(expects_wrong(&scenario) != is_right(&session), "{id} keeps quiet about it");
    }
}

#[test]
fn no_story_hangs_on_its_seed() {
    for (id, mut scenario) in gallery() {
        for seed in OTHER_SEEDS {
            if NOT_UNDER.iter().any(|(name, not, _)| *name == id && *not == seed) {
                continue;
            }
            scenario.setup.seed = seed;
            let session = played(&scenario);
            assert_eq!(faults(&session, &scenario), Vec::<String>::new(), "{id}, seed {seed}");
        }
    }
}

#[test]
fn without_its_bug_or_fault_nothing_goes_wrong() {
    let mut right = 0;
    for (id, scenario) in gallery() {
        let mut other = scenario.clone();
        other.setup.bugs = BugSet::NONE;
        for (_, lines) in FAULTS.iter().filter(|(name, _)| *name == id) {
            for step in &mut other.steps {
                step.lines.retain(|line| !lines.contains(&line.as_str()));
            }
        }
        if other == scenario {
            assert!(!expects_wrong(&scenario), "{id} has neither bug nor fault");
            continue;
        }
        let session = played(&other);
        assert!(is_right(&session), "{id}: {:?}", session.report().violations());
        assert_ne!(faults(&session, &other), Vec::<String>::new(), "{id} says nothing about it");
        right += 1;
    }
    assert!(right >= 8, "{right}");
}

#[test]
fn without_its_rule_no_story_comes_out_as_told() {
    let mut gallery = gallery();
    for (name, bug) in RULES {
        let found = gallery.iter_mut().find(|(id, _)| id == name);
        let (_, scenario) = found.unwrap_or_else(|| panic!("there is no {name}"));
        scenario.setup.bugs = BugSet::NONE.with(bug);
        let session = played(scenario);
        assert_ne!(faults(&session, scenario), Vec::<String>::new(), "{name} with {bug}");
    }
}

/// Where nothing is done, nothing comes of it: expectations that are met even then expect nothing.
#[test]
fn every_story_is_noticed_when_it_does_not_happen() {
    for (id, mut scenario) in gallery() {
        for step in &mut scenario.steps {
            step.lines.clear();
        }
        let session = played(&scenario);
        let is_met = |verdict: &Verdict| matches!(verdict, Verdict::Met(_));
        let all_met = session.verdicts().iter().all(is_met);
        assert_eq!(all_met, WITHOUT_ACTIONS.contains(&id.as_str()), "{id}");
    }
}

#[test]
fn every_story_survives_the_way_out_and_in_again() {
    for (id, scenario) in gallery() {
        let hash = played(&scenario).world().trace_hash();
        let text = Scenario::from_json(&scenario.to_json().to_string()).expect("it is a scenario");
        let link = Scenario::from_link(&scenario.to_link()).expect("it is a link");
        assert_eq!((&text, &link), (&scenario, &scenario), "{id}");
        assert_eq!(played(&text).world().trace_hash(), hash, "{id}");
        assert_eq!(played(&link).world().trace_hash(), hash, "{id}");
        // What a session exports needs no conditions, and goes the same way.
        assert_eq!(played(&played(&scenario).export()).world().trace_hash(), hash, "{id}");
    }
}
