//! Challenges, and conditions that lessons ask about.

use crate::error::{LabError, LabErrorFacts};
use crate::frame::number;
use crate::session::{Session, to_js};
use crate::time::each_by_language;
use kvraft_core::challenge::judge;
use kvraft_core::console;
use kvraft_core::scenario::{Challenge as Core, Condition, Scenario, Texts};
use kvraft_core::types::NodeId;
use serde::Serialize;
use std::sync::Arc;
use tsify::{Ts, Tsify};
use wasm_bindgen::prelude::*;

/// What a challenge tells of itself. Texts are by language.
#[derive(Debug, Serialize, Tsify)]
pub struct ChallengeView {
    /// Names it in links.
    pub id: String,
    /// From 1, easy, to 3.
    pub level: u32,
    /// Help, from a nudge to nearly everything.
    #[serde(serialize_with = "each_by_language")]
    #[tsify(type = "Map<string, string>[]")]
    pub hints: Vec<Texts>,
    /// The verbs that may be used; all, if there is none.
    pub allow: Vec<&'static str>,
    /// At most so many actions.
    #[tsify(optional)]
    pub moves: Option<u32>,
    /// What must come true, one after the other.
    #[serde(serialize_with = "each_by_language")]
    #[tsify(type = "Map<string, string>[]")]
    pub goals: Vec<Texts>,
    /// What must not.
    #[serde(serialize_with = "each_by_language")]
    #[tsify(type = "Map<string, string>[]")]
    pub never: Vec<Texts>,
    /// The tick at which it is over.
    pub until: f64,
    /// It is played as this scenario, in JSON.
    pub scenario: String,
}

/// How far an attempt has come.
#[derive(Debug, Serialize, Tsify)]
pub struct AttemptView {
    /// `solved`, `open`, `spoiled` or `refused`.
    pub verdict: &'static str,
    /// When each goal was reached; -1: not yet.
    pub goals: Vec<f64>,
    /// Which of what must not be has come true.
    #[tsify(optional)]
    pub spoiled: Option<u32>,
    /// How many actions it took.
    pub moves: u32,
    /// Why it is refused.
    #[tsify(optional)]
    pub refusal: Option<LabErrorFacts>,
}

/// Something to bring about.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Challenge {
    core: Core,
}

#[wasm_bindgen]
impl Challenge {
    /// Reads the file of one. Throws a `LabError` that names the place in it.
    #[wasm_bindgen(constructor)]
    pub fn new(json: &str) -> Result<Self, JsValue> {
        Ok(Self { core: Core::from_json(json).map_err(LabError::from)? })
    }

    /// What it tells of itself.
    pub fn view(&self) -> Result<Ts<ChallengeView>, JsValue> {
        let challenge = &self.core;
        to_js(&ChallengeView {
            id: challenge.id.clone(),
            level: challenge.level,
            hints: challenge.hints.clone(),
            allow: challenge.allow.clone(),
            moves: challenge.moves,
            goals: challenge.goals.iter().map(|goal| goal.say.clone()).collect(),
            never: challenge.never.iter().map(|goal| goal.say.clone()).collect(),
            until: number(challenge.start.until.unwrap_or_default().0),
            scenario: challenge.scenario().to_json().to_string(),
        })
    }

    /// Whether a line may be done. What is no action is none of its affair.
    pub fn allows(&self, line: &str) -> bool {
        console::parse(line, Some(NodeId(1))).map_or(true, |action| self.core.allows(&action))
    }

    /// Judges a recording, as JSON: what [`Session::export`] returns.
    pub fn judge(&self, json: &str) -> Result<Ts<AttemptView>, JsValue> {
        let recording = Scenario::from_json(json).map_err(LabError::from)?;
        let view = match judge(&self.core, &recording) {
            Ok(attempt) => AttemptView {
                verdict: if attempt.is_solution() {
                    "solved"
                } else if attempt.spoiled.is_some() {
                    "spoiled"
                } else {
                    "open"
                },
                goals: attempt
                    .goals
                    .iter()
                    .map(|goal| goal.map_or(-1.0, |tick| number(tick.0)))
                    .collect(),
                spoiled: attempt.spoiled.and_then(|(at, _)| u32::try_from(at).ok()),
                moves: attempt.moves,
                refusal: None,
            },
            Err(refusal) => AttemptView {
                verdict: "refused",
                goals: vec![-1.0; self.core.goals.len()],
                spoiled: None,
                moves: 0,
                refusal: Some(LabErrorFacts::new(refusal.code(), Arc::new(refusal.sentence()))),
            },
        };
        to_js(&view)
    }
}

#[wasm_bindgen]
impl Session {
    /// Lets time stop at the moment at which a condition, as JSON, is true; nothing: it passes as it is asked to.
    /// Throws a `LabError` for what is no condition of this run.
    pub fn stop_when(&mut self, condition: Option<String>) -> Result<(), JsValue> {
        let condition = condition.map(|json| self.condition(&json)).transpose()?;
        self.core.stop_when(condition);
        Ok(())
    }

    /// Whether it has stopped.
    pub fn has_stopped(&self) -> bool {
        self.core.has_stopped()
    }

    /// Whether a condition, as JSON, is true now.
    pub fn holds(&self, condition: &str) -> Result<bool, JsValue> {
        Ok(self.core.holds(&self.condition(condition)?))
    }
}

impl Session {
    fn condition(&self, json: &str) -> Result<Condition, LabError> {
        Condition::from_json(json, self.servers(), self.clients()).map_err(LabError::from)
    }
}
