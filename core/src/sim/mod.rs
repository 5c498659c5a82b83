//! The world around the servers, in virtual time: network, disks, clients and what is done to them.
//! One run is (setup, seed, actions); the same three give the same events everywhere.

mod event;

mod disk;

mod link;

mod network;

mod client;

mod action;

mod action_error;

mod action_text;

pub mod rules;

mod world;

mod mail;

mod servers;

mod calls;

mod act;

mod act_faults;

mod size;

mod canonical;

pub use act_faults::DELAY_MAX;
pub use action::{Action, Deed, Direction, DiskFault, Outcome, Shares, Work};
pub use action_error::ActionError;
pub use action_text::quoted;
pub use client::{Client, Keys, Operation, Workload};
pub use disk::{Disk, DiskMode};
pub use event::{Address, Event, Loss, MessageId, Parcel, Summary};
pub use link::{HELD_UP, Link, Order, QUEUE_TICKS, Shape};
pub use mail::InFlight;
pub use network::Network;
pub use world::{CLIENTS_MAX, Counts, Node, QUEUE_MAX, SERVERS_MAX, Setup, Status, World};
