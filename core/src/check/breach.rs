//! How properties are broken, with all facts needed to say how, and the sentences that say it.

use super::Property;
use crate::kv::{Text, Word};
use crate::types::{ClientId, EntryId, LogIndex, NodeId, RequestNumber, Term, Tick};
use std::fmt;

/// How a property was broken.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each says itself what it means, see its text")]
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

impl fmt::Display for Breach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TwoLeaders { term, first, second } => {
                write!(f, "{second} became leader of term {}, which {first} already led.", term.0)
            }
            Self::LeaderRemoved { leader, term, from, last } => write!(
                f,
                "{leader}, leader of term {}, removed entries {from} to {last} of its own log.",
                term.0
            ),
            Self::LogsDiffer { server, id, prev, other_prev } => write!(
                f,
                "{server} put entry {id} behind an entry of term {}; another log has it behind one of term {}.",
                prev.0, other_prev.0
            ),
            Self::EntriesDiffer { server, id } => {
                write!(
                    f,
                    "{server}'s entry {id} holds another command than the {id} of another log."
                )
            }
            Self::CommittedMissing { leader, term, committed, committed_in } => write!(
                f,
                "{leader} leads term {} without entry {committed}, which was committed in term {}.",
                term.0, committed_in.0
            ),
            Self::AppliedDifferent { server, id, first, first_id } => write!(
                f,
                "{server} applied {id} where {first} had applied {first_id}, another entry at index {}.",
                id.index
            ),
            Self::StoresDiffer { server, first, index } => write!(
                f,
                "{server}'s store differs from the one {first} had after applying index {index}."
            ),
            Self::ExecutedAgain { client, number, first, again } => write!(
                f,
                "{client}'s request {number} was executed at index {again} after the client's request at index {first} had been."
            ),
            Self::AnsweredUnexecuted { client, number } => {
                write!(f, "{client} got an answer to request {number}, which nobody has executed.")
            }
            Self::NotLinearizable { key } => {
                write!(f, "no order of the operations on {} explains their answers.", Word(key))
            }
            Self::VotedTwice { .. }
            | Self::ElectedByTooFew { .. }
            | Self::LeadsWithoutVote { .. }
            | Self::TermNotDurable { .. }
            | Self::VoteNotDurable { .. }
            | Self::EntriesNotDurable { .. }
            | Self::HopelessPreVote { .. } => self.fmt_promise(f),
            Self::CommittedByTooFew { .. }
            | Self::CommittedRemoved { .. }
            | Self::CommittedDifferent { .. }
            | Self::StateDisordered { .. }
            | Self::StateWentBack { .. } => self.fmt_commitment(f),
            Self::NextNotBehindMatch { .. }
            | Self::MatchUntrue { .. }
            | Self::WrongConfiguration { .. }
            | Self::TwoChanges { .. }
            | Self::ChangeTooEarly { .. }
            | Self::SessionMissing { .. }
            | Self::StaleRead { .. } => self.fmt_knowledge(f),
            Self::NoLeader { .. }
            | Self::ElectionsWithoutEnd { .. }
            | Self::MajorityLost { .. }
            | Self::StuckBehind { .. }
            | Self::Unanswered { .. } => self.fmt_standstill(f),
        }
    }
}
