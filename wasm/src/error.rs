//! Errors as JavaScript sees them: real `Error` objects with typed facts on them.

use kvraft_core::console::ParseError;
use kvraft_core::scenario::{FormatError, LinkError, Problem};
use kvraft_core::sentence::{Fact, Sentence};
use kvraft_core::session::LineError;
use kvraft_core::sim::ActionError;
use serde::ser::SerializeStruct as _;
use serde::{Serialize, Serializer};
use std::sync::Arc;
use tsify::Tsify;
use wasm_bindgen::prelude::*;

/// What is told of something that went wrong, with all it takes to tell it in another language. On every
/// error thrown here; the object is an `Error` named `LabError` as well.
#[derive(Debug, Serialize, Tsify)]
pub struct LabErrorFacts {
    /// A stable word for it: `unknown-command`, `no-such-server`, `already-crashed`, …
    pub code: &'static str,
    /// One English sentence.
    pub message: String,
    /// What the sentence names, by name. A text is the same in every language: keys, numbers, what was
    /// typed; names that are known stand in one text, with commas. A list has stable words for a part of
    /// the sentence, such as what was expected or a reason; any of them would do.
    #[serde(serialize_with = "by_name")]
    #[tsify(type = "Record<string, string | string[]>")]
    pub facts: Arc<Sentence>,
    /// Where in the line it is, in characters from 1.
    #[tsify(optional)]
    pub column: Option<u32>,
    /// Where in the scenario file it is: `steps[3].do[1]`.
    #[tsify(optional)]
    pub path: Option<String>,
}

impl LabErrorFacts {
    /// What a sentence tells.
    pub fn new(code: &'static str, sentence: Arc<Sentence>) -> Self {
        Self { code, message: sentence.to_string(), facts: sentence, column: None, path: None }
    }
}

pub(crate) fn by_name<S: Serializer>(
    sentence: &Sentence,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    // A plain object, not a `Map`: the names are as fixed as those of fields.
    let mut object = serializer.serialize_struct("Facts", sentence.facts.len())?;
    for (name, fact) in &sentence.facts {
        object.serialize_field(name, &Shown(fact))?;
    }
    object.end()
}

/// A fact on its way to JavaScript. Numbers are text, for a seed may be beyond 2^53.
struct Shown<'a>(&'a Fact);

impl Serialize for Shown<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let words: Vec<&str> = match self.0 {
            Fact::Number(number) => return serializer.serialize_str(&number.to_string()),
            Fact::Name(name) => return serializer.serialize_str(name),
            Fact::Words(words) => words.iter().map(|word| word.code).collect(),
            Fact::Other { code, .. } => vec![code],
            Fact::Said(said) => vec![said],
        };
        words.serialize(serializer)
    }
}

#[wasm_bindgen(typescript_custom_section)]
const LAB_ERROR: &str = "export type LabError = Error & LabErrorFacts;";

/// An error on its way to JavaScript.
#[derive(Debug)]
pub struct LabError(Box<LabErrorFacts>);

impl LabError {
    /// An error without a place.
    pub fn new(code: &'static str, sentence: Sentence) -> Self {
        Self(Box::new(LabErrorFacts::new(code, Arc::new(sentence))))
    }

    /// An error in somebody else's English words.
    pub fn said(code: &'static str, error: &dyn std::fmt::Display) -> Self {
        let reason = Fact::Said(error.to_string());
        Self::new(code, Sentence::new("{reason}", vec![("reason", reason)]))
    }

    /// A value from JavaScript that is not what it should be.
    pub fn invalid(what: &str, error: &dyn std::fmt::Display) -> Self {
        let facts = vec![("what", Fact::name(&what)), ("reason", Fact::Said(error.to_string()))];
        Self::new("bad-options", Sentence::new("The {what} cannot be read: {reason}.", facts))
    }

    fn at_column(mut self, column: usize) -> Self {
        self.0.column = u32::try_from(column).ok();
        self
    }
}

impl From<LineError> for LabError {
    fn from(error: LineError) -> Self {
        let lab = Self::new(error.code(), error.sentence());
        match error {
            LineError::Parse(ParseError { column, .. }) => lab.at_column(column),
            LineError::Action(_) => lab,
        }
    }
}

impl From<ActionError> for LabError {
    fn from(error: ActionError) -> Self {
        Self::new(error.code(), error.sentence())
    }
}

impl From<FormatError> for LabError {
    fn from(error: FormatError) -> Self {
        let message = error.to_string();
        let column = match error.problem {
            Problem::Line(ParseError { column, .. }) | Problem::NotJson { column, .. } => {
                u32::try_from(column).ok()
            }
            Problem::TooLong { .. }
            | Problem::UnknownKey { .. }
            | Problem::UnknownWord { .. }
            | Problem::MissingKey { .. }
            | Problem::Expected(_)
            | Problem::NoChoice { .. }
            | Problem::TwoChoices { .. }
            | Problem::Action(_)
            | Problem::Contradiction(_)
            | Problem::OtherVersion { .. } => None,
        };
        let code = error.code();
        let path = Some(error.path).filter(|path| !path.is_empty());
        let facts = Arc::new(error.problem.into_sentence());
        Self(Box::new(LabErrorFacts { code, message, facts, column, path }))
    }
}

impl From<LinkError> for LabError {
    fn from(error: LinkError) -> Self {
        match error {
            LinkError::Format(error) => error.into(),
            LinkError::BadCharacter { column, .. } => {
                Self::new(error.code(), error.into_sentence()).at_column(column)
            }
            LinkError::OtherVersion { .. } | LinkError::Damaged => {
                Self::new(error.code(), error.into_sentence())
            }
        }
    }
}

impl From<LabError> for JsValue {
    fn from(error: LabError) -> Self {
        let object = js_sys::Error::new(&error.0.message);
        object.set_name("LabError");
        if let Ok(facts) = serde_wasm_bindgen::to_value(&*error.0) {
            js_sys::Object::assign(&object, facts.unchecked_ref());
        }
        object.into()
    }
}
