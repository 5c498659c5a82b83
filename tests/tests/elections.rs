//! PreVote, CheckQuorum, leader stickiness and leadership transfer: what each prevents, and that no
//! combination of them stands still.

use kvraft_core::raft::{Config, Role};
use kvraft_core::session::Session;
use kvraft_core::sim::Setup;
use kvraft_core::types::{NodeId, Term, Tick};
use kvraft_tests::script::must as run;

/// The plain configuration with some of the three options switched on.
fn config(pre_vote: bool, check_quorum: bool, leader_stickiness: bool) -> Config {
    Config { pre_vote, check_quorum, leader_stickiness, ..Config::default() }
}

fn session(servers: u32, seed: u64, raft: Config) -> Session {
    Session::new(Setup { servers, seed, raft, ..Setup::default() })
}

/// Lets time pass until `done`, at most `ticks`.
fn wait(session: &mut Session, ticks: u64, what: &str, done: impl Fn(&Session) -> bool) {
    let end = session.world().now().plus(ticks);
    while !done(session) {
        assert!(session.world().now() < end, "{what} within {ticks} ms");
        session.advance(1, u64::MAX);
    }
}

fn elect(session: &mut Session) -> NodeId {
    wait(session, 5000, "a leader", |session| session.world().leader().is_some());
    session.advance(300, u64::MAX);
    session.world().leader().expect("it still leads")
}

fn term(session: &Session, server: NodeId) -> Term {
    session.world().node(server).expect("it exists").server().raft().current_term()
}

fn highest_term(session: &Session) -> Term {
    let terms = session.world().nodes().iter().map(|node| node.server().raft().current_term());
    terms.max().expect("there are servers")
}

fn another(leader: NodeId) -> NodeId {
    NodeId(leader.0 % 5 + 1)
}

fn clean(session: &Session) {
    assert!(session.report().is_clean(), "{:?}", session.report().violations());
}

#[test]
fn a_server_that_was_cut_off_returns_with_its_old_term_under_pre_vote() {
    for (pre_vote, disturbs) in [(false, true), (true, false)] {
        let mut session = session(5, 3, config(pre_vote, false, false));
        let leader = elect(&mut session);
        let before = highest_term(&session);
        let lonely = another(leader);
        run(&mut session, &format!("isolate {}", lonely.0));
        session.advance(5000, u64::MAX);
        assert_eq!(term(&session, lonely) > before, disturbs);
        run(&mut session, "heal");
        session.advance(2000, u64::MAX);
        assert_eq!(highest_term(&session) > before, disturbs);
        if !disturbs {
            assert_eq!(session.world().leader(), Some(leader));
        }
        clean(&session);
    }
}

#[test]
fn a_leader_without_a_majority_steps_down_under_check_quorum() {
    for (check_quorum, steps_down) in [(false, false), (true, true)] {
        let mut session = session(5, 4, config(false, check_quorum, false));
        let leader = elect(&mut session);
        run(&mut session, &format!("isolate {}", leader.0));
        session.advance(2 * 300, u64::MAX);
        let raft = session.world().node(leader).expect("it exists").server().raft();
        assert_eq!(!raft.is_leader(), steps_down);
        clean(&session);
    }
}

#[test]
fn a_leader_that_hears_a_majority_stays_under_check_quorum() {
    let mut session = session(5, 4, config(true, true, true));
    let leader = elect(&mut session);
    let term = highest_term(&session);
    for server in [another(leader), another(another(leader))] {
        run(&mut session, &format!("crash {}", server.0));
    }
    session.advance(10_000, u64::MAX);
    assert_eq!((session.world().leader(), highest_term(&session)), (Some(leader), term));
}

/// Bug B14's first half: a server that can send but not receive deposes one leader after another.
#[test]
fn a_deaf_server_deposes_leaders_unless_they_are_protected() {
    let terms = |raft: Config| {
        let mut session = session(5, 5, raft);
        let leader = elect(&mut session);
        let deaf = another(leader);
        for other in (1..=5).filter(|&other| other != deaf.0) {
            run(&mut session, &format!("cut {other} {}", deaf.0));
        }
        let before = highest_term(&session);
        session.advance(10_000, u64::MAX);
        clean(&session);
        let others = session.world().nodes().iter().filter(|node| node.id() != deaf);
        others.map(|node| node.server().raft().current_term().0).max().map(|term| term - before.0)
    };
    assert!(terms(config(false, false, false)) > Some(20));
    assert_eq!(terms(config(false, true, true)), Some(0));
    assert_eq!(terms(config(true, false, false)), Some(0));
}

