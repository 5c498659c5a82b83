//! Reading a branch again without going there: what happens at other moments than the present one.

use super::run::{Place, Run};
use super::timeline::{self, Branch, BranchId};
use super::{Happened, Session};
use crate::sim::Operation;
use crate::tape::Tape;
use crate::types::Tick;
use std::collections::VecDeque;

/// Goes along a branch step by step; a step is one thing that was due, with all that follows at once.
#[derive(Clone, Debug)]
pub(super) struct Walk {
    pub branch: BranchId,
    pub run: Run,
}

impl Walk {
    /// What happens in the next step up to `end`, perhaps nothing; none when there is no such step.
    pub fn step(
        &mut self,
        branches: &[Branch],
        end: Place,
    ) -> Option<impl Iterator<Item = Happened> + use<>> {
        let recording = &branches[self.branch.position()].recording;
        if self.run.place() >= end || !self.run.proceed(recording, end.tick) {
            return None;
        }
        self.run.scripted.clear();
        let tick = self.run.world.now();
        let fresh = std::mem::take(&mut self.run.fresh);
        Some(fresh.into_iter().map(move |event| Happened { tick, event }))
    }
}

/// Goes along a branch, event by event. It can stop at any event and go on later.
#[derive(Clone, Debug)]
pub struct Reader {
    walk: Walk,
    waiting: VecDeque<Happened>,
    /// The position of the event that comes next.
    position: u64,
}

impl Reader {
    /// From `run` on; what comes up to `start` is passed over.
    pub(super) fn new(run: Run, branches: &[Branch], branch: BranchId, start: Place) -> Self {
        let position = run.place().events;
        let walk = Walk { branch, run };
        let mut reader = Self { walk, waiting: VecDeque::new(), position };
        while reader.position < start.events && reader.next(branches).is_some() {}
        reader
    }

    /// The branch that it reads.
    pub fn branch(&self) -> BranchId {
        self.walk.branch
    }

    /// The position in the run of the event that comes next.
    pub fn position(&self) -> u64 {
        self.position
    }

    pub(super) fn next(&mut self, branches: &[Branch]) -> Option<Happened> {
        let end = branches[self.walk.branch.position()].end;
        while self.waiting.is_empty() {
            self.waiting.extend(self.walk.step(branches, end)?);
        }
        self.position += 1;
        self.waiting.pop_front()
    }
}

impl Session {
    /// A reader of this branch whose next event is the one at position `from`; none where the past is
    /// out of reach. What lies between the keyframe before and `from` is done again, unseen.
    pub fn reader(&self, from: u64) -> Option<Reader> {
        let run = self
            .keyframes
            .last_before(&self.branches, self.current, |place| place.events <= from)?;
        let start = Place { events: from, ..Place::default() };
        Some(Reader::new(run.clone(), &self.branches, self.current, start))
    }

    /// The next event of a reader of this session; none beyond the furthest place seen of its branch.
    pub fn read(&self, reader: &mut Reader) -> Option<Happened> {
        reader.next(&self.branches)
    }

    /// The events of the branch from position `from` up to before `to`, seen or not now. What lies beyond
    /// the furthest place seen is left out.
    pub fn events_between(&self, from: u64, to: u64) -> Vec<Happened> {
        let Some(mut reader) = self.reader(from) else { return Vec::new() };
        let mut found = Vec::new();
        while reader.position < to {
            match self.read(&mut reader) {
                Some(happened) => found.push(happened),
                None => break,
            }
        }
        found
    }

    /// The position of an event at or before the end of `tick` from which reading on costs little.
    pub fn event_before(&self, tick: Tick) -> u64 {
        let run =
            self.keyframes.last_before(&self.branches, self.current, |place| place.tick <= tick);
        run.map_or(0, |run| run.place().events)
    }

    /// Up to which place two branches are the same; none if there is no branch of one of the ids.
    pub fn parting(&self, one: BranchId, other: BranchId) -> Option<Place> {
        let known = |branch: BranchId| branch.position() < self.branches.len();
        if !known(one) || !known(other) {
            return None;
        }
        let [one, other] = [one, other].map(|branch| timeline::lineage(&self.branches, branch));
        one.iter().find_map(|(branch, limit)| {
            let found = other.iter().find(|(ancestor, _)| ancestor == branch)?;
            Some(*limit.min(&found.1))
        })
    }

    /// All calls of all clients up to the furthest place seen of the branch, as they are known there.
    pub fn history_seen(&self) -> Tape<Operation> {
        let end = self.branch().end;
        if self.run.place() < end {
            let last =
                self.keyframes.last_before(&self.branches, self.current, |place| place <= end);
            if let Some(run) = last.filter(|run| run.place() > self.run.place()).or(Some(&self.run))
            {
                let reader = Reader::new(run.clone(), &self.branches, self.current, end);
                return reader.walk.run.world.history().clone();
            }
        }
        self.world().history().clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::Setup;

    fn busy() -> Session {
        let mut session = Session::new(Setup::default());
        session.keep_moments(500);
        session.run_line("c1 work 0 30").expect("it exists");
        session.seek(Tick(3000));
        session
    }

    #[test]
    fn pieces_are_the_whole() {
        let mut session = busy();
        let count = session.event_count();
        let all = session.events_between(0, count);
        session.seek(Tick(100));
        let mut reader = session.reader(7).expect("the past is there");
        assert_eq!(reader.position(), 7);
        let mut read = Vec::new();
        for _ in 0..10 {
            read.push(session.read(&mut reader).expect("there is more"));
        }
        session.seek(Tick(2000));
        while let Some(happened) = session.read(&mut reader) {
            read.push(happened);
        }
        assert_eq!(read, all[7..]);
        assert_eq!(reader.position(), count);
        // What happens later is read later.
        session.seek(Tick(3500));
        assert_eq!(session.read(&mut reader), session.events_between(count, count + 1).pop());
    }

    #[test]
    fn a_place_to_read_from_is_not_after_the_tick() {
        let session = busy();
        assert_eq!(session.event_before(Tick(0)), 0);
        let from = session.event_before(Tick(2000));
        assert!(from > 0);
        let first = session.events_between(from, from + 1);
        assert!(first[0].tick <= Tick(2000));
    }

    #[test]
    fn branches_part_where_something_else_was_done() {
        let mut session = busy();
        session.seek(Tick(1000));
        let place = session.place();
        session.run_line("crash 1").expect("possible");
        assert_eq!(session.parting(BranchId(0), BranchId(1)), Some(place));
        assert_eq!(session.parting(BranchId(1), BranchId(0)), Some(place));
        assert!(session.parting(BranchId(1), BranchId(1)) > Some(place));
        assert_eq!(session.parting(BranchId(0), BranchId(2)), None);
    }

    #[test]
    fn the_history_seen_does_not_depend_on_the_moment() {
        let mut session = busy();
        let all = session.world().history().clone();
        for tick in [2999, 1500, 3, 0, 3000] {
            session.seek(Tick(tick));
            assert_eq!(
                session.history_seen().iter().collect::<Vec<_>>(),
                all.iter().collect::<Vec<_>>()
            );
        }
    }
}
