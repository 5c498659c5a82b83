//! What happened, event by event, as flat arrays of numbers: for views of many thousands of events.

use crate::frame::number;
use crate::session::{Session, from_number};
use kvraft_core::raft::Event as Raft;
use kvraft_core::session::{BranchId, Happened, Reader, Session as Core};
use kvraft_core::sim::{Address, Event, Loss, Summary};
use kvraft_core::types::{NodeId, Tick};
use wasm_bindgen::prelude::*;

/// Numbers for an event.
const EVENT: usize = 8;

/// Reads the events of the branch one is on, seen or not at this moment, piece by piece.
#[wasm_bindgen]
#[derive(Debug, Default)]
pub struct Chronicle {
    branch: BranchId,
    /// Stands where the last piece ended.
    reader: Option<Reader>,
}

#[wasm_bindgen]
impl Session {
    /// One that has read nothing yet, of this session only.
    pub fn chronicle(&self) -> Chronicle {
        Chronicle::default()
    }
}

#[wasm_bindgen]
impl Chronicle {
    /// Turns to the branch one is on. Returns up to which position what was read before holds here, too.
    pub fn turn(&mut self, session: &Session) -> f64 {
        let (before, now) = (self.branch, session.core.current());
        if before == now {
            return f64::INFINITY;
        }
        self.branch = now;
        self.reader = None;
        session.core.parting(before, now).map_or(0.0, |place| number(place.events))
    }

    /// How many events the branch has, as far as it has been seen.
    pub fn end(&self, session: &Session) -> f64 {
        number(branch_end(&session.core))
    }

    /// The position of an event not after `tick` from which reading on costs little.
    pub fn before(&self, session: &Session, tick: f64) -> f64 {
        number(session.core.event_before(Tick(from_number(tick))))
    }

    /// At most `limit` events from position `from` on, eight numbers for each:
    ///
    /// - tick;
    /// - kind: 0 another, 1 sent, 2 delivered, 3 dropped, 4 duplicated, 5 held, 6 released, 7
    ///   election-started, 8 became-leader, 9 stepped-down, 10 vote-granted, 11 vote-refused, 12
    ///   pre-vote-started, 13 appended, 14 truncated, 15 append-refused, 16 committed, 17 applied, 18 persisted,
    ///   19 crashed, 20 restarted, 21 paused, 22 resumed, 23 cut, 24 mended, 25 partitioned, 26 bridged, 27
    ///   cut-one-way, 28 healed, 29 calmed, 30 tuned, 31 called, 32 returned, 33 gave-up, 34 compacted, 35
    ///   snapshot-installed, 36 restored, 37 membership-entered, 38 quorum-lost, 39 writes-lost, 40 disk-full;
    /// - where it happened: a server, or a client as a negative number; 0 nowhere in particular;
    /// - the other party, likewise: whom it was sent to, whence it came, who stands for election;
    /// - the message, 0 none;
    /// - the term: of a message the one in it, else the one that the event tells; 0 none;
    /// - the index of the entry it is about, the number of a client's call; of a message the number of entries
    ///   it carries, or of its bytes of a snapshot; of a duplicated one its copy; 0 none;
    /// - more: of a message sent its kind as in `Session.frame`; of one dropped 0 lost, 1 cut, 2 down, 3 full, 4
    ///   hand; of stepped-down whether it led; of a response to a request for a vote the kind plus 100 if
    ///   the vote was given, likewise for entries accepted.
    pub fn read(&mut self, session: &Session, from: f64, limit: u32) -> Vec<f64> {
        let core = &session.core;
        let from = from_number(from);
        let limit = u64::from(limit).min(branch_end(core).saturating_sub(from));
        let mut out = Vec::with_capacity(usize::try_from(limit).unwrap_or(0) * EVENT);
        let remembered = core.events_since(from).next().is_some_and(|(at, _)| at == from);
        if remembered && from + limit <= core.event_count() {
            for (_, happened) in core.events_since(from).take(usize::try_from(limit).unwrap_or(0)) {
                push(&mut out, happened);
            }
            return out;
        }
        let reader = self
            .reader
            .take()
            .filter(|reader| reader.position() == from && reader.branch() == core.current());
        let Some(mut reader) = reader.or_else(|| core.reader(from)) else { return out };
        for _ in 0..limit {
            let Some(happened) = core.read(&mut reader) else { break };
            push(&mut out, &happened);
        }
        self.reader = Some(reader);
        out
    }
}

fn branch_end(core: &Core) -> u64 {
    core.branches()[core.current().0 as usize].end().events
}

/// The facts of an event, as far as a picture needs them.
#[derive(Default)]
struct Facts {
    kind: u8,
    at: f64,
    peer: f64,
    message: u64,
    term: u64,
    index: u64,
    more: u8,
}

fn push(out: &mut Vec<f64>, happened: &Happened) {
    let facts = facts(&happened.event);
    out.extend([
        number(happened.tick.0),
        facts.kind.into(),
        facts.at,
        facts.peer,
        number(facts.message),
        number(facts.term),
        number(facts.index),
        facts.more.into(),
    ]);
}

fn at(address: Address) -> f64 {
    match address {
        Address::Server(server) => server.0.into(),
        Address::Client(client) => -f64::from(client.0),
    }
}

