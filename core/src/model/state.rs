//! One state: a world that stands still, the judges that watched it come about, and what is left of the
//! bounds.

use super::scope::Scope;
use super::step::{PACE, Step};
use crate::canon::{Canonical, Naming, Writer};
use crate::check::{Checker, Report};
use crate::hash::fingerprint;
use crate::kv::{Execution, Op, Reply};
use crate::raft::{Bug, Envelope, Message, Role};
use crate::sim::{Address, Event, InFlight, Node, Parcel, Status, World};
use crate::types::{ClientId, LogIndex, RequestNumber};

/// What has been used up of the bounds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Spent {
    pub timeouts: u8,
    pub crashes: u8,
    pub copies: u8,
    pub heartbeats: u8,
    pub repeats: u8,
    pub stalls: u8,
    pub snapshots: u8,
    pub transfers: u8,
    pub changes: u8,
    /// The scope's calls that were made, one bit for each.
    pub calls: u64,
}

/// What clients saw, and when what they asked for took effect: all that the judges of their history know,
/// but for the exact times.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Seen {
    Called(ClientId, RequestNumber),
    Applied(ClientId, RequestNumber),
    Returned(ClientId, RequestNumber, u64),
}

/// A state.
#[derive(Clone, Debug)]
pub struct State {
    world: World,
    checker: Checker,
    spent: Spent,
    /// Up to where somebody has applied entries.
    applied: LogIndex,
    /// In order, but for what is of one kind and stands together: that is sorted.
    seen: Vec<Seen>,
    /// How many steps it took.
    depth: u64,
}

/// A bound beyond which a state lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Bound {
    Term,
    Log,
    Messages,
    Steps,
}

impl State {
    /// The state in which a scope begins.
    pub fn first(scope: &Scope) -> Self {
        Self {
            world: World::new(scope.frozen_setup()),
            checker: Checker::new(),
            spent: Spent::default(),
            applied: LogIndex::ZERO,
            seen: Vec::new(),
            depth: 0,
        }
    }

    /// The world.
    pub fn world(&self) -> &World {
        &self.world
    }

    /// What the judges have found on the way here.
    pub fn report(&self) -> &Report {
        self.checker.report()
    }

    /// What has been used up of the bounds.
    pub fn spent(&self) -> &Spent {
        &self.spent
    }

    /// The request that a client has under way.
    pub(super) fn request_of(&self, client: ClientId) -> Option<&Op> {
        self.world.client(client)?.clerk().request()
    }

    /// The state behind a step; none if it proves impossible, as a change that is refused.
    pub fn after(&self, scope: &Scope, step: &Step) -> Option<Self> {
        let actions = step.actions(scope, self);
        let mut next = self.clone();
        next.depth += 1;
        next.world.pass_time_until(crate::types::Tick(next.depth * PACE));
        for action in &actions {
            next.world.act(action).ok()?;
            let events = next.world.take_events();
            next.checker.observe(&next.world, &events);
            next.note(scope, &events);
            next.world.recycle(events);
        }
        next.spend(step);
        Some(next)
    }

    fn spend(&mut self, step: &Step) {
        let spent = &mut self.spent;
        match step {
            Step::Timeout(_) => spent.timeouts = spent.timeouts.saturating_add(1),
            Step::Heartbeat(_) => spent.heartbeats += 1,
            Step::Deliver { keeps_copy, .. } => spent.copies += u8::from(*keeps_copy),
            Step::Call { call, .. } => spent.calls |= 1 << call,
            Step::AskAgain { .. } => spent.repeats += 1,
            Step::Crash(_) => spent.crashes += 1,
            Step::Restart(_) => {}
            Step::Stall(_) => spent.stalls += 1,
            Step::Snapshot(_) => spent.snapshots += 1,
            Step::Transfer(_) => spent.transfers += 1,
            Step::Change => spent.changes += 1,
        }
    }

    /// Remembers what clients saw.
    fn note(&mut self, scope: &Scope, events: &[Event]) {
        if !scope.answers {
            return;
        }
        for event in events {
            if let Event::Called { client, number, .. } = event {
                self.remember(Seen::Called(*client, *number));
            } else if let Event::Returned { client, number, answer } = event {
                self.remember(Seen::Returned(*client, *number, fingerprint(answer)));
            } else if let Event::Applied { applied, .. } = event
                && applied.id.index > self.applied
            {
                self.applied = applied.id.index;
                if let (Some(request), Execution::Executed) = (&applied.request, applied.outcome) {
                    self.seen.push(Seen::Applied(request.client, request.number));
                }
            }
        }
    }

    fn remember(&mut self, what: Seen) {
        let kind = std::mem::discriminant(&what);
        let run = self.seen.iter().rev().take_while(|seen| std::mem::discriminant(*seen) == kind);
        let first = self.seen.len() - run.count();
        let at = first + self.seen[first..].partition_point(|seen| *seen < what);
        self.seen.insert(at, what);
    }

    /// Whether a message may still do something.
    pub(super) fn concerns(&self, scope: &Scope, message: &InFlight) -> bool {
        match (&message.parcel, message.to) {
            (Parcel::Raft(envelope), _) => !self.is_spent(scope, envelope),
            (Parcel::Request(_), _) => scope.answers,
            // Clients ask again when they please; that they are told to changes nothing.
            (Parcel::Reply { number, reply }, Address::Client(client)) => {
                scope.answers
                    && matches!(reply, Reply::Executed(_))
                    && self.request_of(client).is_some_and(|request| request.number == *number)
            }
            (Parcel::Reply { .. }, Address::Server(_)) => false,
        }
    }

