//! What a scenario can wait for, and what it can demand: statements about the state of a run, or about
//! what has just happened in it.

use crate::check::linearizability::{self, Verdict};
use crate::check::{Property, Report};
use crate::raft::{self, Role};
use crate::sim::{Address, Client, Event, Node, Status, Summary, World};
use crate::types::{ClientId, LogIndex, NodeId, RequestNumber, Term};

/// A statement that is true or false of a run at a moment.
///
/// Those about happenings (a message is sent, a call returns) are true only at the moment itself; all
/// others for as long as what they say is so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// A running server leads: this one or any, in this term or any.
    Leader {
        /// Which; any, if none.
        server: Option<NodeId>,
        /// In which term; any, if none.
        term: Option<Term>,
    },
    /// A server runs and has this role.
    Role {
        /// Which.
        server: NodeId,
        /// What it does.
        role: RoleName,
    },
    /// So many running servers have the same role at once: two leaders, say, of different terms.
    Roles {
        /// What they do.
        role: RoleName,
        /// At least so many servers.
        on: u32,
    },
    /// Some server has reached this term.
    Term(Term),
    /// So many servers hold an entry at an index, durable or not. One that gave way to a snapshot is
    /// held no more.
    Held {
        /// Where.
        index: LogIndex,
        /// Of which term; any, if none.
        term: Option<Term>,
        /// At least so many servers, crashed ones included.
        on: u32,
    },
    /// So many servers' logs have given way to snapshots up to an index.
    Compacted {
        /// Up to there.
        index: LogIndex,
        /// At least so many servers.
        on: u32,
    },
    /// So many servers go by a membership with exactly these voters, and not by a joint one.
    Members {
        /// Who votes, in any order.
        voters: Vec<NodeId>,
        /// At least so many servers.
        on: u32,
    },
    /// So many servers know that the entry at an index is committed.
    Committed {
        /// Which entry.
        index: LogIndex,
        /// At least so many servers.
        on: u32,
    },
    /// So many servers have applied the entry at an index.
    Applied {
        /// Which entry.
        index: LogIndex,
        /// At least so many servers.
        on: u32,
    },
    /// A server runs, or does not.
    Running {
        /// Which.
        server: NodeId,
        /// Whether it should.
        running: bool,
    },
    /// A server's log has exactly these terms, entry by entry, and nothing is compacted away.
    Log {
        /// Which.
        server: NodeId,
        /// The terms from index 1 on.
        terms: Vec<Term>,
    },
    /// A key has this value in a server's store, or in all running servers'.
    Store {
        /// Which server; all that run, if none.
        server: Option<NodeId>,
        /// Which key.
        key: String,
        /// Its value; none: it is missing.
        value: Option<String>,
    },
    /// All servers run, know the same entries as committed and applied, and hold equal logs and stores.
    Converged,
    /// A message left.
    Sent {
        /// Of this kind, see [`MESSAGES`].
        message: &'static str,
        /// Whence; anywhere, if none.
        from: Option<Address>,
        /// Whither; anywhere, if none.
        to: Option<Address>,
    },
    /// A message arrived.
    Delivered {
        /// Whence; anywhere, if none.
        from: Option<Address>,
        /// Where; anywhere, if none.
        to: Option<Address>,
    },
    /// A message was lost.
    Lost {
        /// Whence; anywhere, if none.
        from: Option<Address>,
        /// Whither; anywhere, if none.
        to: Option<Address>,
    },
    /// A server removes entries from the end of its log, for the leader's are others.
    Truncated(Option<NodeId>),
    /// A client has been waiting for an answer.
    Waiting {
        /// Which.
        client: ClientId,
        /// For at least so many ticks.
        ticks: u64,
    },
    /// A call has returned to a client, now or before.
    Returned {
        /// To whom.
        client: ClientId,
        /// Which call; the last one or any before, if none.
        number: Option<RequestNumber>,
        /// With this answer, as it prints; `ErrTimeout` if the Clerk gave up. Any, if none.
        answer: Option<String>,
    },
    /// A judge has objected: this one, or any.
    Violation(Option<Property>),
    /// The clients' history is linearizable, or is not. Undecided counts as neither.
    Linearizable(bool),
    /// All of these hold.
    All(Vec<Self>),
    /// One of these holds at least.
    Any(Vec<Self>),
    /// This does not hold.
    Not(Box<Self>),
}

/// What a server does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RoleName {
    /// It follows.
    Follower,
    /// It asks whether it would win (PreVote).
    PreCandidate,
    /// It stands for election.
    Candidate,
    /// It leads.
    Leader,
}

