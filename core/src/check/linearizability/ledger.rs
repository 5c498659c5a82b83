//! The history of a run that goes on, judged key by key when there is time: only keys that have changed,
//! and a long one again only when it has grown by a good part.

use super::counterexample::{self, Counterexample};
use super::history::{Key, View};
use super::order;
use super::search::Found;
use super::witness::{self, Point};
use crate::kv::Text;
use crate::sim::Operation;
use crate::tape::Tape;

/// A history and what is known of each key of it. Keys and operations are named by their places: keys in
/// the order in which they were first called for, operations in that of their calls.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    history: Tape<Operation>,
    sheets: Vec<Sheet>,
    /// The keys by their names.
    sorted: Vec<usize>,
    /// Of each operation, its key.
    keys: Vec<usize>,
    /// Operations that had no return when they were last looked at.
    open: Vec<usize>,
    /// Of each operation, when it seems to take effect.
    points: Vec<Option<u64>>,
}

/// What is known of a key.
#[derive(Clone, Debug)]
struct Sheet {
    name: Text,
    places: Vec<usize>,
    /// How many calls and returns there were since it was judged.
    changes: usize,
    ruling: Ruling,
}

/// What was found for a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ruling {
    /// It was not judged yet.
    Open,
    /// There is an order that explains every answer.
    Linearizable,
    /// There is none.
    Illegal(Box<Counterexample>),
    /// The search was given up.
    Unknown,
}

impl Ledger {
    /// Takes note of how the history has grown. It must be the same history, longer: calls have been
    /// added, and open ones have returned.
    pub fn follow(&mut self, history: &Tape<Operation>) {
        self.history = history.clone();
        let returned = |&place: &usize| history.get(place).is_some_and(|it| it.returned.is_some());
        for &place in self.open.iter().filter(|place| returned(place)) {
            self.sheets[self.keys[place]].changes += 1;
        }
        self.open.retain(|place| !returned(place));
        for place in self.keys.len()..history.len() {
            let operation = &history[place];
            let key = self.key_named(operation.command.key());
            self.keys.push(key);
            self.points.push(None);
            self.sheets[key].places.push(place);
            self.sheets[key].changes += 1;
            if operation.returned.is_none() {
                self.open.push(place);
            }
        }
    }

    fn key_named(&mut self, name: &str) -> usize {
        let found = self.sorted.binary_search_by(|&key| (*self.sheets[key].name).cmp(name));
        match found {
            Ok(at) => self.sorted[at],
            Err(at) => {
                let key = self.sheets.len();
                self.sorted.insert(at, key);
                let (places, ruling) = (Vec::new(), Ruling::Open);
                self.sheets.push(Sheet { name: name.into(), places, changes: 0, ruling });
                key
            }
        }
    }

    /// Judges the key that has changed most, if it has by a `part`-th of its length; of `usize::MAX`,
    /// by anything. About `steps` operations are looked at. Returns the key; none if none is due.
    pub fn judge_next(&mut self, part: usize, steps: u64) -> Option<usize> {
        let is_due = |sheet: &Sheet| {
            sheet.changes > 0
                && !matches!(sheet.ruling, Ruling::Illegal(_))
                && sheet.changes.saturating_mul(part) >= sheet.places.len()
        };
        let due = self.sheets.iter().enumerate().filter(|(_, sheet)| is_due(sheet));
        let key = due.max_by_key(|(_, sheet)| sheet.changes)?.0;
        let Sheet { name, places, changes, .. } = &mut self.sheets[key];
        *changes = 0;
        let name = name.clone();
        let key_of = |places: &[usize]| {
            let said = |&place: &usize| (place, View::from(&self.history[place]));
            let heard = places.iter().map(said).filter(|(_, view)| !view.says_nothing());
            let (places, views) = heard.unzip();
            Key { name: &name, views, places }
        };
        let judged = key_of(places);
        let mut left = steps;
        let (ruling, points) = match order(&judged.views, &mut left) {
            Found::Order(order) => {
                let order = order.iter().map(|&at| at as usize);
                let in_history =
                    |point: Point| Point { operation: judged.places[point.operation], ..point };
                let points = witness::points(&judged.views, order).into_iter().map(in_history);
                (Ruling::Linearizable, points.collect())
            }
            Found::RanOut => (Ruling::Unknown, Vec::new()),
            Found::Nothing => {
                let found = counterexample::find(&judged, steps);
                let prefix = found.prefix.clone();
                (Ruling::Illegal(Box::new(found)), prefix)
            }
        };
        for &place in places.iter() {
            self.points[place] = None;
        }
        for point in points {
            self.points[point.operation] = Some(point.at);
        }
        self.sheets[key].ruling = ruling;
        Some(key)
    }

