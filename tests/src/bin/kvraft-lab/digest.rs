//! `kvraft-lab digest`: numbers by which two builds of the simulation can be compared.

use super::explore::seeds;
use super::say;
use kvraft_core::nemesis;
use serde_json::json;
use std::ops::Range;
use std::process::ExitCode;

/// Print one number for the trace hashes of every so many seeds: equal on all platforms.
#[derive(clap::Args)]
pub struct Arguments {
    /// Of these seeds, the last one excluded.
    #[arg(long, value_name = "A..B", value_parser = seeds, default_value = "0..1000")]
    seeds: Range<u64>,
    /// For so many seeds each.
    #[arg(long, value_name = "COUNT", default_value_t = 50, value_parser = clap::value_parser!(u64).range(1..))]
    each: u64,
    /// Print an array instead of lines.
    #[arg(long)]
    json: bool,
}

/// Prints them.
pub fn run(arguments: &Arguments) -> ExitCode {
    let Range { mut start, end } = arguments.seeds;
    let mut all = Vec::new();
    while start < end {
        let next = start.saturating_add(arguments.each).min(end);
        let digest = format!("{:016x}", nemesis::digest(start..next));
        if !arguments.json {
            say(&digest);
        }
        all.push(digest);
        start = next;
    }
    if arguments.json {
        say(&json!(all).to_string());
    }
    ExitCode::SUCCESS
}
