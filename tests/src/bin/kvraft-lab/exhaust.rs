//! `kvraft-lab exhaust`: all that a small cluster can come to.

use super::run::{open, save};
use super::{FOUND, UNREADABLE, USAGE, say, unreadable};
use indicatif::{ProgressBar, ProgressStyle};
use kvraft_core::check::Property;
use kvraft_core::console;
use kvraft_core::model::{Batch, Call, Finding, Path, Reach, Scope, Search, reach};
use kvraft_core::raft::{Bug, BugSet, Change};
use kvraft_core::sim::Action;
use serde_json::{Value, json};
use std::ops::Range;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// Go through every state that a small cluster can come to within bounds, and see whether a judge objects.
///
/// Time stands still: timers fire and messages arrive at any moment, in any order, or never; servers
/// crash and restart from their disks. What is found is found by as few steps as possible, and can be
/// written as a scenario. Exits with 0 if every state was seen and nobody objects; 1 if a judge
/// objects, 2 if it ran out or was stopped, 64 for wrong arguments, 65 for files that cannot be used.
#[derive(clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "switches of a command")]
pub struct Arguments {
    /// Begin as this scenario does: its servers, options, logs and bugs. What is done in it does not count.
    #[arg(long, value_name = "FILE")]
    setup: Option<String>,
    /// With this bug; without further bounds, in the scope in which it is known to show.
    #[arg(long, value_name = "NAME", value_parser = bug)]
    bug: Option<Bug>,
    /// Look for this property only, whatever else is broken.
    #[arg(long, value_name = "PROPERTY", value_parser = property)]
    judge: Option<Property>,
    /// Servers; 3, if not given.
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u32).range(1..=5))]
    servers: Option<u32>,
    /// How many of them, the first ones, are members at the start.
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u32).range(1..=5))]
    members: Option<u32>,
    /// The highest term.
    #[arg(long, value_name = "TERM")]
    term: Option<u64>,
    /// The longest log, in entries.
    #[arg(long, value_name = "ENTRIES")]
    log: Option<u64>,
    /// Election timeouts, all servers' together; any number within the terms, if not given.
    #[arg(long, value_name = "COUNT")]
    timeouts: Option<u8>,
    /// Crashes.
    #[arg(long, value_name = "COUNT")]
    crashes: Option<u8>,
    /// Messages that arrive twice.
    #[arg(long, value_name = "COUNT")]
    copies: Option<u8>,
    /// Heartbeats.
    #[arg(long, value_name = "COUNT")]
    heartbeats: Option<u8>,
    /// Times a client asks again.
    #[arg(long, value_name = "COUNT")]
    repeats: Option<u8>,
    /// Disks that stall.
    #[arg(long, value_name = "COUNT")]
    stalls: Option<u8>,
    /// Snapshots.
    #[arg(long, value_name = "COUNT")]
    snapshots: Option<u8>,
    /// Wishes to hand leadership over.
    #[arg(long, value_name = "COUNT")]
    transfers: Option<u8>,
    /// Messages on their way at a time; any number, if not given.
    #[arg(long, value_name = "COUNT")]
    messages: Option<usize>,
    /// A call that a client makes, such as "c2 append x 1". In the order of the options.
    #[arg(long = "call", value_name = "LINE", value_parser = call)]
    calls: Vec<Call>,
    /// Clients get answers, wait for them, and may ask again.
    #[arg(long)]
    answers: bool,
    /// A change that is asked of a leader, such as "members 1 2 4". In the order of the options.
    #[arg(long = "change", value_name = "LINE", value_parser = change)]
    changes: Vec<Change>,
    /// Servers ask whether they would win before they stand (PreVote).
    #[arg(long)]
    pre_vote: bool,
    /// Membership changes go one voter at a time, not through joint consensus.
    #[arg(long)]
    single_changes: bool,
    /// Tell states apart that differ by the servers' names only.
    #[arg(long)]
    no_symmetry: bool,
    /// Give up after so many states.
    #[arg(long, value_name = "COUNT", default_value_t = 100_000_000)]
    states: usize,
    /// Give up after so many seconds.
    #[arg(long, value_name = "SECONDS")]
    seconds: Option<u64>,
    /// Threads; as many as there are cores, if not given.
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u16).range(1..=256))]
    jobs: Option<u16>,
    /// Write what was found there, as a scenario.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Print the results as JSON.
    #[arg(long)]
    json: bool,
}

/// The code for a search that did not come to its end.
const RAN_OUT: u8 = 2;

fn bug(name: &str) -> Result<Bug, String> {
    let known = Bug::ALL.iter().copied().find(|bug| bug.id() == name);
    known.ok_or_else(|| format!("{name:?} is no bug of the catalogue"))
}

