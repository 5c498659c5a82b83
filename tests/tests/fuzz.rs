//! Replays what fuzzing has found, and what shows how far it came: each input of the corpus as it is, and
//! changed at random, from a fixed seed. How to look for more stands in `fuzz/README.md`.

use kvraft_core::raft::{Bug, BugSet};
use kvraft_core::rng::Rng;
use kvraft_tests::fuzz::{TARGETS, Target, node_with};
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::{Duration, Instant};

/// So many changed inputs for each of the corpus.
const CHANGES: u64 = 8;

/// Longer than this, and a target hangs. The slowest takes a hundredth of it.
const PATIENCE: Duration = Duration::from_secs(10);

/// The corpus of a target, by name.
fn corpus(target: &str) -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
    let files = fs::read_dir(&folder).expect("each target has a corpus");
    let mut inputs: Vec<(String, Vec<u8>)> = files
        .map(|file| {
            let path = file.expect("it can be read").path();
            let name = path.file_name().expect("it has a name").to_string_lossy().into_owned();
            (name, fs::read(&path).expect("it can be read"))
        })
        .collect();
    inputs.sort();
    assert!(inputs.len() > 10, "{target}: {} inputs", inputs.len());
    inputs
}

/// Removes, repeats, replaces or joins parts.
fn change(input: &[u8], other: &[u8], rng: &mut Rng) -> Vec<u8> {
    let mut output = input.to_vec();
    let place = |rng: &mut Rng, length: usize| {
        usize::try_from(rng.below(length as u64 + 1)).expect("a place in memory")
    };
    for _ in 0..=rng.below(3) {
        let at = place(rng, output.len());
        let end = (at + place(rng, 8)).min(output.len());
        match rng.below(5) {
            0 => drop(output.drain(at..end)),
            1 => output.extend_from_within(at..end),
            2 => output.insert(at, u8::try_from(rng.below(256)).expect("a byte")),
            3 => {
                if let Some(byte) = output.get_mut(at) {
                    *byte ^= 1 << rng.below(8);
                }
            }
            _ => {
                output.truncate(at);
                output.extend_from_slice(&other[place(rng, other.len())..]);
            }
        }
    }
    output
}

fn replay((name, run): Target) {
    let mut rng = Rng::new(6);
    let inputs = corpus(name);
    let mut count = 0;
    for (at, (file, input)) in inputs.iter().enumerate() {
        let other = &inputs[(at * 7 + 1) % inputs.len()].1;
        for round in 0..=CHANGES {
            let input = if round == 0 { input.clone() } else { change(input, other, &mut rng) };
            let start = Instant::now();
            let outcome = catch_unwind(AssertUnwindSafe(|| run(&input)));
            let which = format!("{name}/{file}, change {round}: {}", input.escape_ascii());
            assert!(outcome.is_ok(), "{which}");
            assert!(start.elapsed() < PATIENCE, "{:?}: {which}", start.elapsed());
            count += 1;
        }
    }
    println!("{name}: {} inputs, {count} runs", inputs.len());
}

#[test]
fn scenario() {
    replay(TARGETS[0]);
}

#[test]
fn link() {
    replay(TARGETS[1]);
}

#[test]
fn console() {
    replay(TARGETS[2]);
}

#[test]
fn history() {
    replay(TARGETS[3]);
}

#[test]
fn node() {
    replay(TARGETS[4]);
}

#[test]
fn the_target_for_servers_notices_bugs() {
    let inputs = corpus("node");
    for bug in [Bug::VoteTwice, Bug::InstallOldSnapshot, Bug::ForgetVote] {
        let fails =
            |input: &[u8]| catch_unwind(|| node_with(BugSet::NONE.with(bug), input)).is_err();
        assert!(inputs.iter().any(|(_, input)| fails(input)), "{bug:?} is not noticed");
    }
}

#[test]
fn every_target_has_a_corpus_and_every_corpus_a_target() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz");
    let names = |folder: &str| {
        let entries = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz").join(folder));
        let names = entries.expect("it is there").map(|entry| {
            let name = entry.expect("it can be read").file_name();
            name.to_string_lossy().trim_end_matches(".rs").to_owned()
        });
        let mut names: Vec<String> = names.collect();
        names.sort();
        names
    };
    let mut targets = TARGETS.map(|(name, _)| name.to_owned()).to_vec();
    targets.sort();
    assert_eq!(names("corpus"), targets);
    assert_eq!(names("fuzz_targets"), targets);
    assert!(folder.join("README.md").exists());
}
