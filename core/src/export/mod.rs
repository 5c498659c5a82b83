//! A run in the formats of others, for tools that know nothing of this library: a trace to be validated
//! against a TLA+ specification ([`etcd`]), and a log with vector clocks for ShiViz ([`shiviz`]).
//! Both are worked out from the run's events while it is done again, and change nothing.

pub mod etcd;

pub mod shiviz;

use crate::session::{EVENTS_KEPT, Session};
use crate::sim::MessageId;
use etcd::Etcd;
use shiviz::ShiViz;
use std::collections::VecDeque;

/// The formats a run can be written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// JSON Lines in the vocabulary of etcd-io/raft's trace validation: see [`etcd`].
    Etcd,
    /// ShiViz's log with vector clocks: see [`shiviz`].
    ShiViz,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Etcd, Self::ShiViz];

    /// Its name, in one word of small letters.
    pub fn word(self) -> &'static str {
        match self {
            Self::Etcd => "etcd",
            Self::ShiViz => "shiviz",
        }
    }

    /// The format of this name.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.word() == word)
    }
}

/// The records of a session's run, from its start (or the first moment that is within reach, see
/// [`Session::set_workload`]) to where the session was: each one line or two, without the last line's end. The run is
/// done again beside the session, as far as records are asked for.
#[derive(Debug)]
pub struct Export {
    again: Session,
    /// So many events the run has.
    end: u64,
    writer: Writer,
    /// Written, and not yet asked for.
    records: VecDeque<String>,
}

impl Export {
    /// Begins with a session as it is now.
    pub fn new(session: &Session, format: Format) -> Self {
        let end = session.event_count();
        let mut again = session.clone();
        // Of the way back, nothing is needed but the start.
        again.seek_event(0);
        again.keep_memory(0);
        again.keep_events(EVENTS_KEPT);
        let mut records = VecDeque::new();
        let writer = match format {
            Format::Etcd => Writer::Etcd(Etcd::new(again.world(), &mut records)),
            Format::ShiViz => Writer::ShiViz(ShiViz::new(again.world(), &mut records)),
        };
        Self { again, end, writer, records }
    }
}

impl Iterator for Export {
    type Item = String;

    fn next(&mut self) -> Option<String> {
        while self.records.is_empty() && self.again.event_count() < self.end {
            let (before, now) = (self.again.event_count(), self.again.world().now());
            // A long silence is no end, but nothing due at all is.
            if !self.again.step() && self.again.world().now() == now {
                break;
            }
            let (world, happened) = (self.again.world(), self.again.events_since(before));
            let now = world.now();
            let events: Vec<_> = happened.map(|(_, happened)| &happened.event).collect();
            match &mut self.writer {
                Writer::Etcd(writer) => writer.write(world, &events, &mut self.records),
                Writer::ShiViz(writer) => writer.write(now, &events, &mut self.records),
            }
        }
        self.records.pop_front()
    }
}

/// What has been written of a run, as far as what is written next depends on it.
#[derive(Debug)]
enum Writer {
    Etcd(Etcd),
    ShiViz(ShiViz),
}

/// What is known of the messages on their way. Their numbers grow, so a list in their order will do.
#[derive(Debug)]
struct OnTheWay<T> {
    list: VecDeque<(MessageId, T)>,
}

impl<T> OnTheWay<T> {
    fn new() -> Self {
        Self { list: VecDeque::new() }
    }

    /// A message later than all others.
    fn insert(&mut self, message: MessageId, known: T) {
        self.list.push_back((message, known));
    }

    fn get(&self, message: MessageId) -> Option<&T> {
        self.position(message).map(|at| &self.list[at].1)
    }

    fn remove(&mut self, message: MessageId) -> Option<T> {
        self.list.remove(self.position(message)?).map(|(_, known)| known)
    }

    fn position(&self, message: MessageId) -> Option<usize> {
        self.list.binary_search_by_key(&message, |(other, _)| *other).ok()
    }
}

#[cfg(test)]
mod tests;
