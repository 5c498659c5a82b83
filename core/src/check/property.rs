//! The properties that are judged, and their names.

use std::fmt;

macro_rules! properties {
    ($($(#[$doc:meta])* $name:ident = $id:literal,)*) => {
        /// A property that is checked all the time.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Property {
            $($(#[$doc])* $name,)*
        }

        impl Property {
            /// All of them.
            pub const ALL: [Self; [$($id),*].len()] = [$(Self::$name,)*];

            /// The name used in scenarios and on the page.
            pub fn id(self) -> &'static str {
                match self {
                    $(Self::$name => $id,)*
                }
            }
        }
    };
}

properties! {
    /// At most one leader in a term.
    ElectionSafety = "election-safety",
    /// A leader never removes entries of its log.
    LeaderAppendOnly = "leader-append-only",
    /// Logs that agree on an entry agree on all before it.
    LogMatching = "log-matching",
    /// A leader has all entries committed in earlier terms.
    LeaderCompleteness = "leader-completeness",
    /// No two servers apply different entries at one index.
    StateMachineSafety = "state-machine-safety",
    /// Servers that applied the same entries have the same store.
    ReplicasEqual = "replicas-equal",
    /// Each request takes effect once, in its client's order, and before it is answered.
    ExactlyOnce = "exactly-once",
    /// Some order of the operations, each at one moment between call and return, explains all answers.
    Linearizability = "linearizability",
    /// A server votes for one candidate in a term.
    OneVote = "one-vote",
    /// A leader has the votes of a majority of distinct voters, and a vote itself.
    MajorityElects = "majority-elects",
    /// No message leaves before what it promises is durable.
    DurablePromises = "durable-promises",
    /// What a leader commits is on the disks of a majority.
    CommittedOnQuorum = "committed-on-quorum",
    /// What is committed is never removed, and never something else elsewhere.
    CommittedImmutable = "committed-immutable",
    /// Snapshot, applied, committed, last entry: in this order, and none goes back.
    StateOrder = "state-order",
    /// What a leader believes of its followers' logs is true.
    LeaderKnowledge = "leader-knowledge",
    /// The configuration in force is the last one in log or snapshot.
    ConfigurationInForce = "configuration-in-force",
    /// One membership change at a time, and none before an entry of the leader's own term is committed.
    OneChange = "one-change",
    /// Who promises its vote could give it.
    HonestPreVote = "honest-pre-vote",
    /// A snapshot holds the session table.
    SessionTable = "session-table",
    /// A read sees every write acknowledged before it was called.
    FreshReads = "fresh-reads",
    /// A calm cluster with a majority up has a leader soon.
    LeaderElected = "leader-elected",
    /// In a calm cluster elections come to an end, and no leader loses its majority.
    QuietTerms = "quiet-terms",
    /// In a calm cluster whoever lags gets nearer, and what is appended becomes committed.
    FollowersCatchUp = "followers-catch-up",
    /// In a calm cluster every request is answered.
    RequestsFinish = "requests-finish",
}

impl fmt::Display for Property {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}
