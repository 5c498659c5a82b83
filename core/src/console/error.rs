//! Why a line is no action, in words that say what would be one.

use crate::sentence::{Fact, Facts, Sentence, Word};
use std::fmt;

/// Why a line is no action, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError {
    /// What is wrong.
    pub kind: ParseErrorKind,
    /// The character it is about, from 1.
    pub column: usize,
}

/// What is wrong with a line.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each says itself what it means, see its text")]
pub enum ParseErrorKind {
    Empty,
    UnknownVerb { found: String, suggestion: Option<&'static str> },
    Missing { expected: &'static Word, usage: String },
    Extra { found: String, usage: String },
    NotANumber { found: String, expected: &'static Word },
    Unexpected { found: String, expected: &'static Word },
    NoLeader,
    UnclosedQuote,
    StrayQuote,
    BadEscape { found: String },
}

impl ParseErrorKind {
    /// A stable word for it, for translations and programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty-line",
            Self::UnknownVerb { .. } => "unknown-command",
            Self::Missing { .. } => "missing-argument",
            Self::Extra { .. } => "extra-argument",
            Self::NotANumber { .. } => "not-a-number",
            Self::Unexpected { .. } => "unexpected-word",
            Self::NoLeader => "no-leader",
            Self::UnclosedQuote => "unclosed-quote",
            Self::StrayQuote => "stray-quote",
            Self::BadEscape { .. } => "bad-escape",
        }
    }
}

impl ParseError {
    /// What is wrong, with the facts apart.
    pub fn sentence(&self) -> Sentence {
        Sentence::new(self.kind.template(), self.kind.facts())
    }
}

impl ParseErrorKind {
    fn template(&self) -> &'static str {
        match self {
            Self::Empty => "There is nothing to do: the line is empty.",
            Self::UnknownVerb { suggestion: None, .. } => "There is no command `{found}`.",
            Self::UnknownVerb { .. } => {
                "There is no command `{found}`. Did you mean `{suggestion}`?"
            }
            Self::Missing { .. } => "Here {expected} is missing: `{usage}`.",
            Self::Extra { .. } => {
                "`{found}` is too much: `{usage}`. A key or value with spaces needs double quotes."
            }
            Self::NotANumber { .. } | Self::Unexpected { .. } => "`{found}` is not {expected}.",
            Self::NoLeader => "There is no leader at the moment.",
            Self::UnclosedQuote => "This double quote is never closed.",
            Self::StrayQuote => {
                "A double quote can stand at the ends of a word only; inside one write \\\"."
            }
            Self::BadEscape { .. } => {
                "`{found}` means nothing inside quotes; known are \\\" \\\\ \\n \\t \\u{1F600}."
            }
        }
    }

    fn facts(&self) -> Facts {
        let (found, expected, usage) = match self {
            Self::Empty | Self::NoLeader | Self::UnclosedQuote | Self::StrayQuote => {
                return Facts::new();
            }
            Self::UnknownVerb { found, suggestion } => return unknown(found, *suggestion, &[]),
            Self::Missing { expected, usage } => (None, Some(*expected), Some(usage)),
            Self::Extra { found, usage } => (Some(found), None, Some(usage)),
            Self::NotANumber { found, expected } | Self::Unexpected { found, expected } => {
                (Some(found), Some(*expected), None)
            }
            Self::BadEscape { found } => (Some(found), None, None),
        };
        let mut facts = Facts::new();
        facts.extend(found.map(|found| ("found", Fact::name(found))));
        facts.extend(expected.map(|expected| ("expected", expected.into())));
        facts.extend(usage.map(|usage| ("usage", Fact::name(usage))));
        facts
    }
}

/// A word that nobody knows, with the nearest one that would do, or with all, if there are some.
pub(crate) fn unknown(found: &str, suggestion: Option<&str>, known: &[&str]) -> Facts {
    let mut facts = vec![("found", Fact::name(&found))];
    match suggestion {
        Some(near) => facts.push(("suggestion", Fact::name(&near))),
        None if known.is_empty() => {}
        None => facts.push(("known", Fact::names(known))),
    }
    facts
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.sentence().fmt(f)
    }
}

impl std::error::Error for ParseError {}
