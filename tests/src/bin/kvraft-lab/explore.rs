//! `kvraft-lab explore`: random clusters in random trouble, on all cores.

use super::results::Results;
use super::{FOUND, say, unreadable};
use indicatif::{ProgressBar, ProgressStyle};
use kvraft_core::nemesis::{self, Finding, Kind, Outcome};
use kvraft_core::sentence::{Fact, Sentence};
use kvraft_core::types::Tick;
use std::ops::Range;
use std::panic;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

/// Run random clusters in random trouble: each must be safe while it lasts and live again afterwards.
///
/// Each seed is a run of its own. Ctrl-C ends it with what was found. Exits with 0 if nothing was found
/// wrong and 1 if something was; 64 for wrong arguments, 65 for a file that cannot be written.
#[derive(clap::Args)]
pub struct Arguments {
    /// These seeds, the last one excluded.
    #[arg(long, value_name = "A..B", value_parser = seeds, required_unless_present = "duration")]
    seeds: Option<Range<u64>>,
    /// For so long: 90s, 10m, 8h. With --seeds: at most for so long.
    #[arg(long = "for", value_name = "DURATION", value_parser = duration)]
    duration: Option<Duration>,
    /// Of n equal parts of the seeds, the i-th, from 1 on: one for each job of an array.
    #[arg(long, value_name = "I/N", value_parser = shard, default_value = "1/1")]
    shard: (u64, u64),
    /// Threads; as many as there are cores, if not given.
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u16).range(1..=1024))]
    jobs: Option<u16>,
    /// Write the results there as JSON, every half minute and at the end.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Print the results as JSON.
    #[arg(long)]
    json: bool,
}

/// Without an end of the seeds, each shard begins so far behind the one before.
const SHARD_SEEDS: u64 = 1_000_000_000_000;
const LOOK: Duration = Duration::from_millis(100);
const BETWEEN_WRITES: Duration = Duration::from_secs(30);

/// Seeds as `A..B`.
pub fn seeds(text: &str) -> Result<Range<u64>, String> {
    let wrong = || format!("{text:?} is no range of seeds such as 0..1000");
    let (start, end) = text.split_once("..").ok_or_else(wrong)?;
    let (start, end) = (start.trim().parse().ok(), end.trim().parse().ok());
    let (Some(start), Some(end)) = (start, end) else { return Err(wrong()) };
    if start < end { Ok(start..end) } else { Err(format!("there is no seed in {text}")) }
}

fn duration(text: &str) -> Result<Duration, String> {
    let wrong = || format!("{text:?} is no duration such as 90s, 10m or 8h");
    let (number, unit) = [("s", 1), ("m", 60), ("h", 3600)]
        .into_iter()
        .find_map(|(unit, seconds)| Some((text.strip_suffix(unit)?, seconds)))
        .ok_or_else(wrong)?;
    let number: u64 = number.parse().map_err(|_| wrong())?;
    let seconds = number.checked_mul(unit).filter(|&seconds| seconds > 0).ok_or_else(wrong)?;
    Ok(Duration::from_secs(seconds))
}

fn shard(text: &str) -> Result<(u64, u64), String> {
    let parts = text.split_once('/').and_then(|(i, n)| Some((i.parse().ok()?, n.parse().ok()?)));
    let (i, n): (u64, u64) = parts.ok_or_else(|| format!("{text:?} is no shard such as 1/8"))?;
    let is_one = (1..=n).contains(&i) && n <= 1_000_000;
    is_one.then_some((i, n)).ok_or_else(|| format!("shards of {n} are 1/{n} to {n}/{n}"))
}

/// The seeds of one shard: nearly equal parts, without gaps.
fn part(seeds: &Range<u64>, (i, n): (u64, u64)) -> Range<u64> {
    let length = u128::from(seeds.end - seeds.start);
    let at = |i: u64| {
        let offset = length * u128::from(i) / u128::from(n);
        seeds.start + u64::try_from(offset).expect("no more than the length")
    };
    at(i - 1)..at(i)
}

/// Explores.
pub fn run(arguments: &Arguments) -> ExitCode {
    let seeds = if let Some(seeds) = &arguments.seeds {
        part(seeds, arguments.shard)
    } else {
        let start = (arguments.shard.0 - 1) * SHARD_SEEDS;
        start..start + SHARD_SEEDS
    };
    let stop = Arc::new(AtomicBool::new(false));
    let flag = stop.clone();
    // Where it cannot be caught, it ends the program as usual.
    let _ = ctrlc::set_handler(move || flag.store(true, Ordering::Relaxed));
    let jobs = arguments.jobs.map(usize::from);
    let jobs = jobs.or(thread::available_parallelism().ok().map(usize::from)).unwrap_or(1);
    let exploration = Exploration {
        next: AtomicU64::new(seeds.start),
        working: AtomicUsize::new(jobs),
        results: Mutex::new(Results { of: arguments.seeds.clone(), ..Results::default() }),
        start: Instant::now(),
        seeds,
        stop,
    };
    // A panic is a finding like others, and is told with them.
    panic::set_hook(Box::new(|_| {}));
    let out = arguments.out.as_deref();
    let written = thread::scope(|scope| {
        for _ in 0..jobs {
            scope.spawn(|| exploration.work());
        }
        exploration.watch(arguments.duration, out)
    });
    let _ = panic::take_hook();
    let results = exploration.results();
    let shown = if arguments.json { results.to_json().to_string() } else { results.to_text() };
    say(&shown);
    if let Err(error) = written.and_then(|()| write(out, &results)) {
        return unreadable(&error);
    }
    if results.findings.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(FOUND) }
}

