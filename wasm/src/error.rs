//! Errors as JavaScript sees them: real `Error` objects with typed facts on them.

use kvraft_core::console::{ParseError, ParseErrorKind};
use kvraft_core::scenario::{FormatError, LinkError, Problem};
use kvraft_core::session::LineError;
use serde::Serialize;
use tsify::Tsify;
use wasm_bindgen::prelude::*;

/// The facts on every error thrown here; the object is an `Error` named `LabError` as well.
#[derive(Debug, Clone, Serialize, Tsify)]
pub struct LabErrorFacts {
    /// A stable word for it: `unknown-command`, `no-such-server`, `already-crashed`, …
    pub code: String,
    /// One English sentence.
    pub message: String,
    /// Where in the line it is, in characters from 1.
    #[tsify(optional)]
    pub column: Option<u32>,
    /// Where in the scenario file it is: `steps[3].do[1]`.
    #[tsify(optional)]
    pub path: Option<String>,
    /// What was expected there.
    #[tsify(optional)]
    pub expected: Option<String>,
    /// The nearest word that would do.
    #[tsify(optional)]
    pub suggestion: Option<String>,
}

#[wasm_bindgen(typescript_custom_section)]
const LAB_ERROR: &str = "export type LabError = Error & LabErrorFacts;";

/// An error on its way to JavaScript.
#[derive(Debug)]
pub struct LabError(Box<LabErrorFacts>);

impl LabError {
    /// An error without a place.
    pub fn new(code: &str, message: impl Into<String>) -> Self {
        let (code, message) = (code.to_owned(), message.into());
        Self(Box::new(LabErrorFacts {
            code,
            message,
            column: None,
            path: None,
            expected: None,
            suggestion: None,
        }))
    }

    /// A value from JavaScript that is not what it should be.
    pub fn invalid(what: &str, error: &impl std::fmt::Display) -> Self {
        Self::new("bad-options", format!("The {what} cannot be read: {error}."))
    }
}

impl From<LineError> for LabError {
    fn from(error: LineError) -> Self {
        let mut lab = Self::new(error.code(), error.to_string());
        if let LineError::Parse(ParseError { kind, column }) = error {
            lab.0.column = u32::try_from(column).ok();
            match kind {
                ParseErrorKind::UnknownVerb { suggestion, .. } => {
                    lab.0.suggestion = suggestion.map(str::to_owned);
                }
                ParseErrorKind::Missing { expected, .. }
                | ParseErrorKind::NotANumber { expected, .. }
                | ParseErrorKind::Unexpected { expected, .. } => {
                    lab.0.expected = Some(expected.to_owned());
                }
                ParseErrorKind::Extra { usage, .. } => lab.0.expected = Some(usage),
                ParseErrorKind::Empty
                | ParseErrorKind::NoLeader
                | ParseErrorKind::UnclosedQuote
                | ParseErrorKind::StrayQuote
                | ParseErrorKind::BadEscape { .. } => {}
            }
        }
        lab
    }
}

impl From<FormatError> for LabError {
    fn from(error: FormatError) -> Self {
        let mut lab = Self::new(error.code(), error.to_string());
        lab.0.suggestion = error.suggestion().map(str::to_owned);
        match &error.problem {
            Problem::Expected { expected, .. } => lab.0.expected = Some(expected.clone()),
            Problem::Line(error) => lab.0.column = u32::try_from(error.column).ok(),
            Problem::NotJson { column, .. } => lab.0.column = u32::try_from(*column).ok(),
            Problem::TooLong { .. }
            | Problem::UnknownKey { .. }
            | Problem::UnknownWord { .. }
            | Problem::MissingKey { .. }
            | Problem::NoChoice { .. }
            | Problem::TwoChoices { .. }
            | Problem::Action(_)
            | Problem::Contradiction(_)
            | Problem::OtherVersion { .. } => {}
        }
        lab.0.path = Some(error.path).filter(|path| !path.is_empty());
        lab
    }
}

impl From<LinkError> for LabError {
    fn from(error: LinkError) -> Self {
        match error {
            LinkError::Format(error) => error.into(),
            LinkError::BadCharacter { column, .. } => {
                let mut lab = Self::new(error.code(), error.to_string());
                lab.0.column = u32::try_from(column).ok();
                lab
            }
            LinkError::OtherVersion { .. } | LinkError::Damaged => {
                Self::new(error.code(), error.to_string())
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
