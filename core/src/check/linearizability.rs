//! Linearizability (Herlihy and Wing 1990): every call seems to take effect at one moment between its
//! call and its return. A history is judged from outside, knowing nothing of Raft.
//!
//! Keys do not influence each other, so each is judged alone. The search is Wing and Gong's with
//! Lowe's memory of visited configurations: (which operations are placed, what the key then holds).
//! As in Porcupine, the moments stand in a linked list from which placed operations are taken out, so
//! that a step costs the same however long the history is. And it looks ahead: what the key holds
//! must be able to become what the next read found; else a row of Appends that nobody reads in between,
//! or those without an answer, would be tried in every order. The search is bounded, and says so when it
//! ran out.

use crate::hash::fingerprint;
use crate::kv::{Answer, Command, ReadMode, Text, VALUE_MAX};
use crate::sim::Operation;
use std::borrow::Cow;
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
    let mut keys: BTreeMap<&str, Vec<Cow<'_, Operation>>> = BTreeMap::new();
    for operation in history {
        // A read without an answer constrains nothing.
        if operation.answer.is_some() || !matches!(operation.command, Command::Get { .. }) {
            keys.entry(operation.command.key()).or_default().push(known(operation));
        }
    }
    let mut left = steps;
    let mut exhausted = None;
    for (key, operations) in keys {
        let operations: Vec<&Operation> = operations.iter().map(AsRef::as_ref).collect();
        match Search::new(&operations).run(&mut left) {
            Some(true) => {}
            Some(false) => return Verdict::Illegal { key: key.into() },
            None => {
                exhausted.get_or_insert_with(|| key.into());
            }
        }
    }
    exhausted.map_or(Verdict::Linearizable, |key| Verdict::Unknown { key, steps })
}

/// What is known of an operation: `ErrMaybe` says as much as no answer at all.
fn known(operation: &Operation) -> Cow<'_, Operation> {
    match operation.answer {
        Some(Answer::Maybe) => Cow::Owned(Operation { answer: None, ..operation.clone() }),
        _ => Cow::Borrowed(operation),
    }
}

/// The search over the operations of one key.
struct Search<'a> {
    operations: &'a [&'a Operation],
    moments: Moments,
    /// The Gets not placed yet, in the order of their returns.
    reads: Unplaced,
    /// What may replace or remove the text and is not placed yet, in the order of the calls.
    replacements: Unplaced,
    /// No answer but those of Gets depends on what the key holds.
    only_reads_observe: bool,
    /// The operations placed so far, as the combined marks of all of them.
    placed: Mark,
    /// What the key holds once they have taken effect in the order chosen.
    value: Value,
    visited: BTreeSet<Mark>,
}

/// Two independent 64-bit fingerprints: a false match would take 2^64 configurations.
type Mark = [u64; 2];

/// A choice made: this operation was placed, and how to take its effect back.
struct Choice {
    operation: usize,
    undo: Undo,
}

