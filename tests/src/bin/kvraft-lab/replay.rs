//! `kvraft-lab replay`: a seed again, to look at.

use super::run::{open, play, save};
use super::{FOUND, say, unreadable};
use kvraft_core::nemesis::{Nemesis, Outcome};
use kvraft_core::raft::BugSet;
use kvraft_core::session::Session;
use serde_json::json;
use std::path::PathBuf;
use std::process::ExitCode;

/// Run a seed of `explore` again, or a file that was exported from one.
///
/// Exits with 0 if nothing is wrong with it, else with 1; 64 for wrong arguments, 65 for a file that
/// cannot be read or written.
#[derive(clap::Args)]
pub struct Arguments {
    /// A seed, or a scenario file.
    what: String,
    /// Write what was done as a scenario: it has the same trace hash, in the page as well.
    #[arg(long, value_name = "FILE")]
    export: Option<PathBuf>,
    /// Print every event.
    #[arg(long)]
    trace: bool,
    /// Print an object instead of text.
    #[arg(long)]
    json: bool,
}

/// Runs it again.
pub fn run(arguments: &Arguments) -> ExitCode {
    let Ok(seed) = arguments.what.parse::<u64>() else {
        return match open(&arguments.what) {
            Ok(scenario) => {
                let until = scenario.until.map_or(60_000, |until| until.0);
                play(scenario, until, arguments.trace, arguments.json)
            }
            Err(error) => unreadable(&error),
        };
    };
    let mut nemesis = Nemesis::new(seed, BugSet::NONE);
    let outcome = nemesis.run();
    let scenario = nemesis.export();
    if arguments.trace {
        let mut session = Session::play(scenario.clone().into());
        while session.world().now().0 < outcome.ticks {
            let before = session.event_count();
            session.advance(1, u64::MAX);
            for (_, happened) in session.events_since(before) {
                say(&format!("{:>7} {}", happened.tick, happened.event));
            }
        }
    }
    if let Some(path) = &arguments.export
        && let Err(error) = save(path, &scenario)
    {
        return unreadable(&error);
    }
    tell(&nemesis, &outcome, &scenario.to_link(), arguments.json);
    if outcome.finding.is_none() { ExitCode::SUCCESS } else { ExitCode::from(FOUND) }
}

fn tell(nemesis: &Nemesis, outcome: &Outcome, link: &str, as_json: bool) {
    let Outcome { seed, hash, ticks, events, finding } = outcome;
    let hash = format!("{hash:016x}");
    if as_json {
        let finding = finding
            .as_ref()
            .map(|one| json!({ "kind": one.kind.id(), "at": one.at.0, "sentence": one.sentence.to_string() }));
        let value = json!({
            "seed": seed, "hash": hash, "ticks": ticks, "events": events, "finding": finding,
            "link": link,
        });
        say(&value.to_string());
        return;
    }
    let setup = nemesis.session().world().setup();
    say(&format!("{} servers, {} clients, {:?}", setup.servers, setup.clients, setup.raft));
    say(&format!("faults: {:?}", nemesis.faults()));
    let actions = nemesis.session().recording().len();
    say(&format!("{actions} actions, {ticks} ms, {events} events, trace hash {hash}"));
    match finding {
        Some(finding) => say(&finding.to_string()),
        None => say(&format!("seed {seed}: nothing is wrong with it")),
    }
    say(&format!("link: {link}"));
}
