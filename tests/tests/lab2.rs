//! The tests of MIT 6.824's Labs 2A to 2D (3A to 3D since 2024), in virtual time, by their names there.
//! Each runs over twenty seeds; `KVRAFT_SEEDS=a..b` chooses others.

use kvraft_core::sim::{Event, Summary};
use kvraft_core::types::{LogIndex, NodeId, Term};
use kvraft_tests::lab2::{ELECTION_TIMEOUT, Lab2};

/// Runs a test for every seed and names the one that fails.
fn seeds(test: impl Fn(u64)) {
    let chosen = std::env::var("KVRAFT_SEEDS").unwrap_or_else(|_| "0..20".to_owned());
    let (from, to) = chosen.split_once("..").expect("KVRAFT_SEEDS is a range such as 0..20");
    let number = |text: &str| text.parse::<u64>().expect("seeds are numbers");
    for seed in number(from)..number(to) {
        println!("seed {seed}");
        test(seed);
    }
}

fn next(server: u32, by: u32, servers: u32) -> u32 {
    (server + by - 1) % servers + 1
}

#[test]
fn initial_election_2a() {
    seeds(|seed| {
        let mut lab = Lab2::new(3, seed, false);
        lab.one_leader();
        lab.sleep(50);
        let term = lab.term();
        assert!(term >= Term(1));
        lab.sleep(2 * ELECTION_TIMEOUT);
        assert_eq!(lab.term(), term, "the term changed in quiet");
        lab.one_leader();
    });
}

#[test]
fn re_election_2a() {
    seeds(|seed| {
        let mut lab = Lab2::new(3, seed, false);
        let first = lab.one_leader();
        lab.connect(first, false);
        lab.one_leader();
        lab.connect(first, true);
        let second = lab.one_leader();
        let other = next(second, 1, 3);
        lab.connect(second, false);
        lab.connect(other, false);
        lab.sleep(2 * ELECTION_TIMEOUT);
        lab.no_leader();
        lab.connect(other, true);
        lab.one_leader();
        lab.connect(second, true);
        lab.one_leader();
    });
}

#[test]
fn many_elections_2a() {
    seeds(|seed| {
        let mut lab = Lab2::new(7, seed, false);
        lab.one_leader();
        for _ in 0..9 {
            let cut: Vec<u32> = (0..3).map(|_| pick(&mut lab, 7)).collect();
            for &server in &cut {
                lab.connect(server, false);
            }
            lab.one_leader();
            for &server in &cut {
                lab.connect(server, true);
            }
        }
        lab.one_leader();
    });
}

fn pick(lab: &mut Lab2, servers: u32) -> u32 {
    u32::try_from(lab.rng.between(1, u64::from(servers))).expect("small")
}

#[test]
fn basic_agree_2b() {
    seeds(|seed| {
        let mut lab = Lab2::new(3, seed, false);
        let first = lab.one(3, false);
        for step in 1..3 {
            let index = first.plus(step);
            assert_eq!(lab.committed(index).0, 0, "nothing is committed before Start");
            assert_eq!(lab.one(3, false), index);
        }
    });
}

#[test]
fn rpc_bytes_2b() {
    seeds(|seed| {
        let mut lab = Lab2::new(3, seed, false);
        lab.one(3, false);
        let from = lab.session().event_count();
        let leader = lab.one_leader();
        let mut last = LogIndex::ZERO;
        for _ in 0..10 {
            last = lab.start_sized(leader, 5000).expect("it leads").index;
            while lab.committed(last).0 < 3 {
                lab.sleep(1);
            }
        }
        let sent = lab.session().events_since(from).filter_map(|(_, happened)| {
            let Event::Sent { summary, .. } = &happened.event else { return None };
            // The entries are those commands, but for none or the no-op; all else is small.
            let Summary::AppendEntries { count, .. } = summary else { return Some(100) };
            Some(100 + 5000 * count)
        });
        let bytes: u64 = sent.sum();
        assert!(bytes <= 3 * 10 * 5000 + 50_000, "{bytes} bytes at {last}");
    });
}

