//! A scenario's steps, rules and expectations as they stand at a moment of its run.

use super::condition::Scene;
use super::{Condition, Deadline, Expectation, Scenario, Texts, Trigger};
use crate::sentence::{Fact, Sentence};
use crate::types::Tick;
use std::collections::VecDeque;
use std::sync::Arc;

/// So many lines may be run at one moment; more, and rules are setting each other off without end.
const FIRINGS_MAX: u32 = 1000;

/// What is to be run at a moment: the scenario's lines stand in its source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// The step at this position.
    Step(usize),
    /// The rule at this position.
    Rule(usize),
}

/// What the narrator has said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Told {
    /// When.
    pub tick: Tick,
    /// The step whose text it is.
    pub step: usize,
}

/// A line of the scenario that could not be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// When.
    pub tick: Tick,
    /// Where it stands: `steps[3].do[0]`.
    pub place: String,
    /// A stable word for why, for translations and programs.
    pub code: &'static str,
    /// Why.
    pub reason: Arc<Sentence>,
}

/// How an expectation has turned out so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// It may still go either way.
    Open,
    /// It has come true, and stays so.
    Met(Tick),
    /// It can no longer come true.
    Failed(Tick),
}

/// Where a run is in its scenario. Cloning it goes with cloning the run.
#[derive(Clone, Debug)]
pub(crate) struct Script {
    scenario: Arc<Scenario>,
    /// The step waited for.
    next: usize,
    /// When it is due, once its trigger has come true.
    due: Option<Tick>,
    /// For each rule, whether it held at the last look, and how often it may still be followed.
    rules: Vec<(bool, u32)>,
    /// Rules whose conditions have come true and that are to be followed now.
    begun: VecDeque<usize>,
    verdicts: Vec<Verdict>,
    told: Vec<Told>,
    troubles: Vec<Trouble>,
    /// How much was run at this moment.
    firings: (Tick, u32),
}

impl Script {
    pub fn new(scenario: Arc<Scenario>) -> Self {
        let mut script = Self {
            next: 0,
            due: None,
            rules: scenario.rules.iter().map(|rule| (false, rule.times)).collect(),
            begun: VecDeque::new(),
            verdicts: vec![Verdict::Open; scenario.expectations.len()],
            told: Vec::new(),
            troubles: Vec::new(),
            firings: (Tick(0), 0),
            scenario,
        };
        script.arm(Tick(0));
        script
    }

    pub fn scenario(&self) -> &Arc<Scenario> {
        &self.scenario
    }

    pub fn told(&self) -> &[Told] {
        &self.told
    }

    pub fn troubles(&self) -> &[Trouble] {
        &self.troubles
    }

    pub fn verdicts(&self) -> &[Verdict] {
        &self.verdicts
    }

    /// The next tick at which something is to be done or judged, after all else that is due at it;
    /// `after` says after how many of them, if not after all.
    pub fn due(&self) -> Option<(Tick, Option<u64>)> {
        let step = self.due.map(|due| (due, self.precise_place()));
        let open = self.scenario.expectations.iter().zip(&self.verdicts);
        let judged = open.filter(|(_, verdict)| **verdict == Verdict::Open);
        let deadlines = judged.filter_map(|(expectation, _)| match expectation.deadline {
            Deadline::At(tick) | Deadline::By(tick) => Some(tick),
            Deadline::Always | Deadline::Never | Deadline::End => self.scenario.until,
        });
        // A step comes before a judgement of the same tick.
        let deadlines = deadlines.map(|tick| (tick, None));
        step.into_iter().chain(deadlines).min_by_key(|(tick, _)| *tick)
    }

    /// The place in its tick of a step that names one.
    fn precise_place(&self) -> Option<u64> {
        match &self.scenario.steps.get(self.next)?.trigger {
            Trigger::At { after, .. } => *after,
            Trigger::Then | Trigger::When(_) => None,
        }
    }

    /// Looks at what has just happened. Returns what is to be done about it, now.
    pub fn react(&mut self, scene: Scene) -> Option<Source> {
        let now = scene.world.now();
        self.judge(scene);
        self.watch(scene);
        if self.due.is_none()
            && let Some(step) = self.scenario.steps.get(self.next)
            && let Trigger::When(condition) = &step.trigger
            && condition.holds(scene)
        {
            self.due = Some(now.plus(step.wait));
            if step.wait == 0 {
                return self.fire(now, Source::Step(self.next));
            }
        }
        let rule = self.begun.pop_front()?;
        self.fire(now, Source::Rule(rule))
    }

    /// Looks which rules begin to hold.
    fn watch(&mut self, scene: Scene) {
        let watched = self.scenario.rules.iter().zip(&mut self.rules).enumerate();
        for (at, (rule, (held, left))) in watched {
            let holds = rule.whenever.holds(scene);
            if holds && !*held && *left > 0 {
                *left -= 1;
                self.begun.push_back(at);
            }
            *held = holds;
        }
    }

