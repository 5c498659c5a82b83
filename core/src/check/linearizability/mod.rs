//! Linearizability (Herlihy and Wing 1990): every call seems to take effect at one moment between its
//! call and its return. A history is judged from outside, knowing nothing of Raft.
//!
//! Keys do not influence each other, so each is judged alone (`history`). If all values written to a key
//! differ, its operations fall into `blocks` that are ordered in no time; else they are
//! searched (`search`), over `state`s that tell apart only what somebody observed. The search is
//! bounded, and says so when it ran out. Keys take turns with growing bounds, so that a hard key cannot
//! hide a bad one. A *no* comes with a `counterexample`, a *yes* with a moment for each operation
//! (`witness`). While a run goes on, the `live` judge follows it and judges anew only where the order
//! in which commands were applied does not explain an answer. A `ledger` judges for those who look on.

mod blocks;

mod counterexample;

mod history;

mod ledger;

mod live;

mod ring;

mod search;

mod state;

mod table;

mod witness;

pub use counterexample::{ANSWERS_MAX, Counterexample, Culprit};
pub use history::{Call, Outcome};
pub use ledger::{Ledger, Ruling};
pub(super) use live::Live;
pub use live::Standing;
pub use witness::{Flaw, Point};

use crate::kv::Text;
use crate::sim::Operation;
use crate::sorted::sort_by_number;
use blocks::Blocks;
use history::{Key, View, by_key};
use search::Found;

/// The judgement in short.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// There is an order that explains every answer.
    Linearizable,
    /// There is none; shown is the key whose operations cannot be ordered.
    Illegal {
        /// The key.
        key: Text,
    },
    /// The search was given up after its steps were used up.
    Unknown {
        /// The key it was busy with.
        key: Text,
        /// How many steps it made.
        steps: u64,
    },
}

/// The judgement with its reasons.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Judgement {
    /// There is an order that explains every answer: these moments, in time order. Operations without
    /// an answer that need not have taken effect have none.
    Linearizable(Vec<Point>),
    /// There is none.
    Illegal(Box<Counterexample>),
    /// The search was given up after its steps were used up.
    Unknown {
        /// The key it was busy with.
        key: Text,
        /// How many steps it made.
        steps: u64,
    },
}

/// Operations in the order in which they were called: a world's history, a vector, a slice.
pub trait History<'a>:
    IntoIterator<Item = &'a Operation, IntoIter: ExactSizeIterator + Clone>
{
}

impl<'a, T> History<'a> for T where
    T: IntoIterator<Item = &'a Operation, IntoIter: ExactSizeIterator + Clone>
{
}

/// Judges a history. Operations without an answer may have taken effect at any time after their
/// call, or never. About `steps` operations are looked at.
pub fn check<'a>(history: impl History<'a>, steps: u64) -> Verdict {
    let operations = history.into_iter();
    check_views(operations.len(), operations.map(View::from), steps)
}

/// As [`check`], of calls from anywhere.
pub fn check_calls(history: &[Call], steps: u64) -> Verdict {
    check_views(history.len(), history.iter().map(View::from), steps)
}

/// Judges a history, and says why. `steps` bound the judgement, and the reasons for a *no* once more.
pub fn judge<'a>(history: impl History<'a>, steps: u64) -> Judgement {
    let operations = history.into_iter();
    judge_views(operations.len(), operations.map(View::from), steps)
}

/// As [`judge`], of calls from anywhere.
pub fn judge_calls(history: &[Call], steps: u64) -> Judgement {
    judge_views(history.len(), history.iter().map(View::from), steps)
}

/// Checks whether `order`, operations by their places in the history, is a linearization of it. That
/// takes no search; whoever knows an order that should be one asks this first.
pub fn verify<'a>(history: impl History<'a>, order: &[usize]) -> Result<Vec<Point>, Flaw> {
    let views: Vec<View<'_>> = history.into_iter().map(View::from).collect();
    witness::verify(&views, order.iter().copied())
}

/// As [`verify`], of calls from anywhere.
pub fn verify_calls(history: &[Call], order: &[usize]) -> Result<Vec<Point>, Flaw> {
    let views: Vec<View<'_>> = history.iter().map(View::from).collect();
    witness::verify(&views, order.iter().copied())
}

fn check_views<'a>(
    length: usize,
    views: impl Iterator<Item = View<'a>> + Clone,
    steps: u64,
) -> Verdict {
    let keys = by_key(length, views);
    match settle(&keys, steps) {
        Settled::Orders(_) => Verdict::Linearizable,
        Settled::Illegal { key } => Verdict::Illegal { key: keys[key].name.into() },
        Settled::Unknown { key, steps } => Verdict::Unknown { key: keys[key].name.into(), steps },
    }
}

fn judge_views<'a>(
    length: usize,
    views: impl Iterator<Item = View<'a>> + Clone,
    steps: u64,
) -> Judgement {
    let keys = by_key(length, views);
    match settle(&keys, steps) {
        Settled::Orders(orders) => Judgement::Linearizable(all_points(&keys, &orders)),
        Settled::Illegal { key } => {
            Judgement::Illegal(Box::new(counterexample::find(&keys[key], steps)))
        }
        Settled::Unknown { key, steps } => Judgement::Unknown { key: keys[key].name.into(), steps },
    }
}

/// The points of all keys together, in time order.
fn all_points(keys: &[Key<'_>], orders: &[Option<Vec<u32>>]) -> Vec<Point> {
    let mut all: Vec<Point> = Vec::new();
    for (key, order) in keys.iter().zip(orders) {
        let order = order.iter().flatten().map(|&at| at as usize);
        let in_history = |point: Point| Point { operation: key.places[point.operation], ..point };
        all.extend(witness::points(&key.views, order).into_iter().map(in_history));
    }
    // Stable: points of one key at one moment stay in their order.
    sort_by_number(&mut all, |point| point.at);
    all
}

/// What is known of all keys together.
enum Settled {
    /// A linearization of each.
    Orders(Vec<Option<Vec<u32>>>),
    /// This one has none.
    Illegal { key: usize },
    /// This one could not be judged.
    Unknown { key: usize, steps: u64 },
}

/// Judges key by key: in rounds, each with a higher bound for those that are still open.
fn settle(keys: &[Key<'_>], steps: u64) -> Settled {
    let mut orders: Vec<Option<Vec<u32>>> = keys.iter().map(|_| None).collect();
    let mut open: Vec<usize> = (0..keys.len()).collect();
    let (mut left, mut round) = (steps, 0u32);
    while !open.is_empty() {
        let mut still_open = Vec::new();
        for &key in &open {
            let views = &keys[key].views;
            let bound = (4 * views.len() as u64 + 1024).saturating_mul(1 << (3 * round).min(48));
            let given = bound.min(left);
            let mut rest = given;
            let found = order(views, &mut rest);
            left -= given - rest;
            match found {
                Found::Order(order) => orders[key] = Some(order),
                Found::Nothing => return Settled::Illegal { key },
                Found::RanOut if given < bound => {
                    return Settled::Unknown { key, steps: steps - left };
                }
                Found::RanOut => still_open.push(key),
            }
        }
        open = still_open;
        round += 1;
    }
    Settled::Orders(orders)
}

/// An order of one key's operations, by the quickest way there is.
fn order(views: &[View<'_>], left: &mut u64) -> Found {
    match blocks::order(views) {
        Blocks::Order(order) => Found::Order(order),
        Blocks::Conflict(_) => Found::Nothing,
        Blocks::Unfit => search::search(views, &[], left),
    }
}

#[cfg(test)]
mod random_tests;

#[cfg(test)]
mod tests;
