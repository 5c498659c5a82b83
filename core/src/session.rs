//! The boundary: what pages, tools and tests use. A session is a world with its judges, the record
//! of what was done to it, and the latest of what happened in it.

use crate::check::linearizability::Standing;
use crate::check::{Checker, Report};
use crate::console::{self, ParseError};
use crate::kv::Command;
use crate::sim::{Action, ActionError, Event, Outcome, Setup, Workload, World};
use crate::types::{ClientId, EntryId, NodeId, Tick};
use std::collections::VecDeque;
use std::fmt;

/// How many events a session remembers by default.
pub const EVENTS_KEPT: usize = 20_000;

/// A run under observation.
#[derive(Clone, Debug)]
pub struct Session {
    world: World,
    checker: Checker,
    recording: Vec<Recorded>,
    /// The latest events, and the position of the first of them in the run.
    events: VecDeque<Happened>,
    first_kept: u64,
    events_kept: usize,
}

/// An action and when it was done.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Recorded {
    /// When.
    pub tick: Tick,
    /// What.
    pub action: Action,
}

/// An event and when it happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happened {
    /// When.
    pub tick: Tick,
    /// What.
    pub event: Event,
}

/// Why a line did nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LineError {
    /// It is no action.
    Parse(ParseError),
    /// The action is impossible now.
    Action(ActionError),
}

impl LineError {
    /// A stable word for it, for translations and programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Parse(error) => error.kind.code(),
            Self::Action(error) => error.code(),
        }
    }
}

