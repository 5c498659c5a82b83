//! The futures of a session, and keyframes from which any moment of them is soon reached again.

use super::Recorded;
use super::run::{Place, Run};
use crate::check::{Property, Violation};
use crate::sim::Event;
use crate::types::{NodeId, Term, Tick};
use std::fmt;

/// Names a branch of a session, from 0: the first future.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BranchId(pub u32);

impl BranchId {
    pub(super) fn position(self) -> usize {
        self.0 as usize
    }
}

impl fmt::Display for BranchId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "branch {}", self.0)
    }
}

/// One future: all that was done from the start of the run on, as far as it has been seen.
#[derive(Clone, Debug)]
pub struct Branch {
    pub(super) name: Option<String>,
    /// Where it left which other branch.
    pub(super) origin: Option<(BranchId, Place)>,
    pub(super) recording: Vec<Recorded>,
    pub(super) end: Place,
    pub(super) end_hash: u64,
    pub(super) marks: Vec<Mark>,
    /// Up to here the marks are known.
    pub(super) marked: u64,
    /// So many violations are marked.
    pub(super) violations: usize,
}

impl Branch {
    pub(super) fn new(origin: Option<(BranchId, Place)>) -> Self {
        Self {
            name: None,
            origin,
            recording: Vec::new(),
            end: Place::default(),
            end_hash: 0,
            marks: Vec::new(),
            marked: 0,
            violations: 0,
        }
    }

    /// What it was named.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// The branch it left, and where; none for the first.
    pub fn origin(&self) -> Option<(BranchId, Place)> {
        self.origin
    }

    /// All actions from the start of the run on.
    pub fn recording(&self) -> &[Recorded] {
        &self.recording
    }

    /// The furthest place reached in it.
    pub fn end(&self) -> Place {
        self.end
    }

    /// The trace hash there.
    pub fn end_hash(&self) -> u64 {
        self.end_hash
    }

    /// What is worth finding again in it, oldest first; at most [`MARKS_MAX`].
    pub fn marks(&self) -> &[Mark] {
        &self.marks
    }

    /// Notes what is worth finding again among the events that follow on position `from` of the run.
    pub(super) fn mark(&mut self, tick: Tick, from: u64, events: &[Event]) {
        let news = usize::try_from(self.marked.saturating_sub(from)).unwrap_or(usize::MAX);
        for (at, event) in (from..).zip(events).skip(news) {
            if let Some(kind) = MarkKind::of(event) {
                self.add_mark(Mark { tick, event: at, kind });
            }
        }
        self.marked = self.marked.max(from + events.len() as u64);
    }

    /// Notes which objections are new; they were made to the step that began at position `event`.
    pub(super) fn mark_violations(&mut self, event: u64, violations: &[Violation]) {
        for violation in violations.iter().skip(self.violations) {
            let kind = MarkKind::Violation(violation.breach.property());
            self.add_mark(Mark { tick: violation.tick, event, kind });
        }
        self.violations = self.violations.max(violations.len());
    }

    fn add_mark(&mut self, mark: Mark) {
        if self.marks.len() < MARKS_MAX {
            self.marks.push(mark);
        }
    }
}

/// So many marks are kept for a branch.
pub const MARKS_MAX: usize = 20_000;

/// A moment worth finding again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// When.
    pub tick: Tick,
    /// The event's position in the run.
    pub event: u64,
    /// What happened.
    pub kind: MarkKind,
}

/// What is worth finding again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MarkKind {
    /// A server became leader of a term.
    Leader(NodeId, Term),
    /// A server crashed.
    Crashed(NodeId),
    /// A server restarted.
    Restarted(NodeId),
    /// The network was split or a link cut.
    Cut,
    /// The network was mended.
    Healed,
    /// A judge objected.
    Violation(Property),
}

impl MarkKind {
    fn of(event: &Event) -> Option<Self> {
        if let Event::Raft { server, event: crate::raft::Event::BecameLeader { term } } = event {
            Some(Self::Leader(*server, *term))
        } else if let Event::Crashed { server } = event {
            Some(Self::Crashed(*server))
        } else if let Event::Restarted { server } = event {
            Some(Self::Restarted(*server))
        } else if matches!(event, Event::Partitioned { .. } | Event::Cut { .. }) {
            Some(Self::Cut)
        } else {
            matches!(event, Event::Healed).then_some(Self::Healed)
        }
    }
}

