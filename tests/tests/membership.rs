//! Membership changes (paper §6, diss. §4): several servers at once, learners, the leader's own
//! removal, what is left of the removed, and crashes in the middle.

use kvraft_core::raft::{Config, Membership};
use kvraft_core::rng::Rng;
use kvraft_core::session::Session;
use kvraft_core::sim::{Node, Setup, Status};
use kvraft_core::types::NodeId;
use kvraft_tests::script::must as run;

fn session(servers: u32, members: u32, seed: u64, raft: Config) -> Session {
    Session::new(Setup { servers, members: Some(members), seed, raft, ..Setup::default() })
}

fn refused(session: &mut Session, line: &str) -> String {
    session.run_line(line).expect_err("it should be refused").to_string()
}

fn node(session: &Session, server: u32) -> &Node {
    session.world().node(NodeId(server)).expect("it exists")
}

fn membership(session: &Session, server: u32) -> String {
    node(session, server).server().raft().membership().to_string()
}

fn is_settled(session: &Session, target: &Membership) -> bool {
    let Some(leader) = session.world().leader() else { return false };
    let raft = session.world().node(leader).expect("it exists").server().raft();
    raft.membership() == target && raft.commit_index() == raft.log().last_index()
}

fn settle(session: &mut Session, voters: &[u32], learners: &[u32]) {
    let ids = |list: &[u32]| list.iter().copied().map(NodeId).collect::<Vec<_>>();
    let target = Membership::new(ids(voters)).with_learners(ids(learners));
    for _ in 0..10_000 {
        if is_settled(session, &target) {
            return;
        }
        session.advance(1, u64::MAX);
    }
    let leader = session.world().leader().map(|leader| membership(session, leader.0));
    panic!("{target} should be in force within 10 s; the leader has {leader:?}");
}

fn clean(session: &Session) {
    assert!(session.report().is_clean(), "{:?}", session.report().violations());
}

#[test]
fn a_cluster_grows_shrinks_and_moves_several_servers_at_once() {
    let mut session = session(9, 3, 1, Config::default());
    session.advance(1000, u64::MAX);
    run(&mut session, "c1 work 0 5");
    for voters in
        [&[1u32, 2, 3, 4, 5][..], &[1, 6, 7, 8, 9], &[7, 8, 9], &[7], &[1, 2, 3, 4, 5, 6, 7, 8, 9]]
    {
        let list: Vec<String> = voters.iter().map(ToString::to_string).collect();
        run(&mut session, &format!("members {}", list.join(" ")));
        settle(&mut session, voters, &[]);
        session.advance(2000, u64::MAX);
    }
    run(&mut session, "c1 rest");
    session.advance(3000, u64::MAX);
    let digests: Vec<u64> =
        session.world().nodes().iter().map(|node| node.server().store().digest()).collect();
    assert!(digests.windows(2).all(|pair| pair[0] == pair[1]));
    assert!(session.world().history().iter().all(|operation| operation.answer.is_some()));
    clean(&session);
}

#[test]
fn newcomers_learn_before_they_vote() {
    let mut session = session(5, 3, 2, Config::default());
    session.advance(1000, u64::MAX);
    run(&mut session, "c1 work 0 0");
    session.advance(5000, u64::MAX);
    run(&mut session, "delay 30 60 on 1 4");
    run(&mut session, "members 1 2 3 4 5");
    let leader = session.world().leader().expect("somebody leads").0;
    assert_eq!(membership(&session, leader), "S1 S2 S3 learners S4 S5");
    settle(&mut session, &[1, 2, 3, 4, 5], &[]);
    clean(&session);
}

#[test]
fn a_newcomer_that_is_down_does_not_hold_the_cluster_up() {
    let mut session = session(5, 3, 3, Config::default());
    session.advance(1000, u64::MAX);
    run(&mut session, "crash 4");
    run(&mut session, "members 1 2 3 4");
    run(&mut session, "put x 1");
    session.advance(10_000, u64::MAX);
    assert!(session.world().history()[0].answer.is_some());
    let leader = session.world().leader().expect("somebody leads").0;
    assert_eq!(membership(&session, leader), "S1 S2 S3 learners S4", "it was not let in");
    run(&mut session, "restart 4");
    run(&mut session, "members 1 2 3 4");
    settle(&mut session, &[1, 2, 3, 4], &[]);
    clean(&session);
}

