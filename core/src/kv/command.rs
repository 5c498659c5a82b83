//! What clients ask of the store, and what they get.

use crate::types::{ClientId, NodeId, RequestNumber};
use std::fmt;
use std::sync::Arc;

/// Longest key, in bytes.
pub const KEY_MAX: usize = 1024;

/// Longest value a request may carry, and a stored value may grow to, in bytes: 1 MiB.
pub const VALUE_MAX: usize = 1 << 20;

/// A key or value: shared by everything that holds it.
pub type Text = Arc<str>;

/// An operation on one key.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Command {
    /// Reads the value.
    Get {
        /// Whose.
        key: Text,
    },
    /// Sets the value.
    Put {
        /// Whose.
        key: Text,
        /// The new one.
        value: Text,
    },
    /// Adds to the end of the value; on a missing key, sets it.
    Append {
        /// Whose.
        key: Text,
        /// What to add.
        value: Text,
    },
    /// Removes the key.
    Delete {
        /// Which.
        key: Text,
    },
    /// Compare and swap: sets the value if it is the expected one.
    Cas {
        /// Whose.
        key: Text,
        /// The value it must have.
        expected: Text,
        /// The value it then gets.
        new: Text,
    },
}

impl Command {
    /// The key it is about.
    pub fn key(&self) -> &Text {
        match self {
            Self::Get { key }
            | Self::Put { key, .. }
            | Self::Append { key, .. }
            | Self::Delete { key }
            | Self::Cas { key, .. } => key,
        }
    }

    /// The verb as typed.
    pub fn verb(&self) -> &'static str {
        match self {
            Self::Get { .. } => "get",
            Self::Put { .. } => "put",
            Self::Append { .. } => "append",
            Self::Delete { .. } => "delete",
            Self::Cas { .. } => "cas",
        }
    }

    /// The words behind the key.
    pub fn values(&self) -> impl Iterator<Item = &Text> {
        let (first, second) = match self {
            Self::Get { .. } | Self::Delete { .. } => (None, None),
            Self::Put { value, .. } | Self::Append { value, .. } => (Some(value), None),
            Self::Cas { expected, new, .. } => (Some(expected), Some(new)),
        };
        first.into_iter().chain(second)
    }
}

/// A command as a client sends it. A retry is the same request again, number included.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Request {
    /// Who asks.
    pub client: ClientId,
    /// Its running number.
    pub number: RequestNumber,
    /// What it asks.
    pub command: Command,
}

/// What the store answers once a command is executed: definite, and the same for every retry.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Answer {
    /// Put, Append, Delete or Cas was done.
    Ok,
    /// The value read by Get.
    Value(Text),
    /// There is no such key (for Get, Delete and Cas).
    NoKey,
    /// The Cas found this other value and did nothing.
    CasFailed {
        /// The value there.
        actual: Text,
    },
    /// The Append would make the value longer than [`VALUE_MAX`]; nothing was done.
    ValueTooLong,
}

/// A server's reply to a request.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Reply {
    /// Executed, now or when it was first asked.
    Executed(Answer),
    /// This server does not lead, or ceased to before the command was committed: ask `hint`, or
    /// another server, with the same number. The command may still be executed.
    WrongLeader {
        /// Whom this server believes to lead.
        hint: Option<NodeId>,
    },
    /// The client has had the answer to a later request already; this one's is forgotten.
    Outdated,
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ok => f.write_str("OK"),
            Self::Value(value) => write!(f, "{}", Word(value)),
            Self::NoKey => f.write_str("ErrNoKey"),
            Self::CasFailed { actual } => write!(f, "ErrCasFailed({})", Word(actual)),
            Self::ValueTooLong => f.write_str("ErrValueTooLong"),
        }
    }
}

impl fmt::Display for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Executed(answer) => answer.fmt(f),
            Self::WrongLeader { hint: Some(leader) } => write!(f, "ErrWrongLeader({leader})"),
            Self::WrongLeader { hint: None } => f.write_str("ErrWrongLeader"),
            Self::Outdated => f.write_str("ErrOutdated"),
        }
    }
}

impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.verb(), Word(self.key()))?;
        self.values().try_for_each(|value| write!(f, " {}", Word(value)))
    }
}

impl fmt::Display for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{} {}", self.client, self.number, self.command)
    }
}

/// Prints a key or value as one word of the action language: bare if it can be, else quoted.
#[derive(Clone, Copy, Debug)]
pub struct Word<'a>(pub &'a str);

impl fmt::Display for Word<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plain = |c: char| !c.is_whitespace() && !c.is_control() && !"\"\\|#".contains(c);
        if !self.0.is_empty() && self.0.chars().all(plain) && !self.0.starts_with('@') {
            return f.write_str(self.0);
        }
        f.write_str("\"")?;
        for c in self.0.chars() {
            match c {
                '"' => f.write_str("\\\"")?,
                '\\' => f.write_str("\\\\")?,
                '\n' => f.write_str("\\n")?,
                '\t' => f.write_str("\\t")?,
                c if c.is_control() || (c.is_whitespace() && c != ' ') => {
                    write!(f, "\\u{{{:x}}}", u32::from(c))?;
                }
                c => write!(f, "{c}")?,
            }
        }
        f.write_str("\"")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_print_as_they_are_typed() {
        let put = Command::Put { key: "a b".into(), value: "say \"hi\"\n".into() };
        assert_eq!(put.to_string(), r#"put "a b" "say \"hi\"\n""#);
        let cas = Command::Cas { key: "x".into(), expected: "".into(), new: "😀".into() };
        assert_eq!(cas.to_string(), r#"cas x "" 😀"#);
    }
}