    /// All operations.
    pub fn history(&self) -> &Tape<Operation> {
        &self.history
    }

    /// The first operation of which more may come to be known than its call.
    pub fn first_open(&self) -> usize {
        self.open.first().copied().unwrap_or(self.keys.len())
    }

    /// The key of an operation.
    pub fn key_of(&self, operation: usize) -> usize {
        self.keys[operation]
    }

    /// When an operation takes effect in the linearization found; of a key that has none, in that of
    /// what comes before the contradiction. None if it was not judged yet or need not take effect.
    pub fn point(&self, operation: usize) -> Option<u64> {
        self.points.get(operation).copied().flatten()
    }

    /// All keys and what was found for them.
    pub fn keys(&self) -> impl ExactSizeIterator<Item = (&str, &Ruling)> {
        self.sheets.iter().map(|sheet| (&*sheet.name, &sheet.ruling))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kv::{Answer, Command, ReadMode};
    use crate::types::{ClientId, RequestNumber, Tick};

    fn call(at: u64, command: Command) -> Operation {
        let (client, number) = (ClientId(1), RequestNumber(at));
        Operation { client, number, command, call: Tick(at), returned: None, answer: None }
    }

    fn done(call: Operation, at: u64, answer: Answer) -> Operation {
        Operation { returned: Some(Tick(at)), answer: Some(answer), ..call }
    }

    fn put(key: &str, value: &str) -> Command {
        Command::Put { key: key.into(), value: value.into() }
    }

    fn get(key: &str) -> Command {
        Command::Get { key: key.into(), via: ReadMode::Log }
    }

    fn tape(operations: &[Operation]) -> Tape<Operation> {
        let mut tape = Tape::default();
        tape.extend_from_slice(operations);
        tape
    }

    #[test]
    fn a_key_is_judged_when_it_has_changed() {
        let mut ledger = Ledger::default();
        let first = call(1, put("x", "a"));
        ledger.follow(&tape(std::slice::from_ref(&first)));
        assert_eq!((ledger.first_open(), ledger.point(0)), (0, None));
        assert_eq!(ledger.judge_next(usize::MAX, 1000), Some(0));
        assert_eq!(ledger.judge_next(usize::MAX, 1000), None);

        let other = done(call(2, put("y", "b")), 9, Answer::Ok);
        ledger.follow(&tape(&[done(first, 5, Answer::Ok), other]));
        assert_eq!((ledger.first_open(), ledger.key_of(1)), (2, 1));
        while ledger.judge_next(usize::MAX, 1000).is_some() {}
        let point = |at| ledger.point(at).expect("it took effect");
        assert!((1..=5).contains(&point(0)) && (2..=9).contains(&point(1)));
        let keys: Vec<_> = ledger.keys().collect();
        assert_eq!(keys, [("x", &Ruling::Linearizable), ("y", &Ruling::Linearizable)]);
    }

    #[test]
    fn a_contradiction_names_operations_by_their_places_in_the_whole_history() {
        let operations = [
            done(call(0, put("y", "b")), 1, Answer::Ok),
            done(call(2, put("x", "a")), 3, Answer::Ok),
            done(call(4, get("y")), 5, Answer::Value("b".into())),
            done(call(6, get("x")), 7, Answer::NoKey),
        ];
        let mut ledger = Ledger::default();
        ledger.follow(&tape(&operations));
        while ledger.judge_next(usize::MAX, 10_000).is_some() {}
        let rulings: Vec<&Ruling> = ledger.keys().map(|(_, ruling)| ruling).collect();
        let [Ruling::Linearizable, Ruling::Illegal(found)] = rulings[..] else {
            panic!("{rulings:?}");
        };
        let culprits: Vec<usize> = found.culprits.iter().map(|one| one.operation).collect();
        assert_eq!((found.stuck, culprits), (3, vec![1, 3]));
        assert!(ledger.point(0).is_some() && ledger.point(1).is_some());
        assert_eq!(ledger.point(3), None);
    }

    #[test]
    fn a_long_key_waits_until_it_has_grown_by_a_good_part() {
        let mut operations: Vec<Operation> =
            (0..100).map(|at| done(call(2 * at, put("x", "a")), 2 * at + 1, Answer::Ok)).collect();
        let mut ledger = Ledger::default();
        ledger.follow(&tape(&operations));
        assert_eq!(ledger.judge_next(10, 10_000), Some(0));
        for at in 100..110 {
            operations.push(done(call(2 * at, put("x", "a")), 2 * at + 1, Answer::Ok));
        }
        ledger.follow(&tape(&operations));
        assert_eq!(ledger.judge_next(10, 10_000), None);
        assert_eq!(ledger.judge_next(11, 10_000), Some(0));
    }
}
