//! What is said of a breach: a code, an English sentence, and the facts in it.

use super::Breach;
use crate::kv::{self, Text};
use crate::sentence::{Fact, Facts, Sentence, Word};
use crate::types::{ClientId, EntryId, LogIndex, NodeId, RequestNumber, Term, Tick};
use std::fmt;

/// What a breach has that its sentence names.
trait ToFact {
    fn to_fact(&self) -> Fact;
}

macro_rules! to_fact {
    ($($quantity:ty)*, $($name:ty)*) => {
        $(impl ToFact for $quantity {
            fn to_fact(&self) -> Fact {
                Fact::Number(self.0)
            }
        })*
        $(impl ToFact for $name {
            fn to_fact(&self) -> Fact {
                Fact::name(self)
            }
        })*
    };
}
to_fact!(Term LogIndex Tick, NodeId ClientId RequestNumber EntryId String);

impl ToFact for u32 {
    fn to_fact(&self) -> Fact {
        Fact::Number((*self).into())
    }
}

impl ToFact for Text {
    fn to_fact(&self) -> Fact {
        Fact::name(&kv::Word(self))
    }
}

/// Several servers, or nobody.
impl ToFact for Vec<NodeId> {
    fn to_fact(&self) -> Fact {
        const NOBODY: &Word = &Word::new("nobody", "nobody");
        if self.is_empty() { NOBODY.into() } else { Fact::name(&List(self)) }
    }
}

struct List<'a>(&'a [NodeId]);

impl fmt::Display for List<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0
            .iter()
            .enumerate()
            .try_for_each(|(at, server)| write!(f, "{}{server}", if at > 0 { ", " } else { "" }))
    }
}

/// Each value by its name, which stands in the template where the value does. What stands there twice is one fact.
fn facts_of(template: &'static str, values: &[&dyn ToFact]) -> Facts {
    let mut facts = Facts::new();
    for (at, name) in template.split(['{', '}']).enumerate() {
        let is_new = at % 2 == 1 && facts.iter().all(|(known, _)| *known != name);
        if is_new && let Some(value) = values.get(facts.len()) {
            facts.push((name, value.to_fact()));
        }
    }
    facts
}

