//! `kvraft-lab schema`: the JSON Schemas of scenario files and challenges.

use super::say;
use std::process::ExitCode;

/// Print the JSON Schema of scenario files, for editors that complete and check them.
#[derive(clap::Args)]
pub struct Arguments {
    /// Of challenges instead.
    #[arg(long)]
    challenge: bool,
    /// On one line.
    #[arg(long)]
    json: bool,
}

/// Prints it.
pub fn run(arguments: &Arguments) -> ExitCode {
    use kvraft_core::scenario;
    let schema =
        if arguments.challenge { scenario::challenge_schema() } else { scenario::schema() };
    say(&if arguments.json { schema.to_string() } else { format!("{schema:#}") });
    ExitCode::SUCCESS
}
