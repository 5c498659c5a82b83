//! A run and all that determines how it goes on. What was done to it before can be done again: the run
//! then comes by the same states.

use super::{LineError, Recorded};
use crate::check::Checker;
use crate::console;
use crate::scenario::{Scene, Script, Source};
use crate::sim::{Action, ActionError, Event, Outcome, World};
use crate::types::Tick;

/// Where a run is: later places are greater.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// How many things that were due have happened.
    pub(super) taken: u64,
    /// How many actions have been done.
    pub(super) done: usize,
    /// The moment.
    pub tick: Tick,
    /// How many events there have been.
    pub events: u64,
}

/// A world, its judges, and the script it follows.
#[derive(Clone, Debug)]
pub(super) struct Run {
    pub world: World,
    pub checker: Checker,
    pub script: Option<Script>,
    /// How many of the recorded actions have been done.
    done: usize,
    /// How many things that were due have happened: ever, and at which tick how many of them.
    taken: u64,
    taken_at: (Tick, u64),
    /// What has happened since the caller last took it.
    pub fresh: Vec<Event>,
    /// What the script has done that stands in no recording yet.
    pub scripted: Vec<Recorded>,
}

/// Where a run ends up with everything done that `end` allows.
enum Next {
    /// Do the next recorded action.
    Action,
    /// Do what the script says.
    Script,
    /// Let the next thing happen that is due in the world.
    World,
    /// There is nothing more until the end.
    Nothing,
}

impl Run {
    pub fn new(world: World, script: Option<Script>) -> Self {
        Self {
            world,
            checker: Checker::new(),
            script,
            done: 0,
            taken: 0,
            taken_at: (Tick(0), 0),
            fresh: Vec::new(),
            scripted: Vec::new(),
        }
    }

    pub fn place(&self) -> Place {
        let (tick, events) = (self.world.now(), self.world.counts().events);
        Place { taken: self.taken, done: self.done, tick, events }
    }

    /// About how many bytes a copy of it takes beside this one.
    pub fn own_bytes(&self) -> u64 {
        self.world.own_bytes() + self.checker.own_bytes()
    }

    /// Before this tick, there is nothing but the world's own affairs.
    pub fn undisturbed_until(&self, recording: &[Recorded]) -> Tick {
        let recorded = recording.get(self.done).map_or(Tick(u64::MAX), |next| next.tick);
        let scripted = self.script.as_ref().and_then(Script::due);
        recorded.min(scripted.map_or(Tick(u64::MAX), |(tick, _)| tick))
    }

    /// Lets the next thing happen that is due up to `end`, of the world's, the recording's, or the
    /// script's. False if there is none.
    pub fn proceed(&mut self, recording: &[Recorded], end: Tick) -> bool {
        match self.next(recording, end) {
            Next::World => self.step(),
            Next::Action => {
                let Recorded { tick, action, .. } = &recording[self.done];
                self.world.pass_time_until(*tick);
                // It was possible when it was recorded, and everything is as it was then.
                let _ = self.act(action);
            }
            Next::Script => self.follow_script(),
            Next::Nothing => return false,
        }
        true
    }

    /// Whether the place at a tick is reached: after so many things due at it, or after all.
    pub fn is_at(&self, tick: Tick, after: Option<u64>) -> bool {
        let due = self.world.next_due();
        match after {
            // It is in the middle of its tick.
            Some(count) => due.is_none_or(|due| due >= tick) && self.taken_at(tick) >= count,
            None => due.is_none_or(|due| due > tick),
        }
    }

