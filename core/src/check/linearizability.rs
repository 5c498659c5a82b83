//! Linearizability (Herlihy and Wing 1990): every call seems to take effect at one moment between its
//! call and its return. A history is judged from outside, knowing nothing of Raft.
//!
//! Keys do not influence each other, so each is judged alone. The search is Wing and Gong's with
//! Lowe's memory of visited configurations: (which operations are placed, what the key then holds). It is
//! bounded, and says so when it ran out.

use crate::hash::fingerprint;
use crate::kv::{Answer, Command, Store, Text};
use crate::sim::Operation;
use std::collections::{BTreeMap, BTreeSet};

/// The judgement.
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

/// Judges a history. Operations without an answer may have taken effect at any time after their
/// call, or never. At most `steps` configurations are visited.
pub fn check(history: &[Operation], steps: u64) -> Verdict {
    let mut keys: BTreeMap<&Text, Vec<&Operation>> = BTreeMap::new();
    for operation in history {
        // A read without an answer constrains nothing.
        if operation.answer.is_some() || !matches!(operation.command, Command::Get { .. }) {
            keys.entry(operation.command.key()).or_default().push(operation);
        }
    }
    let mut left = steps;
    let mut exhausted = None;
    for (key, operations) in keys {
        match Search::new(&operations).run(&mut left) {
            Some(true) => {}
            Some(false) => return Verdict::Illegal { key: key.clone() },
            None => {
                exhausted.get_or_insert_with(|| key.clone());
            }
        }
    }
    exhausted.map_or(Verdict::Linearizable, |key| Verdict::Unknown { key, steps })
}

/// The search over the operations of one key.
struct Search<'a> {
    operations: &'a [&'a Operation],
    /// Calls and returns in time order; calls before returns of the same tick, for intervals are closed.
    moments: Vec<Moment>,
    /// The operations placed so far, one bit each.
    placed: Vec<u64>,
    visited: BTreeSet<(u64, u64)>,
}

#[derive(Clone, Copy)]
struct Moment {
    tick: u64,
    is_return: bool,
    operation: usize,
}

/// A choice made: this operation was placed; before, the key held `before` and the scan stood at `scan`.
struct Choice {
    operation: usize,
    before: Option<Text>,
}

impl<'a> Search<'a> {
    fn new(operations: &'a [&'a Operation]) -> Self {
        let mut moments = Vec::with_capacity(2 * operations.len());
        for (operation, one) in operations.iter().enumerate() {
            moments.push(Moment { tick: one.call.0, is_return: false, operation });
            if let (Some(returned), Some(_)) = (one.returned, &one.answer) {
                moments.push(Moment { tick: returned.0, is_return: true, operation });
            }
        }
        moments.sort_by_key(|moment| (moment.tick, moment.is_return, moment.operation));
        let placed = vec![0; operations.len().div_ceil(64)];
        Self { operations, moments, placed, visited: BTreeSet::new() }
    }

    /// Depth-first: walk along the moments; at a call, try to place it now; at the return of an
    /// operation not placed yet, the last choice was wrong. `None` if the steps ran out.
    fn run(&mut self, left: &mut u64) -> Option<bool> {
        let mut value: Option<Text> = None;
        let mut choices: Vec<Choice> = Vec::new();
        let mut at = 0;
        loop {
            // The first moment, of those of operations not placed yet, decides how far one may look.
            let Some(&moment) = self.moments.get(at) else { return Some(true) };
            if self.is_placed(moment.operation) {
                at += 1;
                continue;
            }
            if !moment.is_return {
                if let Some(after) = self.try_place(moment.operation, value.as_ref()) {
                    *left = left.checked_sub(1)?;
                    choices.push(Choice { operation: moment.operation, before: value });
                    value = after;
                    at = 0;
                } else {
                    at += 1;
                }
                continue;
            }
            // Back to the last choice, and on behind the call that was tried there.
            let Some(Choice { operation, before }) = choices.pop() else { return Some(false) };
            self.set_placed(operation, false);
            value = before;
            at = 1 + self.call_of(operation);
        }
    }

    /// Places an operation if it explains its answer and leads somewhere new. Returns the value after it.
    #[expect(clippy::option_option, reason = "whether it can be placed, and the value it leaves")]
    fn try_place(&mut self, operation: usize, value: Option<&Text>) -> Option<Option<Text>> {
        let Operation { command, answer, .. } = self.operations[operation];
        let (found, after) = execute(command, value);
        if answer.as_ref().is_some_and(|answer| *answer != found) {
            return None;
        }
        self.set_placed(operation, true);
        // Two independent 64-bit fingerprints: a false match would take 2^64 configurations.
        let configuration =
            (fingerprint(&(&self.placed, &after)), fingerprint(&(1u8, &after, &self.placed)));
        if self.visited.insert(configuration) {
            return Some(after);
        }
        self.set_placed(operation, false);
        None
    }

    fn call_of(&self, operation: usize) -> usize {
        self.moments
            .iter()
            .position(|moment| moment.operation == operation && !moment.is_return)
            .expect("every operation has a call")
    }

    fn is_placed(&self, operation: usize) -> bool {
        self.placed[operation / 64] & 1 << (operation % 64) != 0
    }

    fn set_placed(&mut self, operation: usize, placed: bool) {
        let bit = 1 << (operation % 64);
        let word = &mut self.placed[operation / 64];
        *word = if placed { *word | bit } else { *word & !bit };
    }
}

/// What a command finds and leaves on a key alone: the store itself, with one key in it.
fn execute(command: &Command, value: Option<&Text>) -> (Answer, Option<Text>) {
    let mut store = Store::default();
    if let Some(value) = value {
        store.execute(&Command::Put { key: command.key().clone(), value: value.clone() });
    }
    let answer = store.execute(command);
    (answer, store.get(command.key()).cloned())
}
