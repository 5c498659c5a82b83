//! `kvraft-lab shrink`: a failing run, cut down to its shortest story.

use super::run::{open_run, save};
use super::{FOUND, say, unreadable};
use indicatif::{ProgressBar, ProgressStyle};
use kvraft_core::shrink::Shrinker;
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
    let scenario = match open_run(&arguments.what) {
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
    let story = shrinker.story();
    match &arguments.out {
        None => say(&format!("{:#}", story.to_json())),
        Some(path) => {
            if let Err(error) = save(path, &story) {
                return unreadable(&error);
            }
        }
    }
    ExitCode::SUCCESS
}