    fn next(&self, recording: &[Recorded], end: Tick) -> Next {
        let due = self.world.next_due();
        let is_next = |tick: Tick, after: Option<u64>| self.is_at(tick, after);
        let recorded = recording.get(self.done).filter(|next| !next.is_scripted());
        let recorded = recorded.filter(|next| next.tick <= end);
        let scripted = self.script.as_ref().and_then(Script::due);
        let scripted = scripted.filter(|(tick, _)| *tick <= end);
        let first = scripted.is_none_or(|(tick, _)| recorded.is_some_and(|next| next.tick <= tick));
        if let Some(next) = recorded.filter(|next| first && is_next(next.tick, next.after)) {
            debug_assert!(next.tick >= self.world.now(), "its place was not missed");
            return Next::Action;
        }
        if scripted.is_some_and(|(tick, after)| is_next(tick, after)) {
            return Next::Script;
        }
        if due.is_some_and(|due| due <= end) { Next::World } else { Next::Nothing }
    }

    /// Lets the world's next thing happen.
    pub fn step(&mut self) {
        if let Some(due) = self.world.next_due() {
            self.taken += 1;
            self.taken_at = (due, self.taken_at(due) + 1);
            self.world.step();
            self.note();
        }
    }

    /// Does something now. It counts as the next recorded action.
    pub fn act(&mut self, action: &Action) -> Result<Outcome, ActionError> {
        let outcome = self.world.act(action);
        self.done += usize::from(outcome.is_ok());
        self.note();
        outcome
    }

    /// Where in its tick an action would be done now: after so many things, or after all that are due.
    pub fn place_in_tick(&self) -> Option<u64> {
        let now = self.world.now();
        let more = self.world.next_due().is_some_and(|due| due <= now);
        more.then(|| self.taken_at(now))
    }

    fn taken_at(&self, tick: Tick) -> u64 {
        if self.taken_at.0 == tick { self.taken_at.1 } else { 0 }
    }

    /// Lets the judges see what has happened, and the script answer to it.
    pub fn note(&mut self) {
        let seen = self.fresh.len();
        if seen == 0 {
            self.fresh = self.world.take_events();
        } else {
            let mut events = self.world.take_events();
            self.fresh.append(&mut events);
            self.world.recycle(events);
        }
        self.checker.observe(&self.world, &self.fresh[seen..]);
        if self.script.is_some() && self.fresh.len() > seen {
            self.answer(seen);
        }
    }

    /// The script answers to the events from position `seen` on, and to those of its own doing.
    fn answer(&mut self, mut seen: usize) {
        loop {
            let Some(script) = &mut self.script else { return };
            let scene = Scene {
                world: &self.world,
                report: self.checker.report(),
                events: &self.fresh[seen..],
            };
            let Some(source) = script.react(scene) else { return };
            seen = self.fresh.len();
            self.run_lines(source);
        }
    }

    /// Does what the script has to do at its next tick.
    fn follow_script(&mut self) {
        let Some(script) = &mut self.script else { return };
        if let Some((tick, _)) = script.due() {
            self.world.pass_time_until(tick);
        }
        let scene = Scene { world: &self.world, report: self.checker.report(), events: &[] };
        if let Some(source) = script.settle(scene) {
            let seen = self.fresh.len();
            self.run_lines(source);
            self.answer(seen);
        }
    }

    fn run_lines(&mut self, source: Source) {
        let Some(script) = &self.script else { return };
        let scenario = script.scenario().clone();
        for (at, line) in scenario.lines(source).iter().enumerate() {
            let leader = self.world.leader();
            let place = self.place_in_tick();
            let done = console::parse(line, leader).map_err(LineError::Parse).and_then(|action| {
                self.world.act(&action).map(|_| action).map_err(LineError::Action)
            });
            let mut events = self.world.take_events();
            self.checker.observe(&self.world, &events);
            self.fresh.append(&mut events);
            self.world.recycle(events);
            match done {
                Ok(action) => {
                    self.done += 1;
                    let tick = self.world.now();
                    self.scripted.push(Recorded::scripted(tick, place, action));
                }
                Err(error) => {
                    let tick = self.world.now();
                    if let Some(script) = &mut self.script {
                        script.trouble(tick, source, at, error.code(), error.sentence());
                    }
                }
            }
        }
    }
}
