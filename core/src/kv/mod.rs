//! The key/value service on top of Raft: commands and their answers, the store, the sessions that
//! make retries harmless, the server that ties them to the log, and the Clerk that speaks to it.
//!
//! A Clerk sends a [`Request`] to the server it takes for the leader. A leader proposes it to Raft and
//! lets it wait at (index, term). When Raft commits the entry, every server applies it to its
//! [`Store`]; the one where the client waits answers. If another entry takes that index, or the
//! leader is deposed, the client is told to retry at once, with the same number: whoever applies
//! the request first remembers the answer in the [`Sessions`] (paper §8), so a retry changes nothing.

mod command;

pub mod rules;

mod store;

mod sessions;

pub mod snapshot;

mod service;

mod server;

mod clerk;

mod canonical;

mod value;

pub use clerk::{Clerk, ClerkConfig, ClerkEffect, ClerkInput};
pub use command::{Answer, Command, KEY_MAX, ReadMode, Reply, Request, Text, VALUE_MAX, Word};
pub use server::{Applied, Execution, KvConfig, KvEffect, KvInput, KvServer, KvSink, Op, Waiting};
pub use sessions::{Seen, Sessions};
pub use store::Store;
