//! Small histories by hand.

use super::*;
use crate::kv::{Answer, Command};
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
    let mut history: Vec<Operation> = (0..9u8).map(|n| put(0, 99, &n.to_string())).collect();
    // A value written twice: no case for blocks. The last write is read first, then another one:
    // impossible, but only seen at the end.
    history.push(put(0, 99, "0"));
    history.extend([get(100, 101, "1"), get(102, 103, "2")]);
    let Verdict::Unknown { key, steps } = check(&history, 20) else { panic!("too few steps") };
    assert_eq!(&*key, "x");
    assert!(steps <= 20, "{steps}");
    assert_eq!(check(&history, 1_000_000), Verdict::Illegal { key: "x".into() });
}

#[test]
fn appends_that_nobody_reads_in_between_are_not_tried_in_every_order() {
    let appends = (0..200).map(|n| append(n / 5 * 20, n / 5 * 20 + 30, &format!("{n};")));
    let mut history: Vec<Operation> = appends.collect();
    // Each five take effect in reverse.
    let order = (0..200).map(|n| n / 5 * 5 + 4 - n % 5);
    let text: Vec<String> = order.map(|n| format!("{n};")).collect();
    history.push(get(9000, 9001, &text.concat()));
    assert_eq!(check(&history, 2000), Verdict::Linearizable);
}

#[test]
fn a_long_history_takes_one_step_for_each_operation() {
    let appends = (0..20_000).map(|n| append(10 * n, 10 * n + 5, "0123456789"));
    let history: Vec<Operation> = appends.collect();
    assert_eq!(check(&history, 30_000), Verdict::Linearizable);
}
