//! Golden scripts: worked examples of Raft and the KV service, one file each in `scripts/`, with what
//! happens below each command. `UPDATE_GOLDENFILES=1 cargo test --test golden` writes them anew.
//!
//! A command is a line of the action language (`> LINE` if it holds `|` or `@`), one of those that let
//! time pass (see `kvraft_tests::script`), or one of these:
//!
//! ```text
//! cluster [servers=N] [clients=N] [seed=N] [delay=A..B] [disk=A..B] [election=A..B|never]
//!         [heartbeat=N] [batch=N] [window=N] [retry=N] [bug=ID]...
//! show roles|logs|disks|stores|sessions|calls
//! trace on|off KIND...          which events are printed: raft clients faults (on at first),
//!                               messages arrivals losses applied disks
//! ```
//!
//! Heartbeats without entries, and answers to them that say nothing new, are not printed.

use goldenscript::{Argument, Context};
use kvraft_core::kv::{Command, Text};
use kvraft_core::raft::{Bug, BugSet, Config, Payload, Role};
use kvraft_core::session::Session;
use kvraft_core::sim::{Address, Event, Node, Setup, Status, Summary, World};
use kvraft_core::types::{LogIndex, Term};
use kvraft_tests::script;
use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;

/// An election timeout that never comes.
const NEVER: u64 = 1_000_000_000;

type Output = Result<String, Box<dyn Error>>;

struct Runner {
    session: Session,
    /// The first event not yet printed.
    printed: u64,
    violations_printed: usize,
    traced: Vec<Kind>,
    /// The last acknowledgement on each way: the term, and up to where.
    acknowledged: BTreeMap<(Address, Address), (Term, LogIndex)>,
}

/// What an event is about, to choose what to print.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Raft,
    Clients,
    Faults,
    Messages,
    Arrivals,
    Losses,
    Applied,
    Disks,
}

const KINDS: [(&str, Kind); 8] = [
    ("raft", Kind::Raft),
    ("clients", Kind::Clients),
    ("faults", Kind::Faults),
    ("messages", Kind::Messages),
    ("arrivals", Kind::Arrivals),
    ("losses", Kind::Losses),
    ("applied", Kind::Applied),
    ("disks", Kind::Disks),
];

fn kind_of(event: &Event) -> Kind {
    match event {
        Event::Raft { .. } => Kind::Raft,
        Event::Called { .. } | Event::Returned { .. } => Kind::Clients,
        Event::Sent { .. } | Event::Duplicated { .. } => Kind::Messages,
        Event::Delivered { .. } => Kind::Arrivals,
        Event::Dropped { .. } => Kind::Losses,
        Event::Applied { .. } => Kind::Applied,
        Event::Persisted { .. } => Kind::Disks,
        Event::Crashed { .. }
        | Event::Restarted { .. }
        | Event::Paused { .. }
        | Event::Resumed { .. }
        | Event::Cut { .. }
        | Event::Mended { .. }
        | Event::Partitioned { .. }
        | Event::Healed
        | Event::Tuned => Kind::Faults,
    }
}

/// Not so heartbeats, and the answers to them that repeat an acknowledgement.
fn is_news(
    event: &Event,
    acknowledged: &mut BTreeMap<(Address, Address), (Term, LogIndex)>,
) -> bool {
    let Event::Sent { from, to, summary, .. } = event else { return true };
    match *summary {
        Summary::AppendEntries { count, .. } => count > 0,
        Summary::AppendEntriesResponse { term, outcome: Ok(index) } => {
            acknowledged.insert((*from, *to), (term, index)) != Some((term, index))
        }
        Summary::AppendEntriesResponse { .. }
        | Summary::RequestVote { .. }
        | Summary::RequestVoteResponse { .. }
        | Summary::Request { .. }
        | Summary::Reply { .. } => true,
    }
}

impl goldenscript::Runner for Runner {
    type Command = goldenscript::Command;

    fn run(&mut self, command: &goldenscript::Command, _: &Context) -> Output {
        let words: Vec<&str> = command.args.iter().filter_map(positional).collect();
        match (command.name.as_str(), words.as_slice()) {
            ("cluster", []) => self.cluster(command),
            ("show", [what]) => self.show(what),
            ("trace", [switch @ ("on" | "off"), kinds @ ..]) => self.trace(switch, kinds),
            // A line given raw comes as the name alone.
            (line, []) => self.line(line),
            _ => self.line(&command.to_string()),
        }
    }

