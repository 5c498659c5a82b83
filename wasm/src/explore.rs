//! Random clusters in random trouble, in the browser: for Web Workers.
//!
//! Each worker calls [`explore`] again and again with a share of the seeds of its own (say worker k of n
//! those from k · 10⁹ on), posts the results, and goes on with `next`; to stop, it stops calling. To open
//! a seed that failed, give [`link_of_seed`] to `Session.open_link`. A panic ends the worker: it is the
//! finding of the seed `next` that it was last told, or one of the `count` behind.

use crate::error::by_name;
use crate::frame::number;
use crate::options;
use crate::session::{performance, to_js};
use kvraft_core::nemesis::{self, Finding, Nemesis};
use kvraft_core::raft::BugSet;
use kvraft_core::sentence::Sentence;
use serde::Serialize;
use tsify::{Ts, Tsify};
use wasm_bindgen::prelude::*;

/// What a slice of exploring led to.
#[derive(Debug, Serialize, Tsify)]
pub struct ExplorationView {
    /// The seed to go on with, in decimal.
    pub next: String,
    /// How many seeds were run.
    pub seeds: u32,
    /// The virtual time of their runs, in ms.
    pub ticks: f64,
    /// How many events they had.
    pub events: f64,
    /// What was wrong.
    pub findings: Vec<FindingView>,
}

/// A seed that failed.
#[derive(Debug, Serialize, Tsify)]
pub struct FindingView {
    /// The seed, in decimal.
    pub seed: String,
    /// The judge that objected, or what else is wrong: `no-leader`, `diverged`, …
    pub kind: &'static str,
    /// When it was noticed, in ticks.
    pub at: f64,
    /// How, in one English sentence.
    pub sentence: String,
    /// A stable word for the sentence, such as `two-leaders`, to tell it in another language.
    pub code: &'static str,
    /// What the sentence names, by name, as in a `ViolationView`.
    #[serde(serialize_with = "by_name")]
    #[tsify(type = "Record<string, string | string[]>")]
    pub facts: Sentence,
}

impl From<Finding> for FindingView {
    fn from(finding: Finding) -> Self {
        Self {
            seed: finding.seed.to_string(),
            kind: finding.kind.id(),
            at: number(finding.at.0),
            sentence: finding.sentence.to_string(),
            code: finding.code,
            facts: finding.sentence,
        }
    }
}

/// Runs at most `count` seeds from `first` on, and begins none once `milliseconds` have passed; at least
/// one. A seed takes some ms. Throws a `LabError` for what is no seed.
#[wasm_bindgen]
pub fn explore(first: &str, count: u32, milliseconds: f64) -> Result<Ts<ExplorationView>, JsValue> {
    let first = options::seed(first)?;
    let clock = performance();
    let now = || clock.as_ref().map_or(0.0, web_sys::Performance::now);
    let end = now() + milliseconds;
    let (mut seeds, mut ticks, mut events, mut findings) = (0, 0, 0, Vec::new());
    while seeds < count && (seeds == 0 || now() < end) {
        let Some(seed) = first.checked_add(seeds.into()) else { break };
        let outcome = nemesis::explore(seed);
        seeds += 1;
        ticks += outcome.ticks;
        events += outcome.events;
        findings.extend(outcome.finding.map(FindingView::from));
    }
    let next = first.saturating_add(seeds.into()).to_string();
    to_js(&ExplorationView { next, seeds, ticks: number(ticks), events: number(events), findings })
}

/// The trace hash of a seed's run, 16 hexadecimal digits: equal everywhere.
#[wasm_bindgen]
pub fn trace_hash_of_seed(seed: &str) -> Result<String, JsValue> {
    Ok(format!("{:016x}", nemesis::explore(options::seed(seed)?).hash))
}

/// The digest of `count` seeds from `first` on, as `kvraft-lab digest` prints it.
#[wasm_bindgen]
pub fn digest_of_seeds(first: &str, count: u32) -> Result<String, JsValue> {
    let first = options::seed(first)?;
    Ok(format!("{:016x}", nemesis::digest(first..first.saturating_add(count.into()))))
}

/// A link to all that was done in a seed's run, for `Session.open_link`.
#[wasm_bindgen]
pub fn link_of_seed(seed: &str) -> Result<String, JsValue> {
    let mut nemesis = Nemesis::new(options::seed(seed)?, BugSet::NONE);
    nemesis.run();
    Ok(nemesis.export().to_link())
}
