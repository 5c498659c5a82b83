//! Histories from files: what clients called and what they got, in our own format and in two that others
//! have published. A [`Reader`] takes a file line by line and knows no files itself.
//!
//! # The format
//!
//! JSON Lines: each line is one operation, an object with these members and no others. A client's
//! operations come in the order of its calls; those of different clients in any.
//!
//! | member | |
//! | --- | --- |
//! | `client` | who called, a number; a client makes one call at a time |
//! | `number` | may be left out; else the client's running number, so that a missing line is noticed |
//! | `call` | when, a whole number in any unit |
//! | `return` | when it returned; missing if it never did |
//! | `op` | `get` `put` `append` `delete` `cas` |
//! | `key` | a text |
//! | `value` | of `put` and `append`; of `cas`, the new one |
//! | `expected` | of `cas` |
//! | `version` | of `put`, may be left out: the version that the key must have |
//! | `via` | of `get`, may be left out: `log` `index` `lease`, or `version` if the answer names the version |
//! | `answer` | missing if it never came: then the operation may have taken effect any time after its call, or never |
//!
//! An answer is `"ok"`, `"no-key"`, `"maybe"` (as good as none), `"value-too-long"`, `"refused"` (a Cas
//! that found something else), or an object: `{"value": "a"}`, `{"value": "a", "version": 2}`,
//! `{"actual": "b"}` (what a failed Cas found), `{"actual": 3}` (the version that a Put found).
//!
//! ```text
//! {"client":1,"number":1,"call":0,"return":31,"op":"put","key":"x","value":"a","answer":"ok"}
//! {"client":2,"number":1,"call":12,"return":40,"op":"get","key":"x","answer":{"value":"a"}}
//! {"client":1,"number":2,"call":35,"op":"append","key":"x","value":"b"}
//! ```
//!
//! # Formats of others
//!
//! Found out from the first line: logs of Jepsen's etcd test of one register
//! (`INFO  jepsen.util - 0 :invoke :read nil`), and those of Porcupine's key/value tests
//! (`{:process 0, :type :invoke, :f :get, :key "0", :value nil}`), where a missing key reads as "".

mod events;

mod jepsen;

mod porcupine;

#[cfg(feature = "json")]
mod json;

#[cfg(feature = "json")]
pub use json::{answer_value, to_line};

use crate::check::linearizability::Call;
use events::Events;
use std::fmt;

/// The formats that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// Ours.
    JsonLines,
    /// Of Jepsen's etcd test.
    Jepsen,
    /// Of Porcupine's key/value tests.
    Porcupine,
}

impl Format {
    /// The format of a file with this line first.
    pub fn of(line: &str) -> Option<Self> {
        if line.starts_with("{:") {
            Some(Self::Porcupine)
        } else if line.starts_with('{') {
            Some(Self::JsonLines)
        } else if line.starts_with("INFO") && line.contains("jepsen") {
            Some(Self::Jepsen)
        } else {
            None
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::JsonLines => "JSON Lines",
            Self::Jepsen => "a Jepsen log",
            Self::Porcupine => "a Porcupine log",
        })
    }
}

/// A history that was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    /// The operations, in the order of the file.
    pub calls: Vec<Call>,
    /// On which line each was called, counted from 1.
    pub lines: Vec<u64>,
}

/// Why a line cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineError {
    /// Which, counted from 1.
    pub line: u64,
    /// What is wrong with it.
    pub kind: Wrong,
}

/// What is wrong with a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// The first line is of no format known here.
    Format,
    /// It is not well-formed: what was expected.
    Syntax(String),
    /// It has a member that means nothing.
    Unknown(String),
    /// A member is missing, or of the wrong kind: which, and what it should be.
    Member(&'static str, &'static str),
    /// It returns before it is called.
    Backwards,
    /// The process had not returned from what it called on this line.
    Overlap {
        /// Who.
        process: u64,
        /// The line of its former call.
        since: u64,
    },
    /// A client's running number is not the next one.
    Gap {
        /// Who.
        process: u64,
        /// The number it should be.
        expected: u64,
    },
    /// A process returns without having called, or from something else.
    Return {
        /// Who.
        process: u64,
    },
    /// More than can be held: the history was not read to its end.
    TooLong,
}

impl Wrong {
    fn expected(what: &str) -> Self {
        Self::Syntax(what.to_owned())
    }
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Format => f.write_str(
                "neither JSON Lines (`{\"client\":…`), a Jepsen log nor a Porcupine log begins so",
            ),
            Self::Syntax(what) => write!(f, "expected {what}"),
            Self::Unknown(member) => write!(f, "unknown member `{member}`"),
            Self::Member(name, what) => write!(f, "`{name}` must be {what}"),
            Self::Backwards => f.write_str("it returns before it is called"),
            Self::Overlap { process, since } => {
                write!(f, "process {process} has not returned yet from its call of line {since}")
            }
            Self::Gap { process, expected } => {
                write!(f, "client {process}'s operation {expected} is missing before this one")
            }
            Self::Return { process } => write!(f, "process {process} has not called this"),
            Self::TooLong => f.write_str("the history is too long to be held"),
        }
    }
}

impl fmt::Display for LineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.kind)
    }
}

impl std::error::Error for LineError {}

/// How much a [`Reader`] takes in before it gives up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Operations.
    pub operations: usize,
    /// Bytes of all lines.
    pub bytes: u64,
}

impl Default for Limits {
    /// Four million operations, of together 1 GiB.
    fn default() -> Self {
        Self { operations: 4_000_000, bytes: 1 << 30 }
    }
}

/// Reads a history line by line.
#[derive(Clone, Debug, Default)]
pub struct Reader {
    format: Option<Format>,
    limits: Limits,
    line: u64,
    bytes: u64,
    events: Events,
}

impl Reader {
    /// A reader that has read nothing. It finds out the format from the first line.
    pub fn new(limits: Limits) -> Self {
        Self { limits, ..Self::default() }
    }

    /// The format, once the first line was read.
    pub fn format(&self) -> Option<Format> {
        self.format
    }

    /// Takes the next line. Empty ones mean nothing. After an error the reader is of no more use.
    pub fn line(&mut self, line: &str) -> Result<(), LineError> {
        self.line += 1;
        self.bytes += line.len() as u64;
        let text = line.trim();
        if text.is_empty() {
            return Ok(());
        }
        self.take(text).map_err(|kind| LineError { line: self.line, kind })
    }

    fn take(&mut self, text: &str) -> Result<(), Wrong> {
        if self.events.len() >= self.limits.operations || self.bytes > self.limits.bytes {
            return Err(Wrong::TooLong);
        }
        let format = match self.format {
            Some(format) => format,
            None => *self.format.insert(Format::of(text).ok_or(Wrong::Format)?),
        };
        match format {
            Format::Jepsen => jepsen::read(text, self.line, &mut self.events),
            Format::Porcupine => porcupine::read(text, self.line, &mut self.events),
            #[cfg(feature = "json")]
            Format::JsonLines => json::read(text, self.line, &mut self.events),
            #[cfg(not(feature = "json"))]
            Format::JsonLines => Err(Wrong::Format),
        }
    }

    /// The history, when all lines were read. What has not returned by now has an unknown outcome.
    pub fn finish(self) -> History {
        self.events.finish()
    }
}

/// Reads a whole history.
pub fn parse(text: &str) -> Result<History, LineError> {
    let mut reader = Reader::new(Limits::default());
    text.lines().try_for_each(|line| reader.line(line))?;
    Ok(reader.finish())
}

#[cfg(test)]
mod tests;
