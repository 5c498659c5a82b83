//! `kvraft-lab lab`: the tests of the 6.824 lab.

use super::explore::seeds;
use super::{FOUND, say};
use kvraft_core::check::linearizability::Verdict;
use kvraft_tests::lab::{Figures, ROWS, ROWS_3B, Row};
use serde_json::{Value, json};
use std::ops::Range;
use std::process::ExitCode;
use std::time::Instant;

/// Run the tests of MIT 6.824's Lab 3 in virtual time, and print its table.
///
/// Exits with 0 if all pass, else with 1; 64 for wrong arguments.
#[derive(clap::Args)]
pub struct Arguments {
    /// On these seeds, the last one excluded.
    #[arg(long, value_name = "A..B", value_parser = seeds, default_value = "1..2")]
    seeds: Range<u64>,
    /// Only these tests: their names, or parts of them; `3A` and `3B` mean whole labs.
    #[arg(value_name = "TEST")]
    tests: Vec<String>,
    /// Print an object for each test and seed instead of the table.
    #[arg(long)]
    json: bool,
}

/// Runs them.
pub fn run(arguments: &Arguments) -> ExitCode {
    let rows: Vec<(&str, &Row)> = ROWS
        .iter()
        .map(|row| ("3A", row))
        .chain(ROWS_3B.iter().map(|row| ("3B", row)))
        .filter(|(lab, row)| is_chosen(&arguments.tests, lab, row))
        .collect();
    if rows.is_empty() {
        eprintln!("No test has {:?} in its name; without names, all are run.", arguments.tests);
        return ExitCode::from(super::USAGE);
    }
    if !arguments.json {
        say(Figures::HEAD);
    }
    let (mut failed, start) = (0_u64, Instant::now());
    for seed in arguments.seeds.clone() {
        for (lab, row) in &rows {
            let result = row.run(seed);
            failed += u64::from(result.is_err());
            if arguments.json {
                say(&object(lab, row, seed, &result).to_string());
            } else {
                match result {
                    Ok(figures) => say(&figures.to_string()),
                    Err(failure) => say(&format!("{}, seed {seed}: FAILED: {failure}", row.name)),
                }
            }
        }
    }
    if !arguments.json {
        let runs = rows.len() as u64 * (arguments.seeds.end - arguments.seeds.start);
        let seconds = start.elapsed().as_secs_f64();
        say(&format!("{} passed, {failed} failed, {seconds:.2} s", runs - failed));
    }
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::from(FOUND) }
}

fn is_chosen(tests: &[String], lab: &str, row: &Row) -> bool {
    tests.is_empty() || tests.iter().any(|test| test == lab || row.name.contains(test.as_str()))
}

fn object(lab: &str, row: &Row, seed: u64, result: &Result<Figures, String>) -> Value {
    match result {
        Ok(figures) => json!({
            "lab": lab,
            "test": row.name,
            "seed": seed,
            "passed": true,
            "servers": row.servers,
            "virtualMs": figures.virtual_ms,
            "rpcs": figures.rpcs,
            "ops": figures.ops,
            "elections": figures.elections,
            "checks": figures.checks,
            "wallMs": u64::try_from(figures.wall.as_millis()).unwrap_or(u64::MAX),
            "linearizable": figures.verdict == Verdict::Linearizable,
        }),
        Err(failure) => json!({
            "lab": lab, "test": row.name, "seed": seed, "passed": false, "failure": failure,
        }),
    }
}