impl<'a> Search<'a> {
    fn new(operations: &'a [&'a Operation]) -> Self {
        let (mut reads, mut replacements) = (Vec::new(), Vec::new());
        for (at, operation) in operations.iter().enumerate() {
            match operation.command {
                Command::Get { .. } => reads.push(at),
                Command::Append { .. } | Command::OpenSession => {}
                Command::Put { .. }
                | Command::PutAt { .. }
                | Command::Delete { .. }
                | Command::Cas { .. } => {
                    replacements.push(at);
                }
            }
        }
        let observes = |one: &&Operation| match one.command {
            Command::Get { via, .. } => via == ReadMode::Version,
            Command::Put { .. } | Command::Append { .. } => {
                !matches!(one.answer, None | Some(Answer::Ok))
            }
            Command::PutAt { .. }
            | Command::OpenSession
            | Command::Delete { .. }
            | Command::Cas { .. } => true,
        };
        let only_reads_observe = !operations.iter().any(observes);
        reads.sort_by_key(|&at| operations[at].returned);
        replacements.sort_by_key(|&at| operations[at].call);
        Self {
            operations,
            moments: Moments::new(operations),
            reads: Unplaced::new(reads, operations.len()),
            replacements: Unplaced::new(replacements, operations.len()),
            only_reads_observe,
            placed: Mark::default(),
            value: Value::default(),
            visited: BTreeSet::new(),
        }
    }

    /// Depth-first: walk along the moments of the operations not placed yet; at a call, try to place
    /// it now; at a return, the last choice was wrong. Operations without an answer, which need not be
    /// placed at all, are tried when nothing else can be. `None` if the steps ran out.
    fn run(&mut self, left: &mut u64) -> Option<bool> {
        let mut choices: Vec<Choice> = Vec::new();
        let (mut at, mut answered) = (self.moments.first(), true);
        // Once all that have returned are placed, the rest may be left out.
        while self.moments.returns > 0 {
            let Moment { operation, is_return } = self.moments.list[at];
            if is_return && answered {
                (at, answered) = (self.moments.first(), false);
            } else if is_return {
                // Back to the last choice, and on behind the call that was tried there.
                let Some(Choice { operation, undo }) = choices.pop() else { return Some(false) };
                self.value.undo(undo);
                self.toggle(operation);
                self.moments.put_back(operation);
                self.reads.put_back(operation);
                self.replacements.put_back(operation);
                at = self.moments.ring.next[self.moments.calls[operation]];
                answered = self.operations[operation].answer.is_some();
            } else if self.operations[operation].answer.is_some() == answered
                && let Some(undo) = self.try_place(operation)
            {
                *left = left.checked_sub(1)?;
                choices.push(Choice { operation, undo });
                self.moments.take_out(operation);
                self.reads.take_out(operation);
                self.replacements.take_out(operation);
                (at, answered) = (self.moments.first(), true);
            } else {
                at = self.moments.ring.next[at];
            }
        }
        Some(true)
    }

    /// Lets an operation take effect if that explains its answer and leads somewhere new.
    fn try_place(&mut self, operation: usize) -> Option<Undo> {
        let Operation { command, answer, .. } = self.operations[operation];
        if answer.as_ref().is_some_and(|answer| !self.value.explains(command, answer)) {
            return None;
        }
        let undo = self.value.apply(command);
        if !self.has_prospects(operation) || answer.is_none() && !self.is_observable() {
            self.value.undo(undo);
            return None;
        }
        self.toggle(operation);
        let configuration: Mark = std::array::from_fn(|at| {
            fingerprint(&(self.placed[at], self.value.mark[at], self.value.version))
        });
        if self.visited.insert(configuration) {
            return Some(undo);
        }
        self.toggle(operation);
        self.value.undo(undo);
        None
    }

    /// Whether the next read to return can still find what it found, now that `placed` takes effect.
    /// Either the text begins what was found and may grow to it, or it must be replaced before.
    fn has_prospects(&self, placed: usize) -> bool {
        let Some(read) = self.reads.iter().next().filter(|&read| read != placed) else {
            return true;
        };
        let Operation { returned, answer, .. } = self.operations[read];
        let found = found_by(answer.as_ref());
        let grows = self.value.text.as_ref().is_none_or(|text| begins(text, found));
        let others = self.replacements.iter().filter(|&other| other != placed);
        let others = others.map(|other| self.operations[other]);
        let in_time = |other: &&Operation| returned.is_none_or(|returned| other.call <= returned);
        grows || others.take_while(in_time).any(|other| may_begin(&other.command, found))
    }

    /// Whether anybody may notice what was just written. What nobody notices and nobody has been told of
    /// need not have happened.
    fn is_observable(&self) -> bool {
        let Some(text) = self.value.text.as_ref().filter(|_| self.only_reads_observe) else {
            return true;
        };
        let answers = self.reads.iter().map(|read| self.operations[read].answer.as_ref());
        answers.into_iter().any(|answer| begins(text, found_by(answer)))
    }

    /// Adds an operation to those placed, or takes it away: a set's mark does not depend on the order.
    fn toggle(&mut self, operation: usize) {
        for (salt, mark) in (0u64..).zip(&mut self.placed) {
            *mark ^= fingerprint(&(salt, operation));
        }
    }
}

