//! Whether a recording solves a challenge. What was done is done again, in the run that the challenge begins
//! with, and only what it allows: nothing that the recording says of itself is believed.

use crate::scenario::{Challenge, Scenario, Verdict, verb_of};
use crate::sentence::{Fact, Sentence};
use crate::session::Session;
use crate::sim::{Action, ActionError};
use crate::types::Tick;
use std::fmt;
use std::sync::Arc;

/// What became of an attempt that did nothing forbidden.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// When each goal was reached, as far as they were.
    pub goals: Vec<Option<Tick>>,
    /// Which of the things that must never be came true, by its position, and when.
    pub spoiled: Option<(usize, Tick)>,
    /// How many actions it took.
    pub moves: u32,
    /// How long it lasted.
    pub end: Tick,
    /// The trace hash there.
    pub hash: u64,
}

impl Attempt {
    /// Whether all goals were reached, and nothing came true that must not.
    pub fn is_solution(&self) -> bool {
        self.spoiled.is_none() && self.goals.iter().all(Option::is_some)
    }
}

/// Why a recording is no attempt at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It begins otherwise.
    OtherStart {
        /// The key of the scenario format that differs.
        key: String,
    },
    /// It does what is not allowed.
    Forbidden {
        /// When.
        tick: Tick,
        /// What.
        action: Action,
        /// What is allowed.
        allowed: Vec<&'static str>,
    },
    /// It does more than is allowed.
    TooManyMoves {
        /// When the first one too many was done.
        tick: Tick,
        /// How many are allowed.
        most: u32,
    },
    /// What it does cannot be done there.
    Impossible {
        /// When.
        tick: Tick,
        /// What.
        action: Action,
        /// Why not.
        reason: ActionError,
    },
}

impl Refusal {
    /// A stable word for it, for translations and programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::OtherStart { .. } => "other-start",
            Self::Forbidden { .. } => "forbidden",
            Self::TooManyMoves { .. } => "too-many-moves",
            Self::Impossible { .. } => "impossible",
        }
    }
}

impl Refusal {
    /// Why, with the facts apart. Where the reason is that of an action, `{why}` has the code of that.
    pub fn sentence(&self) -> Sentence {
        let mut facts = match self {
            Self::OtherStart { key } => vec![("key", Fact::name(key))],
            Self::Forbidden { action, allowed, .. } => {
                vec![("verb", Fact::Name(verb_of(action))), ("allowed", Fact::names(allowed))]
            }
            Self::TooManyMoves { most, .. } => vec![("max", Fact::Number((*most).into()))],
            Self::Impossible { reason, .. } => reason.as_reason(),
        };
        if let Self::Forbidden { action, .. } | Self::Impossible { action, .. } = self {
            facts.push(("action", Fact::name(action)));
        }
        if let Self::Forbidden { tick, .. }
        | Self::TooManyMoves { tick, .. }
        | Self::Impossible { tick, .. } = self
        {
            facts.push(("tick", Fact::Number(tick.0)));
        }
        let template = match self {
            Self::OtherStart { .. } => "It does not begin as the challenge does: `{key}` differs.",
            Self::Forbidden { .. } => {
                "`{action}` at {tick} ms: `{verb}` is not allowed, only {allowed}."
            }
            Self::TooManyMoves { .. } => {
                "It does more than {max} things: one too many at {tick} ms."
            }
            Self::Impossible { .. } => "`{action}` at {tick} ms cannot be done: {why}",
        };
        Sentence::new(template, facts)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.sentence().fmt(f)
    }
}

impl std::error::Error for Refusal {}

/// Judges a recording: what [`Session::export`] makes, or any scenario that does something.
pub fn judge(challenge: &Challenge, recording: &Scenario) -> Result<Attempt, Refusal> {
    if let Some(key) = other_key(&challenge.start, recording) {
        return Err(Refusal::OtherStart { key });
    }
    let until = challenge.start.until.unwrap_or_default();
    let end = recording.until.unwrap_or(until).min(until);
    // What is done after the end counts for nothing.
    let done = quiet(Arc::new(recording.clone()), end);
    let mut session = quiet(challenge.scenario(), Tick(0));
    let (mut moves, mut own) = (0, 0);
    for recorded in done.recording() {
        session.go_to(recorded);
        // What the challenge does by itself stands in the recording, too.
        let scripted = session.recording().iter().filter(|one| one.is_scripted());
        if scripted.skip(own).any(|one| one.action == recorded.action) {
            own += 1;
            continue;
        }
        let (tick, action) = (recorded.tick, recorded.action.clone());
        if !challenge.allows(&action) {
            return Err(Refusal::Forbidden { tick, action, allowed: challenge.allow.clone() });
        }
        moves += 1;
        if let Some(most) = challenge.moves.filter(|most| moves > *most) {
            return Err(Refusal::TooManyMoves { tick, most });
        }
        if let Err(reason) = session.act(action.clone()) {
            return Err(Refusal::Impossible { tick, action, reason });
        }
    }
    session.seek(end.max(session.world().now()));
    Ok(standing(challenge, &session, moves))
}

/// How far a session that plays a challenge's scenario has come.
fn standing(challenge: &Challenge, session: &Session, moves: u32) -> Attempt {
    let first = challenge.start.steps.len();
    let reached = |goal: usize| {
        session.told().iter().find(|told| told.step == first + goal).map(|told| told.tick)
    };
    let first = challenge.start.expectations.len();
    let verdicts = session.verdicts().iter().skip(first).enumerate();
    let spoiled = verdicts.filter_map(|(at, verdict)| match verdict {
        Verdict::Failed(tick) => Some((at, *tick)),
        Verdict::Open | Verdict::Met(_) => None,
    });
    Attempt {
        goals: (0..challenge.goals.len()).map(reached).collect(),
        spoiled: spoiled.min_by_key(|(_, tick)| *tick),
        moves,
        end: session.world().now(),
        hash: session.world().trace_hash(),
    }
}

/// A scenario, played up to a tick.
fn quiet(scenario: Arc<Scenario>, tick: Tick) -> Session {
    let mut session = Session::play(scenario);
    session.keep_events(0);
    session.seek(tick);
    session
}

/// What two scenarios begin with otherwise.
fn other_key(one: &Scenario, other: &Scenario) -> Option<String> {
    if one.setup == other.setup {
        return None;
    }
    let bare = |scenario: &Scenario| {
        let setup = scenario.setup.clone();
        Scenario { setup, ..Scenario::default() }.to_json()
    };
    let (one, other) = (bare(one), bare(other));
    let keys = [&one, &other].into_iter().filter_map(|value| value.as_object());
    let mut keys = keys.flat_map(|map| map.keys());
    let key = keys.find(|key| one.get(key) != other.get(key));
    Some(key.map_or("start".to_owned(), ToString::to_string))
}
