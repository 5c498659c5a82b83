//! Scenarios: how a run begins, a story of steps that happen at a time or when something has come true,
//! and what must come of it. A scenario is data; a [`Session`](crate::session::Session) plays it.

mod challenge;

mod condition;

mod script;

#[cfg(feature = "json")]
mod json;

pub use challenge::{Challenge, Goal, verb_of};
pub(crate) use condition::Scene;
pub use condition::{Condition, MESSAGES, RoleName};
#[cfg(feature = "json")]
pub use json::{FormatError, LinkError, Problem, VERSION, challenge_schema, schema};
pub(crate) use script::{Script, Source};
pub use script::{Told, Trouble, Verdict};

use crate::sim::Setup;
use crate::sorted::SortedMap;
use crate::types::Tick;

/// The same text in several languages, by BCP 47 tag (`en`, `zh-CN`).
pub type Texts = SortedMap<String, String>;

/// A run to be played.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scenario {
    /// Names it in links: lower-case letters, digits and hyphens. Empty for one without a name.
    pub id: String,
    /// One line.
    pub title: Texts,
    /// What the reader sees, in a few sentences.
    pub caption: Texts,
    /// Where the story comes from: `§5.4.2`, `Fig. 8`.
    pub source: String,
    /// How it begins.
    pub setup: Setup,
    /// What is done, one after the other.
    pub steps: Vec<Step>,
    /// What is done whenever something comes true.
    pub rules: Vec<Rule>,
    /// What must come of it.
    pub expectations: Vec<Expectation>,
    /// When it is over, if it ends.
    pub until: Option<Tick>,
}

impl Scenario {
    /// The lines that a step or rule runs.
    pub(crate) fn lines(&self, source: Source) -> &[String] {
        match source {
            Source::Step(at) => &self.steps[at].lines,
            Source::Rule(at) => &self.rules[at].lines,
        }
    }
}

/// One step of the story. It waits for the steps before it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Step {
    /// When it is taken.
    pub trigger: Trigger,
    /// So many ticks later than that.
    pub wait: u64,
    /// What is done: lines of the [action language](crate::console). `leader` means who leads then.
    pub lines: Vec<String>,
    /// What the narrator says.
    pub say: Texts,
}

impl Step {
    /// A step without lines at a place of the run.
    pub(crate) fn at(tick: Tick, after: Option<u64>) -> Self {
        Self { trigger: Trigger::At { tick, after }, ..Self::default() }
    }
}

/// When a step is taken, or an action was done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Trigger {
    /// Right after the step before it.
    #[default]
    Then,
    /// At this tick; at once, if it has passed.
    At {
        /// When.
        tick: Tick,
        /// After so many things of those due at that tick; after all of them, if none.
        after: Option<u64>,
    },
    /// When this is true.
    When(Condition),
}

/// What is done again and again, each time its condition comes true after having been false.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// When.
    pub whenever: Condition,
    /// What is done: lines of the [action language](crate::console).
    pub lines: Vec<String>,
    /// At most so often.
    pub times: u32,
}

/// A statement that a run of the scenario must bear out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expectation {
    /// What.
    pub that: Condition,
    /// When.
    pub deadline: Deadline,
}

/// When an expectation must be true.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Deadline {
    /// At this tick, after all that is due at it.
    At(Tick),
    /// At some moment up to this tick.
    By(Tick),
    /// At every moment.
    Always,
    /// At no moment.
    Never,
    /// When the scenario is over.
    End,
}