#[test]
fn follower_failure_2b() {
    seeds(|seed| {
        let mut lab = Lab2::new(3, seed, false);
        lab.one(3, false);
        let leader = lab.one_leader();
        lab.connect(next(leader, 1, 3), false);
        lab.one(2, false);
        lab.sleep(ELECTION_TIMEOUT);
        lab.one(2, false);
        let leader = lab.one_leader();
        for by in 1..3 {
            lab.connect(next(leader, by, 3), false);
        }
        let id = lab.start(leader).expect("it still believes to lead");
        lab.sleep(2 * ELECTION_TIMEOUT);
        assert_eq!(lab.committed(id.index).0, 0, "committed without a majority");
    });
}

#[test]
fn leader_failure_2b() {
    seeds(|seed| {
        let mut lab = Lab2::new(3, seed, false);
        lab.one(3, false);
        let first = lab.one_leader();
        lab.connect(first, false);
        lab.one(2, false);
        lab.sleep(ELECTION_TIMEOUT);
        lab.one(2, false);
        let second = lab.one_leader();
        lab.connect(second, false);
        let index = (1..=3).filter_map(|server| lab.start(server)).map(|id| id.index).max();
        lab.sleep(2 * ELECTION_TIMEOUT);
        let index = index.expect("two still believe to lead");
        assert_eq!(lab.committed(index).0, 0, "committed without a majority");
    });
}

#[test]
fn fail_agree_2b() {
    seeds(|seed| {
        let mut lab = Lab2::new(3, seed, false);
        lab.one(3, false);
        let leader = lab.one_leader();
        let away = next(leader, 1, 3);
        lab.connect(away, false);
        for _ in 0..2 {
            lab.one(2, false);
        }
        lab.sleep(ELECTION_TIMEOUT);
        for _ in 0..2 {
            lab.one(2, false);
        }
        lab.connect(away, true);
        lab.one(3, true);
        lab.sleep(ELECTION_TIMEOUT);
        lab.one(3, true);
    });
}

#[test]
fn fail_no_agree_2b() {
    seeds(|seed| {
        let mut lab = Lab2::new(5, seed, false);
        let first = lab.one(5, false);
        let leader = lab.one_leader();
        for by in 1..4 {
            lab.connect(next(leader, by, 5), false);
        }
        let id = lab.start(leader).expect("it still believes to lead");
        assert_eq!(id.index, first.next());
        lab.sleep(2 * ELECTION_TIMEOUT);
        assert_eq!(lab.committed(id.index).0, 0, "committed without a majority");
        for by in 1..4 {
            lab.connect(next(leader, by, 5), true);
        }
        let second = lab.one_leader();
        let again = lab.start(second).expect("it leads");
        // One more than in the lab is possible: a new leader's no-op takes an index, too.
        assert!(again.index > first && again.index <= first.plus(3), "{again} after {first}");
        lab.one(5, true);
    });
}

#[test]
fn concurrent_starts_2b() {
    seeds(|seed| {
        let mut lab = Lab2::new(3, seed, false);
        let leader = lab.one_leader();
        let ids: Vec<_> = (0..5).filter_map(|_| lab.start(leader)).collect();
        assert_eq!(ids.len(), 5);
        assert!(ids.windows(2).all(|pair| pair[0].index < pair[1].index));
        lab.sleep(200);
        for id in ids {
            assert_eq!(lab.committed(id.index), (3, Some(id.term)));
        }
    });
}

#[test]
fn rejoin_2b() {
    seeds(|seed| {
        let mut lab = Lab2::new(3, seed, false);
        lab.one(3, true);
        let first = lab.one_leader();
        lab.connect(first, false);
        for _ in 0..3 {
            lab.start(first);
        }
        lab.one(2, true);
        let second = lab.one_leader();
        lab.connect(second, false);
        lab.connect(first, true);
        lab.one(2, true);
        lab.connect(second, true);
        lab.one(3, true);
    });
}

