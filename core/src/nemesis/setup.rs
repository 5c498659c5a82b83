//! Random clusters. Their networks, disks and clocks are good at first, for that is what they are
//! calmed to in the end; trouble makes them bad.

use crate::kv::{ClerkConfig, KvConfig, ReadMode};
use crate::raft::{BugSet, Config};
use crate::rng::Rng;
use crate::sim::{Link, Setup, Shares, Work};
use crate::sorted::SortedMap;
use crate::types::NodeId;

pub(super) fn number(rng: &mut Rng, min: u64, max: u64) -> u32 {
    u32::try_from(rng.between(min, max)).expect("all numbers here are small")
}

fn size(rng: &mut Rng, min: u64, max: u64) -> usize {
    usize::try_from(rng.between(min, max)).expect("all numbers here are small")
}

/// A cluster, its servers with these bugs.
pub(super) fn random(seed: u64, bugs: BugSet, rng: &mut Rng) -> Setup {
    // Large clusters cost more than they show.
    let sizes = [1, 2, 3, 3, 3, 3, 4, 4, 5, 5, 5, 6, 7, 8, 9];
    let servers = *rng.pick(&sizes).expect("there are some");
    let clients = number(rng, 1, 6);
    let heartbeat = rng.between(20, 100);
    let raft = Config {
        lease_drift: rng.chance(500).then_some(100),
        leader_stickiness: rng.chance(500),
        ..random_config(heartbeat, rng)
    };
    let delay_max = rng.between(0, 10);
    let disk_max = rng.between(0, 5);
    Setup {
        servers,
        members: rng.chance(300).then(|| number(rng, 1, u64::from(servers))),
        deviations: random_deviations(servers, heartbeat, &raft, rng),
        clients,
        seed,
        raft,
        kv: KvConfig {
            max_raft_state: rng.chance(500).then(|| rng.between(50, 2000)),
            // As many as there are clients, for who is pushed out is told nothing of its last call.
            sessions_max: rng.chance(300).then_some(6),
        },
        clerk: ClerkConfig {
            retry_after: rng.between(20, 400),
            pause: rng.between(1, 100),
            give_up_after: rng.chance(300).then(|| rng.between(300, 1500)),
        },
        link: Link { delay_min: rng.between(0, delay_max), delay_max, ..Link::default() },
        disk: (rng.between(0, disk_max), disk_max),
        disks: SortedMap::new(),
        bugs,
    }
}

/// One server's configuration in a cluster with this heartbeat; leases are a matter of all together.
fn random_config(heartbeat_interval: u64, rng: &mut Rng) -> Config {
    let election_timeout_min = rng.between(2, 4) * heartbeat_interval;
    Config {
        election_timeout_min,
        election_timeout_max: election_timeout_min + rng.between(50, 300),
        heartbeat_interval,
        // Small ones bring a follower up to date in many steps, each of which can go wrong.
        batch_max: size(rng, 1, 8),
        in_flight_max: size(rng, 1, 4),
        chunk_max: size(rng, 16, 200),
        pre_vote: rng.chance(500),
        check_quorum: rng.chance(500),
        joint_consensus: rng.chance(700),
        commit_notice: rng.chance(500),
        coalesce: rng.chance(500),
        leader_stickiness: false,
        lease_drift: None,
    }
}

/// Servers whose options are others, as in a cluster that is being changed over. With leases, what those
/// rest on is the same everywhere.
fn random_deviations(
    servers: u32,
    heartbeat: u64,
    raft: &Config,
    rng: &mut Rng,
) -> SortedMap<NodeId, Config> {
    if !rng.chance(300) {
        return SortedMap::new();
    }
    let some = (1..=servers).map(NodeId).filter(|_| rng.chance(400)).collect::<Vec<_>>();
    let deviation = |server| {
        let other = random_config(heartbeat, rng);
        let config = if raft.lease_drift.is_some() {
            Config {
                election_timeout_min: raft.election_timeout_min,
                election_timeout_max: raft.election_timeout_max,
                leader_stickiness: raft.leader_stickiness,
                lease_drift: raft.lease_drift,
                ..other
            }
        } else {
            Config { leader_stickiness: rng.chance(500), ..other }
        };
        (server, config)
    };
    some.into_iter().map(deviation).collect()
}

/// What each client does by itself.
pub(super) fn random_works(setup: &Setup, rng: &mut Rng) -> Vec<Work> {
    (0..setup.clients).map(|_| random_work(u64::from(setup.clients), rng)).collect()
}

pub(super) fn random_work(keys_max: u64, rng: &mut Rng) -> Work {
    let think = rng.between(0, 100);
    let appends = number(rng, 200, 600);
    let puts = number(rng, 0, 200);
    let reads = [ReadMode::Log, ReadMode::Index, ReadMode::Lease];
    Work {
        think: (rng.between(0, think), think),
        keys: Some(number(rng, 1, keys_max)),
        shares: Some(Shares { gets: 1000 - appends - puts, puts, appends }),
        via: rng.pick(&reads).copied(),
    }
}
