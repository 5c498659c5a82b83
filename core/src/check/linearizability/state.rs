//! What one key may hold, as far as anybody can tell. A text matters only if it begins what somebody
//! found, or asked for: all others are one state. So a state is three numbers, equal texts are equal
//! states however they came about, and an Append costs a comparison of what it adds.

use super::history::{Saw, View};
use crate::kv::{Answer, Command, ReadMode, VALUE_MAX};
use crate::sorted::sort_by_order;

/// What the key holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct State {
    /// The first of the sorted observed texts that begins with this one, or [`MISSING`] or [`OTHER`].
    text: u32,
    /// How long it is; not kept of [`OTHER`] texts if none can become too long.
    length: u32,
    /// How often it was written since it came to be, if anybody asks for it; all above the highest of
    /// which anybody was told are one.
    version: u64,
}

/// There is no such key.
const MISSING: u32 = u32::MAX;

/// A text that begins nothing that was observed.
const OTHER: u32 = u32::MAX - 1;

impl State {
    pub(super) const START: Self = Self { text: MISSING, length: 0, version: 0 };

    /// Whether nobody finds what it holds.
    pub(super) fn is_other(self) -> bool {
        self.text == OTHER
    }

    /// Its numbers, for hashing.
    pub(super) fn words(self) -> [u64; 2] {
        [u64::from(self.text) << 32 | u64::from(self.length), self.version]
    }
}

/// A command and its answer, made ready to be tried in any state.
#[derive(Clone, Debug)]
pub(super) struct Step<'a> {
    effect: Effect<'a>,
    answer: Found<'a>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Effect<'a> {
    Read,
    /// Sets this text.
    Put(State),
    PutAt(State, u64),
    /// Adds this; the state is that of the added text alone.
    Append(&'a str, State),
    Delete,
    /// From this observed text to that one.
    Cas(u32, State),
}

/// What the answer says the key held, or was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Found<'a> {
    Anything,
    Done,
    NoKey,
    Text(u32),
    Versioned(u32, u64),
    WrongVersion(u64),
    /// A Cas found this.
    Differs(u32),
    /// A Cas found anything else than it expected.
    Refused,
    TooLong,
    NoneOf(&'a [Answer]),
    /// The store never answers so.
    Impossible,
}

/// The observed texts of one key, and what follows from all its commands together.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub(super) struct Model<'a> {
    /// Sorted, each once.
    texts: Vec<&'a str>,
    /// Somebody is told versions, so they count.
    versions: bool,
    /// One more than the highest version that anybody was told or has asked for.
    version_max: u64,
    /// All Appends together may exceed the longest value, so lengths count.
    lengths: bool,
    /// Some answer holds in several texts, or tells only that there is one.
    vague: bool,
    /// Texts grow.
    appends: bool,
}

impl<'a> Model<'a> {
    pub(super) fn new(views: impl Iterator<Item = View<'a>> + Clone) -> Self {
        let mut texts: Vec<&str> = Vec::new();
        let (mut versions, mut vague, mut appends) = (false, false, false);
        let (mut bytes, mut highest) = (0, 0);
        for view in views {
            match view.command {
                Command::Append { value, .. } => {
                    appends = true;
                    bytes += value.len();
                }
                Command::Cas { expected, new, .. } => {
                    texts.push(expected);
                    bytes += new.len();
                }
                Command::Put { value, .. } => bytes += value.len(),
                Command::PutAt { value, version, .. } => {
                    versions = true;
                    highest = highest.max(*version);
                    bytes += value.len();
                }
                Command::Delete { .. } => vague |= view.is_known(),
                Command::Get { via, .. } => versions |= *via == ReadMode::Version,
                Command::OpenSession => {}
            }
            vague |= matches!(view.saw, Saw::Refused | Saw::NoneOf(_));
            let answers = match view.saw {
                Saw::Answer(answer) => std::slice::from_ref(answer),
                Saw::NoneOf(answers) => answers,
                Saw::Refused | Saw::Nothing => &[],
            };
            texts.extend(answers.iter().filter_map(text_in));
            highest = answers.iter().filter_map(version_in).fold(highest, u64::max);
        }
        sort_by_order(&mut texts, Ord::cmp);
        texts.dedup();
        let lengths = appends && bytes > VALUE_MAX;
        let version_max = highest.saturating_add(1);
        let vague = vague || versions || lengths;
        Self { texts, versions, version_max, lengths, vague, appends }
    }

