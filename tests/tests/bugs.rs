//! The museum: every bug of the catalogue is caught, in the scenario written for it, by the judge that the
//! scenario names, before any other; and the same scenario is clean without the bug.

use kvraft_core::check::Property;
use kvraft_core::check::linearizability::{self, Verdict as History};
use kvraft_core::nemesis::Nemesis;
use kvraft_core::raft::{Bug, BugSet};
use kvraft_core::scenario::{Condition, Scenario, Texts, Verdict};
use kvraft_core::session::Session;
use kvraft_tests::observed::LINEARIZABILITY_STEPS;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/bugs")
}

/// The scenario in which a bug shows itself, and the judge it names.
fn exhibit(bug: Bug) -> Result<(Scenario, Property), String> {
    let path = folder().join(format!("{}.json", bug.id()));
    let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let scenario = Scenario::from_json(&text).map_err(|error| error.to_string())?;
    let named = scenario.expectations.iter().find_map(|expectation| {
        let Condition::Violation(judge) = expectation.that else { return None };
        judge
    });
    let judge = named.ok_or("it names no judge")?;
    if scenario.setup.bugs != BugSet::NONE.with(bug) {
        return Err("it has other bugs".to_owned());
    }
    let told = |texts: &Texts| ["en", "zh-CN"].iter().all(|language| texts.contains_key(*language));
    if !told(&scenario.title) || !told(&scenario.caption) {
        return Err("a title or caption is missing in a language".to_owned());
    }
    Ok((scenario, judge))
}

fn play(scenario: Scenario) -> Session {
    let until = scenario.until.expect("it ends");
    let mut session = Session::play(Arc::new(scenario));
    session.keep_events(0);
    session.seek(until);
    session
}

/// Plays a bug's scenario with it and without; says who objected.
fn examine(bug: Bug) -> Result<String, String> {
    let (scenario, judge) = exhibit(bug)?;
    let mut mended = scenario.clone();
    mended.setup.bugs = BugSet::NONE;
    let clean = play(mended);
    if let Some(violation) = clean.report().violations().first() {
        return Err(format!("without the bug: {violation}"));
    }
    let history = linearizability::check(clean.world().history(), LINEARIZABILITY_STEPS);
    if history != History::Linearizable {
        return Err(format!("without the bug, the history of the calls: {history:?}"));
    }
    let bitten = play(scenario);
    if let Some(trouble) = bitten.troubles().first() {
        return Err(format!("{} at {} ms: {}", trouble.place, trouble.tick, trouble.reason));
    }
    let first = bitten.report().violations().first().ok_or("nobody objects")?;
    if first.breach.property() != judge {
        return Err(format!("not {judge} objects first, but {first}"));
    }
    let is_met = |verdict: &Verdict| matches!(verdict, Verdict::Met(_));
    if !bitten.verdicts().iter().all(is_met) {
        return Err(format!("an expectation is not met: {:?}", bitten.verdicts()));
    }
    Ok(first.to_string())
}

#[test]
fn every_bug_is_caught_by_its_judge_and_nothing_without_it() {
    let mut failures = Vec::new();
    for &bug in Bug::ALL {
        match examine(bug) {
            Ok(words) => println!("{bug}: {words}"),
            Err(reason) => failures.push(format!("{bug}: {reason}")),
        }
    }
    let (all, caught) = (Bug::ALL.len(), Bug::ALL.len() - failures.len());
    println!("bugs caught: {caught}/{all}");
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// A judge who cannot object proves nothing: each does to some exhibit, first or later.
#[test]
fn every_judge_objects_to_something() {
    let mut silent = Property::ALL.to_vec();
    for &bug in Bug::ALL {
        let (scenario, _) = exhibit(bug).unwrap_or_else(|error| panic!("{bug}: {error}"));
        let bitten = play(scenario);
        silent.retain(|&property| bitten.report().breaches(property) == 0);
    }
    assert!(silent.is_empty(), "{silent:?}");
}

#[test]
fn every_exhibit_is_of_a_bug() {
    for entry in fs::read_dir(folder()).expect("the folder is there") {
        let name = entry.expect("it can be read").file_name().to_string_lossy().into_owned();
        let id = name.strip_suffix(".json").unwrap_or(&name);
        assert!(Bug::ALL.iter().any(|bug| bug.id() == id), "{name}");
    }
}

/// A lesson must never crash: whatever the bugs, the world goes on.
#[test]
fn no_bug_makes_anything_panic() {
    let singles = Bug::ALL.iter().map(|&bug| BugSet::NONE.with(bug));
    let all: BugSet = Bug::ALL.iter().copied().collect();
    for bugs in singles.chain([all]) {
        for seed in 0..25 {
            let mut nemesis = Nemesis::new(seed, bugs);
            nemesis.trouble(3_000);
            nemesis.mend().expect("what was broken can be mended");
            nemesis.trouble(1_000);
        }
    }
}

/// How well bugs hide: `cargo test --release --test bugs -- --ignored --nocapture` prints, as rows of a
/// table, how many random seeds it takes until a judge objects, and which one.
#[test]
#[ignore = "a measurement, to be read"]
fn how_many_seeds_until_a_judge_objects() {
    const SEEDS: u64 = 20_000;
    println!("| bug | seeds | judge |\n| --- | ---: | --- |");
    for &bug in Bug::ALL {
        let objection = (0..SEEDS).find_map(|seed| {
            let mut nemesis = Nemesis::new(seed, BugSet::NONE.with(bug));
            // Where disks lie, judges may object to a cluster without bugs.
            if !nemesis.is_honest() {
                return None;
            }
            let _ = nemesis.run();
            let first = nemesis.session().report().violations().first()?;
            Some((seed + 1, first.breach.property()))
        });
        match objection {
            Some((seeds, judge)) => println!("| `{bug}` | {seeds} | {judge} |"),
            None => println!("| `{bug}` | more than {SEEDS} | |"),
        }
    }
}
