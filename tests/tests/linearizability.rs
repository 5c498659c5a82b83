//! The judge of client histories against the plainest one there is, which tries every order; and its
//! reasons, each taken at its word.

use kvraft_core::check::linearizability::{
    Call, Counterexample, Judgement, Outcome, Standing, Verdict, check, judge_calls, verify_calls,
};
use kvraft_core::history::{parse, to_line};
use kvraft_core::kv::{Answer, Command, ReadMode, Store, Text};
use kvraft_core::nemesis::Nemesis;
use kvraft_core::raft::{Bug, BugSet};
use kvraft_core::session::Session;
use kvraft_core::sim::Setup;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

const STEPS: u64 = 10_000_000;

fn config(cases: u32) -> ProptestConfig {
    let rng_seed = RngSeed::Fixed(20_240_612);
    ProptestConfig { cases, rng_seed, failure_persistence: None, ..ProptestConfig::default() }
}

/// Which values the writes of a history have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Values {
    /// A few, again and again.
    Few,
    /// Each only once.
    Distinct,
}

/// One call before anybody answered: when, when it takes effect, when it returns, and what it is.
#[derive(Clone, Debug)]
struct Plan {
    call: u64,
    effect: u64,
    returned: u64,
    verb: u32,
    key: u32,
    values: (u32, u32),
    is_lost: bool,
    lie: u32,
}

fn plan() -> impl Strategy<Value = Plan> {
    let times = (0u64..25, 0u64..9, 0u64..9);
    let what = (0u32..14, 0u32..8, (0u32..4, 0u32..4));
    (times, what, 0u32..6, 0u32..40).prop_map(
        |((call, wait, more), (verb, key, values), lost, lie)| {
            let (effect, returned) = (call + wait, call + wait + more);
            Plan { call, effect, returned, verb, key, values, is_lost: lost == 0, lie }
        },
    )
}

fn command(plan: &Plan, number: usize, values: Values) -> Command {
    let key: Text = if plan.key == 0 { "y" } else { "x" }.into();
    let text = |value: u32| -> Text {
        match values {
            Values::Few => ["a", "b", "ab", ""][value as usize].into(),
            Values::Distinct => format!("{number};").into(),
        }
    };
    let (value, other) = (text(plan.values.0), text(plan.values.1));
    match (plan.verb, values) {
        (0..4, _) => Command::get(key),
        (4..6, _) => Command::Put { key, value },
        (6..9, _) => Command::Append { key, value },
        (9, Values::Few) => Command::Delete { key },
        (10, Values::Few) => Command::Get { key, via: ReadMode::Version },
        (11, Values::Few) => Command::PutAt { key, value, version: plan.values.1.into() },
        (_, Values::Few) => Command::Cas { key, expected: other, new: value },
        (_, Values::Distinct) => {
            let expected = format!("{};", plan.values.0).into();
            Command::Cas { key, expected, new: value }
        }
    }
}

/// What a store answers if all takes effect as planned; some answers get lost, some are wrong.
fn history(mut plans: Vec<Plan>, values: Values, lies: bool) -> Vec<Call> {
    plans.sort_by_key(|plan| plan.effect);
    let mut store = Store::default();
    let all = plans.iter().enumerate().map(|(number, plan)| {
        let command = command(plan, number, values);
        let answer = store.execute(&command);
        let answer = match plan.lie {
            0 if lies => Answer::NoKey,
            1 if lies => Answer::Value("a".into()),
            2 if lies => Answer::Value("0;1;".into()),
            3 if lies => store.get("x").map_or(Answer::NoKey, |text| Answer::Value(text.into())),
            4 if lies => Answer::Ok,
            _ => answer,
        };
        let outcome = if plan.is_lost { Outcome::Unknown } else { Outcome::Answered(answer) };
        let (process, call) = (number as u64, plan.call);
        Call { process, command, call, returned: Some(plan.returned), outcome }
    });
    all.collect()
}