/// What the threads share.
struct Exploration {
    seeds: Range<u64>,
    /// All seeds before it are done, or are being run.
    next: AtomicU64,
    /// How many threads go on.
    working: AtomicUsize,
    stop: Arc<AtomicBool>,
    results: Mutex<Results>,
    start: Instant,
}

impl Exploration {
    fn work(&self) {
        while !self.stop.load(Ordering::Relaxed) {
            let seed = self.next.fetch_add(1, Ordering::Relaxed);
            if seed >= self.seeds.end {
                break;
            }
            let outcome = explore(seed);
            self.results.lock().expect("nobody panics with it").add(&outcome);
        }
        self.working.fetch_sub(1, Ordering::Relaxed);
    }

    /// Shows how far it is until all threads have ended.
    fn watch(&self, limit: Option<Duration>, out: Option<&Path>) -> Result<(), String> {
        let bar = bar(&self.seeds, limit);
        let (mut written, mut shown) = (Instant::now(), 0);
        while self.working.load(Ordering::Relaxed) > 0 {
            thread::sleep(LOOK);
            if limit.is_some_and(|limit| self.start.elapsed() >= limit) {
                self.stop.store(true, Ordering::Relaxed);
            }
            let results = self.results();
            for one in &results.findings[shown..] {
                bar.println(format!("seed {}: {} — {}", one.seed, one.kind, one.replay()));
            }
            shown = results.findings.len();
            let seeds = results.seeds();
            let rate = seeds * 1000 / results.real_ms.max(1);
            bar.set_message(format!("{seeds} seeds, {rate}/s, {shown} failed"));
            bar.set_position(if limit.is_some() { results.real_ms } else { seeds });
            if written.elapsed() >= BETWEEN_WRITES {
                write(out, &results)?;
                written = Instant::now();
            }
        }
        bar.finish_and_clear();
        Ok(())
    }

    /// What is known so far. While threads work, a few of the seeds told are not done yet.
    fn results(&self) -> Results {
        let mut results = self.results.lock().expect("nobody panics with it").clone();
        let end = self.next.load(Ordering::Relaxed).min(self.seeds.end);
        let busy = self.working.load(Ordering::Relaxed) as u64;
        let end = end.saturating_sub(busy).max(self.seeds.start);
        if end > self.seeds.start {
            results.ranges.push(self.seeds.start..end);
        }
        results.real_ms = u64::try_from(self.start.elapsed().as_millis()).unwrap_or(u64::MAX);
        results.findings.sort_by_key(|one| one.seed);
        results
    }
}

/// Runs a seed. A panic is a finding, too.
pub fn explore(seed: u64) -> Outcome {
    panic::catch_unwind(|| nemesis::explore(seed)).unwrap_or_else(|payload| {
        let words = payload.downcast_ref::<String>().cloned();
        let words = words.or_else(|| payload.downcast_ref::<&str>().map(ToString::to_string));
        let words = words.unwrap_or_else(|| "It did not say why.".to_owned());
        let sentence = Sentence::new("{words}", vec![("words", Fact::Said(words))]);
        let finding = Finding { seed, kind: Kind::Panic, at: Tick(0), code: "panic", sentence };
        Outcome { seed, hash: 0, ticks: 0, events: 0, finding: Some(finding) }
    })
}

fn bar(seeds: &Range<u64>, limit: Option<Duration>) -> ProgressBar {
    let length = match limit {
        Some(limit) => u64::try_from(limit.as_millis()).unwrap_or(u64::MAX),
        None => seeds.end - seeds.start,
    };
    let style = ProgressStyle::with_template("{wide_bar} {percent}% {msg}, {eta} left");
    ProgressBar::new(length).with_style(style.expect("the template is right"))
}

fn write(out: Option<&Path>, results: &Results) -> Result<(), String> {
    let Some(path) = out else { return Ok(()) };
    let text = format!("{:#}\n", results.to_json());
    // Whoever reads it meanwhile finds the old or the new, nothing between.
    let beside = path.with_extension("part");
    let written = std::fs::write(&beside, text).and_then(|()| std::fs::rename(&beside, path));
    written.map_err(|error| format!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shards_are_the_whole() {
        for (seeds, count) in [(0..10, 3), (7..8, 4), (5..1005, 7), (0..u64::MAX, 1000)] {
            let parts: Vec<Range<u64>> = (1..=count).map(|i| part(&seeds, (i, count))).collect();
            assert_eq!(parts.first().map(|part| part.start), Some(seeds.start));
            assert_eq!(parts.last().map(|part| part.end), Some(seeds.end));
            assert!(parts.windows(2).all(|two| two[0].end == two[1].start));
        }
    }
}
