//! The service's second protocol, of versions, and sessions that may be forgotten.

use kvraft_core::check::linearizability::{self, Verdict};
use kvraft_core::kv::{Answer, Command, KvConfig, ReadMode};
use kvraft_core::rng::Rng;
use kvraft_core::session::Session;
use kvraft_core::sim::{Action, Setup, World};
use kvraft_core::types::ClientId;
use kvraft_tests::script::must as run;

fn answers(world: &World) -> Vec<String> {
    let answer =
        |answer: &Option<Answer>| answer.as_ref().map_or("?".to_owned(), Answer::to_string);
    world.history().iter().map(|operation| answer(&operation.answer)).collect()
}

#[test]
fn a_put_at_a_version_answers_as_documented() {
    let mut session = Session::new(Setup::default());
    session.advance(1000, u64::MAX);
    let lines = [
        "put x 1 at 3",
        "put x 1 at 0",
        "put x 2 at 0",
        "put x 2 at 1",
        "get x via version",
        "append x 3",
        "get x via version",
        "get x",
    ];
    for line in lines {
        run(&mut session, line);
    }
    session.advance(3000, u64::MAX);
    let expected = ["ErrNoKey", "OK", "ErrVersion(1)", "OK", "2 at 2", "OK", "23 at 3", "23"];
    assert_eq!(answers(session.world()), expected);
    assert!(session.report().is_clean(), "{:?}", session.report().violations());
}

/// Clients read a version and write at it, on a network that loses messages, among crashes: whatever
/// they are told, ErrMaybe too, can be explained.
#[test]
fn versions_replace_sessions_under_faults() {
    let mut maybes = 0;
    for seed in 0..40 {
        let mut session = Session::new(Setup { seed, clients: 4, ..Setup::default() });
        let mut rng = Rng::new(seed);
        run(&mut session, "loss 10");
        session.advance(500, u64::MAX);
        for _ in 0..300 {
            session.advance(rng.between(1, 40), u64::MAX);
            let client = ClientId(u32::try_from(rng.between(1, 4)).expect("small"));
            let clerk = session.world().client(client).expect("it exists").clerk();
            if clerk.request().is_some() {
                continue;
            }
            let mut own = session.world().history().iter().rev();
            let last = own.find(|operation| operation.client == client);
            let known = match last.and_then(|operation| operation.answer.as_ref()) {
                Some(Answer::Versioned { version, .. }) => Some(*version),
                Some(Answer::NoKey) => Some(0),
                _ => None,
            };
            let key = "x".into();
            let command = match known {
                Some(version) => {
                    let value = format!("{client} {}", rng.below(1000)).into();
                    Command::PutAt { key, value, version }
                }
                None => Command::Get { key, via: ReadMode::Version },
            };
            let submitted = session.act(Action::Submit { client, command, first: None });
            assert!(submitted.is_ok());
            if rng.chance(20) && session.run_line("crash leader").is_ok() {
                session.advance(300, u64::MAX);
                for server in 1..=5 {
                    let _ = session.run_line(&format!("restart {server}"));
                }
            }
        }
        run(&mut session, "loss 0");
        session.advance(5000, u64::MAX);
        let history = session.world().history();
        assert!(history.iter().all(|operation| operation.answer.is_some()), "seed {seed}");
        maybes += history.iter().filter(|one| one.answer == Some(Answer::Maybe)).count();
        assert_eq!(
            linearizability::check(history, 1_000_000),
            Verdict::Linearizable,
            "seed {seed}"
        );
        assert!(session.report().is_clean(), "{:?}", session.report().violations());
    }
    assert!(maybes > 0, "losses must have left somebody in doubt");
}

#[test]
fn sessions_are_bounded_and_every_replica_forgets_the_same() {
    let kv = KvConfig { sessions_max: Some(3), max_raft_state: Some(500) };
    let mut session = Session::new(Setup { clients: 10, kv, ..Setup::default() });
    session.advance(1000, u64::MAX);
    for client in 1..=10 {
        run(&mut session, &format!("c{client} work 0 40"));
    }
    session.advance(10_000, u64::MAX);
    for client in 1..=10 {
        run(&mut session, &format!("c{client} rest"));
    }
    session.advance(3000, u64::MAX);
    let first = session.world().nodes()[0].server().sessions();
    assert_eq!(first.iter().count(), 3);
    assert!(session.world().nodes().iter().all(|node| node.server().sessions() == first));
    let history = session.world().history();
    let known = history.iter().filter(|operation| operation.answer.is_some()).count();
    assert!(known > 100, "{known} of {}", history.len());
    assert_eq!(linearizability::check(history, 1_000_000), Verdict::Linearizable);
    assert!(session.report().is_clean(), "{:?}", session.report().violations());
}

/// A leader that has not applied its predecessors' entries yet does not know who has a session. It once
/// said that nobody had, and the Clerk gave up a call that was never made.
#[test]
fn a_new_leader_denies_no_session_that_it_has_not_applied_yet() {
    for delay in 0..60 {
        let kv = KvConfig { sessions_max: Some(3), ..KvConfig::default() };
        let mut session = Session::new(Setup { servers: 3, kv, ..Setup::default() });
        session.advance(1000, u64::MAX);
        run(&mut session, "put x 1");
        session.advance(1000, u64::MAX);
        for server in 1..=3 {
            run(&mut session, &format!("crash {server}"));
            run(&mut session, &format!("restart {server}"));
        }
        run(&mut session, "timeout 2");
        session.advance(delay, u64::MAX);
        run(&mut session, "get x @2");
        session.advance(3000, u64::MAX);
        assert_eq!(answers(session.world()), ["OK", "1"], "asked {delay} ticks after the timeout");
    }
}

#[test]
fn who_has_a_session_is_answered_from_it_as_ever() {
    for seed in 0..30 {
        let kv = KvConfig { sessions_max: Some(2), ..KvConfig::default() };
        let mut session = Session::new(Setup { seed, kv, ..Setup::default() });
        for line in ["loss 15", "duplicate 15", "c1 work 0 20", "c2 work 0 20"] {
            run(&mut session, line);
        }
        session.advance(8000, u64::MAX);
        for line in ["loss 0", "c1 rest", "c2 rest"] {
            run(&mut session, line);
        }
        session.advance(3000, u64::MAX);
        assert!(session.world().history().iter().all(|operation| operation.answer.is_some()));
        assert!(session.report().is_clean(), "{:?}", session.report().violations());
        let verdict = linearizability::check(session.world().history(), 1_000_000);
        assert_eq!(verdict, Verdict::Linearizable, "seed {seed}");
    }
}
