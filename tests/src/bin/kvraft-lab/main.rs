//! `kvraft-lab`: the lab from the command line.

// The browser's tests build this crate's library alone.
#[cfg(not(target_family = "wasm"))]
mod attempt;

#[cfg(not(target_family = "wasm"))]
mod check;

#[cfg(not(target_family = "wasm"))]
mod digest;

#[cfg(not(target_family = "wasm"))]
mod exhaust;

#[cfg(not(target_family = "wasm"))]
mod explore;

#[cfg(not(target_family = "wasm"))]
mod lab;

#[cfg(not(target_family = "wasm"))]
mod merge;

#[cfg(not(target_family = "wasm"))]
mod replay;

#[cfg(not(target_family = "wasm"))]
mod results;

#[cfg(not(target_family = "wasm"))]
mod run;

#[cfg(not(target_family = "wasm"))]
mod schema;

#[cfg(not(target_family = "wasm"))]
mod shrink;

#[cfg(not(target_family = "wasm"))]
mod trace;

#[cfg(not(target_family = "wasm"))]
mod cli {
    use super::{
        USAGE, check, digest, exhaust, explore, lab, merge, replay, run, schema, shrink, trace,
    };
    use clap::{Parser, Subcommand};
    use std::process::ExitCode;

    /// A fault-tolerant key/value store to experiment with.
    #[derive(Parser)]
    #[command(name = "kvraft-lab", version)]
    struct Arguments {
        #[command(subcommand)]
        command: Subcommands,
    }

    #[derive(Subcommand)]
    enum Subcommands {
        Run(run::Arguments),
        Lab(lab::Arguments),
        Explore(explore::Arguments),
        Exhaust(exhaust::Arguments),
        Replay(replay::Arguments),
        Merge(merge::Arguments),
        Shrink(shrink::Arguments),
        Trace(trace::Arguments),
        Check(check::Arguments),
        Digest(digest::Arguments),
        Schema(schema::Arguments),
    }

    /// Does what the arguments say.
    pub fn run() -> ExitCode {
        match Arguments::try_parse() {
            Ok(arguments) => match arguments.command {
                Subcommands::Run(arguments) => run::run(&arguments),
                Subcommands::Lab(arguments) => lab::run(&arguments),
                Subcommands::Explore(arguments) => explore::run(&arguments),
                Subcommands::Exhaust(arguments) => exhaust::run(&arguments),
                Subcommands::Replay(arguments) => replay::run(&arguments),
                Subcommands::Merge(arguments) => merge::run(&arguments),
                Subcommands::Shrink(arguments) => shrink::run(&arguments),
                Subcommands::Trace(arguments) => trace::run(&arguments),
                Subcommands::Check(arguments) => check::run(&arguments),
                Subcommands::Digest(arguments) => digest::run(&arguments),
                Subcommands::Schema(arguments) => schema::run(&arguments),
            },
            Err(error) => {
                // Help and version are no errors. That nobody reads it is none of ours.
                let _ = error.print();
                if error.use_stderr() { ExitCode::from(USAGE) } else { ExitCode::SUCCESS }
            }
        }
    }
}

/// Something was found wrong.
#[cfg(not(target_family = "wasm"))]
const FOUND: u8 = 1;
/// The code for arguments that make no sense (`EX_USAGE`): clap's own, 2, means something else here.
#[cfg(not(target_family = "wasm"))]
const USAGE: u8 = 64;
/// A file cannot be read or written, or not be understood (`EX_DATAERR`).
#[cfg(not(target_family = "wasm"))]
const UNREADABLE: u8 = 65;

/// Says why a file cannot be used, and ends with that.
#[cfg(not(target_family = "wasm"))]
fn unreadable(error: &str) -> std::process::ExitCode {
    eprintln!("{error}");
    std::process::ExitCode::from(UNREADABLE)
}

/// Prints a line. That nobody reads on is no reason to panic.
#[cfg(not(target_family = "wasm"))]
fn say(line: &str) {
    use std::io::Write;
    let _ = writeln!(std::io::stdout(), "{line}");
}

#[cfg(not(target_family = "wasm"))]
fn main() -> std::process::ExitCode {
    cli::run()
}

#[cfg(target_family = "wasm")]
fn main() {}
