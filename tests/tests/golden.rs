//! Golden scripts: worked examples of Raft and the KV service, one file each in `scripts/`, with what
//! happens below each command. `UPDATE_GOLDENFILES=1 cargo test --test golden` writes them anew.
//!
//! A command is a line of the action language (`> LINE` if it holds `|` or `@`), one of those that let
//! time pass (see `kvraft_tests::script`), or one of these:
//!
//! ```text
//! cluster [servers=N] [clients=N] [seed=N] [delay=A..B] [disk=A..B] [election=A..B|never]
//!         [heartbeat=N] [batch=N] [window=N] [retry=N] [bug=ID]...
//!         [members=N] [chunk_max=BYTES] [max_raft_state=BYTES] [sessions_max=N] [lease=PERMILLE]
//!         [pre_vote=true] [check_quorum=true] [sticky=true] [coalesce=true] [commit_notice=true]
//!         [joint=false]
//! show roles|members|progress|logs|disks|stores|sessions|calls
//! trace on|off KIND...          which events are printed: raft clients faults (on at first),
//!                               messages heartbeats arrivals losses applied disks
//! long VERB KEY KIB             a request with a value of so many KiB
//! ```
//!
//! `heartbeats` are those without entries, and answers to them that say nothing new. Lines are cut
//! where a value is too long to be read.

use goldenscript::{Argument, Context};
use kvraft_core::kv::{Command, Text};
use kvraft_core::raft::{Bug, BugSet, Config, Pace, Payload, Progress, Role};
use kvraft_core::session::{Recorded, Session};
use kvraft_core::sim::{Action, Address, DiskFault, Event, Node, Setup, Status, Summary, World};
use kvraft_core::types::{EntryId, LogIndex, Term};
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
    Heartbeats,
    Arrivals,
    Losses,
    Applied,
    Disks,
}

const KINDS: [(&str, Kind); 9] = [
    ("raft", Kind::Raft),
    ("clients", Kind::Clients),
    ("faults", Kind::Faults),
    ("messages", Kind::Messages),
    ("heartbeats", Kind::Heartbeats),
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
        Event::Applied { .. } | Event::Restored { .. } => Kind::Applied,
        Event::Persisted { .. } | Event::Written { .. } => Kind::Disks,
        Event::Crashed { .. }
        | Event::Restarted { .. }
        | Event::Paused { .. }
        | Event::Resumed { .. }
        | Event::Cut { .. }
        | Event::Mended { .. }
        | Event::Partitioned { .. }
        | Event::Bridged { .. }
        | Event::CutOneWay { .. }
        | Event::Healed
        | Event::Calmed
        | Event::Held { .. }
        | Event::Released { .. }
        | Event::DiskFull { .. }
        | Event::WritesLost { .. }
        | Event::Tuned { .. } => Kind::Faults,
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
        | Summary::RequestPreVote { .. }
        | Summary::RequestPreVoteResponse { .. }
        | Summary::TimeoutNow { .. }
        | Summary::InstallSnapshot { .. }
        | Summary::InstallSnapshotResponse { .. }
        | Summary::ReadIndex { .. }
        | Summary::ReadIndexResponse { .. }
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
            ("long", &[verb, key, kib]) => {
                self.line(&format!("{verb} {key} {}", "x".repeat(kib.parse::<usize>()? << 10)))
            }
            ("trace", [switch @ ("on" | "off"), kinds @ ..]) => self.trace(switch, kinds),
            // A line given raw comes as the name alone.
            (line, []) => self.line(line),
            _ => self.line(&command.to_string()),
        }
    }

    fn end_script(&mut self) -> Result<(), Box<dyn Error>> {
        let violations = self.session.report().violations();
        match violations.first() {
            Some(violation) if self.should_be_safe() => {
                Err(format!("without bugs: {violation}").into())
            }
            _ => Ok(()),
        }
    }
}