impl RoleName {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Follower, Self::PreCandidate, Self::Candidate, Self::Leader];

    /// The word used in scenarios.
    pub fn word(self) -> &'static str {
        match self {
            Self::Follower => "follower",
            Self::PreCandidate => "pre-candidate",
            Self::Candidate => "candidate",
            Self::Leader => "leader",
        }
    }

    fn of(role: &Role) -> Self {
        match role {
            Role::Follower { .. } => Self::Follower,
            Role::PreCandidate { .. } => Self::PreCandidate,
            Role::Candidate { .. } => Self::Candidate,
            Role::Leader(_) => Self::Leader,
        }
    }
}

/// The kinds of messages, by the names of the paper, the dissertation and the Clerk.
pub const MESSAGES: &[&str] = &[
    "RequestVote",
    "RequestVoteResponse",
    "RequestPreVote",
    "RequestPreVoteResponse",
    "TimeoutNow",
    "ReadIndex",
    "ReadIndexResponse",
    "InstallSnapshot",
    "InstallSnapshotResponse",
    "AppendEntries",
    "AppendEntriesResponse",
    "Request",
    "Reply",
];

fn name_of(summary: &Summary) -> &'static str {
    match summary {
        Summary::RequestVote { .. } => "RequestVote",
        Summary::RequestVoteResponse { .. } => "RequestVoteResponse",
        Summary::RequestPreVote { .. } => "RequestPreVote",
        Summary::RequestPreVoteResponse { .. } => "RequestPreVoteResponse",
        Summary::TimeoutNow { .. } => "TimeoutNow",
        Summary::ReadIndex { .. } => "ReadIndex",
        Summary::ReadIndexResponse { .. } => "ReadIndexResponse",
        Summary::InstallSnapshot { .. } => "InstallSnapshot",
        Summary::InstallSnapshotResponse { .. } => "InstallSnapshotResponse",
        Summary::AppendEntries { .. } => "AppendEntries",
        Summary::AppendEntriesResponse { .. } => "AppendEntriesResponse",
        Summary::Request { .. } => "Request",
        Summary::Reply { .. } => "Reply",
    }
}

/// A run at a moment, and what has just happened in it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scene<'a> {
    pub world: &'a World,
    pub report: &'a Report,
    pub events: &'a [Event],
}

/// Work allowed for one judgement of a whole history.
const SEARCH_STEPS: u64 = 2_000_000;

impl Condition {
    pub(crate) fn holds(&self, scene: Scene) -> bool {
        let nodes = scene.world.nodes();
        match self {
            Self::Leader { server, term } => nodes.iter().any(|node| {
                let raft = node.server().raft();
                node.status() == Status::Up
                    && raft.is_leader()
                    && server.is_none_or(|server| server == node.id())
                    && term.is_none_or(|term| term == raft.current_term())
            }),
            Self::Role { server, role } => scene.world.node(*server).is_some_and(|node| {
                node.status() == Status::Up && RoleName::of(node.server().raft().role()) == *role
            }),
            Self::Roles { .. }
            | Self::Held { .. }
            | Self::Compacted { .. }
            | Self::Members { .. }
            | Self::Committed { .. }
            | Self::Applied { .. } => self.is_borne_out_by(nodes),
            Self::Waiting { client, ticks } => {
                let operation = scene.world.client(*client).and_then(Client::operation);
                let call = operation.and_then(|at| scene.world.history().get(at));
                call.is_some_and(|call| scene.world.now().since(call.call) >= *ticks)
            }
            Self::Term(term) => {
                nodes.iter().any(|node| node.server().raft().current_term() >= *term)
            }
            Self::Running { server, running } => scene
                .world
                .node(*server)
                .is_some_and(|node| (node.status() == Status::Up) == *running),
            Self::Log { server, terms } => {
                scene.world.node(*server).is_some_and(|node| has_terms(node, terms))
            }
            Self::Store { server, key, value } => {
                let mut asked = nodes.iter().filter(|node| match server {
                    Some(server) => node.id() == *server,
                    None => node.status() != Status::Crashed,
                });
                let found = |node: &Node| node.server().store().get(key).map(ToString::to_string);
                asked.all(|node| found(node) == *value)
            }
            Self::Converged => converged(nodes),
            Self::Sent { .. } | Self::Delivered { .. } | Self::Lost { .. } | Self::Truncated(_) => {
                scene.events.iter().any(|event| self.is_met_by(event))
            }
            Self::Returned { client, number, answer } => {
                returned(scene.world, *client, *number, answer.as_deref())
            }
            Self::Violation(None) => !scene.report.is_clean(),
            Self::Violation(Some(property)) => scene.report.breaches(*property) > 0,
            Self::Linearizable(expected) => {
                match linearizability::check(scene.world.history(), SEARCH_STEPS) {
                    Verdict::Linearizable => *expected,
                    Verdict::Illegal { .. } => !*expected,
                    Verdict::Unknown { .. } => false,
                }
            }
            Self::All(conditions) => conditions.iter().all(|condition| condition.holds(scene)),
            Self::Any(conditions) => conditions.iter().any(|condition| condition.holds(scene)),
            Self::Not(condition) => !condition.holds(scene),
        }
    }

