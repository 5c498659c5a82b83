//! Shrinking: cuts a run in which a judge objects down to its shortest story. Deterministic; each
//! [`Shrinker::step`] plays one candidate, so whoever calls can show progress and stop at any time.
//!
//! It goes round and round through passes that each make one thing smaller, until none succeeds any more:
//! the end comes with the violation, steps go (in halves, quarters, … as delta debugging does; Zeller
//! and Hildebrandt 2002), calls that clients make by themselves become single ones and go in turn, then
//! servers, clients, faults of network and disks, odd settings, and the time between the steps.

use crate::check::Property;
use crate::console;
use crate::raft::Config;
use crate::scenario::{Condition, Deadline, Expectation, Scenario, Step, Texts, Trigger};
use crate::session::Session;
use crate::sim::{Action, Link, Setup};
use crate::types::{NodeId, Tick};
use std::sync::Arc;

/// A candidate is played for so much longer than the best one so far, in ticks: what was removed may
/// have hurried things on.
const PATIENCE: u64 = 2_000;

/// A candidate that has more events than this many times the first run is given up.
const EVENTS_FACTOR: u64 = 2;

/// Makes a failing scenario smaller.
#[derive(Clone, Debug)]
pub struct Shrinker {
    best: Scenario,
    property: Property,
    /// When the best one fails.
    fails_at: Tick,
    events_max: u64,
    pass: Pass,
    /// Where in its pass it is.
    at: usize,
    /// How many steps the pass removes at a time.
    chunk: usize,
    /// Whether anything became smaller in this round.
    progress: bool,
    trials: u64,
    is_done: bool,
}

/// What is made smaller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pass {
    Steps,
    Workloads,
    Servers,
    Clients,
    Surroundings,
    Times,
}

const PASSES: [Pass; 6] =
    [Pass::Steps, Pass::Workloads, Pass::Servers, Pass::Clients, Pass::Surroundings, Pass::Times];

/// Why there is nothing to shrink.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct NoViolation;

impl std::fmt::Display for NoViolation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("No judge objects to this run, so there is nothing to shrink.")
    }
}

impl std::error::Error for NoViolation {}

impl Shrinker {
    /// Begins with a scenario in which some judge objects before it is over. Whatever steps it has, it
    /// is replaced by what happened in it: actions at their times.
    pub fn new(scenario: &Scenario) -> Result<Self, NoViolation> {
        let until = scenario.until.unwrap_or(Tick(60_000));
        let mut session = quiet(scenario.clone());
        session.seek(until);
        let violation = session.report().violations().first().ok_or(NoViolation)?;
        let (property, fails_at) = (violation.breach.property(), violation.tick);
        let mut best = session.export();
        (best.id, best.until) = (String::new(), Some(fails_at));
        best.steps.retain(|step| is_before(step, fails_at));
        for step in &mut best.steps {
            step.say.clear();
        }
        Ok(Self {
            best,
            property,
            fails_at,
            events_max: session.event_count().saturating_mul(EVENTS_FACTOR),
            pass: Pass::Steps,
            at: 0,
            chunk: usize::MAX,
            progress: false,
            trials: 0,
            is_done: false,
        })
    }

    /// The property that is broken, in the first run and in all smaller ones.
    pub fn property(&self) -> Property {
        self.property
    }

    /// How many candidates have been played.
    pub fn trials(&self) -> u64 {
        self.trials
    }

    /// Whether nothing can be made smaller any more.
    pub fn is_done(&self) -> bool {
        self.is_done
    }

    /// The smallest failing scenario so far.
    pub fn best(&self) -> &Scenario {
        &self.best
    }

    /// The smallest one so far, told step by step in English and Chinese, with the violation expected.
    pub fn story(&self) -> Scenario {
        let mut story = self.best.clone();
        for step in &mut story.steps {
            step.say = step.lines.first().map_or_else(Texts::new, |line| tell(line));
        }
        let violation = Condition::Violation(Some(self.property));
        story.steps.push(Step {
            trigger: Trigger::When(violation.clone()),
            say: self.last_words(),
            ..Step::default()
        });
        let until = self.fails_at.plus(1);
        story.expectations = vec![Expectation { that: violation, deadline: Deadline::By(until) }];
        story.until = Some(until.plus(1_000));
        story.title = texts(
            format!("The shortest way to break {}", self.property),
            format!("违反 {} 的最短过程", self.property),
        );
        story
    }

