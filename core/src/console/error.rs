//! Why a line is no action, in words that say what would be one.

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
    Missing { expected: &'static str, usage: String },
    Extra { found: String, usage: String },
    NotANumber { found: String, expected: &'static str },
    Unexpected { found: String, expected: &'static str },
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

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            ParseErrorKind::Empty => f.write_str("There is nothing to do: the line is empty."),
            ParseErrorKind::UnknownVerb { found, suggestion } => {
                write!(f, "There is no command `{found}`.")?;
                suggestion.map_or(Ok(()), |near| write!(f, " Did you mean `{near}`?"))
            }
            ParseErrorKind::Missing { expected, usage } => {
                write!(f, "Here {expected} is missing: `{usage}`.")
            }
            ParseErrorKind::Extra { found, usage } => write!(
                f,
                "`{found}` is too much: `{usage}`. A key or value with spaces needs double quotes."
            ),
            ParseErrorKind::NotANumber { found, expected }
            | ParseErrorKind::Unexpected { found, expected } => {
                write!(f, "`{found}` is not {expected}.")
            }
            ParseErrorKind::NoLeader => f.write_str("There is no leader at the moment."),
            ParseErrorKind::UnclosedQuote => f.write_str("This double quote is never closed."),
            ParseErrorKind::StrayQuote => f.write_str(
                "A double quote can stand at the ends of a word only; inside one write \\\".",
            ),
            ParseErrorKind::BadEscape { found } => write!(
                f,
                "`{found}` means nothing inside quotes; known are \\\" \\\\ \\n \\t \\u{{1F600}}."
            ),
        }
    }
}

impl std::error::Error for ParseError {}
