//! The same run has the same trace hash on every platform: natively here, in the browser in wasm/tests.

use kvraft_core::nemesis::{self, Nemesis};
use kvraft_core::raft::BugSet;
use kvraft_core::session::Session;
use kvraft_tests::pinned::{DIGESTS, RUNS, SEEDS_EACH};
use std::sync::Arc;
use std::thread;

#[test]
fn the_pinned_runs_have_their_hashes() {
    let found: Vec<String> =
        RUNS.iter().map(|run| format!("{} {:016x}", run.name, (run.run)())).collect();
    let pinned: Vec<String> =
        RUNS.iter().map(|run| format!("{} {:016x}", run.name, run.hash)).collect();
    assert_eq!(found, pinned);
}

#[test]
fn running_again_changes_nothing() {
    for run in RUNS {
        assert_eq!((run.run)(), (run.run)(), "{}", run.name);
    }
}

/// The browser's tests compare theirs with the same numbers, and `www/scripts/determinism.mjs` what a
/// release and Node find.
#[test]
fn a_thousand_seeds_have_their_digests() {
    let each = SEEDS_EACH as u64;
    let digest = |at: u64| format!("{:016x}", nemesis::digest(each * at..each * (at + 1)));
    let found: Vec<String> = thread::scope(|scope| {
        let halves = [0..10, 10..20].map(|half| scope.spawn(move || half.map(digest)));
        let halves = halves.map(|half| half.join().expect("no seed panics"));
        halves.into_iter().flatten().collect()
    });
    let pinned: Vec<String> = DIGESTS.iter().map(|digest| format!("{digest:016x}")).collect();
    assert_eq!(found, pinned);
}

/// Whatever keyframe a replay begins at, it leads to the same end as the straight run.
#[test]
fn a_replay_from_every_keyframe_equals_the_straight_run() {
    let mut keyframes = 0;
    for seed in 0..40 {
        let mut nemesis = Nemesis::new(seed, BugSet::NONE);
        let outcome = nemesis.run_for(30_000);
        let mut session = Session::play(Arc::new(nemesis.export()));
        session.advance(outcome.ticks, u64::MAX);
        assert_eq!(session.world().trace_hash(), outcome.hash, "seed {seed}");
        keyframes += session.keyframes();
        // There is at most one in a thousand events: to go back to each of these comes by all.
        let events = session.event_count();
        for from in (0..events).rev().step_by(1000) {
            session.seek_event(from);
            let before = session.event_count();
            session.seek(kvraft_core::types::Tick(outcome.ticks));
            let hash = session.world().trace_hash();
            assert_eq!(hash, outcome.hash, "seed {seed}, again from event {before}");
        }
    }
    assert!(keyframes > 80, "{keyframes} keyframes are too few to prove much");
}
