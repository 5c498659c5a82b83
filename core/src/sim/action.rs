//! The only influence on a run from outside: what a person, a script or a fault schedule does. Each
//! prints as a line of the action language (see [`console`](crate::console)) and is recorded at its tick.

use crate::kv::{Command, Word};
use crate::raft::ChangeRefused;
use crate::types::{ClientId, NodeId, RequestNumber};
use std::fmt;

/// Something done to the world.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// Let a client make a call, after those it still has to make.
    Submit {
        /// Which client.
        client: ClientId,
        /// What to ask for.
        command: Command,
        /// The server to ask first, if not the one the Clerk takes for the leader.
        first: Option<NodeId>,
    },
    /// Crash a server.
    Crash(NodeId),
    /// Crash a server once it has written or sent so many more things: amid a step, perhaps.
    CrashAfter {
        /// Which.
        server: NodeId,
        /// How many writes, messages and replies it still carries out.
        effects: u64,
    },
    /// Start a crashed server from its disk.
    Restart(NodeId),
    /// Stop a server's process for a while.
    Pause(NodeId),
    /// Let it go on.
    Resume(NodeId),
    /// Fire a server's election timer.
    Timeout(NodeId),
    /// Change the members of the cluster.
    Members {
        /// With a vote.
        voters: Vec<NodeId>,
        /// Without one.
        learners: Vec<NodeId>,
    },
    /// Let a server take a snapshot now.
    Compact(NodeId),
    /// Let a server lead instead of the leader.
    Transfer(NodeId),
    /// Cut a server off from all others, in both directions.
    Isolate(NodeId),
    /// Cut one direction.
    Cut(NodeId, NodeId),
    /// Mend one direction.
    Mend(NodeId, NodeId),
    /// Split the cluster; servers not named form a further side. Replaces earlier cuts.
    Partition(Vec<Vec<NodeId>>),
    /// Mend all links.
    Heal,
    /// Cut or mend a client's way to a server.
    Reach {
        /// Which client.
        client: ClientId,
        /// Which server.
        server: NodeId,
        /// Whether they reach each other from now on.
        reachable: bool,
    },
    /// Let a client make random calls by itself, in addition to those submitted.
    Work {
        /// Which client.
        client: ClientId,
        /// Its pause between two calls, in ticks: least and greatest.
        think: (u64, u64),
    },
    /// Let it stop making calls by itself.
    Rest(ClientId),
    /// Set the delay, in ticks, of one direction or of all links.
    Delay {
        /// The direction, or all.
        link: Option<(NodeId, NodeId)>,
        /// Least.
        min: u64,
        /// Greatest.
        max: u64,
    },
    /// Set how many of a thousand messages are lost.
    Loss {
        /// The direction, or all.
        link: Option<(NodeId, NodeId)>,
        /// How many.
        permille: u32,
    },
    /// Set how many of a thousand messages arrive twice.
    Duplicate {
        /// The direction, or all.
        link: Option<(NodeId, NodeId)>,
        /// How many.
        permille: u32,
    },
    /// Set how many of a thousand answers are held up for long.
    Late {
        /// The direction, or all.
        link: Option<(NodeId, NodeId)>,
        /// How many.
        permille: u32,
    },
    /// Set the time a sync of any disk takes, in ticks.
    DiskLatency {
        /// Least.
        min: u64,
        /// Greatest.
        max: u64,
    },
}

/// What an action led to at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It took effect.
    Done,
    /// The call will have this number.
    Submitted(ClientId, RequestNumber),
}

