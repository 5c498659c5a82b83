//! The boundary: what pages, tools and tests use. A session is a world with its judges, the record
//! of what was done to it, and the way back: every moment of it can be visited again, and what is
//! done there begins another future beside the one that was.

mod life;

mod reader;

mod run;

mod timeline;

pub use life::{Life, Moment, Story, Turn};
pub use reader::Reader;
pub use run::Place;
pub use timeline::{Branch, BranchId, MARKS_MAX, Mark, MarkKind};

use crate::check::Report;
use crate::check::linearizability::Standing;
use crate::console::{self, ParseError};
use crate::kv::Command;
use crate::scenario::{Condition, Scenario, Scene, Script, Step, Texts, Told, Trouble, Verdict};
use crate::sentence::Sentence;
use crate::sim::{Action, ActionError, Event, Outcome, Setup, Workload, World};
use crate::types::{ClientId, EntryId, NodeId, Tick};
use run::Run;
use std::collections::VecDeque;
use std::fmt;
use std::sync::Arc;
use timeline::Keyframes;

/// How many events a session remembers by default.
pub const EVENTS_KEPT: usize = 20_000;

/// How many bytes the way back may take by default: 64 MiB.
pub const MEMORY: u64 = 64 << 20;

/// So many ticks a step waits for something to happen.
pub const STEP_PATIENCE: u64 = 60_000;

/// A run under observation.
#[derive(Clone, Debug)]
pub struct Session {
    /// How it began.
    origin: Arc<Scenario>,
    run: Run,
    branches: Vec<Branch>,
    current: BranchId,
    keyframes: Keyframes,
    /// When there are so many events, the next keyframe is due.
    next_keyframe: u64,
    /// The latest events, and the position of the first of them in the run.
    events: VecDeque<Happened>,
    first_kept: u64,
    events_kept: usize,
    /// Time stops when this comes true, and whether it has.
    stop: Option<(Condition, bool)>,
}

/// An action and when it was done.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Recorded {
    /// When.
    pub tick: Tick,
    /// After how many of the things due at that tick; after all of them, if none.
    pub after: Option<u64>,
    /// What.
    pub action: Action,
    scripted: bool,
}

impl Recorded {
    fn scripted(tick: Tick, after: Option<u64>, action: Action) -> Self {
        Self { tick, after, action, scripted: true }
    }

    /// Whether the scenario did it, not a person.
    pub fn is_scripted(&self) -> bool {
        self.scripted
    }
}

/// An event and when it happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happened {
    /// When.
    pub tick: Tick,
    /// What.
    pub event: Event,
}