impl Runner {
    /// Neither servers nor disks broke what Raft rests on.
    fn should_be_safe(&self) -> bool {
        let is_lie = |recorded: &Recorded| {
            matches!(recorded.action, Action::Disk { fault: DiskFault::Lie, on: true, .. })
        };
        self.session.world().setup().bugs == BugSet::NONE
            && !self.session.recording().iter().any(is_lie)
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
                "members" => setup.members = Some(value.parse()?),
                "chunk_max" => setup.raft.chunk_max = value.parse()?,
                "max_raft_state" => setup.kv.max_raft_state = Some(value.parse()?),
                "sessions_max" => setup.kv.sessions_max = Some(value.parse()?),
                "lease" => setup.raft.lease_drift = Some(value.parse()?),
                "pre_vote" => setup.raft.pre_vote = value.parse()?,
                "check_quorum" => setup.raft.check_quorum = value.parse()?,
                "sticky" => setup.raft.leader_stickiness = value.parse()?,
                "coalesce" => setup.raft.coalesce = value.parse()?,
                "commit_notice" => setup.raft.commit_notice = value.parse()?,
                "joint" => setup.raft.joint_consensus = value.parse()?,
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
            let kind = if news { kind_of(&happened.event) } else { Kind::Heartbeats };
            if self.traced.contains(&kind) {
                let what = shortened(happened.event.to_string());
                writeln!(output, "{:>5}  {what}", happened.tick.0)?;
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
            "members" => members,
            "progress" => progress,
            "logs" => log,
            "disks" => disk,
            "stores" => store,
            "sessions" => sessions,
            "calls" => return calls(world),
            _ => return Err(format!("show {what}?").into()),
        };
        let mut output = String::new();
        for node in world.nodes() {
            let line = shortened(format!("{} {}", node.id(), show(node)));
            if what != "progress" || node.server().raft().is_leader() {
                writeln!(output, "{}", line.trim_end())?;
            }
        }
        Ok(output)
    }
}

/// A line as long as it can be read.
fn shortened(line: String) -> String {
    match line.char_indices().nth(130) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
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
        Role::PreCandidate { .. } => "pre-candidate".to_owned(),
        Role::Candidate { .. } => "candidate".to_owned(),
        Role::Leader(_) => "leader".to_owned(),
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
    let base = raft.log().base();
    if base != EntryId::ZERO {
        let _ = write!(output, " [..{base}],");
    }
    for index in base.index.up_to(raft.log().last_index()) {
        let Some(entry) = raft.log().entry(index) else { continue };
        let content = match &entry.payload {
            Payload::Noop => "no-op".to_owned(),
            Payload::Membership(membership) => format!("members {membership}"),
            Payload::Command(request) => request.to_string(),
        };
        let end = if index == raft.commit_index() { " |" } else { "," };
        let _ = write!(output, " {index}@{} {content}{end}", entry.term.0);
    }
    output.trim().trim_end_matches(',').to_owned()
}

fn members(node: &Node) -> String {
    node.server().raft().membership().to_string()
}

/// What a leader knows of each follower.
fn progress(node: &Node) -> String {
    let Role::Leader(leader) = node.server().raft().role() else { return String::new() };
    let one = |one: &Progress| {
        let pace = match &one.pace {
            Pace::Probe { .. } => "probe".to_owned(),
            Pace::Replicate => "replicate".to_owned(),
            Pace::Snapshot { offset, .. } => format!("snapshot from {offset}"),
        };
        format!("{}: {pace} match={} next={}", one.server, one.match_index, one.next_index)
    };
    leader.progress.iter().map(one).collect::<Vec<_>>().join(", ")
}

fn disk(node: &Node) -> String {
    let durable = node.disk().durable();
    let voted = durable.voted_for.map_or(String::new(), |voted| format!(" voted={voted}"));
    let last = node.disk().last_index();
    format!("{}{voted} entries={last} pending={}", durable.current_term, node.disk().pending())
}

