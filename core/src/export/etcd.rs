//! A trace in the vocabulary of etcd-io/raft's trace validation (its `state_trace.go`, and
//! `tla/Traceetcdraft.tla`, which reads it): JSON Lines, an event each, with the state of the server where
//! it happens.
//!
//! ```text
//! {"tag":"trace","ts":0.164,"event":{"name":"BecomeCandidate","nid":"3","state":{"term":1,"vote":"3","commit":0},"role":"StateCandidate","log":0,"applied":0,"conf":[["1","2","3"],[]]}}
//! ```
//!
//! `ts` is in seconds, as theirs; `nid`, `vote`, `from` and `to` are a server's number as a text, `"0"` for
//! nobody; `log` is the index of the last entry, `conf` the voters and, while a change is under way, those
//! before it. Messages have their `msg`, changes of members their `prop.cc`, with the fields they
//! have there.
//!
//! # What our events are there
//!
//! | our event | theirs |
//! | --- | --- |
//! | the start, `Restarted` | `InitState`, with what the disk holds |
//! | `Sent`, `Delivered`: RequestVote | `SendRequestVoteRequest`, `ReceiveRequestVoteRequest`: `MsgVote`; `index` and `logTerm` are the candidate's last |
//! | … RequestVoteResponse | `SendRequestVoteResponse`, `ReceiveRequestVoteResponse`: `MsgVoteResp` |
//! | … AppendEntries | `SendAppendEntriesRequest`, `ReceiveAppendEntriesRequest`: `MsgApp`, a heartbeat as well, for it holds `prev`; `index` and `logTerm` are `prev`, `entries` their number |
//! | … AppendEntriesResponse | `SendAppendEntriesResponse`, `ReceiveAppendEntriesResponse`: `MsgAppResp`; `index` is the match index, or of a refusal `prev`'s, with the conflict in `rejectHint` and `logTerm` |
//! | … the last chunk of an InstallSnapshot | `SendAppendEntriesRequest`, `ReceiveAppendEntriesRequest`: `MsgSnap`; `entries` is the last index it covers |
//! | … other chunks, InstallSnapshotResponse, RequestPreVote and RequestPreVoteResponse, TimeoutNow, ReadIndex and ReadIndexResponse, Request and Reply | none |
//! | `ElectionStarted` | `BecomeCandidate` |
//! | `BecameLeader` | `BecomeLeader` |
//! | `SteppedDown`, and a follower's entering a later term | `BecomeFollower` |
//! | `Appended` by a leader: a command or no-op | `Replicate`, before the entry counts |
//! | `MembershipEntered` | `ApplyConfChange`, with `newconf`; before it, at the leader that began it, `ChangeConf` with `changes` |
//! | `Truncated` | `ApplyConfChange`, if a membership went with the entries |
//! | `Committed` by a leader | `Commit` |
//! | `Appended` and `Committed` by others, `SnapshotInstalled`, `VoteGranted`, `Applied`, `Restored` | none: they are in the state of the next line |
//! | `VoteRefused`, `AppendRefused` | none: the answer's `reject` tells of it |
//! | `PreVoteStarted`, `PreVoteGranted`, `PreVoteRefused`, `TransferStarted`, `TransferAbandoned`, `ChangeAbandoned`, `QuorumLost`, `Compacted`, `Ignored` | none |
//! | `Persisted`, `Written`, `DiskFull`, `WritesLost`, `Crashed`, `Paused`, `Resumed` | none |
//! | `Duplicated`, `Dropped`, `Held`, `Released`, `Cut`, `Mended`, `Partitioned`, `Bridged`, `CutOneWay`, `Healed`, `Calmed`, `Tuned`, `Called`, `Returned` | none: the network, its faults and the clients are outside |
//!
//! # What a specification must know
//!
//! - Of theirs, `Ready`, `Advance`, `Bootstrap`, `ReduceNextIndex` and `ReceiveSnapshot` never occur, nor
//!   messages to oneself: a server counts its own vote and its own log when its disk has them. There is
//!   no entry for the first membership: a log begins empty, in term 0.
//! - A message is sent when it leaves, which is after what it relies on is durable; meanwhile the state may
//!   have moved on, as `log` and `commit` may at `SendAppendEntriesResponse`. Its own `term` tells.
//! - The state of a `Receive…` is the one before it. A paused server receives when a message comes, and
//!   answers when it goes on.
//! - A membership is in force when it enters the log, as in the paper (§6), not when it is applied, as in
//!   etcd: `ApplyConfChange` comes with the entry. A change of several voters passes through a joint one.

