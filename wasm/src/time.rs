//! Going back in time, other futures, and scenarios in and out.

use crate::error::{LabError, LabErrorFacts};
use crate::event::{self, EventView};
use crate::frame::number;
use crate::session::{Session, from_number, list, to_js};
use kvraft_core::scenario::{Deadline, Scenario, Texts, Verdict};
use kvraft_core::sentence::{Fact, Sentence};
use kvraft_core::session::{Branch, BranchId, Difference, Mark, MarkKind, Place, Session as Core};
use kvraft_core::types::Tick;
use serde::{Serialize, Serializer};
use std::sync::Arc;
use tsify::{Ts, Tsify};
use wasm_bindgen::prelude::*;

/// One future of a session.
#[derive(Debug, Serialize, Tsify)]
pub struct BranchView {
    /// From 0, the first future.
    pub id: u32,
    /// What it was named.
    #[tsify(optional)]
    pub name: Option<String>,
    /// The branch it left; none for the first.
    #[tsify(optional)]
    pub origin: Option<u32>,
    /// The tick at which it left it.
    pub start: f64,
    /// The tick up to which it has been seen.
    pub end: f64,
    /// How many events it has up to there.
    pub events: f64,
    /// The trace hash there, 16 hexadecimal digits.
    pub hash: String,
    /// How many actions were done in it, those before it left included.
    pub actions: u32,
}

/// A moment worth finding again.
#[derive(Debug, Serialize, Tsify)]
pub struct MarkView {
    /// When.
    pub tick: f64,
    /// The event's position in the run, from 0.
    pub event: f64,
    /// `leader`, `crashed`, `restarted`, `cut`, `healed` or `violation`.
    pub kind: &'static str,
    /// The server it is about.
    #[tsify(optional)]
    pub server: Option<u32>,
    /// The term led.
    #[tsify(optional)]
    pub term: Option<f64>,
    /// The property found broken.
    #[tsify(optional)]
    pub property: Option<&'static str>,
}

/// Where two branches begin to differ.
#[derive(Debug, Serialize, Tsify)]
pub struct DifferenceView {
    /// The position of the first event that is not the same.
    pub event: f64,
    /// What it is in the one; none if that branch has been seen no further.
    #[tsify(optional)]
    pub one: Option<EventView>,
    /// What it is in the other.
    #[tsify(optional)]
    pub other: Option<EventView>,
}

/// What a scenario tells of itself.
#[derive(Debug, Serialize, Tsify)]
pub struct ScenarioView {
    /// Names it in links; empty for one without a name.
    pub id: String,
    /// One line, by language.
    #[serde(serialize_with = "by_language")]
    #[tsify(type = "Map<string, string>")]
    pub title: Texts,
    /// A few sentences, by language.
    #[serde(serialize_with = "by_language")]
    #[tsify(type = "Map<string, string>")]
    pub caption: Texts,
    /// Where the story comes from.
    pub source: String,
    /// The tick at which it is over.
    #[tsify(optional)]
    pub until: Option<f64>,
    /// The switched-on bugs.
    pub bugs: Vec<&'static str>,
}

/// What the narrator of a scenario has said.
#[derive(Debug, Serialize, Tsify)]
pub struct ToldView {
    /// When.
    pub tick: f64,
    /// What, by language.
    #[serde(serialize_with = "by_language")]
    #[tsify(type = "Map<string, string>")]
    pub say: Texts,
}

fn by_language<S: Serializer>(texts: &Texts, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(texts)
}

/// Lists of texts.
pub(crate) fn each_by_language<S: Serializer>(
    list: &[Texts],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    struct ByLanguage<'a>(&'a Texts);
    impl Serialize for ByLanguage<'_> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            by_language(self.0, serializer)
        }
    }
    serializer.collect_seq(list.iter().map(ByLanguage))
}

/// How an expectation has turned out so far.
#[derive(Debug, Serialize, Tsify)]
pub struct ExpectationView {
    /// `at`, `by`, `always`, `never` or `end`.
    pub when: &'static str,
    /// The tick of `at` and `by`.
    #[tsify(optional)]
    pub tick: Option<f64>,
    /// `open`, `met` or `failed`.
    pub verdict: &'static str,
    /// When that was clear.
    #[tsify(optional)]
    pub decided: Option<f64>,
}

/// A line of the scenario that could not be done.
#[derive(Debug, Serialize, Tsify)]
pub struct TroubleView {
    /// When.
    pub tick: f64,
    /// Where it stands: `steps[3].do[0]`.
    pub place: String,
    /// Why.
    pub why: LabErrorFacts,
}

#[wasm_bindgen]
impl Session {
    /// A session that plays a scenario, given as JSON. Throws a `LabError` that names the place in it.
    pub fn play(json: &str) -> Result<Self, JsValue> {
        let scenario = Scenario::from_json(json).map_err(LabError::from)?;
        Ok(Self { core: Core::play(Arc::new(scenario)) })
    }

