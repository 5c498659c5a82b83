//! What a seed can be found to lead to.

use crate::check::{Breach, Property};
use crate::types::Tick;
use std::fmt;

/// Something is wrong with the run of a seed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Whose run.
    pub seed: u64,
    /// What is wrong.
    pub kind: Kind,
    /// When that was noticed.
    pub at: Tick,
    /// How, in words.
    pub sentence: String,
    /// What a judge found, if one objected: the sentence is its own.
    pub breach: Option<Breach>,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "seed {}, {} at {} ms: {}", self.seed, self.kind, self.at, self.sentence)
    }
}

/// What can be wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A judge objected.
    Violation(Property),
    /// The history of the calls is not linearizable.
    NotLinearizable,
    /// Whether it is was not found out.
    Undecided,
    /// Something that must be possible was refused.
    Refused,
    /// Everything was mended, and nobody came to lead.
    NoLeader,
    /// Not all servers could be made members.
    NotMembers,
    /// A call got no answer.
    NoAnswer,
    /// The replicas did not become equal.
    Diverged,
    /// The cluster was at rest, and there was an election.
    Restless,
    /// The cluster was at rest, and there were more messages than heartbeats.
    Chatter,
    /// The program panicked.
    Panic,
}

impl Kind {
    /// A word for it.
    pub fn id(self) -> &'static str {
        match self {
            Self::Violation(property) => property.id(),
            Self::NotLinearizable => "not-linearizable",
            Self::Undecided => "undecided",
            Self::Refused => "refused",
            Self::NoLeader => "no-leader",
            Self::NotMembers => "not-members",
            Self::NoAnswer => "no-answer",
            Self::Diverged => "diverged",
            Self::Restless => "restless",
            Self::Chatter => "chatter",
            Self::Panic => "panic",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}
