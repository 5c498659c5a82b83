//! What is judged: calls with their outcomes, those of each key apart.

use super::table::{Table, hash_of};
use crate::kv::{Answer, Command};
use crate::sim::Operation;

/// One call of a client: what it asked, when, and what it learnt.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Call {
    /// Who called. A process makes one call at a time.
    pub process: u64,
    /// What was asked for.
    pub command: Command,
    /// When, in any unit.
    pub call: u64,
    /// When it returned; none if it never did.
    pub returned: Option<u64>,
    /// What the caller learnt.
    pub outcome: Outcome,
}

/// What the caller of an operation learnt.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// This answer.
    Answered(Answer),
    /// It was a Cas and did nothing, for the key held another value or none; which one was not said.
    Refused,
    /// Nothing: it may have taken effect at any time after the call, or never.
    Unknown,
}

impl From<&Operation> for Call {
    fn from(operation: &Operation) -> Self {
        Self {
            process: operation.client.0.into(),
            command: operation.command.clone(),
            call: operation.call.0,
            returned: operation.returned.map(|tick| tick.0),
            outcome: operation.answer.clone().map_or(Outcome::Unknown, Outcome::Answered),
        }
    }
}

/// An operation as the judge sees it, whatever record it comes from.
#[derive(Clone, Copy, Debug)]
pub(super) struct View<'a> {
    pub(super) command: &'a Command,
    pub(super) call: u64,
    /// When it had taken effect for certain; [`NEVER`] if the outcome is unknown.
    pub(super) end: u64,
    pub(super) saw: Saw<'a>,
}

/// What an operation's answer tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Saw<'a> {
    Answer(&'a Answer),
    /// As [`Outcome::Refused`].
    Refused,
    /// As [`Outcome::Unknown`].
    Nothing,
    /// It has returned, but its answer is left open; these it was not. For the question what else
    /// it could have seen.
    NoneOf(&'a [Answer]),
}

/// The end of an operation whose outcome is unknown.
pub(super) const NEVER: u64 = u64::MAX;

impl<'a> View<'a> {
    fn new(command: &'a Command, call: u64, returned: Option<u64>, saw: Saw<'a>) -> Self {
        match (returned, saw) {
            // `ErrMaybe` says as much as no answer at all.
            (None, _) | (_, Saw::Nothing | Saw::Answer(Answer::Maybe)) => {
                Self { command, call, end: NEVER, saw: Saw::Nothing }
            }
            // The last moment is taken.
            (Some(end), _) => Self { command, call, end: end.min(NEVER - 1), saw },
        }
    }

    /// Whether it must take effect.
    pub(super) fn is_known(&self) -> bool {
        self.end != NEVER
    }

    /// The same, but nobody learnt what became of it.
    pub(super) fn forgotten(self) -> Self {
        Self { end: NEVER, saw: Saw::Nothing, ..self }
    }

    /// Whether it says nothing about what the key holds: a read without an answer, or not of a key.
    pub(super) fn says_nothing(&self) -> bool {
        match self.command {
            Command::OpenSession => true,
            Command::Get { .. } => !self.is_known(),
            Command::Put { .. }
            | Command::PutAt { .. }
            | Command::Append { .. }
            | Command::Delete { .. }
            | Command::Cas { .. } => false,
        }
    }
}

impl<'a> From<&'a Operation> for View<'a> {
    fn from(operation: &'a Operation) -> Self {
        let saw = operation.answer.as_ref().map_or(Saw::Nothing, Saw::Answer);
        let returned = operation.returned.map(|tick| tick.0);
        Self::new(&operation.command, operation.call.0, returned, saw)
    }
}

impl<'a> From<&'a Call> for View<'a> {
    fn from(call: &'a Call) -> Self {
        let saw = match &call.outcome {
            Outcome::Answered(answer) => Saw::Answer(answer),
            Outcome::Refused => Saw::Refused,
            Outcome::Unknown => Saw::Nothing,
        };
        Self::new(&call.command, call.call, call.returned, saw)
    }
}

/// The operations of one key, in the order of the history.
pub(super) struct Key<'a> {
    pub(super) name: &'a str,
    pub(super) views: Vec<View<'a>>,
    /// Where each stands in the history.
    pub(super) places: Vec<usize>,
}

/// Sorts a history by key, without what says nothing; keys stand in the order of their first calls.
pub(super) fn by_key<'a>(
    length: usize,
    history: impl Iterator<Item = View<'a>> + Clone,
) -> Vec<Key<'a>> {
    let mut table = Table::new(length);
    let mut keys: Vec<Key<'a>> = Vec::new();
    for (place, view) in history.enumerate() {
        if view.says_nothing() {
            continue;
        }
        let name = view.command.key();
        let next = u32::try_from(keys.len()).expect("histories have fewer than 2^32 operations");
        let same = |number: u32| keys[number as usize].name == name;
        let found = table.find_or_put(hash_of(name.as_bytes()), next, same);
        if found.is_none() {
            keys.push(Key { name, views: Vec::new(), places: Vec::new() });
        }
        let key = &mut keys[found.unwrap_or(next) as usize];
        key.views.push(view);
        key.places.push(place);
    }
    keys
}
