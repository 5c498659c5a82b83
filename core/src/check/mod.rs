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
//! | one vote a term, over crashes, too | Figure 2, §5.2 | `one_vote` |
//! | a majority of distinct voters elects | §5.2, §6, diss. §4.2 | `majority_elects` |
//! | no promise before it is durable | §5, Figure 2 | `durable_promises` |
//! | what is committed is on a majority's disks | §5.3, §5.4.2, diss. §10.2.1 | `committed_on_quorum` |
//! | what is committed stays | §5.3, §5.4 | `committed_immutable` |
//! | snapshot ≤ applied ≤ committed ≤ last, and none goes back | Figure 2 | `state_order` |
//! | match and next index are true | Figure 2; etcd-io/raft#149 | `leader_knowledge` |
//! | the configuration in force is the last one in log or snapshot | §6, diss. §4.1 | `configuration_in_force` |
//! | one membership change at a time | diss. §4.1, erratum of 2015 | `one_change` |
//! | a pre-vote could be a vote | diss. §9.6 | `honest_pre_vote` |
//! | a snapshot holds the session table | §8, diss. §6.3 | `session_table` |
//! | a read sees every write acknowledged before | diss. §6.4; etcd#20418 | `fresh_reads` |
//! | a leader within some election timeouts | §5.2, §9.3 | `leader_elected` |
//! | elections come to an end | diss. §9.6, §6.2 | `quiet_terms` |
//! | followers catch up, entries become committed | §5.3, diss. §10.2.1 | `followers_catch_up` |
//! | requests finish | §8, diss. §6.3 | `requests_finish` |
//!
//! The last four are bounds on liveness. They speak of a calm cluster only (`calm`): nobody has disturbed
//! it for a while, a majority is up, and what is up has good links, disks and clocks.

mod breach;
mod breach_text;
mod facts;
mod property;

mod election_safety;

mod leader_append_only;

mod log_matching;

mod leader_completeness;

mod state_machine_safety;

mod replicas_equal;

mod exactly_once;

mod one_vote;

mod majority_elects;

mod durable_promises;

mod committed_on_quorum;

mod committed_immutable;

mod state_order;

mod leader_knowledge;

mod configuration_in_force;

mod one_change;

mod honest_pre_vote;

mod session_table;

mod fresh_reads;

mod calm;

mod leader_elected;

mod quiet_terms;

mod followers_catch_up;

mod requests_finish;

pub mod linearizability;

pub use breach::Breach;
pub use property::Property;

use crate::canon::{Canonical, Writer};
use crate::kv::Applied;
use crate::raft;
use crate::sim::{Address, Event, Summary, World};
use crate::types::{NodeId, Tick};
use calm::Calm;
use committed_immutable::CommittedImmutable;
use election_safety::ElectionSafety;
use exactly_once::ExactlyOnce;
use facts::Facts;
use followers_catch_up::FollowersCatchUp;
use fresh_reads::FreshReads;
use honest_pre_vote::HonestPreVote;
use leader_append_only::LeaderAppendOnly;
use leader_completeness::LeaderCompleteness;
use leader_elected::LeaderElected;
use linearizability::{Live, Standing};
use log_matching::LogMatching;
use majority_elects::MajorityElects;
use one_vote::OneVote;
use quiet_terms::QuietTerms;
use replicas_equal::ReplicasEqual;
use requests_finish::RequestsFinish;
use state_machine_safety::StateMachineSafety;
use state_order::StateOrder;
use std::fmt;