fn is_known(call: &Call) -> bool {
    call.outcome != Outcome::Unknown
}

/// Whether some order explains all answers, by trying every one.
fn is_legal(history: &[Call], left: &[usize], store: &Store) -> bool {
    if left.iter().all(|&at| !is_known(&history[at])) {
        return true;
    }
    left.iter().enumerate().any(|(position, &at)| {
        let one = &history[at];
        // Nothing that has returned before its call may still be waiting.
        let in_time = |&other: &usize| {
            let other = &history[other];
            !is_known(other) || other.returned.is_none_or(|returned| one.call <= returned)
        };
        let mut after = store.clone();
        let found = after.execute(&one.command);
        let fits = !is_known(one) || one.outcome == Outcome::Answered(found);
        let mut rest = left.to_vec();
        rest.remove(position);
        fits && left.iter().all(in_time) && is_legal(history, &rest, &after)
    })
}

fn is_legal_by_brute_force(history: &[Call]) -> bool {
    is_legal(history, &(0..history.len()).collect::<Vec<usize>>(), &Store::default())
}

/// The history of one key up to a return: what returns later has no answer, what is called later is not
/// there.
fn up_to(history: &[Call], key: &str, stuck: usize) -> Vec<Call> {
    let end = history[stuck].returned;
    let called = history.iter().filter(|call| Some(call.call) <= end && call.command.key() == key);
    let known = called.map(|call| {
        let outcome = if call.returned <= end { call.outcome.clone() } else { Outcome::Unknown };
        Call { outcome, ..call.clone() }
    });
    known.collect()
}

/// Takes a counterexample at its word.
fn examine(history: &[Call], example: &Counterexample) -> Result<(), TestCaseError> {
    let Counterexample { key, stuck, prefix, culprits, is_minimal } = example;
    prop_assert!(is_minimal);
    prop_assert!(!culprits.is_empty());
    prop_assert!(!is_legal_by_brute_force(&up_to(history, key, *stuck)));
    let mut last = 0;
    for point in prefix {
        prop_assert!(last <= point.at && history[point.operation].call <= point.at);
        last = point.at;
    }
    // The others may take effect whenever they like, and still there is no order.
    let with = |kept: &[usize]| -> Vec<Call> {
        let free = up_to(history, key, *stuck).into_iter().map(|call| {
            // Each has a process of its own: its number.
            if kept.iter().any(|&at| at as u64 == call.process) {
                return call;
            }
            Call { call: 0, returned: None, outcome: Outcome::Unknown, ..call }
        });
        free.collect()
    };
    let all: Vec<usize> = culprits.iter().map(|culprit| culprit.operation).collect();
    prop_assert!(!is_legal_by_brute_force(&with(&all)), "{:?}", all);
    // With any of the answers that a culprit could have got, there is one, up to that return.
    for culprit in culprits {
        let mut others = culprit.could_have_seen.clone();
        others.dedup();
        prop_assert_eq!(others.len(), culprit.could_have_seen.len());
        for answer in others {
            let mut changed = history.to_vec();
            prop_assert_ne!(
                &changed[culprit.operation].outcome,
                &Outcome::Answered(answer.clone())
            );
            changed[culprit.operation].outcome = Outcome::Answered(answer);
            // Only one of several that return at the same moment is looked at.
            let end = changed[*stuck].returned;
            for (at, call) in changed.iter_mut().enumerate() {
                if call.returned == end && at > *stuck {
                    call.outcome = Outcome::Unknown;
                }
            }
            prop_assert!(is_legal_by_brute_force(&up_to(&changed, key, *stuck)));
        }
    }
    Ok(())
}

