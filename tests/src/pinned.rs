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
    Pinned { name: "quiet", run: quiet, hash: 0xa08d_933b_3f4a_d494 },
    Pinned { name: "faults", run: faults, hash: 0x622d_8f43_ac53_065d },
    Pinned { name: "load", run: load, hash: 0xfad0_c544_9b33_f8c7 },
];

/// So many seeds of the explorer make one digest.
pub const SEEDS_EACH: usize = 50;

/// The digests of the seeds from 0 on, a thousand in all: see [`kvraft_core::nemesis::digest`].
/// `kvraft-lab digest` prints them.
pub const DIGESTS: [u64; 20] = [
    0x1146_e180_16c3_19b6,
    0x0e35_097b_c452_51d5,
    0xeb2f_6916_f556_ae34,
    0x0457_db83_399f_527e,
    0x92e9_6fbd_40fe_6ff5,
    0xceb9_253b_1402_3c88,
    0x0248_9ad1_7bfa_f789,
    0x1b9b_5b22_820d_6e4b,
    0xd70a_ff11_6c01_35b7,
    0xf61c_614f_f168_f1bd,
    0xcf3f_80f5_68b8_737d,
    0xabf6_cacd_2d9f_8760,
    0xd9e0_f2bb_6c55_e7d7,
    0xc8a9_2645_badf_6674,
    0xa8af_c3a3_583e_af24,
    0x36e1_7aca_8e56_b1be,
    0x9062_181d_a65a_b0aa,
    0x3e02_8fb9_fbc7_0343,
    0xb8f7_0034_829b_32a8,
    0xaee5_bd6b_3794_f9c8,
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