/// Where two branches begin to differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The position of the first event that is not the same.
    pub event: u64,
    /// What it is in the one; none if that branch has been seen no further.
    pub one: Option<Happened>,
    /// What it is in the other.
    pub other: Option<Happened>,
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

    /// Why, with the facts apart.
    pub fn sentence(&self) -> Sentence {
        match self {
            Self::Parse(error) => error.sentence(),
            Self::Action(error) => error.sentence(),
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
        Self::start_with(Arc::new(Scenario { setup, ..Scenario::default() }), None)
    }

    /// A session that plays a scenario.
    pub fn play(scenario: Arc<Scenario>) -> Self {
        let script = Script::new(scenario.clone());
        Self::start_with(scenario, Some(script))
    }

    fn start_with(origin: Arc<Scenario>, script: Option<Script>) -> Self {
        Self {
            run: Run::new(World::new(origin.setup.clone()), script),
            origin,
            branches: vec![Branch::new(None)],
            current: BranchId(0),
            keyframes: Keyframes::new(MEMORY),
            next_keyframe: 0,
            events: VecDeque::new(),
            first_kept: 0,
            events_kept: EVENTS_KEPT,
            stop: None,
        }
    }

    /// Lets [`Self::advance`] stop at the moment at which a condition is true, and pass no more time until
    /// it is told otherwise. None: time passes as it is asked to.
    pub fn stop_when(&mut self, condition: Option<Condition>) {
        self.stop = condition.map(|condition| {
            let holds = self.holds(&condition);
            (condition, holds)
        });
    }

    /// Whether the condition of [`Self::stop_when`] has come true.
    pub fn has_stopped(&self) -> bool {
        matches!(self.stop, Some((_, true)))
    }

    /// Whether a condition is true now. Of what happens at a moment only, nothing is: that moment is over.
    pub fn holds(&self, condition: &Condition) -> bool {
        let (world, report) = (self.world(), self.report());
        condition.holds(Scene { world, report, events: &[] })
    }

    /// Remembers only the last `count` events from now on; judges and hash miss none.
    pub fn keep_events(&mut self, count: usize) {
        self.events_kept = count;
        self.forget_events();
    }

    /// Lets the way back take at most about `bytes`. With less, going back takes longer: the run is
    /// done again from further away, from its start in the end.
    pub fn keep_memory(&mut self, bytes: u64) {
        self.keyframes.set_limit(bytes);
    }

    /// Keeps a moment every so many events at first; 32,768 unless told. Fewer make the way back shorter,
    /// and the way forth slower.
    pub fn keep_moments(&mut self, events: u64) {
        self.keyframes.set_gap(events.max(1));
        self.next_keyframe = self.next_keyframe.min(self.keyframes.next_after(self.event_count()));
    }

    /// Lets at most `ticks` pass, and no more than `events` things happen (plus those of one step).
    /// Returns how many ticks have passed; everything due in them has happened. In the past, what was
    /// done then is done again.
    pub fn advance(&mut self, ticks: u64, events: u64) -> u64 {
        // Before time passes: the way back begins where the run does.
        if self.event_count() >= self.next_keyframe {
            self.keep_keyframe();
        }
        let start = self.world().now();
        let end = start.plus(ticks);
        let most = self.event_count().saturating_add(events);
        loop {
            if self.has_stopped() {
                self.reached();
                return self.world().now().since(start);
            }
            let next = self.next_stop();
            if next > end {
                break;
            }
            if self.event_count() >= most && next > self.world().now() {
                self.reached();
                return self.world().now().since(start);
            }
            self.proceed(end);
        }
        self.run.world.pass_time_until(end);
        self.reached();
        ticks
    }

    /// Lets the next thing happen, with all that follows from it at once. False if nothing does within
    /// [`STEP_PATIENCE`] ticks: a server alone leads for ever, and nobody hears of it.
    pub fn step(&mut self) -> bool {
        let before = self.event_count();
        let end = self.world().now().plus(STEP_PATIENCE);
        while self.proceed(end) {
            if self.event_count() > before {
                self.reached();
                return true;
            }
        }
        self.reached();
        false
    }

    /// When something is due next, of the world's or of what will be done to it.
    fn next_stop(&self) -> Tick {
        let due = self.world().next_due().unwrap_or(Tick(u64::MAX));
        due.min(self.run.undisturbed_until(&self.branch().recording))
    }

    /// Lets one thing happen up to `end`, and takes note of it.
    fn proceed(&mut self, end: Tick) -> bool {
        if self.event_count() >= self.next_keyframe {
            self.keep_keyframe();
        }
        let recording = &self.branches[self.current.position()].recording;
        let due = self.run.world.next_due();
        if due.is_some_and(|due| due <= end && due < self.run.undisturbed_until(recording)) {
            self.run.step();
        } else if !self.run.proceed(recording, end) {
            return false;
        }
        self.note();
        true
    }

    /// Gives a client a workload: part of the setup, so do it at tick 0. Not recorded: the past before
    /// it is out of reach.
    pub fn set_workload(&mut self, client: ClientId, workload: Workload) {
        self.run.world.set_workload(client, workload);
        self.forget_the_past();
    }

    /// Proposes a command to one server, see [`World::start`]. For tests of Raft alone. Not recorded:
    /// the past before it is out of reach.
    pub fn start(&mut self, server: NodeId, command: Command) -> Option<EntryId> {
        let started = self.run.world.start(server, command);
        self.run.note();
        self.note();
        self.forget_the_past();
        started
    }

    fn forget_the_past(&mut self) {
        self.keyframes.clear();
        self.next_keyframe = self.event_count();
    }

    /// Does something at this moment, and records it. In the past, that begins another branch.
    pub fn act(&mut self, action: Action) -> Result<Outcome, ActionError> {
        if self.event_count() >= self.next_keyframe {
            self.keep_keyframe();
        }
        let before = self.run.place();
        let after = self.run.place_in_tick();
        let outcome = self.run.act(&action)?;
        if before < self.branch().end {
            self.begin_branch(before);
        }
        let recorded = Recorded { tick: before.tick, after, action, scripted: false };
        self.branches[self.current.position()].recording.push(recorded);
        self.note();
        self.reached();
        Ok(outcome)
    }

    /// Does what a line of the [action language](crate::console) says. Returns also the action it meant.
    pub fn run_line(&mut self, line: &str) -> Result<(Action, Outcome), LineError> {
        let action = console::parse(line, self.world().leader()).map_err(LineError::Parse)?;
        let outcome = self.act(action.clone()).map_err(LineError::Action)?;
        Ok((action, outcome))
    }

    /// The world as it is.
    pub fn world(&self) -> &World {
        &self.run.world
    }

    /// What the judges have found.
    pub fn report(&self) -> &Report {
        self.run.checker.report()
    }

    /// Whether the clients' history is linearizable so far.
    pub fn linearizability(&self) -> Standing {
        self.run.checker.linearizability()
    }

    /// All actions up to this moment. With the setup they determine the run.
    pub fn recording(&self) -> &[Recorded] {
        &self.branch().recording[..self.run.place().done]
    }

    /// The remembered events from position `since` of the run on, with their positions.
    pub fn events_since(&self, since: u64) -> impl DoubleEndedIterator<Item = (u64, &Happened)> {
        let skip = usize::try_from(since.saturating_sub(self.first_kept)).unwrap_or(usize::MAX);
        let kept = self.events.iter().enumerate().skip(skip);
        kept.map(|(at, happened)| (self.first_kept + at as u64, happened))
    }

    /// How many events there have been.
    pub fn event_count(&self) -> u64 {
        self.run.world.counts().events
    }

    /// The scenario that is played, if one is.
    pub fn scenario(&self) -> Option<&Arc<Scenario>> {
        self.run.script.as_ref().map(Script::scenario)
    }

    /// What its narrator has said.
    pub fn told(&self) -> &[Told] {
        self.run.script.as_ref().map_or(&[], Script::told)
    }

    /// Which of its lines could not be done.
    pub fn troubles(&self) -> &[Trouble] {
        self.run.script.as_ref().map_or(&[], Script::troubles)
    }

    /// How its expectations have turned out so far, in their order.
    pub fn verdicts(&self) -> &[Verdict] {
        self.run.script.as_ref().map_or(&[], Script::verdicts)
    }

    /// This session as a scenario that needs nobody: each action at its time, up to the furthest place
    /// seen of the branch. Played, it has the same trace hash there.
    pub fn export(&self) -> Scenario {
        let branch = self.branch();
        let mut steps: Vec<Step> = Vec::with_capacity(branch.recording.len());
        let mut told = self.told().iter().peekable();
        let mut say = Texts::new();
        for recorded in &branch.recording {
            while let Some(told) = told.next_if(|told| told.tick <= recorded.tick) {
                let text = self.origin.steps[told.step].say.clone();
                if told.tick < recorded.tick {
                    steps.push(Step { say: text, ..Step::at(told.tick, None) });
                } else {
                    say = text;
                }
            }
            let lines = vec![recorded.action.to_string()];
            let say = std::mem::take(&mut say);
            steps.push(Step { lines, say, ..Step::at(recorded.tick, recorded.after) });
        }
        for told in told {
            let say = self.origin.steps[told.step].say.clone();
            steps.push(Step { say, ..Step::at(told.tick, None) });
        }
        let Scenario { id: _, title, caption, source, setup, .. } = &*self.origin;
        Scenario {
            id: String::new(),
            title: title.clone(),
            caption: caption.clone(),
            source: source.clone(),
            setup: setup.clone(),
            steps,
            rules: Vec::new(),
            expectations: Vec::new(),
            until: Some(branch.end.tick),
        }
    }

    /// Goes on to the place at which an action was done in a run that begins as this one does: after it,
    /// everything is there that was there before the action.
    pub fn go_to(&mut self, recorded: &Recorded) {
        let Recorded { tick, after, .. } = recorded;
        while !self.is_at(*tick, *after) && self.proceed(*tick) {}
        self.run.world.pass_time_until(*tick);
        self.reached();
    }

    /// Whether all that comes before that place has happened: the script's doing, too, where nothing else is due.
    fn is_at(&self, tick: Tick, after: Option<u64>) -> bool {
        let scripted = self.run.script.as_ref().and_then(Script::due);
        self.run.is_at(tick, after) && scripted.is_none_or(|(due, _)| tick <= due)
    }

    /// Remembers what has just happened.
    fn note(&mut self) {
        let tick = self.run.world.now();
        let branch = &mut self.branches[self.current.position()];
        let done = self.run.place().done;
        let first = done - self.run.scripted.len();
        for (at, scripted) in (first..done).zip(self.run.scripted.drain(..)) {
            if at >= branch.recording.len() {
                branch.recording.push(scripted);
            }
        }
        let mut fresh = std::mem::take(&mut self.run.fresh);
        if let Some((condition, is_met @ false)) = &mut self.stop {
            let (world, report) = (&self.run.world, self.run.checker.report());
            *is_met = condition.holds(Scene { world, report, events: &fresh });
        }
        let from = self.run.world.counts().events - fresh.len() as u64;
        branch.mark(tick, from, &fresh);
        branch.mark_violations(from, self.run.checker.report().violations());
        if self.events_kept > 0 {
            self.events.extend(fresh.drain(..).map(|event| Happened { tick, event }));
            self.forget_events();
        }
        self.run.world.recycle(fresh);
    }

    fn forget_events(&mut self) {
        while self.events.len() > self.events_kept {
            self.events.pop_front();
        }
        self.first_kept = self.event_count() - self.events.len() as u64;
    }
}

