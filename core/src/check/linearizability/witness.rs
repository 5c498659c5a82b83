//! Linearization points: one moment for each operation, in an order; and the check that they are some.

use super::history::{NEVER, Saw, View};
use crate::kv::{Answer, Store};

/// When an operation takes effect in a linearization.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Point {
    /// Which: its place in the history.
    pub operation: usize,
    /// A moment between its call and its return.
    pub at: u64,
}

/// What is wrong with a supposed linearization.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Flaw {
    /// It names this operation twice, or there is none of this number.
    Stranger(usize),
    /// This operation has returned, and is missing.
    Missing(usize),
    /// This operation had returned before one that stands in front of it was called.
    Late(usize),
    /// This operation would have got another answer.
    OtherAnswer(usize),
}

/// Checks that `order`, operations by their places in the history, is a linearization, in
/// O(n log k) for k keys, and finds points for it. Operations that say nothing may be missing.
pub(super) fn verify(
    views: &[View<'_>],
    order: impl Iterator<Item = usize> + Clone,
) -> Result<Vec<Point>, Flaw> {
    let mut store = Store::default();
    let mut is_placed = vec![false; views.len()];
    let mut moment = 0;
    for operation in order.clone() {
        let fresh = is_placed.get_mut(operation).filter(|placed| !**placed);
        *fresh.ok_or(Flaw::Stranger(operation))? = true;
        let view = &views[operation];
        moment = moment.max(view.call);
        if view.end < moment {
            return Err(Flaw::Late(operation));
        }
        let answer = store.execute(view.command);
        if !view.saw.is(&answer) {
            return Err(Flaw::OtherAnswer(operation));
        }
    }
    let missing = views
        .iter()
        .zip(&is_placed)
        .position(|(view, placed)| view.is_known() && !placed && !view.says_nothing());
    match missing {
        Some(operation) => Err(Flaw::Missing(operation)),
        None => Ok(points(views, order)),
    }
}

impl Saw<'_> {
    /// Whether the store's answer may be the one that the caller got.
    pub(super) fn is(self, answer: &Answer) -> bool {
        match self {
            Self::Nothing => true,
            Self::Answer(got) => got == answer,
            Self::Refused => {
                matches!(answer, Answer::CasFailed { .. } | Answer::NoKey)
            }
            Self::NoneOf(others) => !others.contains(answer),
        }
    }
}

/// Moments for operations in an order that is known to be a linearization: in the middle of the time that
/// each has, given the others.
pub(super) fn points(views: &[View<'_>], order: impl Iterator<Item = usize>) -> Vec<Point> {
    let mut earliest = 0;
    let mut points: Vec<Point> = order
        .map(|operation| {
            earliest = views[operation].call.max(earliest);
            Point { operation, at: earliest }
        })
        .collect();
    let mut latest = NEVER;
    for point in points.iter_mut().rev() {
        latest = latest.min(views[point.operation].end);
        if latest != NEVER {
            point.at += (latest - point.at) / 2;
        }
    }
    let mut last = 0;
    for point in &mut points {
        last = point.at.max(last);
        point.at = last;
    }
    points
}
