//! What the clusters are made to do.

use super::cluster::{Cluster, Replica, commands};

/// One write, applied everywhere, then the next.
pub const SINGLE: &str = "single";
/// Up to 256 writes unanswered at a time.
pub const PIPE: &str = "pipe";
/// Ticks in which nothing happens.
pub const IDLE: &str = "idle";
/// The leader is cut off until another leads, then comes back.
pub const ELECT: &str = "elect";
/// A follower that was cut off gets the writes it missed.
pub const CATCH_UP: &str = "catch-up";

pub const ALL: [&str; 5] = [SINGLE, PIPE, IDLE, ELECT, CATCH_UP];

/// A workload that is ready to run.
pub struct Prepared<R: Replica> {
    pub cluster: Cluster<R>,
    workload: &'static str,
    count: u64,
    commands: Vec<R::Command>,
}

impl<R: Replica> Prepared<R> {
    /// A cluster about to do `count` of something.
    pub fn new(workload: &'static str, servers: usize, count: u64) -> Self {
        let mut cluster = Cluster::start(servers);
        let mut writes = commands::<R>(super::cluster::KEYS, count);
        if workload == CATCH_UP {
            cluster.cut_off(servers - 1);
            cluster.pipe(&mut writes, 256);
        }
        (cluster.network.messages, cluster.ticks) = (0, 0);
        Self { cluster, workload, count, commands: writes }
    }

    /// Does it. The name stands in `--toggle-collect`.
    #[inline(never)]
    pub fn measured(&mut self) {
        let Self { cluster, count, commands, .. } = self;
        match self.workload {
            SINGLE => cluster.pipe(commands, 1),
            PIPE => cluster.pipe(commands, 256),
            IDLE => {
                for _ in 0..*count {
                    cluster.tick();
                }
            }
            ELECT => (0..*count).for_each(|_| elect(cluster)),
            CATCH_UP => {
                cluster.heal();
                let target = cluster.replicas[0].applied();
                while cluster.applied_by_all() < target {
                    cluster.tick();
                    cluster.settle();
                }
            }
            other => panic!("no such workload: {other}"),
        }
    }

    pub fn check(&mut self) {
        self.cluster.heal();
        if R::PROPOSED_EVERYWHERE {
            return self.cluster.assert_equal();
        }
        for _ in 0..100 {
            self.cluster.tick();
            self.cluster.settle();
        }
        self.cluster.assert_equal();
    }
}

fn elect<R: Replica>(cluster: &mut Cluster<R>) {
    let old = cluster.leader().expect("somebody leads");
    cluster.cut_off(old);
    while cluster.leader().is_none() {
        cluster.tick();
        cluster.settle();
    }
    cluster.heal();
    while cluster.replicas[old].leads() {
        cluster.tick();
        cluster.settle();
    }
}
