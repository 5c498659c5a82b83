//! A replicated key/value store in the manner of MIT 6.824's KVRaft, written to be read, seen and
//! tested: [`raft`] is one server's consensus and [`kv`] the store and its service, both pure step
//! functions without clock, dice or I/O; [`sim`] is a deterministic world of servers, disks,
//! network and clients; [`check`] holds the judges that watch a run; [`scenario`] tells how a
//! run begins and what is done in it; [`session`] is the boundary that pages and tools use; [`model`]
//! searches all that a small cluster can come to;
//! [`nemesis`] makes random trouble, and judges how a cluster lives through it. Read the modules in
//! the order in which they are declared here.

pub mod types;

pub mod sentence;

pub mod rng;

pub mod hash;

pub mod tape;

pub mod sorted;
pub mod table;

pub mod canon;

pub mod raft;

pub mod kv;

pub mod sim;

pub mod check;

pub mod history;

pub mod trace;

pub mod console;

pub mod scenario;

pub mod session;

#[cfg(feature = "json")]
pub mod challenge;

pub mod export;

pub mod model;

pub mod shrink;

pub mod nemesis;
