//! `kvraft-lab schema`: the JSON Schema of scenario files.

use super::say;
use std::process::ExitCode;

/// Print the JSON Schema of scenario files, for editors that complete and check them.
#[derive(clap::Args)]
pub struct Arguments {
    /// On one line.
    #[arg(long)]
    json: bool,
}

/// Prints it.
pub fn run(arguments: &Arguments) -> ExitCode {
    let schema = kvraft_core::scenario::schema();
    say(&if arguments.json { schema.to_string() } else { format!("{schema:#}") });
    ExitCode::SUCCESS
}
