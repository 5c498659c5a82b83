//! Properties that hold for whatever comes: the clever functions against dumb ones, and servers against
//! nonsense. Seeds are fixed, so every run tries the same cases.

use kvraft_core::kv::{Answer, Command, Seen, Sessions, Store};
use kvraft_core::raft::{
    Bug, BugSet, Campaign, Change, Config, Conflict, Durable, Effect, Envelope, Input, Leader,
    Membership, Message, Mismatch, Payload, ReadId, ReadKind, WriteId,
};
use kvraft_core::session::Session;
use kvraft_core::sim::Setup;
use kvraft_core::types::{ClientId, EntryId, LogIndex, NodeId, RequestNumber, Term};
use kvraft_tests::hand::{Hand, Number, durable, entries, sent};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use std::collections::BTreeMap;
use std::sync::Arc;

fn config(cases: u32) -> ProptestConfig {
    let rng_seed = RngSeed::Fixed(20_240_611);
    ProptestConfig { cases, rng_seed, failure_persistence: None, ..ProptestConfig::default() }
}

/// The logs of a leader and a follower, as their terms, such as Raft can bring about: a common
/// beginning; then one of them may go on in its last term; then each has terms of its own.
fn two_logs() -> impl Strategy<Value = (Vec<u64>, Vec<u64>)> {
    let terms = || prop::collection::vec(1u64..8, 0..12);
    (terms(), 0usize..6, any::<bool>(), terms(), terms()).prop_map(
        |(mut common, more, leaders, mut own, mut others)| {
            common.sort_unstable();
            let last = common.last().copied().unwrap_or(0);
            let (mut leader, mut follower) = (common.clone(), common);
            if last > 0 {
                let longer = if leaders { &mut leader } else { &mut follower };
                longer.extend(std::iter::repeat_n(last, more));
            }
            own.sort_unstable();
            others.sort_unstable();
            leader.extend(own.iter().map(|term| last + 2 * term));
            follower.extend(others.iter().map(|term| last + 2 * term - 1));
            (leader, follower)
        },
    )
}

/// Up to where two logs agree, found by walking from the front.
fn agreement(leader: &[u64], follower: &[u64]) -> u64 {
    leader.iter().zip(follower).take_while(|(one, other)| one == other).count() as u64
}

fn distinct(terms: &[u64]) -> usize {
    let mut terms = terms.to_vec();
    terms.dedup();
    terms.len()
}

/// How often the follower refuses the new leader, and after which index it accepts.
fn back_up(leader: &[u64], follower: &[u64]) -> (usize, u64) {
    let mut leader = Hand::restarted(1, 3, durable(50, leader));
    let mut follower = Hand::restarted(2, 3, durable(50, follower));
    let mut effects = leader.elect(&[3]);
    let mut refusals = 0;
    loop {
        let requests = sent(&effects);
        let request = requests.iter().find(|one| {
            one.to == NodeId(2) && matches!(one.message, Message::AppendEntries { .. })
        });
        let request: Envelope<Number> = (*request.expect("the leader asks again")).clone();
        let Message::AppendEntries { prev, .. } = request.message else {
            unreachable!("see above")
        };
        let answers = follower.step(Input::Receive(request));
        let answer = sent(&answers).first().copied().expect("it answers").clone();
        if matches!(answer.message, Message::AppendEntriesResponse { outcome: Ok(_), .. }) {
            assert_eq!(follower.server().log(), leader.server().log());
            return (refusals, prev.index.0);
        }
        refusals += 1;
        effects = leader.step(Input::Receive(answer));
    }
}