/// Why an action is impossible now. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each says itself what it means, see its text")]
pub enum ActionError {
    NoSuchServer { server: u64, servers: u32 },
    NoSuchClient { client: u64, clients: u32 },
    AlreadyCrashed(NodeId),
    NotCrashed(NodeId),
    AlreadyPaused(NodeId),
    NotPaused(NodeId),
    NotRunning(NodeId),
    IsLeader(NodeId),
    LeadsAlready(NodeId),
    NoLeader,
    ChangeRefused(ChangeRefused),
    SameServer(NodeId),
    RepeatedServer(NodeId),
    EmptySide,
    OutOfRange { what: &'static str, value: u64, max: u64 },
    MoreThanAll { what: &'static str },
    Reversed { what: &'static str, min: u64, max: u64 },
    KeyEmpty,
    KeyTooLong { bytes: usize },
    ValueTooLong { bytes: usize },
    QueueFull(ClientId),
}

impl ActionError {
    /// A stable word for it, for translations and programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoSuchServer { .. } => "no-such-server",
            Self::NoSuchClient { .. } => "no-such-client",
            Self::AlreadyCrashed(_) => "already-crashed",
            Self::NotCrashed(_) => "not-crashed",
            Self::AlreadyPaused(_) => "already-paused",
            Self::NotPaused(_) => "not-paused",
            Self::NotRunning(_) => "not-running",
            Self::IsLeader(_) => "is-leader",
            Self::LeadsAlready(_) => "leads-already",
            Self::NoLeader => "no-leader",
            Self::ChangeRefused(_) => "change-refused",
            Self::SameServer(_) => "same-server",
            Self::RepeatedServer(_) => "repeated-server",
            Self::EmptySide => "empty-group",
            Self::OutOfRange { .. } | Self::MoreThanAll { .. } => "out-of-range",
            Self::Reversed { .. } => "reversed-range",
            Self::KeyEmpty => "key-empty",
            Self::KeyTooLong { .. } => "key-too-long",
            Self::ValueTooLong { .. } => "value-too-long",
            Self::QueueFull(_) => "queue-full",
        }
    }
}

impl ActionError {
    /// Whether it stays impossible, whatever happens: a server there is not, a number out of range.
    pub fn is_lasting(&self) -> bool {
        match self {
            Self::NoSuchServer { .. }
            | Self::NoSuchClient { .. }
            | Self::SameServer(_)
            | Self::RepeatedServer(_)
            | Self::EmptySide
            | Self::OutOfRange { .. }
            | Self::MoreThanAll { .. }
            | Self::Reversed { .. }
            | Self::KeyEmpty
            | Self::KeyTooLong { .. }
            | Self::ValueTooLong { .. } => true,
            Self::AlreadyCrashed(_)
            | Self::NotCrashed(_)
            | Self::AlreadyPaused(_)
            | Self::NotPaused(_)
            | Self::NotRunning(_)
            | Self::IsLeader(_)
            | Self::LeadsAlready(_)
            | Self::NoLeader
            | Self::ChangeRefused(_)
            | Self::QueueFull(_) => false,
        }
    }
}

impl fmt::Display for ActionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use crate::kv::{KEY_MAX, VALUE_MAX};
        match self {
            Self::NoSuchServer { server, servers } => {
                write!(f, "There is no server {server}; the servers are 1 to {servers}.")
            }
            Self::NoSuchClient { client, clients: 0 } => {
                write!(f, "There is no client {client}; this cluster has no clients.")
            }
            Self::NoSuchClient { client, clients } => {
                write!(f, "There is no client {client}; the clients are 1 to {clients}.")
            }
            Self::AlreadyCrashed(server) => write!(f, "{server} has already crashed."),
            Self::NotCrashed(server) => {
                write!(f, "{server} is running; only a crashed server can restart.")
            }
            Self::AlreadyPaused(server) => write!(f, "{server} is already paused."),
            Self::NotPaused(server) => write!(f, "{server} is not paused."),
            Self::NotRunning(server) => write!(f, "{server} is not running."),
            Self::IsLeader(server) => {
                write!(f, "{server} leads; a leader has no election timer.")
            }
            Self::LeadsAlready(server) => write!(f, "{server} leads already."),
            Self::NoLeader => f.write_str("There is no leader at the moment."),
            Self::ChangeRefused(refused) => f.write_str(match refused {
                ChangeRefused::NotLeader => "The server asked does not lead.",
                ChangeRefused::NoVoters => "A cluster needs at least one voter.",
                ChangeRefused::ChangeUnderWay => "A change of members is under way; let it finish.",
                ChangeRefused::NothingCommittedYet => {
                    "The leader has not committed an entry of its own term yet; try again soon."
                }
                ChangeRefused::TooMuchAtOnce => {
                    "Without joint consensus only one voter may come or go at a time."
                }
            }),
            Self::SameServer(server) => write!(f, "A link needs two servers, not {server} twice."),
            Self::RepeatedServer(server) => write!(f, "{server} cannot be on two sides."),
            Self::EmptySide => f.write_str("A side of a partition needs at least one server."),
            Self::OutOfRange { what, value, max } => {
                write!(f, "The {what} cannot be {value}; at most {max}.")
            }
            Self::MoreThanAll { what } => write!(f, "The {what} cannot be more than 100 %."),
            Self::Reversed { what, min, max } => {
                write!(
                    f,
                    "The {what} cannot go from {min} to {max}; the smaller number comes first."
                )
            }
            Self::KeyEmpty => f.write_str("A key needs at least one character."),
            Self::KeyTooLong { bytes } => {
                write!(f, "The key has {bytes} bytes; at most {KEY_MAX} are allowed.")
            }
            Self::ValueTooLong { bytes } => {
                write!(f, "The value has {bytes} bytes; at most {VALUE_MAX} (1 MiB) are allowed.")
            }
            Self::QueueFull(client) => {
                write!(f, "{client} has too many calls waiting; let some return first.")
            }
        }
    }
}

