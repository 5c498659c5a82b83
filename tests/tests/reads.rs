//! Reads without an entry in the log (diss. §6.4): by a round of messages, by a lease, at a follower; on
//! single servers driven by hand, and in clusters whose clients' history is judged.

use kvraft_core::check::linearizability::Verdict;
use kvraft_core::kv::ReadMode;
use kvraft_core::raft::{
    BugSet, Campaign, Config, Effect, Input, Message, NotLeader, ReadId, ReadKind,
};
use kvraft_core::rng::Rng;
use kvraft_core::sim::{Action, Keys, Setup, Workload};
use kvraft_core::types::{ClientId, LogIndex, NodeId, Tick};
use kvraft_tests::hand::{Hand, Number, append, durable, id, sent};
use kvraft_tests::observed::Observed;

fn leases() -> Config {
    Config { lease_drift: Some(100), ..Config::production() }
}

/// A leader of three in term 2 that has an entry of term 1; its no-op is entry 2.
fn leader(config: Config) -> Hand {
    let mut hand = Hand::with(1, 3, durable(1, &[1]), config, BugSet::NONE);
    let embargo = hand.server().config().election_timeout_min;
    hand.step(Input::Tick { elapsed: embargo - 1 });
    if hand.server().config().pre_vote {
        hand.step(Input::ElectionTimeout);
        let granted = Message::RequestPreVoteResponse { round: 1, granted: true };
        hand.receive(2, 1, granted);
        hand.receive(2, 2, Message::RequestVoteResponse { granted: true });
    } else {
        hand.elect(&[2]);
    }
    assert!(hand.server().is_leader());
    hand
}

fn read(hand: &mut Hand, number: u64, kind: ReadKind) -> Vec<Effect<Number>> {
    hand.step(Input::Read { id: ReadId(number), kind })
}

/// Server 2 acknowledges the log up to `index`, in answer to a message of this round.
fn acknowledge(hand: &mut Hand, index: u64, round: u64) -> Vec<Effect<Number>> {
    let outcome = Ok(LogIndex(index));
    hand.receive(2, 2, Message::AppendEntriesResponse { outcome, round })
}

fn ready(effects: &[Effect<Number>]) -> Vec<(u64, u64)> {
    let ready = effects.iter().filter_map(|effect| {
        let Effect::ReadReady { id, index } = effect else { return None };
        Some((id.0, index.0))
    });
    ready.collect()
}

fn refused(effects: &[Effect<Number>]) -> Vec<(u64, Option<NodeId>)> {
    let refused = effects.iter().filter_map(|effect| {
        let Effect::ReadRefused { id, refusal: NotLeader { leader } } = effect else { return None };
        Some((id.0, *leader))
    });
    refused.collect()
}

/// The rounds of the messages to server 2.
fn rounds(effects: &[Effect<Number>]) -> Vec<u64> {
    let rounds = sent(effects).into_iter().filter(|envelope| envelope.to == NodeId(2));
    let rounds = rounds.filter_map(|envelope| {
        let Message::AppendEntries { round, .. } = envelope.message else { return None };
        Some(round)
    });
    rounds.collect()
}

#[test]
fn reads_that_come_during_a_round_share_the_next() {
    let mut hand = leader(Config::default());
    acknowledge(&mut hand, 2, 1);
    assert_eq!(rounds(&read(&mut hand, 1, ReadKind::Index)), [2]);
    for number in 2..=4 {
        assert_eq!(sent(&read(&mut hand, number, ReadKind::Index)).len(), 0);
    }
    let first = acknowledge(&mut hand, 2, 2);
    assert_eq!(ready(&first), [(1, 2)]);
    assert_eq!(rounds(&first), [3], "the others' round begins");
    assert_eq!(ready(&acknowledge(&mut hand, 2, 3)), [(2, 2), (3, 2), (4, 2)]);
    assert_eq!(hand.server().log().last_index(), LogIndex(2), "no entry for any of them");
}

/// Bug B48: an acknowledgement of a round that began before the read proves nothing to it.
#[test]
fn an_acknowledgement_of_an_earlier_round_does_not_count() {
    let mut hand = leader(Config::default());
    acknowledge(&mut hand, 2, 1);
    hand.step(Input::Tick { elapsed: 50 });
    read(&mut hand, 1, ReadKind::Index);
    for round in [0, 1, 2] {
        assert_eq!(ready(&acknowledge(&mut hand, 2, round)), [], "round {round}");
    }
    assert_eq!(ready(&acknowledge(&mut hand, 2, 3)), [(1, 2)]);
}