use super::OnTheWay;
use crate::kv::Op;
use crate::raft::{self, Membership, Role};
use crate::sim::{Address, Event, Status, Summary, World};
use crate::types::{EntryId, LogIndex, NodeId, Term};
use std::collections::VecDeque;
use std::fmt::{self, Write};
use std::sync::Arc;

/// Writes the trace, step by step.
#[derive(Debug)]
pub(super) struct Etcd {
    /// The servers, from the first one on.
    states: Vec<State>,
    messages: OnTheWay<Summary>,
}

/// A server as far as a trace shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct State {
    term: Term,
    voted_for: Option<NodeId>,
    commit: LogIndex,
    applied: LogIndex,
    last: LogIndex,
    role: &'static str,
    /// The memberships in its log, oldest first, and the indexes of their entries.
    memberships: Vec<(LogIndex, Arc<Membership>)>,
}

const FOLLOWER: &str = "StateFollower";
const PRE_CANDIDATE: &str = "StatePreCandidate";
const CANDIDATE: &str = "StateCandidate";
const LEADER: &str = "StateLeader";

impl State {
    fn of(server: &raft::Server<Op>) -> Self {
        Self::with(server, vec![(LogIndex::ZERO, Arc::new(server.membership().clone()))])
    }

    fn with(server: &raft::Server<Op>, memberships: Vec<(LogIndex, Arc<Membership>)>) -> Self {
        Self {
            term: server.current_term(),
            voted_for: server.voted_for(),
            commit: server.commit_index(),
            applied: server.last_applied(),
            last: server.log().last_index(),
            role: match server.role() {
                Role::Follower { .. } => FOLLOWER,
                Role::PreCandidate { .. } => PRE_CANDIDATE,
                Role::Candidate { .. } => CANDIDATE,
                Role::Leader(_) => LEADER,
            },
            memberships,
        }
    }

    fn membership(&self) -> Arc<Membership> {
        self.memberships.last().map(|(_, membership)| membership.clone()).unwrap_or_default()
    }

    /// Takes over what events did not tell.
    fn settle(&mut self, server: &raft::Server<Op>) {
        let is_known =
            self.memberships.last().is_some_and(|(_, one)| **one == *server.membership());
        *self = if is_known {
            Self::with(server, std::mem::take(&mut self.memberships))
        } else {
            Self::of(server)
        };
    }

    /// What becomes of its log.
    fn write_log(
        &mut self,
        (server, event): (NodeId, &raft::Event),
        next: Option<&Event>,
        mut push: impl FnMut(&Self, &str, &str),
    ) {
        if let raft::Event::Appended { last, .. } = event {
            let is_membership = matches!(next, Some(Event::Raft {
                server: at, event: raft::Event::MembershipEntered { index, .. },
            }) if (*at, *index) == (server, last.index));
            if self.role == LEADER && !is_membership {
                push(self, "Replicate", "");
            }
            self.last = last.index;
        } else if let raft::Event::Truncated { from, .. } = event {
            let before = self.clone();
            self.last = from.previous();
            let kept = self.memberships.iter().skip(1).take_while(|(at, _)| at < from).count();
            self.memberships.truncate(1 + kept);
            if self.memberships.len() < before.memberships.len() {
                let before = Self { last: self.last, ..before };
                push(&before, "ApplyConfChange", &new_conf(&self.membership()));
            }
        } else if let raft::Event::MembershipEntered { index, membership } = event {
            let changes = changes(&self.membership(), membership);
            if self.role == LEADER && !changes.is_empty() {
                push(self, "ChangeConf", &changes);
            }
            push(self, "ApplyConfChange", &new_conf(membership));
            self.memberships.push((*index, membership.clone()));
        } else if let raft::Event::Committed { to, .. } = event {
            self.commit = *to;
            if self.role == LEADER {
                push(self, "Commit", "");
            }
        }
    }

    fn enter_term(&mut self, term: Term) {
        self.term = term;
        self.voted_for = None;
    }
}