/// Going back, and the other futures.
impl Session {
    /// The branch one is on.
    pub fn current(&self) -> BranchId {
        self.current
    }

    /// All branches, by their ids.
    pub fn branches(&self) -> &[Branch] {
        &self.branches
    }

    /// Where one is.
    pub fn place(&self) -> Place {
        self.run.place()
    }

    /// How many bytes the way back takes, about.
    pub fn memory(&self) -> u64 {
        self.keyframes.bytes()
    }

    /// How many moments of the past are kept.
    pub fn keyframes(&self) -> usize {
        self.keyframes.len()
    }

    /// Goes to the end of a tick, back or forth: everything due up to it has happened. Beyond what has
    /// been seen of the branch, the run goes on.
    pub fn seek(&mut self, tick: Tick) {
        self.approach(tick < self.world().now(), |place| place.tick <= tick);
        let ahead = tick.since(self.world().now());
        self.advance(ahead, u64::MAX);
    }

    /// Goes to where so many events have happened, back or forth, plus the others of the same step; at
    /// most to the furthest place seen of the branch.
    pub fn seek_event(&mut self, events: u64) {
        self.approach(events < self.event_count(), |place| place.events <= events);
        while self.event_count() < events && self.run.place() < self.branch().end {
            if !self.proceed(Tick(u64::MAX)) {
                return;
            }
        }
    }