impl Breach {
    /// A stable word for it, for translations and programs.
    pub fn code(&self) -> &'static str {
        self.told().0
    }

    /// What happened, with the facts apart. Servers and clients are the facts `server`, `leader`, `first`, `second`,
    /// `candidate`, `client`, and, with commas between them, `voters` and `holders`.
    pub fn sentence(&self) -> Sentence {
        self.told().1
    }

    #[expect(clippy::too_many_lines, reason = "a few lines for each breach")]
    fn told(&self) -> (&'static str, Sentence) {
        let (code, template, values): (_, _, &[&dyn ToFact]) = match self {
            Self::TwoLeaders { term, first, second } => (
                "two-leaders",
                "{second} became leader of term {term}, which {first} already led.",
                &[second, term, first],
            ),
            Self::LeaderRemoved { leader, term, from, last } => (
                "leader-removed",
                "{leader}, leader of term {term}, removed entries {from} to {last} of its own log.",
                &[leader, term, from, last],
            ),
            Self::LogsDiffer { server, id, prev, other_prev } => (
                "logs-differ",
                "{server} put entry {entry} behind an entry of term {term}; another log has it behind one of term {other}.",
                &[server, id, prev, other_prev],
            ),
            Self::EntriesDiffer { server, id } => (
                "entries-differ",
                "{server}'s entry {entry} holds another command than the {entry} of another log.",
                &[server, id],
            ),
            Self::CommittedMissing { leader, term, committed, committed_in } => (
                "committed-missing",
                "{leader} leads term {term} without entry {entry}, which was committed in term {before}.",
                &[leader, term, committed, committed_in],
            ),
            Self::AppliedDifferent { server, id, first, first_id } => (
                "applied-different",
                "{server} applied {entry} where {first} had applied {other}, another entry at index {index}.",
                &[server, id, first, first_id, &id.index],
            ),
            Self::StoresDiffer { server, first, index } => (
                "stores-differ",
                "{server}'s store differs from the one {first} had after applying index {index}.",
                &[server, first, index],
            ),
            Self::ExecutedAgain { client, number, first, again } => (
                "executed-again",
                "{client}'s request {number} was executed at index {index} after the client's request at index {before} had been.",
                &[client, number, again, first],
            ),
            Self::AnsweredUnexecuted { client, number } => (
                "answered-unexecuted",
                "{client} got an answer to request {number}, which nobody has executed.",
                &[client, number],
            ),
            Self::NotLinearizable { key } => (
                "not-linearizable",
                "no order of the operations on {key} explains their answers.",
                &[key],
            ),
            Self::VotedTwice { server, term, first, second } => (
                "voted-twice",
                "{server} voted for {second} in term {term}, and had voted for {first}.",
                &[server, second, term, first],
            ),
            Self::ElectedByTooFew { leader, term, voters } => (
                "elected-by-too-few",
                "{leader} leads term {term} with the votes of {voters}: no majority.",
                &[leader, term, voters],
            ),
            Self::LeadsWithoutVote { leader, term } => (
                "leads-without-vote",
                "{leader} leads term {term} and has no vote itself.",
                &[leader, term],
            ),
            Self::TermNotDurable { server, term, durable } => (
                "term-not-durable",
                "{server} named term {term} in a message; its disk knows term {durable}.",
                &[server, term, durable],
            ),
            Self::VoteNotDurable { server, term, candidate } => (
                "vote-not-durable",
                "{server} sent {candidate} its vote of term {term} before it was on its disk.",
                &[server, candidate, term],
            ),
            Self::EntriesNotDurable { server, term, index, durable } => (
                "entries-not-durable",
                "{server} acknowledged entries up to {index} in term {term}; its disk has {durable}.",
                &[server, index, term, durable],
            ),
            Self::CommittedByTooFew { leader, term, entry, holders } => (
                "committed-by-too-few",
                "{leader} committed {entry} in term {term}; on disk it is with {holders}: no majority.",
                &[leader, entry, term, holders],
            ),
            Self::CommittedRemoved { server, from, last, committed } => (
                "committed-removed",
                "{server} removed entries {from} to {last}; up to {committed} it knew them committed.",
                &[server, from, last, committed],
            ),
            Self::CommittedDifferent { server, id, first, first_id } => (
                "committed-different",
                "{server} takes {entry} for committed; {first} took {other} for it.",
                &[server, id, first, first_id],
            ),
            Self::StateDisordered { server, base, applied, committed, last } => (
                "state-disordered",
                "{server}: snapshot up to {base}, applied {applied}, committed {committed}, last entry {last}: out of order.",
                &[server, base, applied, committed, last],
            ),
            Self::StateWentBack { server, before, now } => (
                "state-went-back",
                "{server} went back from term {oldterm}, committed {oldcommitted}, applied {oldapplied} to term {term}, committed {committed}, applied {applied}.",
                &[server, &before.0, &before.1, &before.2, &now.0, &now.1, &now.2],
            ),
            Self::NextNotBehindMatch { leader, server, match_index, next_index } => (
                "next-not-behind-match",
                "{leader} would send {server} entry {next} next, which has all up to {match}.",
                &[leader, server, next_index, match_index],
            ),
            Self::MatchUntrue { leader, server, match_index, last } => (
                "match-untrue",
                "{leader} believes that {server} has its log up to {match}; that log ends with {entry}, or differs.",
                &[leader, server, match_index, last],
            ),
            Self::WrongConfiguration { server, expected, found } => (
                "wrong-configuration",
                "{server} goes by the members {found}; its log says {expected}.",
                &[server, found, expected],
            ),
            Self::TwoChanges { leader, term, pending, index } => (
                "two-changes",
                "{leader}, leader of term {term}, changed the members at {index}; the change at {pending} is not committed.",
                &[leader, term, index, pending],
            ),
            Self::ChangeTooEarly { leader, term, index } => (
                "change-too-early",
                "{leader} changed the members at {index}, with nothing of its term {term} committed.",
                &[leader, index, term],
            ),
            Self::HopelessPreVote { server, candidate, term, candidates, own } => (
                "hopeless-pre-vote",
                "{server} promised {candidate} its vote after term {term}, whose log ends with {entry}, its own with {own}.",
                &[server, candidate, term, candidates, own],
            ),
            Self::SessionMissing { server, client, number, last } => (
                "session-missing",
                "{server}'s state up to {last} knows nothing of {client}'s request {number}, which it holds the effect of.",
                &[server, last, client, number],
            ),
            Self::StaleRead { server, client, number, applied, needed } => (
                "stale-read",
                "{server} answered {client}'s read {number} from the state after {applied}; a write at {needed} was acknowledged before.",
                &[server, client, number, applied, needed],
            ),
            Self::NoLeader { since } => {
                ("no-leader", "nobody has led since {since} ms, with nothing in the way.", &[since])
            }
            Self::ElectionsWithoutEnd { since, elections } => (
                "elections-without-end",
                "{elections} elections since {since} ms, with nothing in the way.",
                &[elections, since],
            ),
            Self::MajorityLost { leader, when } => (
                "majority-lost",
                "{leader} missed its majority at {when} ms, with nothing in the way.",
                &[leader, when],
            ),
            Self::StuckBehind { server, applied, committed } => (
                "stuck-behind",
                "{server} has applied {applied} of {committed} entries and gets no nearer, with nothing in the way.",
                &[server, applied, committed],
            ),
            Self::Unanswered { client, number, since } => (
                "unanswered",
                "{client}'s request {number} waits since {since} ms, with nothing in the way.",
                &[client, number, since],
            ),
        };
        (code, Sentence::new(template, facts_of(template, values)))
    }
}

/// The English sentence.
impl fmt::Display for Breach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.sentence().fmt(f)
    }
}
