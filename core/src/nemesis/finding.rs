//! What a seed can be found to lead to.

use crate::check::{Breach, Property, Violation};
use crate::kv::{Text, Word};
use crate::sentence::{Fact, Facts, Sentence};
use crate::sim::ActionError;
use crate::types::{ClientId, Tick};
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
    /// A stable word for the sentence, for translations and programs: [`Breach::code`] or [`Objection::code`].
    pub code: &'static str,
    /// How, in words.
    pub sentence: Sentence,
}

impl Finding {
    /// What a judge objected to.
    pub fn of_judge(seed: u64, violation: &Violation) -> Self {
        let Violation { tick, breach } = violation;
        let kind = Kind::Violation(breach.property());
        Self { seed, kind, at: *tick, code: breach.code(), sentence: breach.sentence() }
    }
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

/// What is wrong with a run although no judge who watched it objected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Objection {
    /// The calls on a key have no order that explains their answers.
    NotLinearizable {
        /// Which key.
        key: Text,
    },
    /// Whether they have one was not found out.
    Undecided {
        /// Which key.
        key: Text,
        /// In so many steps.
        steps: u64,
    },
    /// Something that must be possible was refused.
    Refused {
        /// What, in the action language.
        line: String,
        /// Why.
        reason: ActionError,
    },
    /// Everything was mended, and nobody came to lead.
    NoLeader {
        /// In so many ticks.
        patience: u64,
    },
    /// The cluster was at rest, and nobody leads.
    NoLeaderAtRest,
    /// Not all servers could be made members.
    NotMembers {
        /// In so many ticks.
        patience: u64,
    },
    /// A call got no answer.
    NoAnswer {
        /// Whose.
        client: ClientId,
        /// In so many ticks.
        patience: u64,
    },
    /// The replicas did not become equal.
    NotEqual {
        /// In so many ticks.
        patience: u64,
    },
    /// They were, and no longer are.
    NoLongerEqual,
    /// The cluster was at rest, and there was an election.
    Restless {
        /// When everything was mended.
        stop: Tick,
    },
    /// The cluster was at rest, and there were more messages than heartbeats.
    Chatter {
        /// How many requests between servers.
        requests: u64,
        /// In so many ticks.
        ticks: u64,
        /// So many would do.
        most: u64,
    },
}

impl Objection {
    /// The kind of finding.
    pub fn kind(&self) -> Kind {
        match self {
            Self::NotLinearizable { .. } => Kind::NotLinearizable,
            Self::Undecided { .. } => Kind::Undecided,
            Self::Refused { .. } => Kind::Refused,
            Self::NoLeader { .. } | Self::NoLeaderAtRest => Kind::NoLeader,
            Self::NotMembers { .. } => Kind::NotMembers,
            Self::NoAnswer { .. } => Kind::NoAnswer,
            Self::NotEqual { .. } | Self::NoLongerEqual => Kind::Diverged,
            Self::Restless { .. } => Kind::Restless,
            Self::Chatter { .. } => Kind::Chatter,
        }
    }

    /// A stable word for it, for translations and programs.
    pub fn code(&self) -> &'static str {
        self.told().0
    }

    /// What is wrong, with the facts apart.
    pub fn sentence(&self) -> Sentence {
        let (_, template, facts) = self.told();
        Sentence::new(template, facts)
    }

    fn told(&self) -> (&'static str, &'static str, Facts) {
        let patience = |ticks: u64| vec![("patience", Fact::Number(ticks))];
        let of_key = |key| ("key", Fact::name(&Word(key)));
        match self {
            // A judge who watched would have said the same.
            Self::NotLinearizable { key } => {
                let breach = Breach::NotLinearizable { key: key.clone() };
                let Sentence { template, facts } = breach.sentence();
                (breach.code(), template, facts)
            }
            Self::Undecided { key, steps } => (
                "order-undecided",
                "After {steps} steps it is open whether the calls on {key} have an order.",
                vec![("steps", Fact::Number(*steps)), of_key(key)],
            ),
            Self::Refused { line, reason } => {
                let mut facts = reason.as_reason();
                facts.push(("tried", Fact::name(line)));
                ("action-refused", "`{tried}` is impossible: {why}", facts)
            }
            Self::NoLeader { patience: ticks } => (
                "nobody-leads",
                "Everything was mended {patience} ms ago, and nobody leads.",
                patience(*ticks),
            ),
            Self::NoLeaderAtRest => {
                ("nobody-leads-at-rest", "The cluster was at rest, and nobody leads.", Facts::new())
            }
            Self::NotMembers { patience: ticks } => (
                "not-all-members",
                "Not all servers are members after {patience} ms.",
                patience(*ticks),
            ),
            Self::NoAnswer { client, patience: ticks } => {
                let mut facts = patience(*ticks);
                facts.push(("client", Fact::name(client)));
                ("no-answer", "{client} still waits for its answer after {patience} ms.", facts)
            }
            Self::NotEqual { patience: ticks } => (
                "not-equal",
                "The servers do not hold the same after {patience} ms.",
                patience(*ticks),
            ),
            Self::NoLongerEqual => {
                ("no-longer-equal", "The servers were equal and no longer are.", Facts::new())
            }
            Self::Restless { stop } => (
                "election-at-rest",
                "An election without a reason; all was mended at {stop} ms.",
                vec![("stop", Fact::Number(stop.0))],
            ),
            Self::Chatter { requests, ticks, most } => (
                "too-many-messages",
                "{requests} requests in {ticks} ms at rest, where {most} would do.",
                [("requests", requests), ("ticks", ticks), ("most", most)]
                    .map(|(name, number)| (name, Fact::Number(*number)))
                    .into(),
            ),
        }
    }
}