    fn end_script(&mut self) -> Result<(), Box<dyn Error>> {
        let violations = self.session.report().violations();
        match violations.first() {
            Some(violation) if self.session.world().setup().bugs == BugSet::NONE => {
                Err(format!("without bugs: {violation}").into())
            }
            _ => Ok(()),
        }
    }
}

fn positional(argument: &Argument) -> Option<&str> {
    match argument {
        Argument::Positional(word) => Some(word),
        Argument::KeyValue(..) | _ => None,
    }
}

/// `A..B`, or one number for both.
fn range(text: &str) -> Result<(u64, u64), Box<dyn Error>> {
    let (min, max) = text.split_once("..").unwrap_or((text, text));
    Ok((min.parse()?, max.parse()?))
}

impl Runner {
    fn new() -> Self {
        let traced = vec![Kind::Raft, Kind::Clients, Kind::Faults];
        let session = Session::new(Setup::default());
        let acknowledged = BTreeMap::new();
        Self { session, printed: 0, violations_printed: 0, traced, acknowledged }
    }

    fn cluster(&mut self, command: &goldenscript::Command) -> Output {
        let mut setup = Setup { servers: 3, clients: 1, disk: (1, 1), ..Setup::default() };
        (setup.link.delay_min, setup.link.delay_max) = (10, 10);
        for argument in &command.args {
            let Argument::KeyValue(key, value) = argument else {
                return Err(format!("{argument}?").into());
            };
            let Config { election_timeout_min, election_timeout_max, .. } = &mut setup.raft;
            match key.as_str() {
                "servers" => setup.servers = value.parse()?,
                "clients" => setup.clients = value.parse()?,
                "seed" => setup.seed = value.parse()?,
                "delay" => (setup.link.delay_min, setup.link.delay_max) = range(value)?,
                "disk" => setup.disk = range(value)?,
                "election" if value == "never" => {
                    (*election_timeout_min, *election_timeout_max) = (NEVER, NEVER);
                }
                "election" => (*election_timeout_min, *election_timeout_max) = range(value)?,
                "heartbeat" => setup.raft.heartbeat_interval = value.parse()?,
                "batch" => setup.raft.batch_max = value.parse()?,
                "window" => setup.raft.in_flight_max = value.parse()?,
                "retry" => setup.clerk.retry_after = value.parse()?,
                "bug" => setup.bugs = setup.bugs.with(bug(value)?),
                _ => return Err(format!("{key}?").into()),
            }
        }
        *self = Self { session: Session::new(setup), ..Self::new() };
        Ok(String::new())
    }

    fn line(&mut self, line: &str) -> Output {
        script::run_line(&mut self.session, line)?;
        self.news()
    }

    fn trace(&mut self, switch: &str, kinds: &[&str]) -> Output {
        for name in kinds {
            let (_, kind) = KINDS.iter().find(|(known, _)| known == name).ok_or("which kind?")?;
            self.traced.retain(|traced| traced != kind);
            if switch == "on" {
                self.traced.push(*kind);
            }
        }
        Ok(String::new())
    }

    /// What happened since the last command, and what the judges said of it.
    fn news(&mut self) -> Output {
        let mut output = String::new();
        for (_, happened) in self.session.events_since(self.printed) {
            let news = is_news(&happened.event, &mut self.acknowledged);
            if news && self.traced.contains(&kind_of(&happened.event)) {
                writeln!(output, "{:>5}  {}", happened.tick.0, happened.event)?;
            }
        }
        self.printed = self.session.event_count();
        let violations = self.session.report().violations();
        for violation in &violations[self.violations_printed..] {
            writeln!(output, "VIOLATION of {violation}")?;
        }
        self.violations_printed = violations.len();
        Ok(output)
    }

    fn show(&self, what: &str) -> Output {
        let world = self.session.world();
        let show: fn(&Node) -> String = match what {
            "roles" => role,
            "logs" => log,
            "disks" => disk,
            "stores" => store,
            "sessions" => sessions,
            "calls" => return calls(world),
            _ => return Err(format!("show {what}?").into()),
        };
        let mut output = String::new();
        for node in world.nodes() {
            writeln!(output, "{} {}", node.id(), show(node))?;
        }
        Ok(output)
    }
}

