//! Real histories whose verdicts are known, from Jepsen's and Porcupine's public data.

use kvraft_core::check::linearizability::{Verdict, check_calls};
use kvraft_core::history;
use std::fs;
use std::path::Path;

const STEPS: u64 = 2_000_000;

#[test]
fn every_verdict_is_the_known_one() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("histories");
    let expected = fs::read_to_string(folder.join("expected.txt")).expect("it is committed");
    let mut counts = [0; 2];
    for line in expected.lines() {
        let (file, verdict) = line.split_once(' ').expect("a file and a verdict");
        let text = fs::read_to_string(folder.join(file)).expect("it is committed");
        let history = history::parse(&text).unwrap_or_else(|error| panic!("{file}: {error}"));
        let found = check_calls(&history.calls, STEPS);
        let is_legal = verdict == "linearizable";
        match found {
            Verdict::Linearizable => assert!(is_legal, "{file}"),
            Verdict::Illegal { .. } => assert!(!is_legal, "{file}"),
            Verdict::Unknown { .. } => panic!("{file}: {found:?}"),
        }
        counts[usize::from(is_legal)] += 1;
    }
    assert_eq!(counts.iter().sum::<i32>(), 56);
    println!("verdicts: {} linearizable, {} not", counts[1], counts[0]);
}