proptest! {
    #![proptest_config(config(2000))]

    /// paper §5.3: the follower's hint finds the same place as decrementing nextIndex one by one
    /// does, but takes one round trip for each conflicting term rather than for each entry.
    #[test]
    fn backing_up_by_terms_finds_the_agreement((leader, follower) in two_logs()) {
        let (refusals, accepted_after) = back_up(&leader, &follower);
        prop_assert_eq!(accepted_after, agreement(&leader, &follower));
        let conflicting = &follower[usize::try_from(accepted_after).expect("small")..];
        // One more to learn where a shorter log ends.
        prop_assert!(refusals <= distinct(conflicting) + 1, "{} refusals", refusals);
    }

    /// paper §8: to remember each client's last request is as good as to remember all, for a client
    /// goes on only when it has its answer.
    #[test]
    fn the_session_table_equals_remembering_everything(
        steps in prop::collection::vec((1u32..4, 0u64..3, "[ab]"), 0..60)
    ) {
        let (mut store, mut sessions) = (Store::default(), Sessions::default());
        let (mut plain, mut all) = (Store::default(), BTreeMap::new());
        let mut last: BTreeMap<ClientId, u64> = BTreeMap::new();
        for (client, back, value) in steps {
            let client = ClientId(client);
            // The next request of the client, or one of its former ones again.
            let newest = last.entry(client).or_default();
            let number = if back == 0 { *newest + 1 } else { (*newest + 1).saturating_sub(back) };
            let number = RequestNumber(number.max(1));
            *newest = number.0.max(*newest);
            let command = Command::Append { key: "x".into(), value: value.as_str().into() };
            let expected: Answer = all
                .entry((client, number))
                .or_insert_with(|| plain.execute(&command))
                .clone();
            match sessions.look_up(client, number) {
                Seen::New => {
                    let answer = store.execute(&command);
                    prop_assert_eq!(&answer, &expected);
                    sessions.remember(client, number, answer, LogIndex(1));
                }
                Seen::Answered(answer) => prop_assert_eq!(answer, expected),
                Seen::Outdated => prop_assert!(number.0 < last[&client]),
            }
            prop_assert_eq!(&store, &plain);
        }
    }
}

/// A number of interest: small ones, which mean something, and those at the end of all numbers.
fn number() -> impl Strategy<Value = u64> {
    prop_oneof![8 => 0u64..8, 1 => Just(u64::MAX), 1 => Just(u64::MAX - 1), 1 => any::<u64>()]
}

fn entry_id() -> impl Strategy<Value = EntryId> {
    (number(), number()).prop_map(|(index, term)| EntryId::new(LogIndex(index), Term(term)))
}

/// Malformed ones too: nobody in it, or only strangers.
fn members() -> impl Strategy<Value = Arc<Membership>> {
    let servers = || prop::collection::vec((1u32..9).prop_map(NodeId), 0..5);
    (servers(), servers(), servers()).prop_map(|(voters, outgoing, learners)| {
        let target = Membership::new(voters).with_learners(learners);
        Arc::new(Membership::new(outgoing).joint_with(&target))
    })
}

fn message() -> impl Strategy<Value = Message<Number>> {
    let batch = prop_oneof![8 => 0usize..5, 1 => Just(2000usize)];
    let terms = prop::collection::vec(number(), 4);
    let appended = (entry_id(), batch, terms, number(), number(), members()).prop_map(
        |(prev, count, terms, commit, round, members)| {
            let terms: Vec<u64> = terms.into_iter().cycle().take(count).collect();
            let mut entries = entries(1, &terms);
            if let (Some(first), true) = (entries.first_mut(), round % 4 == 0) {
                first.payload = Payload::Membership(members);
            }
            let leader_commit = LogIndex(commit);
            Message::AppendEntries { prev, entries: entries.into(), leader_commit, round }
        },
    );
    let chunk = prop::collection::vec(any::<u8>(), 0..9);
    let installed = (entry_id(), members(), number(), chunk, any::<bool>()).prop_map(
        |(last, membership, offset, chunk, done)| Message::InstallSnapshot {
            last,
            membership,
            offset,
            chunk: chunk.into(),
            done,
        },
    );
    let conflict = (prop::option::of(number()), number())
        .prop_map(|(term, index)| Conflict { term: term.map(Term), index: LogIndex(index) });
    let mismatch = (number(), conflict)
        .prop_map(|(prev, conflict)| Err(Mismatch { prev_index: LogIndex(prev), conflict }));
    let outcome = prop_oneof![number().prop_map(|index| Ok(LogIndex(index))), mismatch];
    prop_oneof![
        4 => appended,
        2 => (entry_id(), any::<bool>()).prop_map(|(last, transfer)| Message::RequestVote {
            last,
            campaign: if transfer { Campaign::Transfer } else { Campaign::Timeout },
        }),
        1 => (entry_id(), number())
            .prop_map(|(last, round)| Message::RequestPreVote { last, round }),
        2 => (0u64..4, any::<bool>())
            .prop_map(|(round, granted)| Message::RequestPreVoteResponse { round, granted }),
        1 => Just(Message::TimeoutNow),
        2 => installed,
        1 => (entry_id(), number())
            .prop_map(|(last, next_offset)| Message::InstallSnapshotResponse { last, next_offset }),
        1 => number().prop_map(|id| Message::ReadIndex { id: ReadId(id) }),
        1 => (number(), number()).prop_map(|(id, index)| Message::ReadIndexResponse {
            id: ReadId(id),
            index: LogIndex(index),
        }),
        4 => any::<bool>().prop_map(|granted| Message::RequestVoteResponse { granted }),
        4 => (outcome, number())
            .prop_map(|(outcome, round)| Message::AppendEntriesResponse { outcome, round }),
    ]
}