    fn last_words(&self) -> Texts {
        let mut session = quiet(self.best.clone());
        session.seek(self.fails_at);
        let violations = session.report().violations();
        let found = violations.iter().find(|found| found.breach.property() == self.property);
        let sentence = found.map(|found| found.breach.to_string()).unwrap_or_default();
        let chinese = format!("检查器 {} 发现违反：{sentence}", self.property);
        texts(sentence, chinese)
    }

    /// Plays one candidate; keeps it if it fails in the same way. False once nothing is left to try.
    pub fn step(&mut self) -> bool {
        while !self.is_done {
            if let Some(candidate) = self.candidate() {
                self.try_out(candidate);
                return true;
            }
            self.next_pass();
        }
        false
    }

    fn try_out(&mut self, candidate: Scenario) {
        self.trials += 1;
        let end = self.fails_at.plus(PATIENCE);
        let until = Scenario { until: Some(end), ..candidate };
        let Some((fails_at, exported)) = failure(until, self.property, self.events_max) else {
            return self.skip();
        };
        let mut smaller = exported;
        smaller.until = Some(fails_at);
        smaller.steps.retain(|step| is_before(step, fails_at));
        if size(&smaller, fails_at) < size(&self.best, self.fails_at) {
            (self.best, self.fails_at) = (smaller, fails_at);
            self.progress = true;
            // What stood behind has moved up to this place.
            if self.pass != Pass::Steps {
                self.at = 0;
            }
        } else {
            self.skip();
        }
    }

    fn skip(&mut self) {
        self.at += if self.pass == Pass::Steps { self.chunk.max(1) } else { 1 };
    }

    fn next_pass(&mut self) {
        if self.pass == Pass::Steps && self.chunk > 1 {
            self.chunk = self.chunk.min(self.best.steps.len()) / 2;
            self.at = 0;
            return;
        }
        let place = PASSES.iter().position(|pass| *pass == self.pass).unwrap_or_default() + 1;
        if place == PASSES.len() && !self.progress {
            self.is_done = true;
        }
        self.progress &= place < PASSES.len();
        self.pass = PASSES[place % PASSES.len()];
        self.at = 0;
        self.chunk = self.best.steps.len();
    }

    /// The next thing to try in this pass.
    fn candidate(&mut self) -> Option<Scenario> {
        let mut smaller = self.best.clone();
        let (steps, setup) = (&mut smaller.steps, &mut smaller.setup);
        match self.pass {
            Pass::Steps => {
                self.chunk = self.chunk.min(steps.len());
                if self.chunk == 0 || self.at >= steps.len() {
                    return None;
                }
                steps.drain(self.at..(self.at + self.chunk).min(steps.len()));
            }
            Pass::Workloads => {
                let works = |step: &Step| step.lines.iter().any(|line| line.contains(" work "));
                let found = steps.iter().enumerate().filter(|(_, step)| works(step));
                let (place, _) = found.clone().nth(self.at)?;
                return Some(with_single_calls(&self.best, place));
            }
            Pass::Servers => {
                let fewer = setup.servers.checked_sub(1 + u32::try_from(self.at).ok()?)?;
                if fewer == 0 || self.at > 0 {
                    return None;
                }
                setup.servers = fewer;
                setup.members = setup.members.map(|members| members.min(fewer));
                setup.deviations.retain(|server, _| server.0 <= fewer);
                setup.disks.retain(|server, _| server.0 <= fewer);
                drop_impossible(&mut smaller);
            }
            Pass::Clients => {
                if self.at > 0 || setup.clients == 0 {
                    return None;
                }
                setup.clients -= 1;
                drop_impossible(&mut smaller);
            }
            Pass::Surroundings => *setup = oddities(setup, setup.link).into_iter().nth(self.at)?,
            Pass::Times => {
                let gap = steps.get(self.at).map(time_of)?;
                let before = self.at.checked_sub(1).map_or(Tick(0), |at| time_of(&steps[at]));
                let saved = gap.since(before) / 2;
                if saved < 10 {
                    self.at += 1;
                    return self.candidate();
                }
                for step in &mut steps[self.at..] {
                    if let Trigger::At { tick, after } = &mut step.trigger {
                        (*tick, *after) = (Tick(tick.0 - saved), None);
                    }
                }
            }
        }
        Some(smaller)
    }
}