impl Etcd {
    /// Writes how the servers begin.
    pub(super) fn new(world: &World, lines: &mut VecDeque<String>) -> Self {
        let states = world.nodes().iter().map(|node| State::of(node.server().raft()));
        let states: Vec<State> = states.collect();
        for (node, state) in world.nodes().iter().zip(&states) {
            lines.push_back(line(world, node.id(), state, "InitState", ""));
        }
        Self { states, messages: OnTheWay::new() }
    }

    /// Writes what has happened up to now, in one step of the world.
    pub(super) fn write(&mut self, world: &World, events: &[&Event], lines: &mut VecDeque<String>) {
        for (at, event) in events.iter().enumerate() {
            match *event {
                Event::Sent { message, from, summary, .. } => {
                    self.messages.insert(*message, *summary);
                    self.write_message(world, (*from, event), *summary, lines);
                }
                Event::Duplicated { message, copy } => {
                    if let Some(&summary) = self.messages.get(*message) {
                        self.messages.insert(*copy, summary);
                    }
                }
                Event::Delivered { message, to, .. } => {
                    let Some(summary) = self.messages.remove(*message) else { continue };
                    self.write_message(world, (*to, event), summary, lines);
                    if let (Address::Server(to), Some(term)) = (*to, summary.term()) {
                        self.hear_of(world, to, term, lines);
                    }
                }
                Event::Dropped { message, .. } => {
                    self.messages.remove(*message);
                }
                Event::Raft { server, event } => {
                    let next = events.get(at + 1).copied();
                    self.write_raft(world, (*server, event), next, lines);
                }
                Event::Applied { server, applied } => {
                    self.change(*server, |state| state.applied = applied.id.index);
                }
                Event::Restored { server, last, .. } => {
                    self.change(*server, |state| state.applied = last.index);
                }
                Event::Restarted { server } => {
                    let Some(node) = world.node(*server) else { continue };
                    let state = State::of(node.server().raft());
                    lines.push_back(line(world, *server, &state, "InitState", ""));
                    self.change(*server, |before| *before = state);
                }
                Event::Persisted { .. }
                | Event::Written { .. }
                | Event::DiskFull { .. }
                | Event::WritesLost { .. }
                | Event::Crashed { .. }
                | Event::Paused { .. }
                | Event::Resumed { .. }
                | Event::Held { .. }
                | Event::Released { .. }
                | Event::Cut { .. }
                | Event::Mended { .. }
                | Event::Partitioned { .. }
                | Event::Bridged { .. }
                | Event::CutOneWay { .. }
                | Event::Healed
                | Event::Calmed
                | Event::Tuned { .. }
                | Event::Called { .. }
                | Event::Returned { .. } => {}
            }
        }
        self.settle(world, lines);
    }

    /// After a step, the world tells what no event did.
    fn settle(&mut self, world: &World, lines: &mut VecDeque<String>) {
        for node in world.nodes().iter().filter(|node| node.status() != Status::Crashed) {
            let Some(state) = self.state_mut(node.id()) else { continue };
            let term = state.term;
            state.settle(node.server().raft());
            if state.term > term {
                lines.push_back(line(world, node.id(), state, "BecomeFollower", ""));
            }
        }
    }

    fn state_mut(&mut self, server: NodeId) -> Option<&mut State> {
        self.states.get_mut(position(server))
    }

    fn change(&mut self, server: NodeId, change: impl FnOnce(&mut State)) {
        if let Some(state) = self.state_mut(server) {
            change(state);
        }
    }

    /// A message with this term has come. Whether the server took notice of a later one, it shows by what
    /// became of it.
    fn hear_of(&mut self, world: &World, server: NodeId, term: Term, lines: &mut VecDeque<String>) {
        let Some(state) = self.state_mut(server) else { return };
        let real = world.node(server).map(|node| node.server().raft().current_term());
        if term > state.term && real.is_some_and(|real| real >= term) {
            state.enter_term(term);
            // Whoever stood or led says itself that it does no longer.
            if state.role == FOLLOWER {
                lines.push_back(line(world, server, state, "BecomeFollower", ""));
            }
        }
    }