/// An acknowledgement of a round that has not begun is forged.
#[test]
fn an_acknowledgement_from_the_future_does_not_count() {
    let mut hand = leader(Config::default());
    acknowledge(&mut hand, 2, 1);
    read(&mut hand, 1, ReadKind::Index);
    assert_eq!(ready(&acknowledge(&mut hand, 2, 99)), []);
    assert_eq!(ready(&acknowledge(&mut hand, 2, 2)), [(1, 2)]);
}

/// Bug B47: before its no-op is committed, a leader may not know what its predecessor committed.
#[test]
fn a_new_leader_answers_only_once_its_no_op_is_committed() {
    for kind in [ReadKind::Index, ReadKind::Lease] {
        let mut hand = leader(leases());
        read(&mut hand, 1, kind);
        assert_eq!(ready(&acknowledge(&mut hand, 1, 2)), [], "a round, but nothing committed");
        assert_eq!(ready(&acknowledge(&mut hand, 2, 2)), [(1, 2)]);
    }
}

#[test]
fn a_lost_round_is_made_up_for_by_the_next_heartbeat() {
    let mut hand = leader(Config::default());
    acknowledge(&mut hand, 2, 1);
    read(&mut hand, 1, ReadKind::Index);
    assert_eq!(rounds(&hand.step(Input::Tick { elapsed: 50 })), [3]);
    assert_eq!(ready(&acknowledge(&mut hand, 2, 3)), [(1, 2)]);
}

#[test]
fn a_deposed_leader_refuses_what_waits() {
    let mut hand = leader(Config::default());
    acknowledge(&mut hand, 2, 1);
    read(&mut hand, 1, ReadKind::Index);
    let effects = hand.receive(3, 3, append(id(2, 2), &[], 0));
    assert_eq!(refused(&effects), [(1, None)]);
    assert_eq!(ready(&acknowledge(&mut hand, 2, 2)), []);
}

#[test]
fn a_follower_asks_its_leader_and_answers_itself() {
    let mut hand = Hand::restarted(1, 3, durable(1, &[1]));
    hand.receive(2, 1, append(id(1, 1), &[], 1));
    let effects = read(&mut hand, 7, ReadKind::Index);
    let [envelope] = sent(&effects)[..] else { panic!("one message: {effects:?}") };
    assert_eq!(
        (envelope.to, &envelope.message),
        (NodeId(2), &Message::ReadIndex { id: ReadId(7) })
    );
    let answer = || Message::ReadIndexResponse { id: ReadId(7), index: LogIndex(5) };
    assert_eq!(ready(&hand.receive(2, 1, answer())), [(7, 5)]);
    assert_eq!(ready(&hand.receive(2, 1, answer())), [], "an answer counts once");
}

#[test]
fn a_leader_confirms_itself_for_a_follower_too() {
    let mut hand = leader(Config::default());
    acknowledge(&mut hand, 2, 1);
    hand.receive(3, 2, Message::ReadIndex { id: ReadId(9) });
    let effects = acknowledge(&mut hand, 2, 2);
    let answer = Message::ReadIndexResponse { id: ReadId(9), index: LogIndex(2) };
    assert!(sent(&effects).iter().any(|one| one.to == NodeId(3) && one.message == answer));
}

#[test]
fn a_follower_that_changes_its_leader_refuses_what_it_passed_on() {
    let mut hand = Hand::restarted(1, 3, durable(1, &[1]));
    hand.receive(2, 1, append(id(1, 1), &[], 1));
    read(&mut hand, 7, ReadKind::Index);
    assert_eq!(refused(&hand.receive(3, 2, append(id(1, 1), &[], 1))), [(7, None)]);
}

#[test]
fn a_follower_without_a_leader_refuses_and_never_answers_by_lease() {
    let mut hand = Hand::with(1, 3, durable(1, &[1]), leases(), BugSet::NONE);
    assert_eq!(refused(&read(&mut hand, 1, ReadKind::Index)), [(1, None)]);
    hand.receive(2, 1, append(id(1, 1), &[], 1));
    assert_eq!(refused(&read(&mut hand, 2, ReadKind::Lease)), [(2, Some(NodeId(2)))]);
}