/// Calls and returns in time order.
struct Moments {
    list: Vec<Moment>,
    /// Those of operations not placed yet.
    ring: Ring,
    /// Where each operation's call and return stand.
    calls: Vec<usize>,
    ends: Vec<Option<usize>>,
    /// How many returns are in the ring.
    returns: usize,
}

#[derive(Clone, Copy)]
struct Moment {
    operation: usize,
    is_return: bool,
}

impl Moments {
    fn new(operations: &[&Operation]) -> Self {
        let mut timed = Vec::with_capacity(2 * operations.len());
        for (operation, one) in operations.iter().enumerate() {
            timed.push((one.call, false, operation));
            if let (Some(returned), Some(_)) = (one.returned, &one.answer) {
                timed.push((returned, true, operation));
            }
        }
        // Calls come before returns of the same tick, for intervals are closed.
        timed.sort_unstable();
        let (mut calls, mut ends) = (vec![0; operations.len()], vec![None; operations.len()]);
        for (at, &(_, is_return, operation)) in timed.iter().enumerate() {
            if is_return {
                ends[operation] = Some(at);
            } else {
                calls[operation] = at;
            }
        }
        let moment = |&(_, is_return, operation): &_| Moment { operation, is_return };
        let list: Vec<Moment> = timed.iter().map(moment).collect();
        let returns = ends.iter().flatten().count();
        Self { ring: Ring::new(list.len()), list, calls, ends, returns }
    }

    fn first(&self) -> usize {
        self.ring.first()
    }

    fn take_out(&mut self, operation: usize) {
        self.ring.take_out(self.calls[operation]);
        if let Some(end) = self.ends[operation] {
            self.ring.take_out(end);
            self.returns -= 1;
        }
    }

    /// Undoes the last [`Moments::take_out`] that was not undone yet.
    fn put_back(&mut self, operation: usize) {
        if let Some(end) = self.ends[operation] {
            self.ring.put_back(end);
            self.returns += 1;
        }
        self.ring.put_back(self.calls[operation]);
    }
}

/// Some of the operations, in an order of their own, without those that are placed.
struct Unplaced {
    list: Vec<usize>,
    ring: Ring,
    /// Where each operation stands in the list, if it is one of them.
    places: Vec<Option<usize>>,
}

impl Unplaced {
    fn new(list: Vec<usize>, count: usize) -> Self {
        let mut places = vec![None; count];
        for (place, &operation) in list.iter().enumerate() {
            places[operation] = Some(place);
        }
        Self { ring: Ring::new(list.len()), places, list }
    }

    fn iter(&self) -> impl Iterator<Item = usize> {
        let places = std::iter::successors(Some(self.ring.first()), |&at| Some(self.ring.next[at]));
        // The ring closes behind the last place of the list.
        places.map_while(|place| self.list.get(place).copied())
    }

    fn take_out(&mut self, operation: usize) {
        if let Some(place) = self.places[operation] {
            self.ring.take_out(place);
        }
    }

    /// Undoes the last [`Unplaced::take_out`] that was not undone yet.
    fn put_back(&mut self, operation: usize) {
        if let Some(place) = self.places[operation] {
            self.ring.put_back(place);
        }
    }
}

/// What a read found; none if there was no key.
fn found_by(answer: Option<&Answer>) -> Option<&str> {
    match answer {
        Some(Answer::Value(found) | Answer::Versioned { value: found, .. }) => Some(found),
        _ => None,
    }
}

/// Whether a text can grow to what a read finds.
fn begins(text: &str, found: Option<&str>) -> bool {
    found.is_some_and(|found| found.starts_with(text))
}

/// Whether `command` can leave something that begins what a read finds.
fn may_begin(command: &Command, found: Option<&str>) -> bool {
    match command {
        Command::Put { value, .. }
        | Command::PutAt { value, .. }
        | Command::Cas { new: value, .. } => begins(value, found),
        Command::Delete { .. } => true,
        Command::Get { .. } | Command::Append { .. } | Command::OpenSession => false,
    }
}