    fn write_message(
        &self,
        world: &World,
        (at, event): (Address, &Event),
        summary: Summary,
        lines: &mut VecDeque<String>,
    ) {
        let (Address::Server(server), Some(msg)) = (at, Msg::of(event, summary)) else { return };
        let Some(state) = self.states.get(position(server)) else { return };
        let deed = if matches!(event, Event::Sent { .. }) { "Send" } else { "Receive" };
        let name = format!("{deed}{}", msg.kind.1);
        lines.push_back(line(world, server, state, &name, &format!(",\"msg\":{msg}")));
    }

    fn write_raft(
        &mut self,
        world: &World,
        (server, event): (NodeId, &raft::Event),
        next: Option<&Event>,
        lines: &mut VecDeque<String>,
    ) {
        let Some(state) = self.state_mut(server) else { return };
        let mut push = |state: &State, name: &str, more: &str| {
            lines.push_back(line(world, server, state, name, more));
        };
        match event {
            raft::Event::ElectionStarted { term } => {
                (state.term, state.voted_for, state.role) = (*term, Some(server), CANDIDATE);
                push(state, "BecomeCandidate", "");
            }
            raft::Event::BecameLeader { .. } => {
                state.role = LEADER;
                push(state, "BecomeLeader", "");
            }
            raft::Event::SteppedDown { term, .. } => {
                if *term > state.term {
                    state.enter_term(*term);
                }
                state.role = FOLLOWER;
                push(state, "BecomeFollower", "");
            }
            raft::Event::PreVoteStarted { .. } => state.role = PRE_CANDIDATE,
            raft::Event::VoteGranted { candidate, term } => {
                if *term > state.term {
                    state.enter_term(*term);
                    push(state, "BecomeFollower", "");
                }
                state.voted_for = Some(*candidate);
            }
            raft::Event::Appended { .. }
            | raft::Event::Truncated { .. }
            | raft::Event::MembershipEntered { .. }
            | raft::Event::Committed { .. } => state.write_log((server, event), next, push),
            raft::Event::SnapshotInstalled { last } => {
                (state.commit, state.applied) = (last.index, last.index);
                state.last = state.last.max(last.index);
            }
            raft::Event::VoteRefused { .. }
            | raft::Event::PreVoteGranted { .. }
            | raft::Event::PreVoteRefused { .. }
            | raft::Event::TransferStarted { .. }
            | raft::Event::TransferAbandoned { .. }
            | raft::Event::QuorumLost { .. }
            | raft::Event::ChangeAbandoned
            | raft::Event::Compacted { .. }
            | raft::Event::AppendRefused { .. }
            | raft::Event::Ignored { .. } => {}
        }
    }
}

/// A server's place in the list.
fn position(server: NodeId) -> usize {
    server.0 as usize - 1
}

/// A line: an event, and `more` members after the state.
fn line(world: &World, server: NodeId, state: &State, name: &str, more: &str) -> String {
    let now = world.now().0;
    let (seconds, thousandths) = (now / 1000, now % 1000);
    let State { term, voted_for, commit, applied, last, role, .. } = state;
    let (nid, term, vote) = (server.0, term.0, voted_for.map_or(0, |server| server.0));
    let membership = state.membership();
    let (voters, outgoing) = (List(membership.voters()), List(membership.outgoing()));
    format!(
        r#"{{"tag":"trace","ts":{seconds}.{thousandths:03},"event":{{"name":"{name}","nid":"{nid}","state":{{"term":{term},"vote":"{vote}","commit":{commit}}},"role":"{role}","log":{last},"applied":{applied},"conf":[{voters},{outgoing}]{more}}}}}"#
    )
}

/// Servers as in the trace.
struct List<'a>(&'a [NodeId]);

impl fmt::Display for List<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_char('[')?;
        for (at, server) in self.0.iter().enumerate() {
            write!(f, "{}\"{}\"", if at > 0 { "," } else { "" }, server.0)?;
        }
        f.write_char(']')
    }
}