fn store(node: &Node) -> String {
    let pair = |(key, value): (&Text, &str)| format!("{key}={value}");
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
    bandwidth_messages_queue
    bandwidth_overflow_lost
    bridge_server_hears_both_sides
    calm_as_at_the_start
    check_quorum_leader_stays_with_a_bare_majority
    check_quorum_leader_steps_down
    client_detached_finds_another_way
    client_patience_gives_up
    client_replies_lost_requests_arrive
    client_work_of_all
    clock_fast_follower_stands_early
    clock_slow_leader_heartbeats_late
    commit_needs_a_majority
    commit_old_term_needs_own
    commit_old_term_overwritten
    crash_before_persist
    crash_minority_goes_on
    cut_one_way
    delay_tail_mostly_short
    disk_acknowledgement_waits_for_the_write
    disk_disorder_completions_reported_late
    disk_disorder_gap_lost_with_a_crash
    disk_full_stops_the_server
    disk_late_completion_does_not_count
    disk_lie_committed_entry_lost
    disk_lie_written_out_in_time
    disk_lost_write_is_sent_again
    disk_slow_at_one_server
    disk_slow_leader_commits_without_itself
    disk_sync_shared
    election_first
    election_log_up_to_date_wins
    election_single_server
    election_stale_log_refused
    election_tie
    election_vote_survives_restart
    election_voted_already
    members_change_refused_before_the_first_commit
    members_change_refused_while_one_is_under_way
    members_joint_entered_and_left
    members_joint_needs_both_majorities
    members_kept_by_a_snapshot
    members_leader_crashes_in_joint_and_the_next_finishes
    members_leader_removed
    members_learner_does_not_stand
    members_learner_promoted
    members_newcomer_down_given_up
    members_newcomer_learns_first
    members_removed_server_is_quiet
    members_removed_server_that_did_not_hear_it
    members_rolled_back_with_its_entry
    members_server_on_its_way_out_asks_first
    members_single_server_change
    message_copied_by_hand
    message_delivered_at_once
    message_dropped_by_hand
    message_held_and_released
    messages_lost_sent_again
    oneway_leader_unheard
    order_fifo_nothing_overtakes
    partition_heals_and_truncates
    partition_minority_no_progress
    partition_three_ways
    pause_and_resume_leader_steps_down
    prevote_granted
    prevote_late_answers_of_an_earlier_round_ignored
    prevote_refused_by_servers_that_hear_a_leader
    prevote_refused_for_a_log_behind
    prevote_returning_server_does_not_disturb
    prevote_two_orphans_do_not_block_each_other
    prevote_voter_of_lower_term_counts
    read_index_at_a_deposed_leader
    read_index_at_a_follower
    read_index_at_the_leader
    read_index_batched
    read_index_waits_for_the_noop
    read_lease_answered_at_once
    read_lease_expired_falls_back
    read_lease_given_up_by_transfer
    reorder_later_messages_overtake
    replicate_coalesced_while_an_answer_is_out
    replicate_commit_notice
    replicate_heartbeat_keeps_the_leader
    replicate_in_batches
    replicate_probe_then_stream
    replicate_stale_refusal_ignored
    replicate_window_lost_whole_recovered_by_heartbeat
    request_cas_and_delete
    request_duplicated_by_the_network
    request_index_reused_told_to_retry
    request_leader_crash_retry
    request_lost_reply_answered_from_session
    request_repeated_while_pending
    request_value_too_long
    request_wrong_leader_hint
    restart_follower_in_quiet_learns_the_commit
    restart_from_disk
    restart_whole_cluster
    session_forgotten
    session_opened_first
    snapshot_chunk_lost_and_sent_again
    snapshot_keeps_sessions
    snapshot_leader_changes_in_the_middle
    snapshot_newcomer_starts_from_it
    snapshot_overtaken_by_appends
    snapshot_receiver_restarts_in_the_middle
    snapshot_restart_from_snapshot_and_tail
    snapshot_taken_at_the_threshold
    snapshot_to_a_follower_in_chunks
    sticky_voter_ignores_a_candidate
    sticky_voter_that_restarts_waits_first
    sticky_voter_votes_after_silence
    term_later_deposes_leader
    transfer_lagging_target_first_caught_up
    transfer_passes_sticky_voters
    transfer_proposals_refused_meanwhile
    transfer_quick
    transfer_target_loses_its_vote
    transfer_to_a_crashed_target_abandoned
    version_maybe_on_a_retry
    version_put_at
    version_two_writers_one_wins
    vote_by_a_learner_that_does_not_know_its_promotion
    vote_duplicated_answer_counts_once
}
