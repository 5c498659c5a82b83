//! `kvraft-lab`: the lab from the command line.

// The browser's tests build this crate's library alone.
#[cfg(not(target_family = "wasm"))]
mod check;

#[cfg(not(target_family = "wasm"))]
mod cli {
    use super::check;
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
        Check(check::Arguments),
    }

    /// The code for arguments that make no sense (`EX_USAGE`): clap's own, 2, means something else here.
    const USAGE: u8 = 64;

    /// Does what the arguments say.
    pub fn run() -> ExitCode {
        match Arguments::try_parse() {
            Ok(arguments) => match arguments.command {
                Subcommands::Check(arguments) => check::run(&arguments),
            },
            Err(error) => {
                // Help and version are no errors. That nobody reads it is none of ours.
                let _ = error.print();
                if error.use_stderr() { ExitCode::from(USAGE) } else { ExitCode::SUCCESS }
            }
        }
    }
}

#[cfg(not(target_family = "wasm"))]
fn main() -> std::process::ExitCode {
    cli::run()
}

#[cfg(target_family = "wasm")]
fn main() {}