fn examine_judgement(history: &[Call]) -> Result<(), TestCaseError> {
    match judge_calls(history, STEPS) {
        Judgement::Unknown { .. } => prop_assert!(false, "a small history needs few steps"),
        Judgement::Linearizable(points) => {
            for point in &points {
                let call = &history[point.operation];
                let end = call.returned.filter(|_| is_known(call)).unwrap_or(u64::MAX);
                prop_assert!((call.call..=end).contains(&point.at));
            }
            prop_assert!(points.is_sorted_by_key(|point| point.at));
            let order: Vec<usize> = points.iter().map(|point| point.operation).collect();
            prop_assert_eq!(
                verify_calls(history, &order).map(|points| points.len()),
                Ok(order.len())
            );
        }
        Judgement::Illegal(example) => {
            prop_assert!(!is_legal_by_brute_force(history));
            examine(history, &example)?;
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(config(20_000))]

    #[test]
    fn histories_of_few_values_are_judged_rightly(
        plans in prop::collection::vec(plan(), 1..8),
        lies in any::<bool>(),
    ) {
        examine_judgement(&history(plans, Values::Few, lies))?;
    }

    #[test]
    fn histories_of_distinct_values_are_judged_rightly(
        plans in prop::collection::vec(plan(), 1..8),
        lies in any::<bool>(),
    ) {
        examine_judgement(&history(plans, Values::Distinct, lies))?;
    }

    #[test]
    fn histories_survive_being_written(
        plans in prop::collection::vec(plan(), 1..30),
        lies in any::<bool>(),
    ) {
        let history = history(plans, Values::Few, lies);
        let lines: Vec<String> = history.iter().map(|call| to_line(call, None)).collect();
        let read = parse(&lines.join("\n")).expect("what is written can be read");
        prop_assert_eq!(read.calls, history);
    }
}

/// What the clients of a simulated cluster saw, as a file, is judged as in the simulation.
#[test]
fn a_run_can_be_exported_and_judged() {
    let mut session = Session::new(Setup::default());
    for line in ["c1 work 0 0", "c2 work 0 0"] {
        session.run_line(line).expect("both clients exist");
    }
    session.advance(20_000, u64::MAX);
    let lines = session
        .world()
        .history()
        .iter()
        .map(|operation| to_line(&Call::from(operation), Some(operation.number.0)));
    let text: Vec<String> = lines.collect();
    let history = parse(&text.join("\n")).expect("a client makes one call after the other");
    assert!(history.calls.len() > 100);
    assert!(matches!(judge_calls(&history.calls, STEPS), Judgement::Linearizable(_)));
}

/// The live verdict agrees with the judgement of the whole history, whatever the bugs; and it is never
/// left open where there is none.
#[test]
fn the_live_verdict_is_that_of_the_whole_history() {
    let mut counts = [0; 3];
    let of_bug = |bug: &Bug| BugSet::NONE.with(*bug);
    for bugs in [BugSet::NONE].into_iter().chain(Bug::ALL.iter().map(of_bug)) {
        for seed in 0..30 {
            let mut nemesis = Nemesis::new(seed, bugs);
            nemesis.trouble(4_000);
            nemesis.mend().expect("what was broken can be mended");
            nemesis.trouble(1_000);
            let verdict = check(nemesis.session().world().history(), STEPS);
            match nemesis.session().linearizability() {
                Standing::Linearizable => {
                    assert_eq!(verdict, Verdict::Linearizable, "seed {seed}");
                    counts[0] += 1;
                }
                Standing::Illegal { .. } => {
                    assert!(matches!(verdict, Verdict::Illegal { .. }), "seed {seed}: {verdict:?}");
                    counts[1] += 1;
                }
                Standing::Unsettled { .. } => {
                    assert_ne!(bugs, BugSet::NONE, "seed {seed}");
                    counts[2] += 1;
                }
            }
        }
    }
    let [legal, illegal, open] = counts;
    println!("live verdicts: {legal} linearizable, {illegal} not, {open} left open");
    assert!(legal > 100 && illegal > 10, "{counts:?}");
}