impl std::error::Error for ActionError {}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Submit { client, command, first } => {
                if client.0 != 1 {
                    write!(f, "c{} ", client.0)?;
                }
                command.fmt(f)?;
                first.map_or(Ok(()), |server| write!(f, " @{}", server.0))
            }
            Self::Crash(server) => write!(f, "crash {}", server.0),
            Self::CrashAfter { server, effects } => {
                write!(f, "crash {} after {effects}", server.0)
            }
            Self::Restart(server) => write!(f, "restart {}", server.0),
            Self::Pause(server) => write!(f, "pause {}", server.0),
            Self::Resume(server) => write!(f, "resume {}", server.0),
            Self::Timeout(server) => write!(f, "timeout {}", server.0),
            Self::Members { voters, learners } => {
                f.write_str("members")?;
                voters.iter().try_for_each(|server| write!(f, " {}", server.0))?;
                if !learners.is_empty() {
                    f.write_str(" learners")?;
                    learners.iter().try_for_each(|server| write!(f, " {}", server.0))?;
                }
                Ok(())
            }
            Self::Compact(server) => write!(f, "compact {}", server.0),
            Self::Transfer(server) => write!(f, "transfer {}", server.0),
            Self::Isolate(server) => write!(f, "isolate {}", server.0),
            Self::Cut(from, to) => write!(f, "cut {} {}", from.0, to.0),
            Self::Mend(from, to) => write!(f, "mend {} {}", from.0, to.0),
            Self::Partition(sides) => {
                f.write_str("partition")?;
                for (at, side) in sides.iter().enumerate() {
                    if at > 0 {
                        f.write_str(" |")?;
                    }
                    side.iter().try_for_each(|server| write!(f, " {}", server.0))?;
                }
                Ok(())
            }
            Self::Heal => f.write_str("heal"),
            Self::Reach { client, server, reachable } => {
                let verb = if *reachable { "attach" } else { "detach" };
                write!(f, "c{} {verb} {}", client.0, server.0)
            }
            Self::Work { client, think: (min, max) } => {
                write!(f, "c{} work {min} {max}", client.0)
            }
            Self::Rest(client) => write!(f, "c{} rest", client.0),
            Self::Delay { link, min, max } => write!(f, "delay {min} {max}{}", Direction(*link)),
            Self::Loss { link, permille } => {
                write!(f, "loss {}{}", Percent(*permille), Direction(*link))
            }
            Self::Duplicate { link, permille } => {
                write!(f, "duplicate {}{}", Percent(*permille), Direction(*link))
            }
            Self::Late { link, permille } => {
                write!(f, "late {}{}", Percent(*permille), Direction(*link))
            }
            Self::DiskLatency { min, max } => write!(f, "disk {min} {max}"),
        }
    }
}

struct Direction(Option<(NodeId, NodeId)>);

impl fmt::Display for Direction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.map_or(Ok(()), |(from, to)| write!(f, " on {} {}", from.0, to.0))
    }
}

struct Percent(u32);

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 % 10 {
            0 => write!(f, "{}", self.0 / 10),
            tenths => write!(f, "{}.{tenths}", self.0 / 10),
        }
    }
}

/// Prints a word so that it can be typed back.
pub fn quoted(word: &str) -> String {
    Word(word).to_string()
}
