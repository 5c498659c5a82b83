//! The judges. They watch the events of a run, keep the history variables that the state of the moment
//! no longer shows (who led which term, what was committed), and report violations; they never
//! change anything and never panic. Their work is proportional to what happened.
//!
//! | property | source | module |
//! | --- | --- | --- |
//! | Election Safety | Figure 3, §5.2 | `election_safety` |
//! | Leader Append-Only | Figure 3, §5.3 | `leader_append_only` |
//! | Log Matching | Figure 3, §5.3 | `log_matching` |
//! | Leader Completeness | Figure 3, §5.4 | `leader_completeness` |
//! | State Machine Safety | Figure 3, §5.4.3 | `state_machine_safety` |
//! | replicas equal at equal applied index | §2 | `replicas_equal` |
//! | each request takes effect once, in order, before it is answered | §8, diss. §6.3 | `exactly_once` |
//! | linearizability of the clients' history | §8; Herlihy and Wing 1990 | [`linearizability`] |

mod election_safety;

mod leader_append_only;

mod log_matching;

mod leader_completeness;

mod state_machine_safety;

mod replicas_equal;

mod exactly_once;

pub mod linearizability;

use crate::kv::{Text, Word};
use crate::sim::{Event, World};
use crate::types::{ClientId, EntryId, LogIndex, NodeId, RequestNumber, Term, Tick};
use election_safety::ElectionSafety;
use exactly_once::ExactlyOnce;
use leader_append_only::LeaderAppendOnly;
use leader_completeness::LeaderCompleteness;
use linearizability::{Live, Standing};
use log_matching::LogMatching;
use replicas_equal::ReplicasEqual;
use state_machine_safety::StateMachineSafety;
use std::fmt;

/// A property that is checked all the time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Property {
    /// At most one leader in a term.
    ElectionSafety,
    /// A leader never removes entries of its log.
    LeaderAppendOnly,
    /// Logs that agree on an entry agree on all before it.
    LogMatching,
    /// A leader has all entries committed in earlier terms.
    LeaderCompleteness,
    /// No two servers apply different entries at one index.
    StateMachineSafety,
    /// Servers that applied the same entries have the same store.
    ReplicasEqual,
    /// Each request takes effect once, in its client's order, and before it is answered.
    ExactlyOnce,
    /// Some order of the operations, each at one moment between call and return, explains all answers.
    Linearizability,
}

impl Property {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::ElectionSafety,
        Self::LeaderAppendOnly,
        Self::LogMatching,
        Self::LeaderCompleteness,
        Self::StateMachineSafety,
        Self::ReplicasEqual,
        Self::ExactlyOnce,
        Self::Linearizability,
    ];

    /// The name used in scenarios and on the page.
    pub fn id(self) -> &'static str {
        match self {
            Self::ElectionSafety => "election-safety",
            Self::LeaderAppendOnly => "leader-append-only",
            Self::LogMatching => "log-matching",
            Self::LeaderCompleteness => "leader-completeness",
            Self::StateMachineSafety => "state-machine-safety",
            Self::ReplicasEqual => "replicas-equal",
            Self::ExactlyOnce => "exactly-once",
            Self::Linearizability => "linearizability",
        }
    }
}

impl fmt::Display for Property {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

/// A property was broken, with all facts needed to say how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// When it was noticed.
    pub tick: Tick,
    /// What happened.
    pub breach: Breach,
}

/// How a property was broken.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each says itself what it means, see its text")]
pub enum Breach {
    TwoLeaders { term: Term, first: NodeId, second: NodeId },
    LeaderRemoved { leader: NodeId, term: Term, from: LogIndex, last: LogIndex },
    LogsDiffer { server: NodeId, id: EntryId, prev: Term, other_prev: Term },
    EntriesDiffer { server: NodeId, id: EntryId },
    CommittedMissing { leader: NodeId, term: Term, committed: EntryId, committed_in: Term },
    AppliedDifferent { server: NodeId, id: EntryId, first: NodeId, first_id: EntryId },
    StoresDiffer { server: NodeId, first: NodeId, index: LogIndex },
    ExecutedAgain { client: ClientId, number: RequestNumber, first: LogIndex, again: LogIndex },
    AnsweredUnexecuted { client: ClientId, number: RequestNumber },
    NotLinearizable { key: Text },
}

