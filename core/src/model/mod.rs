//! Exhaustive search in a small scope: every state that a small cluster can reach within bounds, on the
//! servers, disks and judges of every other run, not on a model of them.
//!
//! A [`Scope`] says how the cluster begins and what bounds it. Time stands still: no timer is ever due and no
//! message arrives by itself; instead any timer may fire and any message arrive at any moment, each a
//! [`Step`]. What is never delivered is lost, what is delivered late is reordered, a copy may be made of what
//! is delivered; servers crash and restart from their disks, a disk may stall so that what is
//! written from then on is lost with the next crash.
//!
//! ```text
//!                 timeout 1          deliver m1        deliver m2
//!     state 0 ─────────────▶ state 1 ──────────▶ … ──────────▶ …        breadth first: what breaks a
//!        │ timeout 2            ╱ the same but for names:                property is found by as few
//!        └──────────▶ state 2 ─┘  counted once                          steps as possible
//! ```
//!
//! States are told apart by 128 bits of their canonical form ([`canon`](crate::canon)): all that matters of
//! servers, disks, messages, clients and the judges' history variables, with the least of the forms that other
//! names for the servers give (Ip and Dill 1996), where the scope treats servers alike. Only the fingerprint is
//! kept, and by which step of which state it was found first; a state is made again from the beginning when
//! its turn comes, which costs little, for neighbours share nearly all of their way ([`Search`]).
//!
//! A search that ends without a finding has seen all there is within its bounds, but for what 128 bits
//! confuse. What was cut off by which bound is counted ([`Cuts`]).

mod bugs;

mod fingerprints;

mod scope;

mod search;

mod state;

mod step;

mod story;

pub use bugs::{Reach, reach};
pub use scope::{Bounds, Call, Scope};
pub use search::{Batch, Cuts, Finding, Found, Path, Search};
pub use state::State;
pub use step::Step;

#[cfg(test)]
mod tests;