    /// A session that does what a link carries.
    pub fn open_link(link: &str) -> Result<Self, JsValue> {
        let scenario = Scenario::from_link(link).map_err(LabError::from)?;
        Ok(Self { core: Core::play(Arc::new(scenario)) })
    }

    /// The branch one is on as a scenario in JSON, up to the furthest tick seen of it.
    pub fn export(&self) -> String {
        format!("{:#}", self.core.export().to_json())
    }

    /// The same in short, for links: letters, digits, `-` and `_`.
    pub fn link(&self) -> String {
        self.core.export().to_link()
    }

    /// The scenario played as JSON, with nothing done to it yet; none if none is played.
    pub fn script(&self) -> Option<String> {
        self.core.scenario().map(|scenario| scenario.to_json().to_string())
    }

    /// The same in short, for links.
    pub fn script_link(&self) -> Option<String> {
        self.core.scenario().map(|scenario| scenario.to_link())
    }

    /// What the scenario played tells of itself, if one is played.
    pub fn scenario(&self) -> Result<Option<Ts<ScenarioView>>, JsValue> {
        self.core.scenario().map(|scenario| to_js(&scenario_view(scenario))).transpose()
    }

    /// What its narrator has said so far.
    pub fn told(&self) -> Result<Vec<Ts<ToldView>>, JsValue> {
        let steps = self.core.scenario().map_or(&[][..], |scenario| scenario.steps.as_slice());
        list(self.core.told().iter().map(|told| ToldView {
            tick: number(told.tick.0),
            say: steps.get(told.step).map_or_else(Texts::new, |step| step.say.clone()),
        }))
    }

    /// How its expectations have turned out so far.
    pub fn expectations(&self) -> Result<Vec<Ts<ExpectationView>>, JsValue> {
        let all = self.core.scenario().map_or(&[][..], |scenario| &scenario.expectations);
        let verdicts = self.core.verdicts().iter();
        list(
            all.iter()
                .zip(verdicts)
                .map(|(expectation, verdict)| expectation_view(expectation.deadline, *verdict)),
        )
    }

    /// Which of its lines could not be done.
    pub fn troubles(&self) -> Result<Vec<Ts<TroubleView>>, JsValue> {
        list(self.core.troubles().iter().map(|trouble| TroubleView {
            tick: number(trouble.tick.0),
            place: trouble.place.clone(),
            why: LabErrorFacts::new(trouble.code, trouble.reason.clone()),
        }))
    }

    /// Goes to the end of a tick, back or forth. Beyond what has been seen, the run goes on.
    pub fn seek(&mut self, tick: f64) {
        self.core.seek(Tick(from_number(tick)));
    }

    /// Goes to where so many events have happened, at most to the furthest place seen.
    pub fn seek_event(&mut self, events: f64) {
        self.core.seek_event(from_number(events));
    }

    /// Takes the last step back that let something happen. False at the start.
    pub fn step_back(&mut self) -> bool {
        self.core.step_back()
    }

    /// Goes to just before the last thing that a person did. Returns it as a line of the action
    /// language; nothing if there is none before this moment.
    pub fn undo(&mut self) -> Option<String> {
        let last = self.core.recording().iter().rposition(|recorded| !recorded.is_scripted())?;
        let recorded = self.core.recording()[last].clone();
        self.core.seek(recorded.tick);
        while self.core.recording().len() > last {
            if !self.core.step_back() {
                return None;
            }
        }
        // As near to it as one can be without doing it again.
        let before = Tick(recorded.tick.0.saturating_sub(1));
        if self.core.world().now() < before {
            self.core.seek(before);
        }
        Some(recorded.action.to_string())
    }

    /// Whether this branch has been seen beyond this moment: acting here begins another.
    pub fn in_past(&self) -> bool {
        self.core.place() < self.core.branches()[self.core.current().0 as usize].end()
    }

    /// The tick up to which the branch has been seen.
    pub fn end(&self) -> f64 {
        let branch = &self.core.branches()[self.core.current().0 as usize];
        number(branch.end().tick.0)
    }

    /// All futures, by id.
    pub fn branches(&self) -> Result<Vec<Ts<BranchView>>, JsValue> {
        list((0..).zip(self.core.branches()).map(|(id, branch)| branch_view(id, branch)))
    }

    /// The future one is in.
    pub fn branch(&self) -> u32 {
        self.core.current().0
    }

    /// Goes to another future. False if there is none of that id.
    pub fn switch_branch(&mut self, id: u32) -> bool {
        self.core.switch(BranchId(id))
    }

