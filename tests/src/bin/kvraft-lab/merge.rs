//! `kvraft-lab merge`: the results of shards as one.

use super::results::Results;
use super::{FOUND, say, unreadable};
use serde_json::json;
use std::ops::Range;
use std::path::PathBuf;
use std::process::ExitCode;

/// Put the results of several explorations together, and see whether seeds are missing or were run twice.
///
/// Exits with 0 if all seeds were run once and nothing was found, else with 1; 64 for wrong arguments, 65
/// for a file that cannot be read.
#[derive(clap::Args)]
pub struct Arguments {
    /// What `explore --out` wrote.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Print the results as JSON.
    #[arg(long)]
    json: bool,
}

/// Merges.
pub fn run(arguments: &Arguments) -> ExitCode {
    let mut merged = Results::default();
    for file in &arguments.files {
        match Results::read(file) {
            Ok(results) => {
                // The whole is that of all of them, as far as it is known.
                merged.of = match (merged.of.take(), &results.of) {
                    (Some(a), Some(b)) => Some(a.start.min(b.start)..a.end.max(b.end)),
                    (a, b) => a.or_else(|| b.clone()),
                };
                merged.append(results);
            }
            Err(error) => return unreadable(&error),
        }
    }
    let (ranges, overlaps) = joined(std::mem::take(&mut merged.ranges));
    let gaps = merged.of.as_ref().map_or(Vec::new(), |of| gaps(of, &ranges));
    merged.ranges = ranges;
    merged.findings.sort_by_key(|one| one.seed);
    merged.findings.dedup_by_key(|one| one.seed);
    if arguments.json {
        let mut value = merged.to_json();
        let pairs = |ranges: &[Range<u64>]| {
            ranges.iter().map(|range| json!([range.start, range.end])).collect::<Vec<_>>()
        };
        value["missing"] = pairs(&gaps).into();
        value["twice"] = pairs(&overlaps).into();
        say(&value.to_string());
    } else {
        for (what, ranges) in [("were not run", &gaps), ("were run twice", &overlaps)] {
            for Range { start, end } in ranges {
                say(&format!("the seeds {start}..{end} {what}"));
            }
        }
        say(&merged.to_text());
    }
    let is_fine = merged.findings.is_empty() && gaps.is_empty() && overlaps.is_empty();
    if is_fine { ExitCode::SUCCESS } else { ExitCode::from(FOUND) }
}

/// Ranges that touch or overlap as one; and where they overlapped.
fn joined(mut ranges: Vec<Range<u64>>) -> (Vec<Range<u64>>, Vec<Range<u64>>) {
    ranges.sort_by_key(|range| (range.start, range.end));
    let (mut joined, mut overlaps) = (Vec::<Range<u64>>::new(), Vec::new());
    for range in ranges {
        match joined.last_mut() {
            Some(last) if range.start <= last.end => {
                if range.start < last.end {
                    overlaps.push(range.start..range.end.min(last.end));
                }
                last.end = last.end.max(range.end);
            }
            Some(_) | None => joined.push(range),
        }
    }
    (joined, overlaps)
}

/// What `ranges`, which are joined, leave out of `whole`.
fn gaps(whole: &Range<u64>, ranges: &[Range<u64>]) -> Vec<Range<u64>> {
    let mut gaps = Vec::new();
    let mut reached = whole.start;
    for range in ranges {
        if range.start > reached {
            gaps.push(reached..range.start.min(whole.end));
        }
        reached = reached.max(range.end);
    }
    if reached < whole.end {
        gaps.push(reached..whole.end);
    }
    gaps
}
