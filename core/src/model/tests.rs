use super::scope::{Bounds, Call, Scope};
use super::search::{Path, Search};
use super::state::State;
use super::step::Step;
use crate::kv::{Command, ReadMode};
use crate::raft::{Bug, BugSet, Change};
use crate::types::{ClientId, NodeId};
use std::collections::BTreeMap;

fn scope(bounds: Bounds, change: impl FnOnce(&mut Scope)) -> Scope {
    let mut scope = Scope::new(3);
    scope.bounds = bounds;
    change(&mut scope);
    scope.check().expect("it makes sense");
    scope
}

fn bounds(term: u64, timeouts: u8) -> Bounds {
    Bounds { term, timeouts: Some(timeouts), ..Bounds::default() }
}

fn append(client: u32) -> Call {
    let command = Command::Append { key: "x".into(), value: client.to_string().into() };
    Call { client: ClientId(client), command }
}

fn get(client: u32, via: ReadMode) -> Call {
    Call { client: ClientId(client), command: Command::Get { key: "x".into(), via } }
}

fn change(voters: &[u32], learners: &[u32]) -> Change {
    let servers = |list: &[u32]| list.iter().copied().map(NodeId).collect();
    Change { voters: servers(voters), learners: servers(learners) }
}

/// All that can happen, a little of each at a time.
fn scopes() -> Vec<(&'static str, Scope)> {
    let plain = |_: &mut Scope| {};
    vec![
        ("elections", scope(bounds(2, 2), plain)),
        ("crashes", scope(Bounds { crashes: 1, ..bounds(2, 2) }, plain)),
        ("stalls", scope(Bounds { stalls: 1, crashes: 1, ..bounds(2, 2) }, plain)),
        (
            "commands",
            scope(Bounds { heartbeats: 1, copies: 1, ..bounds(2, 2) }, |scope| {
                scope.calls = vec![append(1), append(2)];
                scope.setup.raft.batch_max = 1;
            }),
        ),
        (
            "notices",
            scope(bounds(2, 2), |scope| {
                scope.calls = vec![append(1)];
                scope.setup.raft.commit_notice = true;
            }),
        ),
        (
            "pre-votes",
            scope(bounds(2, 3), |scope| {
                scope.setup.raft.pre_vote = true;
                scope.setup.raft.leader_stickiness = true;
                scope.setup.raft.check_quorum = true;
            }),
        ),
        (
            "sessions",
            scope(Bounds { copies: 1, repeats: 1, ..bounds(2, 2) }, |scope| {
                (scope.answers, scope.calls) = (true, vec![append(1), get(1, ReadMode::Log)]);
            }),
        ),
        (
            "reads",
            scope(bounds(2, 2), |scope| {
                let read = |client| get(client, ReadMode::Index);
                (scope.answers, scope.calls) = (true, vec![append(1), read(2)]);
            }),
        ),
        (
            "snapshots",
            scope(Bounds { snapshots: 1, heartbeats: 1, ..bounds(2, 2) }, |scope| {
                scope.calls = vec![append(1)];
            }),
        ),
        (
            "transfers",
            scope(Bounds { transfers: 1, ..bounds(2, 1) }, |scope| scope.calls = vec![append(1)]),
        ),
        (
            "members",
            scope(Bounds { heartbeats: 1, ..bounds(2, 2) }, |scope| {
                scope.setup.members = Some(2);
                scope.changes = vec![change(&[1, 2, 3], &[]), change(&[1, 3], &[])];
            }),
        ),
        (
            "a bug",
            scope(bounds(2, 2), |scope| {
                scope.setup.bugs = BugSet::NONE.with(Bug::IgnoreCandidateLog);
            }),
        ),
    ]
}

/// Where a state leads to, as fingerprints, and how often judges objected on the way.
fn future(search: &Search, state: &State) -> Vec<(u128, usize)> {
    let scope = search.scope();
    let steps = state.steps(scope);
    let nexts = steps.iter().filter_map(|step| state.after(scope, step));
    let mut future: Vec<(u128, usize)> = nexts
        .map(|next| {
            let objections = next.report().violations().len() - state.report().violations().len();
            (search.fingerprint(&next, &mut Default::default()), objections)
        })
        .collect();
    future.sort_unstable();
    future.dedup();
    future
}

/// The steps from a state that lead where its twin does not come to.
fn unlike(search: &Search, state: &State, expected: &[(u128, usize)]) -> Vec<Step> {
    let mut steps = state.steps(search.scope());
    steps.retain(|step| {
        let next = state.after(search.scope(), step);
        next.is_some_and(|next| {
            let fingerprint = search.fingerprint(&next, &mut Default::default());
            expected.iter().all(|(other, _)| *other != fingerprint)
        })
    });
    steps
}

