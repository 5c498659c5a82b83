//! How long judging takes: `cargo bench -p kvraft-core --bench linearizability`.
//!
//! Best of several runs, reading not counted. The same histories are given to the checker of `todc-utils`
//! (Wing and Gong's search with Lowe's memory), where that comes to an end in reasonable time.

#![expect(clippy::disallowed_types, reason = "a benchmark measures real time")]

use kvraft_core::check::linearizability::{Call, Verdict, check_calls, judge_calls};
use kvraft_core::history;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};
use synthetic::synthetic;

#[path = "linearizability/synthetic.rs"]
mod synthetic;

#[path = "linearizability/todc.rs"]
mod todc;

const STEPS: u64 = 100_000_000;

const PATIENCE: Duration = Duration::from_secs(10);

fn main() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/histories");
    let jepsen = all_in(&folder.join("jepsen"));
    let made = |operations: usize, keys: u64| vec![synthetic(operations, 50, keys)];
    let sets = [
        ("52 Jepsen histories of a register", jepsen.clone()),
        ("4 Porcupine histories of a store", all_in(&folder.join("kv"))),
        ("10,000 operations, 50 clients, 100 keys", made(10_000, 100)),
        ("10,000 operations, 50 clients, 10 keys", made(10_000, 10)),
        ("100,000 operations, 50 clients, 100 keys", made(100_000, 100)),
        ("100,000 operations, 50 clients, 10 keys", made(100_000, 10)),
    ];
    for (what, histories) in &sets {
        println!("{:>10}  {what}", ms(ours(histories)));
    }
    let reasons = |histories: &[Vec<Call>]| {
        best(5, || {
            for history in histories {
                judge_calls(history, STEPS);
            }
        })
    };
    println!("{:>10}  the Jepsen histories, with all reasons", ms(reasons(&jepsen)));
    println!("{:>10}  10,000 operations, 100 keys, with points", ms(reasons(&sets[2].1)));
    println!("\nthe same by todc-utils:");
    // The last one may go on behind our back: nothing is measured after it.
    for (what, histories) in &sets[..4] {
        let time = theirs(histories).map_or("> 10 s".to_owned(), ms);
        println!("{time:>10}  {what}");
    }
}

/// One run of the other checker; none if that takes longer than [`PATIENCE`].
fn theirs(histories: &[Vec<Call>]) -> Option<Duration> {
    let histories = histories.to_vec();
    let (done, time) = mpsc::channel();
    // Left alone if it takes too long; it ends with the program.
    thread::spawn(move || {
        let time = best(1, || {
            for history in &histories {
                todc::check(history);
            }
        });
        done.send(time)
    });
    time.recv_timeout(PATIENCE).ok()
}

fn ours(histories: &[Vec<Call>]) -> Duration {
    best(20, || {
        for history in histories {
            let verdict = check_calls(history, STEPS);
            assert!(!matches!(verdict, Verdict::Unknown { .. }));
        }
    })
}

fn best(runs: u32, run: impl Fn()) -> Duration {
    let timed = || {
        let start = Instant::now();
        run();
        start.elapsed()
    };
    (0..runs).map(|_| timed()).min().expect("at least one run")
}

fn ms(time: Duration) -> String {
    format!("{:.2} ms", time.as_secs_f64() * 1000.0)
}

/// The histories in a folder, by name.
fn all_in(folder: &Path) -> Vec<Vec<Call>> {
    let entries = fs::read_dir(folder).expect("the histories are in the repository");
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    let read = |path: &PathBuf| {
        let text = fs::read_to_string(path).expect("they are text");
        history::parse(&text).expect("they are well-formed").calls
    };
    paths.iter().map(read).collect()
}