#[test]
fn learners_get_the_log_and_never_stand() {
    let mut session = session(4, 3, 4, Config::default());
    session.advance(1000, u64::MAX);
    run(&mut session, "members 1 2 3 learners 4");
    settle(&mut session, &[1, 2, 3], &[4]);
    run(&mut session, "put x 1");
    session.advance(1000, u64::MAX);
    assert_eq!(node(&session, 4).server().store().get("x"), Some("1"));
    for server in 1..=3 {
        run(&mut session, &format!("crash {server}"));
    }
    let term = node(&session, 4).server().raft().current_term();
    session.advance(5000, u64::MAX);
    assert_eq!(node(&session, 4).server().raft().current_term(), term);
    clean(&session);
}

#[test]
fn a_removed_leader_leads_to_the_end_and_then_no_more() {
    let mut session = session(4, 4, 5, Config::default());
    session.advance(1000, u64::MAX);
    let leader = session.world().leader().expect("somebody leads").0;
    let rest: Vec<u32> = (1..=4).filter(|&server| server != leader).collect();
    let list: Vec<String> = rest.iter().map(ToString::to_string).collect();
    run(&mut session, &format!("members {}", list.join(" ")));
    settle(&mut session, &rest, &[]);
    session.advance(3000, u64::MAX);
    let now = session.world().leader().expect("another one leads");
    assert_ne!(now.0, leader);
    let removed = node(&session, leader).server().raft();
    assert!(!removed.is_leader());
    let term = removed.current_term();
    session.advance(5000, u64::MAX);
    assert!(node(&session, leader).server().raft().current_term() <= term, "it stands no more");
    assert_eq!(session.world().leader(), Some(now), "and disturbs nobody");
    run(&mut session, "put x 1");
    session.advance(2000, u64::MAX);
    assert!(session.world().history()[0].answer.is_some());
    clean(&session);
}

#[test]
fn who_was_removed_while_away_disturbs_nobody_under_pre_vote() {
    let mut session = session(4, 4, 6, Config::production());
    session.advance(1000, u64::MAX);
    let leader = session.world().leader().expect("somebody leads").0;
    let gone = leader % 4 + 1;
    run(&mut session, &format!("isolate {gone}"));
    let rest: Vec<u32> = (1..=4).filter(|&server| server != gone).collect();
    let list: Vec<String> = rest.iter().map(ToString::to_string).collect();
    run(&mut session, &format!("members {}", list.join(" ")));
    settle(&mut session, &rest, &[]);
    session.advance(2000, u64::MAX);
    let term = node(&session, leader).server().raft().current_term();
    run(&mut session, "heal");
    session.advance(5000, u64::MAX);
    assert_eq!(node(&session, leader).server().raft().current_term(), term);
    assert_eq!(session.world().leader(), Some(NodeId(leader)));
    clean(&session);
}

#[test]
fn impossible_changes_are_refused_with_a_reason() {
    let mut single = session(5, 3, 7, Config { joint_consensus: false, ..Config::default() });
    assert_eq!(refused(&mut single, "members 1 2"), "There is no leader at the moment.");
    single.advance(1000, u64::MAX);
    let sentence = "Without joint consensus only one voter may come or go at a time.";
    assert_eq!(refused(&mut single, "members 1 2 4"), sentence);
    run(&mut single, "members 1 2 3 4");
    let sentence = "A change of members is under way; let it finish.";
    assert_eq!(refused(&mut single, "members 1 2 3 5"), sentence);
    settle(&mut single, &[1, 2, 3, 4], &[]);
    assert_eq!(refused(&mut single, "members 9"), "There is no server 9; the servers are 1 to 5.");
    clean(&single);
}