impl Breach {
    /// The property that is broken.
    pub fn property(&self) -> Property {
        match self {
            Self::TwoLeaders { .. } => Property::ElectionSafety,
            Self::LeaderRemoved { .. } => Property::LeaderAppendOnly,
            Self::LogsDiffer { .. } | Self::EntriesDiffer { .. } => Property::LogMatching,
            Self::CommittedMissing { .. } => Property::LeaderCompleteness,
            Self::AppliedDifferent { .. } => Property::StateMachineSafety,
            Self::StoresDiffer { .. } => Property::ReplicasEqual,
            Self::ExecutedAgain { .. } | Self::AnsweredUnexecuted { .. } => Property::ExactlyOnce,
            Self::NotLinearizable { .. } => Property::Linearizability,
        }
    }
}

impl fmt::Display for Breach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TwoLeaders { term, first, second } => {
                write!(f, "{second} became leader of term {}, which {first} already led.", term.0)
            }
            Self::LeaderRemoved { leader, term, from, last } => write!(
                f,
                "{leader}, leader of term {}, removed entries {from} to {last} of its own log.",
                term.0
            ),
            Self::LogsDiffer { server, id, prev, other_prev } => write!(
                f,
                "{server} put entry {id} behind an entry of term {}; another log has it behind one of term {}.",
                prev.0, other_prev.0
            ),
            Self::EntriesDiffer { server, id } => {
                write!(
                    f,
                    "{server}'s entry {id} holds another command than the {id} of another log."
                )
            }
            Self::CommittedMissing { leader, term, committed, committed_in } => write!(
                f,
                "{leader} leads term {} without entry {committed}, which was committed in term {}.",
                term.0, committed_in.0
            ),
            Self::AppliedDifferent { server, id, first, first_id } => write!(
                f,
                "{server} applied {id} where {first} had applied {first_id}, another entry at index {}.",
                id.index
            ),
            Self::StoresDiffer { server, first, index } => write!(
                f,
                "{server}'s store differs from the one {first} had after applying index {index}."
            ),
            Self::ExecutedAgain { client, number, first, again } => write!(
                f,
                "{client}'s request {number} was executed at index {again} after the client's request at index {first} had been."
            ),
            Self::AnsweredUnexecuted { client, number } => {
                write!(f, "{client} got an answer to request {number}, which nobody has executed.")
            }
            Self::NotLinearizable { key } => {
                write!(f, "no order of the operations on {} explains their answers.", Word(key))
            }
        }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at {} ms: {}", self.breach.property(), self.tick, self.breach)
    }
}

/// How many violations are kept; further ones are only counted.
pub const VIOLATIONS_KEPT: usize = 100;

/// What the judges have found so far.
#[derive(Clone, Debug, Default)]
pub struct Report {
    tick: Tick,
    violations: Vec<Violation>,
    checks: [u64; Property::ALL.len()],
    breaches: [u64; Property::ALL.len()],
}

impl Report {
    fn checked(&mut self, property: Property) {
        self.checks[property as usize] += 1;
    }

    fn breach(&mut self, breach: Breach) {
        self.breaches[breach.property() as usize] += 1;
        if self.violations.len() < VIOLATIONS_KEPT {
            self.violations.push(Violation { tick: self.tick, breach });
        }
    }

    /// The violations, oldest first, at most [`VIOLATIONS_KEPT`].
    pub fn violations(&self) -> &[Violation] {
        &self.violations
    }

    /// How often a property was checked.
    pub fn checks(&self, property: Property) -> u64 {
        self.checks[property as usize]
    }

