//! `kvraft-lab run`: plays a scenario.

use super::{FOUND, say, unreadable};
use kvraft_core::nemesis::Nemesis;
use kvraft_core::raft::BugSet;
use kvraft_core::scenario::{Deadline, Scenario, Verdict};
use kvraft_core::session::Session;
use serde_json::{Value, json};
use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

/// Play a scenario, and say how its expectations turned out and what the judges found.
///
/// Exits with 0 if every expectation is met and no judge objects that no expectation tells of, else with
/// 1; 64 for wrong arguments, 65 for what is no scenario.
#[derive(clap::Args)]
pub struct Arguments {
    /// A scenario file, a link (the page's address or what stands in it behind `#r=`), or `-`.
    scenario: String,
    /// Up to this tick, if the scenario has no end of its own.
    #[arg(long, value_name = "TICK", default_value_t = 60_000)]
    until: u64,
    /// Print every event.
    #[arg(long)]
    trace: bool,
    /// Print an object instead of text.
    #[arg(long)]
    json: bool,
}

/// Plays it.
pub fn run(arguments: &Arguments) -> ExitCode {
    match open(&arguments.scenario) {
        Ok(scenario) => {
            let until = scenario.until.map_or(arguments.until, |until| until.0);
            play(scenario, until, arguments.trace, arguments.json)
        }
        Err(error) => unreadable(&error),
    }
}

/// The whole run of a seed of `explore`, or what [`open`] finds.
pub fn open_run(what: &str) -> Result<Scenario, String> {
    let Ok(seed) = what.parse() else { return open(what) };
    let mut nemesis = Nemesis::new(seed, BugSet::NONE);
    let _ = nemesis.run();
    Ok(nemesis.export())
}

/// Writes a scenario as a file.
pub fn save(path: &Path, scenario: &Scenario) -> Result<(), String> {
    fs::write(path, format!("{:#}\n", scenario.to_json()))
        .map_err(|error| format!("{}: {error}", path.display()))
}

/// Reads a scenario from a file, a link, or standard input.
pub fn open(what: &str) -> Result<Scenario, String> {
    let text = if what == "-" {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text).map(|_| text)
    } else {
        fs::read_to_string(what)
    };
    let text = match text {
        Ok(text) => text,
        Err(error) => {
            // No file of that name, but perhaps a link.
            let code = what.split_once("#r=").map_or(what, |(_, code)| code);
            // An address may name a moment behind it.
            let code = code.split('&').next().unwrap_or(code);
            let link = Scenario::from_link(code);
            return link.map_err(|bad| format!("{what}: {error}; and it is no link: {bad}"));
        }
    };
    let found = if text.trim_start().starts_with('{') {
        Scenario::from_json(&text).map_err(|error| error.to_string())
    } else {
        Scenario::from_link(text.trim()).map_err(|error| error.to_string())
    };
    found.map_err(|error| format!("{what}: {error}"))
}

/// Plays a scenario up to a tick and tells what came of it.
pub fn play(scenario: Scenario, until: u64, trace: bool, as_json: bool) -> ExitCode {
    let mut session = Session::play(Arc::new(scenario));
    session.keep_memory(0);
    if trace {
        print_trace(&mut session, until);
    } else {
        session.advance(until, u64::MAX);
    }
    let scenario = session.scenario().cloned().unwrap_or_default();
    let expectations = scenario.expectations.iter().zip(session.verdicts());
    let failed = expectations.clone().any(|(_, verdict)| matches!(verdict, Verdict::Failed(_)));
    // A scenario that shows a bug expects the objection: then its expectations are what counts.
    let violations = session.report().violations();
    let surprised = scenario.setup.bugs == BugSet::NONE && !violations.is_empty();
    let is_fine = !failed && !surprised && session.troubles().is_empty();
    let hash = format!("{:016x}", session.world().trace_hash());
    if as_json {
        let expectations = expectations.map(|(expectation, verdict)| {
            let (verdict, decided) = word(*verdict);
            json!({ "when": when(expectation.deadline), "verdict": verdict, "decided": decided })
        });
        let troubles = session
            .troubles()
            .iter()
            .map(|one| json!({ "tick": one.tick.0, "place": one.place, "reason": one.reason.to_string() }));
        let violations = violations.iter().map(|one| {
            let property = one.breach.property().id();
            json!({ "tick": one.tick.0, "property": property, "sentence": one.breach.to_string() })
        });
        let value = json!({
            "passed": is_fine,
            "hash": hash,
            "ticks": session.world().now().0,
            "events": session.event_count(),
            "expectations": expectations.collect::<Vec<Value>>(),
            "troubles": troubles.collect::<Vec<Value>>(),
            "violations": violations.collect::<Vec<Value>>(),
        });
        say(&value.to_string());
    } else {
        for (at, (expectation, verdict)) in expectations.enumerate() {
            let ((verdict, decided), when) = (word(*verdict), when(expectation.deadline));
            let at_tick = decided.map_or(String::new(), |tick| format!(" at {tick} ms"));
            say(&format!("expectation {at} ({when}): {verdict}{at_tick}"));
        }
        for one in session.troubles() {
            say(&format!("at {} ms, {}: {}", one.tick, one.place, one.reason));
        }
        for one in violations {
            say(&one.to_string());
        }
        let (now, events) = (session.world().now(), session.event_count());
        let verdict = if is_fine { "passed" } else { "FAILED" };
        say(&format!("{verdict}: {now} ms, {events} events, trace hash {hash}"));
    }
    if is_fine { ExitCode::SUCCESS } else { ExitCode::from(FOUND) }
}

fn print_trace(session: &mut Session, until: u64) {
    while session.world().now().0 < until {
        let before = session.event_count();
        session.advance(1, u64::MAX);
        for (_, happened) in session.events_since(before) {
            say(&format!("{:>7} {}", happened.tick, happened.event));
        }
    }
}

fn word(verdict: Verdict) -> (&'static str, Option<u64>) {
    match verdict {
        Verdict::Open => ("open", None),
        Verdict::Met(tick) => ("met", Some(tick.0)),
        Verdict::Failed(tick) => ("failed", Some(tick.0)),
    }
}

fn when(deadline: Deadline) -> String {
    match deadline {
        Deadline::At(tick) => format!("at {tick} ms"),
        Deadline::By(tick) => format!("by {tick} ms"),
        Deadline::Always => "always".to_owned(),
        Deadline::Never => "never".to_owned(),
        Deadline::End => "at the end".to_owned(),
    }
}
