//! Events as they cross to JavaScript.

#![expect(missing_docs, reason = "fields are named as in Figure 2; others have their line")]

use crate::view::{VALUE_SHOWN, cut, id};
use kvraft_core::kv::Execution;
use kvraft_core::raft::{self, Conflict, Ignored, VoteRefusal};
use kvraft_core::session::Happened;
use kvraft_core::sim::{Action, Address, DiskFault, Event, Loss, Summary};
use serde::{Deserialize, Serialize};
use tsify::Tsify;

/// Something that happened, for the narrator, the event list and scripts.
/// `kind` is one of the names listed at that field; facts that do not apply are undefined.
#[derive(Debug, Clone, Default, Serialize, Deserialize, Tsify)]
pub struct EventView {
    /// Position in the run, from 0.
    pub sequence: u64,
    pub tick: u64,
    /// sent duplicated delivered dropped | election-started vote-granted vote-refused became-leader
    /// stepped-down appended truncated append-refused committed ignored applied skipped persisted |
    /// pre-vote-started pre-vote-granted pre-vote-refused transfer-started transfer-abandoned quorum-lost
    /// membership-entered change-abandoned compacted snapshot-installed restored |
    /// crashed restarted paused resumed cut mended partitioned bridged cut-one-way healed calmed tuned |
    /// held released written disk-full writes-lost | called returned gave-up
    pub kind: String,
    /// The server (or, for client events, the client) it happened at.
    pub server: Option<u32>,
    pub client: Option<u32>,
    /// The other party: candidate, leader, sender, receiver.
    pub peer: Option<u32>,
    pub term: Option<u64>,
    pub index: Option<u64>,
    /// Why, as a stable word: vote refused: `old-term` `already-voted` `log-behind`; append refused:
    /// `prev-missing` `prev-conflict`; dropped: `lost` `cut` `down` `full` `hand`; cut, mended: `request`
    /// `reply` (of a client); tuned: `link` `all-links` `disk` `all-disks` `lie` `honest` `disorder`
    /// `ordered` `full` `room` `clock` `client` `all-clients`; stepped down: `leader` `candidate`
    /// (what it was); ignored: `misdirected` `stranger` `old-answer` `rival-leader` `impossible`; sent: the
    /// message's name, `request-vote` … `reply`.
    pub reason: Option<String>,
    /// The whole event in the trace's text form (English, golden tests use it too).
    pub text: String,
}

/// One event at its position in the run.
pub fn event(sequence: u64, happened: &Happened) -> EventView {
    let text = cut(&happened.event.to_string(), VALUE_SHOWN);
    let mut view = EventView { sequence, tick: happened.tick.0, text, ..EventView::default() };
    let (kind, reason) = describe(&mut view, &happened.event);
    kind.clone_into(&mut view.kind);
    view.reason = reason.map(str::to_owned);
    view
}

/// The `kind` of an event.
pub fn kind(happened: &Happened) -> &'static str {
    describe(&mut EventView::default(), &happened.event).0
}

/// Fills in who, where and when of an event; returns what and why.
#[inline(never)]
fn describe(view: &mut EventView, event: &Event) -> (&'static str, Option<&'static str>) {
    match event {
        Event::Sent { from, to, summary, .. } => {
            set_ends(view, *from, *to);
            return ("sent", Some(name(summary)));
        }
        Event::Delivered { from, to, .. } => set_ends(view, *to, *from),
        Event::Dropped { from, to, loss, .. } => {
            set_ends(view, *from, *to);
            let reason = match loss {
                Loss::Chance => "lost",
                Loss::Cut => "cut",
                Loss::Down => "down",
                Loss::Full => "full",
                Loss::Hand => "hand",
            };
            return ("dropped", Some(reason));
        }
        Event::Raft { server, event } => {
            view.server = Some(server.0);
            return describe_raft(view, event);
        }
        Event::Applied { server, applied } => {
            view.server = Some(server.0);
            view.index = Some(applied.id.index.0);
            view.term = Some(applied.id.term.0);
            view.client = applied.request.as_ref().map(|request| request.client.0);
            return match applied.outcome {
                Execution::Nothing | Execution::Executed => ("applied", None),
                Execution::Duplicate => ("skipped", None),
            };
        }
        Event::Cut { from, to } | Event::Mended { from, to } => {
            set_ends(view, *from, *to);
            return (kind_of(event), way(*from, *to));
        }
        Event::Held { from, to, .. } | Event::Released { from, to, .. } => {
            set_ends(view, *from, *to);
        }
        Event::Tuned { by } => return ("tuned", Some(setting(view, by))),
        Event::Restored { server, last, .. } => {
            view.server = Some(server.0);
            view.index = Some(last.index.0);
        }
        Event::WritesLost { server, count } => {
            view.server = Some(server.0);
            view.index = Some(*count);
        }
        Event::Persisted { server, .. }
        | Event::Written { server, .. }
        | Event::DiskFull { server, .. }
        | Event::Crashed { server }
        | Event::Restarted { server }
        | Event::Paused { server }
        | Event::Resumed { server } => view.server = Some(server.0),
        Event::Called { client, number, .. } | Event::Returned { client, number, .. } => {
            view.client = Some(client.0);
            view.index = Some(number.0);
        }
        Event::Duplicated { .. }
        | Event::Partitioned { .. }
        | Event::Bridged { .. }
        | Event::CutOneWay { .. }
        | Event::Healed
        | Event::Calmed => {}
    }
    (kind_of(event), None)
}

