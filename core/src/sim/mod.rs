//! The world around the servers, in virtual time: network, disks, clients and what is done to them.
//! One run is (setup, seed, actions); the same three give the same events everywhere.

mod event;

mod disk;

mod network;

mod client;

mod action;

pub mod rules;

mod world;

mod servers;

mod calls;

mod act;

mod size;

pub use act::DELAY_MAX;
pub use action::{Action, ActionError, Outcome, quoted};
pub use client::{Client, Keys, Operation, Workload};
pub use disk::Disk;
pub use event::{Address, Event, Loss, MessageId, Parcel, Summary};
pub use network::{HELD_UP, Link, Network};
pub use world::{
    CLIENTS_MAX, Counts, InFlight, Node, QUEUE_MAX, SERVERS_MAX, Setup, Status, World,
};
