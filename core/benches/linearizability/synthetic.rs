//! A history as long and as wide as one likes, with an order that explains it.

use kvraft_core::check::linearizability::{Call, Outcome};
use kvraft_core::kv::{Answer, Command, Store, Text};
use kvraft_core::rng::Rng;

/// Calls of clients that go on as soon as they have their answer, and a store that executes them in
/// between: four Appends, two Puts and four Gets of ten, each value different.
pub fn synthetic(operations: usize, clients: u64, keys: u64) -> Vec<Call> {
    let mut rng = Rng::new(7);
    let mut free_from = vec![0u64; usize::try_from(clients).expect("few")];
    let mut timed: Vec<(u64, Call)> = Vec::new();
    for number in 0..operations {
        let process = usize::try_from(rng.below(clients)).expect("few");
        let call = free_from[process] + rng.below(20);
        let effect = call + 1 + rng.below(100);
        let returned = effect + rng.below(100);
        free_from[process] = returned + 1;
        let key: Text = format!("k{}", rng.below(keys)).into();
        let value: Text = format!("x {process} {number} y").into();
        let command = match rng.below(10) {
            0..4 => Command::Append { key, value },
            4..6 => Command::Put { key, value },
            _ => Command::get(key),
        };
        let (process, returned, outcome) = (process as u64, Some(returned), Outcome::Unknown);
        timed.push((effect, Call { process, command, call, returned, outcome }));
    }
    timed.sort_by_key(|(effect, _)| *effect);
    let mut store = Store::default();
    for (_, call) in &mut timed {
        let answer: Answer = store.execute(&call.command);
        call.outcome = Outcome::Answered(answer);
    }
    let mut calls: Vec<Call> = timed.into_iter().map(|(_, call)| call).collect();
    calls.sort_by_key(|call| call.call);
    calls
}
