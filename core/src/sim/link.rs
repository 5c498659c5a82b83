//! One link: how it treats messages, and what waits on it.

use super::event::Loss;
use super::network::Fate;
use crate::rng::Rng;
use crate::types::Tick;

/// How a link treats messages. Times in ticks, chances in permille.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Link {
    /// Least delay.
    pub delay_min: u64,
    /// Greatest delay. Messages overtake each other as their delays differ.
    pub delay_max: u64,
    /// How delays are spread between the two.
    pub shape: Shape,
    /// How many of a thousand messages are lost.
    pub loss: u32,
    /// How many of a thousand arrive twice.
    pub duplicate: u32,
    /// How many of a thousand answers are held up for [`HELD_UP`] more ticks, and so overtaken by many.
    pub late: u32,
    /// How many of a thousand messages are held back for one to three times the greatest delay, 10
    /// ticks at least, and so overtaken by the next.
    pub reorder: u32,
    /// Whether messages may overtake each other.
    pub order: Order,
    /// Bytes it carries in a tick; none: any amount. Messages queue, for [`QUEUE_TICKS`] at most.
    pub bandwidth: Option<u32>,
}

/// How long late answers are held up: least and greatest (the lab's "long reordering").
pub const HELD_UP: (u64, u64) = (200, 2200);
/// How many ticks' worth of messages wait for a link; those that come when there is more are lost.
pub const QUEUE_TICKS: u64 = 10_000;

impl Default for Link {
    fn default() -> Self {
        Self {
            delay_min: 8,
            delay_max: 20,
            shape: Shape::Even,
            loss: 0,
            duplicate: 0,
            late: 0,
            reorder: 0,
            order: Order::Any,
            bandwidth: None,
        }
    }
}

impl Link {
    /// The unit of what [`Link::reorder`] adds to a delay.
    pub(super) fn held_back(self) -> u64 {
        self.delay_max.max(10)
    }
}

/// How delays are spread between least and greatest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Shape {
    /// Each is equally likely.
    #[default]
    Even,
    /// Most are short and few very long (a Pareto distribution with exponent 1): half take at most
    /// a hundredth of the way from least to greatest, nine of ten a tenth, one of a hundred all of it.
    Tail,
}

impl Shape {
    pub(super) fn tail(rng: &mut Rng, min: u64, max: u64) -> u64 {
        const DIE: u64 = 1_000_000;
        let span = max.saturating_sub(min);
        let die = rng.between(1, DIE);
        min + (span * (DIE - die) / (99 * die)).min(span)
    }
}

/// Whether messages may overtake each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Order {
    /// They may, as datagrams.
    #[default]
    Any,
    /// They arrive in the order in which they were sent, as on a TCP connection: one that is held up
    /// holds up all behind it.
    Fifo,
}

impl Order {
    /// The word used in the action language.
    pub fn word(self) -> &'static str {
        match self {
            Self::Any => "any",
            Self::Fifo => "fifo",
        }
    }
}

/// What waits on a link.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Traffic {
    /// Bytes not yet on the wire at `as_of`.
    backlog: u64,
    as_of: Tick,
    /// When the last message arrives.
    last_arrival: Tick,
}

impl Traffic {
    /// Lets a message of `size` bytes join those before it, which may change its fate.
    pub(super) fn admit(&mut self, now: Tick, link: Link, size: u64, mut fate: Fate) -> Fate {
        if let Some(bandwidth) = link.bandwidth
            && fate.loss != Some(Loss::Cut)
        {
            let bandwidth = u64::from(bandwidth.max(1));
            self.backlog =
                self.backlog.saturating_sub(now.since(self.as_of).saturating_mul(bandwidth));
            self.as_of = now;
            if self.backlog / bandwidth >= QUEUE_TICKS {
                return Fate { loss: Some(Loss::Full), copy: None, ..fate };
            }
            self.backlog += size;
            let wait = self.backlog / bandwidth;
            fate.delay += wait;
            fate.copy = fate.copy.map(|delay| delay + wait);
        }
        if link.order == Order::Fifo && fate.loss.is_none() {
            fate.delay = self.behind_the_last(now, fate.delay);
            fate.copy = fate.copy.map(|delay| self.behind_the_last(now, delay));
        }
        fate
    }

    fn behind_the_last(&mut self, now: Tick, delay: u64) -> u64 {
        self.last_arrival = self.last_arrival.max(now.plus(delay));
        self.last_arrival.since(now)
    }
}