/// The plain name of an event that needs no reason.
fn kind_of(event: &Event) -> &'static str {
    match event {
        Event::Sent { .. } => "sent",
        Event::Duplicated { .. } => "duplicated",
        Event::Delivered { .. } => "delivered",
        Event::Dropped { .. } => "dropped",
        Event::Raft { .. } => "raft",
        Event::Applied { .. } => "applied",
        Event::Restored { .. } => "restored",
        Event::Persisted { .. } => "persisted",
        Event::Crashed { .. } => "crashed",
        Event::Restarted { .. } => "restarted",
        Event::Paused { .. } => "paused",
        Event::Resumed { .. } => "resumed",
        Event::Cut { .. } => "cut",
        Event::Mended { .. } => "mended",
        Event::Partitioned { .. } => "partitioned",
        Event::Healed => "healed",
        Event::Bridged { .. } => "bridged",
        Event::CutOneWay { .. } => "cut-one-way",
        Event::Calmed => "calmed",
        Event::Held { .. } => "held",
        Event::Released { .. } => "released",
        Event::Written { .. } => "written",
        Event::DiskFull { .. } => "disk-full",
        Event::WritesLost { .. } => "writes-lost",
        Event::Tuned { .. } => "tuned",
        Event::Called { .. } => "called",
        Event::Returned { answer: Some(_), .. } => "returned",
        Event::Returned { answer: None, .. } => "gave-up",
    }
}

fn describe_raft(
    view: &mut EventView,
    event: &raft::Event,
) -> (&'static str, Option<&'static str>) {
    match *event {
        raft::Event::ElectionStarted { term } => {
            view.term = Some(term.0);
            ("election-started", None)
        }
        raft::Event::PreVoteStarted { term } => {
            view.term = Some(term.0);
            ("pre-vote-started", None)
        }
        raft::Event::PreVoteGranted { candidate, term } => {
            view.peer = Some(candidate.0);
            view.term = Some(term.0);
            ("pre-vote-granted", None)
        }
        raft::Event::PreVoteRefused { candidate, term, reason } => {
            view.peer = Some(candidate.0);
            view.term = Some(term.0);
            ("pre-vote-refused", Some(refusal(reason)))
        }
        raft::Event::TransferStarted { to } => {
            view.peer = Some(to.0);
            ("transfer-started", None)
        }
        raft::Event::TransferAbandoned { to } => {
            view.peer = Some(to.0);
            ("transfer-abandoned", None)
        }
        raft::Event::MembershipEntered { index, .. } => {
            view.index = Some(index.0);
            ("membership-entered", None)
        }
        raft::Event::ChangeAbandoned => ("change-abandoned", None),
        raft::Event::Compacted { last } => {
            view.index = Some(last.index.0);
            ("compacted", None)
        }
        raft::Event::SnapshotInstalled { last } => {
            view.index = Some(last.index.0);
            ("snapshot-installed", None)
        }
        raft::Event::QuorumLost { term } => {
            view.term = Some(term.0);
            ("quorum-lost", None)
        }
        raft::Event::VoteGranted { candidate, term } => {
            view.peer = Some(candidate.0);
            view.term = Some(term.0);
            ("vote-granted", None)
        }
        raft::Event::VoteRefused { candidate, term, reason } => {
            view.peer = Some(candidate.0);
            view.term = Some(term.0);
            ("vote-refused", Some(refusal(reason)))
        }
        raft::Event::BecameLeader { term } => {
            view.term = Some(term.0);
            ("became-leader", None)
        }
        raft::Event::SteppedDown { term, was_leader } => {
            view.term = Some(term.0);
            ("stepped-down", Some(if was_leader { "leader" } else { "candidate" }))
        }
        raft::Event::Appended { last, .. } => {
            view.index = Some(last.index.0);
            view.term = Some(last.term.0);
            ("appended", None)
        }
        raft::Event::Truncated { from, .. } => {
            view.index = Some(from.0);
            ("truncated", None)
        }
        raft::Event::AppendRefused { leader, prev, conflict: Conflict { term, .. } } => {
            view.peer = Some(leader.0);
            view.index = Some(prev.index.0);
            ("append-refused", Some(if term.is_some() { "prev-conflict" } else { "prev-missing" }))
        }
        raft::Event::Committed { to, .. } => {
            view.index = Some(to.0);
            ("committed", None)
        }
        raft::Event::Ignored { from, reason } => {
            view.peer = Some(from.0);
            let reason = match reason {
                Ignored::Misdirected => "misdirected",
                Ignored::Stranger => "stranger",
                Ignored::OldAnswer => "old-answer",
                Ignored::OldRequest => "old-request",
                Ignored::NoVote => "no-vote",
                Ignored::LeaderAlive => "leader-alive",
                Ignored::RivalLeader => "rival-leader",
                Ignored::Impossible => "impossible",
            };
            ("ignored", Some(reason))
        }
    }
}