#[test]
fn backup_2b() {
    seeds(|seed| {
        let mut lab = Lab2::new(5, seed, false);
        lab.one(5, true);
        let first = lab.one_leader();
        let others: Vec<u32> = (1..5).map(|by| next(first, by, 5)).collect();
        for &server in &others[1..] {
            lab.connect(server, false);
        }
        for _ in 0..50 {
            lab.start(first);
        }
        lab.sleep(ELECTION_TIMEOUT / 2);
        lab.connect(first, false);
        lab.connect(others[0], false);
        for &server in &others[1..] {
            lab.connect(server, true);
        }
        for _ in 0..50 {
            lab.one(3, true);
        }
        let second = lab.one_leader();
        let third = others[1..].iter().copied().find(|&id| id != second).expect("there are three");
        lab.connect(third, false);
        for _ in 0..50 {
            lab.start(second);
        }
        lab.sleep(ELECTION_TIMEOUT / 2);
        for server in 1..=5 {
            lab.connect(server, false);
        }
        for server in [first, others[0], third] {
            lab.connect(server, true);
        }
        for _ in 0..50 {
            lab.one(3, true);
        }
        for server in 1..=5 {
            lab.connect(server, true);
        }
        lab.one(5, true);
    });
}

#[test]
fn count_2b() {
    seeds(|seed| {
        let mut lab = Lab2::new(3, seed, false);
        let leader = lab.one_leader();
        let election = lab.rpcs();
        assert!((1..=30).contains(&election), "{election} RPCs to elect a leader");
        lab.sleep(100);
        let (before, begin) = (lab.rpcs(), lab.session().world().now());
        let ids: Vec<_> = (0..10).filter_map(|_| lab.start(leader)).collect();
        for id in &ids {
            while lab.committed(id.index).0 < 3 {
                lab.sleep(5);
            }
        }
        // Heartbeats go on meanwhile; the lab's limit is for the agreement alone.
        let heartbeats = 2 * (lab.session().world().now().since(begin) / 100 + 1);
        let agreement = lab.rpcs() - before - heartbeats.min(lab.rpcs() - before);
        assert!(agreement <= (10 + 1 + 3) * 3, "{agreement} RPCs for ten entries");
        let before = lab.rpcs();
        lab.sleep(ELECTION_TIMEOUT);
        let idle = lab.rpcs() - before;
        assert!(idle <= 60, "{idle} RPCs in a second of quiet");
    });
}

#[test]
fn persist_1_2c() {
    seeds(|seed| {
        let mut lab = Lab2::new(3, seed, false);
        lab.one(3, true);
        for server in 1..=3 {
            lab.crash(server);
        }
        for server in 1..=3 {
            lab.start_server(server);
        }
        lab.one(3, true);
        let first = lab.one_leader();
        lab.crash(first);
        lab.start_server(first);
        lab.one(3, true);
        let second = lab.one_leader();
        lab.crash(second);
        lab.one(2, true);
        lab.start_server(second);
        lab.sleep(ELECTION_TIMEOUT);
        let third = next(lab.one_leader(), 1, 3);
        lab.crash(third);
        lab.one(2, true);
        lab.start_server(third);
        lab.one(3, true);
    });
}

#[test]
fn persist_2_2c() {
    seeds(|seed| {
        let mut lab = Lab2::new(5, seed, false);
        for _ in 0..5 {
            lab.one(5, true);
            let leader = lab.one_leader();
            let others: Vec<u32> = (1..5).map(|by| next(leader, by, 5)).collect();
            lab.crash(others[0]);
            lab.crash(others[1]);
            lab.one(3, true);
            for server in [leader, others[2], others[3]] {
                lab.crash(server);
            }
            lab.start_server(others[0]);
            lab.start_server(others[1]);
            lab.sleep(ELECTION_TIMEOUT);
            lab.start_server(others[2]);
            lab.one(3, true);
            lab.start_server(others[3]);
            lab.start_server(leader);
        }
        lab.one(5, true);
    });
}