fn bug(id: &str) -> Result<Bug, Box<dyn Error>> {
    Ok(*Bug::ALL.iter().find(|bug| bug.id() == id).ok_or("no such bug")?)
}

fn role(node: &Node) -> String {
    let raft = node.server().raft();
    let role = match raft.role() {
        Role::Follower { leader: Some(leader) } => format!("follower of {leader}"),
        Role::Follower { leader: None } => "follower".to_owned(),
        Role::Candidate { .. } => "candidate".to_owned(),
        Role::Leader { .. } => "leader".to_owned(),
    };
    let voted = raft.voted_for().map_or(String::new(), |voted| format!(" voted={voted}"));
    let health = match node.status() {
        Status::Up => "",
        Status::Crashed => " (crashed)",
        Status::Paused => " (paused)",
    };
    let (term, commit) = (raft.current_term(), raft.commit_index());
    format!("{role} {term}{voted} last={} commit={commit}{health}", raft.log().last())
}

/// The entries; a bar separates what this server knows to be committed from the rest.
fn log(node: &Node) -> String {
    let raft = node.server().raft();
    let mut output = String::new();
    for index in LogIndex::ZERO.up_to(raft.log().last_index()) {
        let Some(entry) = raft.log().entry(index) else { continue };
        let content = match &entry.payload {
            Payload::Noop => "no-op".to_owned(),
            Payload::Command(request) => request.to_string(),
        };
        let end = if index == raft.commit_index() { " |" } else { "," };
        let _ = write!(output, " {index}@{} {content}{end}", entry.term.0);
    }
    output.trim().trim_end_matches(',').to_owned()
}

fn disk(node: &Node) -> String {
    let durable = node.disk().durable();
    let voted = durable.voted_for.map_or(String::new(), |voted| format!(" voted={voted}"));
    let last = node.disk().last_index();
    format!("{}{voted} entries={last} pending={}", durable.current_term, node.disk().pending())
}

fn store(node: &Node) -> String {
    let pair = |(key, value): (&Text, &Text)| format!("{key}={value}");
    let pairs: Vec<String> = node.server().store().iter().map(pair).collect();
    format!("{{{}}} applied={}", pairs.join(" "), node.server().raft().last_applied())
}

fn sessions(node: &Node) -> String {
    let rows = node.server().sessions().iter();
    let rows: Vec<String> =
        rows.map(|(client, number, answer)| format!("{client}{number}={answer}")).collect();
    format!("{{{}}}", rows.join(" "))
}

fn calls(world: &World) -> Output {
    let mut output = String::new();
    for one in world.history() {
        let command: &Command = &one.command;
        let answer = one.answer.as_ref().map_or("…".to_owned(), ToString::to_string);
        writeln!(output, "{}{} {command} → {answer}", one.client, one.number)?;
    }
    Ok(output)
}

macro_rules! scripts {
    ($($name:ident)*) => {
        $(#[test]
        fn $name() -> std::io::Result<()> {
            goldenscript::run(&mut Runner::new(), concat!("scripts/", stringify!($name)))
        })*

        #[test]
        fn every_script_has_a_test() -> std::io::Result<()> {
            let mut found = Vec::new();
            for file in std::fs::read_dir("scripts")? {
                found.push(file?.file_name().to_string_lossy().into_owned());
            }
            found.sort();
            assert_eq!(found, [$(stringify!($name),)*]);
            Ok(())
        }
    };
}

scripts! {
    append_conflict_backup
    append_duplicate_delivery
    append_prev_missing
    append_single
    client_detached_finds_another_way
    commit_needs_a_majority
    commit_old_term_needs_own
    commit_old_term_overwritten
    crash_before_persist
    crash_minority_goes_on
    cut_one_way
    disk_slow_leader_commits_without_itself
    election_first
    election_log_up_to_date_wins
    election_single_server
    election_stale_log_refused
    election_tie
    election_vote_survives_restart
    election_voted_already
    messages_lost_sent_again
    partition_heals_and_truncates
    partition_minority_no_progress
    pause_and_resume_leader_steps_down
    request_cas_and_delete
    request_index_reused_told_to_retry
    request_leader_crash_retry
    request_lost_reply_answered_from_session
    request_wrong_leader_hint
    restart_from_disk
    term_later_deposes_leader
}