#[test]
fn the_membership_survives_restarts_and_snapshots() {
    let mut session = session(5, 3, 8, Config::default());
    session.advance(1000, u64::MAX);
    run(&mut session, "members 3 4 5");
    settle(&mut session, &[3, 4, 5], &[]);
    session.advance(500, u64::MAX);
    for server in 3..=5 {
        run(&mut session, &format!("compact {server}"));
    }
    session.advance(100, u64::MAX);
    for server in 1..=5 {
        run(&mut session, &format!("crash {server}"));
        run(&mut session, &format!("restart {server}"));
    }
    for server in 3..=5 {
        assert_eq!(membership(&session, server), "S3 S4 S5");
    }
    session.advance(2000, u64::MAX);
    // S1 knows only a snapshot's membership once it is taken in again.
    run(&mut session, "members 1 3 4 5");
    settle(&mut session, &[1, 3, 4, 5], &[]);
    assert_eq!(membership(&session, 1), "S1 S3 S4 S5");
    clean(&session);
}

/// The leader crashes at some moment of a change, whichever it is; somebody finishes or forgets it.
/// (With PreVote: the old leader may never hear that it was removed, and stand again and again.)
#[test]
fn a_change_survives_the_leaders_crash_at_any_moment() {
    for delay in (0..400).step_by(7) {
        let mut session = session(6, 3, delay, Config::production());
        session.advance(1000, u64::MAX);
        let leader = session.world().leader().expect("somebody leads").0;
        run(&mut session, "members 4 5 6");
        session.advance(delay, u64::MAX);
        run(&mut session, &format!("crash {leader}"));
        session.advance(4000, u64::MAX);
        run(&mut session, &format!("restart {leader}"));
        session.advance(4000, u64::MAX);
        let leader = session.world().leader().expect("somebody leads").0;
        let joint = node(&session, leader).server().raft().membership().is_joint();
        assert!(!joint, "a joint membership is left behind, delay {delay}");
        run(&mut session, "members 4 5 6");
        settle(&mut session, &[4, 5, 6], &[]);
        run(&mut session, "put x 1");
        session.advance(4000, u64::MAX);
        assert!(session.world().history()[0].answer.is_some(), "delay {delay}");
        clean(&session);
    }
}

/// Changes, crashes, partitions and load at random; afterwards the cluster must still be one.
#[test]
fn random_changes_amid_faults_stay_safe_and_end_well() {
    for seed in 0..60 {
        let options = [Config::default(), Config::production()];
        let raft = options[usize::from(seed % 2 == 1)].clone();
        let raft = Config { joint_consensus: seed % 3 != 0, ..raft };
        let mut session = session(7, 3, seed, raft);
        session.keep_events(0);
        let mut rng = Rng::new(seed);
        for line in ["c1 work 0 20", "c2 work 0 20", "loss 3"] {
            run(&mut session, line);
        }
        for _ in 0..80 {
            session.advance(rng.between(1, 400), u64::MAX);
            let server = rng.between(1, 7);
            let down = node(&session, u32::try_from(server).expect("small")).status();
            let line = match rng.below(5) {
                0 if down == Status::Crashed => format!("restart {server}"),
                0 => format!("crash {server}"),
                1 => format!("isolate {server}"),
                2 => "heal".to_owned(),
                _ => {
                    let voters: Vec<String> =
                        (1..=7).filter(|_| rng.chance(500)).map(|id| id.to_string()).collect();
                    format!("members {}", voters.join(" "))
                }
            };
            // Many a change is impossible just then; that is part of the story.
            let _ = session.run_line(&line);
        }
        for line in ["heal", "loss 0", "c1 rest", "c2 rest"] {
            run(&mut session, line);
        }
        for server in 1..=7 {
            let _ = session.run_line(&format!("restart {server}"));
        }
        session.advance(10_000, u64::MAX);
        clean(&session);
        assert!(session.world().leader().is_some(), "no leader, seed {seed}");
        for operation in session.world().history() {
            assert!(operation.answer.is_some(), "{operation:?} hangs, seed {seed}");
        }
    }
}
