//! What a command allocates, and what an entry keeps: `cargo bench -p kvraft-core --bench peers_heap`.
//!
//! A program of its own beside `peers`, for counting takes time from whoever allocates most.
//! Commands exist before the count begins, so what is counted is all but the payload.

#![expect(clippy::disallowed_types, reason = "numbers for people to read")]

mod cluster;
mod floors;
mod omni;
mod ours;
mod raft_rs;
#[expect(dead_code, reason = "not all are counted here")]
mod workloads;

use cluster::Replica;
use floors::{MapFloor, MessageFloor};
use omni::Omni;
use ours::Ours;
use raft_rs::RaftRs;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use std::alloc::System;
use workloads::Prepared;

#[global_allocator]
static HEAP: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

fn main() {
    for servers in [3, 5, 9] {
        for workload in [workloads::SINGLE, workloads::PIPE, workloads::IDLE] {
            println!("{workload}, n = {servers}");
            measure::<RaftRs>(workload, servers);
            measure::<Omni>(workload, servers);
            measure::<Ours>(workload, servers);
            measure::<MessageFloor>(workload, servers);
            measure::<MapFloor>(workload, servers);
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "numbers for people to read")]
fn measure<R: Replica>(workload: &'static str, servers: usize) {
    const COUNT: u64 = 100_000;
    let mut prepared = Prepared::<R>::new(workload, servers, COUNT);
    let region = Region::new(HEAP);
    prepared.measured();
    let change = region.change();
    prepared.check();
    let each = |number: usize| number as f64 / COUNT as f64;
    let allocations = each(change.allocations + change.reallocations);
    let bytes = each(change.bytes_allocated);
    // `bytes_allocated` and `bytes_deallocated` contain what reallocations moved, both ways.
    let kept = each(change.bytes_allocated) - each(change.bytes_deallocated);
    println!(
        "  {:16} {allocations:8.3} allocations   {bytes:9.1} bytes   {kept:8.1} kept",
        R::NAME
    );
}
