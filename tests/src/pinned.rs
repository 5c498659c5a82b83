//! Three runs with known trace hashes, and digests of a thousand. The native tests and the browser's run the same functions and
//! must get the same numbers: the proof that a run is a run everywhere.

use kvraft_core::kv::ClerkConfig;
use kvraft_core::session::Session;
use kvraft_core::sim::{Link, Setup, Workload};
use kvraft_core::types::{ClientId, Tick};

/// A run and its trace hash.
pub struct Pinned {
    /// Its name.
    pub name: &'static str,
    /// Makes the run and returns its hash.
    pub run: fn() -> u64,
    /// What it must be.
    pub hash: u64,
}

/// The three runs.
pub const RUNS: [Pinned; 3] = [
    Pinned { name: "quiet", run: quiet, hash: 0x184b_8801_6496_eec2 },
    Pinned { name: "faults", run: faults, hash: 0x02f5_015b_a200_687f },
    Pinned { name: "load", run: load, hash: 0x11fd_5b9b_5fa9_7992 },
];

/// So many seeds of the explorer make one digest.
pub const SEEDS_EACH: usize = 50;

/// The digests of the seeds from 0 on, a thousand in all: see [`kvraft_core::nemesis::digest`].
/// `kvraft-lab digest` prints them.
pub const DIGESTS: [u64; 20] = [
    0xe20c_4222_d03f_4690,
    0x898a_00c9_6300_8c25,
    0x14f7_a132_de05_0c3d,
    0x1ed7_d146_2791_543c,
    0x0684_9297_c104_fa8b,
    0x14ec_2949_27f0_7a7c,
    0x7ee2_9a88_2ac2_b96c,
    0x2430_e195_8f22_715d,
    0x5fb3_3506_f182_1788,
    0x5505_63f2_1889_7fcf,
    0xc2f8_02f1_d4ab_4b87,
    0xf866_28a1_2587_ebbb,
    0xb45a_fd5e_cd8e_30f1,
    0xdd9a_cc1d_746a_fa44,
    0x71bf_c622_1782_e6c0,
    0xbd65_1098_fb0f_74fc,
    0xbd47_762f_abc1_a327,
    0x18e0_e920_01c1_5daa,
    0x8dc6_8f56_9a05_9f8b,
    0x6b30_c9db_2925_80db,
];

/// An election and nothing else, for ten seconds.
fn quiet() -> u64 {
    let mut session = Session::new(Setup::default());
    session.advance(10_000, u64::MAX);
    finish(&session)
}

/// Everything the action language can do, on a bad network.
fn faults() -> u64 {
    let setup = Setup { seed: u64::MAX, ..Setup::default() };
    let mut session = Session::new(setup);
    let script = [
        "delay 3 40",
        "loss 5",
        "duplicate 5",
        "disk 0 25",
        "put x 1",
        "append x 木筏",
        "crash leader",
        "c2 cas x 1 2",
        "restart 1",
        "partition 1 2 | 3 4 5",
        "put y 2",
        "pause 4",
        "heal",
        "cut 1 2",
        "resume 4",
        "c2 get x",
        "isolate 5",
        "timeout 5",
        "mend 1 2",
        "heal",
        "delete y",
        "delay 9 9 on 1 2",
        "c2 detach 1",
        "get x",
        "crash 2",
        "restart 2",
        "get y",
    ];
    for line in script {
        // What is impossible in this run (restarting whom nobody crashed) is so on every platform.
        let _ = session.run_line(line);
        session.advance(400, u64::MAX);
    }
    finish(&session)
}

/// Nine servers under load from ten clients with random keys.
fn load() -> u64 {
    let setup = Setup {
        servers: 9,
        clients: 10,
        seed: 42,
        clerk: ClerkConfig { retry_after: 80, ..ClerkConfig::default() },
        link: Link { loss: 20, ..Link::default() },
        ..Setup::default()
    };
    let mut session = Session::new(setup.clone());
    let mut world = kvraft_core::sim::World::new(setup);
    for client in (1..=10).map(ClientId) {
        let rng = world.workload_rng(client);
        let until = Some(Tick(9_000));
        let workload = Workload { until, think: (0, 30), ..Workload::any_of_five_keys(rng) };
        world.set_workload(client, workload.clone());
        session.set_workload(client, workload);
    }
    world.run_until(Tick(10_000));
    session.advance(10_000, u64::MAX);
    assert_eq!(world.trace_hash(), session.world().trace_hash(), "judges change nothing");
    finish(&session)
}

fn finish(session: &Session) -> u64 {
    assert!(session.report().is_clean(), "{:?}", session.report().violations());
    session.world().trace_hash()
}
