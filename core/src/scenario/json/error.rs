//! What is wrong with a scenario file, and where.

use crate::console::ParseError;
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
    NotJson { line: usize, column: usize, reason: String },
    TooLong { bytes: usize, max: usize },
    UnknownKey { found: String, known: Vec<&'static str>, suggestion: Option<&'static str> },
    UnknownWord { found: String, known: Vec<&'static str>, suggestion: Option<&'static str> },
    MissingKey { key: &'static str },
    Expected { expected: String, found: String },
    NoChoice { known: Vec<&'static str> },
    TwoChoices { first: &'static str, second: &'static str },
    Line(ParseError),
    Action(ActionError),
    Contradiction(&'static str),
    OtherVersion { found: u64 },
}

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
            Problem::Expected { .. } => "wrong-type",
            Problem::NoChoice { .. } => "no-choice",
            Problem::TwoChoices { .. } => "two-choices",
            Problem::Line(error) => error.kind.code(),
            Problem::Action(error) => error.code(),
            Problem::Contradiction(_) => "contradiction",
            Problem::OtherVersion { .. } => "other-version",
        }
    }

    /// The nearest word that would do.
    pub fn suggestion(&self) -> Option<&'static str> {
        match &self.problem {
            Problem::UnknownKey { suggestion, .. } | Problem::UnknownWord { suggestion, .. } => {
                *suggestion
            }
            Problem::NotJson { .. }
            | Problem::TooLong { .. }
            | Problem::MissingKey { .. }
            | Problem::Expected { .. }
            | Problem::NoChoice { .. }
            | Problem::TwoChoices { .. }
            | Problem::Line(_)
            | Problem::Action(_)
            | Problem::Contradiction(_)
            | Problem::OtherVersion { .. } => None,
        }
    }
}

impl fmt::Display for FormatError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        match &self.problem {
            Problem::NotJson { line, column, reason } => {
                write!(f, "This is not JSON at line {line}, column {column}: {reason}.")
            }
            Problem::TooLong { bytes, max } => {
                write!(f, "It has {bytes} bytes; at most {max} are allowed.")
            }
            Problem::UnknownKey { found, known, suggestion } => {
                write!(f, "There is no key `{found}` here.")?;
                write_known(f, known, *suggestion)
            }
            Problem::UnknownWord { found, known, suggestion } => {
                write!(f, "`{found}` is unknown here.")?;
                write_known(f, known, *suggestion)
            }
            Problem::MissingKey { key } => write!(f, "The key `{key}` is missing."),
            Problem::Expected { expected, found } => {
                write!(f, "Expected {expected}, found {found}.")
            }
            Problem::NoChoice { known } => {
                write!(f, "One of these keys is missing: {}.", known.join(", "))
            }
            Problem::TwoChoices { first, second } => {
                write!(f, "`{first}` and `{second}` cannot stand together.")
            }
            Problem::Line(error) => write!(f, "{error} (column {})", error.column),
            Problem::Action(error) => error.fmt(f),
            Problem::Contradiction(reason) => f.write_str(reason),
            Problem::OtherVersion { found } => write!(
                f,
                "This file has version {found} of the format; this program reads version {}.",
                super::VERSION
            ),
        }
    }
}

fn write_known(
    f: &mut fmt::Formatter<'_>,
    known: &[&str],
    suggestion: Option<&str>,
) -> fmt::Result {
    match suggestion {
        Some(near) => write!(f, " Did you mean `{near}`?"),
        None => write!(f, " Known are: {}.", known.join(", ")),
    }
}

impl std::error::Error for FormatError {}
