//! The catalogue of teaching bugs: mistakes that real implementations made, each a switch. They are
//! read only in files named `rules.rs`; an architecture test sees to that.

use std::fmt;

macro_rules! bugs {
    ($($(#[$doc:meta])* $name:ident = $id:literal,)*) => {
        /// One mistake. The documentation of each says which rule it breaks, and which judge notices.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Bug {
            $($(#[$doc])* $name,)*
        }

        impl Bug {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The name used in scenarios and on the page.
            pub fn id(self) -> &'static str {
                match self {
                    $(Self::$name => $id,)*
                }
            }
        }
    };
}

bugs! {
    /// Votes again in a term in which it has voted (paper §5.2). Judge: Election Safety.
    VoteTwice = "vote-twice",
    /// Grants votes without comparing logs (paper §5.4.1). Judge: Leader Completeness.
    IgnoreCandidateLog = "ignore-candidate-log",
    /// Commits entries of earlier terms by counting replicas (paper §5.4.2, Figure 8). Judge: Leader
    /// Completeness. Hides behind the leader's no-op, for the no-op soon makes the count right.
    CommitOldTerms = "commit-old-terms",
    /// A new leader clears its uncommitted entries before its no-op (Figure 3). Judge: Leader Append-Only.
    LeaderDropsTail = "leader-drops-tail",
    /// Accepts entries when `prev` is present, whatever its term (paper §5.3). Judge: Log Matching.
    IgnorePrevTerm = "ignore-prev-term",
    /// Cuts the log behind `prev` before it appends, though the entries agree (Figure 2,
    /// AppendEntries rule 3; hashicorp/raft 0f31a01). Judge: Leader Completeness.
    TruncateAlways = "truncate-always",
    /// Follows `leaderCommit` up to its own last entry, verified or not (Figure 2, AppendEntries
    /// rule 5; scylladb#9965). Judge: State Machine Safety.
    CommitUnverified = "commit-unverified",
    /// Sends messages before the state they rely on is durable (paper §5, Figure 2 "updated on stable
    /// storage before responding"). Judge: Election Safety or Leader Completeness.
    SendBeforePersist = "send-before-persist",
    /// Changes the membership before an entry of its own term is committed (the 2015 bug of
    /// single-server changes; diss. §4.1 and its erratum). Judge: Leader Completeness.
    ChangeBeforeCommit = "change-before-commit",
    /// Answers reads before an entry of its own term is committed (diss. §6.4; etcd#7331). Judge:
    /// linearizability.
    ReadBeforeNoop = "read-before-noop",
    /// Answers reads from its own store as soon as it believes to lead (diss. §6.4; the first finding
    /// of Jepsen's etcd analysis, 2014). Judge: linearizability.
    ReadUnconfirmed = "read-unconfirmed",
    /// Executes a request again when it is asked again (paper §8). Judge: exactly once.
    ForgetDuplicates = "forget-duplicates",
    /// Recognises duplicates only on the server that was asked. Judge: replicas equal.
    DeduplicateWhereAsked = "deduplicate-where-asked",
    /// Answers whoever waits at an index, whichever command committed there (diss. §6.3).
    /// Judge: exactly once, for the client moves on while its own command is lost or still comes.
    AnswerByIndex = "answer-by-index",
}

impl fmt::Display for Bug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

/// The bugs a server has; none by default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct BugSet {
    bits: u64,
}

impl BugSet {
    /// No bug.
    pub const NONE: Self = Self { bits: 0 };

    /// This set and `bug`.
    pub fn with(self, bug: Bug) -> Self {
        Self { bits: self.bits | 1 << bug as u64 }
    }

    /// Whether `bug` is in it. To be asked in `rules.rs` only.
    pub fn has(self, bug: Bug) -> bool {
        self.bits & 1 << bug as u64 != 0
    }

    /// The bugs in it.
    pub fn iter(self) -> impl Iterator<Item = Bug> {
        Bug::ALL.iter().copied().filter(move |&bug| self.has(bug))
    }
}

impl FromIterator<Bug> for BugSet {
    fn from_iter<I: IntoIterator<Item = Bug>>(bugs: I) -> Self {
        bugs.into_iter().fold(Self::NONE, Self::with)
    }
}
