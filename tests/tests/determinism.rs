//! The same run has the same trace hash on every platform: natively here, in the browser in wasm/tests.

use kvraft_tests::pinned::RUNS;

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
