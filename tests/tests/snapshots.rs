//! Compaction and InstallSnapshot (paper §7): what stays, what is sent, and what a crash may interrupt.

use kvraft_core::kv::{Command, KvConfig, VALUE_MAX};
use kvraft_core::raft::Config;
use kvraft_core::rng::Rng;
use kvraft_core::session::Session;
use kvraft_core::sim::{Action, ActionError, Event, Node, Setup, Status};
use kvraft_core::types::{ClientId, LogIndex, NodeId};
use kvraft_tests::script::must as run;

fn setup(seed: u64, max_raft_state: u64, chunk_max: usize) -> Setup {
    Setup {
        seed,
        raft: Config { chunk_max, ..Config::default() },
        kv: KvConfig { max_raft_state: Some(max_raft_state), ..KvConfig::default() },
        ..Setup::default()
    }
}

fn follower(session: &Session) -> NodeId {
    let leader = session.world().leader().expect("somebody leads");
    NodeId(leader.0 % session.world().setup().servers + 1)
}

fn node(session: &Session, server: NodeId) -> &Node {
    session.world().node(server).expect("it exists")
}

fn count(session: &Session, is_wanted: impl Fn(&Event) -> bool) -> usize {
    session.events_since(0).filter(|(_, happened)| is_wanted(&happened.event)).count()
}

fn finish(session: &mut Session) {
    for line in ["c1 rest", "c2 rest"] {
        run(session, line);
    }
    session.advance(5000, u64::MAX);
    assert!(session.report().is_clean(), "{:?}", session.report().violations());
    let digests: Vec<u64> =
        session.world().nodes().iter().map(|node| node.server().store().digest()).collect();
    assert!(digests.windows(2).all(|pair| pair[0] == pair[1]), "{digests:?}");
}

#[test]
fn the_log_stays_short_and_the_store_whole() {
    let mut session = Session::new(setup(1, 1000, 256));
    session.advance(1000, u64::MAX);
    run(&mut session, "c1 work 0 0");
    run(&mut session, "c2 work 0 0");
    session.advance(20_000, u64::MAX);
    for node in session.world().nodes() {
        assert!(node.server().raft().log().base().index > LogIndex(100), "it has compacted");
        assert!(node.disk().log_size() < 8 * 1000, "{} bytes", node.disk().log_size());
    }
    finish(&mut session);
}

#[test]
fn without_a_threshold_nothing_is_compacted() {
    let mut session = Session::new(Setup::default());
    session.advance(1000, u64::MAX);
    run(&mut session, "c1 work 0 0");
    session.advance(10_000, u64::MAX);
    assert!(session.world().nodes().iter().all(|node| node.server().raft().snapshot().is_none()));
}

#[test]
fn a_follower_that_was_away_too_long_gets_the_snapshot_in_chunks() {
    let mut session = Session::new(setup(2, 500, 64));
    session.advance(1000, u64::MAX);
    let away = follower(&session);
    run(&mut session, &format!("isolate {}", away.0));
    run(&mut session, "c1 work 0 0");
    session.advance(5000, u64::MAX);
    run(&mut session, "c1 rest");
    run(&mut session, "heal");
    session.advance(3000, u64::MAX);
    assert!(node(&session, away).server().raft().snapshot().is_some());
    let chunks = count(&session, |event| {
        event.to_string().contains("InstallSnapshot t") && matches!(event, Event::Sent { .. })
    });
    assert!(chunks >= 3, "{chunks} chunks");
    finish(&mut session);
}

#[test]
fn a_value_of_the_greatest_size_travels_in_chunks_and_a_greater_one_is_refused() {
    const CHUNK: usize = 64 << 10;
    // PreVote, for the one that was away not to bring another leader, one that has the whole log.
    let raft = Config { chunk_max: CHUNK, ..Config::production() };
    let mut session = Session::new(Setup { raft, ..setup(5, u64::MAX, CHUNK) });
    session.advance(1000, u64::MAX);
    let put = |bytes: usize| {
        let command = Command::Put { key: "x".into(), value: "v".repeat(bytes).into() };
        Action::Submit { client: ClientId(1), command, first: None }
    };
    let bytes = VALUE_MAX + 1;
    assert_eq!(session.act(put(bytes)), Err(ActionError::ValueTooLong { bytes }));
    let away = follower(&session);
    run(&mut session, &format!("isolate {}", away.0));
    session.act(put(VALUE_MAX)).expect("1 MiB is allowed");
    session.advance(1000, u64::MAX);
    run(&mut session, "compact leader");
    run(&mut session, "heal");
    session.advance(3000, u64::MAX);
    let chunks = count(&session, |event| {
        event.to_string().contains("InstallSnapshot t") && matches!(event, Event::Sent { .. })
    });
    assert!(chunks > VALUE_MAX / CHUNK, "{chunks} chunks");
    let found = node(&session, away).server();
    assert!(found.raft().snapshot().is_some());
    assert_eq!(found.store().get("x").map(str::len), Some(VALUE_MAX));
    finish(&mut session);
}

