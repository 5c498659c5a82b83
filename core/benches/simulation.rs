//! How fast the simulation runs: `cargo bench -p kvraft-core --bench simulation [-- VIRTUAL_SECONDS]`.
//!
//! The default five servers, with two clients that make random calls one after the other. Reported
//! are events for each second of this machine's time (best of five runs), with judges and without:
//! their ratio is what the judges cost, whatever the machine.

#![expect(clippy::disallowed_types, reason = "a benchmark measures real time")]

use kvraft_core::session::Session;
use kvraft_core::sim::{Setup, World};
use std::time::Instant;

const RUNS: usize = 5;

fn main() {
    // Cargo passes `--bench`; a number is the length of a run.
    let seconds = std::env::args().find_map(|word| word.parse().ok()).unwrap_or(60);
    let ticks = seconds * 1000;
    let judged = best(|| {
        let mut session = loaded();
        session.keep_events(0);
        session.advance(ticks, u64::MAX);
        assert!(session.report().is_clean(), "{:?}", session.report().violations());
        session.event_count()
    });
    let remembered = best(|| {
        let mut session = loaded();
        session.advance(ticks, u64::MAX);
        session.event_count()
    });
    let bare = best(|| {
        let mut world: World = loaded().world().clone();
        let end = world.now().plus(ticks);
        world.run_until(end);
        world.counts().events
    });
    println!("five servers, two busy clients, {seconds} virtual seconds, {} events", judged.events);
    judged.print("judged");
    remembered.print("judged, and the last 20,000 events kept");
    bare.print("without judges");
    println!("judging costs {:.2} x", judged.seconds / bare.seconds);
}

fn loaded() -> Session {
    let mut session = Session::new(Setup::default());
    for line in ["c1 work 0 0", "c2 work 0 0"] {
        session.run_line(line).expect("both clients exist");
    }
    session
}

struct Measured {
    events: u64,
    seconds: f64,
}

impl Measured {
    #[expect(clippy::cast_precision_loss, reason = "a rate for people to read")]
    fn print(&self, what: &str) {
        let rate = self.events as f64 / self.seconds / 1e6;
        println!("{rate:6.2} million events/s  {what}");
    }
}

fn best(run: impl Fn() -> u64) -> Measured {
    let timed = || {
        let start = Instant::now();
        let events = run();
        Measured { events, seconds: start.elapsed().as_secs_f64() }
    };
    let runs = (0..RUNS).map(|_| timed());
    runs.min_by(|a, b| a.seconds.total_cmp(&b.seconds)).expect("at least one run")
}