/// Something that happens to a server; a message may be of the server's own term, so that it is heard.
#[derive(Clone, Debug)]
enum Happening {
    Message { from: u32, to: u32, term: Option<u64>, message: Message<Number> },
    Input(Input<Number>),
}

fn happening() -> impl Strategy<Value = Happening> {
    let members = || prop_oneof![20 => 1u32..6, 1 => Just(0), 1 => Just(9), 1 => Just(u32::MAX)];
    let to = prop_oneof![30 => Just(1u32), 1 => members()];
    let term =
        prop_oneof![6 => Just(None), 2 => (0u64..12).prop_map(Some), 1 => number().prop_map(Some)];
    let received = (members(), to, term, message())
        .prop_map(|(from, to, term, message)| Happening::Message { from, to, term, message });
    let servers = || prop::collection::vec((0u32..9).prop_map(NodeId), 0..5);
    let input = prop_oneof![
        2 => Just(Input::ElectionTimeout),
        2 => number().prop_map(Input::Propose),
        1 => number().prop_map(|elapsed| Input::Tick { elapsed }),
        1 => number().prop_map(|id| Input::Persisted(WriteId(id))),
        1 => (number(), prop::collection::vec(any::<u8>(), 0..9)).prop_map(|(up_to, data)| {
            Input::Compact { up_to: LogIndex(up_to), data: data.into() }
        }),
        1 => (0u32..9).prop_map(|to| Input::TransferLeadership { to: NodeId(to) }),
        1 => (number(), any::<bool>()).prop_map(|(id, lease)| Input::Read {
            id: ReadId(id),
            kind: if lease { ReadKind::Lease } else { ReadKind::Index },
        }),
        1 => (servers(), servers())
            .prop_map(|(voters, learners)| Input::ChangeMembership(Change { voters, learners })),
    ];
    prop_oneof![4 => received, 1 => input.prop_map(Happening::Input)]
}

fn bugs() -> impl Strategy<Value = BugSet> {
    let some = prop::collection::vec(prop::sample::select(Bug::ALL), 0..4);
    some.prop_map(|bugs| bugs.into_iter().collect())
}

/// What is on the disk at first: terms that never decrease, as any server's.
fn disk() -> impl Strategy<Value = Durable<Number>> {
    prop::collection::vec(1u64..6, 0..8).prop_map(|mut terms| {
        terms.sort_unstable();
        durable(terms.last().copied().unwrap_or(0), &terms)
    })
}

proptest! {
    #![proptest_config(config(4000))]

    /// Whatever arrives, from whomever, a server never panics, whatever its bugs; it applies each
    /// index once and in order, never goes back in its term, and keeps what the documentation of
    /// its fields promises.
    #[test]
    fn a_server_survives_every_message(
        servers in 1u32..6,
        batch_max in 1usize..4,
        bugs in bugs(),
        disk in disk(),
        happenings in prop::collection::vec(happening(), 1..60),
        instant_disk in any::<bool>(),
        options in 0u32..32,
    ) {
        let config = Config {
            batch_max,
            in_flight_max: 2,
            chunk_max: batch_max,
            pre_vote: options & 1 != 0,
            check_quorum: options & 2 != 0,
            leader_stickiness: options & 4 != 0,
            joint_consensus: options & 8 != 0,
            lease_drift: (options & 16 != 0).then_some(100),
            ..Config::default()
        };
        let mut hand = Hand::with(1, servers, disk, config, bugs);
        let mut next = LogIndex(1);
        for happening in happenings {
            let term = hand.server().current_term();
            let input = match happening {
                Happening::Input(input) => input,
                Happening::Message { from, to, term: chosen, message } => {
                    let term = chosen.map_or(term, Term);
                    Input::Receive(Envelope { from: NodeId(from), to: NodeId(to), term, message })
                }
            };
            let effects = if instant_disk { hand.step(input) } else { hand.step_only(input) };
            for effect in &effects {
                match effect {
                    Effect::Apply { id, .. } => {
                        prop_assert_eq!(id.index, next);
                        next = next.next();
                    }
                    Effect::Restore(snapshot) => next = snapshot.last.index.next(),
                    Effect::Persist { .. }
                    | Effect::Send { .. }
                    | Effect::Proposed(_)
                    | Effect::ReadReady { .. }
                    | Effect::ReadRefused { .. }
                    | Effect::ChangeAccepted(_)
                    | Effect::Event(_) => {}
                }
            }
            let server = hand.server();
            prop_assert!(server.current_term() >= term);
            prop_assert!(server.last_applied() <= server.commit_index());
            prop_assert!(server.durable_index() <= server.log().last_index());
            if let kvraft_core::raft::Role::Leader(Leader { progress, .. }) = server.role() {
                prop_assert!(progress.iter().all(|one| one.match_index < one.next_index));
            }
        }
    }
}