#[test]
fn chunks_may_be_lost_doubled_and_disordered() {
    for seed in 0..30 {
        let mut session = Session::new(setup(seed, 400, 48));
        session.advance(1000, u64::MAX);
        for line in ["loss 20", "duplicate 20", "delay 1 60", "c1 work 0 0"] {
            run(&mut session, line);
        }
        for _ in 0..4 {
            let Some(leader) = session.world().leader() else {
                session.advance(1000, u64::MAX);
                continue;
            };
            let away = NodeId(leader.0 % 5 + 1);
            run(&mut session, &format!("isolate {}", away.0));
            session.advance(3000, u64::MAX);
            run(&mut session, "heal");
            session.advance(2000, u64::MAX);
        }
        for line in ["loss 0", "duplicate 0", "delay 8 20"] {
            run(&mut session, line);
        }
        finish(&mut session);
    }
}

#[test]
fn crashes_at_any_time_leave_a_state_that_goes_on() {
    for seed in 0..40 {
        let mut session = Session::new(setup(seed, 300, 40));
        session.keep_events(0);
        let mut rng = Rng::new(seed);
        run(&mut session, "c1 work 0 10");
        run(&mut session, "c2 work 0 10");
        run(&mut session, "disk 1 30");
        for _ in 0..60 {
            session.advance(rng.between(1, 300), u64::MAX);
            let server = rng.between(1, 5);
            let status =
                session.world().nodes()[usize::try_from(server).expect("small") - 1].status();
            let line = match (status, rng.below(4)) {
                (Status::Crashed, _) => format!("restart {server}"),
                (Status::Up | Status::Paused, 0 | 1) => format!("crash {server}"),
                (Status::Up | Status::Paused, 2) => format!("isolate {server}"),
                (Status::Up | Status::Paused, _) => "heal".to_owned(),
            };
            run(&mut session, &line);
        }
        run(&mut session, "heal");
        for server in 1..=5 {
            if session.world().nodes()[server - 1].status() == Status::Crashed {
                run(&mut session, &format!("restart {server}"));
            }
        }
        finish(&mut session);
    }
}

#[test]
fn a_restart_begins_with_the_snapshot_and_its_sessions() {
    let mut session = Session::new(setup(3, 100_000, 64));
    session.advance(1000, u64::MAX);
    run(&mut session, "put x 1");
    run(&mut session, "append x 2");
    session.advance(1000, u64::MAX);
    let server = follower(&session);
    run(&mut session, &format!("compact {}", server.0));
    session.advance(100, u64::MAX);
    run(&mut session, &format!("crash {}", server.0));
    let found = node(&session, server).server();
    assert_eq!(found.store().get("x"), Some("12"));
    assert_eq!(found.sessions().iter().count(), 1, "without them a retry would be executed again");
    assert_eq!(found.raft().commit_index(), found.raft().log().base().index);
    run(&mut session, &format!("restart {}", server.0));
    finish(&mut session);
}

#[test]
fn whoever_lost_everything_is_brought_up_from_the_snapshot_alone() {
    let mut session = Session::new(setup(4, 200, 1 << 20));
    session.advance(1000, u64::MAX);
    let away = follower(&session);
    run(&mut session, &format!("crash {}", away.0));
    run(&mut session, "c1 work 0 0");
    session.advance(3000, u64::MAX);
    run(&mut session, "c1 rest");
    session.advance(1000, u64::MAX);
    let leader = session.world().leader().expect("somebody leads");
    run(&mut session, &format!("compact {}", leader.0));
    // Bug B36: the leader has nothing but its snapshot, and nothing new comes.
    run(&mut session, &format!("restart {}", away.0));
    session.advance(2000, u64::MAX);
    assert!(count(&session, |event| matches!(event, Event::Restored { .. })) > 0);
    finish(&mut session);
}
