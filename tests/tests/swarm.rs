//! The swarm: two thousand random clusters in random trouble. `KVRAFT_SEEDS=1000..9000 cargo test
//! --release --test swarm` runs others.

use kvraft_tests::chaos;
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

/// Seeds of the ordinary run.
const SEEDS: Range<u64> = 0..2000;

fn seeds() -> Range<u64> {
    let Ok(range) = std::env::var("KVRAFT_SEEDS") else { return SEEDS };
    let parsed = range.split_once("..").and_then(|(start, end)| {
        let (start, end) = (start.trim().parse().ok()?, end.trim().parse().ok()?);
        Some(start..end)
    });
    parsed.unwrap_or_else(|| panic!("KVRAFT_SEEDS should be like 0..1000, not {range:?}"))
}

#[test]
fn every_seed_is_safe_in_trouble_and_lives_again_afterwards() {
    let seeds = seeds();
    let next = AtomicU64::new(seeds.start);
    let work = || {
        let mut failures = Vec::new();
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= seeds.end {
                return failures;
            }
            if let Err(objection) = chaos::survive(seed) {
                let again = format!("KVRAFT_SEEDS={seed}..{} cargo test --test swarm", seed + 1);
                failures.push(format!("seed {seed}: {objection}\n  run again: {again}"));
            }
        }
    };
    let workers = thread::available_parallelism().map_or(1, usize::from);
    let failures: Vec<String> = thread::scope(|scope| {
        let workers: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        workers.into_iter().flat_map(|worker| worker.join().expect("no seed panics")).collect()
    });
    assert!(failures.is_empty(), "{} seeds failed:\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn the_same_seed_gives_the_same_run() {
    for seed in 0..10 {
        assert_eq!(chaos::survive(seed), chaos::survive(seed), "seed {seed}");
    }
    assert_ne!(chaos::survive(1), chaos::survive(2));
}
