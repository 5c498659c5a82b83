//! Every prefix is safe: a server may crash between any two things it does. A run is played again
//! and again, each time with one server crashing after one more effect than the time before, so that
//! every prefix of the effects of every step of it ends in a crash once.

use kvraft_core::kv::KvConfig;
use kvraft_core::raft::Config;
use kvraft_core::session::Session;
use kvraft_core::sim::{Action, Setup, Status};
use kvraft_core::types::{NodeId, Tick};

/// The run: an election, writes, a change of members, snapshots, a partition, another election.
const SCRIPT: [(u64, &str); 16] = [
    (0, "timeout 1"),
    (60, "c1 work 0 5"),
    (70, "c2 work 0 5"),
    (200, "isolate 3"),
    (400, "members 1 2 3 4"),
    (600, "heal"),
    (800, "transfer 2"),
    (1000, "compact 1"),
    (1100, "partition 1 | 2 3 4"),
    (1300, "heal"),
    (1400, "timeout 3"),
    (1600, "members 2 3 4"),
    (1800, "crash 1"),
    (1900, "restart 1"),
    (2000, "c1 rest"),
    (2000, "c2 rest"),
];
const END: u64 = 2400;
/// The crashed server is back after so many ms.
const DOWN: u64 = 70;

fn setup(disk: u64) -> Setup {
    Setup {
        servers: 4,
        members: Some(3),
        seed: 11,
        disk: (disk, disk),
        raft: Config {
            batch_max: 4,
            chunk_max: 64,
            // On the slow disk what holds writes and messages back is switched on, too.
            commit_notice: disk > 0,
            coalesce: disk > 0,
            ..Config::production()
        },
        kv: KvConfig { max_raft_state: Some(300), ..KvConfig::default() },
        ..Setup::default()
    }
}

/// Plays the script with `server` crashing after `effects`. Returns whether it came to that.
fn play(disk: u64, server: NodeId, effects: u64) -> bool {
    let mut session = Session::new(setup(disk));
    session.keep_events(0);
    session.act(Action::CrashAfter { server, effects }).expect("it runs");
    let (mut down_since, mut crashed) = (None::<Tick>, false);
    let mut script = SCRIPT.iter().peekable();
    for now in 0..END {
        while let Some((_, line)) = script.next_if(|(tick, _)| *tick <= now) {
            // What the crash has made impossible is left out: to crash who is down, for example.
            let _ = session.run_line(line);
        }
        session.advance(1, u64::MAX);
        let status = session.world().node(server).expect("it exists").status();
        if status == Status::Crashed && now < 1800 {
            crashed = true;
            let since = *down_since.get_or_insert(session.world().now());
            if session.world().now().since(since) >= DOWN {
                session.act(Action::Restart(server)).expect("it is down");
            }
        }
    }
    for id in 1..=4 {
        let _ = session.run_line(&format!("restart {id}"));
    }
    session.advance(4000, u64::MAX);
    let report = session.report();
    assert!(report.is_clean(), "{server} after {effects}: {:?}", report.violations());
    for operation in session.world().history() {
        assert!(operation.answer.is_some(), "{server} after {effects}: {operation:?} hangs");
    }
    crashed
}

/// Crashes every server of the run after every prefix of its effects; `stride` leaves some out.
fn crash_everywhere(disk: u64, stride: u64) -> u64 {
    let mut runs = 0;
    for server in (1..=4).map(NodeId) {
        let mut effects = 0;
        while play(disk, server, effects) {
            effects += stride;
            runs += 1;
        }
    }
    runs
}

#[test]
fn a_crash_after_any_effect_is_survived_on_a_disk_that_takes_no_time() {
    let runs = crash_everywhere(0, 1);
    assert!(runs > 500, "{runs} crash points");
}

#[test]
fn a_crash_after_any_effect_is_survived_on_a_slow_disk() {
    let runs = crash_everywhere(7, 3);
    assert!(runs > 150, "{runs} crash points");
}
