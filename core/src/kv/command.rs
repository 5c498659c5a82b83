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

/// How a read is kept from being old. All three are linearizable; a lease only while clocks behave.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReadMode {
    /// It goes through the log like a write (the lab's way).
    #[default]
    Log,
    /// A round of messages confirms the leader (diss. §6.4); any server may be asked.
    Index,
    /// The leader's lease does, if it holds one (diss. §6.4.1).
    Lease,
    /// Through the log too, without a session, and the answer names the value's version: the read
    /// of the protocol of versions (MIT 6.5840 since 2025).
    Version,
}

impl ReadMode {
    /// The word used in the action language.
    pub fn word(self) -> &'static str {
        match self {
            Self::Log => "log",
            Self::Index => "index",
            Self::Lease => "lease",
            Self::Version => "version",
        }
    }
}

/// An operation on one key.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Command {
    /// Reads the value.
    Get {
        /// Whose.
        key: Text,
        /// How the server makes sure that it is not old.
        via: ReadMode,
    },
    /// Sets the value.
    Put {
        /// Whose.
        key: Text,
        /// The new one.
        value: Text,
    },
    /// Sets the value if it has this version, 0 for a missing key: the write of the protocol of
    /// versions. It needs no session, for a second execution finds another version: if the version is
    /// one that the key had, and the key is not deleted between the two. Who guesses a version to come
    /// may be refused by the first execution and served by the second; and a deleted key counts from 0
    /// again, for the protocol of versions knows no Delete. Nor is it made for networks that make copies:
    /// a Clerk that asked once and is told of another version believes that it changed nothing.
    PutAt {
        /// Whose.
        key: Text,
        /// The new one.
        value: Text,
        /// How often the key must have been written before.
        version: u64,
    },
    /// Opens a session for its client, or does nothing if it has one. A Clerk sends it when it is told
    /// that it has none; applications do not.
    OpenSession,
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
    /// Reads `key` through the log.
    pub fn get(key: impl Into<Text>) -> Self {
        Self::Get { key: key.into(), via: ReadMode::Log }
    }

    /// How it is kept from being old; writes always go through the log.
    pub fn read_mode(&self) -> ReadMode {
        match self {
            Self::Get { via, .. } => *via,
            Self::Put { .. }
            | Self::PutAt { .. }
            | Self::OpenSession
            | Self::Append { .. }
            | Self::Delete { .. }
            | Self::Cas { .. } => ReadMode::Log,
        }
    }

    /// Whether it is a read that leaves no entry in the log.
    pub fn bypasses_log(&self) -> bool {
        matches!(self.read_mode(), ReadMode::Index | ReadMode::Lease)
    }

    /// Whether the session table keeps it from being executed twice.
    pub fn uses_session(&self) -> bool {
        !matches!(self, Self::PutAt { .. }) && self.read_mode() == ReadMode::Log
    }

    /// The key it is about; empty if it is about none.
    pub fn key(&self) -> &str {
        match self {
            Self::OpenSession => "",
            Self::Get { key, .. }
            | Self::Put { key, .. }
            | Self::PutAt { key, .. }
            | Self::Append { key, .. }
            | Self::Delete { key }
            | Self::Cas { key, .. } => key,
        }
    }

    /// The verb as typed.
    pub fn verb(&self) -> &'static str {
        match self {
            Self::Get { .. } => "get",
            Self::Put { .. } | Self::PutAt { .. } => "put",
            Self::OpenSession => "open-session",
            Self::Append { .. } => "append",
            Self::Delete { .. } => "delete",
            Self::Cas { .. } => "cas",
        }
    }

    /// The words behind the key.
    pub fn values(&self) -> impl Iterator<Item = &Text> {
        let (first, second) = match self {
            Self::Get { .. } | Self::Delete { .. } | Self::OpenSession => (None, None),
            Self::Put { value, .. } | Self::PutAt { value, .. } | Self::Append { value, .. } => {
                (Some(value), None)
            }
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

impl Request {
    /// About how many bytes it takes in a log: its texts and its numbers.
    pub fn size(&self) -> u64 {
        let texts =
            self.command.key().len() + self.command.values().map(|v| v.len()).sum::<usize>();
        texts as u64 + 16
    }
}

/// What the store answers once a command is executed: definite, and the same for every retry.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Answer {
    /// Put, Append, Delete or Cas was done.
    Ok,
    /// The value read by Get.
    Value(Text),
    /// The value read, and how often its key has been written.
    Versioned {
        /// The value.
        value: Text,
        /// The version; the first is 1.
        version: u64,
    },
    /// The value has another version; nothing was done (`ErrVersion`).
    WrongVersion {
        /// The one it has.
        actual: u64,
    },
    /// A retried [`Command::PutAt`] found another version: perhaps its own from an earlier try
    /// (`ErrMaybe`). Only a Clerk can tell.
    Maybe,
    /// There is no such key.
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
    /// The client has no session: it never opened one, or others have pushed it out. If it had one
    /// before, the request may have been executed in it.
    NoSession,
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ok => f.write_str("OK"),
            Self::Value(value) => write!(f, "{}", Word(value)),
            Self::Versioned { value, version } => write!(f, "{} at {version}", Word(value)),
            Self::WrongVersion { actual } => write!(f, "ErrVersion({actual})"),
            Self::Maybe => f.write_str("ErrMaybe"),
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
            Self::NoSession => f.write_str("ErrNoSession"),
        }
    }
}

impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if matches!(self, Self::OpenSession) {
            return f.write_str(self.verb());
        }
        write!(f, "{} {}", self.verb(), Word(self.key()))?;
        self.values().try_for_each(|value| write!(f, " {}", Word(value)))?;
        match (self, self.read_mode()) {
            (Self::PutAt { version, .. }, _) => write!(f, " at {version}"),
            (_, ReadMode::Log) => Ok(()),
            (_, via) => write!(f, " via {}", via.word()),
        }
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
