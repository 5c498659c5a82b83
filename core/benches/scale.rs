//! What runs cost as they grow: `cargo bench -p kvraft-core --bench scale [-- swarm|length|servers]`.
//!
//! - `swarm`: seeds of the explorer, with 55 s of trouble each, judged; for 60 virtual seconds.
//! - `length`: nanoseconds an event, from the first minute of a recorded session to its 60th.
//! - `servers`: nanoseconds an event, and microseconds a virtual second, from 3 servers to 31.

#![expect(clippy::disallowed_types, reason = "a benchmark measures real time")]
#![expect(clippy::cast_precision_loss, reason = "figures for people to read")]

use kvraft_core::nemesis::{Kind, Nemesis};
use kvraft_core::raft::BugSet;
use kvraft_core::session::Session;
use kvraft_core::sim::Setup;
use std::time::Instant;

fn main() {
    let chosen: Vec<String> =
        std::env::args().skip(1).filter(|one| !one.starts_with('-')).collect();
    for (name, bench) in [("swarm", swarm as fn()), ("length", length), ("servers", servers)] {
        if chosen.is_empty() || chosen.iter().any(|one| one == name) {
            bench();
        }
    }
}

fn swarm() {
    let mut undecided = 0;
    let mut costs: Vec<f64> = (0..200)
        .map(|seed| {
            let start = Instant::now();
            let outcome = Nemesis::new(seed, BugSet::NONE).run_for(55_000);
            let kind = outcome.finding.map(|finding| finding.kind);
            // A minute of calls whose answers are unknown may be more than the search has steps for.
            assert!(matches!(kind, None | Some(Kind::Undecided)), "{kind:?}");
            undecided += u64::from(kind.is_some());
            start.elapsed().as_secs_f64() * 60_000.0 / outcome.ticks as f64 * 1000.0
        })
        .collect();
    costs.sort_by(f64::total_cmp);
    let mean = costs.iter().sum::<f64>() / costs.len() as f64;
    let (half, most) = (costs[costs.len() / 2], costs[costs.len() - 1]);
    println!(
        "swarm, 60 virtual seconds: {mean:.1} ms (median {half:.1}, at most {most:.1}); \
         {undecided} of {} undecided",
        costs.len()
    );
}

fn busy(servers: u32) -> Session {
    let mut session = Session::new(Setup { servers, ..Setup::default() });
    for line in ["c1 work 0 0", "c2 work 0 0"] {
        session.run_line(line).expect("both clients exist");
    }
    session
}

fn length() {
    let mut session = busy(5);
    for minute in 1..=60 {
        let (start, before) = (Instant::now(), session.event_count());
        session.advance(60_000, u64::MAX);
        let events = session.event_count() - before;
        let cost = start.elapsed().as_nanos() as f64 / events as f64;
        if [1, 2, 5, 10, 20, 30, 45, 60].contains(&minute) {
            println!("minute {minute:2}: {cost:6.0} ns an event, {events} events");
        }
    }
}

fn servers() {
    for servers in [3, 5, 7, 9, 15, 23, 31] {
        let mut session = busy(servers);
        session.keep_events(0);
        session.advance(2_000, u64::MAX);
        let (start, before) = (Instant::now(), session.event_count());
        session.advance(30_000, u64::MAX);
        let (elapsed, events) = (start.elapsed(), session.event_count() - before);
        let each = elapsed.as_nanos() as f64 / events as f64;
        let second = elapsed.as_micros() as f64 / 30.0;
        let per_server = second / f64::from(servers);
        println!(
            "{servers:2} servers: {each:5.0} ns an event; a virtual second {second:6.0} µs, {per_server:4.0} µs for each server"
        );
    }
}
