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
    0x13DC_E1A3_A9B0_5375,
    0xA470_5361_458E_D063,
    0x2DE1_AED4_BC49_9007,
    0x53DE_E4F2_AF1C_95FC,
    0xDB4D_D899_E792_D841,
    0xFBF9_13ED_0D6E_A14D,
    0xC25E_B210_E53B_CF10,
    0x3FF9_5A65_C5D1_5166,
    0x11A2_A8D5_48C1_35C7,
    0x6199_2602_A689_DC8D,
    0x7F22_D58E_3945_52A5,
    0xF871_B211_EC54_842D,
    0x2FA0_0FF9_2064_1196,
    0x2419_7375_60BF_0143,
    0x71C7_E2D4_FB84_BADA,
    0x2102_EBB3_2877_8E75,
    0x9540_FBB9_362F_1BC6,
    0x7F91_51A9_A960_8754,
    0x1F97_7899_D2CC_7A6B,
    0x0A4D_C3E6_E20F_8641,
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
