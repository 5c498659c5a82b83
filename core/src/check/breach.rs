//! How properties are broken, with all facts needed to say how.

use super::Property;
use crate::kv::Text;
use crate::types::{ClientId, EntryId, LogIndex, NodeId, RequestNumber, Term, Tick};

/// How a property was broken.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each says itself what it means, see its sentence")]
pub enum Breach {
    TwoLeaders {
        term: Term,
        first: NodeId,
        second: NodeId,
    },
    LeaderRemoved {
        leader: NodeId,
        term: Term,
        from: LogIndex,
        last: LogIndex,
    },
    LogsDiffer {
        server: NodeId,
        id: EntryId,
        prev: Term,
        other_prev: Term,
    },
    EntriesDiffer {
        server: NodeId,
        id: EntryId,
    },
    CommittedMissing {
        leader: NodeId,
        term: Term,
        committed: EntryId,
        committed_in: Term,
    },
    AppliedDifferent {
        server: NodeId,
        id: EntryId,
        first: NodeId,
        first_id: EntryId,
    },
    StoresDiffer {
        server: NodeId,
        first: NodeId,
        index: LogIndex,
    },
    ExecutedAgain {
        client: ClientId,
        number: RequestNumber,
        first: LogIndex,
        again: LogIndex,
    },
    AnsweredUnexecuted {
        client: ClientId,
        number: RequestNumber,
    },
    NotLinearizable {
        key: Text,
    },
    VotedTwice {
        server: NodeId,
        term: Term,
        first: NodeId,
        second: NodeId,
    },
    ElectedByTooFew {
        leader: NodeId,
        term: Term,
        voters: Vec<NodeId>,
    },
    LeadsWithoutVote {
        leader: NodeId,
        term: Term,
    },
    TermNotDurable {
        server: NodeId,
        term: Term,
        durable: Term,
    },
    VoteNotDurable {
        server: NodeId,
        term: Term,
        candidate: NodeId,
    },
    EntriesNotDurable {
        server: NodeId,
        term: Term,
        index: LogIndex,
        durable: LogIndex,
    },
    CommittedByTooFew {
        leader: NodeId,
        term: Term,
        entry: EntryId,
        holders: Vec<NodeId>,
    },
    CommittedRemoved {
        server: NodeId,
        from: LogIndex,
        last: LogIndex,
        committed: LogIndex,
    },
    CommittedDifferent {
        server: NodeId,
        id: EntryId,
        first: NodeId,
        first_id: EntryId,
    },
    StateDisordered {
        server: NodeId,
        base: LogIndex,
        applied: LogIndex,
        committed: LogIndex,
        last: LogIndex,
    },
    /// Term, commit index and what is applied.
    StateWentBack {
        server: NodeId,
        before: (Term, LogIndex, LogIndex),
        now: (Term, LogIndex, LogIndex),
    },
    NextNotBehindMatch {
        leader: NodeId,
        server: NodeId,
        match_index: LogIndex,
        next_index: LogIndex,
    },
    MatchUntrue {
        leader: NodeId,
        server: NodeId,
        match_index: LogIndex,
        last: EntryId,
    },
    WrongConfiguration {
        server: NodeId,
        expected: String,
        found: String,
    },
    TwoChanges {
        leader: NodeId,
        term: Term,
        pending: LogIndex,
        index: LogIndex,
    },
    ChangeTooEarly {
        leader: NodeId,
        term: Term,
        index: LogIndex,
    },
    HopelessPreVote {
        server: NodeId,
        candidate: NodeId,
        term: Term,
        candidates: EntryId,
        own: EntryId,
    },
    SessionMissing {
        server: NodeId,
        client: ClientId,
        number: RequestNumber,
        last: LogIndex,
    },
    StaleRead {
        server: NodeId,
        client: ClientId,
        number: RequestNumber,
        applied: LogIndex,
        needed: LogIndex,
    },
    NoLeader {
        since: Tick,
    },
    ElectionsWithoutEnd {
        since: Tick,
        elections: u32,
    },
    MajorityLost {
        leader: NodeId,
        when: Tick,
    },
    StuckBehind {
        server: NodeId,
        applied: LogIndex,
        committed: LogIndex,
    },
    Unanswered {
        client: ClientId,
        number: RequestNumber,
        since: Tick,
    },
}

impl Breach {
    /// The property that is broken.
    pub fn property(&self) -> Property {
        match self {
            Self::TwoLeaders { .. } => Property::ElectionSafety,
            Self::LeaderRemoved { .. } => Property::LeaderAppendOnly,
            Self::LogsDiffer { .. } | Self::EntriesDiffer { .. } => Property::LogMatching,
            Self::CommittedMissing { .. } => Property::LeaderCompleteness,
            Self::AppliedDifferent { .. } => Property::StateMachineSafety,
            Self::StoresDiffer { .. } => Property::ReplicasEqual,
            Self::ExecutedAgain { .. } | Self::AnsweredUnexecuted { .. } => Property::ExactlyOnce,
            Self::NotLinearizable { .. } => Property::Linearizability,
            Self::VotedTwice { .. } => Property::OneVote,
            Self::ElectedByTooFew { .. } | Self::LeadsWithoutVote { .. } => {
                Property::MajorityElects
            }
            Self::TermNotDurable { .. }
            | Self::VoteNotDurable { .. }
            | Self::EntriesNotDurable { .. } => Property::DurablePromises,
            Self::CommittedByTooFew { .. } => Property::CommittedOnQuorum,
            Self::CommittedRemoved { .. } | Self::CommittedDifferent { .. } => {
                Property::CommittedImmutable
            }
            Self::StateDisordered { .. } | Self::StateWentBack { .. } => Property::StateOrder,
            Self::NextNotBehindMatch { .. } | Self::MatchUntrue { .. } => Property::LeaderKnowledge,
            Self::WrongConfiguration { .. } => Property::ConfigurationInForce,
            Self::TwoChanges { .. } | Self::ChangeTooEarly { .. } => Property::OneChange,
            Self::HopelessPreVote { .. } => Property::HonestPreVote,
            Self::SessionMissing { .. } => Property::SessionTable,
            Self::StaleRead { .. } => Property::FreshReads,
            Self::NoLeader { .. } => Property::LeaderElected,
            Self::ElectionsWithoutEnd { .. } | Self::MajorityLost { .. } => Property::QuietTerms,
            Self::StuckBehind { .. } => Property::FollowersCatchUp,
            Self::Unanswered { .. } => Property::RequestsFinish,
        }
    }
}
