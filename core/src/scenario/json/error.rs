//! What is wrong with a scenario file, and where.

use crate::console::{ParseError, unknown};
use crate::sentence::{self, Fact, Facts, Sentence, Word};
use crate::sim::ActionError;
use std::fmt;

/// Why a file is no scenario. It prints as one sentence that names the place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormatError {
    /// Where in the file: `steps[3].do[1]`; empty for the file as a whole.
    pub path: String,
    /// What is wrong there.
    pub problem: Problem,
}

/// What is wrong at a place of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each says itself what it means, see its text")]
pub enum Problem {
    NotJson {
        line: usize,
        column: usize,
        reason: String,
    },
    TooLong {
        bytes: usize,
        max: usize,
    },
    UnknownKey {
        found: String,
        known: Vec<&'static str>,
        suggestion: Option<&'static str>,
    },
    UnknownWord {
        found: String,
        known: Vec<&'static str>,
        suggestion: Option<&'static str>,
    },
    MissingKey {
        key: &'static str,
    },
    /// Something else is expected: the facts of the sentence.
    Expected(Facts),
    NoChoice {
        known: Vec<&'static str>,
    },
    TwoChoices {
        first: &'static str,
        second: &'static str,
    },
    Line(ParseError),
    Action(ActionError),
    Contradiction(&'static Word),
    OtherVersion {
        found: u64,
    },
}

const EXPECTED: &str = "Expected {expected}, found {found}.";

impl FormatError {
    pub(super) fn new(path: &str, problem: Problem) -> Self {
        Self { path: path.to_owned(), problem }
    }

    /// A stable word for it, for translations and programs.
    pub fn code(&self) -> &'static str {
        match &self.problem {
            Problem::NotJson { .. } => "not-json",
            Problem::TooLong { .. } => "too-long",
            Problem::UnknownKey { .. } => "unknown-key",
            Problem::UnknownWord { .. } => "unknown-word",
            Problem::MissingKey { .. } => "missing-key",
            Problem::Expected(_) => "wrong-type",
            Problem::NoChoice { .. } => "no-choice",
            Problem::TwoChoices { .. } => "two-choices",
            Problem::Line(error) => error.kind.code(),
            Problem::Action(error) => error.code(),
            Problem::Contradiction(_) => "contradiction",
            Problem::OtherVersion { .. } => "other-version",
        }
    }
}

impl Problem {
    /// What is wrong, with the facts apart.
    pub fn into_sentence(self) -> Sentence {
        match self {
            Self::Line(error) => error.sentence(),
            Self::Action(error) => error.sentence(),
            Self::Expected(facts) => Sentence::new(EXPECTED, facts),
            Self::NotJson { .. }
            | Self::TooLong { .. }
            | Self::UnknownKey { .. }
            | Self::UnknownWord { .. }
            | Self::MissingKey { .. }
            | Self::NoChoice { .. }
            | Self::TwoChoices { .. }
            | Self::Contradiction(_)
            | Self::OtherVersion { .. } => Sentence::new(self.template(), self.facts()),
        }
    }

    fn template(&self) -> &'static str {
        match self {
            Self::NotJson { .. } => "This is not JSON at line {line}, column {column}: {reason}.",
            Self::TooLong { .. } => "It has {bytes} bytes; at most {max} are allowed.",
            Self::UnknownKey { suggestion: Some(_), .. } => {
                "There is no key `{found}` here. Did you mean `{suggestion}`?"
            }
            Self::UnknownKey { .. } => "There is no key `{found}` here. Known are: {known}.",
            Self::UnknownWord { suggestion: Some(_), .. } => {
                "`{found}` is unknown here. Did you mean `{suggestion}`?"
            }
            Self::UnknownWord { .. } => "`{found}` is unknown here. Known are: {known}.",
            Self::MissingKey { .. } => "The key `{key}` is missing.",
            Self::Expected(_) => EXPECTED,
            Self::NoChoice { .. } => "One of these keys is missing: {known}.",
            Self::TwoChoices { .. } => "`{first}` and `{second}` cannot stand together.",
            Self::Line(_) | Self::Action(_) | Self::Contradiction(_) => "{reason}",
            Self::OtherVersion { .. } => {
                "This file has version {found} of the format; this program reads version {version}."
            }
        }
    }

    fn facts(&self) -> Facts {
        match self {
            Self::NotJson { line, column, reason } => vec![
                ("line", Fact::Number(*line as u64)),
                ("column", Fact::Number(*column as u64)),
                ("reason", Fact::Said(reason.clone())),
            ],
            Self::TooLong { bytes, max } => {
                vec![("bytes", Fact::Number(*bytes as u64)), ("max", Fact::Number(*max as u64))]
            }
            Self::UnknownKey { found, known, suggestion }
            | Self::UnknownWord { found, known, suggestion } => unknown(found, *suggestion, known),
            Self::MissingKey { key } => vec![("key", Fact::name(key))],
            Self::NoChoice { known } => vec![("known", Fact::names(known))],
            Self::TwoChoices { first, second } => {
                vec![("first", Fact::name(first)), ("second", Fact::name(second))]
            }
            Self::Line(_) | Self::Action(_) | Self::Expected(_) => Facts::new(),
            Self::Contradiction(reason) => vec![("reason", (*reason).into())],
            Self::OtherVersion { found } => {
                vec![("found", Fact::Number(*found)), ("version", Fact::Number(super::VERSION))]
            }
        }
    }
}

impl fmt::Display for FormatError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        match &self.problem {
            Problem::Line(error) => write!(f, "{error} (column {})", error.column),
            Problem::Action(error) => error.fmt(f),
            Problem::Expected(facts) => sentence::fill(EXPECTED, facts, f),
            Problem::NotJson { .. }
            | Problem::TooLong { .. }
            | Problem::UnknownKey { .. }
            | Problem::UnknownWord { .. }
            | Problem::MissingKey { .. }
            | Problem::NoChoice { .. }
            | Problem::TwoChoices { .. }
            | Problem::Contradiction(_)
            | Problem::OtherVersion { .. } => {
                sentence::fill(self.problem.template(), &self.problem.facts(), f)
            }
        }
    }
}

impl std::error::Error for FormatError {}