#[test]
fn persist_3_2c() {
    seeds(|seed| {
        let mut lab = Lab2::new(3, seed, false);
        lab.one(3, true);
        let leader = lab.one_leader();
        let (second, third) = (next(leader, 1, 3), next(leader, 2, 3));
        lab.connect(third, false);
        lab.one(2, true);
        lab.crash(leader);
        lab.crash(second);
        lab.connect(third, true);
        lab.start_server(leader);
        lab.one(2, true);
        lab.start_server(second);
        lab.one(3, true);
    });
}

/// Most often a moment; one time in ten up to half an election timeout.
fn sleep_as_in_figure_8(lab: &mut Lab2) {
    let most = if lab.rng.chance(100) { ELECTION_TIMEOUT / 2 } else { 13 };
    let pause = lab.rng.below(most);
    lab.sleep(pause);
}

#[test]
fn figure_8_2c() {
    seeds(|seed| {
        let mut lab = Lab2::new(5, seed, false);
        lab.one(1, true);
        let mut up = 5;
        for _ in 0..1000 {
            let mut leader = None;
            for server in 1..=5 {
                if lab.is_reachable(server) && lab.start(server).is_some() {
                    leader = Some(server);
                }
            }
            sleep_as_in_figure_8(&mut lab);
            if let Some(leader) = leader {
                lab.crash(leader);
                up -= 1;
            }
            if up < 3 {
                let server = pick(&mut lab, 5);
                if !lab.is_reachable(server) {
                    lab.start_server(server);
                    up += 1;
                }
            }
        }
        for server in 1..=5 {
            if !lab.is_reachable(server) {
                lab.start_server(server);
            }
        }
        lab.one(5, true);
    });
}

#[test]
fn unreliable_agree_2c() {
    seeds(|seed| {
        let mut lab = Lab2::new(5, seed, true);
        for _ in 0..50 {
            // Five at once; each is asked for again until it is in the log of a majority.
            lab.one(1, true);
            for server in 1..=5 {
                for _ in 0..4 {
                    lab.start(server);
                }
            }
        }
        lab.set_unreliable(false);
        lab.one(5, true);
    });
}

#[test]
fn figure_8_unreliable_2c() {
    seeds(|seed| {
        let mut lab = Lab2::new(5, seed, true);
        lab.one(1, true);
        let mut up = 5;
        for round in 0..1000 {
            if round == 200 {
                lab.reorder_long();
            }
            let mut leader = None;
            for server in 1..=5 {
                if lab.start(server).is_some() && lab.is_reachable(server) {
                    leader = Some(server);
                }
            }
            sleep_as_in_figure_8(&mut lab);
            if let Some(leader) = leader
                && lab.rng.chance(500)
            {
                lab.connect(leader, false);
                up -= 1;
            }
            if up < 3 {
                let server = pick(&mut lab, 5);
                if !lab.is_reachable(server) {
                    lab.connect(server, true);
                    up += 1;
                }
            }
        }
        for server in 1..=5 {
            lab.connect(server, true);
        }
        lab.one(5, true);
    });
}

fn churn(seed: u64, unreliable: bool) {
    let mut lab = Lab2::new(5, seed, unreliable);
    let mut accepted = Vec::new();
    for _ in 0..20 {
        if lab.rng.chance(200) {
            let server = pick(&mut lab, 5);
            lab.connect(server, false);
        }
        if lab.rng.chance(500) {
            let server = pick(&mut lab, 5);
            if lab.session().world().node(NodeId(server)).is_some_and(|node| node.timer().is_none())
            {
                lab.start_server(server);
            }
            lab.connect(server, true);
        }
        if lab.rng.chance(200) {
            let server = pick(&mut lab, 5);
            if lab.is_reachable(server) {
                lab.crash(server);
            }
        }
        // Three clients start commands and watch whether they are applied somewhere.
        for _ in 0..3 {
            let started: Vec<_> = (1..=5)
                .filter(|&server| lab.is_reachable(server))
                .collect::<Vec<_>>()
                .into_iter()
                .filter_map(|server| lab.start(server))
                .collect();
            let pause = lab.rng.between(20, 240);
            lab.sleep(pause);
            for id in started {
                if lab.committed(id.index).1 == Some(id.term) {
                    accepted.push(id);
                }
            }
        }
    }
    lab.set_unreliable(false);
    for server in 1..=5 {
        let down =
            lab.session().world().node(NodeId(server)).is_some_and(|node| node.timer().is_none());
        if down {
            lab.start_server(server);
        }
        lab.connect(server, true);
    }
    let last = lab.one(5, true);
    assert!(accepted.len() > 5, "{} commands were accepted", accepted.len());
    for id in accepted {
        assert!(id.index < last);
        assert_eq!(lab.committed(id.index), (5, Some(id.term)), "{id} was reported and is lost");
    }
}