/// A property was broken, with all facts needed to say how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// When it was noticed.
    pub tick: Tick,
    /// What happened.
    pub breach: Breach,
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
    facts: Facts,
    /// A server that crashed amid the step, after some of what it did: what it shows is what it starts
    /// from next.
    fallen: Option<NodeId>,
    election_safety: ElectionSafety,
    leader_append_only: LeaderAppendOnly,
    log_matching: LogMatching,
    leader_completeness: LeaderCompleteness,
    state_machine_safety: StateMachineSafety,
    replicas_equal: ReplicasEqual,
    exactly_once: ExactlyOnce,
    one_vote: OneVote,
    majority_elects: MajorityElects,
    committed_immutable: CommittedImmutable,
    state_order: StateOrder,
    honest_pre_vote: HonestPreVote,
    fresh_reads: FreshReads,
    calm: Calm,
    leader_elected: LeaderElected,
    quiet_terms: QuietTerms,
    followers_catch_up: FollowersCatchUp,
    requests_finish: RequestsFinish,
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
            + self.committed_immutable.own_bytes()
            + self.live.own_bytes()
    }

    /// Writes the canonical form of all history variables but those of the clients' history
    /// ([`linearizability`]) and those of liveness, which depend on the time.
    pub fn write_canonical(&self, out: &mut Writer<'_>) {
        self.facts.write(out);
        self.election_safety.write(out);
        self.leader_append_only.write(out);
        self.log_matching.write(out);
        self.leader_completeness.write(out);
        self.state_machine_safety.write(out);
        self.replicas_equal.write(out);
        self.exactly_once.write(out);
        self.one_vote.write(out);
        self.majority_elects.write(out);
        self.committed_immutable.write(out);
        self.state_order.write(out);
        self.honest_pre_vote.write(out);
        self.fresh_reads.write(out);
    }

    /// Judges the events of the last step; `world` stands right behind them.
    pub fn observe(&mut self, world: &World, events: &[Event]) {
        self.report.tick = world.now();
        self.fallen = fallen(events);
        let mut touched = 0;
        for (at, event) in events.iter().enumerate() {
            match event {
                Event::Raft { server, event } => {
                    touched |= bit(*server);
                    self.judge_raft(world, (*server, event), &events[at + 1..]);
                }
                Event::Applied { server, applied } => {
                    touched |= bit(*server);
                    self.judge_applied(world, *server, applied);
                }
                Event::Restored { server, last, digest } => {
                    self.replicas_equal.restored(*server, *last, *digest, &mut self.report);
                    if self.fallen == Some(*server) {
                        continue;
                    }
                    let (executed, report) = (&self.exactly_once, &mut self.report);
                    session_table::restored(world, executed, (*server, last.index), report);
                }
                Event::Sent { from: Address::Server(from), to, summary, .. } => {
                    touched |= bit(*from);
                    self.judge_sent(world, *from, *to, summary);
                }
                Event::Delivered {
                    from: Address::Server(from), to: Address::Server(to), ..
                } => {
                    touched |= bit(*to);
                    leader_knowledge::delivered(world, *from, *to, &mut self.report);
                }
                Event::Called { .. } | Event::Returned { .. } => self.judge_client(world, event),
                Event::Crashed { server } => self.judge_crash(world, *server),
                Event::Persisted { server, .. } => touched |= bit(*server),
                Event::Sent { .. }
                | Event::Duplicated { .. }
                | Event::Delivered { .. }
                | Event::Dropped { .. }
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
        self.state_order.observe(world, touched, &mut self.report);
        if self.calm.is_due(world) {
            self.judge_liveness(world);
        }
    }

    /// Looks whether there is progress, where there must be.
    #[cold]
    fn judge_liveness(&mut self, world: &World) {
        let report = &mut self.report;
        let Some(look) = self.calm.look(world) else {
            self.quiet_terms.forget();
            self.followers_catch_up.forget();
            return;
        };
        self.leader_elected.look(world, look, report);
        self.quiet_terms.look(world, look, report);
        self.followers_catch_up.look(world, look, report);
        self.requests_finish.look(world, look, report);
    }

    /// Something happened inside a Raft server; `later` is what happened after it in the same step.
    fn judge_raft(
        &mut self,
        world: &World,
        (server, event): (NodeId, &raft::Event),
        later: &[Event],
    ) {
        // Nearly all there is are entries that come and become committed.
        if let raft::Event::Appended { .. } = event {
            self.judge_appended(world, server, event);
        } else if let raft::Event::Committed { .. } = event {
            self.judge_committed(world, (server, event), later);
        } else {
            self.judge_rare(world, (server, event), later);
        }
        self.facts.note(server, event);
    }

    #[inline]
    fn judge_appended(&mut self, world: &World, server: NodeId, event: &raft::Event) {
        self.leader_append_only.observe(server, event, &mut self.report);
        self.log_matching.observe(world, server, event, &mut self.report);
        if self.fallen != Some(server) {
            majority_elects::appended(world, &self.facts, server, &mut self.report);
        }
    }

    #[inline]
    fn judge_committed(
        &mut self,
        world: &World,
        (server, event): (NodeId, &raft::Event),
        later: &[Event],
    ) {
        // What a server committed that crashed amid the step stands no longer in its log.
        if self.fallen == Some(server) {
            return;
        }
        let Self { facts, report, .. } = self;
        self.leader_completeness.observe(world, server, event, report);
        self.committed_immutable.observe(world, facts, (server, event), report);
        committed_on_quorum::observe(world, facts, (server, event), later, report);
    }

    #[inline(never)]
    fn judge_rare(
        &mut self,
        world: &World,
        (server, event): (NodeId, &raft::Event),
        later: &[Event],
    ) {
        let Self { facts, report, .. } = self;
        self.election_safety.observe(server, event, report);
        self.leader_append_only.observe(server, event, report);
        self.log_matching.observe(world, server, event, report);
        self.quiet_terms.observe(world, server, event);
        if self.fallen == Some(server) {
            return;
        }
        self.leader_completeness.observe(world, server, event, report);
        self.majority_elects.observe(world, (server, event), later, report);
        self.committed_immutable.observe(world, facts, (server, event), report);
        configuration_in_force::observe(world, server, event, report);
        one_change::observe(world, facts, (server, event), report);
        self.honest_pre_vote.observe(world, server, event, report);
        if let raft::Event::Truncated { .. } | raft::Event::SnapshotInstalled { .. } = event {
            leader_knowledge::changed(world, server, report);
        }
    }

    fn judge_applied(&mut self, world: &World, server: NodeId, applied: &Applied) {
        let news = self.exactly_once.applied(applied, &mut self.report);
        self.state_machine_safety.observe(server, applied, &mut self.report);
        self.replicas_equal.observe(server, applied, news, &mut self.report);
        if let Some(request) = applied.request.as_ref().filter(|_| news) {
            let (history, report) = (world.history(), &mut self.report);
            self.live.applied(world.now(), request, applied.outcome, history, report);
        }
    }

    #[inline]
    fn judge_sent(&mut self, world: &World, from: NodeId, to: Address, summary: &Summary) {
        match to {
            Address::Server(to) => {
                if !matches!(
                    summary,
                    Summary::AppendEntries { .. } | Summary::AppendEntriesResponse { .. }
                ) {
                    self.one_vote.sent(from, to, summary, &mut self.report);
                    self.honest_pre_vote.sent(from, summary);
                }
                durable_promises::sent(world, from, to, summary, &mut self.report);
            }
            Address::Client(client) => {
                if let Summary::Reply { number, definite: true } = *summary
                    && self.fallen != Some(from)
                {
                    let (call, report) = ((client, number), &mut self.report);
                    self.fresh_reads.replied(world, from, call, report);
                }
            }
        }
    }

    fn judge_client(&mut self, world: &World, event: &Event) {
        if let Event::Called { client, number, command } = event {
            self.live.called(world.now(), *client, command);
            self.fresh_reads.called(*client, *number, command);
            if !command.uses_session() {
                self.exactly_once.called_freely(*client, *number);
            }
        } else if let Event::Returned { client, number, answer } = event {
            if answer.is_some() {
                self.exactly_once.answered(*client, *number, &mut self.report);
                self.fresh_reads.returned(&self.exactly_once, *client, *number);
            }
            let (call, history) = ((*client, *number), world.history());
            let (now, report) = (world.now(), &mut self.report);
            self.live.returned(now, call, answer.as_ref(), history, report);
        }
    }

    fn judge_crash(&mut self, world: &World, server: NodeId) {
        self.leader_append_only.crashed(server);
        self.state_order.crashed(server);
        self.facts.crashed(world, server);
        configuration_in_force::judge(world, server, &mut self.report);
        leader_knowledge::changed(world, server, &mut self.report);
        let base = self.facts.committed(server);
        let (executed, report) = (&self.exactly_once, &mut self.report);
        session_table::restored(world, executed, (server, base), report);
    }
}

/// Who crashed in this step, if anybody: a crash ends a step, but for what the disk lost with it.
fn fallen(events: &[Event]) -> Option<NodeId> {
    events.iter().rev().take(2).find_map(|event| {
        let Event::Crashed { server } = *event else { return None };
        Some(server)
    })
}

/// Each server's bit: there are at most [`SERVERS_MAX`](crate::sim::SERVERS_MAX).
fn bit(server: NodeId) -> u64 {
    1 << (server.0 & 63)
}
