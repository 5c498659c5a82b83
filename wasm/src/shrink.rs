//! Shrinking a failing run, in slices: for the page's own thread or a worker.

use crate::error::LabError;
use crate::frame::number;
use crate::session::{performance, to_js};
use kvraft_core::scenario::Scenario;
use kvraft_core::shrink::Shrinker as Core;
use serde::Serialize;
use tsify::{Ts, Tsify};
use wasm_bindgen::prelude::*;

/// How far shrinking has come.
#[derive(Debug, Serialize, Tsify)]
pub struct ShrinkView {
    /// The property that is broken.
    pub property: &'static str,
    /// How many candidates have been played.
    pub trials: f64,
    /// How many actions the smallest failing run has.
    pub actions: u32,
    /// How many servers.
    pub servers: u32,
    /// Whether nothing can be made smaller any more.
    pub done: bool,
}

/// Makes a failing run smaller.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Shrinker {
    core: Core,
}

#[wasm_bindgen]
impl Shrinker {
    /// Begins with a scenario, as JSON, in which a judge objects. Throws a `LabError` if none does.
    #[wasm_bindgen(constructor)]
    pub fn new(json: &str) -> Result<Self, JsValue> {
        let scenario = Scenario::from_json(json).map_err(LabError::from)?;
        let core = Core::new(&scenario).map_err(|error| LabError::said("no-violation", &error))?;
        Ok(Self { core })
    }

    /// Goes on for so many milliseconds of real time; stop by not calling it again.
    pub fn advance(&mut self, milliseconds: f64) -> Result<Ts<ShrinkView>, JsValue> {
        let clock = performance();
        let end = clock.as_ref().map_or(0.0, web_sys::Performance::now) + milliseconds;
        while self.core.step() {
            if clock.as_ref().is_none_or(|clock| clock.now() >= end) {
                break;
            }
        }
        let best = self.core.best();
        to_js(&ShrinkView {
            property: self.core.property().id(),
            trials: number(self.core.trials()),
            actions: u32::try_from(best.steps.len()).unwrap_or(u32::MAX),
            servers: best.setup.servers,
            done: self.core.is_done(),
        })
    }

    /// The smallest failing run so far, with its story, as a scenario in JSON.
    pub fn story(&self) -> String {
        format!("{:#}", self.core.story().to_json())
    }
}
