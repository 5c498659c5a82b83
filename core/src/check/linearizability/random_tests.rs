//! Small random histories: the search, the blocks and the witness against trying every order.

use super::blocks::{self, Blocks};
use super::history::{NEVER, Saw, View};
use super::search::{Found, search};
use super::witness::{points, verify};
use crate::kv::{Answer, Command, ReadMode, Store, Text};
use crate::rng::Rng;

/// A history and the answers it was given.
struct Made {
    command: Command,
    call: u64,
    end: u64,
    answer: Option<Answer>,
    is_refused: bool,
}

impl Made {
    fn view(&self) -> View<'_> {
        let saw = match &self.answer {
            _ if self.end == NEVER => Saw::Nothing,
            Some(_) if self.is_refused => Saw::Refused,
            Some(answer) => Saw::Answer(answer),
            None => Saw::Nothing,
        };
        View { command: &self.command, call: self.call, end: self.end, saw }
    }
}

/// Any of the commands, on one key, with so few values and versions that they meet.
fn any_command(rng: &mut Rng, _: usize) -> Command {
    let key: Text = "x".into();
    let mut value = || -> Text { ["a", "b", ""][usize::try_from(rng.below(3)).expect("3")].into() };
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

/// A register as Jepsen's: few values, no Appends.
fn register_command(rng: &mut Rng, _: usize) -> Command {
    let key: Text = "x".into();
    let mut value =
        || -> Text { ["0", "1", "2"][usize::try_from(rng.below(3)).expect("3")].into() };
    let (value, other) = (value(), value());
    match rng.below(4) {
        0 => Command::get(key),
        1 => Command::Put { key, value },
        _ => Command::Cas { key, expected: value, new: other },
    }
}

/// Each value written once.
fn distinct_command(rng: &mut Rng, number: usize) -> Command {
    let key: Text = "x".into();
    let value: Text = format!("{number};").into();
    match rng.below(10) {
        0..4 => Command::get(key),
        4..6 => Command::Put { key, value },
        6..8 => Command::Append { key, value },
        // Rarely right; see below.
        _ => Command::Cas { key, expected: "".into(), new: value },
    }
}

/// A store answers at a random moment of each call; then answers may be exchanged, and some are lost.
fn made(rng: &mut Rng, command: impl Fn(&mut Rng, usize) -> Command, most: u64) -> Vec<Made> {
    let length = rng.between(1, most);
    let (span, width) = (rng.between(3, 30), rng.between(1, 14));
    let mut timed: Vec<(u64, u64, u64, Command)> = (0..usize::try_from(length).expect("small"))
        .map(|number| {
            let call = rng.below(span);
            let effect = call + rng.below(width);
            (effect, call, effect + rng.below(width), command(rng, number))
        })
        .collect();
    timed.sort_by_key(|&(effect, ..)| effect);
    let mut store = Store::default();
    let losses = if rng.chance(500) { 250 } else { 0 };
    let mut history = Vec::new();
    for (_, call, end, mut command) in timed {
        if let (Command::Cas { expected, .. }, Some(held)) = (&mut command, store.get("x"))
            && rng.chance(700)
        {
            *expected = held.into();
        }
        let answer = store.execute(&command);
        let end = if rng.chance(losses) { NEVER } else { end };
        let is_refused = matches!(answer, Answer::CasFailed { .. }) && rng.chance(300);
        history.push(Made { command, call, end, answer: Some(answer), is_refused });
    }
    if rng.chance(600) {
        let at = |rng: &mut Rng| usize::try_from(rng.below(length)).expect("small");
        let (one, other) = (at(rng), at(rng));
        let text = ["", "a", "b", "ab", "0", "1;", "0;1;", "2;0;"];
        let lie = match rng.below(4) {
            0 => Some(Answer::NoKey),
            1 => Some(Answer::Value(text[usize::try_from(rng.below(8)).expect("8")].into())),
            _ => history[other].answer.clone(),
        };
        history[one].answer = lie;
    }
    history
}

/// Whether some order of the operations explains all answers, by trying every one.
fn is_legal(history: &[View<'_>], left: &[usize], store: &Store) -> bool {
    if left.iter().all(|&at| !history[at].is_known()) {
        return true;
    }
    left.iter().enumerate().any(|(position, &at)| {
        let one = &history[at];
        // Nothing that has returned before its call may still be waiting.
        let in_time = left.iter().all(|&other| one.call <= history[other].end);
        let mut after = store.clone();
        let found = after.execute(one.command);
        let mut rest = left.to_vec();
        rest.remove(position);
        in_time && one.saw.is(&found) && is_legal(history, &rest, &after)
    })
}

/// How many were found legal, illegal, and judged by blocks.
fn compare(seed: u64, count: u32, command: impl Fn(&mut Rng, usize) -> Command) -> [u32; 3] {
    let mut rng = Rng::new(seed);
    let mut counts = [0; 3];
    for round in 0..count {
        let made = made(&mut rng, &command, 7);
        let views: Vec<View<'_>> =
            made.iter().map(Made::view).filter(|view| !view.says_nothing()).collect();
        let all: Vec<usize> = (0..views.len()).collect();
        let expected = is_legal(&views, &all, &Store::default());
        counts[usize::from(!expected)] += 1;
        let found = search(&views, &[], &mut 1_000_000);
        assert_eq!(
            matches!(found, Found::Order(_)),
            expected,
            "{round} {} {found:?}",
            show(&views)
        );
        let mut orders = Vec::new();
        if let Found::Order(order) = found {
            orders.push(order);
        }
        match blocks::order(&views) {
            Blocks::Unfit => {}
            Blocks::Order(order) => {
                assert!(expected, "{round} {}", show(&views));
                counts[2] += 1;
                orders.push(order);
            }
            Blocks::Conflict(operations) => {
                assert!(!expected, "{round} {}", show(&views));
                counts[2] += 1;
                assert!(!operations.is_empty());
            }
        }
        for order in orders {
            let order = order.iter().map(|&at| at as usize);
            let verified = verify(&views, order.clone()).unwrap_or_else(|flaw| {
                panic!(
                    "{round} {} {flaw:?} {:?}",
                    show(&views),
                    order.clone().collect::<Vec<usize>>()
                )
            });
            let points = points(&views, order);
            assert_eq!(points, verified);
            assert!(points.is_sorted_by_key(|point| point.at));
            for point in points {
                let View { call, end, .. } = views[point.operation];
                assert!((call..=end).contains(&point.at));
            }
        }
    }
    counts
}

#[test]
fn all_commands_are_judged_as_by_brute_force() {
    let counts = compare(1, 50_000, any_command);
    assert!(counts[0] > 2000 && counts[1] > 2000, "{counts:?}");
}

#[test]
fn registers_are_judged_as_by_brute_force() {
    let counts = compare(2, 50_000, register_command);
    assert!(counts[0] > 2000 && counts[1] > 2000, "{counts:?}");
}

#[test]
fn distinct_values_are_judged_as_by_brute_force() {
    let counts = compare(3, 100_000, distinct_command);
    assert!(counts.iter().all(|&count| count > 2000), "{counts:?}");
}

fn show(views: &[View<'_>]) -> String {
    let line = |view: &View<'_>| {
        let end = if view.is_known() { view.end.to_string() } else { "-".to_owned() };
        format!("\n  {}..{end} {}: {:?}", view.call, view.command, view.saw)
    };
    views.iter().map(line).collect()
}