/// A doubly linked list of places, closed to a ring by one more place behind the last. What is taken
/// out keeps its links, so that it can be put back, in reverse order (Knuth's dancing links).
struct Ring {
    next: Vec<usize>,
    previous: Vec<usize>,
}

impl Ring {
    fn new(places: usize) -> Self {
        let ring = places + 1;
        Self {
            next: (0..ring).map(|at| (at + 1) % ring).collect(),
            previous: (0..ring).map(|at| (at + places) % ring).collect(),
        }
    }

    /// The first place in the ring; one behind the last if it is empty.
    fn first(&self) -> usize {
        self.next.last().copied().unwrap_or_default()
    }

    fn take_out(&mut self, at: usize) {
        let (previous, next) = (self.previous[at], self.next[at]);
        self.next[previous] = next;
        self.previous[next] = previous;
    }

    fn put_back(&mut self, at: usize) {
        let (previous, next) = (self.previous[at], self.next[at]);
        self.next[previous] = at;
        self.previous[next] = at;
    }
}

/// What one key holds: the same commands as [`Store`](crate::kv::Store)'s, but each can be undone and
/// costs no more than what it adds. A test compares the two.
#[derive(Debug, Default)]
struct Value {
    text: Option<String>,
    /// How often it has been written since the key came to be.
    version: u64,
    /// Names the text by the writes that made it. The same text made otherwise may get another
    /// mark: then a configuration is visited twice, which does no harm.
    mark: Mark,
}

/// How to take a command's effect back.
enum Undo {
    /// It had none.
    Nothing,
    /// It only added to the text: cut it to this length.
    Shorten { length: usize, mark: Mark },
    /// It replaced the text: put the old one back.
    Restore(Value),
}

impl Value {
    /// Whether `command`, taking effect now, would be answered so.
    fn explains(&self, command: &Command, answer: &Answer) -> bool {
        match (command, self.text.as_deref()) {
            (Command::Get { via: ReadMode::Version, .. }, Some(held)) => {
                matches!(answer, Answer::Versioned { value, version }
                    if **value == *held && *version == self.version)
            }
            (Command::Get { .. }, Some(held)) => {
                matches!(answer, Answer::Value(value) if **value == *held)
            }
            (Command::PutAt { version: 1.., .. }, None) => *answer == Answer::NoKey,
            (Command::PutAt { version, .. }, _) if *version != self.version => {
                *answer == Answer::WrongVersion { actual: self.version }
            }
            (Command::Get { .. } | Command::Delete { .. } | Command::Cas { .. }, None) => {
                *answer == Answer::NoKey
            }
            (Command::Append { value, .. }, Some(held)) if held.len() + value.len() > VALUE_MAX => {
                *answer == Answer::ValueTooLong
            }
            (Command::Cas { expected, .. }, Some(held)) if **expected != *held => {
                matches!(answer, Answer::CasFailed { actual } if **actual == *held)
            }
            _ => *answer == Answer::Ok,
        }
    }

    /// Lets `command` take effect.
    fn apply(&mut self, command: &Command) -> Undo {
        match (command, &mut self.text) {
            (Command::Put { value, .. }, _) | (Command::Append { value, .. }, None) => {
                self.replace(Some(value))
            }
            (Command::Append { value, .. }, Some(held)) => {
                let (length, mark) = (held.len(), self.mark);
                if length + value.len() > VALUE_MAX {
                    return Undo::Nothing;
                }
                held.push_str(value);
                self.version += 1;
                self.mark = mark.map(|mark| fingerprint(&(mark, value)));
                Undo::Shorten { length, mark }
            }
            (Command::PutAt { value, version, .. }, _) if *version == self.version => {
                self.replace(Some(value))
            }
            (Command::Delete { .. }, _) => self.replace(None),
            (Command::Cas { expected, new, .. }, Some(held)) if **expected == **held => {
                self.replace(Some(new))
            }
            (
                Command::Get { .. }
                | Command::Cas { .. }
                | Command::PutAt { .. }
                | Command::OpenSession,
                _,
            ) => Undo::Nothing,
        }
    }

