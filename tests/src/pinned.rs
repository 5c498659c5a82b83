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
    0x6925_536A_760F_DBB5,
    0x2648_4A7E_C90E_E627,
    0xFCA8_FA85_BC91_FDCB,
    0x4616_4D36_B86C_E759,
    0x1C70_47DE_7B37_513B,
    0xACD8_AA35_179A_78A2,
    0x8BCE_5910_DFFA_7529,
    0xD491_8C53_5808_4CEB,
    0xD079_EC0D_F400_AED9,
    0x3580_53BC_61E3_59CE,
    0x0FE4_B8EF_2100_8188,
    0x1267_ED25_8601_8937,
    0x624A_C614_C6FA_EB91,
    0x2419_7375_60BF_0143,
    0xC254_1B12_1BA7_1259,
    0x3503_65E9_2A90_965D,
    0x0152_2A6B_DFB6_AEF2,
    0xB1F8_F94E_1A10_A721,
    0x1F97_7899_D2CC_7A6B,
    0xC687_2C13_6063_3A48,
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