/// What is to become smaller, in the order of what makes a story long.
fn size(scenario: &Scenario, end: Tick) -> impl Ord + use<> {
    let is_work = |step: &&Step| step.lines.iter().any(|line| line.contains(" work "));
    let setup = &scenario.setup;
    (
        scenario.steps.iter().filter(is_work).count(),
        setup.servers,
        scenario.steps.len(),
        setup.clients,
        oddities(setup, setup.link).len(),
        end,
    )
}

/// Plays a candidate until the property is broken. Returns when, and what was done up to then; none if
/// it is not broken.
fn failure(scenario: Scenario, property: Property, events_max: u64) -> Option<(Tick, Scenario)> {
    let until = scenario.until?;
    let mut session = quiet(scenario);
    while session.world().now() < until && session.event_count() < events_max {
        let left = until.since(session.world().now());
        session.advance(left.min(100), events_max);
        let violations = session.report().violations();
        let found = violations.iter().find(|found| found.breach.property() == property);
        if let Some(found) = found {
            return Some((found.tick, session.export()));
        }
    }
    None
}

/// A session that keeps neither events nor a way back.
fn quiet(scenario: Scenario) -> Session {
    let mut session = Session::play(Arc::new(scenario));
    session.keep_events(0);
    session.keep_memory(0);
    session
}

fn is_before(step: &Step, end: Tick) -> bool {
    time_of(step) <= end
}

fn time_of(step: &Step) -> Tick {
    match step.trigger {
        Trigger::At { tick, .. } => tick,
        Trigger::Then | Trigger::When(_) => Tick(0),
    }
}

/// The same run, but one client's calls stand there one by one, and it makes none by itself.
fn with_single_calls(scenario: &Scenario, place: usize) -> Scenario {
    let mut session = quiet(scenario.clone());
    session.seek(scenario.until.unwrap_or_default());
    let mut single = scenario.clone();
    let removed = single.steps.remove(place);
    let worker = removed.lines.first().and_then(|line| match console::parse(line, None) {
        Ok(Action::Work { client, .. }) => Some(client),
        _ => None,
    });
    let Some(worker) = worker else { return single };
    let theirs = session.world().history().iter();
    for operation in theirs.filter(|call| worker.is_none_or(|client| client == call.client)) {
        let (client, command) = (operation.client, operation.command.clone());
        let line = Action::Submit { client, command, first: None }.to_string();
        let at = single.steps.partition_point(|step| time_of(step) <= operation.call);
        single.steps.insert(at, Step { lines: vec![line], ..Step::at(operation.call, None) });
    }
    single
}

/// Removes the lines that name a server or client there is no more.
fn drop_impossible(scenario: &mut Scenario) {
    let mut stage = crate::sim::World::new(scenario.setup.clone());
    scenario.steps.retain(|step| {
        step.lines.iter().all(|line| {
            let action = console::parse(line, Some(NodeId(1)));
            action.is_ok_and(|action| {
                stage.act(&action).err().is_none_or(|error| !error.is_lasting())
            })
        })
    });
}

/// Setups that are plainer in one respect than this one; as many as it has oddities.
fn oddities(setup: &Setup, link: Link) -> Vec<Setup> {
    let plain = Setup::default();
    let changed = |change: &dyn Fn(&mut Setup)| {
        let mut other = setup.clone();
        change(&mut other);
        other
    };
    let even = Link { delay_min: 10, delay_max: 10, ..Link::default() };
    let candidates = [
        changed(&|setup| setup.link.loss = 0),
        changed(&|setup| setup.link.duplicate = 0),
        changed(&|setup| setup.link.late = 0),
        changed(&|setup| setup.link.reorder = 0),
        changed(&|setup| setup.link.bandwidth = None),
        changed(&|setup| {
            setup.link = Link { delay_min: even.delay_min, delay_max: even.delay_max, ..link };
        }),
        changed(&|setup| setup.disk = (1, 1)),
        changed(&|setup| setup.deviations.clear()),
        changed(&|setup| setup.members = None),
        changed(&|setup| setup.kv = plain.kv.clone()),
        changed(&|setup| setup.clerk = plain.clerk.clone()),
        changed(&|setup| setup.raft = Config::default()),
    ];
    candidates.into_iter().filter(|other| other != setup).collect()
}

