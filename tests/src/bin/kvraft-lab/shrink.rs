//! `kvraft-lab shrink`: a failing run, cut down to its shortest story.

use super::run::open;
use super::{FOUND, UNREADABLE, say};
use indicatif::{ProgressBar, ProgressStyle};
use kvraft_core::nemesis::Nemesis;
use kvraft_core::raft::BugSet;
use kvraft_core::scenario::Scenario;
use kvraft_core::shrink::Shrinker;
use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

/// Cut a run in which a judge objects down to its shortest story: fewer servers, actions, requests
/// and faults, with the same property broken.
///
/// Writes a scenario with narration. Exits with 0; 1 if no judge objects, 64 for wrong arguments, 65 for
/// what is no scenario.
#[derive(clap::Args)]
pub struct Arguments {
    /// A scenario file, a link, a seed of `explore`, or `-`.
    what: String,
    /// Write the story there; print it, if no file is given.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Try at most so many candidates.
    #[arg(long, value_name = "COUNT", default_value_t = 20_000)]
    trials: u64,
}

/// Shrinks.
pub fn run(arguments: &Arguments) -> ExitCode {
    let scenario = match find(&arguments.what) {
        Ok(scenario) => scenario,
        Err(error) => return unreadable(&error),
    };
    let mut shrinker = match Shrinker::new(&scenario) {
        Ok(shrinker) => shrinker,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::from(FOUND);
        }
    };
    let bar = ProgressBar::new_spinner();
    let style = ProgressStyle::with_template("{spinner} {elapsed} {pos} tried, {msg}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
    bar.enable_steady_tick(Duration::from_millis(100));
    while shrinker.trials() < arguments.trials && shrinker.step() {
        bar.set_position(shrinker.trials());
        let best = shrinker.best();
        bar.set_message(format!("{} actions, {} servers", best.steps.len(), best.setup.servers));
    }
    bar.finish_and_clear();
    let best = shrinker.best();
    eprintln!(
        "{} is broken by {} actions on {} servers; {} candidates tried{}",
        shrinker.property(),
        best.steps.len(),
        best.setup.servers,
        shrinker.trials(),
        if shrinker.is_done() { "" } else { ", not all" },
    );
    let story = format!("{:#}", shrinker.story().to_json());
    match &arguments.out {
        None => say(&story),
        Some(path) => {
            if let Err(error) = fs::write(path, story + "\n") {
                return unreadable(&format!("{}: {error}", path.display()));
            }
        }
    }
    ExitCode::SUCCESS
}

/// What is to be cut down: a seed's whole run, or what stands in a file.
fn find(what: &str) -> Result<Scenario, String> {
    let Ok(seed) = what.parse() else { return open(what) };
    let mut nemesis = Nemesis::new(seed, BugSet::NONE);
    let _ = nemesis.run();
    Ok(nemesis.export())
}

fn unreadable(error: &str) -> ExitCode {
    eprintln!("{error}");
    ExitCode::from(UNREADABLE)
}