    /// Takes the last step back that let something happen. False at the start, or where the past is out
    /// of reach.
    pub fn step_back(&mut self) -> bool {
        let now = self.event_count();
        if !self.go_back(|place| place.events < now) {
            return false;
        }
        // Where it was before, one knows only afterwards: go there a second time.
        let start = self.run.clone();
        let mut before = self.event_count();
        loop {
            self.proceed(Tick(u64::MAX));
            if self.event_count() >= now {
                break;
            }
            before = self.event_count();
        }
        self.restore(start);
        self.seek_event(before);
        true
    }

    /// Goes to another branch, to the tick one is at, or to its end if that is earlier. False if there
    /// is no such branch.
    pub fn switch(&mut self, branch: BranchId) -> bool {
        let Some(target) = self.branches.get(branch.position()) else { return false };
        let tick = self.world().now().min(target.end.tick);
        let run = self.keyframes.last_before(&self.branches, branch, |place| place.tick <= tick);
        let Some(run) = run.cloned() else { return false };
        self.current = branch;
        self.events.clear();
        self.restore(run);
        self.seek(tick);
        true
    }

    /// Names a branch. False if there is none of that id.
    pub fn name_branch(&mut self, branch: BranchId, name: Option<String>) -> bool {
        let found = self.branches.get_mut(branch.position());
        found.map(|branch| branch.name = name).is_some()
    }

    /// Where two branches begin to differ; none if one is the other as far as both have been seen.
    pub fn compare(&self, one: BranchId, other: BranchId) -> Option<Difference> {
        let common = self.parting(one, other)?;
        let mut readers = [one, other].map(|branch| {
            let run = self.keyframes.last_before(&self.branches, branch, |place| place <= common);
            run.map(|run| Reader::new(run.clone(), &self.branches, branch, common))
        });
        let [Some(left), Some(right)] = &mut readers else { return None };
        loop {
            let event = left.position().max(right.position());
            let (one, other) = (self.read(left), self.read(right));
            match (&one, &other) {
                (None, None) => return None,
                (Some(a), Some(b)) if a == b => {}
                _ => return Some(Difference { event, one, other }),
            }
        }
    }

