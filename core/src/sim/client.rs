//! Simulated clients: a Clerk, the commands that wait for it, and a workload that makes more. What
//! they called and got is the history by which the service is judged.

use crate::kv::{Answer, Clerk, Command, ReadMode, Text};
use crate::rng::Rng;
use crate::types::{ClientId, RequestNumber, Tick};
use std::collections::VecDeque;

/// A client.
#[derive(Clone, Debug)]
pub struct Client {
    /// Its Clerk.
    pub(super) clerk: Clerk,
    /// Commands that wait until the one under way has returned.
    pub(super) queue: VecDeque<Command>,
    /// Makes further commands when the queue is empty.
    pub(super) workload: Option<Workload>,
    /// When the Clerk's clock was last told the time.
    pub(super) clock: Tick,
    /// The earliest wake-up in the world's queue.
    pub(super) alarm: Option<Tick>,
    /// When it may make the next call.
    pub(super) free_from: Tick,
    /// Where the operation under way stands in the history.
    pub(super) operation: Option<usize>,
}

impl Client {
    /// Its Clerk.
    pub fn clerk(&self) -> &Clerk {
        &self.clerk
    }

    /// The commands waiting behind the one under way.
    pub fn queue(&self) -> &VecDeque<Command> {
        &self.queue
    }

    /// Where the operation under way stands in the world's history.
    pub fn operation(&self) -> Option<usize> {
        self.operation
    }

    /// Whether nothing is under way, waiting, or still to be made by the workload.
    pub fn is_done(&self, now: Tick) -> bool {
        let more = self.workload.as_ref().is_some_and(|workload| workload.has_more(now));
        self.clerk.request().is_none() && self.queue.is_empty() && !more
    }
}

/// Commands made as the run goes, in the manner of the 6.824 lab's generic test.
#[derive(Clone, Debug)]
pub struct Workload {
    /// Which keys it uses.
    pub keys: Keys,
    /// How its Gets are kept from being old.
    pub reads: ReadMode,
    /// How many of a thousand commands are Appends.
    pub appends: u32,
    /// How many are Puts; the rest are Gets.
    pub puts: u32,
    /// No call starts at or after this moment.
    pub until: Option<Tick>,
    /// At most this many calls.
    pub limit: Option<u64>,
    /// Pause between a return and the next call, in ticks: least and greatest.
    pub think: (u64, u64),
    /// Where its chance comes from.
    pub rng: Rng,
    /// How many commands it has made.
    pub made: u64,
    /// The running number of values written, from 0.
    pub written: u64,
}

/// Which keys a workload uses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Keys {
    /// Always this one.
    One(Text),
    /// Any of these, equally likely.
    AnyOf(Vec<Text>),
}

impl Keys {
    /// The keys k1 to kN.
    pub fn first(count: u32) -> Self {
        Self::AnyOf((1..=count).map(|key| format!("k{key}").into()).collect())
    }
}

impl Workload {
    /// A lively mixture without end: four Appends, two Puts and four Gets of ten, on the keys k1 to k5.
    pub fn any_of_five_keys(rng: Rng) -> Self {
        Self {
            keys: Keys::first(5),
            reads: ReadMode::Log,
            appends: 400,
            puts: 200,
            until: None,
            limit: None,
            think: (0, 0),
            rng,
            made: 0,
            written: 0,
        }
    }

    /// Whether another call would be made at `now`.
    pub fn has_more(&self, now: Tick) -> bool {
        self.until.is_none_or(|until| now < until)
            && self.limit.is_none_or(|limit| self.made < limit)
    }

    /// The next command of `client`, if there is one. Values name the client and count up, so that
    /// each Append is recognisable: `x 3 0 y`, `x 3 1 y`, …
    pub fn next_command(&mut self, client: ClientId, now: Tick) -> Option<Command> {
        if !self.has_more(now) {
            return None;
        }
        self.made += 1;
        let key = match &self.keys {
            Keys::One(key) => key.clone(),
            Keys::AnyOf(keys) => self.rng.pick(keys).cloned()?,
        };
        let die = self.rng.below(1000);
        let (appends, puts) = (u64::from(self.appends), u64::from(self.puts));
        if die >= appends + puts {
            return Some(Command::Get { key, via: self.reads });
        }
        let value: Text = format!("x {} {} y", client.0, self.written).into();
        self.written += 1;
        Some(if die < appends {
            Command::Append { key, value }
        } else {
            Command::Put { key, value }
        })
    }
}

/// One call of a client, as it saw it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Operation {
    /// Who called.
    pub client: ClientId,
    /// The call's number.
    pub number: RequestNumber,
    /// What was asked for.
    pub command: Command,
    /// When.
    pub call: Tick,
    /// When it returned, if it has.
    pub returned: Option<Tick>,
    /// The answer; none while it is under way or if the Clerk gave up: then the command may take
    /// effect at any time after the call, or never.
    pub answer: Option<Answer>,
}