/// A line of the action language, not always possible.
fn line() -> impl Strategy<Value = String> {
    let server = || 1u32..5;
    prop_oneof![
        4 => (1u32..4, "[ab]", "[a-c]{1,3}").prop_map(|(c, key, v)| format!("c{c} append {key} {v}")),
        2 => (1u32..4, "[ab]").prop_map(|(client, key)| format!("c{client} get {key}")),
        1 => (1u32..4, 0u32..30).prop_map(|(client, think)| format!("c{client} work 0 {think}")),
        1 => (1u32..4).prop_map(|client| format!("c{client} rest")),
        2 => server().prop_map(|server| format!("crash {server}")),
        2 => server().prop_map(|server| format!("restart {server}")),
        1 => server().prop_map(|server| format!("pause {server}")),
        1 => server().prop_map(|server| format!("resume {server}")),
        1 => server().prop_map(|server| format!("timeout {server}")),
        1 => server().prop_map(|server| format!("isolate {server}")),
        1 => (server(), server()).prop_map(|(from, to)| format!("cut {from} {to}")),
        1 => (1u32..4, server()).prop_map(|(client, server)| format!("c{client} detach {server}")),
        2 => Just("heal".to_owned()),
        1 => (0u32..30).prop_map(|max| format!("delay 0 {max}")),
        1 => (0u32..30).prop_map(|percent| format!("loss {percent}")),
        1 => (0u32..30).prop_map(|percent| format!("duplicate {percent}")),
        1 => (0u32..30).prop_map(|max| format!("disk 0 {max}")),
        1 => server().prop_map(|server| format!("transfer {server}")),
        1 => server().prop_map(|server| format!("compact {server}")),
        1 => prop::collection::vec(server(), 1..4).prop_map(|servers| {
            let list: Vec<String> = servers.iter().map(ToString::to_string).collect();
            format!("members {}", list.join(" "))
        }),
        1 => (1u32..4, "[ab]").prop_map(|(client, key)| format!("c{client} get {key} via index")),
    ]
}

proptest! {
    #![proptest_config(config(100))]

    /// A run is its setup and the actions with their moments: done again, they give the same events.
    #[test]
    fn a_recording_replays_to_the_same_run(
        seed in any::<u64>(),
        lines in prop::collection::vec((line(), 0u64..300), 0..40),
    ) {
        let setup = Setup { servers: 4, clients: 3, seed, ..Setup::default() };
        let mut original = Session::new(setup.clone());
        for (line, pause) in lines {
            // An impossible action changes nothing, and is not recorded.
            let _ = original.run_line(&line);
            original.advance(pause, u64::MAX);
        }
        prop_assert!(original.report().is_clean(), "{:?}", original.report().violations());
        let mut replayed = Session::new(setup);
        for recorded in original.recording() {
            let pause = recorded.tick.since(replayed.world().now());
            replayed.advance(pause, u64::MAX);
            // As text, for that is how a recording travels.
            replayed.run_line(&recorded.action.to_string()).expect("it was possible before");
        }
        let pause = original.world().now().since(replayed.world().now());
        replayed.advance(pause, u64::MAX);
        prop_assert_eq!(original.world().trace_hash(), replayed.world().trace_hash());
    }
}