    /// Whether only exact texts are observed, so that one that nobody finds need never be written.
    pub(super) fn is_exact(&self) -> bool {
        !self.vague
    }

    /// Whether a text may grow to another.
    pub(super) fn has_appends(&self) -> bool {
        self.appends
    }

    /// Makes a command and its answer ready.
    pub(super) fn step(&self, view: &View<'a>) -> Step<'a> {
        let effect = match view.command {
            Command::Get { .. } | Command::OpenSession => Effect::Read,
            Command::Put { value, .. } => Effect::Put(self.of(value)),
            Command::PutAt { value, version, .. } => Effect::PutAt(self.of(value), *version),
            Command::Append { value, .. } => Effect::Append(value, self.of(value)),
            Command::Delete { .. } => Effect::Delete,
            Command::Cas { expected, new, .. } => {
                Effect::Cas(self.observed(expected), self.of(new))
            }
        };
        let answer = match view.saw {
            Saw::Nothing => Found::Anything,
            Saw::Refused if matches!(effect, Effect::Cas(..)) => Found::Refused,
            Saw::Refused => Found::Impossible,
            Saw::NoneOf(answers) => Found::NoneOf(answers),
            Saw::Answer(answer) => self.found(view.command, answer),
        };
        Step { effect, answer }
    }

    /// What an answer to this command says.
    fn found(&self, command: &Command, answer: &Answer) -> Found<'a> {
        let is_read = matches!(command, Command::Get { .. });
        let is_versioned = command.read_mode() == ReadMode::Version;
        match answer {
            Answer::Ok if !is_read => Found::Done,
            Answer::NoKey => Found::NoKey,
            Answer::Value(text) if is_read && !is_versioned => Found::Text(self.observed(text)),
            Answer::Versioned { value, version } if is_versioned => {
                Found::Versioned(self.observed(value), *version)
            }
            Answer::WrongVersion { actual } => Found::WrongVersion(*actual),
            Answer::CasFailed { actual } => Found::Differs(self.observed(actual)),
            Answer::ValueTooLong => Found::TooLong,
            Answer::Maybe => Found::Anything,
            Answer::Ok | Answer::Value(_) | Answer::Versioned { .. } => Found::Impossible,
        }
    }

    /// What the key holds after `step`; none if its answer would have been another.
    pub(super) fn apply(&self, state: State, step: &Step<'_>) -> Option<State> {
        let exists = state.text != MISSING;
        let (next, answer) = match step.effect {
            Effect::Read => (state, Found::Done),
            Effect::Put(new) => (self.written(state, new), Found::Done),
            Effect::PutAt(new, version) if state.version == version => {
                (self.written(state, new), Found::Done)
            }
            Effect::PutAt(..) if exists => (state, Found::WrongVersion(state.version)),
            Effect::Append(added, alone) => match self.appended(state, added, alone) {
                Some(next) => (next, Found::Done),
                None => (state, Found::TooLong),
            },
            Effect::Delete if exists => (State::START, Found::Done),
            Effect::Cas(expected, new) if self.is_text(state, expected) => {
                (self.written(state, new), Found::Done)
            }
            Effect::Cas(..) if exists => (state, Found::Refused),
            Effect::Delete | Effect::PutAt(..) | Effect::Cas(..) => (state, Found::NoKey),
        };
        let fits = match step.answer {
            Found::Anything => true,
            Found::NoKey if step.effect == Effect::Read => !exists,
            Found::Text(text) => self.is_text(state, text),
            Found::Versioned(text, version) => {
                state.version == version && self.is_text(state, text)
            }
            Found::Differs(text) => answer == Found::Refused && self.is_text(state, text),
            Found::Refused => matches!(answer, Found::Refused | Found::NoKey),
            Found::NoneOf(answers) => {
                !answers.iter().any(|other| self.would_be(state, step.effect, answer, other))
            }
            Found::Impossible => false,
            Found::Done | Found::NoKey | Found::WrongVersion(_) | Found::TooLong => {
                answer == step.answer
            }
        };
        fits.then_some(next)
    }