/// What the search rests on: states that it takes for one, though they came about in different ways and
/// have different names, differ in nothing that matters. They lead to the same states.
#[test]
fn states_with_one_fingerprint_have_one_future() {
    for (name, scope) in scopes() {
        let search = Search::new(scope, None);
        let scope = search.scope();
        let mut known: BTreeMap<u128, Vec<(u128, usize)>> = BTreeMap::new();
        let mut level = vec![State::first(scope)];
        let mut twins = 0;
        while known.len() < 600 && !level.is_empty() {
            let mut next_level = Vec::new();
            for state in level {
                let fingerprint = search.fingerprint(&state, &mut Default::default());
                let found = future(&search, &state);
                if let Some(expected) = known.get(&fingerprint) {
                    let [strange, missing] =
                        [(&found, expected), (expected, &found)].map(|(some, others)| {
                            some.iter().filter(|one| !others.contains(one)).count()
                        });
                    let told = unlike(&search, &state, expected);
                    assert!((strange, missing) == (0, 0), "{name}: {missing} missing, {told:?}");
                    twins += 1;
                    continue;
                }
                known.insert(fingerprint, found);
                let nexts = state.steps(scope).into_iter();
                let nexts = nexts.filter_map(|step| state.after(scope, &step));
                next_level.extend(nexts.filter(|next| next.beyond(scope).is_none()));
            }
            level = next_level;
        }
        assert!(twins > known.len() / 2, "{name}: {twins} twins of {} states", known.len());
    }
}

fn exhausted(scope: Scope) -> Search {
    let mut search = Search::new(scope, None);
    search.run(|_| true);
    search
}

#[test]
fn symmetry_changes_how_many_states_there_are_and_nothing_else() {
    for (name, scope) in scopes() {
        // Few messages at a time keep them small.
        let few = Bounds { timeouts: Some(1), messages: Some(2), ..scope.bounds };
        let small = Scope { bounds: few, ..scope };
        let (with, without) =
            (exhausted(small.clone()), exhausted(Scope { symmetry: false, ..small }));
        let broken = |search: &Search| search.finding().map(|one| (one.property, one.steps.len()));
        assert_eq!(broken(&with), broken(&without), "{name}");
        assert_eq!(with.depth(), without.depth(), "{name}");
        let (few, many) = (with.states(), without.states());
        assert!(few <= many && many <= few * with.namings(), "{name}: {few} and {many}");
        assert!(with.namings() == 1 || few < many, "{name}: {few} and {many}");
    }
}

#[test]
fn no_two_forms_share_a_fingerprint() {
    let (_, scope) = scopes().swap_remove(3);
    let search = Search::new(scope, None);
    let scope = search.scope();
    let mut forms: BTreeMap<u128, Vec<u8>> = BTreeMap::new();
    let mut level = vec![State::first(scope)];
    while forms.len() < 2_000 && !level.is_empty() {
        let mut next_level = Vec::new();
        for state in level {
            let mut memory = Default::default();
            let fingerprint = search.fingerprint(&state, &mut memory);
            let [least, _] = memory;
            if let Some(form) = forms.get(&fingerprint) {
                assert_eq!(*form, least);
                continue;
            }
            forms.insert(fingerprint, least);
            let steps = state.steps(scope).into_iter();
            next_level.extend(steps.filter_map(|step| state.after(scope, &step)));
        }
        level = next_level;
    }
}

#[test]
fn several_hands_find_what_one_does() {
    let (_, scope) = scopes().swap_remove(1);
    let alone = exhausted(scope.clone());
    let mut search = Search::new(scope, None);
    let mut paths = [Path::default(), Path::default(), Path::default()];
    loop {
        let ranges: Vec<_> = paths.iter().map_while(|_| search.hand_out(7)).collect();
        if ranges.is_empty() && !search.begin_level() {
            break;
        }
        // All look before anybody tells.
        let batches: Vec<_> = ranges
            .into_iter()
            .zip(&mut paths)
            .map(|(range, path)| search.expand(range, path))
            .collect();
        for batch in batches {
            search.take(batch);
        }
    }
    assert!(search.is_exhausted() && alone.is_exhausted());
    let of = |search: &Search| (search.states(), search.transitions(), search.depth());
    assert_eq!(of(&search), of(&alone));
}

#[test]
fn what_cannot_be_searched_is_refused() {
    let refused = |change: fn(&mut Scope)| {
        let mut scope = Scope::new(3);
        change(&mut scope);
        scope.check().expect_err("it makes no sense")
    };
    let words = refused(|scope| scope.setup.servers = 9);
    assert_eq!(words, "a search takes 1 to 5 servers, not 9");
    refused(|scope| scope.setup.members = Some(4));
    refused(|scope| scope.calls = vec![append(1), append(1)]);
    refused(|scope| scope.calls = vec![append(101)]);
    refused(|scope| scope.calls = (0..65).map(|_| append(1)).collect());
    refused(|scope| scope.changes = vec![change(&[1, 7], &[])]);
}
