//! The sentences for what the finer judges find.

use super::Breach;
use crate::types::{LogIndex, NodeId, Term};
use std::fmt;

struct List<'a>(&'a [NodeId]);

impl fmt::Display for List<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("nobody");
        }
        self.0
            .iter()
            .enumerate()
            .try_for_each(|(at, server)| write!(f, "{}{server}", if at > 0 { ", " } else { "" }))
    }
}

impl Breach {
    /// What is said or promised by servers.
    pub(super) fn fmt_promise(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Self::VotedTwice { server, term, first, second } = self {
            write!(f, "{server} voted for {second} in term {}, and had voted for {first}.", term.0)
        } else if let Self::ElectedByTooFew { leader, term, voters } = self {
            let voters = List(voters);
            write!(f, "{leader} leads term {} with the votes of {voters}: no majority.", term.0)
        } else if let Self::LeadsWithoutVote { leader, term } = self {
            write!(f, "{leader} leads term {} and has no vote itself.", term.0)
        } else if let Self::TermNotDurable { server, term, durable } = self {
            let (term, durable) = (term.0, durable.0);
            write!(f, "{server} named term {term} in a message; its disk knows term {durable}.")
        } else if let Self::VoteNotDurable { server, term, candidate } = self {
            let term = term.0;
            write!(
                f,
                "{server} sent {candidate} its vote of term {term} before it was on its disk."
            )
        } else if let Self::EntriesNotDurable { server, term, index, durable } = self {
            let term = term.0;
            write!(
                f,
                "{server} acknowledged entries up to {index} in term {term}; its disk has {durable}."
            )
        } else if let Self::HopelessPreVote { server, candidate, term, candidates, own } = self {
            let term = term.0;
            write!(
                f,
                "{server} promised {candidate} its vote after term {term}, whose log ends with {candidates}, its own with {own}."
            )
        } else {
            Ok(())
        }
    }

    /// What is committed.
    pub(super) fn fmt_commitment(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Self::CommittedByTooFew { leader, term, entry, holders } = self {
            let (term, holders) = (term.0, List(holders));
            write!(
                f,
                "{leader} committed {entry} in term {term}; on disk it is with {holders}: no majority."
            )
        } else if let Self::CommittedRemoved { server, from, last, committed } = self {
            write!(
                f,
                "{server} removed entries {from} to {last}; up to {committed} it knew them committed."
            )
        } else if let Self::CommittedDifferent { server, id, first, first_id } = self {
            write!(f, "{server} takes {id} for committed; {first} took {first_id} for it.")
        } else if let Self::StateDisordered { server, base, applied, committed, last } = self {
            write!(
                f,
                "{server}: snapshot up to {base}, applied {applied}, committed {committed}, last entry {last}: out of order."
            )
        } else if let Self::StateWentBack { server, before, now } = self {
            let show = |(term, committed, applied): (Term, LogIndex, LogIndex)| {
                format!("term {}, committed {committed}, applied {applied}", term.0)
            };
            write!(f, "{server} went back from {} to {}.", show(*before), show(*now))
        } else {
            Ok(())
        }
    }

    /// What servers know.
    pub(super) fn fmt_knowledge(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Self::NextNotBehindMatch { leader, server, match_index, next_index } = self {
            write!(
                f,
                "{leader} would send {server} entry {next_index} next, which has all up to {match_index}."
            )
        } else if let Self::MatchUntrue { leader, server, match_index, last } = self {
            write!(
                f,
                "{leader} believes that {server} has its log up to {match_index}; that log ends with {last}, or differs."
            )
        } else if let Self::WrongConfiguration { server, expected, found } = self {
            write!(f, "{server} goes by the members {found}; its log says {expected}.")
        } else if let Self::TwoChanges { leader, term, pending, index } = self {
            write!(
                f,
                "{leader}, leader of term {}, changed the members at {index}; the change at {pending} is not committed.",
                term.0
            )
        } else if let Self::ChangeTooEarly { leader, term, index } = self {
            write!(
                f,
                "{leader} changed the members at {index}, with nothing of its term {} committed.",
                term.0
            )
        } else if let Self::SessionMissing { server, client, number, last } = self {
            write!(
                f,
                "{server}'s state up to {last} knows nothing of {client}'s request {number}, which it holds the effect of."
            )
        } else if let Self::StaleRead { server, client, number, applied, needed } = self {
            write!(
                f,
                "{server} answered {client}'s read {number} from the state after {applied}; a write at {needed} was acknowledged before."
            )
        } else {
            Ok(())
        }
    }

    /// What does not go on, in a calm cluster.
    pub(super) fn fmt_standstill(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Self::NoLeader { since } = self {
            write!(f, "nobody has led since {since} ms, with nothing in the way.")
        } else if let Self::ElectionsWithoutEnd { since, elections } = self {
            write!(f, "{elections} elections since {since} ms, with nothing in the way.")
        } else if let Self::MajorityLost { leader, when } = self {
            write!(f, "{leader} missed its majority at {when} ms, with nothing in the way.")
        } else if let Self::StuckBehind { server, applied, committed } = self {
            write!(
                f,
                "{server} has applied {applied} of {committed} entries and gets no nearer, with nothing in the way."
            )
        } else if let Self::Unanswered { client, number, since } = self {
            write!(
                f,
                "{client}'s request {number} waits since {since} ms, with nothing in the way."
            )
        } else {
            Ok(())
        }
    }
}