fn facts(event: &Event) -> Facts {
    let here = |kind: u8, server: &NodeId| Facts { kind, at: server.0.into(), ..Facts::default() };
    let plain = |kind: u8| Facts { kind, ..Facts::default() };
    let way = |kind: u8, from: &Address, to: &Address| Facts {
        kind,
        at: at(*from),
        peer: at(*to),
        ..Facts::default()
    };
    match event {
        Event::Sent { message, from, to, summary } => {
            let (more, term, index) = content(summary);
            Facts { message: message.0, term, index, more, ..way(1, from, to) }
        }
        Event::Delivered { message, from, to } => Facts { message: message.0, ..way(2, to, from) },
        Event::Dropped { message, from, to, loss } => {
            let more = match loss {
                Loss::Chance => 0,
                Loss::Cut => 1,
                Loss::Down => 2,
                Loss::Full => 3,
                Loss::Hand => 4,
            };
            Facts { message: message.0, more, ..way(3, from, to) }
        }
        Event::Duplicated { message, copy } => {
            Facts { message: message.0, index: copy.0, ..plain(4) }
        }
        Event::Held { message, from, to } => Facts { message: message.0, ..way(5, from, to) },
        Event::Released { message, from, to } => Facts { message: message.0, ..way(6, from, to) },
        Event::Raft { server, event } => Facts { at: server.0.into(), ..raft_facts(event) },
        Event::Applied { server, applied } => {
            let (term, index) = (applied.id.term.0, applied.id.index.0);
            Facts { term, index, ..here(17, server) }
        }
        Event::Persisted { server, .. } => here(18, server),
        Event::Crashed { server } => here(19, server),
        Event::Restarted { server } => here(20, server),
        Event::Paused { server } => here(21, server),
        Event::Resumed { server } => here(22, server),
        Event::Cut { from, to } => way(23, from, to),
        Event::Mended { from, to } => way(24, from, to),
        Event::Partitioned { .. } => plain(25),
        Event::Bridged { .. } => plain(26),
        Event::CutOneWay { .. } => plain(27),
        Event::Healed => plain(28),
        Event::Calmed => plain(29),
        Event::Tuned { .. } => plain(30),
        Event::Called { client, number, .. } => {
            Facts { kind: 31, at: -f64::from(client.0), index: number.0, ..Facts::default() }
        }
        Event::Returned { client, number, answer } => {
            let kind = if answer.is_some() { 32 } else { 33 };
            Facts { kind, at: -f64::from(client.0), index: number.0, ..Facts::default() }
        }
        Event::Restored { server, last, .. } => Facts { index: last.index.0, ..here(36, server) },
        Event::WritesLost { server, count } => Facts { index: *count, ..here(39, server) },
        Event::DiskFull { server, .. } => here(40, server),
        Event::Written { server, .. } => here(0, server),
    }
}

fn raft_facts(event: &Raft) -> Facts {
    let of = |kind: u8, term: u64, index: u64| Facts { kind, term, index, ..Facts::default() };
    let vote = |kind: u8, candidate: &NodeId, term: u64| Facts {
        peer: candidate.0.into(),
        ..of(kind, term, 0)
    };
    match event {
        Raft::ElectionStarted { term } => of(7, term.0, 0),
        Raft::BecameLeader { term } => of(8, term.0, 0),
        Raft::SteppedDown { term, was_leader } => {
            Facts { more: u8::from(*was_leader), ..of(9, term.0, 0) }
        }
        Raft::VoteGranted { candidate, term } => vote(10, candidate, term.0),
        Raft::VoteRefused { candidate, term, .. } => vote(11, candidate, term.0),
        Raft::PreVoteStarted { term } => of(12, term.0, 0),
        Raft::Appended { last, .. } => of(13, last.term.0, last.index.0),
        Raft::Truncated { from, .. } => of(14, 0, from.0),
        Raft::AppendRefused { leader, prev, .. } => vote(15, leader, 0).with_index(prev.index.0),
        Raft::Committed { to, .. } => of(16, 0, to.0),
        Raft::Compacted { last } => of(34, 0, last.index.0),
        Raft::SnapshotInstalled { last } => of(35, 0, last.index.0),
        Raft::MembershipEntered { index, .. } => of(37, 0, index.0),
        Raft::QuorumLost { term } => of(38, term.0, 0),
        Raft::PreVoteGranted { .. }
        | Raft::PreVoteRefused { .. }
        | Raft::TransferStarted { .. }
        | Raft::TransferAbandoned { .. }
        | Raft::ChangeAbandoned
        | Raft::Ignored { .. } => Facts::default(),
    }
}

impl Facts {
    fn with_index(self, index: u64) -> Self {
        Self { index, ..self }
    }
}

/// Kind, term, and how much a message carries.
fn content(summary: &Summary) -> (u8, u64, u64) {
    let granted = |kind: u8, is_granted: bool| kind + 100 * u8::from(is_granted);
    match *summary {
        Summary::RequestVote { term, .. } => (0, term.0, 0),
        Summary::RequestVoteResponse { term, granted: yes } => (granted(1, yes), term.0, 0),
        Summary::AppendEntries { term, count, .. } => (2, term.0, count),
        Summary::AppendEntriesResponse { term, outcome } => {
            (granted(3, outcome.is_ok()), term.0, 0)
        }
        Summary::Request { number, .. } => (4, 0, number.0),
        Summary::Reply { number, definite } => (granted(5, definite), 0, number.0),
        Summary::TimeoutNow { term } => (6, term.0, 0),
        Summary::InstallSnapshot { term, bytes, .. } => (7, term.0, bytes),
        Summary::InstallSnapshotResponse { term, .. } => (8, term.0, 0),
        Summary::ReadIndex { term } => (9, term.0, 0),
        Summary::ReadIndexResponse { term, .. } => (10, term.0, 0),
        Summary::RequestPreVote { term, .. } => (11, term.0, 0),
        Summary::RequestPreVoteResponse { term, granted: yes } => (granted(12, yes), term.0, 0),
    }
}
