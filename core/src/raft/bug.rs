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
    /// Votes again in a term in which it has voted (paper §5.2). Judge: `one-vote`.
    VoteTwice = "vote-twice",
    /// Grants votes without comparing logs (paper §5.4.1). Judge: `leader-completeness`.
    IgnoreCandidateLog = "ignore-candidate-log",
    /// Commits entries of earlier terms by counting replicas (paper §5.4.2, Figure 8). Hides behind the
    /// leader's no-op, for the no-op soon makes the count right. Judge: `leader-completeness`.
    CommitOldTerms = "commit-old-terms",
    /// A new leader clears its uncommitted entries before its no-op (Figure 3). Judge: `leader-append-only`.
    LeaderDropsTail = "leader-drops-tail",
    /// Accepts entries when `prev` is present, whatever its term (paper §5.3). Judge: `log-matching`.
    IgnorePrevTerm = "ignore-prev-term",
    /// Cuts the log behind `prev` before it appends, though the entries agree (Figure 2, AppendEntries rule
    /// 3; hashicorp/raft 0f31a01). Judge: `committed-immutable`.
    TruncateAlways = "truncate-always",
    /// Follows `leaderCommit` up to its own last entry, verified or not (Figure 2, AppendEntries rule 5;
    /// scylladb#9965). Judge: `committed-immutable`.
    CommitUnverified = "commit-unverified",
    /// Sends messages before the state they rely on is durable (paper §5, Figure 2 "updated on stable storage
    /// before responding"). Judge: `durable-promises`.
    SendBeforePersist = "send-before-persist",
    /// Changes the membership before an entry of its own term is committed (the 2015 bug of single-server
    /// changes; diss. §4.1 and its erratum). Judge: `one-change`.
    ChangeBeforeCommit = "change-before-commit",
    /// Answers reads before an entry of its own term is committed (diss. §6.4; etcd#7331). Judge:
    /// `fresh-reads`.
    ReadBeforeNoop = "read-before-noop",
    /// Answers reads from its own store as soon as it believes to lead (diss. §6.4; the first finding of
    /// Jepsen's etcd analysis, 2014). Judge: `fresh-reads`.
    ReadUnconfirmed = "read-unconfirmed",
    /// Executes a request again when it is asked again (paper §8). Judge: `exactly-once`.
    ForgetDuplicates = "forget-duplicates",
    /// Recognises duplicates only on the server that was asked. Judge: `replicas-equal`.
    DeduplicateWhereAsked = "deduplicate-where-asked",
    /// Answers whoever waits at an index, whichever command committed there (diss. §6.3). Judge:
    /// `exactly-once`.
    AnswerByIndex = "answer-by-index",
    /// Counts answers instead of voters: a vote that the network doubles counts twice (akka-raft#45). Judge:
    /// `majority-elects`.
    CountAnswers = "count-answers",
    /// Counts a vote of an earlier term (akka-raft#46, found by fuzzing). Judge: `majority-elects`.
    CountOldVotes = "count-old-votes",
    /// Forgets its vote when it steps down within the term (microsoft/CCF#5891). Judge: `one-vote`.
    ForgetVote = "forget-vote",
    /// Takes half of an even number for a majority (hashicorp/raft 163a55f, openraft d60f1e85). Judge:
    /// `majority-elects`.
    HalfIsEnough = "half-is-enough",
    /// Counts a joint membership as one big one (openraft 6c0ccaf3; paper §6). Judge: `majority-elects`.
    JointAsOne = "joint-as-one",
    /// Asks learners for votes, and counts them (hashicorp/raft#477). Judge: `majority-elects`.
    CountLearners = "count-learners",
    /// A learner stands for election (etcd-io/etcd db54973). Judge: `majority-elects`.
    LearnerStands = "learner-stands",
    /// Compares logs by their lengths alone (paper §5.4.1). Judge: `leader-completeness`.
    CompareLengths = "compare-lengths",
    /// Grants a pre-vote without comparing logs (ClickHouse/NuRaft#134). Judge: `honest-pre-vote`.
    PreVoteWithoutLog = "pre-vote-without-log",
    /// Acknowledges its whole log, not what the request proved (etcd 5fac53b, microsoft/CCF#6016). Judge:
    /// `leader-knowledge`.
    AcknowledgeAll = "acknowledge-all",
    /// Heeds a refusal that came late (etcd-io/raft#149, microsoft/CCF#5991). Judge: `leader-knowledge`.
    HeedLateRefusals = "heed-late-refusals",
    /// Takes a missing entry for one that matches (etcd-io/raft#31). Judge: `durable-promises`.
    MissingMatches = "missing-matches",
    /// Leaves a gap between `prev` and the entries of a full batch (logcabin#160). Judge: `log-matching`.
    GapInBatch = "gap-in-batch",
    /// The leader counts its own entries before they are durable (openraft a9f696a9; diss. §10.2.1). Judge:
    /// `committed-on-quorum`.
    CountUndurable = "count-undurable",
    /// Looks for the median in a list that is not sorted (openraft#1802). Judge: `committed-on-quorum`.
    UnsortedQuorum = "unsorted-quorum",
    /// Installs a snapshot older than what it has applied (etcd#1837). Judge: `state-order`.
    InstallOldSnapshot = "install-old-snapshot",
    /// Takes a `prev` that is compacted away for a conflict (openraft#511). Judge: `committed-immutable`.
    CompactedPrevConflicts = "compacted-prev-conflicts",
    /// Keeps the entries behind a snapshot that conflicts with its log (openraft 674e78aa). Judge:
    /// `log-matching`.
    SnapshotKeepsTail = "snapshot-keeps-tail",
    /// Throws away the entries behind a snapshot that its log agrees with (Figure 13, rule 6; openraft#1892).
    /// Judge: `leader-knowledge`.
    SnapshotCutsTail = "snapshot-cuts-tail",
    /// Goes on with a membership whose entry was removed (scylladb/scylladb#30984). Judge:
    /// `configuration-in-force`.
    OutlivedConfiguration = "outlived-configuration",
    /// Installs a snapshot without its membership (openraft#1808). Judge: `configuration-in-force`.
    ConfigurationNotInSnapshot = "configuration-not-in-snapshot",
    /// Leaves the session table out of the snapshot (RedisLabs/redisraft#568). Judge: `session-table`.
    SessionsNotInSnapshot = "sessions-not-in-snapshot",
    /// A leader that is being removed counts itself (camunda#15232, RedisLabs/raft#13). Judge:
    /// `committed-on-quorum`.
    RemovedLeaderCounts = "removed-leader-counts",
    /// Leaves the joint membership before it is committed (etcd bd3c759; Figure 11). Judge: `one-change`.
    LeaveJointEarly = "leave-joint-early",
    /// A removed leader goes on leading (openraft 0023cff1, etcd-io/raft#83). Judge: `majority-elects`.
    RemovedLeaderStays = "removed-leader-stays",
    /// Takes acknowledgements of a round that began before the read for it (etcd#20418, found by Antithesis
    /// after ten years). Judge: `fresh-reads`.
    ReuseRound = "reuse-round",
    /// Trusts in its lease for longer than others stick to it (tikv#964, sofa-jraft#25). Judge:
    /// `fresh-reads`.
    LeaseTooLong = "lease-too-long",
    /// Keeps its lease while it hands leadership over (openraft#1747). Judge: `fresh-reads`.
    LeaseOverTransfer = "lease-over-transfer",
    /// Compares the last entries as vectors: each of two logs is refused by the other (hashicorp/raft#94).
    /// Judge: `quiet-terms`.
    CompareAsVectors = "compare-as-vectors",
    /// Learns no term from pre-votes and answers with its own, which the asker takes for late (etcd d4471b2,
    /// openraft#1796). Judge: `leader-elected`.
    PreVoteOwnTerm = "pre-vote-own-term",
    /// Sticks to a leader that has long been silent (etcd-io/etcd#8334, raft-rs#84). Judge: `quiet-terms`.
    StickForEver = "stick-for-ever",
    /// Does not answer pre-votes while the option is off (etcd 3c7359d: a rolling switch). Judge:
    /// `quiet-terms`.
    PreVoteUnanswered = "pre-vote-unanswered",
    /// A request for a pre-vote restarts the election timer (hashicorp/raft#609). Judge: `leader-elected`.
    PreVoteRestartsTimer = "pre-vote-restarts-timer",
    /// Who does not know of its promotion refuses its vote (etcd-io/etcd#10998). Judge: `leader-elected`.
    LearnerRefuses = "learner-refuses",
    /// A leader that is leaving does not count its own vote (scylladb#10618). Judge: `leader-elected`.
    LeavingForgetsOwnVote = "leaving-forgets-own-vote",
    /// Trusts a refusal's hint for a few entries only, and else asks the same again (openraft 6d53aa12).
    /// Judge: `followers-catch-up`.
    BackUpWindow = "back-up-window",
    /// Heartbeats ask for what is known to match: lost entries are never missed, the window stays full
    /// (etcd#14633). Judge: `followers-catch-up`.
    HeartbeatFromMatch = "heartbeat-from-match",
    /// Applies a page of what is committed and forgets the rest (etcd 8ecce32). Judge: `followers-catch-up`.
    ForgetNextPage = "forget-next-page",
    /// Heartbeats do not tell what is committed (hashicorp/raft 6124bf6). Judge: `followers-catch-up`.
    SilentHeartbeats = "silent-heartbeats",
    /// A leader whose log is compacted to its end sends nobody a snapshot (openraft#1828). Judge:
    /// `followers-catch-up`.
    NoSnapshotWhenEmpty = "no-snapshot-when-empty",
    /// Sends each part of a snapshot once (raft-rs#417). Judge: `followers-catch-up`.
    SnapshotSentOnce = "snapshot-sent-once",
    /// A leader begins without a no-op (redisraft#22; diss. §6.4). Judge: `followers-catch-up`.
    NoNoop = "no-noop",
    /// The completion that comes last counts, not the furthest (openraft#1960, found by its Jepsen suite).
    /// Judge: `followers-catch-up`.
    LastCompletionCounts = "last-completion-counts",
    /// A transfer that does not succeed is never given up (hashicorp/raft#581). Judge: `requests-finish`.
    TransferForEver = "transfer-for-ever",
}

impl fmt::Display for Bug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

/// The bugs a server has; none by default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct BugSet {
    bits: u128,
}

impl BugSet {
    /// No bug.
    pub const NONE: Self = Self { bits: 0 };

    /// This set and `bug`.
    pub fn with(self, bug: Bug) -> Self {
        Self { bits: self.bits | 1 << bug as u128 }
    }

    /// Whether `bug` is in it. To be asked in `rules.rs` only.
    pub fn has(self, bug: Bug) -> bool {
        self.bits & 1 << bug as u128 != 0
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