    fn branch(&self) -> &Branch {
        &self.branches[self.current.position()]
    }

    /// Notes how far the branch has been seen.
    fn reached(&mut self) {
        let place = self.run.place();
        let hash = self.run.world.trace_hash();
        let branch = &mut self.branches[self.current.position()];
        if branch.end <= place {
            branch.end = place;
            branch.end_hash = hash;
        }
    }

    fn begin_branch(&mut self, place: Place) {
        // It leaves the branch that holds the place: perhaps not this one, but one this one comes from.
        let lineage = timeline::lineage(&self.branches, self.current);
        let holder = lineage.iter().rev().find(|(_, limit)| place <= *limit);
        let origin = holder.map_or(self.current, |(branch, _)| *branch);
        let mut branch = Branch::new(Some((origin, place)));
        branch.recording = self.branch().recording[..place.done].to_vec();
        let marks = self.branch().marks.iter();
        branch.marks = marks.take_while(|mark| mark.event < place.events).copied().collect();
        branch.marked = place.events;
        let violations = branch.marks.iter();
        let violations = violations.filter(|mark| matches!(mark.kind, MarkKind::Violation(_)));
        branch.violations = violations.count();
        let id = u32::try_from(self.branches.len()).expect("each takes an action");
        self.branches.push(branch);
        self.current = BranchId(id);
        self.next_keyframe = self.keyframes.next_after(place.events);
    }

    fn keep_keyframe(&mut self) {
        self.keyframes.keep(self.current, &self.run);
        self.next_keyframe = self.keyframes.next_after(self.event_count());
    }

    /// Goes to the last keyframe for which `is_before` holds, if it must or if that is a step forward.
    fn approach(&mut self, must: bool, is_before: impl Fn(Place) -> bool) {
        let run = self.keyframes.last_before(&self.branches, self.current, is_before);
        if let Some(run) = run.filter(|run| must || run.place() > self.run.place()).cloned() {
            self.restore(run);
        }
    }

    /// Goes to the last keyframe for which `is_before` holds. False if there is none.
    fn go_back(&mut self, is_before: impl Fn(Place) -> bool) -> bool {
        let run = self.keyframes.last_before(&self.branches, self.current, is_before);
        let Some(run) = run.cloned() else { return false };
        self.restore(run);
        true
    }

