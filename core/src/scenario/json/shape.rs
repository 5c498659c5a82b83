//! What the values of a scenario file may be. One description serves twice: files are checked against
//! it, and the published JSON Schema is made from it.

use crate::raft::Config;

/// What a value may be.
#[derive(Debug)]
pub(super) enum Shape {
    /// A whole number.
    Integer { min: u64, max: u64 },
    /// A whole number up to 2^64 - 1; as a text where JSON's numbers do not reach.
    Seed,
    /// True or false.
    Switch,
    /// True.
    Yes,
    /// A text of at most so many bytes.
    Text { max: usize },
    /// Letters, digits and hyphens.
    Id,
    /// One of these words.
    Word(fn() -> Vec<&'static str>),
    /// Two whole numbers, the smaller first, or one that stands for both.
    Range { max: u64 },
    /// A percentage with at most one decimal.
    Share,
    /// A server: 3 or `"S3"`.
    Server,
    /// A server, or `"any"`.
    ServerOrAny,
    /// A client: 2 or `"C2"`.
    Client,
    /// A server or a client: `"S3"`, `"C2"`.
    End,
    /// A line of the action language.
    Line,
    /// A text, or one for each language.
    Texts,
    /// This, or nothing.
    OrNull(&'static Shape),
    /// The first, or the second if it is an object.
    Either(&'static Shape, &'static Shape),
    /// Any number of these.
    Many(&'static Shape),
    /// One of these, or a list of them.
    OneOrMany(&'static Shape),
    /// For some servers, by number or name.
    PerServer(&'static Shape),
    /// Named values.
    Record(&'static [Field]),
    /// A part of Raft's configuration.
    Settings(&'static [Setting]),
    /// A record that is told by the one word it has in it.
    Choice(&'static [Variant]),
}

/// A named value of a record.
#[derive(Debug)]
pub(super) struct Field {
    pub name: &'static str,
    pub shape: &'static Shape,
    pub required: bool,
    pub about: &'static str,
}

/// One kind of a choice: its word, and what else may stand beside it.
#[derive(Debug)]
pub(super) struct Variant {
    pub word: &'static str,
    pub shape: &'static Shape,
    pub beside: &'static [Field],
    pub about: &'static str,
}

/// One value of [`Config`].
#[derive(Debug)]
pub(super) struct Setting {
    pub name: &'static str,
    pub kind: Kind,
    pub about: &'static str,
}

/// How a setting is read and written.
pub(super) enum Kind {
    Number {
        min: u64,
        max: u64,
        place: fn(&mut Config) -> Place<'_>,
    },
    Range {
        max: u64,
        places: fn(&mut Config) -> (&mut u64, &mut u64),
    },
    Switch(fn(&mut Config) -> &mut bool),
    /// A number, or null.
    Optional {
        max: u32,
        place: fn(&mut Config) -> &mut Option<u32>,
    },
}

/// Where a number of the configuration stands.
pub(super) enum Place<'a> {
    Ticks(&'a mut u64),
    Count(&'a mut usize),
}

impl std::fmt::Debug for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Number { .. } => "Number",
            Self::Range { .. } => "Range",
            Self::Switch(_) => "Switch",
            Self::Optional { .. } => "Optional",
        })
    }
}

impl Setting {
    const fn new(name: &'static str, kind: Kind, about: &'static str) -> Self {
        Self { name, kind, about }
    }
}

pub(super) static SETTINGS: &[Setting] = &[
    Setting::new(
        "election_timeout",
        Kind::Range {
            max: 3_600_000,
            places: |config| (&mut config.election_timeout_min, &mut config.election_timeout_max),
        },
        "Ticks (ms) without a leader until a server stands for election: least and greatest.",
    ),
    Setting::new(
        "heartbeat_interval",
        Kind::Number {
            min: 1,
            max: 3_600_000,
            place: |config| Place::Ticks(&mut config.heartbeat_interval),
        },
        "Ticks (ms) between a leader's heartbeats.",
    ),
    Setting::new(
        "batch_max",
        Kind::Number { min: 1, max: 1 << 20, place: |config| Place::Count(&mut config.batch_max) },
        "At most this many entries in one AppendEntries.",
    ),
    Setting::new(
        "in_flight_max",
        Kind::Number {
            min: 1,
            max: 1 << 20,
            place: |config| Place::Count(&mut config.in_flight_max),
        },
        "At most this many unanswered AppendEntries with entries per follower.",
    ),
    Setting::new(
        "chunk_max",
        Kind::Number { min: 1, max: 1 << 30, place: |config| Place::Count(&mut config.chunk_max) },
        "At most this many bytes in one InstallSnapshot.",
    ),
    Setting::new(
        "coalesce",
        Kind::Switch(|config| &mut config.coalesce),
        "While an AppendEntries is unanswered, the next waits for the answer or for a full batch.",
    ),
    Setting::new(
        "commit_notice",
        Kind::Switch(|config| &mut config.commit_notice),
        "Followers are told at once of what is committed, not with the next entries or heartbeat.",
    ),
    Setting::new(
        "pre_vote",
        Kind::Switch(|config| &mut config.pre_vote),
        "A server asks whether it would win before it stands for election (diss. §9.6).",
    ),
    Setting::new(
        "check_quorum",
        Kind::Switch(|config| &mut config.check_quorum),
        "A leader that does not hear from a majority steps down (diss. §6.2).",
    ),
    Setting::new(
        "leader_stickiness",
        Kind::Switch(|config| &mut config.leader_stickiness),
        "Servers that hear a leader ignore candidates (diss. §4.2.3).",
    ),
    Setting::new(
        "lease_drift",
        Kind::Optional { max: 999, place: |config| &mut config.lease_drift },
        "Permille by which a leader's lease is shorter than the least election timeout; null: no leases.",
    ),
    Setting::new(
        "joint_consensus",
        Kind::Switch(|config| &mut config.joint_consensus),
        "Membership changes go through C-old,new (§6), not one voter at a time (diss. §4.1).",
    ),
];