    fn replace(&mut self, text: Option<&Text>) -> Undo {
        let mark = [0u64, 1].map(|salt| fingerprint(&(salt, text)));
        let version = if text.is_some() { self.version + 1 } else { 0 };
        let text = text.map(ToString::to_string);
        Undo::Restore(std::mem::replace(self, Self { text, version, mark }))
    }

    fn undo(&mut self, undo: Undo) {
        match undo {
            Undo::Nothing => {}
            Undo::Shorten { length, mark } => {
                self.text.as_mut().expect("only a text can have grown").truncate(length);
                self.version -= 1;
                self.mark = mark;
            }
            Undo::Restore(before) => *self = before,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kv::Store;
    use crate::rng::Rng;
    use crate::types::{ClientId, RequestNumber, Tick};

    const STEPS: u64 = 100_000;

    fn operation(call: u64, returned: u64, command: Command, answer: Option<Answer>) -> Operation {
        let returned = answer.as_ref().map(|_| Tick(returned));
        let (client, number) = (ClientId(1), RequestNumber(1));
        Operation { client, number, command, call: Tick(call), returned, answer }
    }

    fn get(call: u64, returned: u64, found: &str) -> Operation {
        let answer = if found.is_empty() { Answer::NoKey } else { Answer::Value(found.into()) };
        operation(call, returned, Command::get("x"), Some(answer))
    }

    fn put(call: u64, returned: u64, value: &str) -> Operation {
        let command = Command::Put { key: "x".into(), value: value.into() };
        operation(call, returned, command, Some(Answer::Ok))
    }

    fn append(call: u64, returned: u64, value: &str) -> Operation {
        let command = Command::Append { key: "x".into(), value: value.into() };
        operation(call, returned, command, Some(Answer::Ok))
    }

    /// The client never learnt what became of it.
    fn unknown(operation: Operation) -> Operation {
        Operation { returned: None, answer: None, ..operation }
    }

    fn is_legal(history: &[Operation]) -> bool {
        match check(history, STEPS) {
            Verdict::Linearizable => true,
            Verdict::Illegal { key } => {
                assert_eq!(&*key, "x");
                false
            }
            Verdict::Unknown { .. } => panic!("a tiny history needs few steps"),
        }
    }

    #[test]
    fn a_read_during_a_write_may_find_either_value() {
        assert!(is_legal(&[put(0, 10, "a"), put(20, 40, "b"), get(25, 30, "a")]));
        assert!(is_legal(&[put(0, 10, "a"), put(20, 40, "b"), get(25, 30, "b")]));
        assert!(!is_legal(&[put(0, 10, "a"), put(20, 40, "b"), get(25, 30, "")]));
    }

    #[test]
    fn a_stale_read_is_illegal() {
        assert!(!is_legal(&[put(0, 10, "a"), put(20, 30, "b"), get(40, 50, "a")]));
        // Once one reader has seen the new value, no later reader may see the old one.
        let readers = [get(22, 25, "b"), get(26, 28, "a")];
        assert!(!is_legal(&[&[put(0, 10, "a"), put(20, 30, "b")][..], &readers].concat()));
    }

    #[test]
    fn a_lost_append_is_illegal() {
        assert!(is_legal(&[append(0, 10, "a"), append(20, 30, "b"), get(40, 50, "ab")]));
        assert!(!is_legal(&[append(0, 10, "a"), append(20, 30, "b"), get(40, 50, "a")]));
        assert!(!is_legal(&[append(0, 10, "a"), append(20, 30, "b"), get(40, 50, "b")]));
    }

    #[test]
    fn a_double_append_is_illegal() {
        assert!(!is_legal(&[append(0, 10, "a"), get(20, 30, "aa")]));
        assert!(is_legal(&[append(0, 10, "a"), append(5, 15, "a"), get(20, 30, "aa")]));
    }

    #[test]
    fn appends_at_the_same_time_may_stand_in_either_order_but_only_in_one() {
        let both = [append(0, 10, "a"), append(0, 10, "b")];
        assert!(is_legal(&[&both[..], &[get(20, 30, "ab")]].concat()));
        assert!(is_legal(&[&both[..], &[get(20, 30, "ba")]].concat()));
        let contradiction = [get(20, 30, "ab"), get(40, 50, "ba")];
        assert!(!is_legal(&[&both[..], &contradiction].concat()));
    }

    #[test]
    fn an_unknown_outcome_may_be_early_late_or_never_but_not_before_its_call() {
        let history = |call, reads: &[Operation]| {
            [&[put(0, 10, "a"), unknown(append(call, 0, "b"))], reads].concat()
        };
        assert!(is_legal(&history(20, &[get(30, 40, "a"), get(50, 60, "a")])));
        assert!(is_legal(&history(20, &[get(30, 40, "a"), get(50, 60, "ab")])));
        assert!(is_legal(&history(20, &[get(30, 40, "ab"), get(50, 60, "ab")])));
        assert!(!is_legal(&history(20, &[get(30, 40, "ab"), get(50, 60, "a")])));
        assert!(!is_legal(&history(45, &[get(30, 40, "ab")])));
        assert!(!is_legal(&history(20, &[get(30, 40, "abb")])));
    }

    #[test]
    fn touching_intervals_overlap() {
        assert!(is_legal(&[put(0, 10, "a"), get(10, 20, "")]));
        assert!(!is_legal(&[put(0, 10, "a"), get(11, 20, "")]));
    }

    #[test]
    fn keys_are_judged_apart_and_the_guilty_one_is_named() {
        let other = |mut operation: Operation| {
            if let Command::Get { key, .. } | Command::Put { key, .. } = &mut operation.command {
                *key = "y".into();
            }
            operation
        };
        let history = [put(0, 10, "a"), other(put(0, 10, "b")), other(get(20, 30, "b"))];
        assert!(is_legal(&history));
        let stale = [&history[..], &[other(get(40, 50, "a"))]].concat();
        assert_eq!(check(&stale, STEPS), Verdict::Illegal { key: "y".into() });
    }

    #[test]
    fn a_search_that_runs_out_of_steps_says_so() {
        let history: Vec<Operation> = (0..9u8).map(|n| put(0, 99, &n.to_string())).collect();
        // The last write is read first, then another one: impossible, but only seen at the end.
        let reads = [get(100, 101, "1"), get(102, 103, "2")];
        let history = [&history[..], &reads].concat();
        assert_eq!(check(&history, 20), Verdict::Unknown { key: "x".into(), steps: 20 });
        assert_eq!(check(&history, u64::MAX), Verdict::Illegal { key: "x".into() });
    }

    #[test]
    fn appends_that_nobody_reads_in_between_are_not_tried_in_every_order() {
        let appends = (0..200).map(|n| append(n / 5 * 20, n / 5 * 20 + 30, &format!("{n};")));
        let mut history: Vec<Operation> = appends.collect();
        // Each five take effect in reverse.
        let order = (0..200).map(|n| n / 5 * 5 + 4 - n % 5);
        let text: Vec<String> = order.map(|n| format!("{n};")).collect();
        history.push(get(9000, 9001, &text.concat()));
        assert_eq!(check(&history, 1000), Verdict::Linearizable);
    }

    #[test]
    fn a_long_history_takes_one_step_for_each_operation() {
        let appends = (0..20_000).map(|n| append(10 * n, 10 * n + 5, "0123456789"));
        let history: Vec<Operation> = appends.collect();
        assert_eq!(check(&history, 20_000), Verdict::Linearizable);
    }

    /// Any of the commands, on one key, with so few values and versions that they meet.
    fn random_command(rng: &mut Rng) -> Command {
        let key: Text = "x".into();
        let mut value =
            || -> Text { ["a", "b", ""][usize::try_from(rng.below(3)).expect("3")].into() };
        let (value, other) = (value(), value());
        match rng.below(11) {
            0..3 => Command::get(key),
            8 => Command::Get { key, via: ReadMode::Version },
            9 | 10 => Command::PutAt { key, value, version: rng.below(3) },
            3 => Command::Put { key, value },
            4..6 => Command::Append { key, value },
            6 => Command::Delete { key },
            _ => Command::Cas { key, expected: value, new: other },
        }
    }

    #[test]
    fn the_value_and_the_store_agree_on_every_command_and_undo_leaves_no_trace() {
        let mut rng = Rng::new(1);
        for _ in 0..300 {
            let (mut store, mut value) = (Store::default(), Value::default());
            for _ in 0..30 {
                let command = random_command(&mut rng);
                let (text, mark) = (value.text.clone(), value.mark);
                let undo = value.apply(&command);
                value.undo(undo);
                assert_eq!((&value.text, value.mark), (&text, mark), "{command}");
                let answer = store.execute(&command);
                assert!(value.explains(&command, &answer), "{command} {answer}");
                let others = [Answer::Ok, Answer::NoKey, Answer::Value("a".into())];
                for other in others.into_iter().filter(|other| *other != answer) {
                    assert!(!value.explains(&command, &other), "{command} {other}");
                }
                value.apply(&command);
                assert_eq!(value.text.as_deref(), store.get("x").map(|text| &**text), "{command}");
            }
        }
    }

    /// Whether some order of the operations explains all answers, by trying every one.
    fn is_legal_by_brute_force(history: &[Operation], left: &[usize], store: &Store) -> bool {
        if left.iter().all(|&at| history[at].answer.is_none()) {
            return true;
        }
        left.iter().enumerate().any(|(position, &at)| {
            let one = &history[at];
            // Nothing that has returned before its call may still be waiting.
            let in_time = left
                .iter()
                .all(|&other| history[other].returned.is_none_or(|returned| one.call <= returned));
            let mut after = store.clone();
            let found = after.execute(&one.command);
            let mut rest = left.to_vec();
            rest.remove(position);
            in_time
                && one.answer.as_ref().is_none_or(|answer| *answer == found)
                && is_legal_by_brute_force(history, &rest, &after)
        })
    }

    #[test]
    fn tiny_histories_are_judged_as_by_brute_force() {
        let mut rng = Rng::new(2);
        let mut verdicts = [0u32; 2];
        for _ in 0..6000 {
            // A store answers at a random moment of each call; then one answer may be falsified.
            let length = rng.between(1, 6);
            let mut timed: Vec<(u64, u64, u64, Command)> = (0..length)
                .map(|_| {
                    let call = rng.below(20);
                    let effect = call + rng.below(8);
                    (effect, call, effect + rng.below(8), random_command(&mut rng))
                })
                .collect();
            timed.sort_by_key(|&(effect, ..)| effect);
            let mut store = Store::default();
            let mut history: Vec<Operation> = Vec::new();
            for (_, call, returned, command) in timed {
                let answer = store.execute(&command);
                let one = operation(call, returned, command, Some(answer));
                history.push(if rng.chance(150) { unknown(one) } else { one });
            }
            if rng.chance(600) {
                let at = usize::try_from(rng.below(length)).expect("small");
                let lie = ["", "a", "b", "ab", "ba"][usize::try_from(rng.below(5)).expect("5")];
                if let Some(answer) = &mut history[at].answer {
                    *answer =
                        if rng.chance(300) { Answer::NoKey } else { Answer::Value(lie.into()) };
                }
            }
            let all: Vec<usize> = (0..history.len()).collect();
            let expected = is_legal_by_brute_force(&history, &all, &Store::default());
            verdicts[usize::from(expected)] += 1;
            assert_eq!(is_legal(&history), expected, "{history:#?}");
        }
        assert!(verdicts.iter().all(|&count| count > 1000), "{verdicts:?}");
    }
}