/// The lease is 150 ticks less ten percent, from the beginning of the round acknowledged.
#[test]
fn a_lease_answers_at_once_until_it_expires() {
    let mut hand = leader(leases());
    acknowledge(&mut hand, 2, 1);
    let effects = read(&mut hand, 1, ReadKind::Lease);
    assert_eq!((ready(&effects), sent(&effects).len()), (vec![(1, 2)], 0));
    hand.step(Input::Tick { elapsed: 134 });
    assert_eq!(ready(&read(&mut hand, 2, ReadKind::Lease)), [(2, 2)]);
    hand.step(Input::Tick { elapsed: 1 });
    let effects = read(&mut hand, 3, ReadKind::Lease);
    assert_eq!(ready(&effects), []);
    assert!(!rounds(&effects).is_empty(), "a round of messages instead");
}

/// Bug B49: an acknowledgement that comes late renews the lease from when its round began.
#[test]
fn a_late_acknowledgement_renews_no_more_than_its_round_is_worth() {
    let mut hand = leader(leases());
    hand.step(Input::Tick { elapsed: 100 });
    acknowledge(&mut hand, 2, 1);
    assert_eq!(ready(&read(&mut hand, 1, ReadKind::Lease)), [(1, 2)]);
    hand.step(Input::Tick { elapsed: 35 });
    assert_eq!(ready(&read(&mut hand, 2, ReadKind::Lease)), []);
}

#[test]
fn a_paused_leader_does_not_answer_from_an_expired_lease() {
    let config = Config { check_quorum: false, ..leases() };
    let mut hand = leader(config);
    acknowledge(&mut hand, 2, 1);
    hand.step(Input::Tick { elapsed: 100_000 });
    assert_eq!(ready(&read(&mut hand, 1, ReadKind::Lease)), []);
}

/// Bug B50: whoever is asked to take over is refused by nobody, so the lease protects nothing any more.
#[test]
fn a_transfer_ends_the_lease() {
    let mut hand = leader(leases());
    acknowledge(&mut hand, 2, 1);
    hand.step(Input::TransferLeadership { to: NodeId(2) });
    assert_eq!(ready(&read(&mut hand, 1, ReadKind::Lease)), []);
    // Abandoned or not: the target may still be standing.
    hand.step(Input::Tick { elapsed: 140 });
    acknowledge(&mut hand, 2, 3);
    hand.step(Input::Tick { elapsed: 10 });
    assert_eq!(ready(&read(&mut hand, 2, ReadKind::Lease)), []);
}

#[test]
fn without_stickiness_or_a_bound_on_drift_there_is_no_lease() {
    let options = [
        Config { leader_stickiness: false, ..leases() },
        Config { lease_drift: None, ..leases() },
        Config { lease_drift: Some(1000), ..leases() },
    ];
    for config in options {
        let mut hand = leader(config);
        acknowledge(&mut hand, 2, 1);
        assert_eq!(ready(&read(&mut hand, 1, ReadKind::Lease)), []);
    }
}

fn is_granted(effects: &[Effect<Number>]) -> bool {
    let granted = Message::RequestVoteResponse { granted: true };
    sent(effects).iter().any(|envelope| envelope.message == granted)
}

/// A lease rests on voters that keep their vote; one that has crashed may have forgotten its leader.
#[test]
fn a_restarted_voter_keeps_its_vote_for_an_election_timeout() {
    let mut hand = Hand::with(1, 3, durable(1, &[1]), leases(), BugSet::NONE);
    let ask = || Message::RequestVote { last: id(9, 1), campaign: Campaign::Timeout };
    hand.step(Input::Tick { elapsed: 149 });
    assert!(!is_granted(&hand.receive(3, 2, ask())));
    hand.step(Input::Tick { elapsed: 1 });
    assert!(is_granted(&hand.receive(3, 2, ask())));
}

#[test]
fn a_voter_that_heard_the_leader_lately_keeps_its_vote_but_for_a_transfer() {
    let heard = || {
        let mut hand = Hand::with(1, 3, durable(1, &[1]), leases(), BugSet::NONE);
        hand.step(Input::Tick { elapsed: 149 });
        hand.receive(2, 1, append(id(1, 1), &[], 1));
        hand
    };
    let ask = |campaign| Message::RequestVote { last: id(9, 1), campaign };
    let mut hand = heard();
    assert!(!is_granted(&hand.receive(3, 2, ask(Campaign::Timeout))));
    assert_eq!(hand.server().current_term().0, 1, "it does not even take the term over");
    hand.step(Input::Tick { elapsed: 149 });
    assert!(!is_granted(&hand.receive(3, 2, ask(Campaign::Timeout))));
    hand.step(Input::Tick { elapsed: 1 });
    assert!(is_granted(&hand.receive(3, 2, ask(Campaign::Timeout))));
    assert!(is_granted(&heard().receive(3, 2, ask(Campaign::Transfer))));
}

