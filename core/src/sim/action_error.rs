//! Why an action is impossible, in words that say what would be possible.

use super::action_text::Percent;
use super::event::{Address, MessageId};
use crate::kv::{KEY_MAX, VALUE_MAX};
use crate::raft::ChangeRefused;
use crate::sentence::{Fact, Facts, Sentence, Word};
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
    OutOfRange { what: &'static Word, value: u64, max: u64 },
    TooSmall { what: &'static Word, value: u64, min: u64 },
    MoreThanAll { what: &'static Word },
    Reversed { what: &'static Word, min: u64, max: u64 },
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

impl ActionError {
    /// Why, with the facts apart.
    pub fn sentence(&self) -> Sentence {
        Sentence::new(self.template(), self.facts())
    }

    /// The facts of a sentence that gives this as its reason: its own, and itself as `why`.
    pub(crate) fn as_reason(&self) -> Facts {
        let Sentence { template, mut facts } = self.sentence();
        facts.push(("why", Fact::Other { code: self.code(), template }));
        facts
    }

    fn template(&self) -> &'static str {
        match self {
            Self::NoSuchServer { .. } => {
                "There is no server {server}; the servers are 1 to {servers}."
            }
            Self::NoSuchClient { clients: 0, .. } => {
                "There is no client {client}; this cluster has no clients."
            }
            Self::NoSuchClient { .. } => {
                "There is no client {client}; the clients are 1 to {clients}."
            }
            Self::AlreadyCrashed(_) => "{server} has already crashed.",
            Self::NotCrashed(_) => "{server} is running; only a crashed server can restart.",
            Self::AlreadyPaused(_) => "{server} is already paused.",
            Self::NotPaused(_) => "{server} is not paused.",
            Self::NotRunning(_) => "{server} is not running.",
            Self::IsLeader(_) => "{server} leads; a leader has no election timer.",
            Self::LeadsAlready(_) => "{server} leads already.",
            Self::NotLeading(_) => "{server} does not lead: no heartbeats.",
            Self::NotCalling(_) => "{client} has no call under way.",
            Self::NoLeader => "There is no leader at the moment.",
            Self::ChangeRefused(_) => "{reason}",
            Self::NoLink(..) => {
                "There is no link from {from} to {to}; clients are linked with servers only."
            }
            Self::SameServer(_) => "A link needs two servers, not {server} twice.",
            Self::RepeatedServer(_) | Self::TwiceOnOneSide(_) => "{server} {how}.",
            Self::NoBridge => {
                "No server stands on two sides, so nothing bridges them; `partition` does that."
            }
            Self::EmptySide => "A side of a partition needs at least one server.",
            Self::OutOfRange { .. } => "The {what} cannot be {value}; at most {max}.",
            Self::TooSmall { .. } => "The {what} cannot be {value}; at least {min}.",
            Self::MoreThanAll { .. } => "The {what} cannot be more than 100 %.",
            Self::Reversed { .. } => {
                "The {what} cannot go from {min} to {max}: the smaller goes first."
            }
            Self::KeyEmpty => "A key needs at least one character.",
            Self::KeyTooLong { .. } => "The key has {bytes} bytes; at most {max} are allowed.",
            Self::ValueTooLong { .. } => {
                "The value has {bytes} bytes; at most {max} (1 MiB) are allowed."
            }
            Self::QueueFull(_) => "{client} has too many calls waiting; let some return first.",
            Self::SharesNotAll { .. } => {
                "Gets, puts and appends make {percent} % of the calls; they must make 100 %."
            }
            Self::DiskFull(_) => {
                "{server}'s disk is full; it can start once there is room: `{line}`."
            }
            Self::NoSuchMessage { .. } => "There is no message {message}; {sent} are known so far.",
            Self::NotOnItsWay(_) => {
                "{message} is on its way no longer: it has arrived or was lost."
            }
            Self::AlreadyHeld(_) => "{message} is held already.",
            Self::NotHeld(_) => "{message} is not held.",
        }
    }

    fn facts(&self) -> Facts {
        match self {
            Self::NoSuchServer { server, servers } => {
                numbers(("server", *server), ("servers", u64::from(*servers)))
            }
            Self::NoSuchClient { client, clients: 0 } => vec![("client", Fact::Number(*client))],
            Self::NoSuchClient { client, clients } => {
                numbers(("client", *client), ("clients", u64::from(*clients)))
            }
            Self::AlreadyCrashed(server)
            | Self::NotCrashed(server)
            | Self::AlreadyPaused(server)
            | Self::NotPaused(server)
            | Self::NotRunning(server)
            | Self::IsLeader(server)
            | Self::LeadsAlready(server)
            | Self::NotLeading(server)
            | Self::SameServer(server) => vec![("server", Fact::name(server))],
            Self::RepeatedServer(server) => repeated(*server, ON_TWO_SIDES),
            Self::TwiceOnOneSide(server) => repeated(*server, TWICE_ON_ONE_SIDE),
            Self::NotCalling(client) | Self::QueueFull(client) => {
                vec![("client", Fact::name(client))]
            }
            Self::ChangeRefused(refused) => vec![("reason", refusal(*refused).into())],
            Self::NoLink(from, to) => vec![("from", Fact::name(from)), ("to", Fact::name(to))],
            Self::NoLeader | Self::NoBridge | Self::EmptySide | Self::KeyEmpty => Facts::new(),
            Self::OutOfRange { what, value, max } => {
                quantified(what, ("value", *value), ("max", *max))
            }
            Self::TooSmall { what, value, min } => {
                quantified(what, ("value", *value), ("min", *min))
            }
            Self::MoreThanAll { what } => vec![("what", (*what).into())],
            Self::Reversed { what, min, max } => quantified(what, ("min", *min), ("max", *max)),
            Self::KeyTooLong { bytes } => {
                numbers(("bytes", *bytes as u64), ("max", KEY_MAX as u64))
            }
            Self::ValueTooLong { bytes } => {
                numbers(("bytes", *bytes as u64), ("max", VALUE_MAX as u64))
            }
            Self::SharesNotAll { permille } => {
                vec![("percent", Fact::name(&Percent(*permille)))]
            }
            Self::DiskFull(server) => vec![
                ("server", Fact::name(server)),
                ("line", Fact::name(&format_args!("full {} off", server.0))),
            ],
            Self::NoSuchMessage { message, sent } => {
                vec![("message", Fact::name(message)), ("sent", Fact::Number(*sent))]
            }
            Self::NotOnItsWay(message) | Self::AlreadyHeld(message) | Self::NotHeld(message) => {
                vec![("message", Fact::name(message))]
            }
        }
    }
}

impl fmt::Display for ActionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.sentence().fmt(f)
    }
}

impl std::error::Error for ActionError {}

/// What a number may be too large or too small for.
pub(super) mod quantity {
    use crate::sentence::Word;

    pub const LOSS: &Word = &Word::new("loss", "loss");
    pub const DUPLICATION: &Word = &Word::new("duplication", "duplication");
    pub const HELD_UP: &Word = &Word::new("held-up", "share held up");
    pub const HELD_BACK: &Word = &Word::new("held-back", "share held back");
    pub const BANDWIDTH: &Word = &Word::new("bandwidth", "bandwidth");
    pub const CLOCK_SPEED: &Word = &Word::new("clock-speed", "clock's speed in percent");
    pub const PATIENCE: &Word = &Word::new("patience", "patience");
    pub const WAIT: &Word = &Word::new("wait", "wait for a reply");
    pub const KEYS: &Word = &Word::new("keys", "number of keys");
    pub const DELAY: &Word = &Word::new("delay", "delay");
    pub const DISK_LATENCY: &Word = &Word::new("disk-latency", "disk latency");
    pub const PAUSE: &Word = &Word::new("pause", "pause between calls");
}

const ON_TWO_SIDES: &Word = &Word::new("on-two-sides", "cannot be on two sides");

const TWICE_ON_ONE_SIDE: &Word = &Word::new("twice-on-one-side", "stands twice on one side");

type Named = (&'static str, u64);

fn numbers(one: Named, other: Named) -> Facts {
    vec![(one.0, Fact::Number(one.1)), (other.0, Fact::Number(other.1))]
}

fn quantified(what: &'static Word, one: Named, other: Named) -> Facts {
    let mut facts = numbers(one, other);
    facts.push(("what", what.into()));
    facts
}

fn repeated(server: NodeId, how: &'static Word) -> Facts {
    vec![("server", Fact::name(&server)), ("how", how.into())]
}

fn refusal(refused: ChangeRefused) -> &'static Word {
    const NOT_LEADER: &Word = &Word::new("not-leader", "The server asked does not lead.");
    const NO_VOTERS: &Word = &Word::new("no-voters", "A cluster needs at least one voter.");
    const UNDER_WAY: &Word =
        &Word::new("change-under-way", "A change of members is under way; let it finish.");
    const NOTHING_COMMITTED: &Word = &Word::new(
        "nothing-committed-yet",
        "The leader has not committed an entry of its own term yet; try again soon.",
    );
    const TOO_MUCH: &Word = &Word::new(
        "too-much-at-once",
        "Without joint consensus only one voter may come or go at a time.",
    );
    match refused {
        ChangeRefused::NotLeader => NOT_LEADER,
        ChangeRefused::NoVoters => NO_VOTERS,
        ChangeRefused::ChangeUnderWay => UNDER_WAY,
        ChangeRefused::NothingCommittedYet => NOTHING_COMMITTED,
        ChangeRefused::TooMuchAtOnce => TOO_MUCH,
    }
}
