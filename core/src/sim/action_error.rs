//! Why an action is impossible, in words that say what would be possible.

use super::action_text::Percent;
use super::event::{Address, MessageId};
use crate::kv::{KEY_MAX, VALUE_MAX};
use crate::raft::ChangeRefused;
use crate::types::{ClientId, NodeId};
use std::fmt;

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
    NotLeading(NodeId),
    NotCalling(ClientId),
    NoLeader,
    ChangeRefused(ChangeRefused),
    SameServer(NodeId),
    NoLink(Address, Address),
    RepeatedServer(NodeId),
    TwiceOnOneSide(NodeId),
    NoBridge,
    EmptySide,
    OutOfRange { what: &'static str, value: u64, max: u64 },
    TooSmall { what: &'static str, value: u64, min: u64 },
    MoreThanAll { what: &'static str },
    Reversed { what: &'static str, min: u64, max: u64 },
    KeyEmpty,
    KeyTooLong { bytes: usize },
    ValueTooLong { bytes: usize },
    QueueFull(ClientId),
    SharesNotAll { permille: u64 },
    DiskFull(NodeId),
    NoSuchMessage { message: MessageId, sent: u64 },
    NotOnItsWay(MessageId),
    AlreadyHeld(MessageId),
    NotHeld(MessageId),
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
            Self::NotLeading(_) => "not-leading",
            Self::NotCalling(_) => "not-calling",
            Self::NoLeader => "no-leader",
            Self::ChangeRefused(_) => "change-refused",
            Self::SameServer(_) => "same-server",
            Self::NoLink(..) => "no-link",
            Self::RepeatedServer(_) | Self::TwiceOnOneSide(_) => "repeated-server",
            Self::NoBridge => "no-bridge",
            Self::EmptySide => "empty-group",
            Self::OutOfRange { .. } | Self::TooSmall { .. } | Self::MoreThanAll { .. } => {
                "out-of-range"
            }
            Self::Reversed { .. } => "reversed-range",
            Self::KeyEmpty => "key-empty",
            Self::KeyTooLong { .. } => "key-too-long",
            Self::ValueTooLong { .. } => "value-too-long",
            Self::QueueFull(_) => "queue-full",
            Self::SharesNotAll { .. } => "bad-shares",
            Self::DiskFull(_) => "disk-full",
            Self::NoSuchMessage { .. } => "no-such-message",
            Self::NotOnItsWay(_) => "not-on-its-way",
            Self::AlreadyHeld(_) => "already-held",
            Self::NotHeld(_) => "not-held",
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
            | Self::NoLink(..)
            | Self::RepeatedServer(_)
            | Self::TwiceOnOneSide(_)
            | Self::NoBridge
            | Self::EmptySide
            | Self::OutOfRange { .. }
            | Self::TooSmall { .. }
            | Self::MoreThanAll { .. }
            | Self::Reversed { .. }
            | Self::SharesNotAll { .. }
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
            | Self::NotLeading(_)
            | Self::NotCalling(_)
            | Self::NoLeader
            | Self::ChangeRefused(_)
            | Self::QueueFull(_)
            | Self::DiskFull(_)
            | Self::NoSuchMessage { .. }
            | Self::NotOnItsWay(_)
            | Self::AlreadyHeld(_)
            | Self::NotHeld(_) => false,
        }
    }
}

impl fmt::Display for ActionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSuchServer { server, servers } => no_such(f, "server", *server, *servers),
            Self::NoSuchClient { client, clients } => no_such(f, "client", *client, *clients),
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
            Self::NotLeading(server) => write!(f, "{server} does not lead: no heartbeats."),
            Self::NotCalling(client) => write!(f, "{client} has no call under way."),
            Self::NoLeader => f.write_str("There is no leader at the moment."),
            Self::ChangeRefused(refused) => f.write_str(refusal(*refused)),
            Self::NoLink(from, to) => write!(
                f,
                "There is no link from {from} to {to}; clients are linked with servers only."
            ),
            Self::SameServer(server) => write!(f, "A link needs two servers, not {server} twice."),
            Self::RepeatedServer(server) => write!(f, "{server} cannot be on two sides."),
            Self::TwiceOnOneSide(server) => write!(f, "{server} stands twice on one side."),
            Self::NoBridge => f.write_str(
                "No server stands on two sides, so nothing bridges them; `partition` does that.",
            ),
            Self::EmptySide => f.write_str("A side of a partition needs at least one server."),
            Self::OutOfRange { what, value, max } => {
                write!(f, "The {what} cannot be {value}; at most {max}.")
            }
            Self::TooSmall { what, value, min } => {
                write!(f, "The {what} cannot be {value}; at least {min}.")
            }
            Self::MoreThanAll { what } => write!(f, "The {what} cannot be more than 100 %."),
            Self::Reversed { what, min, max } => {
                write!(f, "The {what} cannot go from {min} to {max}: the smaller goes first.")
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
            Self::SharesNotAll { permille } => write!(
                f,
                "Gets, puts and appends make {} % of the calls; they must make 100 %.",
                Percent(*permille)
            ),
            Self::DiskFull(server) => write!(
                f,
                "{server}'s disk is full; it can start once there is room: `full {} off`.",
                server.0
            ),
            Self::NoSuchMessage { message, sent } => {
                write!(f, "There is no message {message}; {sent} are known so far.")
            }
            Self::NotOnItsWay(message) => {
                write!(f, "{message} is on its way no longer: it has arrived or was lost.")
            }
            Self::AlreadyHeld(message) => write!(f, "{message} is held already."),
            Self::NotHeld(message) => write!(f, "{message} is not held."),
        }
    }
}

impl std::error::Error for ActionError {}

fn no_such(f: &mut fmt::Formatter<'_>, what: &str, number: u64, count: u32) -> fmt::Result {
    match count {
        0 => write!(f, "There is no {what} {number}; this cluster has no {what}s."),
        _ => write!(f, "There is no {what} {number}; the {what}s are 1 to {count}."),
    }
}

fn refusal(refused: ChangeRefused) -> &'static str {
    match refused {
        ChangeRefused::NotLeader => "The server asked does not lead.",
        ChangeRefused::NoVoters => "A cluster needs at least one voter.",
        ChangeRefused::ChangeUnderWay => "A change of members is under way; let it finish.",
        ChangeRefused::NothingCommittedYet => {
            "The leader has not committed an entry of its own term yet; try again soon."
        }
        ChangeRefused::TooMuchAtOnce => {
            "Without joint consensus only one voter may come or go at a time."
        }
    }
}
