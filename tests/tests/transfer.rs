//! Leadership transfer (diss. §3.10), one server at a time: whom the leader asks to stand, and when.

use kvraft_core::raft::{Change, Effect, Event, Ignored, Input, Message};
use kvraft_core::types::{LogIndex, NodeId};
use kvraft_tests::hand::{Hand, Number, sent};

fn accepted(index: u64) -> Message<Number> {
    Message::AppendEntriesResponse { outcome: Ok(LogIndex(index)), round: 0 }
}

/// Server 1 leads term 1, and 2 and 3 have its whole log.
fn leader() -> Hand {
    let mut leader = Hand::new(1, 3);
    leader.elect(&[2]);
    leader.receive(2, 1, accepted(1));
    leader.receive(3, 1, accepted(1));
    leader
}

fn events(effects: &[Effect<Number>]) -> Vec<&Event> {
    let events = effects.iter().filter_map(|effect| {
        let Effect::Event(event) = effect else { return None };
        Some(event)
    });
    events.collect()
}

fn is_accepted(effects: &[Effect<Number>]) -> bool {
    effects.iter().any(|effect| matches!(effect, Effect::Proposed(Ok(_))))
}

#[test]
fn a_target_that_loses_its_vote_is_given_up_at_once() {
    let mut leader = leader();
    leader.step(Input::Propose(7));
    leader.step(Input::TransferLeadership { to: NodeId(3) });
    assert!(!is_accepted(&leader.step(Input::Propose(8))));
    let voters = vec![NodeId(1), NodeId(2)];
    let change = Change { voters, learners: vec![NodeId(3)] };
    let effects = leader.step(Input::ChangeMembership(change));
    let given_up = Event::TransferAbandoned { to: NodeId(3) };
    assert!(!events(&effects).contains(&&given_up), "in the joint membership it has its vote");
    let effects = leader.receive(2, 1, accepted(3));
    assert!(events(&effects).contains(&&given_up), "in the next one it has none");
    assert!(is_accepted(&leader.step(Input::Propose(8))), "proposals are welcome again");
}

#[test]
fn the_target_is_asked_again_with_its_own_answers_only() {
    let mut leader = leader();
    let asks = |effects: &[Effect<Number>]| {
        sent(effects).iter().filter(|one| one.message == Message::TimeoutNow).count()
    };
    assert_eq!(asks(&leader.step(Input::TransferLeadership { to: NodeId(3) })), 1);
    assert_eq!(asks(&leader.receive(2, 1, accepted(1))), 0);
    // Its answer to a heartbeat says that it has not stood: perhaps the request was lost.
    assert_eq!(asks(&leader.step(Input::Tick { elapsed: 50 })), 0);
    assert_eq!(asks(&leader.receive(3, 1, accepted(1))), 1);
}

/// Who dropped a request to stand says why (etcd-io/etcd#10998 is what a learner that stands does).
#[test]
fn a_request_to_stand_is_dropped_for_the_right_reason() {
    let dropped = |effects: &[Effect<Number>], reason| {
        let is_candidate = sent(effects).iter().any(|one| one.message != Message::TimeoutNow);
        !is_candidate && events(effects) == [&Event::Ignored { from: NodeId(2), reason }]
    };
    let mut stranger = Hand::new(3, 2);
    assert!(dropped(&stranger.receive(2, 0, Message::TimeoutNow), Ignored::NoVote));
    let mut leader = leader();
    assert!(dropped(&leader.receive(2, 0, Message::TimeoutNow), Ignored::OldRequest));
    assert!(dropped(&leader.receive(2, 1, Message::TimeoutNow), Ignored::RivalLeader));
}