/// So many events lie between two keyframes at first: some milliseconds of simulation.
const FIRST_GAP: u64 = 32_768;

/// States of a run, some of its past.
#[derive(Clone, Debug)]
pub(super) struct Keyframes {
    frames: Vec<Keyframe>,
    /// Events between two of them.
    gap: u64,
    bytes: u64,
    limit: u64,
}

#[derive(Clone, Debug)]
struct Keyframe {
    branch: BranchId,
    run: Run,
    bytes: u64,
}

impl Keyframes {
    pub fn new(limit: u64) -> Self {
        Self { frames: Vec::new(), gap: FIRST_GAP, bytes: 0, limit }
    }

    pub fn set_limit(&mut self, bytes: u64) {
        self.limit = bytes;
        self.thin();
    }

    pub fn set_gap(&mut self, events: u64) {
        self.gap = events;
    }

    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    pub fn len(&self) -> usize {
        self.frames.len()
    }

    /// How many events there must be before the next one is due, after one at `last`.
    pub fn next_after(&self, last: u64) -> u64 {
        last.saturating_add(self.gap)
    }

    /// Keeps the state of a run.
    pub fn keep(&mut self, branch: BranchId, run: &Run) {
        let bytes = run.own_bytes();
        self.bytes += bytes;
        self.frames.push(Keyframe { branch, run: run.clone(), bytes });
        self.thin();
    }

    /// Forgets all.
    pub fn clear(&mut self) {
        self.frames.clear();
        self.bytes = 0;
        self.gap = FIRST_GAP;
    }

    /// While there are too many bytes, doubles the gap and drops what lies between. The first one stays:
    /// from it, everything can be reached.
    fn thin(&mut self) {
        while self.bytes > self.limit && self.frames.len() > 1 {
            self.gap = self.gap.saturating_mul(2);
            let gap = self.gap;
            let mut last: Option<(BranchId, u64)> = None;
            self.frames.retain(|frame| {
                let events = frame.run.place().events;
                let keep =
                    last.is_none_or(|(branch, at)| branch != frame.branch || events >= at + gap);
                if keep {
                    last = Some((frame.branch, events));
                }
                keep
            });
            self.bytes = self.frames.iter().map(|frame| frame.bytes).sum();
            if gap > 1 << 40 {
                // Many branches, each with one frame: the oldest go.
                while self.bytes > self.limit && self.frames.len() > 1 {
                    self.bytes -= self.frames.remove(1).bytes;
                }
            }
        }
    }

    /// The last one on the way to `branch` for which `is_before` holds.
    pub fn last_before(
        &self,
        branches: &[Branch],
        branch: BranchId,
        is_before: impl Fn(Place) -> bool,
    ) -> Option<&Run> {
        self.last_of(branches, branch, &|run| is_before(run.place()))
    }

    /// The last one on the way to `branch` that is as wanted.
    pub fn last_of(
        &self,
        branches: &[Branch],
        branch: BranchId,
        is_wanted: &dyn Fn(&Run) -> bool,
    ) -> Option<&Run> {
        let lineage = lineage(branches, branch);
        let on_the_way = self.frames.iter().filter(|frame| {
            let place = frame.run.place();
            let limit = lineage.iter().find(|(ancestor, _)| *ancestor == frame.branch);
            limit.is_some_and(|(_, limit)| place <= *limit) && is_wanted(&frame.run)
        });
        on_the_way.max_by_key(|frame| frame.run.place()).map(|frame| &frame.run)
    }
}

/// A branch and those it comes from, each with the place up to which they are the same.
pub(super) fn lineage(branches: &[Branch], branch: BranchId) -> Vec<(BranchId, Place)> {
    const END: Place =
        Place { taken: u64::MAX, done: usize::MAX, tick: Tick(u64::MAX), events: u64::MAX };
    let mut lineage = vec![(branch, END)];
    let mut limit = END;
    let mut current = branch;
    while let Some((origin, place)) = branches[current.position()].origin {
        limit = limit.min(place);
        lineage.push((origin, limit));
        current = origin;
    }
    lineage
}
