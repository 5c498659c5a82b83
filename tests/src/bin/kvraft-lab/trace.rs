//! `kvraft-lab trace`: a run for the tools of others.

use super::run::open_run;
use super::unreadable;
use kvraft_core::export::{Export, Format};
use kvraft_core::session::Session;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Write a run for the tools of others: as a trace to be validated against a TLA+ specification, in the
/// vocabulary of etcd-io/raft, or as a log with vector clocks for ShiViz.
///
/// Exits with 0 when all is written; 64 for wrong arguments, 65 for what cannot be read or written.
#[derive(clap::Args)]
pub struct Arguments {
    /// A scenario file, a link, `-`, or a seed of `explore`.
    what: String,
    /// `etcd` or `shiviz`.
    #[arg(long, value_parser = format)]
    format: Format,
    /// Up to this tick, if the scenario has no end of its own.
    #[arg(long, value_name = "TICK", default_value_t = 60_000)]
    until: u64,
    /// Write to a file instead of printing.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

fn format(word: &str) -> Result<Format, String> {
    Format::of(word).ok_or_else(|| {
        let words: Vec<&str> = Format::ALL.iter().map(|format| format.word()).collect();
        format!("expected {}", words.join(" or "))
    })
}

/// Writes it.
pub fn run(arguments: &Arguments) -> ExitCode {
    match write(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => unreadable(&error),
    }
}

fn write(arguments: &Arguments) -> Result<(), String> {
    let Arguments { what, format, until, out } = arguments;
    let scenario = open_run(what)?;
    let until = scenario.until.map_or(*until, |until| until.0);
    let mut session = Session::play(scenario.into());
    session.keep_memory(0);
    session.keep_events(0);
    session.advance(until, u64::MAX);
    let written = match out {
        Some(path) => File::create(path).and_then(|file| pour(&session, *format, file)),
        None => pour(&session, *format, io::stdout().lock()),
    };
    match written {
        // That nobody reads on is none of ours.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        Err(error) => {
            let name = out.as_deref().unwrap_or(Path::new("-")).display();
            Err(format!("{name}: {error}"))
        }
        Ok(()) => Ok(()),
    }
}

fn pour(session: &Session, format: Format, to: impl Write) -> io::Result<()> {
    let mut to = BufWriter::new(to);
    Export::new(session, format).try_for_each(|record| writeln!(to, "{record}"))?;
    to.flush()
}