fn observed(seed: u64, raft: Config) -> Observed {
    let mut run = Observed::new(Setup { clients: 3, seed, raft, ..Setup::default() });
    assert!(run.run_until(5_000, |world| world.leader().is_some()), "a leader, seed {seed}");
    run.advance(300);
    run
}

fn workload(reads: ReadMode, writes: u32, rng: Rng) -> Workload {
    let keys = Keys::AnyOf(vec!["x".into(), "y".into()]);
    Workload { reads, keys, appends: writes, puts: 0, ..Workload::any_of_five_keys(rng) }
}

#[test]
fn reads_leave_no_entries_in_the_log() {
    for reads in [ReadMode::Index, ReadMode::Lease] {
        let mut run = observed(1, leases());
        let leader = run.world().leader().expect("somebody leads");
        let last = |run: &Observed| {
            run.world().node(leader).expect("it exists").server().raft().log().last_index()
        };
        let before = last(&run);
        for client in (1..=3).map(ClientId) {
            run.set_workload(client, workload(reads, 0, Rng::new(client.0.into())));
        }
        run.advance(5_000);
        assert!(run.world().history().len() > 100);
        assert_eq!(last(&run), before);
        run.verdict().expect("nobody objects");
    }
}

/// With a lease a read takes the way to the leader and back, not another round among the servers.
#[test]
fn reads_by_lease_are_faster_than_by_rounds() {
    let count = |reads| {
        let mut run = observed(2, leases());
        run.set_workload(ClientId(1), workload(reads, 0, Rng::new(1)));
        run.advance(10_000);
        run.verdict().expect("nobody objects");
        run.world().history().len()
    };
    assert!(2 * count(ReadMode::Lease) > 3 * count(ReadMode::Index));
}

/// A leader cut off with a client that reads from it: the first finding of many an analysis.
#[test]
fn a_leader_that_was_deposed_unawares_never_returns_old_data() {
    for seed in 0..20 {
        for reads in [ReadMode::Index, ReadMode::Lease] {
            let mut run = observed(seed, leases());
            let old = run.world().leader().expect("somebody leads");
            for server in run.servers().into_iter().filter(|&server| server != old) {
                let client = ClientId(1);
                run.must(&Action::Reach { client: Some(client), server, reachable: false });
            }
            run.set_workload(ClientId(1), workload(reads, 0, Rng::new(seed)));
            run.set_workload(ClientId(2), workload(reads, 700, Rng::new(seed + 100)));
            run.advance(300);
            run.must(&Action::Isolate(old));
            run.advance(2_000);
            run.must(&Action::Heal);
            run.advance(1_000);
            run.verdict().unwrap_or_else(|objection| panic!("seed {seed}: {objection}"));
        }
    }
}

/// Pauses, crashes, partitions and transfers, in which clients read in all ways.
#[test]
fn histories_with_reads_of_all_kinds_are_linearizable_amid_faults() {
    for seed in 0..60 {
        let mut run = observed(seed, leases());
        let mut rng = Rng::new(seed);
        for (client, reads) in (1..).zip([ReadMode::Log, ReadMode::Index, ReadMode::Lease]) {
            run.set_workload(ClientId(client), workload(reads, 400, rng.fork(client.into())));
        }
        for _ in 0..40 {
            let server = NodeId(u32::try_from(rng.between(1, 5)).expect("small"));
            let action = match rng.below(8) {
                0 => Action::Crash(server),
                1 => Action::Restart(server),
                2 => Action::Pause(server),
                3 => Action::Resume(server),
                4 => Action::Isolate(server),
                5 => Action::Transfer(server),
                _ => Action::Heal,
            };
            // What is impossible just now is left out.
            let _ = run.act(&action);
            run.advance(rng.between(10, 300));
        }
        assert!(run.now() > Tick(0));
        match run.verdict() {
            Ok(verdict) => assert_eq!(verdict, Verdict::Linearizable),
            Err(objection) => panic!("seed {seed}: {objection}"),
        }
    }
}
