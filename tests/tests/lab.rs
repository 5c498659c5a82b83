//! The 6.824 lab suite: each row passes on several seeds. `cargo test --test lab -- --nocapture table`
//! prints the table of seed 1.

use kvraft_tests::lab::{Figures, ROWS, ROWS_3B, Row};

/// Seeds of the ordinary run.
const SEEDS: std::ops::RangeInclusive<u64> = 1..=20;

fn passes(name: &str) {
    let row = row(name);
    for seed in SEEDS {
        if let Err(failure) = row.run(seed) {
            panic!("lab test \"{name}\" fails with seed {seed}: {failure}");
        }
    }
}

fn row(name: &str) -> &'static Row {
    ROWS.iter()
        .chain(&ROWS_3B)
        .find(|row| row.name == name)
        .expect("the rows are named as the lab names them")
}

macro_rules! rows {
    ($($test:ident: $name:literal,)*) => {
        $(#[test]
        fn $test() {
            passes($name);
        })*

        #[test]
        fn every_row_has_a_test() {
            let rows: Vec<&str> = ROWS.iter().chain(&ROWS_3B).map(|row| row.name).collect();
            assert_eq!(rows, [$($name,)*]);
        }
    };
}

rows! {
    one_client: "one client",
    ops_complete_fast_enough: "ops complete fast enough",
    many_clients: "many clients",
    unreliable_net_many_clients: "unreliable net, many clients",
    concurrent_append_to_same_key_unreliable: "concurrent append to same key, unreliable",
    progress_in_majority: "progress in majority",
    no_progress_in_minority: "no progress in minority",
    completion_after_heal: "completion after heal",
    partitions_one_client: "partitions, one client",
    partitions_many_clients: "partitions, many clients",
    restarts_one_client: "restarts, one client",
    restarts_many_clients: "restarts, many clients",
    unreliable_net_restarts_many_clients: "unreliable net, restarts, many clients",
    restarts_partitions_many_clients: "restarts, partitions, many clients",
    unreliable_net_restarts_partitions_many_clients:
        "unreliable net, restarts, partitions, many clients",
    unreliable_net_restarts_partitions_random_keys_many_clients:
        "unreliable net, restarts, partitions, random keys, many clients",
    install_snapshot_rpc: "InstallSnapshot RPC",
    snapshot_size_is_reasonable: "snapshot size is reasonable",
    ops_complete_fast_enough_snapshots: "ops complete fast enough, snapshots",
    restarts_snapshots_one_client: "restarts, snapshots, one client",
    restarts_snapshots_many_clients: "restarts, snapshots, many clients",
    unreliable_net_snapshots_many_clients: "unreliable net, snapshots, many clients",
    unreliable_net_restarts_snapshots_many_clients:
        "unreliable net, restarts, snapshots, many clients",
    unreliable_net_restarts_partitions_snapshots_many_clients:
        "unreliable net, restarts, partitions, snapshots, many clients",
    unreliable_net_restarts_partitions_snapshots_random_keys_many_clients:
        "unreliable net, restarts, partitions, snapshots, random keys, many clients",
}

/// The same seed gives the same run: every figure but the wall time is equal.
#[test]
fn figures_repeat() {
    let row = row("unreliable net, restarts, partitions, many clients");
    let figures = || {
        let Figures { virtual_ms, rpcs, ops, elections, checks, .. } = row.run(4).expect("passes");
        (virtual_ms, rpcs, ops, elections, checks)
    };
    assert_eq!(figures(), figures());
}

#[test]
fn table_of_seed_1() {
    println!("{}", Figures::HEAD);
    for row in ROWS.iter().chain(&ROWS_3B) {
        println!("{}", row.run(1).expect("each row has a test of its own"));
    }
}
