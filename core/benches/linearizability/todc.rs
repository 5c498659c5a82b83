//! The same histories for the checker of `todc-utils`: key by key, every call with a response, those
//! without an answer at the very end.

use kvraft_core::check::linearizability::{Call, Outcome};
use kvraft_core::kv::{Answer, Command, Store};
use std::collections::BTreeMap;
use todc_utils::linearizability::WGLChecker;
use todc_utils::linearizability::history::{Action, History};
use todc_utils::specifications::Specification;

struct OneKey;

impl Specification for OneKey {
    type State = Option<String>;
    type Operation = Call;

    fn init() -> Self::State {
        None
    }

    fn apply(call: &Call, state: &Self::State) -> (bool, Self::State) {
        let key = call.command.key();
        let mut store = Store::default();
        if let Some(value) = state {
            store.execute(&Command::Put { key: key.into(), value: value.as_str().into() });
        }
        let answer = store.execute(&call.command);
        let fits = match &call.outcome {
            Outcome::Answered(expected) => *expected == answer,
            Outcome::Refused => matches!(answer, Answer::CasFailed { .. } | Answer::NoKey),
            Outcome::Unknown => true,
        };
        (fits, store.get(key).map(ToString::to_string))
    }
}

/// Judges a history.
pub fn check(history: &[Call]) -> bool {
    let mut keys: BTreeMap<&str, Vec<&Call>> = BTreeMap::new();
    for call in history {
        let is_read = matches!(call.command, Command::Get { .. });
        if !(is_read && call.outcome == Outcome::Unknown) {
            keys.entry(call.command.key()).or_default().push(call);
        }
    }
    keys.into_values().all(|calls| {
        let mut actions = Vec::new();
        for (process, call) in calls.into_iter().enumerate() {
            actions.push((call.call, false, process, Action::Call(call.clone())));
            let is_known = call.outcome != Outcome::Unknown;
            let end = call.returned.filter(|_| is_known).unwrap_or(u64::MAX);
            actions.push((end, true, process, Action::Response(call.clone())));
        }
        actions.sort_by_key(|&(moment, is_response, process, _)| (moment, is_response, process));
        let actions = actions.into_iter().map(|(_, _, process, action)| (process, action));
        WGLChecker::<OneKey>::is_linearizable(History::from_actions(actions.collect()))
    })
}