fn new_conf(membership: &Membership) -> String {
    format!(r#","prop":{{"cc":{{"newconf":{}}}}}"#, List(membership.voters()))
}

/// Who comes, learns and goes; nothing if nobody does.
fn changes(old: &Membership, new: &Membership) -> String {
    let is_new = |list: &[NodeId], server: &NodeId| !list.contains(server);
    let come = new.voters().iter().filter(|server| is_new(old.voters(), server));
    let learn = new.learners().iter().filter(|server| is_new(old.learners(), server));
    let had = old.voters().iter().chain(old.learners());
    let go =
        had.filter(|&&server| !new.voters().contains(&server) && !new.learners().contains(&server));
    let come = come.map(|server| (server, "AddNewServer"));
    let learn = learn.map(|server| (server, "AddLearner"));
    let go = go.map(|server| (server, "RemoveServer"));
    let mut list = String::new();
    for (server, action) in come.chain(learn).chain(go) {
        let comma = if list.is_empty() { "" } else { "," };
        // Writing to a text cannot fail.
        let _ = write!(list, r#"{comma}{{"nid":"{}","action":"{action}"}}"#, server.0);
    }
    if list.is_empty() {
        return list;
    }
    format!(r#","prop":{{"cc":{{"changes":[{list}]}}}}"#)
}

/// A message as in the trace.
struct Msg {
    from: NodeId,
    to: NodeId,
    term: Term,
    /// The type, and the end of the names of its events.
    kind: (&'static str, &'static str),
    entries: u64,
    last: EntryId,
    commit: LogIndex,
    reject: bool,
    hint: LogIndex,
}

impl Msg {
    /// A message that is sent or delivered; none if it has no counterpart.
    fn of(event: &Event, summary: Summary) -> Option<Self> {
        let (Event::Sent { from, to, .. } | Event::Delivered { from, to, .. }) = *event else {
            return None;
        };
        let (Address::Server(from), Address::Server(to)) = (from, to) else { return None };
        let of = |term, kind| Self {
            from,
            to,
            term,
            kind,
            entries: 0,
            last: EntryId::default(),
            commit: LogIndex::ZERO,
            reject: false,
            hint: LogIndex::ZERO,
        };
        match summary {
            Summary::RequestVote { term, last, .. } => {
                Some(Self { last, ..of(term, ("MsgVote", "RequestVoteRequest")) })
            }
            Summary::RequestVoteResponse { term, granted } => {
                Some(Self { reject: !granted, ..of(term, ("MsgVoteResp", "RequestVoteResponse")) })
            }
            Summary::AppendEntries { term, prev, count, leader_commit } => Some(Self {
                last: prev,
                entries: count,
                commit: leader_commit,
                ..of(term, ("MsgApp", "AppendEntriesRequest"))
            }),
            Summary::AppendEntriesResponse { term, outcome } => {
                let kind = ("MsgAppResp", "AppendEntriesResponse");
                let (index, hint, reject) = match outcome {
                    Ok(index) => (index, None, false),
                    Err(mismatch) => (mismatch.prev_index, Some(mismatch.conflict), true),
                };
                let last = EntryId::new(index, hint.and_then(|hint| hint.term).unwrap_or_default());
                let hint = hint.map_or(LogIndex::ZERO, |hint| hint.index);
                Some(Self { last, reject, hint, ..of(term, kind) })
            }
            Summary::InstallSnapshot { term, last, done: true, .. } => Some(Self {
                entries: last.index.0,
                ..of(term, ("MsgSnap", "AppendEntriesRequest"))
            }),
            Summary::InstallSnapshot { done: false, .. }
            | Summary::InstallSnapshotResponse { .. }
            | Summary::RequestPreVote { .. }
            | Summary::RequestPreVoteResponse { .. }
            | Summary::TimeoutNow { .. }
            | Summary::ReadIndex { .. }
            | Summary::ReadIndexResponse { .. }
            | Summary::Request { .. }
            | Summary::Reply { .. } => None,
        }
    }
}

impl fmt::Display for Msg {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { from, to, term, kind, entries, last, commit, reject, hint } = self;
        let (kind, term, from, to) = (kind.0, term.0, from.0, to.0);
        let (index, log_term) = (last.index, last.term.0);
        write!(f, r#"{{"type":"{kind}","term":{term},"from":"{from}","to":"{to}","#)?;
        write!(
            f,
            r#""entries":{entries},"logTerm":{log_term},"index":{index},"commit":{commit},"#
        )?;
        write!(f, r#""vote":"0","reject":{reject},"rejectHint":{hint}}}"#)
    }
}