    fn restore(&mut self, run: Run) {
        self.run = run;
        let events = self.event_count();
        let end = self.first_kept + self.events.len() as u64;
        if !(self.first_kept..=end).contains(&events) {
            self.events.clear();
            self.first_kept = events;
        }
        let kept = usize::try_from(events.saturating_sub(self.first_kept)).unwrap_or(usize::MAX);
        self.events.truncate(kept);
        self.first_kept = events - self.events.len() as u64;
        let seen = self.branch().end.events.max(events);
        self.next_keyframe = self.next_keyframe.max(self.keyframes.next_after(seen));
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
            assert_eq!(node.server().store().get("x"), Some("1"));
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
    fn the_way_back_reaches_the_start_however_time_passed_there() {
        let mut session = Session::new(Setup::default());
        for _ in 0..50 {
            session.advance(7, u64::MAX);
        }
        session.seek(Tick(0));
        assert_eq!(session.place(), Place::default());
        session.seek(Tick(3));
        assert_eq!(session.world().now(), Tick(3));
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

    #[test]
    fn a_step_comes_to_an_end_where_nothing_happens_any_more() {
        let mut session = Session::new(Setup { servers: 1, clients: 0, ..Setup::default() });
        session.advance(1000, u64::MAX);
        assert!(!session.step());
    }

    /// A busy session with some trouble in it.
    fn eventful() -> Session {
        let mut session = Session::new(Setup::default());
        for line in ["c1 work 0 30", "c2 work 5 50"] {
            session.run_line(line).expect("both clients exist");
        }
        for (at, line) in [(700, "crash leader"), (1500, "put x 1"), (2500, "isolate leader")] {
            session.seek(Tick(at));
            session.run_line(line).expect("possible then");
        }
        session.seek(Tick(6000));
        session
    }

    fn state(session: &Session) -> (u64, Place) {
        (session.world().trace_hash(), session.place())
    }

    #[test]
    fn every_moment_can_be_visited_again() {
        let mut session = eventful();
        let end = state(&session);
        let ticks = [5999, 3000, 2500, 2499, 701, 700, 12, 0];
        let seen = ticks.map(|tick| {
            session.seek(Tick(tick));
            (session.world().trace_hash(), session.recording().len())
        });
        assert_eq!(seen.map(|(_, done)| done), [5, 5, 5, 4, 3, 3, 2, 2]);
        for (tick, (hash, _)) in ticks.into_iter().zip(seen).rev() {
            session.seek(Tick(tick));
            assert_eq!(session.world().trace_hash(), hash, "at {tick}");
        }
        session.seek(Tick(6000));
        assert_eq!(state(&session), end);
        assert_eq!(session.branches().len(), 1, "looking changes nothing");
    }

    #[test]
    fn steps_back_undo_steps_forth() {
        let mut session = eventful();
        session.seek(Tick(2500));
        let mut states = vec![state(&session)];
        for _ in 0..40 {
            assert!(session.step());
            states.push(state(&session));
        }
        for expected in states.iter().rev().skip(1) {
            assert!(session.step_back());
            assert_eq!(session.world().trace_hash(), expected.0);
            assert_eq!(session.event_count(), expected.1.events);
        }
        session.seek_event(1);
        assert!(session.step_back());
        assert!(!session.step_back(), "there is nothing before the start");
        assert_eq!(session.event_count(), 0);
    }

    #[test]
    fn to_act_in_the_past_begins_a_branch_and_the_old_future_stays() {
        let mut session = eventful();
        let end = state(&session);
        session.seek(Tick(2000));
        assert!(session.run_line("crash 9").is_err());
        assert_eq!(session.branches().len(), 1, "what is refused begins nothing");
        session.run_line("put y 2").expect("a client is there");
        assert_eq!((session.branches().len(), session.current()), (2, BranchId(1)));
        session.seek(Tick(6000));
        assert_ne!(session.world().trace_hash(), end.0);
        let other_end = state(&session);

        let difference = session.compare(BranchId(0), BranchId(1)).expect("they differ");
        let one = difference.one.expect("the first went on");
        let other = difference.other.expect("the second, too");
        assert!(one.tick >= Tick(2000) && other.tick == Tick(2000), "{one:?} {other:?}");
        assert!(session.compare(BranchId(1), BranchId(1)).is_none());

        assert!(session.switch(BranchId(0)));
        assert_eq!(state(&session), end);
        assert!(session.switch(BranchId(1)));
        assert_eq!(state(&session), other_end);
        assert!(!session.switch(BranchId(7)));
        // A branch of the branch, begun in the part that belongs to the first one.
        session.seek(Tick(1000));
        session.run_line("put z 3").expect("a client is there");
        assert_eq!(session.branches()[2].origin().map(|(branch, _)| branch), Some(BranchId(0)));
        assert!(session.switch(BranchId(0)));
        session.seek(Tick(6000));
        assert_eq!(state(&session), end);
    }

    #[test]
    fn an_action_in_the_middle_of_a_tick_is_done_there_again() {
        let mut session = eventful();
        session.seek(Tick(4000));
        for _ in 0..25 {
            session.step();
            if session.run.place_in_tick().is_some() {
                break;
            }
        }
        assert!(session.run.place_in_tick().is_some(), "some tick has two things in it");
        session.run_line("put m 1").expect("a client is there");
        session.seek(Tick(8000));
        let end = state(&session);
        session.seek(Tick(0));
        session.seek(Tick(8000));
        assert_eq!(state(&session), end);
    }

    #[test]
    fn little_memory_only_costs_time() {
        let mut session = Session::new(Setup::default());
        session.keep_memory(300_000);
        session.run_line("c1 work 0 0").expect("it exists");
        session.advance(60_000, u64::MAX);
        assert!(session.memory() <= 300_000, "{} bytes", session.memory());
        let end = state(&session);
        session.seek(Tick(30_000));
        session.seek(Tick(60_000));
        assert_eq!(state(&session), end);
    }

    #[test]
    fn events_of_any_time_can_be_read_without_going_there() {
        let mut session = eventful();
        let all: Vec<Happened> = session.events_since(0).map(|(_, event)| event.clone()).collect();
        session.seek(Tick(100));
        let count = all.len() as u64;
        assert_eq!(session.events_between(0, u64::MAX), all);
        assert_eq!(session.events_between(count - 10, count), all[all.len() - 10..]);
        assert_eq!(session.world().now(), Tick(100));
    }
}