    /// Whether the store would have answered `other`.
    fn would_be(&self, state: State, effect: Effect, answer: Found, other: &Answer) -> bool {
        let is_read = effect == Effect::Read;
        let holds = |text: &str| self.is_text(state, self.observed(text));
        match other {
            Answer::Ok => !is_read && answer == Found::Done,
            Answer::NoKey if is_read => state.text == MISSING,
            Answer::NoKey => answer == Found::NoKey,
            Answer::Value(text) => holds(text),
            Answer::Versioned { value, version } => state.version == *version && holds(value),
            Answer::WrongVersion { actual } => answer == Found::WrongVersion(*actual),
            Answer::CasFailed { actual } => answer == Found::Refused && holds(actual),
            Answer::ValueTooLong => answer == Found::TooLong,
            Answer::Maybe => false,
        }
    }

    /// Whether `step` writes without looking: what was there before it, nobody learns from it.
    pub(super) fn is_blind(&self, step: &Step<'_>) -> bool {
        match step.effect {
            Effect::Put(_) => !self.versions,
            Effect::Delete => step.answer == Found::Anything,
            Effect::Read | Effect::PutAt(..) | Effect::Append(..) | Effect::Cas(..) => false,
        }
    }

    /// Whether a step changes nothing in any state in which it gets its answer.
    pub(super) fn only_looks(step: &Step<'_>) -> bool {
        let refused = matches!(
            step.answer,
            Found::NoKey
                | Found::WrongVersion(_)
                | Found::Differs(_)
                | Found::Refused
                | Found::TooLong
        );
        refused || step.effect == Effect::Read
    }

    /// Whether two steps, both possible now, may change places.
    pub(super) fn is_same(one: &Step<'_>, other: &Step<'_>) -> bool {
        let is_open = |step: &Step<'_>| matches!(step.answer, Found::NoneOf(_));
        one.effect == other.effect && !is_open(one) && !is_open(other)
    }

    /// The text that a read found, for [`Model::leads_to`].
    pub(super) fn text_read(step: &Step<'_>) -> Option<Goal> {
        match (step.effect, step.answer) {
            (Effect::Read, Found::Text(text) | Found::Versioned(text, _)) => Some(Goal::Text(text)),
            (Effect::Read, Found::NoKey) => Some(Goal::Missing),
            _ => None,
        }
    }

    /// Whether Appends alone may make this state the goal.
    pub(super) fn leads_to(&self, state: State, goal: Goal) -> bool {
        match goal {
            Goal::Missing => state.text == MISSING,
            Goal::Text(_) if state.text == MISSING => true,
            Goal::Text(goal) => self.begins(state, goal),
        }
    }

    /// Whether `step` replaces what is there by something that may become the goal.
    pub(super) fn may_begin(&self, step: &Step<'_>, goal: Goal) -> bool {
        match step.effect {
            Effect::Put(new) | Effect::PutAt(new, _) | Effect::Cas(_, new) => match goal {
                Goal::Missing => false,
                Goal::Text(goal) => self.begins(new, goal),
            },
            Effect::Delete => true,
            Effect::Read | Effect::Append(..) => false,
        }
    }

    /// Whether it may replace what the key holds.
    pub(super) fn replaces(step: &Step<'_>) -> bool {
        match step.effect {
            Effect::Put(_) | Effect::PutAt(..) | Effect::Cas(..) | Effect::Delete => true,
            Effect::Read | Effect::Append(..) => false,
        }
    }

