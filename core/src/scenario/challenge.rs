//! Challenges: a run that begins as told, what may be done in it, and what must come of it.

use super::{Condition, Deadline, Expectation, Scenario, Step, Texts, Trigger};
use crate::sim::Action;
use std::sync::Arc;

/// Something to bring about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Challenge {
    /// Names it in links.
    pub id: String,
    /// One line.
    pub title: Texts,
    /// What is asked for, in a few sentences.
    pub caption: Texts,
    /// Where it comes from: `§5.4.2`, `Fig. 8`.
    pub source: String,
    /// How hard it is, from 1 to 3.
    pub level: u32,
    /// Help, from a nudge to nearly everything.
    pub hints: Vec<Texts>,
    /// The verbs of the action language that may be used; all, if none is named.
    pub allow: Vec<&'static str>,
    /// At most so many actions, if they are limited.
    pub moves: Option<u32>,
    /// What must come true, one after the other.
    pub goals: Vec<Goal>,
    /// What must not come true.
    pub never: Vec<Goal>,
    /// How the run begins, and until when it may last.
    pub start: Scenario,
}

/// One thing that must, or must not, come true.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Goal {
    /// What.
    pub that: Condition,
    /// The same in words.
    pub say: Texts,
}

impl Challenge {
    /// The run as a scenario: the goals are its last steps, which do nothing and say that they are
    /// reached; what must not be, it expects never to be.
    pub fn scenario(&self) -> Arc<Scenario> {
        let mut scenario = self.start.clone();
        scenario.id.clone_from(&self.id);
        scenario.title.clone_from(&self.title);
        scenario.caption.clone_from(&self.caption);
        scenario.source.clone_from(&self.source);
        scenario.steps.extend(self.goals.iter().map(|goal| Step {
            trigger: Trigger::When(goal.that.clone()),
            say: goal.say.clone(),
            ..Step::default()
        }));
        let never = self.never.iter().map(|goal| goal.that.clone());
        let never = never.map(|that| Expectation { that, deadline: Deadline::Never });
        scenario.expectations.extend(never);
        Arc::new(scenario)
    }

    /// Whether an action is among those that may be done, not counting how many have been.
    pub fn allows(&self, action: &Action) -> bool {
        self.allow.is_empty() || self.allow.contains(&verb_of(action).as_str())
    }
}

/// The verb of the line that an action prints as. Whose client does it stands before it.
pub fn verb_of(action: &Action) -> String {
    let line = action.to_string();
    let mut words = line.split(' ');
    let first = words.next().unwrap_or_default();
    let is_caller = first == "all"
        || first
            .strip_prefix('c')
            .is_some_and(|id| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit()));
    let verb = if is_caller { words.next().unwrap_or_default() } else { first };
    verb.to_owned()
}