    /// What is due at this tick, now that all else that is due at it has happened.
    pub fn settle(&mut self, scene: Scene) -> Option<Source> {
        let now = scene.world.now();
        if self.due.is_some_and(|due| due <= now) {
            return self.fire(now, Source::Step(self.next));
        }
        let over = self.scenario.until.is_some_and(|until| until <= now);
        for at in 0..self.verdicts.len() {
            if self.verdicts[at] != Verdict::Open {
                continue;
            }
            let Expectation { that, deadline } = &self.scenario.expectations[at];
            self.verdicts[at] = match deadline {
                Deadline::At(tick) | Deadline::By(tick) if *tick <= now => {
                    judged(that.holds(scene), now)
                }
                Deadline::End | Deadline::Always if over => judged(that.holds(scene), now),
                Deadline::Never if over => judged(!that.holds(scene), now),
                Deadline::At(_)
                | Deadline::By(_)
                | Deadline::End
                | Deadline::Always
                | Deadline::Never => Verdict::Open,
            };
        }
        None
    }

    /// A line of `source` could not be done.
    pub fn trouble(
        &mut self,
        tick: Tick,
        source: Source,
        line: usize,
        code: &'static str,
        reason: Sentence,
    ) {
        let place = match source {
            Source::Step(at) => format!("steps[{at}].do[{line}]"),
            Source::Rule(at) => format!("rules[{at}].do[{line}]"),
        };
        self.troubles.push(Trouble { tick, place, code, reason: Arc::new(reason) });
    }

    fn fire(&mut self, now: Tick, source: Source) -> Option<Source> {
        self.firings = if self.firings.0 == now { (now, self.firings.1 + 1) } else { (now, 1) };
        let over = self.firings.1 > FIRINGS_MAX;
        if let Source::Step(step) = source {
            if !over && says_something(&self.scenario.steps[step].say) {
                self.told.push(Told { tick: now, step });
            }
            // One that is left out is behind, too: it would be due for ever.
            self.next += 1;
            self.arm(now);
        }
        if over {
            if self.firings.1 == FIRINGS_MAX + 1 {
                let reason = Sentence::new(
                    "More than {max} steps at one moment; the rest is left out.",
                    vec![("max", Fact::Number(FIRINGS_MAX.into()))],
                );
                self.trouble(now, source, 0, "too-many-steps", reason);
            }
            return None;
        }
        Some(source)
    }

    /// Starts to wait for the next step.
    fn arm(&mut self, now: Tick) {
        self.due = self.scenario.steps.get(self.next).and_then(|step| match step.trigger {
            Trigger::Then => Some(now.plus(step.wait)),
            Trigger::At { tick, .. } => Some(tick.max(now).plus(step.wait)),
            Trigger::When(_) => None,
        });
    }

    fn judge(&mut self, scene: Scene) {
        let now = scene.world.now();
        for (expectation, verdict) in self.scenario.expectations.iter().zip(&mut self.verdicts) {
            if *verdict != Verdict::Open || is_costly(&expectation.that) {
                continue;
            }
            match expectation.deadline {
                Deadline::By(_) if expectation.that.holds(scene) => *verdict = Verdict::Met(now),
                Deadline::Never if expectation.that.holds(scene) => *verdict = Verdict::Failed(now),
                Deadline::Always if !expectation.that.holds(scene) => {
                    *verdict = Verdict::Failed(now);
                }
                Deadline::By(_)
                | Deadline::Never
                | Deadline::Always
                | Deadline::At(_)
                | Deadline::End => {}
            }
        }
    }
}

fn judged(holds: bool, now: Tick) -> Verdict {
    if holds { Verdict::Met(now) } else { Verdict::Failed(now) }
}

fn says_something(say: &Texts) -> bool {
    !say.is_empty()
}

/// Whether a condition is looked at only when it must be.
fn is_costly(condition: &Condition) -> bool {
    match condition {
        Condition::Linearizable(_) => true,
        Condition::All(conditions) | Condition::Any(conditions) => conditions.iter().any(is_costly),
        Condition::Not(condition) => is_costly(condition),
        Condition::Leader { .. }
        | Condition::Role { .. }
        | Condition::Roles { .. }
        | Condition::Term(_)
        | Condition::Held { .. }
        | Condition::Compacted { .. }
        | Condition::Members { .. }
        | Condition::Truncated(_)
        | Condition::Waiting { .. }
        | Condition::Committed { .. }
        | Condition::Applied { .. }
        | Condition::Running { .. }
        | Condition::Log { .. }
        | Condition::Store { .. }
        | Condition::Converged
        | Condition::Sent { .. }
        | Condition::Delivered { .. }
        | Condition::Lost { .. }
        | Condition::Returned { .. }
        | Condition::Violation(_) => false,
    }
}