/// Bugs B08, B09: no combination of the options, nor a mixture among servers, may stand still.
#[test]
fn every_mixture_of_options_elects_and_works() {
    for bits in 0u32..64 {
        let mut setup = Setup { seed: bits.into(), ..Setup::default() };
        let of = |bits: u32| config(bits & 1 != 0, bits & 2 != 0, bits & 4 != 0);
        setup.raft = of(bits);
        setup.deviations = (4..=5).map(|id| (NodeId(id), of(bits >> 3))).collect();
        let mut session = Session::new(setup);
        let leader = elect(&mut session);
        let lonely = another(leader);
        run(&mut session, &format!("isolate {}", lonely.0));
        session.advance(2000, u64::MAX);
        run(&mut session, "crash leader");
        run(&mut session, "heal");
        wait(&mut session, 10_000, &format!("a leader with {bits:06b}"), |session| {
            session.world().leader().is_some_and(|new| new != leader)
        });
        run(&mut session, "put x 1");
        wait(&mut session, 10_000, &format!("an answer with {bits:06b}"), |session| {
            session.world().history()[0].answer.is_some()
        });
        clean(&session);
    }
}

/// Bug B07: a voter whose term is lower than the candidate's must still be of use to it.
#[test]
fn a_server_of_a_lower_term_can_elect_under_pre_vote() {
    let mut session = session(3, 6, config(true, false, false));
    elect(&mut session);
    run(&mut session, "isolate 3");
    for _ in 0..3 {
        run(&mut session, "crash leader");
        run(&mut session, "heal");
        let end = session.world().now().plus(5000);
        session.advance(end.since(session.world().now()), u64::MAX);
        let crashed = session.world().nodes().iter().find(|node| node.timer().is_none());
        let crashed = crashed.map(kvraft_core::sim::Node::id).expect("one is down");
        assert!(session.world().leader().is_some(), "the other two elect");
        run(&mut session, &format!("restart {}", crashed.0));
        run(&mut session, "isolate 3");
        session.advance(1000, u64::MAX);
    }
    clean(&session);
}

#[test]
fn leadership_moves_on_request_without_a_lost_write_or_a_pause() {
    for raft in [Config::default(), Config::production()] {
        let mut session = session(5, 7, raft);
        let leader = elect(&mut session);
        let to = another(leader);
        run(&mut session, "c1 work 0 0");
        session.advance(500, u64::MAX);
        let term = highest_term(&session);
        let asked = session.world().now();
        run(&mut session, &format!("transfer {}", to.0));
        wait(&mut session, 200, "the target leads", |session| session.world().leader() == Some(to));
        // TimeoutNow, a vote and its answer, each at most 20 ms; the log was nearly up to date.
        assert!(session.world().now().since(asked) <= 120, "well below an election timeout");
        assert_eq!(highest_term(&session), Term(term.0 + 1), "one election, and it was won");
        session.advance(2000, u64::MAX);
        run(&mut session, "c1 rest");
        session.advance(1000, u64::MAX);
        assert!(session.world().history().iter().all(|operation| operation.answer.is_some()));
        clean(&session);
    }
}

#[test]
fn a_transfer_to_a_dead_server_is_abandoned_and_work_goes_on() {
    let mut session = session(5, 8, Config::production());
    let leader = elect(&mut session);
    let to = another(leader);
    run(&mut session, &format!("crash {}", to.0));
    run(&mut session, &format!("transfer {}", to.0));
    run(&mut session, "put x 1");
    session.advance(100, u64::MAX);
    assert_eq!(session.world().history()[0].answer, None, "nothing is accepted meanwhile");
    session.advance(1000, u64::MAX);
    assert!(session.world().history()[0].answer.is_some());
    assert_eq!(session.world().leader(), Some(leader));
    let raft = session.world().node(leader).expect("it exists").server().raft();
    assert!(matches!(raft.role(), Role::Leader(leader) if leader.transfer_to().is_none()));
    clean(&session);
}

/// Bug B10: a server whose log is behind asks for nothing but trouble; its term must not grow.
#[test]
fn a_hopeless_server_does_not_grow_terms_under_pre_vote() {
    let mut session = session(3, 9, config(true, false, false));
    let leader = elect(&mut session);
    let behind = NodeId(leader.0 % 3 + 1);
    run(&mut session, &format!("isolate {}", behind.0));
    run(&mut session, "put x 1");
    session.advance(500, u64::MAX);
    run(&mut session, &format!("crash {}", leader.0));
    run(&mut session, "heal");
    let before = highest_term(&session);
    wait(&mut session, 5000, "the other follower leads", |session| {
        session.world().leader().is_some_and(|new| new != behind)
    });
    assert!(highest_term(&session).0 <= before.0 + 2);
    assert!(session.world().now() > Tick(0));
    clean(&session);
}