impl fmt::Display for LineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Parse(error) => error.fmt(f),
            Self::Action(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for LineError {}

impl Session {
    /// A session at tick 0. The setup's numbers must be in range, see [`World::new`].
    pub fn new(setup: Setup) -> Self {
        Self {
            world: World::new(setup),
            checker: Checker::new(),
            recording: Vec::new(),
            events: VecDeque::new(),
            first_kept: 0,
            events_kept: EVENTS_KEPT,
        }
    }

    /// Remembers only the last `count` events from now on; judges and hash miss none.
    pub fn keep_events(&mut self, count: usize) {
        self.events_kept = count;
        self.forget();
    }

    /// Lets at most `ticks` pass, and no more than `events` things happen (plus those of one step).
    /// Returns how many ticks have passed; everything due in them has happened.
    pub fn advance(&mut self, ticks: u64, events: u64) -> u64 {
        let start = self.world.now();
        let end = start.plus(ticks);
        let most = self.world.counts().events.saturating_add(events);
        while self.world.next_due().is_some_and(|due| due <= end) {
            if self.world.counts().events >= most && self.world.next_due() > Some(self.world.now())
            {
                return self.world.now().since(start);
            }
            self.world.step();
            self.note();
        }
        self.world.pass_time_until(end);
        ticks
    }

    /// Lets the next thing happen, with all that follows from it at once. False if nothing is due.
    pub fn step(&mut self) -> bool {
        let before = self.world.counts().events;
        while self.world.step() {
            self.note();
            if self.world.counts().events > before {
                return true;
            }
        }
        false
    }

    /// Gives a client a workload: part of the setup, so do it at tick 0.
    pub fn set_workload(&mut self, client: ClientId, workload: Workload) {
        self.world.set_workload(client, workload);
    }

    /// Proposes a command to one server, see [`World::start`]. Not recorded: for tests of Raft alone.
    pub fn start(&mut self, server: NodeId, command: Command) -> Option<EntryId> {
        let started = self.world.start(server, command);
        self.note();
        started
    }

    /// Does something at this moment, and records it.
    pub fn act(&mut self, action: Action) -> Result<Outcome, ActionError> {
        let outcome = self.world.act(&action);
        self.note();
        if outcome.is_ok() {
            self.recording.push(Recorded { tick: self.world.now(), action });
        }
        outcome
    }

    /// Does what a line of the [action language](crate::console) says. Returns also the action it meant.
    pub fn run_line(&mut self, line: &str) -> Result<(Action, Outcome), LineError> {
        let action = console::parse(line, self.world.leader()).map_err(LineError::Parse)?;
        let outcome = self.act(action.clone()).map_err(LineError::Action)?;
        Ok((action, outcome))
    }

    /// The world as it is.
    pub fn world(&self) -> &World {
        &self.world
    }

    /// What the judges have found.
    pub fn report(&self) -> &Report {
        self.checker.report()
    }

    /// Whether the clients' history is linearizable so far.
    pub fn linearizability(&self) -> Standing {
        self.checker.linearizability()
    }

    /// All actions so far. With the setup they determine the run.
    pub fn recording(&self) -> &[Recorded] {
        &self.recording
    }

    /// The remembered events from position `since` of the run on, with their positions.
    pub fn events_since(&self, since: u64) -> impl Iterator<Item = (u64, &Happened)> {
        let skip = usize::try_from(since.saturating_sub(self.first_kept)).unwrap_or(usize::MAX);
        let kept = self.events.iter().enumerate().skip(skip);
        kept.map(|(at, happened)| (self.first_kept + at as u64, happened))
    }

    /// How many events there have been.
    pub fn event_count(&self) -> u64 {
        self.world.counts().events
    }

    /// Lets the judges see what just happened, and remembers it.
    fn note(&mut self) {
        let mut events = self.world.take_events();
        self.checker.observe(&self.world, &events);
        let tick = self.world.now();
        if self.events_kept > 0 {
            self.events.extend(events.drain(..).map(|event| Happened { tick, event }));
            self.forget();
        }
        self.world.recycle(events);
    }

    fn forget(&mut self) {
        while self.events.len() > self.events_kept {
            self.events.pop_front();
        }
        self.first_kept = self.world.counts().events - self.events.len() as u64;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn until_leader(session: &mut Session) {
        while session.world().leader().is_none() {
            assert!(session.step());
        }
    }

    #[test]
    fn a_put_is_committed_and_read_back() {
        let mut session = Session::new(Setup::default());
        until_leader(&mut session);
        session.run_line("put x 1").expect("a client is there");
        session.run_line("get x").expect("calls queue");
        session.advance(1000, u64::MAX);
        let answers: Vec<String> = session
            .world()
            .history()
            .iter()
            .map(|operation| operation.answer.as_ref().map_or("-".to_owned(), ToString::to_string))
            .collect();
        assert_eq!(answers, ["OK", "1"]);
        assert!(session.report().is_clean(), "{:?}", session.report().violations());
        for node in session.world().nodes() {
            assert_eq!(node.server().store().get("x").map(|value| &**value), Some("1"));
        }
    }

    #[test]
    fn the_same_actions_give_the_same_hash_and_others_another() {
        let run = |seed, line: &str| {
            let mut session = Session::new(Setup { seed, ..Setup::default() });
            session.advance(500, u64::MAX);
            session.run_line(line).expect("possible");
            session.advance(2000, u64::MAX);
            session.world().trace_hash()
        };
        assert_eq!(run(1, "put x 1"), run(1, "put x 1"));
        assert_ne!(run(1, "put x 1"), run(1, "put x 2"));
        assert_ne!(run(1, "put x 1"), run(2, "put x 1"));
    }

    #[test]
    fn slices_of_time_and_budgets_do_not_change_a_run() {
        let mut whole = Session::new(Setup::default());
        whole.advance(3000, u64::MAX);
        let mut sliced = Session::new(Setup::default());
        let mut left = 3000;
        while left > 0 {
            left -= sliced.advance(left.min(7), 3);
        }
        assert_eq!(whole.world().trace_hash(), sliced.world().trace_hash());
        assert_eq!(whole.world().now(), sliced.world().now());
    }

    #[test]
    fn only_the_latest_events_are_kept() {
        let mut session = Session::new(Setup::default());
        session.keep_events(10);
        session.advance(1000, u64::MAX);
        let kept: Vec<u64> = session.events_since(0).map(|(at, _)| at).collect();
        assert_eq!(kept.len(), 10);
        assert_eq!(kept.last(), Some(&(session.event_count() - 1)));
        assert_eq!(session.events_since(session.event_count() - 3).count(), 3);
        assert_eq!(session.events_since(u64::MAX).count(), 0);
    }

    #[test]
    fn what_is_scheduled_does_not_pile_up() {
        let mut session = Session::new(Setup::default());
        for line in ["c1 work 0 5", "c2 work 0 0"] {
            session.run_line(line).expect("both clients exist");
        }
        for _ in 0..60 {
            session.advance(1000, u64::MAX);
            let in_flight = session.world().messages().count();
            assert!(
                session.world().scheduled() <= in_flight + 30,
                "wake-ups are set again and again"
            );
        }
    }

    #[test]
    fn impossible_actions_change_nothing() {
        let mut session = Session::new(Setup::default());
        session.run_line("crash 2").expect("it runs");
        let hash = session.world().trace_hash();
        let lines = [
            "crash 2",
            "restart 1",
            "pause 2",
            "resume 1",
            "crash 9",
            "cut 1 1",
            "c7 get x",
            "partition 1 2 | 2",
            "loss 101",
            "delay 9 3",
            "delay 1 99999999",
            "timeout 2",
            "put \"\" 1",
        ];
        for line in lines {
            assert!(session.run_line(line).is_err(), "{line}");
        }
        assert_eq!(session.world().trace_hash(), hash);
        assert_eq!(session.recording().len(), 1);
    }
}