    /// How often it was found broken.
    pub fn breaches(&self, property: Property) -> u64 {
        self.breaches[property as usize]
    }

    /// All checks made.
    pub fn all_checks(&self) -> u64 {
        self.checks.iter().sum()
    }

    /// Whether nothing was found broken.
    pub fn is_clean(&self) -> bool {
        self.violations.is_empty()
    }
}

/// All judges together.
#[derive(Clone, Debug, Default)]
pub struct Checker {
    election_safety: ElectionSafety,
    leader_append_only: LeaderAppendOnly,
    log_matching: LogMatching,
    leader_completeness: LeaderCompleteness,
    state_machine_safety: StateMachineSafety,
    replicas_equal: ReplicasEqual,
    exactly_once: ExactlyOnce,
    live: Live,
    report: Report,
}

impl Checker {
    /// Judges that have seen nothing. They must then see every event of the world, from its start.
    pub fn new() -> Self {
        Self::default()
    }

    /// What they have found so far.
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// Whether the clients' history is linearizable so far.
    pub fn linearizability(&self) -> Standing {
        self.live.standing()
    }

    /// About how many bytes a copy of them takes beside these.
    pub fn own_bytes(&self) -> u64 {
        self.log_matching.own_bytes()
            + self.state_machine_safety.own_bytes()
            + self.replicas_equal.own_bytes()
            + self.live.own_bytes()
    }

    /// Judges the events of the last step; `world` stands right behind them.
    pub fn observe(&mut self, world: &World, events: &[Event]) {
        self.report.tick = world.now();
        for event in events {
            match event {
                Event::Raft { server, event } => {
                    let report = &mut self.report;
                    self.election_safety.observe(*server, event, report);
                    self.leader_append_only.observe(*server, event, report);
                    self.log_matching.observe(world, *server, event, report);
                    self.leader_completeness.observe(world, *server, event, report);
                }
                Event::Applied { server, applied } => {
                    let news = self.exactly_once.applied(applied, &mut self.report);
                    self.state_machine_safety.observe(*server, applied, &mut self.report);
                    self.replicas_equal.observe(*server, applied, news, &mut self.report);
                    if let Some(request) = applied.request.as_ref().filter(|_| news) {
                        let (history, report) = (world.history(), &mut self.report);
                        self.live.applied(world.now(), request, applied.outcome, history, report);
                    }
                }
                Event::Restored { server, last, digest } => {
                    self.replicas_equal.restored(*server, *last, *digest, &mut self.report);
                }
                Event::Called { client, number, command } => {
                    self.live.called(world.now(), *client, command);
                    if !command.uses_session() {
                        self.exactly_once.called_freely(*client, *number);
                    }
                }
                Event::Returned { client, number, answer } => {
                    if answer.is_some() {
                        self.exactly_once.answered(*client, *number, &mut self.report);
                    }
                    let (call, history) = ((*client, *number), world.history());
                    let (now, report) = (world.now(), &mut self.report);
                    self.live.returned(now, call, answer.as_ref(), history, report);
                }
                Event::Crashed { server } => self.leader_append_only.crashed(*server),
                Event::Sent { .. }
                | Event::Duplicated { .. }
                | Event::Delivered { .. }
                | Event::Dropped { .. }
                | Event::Persisted { .. }
                | Event::Restarted { .. }
                | Event::Paused { .. }
                | Event::Resumed { .. }
                | Event::Cut { .. }
                | Event::Mended { .. }
                | Event::Partitioned { .. }
                | Event::Healed
                | Event::Tuned { .. }
                | Event::Bridged { .. }
                | Event::CutOneWay { .. }
                | Event::Calmed
                | Event::Held { .. }
                | Event::Released { .. }
                | Event::Written { .. }
                | Event::DiskFull { .. }
                | Event::WritesLost { .. } => {}
            }
        }
    }
}