    fn begins(&self, state: State, text: u32) -> bool {
        let prefix = self.prefix(state).filter(|_| state.text <= text);
        prefix.is_some_and(|prefix| self.text(text).as_bytes().starts_with(prefix))
    }

    fn text(&self, text: u32) -> &'a str {
        self.texts[text as usize]
    }

    /// The text of a state, if it is known.
    fn prefix(&self, state: State) -> Option<&'a [u8]> {
        let text = self.texts.get(state.text as usize)?;
        Some(&text.as_bytes()[..state.length as usize])
    }

    fn is_text(&self, state: State, text: u32) -> bool {
        state.text == text && state.length as usize == self.text(text).len()
    }

    /// The number of an observed text.
    fn observed(&self, text: &str) -> u32 {
        let at = self.texts.binary_search(&text).expect("all that is observed was collected");
        u32::try_from(at).expect("fewer than 2^32 operations")
    }

    /// The state of a text as such, its version left open.
    fn of(&self, text: &str) -> State {
        let at = self.texts.partition_point(|other| *other < text);
        let found = self.texts.get(at).is_some_and(|other| other.starts_with(text));
        self.state(found.then_some(at), text.len(), 0)
    }

    fn state(&self, text: Option<usize>, length: usize, version: u64) -> State {
        let text = text.map_or(OTHER, |at| u32::try_from(at).expect("fewer than 2^32 operations"));
        let counts = text != OTHER || self.lengths;
        let length = if counts { u32::try_from(length).unwrap_or(u32::MAX) } else { 0 };
        State { text, length, version }
    }

    fn written(&self, before: State, new: State) -> State {
        let next = before.version.saturating_add(1).min(self.version_max);
        State { version: if self.versions { next } else { 0 }, ..new }
    }

    /// The state with something added; none if it would become too long.
    fn appended(&self, state: State, added: &str, alone: State) -> Option<State> {
        let (length, more) = (state.length as usize, added.len());
        if state.text != MISSING && self.lengths && length + more > VALUE_MAX {
            return None;
        }
        let new = if state.text == MISSING {
            alone
        } else if let Some(prefix) = self.prefix(state) {
            let first = state.text as usize;
            let at = if self.continues(first, length, added) {
                Some(first)
            } else {
                let before = |other: &&str| {
                    let (start, rest) = other.as_bytes().split_at(length.min(other.len()));
                    start == prefix && rest < added.as_bytes()
                };
                let skipped = self.texts[first..].partition_point(before);
                let at = first + skipped;
                let same =
                    self.texts.get(at).is_some_and(|text| text.as_bytes().starts_with(prefix));
                (same && self.continues(at, length, added)).then_some(at)
            };
            self.state(at, length + more, 0)
        } else {
            self.state(None, length + more, 0)
        };
        Some(self.written(state, new))
    }

    /// Whether an observed text goes on like this from `length` on.
    fn continues(&self, text: usize, length: usize, added: &str) -> bool {
        let rest = self.texts[text].as_bytes().get(length..);
        rest.is_some_and(|rest| rest.starts_with(added.as_bytes()))
    }
}

/// What a read to come finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Goal {
    Missing,
    Text(u32),
}

/// The text that an answer tells.
pub(super) fn text_in(answer: &Answer) -> Option<&str> {
    match answer {
        Answer::Value(text)
        | Answer::Versioned { value: text, .. }
        | Answer::CasFailed { actual: text } => Some(text),
        Answer::Ok
        | Answer::WrongVersion { .. }
        | Answer::Maybe
        | Answer::NoKey
        | Answer::ValueTooLong => None,
    }
}

/// The version that an answer tells.
fn version_in(answer: &Answer) -> Option<u64> {
    match answer {
        Answer::Versioned { version, .. } | Answer::WrongVersion { actual: version } => {
            Some(*version)
        }
        Answer::Ok
        | Answer::Value(_)
        | Answer::CasFailed { .. }
        | Answer::Maybe
        | Answer::NoKey
        | Answer::ValueTooLong => None,
    }
}