    /// Whether as many servers bear it out as it says; false of what speaks of no number of them.
    fn is_borne_out_by(&self, nodes: &[Node]) -> bool {
        if let Self::Roles { role, on } = self {
            return at_least(*on, nodes, |node| {
                node.status() == Status::Up && RoleName::of(node.server().raft().role()) == *role
            });
        }
        if let Self::Held { index, term, on } = self {
            return at_least(*on, nodes, |node| {
                let entry = node.server().raft().log().entry(*index);
                entry.is_some_and(|entry| term.is_none_or(|term| term == entry.term))
            });
        }
        if let Self::Compacted { index, on } = self {
            return at_least(*on, nodes, |node| node.server().raft().log().base().index >= *index);
        }
        if let Self::Members { voters, on } = self {
            return at_least(*on, nodes, |node| {
                let membership = node.server().raft().membership();
                let theirs = membership.voters();
                !membership.is_joint()
                    && theirs.len() == voters.len()
                    && voters.iter().all(|voter| theirs.contains(voter))
            });
        }
        if let Self::Committed { index, on } = self {
            return at_least(*on, nodes, |node| node.server().raft().commit_index() >= *index);
        }
        if let Self::Applied { index, on } = self {
            return at_least(*on, nodes, |node| node.server().raft().last_applied() >= *index);
        }
        false
    }

    fn is_met_by(&self, event: &Event) -> bool {
        let fits = |wanted: &Option<Address>, found: Address| wanted.is_none_or(|end| end == found);
        match (self, event) {
            (
                Self::Sent { message, from, to },
                Event::Sent { from: source, to: target, summary, .. },
            ) => name_of(summary) == *message && fits(from, *source) && fits(to, *target),
            (Self::Delivered { from, to }, Event::Delivered { from: source, to: target, .. })
            | (Self::Lost { from, to }, Event::Dropped { from: source, to: target, .. }) => {
                fits(from, *source) && fits(to, *target)
            }
            (
                Self::Truncated(wanted),
                Event::Raft { server, event: raft::Event::Truncated { .. } },
            ) => wanted.is_none_or(|wanted| wanted == *server),
            _ => false,
        }
    }
}

fn at_least(count: u32, nodes: &[Node], is: impl Fn(&&Node) -> bool) -> bool {
    nodes.iter().filter(is).count() >= count as usize
}

fn has_terms(node: &Node, terms: &[Term]) -> bool {
    let log = node.server().raft().log();
    log.base().index == LogIndex::ZERO
        && log.last_index().0 == terms.len() as u64
        && log.after(LogIndex::ZERO, terms.len()).iter().map(|entry| &entry.term).eq(terms)
}

fn converged(nodes: &[Node]) -> bool {
    let state = |node: &Node| {
        let server = node.server();
        let raft = server.raft();
        let ends = (raft.log().last(), raft.commit_index(), raft.last_applied());
        (node.status() == Status::Up, ends, server.store().digest())
    };
    let Some(first) = nodes.first().map(state) else { return true };
    let (up, (last, commit, applied), _) = first;
    up && commit == last.index && applied == commit && nodes.iter().all(|node| state(node) == first)
}

fn returned(
    world: &World,
    client: ClientId,
    number: Option<RequestNumber>,
    answer: Option<&str>,
) -> bool {
    let theirs = world.history().iter().rev().filter(|operation| operation.client == client);
    theirs.filter(|operation| number.is_none_or(|number| number == operation.number)).any(
        |operation| {
            operation.returned.is_some()
                && answer.is_none_or(|wanted| match &operation.answer {
                    Some(found) => found.to_string() == wanted,
                    None => wanted == "ErrTimeout",
                })
        },
    )
}
