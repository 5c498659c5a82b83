//! Raft, one server of it, as a pure step function.
//!
//! A Raft cluster keeps a log the same on several servers, so that it survives the crash of any
//! minority (paper: Ongaro and Ousterhout, *In Search of an Understandable Consensus Algorithm*,
//! extended version; "diss." is Ongaro's dissertation). One server is a [`Server`]. It owns no
//! socket, disk, clock or dice: its driver feeds it [`Input`]s through [`Server::step`] and carries
//! out the [`Effect`]s that come back, in order: from a list ([`Effects`]), or as each arises ([`Sink`]).
//!
//! # A term in the life of a cluster
//!
//! Time is cut into *terms*, each beginning with an election (§5.1). A *follower* that hears no
//! leader for an election timeout becomes a *candidate* of the next term and asks for votes
//! ([`Message::RequestVote`]). Each server has one vote a term and gives it only to a candidate
//! whose log is at least as up-to-date as its own (§5.2, §5.4.1; `rules.rs`). Who gets a majority is
//! *leader*: there is at most one in a term, for two majorities share a server. It appends a no-op,
//! and with it commits what its predecessors left behind (§5.4.2).
//!
//! The leader appends clients' commands to its log and sends them to the followers
//! ([`Message::AppendEntries`]), each batch with the id of the entry before it. A follower that lacks
//! that entry refuses and says where its log parts from the leader's; the leader tries further
//! back ([`Progress`]). So logs that agree on one entry agree on all before it (§5.3, Log Matching).
//! Once a majority holds an entry of the leader's term, it is *committed*: it and all before it are
//! applied, and no later leader can lack it (§5.4.3).
//!
//! # Durability
//!
//! `current_term`, `voted_for` and the log must survive a crash. Each change comes out as
//! [`Effect::Persist`] with a number, and each [`Effect::Send`] names the write it relies on: the driver
//! must not let the message leave before. A vote or an acknowledgement that outran its write
//! could be taken back by a crash. Only the leader may send entries while it still writes them; in
//! return its own copy counts for commitment only from [`Input::Persisted`] on (diss. §10.2.1). A disk that
//! takes no time may say so at once ([`Sink::persist`]).
//!
//! # Figure 2 in our names
//!
//! | paper | here |
//! | --- | --- |
//! | currentTerm, votedFor, log\[\] | [`Server::current_term`], [`Server::voted_for`], [`Server::log`] |
//! | commitIndex, lastApplied | [`Server::commit_index`], [`Server::last_applied`] |
//! | nextIndex\[\], matchIndex\[\] | [`Progress::next_index`], [`Progress::match_index`] |
//! | prevLogIndex, prevLogTerm | `prev`, an [`EntryId`](crate::types::EntryId) |
//! | lastLogIndex, lastLogTerm | `last`, an [`EntryId`](crate::types::EntryId) |
//!
//! # Options beyond the paper's basic form
//!
//! PreVote (diss. §9.6), CheckQuorum (§6.2) and leader stickiness (§4.2.3) are switches of [`Config`], so are
//! joint consensus (paper §6) against single-server changes (diss. §4.1), and leases (§6.4.1). Leadership
//! transfer (§3.10), snapshots (paper §7) and reads without the log (§6.4) are inputs: [`Input`].

pub mod log;

mod message;

mod membership;

mod progress;

mod bug;

pub mod rules;

mod effects;

mod snapshot;

mod canonical;

mod change;
mod election;
mod leadership;
mod reads;
mod replication;
mod server;

pub use bug::{Bug, BugSet};
pub use effects::{
    Change, ChangeRefused, Effect, Effects, Event, Ignored, Input, NotLeader, ReadId, ReadKind,
    Sink, VoteRefusal, Write, WriteId,
};
pub use leadership::Leader;
pub use log::{Conflict, Entries, Entry, Log, Payload};
pub use membership::Membership;
pub use message::{Campaign, Envelope, Message, Mismatch};
pub use progress::{Pace, Progress};
pub use server::{Config, Durable, Role, Server};
pub use snapshot::Snapshot;