    /// Names a future, or takes its name away. False if there is none of that id.
    pub fn name_branch(&mut self, id: u32, name: Option<String>) -> bool {
        self.core.name_branch(BranchId(id), name.filter(|name| !name.is_empty()))
    }

    /// Where two futures begin to differ; nothing if one is the other as far as both have been seen.
    pub fn compare(&self, one: u32, other: u32) -> Result<Option<Ts<DifferenceView>>, JsValue> {
        let count = self.core.branches().len();
        if one as usize >= count || other as usize >= count {
            let facts = vec![("max", Fact::Number(count as u64 - 1))];
            let sentence = Sentence::new("There are branches 0 to {max}.", facts);
            return Err(LabError::new("no-such-branch", sentence).into());
        }
        let difference = self.core.compare(BranchId(one), BranchId(other));
        difference.map(|difference| to_js(&difference_view(difference))).transpose()
    }

    /// What is worth finding again in the branch, from position `since` on.
    pub fn marks(&self, since: u32) -> Result<Vec<Ts<MarkView>>, JsValue> {
        let branch = &self.core.branches()[self.core.current().0 as usize];
        list(branch.marks().iter().skip(since as usize).map(mark_view))
    }

    /// The events of the branch from position `from` up to before `to`, seen or not at this moment.
    pub fn events_between(&self, from: f64, to: f64) -> Result<Vec<Ts<EventView>>, JsValue> {
        let from = from_number(from);
        let events = self.core.events_between(from, from_number(to));
        list((from..).zip(&events).map(|(at, happened)| event::event(at, happened)))
    }

    /// Lets the way back take about so many bytes; 64 MiB at first.
    pub fn keep_memory(&mut self, bytes: f64) {
        self.core.keep_memory(from_number(bytes));
    }

    /// How many bytes the way back takes, about.
    pub fn memory(&self) -> f64 {
        number(self.core.memory())
    }
}

/// The JSON Schema of scenario files.
#[cfg(feature = "manual")]
#[wasm_bindgen]
pub fn scenario_schema() -> String {
    format!("{:#}", kvraft_core::scenario::schema())
}

fn scenario_view(scenario: &Scenario) -> ScenarioView {
    ScenarioView {
        id: scenario.id.clone(),
        title: scenario.title.clone(),
        caption: scenario.caption.clone(),
        source: scenario.source.clone(),
        until: scenario.until.map(|tick| number(tick.0)),
        bugs: scenario.setup.bugs.iter().map(kvraft_core::raft::Bug::id).collect(),
    }
}

fn expectation_view(deadline: Deadline, verdict: Verdict) -> ExpectationView {
    let (when, tick) = match deadline {
        Deadline::At(tick) => ("at", Some(tick)),
        Deadline::By(tick) => ("by", Some(tick)),
        Deadline::Always => ("always", None),
        Deadline::Never => ("never", None),
        Deadline::End => ("end", None),
    };
    let (verdict, decided) = match verdict {
        Verdict::Open => ("open", None),
        Verdict::Met(tick) => ("met", Some(tick)),
        Verdict::Failed(tick) => ("failed", Some(tick)),
    };
    let ticks = |tick: Option<Tick>| tick.map(|tick| number(tick.0));
    ExpectationView { when, tick: ticks(tick), verdict, decided: ticks(decided) }
}

fn branch_view(id: u32, branch: &Branch) -> BranchView {
    let origin = branch.origin();
    BranchView {
        id,
        name: branch.name().map(str::to_owned),
        origin: origin.map(|(origin, _)| origin.0),
        start: number(origin.map_or(Place::default(), |(_, place)| place).tick.0),
        end: number(branch.end().tick.0),
        events: number(branch.end().events),
        hash: format!("{:016x}", branch.end_hash()),
        actions: u32::try_from(branch.recording().len()).unwrap_or(u32::MAX),
    }
}

fn mark_view(mark: &Mark) -> MarkView {
    let (kind, server, term, property) = match mark.kind {
        MarkKind::Leader(server, term) => ("leader", Some(server), Some(term), None),
        MarkKind::Crashed(server) => ("crashed", Some(server), None, None),
        MarkKind::Restarted(server) => ("restarted", Some(server), None, None),
        MarkKind::Cut => ("cut", None, None, None),
        MarkKind::Healed => ("healed", None, None, None),
        MarkKind::Violation(property) => ("violation", None, None, Some(property.id())),
    };
    MarkView {
        tick: number(mark.tick.0),
        event: number(mark.event),
        kind,
        server: server.map(|server| server.0),
        term: term.map(|term| number(term.0)),
        property,
    }
}

fn difference_view(difference: Difference) -> DifferenceView {
    let Difference { event, one, other } = difference;
    let show = |it: Option<_>| it.map(|happened| event::event(event, &happened));
    DifferenceView { event: number(event), one: show(one), other: show(other) }
}