fn refusal(reason: VoteRefusal) -> &'static str {
    match reason {
        VoteRefusal::OldTerm => "old-term",
        VoteRefusal::AlreadyVoted(_) => "already-voted",
        VoteRefusal::LeaderAlive(_) => "leader-alive",
        VoteRefusal::LogBehind { .. } => "log-behind",
    }
}

fn name(summary: &Summary) -> &'static str {
    match summary {
        Summary::RequestVote { .. } => "request-vote",
        Summary::RequestVoteResponse { .. } => "request-vote-response",
        Summary::RequestPreVote { .. } => "request-pre-vote",
        Summary::RequestPreVoteResponse { .. } => "request-pre-vote-response",
        Summary::TimeoutNow { .. } => "timeout-now",
        Summary::InstallSnapshot { .. } => "install-snapshot",
        Summary::InstallSnapshotResponse { .. } => "install-snapshot-response",
        Summary::ReadIndex { .. } => "read-index",
        Summary::ReadIndexResponse { .. } => "read-index-response",
        Summary::AppendEntries { .. } => "append-entries",
        Summary::AppendEntriesResponse { .. } => "append-entries-response",
        Summary::Request { .. } => "request",
        Summary::Reply { .. } => "reply",
    }
}

/// Which way of a client's link it is; none between servers.
fn way(from: Address, to: Address) -> Option<&'static str> {
    match (from, to) {
        (Address::Client(_), _) => Some("request"),
        (_, Address::Client(_)) => Some("reply"),
        (Address::Server(_), Address::Server(_)) => None,
    }
}

/// Notes whom or what a setting is about; returns its kind.
fn setting(view: &mut EventView, action: &Action) -> &'static str {
    match action {
        Action::Delay { link, .. }
        | Action::Loss { link, .. }
        | Action::Duplicate { link, .. }
        | Action::Late { link, .. }
        | Action::Reorder { link, .. }
        | Action::Order { link, .. }
        | Action::Bandwidth { link, .. } => {
            let Some((from, to)) = *link else { return "all-links" };
            set_ends(view, from, to);
            "link"
        }
        Action::DiskLatency { server, .. } => {
            view.server = id(*server);
            if server.is_some() { "disk" } else { "all-disks" }
        }
        Action::Disk { server, fault, on } => {
            view.server = Some(server.0);
            match (fault, *on) {
                (DiskFault::Lie, true) => "lie",
                (DiskFault::Lie, false) => "honest",
                (DiskFault::Disorder, true) => "disorder",
                (DiskFault::Disorder, false) => "ordered",
                (DiskFault::Full, true) => "full",
                (DiskFault::Full, false) => "room",
            }
        }
        Action::Clock { server, percent } => {
            view.server = Some(server.0);
            view.index = Some((*percent).into());
            "clock"
        }
        Action::Reach { client, .. }
        | Action::Work { client, .. }
        | Action::Rest(client)
        | Action::Patience { client, .. }
        | Action::Retry { client, .. } => {
            view.client = client.map(|client| client.0);
            if client.is_some() { "client" } else { "all-clients" }
        }
        // These are told by events of their own.
        Action::Submit { .. }
        | Action::Crash(_)
        | Action::CrashAfter { .. }
        | Action::Restart(_)
        | Action::Pause(_)
        | Action::Resume(_)
        | Action::Timeout(_)
        | Action::Heartbeat(_)
        | Action::AskAgain { .. }
        | Action::Members { .. }
        | Action::Compact(_)
        | Action::Transfer(_)
        | Action::Isolate(_)
        | Action::Cut(..)
        | Action::Mend(..)
        | Action::Partition(_)
        | Action::Bridge(_)
        | Action::OneWay { .. }
        | Action::Heal
        | Action::Calm
        | Action::Message { .. } => "other",
    }
}

/// Notes where something happened and who was at the other end.
fn set_ends(view: &mut EventView, at: Address, other: Address) {
    for (address, is_here) in [(at, true), (other, false)] {
        match address {
            Address::Server(server) if is_here => view.server = Some(server.0),
            Address::Server(server) => view.peer = Some(server.0),
            Address::Client(client) => view.client = Some(client.0),
        }
    }
}