fn property(name: &str) -> Result<Property, String> {
    let known = Property::ALL.iter().copied().find(|property| property.id() == name);
    known.ok_or_else(|| {
        let all: Vec<&str> = Property::ALL.iter().map(|property| property.id()).collect();
        format!("{name:?} is none of {}", all.join(", "))
    })
}

fn action(line: &str) -> Result<Action, String> {
    console::parse(line, None).map_err(|error| error.to_string())
}

fn call(line: &str) -> Result<Call, String> {
    let Action::Submit { client, command, first: None } = action(line)? else {
        return Err(format!("{line:?} is no call such as \"c2 append x 1\""));
    };
    Ok(Call { client, command })
}

fn change(line: &str) -> Result<Change, String> {
    let Action::Members { voters, learners } = action(line)? else {
        return Err(format!("{line:?} is no change such as \"members 1 2 4\""));
    };
    Ok(Change { voters, learners })
}

/// The scope that the arguments tell of.
fn scope(arguments: &Arguments) -> Result<Scope, (u8, String)> {
    let mut scope = match arguments.bug.map(reach) {
        Some(Reach::Beyond(reason)) if arguments.setup.is_none() && arguments.term.is_none() => {
            return Err((USAGE, format!("That bug cannot show in such a search: {reason}")));
        }
        Some(Reach::Within(scope)) => *scope,
        Some(Reach::Beyond(_)) | None => Scope::new(3),
    };
    if let Some(file) = &arguments.setup {
        scope.setup = open(file).map_err(|error| (UNREADABLE, error))?.setup;
    }
    let setup = &mut scope.setup;
    setup.servers = arguments.servers.unwrap_or(setup.servers);
    setup.members = arguments.members.or(setup.members);
    setup.raft.pre_vote |= arguments.pre_vote;
    setup.raft.joint_consensus &= !arguments.single_changes;
    if let Some(bug) = arguments.bug {
        setup.bugs = setup.bugs.iter().chain([bug]).collect::<BugSet>();
    }
    let bounds = &mut scope.bounds;
    let set = |place: &mut u8, value: Option<u8>| *place = value.unwrap_or(*place);
    bounds.term = arguments.term.unwrap_or(bounds.term);
    bounds.log = arguments.log.unwrap_or(bounds.log);
    bounds.timeouts = arguments.timeouts.or(bounds.timeouts);
    bounds.messages = arguments.messages.or(bounds.messages);
    set(&mut bounds.crashes, arguments.crashes);
    set(&mut bounds.copies, arguments.copies);
    set(&mut bounds.heartbeats, arguments.heartbeats);
    set(&mut bounds.repeats, arguments.repeats);
    set(&mut bounds.stalls, arguments.stalls);
    set(&mut bounds.snapshots, arguments.snapshots);
    set(&mut bounds.transfers, arguments.transfers);
    if !arguments.calls.is_empty() {
        scope.calls.clone_from(&arguments.calls);
    }
    if !arguments.changes.is_empty() {
        scope.changes.clone_from(&arguments.changes);
    }
    scope.answers |= arguments.answers;
    scope.symmetry &= !arguments.no_symmetry;
    scope.check().map_err(|error| (USAGE, error))?;
    Ok(scope)
}

/// States that a thread takes at a time.
const CHUNK: usize = 512;
const LOOK: Duration = Duration::from_millis(100);

/// Searches.
pub fn run(arguments: &Arguments) -> ExitCode {
    let scope = match scope(arguments) {
        Ok(scope) => scope,
        Err((code, error)) => {
            eprintln!("{error}");
            return ExitCode::from(code);
        }
    };
    let stop = Arc::new(AtomicBool::new(false));
    let flag = stop.clone();
    // Where it cannot be caught, it ends the program as usual.
    let _ = ctrlc::set_handler(move || flag.store(true, Ordering::Relaxed));
    let jobs = arguments.jobs.map(usize::from);
    let jobs = jobs.or(thread::available_parallelism().ok().map(usize::from)).unwrap_or(1);
    let start = Instant::now();
    let mut search = Search::new(scope, arguments.judge);
    let limits = Limits { states: arguments.states, seconds: arguments.seconds, start, stop };
    let why = go(&mut search, jobs, &limits);
    let elapsed = start.elapsed();
    let shown = if arguments.json {
        to_json(&search, why, elapsed).to_string()
    } else {
        to_text(&search, why, elapsed)
    };
    say(&shown);
    if let (Some(finding), Some(path)) = (search.finding(), &arguments.out)
        && let Err(error) = save(path, &finding.scenario(search.scope()))
    {
        return unreadable(&error);
    }
    match why {
        None if search.finding().is_some() => ExitCode::from(FOUND),
        None => ExitCode::SUCCESS,
        Some(_) => ExitCode::from(RAN_OUT),
    }
}