    /// Whether an answer comes to somebody who waits for none any more, in this term or a later one, and
    /// never will: then nothing comes of it but that it is ignored. With a disk that stalls terms come again,
    /// and one bug knows no old terms.
    fn is_spent(&self, scope: &Scope, envelope: &Envelope<Op>) -> bool {
        if scope.bounds.stalls > 0 || scope.has_bug(Bug::CountOldVotes) {
            return false;
        }
        let Some(node) = self.world.node(envelope.to) else { return true };
        let raft = node.server().raft();
        let waits = match &envelope.message {
            Message::RequestVoteResponse { .. } => matches!(raft.role(), Role::Candidate { .. }),
            Message::AppendEntriesResponse { .. } | Message::InstallSnapshotResponse { .. } => {
                raft.is_leader()
            }
            Message::RequestVote { .. }
            | Message::RequestPreVote { .. }
            | Message::RequestPreVoteResponse { .. }
            | Message::TimeoutNow
            | Message::AppendEntries { .. }
            | Message::InstallSnapshot { .. }
            | Message::ReadIndex { .. }
            | Message::ReadIndexResponse { .. } => return false,
        };
        envelope.term < raft.current_term() || (envelope.term == raft.current_term() && !waits)
    }

    /// The first bound beyond which it lies, if it does.
    pub(super) fn beyond(&self, scope: &Scope) -> Option<Bound> {
        let bounds = &scope.bounds;
        let rafts = || self.world.nodes().iter().map(|node| node.server().raft());
        if rafts().any(|raft| raft.current_term().0 > bounds.term) {
            return Some(Bound::Term);
        }
        if rafts().any(|raft| raft.log().last_index().0 > bounds.log) {
            return Some(Bound::Log);
        }
        let alive = || self.world.messages().filter(|message| self.concerns(scope, message));
        if bounds.messages.is_some_and(|most| alive().count() > most) {
            return Some(Bound::Messages);
        }
        (self.depth >= Scope::steps_max() as u64).then_some(Bound::Steps)
    }

    /// Something of each server, S1 first, that does not depend on any names.
    pub(super) fn signatures(&self, scope: &Scope) -> Vec<u64> {
        let of = |node: &Node| {
            let (raft, own) = (node.server().raft(), node.id());
            let role = match raft.role() {
                Role::Follower { leader } => u64::from(leader.is_some()),
                Role::PreCandidate { votes, .. } => 2 + votes.len() as u64,
                Role::Candidate { votes } => 16 + votes.len() as u64,
                Role::Leader(_) => 32,
            };
            let vote = raft.voted_for().map_or(0, |voted| if voted == own { 1 } else { 2 });
            let last = raft.log().last();
            let alive = self.world.messages().filter(|message| self.concerns(scope, message));
            let mail = alive.fold(0, |count, message| {
                let ends = [(message.from, 1), (message.to, 256)];
                let ours = ends.iter().filter(|(end, _)| *end == Address::Server(own));
                count + ours.map(|(_, weight)| weight).sum::<u64>()
            });
            let status = u64::from(node.status() == Status::Crashed);
            let applied = raft.last_applied().0;
            let term = raft.current_term().0;
            let log = last.index.0 << 8 ^ last.term.0;
            let small = status << 16 ^ role << 8 ^ vote;
            fingerprint(&(small, term, log, raft.commit_index().0, applied, mail))
        };
        self.world.nodes().iter().map(of).collect()
    }

    /// Its canonical form under a naming, in the memory of `bytes`.
    pub(super) fn form(
        &self,
        scope: &Scope,
        naming: &Naming,
        has_rounds: bool,
        bytes: Vec<u8>,
    ) -> Vec<u8> {
        let mut out = Writer::new(naming, has_rounds, bytes);
        let Spent {
            timeouts,
            crashes,
            copies,
            heartbeats,
            repeats,
            stalls,
            snapshots,
            transfers,
            changes,
            calls,
        } = self.spent;
        // Within the terms they are not counted.
        let timeouts = scope.bounds.timeouts.map_or(0, |_| timeouts);
        let spent =
            [timeouts, crashes, copies, heartbeats, repeats, stalls, snapshots, transfers, changes];
        for count in spent {
            out.tag(count);
        }
        out.number(calls);
        self.world.write_canonical(|message| self.concerns(scope, message), &mut out);
        self.checker.write_canonical(&mut out);
        if scope.answers {
            out.list(self.world.clients(), |out, client| {
                out.number(client.clerk().last_number().0);
                out.tag(client.clerk().request().is_some());
            });
            out.list(&self.seen, |out, seen| seen.write(out));
        }
        out.into_bytes()
    }
}

impl Canonical for Seen {
    fn write(&self, out: &mut Writer<'_>) {
        let (tag, client, number, answer) = match *self {
            Self::Called(client, number) => (0, client, number, 0),
            Self::Applied(client, number) => (1, client, number, 0),
            Self::Returned(client, number, answer) => (2, client, number, answer),
        };
        out.tag(tag);
        out.number(client.0.into());
        out.number(number.0);
        out.number(answer);
    }
}
