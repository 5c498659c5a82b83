//! The clients' calls and whether some order explains them, as they are needed to be drawn.

use crate::frame::number;
use crate::session::{Session, from_number, list, performance};
use crate::view::{self, OperationView};
use kvraft_core::check::linearizability::{Counterexample, Ledger, Ruling};
use kvraft_core::kv::Command;
use kvraft_core::session::{BranchId, Place};
use kvraft_core::sim::Operation;
use tsify::Ts;
use wasm_bindgen::prelude::*;

/// Numbers for a call.
const CALL: usize = 7;

/// Operations that may be looked at for judging a key, for each of its operations; see `judge`.
const STEPS_EACH: u64 = 64;

/// Steps that a key may take in any case.
const STEPS: u64 = 200_000;

/// The history of a session's branch, as far as it has been seen. Operations are named by their places in
/// it, keys by the order in which they first occur.
#[wasm_bindgen]
#[derive(Debug, Default)]
pub struct History {
    ledger: Ledger,
    seen: Option<(BranchId, Place)>,
}

#[wasm_bindgen]
impl Session {
    /// A history that has followed nothing yet, of this session only.
    pub fn history(&self) -> History {
        History::default()
    }
}

#[wasm_bindgen]
impl History {
    /// Takes note of what has happened since. Returns the first operation that may have changed.
    pub fn follow(&mut self, session: &Session) -> f64 {
        let core = &session.core;
        let branch = core.current();
        let end = core.branches()[branch.0 as usize].end();
        if self.seen == Some((branch, end)) {
            return self.count();
        }
        // Another future has another history.
        if self.seen.is_some_and(|(before, _)| before != branch) {
            self.ledger = Ledger::default();
        }
        self.seen = Some((branch, end));
        let first = self.ledger.first_open();
        self.ledger.follow(&core.history_seen());
        number(first as u64)
    }

    /// How many operations there are.
    pub fn count(&self) -> f64 {
        number(self.ledger.history().len() as u64)
    }

    /// The operations from `from` up to before `to`, seven numbers for each: client, number of its call, what
    /// (0 get, 1 put, 2 append, 3 delete, 4 cas, 5 put at a version), key, tick of the call, of the return (-1
    /// none), outcome (0 under way, 1 done, 2 unknown: its Clerk gave up, or cannot say).
    pub fn calls(&self, from: f64, to: f64) -> Vec<f64> {
        let (from, to) = self.range(from, to);
        let mut out = Vec::with_capacity((to - from) * CALL);
        for (at, operation) in (from..to).zip(self.ledger.history().range(from..to)) {
            out.extend([
                f64::from(operation.client.0),
                number(operation.number.0),
                what(&operation.command),
                number(self.ledger.key_of(at) as u64),
                number(operation.call.0),
                operation.returned.map_or(-1.0, |tick| number(tick.0)),
                outcome(operation),
            ]);
        }
        out
    }

    /// The same in words.
    pub fn operations(&self, from: f64, to: f64) -> Result<Vec<Ts<OperationView>>, JsValue> {
        let (from, to) = self.range(from, to);
        list(self.ledger.history().range(from..to).map(view::operation))
    }

    /// Judges keys that have changed, one after the other, until `milliseconds` are used up; with `part`, only
    /// those that have grown by a `part`-th of their length. Returns how many it judged.
    pub fn judge(&mut self, milliseconds: f64, part: u32) -> u32 {
        let part = if part == 0 { usize::MAX } else { part as usize };
        let clock = performance();
        let now = || clock.as_ref().map_or(0.0, web_sys::Performance::now);
        let end = now() + milliseconds;
        let steps = STEPS + STEPS_EACH * self.ledger.history().len() as u64;
        let mut judged = 0;
        while self.ledger.judge_next(part, steps).is_some() {
            judged += 1;
            if now() >= end {
                break;
            }
        }
        judged
    }

    /// When each operation from `from` up to before `to` takes effect in the linearization found; -1 where
    /// that is not known or it need not.
    pub fn points(&self, from: f64, to: f64) -> Vec<f64> {
        let (from, to) = self.range(from, to);
        (from..to).map(|at| self.ledger.point(at).map_or(-1.0, number)).collect()
    }

    /// The keys.
    pub fn keys(&self) -> Vec<String> {
        self.ledger.keys().map(|(name, _)| name.to_owned()).collect()
    }

    /// What was found for each key: 0 nothing yet, 1 linearizable, 2 not, 3 the search was given up.
    pub fn rulings(&self) -> Vec<u8> {
        let code = |ruling: &Ruling| match ruling {
            Ruling::Open => 0,
            Ruling::Linearizable => 1,
            Ruling::Illegal(_) => 2,
            Ruling::Unknown => 3,
        };
        self.ledger.keys().map(|(_, ruling)| code(ruling)).collect()
    }

    /// Why a key is not linearizable, nothing if it is: the operation at whose return there is no order any
    /// more; whether each culprit is needed for the contradiction; then the culprits, operations
    /// that contradict each other, in the order of their calls.
    pub fn culprits(&self, key: u32) -> Vec<f64> {
        let Some(found) = self.found(key) else { return Vec::new() };
        let culprits = found.culprits.iter().map(|culprit| number(culprit.operation as u64));
        [number(found.stuck as u64), f64::from(u8::from(found.is_minimal))]
            .into_iter()
            .chain(culprits)
            .collect()
    }

    /// Answers of a culprit of a key with which all would be well up to there.
    pub fn could_have_seen(&self, key: u32, culprit: u32) -> Vec<String> {
        let culprit = self.found(key).and_then(|found| found.culprits.get(culprit as usize));
        culprit.map_or_else(Vec::new, |it| it.could_have_seen.iter().map(view::answer).collect())
    }
}

impl History {
    fn found(&self, key: u32) -> Option<&Counterexample> {
        match self.ledger.keys().nth(key as usize) {
            Some((_, Ruling::Illegal(found))) => Some(found),
            _ => None,
        }
    }

    fn range(&self, from: f64, to: f64) -> (usize, usize) {
        let count = self.ledger.history().len();
        let place = |at: f64| usize::try_from(from_number(at)).unwrap_or(usize::MAX).min(count);
        (place(from).min(place(to)), place(to))
    }
}

fn what(command: &Command) -> f64 {
    match command {
        Command::Get { .. } | Command::OpenSession => 0.0,
        Command::Put { .. } => 1.0,
        Command::Append { .. } => 2.0,
        Command::Delete { .. } => 3.0,
        Command::Cas { .. } => 4.0,
        Command::PutAt { .. } => 5.0,
    }
}

fn outcome(operation: &Operation) -> f64 {
    match (&operation.answer, operation.returned) {
        (Some(kvraft_core::kv::Answer::Maybe), _) | (None, Some(_)) => 2.0,
        (Some(_), _) => 1.0,
        (None, None) => 0.0,
    }
}
