//! This core beside its peers: `cargo bench -p kvraft-core --bench peers [-- OPTION...]`.
//!
//! TiKV's `raft`, `omnipaxos`, and two floors do the same work on the same instant network, in one
//! thread: `single`, `pipe`, `idle`, `elect`, `catch-up` (see `workloads.rs`). Times are the thread's on
//! the processor, whatever else runs, as ratios to `raft`'s within the same round: the runs are
//! interleaved, and the median of the rounds counts. At the end of each run all stores are compared.
//!
//! - `--servers 3,5`: cluster sizes (3, 5, 7, 9 if not given).
//! - `--only WORKLOAD`: one workload.
//! - `--rounds N`: rounds (5).
//! - `--callgrind WORKLOAD IMPLEMENTATION COUNT [SERVERS]`: one run of one, for
//!   `valgrind --tool=callgrind --toggle-collect='*measured*'`, which counts instructions. Take two
//!   counts and divide the difference. Implementations: ours, raft-rs, omnipaxos, map, messages.

#![expect(clippy::disallowed_types, reason = "numbers for people to read")]

mod cluster;
mod floors;
mod omni;
mod ours;
mod raft_rs;
mod workloads;

use cluster::Replica;
use cpu_time::ThreadTime;
use floors::{MapFloor, MessageFloor};
use omni::Omni;
use ours::Ours;
use raft_rs::RaftRs;
use workloads::Prepared;

fn main() {
    // Cargo passes `--bench`.
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let after = |option: &str| {
        let at = words.iter().position(|word| word == option)?;
        words.get(at + 1).map(String::as_str)
    };
    if let Some(workload) = after("--callgrind") {
        let at = words.iter().position(|word| word == "--callgrind").expect("just found");
        let [implementation, count, servers @ ..] = &words[at + 2..] else {
            panic!("--callgrind WORKLOAD IMPLEMENTATION COUNT [SERVERS]");
        };
        let count = count.parse().expect("a count");
        let servers = servers.first().map_or(3, |word| word.parse().expect("a number of servers"));
        let run = match implementation.as_str() {
            "ours" => run::<Ours>,
            "raft-rs" => run::<RaftRs>,
            "omnipaxos" => run::<Omni>,
            "map" => run::<MapFloor>,
            "messages" => run::<MessageFloor>,
            other => panic!("no such implementation: {other}"),
        };
        run(named(workload), servers, count);
        return;
    }
    let servers = after("--servers").unwrap_or("3,5,7,9");
    let rounds = after("--rounds").map_or(5, |word| word.parse().expect("a number of rounds"));
    for word in servers.split(',') {
        let servers = word.parse().expect("a number of servers");
        for workload in workloads::ALL {
            if after("--only").is_none_or(|only| only == workload) {
                compare(workload, servers, rounds);
            }
        }
    }
}

fn named(word: &str) -> &'static str {
    workloads::ALL.into_iter().find(|name| *name == word).expect("a workload")
}

/// What one run took.
struct Measured {
    name: &'static str,
    count: u64,
    nanos: f64,
    messages: u64,
    ticks: u64,
}

#[expect(clippy::cast_precision_loss, reason = "numbers for people to read")]
fn run<R: Replica>(workload: &'static str, servers: usize, count: u64) -> Measured {
    let mut prepared = Prepared::<R>::new(workload, servers, count);
    let begin = ThreadTime::now();
    prepared.measured();
    let nanos = begin.elapsed().as_nanos() as f64 / count as f64;
    let (messages, ticks) = (prepared.cluster.network.messages, prepared.cluster.ticks);
    prepared.check();
    Measured { name: R::NAME, count, nanos, messages, ticks }
}

#[expect(clippy::cast_precision_loss, reason = "numbers for people to read")]
fn compare(workload: &'static str, servers: usize, rounds: usize) {
    let count = match workload {
        workloads::SINGLE => 20_000,
        workloads::IDLE => 50_000,
        workloads::ELECT => 50,
        _ => 100_000,
    };
    let mut all: Vec<Vec<Measured>> = Vec::new();
    for _ in 0..rounds {
        let mut round = vec![
            run::<RaftRs>(workload, servers, count),
            run::<Omni>(workload, servers, count),
            run::<Ours>(workload, servers, count),
        ];
        if [workloads::SINGLE, workloads::PIPE].contains(&workload) {
            round.push(run::<MessageFloor>(workload, servers, count));
            round.push(run::<MapFloor>(workload, servers, count));
        }
        all.push(round);
    }
    println!("{workload}, n = {servers}: {count} times, {rounds} rounds");
    for at in 0..all[0].len() {
        let nanos = median(all.iter().map(|round| round[at].nanos).collect());
        let ratio = median(all.iter().map(|round| round[0].nanos / round[at].nanos).collect());
        let Measured { name, count, messages, ticks, .. } = all[0][at];
        let each = |number: u64| number as f64 / count as f64;
        let (messages, ticks) = (each(messages), each(ticks));
        println!(
            "  {name:16} {ratio:7.2} x raft-rs   {nanos:12.0} ns   {messages:9.3} messages   {ticks:8.3} ticks"
        );
    }
}

fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers[numbers.len() / 2]
}