#[test]
fn reliable_churn_2c() {
    seeds(|seed| churn(seed, false));
}

#[test]
fn unreliable_churn_2c() {
    seeds(|seed| churn(seed, true));
}

/// Snapshots each ten entries or so, and the lab's limit for a log.
const THRESHOLD: u64 = 10 * 40;
const MAX_LOG_SIZE: u64 = 2000;

/// `snapcommon`: thirty rounds in which a victim is disconnected or crashed while others go on.
fn snapshots(seed: u64, disconnect: bool, unreliable: bool, crash: bool) {
    let mut lab = Lab2::with_snapshots(3, seed, unreliable, Some(THRESHOLD));
    lab.one(3, true);
    let mut leader = lab.one_leader();
    for round in 0..30 {
        let (mut victim, mut sender) = (next(leader, 1, 3), leader);
        if round % 3 == 1 {
            sender = next(leader, 1, 3);
            victim = leader;
        }
        if disconnect {
            lab.connect(victim, false);
            lab.one(2, true);
        }
        if crash {
            lab.crash(victim);
            lab.one(2, true);
        }
        let entries = 5 + lab.rng.below(10);
        for _ in 0..entries {
            lab.start(sender);
        }
        // The victim may have led: the others need not be all there.
        lab.one(2, true);
        assert!(lab.log_size() < MAX_LOG_SIZE, "{} bytes of log", lab.log_size());
        if disconnect {
            lab.connect(victim, true);
            lab.one(3, true);
            leader = lab.one_leader();
        }
        if crash {
            lab.start_server(victim);
            lab.one(3, true);
            leader = lab.one_leader();
        }
    }
}

#[test]
fn snapshot_basic_2d() {
    seeds(|seed| snapshots(seed, false, false, false));
}

#[test]
fn snapshot_install_2d() {
    seeds(|seed| snapshots(seed, true, false, false));
}

#[test]
fn snapshot_install_unreliable_2d() {
    seeds(|seed| snapshots(seed, true, true, false));
}

#[test]
fn snapshot_install_crash_2d() {
    seeds(|seed| snapshots(seed, false, false, true));
}

#[test]
fn snapshot_install_un_crash_2d() {
    seeds(|seed| snapshots(seed, false, true, true));
}

fn crash_all(lab: &mut Lab2) {
    for server in 1..=3 {
        lab.crash(server);
    }
    for server in 1..=3 {
        lab.start_server(server);
    }
}

#[test]
fn snapshot_all_crash_2d() {
    seeds(|seed| {
        let mut lab = Lab2::with_snapshots(3, seed, false, Some(THRESHOLD));
        lab.one(3, true);
        for _ in 0..5 {
            let entries = 15 + lab.rng.below(10);
            for _ in 0..entries {
                lab.one(3, true);
            }
            let before = lab.one(3, true);
            crash_all(&mut lab);
            let after = lab.one(3, true);
            assert!(after > before, "{after} does not follow {before}");
        }
    });
}

#[test]
fn snapshot_init_2d() {
    seeds(|seed| {
        let mut lab = Lab2::with_snapshots(3, seed, false, Some(THRESHOLD));
        for _ in 0..15 {
            lab.one(3, true);
        }
        crash_all(&mut lab);
        // A write after the restart must not lose the snapshot.
        lab.one(3, true);
        crash_all(&mut lab);
        lab.one(3, true);
        for node in lab.session().world().nodes() {
            assert!(node.server().raft().snapshot().is_some());
            assert!(node.server().store().len() >= 15);
        }
    });
}