/// When to give up.
struct Limits {
    states: usize,
    seconds: Option<u64>,
    start: Instant,
    stop: Arc<AtomicBool>,
}

impl Limits {
    /// Why to give up now, if it is time.
    fn reached(&self, search: &Search) -> Option<&'static str> {
        if self.stop.load(Ordering::Relaxed) {
            Some("stopped")
        } else if search.states() >= self.states {
            Some("states")
        } else if self.seconds.is_some_and(|most| self.start.elapsed().as_secs() >= most) {
            Some("time")
        } else {
            None
        }
    }
}

/// Searches on several threads. Returns why it gave up, if it did.
fn go(search: &mut Search, jobs: usize, limits: &Limits) -> Option<&'static str> {
    let bar = ProgressBar::new_spinner();
    let style = ProgressStyle::with_template("{spinner} {elapsed} {msg}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
    let mut paths: Vec<Path> = (0..jobs).map(|_| Path::default()).collect();
    let mut shown = Instant::now();
    let given_up = loop {
        let ranges: Vec<Range<usize>> = (0..jobs).map_while(|_| search.hand_out(CHUNK)).collect();
        if ranges.is_empty() {
            if !search.begin_level() {
                break None;
            }
            continue;
        }
        for batch in expand(search, ranges, &mut paths) {
            search.take(batch);
        }
        if search.finding().is_some() {
            break None;
        }
        let why = limits.reached(search);
        if why.is_some() {
            break why;
        }
        if shown.elapsed() >= LOOK {
            shown = Instant::now();
            let rate = rate(search, limits.start.elapsed());
            let (states, depth) = (search.states(), search.depth());
            bar.set_message(format!("{states} states, {depth} steps deep, {rate} states/s"));
            bar.tick();
        }
    };
    bar.finish_and_clear();
    given_up
}

fn expand(search: &Search, ranges: Vec<Range<usize>>, paths: &mut [Path]) -> Vec<Batch> {
    thread::scope(|scope| {
        let work = ranges.into_iter().zip(paths);
        let threads: Vec<_> =
            work.map(|(range, path)| scope.spawn(|| search.expand(range, path))).collect();
        threads.into_iter().map(|thread| thread.join().expect("it does not panic")).collect()
    })
}

fn rate(search: &Search, elapsed: Duration) -> u128 {
    search.states() as u128 * 1000 / elapsed.as_millis().max(1)
}

fn verdict(search: &Search, why: Option<&str>) -> &'static str {
    match (search.finding(), why) {
        (Some(_), _) => "violated",
        (None, None) => "exhausted",
        (None, Some(_)) => "ran-out",
    }
}

fn to_json(search: &Search, why: Option<&str>, elapsed: Duration) -> Value {
    let cuts = search.cuts();
    let finding = search.finding().map(|Finding { property, sentence, steps }| {
        let told = steps.iter().map(|step| step.tell(search.scope())["en"].clone());
        json!({
            "property": property.id(),
            "sentence": sentence,
            "steps": told.collect::<Vec<String>>(),
        })
    });
    json!({
        "verdict": verdict(search, why),
        "why": why,
        "states": search.states(),
        "transitions": search.transitions(),
        "depth": search.depth(),
        "namings": search.namings(),
        "realMs": u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX),
        "bytes": search.bytes(),
        "cuts": {
            "term": cuts.term,
            "log": cuts.log,
            "messages": cuts.messages,
            "steps": cuts.steps,
        },
        "finding": finding,
    })
}

fn to_text(search: &Search, why: Option<&str>, elapsed: Duration) -> String {
    let mut lines = Vec::new();
    if let Some(Finding { property, sentence, steps }) = search.finding() {
        let told = (1..).zip(steps);
        lines.extend(
            told.map(|(number, step)| format!("{number:>3} {}", step.tell(search.scope())["en"])),
        );
        lines.push(format!("{property}: {sentence}"));
    }
    let (ran_out, why) = (why, why.map_or(String::new(), |why| format!(" ({why})")));
    let cuts = search.cuts();
    lines.push(format!(
        "{}{why}: {} states, {} transitions, {} steps deep, in {}.{:01} s; {} states/s, {} MB; \
         beyond bounds: {} by term, {} by log, {} by messages",
        verdict(search, ran_out),
        search.states(),
        search.transitions(),
        search.depth(),
        elapsed.as_secs(),
        elapsed.subsec_millis() / 100,
        rate(search, elapsed),
        search.bytes() / 1_000_000,
        cuts.term,
        cuts.log,
        cuts.messages,
    ));
    lines.join("\n")
}