fn texts(english: String, chinese: String) -> Texts {
    Texts::from([("en".to_owned(), english), ("zh-CN".to_owned(), chinese)])
}

/// A line of the action language as a sentence; the rarer ones as they stand.
#[expect(clippy::wildcard_enum_match_arm, reason = "what has no sentence is shown as a line")]
fn tell(line: &str) -> Texts {
    let Ok(action) = console::parse(line, None) else { return Texts::new() };
    let (english, chinese) = match &action {
        Action::Submit { client, command, .. } => {
            (format!("{client} calls: {command}"), format!("{client} 发出请求：{command}"))
        }
        Action::Crash(server) => (format!("{server} crashes."), format!("{server} 崩溃。")),
        Action::CrashAfter { server, effects } => (
            format!("{server} will crash after {effects} more writes and messages."),
            format!("{server} 将在再完成 {effects} 次写入或发送后崩溃。"),
        ),
        Action::Restart(server) => {
            (format!("{server} restarts from its disk."), format!("{server} 从磁盘重新启动。"))
        }
        Action::Pause(server) => {
            (format!("{server} stops for a while."), format!("{server} 暂停。"))
        }
        Action::Resume(server) => (format!("{server} goes on."), format!("{server} 恢复运行。")),
        Action::Timeout(server) => {
            (format!("{server}'s election timer fires."), format!("{server} 的选举定时器到期。"))
        }
        Action::Isolate(server) => (
            format!("{server} is cut off from all others."),
            format!("{server} 与其他所有服务器隔离。"),
        ),
        Action::Heal => ("The network is whole again.".to_owned(), "网络恢复。".to_owned()),
        _ => (format!("It is done: {line}"), format!("执行：{line}")),
    };
    texts(english, chinese)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::raft::{Bug, BugSet};
    use crate::scenario::Verdict;

    /// A long and noisy run in which servers vote twice.
    fn noisy(seed: u64) -> Option<Scenario> {
        let bugs = BugSet::NONE.with(Bug::VoteTwice);
        let mut session = Session::new(Setup { seed, bugs, ..Setup::default() });
        for line in ["c1 work 0 30", "c2 work 0 30", "loss 10"] {
            session.run_line(line).expect("possible at the start");
        }
        for round in 0..20 {
            session.advance(300, u64::MAX);
            for line in ["crash leader", "restart 1", "timeout 2", "timeout 3", "restart 4"] {
                let _ = session.run_line(line);
            }
            session.advance(100 * (round % 3), u64::MAX);
            let _ = session.run_line("restart 2");
            let _ = session.run_line("restart 3");
            let _ = session.run_line("restart 5");
        }
        session.advance(1000, u64::MAX);
        (!session.report().is_clean()).then(|| session.export())
    }

    #[test]
    fn a_noisy_failure_becomes_a_short_story_that_still_fails() {
        let scenario = (1..50).find_map(noisy).expect("some seed votes twice");
        let before = scenario.steps.len();
        let mut shrinker = Shrinker::new(&scenario).expect("a judge objects");
        while shrinker.step() {
            assert!(shrinker.trials() < 5_000, "it comes to an end");
        }
        let best = shrinker.best();
        assert!(best.steps.len() <= 6 && before > 40, "{} of {before} steps", best.steps.len());
        assert!(best.setup.servers < 5, "{} servers", best.setup.servers);
        let story = shrinker.story();
        assert!(story.steps.iter().all(|step| step.say.len() == 2));
        let until = story.until.expect("it ends");
        let mut session = Session::play(Arc::new(story));
        session.seek(until);
        assert!(matches!(session.verdicts(), [Verdict::Met(_)]), "{:?}", session.verdicts());
        let mut again = Shrinker::new(&scenario).expect("a judge objects");
        while again.step() {}
        assert_eq!(again.best(), shrinker.best(), "it is deterministic");
    }

    #[test]
    fn a_clean_run_cannot_be_shrunk() {
        assert_eq!(Shrinker::new(&Scenario::default()).err(), Some(NoViolation));
    }
}
